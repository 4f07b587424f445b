package reminder_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/due"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

func to(owner string) (reminder.Person, bool) {
	if owner == "" {
		owner = "the manager"
	}
	return reminder.Person{ID: owner, Name: owner, Address: strings.ReplaceAll(owner, " ", ".") + "@example.org"}, true
}

// book keeps what was told, as the database does.
type book struct {
	reminder.Ledger
	times map[string]int // how often each key was told
	mails int
}

func newBook() *book {
	return &book{Ledger: reminder.Ledger{Told: map[string]bool{}, Digests: map[string]bool{}}, times: map[string]int{}}
}

// run makes one run of the reminders and commits it.
func (b *book) run(items []due.Item, today civil.Date) []reminder.Digest {
	out := reminder.Plan(items, b.Ledger, today, to)
	for _, d := range out {
		b.mails++
		b.Digests[d.Person.ID+"|"+d.Day.String()] = true
		for _, k := range d.Keys() {
			b.Told[k] = true
			b.times[k]++
		}
	}
	return out
}

// Every day of 2026 to 2030 with a certificate of each scheme: the days on
// which something is told are those that an oracle finds by looking at each day
// alone, and each is told once.
func TestEveryDayOfEveryScheme(t *testing.T) {
	t.Parallel()
	first, last := civil.Of(2026, time.January, 1), civil.Of(2030, time.December, 31)
	for _, s := range scheme.Default().Schemes() {
		begin := civil.Of(2026, time.February, 28)
		certs := []certificate.Numbered{{Number: "CERT-1", Certificate: certificate.Certificate{Scheme: s.ID, Issued: begin, Decision: begin}}}
		b := newBook()
		told := map[string]civil.Date{}
		for today := first; today <= last; today++ {
			for _, d := range b.run(certificate.Due(scheme.Default(), certs, today), today) {
				for _, k := range d.Keys() {
					told[k] = today
				}
			}
		}
		for k, n := range b.times {
			if n != 1 {
				t.Fatalf("%s: %s was told %d times", s.ID, k, n)
			}
		}
		end := certs[0].Acts(s, begin)
		if end == nil {
			continue
		}
		// The oracle: for each reminder day of the end, walk to it from the first
		// day; a certificate is known from the day it begins.
		for _, days := range s.ReminderDays {
			left := -1
			for day := first; day <= last; day++ {
				if day < begin {
					continue
				}
				if left = int(end[2].Date) - int(day); left <= days {
					k := fmt.Sprintf("CERT-1|ends|%s|%d", end[2].Date, days)
					if told[k] != day {
						t.Fatalf("%s: %d days before its end was told on %s, the oracle says %s", s.ID, days, told[k], day)
					}
					break
				}
			}
		}
	}
}

// Whatever the runs miss, however the clock jumps and whoever restarts: every
// reminder whose day came on a day of a run, or before it, is told exactly once,
// and nobody has two digests of one day.
func TestDowntimeJumpsAndRestarts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := civil.Of(2026, time.June, 1)
		var items []due.Item
		for n := range rapid.IntRange(1, 6).Draw(t, "items") {
			items = append(items, due.Item{
				Ref: fmt.Sprintf("CERT-%d", n), Step: "ends", Date: start.AddDays(rapid.IntRange(-100, 500).Draw(t, "date")),
				Owner: rapid.SampledFrom([]string{"", "Priya Nair", "Owen Price"}).Draw(t, "owner"), Remind: []int{90, 30, 7, 1, 0},
			})
		}
		b := newBook()
		day := start
		ran := map[civil.Date]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "runs") {
			day = day.AddDays(rapid.SampledFrom([]int{0, 0, 1, 1, 1, 2, 9, 45, -1, -400, 400, -3650, 3650}).Draw(t, "jump"))
			b.run(items, day)
			ran[day] = true
		}
		// A last quiet day, so that what waited for its turn has come.
		day = max(day, start).AddDays(4000)
		b.run(items, day)
		for _, i := range items {
			for _, days := range i.Remind {
				k := fmt.Sprintf("%s|%s|%s|%d", i.Ref, i.Step, i.Date, days)
				if b.times[k] != 1 {
					t.Fatalf("%s was told %d times", k, b.times[k])
				}
			}
		}
	})
}

func TestPlan(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2027-01-06")
	item := func(ref, owner string, in int) due.Item {
		return due.Item{Ref: ref, Step: "ends", Title: ref + " ends", Date: today.AddDays(in), Days: in, Owner: owner, Remind: []int{30, 14, 7}}
	}
	b := newBook()
	items := []due.Item{item("CERT-1", "Priya Nair", 12), item("CERT-2", "", 30), item("CERT-3", "Priya Nair", 31), item("CERT-4", "Priya Nair", 3)}
	got := b.run(items, today)
	if len(got) != 2 || got[0].Person.Name != "Priya Nair" || len(got[0].Lines) != 2 || got[0].Lines[0].Item.Ref != "CERT-4" || got[1].Person.Name != "the manager" {
		t.Fatalf("planned %+v", got)
	}
	if len(got[0].Lines[0].Keys) != 3 {
		t.Errorf("what was missed is told together: %v", got[0].Lines[0].Keys)
	}
	if again := b.run(append(items, item("CERT-5", "Priya Nair", 2)), today); len(again) != 0 {
		t.Errorf("a second digest on one day: %+v", again)
	}
	if next := b.run(append(items, item("CERT-5", "Priya Nair", 2)), today+1); len(next) != 1 || next[0].Lines[len(next[0].Lines)-1].Item.Ref == "CERT-4" {
		t.Errorf("the day after: %+v", next)
	}
	nobody := reminder.Plan(items, newBook().Ledger, today, func(string) (reminder.Person, bool) { return reminder.Person{}, false })
	if len(nobody) != 0 {
		t.Errorf("told nobody: %+v", nobody)
	}
}

func TestCompose(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2027-01-06")
	p, _ := to("Priya Nair")
	items := []due.Item{
		{Ref: "CERT-3", Step: "ends", Title: "CE Plus ends", Why: "The last day it counts.", Date: today.AddDays(12), Days: 12, Link: "/certificates/CERT-3"},
		{Ref: "CERT-4", Step: "ends", Title: "DSPT ends", Date: today.AddDays(40), Days: 40},
	}
	keys := []string{"CERT-3|ends|2027-01-18|14", "CERT-1|ends|2027-01-10|7"}
	m, ok := reminder.Compose("id", p, keys, items, "http://127.0.0.1:8417/")
	if !ok || m.Subject != "CE Plus ends: in 12 days" || m.ID != "id" {
		t.Fatalf("%v %+v", ok, m)
	}
	for _, want := range []string{"Priya Nair,", "Monday 18 January 2027, in 12 days", "The last day it counts.", "It has no owner yet.", "http://127.0.0.1:8417/certificates/CERT-3"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q lacks %q", m.Text, want)
		}
	}
	if strings.Contains(m.Text, "DSPT") {
		t.Error("something else is told too")
	}
	if _, ok := reminder.Compose("id", p, keys, items[1:], ""); ok {
		t.Error("renewed before the mail went out: there is nothing to tell, yet a mail")
	}
}
