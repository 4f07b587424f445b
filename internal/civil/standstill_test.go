package civil_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

func TestStandstillShowsItsCount(t *testing.T) {
	t.Parallel()
	end, steps, err := civil.Standstill(civil.StandstillRule{
		Days: 8, Working: true, Calendar: civil.UKAnyNation, CountFrom: civil.FromPublication,
	}, civil.MustParse("2026-11-23"))
	if err != nil {
		t.Fatal(err)
	}
	if end.String() != "2026-12-03" {
		t.Errorf("ends on %s, want 2026-12-03", end)
	}
	if steps[0].Number != 1 || steps[0].Date != civil.MustParse("2026-11-23") {
		t.Errorf("day 1 is %+v, want the day of publication", steps[0])
	}
	number := 0
	for _, s := range steps {
		if s.Number > 0 {
			number++
			if s.Number != number {
				t.Errorf("%s is day %d, want %d", s.Date, s.Number, number)
			}
			continue
		}
		if want := map[string]string{"2026-11-28": "Saturday", "2026-11-29": "Sunday", "2026-11-30": "St Andrew's Day"}[s.Date.String()]; s.Why != want {
			t.Errorf("%s does not count because of %q, want %q", s.Date, s.Why, want)
		}
	}
	if number != 8 || len(steps) != 11 {
		t.Errorf("%d days of %d count", number, len(steps))
	}
}

func TestStandstillMovesOffADayOff(t *testing.T) {
	t.Parallel()
	rule := civil.StandstillRule{Days: 10, Calendar: civil.EnglandWales, CountFrom: civil.FromDayAfter}
	sent := civil.MustParse("2026-12-15") // ten days later is Christmas Day
	if end, _, err := civil.Standstill(rule, sent); err != nil || end.String() != "2026-12-25" {
		t.Errorf("without moving it ends on %s, %v", end, err)
	}
	rule.RollEnd = true
	if end, _, err := civil.Standstill(rule, sent); err != nil || end.String() != "2026-12-29" {
		t.Errorf("moved it ends on %s, %v; want 2026-12-29", end, err)
	}
}

func TestStandstillIntoAnUnknownYear(t *testing.T) {
	t.Parallel()
	rule := civil.StandstillRule{Days: 8, Working: true, Calendar: civil.UKAnyNation, CountFrom: civil.FromPublication}
	if _, _, err := civil.Standstill(rule, civil.MustParse("2028-12-27")); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("says %v, want that the year is not known", err)
	}
}
