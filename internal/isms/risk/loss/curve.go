package loss

import "math"

const (
	// Sums are counted by their leading bits: 128 steps from one power of two to
	// the next, so that a step is at most 0.8 % wide. From 2⁰ to 2⁵⁰.
	stepBits = 7
	octaves  = 50
	bins     = octaves<<stepBits + 1
)

// histogram counts years by what they cost.
type histogram struct {
	counts       []int32 // by bin; years without a loss are in none
	years        int
	lossy        int
	sum, squares float64
	most         float64
}

func newHistogram() *histogram { return &histogram{counts: make([]int32, bins)} }

func bin(x float64) int {
	if x < 1 {
		return 0
	}
	return min(int(math.Float64bits(x)>>(52-stepBits))-1023<<stepBits, bins-1)
}

// floor gives the least sum of a bin.
func floor(b int) float64 {
	if b == 0 {
		return 0
	}
	return math.Float64frombits(uint64(b+1023<<stepBits) << (52 - stepBits))
}

func (h *histogram) take(years []float64) {
	h.years += len(years)
	for _, x := range years {
		if x == 0 {
			continue
		}
		h.lossy++
		h.counts[bin(x)]++
		h.sum += x
		h.squares += x * x
		h.most = max(h.most, x)
	}
}

func (h *histogram) add(o *histogram) {
	for b, n := range o.counts {
		h.counts[b] += n
	}
	h.years += o.years
	h.lossy += o.lossy
	h.sum += o.sum
	h.squares += o.squares
	h.most = max(h.most, o.most)
}

// Estimate is a figure with the bounds between which it lies nine times in ten,
// as far as the number of years played goes. It says nothing of how right the
// scenarios are.
type Estimate struct{ Value, Low, High float64 }

// Point is a sum and the chance that a year costs more.
type Point struct {
	Loss   float64
	Chance Estimate
}

// Curve is a loss exceedance curve.
type Curve struct {
	Years int
	Mean  Estimate // of a year
	Any   Estimate // the chance of any loss in a year
	Most  float64  // the dearest year played
	// exceed counts the years above the floor of each bin.
	exceed []int
}

func (h *histogram) curve() Curve {
	n := float64(h.years)
	c := Curve{Years: h.years, Most: h.most, exceed: make([]int, bins+1)}
	for b := bins - 1; b >= 0; b-- {
		c.exceed[b] = c.exceed[b+1] + int(h.counts[b])
	}
	mean := h.sum / n
	err := z95 * math.Sqrt(max(0, h.squares/n-mean*mean)/n)
	c.Mean = Estimate{mean, max(0, mean-err), mean + err}
	c.Any = c.chance(h.lossy)
	return c
}

// chance is a share of the years with its Wilson interval.
func (c *Curve) chance(years int) Estimate {
	n, p := float64(c.Years), float64(years)/float64(c.Years)
	z2 := z95 * z95
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return Estimate{p, max(0, min(p, mid-half)), min(1, max(p, mid+half))}
}

// Above gives the chance that a year costs more than a sum.
func (c *Curve) Above(sum float64) Estimate {
	if c.Years == 0 {
		return Estimate{}
	}
	if sum <= 0 {
		return c.Any
	}
	b := bin(sum)
	low, high := floor(b), floor(b+1)
	// Within a bin the years are taken to lie evenly.
	above := float64(c.exceed[b+1])
	if b < bins-1 {
		above += float64(c.exceed[b]-c.exceed[b+1]) * (high - sum) / (high - low)
	}
	return c.chance(int(math.Round(above)))
}

// OnceIn gives the sum that a year exceeds once in so many years on average:
// OnceIn(10) is the loss of a one-in-ten year. 0 when losses are rarer.
func (c *Curve) OnceIn(years float64) Estimate {
	if c.Years == 0 || !(years >= 1) {
		return Estimate{}
	}
	p := 1 / years
	n := float64(c.Years)
	err := z95 * math.Sqrt(p*(1-p)/n)
	return Estimate{c.quantile(p), c.quantile(p + err), c.quantile(max(0, p-err))}
}

// quantile gives the sum that a share p of the years exceeds.
func (c *Curve) quantile(p float64) float64 {
	want := p * float64(c.Years)
	if want >= float64(c.exceed[0]) {
		return 0
	}
	lo, hi := 0, bins // the last bin with more years above its floor than wanted
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if float64(c.exceed[mid]) > want {
			lo = mid
		} else {
			hi = mid
		}
	}
	inside := float64(c.exceed[lo] - c.exceed[lo+1])
	return min(c.Most, floor(lo)+(floor(lo+1)-floor(lo))*(float64(c.exceed[lo])-want)/inside)
}

// Points gives n points of the curve, from one sum to another, evenly on a
// logarithmic axis.
func (c *Curve) Points(from, to float64, n int) []Point {
	if n < 2 || !(from > 0) || !(to > from) {
		return nil
	}
	out := make([]Point, n)
	for i := range out {
		sum := from * math.Pow(to/from, float64(i)/float64(n-1))
		out[i] = Point{Loss: sum, Chance: c.Above(sum)}
	}
	return out
}
