// Package portfolio shows a person all organisations that they belong to, by
// the next date on which one of them would lose something. It keeps nothing and
// mixes nothing: each line is reckoned from one organisation's records, as far
// as the person's role there may read them.
package portfolio

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Place is an organisation that the person may work in, with what they are
// there.
type Place struct {
	Org, Name string
	Role      authz.Role
	Scope     authz.Scope
}

// reads says whether the person reads an area there. What an external auditor
// sees of an organisation is the auditor room's, as at its instant and no longer
// than it is open.
func (p *Place) reads(area authz.Area) bool {
	return p.Role != authz.ExternalAuditor && authz.Allows(p.Role, authz.Read, area) && p.Scope.Covers(authz.Read, area)
}

// Want is one register, and the organisations in which the person may read it.
type Want struct {
	Kind register.Kind
	Orgs []string
}

// Wall is the store's side: one snapshot, and in it one read for each register,
// whatever the number of organisations.
type Wall interface {
	// Across calls each for every present record that is wanted, by organisation
	// and number.
	Across(ctx context.Context, wants []Want, each func(org string, r *register.Record) error) error
}

// Service reads portfolios.
type Service struct {
	Wall         Wall
	Book         *scheme.Book
	Certificates *register.Register[certificate.Certificate]
	Bids         *register.Register[bid.Bid]
	Tasks        *register.Register[task.Task]
	Entities     *register.Register[party.Entity]
}

// Line is one organisation.
type Line struct {
	Place
	// Next is the next hard date, nil for none; Late counts the hard ones that
	// have passed without an outcome.
	Next *due.Item
	Late int
	// Bids counts the live bids by state; Worst is the state of the worst of
	// them, empty when none is live.
	Bids  bid.Tally
	Worst verdict.State
	// Certificates are those that are alive, in the order in which they end.
	Certificates []Certificate
	// Closed: the role there may not read bids and certificates.
	Closed bool
}

// Certificate is one certificate of a line.
type Certificate struct {
	Number, Name string
	From, Until  civil.Date // none: not known
}

// Board is the whole portfolio, by the next hard date.
type Board struct {
	Today civil.Date
	Lines []Line
}

// records are what was read of one organisation.
type records struct {
	certs    []certificate.Row
	bids     []bid.Row
	tasks    []register.Row[task.Task]
	entities []party.Row
}

// Read makes the board of a person's places on a day.
func (s *Service) Read(ctx context.Context, places []Place, today civil.Date) (Board, error) {
	by := make(map[string]*records, len(places))
	area := map[register.Kind]authz.Area{
		certificate.Kind: s.Certificates.Declaration().Area, bid.Kind: s.Bids.Declaration().Area,
		task.Kind: s.Tasks.Declaration().Area, party.Kind: s.Entities.Declaration().Area,
	}
	var wants []Want
	for _, kind := range []register.Kind{certificate.Kind, bid.Kind, task.Kind, party.Kind} {
		w := Want{Kind: kind}
		for i := range places {
			if by[places[i].Org] == nil {
				by[places[i].Org] = &records{}
			}
			if places[i].reads(area[kind]) {
				w.Orgs = append(w.Orgs, places[i].Org)
			}
		}
		if len(w.Orgs) > 0 {
			wants = append(wants, w)
		}
	}
	err := s.Wall.Across(ctx, wants, func(org string, r *register.Record) error { return s.take(by[org], r) })
	if err != nil {
		return Board{}, err
	}
	b := Board{Today: today}
	for _, p := range places {
		l := Line{Place: p, Closed: !p.reads(area[bid.Kind])}
		s.reckon(&l, by[p.Org], today)
		b.Lines = append(b.Lines, l)
	}
	b.sort()
	return b, nil
}

func (s *Service) take(to *records, r *register.Record) (err error) {
	switch r.Kind {
	case certificate.Kind:
		to.certs, err = add(to.certs, s.Certificates, r)
	case bid.Kind:
		to.bids, err = add(to.bids, s.Bids, r)
	case task.Kind:
		to.tasks, err = add(to.tasks, s.Tasks, r)
	case party.Kind:
		to.entities, err = add(to.entities, s.Entities, r)
	}
	return err
}

func add[T any](list []register.Row[T], reg *register.Register[T], r *register.Record) ([]register.Row[T], error) {
	row, err := reg.Row(r)
	return append(list, row), err
}

// reckon fills a line from the organisation's records.
func (s *Service) reckon(l *Line, r *records, today civil.Date) {
	checked := bid.CheckAll(s.Book, today, r.certs, r.bids)
	l.Bids = bid.Count(checked)
	if len(checked) > 0 && checked[0].Live { // the worst live one comes first
		l.Worst = checked[0].Verdict.State
	}
	items := certificate.Due(s.Book, certificate.Numbers(r.certs), today)
	for _, t := range r.tasks {
		items = append(items, task.Due(t.Number, t.Value, today)...)
	}
	items = append(items, party.Due(r.entities, today)...)
	due.Sort(items)
	for i := range items {
		switch {
		case !items[i].Hard:
		case items[i].Late():
			l.Late++
		case l.Next == nil:
			l.Next = &items[i]
		}
	}
	l.Certificates = s.alive(r.certs, today)
}

// alive gives the certificates that count, or will, by their last day; those
// without one come last.
func (s *Service) alive(rows []certificate.Row, today civil.Date) []Certificate {
	var out []Certificate
	for i := range rows {
		c := &rows[i].Value
		sc, ok := s.Book.Scheme(c.Scheme)
		if !ok {
			continue
		}
		switch c.StatusOn(sc, today) {
		case certificate.Withdrawn, certificate.Revoked, certificate.Expired, certificate.Planned:
			continue
		}
		held := c.On(today)
		name := sc.Short
		if name == "" {
			name = sc.Name
		}
		out = append(out, Certificate{Number: rows[i].Number, Name: name, From: sc.ValidFrom(held), Until: sc.LastValidDay(held).Early})
	}
	slices.SortStableFunc(out, func(a, b Certificate) int {
		return cmp.Or(cmp.Compare(last(a.Until), last(b.Until)), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// last puts no day behind every day.
func last(d civil.Date) civil.Date {
	if d.IsZero() {
		return 1 << 30
	}
	return d
}

// sort puts the lines by their next hard date; those without one come last, by
// name.
func (b *Board) sort() {
	day := func(l *Line) civil.Date {
		if l.Next == nil {
			return 1 << 30
		}
		return l.Next.Date
	}
	slices.SortStableFunc(b.Lines, func(x, y Line) int {
		return cmp.Or(cmp.Compare(day(&x), day(&y)), cmp.Compare(register.Fold(x.Name), register.Fold(y.Name)), cmp.Compare(x.Org, y.Org))
	})
}

// AtRisk counts the organisations with a bid that fails or is at risk.
func (b *Board) AtRisk() int {
	n := 0
	for i := range b.Lines {
		if b.Lines[i].Bids.AtRiskOrFails() > 0 {
			n++
		}
	}
	return n
}

// Headline is the page's first sentence: "Three of your 12 organisations have a
// bid at risk."
func (b *Board) Headline() string {
	n, of := b.AtRisk(), len(b.Lines)
	switch {
	case of == 0:
		return "You belong to no organisation yet."
	case of == 1 && n == 1:
		return "Your one organisation has a bid at risk."
	case of == 1:
		return "Your one organisation has no bid at risk."
	case n == 0:
		return fmt.Sprintf("None of your %d organisations has a bid at risk.", of)
	case n == 1:
		return fmt.Sprintf("One of your %d organisations has a bid at risk.", of)
	}
	return fmt.Sprintf("%s of your %d organisations have a bid at risk.", count(n), of)
}

// Then is the second: what the next hard date is, and whose.
func (b *Board) Then() string {
	if len(b.Lines) == 0 || b.Lines[0].Next == nil {
		return ""
	}
	l := &b.Lines[0]
	return fmt.Sprintf("The next hard date is %s, %s: %s at %s.", l.Next.Date.Long(), due.Count(l.Next.Days), l.Next.Title, l.Name)
}

func count(n int) string {
	if n > 9 {
		return fmt.Sprint(n)
	}
	return []string{"None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}[n]
}
