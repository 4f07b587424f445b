package control

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// SheetView is the Statement of Applicability as it is worked on.
type SheetView struct {
	Shell   ui.Shell
	Lede    string
	Actions []ui.Action
	Banner  *ui.Banner
	Empty   *ui.Empty
	Cover   *cover
	Filter  filter
	Chips   []ui.Chip
	Hidden  []ui.Hidden // the filters that a search keeps
	Links   []ui.Link   // to what stands beside the list
	Groups  []group
	Shown   string // "22 of 93 shown"
	Columns []column
	// May says that who looks may change the controls; then each row can be
	// selected, and its decision, status and owner are edited in place.
	May  bool
	Bulk templ.Component // nil: nothing can be set in many
	Sign *signing
}

// newPath is the form of a new control.
const newPath = "/records/" + string(control.Kind) + "/new"

// group is the rows under one heading; without a name there is none.
type group struct {
	Name, Note string
	Rows       []row
}

// row is one control.
type row struct {
	Ref, Title, ID, Number string
	Version                int64
	Href                   string
	Applies                string // Yes, No, Not decided
	Why                    []string
	Reason                 string // against, or for without tags
	Status, StatusMark     string
	Owner                  string
	None                   bool // no evidence is needed
	Fresh                  int
	FreshWord              string
	Latest                 string
	Day                    civil.Date // of the latest evidence
	Risks                  []ui.Link
	Theme                  string
	At                     string // the cell that takes the focus
	Edit                   *edit  // the cell that is open
	Query                  string // of the list, for the way back
	Pick                   string // what chooses it for a change of many
}

// edit is a cell that is open.
type edit struct {
	Field   string // decision, status, owner
	Action  string
	Choices []ui.Choice
	Yes, No bool
	Why     []ui.Choice
	For     string
	Against string
	Err     string
	Cancel  string
	Ref     string // of a form that was refused, as its address had it
}

// failed puts what was typed into a form that was refused, with what is wrong.
func (e *edit) failed(f *edit) {
	e.Err = f.Err
	if f.Field != "decision" || e.Field != "decision" {
		return
	}
	e.Yes, e.No, e.For, e.Against = f.Yes, f.No, f.For, f.Against
	for i := range e.Why {
		e.Why[i].On = slices.ContainsFunc(f.Why, func(c ui.Choice) bool { return c.Value == e.Why[i].Value })
	}
}

func (p *Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	return p.showSheet(w, r, http.StatusOK, r.URL.Query(), nil)
}

// showSheet shows the list. failed is the edit that was refused, with its
// message, in place of the one that the query opens.
func (p *Pages) showSheet(w http.ResponseWriter, r *http.Request, status int, q url.Values, failed *edit) error {
	sh, err := p.shell(r, "Statement of Applicability", "/controls")
	if err != nil {
		return err
	}
	v := SheetView{Shell: sh, May: p.may(r), Filter: readFilter(q), Columns: columns(q)}
	err = p.see(r, func(in *change.View) error {
		sheet, err := p.Controls.Sheet(in, p.Today())
		if err != nil {
			return err
		}
		if len(sheet.Rows) == 0 {
			v.Empty = p.empty(v.May)
			v.Lede = "No controls yet. The 93 of Annex A are a click away, each with what it is for and what an auditor looks for."
			return nil
		}
		if err := p.banner(r, in, &v, sheet); err != nil {
			return err
		}
		return p.fill(r, in, &v, sheet, q, failed)
	})
	if err != nil {
		return err
	}
	if v.Empty != nil {
		return web.Render(w, r, status, SheetPage(v))
	}
	if failed != nil && r.Header.Get("HX-Request") != "" {
		status = http.StatusOK // nothing else is put into the page
	}
	return web.Render(w, r, status, SheetPage(v))
}

func (p *Pages) empty(may bool) *ui.Empty {
	e := &ui.Empty{Title: "No controls yet", Text: "The Statement of Applicability lists every control with its decision and the reason. It is what a certification auditor opens first."}
	if may {
		e.Ways = []ui.Way{
			{Label: "Annex A", Text: "93 controls and 30 clauses of ISO/IEC 27001:2022, none of them decided.", Href: "#start", Do: "Start with these"},
			{Label: "Your own catalogue", Text: "A customer’s or a regulator’s list, as YAML, JSON or CSV.", Href: "/controls/catalogues", Do: "Take one in"},
			{Label: "One control", Text: "A control of your own, beside or without a catalogue.", Href: newPath, Do: "Type it"},
		}
	}
	return e
}

// fill fills the view from the sheet.
func (p *Pages) fill(r *http.Request, in *change.View, v *SheetView, sheet *control.Sheet, q url.Values, failed *edit) error {
	themes := themer{service: p.Controls, in: in}
	counts, lacking := sheet.Counts(), sheet.Lacking()
	v.Lede = lede(counts, lacking)
	v.Actions, v.Links = append(p.actions(), v.Actions...), p.links(v)
	var all []row
	names := map[string]string{}
	for i := range sheet.Rows {
		s := &sheet.Rows[i]
		theme, err := themes.name(&s.Value)
		if err != nil {
			return err
		}
		names[s.ID] = theme
		wrong := failed != nil && (strings.EqualFold(failed.Ref, s.Value.Ref) || failed.Ref == s.Number)
		if !wrong && !v.Filter.has(s, frame.Actor(r.Context()).Person) {
			continue
		}
		x := p.row(r, s, theme)
		x.Query = q.Encode()
		if at, field, ok := strings.Cut(q.Get("edit"), ":"); ok && at == s.Value.Ref && v.May && failed == nil {
			x.Edit = p.open(r, s, field, q)
		}
		if wrong {
			if x.Edit = p.open(r, s, failed.Field, q); x.Edit == nil { // it does not apply any more
				x.Edit = p.open(r, s, "decision", q)
			}
			x.Edit.failed(failed)
		}
		if q.Get("at") == s.Value.Ref {
			x.At = cmp.Or(q.Get("field"), "status")
		}
		all = append(all, x)
	}
	if k := records.KitOf(p.Frame); k != nil && v.May && len(all) > 0 {
		var err error
		if v.Bulk, err = k.BulkBar(in, p.Door.Book().Of(control.Kind), register.Query{}, 0); err != nil {
			return err
		}
	}
	v.Cover = coverage(sheet, names)
	v.Groups = groups(sheet, names, all, v.Filter, q.Get("sort"))
	v.Shown = ui.Count(len(sheet.Rows), "control", "controls")
	if len(all) < len(sheet.Rows) {
		v.Shown = fmt.Sprintf("%d of %d shown", len(all), len(sheet.Rows))
	}
	v.Chips, v.Hidden = v.Filter.chips(q, counts, lacking, sheet, frame.Actor(r.Context()).Person)
	return nil
}

func (p *Pages) actions() []ui.Action {
	return []ui.Action{{Label: "Check", Href: "/controls/check"}, {Label: "Versions", Href: "/controls/versions"}}
}

// links lead to what stands beside the list.
func (p *Pages) links(v *SheetView) []ui.Link {
	var out []ui.Link
	if v.May {
		out = append(out, ui.Link{Label: "Add a control", Href: newPath})
	}
	return append(out, ui.Link{Label: "Clauses", Href: "/clauses"}, ui.Link{Label: "Own catalogues", Href: "/controls/catalogues"},
		ui.Link{Label: "Print", Href: "/controls/print"}, ui.Link{Label: "CSV", Href: "/records/" + string(control.Kind) + "/export.csv?sort=order"})
}

// lede is the page's first line.
func lede(n control.Counts, lacking int) string {
	if n.Undecided == n.All {
		return fmt.Sprintf("None of the %s is decided yet.", ui.Count(n.All, "control", "controls"))
	}
	s := fmt.Sprintf("%d of %s apply; %d %s implemented.", n.Applies(), ui.Count(n.All, "control", "controls"), n.Implemented, areIs(n.Implemented))
	switch {
	case lacking == 1:
		s += " Evidence is stale or missing for one of them."
	case lacking > 1:
		s += fmt.Sprintf(" Evidence is stale or missing for %d of them.", lacking)
	case n.Applies() > 0:
		s += " Each of them has evidence that is good today."
	}
	if n.Undecided > 0 {
		s += fmt.Sprintf(" %s not decided yet.", ui.Count(n.Undecided, "is", "are"))
	}
	return s
}

func areIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// row makes the row of a control.
func (p *Pages) row(r *http.Request, s *control.SheetRow, theme string) row {
	c := &s.Value
	x := row{
		Ref: c.Ref, Title: c.Title, ID: rowID(c.Ref), Number: s.Number, Version: s.Version, Href: "/controls/" + url.PathEscape(c.Ref), Theme: theme,
		Applies: appliesWord(c.Applicable), Status: control.StatusWord(c.Status()), StatusMark: statusMark(c.Status()),
	}
	switch {
	case c.Excluded():
		x.Reason = cmp.Or(c.ReasonAgainst, "No reason given")
	case c.Applies():
		for _, w := range c.Why {
			x.Why = append(x.Why, control.WhyWord(w))
		}
		if len(x.Why) == 0 {
			x.Reason = c.ReasonFor
		}
	}
	if c.Owner != "" {
		x.Owner = p.Name(r.Context(), c.Owner)
	}
	x.Pick = bulk.Pick{Record: s.Number, Version: s.Version}.String()
	x.None = !c.Applies()
	x.Fresh, x.FreshWord = s.Fresh.Level(), s.Fresh.Label()
	x.Latest, x.Day = s.Latest.Short(), s.Latest
	for _, ref := range s.Risks {
		x.Risks = append(x.Risks, ui.Link{Label: ref.Number, Href: p.place(ref)})
	}
	return x
}

// place gives the address of another noun's record, of which the number alone is
// known.
func (p *Pages) place(ref register.Ref) string { return p.page(ref, nil) }

func appliesWord(b *bool) string {
	switch {
	case b == nil:
		return "Not decided"
	case *b:
		return "Yes"
	}
	return "No"
}

func statusMark(status string) string {
	switch status {
	case control.Implemented, control.Met:
		return "done"
	case control.Partly:
		return "part"
	case control.NotApplicable, control.Undecided:
		return "na"
	}
	return "plan"
}

// open gives the form of a cell.
func (p *Pages) open(r *http.Request, s *control.SheetRow, field string, q url.Values) *edit {
	c := &s.Value
	cancel := url.Values{}
	for k, vs := range q {
		if k != "edit" {
			cancel[k] = vs
		}
	}
	cancel.Set("at", c.Ref)
	cancel.Set("field", field)
	e := &edit{Field: field, Action: "/controls/" + c.Ref + "/" + field, Cancel: "/controls?" + cancel.Encode() + "#" + rowID(c.Ref)}
	switch field {
	case "status":
		if !c.Applies() {
			return nil
		}
		e.Choices = frame.Choices(control.States(), c.Status())
	case "owner":
		e.Choices = p.people(r, c.Owner)
	case "decision":
		e.Yes, e.No, e.For, e.Against = c.Applies(), c.Excluded(), c.ReasonFor, c.ReasonAgainst
		for _, o := range control.Reasons() {
			e.Why = append(e.Why, ui.Choice{Value: o.Value, Label: o.Label, On: slices.Contains(c.Why, o.Value)})
		}
	default:
		return nil
	}
	return e
}

// start seeds the controls.
func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := p.do(r, "control.start", "", func(tx *change.Tx) error {
		_, err := p.Controls.Start(tx, r.PostForm.Get("catalogue"))
		return err
	})
	if err != nil {
		return err
	}
	return frame.Back(w, "/controls", "started")
}

// mayIssue says whether the person may issue versions at all.
func (p *Pages) mayIssue(r *http.Request) bool {
	a := frame.Actor(r.Context())
	return a.May(authz.Act, authz.ISMS)
}

// refused says whether an error is one to be shown at the form, with its words.
func refused(err error) (string, bool) {
	if fs, ok := frame.Faults(err); ok {
		var words []string
		for _, f := range errs.FieldsOf(err) {
			if m := fs[strings.TrimPrefix(f.Pointer, "/")]; m != "" {
				words = append(words, m)
			}
		}
		return strings.Join(words, " "), true
	}
	if errs.CodeOf(err) == errs.Conflict {
		return errs.Safe(err), true
	}
	return "", false
}
