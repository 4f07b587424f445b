// Package template pushes records from one organisation to others, as a
// consultant does with what all clients need: a schedule, tasks, later
// documents. Each target is compared first, three ways: with what is pushed, with
// what the last push left there, and with what stands there now. It knows no
// register by name: those whose declaration says so may be pushed.
package template

import (
	"bytes"
	"cmp"
	"context"
	"regexp"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// State is how one record stands in a target before a push.
type State string

const (
	New       State = "new"       // it is not there yet
	Changed   State = "changed"   // it was pushed before, and has changed here since
	Unchanged State = "unchanged" // it is there as it is here
	Kept      State = "kept"      // it was changed there since, and not here: theirs stays
	Conflict  State = "conflict"  // it was changed there and here, or taken away there
	Bound     State = "bound"     // it is about a record that was not pushed
)

// Item is one record that is to be pushed to one target.
type Item struct {
	Kind   register.Kind
	ID     string // in the source
	Number string // in the source
	Title  string
	State  State
	There  string   // its number in the target; empty: none
	Fields []string // the labels of what would change there
}

// Line is a record that can be pushed.
type Line struct {
	Kind          register.Kind
	ID            string
	Number, Title string
}

// Pushed is where a record of the source lies in the target.
type Pushed struct {
	Target  string // id
	Version int64  // the target's, as the last push left it
}

// Ledger is the store's side: what was pushed before.
type Ledger interface {
	// Pushed gives what was pushed into the transaction's organisation, by the id
	// in the source.
	Pushed(ctx context.Context, source string) (map[string]Pushed, error)
	// NotePush keeps where a record was pushed to.
	NotePush(ctx context.Context, source, id string, kind register.Kind, p Pushed, at int64) error
}

// Service compares and pushes.
type Service struct{ door *change.Door }

// NewService makes the service.
func NewService(door *change.Door) *Service { return &Service{door: door} }

// record is a record of the source, read.
type record struct {
	reg    register.Any
	row    register.Record
	number string
	title  string
	links  []change.Link
}

// Offer gives every record that the actor could push.
func (s *Service) Offer(ctx context.Context, a change.Actor) ([]Line, error) {
	all, err := s.source(ctx, a, nil)
	out := make([]Line, len(all))
	for i, r := range all {
		out[i] = Line{Kind: r.row.Kind, ID: r.row.ID, Number: r.number, Title: r.title}
	}
	return out, err
}

// source reads the records with these ids, or all that may be pushed.
func (s *Service) source(ctx context.Context, a change.Actor, ids []string) ([]record, error) {
	var out []record
	err := s.door.See(ctx, a, func(v *change.View) error {
		out = nil
		for _, reg := range s.door.Book().All() {
			d := reg.Declaration()
			if !d.Template {
				continue
			}
			q := register.Query{Limit: register.MaxLimit, NoTotal: true}
			for {
				page, err := change.AnyList(v, reg, q)
				if errs.CodeOf(err) == errs.Forbidden {
					break // what the role does not show is not pushed
				}
				if err != nil {
					return err
				}
				for _, row := range page.Records {
					if ids != nil && !slices.Contains(ids, row.ID) {
						continue
					}
					value, err := reg.Decode(row.Body)
					if err != nil {
						return err
					}
					r := record{reg: reg, row: row, number: d.Number(row.Num), title: titleOf(reg, value)}
					if r.links, err = v.Links(row.ID, 0); err != nil {
						return err
					}
					out = append(out, r)
				}
				if q.After = page.Next; page.Next == "" {
					break
				}
			}
		}
		return nil
	})
	if err == nil && ids != nil && len(out) != len(ids) {
		return nil, errs.New(errs.NotFound, "There is no such record to push.")
	}
	return out, err
}

// titleOf gives the first text of a record, by which people know it.
func titleOf(reg register.Any, value any) string {
	for _, f := range reg.Declaration().Fields {
		if f.Type == register.Text && f.List {
			return reg.Text(value, f.Name)
		}
	}
	return ""
}

// plan is one record against the target.
type plan struct {
	Item
	from   *record
	value  any // as it would stand there
	there  *register.Record
	before any
}

// Compare says what a push of these records would do in the target. from and to
// are the same person, each in the role that they have there.
func (s *Service) Compare(ctx context.Context, from, to change.Actor, ids []string) ([]Item, error) {
	recs, err := s.source(ctx, from, ids)
	if err != nil {
		return nil, err
	}
	var out []Item
	err = s.door.See(ctx, to, func(v *change.View) error {
		plans, err := s.plans(v, from.Org, recs)
		out = nil
		for _, p := range plans {
			out = append(out, p.Item)
		}
		return err
	})
	return out, err
}

// plans compares every record. Those that others link to come first, so that
// what they are linked by can be told.
func (s *Service) plans(v *change.View, source string, recs []record) ([]plan, error) {
	pushed, err := v.Port().(Ledger).Pushed(v.Context(), source)
	if err != nil {
		return nil, err
	}
	members, err := v.Members()
	if err != nil {
		return nil, err
	}
	coming := map[string]bool{}
	for _, r := range recs {
		coming[r.row.ID] = true
	}
	out := make([]plan, 0, len(recs))
	for i := range recs {
		p := plan{Item: Item{Kind: recs[i].row.Kind, ID: recs[i].row.ID, Number: recs[i].number, Title: recs[i].title}, from: &recs[i]}
		if p.value, p.State, err = translate(&recs[i], pushed, coming, members); err != nil {
			return nil, err
		}
		if p.State == "" {
			if err := p.compare(v, pushed); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// translate makes a record of the source one of the target: what it links to is
// what that was pushed to, and people who are no members there are left out.
// Bound: it is about something that stays behind.
func translate(r *record, pushed map[string]Pushed, coming map[string]bool, members []change.Member) (any, State, error) {
	value, err := r.reg.Decode(r.row.Body)
	if err != nil {
		return nil, "", err
	}
	for _, f := range r.reg.Declaration().Fields {
		if f.Computed {
			continue
		}
		text := r.reg.Text(value, f.Name)
		switch {
		case text == "":
		case f.Type == register.Person:
			if !slices.ContainsFunc(members, func(m change.Member) bool { return m.Active && m.Person == text }) {
				err = r.reg.Set(value, f.Name, "")
			}
		case f.Type == register.Link || f.Type == register.Text && uuid.MatchString(text):
			to, ok := pushed[text]
			if !ok && !coming[text] {
				return value, Bound, nil
			}
			// What comes with it has no id there yet: it is put in afterwards.
			err = r.reg.Set(value, f.Name, to.Target)
		}
		if err != nil {
			return nil, "", err
		}
	}
	return value, "", nil
}

// compare finds how the record stands in the target.
func (p *plan) compare(v *change.View, pushed map[string]Pushed) error {
	was, before := pushed[p.ID]
	if !before {
		p.State = New
		return nil
	}
	reg := p.from.reg
	rec, found, err := v.Port().Find(v.Context(), p.Kind, was.Target)
	if err != nil {
		return err
	}
	if !found {
		p.State = Conflict
		return nil
	}
	p.there, p.There = &rec, reg.Declaration().Number(rec.Num)
	if p.before, err = reg.Decode(rec.Body); err != nil {
		return err
	}
	mine, err := reg.Encode(p.value)
	if err != nil {
		return err
	}
	for _, f := range reg.Changed(p.before, p.value) {
		p.Fields = append(p.Fields, f.Label)
	}
	switch {
	case bytes.Equal(mine, rec.Body):
		p.State = Unchanged
	case rec.Version == was.Version:
		p.State = Changed
	default:
		left, err := version(v, p.Kind, was)
		if err != nil {
			return err
		}
		p.State = Conflict
		if bytes.Equal(mine, left) {
			p.State = Kept
		}
	}
	return nil
}

// version gives the body that the last push left in the target.
func version(v *change.View, kind register.Kind, was Pushed) ([]byte, error) {
	past, err := v.Port().History(v.Context(), kind, was.Target)
	for _, r := range past {
		if r.Version == was.Version {
			return r.Body, err
		}
	}
	return nil, err
}

// Result counts what a push did in one target.
type Result struct {
	Added, Updated, Left int // Left: conflicts that were not to be overwritten, and what is bound
}

// Push pushes these records to the target, as one change there, with the
// person's rights there. Of records that were changed on both sides only those
// in over are overwritten; the others are left as they are.
func (s *Service) Push(ctx context.Context, from change.Actor, to change.By, ids, over []string) (Result, error) {
	recs, err := s.source(ctx, from, ids)
	if err != nil {
		return Result{}, err
	}
	var out Result
	_, err = s.door.Do(ctx, to.Request("commons.push", append([]string{from.Org}, ids...)), func(tx *change.Tx) error {
		out = Result{}
		plans, err := s.plans(&tx.View, from.Org, recs)
		if err != nil {
			return err
		}
		// Twice, since records may link to each other: the second time every one
		// that came has its id in the target.
		for _, count := range []*Result{&out, {}} {
			if err := s.write(tx, from.Org, plans, over, count); err != nil {
				return err
			}
			if plans, err = s.plans(&tx.View, from.Org, recs); err != nil {
				return err
			}
		}
		if err := s.relink(tx, from.Org, recs); err != nil {
			return err
		}
		if out.Added+out.Updated > 0 {
			tx.Note(map[string]any{"template": map[string]any{"from": from.Org, "added": out.Added, "updated": out.Updated, "left": out.Left}})
		}
		return nil
	})
	return out, err
}

// write adds and updates what is to be.
func (s *Service) write(tx *change.Tx, source string, plans []plan, over []string, out *Result) error {
	for i := range plans {
		p := &plans[i]
		var rec register.Record
		var err error
		switch forced := p.State == Conflict && slices.Contains(over, p.ID); {
		case p.State == New || forced && p.there == nil:
			rec, err = change.AnyInsert(tx, p.from.reg, p.value)
			out.Added++
		case p.State == Changed || forced:
			rec, err = change.AnyPut(tx, p.from.reg, p.there.ID, p.there.Version, p.value)
			out.Updated++
		case p.State == Unchanged:
			rec = *p.there
		default:
			if p.State != Kept {
				out.Left++
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := tx.Port().(Ledger).NotePush(tx.Context(), source, p.ID, p.Kind, Pushed{Target: rec.ID, Version: rec.Version}, tx.Now().UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// relink links in the target what is linked in the source, where both came.
func (s *Service) relink(tx *change.Tx, source string, recs []record) error {
	pushed, err := tx.Port().(Ledger).Pushed(tx.Context(), source)
	if err != nil {
		return err
	}
	for _, r := range recs {
		for _, l := range r.links {
			from, ok := pushed[l.From]
			to, both := pushed[l.To]
			if l.From != r.row.ID || !ok || !both {
				continue
			}
			if err := tx.Link(register.Ref{Kind: l.FromKind, ID: from.Target}, register.Ref{Kind: l.ToKind, ID: to.Target}, l.Role); err != nil && errs.CodeOf(err) != errs.NotFound {
				return err
			}
		}
	}
	return nil
}

// Order puts items for a page: what wants a decision first.
func Order(items []Item) {
	rank := map[State]int{Conflict: 0, New: 1, Changed: 2, Kept: 3, Bound: 4, Unchanged: 5}
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(rank[a.State], rank[b.State]) })
}
