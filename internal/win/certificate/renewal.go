package certificate

import (
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
)

// StartRenewal gives the tasks of a renewal, planned backwards from the last
// valid day by the scheme's lead times, in the order of their days, each with
// the owner. No day is in the past: a task that should have been done is due
// today and says by how much it is late; when even the shortest way no longer
// reaches the last day, the last task says when it can be reached. Without a
// last valid day there is nothing to plan back from: nil.
func StartRenewal(c Numbered, s *scheme.Scheme, today civil.Date, owner string) []task.Task {
	acts := c.Acts(s, today)
	if acts == nil {
		return nil
	}
	if owner == "" {
		owner = c.Owner
	}
	p := plan{
		c: c, today: today, owner: owner, lead: s.Lead.Renew,
		book: acts[0].Date, submit: acts[1].Date, last: acts[2].Date,
		name: fmt.Sprintf("renewal %s", acts[2].Date),
	}
	switch {
	case s.ID == plusID:
		p.plus()
	case s.ID == ceID:
		p.essentials(s)
	case s.Term == scheme.TermToolkitYear:
		p.toolkit()
	case s.RestoreMonths > 0:
		p.audited()
	case isInsurance(s.ID):
		p.insurance()
	default:
		p.generic(s)
	}
	return p.done()
}

// plan gathers the tasks of one renewal. The days come from the scheme's data;
// the shares of a lead time between two of them are product defaults.
type plan struct {
	c                  Numbered
	today              civil.Date
	owner, name        string
	lead               scheme.Lead
	book, submit, last civil.Date
	tasks              []task.Task
}

func (p *plan) add(step, title, why string, by civil.Date) {
	p.tasks = append(p.tasks, task.Task{
		Title: title, Why: why, Owner: p.owner, Due: by, About: p.c.Number, Plan: p.name, Step: step,
	})
}

// between gives the day at so many hundredths of the way.
func between(from, to civil.Date, hundredths int) civil.Date {
	return from.AddDays(from.DaysUntil(to) * hundredths / 100)
}

func (p *plan) body(otherwise string) string {
	if p.c.Body == "" {
		return otherwise
	}
	return p.c.Body
}

// audited is a management system certified by a body.
func (p *plan) audited() {
	body := p.body("the certification body")
	p.add("book", "Ask "+body+" for the dates of the recertification audit", "A diary fills months ahead; a date in it is what the rest is planned from.", p.book)
	p.add("internal-audit", "Finish the internal audit over the whole scope", "The body wants to see a full cycle, and its findings closed.", between(p.book, p.submit, 50))
	p.add("review", "Hold the management review", "It must have looked at the audit's results.", between(p.book, p.submit, 75))
	p.add("audit", "Recertification audit on site", "Earlier costs no days; later leaves less time to close what is found.", p.submit)
	p.add("close", "Close the nonconformities and have "+body+" verify the major ones", "Without that there is no decision, and no extension.", between(p.submit, p.last, 60))
	p.add("record", "Have the decision and record the new certificate", "Taken after this day the certificate lapses first.", p.last-1)
}

func (p *plan) essentials(s *scheme.Scheme) {
	set := ""
	if s.Versions != nil {
		for _, v := range s.Versions.List {
			if v.From <= max(p.book, p.today) {
				set = " (" + v.ID + ")"
			}
		}
	}
	p.add("book", "Open the assessment account"+set, "The question set in force on that day applies.", p.book)
	p.add("prepare", "Go through the questions and mend what would fail", "Every cloud service with a second factor, every fix within its time.", p.submit.AddDays(-p.lead.Typical))
	p.add("submit", "Sign off by the board and submit", "The new year begins on the day of issue: earlier throws days away.", p.submit)
	p.add("correct", "Answer the assessor's feedback", "There are two working days to correct it; a second fail means to buy again.", between(p.submit, p.last, 60))
	p.add("record", "Record the new certificate", "There are no days of grace.", p.last)
}

func (p *plan) plus() {
	p.add("book", "Book the assessor for the Plus test", "The test must be finished soon after Cyber Essentials is issued: agree on both days.", p.book)
	ce := min(p.submit, p.last.AddDays(-p.lead.Typical)).AddDays(-p.lead.Min)
	p.add("below", "Renew Cyber Essentials, the basic certificate", "It must be final before testing, and to the same question set.", ce)
	p.add("rehearse", "Scan and patch every build as the test will", "A second failed sample revokes the basic certificate too.", ce)
	p.add("submit", "Have the Plus test done", "It leaves time for a second sample.", p.submit)
	p.add("retest", "Mend what failed everywhere and have the second sample tested", "Within thirty days of the first, and within the window of the basic certificate.", between(p.submit, p.last, 70))
	p.add("record", "Record the new certificate", "There are no days of grace.", p.last)
}

func (p *plan) toolkit() {
	p.add("book", "Read what changed in the new toolkit and share out the evidence", "Every item needs an owner before the first is written.", max(p.book, p.last.AddDays(-p.lead.Max)))
	p.add("evidence", "Gather the evidence", "Training figures and the continuity test take the longest.", between(max(p.book, p.last.AddDays(-p.lead.Max)), p.submit, 60))
	p.add("submit", "Sign off and publish the assessment", "Early is free, and the last days are crowded.", p.submit)
	p.add("record", "Record the new status", "After this day the old one stops counting.", p.last)
}

func (p *plan) insurance() {
	broker := p.body("the broker")
	p.add("book", "Ask "+broker+" for renewal terms", "Insurers ask questions, and their answers take time.", p.book)
	p.add("submit", "Compare limits with the live bids and accept the terms", "Bids name limits: a cheaper policy may fail them.", p.submit)
	p.add("record", "Record the new policy certificate", "Cover must follow without a day between.", p.last)
}

func (p *plan) generic(s *scheme.Scheme) {
	name := s.Short
	if name == "" {
		name = s.Name
	}
	p.add("book", "Begin the renewal of "+name, fmt.Sprintf("It takes up to %s.", days(p.lead.Max)), p.book)
	p.add("submit", "Hand in what "+p.body("the scheme")+" asks for", fmt.Sprintf("It usually takes %s from there.", days(p.lead.Typical)), p.submit)
	p.add("record", "Record the new certificate or report", "After this day the old one stops counting.", p.last)
}

// done puts the tasks in order and brings the past to today, saying so.
func (p *plan) done() []task.Task {
	earliest, usual := p.today.AddDays(p.lead.Min), p.today.AddDays(p.lead.Typical)
	var floor civil.Date
	for i := range p.tasks {
		t := &p.tasks[i]
		wanted := max(t.Due, floor) // never before the task it follows
		floor = wanted
		if wanted < p.today {
			t.Late = true
			t.Note = fmt.Sprintf("Late: it should have been done by %s. Do it now.", wanted.Long())
			wanted = p.today
		}
		t.Due = wanted
	}
	final := &p.tasks[len(p.tasks)-1]
	final.Hard = true
	switch {
	case p.last < p.today:
		final.Late, final.Due = true, max(earliest, p.today)
		final.Note = fmt.Sprintf("Late: it ended on %s. Started today it can be back on %s at the earliest, and usually by %s.", p.last.Long(), earliest.Long(), usual.Long())
	case earliest > p.last:
		final.Late, final.Due = true, earliest
		final.Note = fmt.Sprintf("Late: it ends on %s, and even the shortest renewal takes until %s. Until then it does not count.", p.last.Long(), earliest.Long())
	case usual > p.last:
		final.Note = fmt.Sprintf("Tight: a renewal usually takes until %s, and it ends on %s.", usual.Long(), p.last.Long())
	}
	return p.tasks
}
