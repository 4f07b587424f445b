package main

import (
	"bytes"
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/document"
	"holdfast/internal/office/markdown"
	"holdfast/internal/office/paper"
	"holdfast/internal/rest"
	documentpages "holdfast/internal/web/isms/document"
)

type documentTextIn struct {
	Version  int64  `json:"version" doc:"That of the draft's record that was read; 0 when there is none yet."`
	Body     string `json:"body" need:"true" doc:"Markdown, at most 100,000 characters."`
	Note     string `json:"note" doc:"What is new, for those who know the version before."`
	Material bool   `json:"material" doc:"Those concerned acknowledge it anew, and it gets a whole number."`
	Reason   string `json:"reason"`
}

type documentDraftOut struct {
	Number   string   `json:"number"`
	Version  int64    `json:"version" doc:"Of the draft's record: send it back with the next text."`
	State    string   `json:"state"`
	Body     string   `json:"body"`
	Base     string   `json:"base" doc:"The approved version that it was begun from."`
	Note     string   `json:"note"`
	Material bool     `json:"material"`
	Authors  []string `json:"authors"`
	Hash     string   `json:"hash" doc:"Of the content as it would be approved now: approve sends it back."`
	Open     []string `json:"open" doc:"Blanks that nobody has filled in."`
	Returned string   `json:"returned"`
}

type documentSubmitIn struct {
	Reviewers []string `json:"reviewers" need:"true" doc:"Members, by id."`
	Reason    string   `json:"reason"`
}

type approveDocumentIn struct {
	Hash      string     `json:"hash" need:"true" doc:"Of the content that was read; refused when it is another by now."`
	Effective civil.Date `json:"effective" doc:"From which day it is in force; today when not given."`
	Reason    string     `json:"reason" doc:"Asked for where its author approves it because nobody else can."`
}

type documentRefsIn struct {
	Refs   []string `json:"refs" need:"true" doc:"Clauses and controls: 5.2, A.5.1. Those of the organisation are linked."`
	Reason string   `json:"reason"`
}

type acknowledgeIn struct {
	Version string `json:"version" need:"true" doc:"The version that was read: 1.0."`
	Reason  string `json:"reason"`
}

type documentStartIn struct {
	Starters []string          `json:"starters" need:"true" doc:"Keys of starter texts."`
	Owner    string            `json:"owner" doc:"A member, who owns the documents; who asks when not given."`
	Answers  map[string]string `json:"answers" doc:"By blank: kept for all documents."`
	Reason   string            `json:"reason"`
}

type documentStartOut struct {
	Created []string `json:"created"`
}

type documentStarterOut struct {
	Key    string   `json:"key"`
	Title  string   `json:"title"`
	Type   string   `json:"type"`
	Clause string   `json:"clause" doc:"The clause of ISO/IEC 27001:2022 that makes it mandatory; empty: usual."`
	Refs   []string `json:"refs"`
	About  string   `json:"about"`
	Blanks []string `json:"blanks"`
}

type documentCompareOut struct {
	From  string          `json:"from"`
	To    string          `json:"to"`
	Lines []document.Line `json:"lines"`
}

type documentRenderedOut struct {
	Document string `json:"document"`
	Version  string `json:"version"`
	Title    string `json:"title"`
	Hash     string `json:"hash"`
	Intact   bool   `json:"intact" doc:"The content is still what was approved."`
	HTML     string `json:"html" doc:"From the Markdown, through a closed list of elements."`
}

// act makes an action of one document. action is "document-draft.submit".
func (w *documentWing) act(path, id, action, summary, about string, verb authz.Verb, area authz.Area, body any, reason func(any) string, do func(c *rest.Call, tx *change.Tx, ref string) error) rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/documents/{id}/" + path, ID: id, Tag: "documents", Summary: summary, Description: about,
		Area: area, Verb: verb, What: "documents", Body: body, Record: document.Kind,
		Do: func(c *rest.Call) (any, error) {
			ref := c.Path("id")
			return ref, c.Do(action, []any{ref, c.Body}, reason(c.Body), func(tx *change.Tx) error { return do(c, tx, ref) })
		},
	}
}

func (w *documentWing) operations() []rest.Operation {
	plain := func(b any) string { return b.(*plainIn).Reason }
	why := func(b any) string { return b.(*whyIn).Reason }
	return append([]rest.Operation{
		{
			Method: http.MethodPut, Path: "/documents/{id}/draft", ID: "writeDocumentDraft", Tag: "documents", Summary: "Write the text of the next version",
			Description: "Begins a draft where there is none. Refused while it is in review, and when somebody else wrote meanwhile.",
			Area:        authz.Drafts, Verb: authz.Update, What: "drafts of documents", Body: documentTextIn{}, Answer: documentDraftOut{}, Do: w.writeDraft,
		},
		{
			Method: http.MethodGet, Path: "/documents/{id}/draft", ID: "readDocumentDraft", Tag: "documents", Summary: "Read the text of the next version",
			Description: "Outsiders never see it.", Area: authz.Drafts, Verb: authz.Read, What: "drafts of documents", Answer: documentDraftOut{}, Do: w.readDraft,
		},
		w.act("submit", "submitDocument", "document-draft.submit", "Put the draft up for review", "By named people. Open blanks keep it back.", authz.Act, authz.Drafts, documentSubmitIn{},
			func(b any) string { return b.(*documentSubmitIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				return w.Submit(tx, ref, c.Body.(*documentSubmitIn).Reviewers)
			}),
		w.act("take-back", "takeBackDocument", "document-draft.take-back", "Take the draft back from review", "To go on writing.", authz.Act, authz.Drafts, plainIn{}, plain,
			func(_ *rest.Call, tx *change.Tx, ref string) error { return w.TakeBack(tx, ref) }),
		w.act("return", "returnDocument", "document-draft.return", "Send the draft back to its authors", "For a stated reason.", authz.Act, authz.Drafts, whyIn{}, why,
			func(c *rest.Call, tx *change.Tx, ref string) error {
				return w.Return(tx, ref, c.Body.(*whyIn).Reason)
			}),
		w.act("discard", "discardDocumentDraft", "document-draft.discard", "Discard the draft of a next version", "The version in force stays.", authz.Act, authz.Drafts, plainIn{}, plain,
			func(_ *rest.Call, tx *change.Tx, ref string) error { return w.Discard(tx, ref) }),
		w.act("approve", "approveDocument", "document.approve", "Approve the draft that is in review", "It becomes the next version, which nobody changes. Nobody approves what they wrote, where another could.", authz.Act, authz.ISMS, approveDocumentIn{},
			func(b any) string { return b.(*approveDocumentIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				in := c.Body.(*approveDocumentIn)
				_, err := w.Approve(tx, ref, document.Approval{Hash: in.Hash, Effective: in.Effective, Reason: in.Reason})
				return err
			}),
		w.act("review", "reviewDocument", "document.update", "Review a document without change", "Good as it stands, until its next review: its owner says so, or who may act on documents.", authz.Update, authz.ISMS, plainIn{}, plain,
			func(_ *rest.Call, tx *change.Tx, ref string) error { return w.Reaffirm(tx, ref) }),
		w.act("refs", "setDocumentRefs", "document.update", "Say which clauses and controls a document answers", "They are linked to it, where the organisation has them.", authz.Update, authz.ISMS, documentRefsIn{},
			func(b any) string { return b.(*documentRefsIn).Reason }, func(c *rest.Call, tx *change.Tx, ref string) error {
				row, err := w.Find(tx, ref)
				if err != nil {
					return err
				}
				_, err = w.Change(tx, ref, row.Version, func(d *document.Document) { d.Refs = c.Body.(*documentRefsIn).Refs })
				return err
			}),
		w.act("withdraw", "withdrawDocument", "document.withdraw", "Withdraw a document", "Its versions and acknowledgements stay.", authz.Act, authz.ISMS, whyIn{}, why,
			func(c *rest.Call, tx *change.Tx, ref string) error {
				return w.Withdraw(tx, ref, c.Body.(*whyIn).Reason)
			}),
		{
			Method: http.MethodPost, Path: "/documents/{id}/acknowledge", ID: "acknowledgeDocument", Tag: "documents", Summary: "Acknowledge an exact version of a document",
			Description: "Records that who asks has read it. Done twice it changes nothing.", Area: authz.Signed, Verb: authz.Create, What: "acknowledgements",
			Body: acknowledgeIn{}, Record: document.AckKind,
			Do: func(c *rest.Call) (any, error) {
				in, ref := c.Body.(*acknowledgeIn), c.Path("id")
				id := ""
				err := c.Do("acknowledgement.create", []any{ref, in}, in.Reason, func(tx *change.Tx) error {
					row, err := w.Acknowledge(tx, ref, in.Version)
					id = row.ID
					return err
				})
				return id, err
			},
		},
	}, w.readings()...)
}

// readings are what can be asked beside the records.
func (w *documentWing) readings() []rest.Operation {
	return []rest.Operation{
		{
			Method: http.MethodGet, Path: "/documents/{id}/versions/{version}", ID: "renderDocument", Tag: "documents", Summary: "Read an approved version as HTML",
			Description: "The newest by the name latest.", Area: authz.Signed, Verb: authz.Read, What: "approved versions", Answer: documentRenderedOut{}, Do: w.render,
		},
		{
			Method: http.MethodGet, Path: "/documents/{id}/versions/{version}/pdf", ID: "printDocument", Tag: "documents", Summary: "Download an approved version as PDF",
			Description: "The same bytes each time.", Area: authz.Signed, Verb: authz.Read, What: "approved versions", Gives: "application/pdf", Do: w.print,
		},
		{
			Method: http.MethodGet, Path: "/documents/{id}/compare", ID: "compareDocument", Tag: "documents", Summary: "Compare two versions of a document",
			Description: "Line by line, and word by word where a line was reworded.", Area: authz.Signed, Verb: authz.Read, What: "approved versions", Answer: documentCompareOut{},
			Query: []rest.Param{{Name: "from", Description: "A version such as 1.0.", Required: true}, {Name: "to", Description: "A version, or draft.", Required: true}},
			Do:    w.compare,
		},
		{
			Method: http.MethodGet, Path: "/document-starters", ID: "listDocumentStarters", Tag: "documents", Summary: "List the starter texts",
			Description: "Those that the standard demands and those that are usual.", Area: authz.ISMS, Verb: authz.Read, What: "documents", Answer: []documentStarterOut{},
			Do: func(*rest.Call) (any, error) {
				var out []documentStarterOut
				for _, s := range document.Starters() {
					out = append(out, documentStarterOut{Key: s.Key, Title: s.Title, Type: s.Type, Clause: s.Clause, Refs: s.Refs, About: s.About, Blanks: s.Blanks()})
				}
				return out, nil
			},
		},
		{
			Method: http.MethodPost, Path: "/documents/start", ID: "startDocuments", Tag: "documents", Summary: "Begin documents from starter texts",
			Description: "In one change, filled with what the organisation has answered. A text that a document began from already is left out.",
			Area:        authz.ISMS, Verb: authz.Create, What: "documents", Body: documentStartIn{}, Answer: documentStartOut{}, Do: w.start,
		},
	}
}

func (w *documentWing) draftOf(in change.Reader, ref string) (out documentDraftOut, err error) {
	doc, err := w.Find(in, ref)
	if err != nil {
		return out, err
	}
	row, found, err := w.Working(in, doc.ID)
	if err != nil || !found {
		return documentDraftOut{Number: doc.Number, Base: doc.Value.Version}, err
	}
	d := row.Value
	return documentDraftOut{
		Number: doc.Number, Version: row.Version, State: d.State, Body: d.Body, Base: d.Base, Note: d.Note, Material: d.Material, Authors: d.Authors,
		Hash: doc.Value.HashWith(d.Body), Open: document.Blanks(d.Body), Returned: d.Returned,
	}, nil
}

func (w *documentWing) readDraft(c *rest.Call) (any, error) {
	var out documentDraftOut
	err := c.See(func(v *change.View) (err error) {
		out, err = w.draftOf(v, c.Path("id"))
		return err
	})
	return out, err
}

func (w *documentWing) writeDraft(c *rest.Call) (any, error) {
	in, ref := c.Body.(*documentTextIn), c.Path("id")
	err := c.Do("document-draft.update", []any{ref, in}, in.Reason, func(tx *change.Tx) error {
		_, err := w.Write(tx, ref, in.Version, document.Text{Body: in.Body, Note: in.Note, Material: in.Material})
		return err
	})
	if err != nil {
		return nil, err
	}
	return w.readDraft(c)
}

func (w *documentWing) start(c *rest.Call) (any, error) {
	in := c.Body.(*documentStartIn)
	owner := in.Owner
	if owner == "" {
		owner = c.Actor().Person
	}
	out := documentStartOut{Created: []string{}}
	err := c.Do("document.create", in, in.Reason, func(tx *change.Tx) error {
		if err := w.Answer(tx, in.Answers); err != nil {
			return err
		}
		rows, err := w.Start(tx, in.Starters, owner)
		out.Created = []string{}
		for _, r := range rows {
			out.Created = append(out.Created, r.Number)
		}
		return err
	})
	return out, err
}

// version finds the version that the address names.
func (w *documentWing) version(v *change.View, ref, version string) (document.VersionRow, error) {
	doc, err := w.Find(v, ref)
	if err != nil {
		return document.VersionRow{}, err
	}
	if version == "latest" {
		version = doc.Value.Version
	}
	return w.Version(v, doc.ID, version)
}

func (w *documentWing) render(c *rest.Call) (any, error) {
	var out documentRenderedOut
	err := c.See(func(v *change.View) error {
		row, err := w.version(v, c.Path("id"), c.Path("version"))
		x := row.Value
		out = documentRenderedOut{Document: x.DocumentNumber, Version: x.Version, Title: x.Title, Hash: x.Hash, Intact: x.Intact(), HTML: markdown.HTML(x.Body, nil)}
		return err
	})
	return out, err
}

func (w *documentWing) print(c *rest.Call) (any, error) {
	var p paper.Paper
	err := c.See(func(v *change.View) error {
		row, err := w.version(v, c.Path("id"), c.Path("version"))
		if err != nil {
			return err
		}
		members, err := v.Members()
		p = documentpages.Paper(row.Value, c.Visit().Org.Name, documentpages.NamesOf(members))
		return err
	})
	if err != nil {
		return nil, err
	}
	pdf, _, err := paper.Write(p)
	if err != nil {
		return nil, err
	}
	name := strings.Join([]string{c.Path("id"), c.Path("version")}, " ") + ".pdf"
	return nil, c.Attachment(name, bytes.NewReader(pdf), int64(len(pdf)))
}

func (w *documentWing) compare(c *rest.Call) (any, error) {
	out := documentCompareOut{From: c.Query("from"), To: c.Query("to")}
	err := c.See(func(v *change.View) error {
		from, err := w.version(v, c.Path("id"), out.From)
		if err != nil {
			return err
		}
		body := ""
		if out.To == document.Draft {
			d, err := w.draftOf(v, c.Path("id"))
			if err != nil {
				return err
			}
			body = d.Body
		} else {
			to, err := w.version(v, c.Path("id"), out.To)
			if err != nil {
				return err
			}
			body = to.Value.Body
		}
		out.Lines = document.Diff(from.Value.Body, body)
		return nil
	})
	return out, err
}
