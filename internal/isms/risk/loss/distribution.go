package loss

import (
	"math"
	"math/rand/v2"

	"holdfast/internal/errs"
)

type kind int

const (
	none kind = iota
	lognormal
	pert
)

// Distribution is what one event costs.
type Distribution struct {
	kind      kind
	mu, sigma float64   // lognormal: of the logarithm
	a, m, b   float64   // PERT
	quantiles []float64 // PERT: of even shares
}

// z95 is the normal quantile that cuts off 5 % above.
const z95 = 1.6448536269514722

// Lognormal is a loss that is below the median half of the time and spreads
// around it by a factor: sigma is the standard deviation of its logarithm.
func Lognormal(median, sigma float64) (Distribution, error) {
	if !(median > 0) || math.IsInf(median, 0) {
		return Distribution{}, errs.At("median", "the median is a sum above nothing")
	}
	if !(sigma >= 0) || sigma > 5 {
		return Distribution{}, errs.At("sigma", "the spread lies between 0 and 5")
	}
	return Distribution{kind: lognormal, mu: math.Log(median), sigma: sigma}, nil
}

// Interval90 is the lognormal loss that nine times in ten lies between two sums.
func Interval90(low, high float64) (Distribution, error) {
	if !(low > 0) || !(high > low) || math.IsInf(high, 0) {
		return Distribution{}, errs.At("high", "the interval goes from a sum above nothing to a higher one")
	}
	mu := (math.Log(low) + math.Log(high)) / 2
	return Distribution{kind: lognormal, mu: mu, sigma: (math.Log(high) - mu) / z95}, nil
}

// quantileSteps is how finely a PERT distribution is tabled.
const quantileSteps = 4096

// PERT is a loss of at least low and at most high, most likely mode: the beta
// distribution with weight four on the mode.
func PERT(low, mode, high float64) (Distribution, error) {
	if !(low >= 0) || !(mode >= low) || !(high >= mode) || !(high > low) || math.IsInf(high, 0) {
		return Distribution{}, errs.At("mode", "least, most likely and most go upwards, and are not all the same")
	}
	return Distribution{kind: pert, a: low, m: mode, b: high}, nil
}

// tabled gives the distribution ready to be drawn from: a PERT with the density
// summed over fine steps, turned round.
func (d Distribution) tabled() Distribution {
	if d.kind != pert {
		return d
	}
	alpha, beta := d.shape()
	const fine = quantileSteps * 8
	sums := make([]float64, fine+1)
	for i := range fine {
		x := (float64(i) + .5) / fine
		sums[i+1] = sums[i] + math.Pow(x, alpha-1)*math.Pow(1-x, beta-1)
	}
	total := sums[fine]
	d.quantiles = make([]float64, quantileSteps+1)
	at := 0
	for i := range d.quantiles {
		want := total * float64(i) / quantileSteps
		for at < fine-1 && sums[at+1] < want {
			at++
		}
		x := float64(at)
		if step := sums[at+1] - sums[at]; step > 0 {
			x += (want - sums[at]) / step
		}
		d.quantiles[i] = d.a + (d.b-d.a)*x/fine
	}
	d.quantiles[0], d.quantiles[quantileSteps] = d.a, d.b
	return d
}

func (d Distribution) shape() (alpha, beta float64) {
	span := d.b - d.a
	return 1 + 4*(d.m-d.a)/span, 1 + 4*(d.b-d.m)/span
}

// Mean gives the average loss, exactly.
func (d Distribution) Mean() float64 {
	switch d.kind {
	case lognormal:
		return math.Exp(d.mu + d.sigma*d.sigma/2)
	case pert:
		return (d.a + 4*d.m + d.b) / 6
	}
	return 0
}

// Sigma gives the spread of a lognormal loss's logarithm, 0 for others.
func (d Distribution) Sigma() float64 { return d.sigma }

func (d *Distribution) sample(r *rand.Rand) float64 {
	if d.kind == lognormal {
		return exp(d.mu + d.sigma*r.NormFloat64())
	}
	u := r.Float64() * quantileSteps
	i := int(u)
	q := d.quantiles[i]
	return q + (d.quantiles[i+1]-q)*(u-float64(i))
}
