package site

import (
	"net/url"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

func (s *Site) allCertificates(in change.Reader) ([]certificate.Row, error) {
	return change.Collect(in, s.CertRegister, register.Query{})
}

// noticeHref is the page of a notice; its key may hold a slash.
func noticeHref(key string) string { return "/notices/" + url.PathEscape(key) }

func dayLabel(name string) string {
	switch name {
	case "enquiries":
		return "Last day for questions"
	case "deadline":
		return "Tender deadline"
	case "assessment":
		return "Assessment"
	case "award":
		return "Award"
	case "standstillEnd":
		return "End of the standstill"
	case "start":
		return "Contract start"
	case "end":
		return "Contract end"
	case "extendedEnd":
		return "End with extensions"
	}
	return name
}

func dayChoices() []ui.Choice {
	var out []ui.Choice
	for _, n := range bid.DayNames() {
		out = append(out, ui.Choice{Value: n, Label: dayLabel(n)})
	}
	return out
}

// dateLines are the dates of the bid with where each comes from, and how many
// days and working days are left; what can be reckoned is shown as estimated.
func (s *Site) dateLines(b *bid.Bid) []win.DateLine {
	known := map[string]bid.KeyDate{}
	for _, k := range b.KeyDates(s.Book, s.Today()) {
		known[k.Name] = k
	}
	var out []win.DateLine
	for _, n := range bid.DayNames() {
		k, ok := known[n]
		if !ok {
			if n == "enquiries" || n == "deadline" || n == "award" || n == "start" {
				out = append(out, win.DateLine{Name: dayLabel(n)})
			}
			continue
		}
		src, note := b.Sources[n], k.Note
		switch {
		case note != "":
		case src.By != "":
			note = "entered by " + src.By
			if src.Why != "" {
				note += ": " + src.Why
			}
		case src.Time != "":
			note = "at " + src.Time
		case k.Day.Basis == "estimated":
			note = or(src.Why, "estimated")
		}
		out = append(out, win.DateLine{Name: dayLabel(n), When: dayRange(&k.Day), Note: note, Left: workingDays(b, s.Today(), k.Day.Date)})
	}
	return out
}

func dayRange(d *verdict.Day) civil.Range {
	r := civil.Range{From: d.Date, To: d.Date}
	if d.To > d.Date {
		r.To = d.To
	}
	return r
}

func (s *Site) requirementLine(q *bid.Requirement, path string) win.RequirementLine {
	origin := "entered by " + or(q.By, "a person")
	in := map[string]string{"notice": "read in the notice", "document": "read in a document of the tender"}[q.Origin]
	switch {
	case in != "" && q.By != "":
		origin = in + ", corrected by " + q.By
	case in != "":
		origin = in
		if q.Heading != "" {
			origin += ": " + q.Heading
		}
	case q.Rule != "":
		origin = "not in the notice: rule " + q.Rule
	case q.Origin == "":
		origin = "imported"
	}
	if q.Why != "" {
		origin += ": " + q.Why
	}
	if q.Subcontractors {
		origin += "; its words reach subcontractors"
	}
	at := path + "/requirements/" + q.ID
	return win.RequirementLine{
		Requirement: q.Requirement, Name: s.schemeName(q.Scheme), Origin: origin,
		Correct: &win.RequirementForm{ID: q.ID, Action: at, Schemes: s.schemeChoices(), Value: q.Requirement},
		Remove:  &win.RemoveForm{ID: q.ID + "-remove", Action: at + "/remove"},
	}
}

func (s *Site) schemeChoices() []ui.Choice {
	var out []ui.Choice
	for _, sc := range s.Book.Schemes() {
		out = append(out, ui.Choice{Value: sc.ID, Label: sc.Short})
	}
	for _, d := range s.Book.Demands() {
		out = append(out, ui.Choice{Value: d.ID, Label: d.Name})
	}
	return out
}
