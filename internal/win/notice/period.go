package notice

// period is a contract period as the portals state it.
type period struct {
	start, end, extended *Day
	months, days         int
}

// period reads one. The portals turn months into days by 30 (434 of 434 periods
// looked at are such multiples), so that 1440 days is 48 months; a number of
// days that is no multiple stays days.
func (r *reader) period(p place) period {
	if !p.there() {
		return period{}
	}
	out := period{
		start:    r.day(p.get("startDate")),
		end:      r.day(p.get("endDate")),
		extended: r.day(p.get("maxExtentDate")),
	}
	if m, ok := r.whole(p.get("durationInMonths")); ok {
		out.months = m
	} else if d, ok := r.whole(p.get("durationInDays")); ok {
		if d >= 30 && d%30 == 0 {
			out.months = d / 30
		} else {
			out.days = d
		}
	}
	const tooLong = 100 * 12 // months
	if out.months > tooLong || out.days > tooLong*30 {
		r.lost(p, "a duration of over 100 years is not used")
		out.months, out.days = 0, 0
	}
	if out.start != nil && out.end != nil && out.end.Date < out.start.Date {
		r.lost(p, "the contract ends on %s, before it starts on %s: neither is used", out.end.Date, out.start.Date)
		out.start, out.end = nil, nil
	}
	if out.end == nil && out.start != nil && (out.months > 0 || out.days > 0) {
		out.end = &Day{
			Date: lastDay(out.start.Date, out.months, out.days), Basis: out.start.Basis,
			Pointer: p.ptr, Note: "reckoned from the start and the duration",
		}
	}
	if out.extended != nil && out.end != nil && out.extended.Date < out.end.Date {
		r.lost(p.get("maxExtentDate"), "the latest end lies before the end and is not used")
		out.extended = nil
	}
	return out
}

// join widens a period by another: the earliest start, the latest end.
func (a period) join(b period) period {
	a.start = earliest(a.start, b.start)
	a.end = latest(a.end, b.end)
	a.extended = latest(a.extended, b.extended)
	a.months = max(a.months, b.months)
	a.days = max(a.days, b.days)
	return a
}

func (a period) empty() bool { return a == period{} }
