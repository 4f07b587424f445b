package evidence

import "holdfast/internal/civil"

// Freshness says how far evidence can still be relied on, on a day.
type Freshness string

// From the best to the worst.
const (
	Fresh   Freshness = "fresh"
	Ageing  Freshness = "ageing"
	Stale   Freshness = "stale"
	Missing Freshness = "missing"
)

const (
	// DefaultEvery is how long an item without any end of its own is good, in
	// days: audits of a management system are a year apart, and nothing that is
	// never looked at again stays evidence. Product default.
	DefaultEvery = 365
	// AgeingDays is the shortest time for which an item ages before it goes
	// stale: what is to be collected again needs a fortnight. Product default.
	AgeingDays = 14
)

// Label says it in a word.
func (f Freshness) Label() string {
	switch f {
	case Fresh:
		return "Fresh"
	case Ageing:
		return "Ageing"
	case Stale:
		return "Stale"
	}
	return "Missing"
}

// Holds says that evidence of this freshness can be shown to an auditor.
func (f Freshness) Holds() bool { return f == Fresh || f == Ageing }

// rank orders them, the best first.
func (f Freshness) rank() int {
	switch f {
	case Fresh:
		return 0
	case Ageing:
		return 1
	case Stale:
		return 2
	}
	return 3
}

// Level is how many of the three bars of its sign are filled: none for Missing.
func (f Freshness) Level() int { return 3 - f.rank() }

// Ends gives the last day on which an item is not stale: the earlier of
// ValidUntil and the day CollectEvery days after Collected, and DefaultEvery
// days after it when neither is said. No date for an item that says no day of
// collection.
func Ends(e Evidence) civil.Date {
	if e.Collected.IsZero() {
		return 0
	}
	end := e.ValidUntil
	if e.CollectEvery > 0 {
		if by := e.Collected.AddDays(int(e.CollectEvery)); end.IsZero() || by < end {
			end = by
		}
	}
	if end.IsZero() {
		end = e.Collected.AddDays(DefaultEvery)
	}
	return end
}

// Ages gives the first day on which an item is ageing: the last quarter of its
// life, rounded down to whole days and AgeingDays at the least, its last day
// included. An item that lives no longer than that ages from the day on which
// it is collected.
func Ages(e Evidence) civil.Date {
	end := Ends(e)
	if end.IsZero() {
		return 0
	}
	return max(e.Collected, end-civil.Date(max(AgeingDays, e.Collected.DaysUntil(end)/4))+1)
}

// FreshOn says how fresh an item is on a day. All bounds are included:
//
//	before Collected, or without it,  Missing: it shows nothing yet
//	or a file that was never stored
//	from Collected to before Ages     Fresh
//	from Ages to Ends                 Ageing
//	after Ends                        Stale
//
// An item that says it was valid until before it was collected was never any
// other than stale. Whether another has superseded it makes no difference.
func FreshOn(e Evidence, today civil.Date) Freshness {
	switch {
	case e.Collected.IsZero() || today < e.Collected || e.Type == File && e.File == "":
		return Missing
	case today > Ends(e):
		return Stale
	case today >= Ages(e):
		return Ageing
	}
	return Fresh
}

// Best gives the freshness of the best of several items on a day: that of what
// they evidence. Missing when there is none. Items that another has superseded
// do not count: the newer collection speaks.
func Best(all []Evidence, today civil.Date) Freshness {
	best := Missing
	for _, e := range all {
		if e.SupersededBy != "" {
			continue
		}
		if f := FreshOn(e, today); f.rank() < best.rank() {
			best = f
		}
	}
	return best
}
