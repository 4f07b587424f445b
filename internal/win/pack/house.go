package pack

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/party"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// House is everything that the items of one bid's pack are made of, on a day, as
// one snapshot shows it. What who asks may not read is not in it.
type House struct {
	Today    civil.Date
	Book     *scheme.Book
	Bid      bid.Row
	Verdict  verdict.Verdict
	Certs    []certificate.Row
	Facts    []FactRow
	Entity   *party.Row // the legal entity that bids; nil when it is not recorded
	Scope    *Issued    // the scope statement in force
	SoA      *Statement // the Statement of Applicability in force
	Policies []Policy
	// Evidence and Documents are those that can be chosen one by one.
	Evidence  []evidence.Row
	Documents []Text
	// Name gives the name of a person, or what stands there when it is nobody's id.
	Name func(id string) string

	standings map[string]certificate.Standing
}

// Issued is a statement that was issued, in words.
type Issued struct {
	Source
	Version string // "4"
	On      civil.Date
	Hash    string
	Body    string // Markdown
	Changes int    // made since, and not issued
	Href    string
}

// Statement is the Statement of Applicability in force.
type Statement struct {
	Issued
	Approver string
	Lines    []SoALine
}

// SoALine is one control of it, in words.
type SoALine struct {
	Ref, Title                               string
	Applies, Why, Reason, Status, How, Owner string
}

// Column is a column that an extract may show.
type Column struct {
	Name, Label string
	Usual       bool
	of          func(*SoALine) string
}

// Columns gives the columns beside reference and title.
func Columns() []Column {
	return []Column{
		{"applies", "Applies", true, func(l *SoALine) string { return l.Applies }},
		{"why", "Why", true, func(l *SoALine) string { return l.Why }},
		{"reason", "Justification", false, func(l *SoALine) string { return l.Reason }},
		{"status", "Status", true, func(l *SoALine) string { return l.Status }},
		{"how", "How it is done", false, func(l *SoALine) string { return l.How }},
		{"owner", "Owner", false, func(l *SoALine) string { return l.Owner }},
	}
}

// Policy is an approved document of the list of policies.
type Policy struct {
	Source
	Title, Version string
	Approved       civil.Date
	ReviewDue      civil.Date
}

// Text is an approved document that can go in whole.
type Text struct {
	Policy
	Type, Hash string
	// Body gives its Markdown; it is asked for only when the pack is built.
	Body func() (string, error)
}

func (h *House) cert(number string) *certificate.Row {
	for i := range h.Certs {
		if h.Certs[i].Number == number {
			return &h.Certs[i]
		}
	}
	return nil
}

func (h *House) scheme(id string) (*scheme.Scheme, bool) { return h.Book.Scheme(id) }

func (h *House) schemeName(id string) string {
	if s, ok := h.scheme(id); ok {
		return s.Name
	}
	return id
}

func (h *House) short(id string) string {
	if s, ok := h.scheme(id); ok {
		return s.Short
	}
	return id
}

// lastDay gives the last day on which a certificate counts; no day when it cannot
// be told.
func (h *House) lastDay(c *certificate.Row) civil.Date {
	if s, ok := h.scheme(c.Value.Scheme); ok {
		return s.LastValidDay(c.Value.On(h.Today)).Early
	}
	return c.Value.Expires
}

// standing says how a certificate stands by itself.
func (h *House) standing(number string) certificate.Standing {
	if h.standings == nil {
		h.standings = map[string]certificate.Standing{}
		all := certificate.Numbers(h.Certs)
		for i := range all {
			h.standings[all[i].Number] = all[i].Standing(h.Book, all, h.Today)
		}
	}
	return h.standings[number]
}

// current gives the certificates that nothing has followed and that were not taken
// back, of the schemes that fit, those of the entity that bids first.
func (h *House) current(fits func(scheme string) bool) []*certificate.Row {
	var out []*certificate.Row
	for i := range h.Certs {
		c := &h.Certs[i]
		state, _ := c.Value.Recorded(h.Today)
		if fits(c.Value.Scheme) && h.standing(c.Number).FollowedBy == "" && state != certificate.Withdrawn && state != certificate.Revoked && state != certificate.Planned {
			out = append(out, c)
		}
	}
	ours := func(c *certificate.Row) int {
		if c.Value.Holder == "" || party.Key(c.Value.Holder) == party.Key(h.Bid.Value.Entity) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b *certificate.Row) int { return ours(a) - ours(b) })
	return out
}

// lapses says before which day of the bid a certificate ends: "lapses before
// award", and empty when it holds beyond them.
func (h *House) lapses(last civil.Date) string {
	if last.IsZero() {
		return ""
	}
	d := &h.Bid.Value.Dates
	for _, x := range []struct {
		day  *verdict.Day
		says string
	}{{d.Deadline, "lapses before submission"}, {d.Award, "lapses before award"}, {d.Start, "lapses before the contract starts"}} {
		if x.day != nil && last < x.day.Date {
			return x.says
		}
	}
	return ""
}

// group gives the answer of the verdict that rests on a certificate; nil when none
// does.
func (h *House) group(number string) *verdict.Group {
	for i := range h.Verdict.Groups {
		if g := &h.Verdict.Groups[i]; g.Certificate == number && g.Party == "" {
			return g
		}
	}
	return nil
}
