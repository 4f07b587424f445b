package risk

import (
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
)

// ScenarioRow is a scenario with its number and version.
type ScenarioRow = register.Row[Scenario]

// Losses plays every scenario of the organisation, and gives them with it in the
// order of their numbers. Those whose figures do not reckon any more are left out
// of the run.
func (s *Service) Losses(v *change.View) (loss.Result, []ScenarioRow, error) {
	rows, err := change.Collect(v, s.Scenarios, register.Query{AsAt: v.Actor().AsAt})
	if err != nil {
		return loss.Result{}, nil, err
	}
	var in []loss.Scenario
	for i := range rows {
		f, err := rows[i].Value.Figures()
		if err == nil {
			in = append(in, f)
		} else if errs.CodeOf(err) != errs.Invalid {
			return loss.Result{}, nil, err
		}
		if len(in) == loss.MaxScenarios {
			break
		}
	}
	out, err := loss.Run(in, loss.Options{Years: lossYears, Seed: lossSeed})
	return out, rows, err
}
