package bid_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/money"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
)

func TestLive(t *testing.T) {
	t.Parallel()
	ended, over, open := *day("2027-01-05"), *day("2027-01-06"), *day("2027-01-01/2027-01-06")
	for _, tt := range []struct {
		stage         string
		end, extended *verdict.Day
		want          bool
	}{
		{bid.Considering, nil, nil, true},
		{bid.Preparing, &ended, nil, true},
		{bid.Submitted, &ended, &ended, true},
		{bid.Lost, nil, nil, false},
		{bid.Withdrawn, nil, nil, false},
		{bid.NoBid, nil, nil, false},
		{bid.Won, nil, nil, true},
		{bid.Won, &ended, nil, false},
		{bid.Won, &over, nil, true}, // the last day still counts
		{bid.Won, &ended, &over, true},
		{bid.Won, &over, &ended, false}, // the extended end is the end
		{bid.Won, &open, nil, true},     // an estimate ends with its last day
		{bid.Won, &verdict.Day{}, nil, true},
	} {
		b := bid.Bid{Stage: tt.stage, Dates: verdict.Dates{End: tt.end, ExtendedEnd: tt.extended}}
		if got := b.Live(today); got != tt.want {
			t.Errorf("%s, end %v, extended %v: live %v", tt.stage, tt.end, tt.extended, got)
		}
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	b := bid.Bid{Dates: verdict.Dates{Deadline: day("2027-01-05"), Award: day("2027-03-12"), StandstillEnd: day("2027-03-12"), Start: day("2027-02-01"), End: &verdict.Day{}}}
	for on, want := range map[string]string{
		"2027-01-01": "deadline 2027-01-05", "2027-01-05": "deadline 2027-01-05", "2027-01-06": "start 2027-02-01",
		"2027-02-02": "award 2027-03-12", "2027-03-13": " ",
	} {
		name, d := b.Next(civil.MustParse(on))
		if got := name + " " + d.String(); got != want {
			t.Errorf("on %s: %q, want %q", on, got, want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	var b bid.Bid
	for _, name := range bid.DayNames() {
		if b.Day(name) != nil {
			t.Errorf("%s of nothing", name)
		}
	}
	b.Dates = verdict.Dates{
		Deadline: day("2027-01-01"), Assessment: day("2027-01-02"), Award: day("2027-01-03"), StandstillEnd: day("2027-01-04"),
		Start: day("2027-01-05"), End: day("2027-01-06"), ExtendedEnd: day("2027-01-07"),
	}
	b.Enquiries = day("2026-12-31")
	for i, name := range bid.DayNames() {
		if d := b.Day(name); d == nil || d.Date != civil.MustParse("2026-12-31")+civil.Date(i) {
			t.Errorf("%s is %v", name, d)
		}
	}
	if b.Day("published") != nil {
		t.Error("a date that a bid has not")
	}
}

// anyBid draws a bid as a person or a file might write it.
func anyBid(t *rapid.T) bid.Bid {
	word := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(t, label) }
	b := bid.Bid{Stage: word("stage", "", bid.Won, bid.Lost), Regime: word("regime", "", "pa2023", "PSR_Wales"), Nation: word("nation", "", "Northern_Ireland")}
	for i, p := range []**verdict.Day{&b.Dates.Deadline, &b.Dates.Award, &b.Dates.Start, &b.Dates.End} {
		if rapid.Bool().Draw(t, "has") {
			*p = &verdict.Day{Date: (today + civil.Date(i)) * civil.Date(rapid.IntRange(0, 1).Draw(t, "dated")), Basis: word("basis", "", "stated", "estimated")}
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "n") {
		b.Requirements = append(b.Requirements, bid.Requirement{
			ID: word("id", "", "", "r1", "r3", "own"),
			Requirement: verdict.Requirement{
				Scheme: "iso27001", Strength: word("strength", "", "Mandatory", "mention_only"), When: word("when", "", "by_award"),
				AnyOf: word("any", "", "g"), OrPolicy: rapid.Bool().Draw(t, "policy"), Proof: word("proof", "", "conformity"),
			},
		})
	}
	return b
}

func clone(b bid.Bid) bid.Bid {
	for _, p := range []**verdict.Day{&b.Dates.Deadline, &b.Dates.Assessment, &b.Dates.Award, &b.Dates.StandstillEnd, &b.Dates.Start, &b.Dates.End, &b.Dates.ExtendedEnd} {
		if *p != nil {
			own := **p
			*p = &own
		}
	}
	b.Requirements = append([]bid.Requirement(nil), b.Requirements...)
	return b
}

// TestNormalise: done twice it changes nothing more, and what another copy of
// the bid shares with this one stays.
func TestNormalise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		given := anyBid(t)
		before, once := clone(given), given
		once.Normalise()
		if d := cmp.Diff(before, given); d != "" {
			t.Fatalf("the copy that was given changed: %s", d)
		}
		twice := clone(once)
		twice.Normalise()
		if d := cmp.Diff(once, twice); d != "" {
			t.Fatalf("twice: %s", d)
		}
		if once.Stage == "" {
			t.Fatal("no stage")
		}
		for i, r := range once.Requirements {
			if r.ID == "" || r.Strength == "" || r.When == "" || r.Proof == "" {
				t.Fatalf("%+v", r)
			}
			if was := before.Requirements[i].ID; was != "" && was != r.ID {
				t.Fatalf("%s became %s", was, r.ID)
			}
			for _, o := range once.Requirements[:i] {
				if o.ID == r.ID && before.Requirements[i].ID == "" {
					t.Fatalf("two are %s", r.ID)
				}
			}
		}
		for _, name := range bid.DayNames() {
			if d := once.Day(name); d != nil && (d.Date.IsZero() || d.Basis == "") {
				t.Fatalf("%s is %+v", name, d)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for pointer, b := range map[string]bid.Bid{
		"/stage":               {Stage: "asleep"},
		"/value":               {Stage: bid.Won, Value: money.Amount{Minor: -1, Currency: "GBP"}},
		"/regime":              {Stage: bid.Won, Regime: "eu"},
		"/dates/award":         {Stage: bid.Won, Dates: verdict.Dates{Deadline: day("2027-02-01"), Award: day("2027-01-31")}},
		"/requirements/1/id":   {Stage: bid.Won, Requirements: []bid.Requirement{{ID: "r1", Requirement: verdict.Requirement{Scheme: "bpss"}}, {ID: "r1", Requirement: verdict.Requirement{Scheme: "bpss"}}}},
		"/requirements/0/date": {Stage: bid.Won, Requirements: []bid.Requirement{{ID: "r1", Requirement: verdict.Requirement{Scheme: "bpss", When: "by-date"}}}},
	} {
		f := b.Check(scheme.Default())
		if len(f) != 1 || f[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, f)
		}
	}
	if f := (&bid.Bid{Stage: bid.Preparing}).Check(scheme.Default()); errs.InvalidFields(f...) != nil {
		t.Errorf("nothing but a stage: %v", f)
	}
	if bid.StageWord(bid.NoBid) != "Not bidding" || bid.StageWord("else") != "else" {
		t.Error("the words of the stages")
	}
}

// TestForVerdict: what a person took out and what is only mentioned is not
// judged, and each that is can be found again.
func TestForVerdict(t *testing.T) {
	t.Parallel()
	of := func(s, strength string, removed bool) bid.Requirement {
		return bid.Requirement{Requirement: verdict.Requirement{Scheme: s, Strength: strength}, Removed: removed}
	}
	b := bid.Bid{Requirements: []bid.Requirement{of("bpss", "mandatory", true), of("iso9001", "mention-only", false), of("dspt", "mandatory", false), of("iso27001", "desirable", false)}}
	b.Covers = map[string]bid.Judgement{"CERT-1": {Covers: "no", Why: "another site"}}
	v, at := b.ForVerdict()
	if len(v.Requirements) != 2 || v.Requirements[0].Scheme != "dspt" || cmp.Diff([]int{2, 3}, at) != "" || v.Covers["CERT-1"] != "no" {
		t.Errorf("%+v, %v", v, at)
	}
}
