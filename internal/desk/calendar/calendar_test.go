package calendar_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/desk/calendar"
	"holdfast/internal/due"
)

var today = civil.MustParse("2027-01-06")

func item(ref, step, day string) due.Item {
	d := civil.MustParse(day)
	return due.Item{Ref: ref, Step: step, Date: d, Title: step + " of " + ref, Days: today.DaysUntil(d), Hard: step == "ends"}
}

func TestAgenda(t *testing.T) {
	t.Parallel()
	a := calendar.Of([]due.Item{
		item("CERT-2", "ends", "2027-03-05"), item("CERT-1", "book", "2026-12-18"), item("CERT-3", "ends", "2027-01-06"),
		item("CERT-2", "submit", "2027-03-05"), item("CERT-4", "ends", "2029-01-01"),
	}, today, 12)
	if len(a.Late) != 1 || a.Late[0].Ref != "CERT-1" {
		t.Errorf("late: %v", a.Late)
	}
	if len(a.Months) != 2 || a.Months[0].Name != "January 2027" || a.Months[1].Name != "March 2027" {
		t.Fatalf("months: %v", a.Months)
	}
	if days := a.Months[1].Days; len(days) != 1 || len(days[0].Items) != 2 || days[0].Items[0].Step != "ends" {
		t.Errorf("March: %v (hard things come first)", days)
	}
}

func TestFeedKeepsItsUIDs(t *testing.T) {
	t.Parallel()
	before := calendar.Feed([]due.Item{item("CERT-2", "ends", "2027-03-05")}, "org-7", today)
	after := calendar.Feed([]due.Item{item("CERT-2", "ends", "2027-04-01")}, "org-7", today)
	other := calendar.Feed([]due.Item{item("CERT-2", "ends", "2027-03-05")}, "org-8", today)
	if before[0].UID != after[0].UID || before[0].UID == other[0].UID {
		t.Errorf("UIDs %q, %q, %q", before[0].UID, after[0].UID, other[0].UID)
	}
	if got := calendar.Feed([]due.Item{item("CERT-1", "book", "2026-10-01")}, "org-7", today); len(got) != 0 {
		t.Errorf("the feed goes back to %v", got)
	}
	if len(before[0].Alarms) == 0 {
		t.Error("a hard date rings")
	}
}
