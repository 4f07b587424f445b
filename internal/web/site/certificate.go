package site

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/certificate"
)

var certDone = map[string]string{
	"added": "The certificate has been recorded.", "changed": "The certificate has been changed.",
	"confirmed": "The certificate has been recorded from its file. Bids that rest on it have been judged anew.",
	"status":    "The status has been recorded.", "renewal": "The renewal has been planned: its tasks are below and on Today.",
}

// renewSoon is how many days before its first act-by day a renewal is offered
// as the next step.
const renewSoon = 90

func (s *Site) certificate(w http.ResponseWriter, r *http.Request) error {
	return s.certificatePage(w, r, http.StatusOK, func(*win.CertificateView) {})
}

// certificatePage shows a certificate; amend adds what a refused form has to say.
func (s *Site) certificatePage(w http.ResponseWriter, r *http.Request, status int, amend func(*win.CertificateView)) error {
	today := s.Today()
	rec, err := s.certificateRecord(r, r.PathValue("id"), today)
	if err != nil {
		return err
	}
	row := rec.row
	path := "/certificates/" + row.Number
	sh, err := s.Shell(r.Context(), row.Number+" "+s.certName(&row.Value), path, frame.Done(r, certDone))
	if err != nil {
		return err
	}
	all := certificate.Numbers(rec.certs)
	c := &certificate.Numbered{Number: row.Number, Certificate: row.Value}
	st := c.Standing(s.Book, all, today)
	v := win.CertificateView{
		Shell: sh, Today: today, ID: row.Number, Title: s.certTitle(&c.Certificate), Path: path, List: "/certificates",
		Facts: certFacts(&c.Certificate), State: st.State, Ruling: st.Title, Why: st.Why, Scope: c.Scope, Sites: c.Sites.List(), Log: rec.log,
		Depends: s.dependants(rec.bids, row.Number), Record: statusForm(path),
		Actions: []ui.Action{{Label: "Edit", Href: path + "/edit"}},
	}
	if n := len(v.Depends); n > 0 {
		v.DependsSum = ui.Count(n, "live bid", "live bids")
		if sum := valueOf(rec.bids, v.Depends); sum != "" {
			v.DependsSum += ", " + sum
		}
		v.DependsSum += atRiskBy(rec.bids, row.Number)
	}
	if c.File != "" && s.Files != nil {
		v.Actions = append([]ui.Action{{Label: "Download the file", Href: path + "/file"}}, v.Actions...)
	}
	if st.State == verdict.Holds {
		v.Why = strings.TrimSpace(st.Why + " " + holdsWords(st, v.DependsSum, today))
	}
	if sc, ok := s.Book.Scheme(c.Scheme); ok {
		s.fillLife(&v, c, sc, all, st, today)
	}
	for _, t := range rec.tasks {
		line := win.TaskLine{Title: t.Value.Title, Owner: s.Name(r.Context(), t.Value.Owner), Why: t.Value.Why, Note: t.Value.Note, Due: t.Value.Due, Done: !t.Value.Open()}
		if t.Value.Open() {
			line.Action = &ui.Action{Label: "Done", Href: "/tasks/" + t.Number + "/done", Post: true}
		}
		v.Tasks = append(v.Tasks, line)
	}
	slices.SortStableFunc(v.Tasks, func(a, b win.TaskLine) int { return int(a.Due - b.Due) })
	if len(v.Tasks) == 0 && len(v.Acts) > 0 {
		renew := ui.Action{Label: "Start renewal", Href: path + "/renewal", Post: true}
		if st.State != verdict.Holds || today.DaysUntil(v.BookBy) <= renewSoon {
			renew.Primary = true
			v.Remedy = []ui.Action{renew}
		} else {
			v.Actions = append(v.Actions, renew)
		}
	}
	v.Details = s.certDetails(r.Context(), c, today)
	current, _ := c.Recorded(today)
	lines := slices.Clone(c.Status)
	slices.SortStableFunc(lines, func(a, b certificate.StatusChange) int { return int(b.From - a.From) })
	marked := false
	for _, l := range lines {
		now := !marked && l.State == current && l.From <= today
		marked = marked || now
		v.Status = append(v.Status, win.StatusLine{State: statusWord(l.State), From: l.From, Note: l.Note, Current: now})
	}
	amend(&v)
	return web.Render(w, r, status, win.CertificatePage(v))
}

// holdsWords says how long is left and what rests on it.
func holdsWords(st certificate.Standing, depends string, today civil.Date) string {
	out := ""
	if !st.Last.IsZero() {
		out = ui.Left(today, st.Last) + " left. "
	}
	if depends == "" {
		return out + "No live bid rests on it today."
	}
	if strings.HasPrefix(depends, "1 live bid,") || depends == "1 live bid" {
		return out + depends + " rests on it."
	}
	return out + depends + " rest on it."
}

// fillLife fills what follows from the scheme's clocks.
func (s *Site) fillLife(v *win.CertificateView, c *certificate.Numbered, sc *scheme.Scheme, all []certificate.Numbered, st certificate.Standing, today civil.Date) {
	plain := make([]certificate.Certificate, len(all))
	for i := range all {
		plain[i] = all[i].Certificate
	}
	recorded, _ := c.Recorded(today)
	alive := recorded != certificate.Withdrawn && recorded != certificate.Revoked && st.FollowedBy == ""
	if alive {
		for i, a := range c.Acts(sc, today) {
			if i == 0 {
				v.BookBy = a.Date
			}
			why := a.Why // begins with how late it is, once it is
			if !a.Late() {
				why = ui.Left(today, a.Date) + " · " + why
			}
			v.Acts = append(v.Acts, ui.ActBy{Label: a.Label, Date: a.Date.Short(), Why: why})
		}
	}
	var best civil.Range
	if w, ok := c.BestWindow(sc, today, plain); ok && alive {
		v.Window, v.WindowWhy = ui.RangeShort(civil.Range{From: w.From, To: w.To}), w.Why
		best = civil.Range{From: w.From, To: w.To}
	}
	if safe := c.SafeUntil(s.Book, today, plain); sc.ID == "cyber-essentials-plus" {
		switch {
		case safe.Until.IsZero():
			v.SafeUntil = "is not known: " + safe.Why + "."
		case safe.Why != "":
			v.SafeUntil = safe.Until.Long() + ": " + safe.Why + "."
		default:
			v.SafeUntil = safe.Until.Long() + ", its own last day: the Cyber Essentials below it lasts as long."
		}
	}
	s.fillCycle(v, c, sc, best, st, today)
	fact := func(label, value string, f scheme.Fact) {
		v.Rules = append(v.Rules, win.RuleFact{Label: label, Value: value, Source: f.Source, AsOf: f.AsOf.Short(), Certainty: ui.CertaintyWords(string(f.Certainty))})
	}
	switch sc.Term {
	case scheme.TermMonths:
		fact("Validity.", fmt.Sprintf("%d months from the day of the %s.", sc.ValidityMonths, strings.Replace(string(sc.StartsOn), "issued", "issue", 1)), sc.Fact)
	case scheme.TermToolkitYear:
		fact("Validity.", "A status counts until the deadline of the year after its own.", sc.Fact)
	default:
		fact("Validity.", "No formal end.", sc.Fact)
	}
	early := "Renewing early costs no days."
	if sc.EarlyRenewal.LosesDays {
		early = "Renewing early costs days: the new term begins on the day of issue."
	}
	fact("Early renewal.", early, sc.EarlyRenewal.Fact)
	lead := sc.Lead.Renew
	fact("Time to renew.", fmt.Sprintf("%d to %d days, usually %d.", lead.Min, lead.Max, lead.Typical), sc.Lead.Fact)
}

func (s *Site) fillCycle(v *win.CertificateView, c *certificate.Numbered, sc *scheme.Scheme, best civil.Range, st certificate.Standing, today civil.Date) {
	from := sc.ValidFrom(c.On(today))
	if from.IsZero() || st.Last.IsZero() {
		return
	}
	cyc := &chart.Cycle{Name: c.Number, Today: today, Valid: chart.Span{From: from, To: st.Last}, Best: best}
	next, passed := "", ""
	stages := c.Stages(sc, today)
	for _, g := range stages {
		a := chart.Audit{Short: g.Short(), Name: g.Name, Date: g.Date, Done: g.Done, When: "by " + g.Date.Long()}
		switch {
		case g.Done:
			a.Note = "Done"
			if g.ID == "start" || g.ID == "stage2" {
				a.When = g.Date.Long()
			}
		case g.Overdue:
			a.Note = "No outcome recorded, " + ui.Late(today, g.Date)
		case g.Date < today:
			a.Note = "Passed"
			if c.Renewal.Start.IsZero() {
				passed = fmt.Sprintf("%s by %s: that day has passed", g.Name, g.Date.Long())
			}
		default:
			a.Note = "In " + ui.Left(today, g.Date)
			if next == "" {
				next = fmt.Sprintf("%s by %s", ui.Lower(g.Name), g.Date.Long())
			}
		}
		cyc.Audits = append(cyc.Audits, a)
	}
	v.Cycle = cyc
	switch {
	case len(c.Overdue(s.Book, today)) > 0:
		late := c.Overdue(s.Book, today)[0]
		v.CycleFind = fmt.Sprintf("%s was due by %s, and no outcome is recorded", late.Name, late.Date.Long())
	case st.FollowedBy != "":
		v.CycleFind = st.FollowedBy + " has taken its place"
	case passed != "":
		v.CycleFind = passed
	case next != "":
		v.CycleFind = "Next: " + next
	default:
		v.CycleFind = fmt.Sprintf("Nothing is left to do before it ends on %s", st.Last.Long())
		if st.Last < today {
			v.CycleFind = "It ended on " + st.Last.Long()
		}
	}
}

// certTitle names a certificate in full: "ISO 27001:2022, Fenmoor Digital Ltd".
func (s *Site) certTitle(c *certificate.Certificate) string {
	name := s.schemeName(c.Scheme)
	switch {
	case c.Edition == "":
	case strings.HasPrefix(c.Scheme, "iso") && len(c.Edition) == 4:
		name += ":" + c.Edition
	default:
		name += " (" + c.Edition + ")"
	}
	if c.Holder != "" {
		name += ", " + c.Holder
	}
	return name
}

func certFacts(c *certificate.Certificate) []ui.Fact {
	var out []ui.Fact
	add := func(text, href string) {
		if text != "" {
			out = append(out, ui.Fact{Value: text, Href: href})
		}
	}
	if c.Number != "" {
		add("Number "+c.Number, "")
	}
	add(c.Body, "")
	if c.AccreditationBody != "" {
		add(strings.TrimSuffix("accredited by "+c.AccreditationBody+", "+c.AccreditationNumber, ", "), "")
	}
	add(verified(c))
	return out
}

// verified says when the certificate was last looked up, and where.
func verified(c *certificate.Certificate) (text, href string) {
	when := ""
	if !c.VerifiedOn.IsZero() {
		when = "last verified " + c.VerifiedOn.Long()
	}
	if c.VerifyLink == "" {
		return when, ""
	}
	return strings.TrimSuffix("Verify, "+when, ", "), c.VerifyLink
}
