package record

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/trail"
	"holdfast/internal/view"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// trailPage is how many events a page shows.
const trailPage = 50

// trailView is a page of events.
type trailView struct {
	Shell   ui.Shell
	Head    ui.Head
	Action  string // where the filters are sent; empty: none are offered
	Filters []ui.Field
	Errors  ui.ErrorSummary
	Events  []event
	Pager   ui.Pager
	Clear   string
}

// trail is the organisation's trail, with filters in the address.
func (p *Pages) trail(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	a := frame.Actor(ctx)
	tq := change.TrailQuery{Who: q.Get("person"), Kind: register.Kind(q.Get("kind")), Action: q.Get("action"), Limit: trailPage + 1}
	wrong := map[string]string{}
	tq.From = p.dayField(q.Get("from"), "from", false, wrong)
	tq.To = p.dayField(q.Get("to"), "to", true, wrong)
	tq.Before = number(q.Get("before"))
	v := trailView{Action: "/trail", Clear: "/trail"}
	var leaves []trail.Leaf
	var size int64
	err := p.Door.See(ctx, a, func(in *change.View) error {
		if ref := strings.TrimSpace(q.Get("ref")); ref != "" {
			kind, id, err := p.find(in, ref)
			if err != nil {
				return err
			}
			if id == "" {
				wrong["ref"] = "There is no record with this number: write it as CERT-12"
			}
			tq.Kind, tq.ID = kind, id
		}
		if len(wrong) > 0 {
			return nil
		}
		var err error
		if leaves, err = in.Trail(tq); err != nil {
			return err
		}
		last, err := in.Trail(change.TrailQuery{Limit: 1})
		if err == nil && len(last) > 0 {
			size = last[0].Seq + 1
		}
		return err
	})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if v.Shell, err = p.Shell(ctx, "Trail", "/trail", ""); err != nil {
		return err
	}
	v.Shell.Problem = len(wrong) > 0
	v.Filters = p.filters(r, q, wrong)
	v.Errors = ui.Problems(v.Filters...)
	v.Head = ui.Head{Title: ui.Count(int(size), "thing has", "things have") + " been recorded", Lede: "Every change, by whom and when, the latest first. Nothing in it can be altered or taken out without it showing."}
	p.page(r, &v, leaves, q)
	return web.Render(w, r, status, trailPageOf(v))
}

// object is the whole history of one object.
func (p *Pages) object(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	a, kind, id := frame.Actor(ctx), register.Kind(r.PathValue("kind")), r.PathValue("id")
	reg := p.Book.Of(kind)
	none := errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone.")
	if reg == nil {
		return none
	}
	d := reg.Declaration()
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Read, Area: d.Area, What: d.Plural}); err != nil {
		return err
	}
	var leaves []trail.Leaf
	err := p.Door.See(ctx, a, func(in *change.View) error {
		if d.ParseNumber(id) > 0 {
			rec, err := change.AnyGet(in, reg, id, 0)
			if errs.CodeOf(err) == errs.NotFound {
				return none
			}
			if err != nil {
				return err
			}
			id = rec.ID
		}
		var err error
		leaves, err = in.Trail(change.TrailQuery{Kind: kind, ID: id, Before: number(q.Get("before")), Limit: trailPage + 1})
		if kind == view.Kind && !slices.ContainsFunc(leaves, func(l trail.Leaf) bool { return view.Told(a, l.Who) }) {
			leaves = nil // somebody else's: like one that there never was
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(leaves) == 0 {
		return none
	}
	ref := register.Ref{Kind: kind, ID: id, Number: leaves[0].Ref}
	path := "/trail/" + string(kind) + "/" + id
	v := trailView{Head: ui.Head{
		Crumbs: []ui.Link{{Label: "Trail", Href: "/trail"}, {Label: ref.Number, Href: p.Href(ref)}},
		Title:  "The history of " + ref.Number,
		Lede:   "Every change of this " + d.Singular + ", by whom and when, the latest first.",
	}, Clear: path}
	if v.Shell, err = p.Shell(ctx, "History of "+ref.Number, path, ""); err != nil {
		return err
	}
	p.page(r, &v, leaves, q)
	return web.Render(w, r, http.StatusOK, trailPageOf(v))
}

// page fills in the events and the way to the next ones.
func (p *Pages) page(r *http.Request, v *trailView, leaves []trail.Leaf, q url.Values) {
	if len(leaves) > trailPage {
		leaves = leaves[:trailPage]
		next := url.Values{}
		for k := range q {
			next.Set(k, q.Get(k))
		}
		next.Set("before", strconv.FormatInt(leaves[trailPage-1].Seq, 10))
		v.Pager.Next = v.Clear + "?" + next.Encode()
	}
	if q.Get("before") != "" {
		back := url.Values{}
		for k := range q {
			if k != "before" {
				back.Set(k, q.Get(k))
			}
		}
		v.Pager.Prev = v.Clear + "?" + back.Encode()
	}
	for i := range leaves {
		v.Events = append(v.Events, p.event(r.Context(), frame.Actor(r.Context()), &leaves[i]))
	}
}

// filters are the questions above the trail, answered as the address says.
func (p *Pages) filters(r *http.Request, q url.Values, wrong map[string]string) []ui.Field {
	people := []ui.Choice{{Label: "Anybody"}}
	for _, m := range p.Members(r.Context()) {
		people = append(people, ui.Choice{Value: m.Person, Label: m.Name, On: m.Person == q.Get("person")})
	}
	if who := q.Get("person"); who != "" && p.Name(r.Context(), who) != "" {
		known := false
		for _, c := range people {
			known = known || c.Value == who
		}
		if !known { // somebody who has left, or Holdfast itself
			people = append(people, ui.Choice{Value: who, Label: p.Name(r.Context(), who), On: true})
		}
	}
	kinds := []ui.Choice{{Label: "Everything"}}
	for _, reg := range p.Book.All() {
		d := reg.Declaration()
		kinds = append(kinds, ui.Choice{Value: string(d.Kind), Label: strings.ToUpper(d.Plural[:1]) + d.Plural[1:], On: string(d.Kind) == q.Get("kind")})
	}
	return []ui.Field{
		{ID: "person", Label: "Who", Kind: "select", Choices: people, Value: q.Get("person")},
		{ID: "kind", Label: "Of what", Kind: "select", Choices: kinds, Value: q.Get("kind")},
		{ID: "ref", Label: "Number", Hint: "Such as CERT-12", Value: q.Get("ref"), Err: wrong["ref"], Size: 12},
		{ID: "action", Label: "Action", Hint: "As recorded: bid.create", Value: q.Get("action"), Size: 20},
		{ID: "from", Label: "From", Kind: "date", Value: q.Get("from"), Err: wrong["from"]},
		{ID: "to", Label: "Until", Kind: "date", Value: q.Get("to"), Err: wrong["to"]},
	}
}

// find gives the record of a readable number, whichever register it is of.
func (p *Pages) find(in *change.View, ref string) (register.Kind, string, error) {
	for _, reg := range p.Book.All() {
		d := reg.Declaration()
		n := d.ParseNumber(ref)
		if n == 0 {
			continue
		}
		rec, found, err := in.Port().FindNumber(in.Context(), d.Kind, n)
		if err != nil || !found {
			return "", "", err
		}
		return d.Kind, rec.ID, nil
	}
	return "", "", nil
}

// dayField reads a day of a filter as its first or its last moment, 0 for none.
func (p *Pages) dayField(text, field string, end bool, wrong map[string]string) int64 {
	day, bad := frame.Day(text)
	if bad != "" {
		wrong[field] = bad
	}
	if day.IsZero() {
		return 0
	}
	y, m, d := day.Split()
	if end {
		d++
	}
	at := time.Date(y, m, d, 0, 0, 0, 0, p.Zone).UnixMicro()
	if end {
		at--
	}
	return at
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
