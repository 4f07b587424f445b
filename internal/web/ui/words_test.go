package ui_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

var today = civil.MustParse("2026-11-23")

func TestWords(t *testing.T) {
	t.Parallel()
	d := civil.MustParse
	for _, c := range []struct{ what, got, want string }{
		{"a count of one", ui.Count(1, "bid", "bids"), "1 bid"},
		{"a large count", ui.Count(4182, "record", "records"), "4,182 records"},
		{"a million", ui.Number(1234567), "1,234,567"},
		{"below zero", ui.Number(-1234), "-1,234"},
		{"days left", ui.Left(today, d("2026-12-04")), "11 days"},
		{"one day left", ui.Left(today, d("2026-11-24")), "1 day"},
		{"today", ui.Left(today, today), "today"},
		{"past", ui.Left(today, d("2026-11-20")), "3 days ago"},
		{"no day", ui.Left(today, 0), ""},
		{"in a sentence", ui.InDays(today, d("2026-12-04")), "in 11 days"},
		{"in a sentence, today", ui.InDays(today, today), "today"},
		{"late", ui.Late(today, d("2026-11-20")), "3 days late"},
		{"not late", ui.Late(today, today), ""},
		{"day and month", ui.DayMonth(today, d("2026-12-04")), "Fri 4 Dec"},
		{"far day", ui.DayMonth(today, d("2028-12-04")), "Mon 4 Dec 2028"},
		{"weekday", ui.WeekdayLong(today, d("2026-12-04")), "Friday 4 December"},
		{"one day's range", ui.RangeShort(civil.Day(d("2027-03-12"))), "12 Mar 2027"},
		{"range in a year", ui.RangeLong(civil.Range{From: d("2027-02-15"), To: d("2027-07-31")}), "15 February to 31 July 2027"},
		{"range over years", ui.RangeShort(civil.Range{From: d("2026-12-20"), To: d("2027-01-31")}), "20 Dec 2026 to 31 Jan 2027"},
		{"open range", ui.RangeShort(civil.Range{From: d("2026-12-20")}), "20 Dec 2026"},
		{"millions", ui.Pounds(420_000_000, "GBP"), "£4.2m"},
		{"round millions", ui.Pounds(400_000_000, "GBP"), "£4m"},
		{"never 1000k", ui.Pounds(99_960_000, "GBP"), "£1m"},
		{"thousands", ui.Pounds(85_000_000, "GBP"), "£850k"},
		{"small", ui.Pounds(90_000, "GBP"), "£900"},
		{"another currency", ui.Pounds(130_000_000, "SEK"), "SEK 1.3m"},
		{"no value", ui.Pounds(0, "GBP"), ""},
		{"three words", ui.List("a", "b", "c"), "a, b and c"},
		{"certainty", ui.CertaintyWords("V"), "Verified: read in an official source"},
		{"no certainty", ui.CertaintyWords(""), "Uncertain: sources disagree, or nothing was found"},
		{"state", ui.StateWord(verdict.AtRisk), "At risk"},
		{"no state is Unknown", ui.StateWord(""), "Unknown"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}
