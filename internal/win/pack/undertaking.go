package pack

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
)

// Undertaking is the promise to renew what would lapse while the contract runs:
// written by a person, and approved as it stands by another.
type Undertaking struct {
	Text   string `json:"text,omitempty"`   // Markdown
	Signer string `json:"signer,omitempty"` // who signs, with their position
	// Authors have written it since it was last approved.
	Authors []string   `json:"authors,omitempty"`
	Written civil.Date `json:"written,omitzero"`
	// Basis is the hash of what was owed when it was written: see House.Basis.
	Basis string `json:"basis,omitempty"`

	// Hash is that of the text and signer that were approved.
	Hash       string     `json:"hash,omitempty"`
	Approved   civil.Date `json:"approved,omitzero"`
	ApprovedBy string     `json:"approvedBy,omitempty"`
	Alone      string     `json:"alone,omitempty"` // why its author approved it
}

// Content gives the hash of what an approval is bound to.
func (u *Undertaking) Content() string { return hashOf([]string{u.Text, u.Signer}) }

// InForce says that exactly this text was approved.
func (u *Undertaking) InForce() bool { return u.Text != "" && u.Hash == u.Content() }

// Owed is a renewal that is due while the contract runs.
type Owed struct {
	Scheme      string
	Name        string // of the scheme, short
	Certificate string
	By          []civil.Date // the days by which it is renewed, in their order
	// Start is the day on which work on the first begins, if it takes the usual
	// time of Days.
	Start civil.Date
	Days  int
}

// Gap is something that the bid asks for and that does not hold on its day, as
// the verdict has it. An undertaking says it, and never promises it away.
type Gap struct {
	Scheme      string
	Name        string
	Certificate string     // empty: none is held
	Ends        civil.Date // its last day; no day when there is none
	On          civil.Date // the first day on which it does not hold; no day when that is not known
	Fails       bool       // nothing mends it in time; else it is at risk
	Reason      string
}

// Owed gives the renewals that the verdict says are owed, by scheme.
func (h *House) Owed() []Owed {
	var out []Owed
	for _, r := range h.Verdict.RenewalsOwed {
		i := slices.IndexFunc(out, func(o Owed) bool { return o.Scheme == r.Scheme && o.Certificate == r.Certificate })
		if i < 0 {
			o := Owed{Scheme: r.Scheme, Name: h.short(r.Scheme), Certificate: r.Certificate}
			i, out = len(out), append(out, o)
		}
		out[i].By = append(out[i].By, r.By)
	}
	for i := range out {
		slices.Sort(out[i].By)
		if s, ok := h.scheme(out[i].Scheme); ok {
			out[i].Days = s.Lead.Renew.Typical
			out[i].Start = out[i].By[0].AddDays(-out[i].Days)
		}
	}
	slices.SortStableFunc(out, func(a, b Owed) int { return cmp.Compare(a.By[0], b.By[0]) })
	return out
}

// Gaps gives what does not hold of what counts.
func (h *House) Gaps() []Gap {
	var out []Gap
	for _, g := range h.Verdict.Groups {
		if !g.Counts || g.State != verdict.Fails && g.State != verdict.AtRisk {
			continue
		}
		x := Gap{Scheme: g.Scheme, Name: h.short(g.Scheme), Certificate: g.Certificate, On: g.FirstFailingDay, Fails: g.State == verdict.Fails, Reason: g.Reason}
		if c := h.cert(g.Certificate); c != nil && g.Party == "" {
			x.Ends = h.lastDay(c)
		}
		out = append(out, x)
	}
	return out
}

func (h *House) owes() bool { return len(h.Verdict.RenewalsOwed) > 0 || len(h.Gaps()) > 0 }

// Basis is the hash of what is owed and what does not hold: another one means
// that an undertaking speaks of something else.
func (h *House) Basis() string {
	gaps := h.Gaps()
	for i := range gaps {
		gaps[i].Reason = "" // words, which move with the day
	}
	owed := h.Owed()
	for i := range owed {
		owed[i].Start, owed[i].Days = 0, 0
	}
	return hashOf([]any{owed, gaps})
}

// Draft writes an undertaking of what the verdict says, for a person to look at.
func (h *House) Draft() string {
	var b strings.Builder
	b.WriteString("To: " + plain(cmp.Or(h.Bid.Value.Buyer, "the buyer")) + "  \n")
	b.WriteString("For: " + plain(h.Bid.Value.Title) + "\n\n")
	who := plain(cmp.Or(h.Bid.Value.Entity, "We"))
	if gaps := h.Gaps(); len(gaps) > 0 {
		b.WriteString("## What does not hold as things stand\n\n")
		for _, g := range gaps {
			b.WriteString("- " + h.gapLine(&g) + "\n")
		}
		b.WriteString("\n")
	}
	owed := h.Owed()
	if len(owed) == 0 {
		b.WriteString("Nothing else that you ask for ends before the contract does, as far as its dates are known.\n")
		return b.String()
	}
	b.WriteString("## What we renew while the contract runs\n\n" + who + " undertakes to renew each of the following before the day on which it ends, and to send you the new certificate within five working days of its issue.\n\n")
	for _, o := range owed {
		b.WriteString("- **" + plain(o.Name) + "**")
		if o.Certificate != "" {
			b.WriteString(" (" + o.Certificate + ")")
		}
		b.WriteString(": renewed by " + days(o.By) + ".")
		if o.Days > 0 {
			b.WriteString(" Work on it begins by " + o.Start.Long() + "; it usually takes " + count(o.Days, "day", "days") + ".")
		}
		b.WriteString("\n")
	}
	b.WriteString("\nIf one of them is delayed, we tell you before the day on which it would lapse, with the reason and the new date.\n")
	return b.String()
}

func (h *House) gapLine(g *Gap) string {
	name := "**" + plain(g.Name) + "**"
	switch {
	case g.Certificate == "":
		return name + ": we do not hold it today."
	case g.Ends.IsZero():
		return name + " (" + g.Certificate + "): " + plain(trim(g.Reason)) + "."
	}
	says := name + " (" + g.Certificate + "): the certificate ends on " + g.Ends.Long()
	if before := h.lapses(g.Ends); before != "" {
		d := &h.Bid.Value.Dates
		for _, x := range []struct {
			says string
			day  *verdict.Day
			word string
		}{{"lapses before submission", d.Deadline, "the deadline"}, {"lapses before award", d.Award, "the award"}, {"lapses before the contract starts", d.Start, "the start of the contract"}} {
			if before == x.says {
				says += ", before " + x.word + " on " + x.day.Date.Long()
			}
		}
	}
	if g.Fails {
		return says + ". It does not hold then, and no renewal mends that in time."
	}
	return says + ". It holds then only if it is renewed before; we begin at once."
}

// Unsaid gives the gaps that a text passes over. A gap is said by the name of what
// does not hold, with the day on which it ends; what is not held at all by the
// words that it is not.
func (h *House) Unsaid(text string) []Gap {
	folded := register.Fold(text)
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return w != "" && strings.Contains(folded, register.Fold(w)) })
	}
	var out []Gap
	for _, g := range h.Gaps() {
		named := says(g.Name, h.schemeName(g.Scheme)) || g.Certificate != "" && says(g.Certificate)
		told := says("do not hold", "does not hold", "not held", "is not met", "do not meet")
		if !g.Ends.IsZero() && g.Certificate != "" {
			told = says(g.Ends.Long(), g.Ends.Short(), g.Ends.String())
		}
		if !named || !told {
			out = append(out, g)
		}
	}
	return out
}

// Says words a gap for who passed over it.
func (g *Gap) Says() string {
	if g.Ends.IsZero() || g.Certificate == "" {
		return g.Name + " does not hold for this bid"
	}
	return g.Name + " ends on " + g.Ends.Long() + " and does not hold for this bid without a renewal"
}

func days(list []civil.Date) string {
	words := make([]string, len(list))
	for i, d := range list {
		words[i] = d.Long()
	}
	switch n := len(words); {
	case n == 1:
		return words[0]
	case n > 6:
		return strings.Join(words[:6], ", ") + " and each year after it"
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

func (h *House) promiseLine(l *Line, p *Pack) {
	l.Label, l.Href = "Renewal undertaking", "/bids/"+h.Bid.Number+"/pack/undertaking"
	u := &p.Undertaking
	l.Content.Body = u.Text
	l.Content.fact("To be signed by", u.Signer)
	if !u.Approved.IsZero() && u.InForce() {
		l.Content.fact("Approved", u.Approved.Long())
	}
	switch {
	case u.Text == "" && !h.owes():
		l.Note = "nothing lapses while the contract runs"
		l.todo("write it, or leave it out", l.Href)
	case u.Text == "":
		l.todo("not written", l.Href)
	case !u.InForce():
		l.State, l.Why = Waiting, "on its approval"
	case len(h.Unsaid(u.Text)) > 0:
		gaps := h.Unsaid(u.Text)
		l.todo("it does not say that "+gaps[0].Says(), l.Href)
	case u.Basis != h.Basis():
		l.check("what is owed has changed since it was written")
	default:
		l.Note = "approved " + u.Approved.Short()
	}
}
