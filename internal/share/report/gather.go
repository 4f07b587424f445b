package report

import (
	"context"
	"errors"
	"slices"
	"time"

	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/comment"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/view"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Store is the special query that the report needs of a store's transaction.
type Store interface {
	// LinksBetween gives the links that stand at the later instant and not at the
	// earlier one, and the other way round; microseconds UTC.
	LinksBetween(ctx context.Context, from, to int64) (joined, parted []change.Link, err error)
}

// Source is what a report is made of.
type Source struct {
	Certificates *register.Register[certificate.Certificate]
	Bids         *register.Register[bid.Bid]
	// Rules gives the rule data that was loaded at an instant; errs.Unavailable
	// when it was not kept.
	Rules func(context.Context, time.Time) (*scheme.Book, error)
	Zone  *time.Location // whose days the verdicts are judged on
}

// Loaded reads the rule data of the instants and gives a source that has them at
// hand. Whoever makes a report calls it first: while a snapshot is held, no other
// may be begun.
func (s Source) Loaded(ctx context.Context, instants ...time.Time) Source {
	type kept struct {
		book *scheme.Book
		err  error
	}
	at := map[time.Time]kept{}
	for _, t := range instants {
		book, err := s.Rules(ctx, t)
		at[t] = kept{book, err}
	}
	s.Rules = func(_ context.Context, t time.Time) (*scheme.Book, error) {
		k, ok := at[t]
		if !ok {
			return nil, errs.New(errs.Internal, "The rule data of another time was read.")
		}
		return k.book, k.err
	}
	return s
}

// Between makes the report of one organisation, over one snapshot; the source is
// Loaded. Registers that the reader may not see are left out.
func (s Source) Between(v *change.View, book *register.Book, from, to time.Time, name func(string) string) (Report, error) {
	r := Report{From: from, To: to, Sections: []Section{}, Verdicts: []Moved{}}
	links, err := sectionsLinks(v, from, to)
	if err != nil {
		return r, err
	}
	for _, reg := range book.All() {
		if kind := reg.Declaration().Kind; kind == comment.Kind || kind == bulk.Kind || kind == view.Kind {
			continue // said and done about records, which have their own sections; and what people save for themselves
		}
		sec, err := section(v, reg, from, to, name)
		if errs.CodeOf(err) == errs.Forbidden {
			continue
		}
		if err != nil {
			return r, err
		}
		if sec.Linked, err = refs(v, book, links.joined, sec.Kind, to); err != nil {
			return r, err
		}
		if sec.Unlinked, err = refs(v, book, links.parted, sec.Kind, from); err != nil {
			return r, err
		}
		if !sec.Empty() {
			r.Sections = append(r.Sections, sec)
		}
	}
	then, err := s.side(v, from)
	if err != nil {
		return r, err
	}
	now, err := s.side(v, to)
	if err != nil {
		return r, err
	}
	if then.Book != nil {
		r.RulesFrom = then.Book.Hash()
	}
	if now.Book != nil {
		r.RulesTo = now.Book.Hash()
	}
	if list := Verdicts(then, now); list != nil {
		r.Verdicts = list
	}
	r.Say(s.Zone)
	return r, nil
}

func section(v *change.View, reg register.Any, from, to time.Time, name func(string) string) (Section, error) {
	then, err := all(v, reg, from)
	if err != nil {
		return Section{}, err
	}
	now, err := all(v, reg, to)
	if err != nil {
		return Section{}, err
	}
	return Compare(reg, then, now, name)
}

// all reads a register as it stood.
func all(v *change.View, reg register.Any, at time.Time) ([]register.Record, error) {
	var out []register.Record
	q := register.Query{AsAt: at.UnixMicro(), Limit: register.MaxLimit, NoTotal: true}
	for {
		page, err := change.AnyList(v, reg, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Records...)
		if q.After = page.Next; q.After == "" {
			return out, nil
		}
	}
}

func (s Source) side(v *change.View, at time.Time) (Side, error) {
	side := Side{Day: civil.FromTime(at.In(s.Zone))}
	var err error
	side.Book, err = s.Rules(v.Context(), at)
	if err != nil && errs.CodeOf(err) != errs.Unavailable {
		return side, err
	}
	q := register.Query{AsAt: at.UnixMicro()}
	var cerr, berr error
	side.Certificates, cerr = change.Collect(v, s.Certificates, q)
	side.Bids, berr = change.Collect(v, s.Bids, q)
	if err := errors.Join(cerr, berr); err != nil && errs.CodeOf(err) != errs.Forbidden {
		return side, err
	}
	return side, nil
}

type linksMoved struct{ joined, parted []change.Link }

func sectionsLinks(v *change.View, from, to time.Time) (linksMoved, error) {
	st, ok := v.Port().(Store)
	if !ok {
		return linksMoved{}, nil
	}
	joined, parted, err := st.LinksBetween(v.Context(), from.UnixMicro(), to.UnixMicro())
	// What was parted and joined again is no change.
	same := func(list []change.Link) func(change.Link) bool {
		return func(l change.Link) bool {
			return slices.ContainsFunc(list, func(o change.Link) bool { return o.From == l.From && o.To == l.To && o.Role == l.Role })
		}
	}
	again := slices.Clone(joined)
	joined = slices.DeleteFunc(joined, same(parted))
	parted = slices.DeleteFunc(parted, same(again))
	return linksMoved{joined, parted}, err
}

// refs gives the links that lead from a register, with readable numbers as at
// an instant.
func refs(v *change.View, book *register.Book, links []change.Link, kind register.Kind, at time.Time) ([]Link, error) {
	var out []Link
	ref := func(kind register.Kind, id string) (register.Ref, error) {
		r := register.Ref{Kind: kind, ID: id, Number: id}
		reg := book.Of(kind)
		if reg == nil {
			return r, nil
		}
		rec, err := change.AnyGet(v, reg, id, at.UnixMicro())
		if code := errs.CodeOf(err); code == errs.NotFound || code == errs.Forbidden {
			return r, nil
		}
		r.Number = reg.Declaration().Number(rec.Num)
		return r, err
	}
	for _, l := range links {
		if l.FromKind != kind {
			continue
		}
		from, err := ref(l.FromKind, l.From)
		if err != nil {
			return nil, err
		}
		to, err := ref(l.ToKind, l.To)
		if err != nil {
			return nil, err
		}
		out = append(out, Link{From: from, To: to, Role: l.Role})
	}
	return out, nil
}
