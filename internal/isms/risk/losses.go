package risk

import (
	"sync"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk/loss"
	"holdfast/internal/register"
)

const (
	// lossYears are played for a page: an error of a hundredth at one year in ten.
	lossYears = 100_000
	// lossSeed makes every run of the same scenarios the same.
	lossSeed = 27001
	// mostRuns are kept.
	mostRuns = 64
)

// ScenarioRow is a scenario with its number and version.
type ScenarioRow = register.Row[Scenario]

// runs keeps what was played lately, by the hash of the figures: the same ones give
// the same outcome, whoever asks.
type runs struct {
	mu   sync.Mutex
	kept map[string]loss.Result
}

// Losses plays every scenario of the organisation, and gives them with it in the
// order of their numbers. Those whose figures do not reckon any more are left out
// of the run.
func (s *Service) Losses(v *change.View) (loss.Result, []ScenarioRow, error) {
	rows, err := change.Collect(v, s.Scenarios, register.Query{AsAt: v.Actor().AsAt})
	if err != nil {
		return loss.Result{}, nil, err
	}
	var in []loss.Scenario
	var figures []Scenario
	for i := range rows {
		f, err := rows[i].Value.Figures()
		if err == nil {
			in = append(in, f)
			figures = append(figures, rows[i].Value.bare())
		} else if errs.CodeOf(err) != errs.Invalid {
			return loss.Result{}, nil, err
		}
		if len(in) == loss.MaxScenarios {
			break
		}
	}
	key := digest(figures)
	s.runs.mu.Lock()
	got, ok := s.runs.kept[key]
	s.runs.mu.Unlock()
	if ok {
		return got, rows, nil
	}
	out, err := loss.Run(in, loss.Options{Years: lossYears, Seed: lossSeed})
	if err == nil {
		s.runs.mu.Lock()
		if s.runs.kept == nil || len(s.runs.kept) >= mostRuns {
			s.runs.kept = map[string]loss.Result{}
		}
		s.runs.kept[key] = out
		s.runs.mu.Unlock()
	}
	return out, rows, err
}

// bare gives what of a scenario the run rests on.
func (s Scenario) bare() Scenario {
	return Scenario{Before: s.Before, After: s.After, Never: s.Never, Group: s.Group, Together: s.Together}
}
