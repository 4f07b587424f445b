package records

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// linkGroup is what a record is linked with in one role.
type linkGroup struct {
	Words string
	Items []linkItem
}

type linkItem struct {
	Number, Title, Href string
	End                 []ui.Hidden // what ends it; none: the reader may not
}

// linkPanel is what stands on a record's page.
type linkPanel struct {
	Groups   []linkGroup
	Count    int
	Some     bool // the page shows others itself
	May      bool
	Kind, ID string
	Role     ui.Field
	To       ui.Field
}

// LinksPanel gives the part of a record's page that says what it is linked with,
// by role in words, and where links are made and ended. It is called in the
// page's snapshot. Roles that the page draws elsewhere can be left out.
func (k *Kit) LinksPanel(r *http.Request, v *change.View, reg register.Any, rec *register.Record, without ...string) (templ.Component, error) {
	all, err := links.Of(v, k.Door.Book(), rec.ID)
	if err != nil {
		return nil, err
	}
	d, a := reg.Declaration(), v.Actor()
	p := linkPanel{Kind: string(d.Kind), ID: rec.ID}
	p.May = a.AsAt == 0 && updates(a, d.Area)
	for _, l := range all {
		if slices.Contains(without, l.Role) {
			p.Some = true
			continue
		}
		words := ui.Capital(links.Words(l.Role, l.Outward))
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Words != words {
			p.Groups = append(p.Groups, linkGroup{Words: words})
		}
		item := linkItem{Href: k.Page(l.Ref, l.Value)}
		item.Number, item.Title = k.called(l.Register, l.Number, l.Value)
		from := d.Area
		if !l.Outward {
			from = l.Register.Declaration().Area
		}
		if a.AsAt == 0 && updates(a, from) {
			item.End = []ui.Hidden{
				{Name: "kind", Value: p.Kind},
				{Name: "id", Value: p.ID},
				{Name: "role", Value: l.Role},
				{Name: "other-kind", Value: string(l.Kind)},
				{Name: "other", Value: l.ID},
				{Name: "outward", Value: yesNo(l.Outward)},
			}
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Items = append(g.Items, item)
		p.Count++
	}
	p.Role = roleField(d.Kind, "")
	p.To = ui.Field{ID: "link-to", Name: "to", Label: "Record", Hint: "Its number, such as " + d.Number(1) + ", or words from its name", Required: true}
	return linksPanel(p), nil
}

// roleField offers the roles in which a record of a kind can be linked.
func roleField(kind register.Kind, chosen string) ui.Field {
	f := ui.Field{ID: "link-role", Name: "role", Label: "How", Kind: "select", Value: chosen, Choices: []ui.Choice{{Value: "", Label: "as fits"}}}
	for _, role := range links.RolesOf(kind) {
		out := slices.Contains(role.From, kind) || len(role.From) == 0
		words := role.Says
		if !out {
			words = role.Answers
		}
		f.Choices = append(f.Choices, ui.Choice{Value: role.Name, Label: words})
	}
	return f
}

func updates(a change.Actor, area authz.Area) bool {
	return a.May(authz.Update, area)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// candidate is a record that words find.
type candidate struct {
	Number, Short, Title, What string
}

type linkChoice struct {
	Shell      ui.Shell
	Crumbs     []ui.Link
	Title      string
	Lede       string
	Errors     ui.ErrorSummary
	Candidates []candidate
	Kind, ID   string
	Role       string
	RoleField  ui.Field
	To         ui.Field
	Back       ui.Link
}

// found are at most so many records of one register, and of all.
const (
	foundOfOne = 8
	foundOfAll = 40
)

func (k *Kit) addLink(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	reg, rec, value, err := k.record(ctx, r.PostFormValue("kind"), r.PostFormValue("id"))
	if err != nil {
		return err
	}
	role, to := r.PostFormValue("role"), strings.TrimSpace(r.PostFormValue("to"))
	other, ref := k.numbered(to)
	fault := ""
	switch {
	case to == "":
		fault = "Give a number or words."
	case other != nil:
		err := k.join(r, reg, &rec, other, ref, role, true)
		if err == nil {
			return back(w, k.page(reg, &rec, value), "linked", "links")
		}
		if code := errs.CodeOf(err); code != errs.Invalid && code != errs.NotFound {
			return err
		}
		fault = errs.Safe(err)
	}
	return k.chooseLink(w, r, reg, &rec, value, role, to, fault)
}

// numbered reads a readable number of any register.
func (k *Kit) numbered(to string) (register.Any, string) {
	for _, reg := range k.Door.Book().All() {
		if d := reg.Declaration(); d.ParseNumber(to) > 0 {
			return reg, to
		}
	}
	return nil, ""
}

// join makes or ends a link between a record and another. The link leads the
// way that its role does; an empty role is the first that fits.
func (k *Kit) join(r *http.Request, reg register.Any, rec *register.Record, other register.Any, ref, role string, make bool) error {
	d, o := reg.Declaration(), other.Declaration()
	name, outward, ok := links.Join(role, d.Kind, o.Kind)
	if !ok {
		return errs.At("/to", "No link of that kind leads between %s and %s.", d.Plural, o.Plural)
	}
	by := k.By(r.Context(), "")
	from := d
	if !outward {
		from = o
	}
	_, err := k.Door.Do(r.Context(), by.Request(string(from.Kind)+".update", nil), func(tx *change.Tx) error {
		to, err := change.AnyGet(tx, other, ref, 0)
		if err != nil {
			return err
		}
		if to.ID == rec.ID {
			return errs.At("/to", "That is this record itself.")
		}
		a, b := register.Ref{Kind: d.Kind, ID: rec.ID}, register.Ref{Kind: o.Kind, ID: to.ID}
		if !outward {
			a, b = b, a
		}
		return tx.Link(a, b, name)
	})
	return err
}

// chooseLink shows the records that words find, to choose one.
func (k *Kit) chooseLink(w http.ResponseWriter, r *http.Request, reg register.Any, rec *register.Record, value any, role, to, fault string) error {
	ctx := r.Context()
	d := reg.Declaration()
	number := d.Number(rec.Num)
	sh, err := k.Shell(ctx, "Link "+number, "", "")
	if err != nil {
		return err
	}
	href := k.page(reg, rec, value)
	v := linkChoice{
		Shell: sh, Kind: string(d.Kind), ID: rec.ID, Role: role, Crumbs: []ui.Link{{Label: number, Href: href}, {Label: "Link"}},
		RoleField: roleField(d.Kind, role), Back: ui.Link{Label: "Back to " + number, Href: href},
		To: ui.Field{ID: "link-to", Name: "to", Label: "Record", Hint: "Its number, or words from its name", Value: to, Required: true, Err: fault},
	}
	if fault == "" {
		if v.Candidates, err = k.candidates(r, d.Kind, rec.ID, role, to); err != nil {
			return err
		}
	}
	switch {
	case fault != "":
		v.Title = "Link " + number
	case len(v.Candidates) == 0:
		v.Title, v.Lede = "Nothing is called “"+to+"”.", "Try other words, or the number that stands beside its name."
	default:
		v.Title = "Which one is meant by “" + to + "”?"
	}
	v.Errors = ui.Problems(v.To)
	v.Shell.Problem = fault != ""
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, linkPage(v))
}

// candidates looks for words in every register that has pages and that the role
// fits.
func (k *Kit) candidates(r *http.Request, kind register.Kind, id, role, words string) ([]candidate, error) {
	var out []candidate
	err := k.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		for _, reg := range k.Door.Book().All() {
			d := reg.Declaration()
			if _, _, ok := links.Join(role, kind, d.Kind); !ok || k.Page(register.Ref{Kind: d.Kind, Number: d.Number(1)}, nil) == "" || len(out) >= foundOfAll {
				continue
			}
			found, err := change.AnyList(v, reg, register.Query{Search: words, Limit: foundOfOne, NoTotal: true})
			if code := errs.CodeOf(err); code == errs.Forbidden {
				continue
			} else if err != nil {
				return err
			}
			for i := range found.Records {
				value, err := reg.Decode(found.Records[i].Body)
				if err != nil {
					return err
				}
				if found.Records[i].ID != id {
					c := candidate{Number: d.Number(found.Records[i].Num), What: d.Singular}
					c.Short, c.Title = k.called(reg, c.Number, value)
					out = append(out, c)
				}
			}
		}
		return nil
	})
	return out, err
}

func (k *Kit) endLink(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	reg, rec, value, err := k.record(ctx, r.PostFormValue("kind"), r.PostFormValue("id"))
	if err != nil {
		return err
	}
	other, err := k.reg(r.PostFormValue("other-kind"))
	if err != nil {
		return err
	}
	d, o := reg.Declaration(), other.Declaration()
	a, b := register.Ref{Kind: d.Kind, ID: rec.ID}, register.Ref{Kind: o.Kind, ID: r.PostFormValue("other")}
	if r.PostFormValue("outward") != "yes" {
		a, b = b, a
	}
	by := k.By(ctx, "")
	_, err = k.Door.Do(ctx, by.Request(string(a.Kind)+".update", nil), func(tx *change.Tx) error {
		return tx.Unlink(a, b, r.PostFormValue("role"))
	})
	if err != nil {
		return err
	}
	return back(w, k.page(reg, &rec, value), "unlinked", "links")
}

func linkAside(n int) string {
	if n == 0 {
		return ""
	}
	return ui.Count(n, "record", "records")
}
