// Package work is the board of what one person has to do: what waits for their
// word, and what is due of them, by day, across all registers. It is pure.
package work

import (
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/due"
)

const (
	// Soon is how many days ahead the first sentence counts, Ahead how many the
	// board lists.
	Soon  = 7
	Ahead = 60
)

// Board is one person's work on one day.
type Board struct {
	Today civil.Date
	Waits []due.Item // for their word, the earliest first
	Late  []due.Item
	Days  []Day // from today, up to Ahead days from it
	Later int   // due of them after that
	Next  *due.Item
}

// Day is what is due on one day.
type Day struct {
	Date  civil.Date
	Items []due.Item
}

// Build makes the board of a person from everything that falls due.
func Build(items []due.Item, person string, today civil.Date) Board {
	b := Board{Today: today}
	mine := due.By(items, person)
	due.Sort(mine)
	for _, it := range mine {
		switch {
		case it.Waits():
			b.Waits = append(b.Waits, it)
			continue
		case it.Date < today:
			b.Late = append(b.Late, it)
			continue
		case b.Next == nil:
			b.Next = &it
		}
		if today.DaysUntil(it.Date) > Ahead {
			b.Later++
			continue
		}
		if n := len(b.Days); n == 0 || b.Days[n-1].Date != it.Date {
			b.Days = append(b.Days, Day{Date: it.Date})
		}
		d := &b.Days[len(b.Days)-1]
		d.Items = append(d.Items, it)
	}
	return b
}

// Now counts what is late or due within Soon days.
func (b Board) Now() int {
	n := len(b.Late)
	for _, d := range b.Days {
		if b.Today.DaysUntil(d.Date) <= Soon {
			n += len(d.Items)
		}
	}
	return n
}

// Sentence says what the page is about, with figures, and what comes next.
func (b Board) Sentence() (fact, then string) {
	now, waits := b.Now(), len(b.Waits)
	switch {
	case now > 0:
		fact = count(now, "thing is", "things are") + " due of you by " + b.Today.AddDays(Soon).LongDay()
		if late := len(b.Late); late == now && late == 1 {
			fact = "1 thing is due of you, and late"
		} else if late == now {
			fact = count(now, "thing is", "things are") + " due of you, all of them late"
		} else if late > 0 {
			fact += ", " + strconv.Itoa(late) + " of them late"
		}
		fact += "."
	case waits == 0:
		fact = "Nothing is due of you."
	}
	if waits > 0 {
		word := count(waits, "thing waits", "things wait") + " for your word."
		if fact == "" {
			fact = word
		} else {
			then = word
		}
	}
	if now == 0 && b.Next != nil {
		next := "Next: " + b.Next.Title + ", " + due.Count(b.Next.Days) + "."
		if then != "" {
			then += " "
		}
		then += next
	}
	if now == 0 && waits == 0 && b.Next == nil {
		then = "What falls due of you, or waits for your word, will stand here."
	}
	return fact, then
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
