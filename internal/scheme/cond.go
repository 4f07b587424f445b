package scheme

// Cond is a condition: exactly one of All, Any, Not and a comparison (Fact, Op,
// Value or Values). An empty All is true.
type Cond struct {
	All []Cond `json:"all,omitempty"`
	Any []Cond `json:"any,omitempty"`
	Not *Cond  `json:"not,omitempty"`

	Fact   string  `json:"fact,omitempty"`
	Op     string  `json:"op,omitempty"` // eq, in, gte, lte
	Value  *Value  `json:"value,omitempty"`
	Values []Value `json:"values,omitempty"`
}

// truth is one of three values. The order makes "all" the minimum and "any" the
// maximum.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

// eval gives the truth of the condition. A comparison with an unknown fact is
// unknown: "is not so" is not true of what nobody has answered.
func (c *Cond) eval(a Answers) truth {
	switch {
	case c.Not != nil:
		return yes - c.Not.eval(a)
	case c.Any != nil:
		t := no
		for i := range c.Any {
			t = max(t, c.Any[i].eval(a))
		}
		return t
	case c.Fact != "":
		return c.compare(a[c.Fact])
	}
	t := yes
	for i := range c.All {
		t = min(t, c.All[i].eval(a))
	}
	return t
}

func (c *Cond) compare(v Value) truth {
	if v.IsUnknown() {
		return unknown
	}
	hit := false
	switch c.Op {
	case "eq":
		hit = v == *c.Value
	case "in":
		for _, w := range c.Values {
			hit = hit || v == w
		}
	case "gte":
		hit = v.kind == c.Value.kind && v.num >= c.Value.num
	case "lte":
		hit = v.kind == c.Value.kind && v.num <= c.Value.num
	}
	if hit {
		return yes
	}
	return no
}

// open gathers the facts whose answers would settle an unknown condition, in
// the order they are written: those of the parts that are unknown themselves.
func (c *Cond) open(a Answers, add func(fact string)) {
	if c.eval(a) != unknown {
		return
	}
	if c.Fact != "" {
		add(c.Fact)
		return
	}
	if c.Not != nil {
		c.Not.open(a, add)
	}
	for _, part := range [][]Cond{c.All, c.Any} {
		for i := range part {
			part[i].open(a, add)
		}
	}
}

// facts calls fn for every comparison of the condition with its pointer.
func (c *Cond) each(pointer string, fn func(pointer string, c *Cond)) {
	fn(pointer, c)
	if c.Not != nil {
		c.Not.each(pointer+"/not", fn)
	}
	for i := range c.All {
		c.All[i].each(at(pointer+"/all", i), fn)
	}
	for i := range c.Any {
		c.Any[i].each(at(pointer+"/any", i), fn)
	}
}
