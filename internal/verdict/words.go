package verdict

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/civil"
)

// Word gives the word of a state as it is shown.
func (s State) Word() string {
	switch s {
	case Holds:
		return "Holds"
	case AtRisk:
		return "At risk"
	case Fails:
		return "Fails"
	}
	return "Unknown"
}

// reason says in a sentence or two why the answer is what it is.
func (h *Holder) reason(a *answer) string {
	parts := []string{h.because(a)}
	for _, n := range a.notes {
		parts = append(parts, upperFirst(n)+".")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, " ")
}

func (h *Holder) because(a *answer) string {
	if a.scheme == nil {
		return sentence(a.text)
	}
	if a.gap != nil {
		s := fmt.Sprintf("The %s is not stated, and there is nothing to estimate it from", a.gap.what)
		if a.cand >= 0 {
			c := &a.field.cands[a.cand]
			if !c.end.Early.IsZero() {
				s += fmt.Sprintf("; %s counts until %s", h.label(c.held), c.end.Early.Long())
			}
		} else {
			s += fmt.Sprintf("; no %s is held", certificateOf(a.scheme.Short))
		}
		return s + "."
	}
	if a.cand < 0 {
		if a.day.IsZero() {
			return fmt.Sprintf("No %s is held.", certificateOf(a.scheme.Short))
		}
		lower := ""
		if a.scheme.ID == "cyber-essentials-plus" && h.holds("cyber-essentials") {
			lower = " (Cyber Essentials does not answer for it)"
		}
		return fmt.Sprintf("No %s is held%s; %s. %s", certificateOf(a.scheme.Short), lower, a.spanWords(), h.reachWords(a))
	}
	return h.byCause(a, &a.field.cands[a.cand])
}

// byCause words what the deciding certificate is lacking on the decisive day.
func (h *Holder) byCause(a *answer, c *candidate) string {
	name := upperFirst(h.label(c.held))
	reach := ""
	if a.state == Fails || a.state == AtRisk {
		reach = " " + h.reachWords(a)
	}
	switch a.why {
	case fine:
		return a.spareWords(name, c)
	case ended:
		s := fmt.Sprintf("%s ends on %s; %s.", name, c.end.Early.Long(), a.spanWords())
		if a.part {
			s = fmt.Sprintf("%s covers only part of that range: it ends on %s; %s.", name, c.end.Early.Long(), a.spanWords())
		}
		return s + reach
	case notYet:
		return fmt.Sprintf("%s counts only from %s; %s.%s", name, c.from.Long(), a.spanWords(), reach)
	case noEnd:
		return fmt.Sprintf("The record of %s has no day from which its end could be told.", h.label(c.held))
	case badStatus:
		return fmt.Sprintf("%s is recorded as %s; %s.%s", name, strings.ReplaceAll(c.statusOn(a.day), "-", " "), a.spanWords(), reach)
	case planned:
		return fmt.Sprintf("Cover rests on %s, a renewal that is planned and not yet granted; %s.", h.label(c.held), a.spanWords())
	case onlyPlanned:
		return fmt.Sprintf("%s was only planned then, and not granted; %s.%s", name, a.spanWords(), reach)
	case twoReadings:
		return fmt.Sprintf("The last day of %s can be read in two ways: %s; %s.", h.label(c.held), c.end.Why, a.spanWords())
	case deadlineUnset:
		return fmt.Sprintf("%s: the data cannot say that a status of %s still counts after %s; %s.", name, orWord(c.Edition, "its year"), c.end.UnknownAfter.Long(), a.spanWords())
	case editionEnded:
		return fmt.Sprintf("%s is to the %s edition, which has met nothing since %s; %s.%s", name, c.Edition, (c.edition.Late + 1).Long(), a.spanWords(), reach)
	case editionDoubt:
		return fmt.Sprintf("Sources name different last days for the %s edition of %s, %s and %s; %s.", c.Edition, h.label(c.held), c.edition.Early.Long(), c.edition.Late.Long(), a.spanWords())
	case editionUnknown:
		return fmt.Sprintf("The edition of %s is not recorded, and the one in force when it began ended on %s.", h.label(c.held), c.edGuess.Long())
	case editionOdd:
		return fmt.Sprintf("%s names the edition “%s”, which is none that is known for %s.", name, c.Edition, a.scheme.Short)
	case surveillance:
		return fmt.Sprintf("%s: “%s” was due by %s and no outcome is recorded. That is no suspension, but ask the certification body.", name, c.overdue.Name, c.overdue.Date.Long())
	case belowLapsed:
		return fmt.Sprintf("%s stands on %s, which lapses first; %s.%s", name, h.belowWords(c.held), a.spanWords(), reach)
	case belowUnknown:
		return fmt.Sprintf("No %s certificate is recorded under %s; it can end up to three months before %s does.", c.needs.Short, h.label(c.held), h.label(c.held))
	case wrongEntity:
		return fmt.Sprintf("%s is held by %s, not by %s; %s.%s", name, c.Holder, a.holder(), a.spanWords(), reach)
	case entityUnknown:
		return fmt.Sprintf("The holder of %s is not recorded.", h.label(c.held))
	case levelMissing:
		return fmt.Sprintf("%s is at level %s, below what is asked; %s.%s", name, levelWords(c.held), a.spanWords(), reach)
	case levelUnknown:
		return fmt.Sprintf("The level or status of %s is not recorded.", h.label(c.held))
	case scopeNo:
		return fmt.Sprintf("The scope of %s does not cover the work; %s.%s", h.label(c.held), a.spanWords(), reach)
	case scopeUnknown:
		return fmt.Sprintf("Nobody has yet judged whether the scope of %s covers the work.", h.label(c.held))
	case notAccredited:
		return fmt.Sprintf("%s has no recognised accreditation, which is asked for; %s.%s", name, a.spanWords(), reach)
	case accreditationUnknown:
		return fmt.Sprintf("It is not recorded whether %s comes from a body with recognised accreditation.", h.label(c.held))
	case accreditationSilent:
		return fmt.Sprintf("%s has no recognised accreditation, and the notice does not say whether that is asked.", name)
	}
	return fmt.Sprintf("No %s is held; %s.%s", certificateOf(a.scheme.Short), a.spanWords(), reach)
}

// spanWords names the decisive day or range: "the award is on 12 March 2027".
func (a *answer) spanWords() string {
	sp := a.span
	switch {
	case sp.from.IsZero():
		return "no day is stated"
	case sp.estimated && sp.from != sp.to:
		s := fmt.Sprintf("the %s is expected between %s and %s", sp.what, sp.from.Long(), sp.to.Long())
		if sp.basis != "" && sp.basis != "estimated" {
			s += " (" + sp.basis + ")"
		}
		return s
	case sp.estimated:
		return fmt.Sprintf("the %s is expected on %s", sp.what, sp.from.Long())
	case sp.from != sp.to:
		return fmt.Sprintf("tenders can be assessed from %s to %s", sp.from.Long(), sp.to.Long())
	}
	return fmt.Sprintf("the %s is on %s", sp.what, sp.from.Long())
}

func (a *answer) spareWords(name string, c *candidate) string {
	if c.end.Early.IsZero() {
		return fmt.Sprintf("%s has no formal end; %s.", name, a.spanWords())
	}
	last := a.span.to
	days := last.DaysUntil(c.end.Early)
	spare := "to the day"
	if days > 0 {
		spare = plural(days, "day") + " to spare"
	}
	return fmt.Sprintf("%s counts until %s; %s, %s.", name, c.end.Early.Long(), a.spanWords(), spare)
}

// reachWords says whether the shortest way still fits.
func (h *Holder) reachWords(a *answer) string {
	way := "first certification"
	if a.renew {
		way = "renewal"
	}
	if a.lead.Min == 0 {
		return ""
	}
	done := h.today.AddDays(a.lead.Min)
	switch {
	case a.state == AtRisk && done <= a.span.to:
		return fmt.Sprintf("The shortest %s, %s, still reaches it.", way, plural(a.lead.Min, "day"))
	case a.state == Fails && a.day < h.today:
		return "That day is past."
	case a.state == Fails:
		return fmt.Sprintf("The shortest %s, %s, would end on %s: too late.", way, plural(a.lead.Min, "day"), done.Long())
	}
	return ""
}

func (h *Holder) belowWords(c *held) string {
	var last civil.Date
	label := "its " + c.needs.Short
	for _, u := range c.below {
		if u.end.Early > last {
			last, label = u.end.Early, h.label(u)
		}
	}
	if last.IsZero() { // suspended or withdrawn, and no end is on record
		if len(c.below) > 0 {
			label = h.label(c.below[0])
		}
		return fmt.Sprintf("%s (%s, no last day on record)", label, c.needs.Short)
	}
	return fmt.Sprintf("%s (%s, until %s)", label, c.needs.Short, last.Long())
}

func levelWords(c *held) string {
	if l, ok := c.scheme.Level(string(c.Level)); ok {
		return l.Name
	}
	return string(c.Level)
}

// certificateOf gives "ISO/IEC 27001 certificate", and leaves a name that is a
// thing in itself ("SOC 2 report") as it is.
func certificateOf(short string) string {
	for _, noun := range []string{"insurance", "report", "statement", "plan", "fee", "check", "test", "status", "registration", "submission", "clearance"} {
		if strings.Contains(strings.ToLower(short), noun) {
			return short
		}
	}
	return short + " certificate"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func orWord(s, alternative string) string {
	if s == "" {
		return alternative
	}
	return s
}
