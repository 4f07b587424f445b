package loss

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// chunk is how many years are played at a time: their sums stay in the
// processor's cache, and every chunk has random numbers of its own, so that it
// does not matter which worker plays it.
const chunk = 8192

// source is a scenario made ready to be played.
type source struct {
	rate  float64
	loss  Distribution
	group int // -1: independent
	// own and shared weigh the scenario's and the group's normal variable;
	// thresholds are the normal quantiles above which a year has at least one
	// event, two, three …
	own, shared float64
	thresholds  []float64
}

func newSource(e Exposure, correlation float64, group int) source {
	s := source{rate: e.Rate, loss: e.Loss.tabled(), group: group}
	if correlation == 0 || e.Rate == 0 {
		s.group = -1
	}
	if s.group >= 0 {
		s.own, s.shared = math.Sqrt(1-correlation), math.Sqrt(correlation)
		s.thresholds = poissonThresholds(e.Rate)
	}
	return s
}

// poissonThresholds gives, for k = 0, 1, 2 …, the normal quantile of the chance
// of at most k events.
func poissonThresholds(rate float64) []float64 {
	var out []float64
	below := 0.0
	for k := 0; below < 1-1e-12 && k < 4*MaxRate; k++ {
		// In logarithms: e^-rate alone vanishes for large rates.
		lg, _ := math.Lgamma(float64(k) + 1)
		below += math.Exp(float64(k)*math.Log(rate) - rate - lg)
		if below >= 1 {
			break
		}
		out = append(out, math.Sqrt2*math.Erfinv(2*below-1))
	}
	return out
}

// play runs all years of one side.
func play(sources []source, groups int, o Options) Curve {
	chunks := (o.Years + chunk - 1) / chunk
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	counts := make([]*histogram, chunks)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, chunks) {
		wait.Go(func() {
			p := player{years: make([]float64, chunk), factors: make([][]float64, groups), normals: make([]float64, 0, chunk)}
			for g := range p.factors {
				p.factors[g] = make([]float64, chunk)
			}
			for {
				c := int(next.Add(1)) - 1
				if c >= chunks {
					return
				}
				n := min(chunk, o.Years-c*chunk)
				counts[c] = p.play(sources, n, o.Seed, uint64(c))
			}
		})
	}
	wait.Wait()
	all := newHistogram()
	for _, h := range counts { // in the order of the years: sums of floats depend on it
		all.add(h)
	}
	return all.curve()
}

// player is the working memory of one worker.
type player struct {
	years   []float64
	factors [][]float64
	normals []float64
}

func (p *player) play(sources []source, n int, seed, c uint64) *histogram {
	years := p.years[:n]
	clear(years)
	for g := range p.factors {
		r := stream(seed, c, uint64(1)<<32+uint64(g))
		for y := range n {
			p.factors[g][y] = r.NormFloat64()
		}
	}
	for i := range sources {
		s := &sources[i]
		if s.rate == 0 {
			continue
		}
		// Before and after have the same numbers: what differs between them is the
		// treatment.
		r := stream(seed, c, uint64(i))
		if s.group < 0 {
			s.alone(years, r)
		} else {
			s.together(years, p.factors[s.group], r)
		}
	}
	h := newHistogram()
	h.take(years)
	return h
}

// stream gives the random numbers of one scenario in one chunk of years.
func stream(seed, c, of uint64) *rand.Rand {
	return rand.New(rand.NewPCG(mix(seed^0x9e3779b97f4a7c15*(c+1)), mix(of+1)^seed))
}

// mix spreads a number over all bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// alone walks from event to event: the time between two is exponential.
func (s *source) alone(years []float64, r *rand.Rand) {
	gap := 1 / s.rate
	for t := r.ExpFloat64() * gap; t < float64(len(years)); t += r.ExpFloat64() * gap {
		years[int(t)] += s.loss.sample(r)
	}
}

// together draws each year's count through the group's variable: the counts of
// a year are Poisson each, and joined by a normal copula of one factor.
func (s *source) together(years, factor []float64, r *rand.Rand) {
	for y := range years {
		x := s.shared*factor[y] + s.own*r.NormFloat64()
		for _, t := range s.thresholds {
			if x <= t {
				break
			}
			years[y] += s.loss.sample(r)
		}
	}
}
