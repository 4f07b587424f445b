package notice

// dates reads the days of a process.
func (r *reader) dates(root place, lots []Lot) Dates {
	t := root.get("tender")
	d := Dates{
		EnquiryEnd:           r.day(t.get("enquiryPeriod", "endDate")),
		ExpressionOfInterest: r.day(t.get("expressionOfInterestDeadline")),
		Deadline:             r.day(t.get("tenderPeriod", "endDate")),
		Invitation:           r.day(t.get("secondStage", "invitationDate")),
		FutureNotice:         r.day(t.get("communication", "futureNoticeDate")),
	}
	if d.Deadline != nil && twoStages(t) {
		d.Deadline.Note = "for requests to take part: the day for tenders comes later"
	}
	if d.Deadline == nil && d.ExpressionOfInterest != nil {
		day := *d.ExpressionOfInterest
		day.Note = "the day for expressions of interest, the first stage"
		d.Deadline = &day
	}
	for _, m := range root.get("planning", "milestones").items() {
		if r.member(m, "type") == "engagement" {
			d.EngagementEnd = latest(d.EngagementEnd, r.day(m.get("dueDate")))
		}
	}
	r.award(root, &d)
	p := r.contractPeriod(root, lots)
	d.Start, d.End, d.ExtendedEnd, d.Months = p.start, p.end, p.extended, p.months
	return d
}

// twoStages says that the deadline is the one for requests to take part: the
// restricted, negotiated and competitive procedures of the old regime.
func twoStages(t place) bool {
	if t.get("legalBasis", "scheme").String() == "UKPGA" {
		return false // the Act has a field of its own for the first stage
	}
	return t.get("procurementMethod").String() == "selective" && t.get("secondStage").there()
}

// award finds the day of award and what hangs on it. Under the Act
// tender.awardPeriod.endDate is the buyer's estimate of the award decision. In
// the old forms awardPeriod has only a start: the opening of tenders.
func (r *reader) award(root place, d *Dates) {
	ap := root.get("tender", "awardPeriod")
	opening := r.day(root.get("tender", "bidOpening", "date"))
	if end := r.day(ap.get("endDate")); end != nil {
		end.Note = "as the buyer expects it"
		d.Award = end
	} else {
		opening = earliest(opening, r.day(ap.get("startDate")))
	}
	d.Opening = opening
	var decided *Day
	for _, a := range root.get("awards").items() {
		decided = latest(decided, r.day(a.get("date")))
		d.Assessment = latest(d.Assessment, r.day(a.get("assessmentSummariesDateSent")))
		d.StandstillEnd = latest(d.StandstillEnd, r.day(a.get("standstillPeriod", "endDate")))
		for _, m := range a.get("milestones").items() {
			if r.member(m, "type") == "futureSignatureDate" {
				d.Signature = latest(d.Signature, r.day(m.get("dueDate")))
			}
		}
	}
	if d.StandstillEnd == nil {
		d.StandstillEnd = r.day(root.get("tender", "standstillPeriod", "endDate"))
	}
	for _, c := range root.get("contracts").items() {
		d.Signature = latest(d.Signature, r.day(c.get("dateSigned")))
	}
	if decided != nil {
		d.Award = decided
	}
	if d.Award != nil && d.Deadline != nil && d.Award.Basis == Stated && decided == nil && d.Award.Date < d.Deadline.Date {
		r.lost(place{nil, d.Award.Pointer}, "the award on %s would come before the deadline on %s: it is not used",
			d.Award.Date, d.Deadline.Date)
		d.Award = nil
	}
}

// contractPeriod looks where the portals put it, from the most certain place:
// signed contracts, awards, lots, and the tender as a whole.
func (r *reader) contractPeriod(root place, lots []Lot) period {
	var p period
	for _, c := range root.get("contracts").items() {
		p = p.join(r.period(c.get("period")))
	}
	if p.empty() {
		for _, a := range root.get("awards").items() {
			p = p.join(r.period(a.get("contractPeriod")))
		}
	}
	var ofLots period
	for _, l := range lots {
		ofLots = ofLots.join(period{l.Start, l.End, l.ExtendedEnd, l.Months, l.Days})
	}
	if p.empty() {
		p = ofLots
	}
	if p.empty() {
		p = r.period(root.get("tender", "contractPeriod"))
	}
	if p.extended == nil && ofLots.extended != nil && (p.end == nil || ofLots.extended.Date >= p.end.Date) {
		p.extended = ofLots.extended
	}
	return p
}
