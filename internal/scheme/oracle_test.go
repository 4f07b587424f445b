package scheme_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// The oracle is a second implementation of every date rule. It steps day by day
// over a calendar of its own, and uses nothing of the packages under test but
// their answers, which it compares as text.

// oday is a day of the oracle.
type oday struct{ y, m, d int }

func (o oday) String() string { return fmt.Sprintf("%04d-%02d-%02d", o.y, o.m, o.d) }

func olength(y, m int) int {
	switch {
	case m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

func (o oday) next() oday {
	switch {
	case o.d < olength(o.y, o.m):
		return oday{o.y, o.m, o.d + 1}
	case o.m < 12:
		return oday{o.y, o.m + 1, 1}
	}
	return oday{o.y + 1, 1, 1}
}

func (o oday) prev() oday {
	switch {
	case o.d > 1:
		return oday{o.y, o.m, o.d - 1}
	case o.m > 1:
		return oday{o.y, o.m - 1, olength(o.y, o.m-1)}
	}
	return oday{o.y - 1, 12, 31}
}

func (o oday) days(n int) oday {
	for ; n > 0; n-- {
		o = o.next()
	}
	for ; n < 0; n++ {
		o = o.prev()
	}
	return o
}

// months walks until n months have begun (or ended), then to the anchor's day or
// the end of that month.
func (o oday) months(n int) oday {
	day := o.d
	for ; n > 0; n-- {
		for m := o.m; o.m == m; {
			o = o.next()
		}
	}
	for ; n < 0; n++ {
		for m := o.m; o.m == m; {
			o = o.prev()
		}
	}
	for o.d > day {
		o = o.prev()
	}
	for o.d < day && o.next().m == o.m {
		o = o.next()
	}
	return o
}

func (o oday) endOfYear() oday {
	for y := o.y; o.next().y == y; {
		o = o.next()
	}
	return o
}

func (o oday) before(p oday) bool { return o.String() < p.String() }

func oearlier(a, b oday) oday {
	if b.before(a) {
		return b
	}
	return a
}

// eachDay calls fn for every day of the years, with the day of the week from 0
// for Monday: 1 January 2024 was a Monday.
func eachDay(from, to int, fn func(o oday, weekday int)) {
	w := 0
	for o := (oday{2024, 1, 1}); o.y <= to; o, w = o.next(), (w+1)%7 {
		if o.y >= from {
			fn(o, w)
		}
	}
}

func oparse(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// differ counts differences and shows the first few.
type differ struct {
	t *testing.T
	n int
}

func (d *differ) same(what string, anchor oday, got civil.Date, want oday) {
	if got.String() == want.String() {
		return
	}
	if d.n++; d.n <= 5 {
		d.t.Errorf("%s from %s is %s, the oracle says %s", what, anchor, got, want)
	}
}

func (d *differ) done() {
	if d.n > 5 {
		d.t.Errorf("%d differences in all", d.n)
	}
}

func TestOracleMonths(t *testing.T) {
	t.Parallel()
	diff := &differ{t: t}
	eachDay(2024, 2040, func(o oday, weekday int) {
		d := oparse(t, o.String())
		if (int(d.Weekday())+6)%7 != weekday {
			t.Errorf("%s is a %s", o, d.Weekday())
		}
		for _, n := range []int{1, 3, 6, 12, 24, 36} {
			diff.same(fmt.Sprint(n, " months"), o, d.AddMonths(n), o.months(n))
			diff.same(fmt.Sprint(-n, " months"), o, d.AddMonths(-n), o.months(-n))
			diff.same(fmt.Sprint("last day of ", n), o, civil.LastValidDay(d, n), o.months(n).prev())
		}
	})
	diff.done()
}

func TestOracleManagementSystems(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"iso27001", "iso9001"} {
		s, _ := scheme.Default().Scheme(id)
		diff := &differ{t: t}
		eachDay(2024, 2040, func(o oday, _ int) {
			d := oparse(t, o.String())
			end := o.months(36).prev()
			diff.same("last valid day", o, s.LastValidDay(scheme.Held{Decision: d}).Early, end)
			for _, cycle := range []string{"initial", "recertified"} {
				h := scheme.Held{Cycle: cycle, Decision: d, Expires: oparse(t, end.String()), Suspended: d, Stage2: d}
				want := map[string]oday{
					"sa2": o.months(24).endOfYear(), "recert_book": end.months(-6), "recert_audit": end.months(-3),
					"recert_decision": end, "restore_end": end.months(6), "suspension_max": o.months(6), "stage2_major": o.months(6),
				}
				if cycle == "initial" {
					want["sa1"] = o.months(12)
				} else {
					want["sa1_later"] = o.endOfYear().next().endOfYear()
				}
				diff.events(s, h, o, want)
			}
		})
		diff.done()
	}
}

// events compares the clocks with those of the oracle: none more, none less.
func (d *differ) events(s *scheme.Scheme, h scheme.Held, o oday, want map[string]oday) {
	got := s.Events(h)
	if len(got) != len(want) {
		if d.n++; d.n <= 5 {
			d.t.Errorf("%s from %s: %d events, want %d", s.ID, o, len(got), len(want))
		}
	}
	last := civil.Date(0)
	for _, e := range got {
		w, ok := want[e.ID]
		if !ok || e.Date < last {
			if d.n++; d.n <= 5 {
				d.t.Errorf("%s from %s: %s on %s is not wanted, or not in order", s.ID, o, e.ID, e.Date)
			}
			continue
		}
		last = e.Date
		d.same(s.ID+" "+e.ID, o, e.Date, w)
	}
}

func TestOracleCyberEssentials(t *testing.T) {
	t.Parallel()
	ce, _ := scheme.Default().Scheme("cyber-essentials")
	plus, _ := scheme.Default().Scheme("cyber-essentials-plus")
	diff := &differ{t: t}
	eachDay(2024, 2040, func(o oday, _ int) {
		d := oparse(t, o.String())
		end := o.months(12).prev()
		for i, printed := range []oday{end.prev(), end, end.next(), end.days(10)} {
			h := scheme.Held{Issued: d, Expires: oparse(t, printed.String())}
			r := ce.LastValidDay(h)
			diff.same("the earlier of the printed day", o, r.Early, oearlier(printed, end))
			diff.same("the later of the printed day", o, r.Late, printed)
			if doubt := r.Why != ""; doubt != (i > 1) {
				t.Errorf("%s printed %s: doubt %v", o, printed, doubt)
			}
			diff.events(ce, h, o, map[string]oday{"start_renewal": printed.days(-60), "expire": o.months(12)})
		}
		window := oearlier(o.months(3).prev(), o.days(89))
		diff.events(plus, scheme.Held{Issued: d, CEIssued: d}, o, map[string]oday{
			"must_follow": window, "book": end.days(-90), "expire": o.months(12),
		})
	})
	diff.done()
}

func TestOracleToolkit(t *testing.T) {
	t.Parallel()
	s, _ := scheme.Default().Scheme("dspt")
	diff := &differ{t: t}
	year := 2023 // of the toolkit open on 1 January 2024
	eachDay(2024, 2040, func(o oday, _ int) {
		switch opens := (oday{o.y, 9, 1}); {
		case o.y == 2025 && o == (oday{2025, 9, 18}), o.y != 2025 && o == opens:
			year = o.y
		}
		d := oparse(t, o.String())
		end := oday{year + 2, 6, 30}
		r := s.LastValidDay(scheme.Held{Issued: d})
		diff.same("status", o, r.Early, end)
		if unknown := !r.UnknownAfter.IsZero(); unknown != (end.y > 2027) {
			t.Errorf("published %s, counts to %s: unknown %v", o, end, unknown)
		}
		named := s.LastValidDay(scheme.Held{Issued: d, Edition: fmt.Sprintf("%d-%02d", year, (year+1)%100)})
		diff.same("named status", o, named.Early, end)
	})
	diff.done()
}

func TestOracleRepeatingClocks(t *testing.T) {
	t.Parallel()
	diff := &differ{t: t}
	for _, c := range []struct {
		id, event   string
		step, total int
	}{{"iasme-cyber-assurance-2", "l1_year", 12, 36}, {"pci-dss", "asv", 3, 12}} {
		s, _ := scheme.Default().Scheme(c.id)
		eachDay(2024, 2040, func(o oday, _ int) {
			n := c.step
			for _, e := range s.Events(scheme.Held{Issued: oparse(t, o.String())}) {
				diff.same(c.event, o, e.Date, o.months(n))
				n += c.step
			}
			if n != c.total {
				t.Errorf("%s from %s: %d comings, want %d", c.id, o, n/c.step-1, c.total/c.step-1)
			}
		})
	}
	diff.done()
}

// TestOracleStandstill steps every standstill of the years whose bank holidays
// are known, from the holidays as they stand in the file.
func TestOracleStandstill(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../civil/data/holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	type day struct {
		Date string `json:"date"`
	}
	var doc struct {
		Years []struct {
			EW []day `json:"england_wales"`
			SC []day `json:"scotland"`
			NI []day `json:"northern_ireland"`
		} `json:"years"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	ew, sc, uk := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, y := range doc.Years {
		for _, d := range y.EW {
			ew[d.Date], uk[d.Date] = true, true
		}
		for _, d := range y.SC {
			sc[d.Date], uk[d.Date] = true, true
		}
		for _, d := range y.NI {
			uk[d.Date] = true
		}
	}
	weekday := map[string]int{}
	eachDay(2024, 2029, func(o oday, w int) { weekday[o.String()] = w })
	works := func(o oday, off map[string]bool) bool { return weekday[o.String()] < 5 && !off[o.String()] }
	// walk goes to the n-th working day of those from o on.
	walk := func(o oday, n int, off map[string]bool) oday {
		for {
			if works(o, off) {
				if n--; n == 0 {
					return o
				}
			}
			o = o.next()
		}
	}
	b := scheme.Default()
	diff := &differ{t: t}
	eachDay(2024, 2028, func(o oday, _ int) {
		if o.y == 2028 && o.m == 12 {
			return // runs into a year that is not known
		}
		roll := func(o oday) oday { return walk(o, 1, ew) }
		for _, c := range []struct {
			regime string
			post   bool
			want   oday
		}{
			{"pa2023", false, walk(o, 8, uk)},
			{"psr", false, walk(o.days(2), 8, ew)},
			{"psr-wales", false, walk(o.days(1), 8, ew)},
			{"psr_wales", false, walk(o.days(1), 8, ew)},
			{"pcr2015", false, roll(o.days(10))},
			{"pcr2015", true, roll(o.days(15))},
			{"scotland", false, o.days(10)},
			{"scotland", true, o.days(15)},
		} {
			got, err := b.StandstillEnd(c.regime, oparse(t, o.String()), c.post)
			if err != nil {
				t.Fatalf("%s published %s: %v", c.regime, o, err)
			}
			diff.same(fmt.Sprint(c.regime, " by post ", c.post), o, got.End, c.want)
		}
	})
	diff.done()
	for _, e := range b.Procurement().Examples {
		got, err := b.StandstillEnd(e.Regime, e.Published, false)
		if err != nil || got.End != e.Ends {
			t.Errorf("%s published %s ends on %s, %v; the example says %s", e.Regime, e.Published, got.End, err, e.Ends)
		}
	}
	if n := len(b.Procurement().Examples); n != 5 {
		t.Errorf("%d worked examples, want 5", n)
	}
}
