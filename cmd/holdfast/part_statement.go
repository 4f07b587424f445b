package main

import (
	"bytes"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	statementpages "holdfast/internal/web/win/statement"
	library "holdfast/internal/win/answer"
	"holdfast/internal/win/statement"
)

// statementPart is the structured forms in which a supplier states what it is.
func statementPart() *part {
	statements := statement.Register()
	p := &part{registers: []register.Any{statements}}
	p.wire = func(h *app) {
		w := statementWing{Service: h.statementService(statements)}
		p.rules = map[register.Kind]rest.Rule{statement.Kind: {ReadOnly: true, Name: "BidStatement"}}
		p.operations = w.operations()
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			return statementpages.New(f, w.Service).Routes()
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return w.tell(e, h, story) }
	}
	return p
}

// statementService is the one service of statements.
func (h *app) statementService(statements *register.Register[statement.BidStatement]) *statement.Service {
	docs := registerOf[document.Document](h, document.Kind)
	return statement.NewService(statement.Parts{
		Door: h.door, Statements: statements, Bids: h.bidRegister, Certs: h.certRegister, Entities: h.entRegister,
		Answers: h.answerService(registerOf[library.Answer](h, library.Kind)), Rules: h.book, Zone: london,
		Policies: func(v *change.View) ([]statement.Policy, error) {
			if docs == nil || !v.Actor().May(authz.Read, authz.ISMS) {
				return nil, nil
			}
			rows, err := change.Collect(v, docs, register.Query{Filters: []register.Filter{register.Where("state", document.Approved)}})
			var out []statement.Policy
			for _, r := range rows {
				out = append(out, statement.Policy{Number: r.Number, Title: r.Value.Title, Version: r.Value.Version, Approved: r.Value.Approved})
			}
			return out, err
		},
	})
}

// statementWing is what the part's ways in stand on.
type statementWing struct{ *statement.Service }

type beginStatementIn struct {
	Form   string `json:"form" enum:"psq,spd-scotland" doc:"The one that fits the bid's nation and regime when not given."`
	Reason string `json:"reason"`
}

type answerStatementIn struct {
	Answers []statement.Entry `json:"answers" need:"true" doc:"By the question's id; an empty value says again what is known."`
	Reason  string            `json:"reason"`
}

func (w *statementWing) operations() []rest.Operation {
	return []rest.Operation{
		{
			Method: http.MethodPost, Path: "/bids/{id}/statement", ID: "beginStatement", Tag: "statements", Summary: "Begin the statement of a bid",
			Description: "A structured form, with what is known filled in and the last statement's answers that are not particular to its bid.",
			Area:        authz.Win, Verb: authz.Create, What: "statements", Body: beginStatementIn{}, Status: http.StatusCreated, Record: statement.Kind,
			Do: func(c *rest.Call) (any, error) {
				in, id := c.Body.(*beginStatementIn), ""
				err := c.Do("statement.create", []any{c.Path("id"), in}, in.Reason, func(tx *change.Tx) error {
					row, err := w.Begin(tx, c.Path("id"), in.Form)
					id = row.ID
					return err
				})
				return id, err
			},
		},
		{
			Method: http.MethodPost, Path: "/bids/{id}/statement/answers", ID: "answerStatement", Tag: "statements", Summary: "Answer questions of a bid's statement",
			Description: "What equals what is known is not kept: it goes on following its source.", Area: authz.Win, Verb: authz.Update, What: "statements", Body: answerStatementIn{}, Answer: statement.Exported{},
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*answerStatementIn)
				err := c.Do("statement.update", []any{c.Path("id"), in}, in.Reason, func(tx *change.Tx) error {
					row, err := w.OfBid(tx, c.Path("id"))
					if err != nil {
						return err
					}
					_, err = w.Answer(tx, row.ID, 0, in.Answers)
					return err
				})
				if err != nil {
					return nil, err
				}
				return w.read(c)
			},
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/statement", ID: "readStatement", Tag: "statements", Summary: "Read the statement of a bid as it stands",
			Description: "Each question with its answer, where it comes from, and what is wrong with what it rests on.", Area: authz.Win, Verb: authz.Read, What: "statements", Answer: statement.Exported{},
			Do: func(c *rest.Call) (any, error) { return w.read(c) },
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/statement/csv", ID: "exportStatement", Tag: "statements", Summary: "Download the statement of a bid as a spreadsheet",
			Description: "CSV, with no cell that a spreadsheet would run as a formula.", Area: authz.Win, Verb: authz.Read, What: "statements", Gives: "text/csv",
			Do: func(c *rest.Call) (any, error) {
				out, err := w.read(c)
				if err != nil {
					return nil, err
				}
				var b bytes.Buffer
				if err := out.WriteCSV(&b); err != nil {
					return nil, err
				}
				return nil, c.Attachment("statement-"+out.Bid+".csv", &b, int64(b.Len()))
			},
		},
	}
}

func (w *statementWing) read(c *rest.Call) (out statement.Exported, err error) {
	err = c.See(func(v *change.View) error {
		row, err := w.OfBid(v, c.Path("id"))
		if err != nil {
			return err
		}
		whole, known, err := w.Whole(v, c.Today(), &row)
		if err == nil {
			out = statement.Export(&whole, &known)
		}
		return err
	})
	return out, err
}

// tell fills in the forms of an English and a Scottish bid in part, once.
func (w *statementWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Statements, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("statement.create", nil), func(tx *change.Tx) error {
		for _, s := range story.Statements() {
			row, err := w.Begin(tx, s.Bid, s.Form)
			if err != nil {
				return err
			}
			if _, err := w.Answer(tx, row.ID, 0, s.Answers); err != nil {
				return err
			}
		}
		return nil
	})
	if errs.CodeOf(err) == errs.NotFound {
		return nil // a story that was told in part has no such bid
	}
	return err
}
