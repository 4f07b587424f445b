package civil

// CountFrom says where a standstill begins to count. The list is closed.
type CountFrom string

const (
	// FromPublication: the day of publication is day 1, if it counts at all.
	FromPublication CountFrom = "publication"
	// FromDayAfter: day 1 is the first that counts after the day of publication.
	FromDayAfter CountFrom = "day-after"
	// FromDayAfterNext: the period begins the day after publication, and day 1
	// is the first that counts after that day.
	FromDayAfterNext CountFrom = "day-after-the-next"
)

// StandstillRule is how long a buyer waits before it may sign.
type StandstillRule struct {
	Days      int  // how many
	Working   bool // working days, else calendar days
	Calendar  CalendarID
	CountFrom CountFrom
	RollEnd   bool // an end on a day off moves to the next working day
}

// Step is one day of a count: Number is 0 for a day that does not count.
type Step struct {
	Date   Date
	Number int
	Why    string // for a day that does not count, or one that moves the end
}

// Standstill gives the last day of the period, to its midnight, and every day of
// the count. The error is Unavailable where the bank holidays of a year that it
// reaches are not known.
func Standstill(r StandstillRule, published Date) (end Date, steps []Step, err error) {
	c, err := Calendar(r.Calendar)
	if err != nil {
		return 0, nil, err
	}
	d := published
	switch r.CountFrom {
	case FromDayAfter:
		d = published + 1
	case FromDayAfterNext:
		steps = append(steps, Step{Date: published + 1, Why: "the period begins"})
		d = published + 2
	}
	for n := 0; n < r.Days; d++ {
		counts := true
		if r.Working {
			if counts, err = c.Working(d); err != nil {
				return 0, nil, err
			}
		}
		if !counts {
			steps = append(steps, Step{Date: d, Why: dayOff(d)})
			continue
		}
		n++
		steps = append(steps, Step{Date: d, Number: n})
		end = d
	}
	if !r.RollEnd {
		return end, steps, nil
	}
	last, err := c.Next(end)
	if err != nil {
		return 0, nil, err
	}
	for d := end + 1; d <= last; d++ {
		steps = append(steps, Step{Date: d, Why: "the last day was not a working day"})
	}
	return last, steps, nil
}

// dayOff says why a day is not a working day.
func dayOff(d Date) string {
	on := HolidaysOn(d)
	for _, id := range []CalendarID{EnglandWales, Scotland, NorthernIreland} {
		if h, ok := on[id]; ok {
			return h.Name
		}
	}
	return d.Weekday().String()
}
