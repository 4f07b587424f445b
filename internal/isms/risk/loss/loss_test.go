package loss_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/errs"
	"holdfast/internal/isms/risk/loss"
)

func must(t testing.TB, d loss.Distribution, err error) loss.Distribution {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func run(t testing.TB, o loss.Options, s ...loss.Scenario) loss.Result {
	t.Helper()
	r, err := loss.Run(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAgainstPanjer compares the played years with Panjer's recursion, which
// reckons the distribution of a compound Poisson sum on a grid and shares no
// code and no random number with the play.
func TestAgainstPanjer(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{.1, .7, 3} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			const median, sigma, step, cells = 40_000, .8, 500., 6000
			cdf := func(x float64) float64 {
				if x <= 0 {
					return 0
				}
				return .5 * (1 + math.Erf(math.Log(x/median)/(sigma*math.Sqrt2)))
			}
			f := make([]float64, cells) // of a severity of about k steps
			for k := range f {
				f[k] = cdf((float64(k)+.5)*step) - cdf((float64(k)-.5)*step)
			}
			g := make([]float64, cells)
			g[0] = math.Exp(rate * (f[0] - 1))
			for s := 1; s < cells; s++ {
				for k := 1; k <= s; k++ {
					g[s] += rate * float64(k) / float64(s) * f[k] * g[s-k]
				}
			}
			d, err := loss.Lognormal(median, sigma)
			e := loss.Exposure{Rate: rate, Loss: must(t, d, err)}
			got := run(t, loss.Options{Years: 1_000_000, Seed: 3}, loss.Scenario{Name: "one", Before: e}).Before
			for _, sum := range []float64{5_000, 30_000, 80_000, 200_000, 500_000} {
				var below float64
				for s := 0; float64(s)*step <= sum; s++ {
					below += g[s]
				}
				want, have := 1-below, got.Above(sum+step/2)
				if tolerance := 4*math.Sqrt(want*(1-want)/1e6) + .002*want + 2e-5; math.Abs(have.Value-want) > tolerance {
					t.Errorf("more than %v: %v, Panjer says %v (±%v)", sum, have.Value, want, tolerance)
				}
			}
		})
	}
}

func TestMeansAndVariances(t *testing.T) {
	t.Parallel()
	log, err := loss.Interval90(10_000, 200_000)
	log = must(t, log, err)
	pert, err := loss.PERT(5_000, 20_000, 120_000)
	pert = must(t, pert, err)
	for name, d := range map[string]loss.Distribution{"lognormal": log, "PERT": pert} {
		for _, correlation := range []float64{0, .4} {
			e := loss.Exposure{Rate: .6, Loss: d}
			s := loss.Scenario{Name: name, Before: e, After: loss.Exposure{Rate: .2, Loss: d}, Group: "g", Correlation: correlation}
			r := run(t, loss.Options{Years: 400_000, Seed: 11}, s)
			for side, c := range map[string]struct {
				got  loss.Estimate
				want float64
			}{"before": {r.Before.Mean, e.Mean()}, "after": {r.After.Mean, s.After.Mean()}} {
				if half := c.got.High - c.got.Value; math.Abs(c.got.Value-c.want) > 3*half {
					t.Errorf("%s %s, correlation %v: mean %v, exactly %v, half width %v", name, side, correlation, c.got.Value, c.want, half)
				}
			}
			if any, want := r.Before.Any, 1-math.Exp(-.6); math.Abs(any.Value-want) > 3*(any.High-any.Low) {
				t.Errorf("%s: a year has a loss with chance %v, not %v", name, any.Value, want)
			}
		}
	}
}

func TestPERTHasItsShape(t *testing.T) {
	t.Parallel()
	d, err := loss.PERT(0, 100, 1000)
	d = must(t, d, err)
	// Once a year at a rate so small that two never fall together.
	r := run(t, loss.Options{Years: 4_000_000, Seed: 5}, loss.Scenario{Name: "p", Before: loss.Exposure{Rate: .02, Loss: d}})
	// Beta(1.4, 4.6), its density summed by Simpson's rule.
	above := func(from float64) (sum float64) {
		const steps = 20_000
		for i := range steps + 1 {
			x := from + (1-from)*float64(i)/steps
			weight := float64(2 + 2*(i%2))
			if i == 0 || i == steps {
				weight = 1
			}
			sum += weight * math.Pow(x, .4) * math.Pow(1-x, 3.6)
		}
		return sum * (1 - from) / steps / 3
	}
	total := r.Before.Above(0).Value
	for _, x := range []float64{100, 300, 600} {
		want := above(x/1000) / above(0)
		if got := r.Before.Above(x).Value / total; math.Abs(got-want) > .02*want+.004 {
			t.Errorf("more than %v: share %.4f, want %.4f", x, got, want)
		}
	}
	if r.Before.Most > 2000 {
		t.Errorf("the dearest year cost %v", r.Before.Most)
	}
}

// TestSameSeedSameFigures: on one worker, two or seven.
func TestSameSeedSameFigures(t *testing.T) {
	t.Parallel()
	for _, correlation := range []float64{0, .3} {
		s := many(7, correlation)
		want := run(t, loss.Options{Years: 50_000, Seed: 42, Workers: 1}, s...)
		for _, workers := range []int{2, 7} {
			got := run(t, loss.Options{Years: 50_000, Seed: 42, Workers: workers}, s...)
			if d := cmp.Diff(want, got, cmp.AllowUnexported(loss.Curve{})); d != "" {
				t.Errorf("%d workers: %s", workers, d)
			}
		}
		other := run(t, loss.Options{Years: 50_000, Seed: 43}, s...)
		if other.Before.Mean == want.Before.Mean {
			t.Error("another seed gave the same mean")
		}
	}
}

// TestCorrelationFattensTheTail: joined scenarios cost the same on average and
// more in a bad year.
func TestCorrelationFattensTheTail(t *testing.T) {
	t.Parallel()
	make := func(correlation float64) loss.Curve {
		s := many(16, correlation)
		for i := range s {
			s[i].Group = "one attacker"
		}
		return run(t, loss.Options{Years: 300_000, Seed: 9}, s...).Before
	}
	alone, joined := make(0), make(.6)
	if math.Abs(alone.Mean.Value-joined.Mean.Value) > 4*(joined.Mean.High-joined.Mean.Value) {
		t.Errorf("means %v and %v", alone.Mean, joined.Mean)
	}
	if a, j := alone.OnceIn(100), joined.OnceIn(100); j.Low <= a.High {
		t.Errorf("a one-in-a-hundred year: %v alone, %v joined", a, j)
	}
}

func TestCurveProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		low := rapid.Float64Range(1, 1e6).Draw(rt, "low")
		d, err := loss.Interval90(low, low*rapid.Float64Range(1.1, 100).Draw(rt, "factor"))
		if err != nil {
			rt.Fatal(err)
		}
		rate := rapid.Float64Range(0, 5).Draw(rt, "rate")
		s := loss.Scenario{Name: "s", Before: loss.Exposure{Rate: rate, Loss: d}, After: loss.Exposure{Rate: rate * rapid.Float64Range(0, 1).Draw(rt, "cut"), Loss: d}}
		r, err := loss.Run([]loss.Scenario{s}, loss.Options{Years: 2000, Seed: rapid.Uint64().Draw(rt, "seed")})
		if err != nil {
			rt.Fatal(err)
		}
		before := 2.0
		for _, p := range r.Before.Points(1, 1e9, 60) {
			if c := p.Chance; c.Value > before || c.Low > c.Value || c.High < c.Value || c.Low < 0 || c.High > 1 {
				rt.Fatalf("at %v: %v after %v", p.Loss, c, before)
			}
			before = p.Chance.Value
		}
		for _, n := range []float64{2, 10, 100} {
			q := r.Before.OnceIn(n)
			if q.Low > q.Value || q.High < q.Value || r.Before.Above(q.Value).Value > 1/n+2./2000 {
				rt.Fatalf("one in %v: %v, above it %v", n, q, r.Before.Above(q.Value))
			}
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	ok, err := loss.Lognormal(1000, 1)
	ok = must(t, ok, err)
	for name, s := range map[string]loss.Scenario{
		"rate":        {Name: "s", Before: loss.Exposure{Rate: -1, Loss: ok}},
		"NaN":         {Name: "s", Before: loss.Exposure{Rate: math.NaN(), Loss: ok}},
		"correlation": {Name: "s", Correlation: 1},
		"no loss":     {Name: "s", After: loss.Exposure{Rate: 1}},
	} {
		if _, err := loss.Run([]loss.Scenario{s}, loss.Options{}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := loss.Run(nil, loss.Options{Years: 10}); errs.CodeOf(err) != errs.Invalid {
		t.Error("ten years are too few")
	}
	if _, err := loss.PERT(5, 4, 9); err == nil {
		t.Error("a mode below the least")
	}
	if _, err := loss.Interval90(0, 9); err == nil {
		t.Error("an interval from nothing")
	}
	r := run(t, loss.Options{Years: 1000}, loss.Scenario{Name: "never"})
	if r.Before.OnceIn(10).Value != 0 || r.Before.Above(1).Value != 0 {
		t.Error("what never happens costs something")
	}
}
