package records

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/view"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// listPage is a register's list with what stands above it.
type listPage struct {
	Shell    ui.Shell
	Crumbs   []ui.Link
	Sentence *ui.Sentence
	Title    string
	Lede     string
	Actions  []ui.Action
	Above    templ.Component
	Empty    *ui.Empty
	Table    templ.Component
}

// list is a register's list.
func (p *Pages) list(pl *place, w http.ResponseWriter, r *http.Request) error {
	out := listPage{}
	var t *table
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		var err error
		if t, err = p.table(r, v, pl); err != nil {
			return err
		}
		if pl.Head != nil {
			head, err := pl.Head(r, v)
			if err != nil {
				return err
			}
			out.Sentence, out.Actions, out.Above = &head.Sentence, head.Actions, head.Above
		}
		return nil
	})
	if err != nil {
		return err
	}
	if out.Sentence == nil {
		out.Title = ui.Count(int(t.All), pl.d.Singular, pl.d.Plural)
		if t.All == 0 {
			out.Title = "No " + pl.d.Plural + " yet"
		}
	}
	if out.Sentence == nil || len(out.Actions) == 0 {
		out.Crumbs = pl.crumbs("")
	}
	if p.may(r.Context(), pl, authz.Create) && (t.All > 0 || t.Narrowed || len(pl.Empty.Ways) == 0) {
		out.Actions = pl.withAdd(out.Actions)
	}
	if t.All == 0 && !t.Narrowed {
		empty := p.emptyOf(r, pl)
		if out.Sentence != nil && out.Above == nil {
			empty.Title = "" // the sentence has just said it
		}
		out.Empty = &empty
	} else {
		out.Table = tableOf(t)
	}
	if out.Shell, err = p.shell(r, pl.Title, pl.Path, p.done(r, pl), pl.Path); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPageOf(out))
}

// withAdd puts the way to add one before a list's actions, unless they have it. It
// is the primary one where none of them is.
func (pl *place) withAdd(actions []ui.Action) []ui.Action {
	primary := true
	href := cmp.Or(pl.New, pl.base+"/new")
	for _, a := range actions {
		if a.Href == href {
			return actions
		}
		primary = primary && !a.Primary
	}
	add := ui.Action{Label: "Add " + article(pl.d.Singular), Href: href, Primary: primary}
	if primary {
		return append([]ui.Action{add}, actions...)
	}
	return append(actions, add)
}

// crumbs lead to a page of the register; last is its own name.
func (pl *place) crumbs(last string) []ui.Link {
	var out []ui.Link
	if pl.Group != "" {
		out = append(out, ui.Link{Label: pl.Group})
	}
	if last == "" {
		return append(out, ui.Link{Label: pl.Title})
	}
	return append(out, ui.Link{Label: pl.Title, Href: pl.Path}, ui.Link{Label: last})
}

// emptyOf is what stands where a list of nothing would.
func (p *Pages) emptyOf(r *http.Request, pl *place) ui.Empty {
	e := pl.Empty
	if e.Title == "" {
		e.Title = "No " + pl.d.Plural + " yet"
	}
	if e.Text == "" {
		e.Text = "Here would stand every " + pl.d.Singular + ", to find, sort and change together."
	}
	if !p.may(r.Context(), pl, authz.Create) {
		e.Ways = nil
		return e
	}
	if len(e.Ways) == 0 {
		e.Ways = []ui.Way{{Label: "Typed in.", Text: "The few things that are needed are asked.", Href: cmp.Or(pl.New, pl.base+"/new"), Do: "Add " + article(pl.d.Singular)}}
	}
	return e
}

func (p *Pages) done(r *http.Request, pl *place) string {
	for _, words := range []map[string]string{pl.Done, doneWords, p.kitWords()} {
		if said := frame.Done(r, words); said != "" {
			return said
		}
	}
	return ""
}

// doneWords are what a redirect of these pages may say at the top.
var doneWords = map[string]string{
	"added": "It is added.", "saved": "Saved.", "same": "Nothing was changed.", "deleted": "It is deleted. Its history stays in the trail.",
	"view-saved": "The view is saved.", "view-gone": "The view is deleted. What it showed is still there.",
}

func article(noun string) string {
	switch noun[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + noun
	}
	return "a " + noun
}

// Table gives the list of a register, with its filters, views and pages, to stand
// below a hand-made head at the place's own address. It is called in the
// snapshot of the page.
func (p *Pages) Table(r *http.Request, v *change.View, kind register.Kind) (templ.Component, error) {
	pl, err := p.place(kind)
	if err != nil {
		return nil, err
	}
	t, err := p.table(r, v, pl)
	if err != nil {
		return nil, err
	}
	if t.All == 0 && !t.Narrowed {
		return ui.EmptyOf(p.emptyOf(r, pl)), nil
	}
	return tableOf(t), nil
}

// table is a list ready to be drawn.
type table struct {
	Title, Aside string
	All          int64 // records of the register
	Matching     int64 // that fit the filters
	Narrowed     bool

	Path, Kind string
	Words      string
	Hidden     []ui.Hidden // what the search keeps of the address
	Chips      []ui.Chip
	Views      *viewMenu
	Links      []ui.Link // what opens a panel
	Panel      templ.Component
	Fault      string

	Columns []column
	Rows    []row
	Pager   ui.Pager
	Wide    bool // more columns than fit: the table scrolls
	Select  bool
	Bulk    templ.Component
	Every   templ.Component // asks to change everything that the list finds; nil: nobody may
}

type column struct {
	Label  string
	Class  string
	Sort   string
	Sorted string
}

type row struct {
	Pick     string // "RISK-31@5"
	Href     string
	ID, Name string
	Cells    []cell
}

type cell struct {
	shown
	Class string
	Label string // on a phone
	Edit  string // where the cell becomes its input
}

// listing is what the address asks for, completed by the place's own order and
// columns.
type listing struct {
	view.Listing
	View  *savedView
	After string
	Panel string
}

func (p *Pages) table(r *http.Request, v *change.View, pl *place) (*table, error) {
	q := r.URL.Query()
	l, err := p.listing(v, pl, q)
	if err != nil {
		return nil, err
	}
	fields, err := p.fieldsOf(v, pl)
	if err != nil {
		return nil, err
	}
	t := &table{Title: ui.Capital(pl.d.Plural), Path: pl.Path, Kind: string(pl.d.Kind), Words: l.Search, Narrowed: l.Narrows()}
	query := l.Query()
	query.After = l.After
	if query.Sort == "" {
		query.Sort = pl.Sort
	}
	found, err := change.AnyList(v, pl.Register, query)
	if errs.CodeOf(err) == errs.Invalid {
		// A filter that makes no sense is said, and nothing is shown as if it did.
		t.Fault = errs.Safe(err)
		found, err = change.Found{}, nil
	}
	if err != nil {
		return nil, err
	}
	t.All, t.Matching = found.Total, found.Total
	if t.Narrowed {
		every, err := change.AnyList(v, pl.Register, register.Query{Limit: 1})
		if err != nil {
			return nil, err
		}
		t.All = every.Total
	}
	t.Aside = asideOf(len(found.Records), found.Total, t.All, t.Narrowed)
	if err := p.fillRows(r, v, pl, t, l, fields, found.Records); err != nil {
		return nil, err
	}
	p.fillColumns(pl, t, l, fields)
	p.fillPager(pl, t, l, found.Next)
	return t, p.fillTools(r, v, pl, t, l, fields)
}

// asideOf says how much of the register is shown.
func asideOf(rows int, matching, all int64, narrowed bool) string {
	switch {
	case narrowed && int64(rows) == matching:
		return ui.Number(rows) + " of " + ui.Number(int(all))
	case narrowed:
		return ui.Number(rows) + " shown of " + ui.Number(int(matching)) + " that fit, " + ui.Number(int(all)) + " in all"
	case int64(rows) == matching:
		return ui.Number(rows)
	}
	return ui.Number(rows) + " of " + ui.Number(int(matching)) + " shown"
}

// address writes a listing as an address of the list.
func (p *Pages) address(pl *place, l *listing, more ...string) string {
	q := l.Values()
	if l.View != nil {
		q.Set(view.ViewParam, l.View.Number)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if p.asAt != "" {
		q.Set(frame.AsAtParam, p.asAt)
	}
	if len(q) == 0 {
		return pl.Path
	}
	return pl.Path + "?" + q.Encode()
}

func (p *Pages) fillPager(pl *place, t *table, l *listing, next string) {
	if next != "" {
		t.Pager.Next = p.address(pl, l, view.AfterParam, next)
	}
	if l.After != "" {
		t.Pager.Prev = p.address(pl, l)
	}
	if t.Pager.Next != "" || t.Pager.Prev != "" {
		t.Pager.Note = t.Aside
	}
}

func pickOf(number string, version int64) string {
	return number + "@" + strconv.FormatInt(version, 10)
}
