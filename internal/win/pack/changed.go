package pack

import (
	"slices"
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/win/bid"
)

// Change is an item that is not as it was built.
type Change struct{ Label, Says string }

// Changed compares what a pack was built of with how its items are now.
func Changed(p *Pack, lines []Line) []Change {
	if p.Built == nil {
		return nil
	}
	var out []Change
	for _, b := range p.Built.Items {
		i := slices.IndexFunc(lines, func(l Line) bool { return l.Key() == b.Key })
		switch {
		case i < 0 || !lines[i].Chosen:
			out = append(out, Change{b.Label, "It is no longer chosen."})
		case lines[i].Content.Hash() != b.Hash:
			says := "Its content has changed."
			if now := lines[i].Note; now != b.Note && b.Note != "" && now != "" {
				says = "It was “" + b.Note + "” and is “" + now + "”."
			}
			out = append(out, Change{b.Label, says})
		case !lines[i].Usable():
			out = append(out, Change{b.Label, "It is no longer ready: " + lines[i].Why + "."})
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.Chosen && l.Usable() && !slices.ContainsFunc(p.Built.Items, func(b BuiltItem) bool { return b.Key == l.Key() }) {
			out = append(out, Change{l.Label, "It is ready now, and was not in the pack."})
		}
	}
	return out
}

// Tally counts the chosen items and those that are ready.
func Tally(lines []Line) (ready, chosen int) {
	for i := range lines {
		if lines[i].Chosen {
			chosen++
			if lines[i].State == Ready {
				ready++
			}
		}
	}
	return ready, chosen
}

// Headline says how far a pack is: "5 of 9 ready · due 12 January, noon".
func Headline(lines []Line, b *bid.Bid, today civil.Date) string {
	ready, chosen := Tally(lines)
	out := "nothing chosen yet"
	if chosen > 0 {
		out = strconv.Itoa(ready) + " of " + strconv.Itoa(chosen) + " ready"
	}
	d := b.Dates.Deadline
	if d == nil {
		return out
	}
	out += " · due " + dayMonth(today, d.Date)
	switch clock := b.Sources["deadline"].Time; clock {
	case "":
	case "12:00":
		out += ", noon"
	default:
		out += ", " + clock
	}
	return out
}

// dayMonth leaves the year out where it goes without saying.
func dayMonth(today, day civil.Date) string {
	_, m, d := day.Split()
	out := strconv.Itoa(d) + " " + m.String()
	if n := today.DaysUntil(day); n < -180 || n > 300 {
		out += " " + strconv.Itoa(day.Year())
	}
	return out
}
