// Package loss reckons what risks may cost in a year. Each scenario happens so
// often a year (Poisson) and costs so much each time (lognormal or PERT); the
// years are played through with random numbers, once as things are and once
// after treatment, and counted: with what chance is more than a sum lost. The
// same scenarios, years and seed always give the same figures, on any number of
// processors. The package is pure.
package loss

import (
	"math"
	"slices"

	"holdfast/internal/errs"
)

const (
	// DefaultYears is how many years are played when none are named.
	DefaultYears = 100_000
	// MaxYears and MaxScenarios bound a run.
	MaxYears     = 10_000_000
	MaxScenarios = 500
	// MaxRate is the most times a year that a scenario may happen: what happens
	// every day is a cost of business.
	MaxRate = 1000
)

// Exposure is how often something happens and what it costs each time.
type Exposure struct {
	Rate float64 // times a year, on average; 0: never
	Loss Distribution
}

// Mean gives the loss of an average year, exactly.
func (e Exposure) Mean() float64 {
	if e.Rate == 0 {
		return 0
	}
	return e.Rate * e.Loss.Mean()
}

// Scenario is one thing that may happen.
type Scenario struct {
	Name          string
	Before, After Exposure
	// Group names what makes several scenarios happen in the same years: a
	// supplier, a season, one attacker. Correlation, from 0 to below 1, is how
	// strongly: that of the normal variables behind the yearly counts. Empty or
	// 0: it happens independently.
	Group       string
	Correlation float64
}

// Options say how a run is played.
type Options struct {
	Years   int    // 0: DefaultYears
	Seed    uint64 // the same seed gives the same figures
	Workers int    // 0: as many as there are processors
}

// Result is the outcome of a run.
type Result struct {
	Years         int
	Seed          uint64
	Before, After Curve
}

// check names the scenario and the field at fault.
func check(scenarios []Scenario, o *Options) error {
	if o.Years == 0 {
		o.Years = DefaultYears
	}
	if o.Years < 1000 || o.Years > MaxYears {
		return errs.At("years", "play between 1,000 and %d years", MaxYears)
	}
	if len(scenarios) > MaxScenarios {
		return errs.At("scenarios", "at most %d scenarios at once", MaxScenarios)
	}
	for _, s := range scenarios {
		if math.IsNaN(s.Correlation) || s.Correlation < 0 || s.Correlation >= 1 {
			return errs.At("correlation", "%s: the correlation lies from 0 to below 1", s.Name)
		}
		for _, e := range []Exposure{s.Before, s.After} {
			if math.IsNaN(e.Rate) || e.Rate < 0 || e.Rate > MaxRate {
				return errs.At("rate", "%s: it happens between 0 and %d times a year", s.Name, MaxRate)
			}
			if e.Rate > 0 && e.Loss.kind == none {
				return errs.At("loss", "%s: say what it costs each time", s.Name)
			}
		}
	}
	return nil
}

// Run plays the scenarios through. The error is an errs.Invalid that names the
// scenario at fault.
func Run(scenarios []Scenario, o Options) (Result, error) {
	if err := check(scenarios, &o); err != nil {
		return Result{}, err
	}
	before, after := make([]source, len(scenarios)), make([]source, len(scenarios))
	groups := groupsOf(scenarios)
	for i, s := range scenarios {
		g := slices.Index(groups, s.Group)
		before[i], after[i] = newSource(s.Before, s.Correlation, g), newSource(s.After, s.Correlation, g)
	}
	out := Result{Years: o.Years, Seed: o.Seed}
	out.Before = play(before, len(groups), o)
	out.After = play(after, len(groups), o)
	return out, nil
}

// groupsOf gives the names of the groups that join at least something.
func groupsOf(scenarios []Scenario) []string {
	var out []string
	for _, s := range scenarios {
		if s.Group != "" && s.Correlation > 0 && !slices.Contains(out, s.Group) {
			out = append(out, s.Group)
		}
	}
	return out
}
