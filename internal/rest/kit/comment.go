package kit

import (
	"encoding/json"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
)

type commentIn struct {
	Kind   string `json:"kind" need:"true" doc:"Of the record: risk."`
	Record string `json:"record" need:"true" doc:"Its number or id."`
	Text   string `json:"text" need:"true" doc:"Plain text. @ and a member's name mentions them."`
}

type editIn struct {
	Text    string `json:"text" need:"true"`
	Version int64  `json:"version" doc:"The version that was read; the latest when not given."`
}

type seenIn struct{}

// said is a comment as it is answered.
type said struct {
	Number   string   `json:"number"`
	Version  int64    `json:"version"`
	Kind     string   `json:"kind"`
	Record   string   `json:"record" doc:"Number of what it is about."`
	Text     string   `json:"text"`
	By       string   `json:"by"`
	At       string   `json:"at"`
	Edited   string   `json:"edited" doc:"When its author changed it last; empty: never."`
	Gone     bool     `json:"gone" doc:"Its author took it back."`
	Mentions []string `json:"mentions"`
	Waiting  []string `json:"waiting" doc:"Those mentioned who have not seen it."`
}

type commentList struct {
	Comments []said `json:"comments"`
}

func saidOf(row *comment.Row) said {
	c := row.Value
	out := said{
		Number: row.Number, Version: row.Version, Kind: string(c.About.Kind), Record: c.About.Number, Text: c.Text, By: row.CreatedBy, At: instant(row.CreatedAt),
		Gone: c.Gone, Mentions: append([]string{}, c.Mentions...), Waiting: append([]string{}, c.Waiting...),
	}
	if c.Edited != 0 {
		out.Edited = instant(c.Edited)
	}
	return out
}

func listed(rows []comment.Row) commentList {
	out := commentList{Comments: make([]said, len(rows))}
	for i := range rows {
		out.Comments[i] = saidOf(&rows[i])
	}
	return out
}

func (k *Kit) commentOperations() []rest.Operation {
	op := func(method, path, id, summary, about string, verb authz.Verb) rest.Operation {
		return rest.Operation{Method: method, Path: path, ID: id, Tag: "comments", Summary: summary, Description: about, Area: authz.Commons, Verb: verb}
	}
	list := op(http.MethodGet, "/comments", "listComments", "What people said about a record", "To who may read the record.", authz.Read)
	list.Query = []rest.Param{{Name: "kind", Description: "Of the record: risk.", Required: true}, {Name: "record", Description: "Its number or id.", Required: true}}
	list.Answer, list.Do = commentList{}, k.listComments
	mine := op(http.MethodGet, "/comments/waiting", "listWaitingComments", "What mentions the one who asks, and they have not seen", "", authz.Read)
	mine.Answer = commentList{}
	mine.Do = func(c *rest.Call) (out any, err error) {
		err = c.See(func(v *change.View) error {
			rows, err := k.Comments.Waiting(v, c.Actor().Person)
			out = listed(rows)
			return err
		})
		return out, err
	}
	get := op(http.MethodGet, "/comments/{id}", "getComment", "Read a comment", "To who may read what it is about.", authz.Read)
	get.Answer, get.Do = said{}, k.getComment
	add := op(http.MethodPost, "/comments", "addComment", "Say something about a record", "Members who are mentioned and may read the record find it among their work.", authz.Create)
	add.Body, add.Answer, add.Status = commentIn{}, comment.Said{}, http.StatusCreated
	add.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*commentIn)
		receipt, err := k.Comments.Add(c.Context(), c.By(""), register.Kind(in.Kind), in.Record, in.Text)
		if err != nil {
			return nil, err
		}
		var out comment.Said
		return out, json.Unmarshal(receipt.Answer, &out)
	}
	edit := op(http.MethodPut, "/comments/{id}", "editComment", "Change one's own comment", "", authz.Update)
	edit.Body, edit.Answer = editIn{}, said{}
	edit.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*editIn)
		if err := k.Comments.Edit(c.Context(), c.By(""), c.Path("id"), in.Version, in.Text); err != nil {
			return nil, err
		}
		return k.getComment(c)
	}
	remove := op(http.MethodDelete, "/comments/{id}", "deleteComment", "Take one's own comment back", "Its words go; that there was one stays.", authz.Update)
	remove.Do = func(c *rest.Call) (any, error) {
		return nil, k.Comments.Delete(c.Context(), c.By(""), c.Path("id"))
	}
	seen := op(http.MethodPost, "/comments/{id}/seen", "seenComment", "Say that one has seen what mentions one", "", authz.Read)
	seen.Body = seenIn{}
	seen.Do = func(c *rest.Call) (any, error) {
		return nil, k.Comments.Seen(c.Context(), c.By(""), c.Path("id"))
	}
	return []rest.Operation{list, mine, get, add, edit, remove, seen}
}

func (k *Kit) listComments(c *rest.Call) (out any, err error) {
	reg := k.Registers.Of(register.Kind(c.Query("kind")))
	if reg == nil {
		return nil, errs.New(errs.NotFound, "There is no such record.")
	}
	err = c.See(func(v *change.View) error {
		rec, err := change.AnyGet(v, reg, c.Query("record"), 0)
		if err != nil {
			return err
		}
		rows, err := k.Comments.Of(v, reg, rec.ID)
		out = listed(rows)
		return err
	})
	return out, err
}

func (k *Kit) getComment(c *rest.Call) (out any, err error) {
	err = c.See(func(v *change.View) error {
		row, err := k.Comments.Get(v, c.Path("id"))
		out = saidOf(&row)
		return err
	})
	return out, err
}
