// Package reminder tells people what falls due: one digest a day for each
// person who has something new to be told. Nothing is remembered in memory.
// What is due is reckoned from the records and the day and compared with the
// ledger of what was told, so a day of downtime, a jump of the clock or a
// restart loses nothing and repeats nothing.
package reminder

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// Person is somebody who can be told.
type Person struct {
	ID      string // stable: the ledger is kept by it
	Name    string
	Address string // of e-mail
}

// Line is one thing that a digest tells.
type Line struct {
	Item due.Item
	// Keys go into the ledger: one for each reminder day of the item that has
	// come and that nobody was told of. Days missed in a downtime are told
	// together, once.
	Keys []string
}

// Digest is what one person is told on one day.
type Digest struct {
	Person Person
	Day    civil.Date
	Lines  []Line
}

// Keys gives all keys of the digest.
func (d Digest) Keys() []string {
	var out []string
	for _, l := range d.Lines {
		out = append(out, l.Keys...)
	}
	return out
}

// key names one reminder of one item.
func key(i due.Item, days int) string { return i.Key() + "|" + strconv.Itoa(days) }

// Ledger says what was told, by key, and who had a digest on which day.
type Ledger struct {
	Told    map[string]bool
	Digests map[string]bool // person's id, "|" and day
}

// had says that the person had a digest of the day already.
func (l Ledger) had(p Person, day civil.Date) bool { return l.Digests[p.ID+"|"+day.String()] }

// Plan gives the digests to send on a day: for each person the items of which a
// reminder day has come that is not in the ledger. route says who is told about
// the things of an owner, who may be nobody; false: there is no one to tell, and
// the item waits. Nobody gets a second digest on one day: what comes up later
// waits for the next.
func Plan(items []due.Item, ledger Ledger, today civil.Date, route func(owner string) (Person, bool)) []Digest {
	items = slices.Clone(items)
	due.Sort(items)
	var out []Digest
	at := map[string]int{}
	for _, i := range items {
		var fresh []string
		for _, days := range i.Reached(today) {
			if k := key(i, days); !ledger.Told[k] {
				fresh = append(fresh, k)
			}
		}
		if len(fresh) == 0 {
			continue
		}
		p, ok := route(i.Owner)
		if !ok || ledger.had(p, today) {
			continue
		}
		n, known := at[p.ID]
		if !known {
			n = len(out)
			at[p.ID] = n
			out = append(out, Digest{Person: p, Day: today})
		}
		out[n].Lines = append(out[n].Lines, Line{Item: i, Keys: fresh})
	}
	return out
}

// Message is a digest as words.
type Message struct {
	ID      string // Message-ID: the same each time that it is tried
	To      Person
	Subject string
	Text    string
}

// Compose writes the mail of what is still due of a digest: items is what is
// due now, since something may have been renewed while the mail waited. False:
// nothing is left to tell, and no mail goes out.
func Compose(id string, to Person, keys []string, items []due.Item, base string) (Message, bool) {
	told := map[string]bool{}
	for _, k := range keys {
		told[k[:max(0, strings.LastIndexByte(k, '|'))]] = true
	}
	var still []due.Item
	for _, i := range items {
		if told[i.Key()] {
			still = append(still, i)
		}
	}
	if len(still) == 0 {
		return Message{}, false
	}
	due.Sort(still)
	return Message{ID: id, To: to, Subject: subject(still), Text: body(to, still, base)}, true
}

func subject(items []due.Item) string {
	first := items[0]
	s := fmt.Sprintf("%s: %s", first.Title, due.Count(first.Days))
	switch n := len(items) - 1; {
	case n == 1:
		s += ", and one thing more"
	case n > 1:
		s += fmt.Sprintf(", and %d things more", n)
	}
	return s
}

func body(to Person, items []due.Item, base string) string {
	var b strings.Builder
	if to.Name != "" {
		fmt.Fprintf(&b, "%s,\n\n", to.Name)
	}
	b.WriteString("this falls due:\n")
	for _, i := range items {
		fmt.Fprintf(&b, "\n%s (%s)\n  %s, %s\n", i.Title, i.Ref, i.Date.LongDay(), due.Count(i.Days))
		if i.Why != "" {
			fmt.Fprintf(&b, "  %s\n", i.Why)
		}
		if i.Owner == "" {
			b.WriteString("  It has no owner yet.\n")
		}
		if base != "" && i.Link != "" {
			fmt.Fprintf(&b, "  %s%s\n", strings.TrimSuffix(base, "/"), i.Link)
		}
	}
	b.WriteString("\nEach thing is told once for each of its days. Holdfast\n")
	return b.String()
}
