package bid

import (
	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// KeyDate is one date of a bid, stated or reckoned.
type KeyDate struct {
	Name      string      `json:"name"` // as DayNames
	Day       verdict.Day `json:"day"`
	Estimated bool        `json:"estimated,omitempty"` // reckoned here, not stated
	Note      string      `json:"note,omitempty"`      // where it comes from
	Days      int         `json:"days"`                // from today; negative when past
	// Working counts the working days after today up to and with the day; nil
	// for what is past, or lies in years whose holidays are not known.
	Working *int `json:"workingDays"`
}

// Calendar gives the working days of a nation: where the nation is not known, or
// is the whole of the United Kingdom, a bank holiday of any part counts.
func Calendar(nation string) *civil.WorkingDays {
	id := civil.UKAnyNation
	switch nation {
	case "england", "wales":
		id = civil.EnglandWales
	case "scotland":
		id = civil.Scotland
	case "northern-ireland":
		id = civil.NorthernIreland
	}
	c, _ := civil.Calendar(id) // the four are built in
	return c
}

// maxWorking bounds how far ahead working days are counted, in days.
const maxWorking = 400

// WorkingDays counts the working days after a day up to and with another; false
// when that is past, far off, or the holidays are not known.
func WorkingDays(c *civil.WorkingDays, from, to civil.Date) (int, bool) {
	if to < from || to > from+maxWorking {
		return 0, false
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		ok, err := c.Working(d)
		if err != nil {
			return 0, false
		}
		if ok {
			n++
		}
	}
	return n, true
}

// KeyDates gives the dates of a bid in the order of a procurement, with those
// that can be reckoned: the award from the deadline, the end of the standstill
// from the award.
func (b *Bid) KeyDates(book *scheme.Book, today civil.Date) []KeyDate {
	var out []KeyDate
	cal := Calendar(b.Nation)
	add := func(name string, d verdict.Day, estimated bool, note string) {
		k := KeyDate{Name: name, Day: d, Estimated: estimated, Note: note, Days: today.DaysUntil(d.Date)}
		if n, ok := WorkingDays(cal, today, d.Date); ok {
			k.Working = &n
		}
		out = append(out, k)
	}
	award := b.Dates.Award
	for _, name := range DayNames() {
		if d := b.Day(name); d != nil {
			add(name, *d, false, "")
			continue
		}
		switch name {
		case "award":
			if award = EstimatedAward(book, b); award != nil {
				add(name, *award, true, "not stated: estimated from the deadline")
			}
		case "standstillEnd":
			if d, note, ok := standstill(book, b.Regime, award); ok {
				add(name, d, true, note)
			}
		}
	}
	return out
}

// EstimatedAward gives the award that is to be expected from the deadline; nil
// when it is stated or there is no deadline.
func EstimatedAward(book *scheme.Book, b *Bid) *verdict.Day {
	if b.Dates.Award != nil || b.Dates.Deadline == nil {
		return nil
	}
	r, _, ok := book.EstimateOf("award", "deadline", b.Dates.Deadline.Date)
	if !ok {
		return nil
	}
	return &verdict.Day{Date: r.From, To: r.To, Basis: "estimated"}
}

// standstill reckons the last day of the standstill after an award.
func standstill(book *scheme.Book, regime string, award *verdict.Day) (verdict.Day, string, bool) {
	if award == nil || regime == "" {
		return verdict.Day{}, "", false
	}
	end, err := book.StandstillEnd(regime, award.Date, false)
	if err != nil {
		return verdict.Day{}, "", false
	}
	d := verdict.Day{Date: end.End, Basis: "estimated"}
	if award.To > award.Date {
		last, err := book.StandstillEnd(regime, award.To, false)
		if err != nil {
			return verdict.Day{}, "", false
		}
		d.To = last.End
	}
	return d, "reckoned from the award: " + end.Rule.Text, true
}
