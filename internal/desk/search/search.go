// Package search finds things: records of every register that the reader may
// see, notices, pages and what can be done, by the beginnings of words. It keeps
// nothing; the store says which records have the words.
package search

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/fold"
	"holdfast/internal/register"
)

const (
	// MaxQuery bounds what is asked for, in bytes, and MaxWords the words of it
	// that are looked for.
	MaxQuery = 200
	MaxWords = 10
	// DefaultMost is how many of a kind are given when nothing else is asked for,
	// MaxMost the most.
	DefaultMost = 5
	MaxMost     = 100
)

// Board searches; cmd fills it.
type Board struct {
	Book *register.Book
	// Skip are the kinds that are no one's to find: settings with secrets, views
	// and what belongs to another record.
	Skip map[register.Kind]bool
	// Keys names the field by which people know a record of a kind, beside its
	// number: "ref" of a control.
	Keys map[register.Kind]string
	// Href gives the address of a record's page, empty when it has none.
	Href func(ref register.Ref, value any) string
	// Notices finds notices, which are public matter, where the reader sees them;
	// nil: none.
	Notices func(v *change.View, query string, most int) (Group, error)
	// Places gives the pages and actions that the palette offers; nil: none.
	Places func() []Place
}

// Query is what is asked for.
type Query struct {
	Text string
	// In narrows to one kind ("risk", "notice"); empty: everything.
	In   string
	Most int // of each kind
}

// Result is what was found.
type Result struct {
	Query string
	Words []string
	// Total counts all records and notices that were found, on all pages.
	Total int64
	// Exact is the record whose number or key the query is; nil: none.
	Exact  *Hit
	Groups []Group
}

// Group is what was found of one kind.
type Group struct {
	Kind  register.Kind
	Label string // "Risks"
	Total int64
	Hits  []Hit
}

// Hit is a record that was found.
type Hit struct {
	register.Ref
	What    string // "risk"
	Title   string
	InTitle bool
	// Where is the label of the field beside the title in which words were found,
	// and Excerpt what stands there around the first of them.
	Where, Excerpt string
	Href           string
}

// Kinds gives the registers that the reader searches: those whose area the role
// and the scope of the visit let them read.
func (b *Board) kinds(v *change.View, in string) []register.Any {
	a := v.Actor()
	var out []register.Any
	for _, reg := range b.Book.All() {
		d := reg.Declaration()
		may := a.May(authz.Read, d.Area)
		if may && !b.Skip[d.Kind] && (in == "" || in == string(d.Kind)) {
			out = append(out, reg)
		}
	}
	return out
}

// Find answers a query, as things are now: also where the reader looks at the
// record as it stood. The error is an errs.Invalid when the query is too long.
func (b *Board) Find(v *change.View, q Query) (Result, error) {
	q.Text = strings.TrimSpace(q.Text)
	out := Result{Query: q.Text}
	if v.Actor().Role == authz.ExternalAuditor {
		return out, errs.New(errs.Forbidden, "Who audits from outside reads the room, as at its day. Search finds what is so now.")
	}
	if len(q.Text) > MaxQuery {
		return out, errs.At("q", "Search for fewer words: at most %d characters.", MaxQuery)
	}
	if out.Words = fold.Words(q.Text); len(out.Words) == 0 {
		return out, nil
	}
	out.Words = out.Words[:min(len(out.Words), MaxWords)]
	if q.Most <= 0 {
		q.Most = DefaultMost
	}
	q.Most = min(q.Most, MaxMost)
	regs := b.kinds(v, q.In)
	var err error
	if out.Exact, err = b.exact(v, regs, q.Text); err != nil {
		return out, err
	}
	if err := b.records(v, regs, q, &out); err != nil {
		return out, err
	}
	if b.Notices == nil || q.In != "" && q.In != "notice" {
		return out, nil
	}
	g, err := b.Notices(v, q.Text, q.Most)
	if err == nil && g.Total > 0 {
		out.Groups = append(out.Groups, g)
		out.Total += g.Total
	}
	return out, err
}

func (b *Board) records(v *change.View, regs []register.Any, q Query, out *Result) error {
	st, ok := v.Port().(Store)
	if !ok {
		return errs.New(errs.Internal, "the store has no search")
	}
	ask := Ask{Words: out.Words, Most: q.Most}
	for _, reg := range regs {
		ask.Kinds = append(ask.Kinds, reg.Declaration().Kind)
	}
	found, err := st.SearchRecords(v.Context(), ask)
	if err != nil {
		return err
	}
	var titled, others []Group
	for _, m := range found {
		reg := b.Book.Of(m.Kind)
		g := Group{Kind: m.Kind, Label: upperFirst(reg.Declaration().Plural), Total: m.Total}
		for _, row := range m.Rows {
			h, err := b.hit(reg, &row.Record, out.Words)
			if err != nil {
				return err
			}
			h.InTitle = row.InTitle
			if h.InTitle {
				h.Where, h.Excerpt = "", ""
			}
			g.Hits = append(g.Hits, h)
		}
		out.Total += m.Total
		if len(g.Hits) > 0 && g.Hits[0].InTitle {
			titled = append(titled, g)
		} else {
			others = append(others, g)
		}
	}
	out.Groups = append(titled, others...)
	if e := out.Exact; e != nil && !e.in(out.Groups) {
		out.Total++
	}
	return nil
}

// in says whether the record is among what its words have found; when its kind
// goes on after the first ones it may be.
func (h *Hit) in(groups []Group) bool {
	for _, g := range groups {
		for i := range g.Hits {
			if g.Hits[i].ID == h.ID {
				return true
			}
		}
	}
	return false
}

// exact finds the record whose number or key the query is.
func (b *Board) exact(v *change.View, regs []register.Any, text string) (*Hit, error) {
	for _, reg := range regs {
		d := reg.Declaration()
		key := b.Keys[d.Kind]
		var rec register.Record
		switch {
		case d.ParseNumber(text) > 0:
			p, found, err := v.Port().FindNumber(v.Context(), d.Kind, d.ParseNumber(text))
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			rec = p
		case key != "":
			plan, err := reg.Plan(register.Query{Filters: []register.Filter{register.Where(key, text)}, Limit: 2, NoTotal: true})
			if err != nil {
				continue // not a value that the field could have
			}
			rows, _, err := v.Port().List(v.Context(), plan)
			if err != nil {
				return nil, err
			}
			if len(rows) != 1 {
				continue
			}
			rec = rows[0]
		default:
			continue
		}
		h, err := b.hit(reg, &rec, nil)
		return &h, err
	}
	return nil, nil
}

// hit shows a record.
func (b *Board) hit(reg register.Any, rec *register.Record, words []string) (Hit, error) {
	d := reg.Declaration()
	h := Hit{Ref: register.Ref{Kind: d.Kind, ID: rec.ID, Number: d.Number(rec.Num)}, What: d.Singular}
	value, err := reg.Decode(rec.Body)
	if err != nil {
		return h, err
	}
	h.Title = Title(reg, value)
	h.Where, h.Excerpt = excerpt(reg, value, words)
	if b.Href != nil {
		h.Href = b.Href(h.Ref, value)
	}
	return h, nil
}

// Title gives the words by which people know a record.
func Title(reg register.Any, value any) string {
	d := reg.Declaration()
	var parts []string
	choice := false
	for i := range d.Fields {
		f := &d.Fields[i]
		if !f.Search || !d.Titled(f) && !(choice && len(parts) == 1 && f.Type == register.Text) {
			continue
		}
		text := reg.Text(value, f.Name)
		if f.Type == register.Choice {
			text, choice = f.LabelOf(text), true
		}
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, shorten(text, maxTitle))
		}
	}
	return strings.Join(parts, " · ")
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
