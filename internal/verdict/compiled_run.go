package verdict

import "math/bits"

// each runs every compiled bid over every block. For each block visit gives what
// is called with a bid's index and its states, and what is called at the end.
func (c *Crowd) each(workers int, visit func(*block) (func(bid int, p *plane), func())) {
	pool := make(chan *bench, workers)
	for range workers {
		pool <- nil
	}
	side(workers, len(c.blocks), func(i int) {
		w := <-pool
		if w == nil {
			w = c.newBench()
		}
		defer func() { pool <- w }()
		w.run(c, &c.blocks[i], visit)
	})
}

// bench is the memory that one worker judges in.
type bench struct {
	planes []plane   // by slot: leaves, then terms
	day    []plane   // the stretches of one demand
	group  []stretch // the same for runs of perGroup stretches
}

// stretch sums up several days: what is so on any of them, and on all.
type stretch struct {
	any plane
	all row // fails on every one
}

const perGroup = 16

func (c *Crowd) newBench() *bench {
	longest := 0
	for i := range c.demands {
		longest = max(longest, len(c.demands[i].days))
	}
	return &bench{
		planes: make([]plane, len(c.leaves)+len(c.terms)),
		day:    make([]plane, longest), group: make([]stretch, longest/perGroup+1),
	}
}

func (w *bench) run(c *Crowd, b *block, visit func(*block) (func(int, *plane), func())) {
	each, end := visit(b)
	for l := 0; l < len(c.leaves); {
		d := c.leaves[l].demand
		w.sweep(&c.demands[d], b, d)
		for ; l < len(c.leaves) && c.leaves[l].demand == d; l++ {
			w.leaf(&w.planes[l], &c.leaves[l], &b.renew[d])
		}
	}
	for i := range c.terms {
		w.term(&w.planes[len(c.leaves)+i], &c.terms[i])
	}
	valid := row{}
	for i := range b.n {
		valid[i/64] |= 1 << (i % 64)
	}
	for i, bid := range c.which {
		var p plane
		for g := c.groups[i]; g < c.groups[i+1]; g++ {
			members := c.slots[c.members[g]:c.members[g+1]]
			if len(members) == 1 {
				p.worse(&w.planes[members[0]])
				continue
			}
			best := w.planes[members[0]]
			for _, m := range members[1:] {
				best.better(&w.planes[m])
			}
			p.worse(&best)
		}
		p.only(&valid)
		each(int(bid), &p)
	}
	end()
}

// sweep lays out the stretches of a demand for the suppliers of a block.
func (w *bench) sweep(d *demandKey, b *block, demand int) {
	var now plane
	for i := range now.fails {
		now.fails[i] = ^uint64(0)
	}
	changes := b.change[demand]
	for i, day := range d.days {
		for len(changes) > 0 && changes[0].day <= day {
			now.set(int(changes[0].bit), changes[0].state)
			changes = changes[1:]
		}
		w.day[i] = now
		g := &w.group[i/perGroup]
		if i%perGroup == 0 {
			*g = stretch{any: now, all: now.fails}
			continue
		}
		g.add(&now)
	}
}

func (p *plane) set(bit int, state uint8) {
	at, m := bit/64, uint64(1)<<(bit%64)
	p.atRisk[at] &^= m
	p.unknown[at] &^= m
	p.fails[at] &^= m
	switch byRank[state] {
	case AtRisk:
		p.atRisk[at] |= m
	case Unknown:
		p.unknown[at] |= m
	case Fails:
		p.fails[at] |= m
	}
}

func (s *stretch) add(p *plane) {
	for i := range s.all {
		s.any.atRisk[i] |= p.atRisk[i]
		s.any.unknown[i] |= p.unknown[i]
		s.any.fails[i] |= p.fails[i]
		s.all[i] &= p.fails[i]
	}
}

func (s *stretch) join(o *stretch) {
	for i := range s.all {
		s.any.atRisk[i] |= o.any.atRisk[i]
		s.any.unknown[i] |= o.any.unknown[i]
		s.any.fails[i] |= o.any.fails[i]
		s.all[i] &= o.all[i]
	}
}

// over sums up the stretches from and to, both included.
func (w *bench) over(s *stretch, from, to int) {
	*s = stretch{any: w.day[from], all: w.day[from].fails}
	for i := from + 1; i <= to; {
		if i%perGroup == 0 && i+perGroup-1 <= to {
			s.join(&w.group[i/perGroup])
			i += perGroup
			continue
		}
		s.add(&w.day[i])
		i++
	}
}

// leaf judges one demand on its decisive days: meet and against, for a block.
func (w *bench) leaf(out *plane, l *leaf, renew *row) {
	*out = plane{}
	for i := range l.cuts {
		x := &l.cuts[i]
		var s stretch
		w.over(&s, x.from, x.to)
		var late row
		if x.estimated {
			for i := range late {
				late[i] = s.all[i] & choose(x.late, renew[i])
			}
		} else {
			w.late(&late, x, renew)
		}
		for i := range late {
			s.any.atRisk[i] |= s.any.fails[i]
		}
		s.any.fails = late
		out.worse(&s.any)
	}
	if l.gap {
		for i := range out.unknown {
			out.unknown[i] = ^(out.fails[i] | out.atRisk[i])
		}
	}
}

// late gives the suppliers that are uncovered on a day that is out of reach.
func (w *bench) late(out *row, x *cut, renew *row) {
	for way := range x.upTo {
		if x.upTo[way] < 0 {
			continue
		}
		if way == 1 && x.upTo[1] == x.upTo[0] {
			break // taken with the first
		}
		both := x.upTo[0] == x.upTo[1]
		var fails row
		for i := x.from; i <= x.upTo[way]; {
			f := &w.day[i].fails
			step := 1
			if i%perGroup == 0 && i+perGroup-1 <= x.upTo[way] {
				f, step = &w.group[i/perGroup].any.fails, perGroup
			}
			for j := range fails {
				fails[j] |= f[j]
			}
			i += step
		}
		for i := range fails {
			switch {
			case both:
				out[i] |= fails[i]
			case way == 1:
				out[i] |= fails[i] & renew[i]
			default:
				out[i] |= fails[i] &^ renew[i]
			}
		}
	}
}

// choose takes the first answer for those that certify anew, the second for
// those that renew.
func choose(of [2]bool, renew uint64) uint64 {
	var out uint64
	if of[0] {
		out |= ^renew
	}
	if of[1] {
		out |= renew
	}
	return out
}

func (w *bench) term(out *plane, t *term) {
	switch {
	case len(t.all) == 0 && len(t.proof) == 0:
		*out = plane{}
		for i := range out.unknown {
			out.unknown[i] = ^uint64(0)
		}
	default:
		first := true
		for _, l := range t.proof {
			if first {
				*out, first = w.planes[l], false
				continue
			}
			out.better(&w.planes[l])
		}
		var all plane
		for _, l := range t.all {
			all.worse(&w.planes[l])
		}
		switch {
		case first:
			*out = all
		case len(t.all) > 0:
			out.better(&all)
		}
	}
	out.apply(&t.before)
	for _, e := range t.equivalents {
		p := &w.planes[e]
		for i := range out.fails {
			taken := out.fails[i] &^ (p.fails[i] | p.atRisk[i])
			out.fails[i] &^= taken
			out.unknown[i] |= taken
		}
	}
	out.apply(&t.after)
}

// apply gives each supplier the state that the table has for its state.
func (p *plane) apply(t *table) {
	if *t == same {
		return
	}
	for i := range p.fails {
		in := [4]uint64{^(p.fails[i] | p.atRisk[i] | p.unknown[i]), p.atRisk[i], p.unknown[i], p.fails[i]}
		var out [4]uint64
		for s, x := range in {
			out[t[s]] |= x
		}
		p.atRisk[i], p.unknown[i], p.fails[i] = out[1], out[2], out[3]
	}
}

// worse leaves the more pressing state of each supplier.
func (p *plane) worse(o *plane) {
	for i := range p.fails {
		f := p.fails[i] | o.fails[i]
		a := (p.atRisk[i] | o.atRisk[i]) &^ f
		p.fails[i], p.atRisk[i] = f, a
		p.unknown[i] = (p.unknown[i] | o.unknown[i]) &^ (f | a)
	}
}

// better leaves the better state of each supplier.
func (p *plane) better(o *plane) {
	for i := range p.fails {
		notHolds := (p.fails[i] | p.atRisk[i] | p.unknown[i]) & (o.fails[i] | o.atRisk[i] | o.unknown[i])
		a := (p.atRisk[i] | o.atRisk[i]) & notHolds
		u := (p.unknown[i] | o.unknown[i]) & notHolds &^ a
		p.fails[i] &= o.fails[i]
		p.atRisk[i], p.unknown[i] = a, u
	}
}

func (p *plane) only(valid *row) {
	for i := range valid {
		p.fails[i] &= valid[i]
		p.atRisk[i] &= valid[i]
		p.unknown[i] &= valid[i]
	}
}

func (p *plane) count() (fails, atRisk, unknown int64) {
	for i := range p.fails {
		fails += int64(bits.OnesCount64(p.fails[i]))
		atRisk += int64(bits.OnesCount64(p.atRisk[i]))
		unknown += int64(bits.OnesCount64(p.unknown[i]))
	}
	return fails, atRisk, unknown
}

func (p *plane) state(bit int) State {
	at, m := bit/64, uint64(1)<<(bit%64)
	switch {
	case p.fails[at]&m != 0:
		return Fails
	case p.atRisk[at]&m != 0:
		return AtRisk
	case p.unknown[at]&m != 0:
		return Unknown
	}
	return Holds
}
