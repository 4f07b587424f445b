package verdict

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
)

// The closed lists of the vocabulary.
var (
	Strengths = []string{"mandatory", "expected", "desirable", "mention-only"}
	Whens     = []string{"at-submission", "at-assessment", "by-award", "by-contract-start", "during-contract", "by-date", "unspecified"}
	Proofs    = []string{"certificate", "conformity", "any"}
	Statuses  = []string{"certified", "in-recertification", "suspended", "withdrawn", "expired", "revoked", "planned"}
	Regimes   = []string{"pa2023", "pcr2015", "psr", "psr-wales", "scotland"}
	Nations   = []string{"england", "scotland", "wales", "northern-ireland", "uk"}
	coverage  = []string{"yes", "no", "unknown"}
	bases     = []string{"stated", "estimated"}
	cycles    = []string{"initial", "recertified"}
)

// Read reads one case from JSON and checks it. The error names each place at
// fault as a JSON pointer.
func Read(book *scheme.Book, b []byte) (Case, error) {
	var c Case
	if err := strictjson.Unmarshal(b, &c); err != nil {
		return c, err
	}
	c.Normalise()
	if f := c.Validate(book); len(f) > 0 {
		return c, errs.InvalidFields(f...)
	}
	return c, nil
}

// Normalise fills in what is absent: a requirement without a strength is
// mandatory, without a need-by unspecified, without a kind of proof a
// certificate; a date without a basis is stated.
func (c *Case) Normalise() {
	for i := range c.Certificates {
		c.Certificates[i].Normalise()
	}
	c.Bid.Normalise()
}

// Normalise folds the spellings of the closed words.
func (c *Certificate) Normalise() {
	c.Covers, c.Cycle = word(c.Covers), word(c.Cycle)
	for i := range c.Status {
		c.Status[i].State = normalState(c.Status[i].State)
	}
}

// Normalise fills in what is absent; see Case.Normalise.
func (b *Bid) Normalise() {
	b.Regime, b.Nation = word(b.Regime), word(b.Nation)
	for _, d := range b.Dates.all() {
		if d.day != nil && d.day.Basis == "" {
			d.day.Basis = "stated"
		}
	}
	for i := range b.Requirements {
		r := &b.Requirements[i]
		r.Strength, r.When, r.Proof = word(r.Strength), word(r.When), word(r.Proof)
		if r.Strength == "" {
			r.Strength = "mandatory"
		}
		if r.When == "" {
			r.When = "unspecified"
		}
		if r.Group == "" {
			r.Group = r.AnyOf
		}
		if r.OrPolicy {
			r.Proof = "any"
		}
		if r.Proof == "" {
			r.Proof = "certificate"
		}
		r.AnyOf, r.OrPolicy = "", false
	}
}

func word(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
}

type namedDay struct {
	name string
	day  *Day
}

func (d *Dates) all() []namedDay {
	return []namedDay{
		{"deadline", d.Deadline},
		{"assessment", d.Assessment},
		{"award", d.Award},
		{"standstillEnd", d.StandstillEnd},
		{"start", d.Start},
		{"end", d.End},
		{"extendedEnd", d.ExtendedEnd},
	}
}

// Validate gives what is wrong with the case, each with its pointer; nil when
// nothing is.
func (c *Case) Validate(book *scheme.Book) []errs.Field {
	var v faults
	if c.Today.IsZero() {
		v.add("/today", "the day of the question is missing: write \"today\":\"YYYY-MM-DD\"")
	}
	for i := range c.Certificates {
		for _, f := range c.Certificates[i].Validate(book) {
			v.add(fmt.Sprintf("/certificates/%d%s", i, f.Pointer), "%s", f.Message)
		}
	}
	for _, f := range c.Bid.Validate(book) {
		v.add("/bid"+f.Pointer, "%s", f.Message)
	}
	return v
}

// Validate gives what is wrong with one certificate.
func (c *Certificate) Validate(book *scheme.Book) []errs.Field {
	var v faults
	if _, ok := book.Scheme(c.Scheme); !ok {
		v.add("/scheme", "%s", unknownScheme(book, c.Scheme, false))
	}
	v.oneOf("/covers", c.Covers, coverage)
	v.oneOf("/cycle", c.Cycle, cycles)
	for i, s := range c.Status {
		if s.State == "" {
			v.add(fmt.Sprintf("/status/%d/state", i), "a state is missing: use one of %s", strings.Join(Statuses, ", "))
		}
		v.oneOf(fmt.Sprintf("/status/%d/state", i), s.State, Statuses)
	}
	order := func(pointer, what string, later civil.Date, before string, earlier civil.Date) {
		if !later.IsZero() && !earlier.IsZero() && later < earlier {
			v.add(pointer, "%s %s is before %s %s: one of the two is wrong", what, later, before, earlier)
		}
	}
	order("/expires", "the end", c.Expires, "the issue", c.Issued)
	order("/expires", "the end", c.Expires, "the decision", c.Decision)
	return v
}

// Validate gives what is wrong with the bid.
func (b *Bid) Validate(book *scheme.Book) []errs.Field {
	var v faults
	v.oneOf("/regime", b.Regime, Regimes)
	v.oneOf("/nation", b.Nation, Nations)
	for _, d := range b.Dates.all() {
		if d.day == nil {
			continue
		}
		p := "/dates/" + d.name
		if d.day.Date.IsZero() && !d.day.To.IsZero() {
			v.add(p+"/date", "a range needs its first day")
		}
		if !d.day.To.IsZero() && d.day.To < d.day.Date {
			v.add(p+"/to", "the range ends before it begins")
		}
		v.oneOf(p+"/basis", d.day.Basis, bases)
	}
	v.after("award", b.Dates.Award, "deadline", b.Dates.Deadline)
	v.after("assessment", b.Dates.Assessment, "deadline", b.Dates.Deadline)
	v.after("standstillEnd", b.Dates.StandstillEnd, "award", b.Dates.Award)
	v.after("start", b.Dates.Start, "deadline", b.Dates.Deadline)
	v.after("end", b.Dates.End, "start", b.Dates.Start)
	v.after("extendedEnd", b.Dates.ExtendedEnd, "end", b.Dates.End)
	for i := range b.Requirements {
		v.requirement(book, fmt.Sprintf("/requirements/%d", i), &b.Requirements[i])
	}
	for i := range b.Partners {
		v.partner(fmt.Sprintf("/partners/%d", i), &b.Partners[i])
	}
	for i := range b.Requirements {
		if by := b.Requirements[i].HeldBy; by != "" && !slices.ContainsFunc(b.Partners, func(p Partner) bool { return p.Name == by }) {
			v.add(fmt.Sprintf("/requirements/%d/held_by", i), "%q is no partner of this bid", by)
		}
	}
	for ref, judged := range b.Covers {
		v.oneOf("/covers/"+ref, judged, coverage)
	}
	return v
}

func (v *faults) requirement(book *scheme.Book, p string, r *Requirement) {
	_, isScheme := book.Scheme(r.Scheme)
	_, isDemand := book.Demand(r.Scheme)
	if !isScheme && !isDemand {
		v.add(p+"/scheme", "%s", unknownScheme(book, r.Scheme, true))
	}
	v.oneOf(p+"/strength", r.Strength, Strengths)
	v.oneOf(p+"/when", r.When, Whens)
	v.oneOf(p+"/proof", r.Proof, Proofs)
	if r.When == "by-date" && r.Date.IsZero() {
		v.add(p+"/date", "\"by-date\" needs the date: write \"date\":\"YYYY-MM-DD\"")
	}
	if r.Rule != "" {
		if _, ok := book.Rule(r.Rule); !ok {
			v.add(p+"/rule", "there is no rule %q", r.Rule)
		}
	}
}

func (v *faults) partner(p string, x *Partner) {
	if strings.TrimSpace(x.Name) == "" {
		v.add(p+"/name", "the name of the partner is missing")
	}
	if x.Role == "" {
		v.add(p+"/role", "the role is missing: use one of %s", strings.Join(Roles, ", "))
	}
	v.oneOf(p+"/role", x.Role, Roles)
}

type faults []errs.Field

func (v *faults) add(pointer, format string, args ...any) {
	*v = append(*v, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

func (v *faults) oneOf(pointer, s string, list []string) {
	if s != "" && !slices.Contains(list, s) {
		v.add(pointer, "%q is not known here: use one of %s", s, strings.Join(list, ", "))
	}
}

// after refuses a date before the one it must follow; both must be stated.
func (v *faults) after(name string, later *Day, before string, earlier *Day) {
	if later == nil || earlier == nil || later.Date.IsZero() || earlier.Date.IsZero() {
		return
	}
	last := later.Date
	if later.To > last {
		last = later.To
	}
	if last < earlier.Date {
		v.add("/dates/"+name, "%s %s is before %s %s: one of the two is wrong", name, later.Date, before, earlier.Date)
	}
}

// unknownScheme says what is wrong with a scheme's id and which is nearest.
func unknownScheme(book *scheme.Book, id string, demands bool) string {
	if id == "" {
		return "the scheme is missing: see \"holdfast schemes list\""
	}
	best := book.Nearest(id, demands)
	if best != "" {
		return fmt.Sprintf("%q is no scheme: did you mean %q?", id, best)
	}
	return fmt.Sprintf("%q is no scheme: see \"holdfast schemes list\"", id)
}
