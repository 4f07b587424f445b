package loss_test

import (
	"fmt"
	"testing"

	"holdfast/internal/isms/risk/loss"
)

// many gives scenarios of all kinds: rates from once in fifty years to twice a
// year, an event and a half a year on average together with their after.
func many(n int, correlation float64) []loss.Scenario {
	out := make([]loss.Scenario, n)
	for i := range out {
		d, err := loss.Interval90(2_000*float64(i+1), 60_000*float64(i+1))
		if i%3 == 2 {
			d, err = loss.PERT(1_000, 8_000*float64(i+1), 50_000*float64(i+1))
		}
		if err != nil {
			panic(err)
		}
		rate := []float64{.02, .05, .1, .2, .3, .5, 1, 2}[i%8]
		out[i] = loss.Scenario{
			Name: fmt.Sprintf("scenario %d", i), Before: loss.Exposure{Rate: rate, Loss: d}, After: loss.Exposure{Rate: rate / 2, Loss: d},
			Group: fmt.Sprintf("group %d", i%4), Correlation: correlation,
		}
	}
	return out
}

// BenchmarkRun plays 50 scenarios through 1,000,000 years, before and after.
func BenchmarkRun(b *testing.B) {
	for name, correlation := range map[string]float64{"independent": 0, "correlated": .3} {
		b.Run(name, func(b *testing.B) {
			s := many(50, correlation)
			for b.Loop() {
				if _, err := loss.Run(s, loss.Options{Years: 1_000_000, Seed: 7}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
