package risk_test

import (
	"math"
	"strings"
	"testing"

	"holdfast/internal/isms/risk"
	"holdfast/internal/money"
)

func pounds(n int64) money.Amount { return money.Amount{Minor: n * 100, Currency: "GBP"} }

func TestScenarioFigures(t *testing.T) {
	t.Parallel()
	s := risk.Scenario{
		Title: "Ransomware", Before: risk.Exposure{Rate: .2, Shape: risk.ByPERT, Low: pounds(20_000), Mode: pounds(80_000), High: pounds(500_000)},
		After: risk.Exposure{Rate: .05}, Cost: pounds(6_000),
	}
	f, err := s.Figures()
	if err != nil {
		t.Fatal(err)
	}
	// PERT's mean is (least + 4 × most likely + most) / 6 = 140,000.
	if f.Before.Mean() != 28_000 || math.Abs(f.After.Mean()-7_000) > 1e-6 {
		t.Errorf("a year costs %v, then %v", f.Before.Mean(), f.After.Mean())
	}
	r, ok := s.Return()
	if !ok || math.Abs(r.Saved-21_000) > 1e-6 || math.Abs(r.Times-3.5) > 1e-9 {
		t.Errorf("the treatment earns %+v", r)
	}
	s.Never = true
	if f, err := s.Figures(); err != nil || f.After.Mean() != 0 {
		t.Errorf("what is done away with costs %v, %v", f.After.Mean(), err)
	}
	// A range of rates: the mean of the lognormal lies above its middle.
	e := risk.Exposure{RateLow: .1, RateHigh: 1}
	if y := e.Yearly(); y < math.Sqrt(.1) || math.Abs(y-.4039) > .001 {
		t.Errorf("from 0.1 to 1 a year: %v", y)
	}
}

func TestScenariosThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	reg := risk.Scenarios()
	good := risk.Scenario{Title: "X", Before: risk.Exposure{Rate: 1, Shape: risk.ByInterval, Low: pounds(1_000), High: pounds(9_000)}}
	if wrong := reg.Check(nil, &good); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, tt := range []struct {
		pointer, message string
		spoil            func(*risk.Scenario)
	}{
		{"/before/rate", "how often", func(s *risk.Scenario) { s.Before.Rate = 0 }},
		{"/before/high", "go upwards", func(s *risk.Scenario) { s.Before.High = pounds(10) }},
		{"/after/mode", "go upwards", func(s *risk.Scenario) { s.After.Shape, s.After.Low, s.After.High = risk.ByPERT, pounds(5), pounds(3) }},
		{"/before/spread", "above nothing", func(s *risk.Scenario) { s.Before.Shape = risk.ByLognormal }},
		{"/together", "below 1", func(s *risk.Scenario) { s.Group, s.Together = "g", 1 }},
		{"/group", "with what", func(s *risk.Scenario) { s.Together = .5 }},
		{"/before/low", "one currency", func(s *risk.Scenario) { s.Cost = money.Amount{Minor: 5, Currency: "EUR"} }},
	} {
		s := good
		tt.spoil(&s)
		found := false
		for _, f := range reg.Check(nil, &s) {
			found = found || f.Pointer == tt.pointer && strings.Contains(f.Message, tt.message)
		}
		if !found {
			t.Errorf("%s: nothing says %q: %v", tt.pointer, tt.message, reg.Check(nil, &s))
		}
	}
}
