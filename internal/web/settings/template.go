package settings

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/desk/portfolio"
	"holdfast/internal/desk/template"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

type templatesView struct {
	Shell   ui.Shell
	Title   string
	Records []ui.Choices // one a register
	Targets ui.Choices
	Errors  ui.ErrorSummary
	Empty   *ui.Empty
}

// targets are the other organisations of the person.
func (s *Settings) targets(r *http.Request) ([]portfolio.Place, error) {
	v := auth.Of(r.Context())
	places, err := s.places(r.Context(), v)
	return slices.DeleteFunc(places, func(p portfolio.Place) bool { return p.Org == v.Actor.Org }), err
}

func (s *Settings) templates(w http.ResponseWriter, r *http.Request) error {
	return s.showTemplates(w, r, http.StatusOK, nil, "")
}

func (s *Settings) showTemplates(w http.ResponseWriter, r *http.Request, status int, typed url.Values, wrong string) error {
	ctx := r.Context()
	sh, err := s.Shell(ctx, "Templates", "/settings/templates", "")
	if err != nil {
		return err
	}
	lines, err := s.Template.Offer(ctx, frame.Actor(ctx))
	if err != nil {
		return err
	}
	places, err := s.targets(r)
	if err != nil {
		return err
	}
	v := templatesView{Shell: sh, Title: ui.Count(len(lines), "record", "records") + " of " + auth.Of(ctx).Org.Name + " can be pushed to " + ui.Count(len(places), "other organisation.", "other organisations.")}
	if len(lines) == 0 || len(places) == 0 {
		v.Title = "There is nothing to push yet."
		v.Empty = &ui.Empty{Title: "Nothing to push, or nowhere to push it to", Text: "What all your organisations need, such as tasks and how long records are kept, is kept in one of them and pushed from there to the others. It takes such records here, and another organisation that you work in."}
		return web.Render(w, r, status, templatesPage(v))
	}
	of := map[string]int{}
	for _, l := range lines {
		d := s.Door.Book().Of(l.Kind).Declaration()
		i, ok := of[d.Plural]
		if !ok {
			i = len(v.Records)
			of[d.Plural] = i
			v.Records = append(v.Records, ui.Choices{ID: "records-" + string(d.Kind), Name: "record", Many: true, Legend: strings.ToUpper(d.Plural[:1]) + d.Plural[1:]})
		}
		v.Records[i].Options = append(v.Records[i].Options, ui.Choice{Value: l.ID, Label: l.Title, Text: l.Number, On: slices.Contains(typed["record"], l.ID)})
	}
	v.Targets = ui.Choices{ID: "targets", Name: "target", Many: true, Legend: "To which organisations?", Hint: "What you may do there counts"}
	for _, p := range places {
		v.Targets.Options = append(v.Targets.Options, ui.Choice{Value: p.Org, Label: p.Name, Text: "you are " + p.Role.Word(), On: slices.Contains(typed["target"], p.Org)})
	}
	if wrong != "" {
		v.Errors.Problems = []ui.Problem{{Field: v.Records[0].ID, Text: wrong}}
		v.Shell.Problem = true
	}
	return web.Render(w, r, status, templatesPage(v))
}

// choice is what a form of templates asks for.
type choice struct {
	ids     []string
	targets []portfolio.Place
}

// maxPush bounds one push.
const maxPush = 1000

// chosen reads the records and the targets; the words say what is missing.
func (s *Settings) chosen(r *http.Request) (choice, string, error) {
	places, err := s.targets(r)
	if err != nil {
		return choice{}, "", err
	}
	c := choice{ids: slices.Compact(slices.Sorted(slices.Values(r.PostForm["record"])))}
	for _, t := range slices.Compact(slices.Sorted(slices.Values(r.PostForm["target"]))) {
		i := slices.IndexFunc(places, func(p portfolio.Place) bool { return p.Org == t })
		if i < 0 {
			return c, "", errs.New(errs.NotFound, "There is no such organisation.")
		}
		c.targets = append(c.targets, places[i])
	}
	switch {
	case len(c.ids) == 0:
		return c, "Choose what to push", nil
	case len(c.ids) > maxPush:
		return c, "Push at most " + ui.Number(maxPush) + " records at once", nil
	case len(c.targets) == 0:
		return c, "Choose at least one organisation", nil
	}
	return c, "", nil
}

// actorIn is the visit's person as they act in another of their organisations.
func actorIn(v *auth.Visit, p portfolio.Place) change.Actor {
	return change.Actor{Org: p.Org, Person: v.Account.ID, Name: v.Account.Name, Role: p.Role, Scope: p.Scope}
}

type compareView struct {
	Shell   ui.Shell
	Title   string
	Targets []compared
	Hidden  []ui.Hidden
	Done    bool // it has been pushed: what is shown is what was done
}

// compared is one target with what a push would do there.
type compared struct {
	Name      string
	Said      string // one sentence
	Table     ui.Table
	Overwrite *ui.Choices
}

// stateWords say a state as it stands in the table.
var stateWords = map[template.State]string{
	template.New: "new there", template.Changed: "changed here", template.Unchanged: "the same", template.Kept: "changed there: theirs stays",
	template.Conflict: "changed on both sides", template.Bound: "about a record that stays here",
}

func (s *Settings) compareTemplates(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, wrong, err := s.chosen(r)
	if err != nil {
		return err
	}
	if wrong != "" {
		return s.showTemplates(w, r, http.StatusUnprocessableEntity, r.PostForm, wrong)
	}
	v := compareView{Title: "This is what the push would change."}
	if v.Shell, err = s.Shell(ctx, "Push templates", "/settings/templates", ""); err != nil {
		return err
	}
	for _, id := range c.ids {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "record", Value: id})
	}
	visit := auth.Of(ctx)
	for i, p := range c.targets {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "target", Value: p.Org})
		items, err := s.Template.Compare(ctx, visit.Actor, actorIn(visit, p), c.ids)
		if err != nil {
			return err
		}
		v.Targets = append(v.Targets, comparison(i, p, items))
	}
	return web.Render(w, r, http.StatusOK, comparePage(v))
}

func comparison(n int, p portfolio.Place, items []template.Item) compared {
	template.Order(items)
	count := map[template.State]int{}
	out := compared{Name: p.Name, Table: ui.Table{Caption: "What would change at " + p.Name, Columns: []ui.Column{{Label: "Record"}, {Label: "There", Short: true}, {Label: "State"}, {Label: "What would change", HideSm: true}}}}
	over := ui.Choices{ID: "over-" + ui.Number(n), Name: "over", Many: true, Legend: "Overwrite at " + p.Name + ", where it was changed on both sides", Hint: "What is not ticked stays there as it is"}
	for _, i := range items {
		count[i.State]++
		there := ui.Cell{Text: i.There}
		if i.There == "" {
			there = ui.Cell{Text: "not yet", Mute: true}
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: i.Title, ID: i.Number}, there, {Text: stateWords[i.State]}, {Text: strings.Join(i.Fields, ", "), Mute: true}}})
		if i.State == template.Conflict {
			over.Options = append(over.Options, ui.Choice{Value: p.Org + " " + i.ID, Label: i.Title, Text: i.Number})
		}
	}
	out.Said = ui.Number(count[template.New]) + " new, " + ui.Number(count[template.Changed]) + " changed, " + ui.Number(count[template.Unchanged]+count[template.Kept]) + " to leave as they are, " +
		ui.Count(count[template.Conflict], "conflict", "conflicts") + "."
	if len(over.Options) > 0 {
		out.Overwrite = &over
	}
	return out
}

func (s *Settings) pushTemplates(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	c, wrong, err := s.chosen(r)
	if err != nil {
		return err
	}
	if wrong != "" {
		return s.showTemplates(w, r, http.StatusUnprocessableEntity, r.PostForm, wrong)
	}
	v := compareView{Title: "Pushed.", Done: true}
	visit := auth.Of(ctx)
	for _, p := range c.targets {
		var over []string
		for _, o := range r.PostForm["over"] {
			if id, ok := strings.CutPrefix(o, p.Org+" "); ok {
				over = append(over, id)
			}
		}
		by := change.By{Actor: actorIn(visit, p), Now: s.Now(), Reason: "pushed from " + visit.Org.Name}
		got, err := s.Template.Push(ctx, visit.Actor, by, c.ids, over)
		said := ui.Number(got.Added) + " added, " + ui.Number(got.Updated) + " updated, " + ui.Number(got.Left) + " left as they are."
		switch errs.CodeOf(err) {
		case "":
		case errs.Forbidden, errs.Invalid, errs.Conflict:
			said = "Nothing was pushed: " + errs.Safe(err) // the other organisations are changes of their own
		default:
			return err
		}
		v.Targets = append(v.Targets, compared{Name: p.Name, Said: said})
	}
	if v.Shell, err = s.Shell(ctx, "Pushed", "/settings/templates", ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, comparePage(v))
}
