package demo_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/isms/risk"
	"holdfast/internal/isms/risk/loss"
)

// The register says what its page says: 16 of 34 above appetite before treatment,
// one after it, eight very high, and the curve its two figures.
func TestRisksOfTheStory(t *testing.T) {
	t.Parallel()
	s := demo.Build(civil.MustParse("2026-11-24"))
	versions, on := s.RiskMethods()
	m := versions[1]
	for i := range versions {
		if wrong := risk.Methods().Check(nil, &versions[i]); len(wrong) > 0 || on[i] >= s.Today {
			t.Fatalf("version %d: %v", i+1, wrong)
		}
	}
	all := s.Risks()
	before, after, high := 0, 0, 0
	names := map[string]bool{}
	for _, a := range s.Assets().Assets {
		names[a.Name] = true
	}
	for n, r := range all {
		score := m.Score(r.Judged.Likelihood, r.Judged.Impact)
		rest := m.Score(r.Judged.AfterLikelihood, r.Judged.AfterImpact)
		if r.Treat.How == risk.Retain {
			rest = score
		}
		if m.Above("", score) {
			before++
		}
		if m.Above("", rest) {
			after++
		}
		if m.LevelAt(score) == 3 {
			high++
		}
		if rest > score || rest == 0 || score == 0 {
			t.Errorf("RISK-%d goes from %d to %d", n+1, score, rest)
		}
		if r.Accepted > 0 && s.Today.AddDays(r.Accepted) > m.Longest(rest, s.Today) {
			t.Errorf("RISK-%d is accepted for %d days at %d", n+1, r.Accepted, rest)
		}
		for _, a := range r.Assets {
			if !names[a] {
				t.Errorf("RISK-%d: no asset %q", n+1, a)
			}
		}
	}
	if len(all) != 34 || before != 16 || after != 1 || high != 8 {
		t.Errorf("%d risks, %d above before and %d after, %d very high", len(all), before, after, high)
	}
	for number, want := range map[int][3]int64{31: {20, 10}, 18: {16, 6}, 12: {16, 8}, 8: {16, 9}, 5: {15, 8}, 2: {15, 5}, 22: {12, 8}, 14: {10, 4}} {
		r := all[number-1]
		if got := [3]int64{m.Score(r.Judged.Likelihood, r.Judged.Impact), m.Score(r.Judged.AfterLikelihood, r.Judged.AfterImpact)}; got != want {
			t.Errorf("RISK-%d (%s) scores %v, want %v", number, r.Risk.Title, got, want)
		}
	}
	var scenarios []loss.Scenario
	for _, sc := range s.LossScenarios() {
		f, err := sc.Figures()
		if err != nil {
			t.Fatalf("%s: %v", sc.Title, err)
		}
		scenarios = append(scenarios, f)
	}
	got, err := loss.Run(scenarios, loss.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	now, then := got.Before.OnceIn(10).Value, got.After.OnceIn(10).Value
	if now < 335_000 || now > 375_000 || then < 128_000 || then > 154_000 {
		t.Errorf("a one-in-ten year costs £%.0f and after treatment £%.0f; the page says about £355,000 and £141,000", now, then)
	}
}
