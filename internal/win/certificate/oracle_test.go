package certificate_test

import (
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// day is the oracle's own calendar: it knows one day and how to step to the
// next or the last, and shares no code with civil.
type day struct{ y, m, d int }

func (a day) length() int {
	switch a.m {
	case 2:
		if a.y%400 == 0 || (a.y%4 == 0 && a.y%100 != 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func (a day) next() day {
	if a.d < a.length() {
		return day{a.y, a.m, a.d + 1}
	}
	if a.m < 12 {
		return day{a.y, a.m + 1, 1}
	}
	return day{a.y + 1, 1, 1}
}

func (a day) prev() day {
	switch {
	case a.d > 1:
		return day{a.y, a.m, a.d - 1}
	case a.m > 1:
		b := day{a.y, a.m - 1, 1}
		return day{b.y, b.m, b.length()}
	}
	return day{a.y - 1, 12, 31}
}

// step walks n days, back for a negative n.
func (a day) step(n int) day {
	for ; n > 0; n-- {
		a = a.next()
	}
	for ; n < 0; n++ {
		a = a.prev()
	}
	return a
}

// months walks day by day into the month that lies n further (or back), then to
// the same day of the month or the last there is.
func (a day) months(n int) day {
	b := day{a.y, a.m, 1}
	for ; n > 0; n-- {
		for m := b.m; b.m == m; {
			b = b.next()
		}
	}
	for ; n < 0; n++ {
		b = b.prev()
		for b.d > 1 {
			b = b.prev()
		}
	}
	for b.d < a.d && b.d < b.length() {
		b = b.next()
	}
	return b
}

func (a day) date() civil.Date { return civil.Of(a.y, time.Month(a.m), a.d) }

func (a day) before(b day) bool {
	return a.y < b.y || (a.y == b.y && (a.m < b.m || (a.m == b.m && a.d < b.d)))
}

// Every day of 2026 to 2030 as the day on which a certificate of each scheme
// begins: the three act-by days equal those of the oracle.
func TestActByAgainstOracle(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	checked := 0
	for _, s := range book.Schemes() {
		lead := s.Lead.Renew
		for start := (day{2026, 1, 1}); start.y <= 2030; start = start.next() {
			c := certificate.Certificate{Scheme: s.ID, Holder: "Fenmoor Digital Ltd", Issued: start.date(), Decision: start.date()}
			acts := c.Acts(s, start.date())
			var last day
			switch {
			case s.Term == scheme.TermMonths:
				months := s.ValidityMonths
				if s.Shorter != nil {
					months = s.Shorter.Months
				}
				last = start.months(months).prev()
			case s.ID == "dspt":
				// A version is published from its opening to the next one's: on
				// 1 September by the pattern, the versions of 2025-26 and 2026-27
				// as published. Its status counts to the 30 June after next.
				first := start.y
				if start.before(day{start.y, 9, 1}) {
					first--
				}
				last = day{first + 2, 6, 30}
			default:
				if acts != nil {
					t.Fatalf("%s has no end, yet it is to be renewed by %v", s.ID, acts)
				}
				continue
			}
			book, submit := last.step(-lead.Max), last.step(-lead.Typical)
			switch {
			case s.RestoreMonths > 0:
				book, submit = last.months(-6), last.months(-3)
			case s.ID == "cyber-essentials":
				book = last.step(-60)
			case s.ID == "cyber-essentials-plus":
				book = last.step(-90)
			}
			if submit.before(book) {
				book = submit
			}
			if len(acts) != 3 {
				t.Fatalf("%s from %v: %d act-by days", s.ID, start, len(acts))
			}
			for i, want := range []day{book, submit, last} {
				if acts[i].Date != want.date() {
					t.Fatalf("%s from %v: %s is %s, the oracle says %v", s.ID, start, acts[i].ID, acts[i].Date, want)
				}
			}
			checked++
		}
	}
	t.Logf("%d certificates", checked)
}

// Whatever the day on which a renewal is started, no task of it is in the past,
// the days never go back, every task has an owner, and what should have been
// done before says so.
func TestRenewalOnEveryDay(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for _, s := range book.Schemes() {
		c := certificate.Numbered{Number: "CERT-7", Certificate: certificate.Certificate{
			Scheme: s.ID, Issued: civil.Of(2027, time.February, 28), Decision: civil.Of(2027, time.February, 28), Owner: "Priya Nair",
		}}
		if s.Term == scheme.TermNone {
			if plan := certificate.StartRenewal(c, s, civil.Of(2027, time.March, 1), ""); plan != nil {
				t.Errorf("%s has no end, yet a plan", s.ID)
			}
			continue
		}
		for today := civil.Of(2026, time.January, 1); today <= civil.Of(2030, time.December, 31); today++ {
			plan := certificate.StartRenewal(c, s, today, "")
			last := c.Acts(s, today)[2].Date
			if len(plan) < 3 {
				t.Fatalf("%s: %d tasks", s.ID, len(plan))
			}
			floor := today
			for _, task := range plan {
				if task.Due < floor {
					t.Fatalf("%s on %s: %q is due on %s, before %s", s.ID, today, task.Title, task.Due, floor)
				}
				floor = task.Due
				if task.Owner != "Priya Nair" || task.Title == "" || task.Step == "" || task.About != "CERT-7" {
					t.Fatalf("%s: %+v", s.ID, task)
				}
				if task.Late != (task.Note != "" && task.Note[:4] == "Late") {
					t.Fatalf("%s on %s: %q is late without a word, or not late with one: %q", s.ID, today, task.Title, task.Note)
				}
			}
			end := plan[len(plan)-1]
			reached := today.AddDays(s.Lead.Renew.Min) <= last
			if reached == end.Late && !(s.RestoreMonths > 0 && today >= last-1) {
				t.Fatalf("%s on %s: ends %s, shortest %d days, yet late is %v", s.ID, today, last, s.Lead.Renew.Min, end.Late)
			}
			if end.Due > last && !end.Late {
				t.Fatalf("%s on %s: the plan ends on %s, after %s, and does not say so", s.ID, today, end.Due, last)
			}
		}
	}
}
