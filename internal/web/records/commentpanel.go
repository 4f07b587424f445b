package records

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// saidLine is one comment as it is shown.
type saidLine struct {
	Number, Who, When string
	Edited            bool
	Gone              bool
	Text              []ui.Run
	Mine              bool // may be changed and taken back
	Waits             bool // for the one who looks
}

type commentPanel struct {
	Lines    []saidLine
	Count    int
	May      bool
	Kind, ID string
	Text     ui.Field
}

// CommentsPanel gives the part of a record's page that says what people said
// about it, and where they say more. It is called in the page's snapshot.
func (k *Kit) CommentsPanel(r *http.Request, v *change.View, reg register.Any, rec *register.Record) (templ.Component, error) {
	rows, err := k.Comments.Of(v, reg, rec.ID)
	if err != nil {
		return nil, err
	}
	members, err := v.Members()
	if err != nil {
		return nil, err
	}
	a := v.Actor()
	p := commentPanel{Kind: string(reg.Declaration().Kind), ID: rec.ID, Text: k.commentField("comment", "", "")}
	p.May = a.May(authz.Create, authz.Commons)
	for _, row := range rows {
		c := row.Value
		l := saidLine{
			Number: row.Number, Who: k.Name(r.Context(), row.CreatedBy), When: k.when(row.CreatedAt), Edited: c.Edited != 0, Gone: c.Gone,
			Mine: p.May && !c.Gone && row.CreatedBy == a.Person, Waits: a.AsAt == 0 && slices.Contains(c.Waiting, a.Person),
		}
		l.Text = marked(c.Text, members)
		if !c.Gone {
			p.Count++
		}
		p.Lines = append(p.Lines, l)
	}
	return commentsPanel(p), nil
}

// marked draws the mentions in a text strong.
func marked(text string, members []change.Member) []ui.Run {
	var out []ui.Run
	at := 0
	for _, m := range comment.Find(text, members) {
		if m.From > at {
			out = append(out, ui.Run{Text: text[at:m.From]})
		}
		out = append(out, ui.Run{Text: text[m.From:m.To], Strong: true})
		at = m.To
	}
	if at < len(text) {
		out = append(out, ui.Run{Text: text[at:]})
	}
	return out
}

// when says an instant as people do.
func (k *Kit) when(at int64) string {
	return time.UnixMicro(at).In(k.Zone).Format("2 January 2006, 15:04")
}

func (k *Kit) commentField(id, value, fault string) ui.Field {
	return ui.Field{
		ID: id, Name: "text", Label: "Comment", Kind: "textarea", Rows: 3, Value: value, Err: fault, Required: true,
		Hint: "Name somebody by @ and their name, such as @Priya: they find it among their work",
	}
}

func (k *Kit) addComment(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	reg, rec, value, err := k.record(ctx, r.PostFormValue("kind"), r.PostFormValue("id"))
	if err != nil {
		return err
	}
	d := reg.Declaration()
	receipt, err := k.Comments.Add(ctx, k.By(ctx, ""), d.Kind, rec.ID, r.PostFormValue("text"))
	if faults, ok := frame.Faults(err); ok {
		return k.commentAgain(w, r, d.Number(rec.Num), k.page(reg, &rec, value), "/comments", []ui.Hidden{{Name: "kind", Value: string(d.Kind)}, {Name: "id", Value: rec.ID}}, r.PostFormValue("text"), faults["text"])
	}
	if err != nil {
		return err
	}
	word := "commented"
	var said comment.Said
	if json.Unmarshal(receipt.Answer, &said) == nil && len(said.Unreached) > 0 {
		word = "comment-unreached"
	}
	return back(w, k.page(reg, &rec, value), word, "comments")
}

type commentView struct {
	Shell  ui.Shell
	Crumbs []ui.Link
	Title  string
	Errors ui.ErrorSummary
	Action string
	Hidden []ui.Hidden
	Text   ui.Field
	Back   ui.Link
}

// commentAgain shows a comment to be written anew.
func (k *Kit) commentAgain(w http.ResponseWriter, r *http.Request, number, href, action string, hidden []ui.Hidden, text, fault string) error {
	sh, err := k.Shell(r.Context(), "Comment on "+number, "", "")
	if err != nil {
		return err
	}
	v := commentView{
		Shell: sh, Crumbs: []ui.Link{{Label: number, Href: href}, {Label: "Comment"}}, Title: "Comment on " + number,
		Action: action, Hidden: hidden, Text: k.commentField("comment", text, fault), Back: ui.Link{Label: "Cancel", Href: href},
	}
	v.Errors = ui.Problems(v.Text)
	v.Shell.Problem = fault != ""
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, commentPage(v))
}

// comment gives the comment of the address and the page of what it is about.
func (k *Kit) comment(r *http.Request) (row comment.Row, href string, err error) {
	ctx := r.Context()
	err = k.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		row, err = k.Comments.Get(v, r.PathValue("number"))
		return err
	})
	if err != nil {
		return row, "", err
	}
	about := row.Value.About
	href = k.Page(about, nil)
	if _, _, value, err := k.record(ctx, string(about.Kind), about.ID); err == nil {
		href = k.Page(about, value)
	}
	return row, href, nil
}

func (k *Kit) editComment(w http.ResponseWriter, r *http.Request) error {
	row, href, err := k.comment(r)
	if err != nil {
		return err
	}
	if row.CreatedBy != frame.Actor(r.Context()).Person || row.Value.Gone {
		return back(w, href, "", "comments")
	}
	return k.commentAgain(w, r, row.Value.About.Number, href, "/comments/"+row.Number, []ui.Hidden{{Name: "version", Value: number(row.Version)}}, row.Value.Text, "")
}

func (k *Kit) changeComment(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, href, err := k.comment(r)
	if err != nil {
		return err
	}
	text := r.PostFormValue("text")
	err = k.Comments.Edit(r.Context(), k.By(r.Context(), ""), row.Number, parseNumber(r.PostFormValue("version")), text)
	if faults, ok := frame.Faults(err); ok {
		return k.commentAgain(w, r, row.Value.About.Number, href, "/comments/"+row.Number, []ui.Hidden{{Name: "version", Value: r.PostFormValue("version")}}, text, faults["text"])
	}
	if err != nil {
		return err
	}
	return back(w, href, "comment-changed", "comments")
}

func (k *Kit) deleteComment(w http.ResponseWriter, r *http.Request) error {
	row, href, err := k.comment(r)
	if err == nil {
		err = k.Comments.Delete(r.Context(), k.By(r.Context(), ""), row.Number)
	}
	if err != nil {
		return err
	}
	return back(w, href, "comment-gone", "comments")
}

// seenComment says that a mention was seen; from my work it leads back there.
func (k *Kit) seenComment(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, href, err := k.comment(r)
	if errs.CodeOf(err) == errs.NotFound {
		return err
	}
	if err == nil {
		err = k.Comments.Seen(r.Context(), k.By(r.Context(), ""), row.Number)
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("from") == "work" {
		return back(w, "/work", "seen", "")
	}
	return back(w, href, "seen", "comments")
}
