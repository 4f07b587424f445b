// Package watch has the pages of saved searches over notices: the list with what
// each matched lately, the record, and the trial of a search before it is saved.
package watch

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/watch"
)

// TryPath is where a search is tried.
const TryPath = watch.Path + "/try"

const newPath = "/records/" + string(watch.Kind) + "/new"

// Files is what the kit wants of stored files.
type Files = records.Files

type pages struct {
	*frame.Frame
	service *watch.Service
}

// New gives the pages.
func New(f *frame.Frame, files Files, s *watch.Service, rule rest.Rule) []web.Route {
	p := &pages{f, s}
	made := records.New(f, files, records.Place{
		Register: s.Watches, Path: watch.Path, Group: "Win", Title: "Saved searches", Rule: rule, Sort: "name",
		Columns: []string{"name", "all", "any", "cpv", "regions", "owner", "on"},
		Sections: []records.Section{
			{Title: "What it is", Fields: []string{"name", "owner", "on"}},
			{Title: "Words", Hint: "Of the title and of every text of the notice. A phrase stands in quotation marks.", Fields: []string{"all", "any", "none"}},
			{Title: "Facts", Hint: "What a notice does not state stands against nothing.", Fields: []string{"cpv", "regions", "buyer", "least", "most", "days", "schemes", "stages"}},
		},
		Empty: ui.Empty{
			Title: "No saved searches yet", Text: "Here would stand what you look for in notices; each that comes is looked at, and the inbox says which match and why.",
			Ways: []ui.Way{{Label: "Try one.", Text: "See what it would have matched of the last 30 days' notices, then save it.", Href: TryPath, Do: "Try a search"}},
		},
		Head: p.head, Above: p.above, Actions: p.actions,
	})
	return append(made.Routes(), web.Route{Method: http.MethodGet, Pattern: TryPath, Page: "watch-try", Handler: p.try})
}

// head says how many there are, and what each matched lately.
func (p *pages) head(_ *http.Request, v *change.View) (records.Head, error) {
	h := records.Head{
		Sentence: ui.Sentence{Above: "Notices", Fact: "No search is saved."},
		Actions:  []ui.Action{{Label: "Inbox", Href: "/notices"}, {Label: "Try a search", Href: TryPath}},
	}
	rows, err := p.service.InUse(v)
	if err != nil || len(rows) == 0 {
		return h, err
	}
	counts, err := p.service.Counts(v, p.Today())
	if err != nil {
		return h, err
	}
	t := ui.Table{Caption: "What each matched", Shown: true, Plain: true, Columns: []ui.Column{{Label: "Saved search"}, {Label: "Matches in 30 days", Num: true}}}
	sum := 0
	for _, r := range rows {
		n := counts[r.ID]
		sum += n
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.Value.Name, ID: r.Number, Href: inbox(r.Number)}, {Text: ui.Number(n)}}})
	}
	h.Sentence.Fact = ui.Capital(ui.CountWords(len(rows), "search is", "searches are")) + " in use."
	h.Sentence.Then = ui.Capital(ui.CountWords(sum, "match", "matches")) + " in the last 30 days."
	h.Above = ui.TableOf(t)
	return h, nil
}

// inbox is where the notices are that a search matches.
func inbox(number string) string { return "/notices?" + url.Values{"watch": {number}}.Encode() }

// above shows what the search matches of the last days' notices, as it is written
// now.
func (p *pages) above(_ *http.Request, v *change.View, rec *records.Shown) (templ.Component, error) {
	got, err := p.service.Try(v, rec.Value.(*watch.Watch), p.Today())
	if err != nil {
		return nil, err
	}
	return trial(trialOf(&got)), nil
}

func (p *pages) actions(_ *http.Request, _ *change.View, rec *records.Shown) ([]ui.Action, error) {
	return []ui.Action{{Label: "Its notices", Href: inbox(rec.Number)}}, nil
}

type trialView struct {
	Title string
	Table ui.Table
}

func trialOf(t *watch.Trial) trialView {
	v := trialView{
		Title: ui.Capital(ui.CountWords(t.Count, "notice", "notices")) + " of the last 30 days matched",
		Table: ui.Table{Caption: "The latest that matched", Columns: []ui.Column{{Label: "Notice"}, {Label: "Why"}, {Label: "Published", Num: true}}},
	}
	if t.Count == 0 {
		v.Title = "No notice of the last 30 days matched"
	}
	for i := range t.First {
		f := &t.First[i]
		title := f.Title
		if title == "" {
			title = f.Key
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: title, Sub: f.Buyer, Href: "/notices/" + url.PathEscape(f.Key)}, {Text: f.Why}, {Text: f.Published.Short(), NoWrap: true},
		}})
	}
	return v
}

type tryView struct {
	Shell  ui.Shell
	Head   ui.Head
	Errors ui.ErrorSummary
	Fields []ui.Field
	Trial  *trialView
	Save   string // where it is saved as it stands; empty: not by who asks
}

// tried are the fields of a search that are tried, in their order.
var tried = []string{"all", "any", "none", "cpv", "regions", "buyer", "least", "most", "days", "schemes", "stages"}

// try shows what a search would have matched; its address holds it whole.
func (p *pages) try(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Read, Area: authz.Win, What: "notices"}); err != nil {
		return err
	}
	q := r.URL.Query()
	value := p.service.Watches.New()
	wrong, asked, save := map[string]string{}, false, url.Values{}
	for _, name := range tried {
		text := q.Get(name)
		if text == "" {
			continue
		}
		asked = true
		save.Set(name, text)
		if err := p.service.Watches.Set(value, name, text); err != nil {
			wrong[name] = errs.Safe(err)
		}
	}
	for _, f := range p.service.Watches.Check(nil, value) {
		if name := f.Pointer[1:]; save.Has(name) && wrong[name] == "" {
			wrong[name] = f.Message
		}
	}
	v := tryView{Head: ui.Head{
		Crumbs: []ui.Link{{Label: "Notices", Href: "/notices"}, {Label: "Saved searches", Href: watch.Path}, {Label: "Try"}},
		Title:  "What would a search match?", Lede: "It is tried on the notices of the last 30 days, and nothing is saved.",
	}}
	d := p.service.Watches.Declaration()
	for _, name := range tried {
		f := d.Field(name)
		field := ui.Field{ID: name, Label: f.Label, Hint: f.Help, Value: q.Get(name), Err: wrong[name]}
		switch f.Type {
		case register.Number:
			field.Size = 12
		case register.Money:
			field.Size = 16
		}
		v.Fields = append(v.Fields, field)
		if wrong[name] != "" {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: name, Text: wrong[name]})
		}
	}
	status := http.StatusOK
	switch {
	case len(wrong) > 0:
		status = http.StatusUnprocessableEntity
	case asked:
		var got watch.Trial
		if err := p.Door.See(ctx, a, func(in *change.View) (err error) {
			got, err = p.service.Try(in, value.(*watch.Watch), p.Today())
			return err
		}); err != nil {
			return err
		}
		t := trialOf(&got)
		v.Head.Title, v.Head.Lede = t.Title, "This is a trial: nothing is saved."
		t.Title = "The latest of them"
		v.Trial = &t
		if a.May(authz.Create, authz.Win) && a.AsAt == 0 {
			v.Save = newPath + "?" + save.Encode()
		}
	}
	var err error
	if v.Shell, err = p.Shell(ctx, "Try a search", "/notices", ""); err != nil {
		return err
	}
	v.Shell.Problem = len(wrong) > 0
	return web.Render(w, r, status, try(v))
}
