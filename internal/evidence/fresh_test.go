package evidence_test

import (
	"testing"
	"testing/quick"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
)

var (
	day   = civil.MustParse
	order = map[evidence.Freshness]int{evidence.Missing: 0, evidence.Fresh: 1, evidence.Ageing: 2, evidence.Stale: 3}
)

func TestFreshOn(t *testing.T) {
	t.Parallel()
	item := func(collected, until string, every int64) evidence.Evidence {
		e := evidence.Evidence{CollectEvery: every}
		if collected != "" {
			e.Collected = day(collected)
		}
		if until != "" {
			e.ValidUntil = day(until)
		}
		return e
	}
	for _, c := range []struct {
		name string
		e    evidence.Evidence
		on   map[string]evidence.Freshness
	}{
		{"a quarter of 100 days, both bounds", item("2026-01-01", "", 100), map[string]evidence.Freshness{
			"2025-12-31": evidence.Missing, "2026-01-01": evidence.Fresh, // ends 11 April
			"2026-03-17": evidence.Fresh, "2026-03-18": evidence.Ageing, "2026-04-11": evidence.Ageing, "2026-04-12": evidence.Stale,
		}},
		{"a fortnight at the least", item("2026-01-01", "", 30), map[string]evidence.Freshness{
			"2026-01-17": evidence.Fresh, "2026-01-18": evidence.Ageing, "2026-01-31": evidence.Ageing, "2026-02-01": evidence.Stale,
		}},
		{"a week ages at once", item("2026-01-01", "", 7), map[string]evidence.Freshness{
			"2026-01-01": evidence.Ageing, "2026-01-08": evidence.Ageing, "2026-01-09": evidence.Stale,
		}},
		{"it says itself until when", item("2026-01-01", "2026-02-28", 0), map[string]evidence.Freshness{
			"2026-02-14": evidence.Fresh, "2026-02-15": evidence.Ageing, "2026-02-28": evidence.Ageing, "2026-03-01": evidence.Stale,
		}},
		{"the earlier of both: until", item("2026-01-01", "2026-01-20", 365), map[string]evidence.Freshness{"2026-01-20": evidence.Ageing, "2026-01-21": evidence.Stale}},
		{"the earlier of both: interval", item("2026-01-01", "2030-01-01", 30), map[string]evidence.Freshness{"2026-01-31": evidence.Ageing, "2026-02-01": evidence.Stale}},
		{"nothing said: a year", item("2026-01-01", "", 0), map[string]evidence.Freshness{
			"2026-10-02": evidence.Fresh, "2026-10-03": evidence.Ageing, "2027-01-01": evidence.Ageing, "2027-01-02": evidence.Stale,
		}},
		{"good for one day", item("2026-01-01", "2026-01-01", 0), map[string]evidence.Freshness{"2026-01-01": evidence.Ageing, "2026-01-02": evidence.Stale}},
		{"never collected", item("", "2030-01-01", 90), map[string]evidence.Freshness{"2026-01-01": evidence.Missing, "2031-01-01": evidence.Missing}},
		{"a file that never came", evidence.Evidence{Type: evidence.File, Collected: day("2026-01-01")}, map[string]evidence.Freshness{"2026-01-02": evidence.Missing}},
		{"a file", evidence.Evidence{Type: evidence.File, File: "ab", Collected: day("2026-01-01")}, map[string]evidence.Freshness{"2026-01-02": evidence.Fresh}},
		{"over before it was collected", item("2026-01-10", "2026-01-01", 0), map[string]evidence.Freshness{"2026-01-05": evidence.Missing, "2026-01-10": evidence.Stale}},
	} {
		for on, want := range c.on {
			if got := evidence.FreshOn(c.e, day(on)); got != want {
				t.Errorf("%s: on %s %s, want %s", c.name, on, got, want)
			}
		}
	}
}

// TestFreshnessOnlyFalls walks any item day by day: it comes into being, ages
// for at least a fortnight (or its whole life), goes stale the day after it
// ends, and never gets better by itself.
func TestFreshnessOnlyFalls(t *testing.T) {
	t.Parallel()
	f := func(start uint16, every, until uint16, hasEvery, hasUntil bool) bool {
		e := evidence.Evidence{Collected: day("2024-01-01").AddDays(int(start % 2000))}
		if hasEvery {
			e.CollectEvery = int64(every%800) + 1
		}
		if hasUntil {
			e.ValidUntil = e.Collected.AddDays(int(until % 800))
		}
		end, count, last := evidence.Ends(e), map[evidence.Freshness]int{}, 0
		for d := e.Collected - 3; d <= end+3; d++ {
			got := evidence.FreshOn(e, d)
			count[got]++
			if order[got] < last {
				t.Logf("%+v gets better on %s: %s", e, d, got)
				return false
			}
			last = order[got]
			if (got == evidence.Stale) != (d > end) || got.Holds() != (d >= e.Collected && d <= end) {
				t.Logf("%+v on %s: %s, ends %s", e, d, got, end)
				return false
			}
		}
		life := e.Collected.DaysUntil(end) + 1
		want := min(life, max(evidence.AgeingDays, (life-1)/4))
		if count[evidence.Ageing] != want || count[evidence.Fresh] != life-want {
			t.Logf("%+v lives %d days, %v", e, life, count)
			return false
		}
		return true
	}
	if err := quick.Check(f, &quick.Config{MaxCount: 300}); err != nil {
		t.Error(err)
	}
}

func TestBest(t *testing.T) {
	t.Parallel()
	today := day("2026-06-01")
	fresh := evidence.Evidence{Collected: today - 1, CollectEvery: 365}
	ageing := evidence.Evidence{Collected: today - 80, CollectEvery: 90}
	stale := evidence.Evidence{Collected: today - 100, CollectEvery: 90}
	later := evidence.Evidence{Collected: today + 1}
	followed := fresh
	followed.SupersededBy = "EV-9"
	for _, c := range []struct {
		all  []evidence.Evidence
		want evidence.Freshness
	}{
		{nil, evidence.Missing},
		{[]evidence.Evidence{later}, evidence.Missing},
		{[]evidence.Evidence{stale}, evidence.Stale},
		{[]evidence.Evidence{stale, ageing}, evidence.Ageing},
		{[]evidence.Evidence{ageing, fresh, stale}, evidence.Fresh},
		{[]evidence.Evidence{followed}, evidence.Missing},
		{[]evidence.Evidence{followed, stale}, evidence.Stale},
	} {
		if got := evidence.Best(c.all, today); got != c.want {
			t.Errorf("best of %+v: %s, want %s", c.all, got, c.want)
		}
	}
}
