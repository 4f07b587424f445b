package win

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// The vocabulary of requirements as a person reads it, in the order of a form.
var (
	whens = []ui.Choice{
		{Value: "by-award", Label: "by contract award"},
		{Value: "at-submission", Label: "at submission"},
		{Value: "at-assessment", Label: "at assessment"},
		{Value: "by-contract-start", Label: "by contract start"},
		{Value: "during-contract", Label: "during the contract"},
		{Value: "by-date", Label: "by a date"},
		{Value: "unspecified", Label: "no time stated"},
	}
	strengths = []ui.Choice{
		{Value: "mandatory", Label: "mandatory"},
		{Value: "expected", Label: "expected"},
		{Value: "desirable", Label: "desirable"},
		{Value: "mention-only", Label: "mentioned only"},
	}
)

func wordOf(cs []ui.Choice, value string) string {
	for _, c := range cs {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// WhenWords says by when a requirement must be met: "by contract award".
func WhenWords(r verdict.Requirement) string { return whenWords(r) }

func whenWords(r verdict.Requirement) string {
	if r.When == "by-date" && !r.Date.IsZero() {
		return "by " + r.Date.Short()
	}
	return wordOf(whens, r.When)
}

// asked says a requirement's strength and time, as it stands under its name.
func asked(r verdict.Requirement) string {
	parts := []string{}
	if r.Strength != "" && r.Strength != "mandatory" {
		parts = append(parts, wordOf(strengths, r.Strength))
	}
	parts = append(parts, whenWords(r))
	if r.Proof == "conformity" {
		parts = append(parts, "conformity, not a certificate")
	}
	return strings.Join(parts, ", ")
}

// ruling is the verdict's headline and the sentences under it.
func (v BidView) ruling() ui.Ruling {
	r := ui.Ruling{State: v.Verdict.State, Title: v.Headline}
	i := SelectWorst(v.Verdict)
	if len(v.Verdict.Groups) == 0 {
		r.Title = or(r.Title, "until it is known what the buyer asks for")
		r.Text = ui.Plain("No requirement has been read or entered, so there is nothing to test. Add what the tender asks for below.")
		return r
	}
	g, gv := v.Verdict.Groups[i], v.group(i)
	r.Title = or(r.Title, v.title(g, gv))
	r.Text = ui.Plain(g.Reason)
	if g.State == verdict.Holds {
		return r
	}
	if f := g.Fix; f != nil && !f.Earliest.IsZero() {
		switch {
		case g.State == verdict.Unknown: // what is missing is an answer, not time
		case g.State == verdict.Fails:
			r.Text = append(r.Text, ui.Run{Text: " The earliest finish is "}, ui.Run{Text: f.Earliest.Long(), Strong: true}, ui.Run{Text: "."})
		case f.StartBy > v.Today:
			r.Text = append(r.Text, ui.Run{Text: " Start by "}, ui.Run{Text: ui.WeekdayLong(v.Today, f.StartBy), Strong: true}, ui.Run{Text: " to finish in the usual time."})
		default:
			r.Text = append(r.Text, ui.Run{Text: " Start "}, ui.Run{Text: "today", Strong: true}, ui.Run{Text: ": the usual time no longer fits, the shortest does."})
		}
	}
	if gv.Renew != nil {
		r.Actions = []ui.Action{*gv.Renew}
	}
	return r
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// title makes the ruling's headline from the group that decides.
func (v BidView) title(g verdict.Group, gv GroupView) string {
	name := or(gv.Name, g.Scheme)
	at := ""
	if c := v.columnOf(g.DecisiveDay); c != "" {
		at = "at " + strings.ToLower(c) + ": "
	}
	switch {
	case g.State == verdict.Holds && len(v.Verdict.Groups) == 1:
		return "on every date: " + name
	case g.State == verdict.Holds:
		return "on every date: all " + ui.Count(len(v.Verdict.Groups), "requirement", "requirements")
	case g.State == verdict.Unknown:
		return "until a question about " + name + " is answered"
	}
	if c := otherCheck(g); c != nil {
		return at + name + ", " + or(checkWord[c.Name], c.Name)
	}
	if g.Certificate == "" || gv.LastDay.IsZero() {
		return at + "no " + name
	}
	if r := v.rangeOf(g.DecisiveDay); r.From != r.To && r.From <= gv.LastDay {
		return "if the " + strings.TrimSuffix(strings.TrimPrefix(at, "at "), ": ") + " comes after " + gv.LastDay.Long() + ", when " + name + " ends"
	}
	if g.DecisiveDay > gv.LastDay {
		return at + name + " ends " + ui.CountWords(gv.LastDay.DaysUntil(g.DecisiveDay), "day", "days") + " too soon"
	}
	return at + name
}

var checkWord = map[string]string{
	"scheme": "another scheme is held", "level": "the level is missing", "entity": "another legal entity holds it",
	"scope": "the scope does not cover the work", "edition": "the edition is out of date",
	"accreditation": "not accredited as asked", "status": "its status does not count",
}

// checkShort says in a cell of the matrix which check decides.
var checkShort = map[string]string{
	"scheme": "another scheme", "level": "level missing", "entity": "another entity", "scope": "scope",
	"edition": "edition out of date", "accreditation": "accreditation", "status": "status does not count",
}

// columnOf names the date of the bid that a day is.
func (v BidView) columnOf(d civil.Date) string {
	for _, c := range v.columns() {
		if !d.IsZero() && dayRange(c.day).Contains(d) {
			return c.name
		}
	}
	return ""
}

// rangeOf is the range of the date of the bid in which a day lies.
func (v BidView) rangeOf(d civil.Date) civil.Range {
	for _, c := range v.columns() {
		if r := dayRange(c.day); !d.IsZero() && r.Contains(d) {
			return r
		}
	}
	return civil.Range{}
}

// whyTitle is the heading above what explains a group.
func whyTitle(g verdict.Group, name string) string {
	switch g.State {
	case verdict.Fails:
		return "Why " + name + " fails"
	case verdict.AtRisk:
		return "Why " + name + " is at risk"
	case verdict.Holds:
		return "Why " + name + " holds"
	}
	return "Why " + name + " is unknown"
}
