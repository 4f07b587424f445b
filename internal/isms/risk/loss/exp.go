package loss

import "math"

// powers are the 256th parts of a power of two.
var powers = func() (t [256]float64) {
	for i := range t {
		t[i] = math.Exp2(float64(i) / 256)
	}
	return t
}()

// exp is e^x to twelve digits, for |x| up to 700: a third of the time of
// math.Exp, which the play would else spend half of its time in.
func exp(x float64) float64 {
	x = min(max(x, -700), 700)
	n := math.Floor(x*(256*math.Log2E) + .5)
	f := x - n*(math.Ln2/256)
	i := int64(n)
	scale := math.Float64frombits(uint64(i>>8+1023) << 52)
	return powers[i&255] * scale * (1 + f*(1+f*(.5+f*(1./6))))
}
