// Package statement is the page on which a bid's structured form is filled in: the
// Procurement Specific Questionnaire or Scotland's Single Procurement Document,
// with what is known already, its print, and its ways out.
package statement

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/statement"
)

// maxForm bounds one posted part of a form.
const maxForm = 2 << 20

// Pages is what the pages need.
type Pages struct {
	*frame.Frame
	s    *statement.Service
	recs *records.Pages
}

// New makes the pages over the service.
func New(f *frame.Frame, s *statement.Service) *Pages {
	p := &Pages{Frame: f, s: s}
	p.recs = records.New(f, nil, records.Place{
		Register: s.Statements, Path: "/statements", Group: "Win", Title: "Statements", Rule: rest.Rule{ReadOnly: true}, Sort: "title",
		Empty: ui.Empty{Title: "No statements yet", Text: "A statement is begun from its bid."},
		Cell: func(field string, value any) (ui.Cell, bool) {
			number, ok := value.(string)
			if field != "bidNumber" || !ok {
				return ui.Cell{}, false
			}
			return ui.Cell{Text: number, Href: path(number)}, true
		},
	})
	return p
}

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	const one = "/bids/{bid}/statement"
	return append(p.recs.Routes(),
		web.Route{Method: http.MethodGet, Pattern: one, Page: "statement-form", Handler: p.show},
		web.Route{Method: http.MethodPost, Pattern: one, Page: "statement-answer", Handler: p.save, MaxBody: maxForm},
		web.Route{Method: http.MethodGet, Pattern: one + "/print", Page: "statement-print", Handler: p.print},
		web.Route{Method: http.MethodGet, Pattern: one + "/export/{format}", Page: "statement-export", Handler: p.export},
	)
}

func path(number string) string { return "/bids/" + number + "/statement" }

func may(ctx context.Context, verb authz.Verb) bool {
	a := frame.Actor(ctx)
	return a.May(verb, authz.Win)
}

var said = map[string]string{"begun": "It is begun, with what is known filled in.", "saved": "Kept."}

// loaded is a bid with its statement, read in one snapshot.
type loaded struct {
	bid    bid.Row
	row    statement.Row
	there  bool
	whole  statement.Whole
	known  statement.Known
	shelf  []answer.Row
	others []statement.Row // of the form that would be begun
}

func (p *Pages) load(r *http.Request) (*loaded, error) {
	out := &loaded{}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		if out.bid, err = p.s.Bid(v, r.PathValue("bid")); err != nil {
			return err
		}
		if out.row, out.there, err = p.s.Of(v, out.bid.ID); err != nil {
			return err
		}
		if !out.there {
			page, err := change.List(v, p.s.Statements, register.Query{Sort: "-number", Limit: 20, NoTotal: true})
			out.others = page.Rows
			return err
		}
		if out.whole, out.known, err = p.s.Whole(v, p.Today(), &out.row); err != nil {
			return err
		}
		if p.s.Answers != nil {
			page, err := change.List(v, p.s.Answers.Answers, register.Query{Filters: []register.Filter{register.Where("state", answer.Approved, answer.Review)}, Limit: 500, NoTotal: true})
			out.shelf = page.Rows
			return err
		}
		return nil
	})
	return out, err
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.page(w, r, http.StatusOK, nil)
}

// page shows the form; wrong is what was refused of a part that was sent.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	all, err := p.load(r)
	if err != nil {
		return err
	}
	v := p.view(r, all, wrong)
	if v.Shell, err = p.Shell(r.Context(), v.Head.Title, "/bids", frame.Done(r, said)); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, formPage(v))
}

// save begins the statement, or keeps a part of it.
func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("bid")
	if form := r.PostFormValue("begin"); form != "" {
		err := p.do(r, "statement.create", func(tx *change.Tx) error {
			_, err := p.s.Begin(tx, number, form)
			return err
		})
		if errs.CodeOf(err) == errs.Conflict {
			return p.page(w, r, http.StatusConflict, err)
		}
		if err != nil {
			return err
		}
		return frame.Back(w, path(number), "begun")
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	var entries []statement.Entry
	for key := range r.PostForm {
		id, ok := strings.CutPrefix(key, "q-")
		if !ok {
			continue
		}
		e := statement.Entry{ID: id, Value: r.PostFormValue(key)}
		if from := r.PostFormValue("lib-" + id); from != "" {
			e.Answer, e.Short = strings.CutSuffix(from, "/short")
		}
		entries = append(entries, e)
	}
	err := p.do(r, "statement.update", func(tx *change.Tx) error {
		row, err := p.s.OfBid(tx, number)
		if err != nil {
			return err
		}
		_, err = p.s.Answer(tx, row.ID, version, entries)
		return err
	})
	if code := errs.CodeOf(err); code == errs.Conflict || code == errs.Invalid {
		return p.page(w, r, web.Status(code), err)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(number), "saved")
}

func (p *Pages) do(r *http.Request, action string, fn func(*change.Tx) error) error {
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), "").Request(action, nil), fn)
	return err
}

// print is the whole form on paper.
func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	all, err := p.load(r)
	if err != nil {
		return err
	}
	if !all.there {
		return errs.New(errs.NotFound, "%s has no statement yet.", all.bid.Number)
	}
	v := p.printed(r, all)
	if v.Shell, err = p.Shell(r.Context(), v.Title, "/bids", ""); err != nil {
		return err
	}
	v.Shell.Doc = true
	return web.Render(w, r, http.StatusOK, printPage(v))
}

// export gives the form as JSON or CSV.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	all, err := p.load(r)
	if err != nil {
		return err
	}
	if !all.there {
		return errs.New(errs.NotFound, "%s has no statement yet.", all.bid.Number)
	}
	out := statement.Export(&all.whole, &all.known)
	var b bytes.Buffer
	switch r.PathValue("format") {
	case "json":
		err = out.WriteJSON(&b)
	case "csv":
		err = out.WriteCSV(&b)
	default:
		return errs.New(errs.NotFound, "A statement is given as json or csv.")
	}
	if err != nil {
		return err
	}
	return web.SendFile(w, r, strings.ToLower(all.whole.Form.Short+"-"+all.bid.Number)+"."+r.PathValue("format"), int64(b.Len()), bytes.NewReader(b.Bytes()))
}
