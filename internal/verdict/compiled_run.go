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
	planes []plane   // by leaf
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
		planes: make([]plane, len(c.leaves)),
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
	valid := row{}
	for i := range b.n {
		valid[i/64] |= 1 << (i % 64)
	}
	var p, best, member plane
	for i := range c.programs {
		p = plane{}
		for _, members := range c.programs[i].groups {
			w.term(&best, &members[0])
			for m := 1; m < len(members); m++ {
				w.term(&member, &members[m])
				best.better(&member)
			}
			p.worse(&best)
		}
		p.only(&valid)
		each(c.programs[i].bid, &p)
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

// leaf judges one demand on one span of decisive days: meet, for a block.
func (w *bench) leaf(out *plane, l *leaf, renew *row) {
	if l.first == l.last {
		w.stretch(out, l, renew)
		return
	}
	var s stretch
	w.over(&s, l.first, l.last)
	var late row
	if l.estimated {
		for i := range late {
			late[i] = s.all[i] & choose(l.late, renew[i])
		}
	} else {
		w.late(&late, l, renew)
	}
	for i := range late {
		f, a := late[i], (s.any.atRisk[i]|s.any.fails[i])&^late[i]
		out.fails[i], out.atRisk[i], out.unknown[i] = f, a, s.any.unknown[i]&^(f|a)
	}
}

// stretch judges a span that lies in one stretch.
func (w *bench) stretch(out *plane, l *leaf, renew *row) {
	late := [2]bool{l.upTo[0] >= 0, l.upTo[1] >= 0}
	if l.estimated {
		late = l.late
	}
	*out = w.day[l.first]
	if late[0] && late[1] {
		return
	}
	for i := range out.fails {
		f := out.fails[i] & choose(late, renew[i])
		out.atRisk[i] |= out.fails[i] &^ f
		out.fails[i] = f
	}
}

// late gives the suppliers that are uncovered on a day that is out of reach.
func (w *bench) late(out *row, l *leaf, renew *row) {
	var fails row
	at := l.first
	upTo := func(last int) {
		for at <= last {
			f, step := &w.day[at].fails, 1
			if at%perGroup == 0 && at+perGroup-1 <= last {
				f, step = &w.group[at/perGroup].any.fails, perGroup
			}
			for j := range fails {
				fails[j] |= f[j]
			}
			at += step
		}
	}
	short, long := 0, 1 // the way that reaches sooner, and the other
	if l.upTo[0] > l.upTo[1] {
		short, long = 1, 0
	}
	for _, way := range []int{short, long} {
		upTo(l.upTo[way])
		mask := [2]bool{way == 0, way == 1}
		for i := range fails {
			out[i] |= fails[i] & choose(mask, renew[i])
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

// part joins the leaves of a demand: against, for a block.
func (w *bench) part(out *plane, x *part) {
	*out = plane{}
	for i, l := range x.leaves {
		if i == 0 {
			*out = w.planes[l]
			continue
		}
		out.worse(&w.planes[l])
	}
	if x.gap {
		for i := range out.unknown {
			out.unknown[i] = ^(out.fails[i] | out.atRisk[i])
		}
	}
}

func (w *bench) term(out *plane, t *term) {
	var p plane
	switch {
	case len(t.all) > 0:
		w.part(out, &t.all[0])
		for i := 1; i < len(t.all); i++ {
			w.part(&p, &t.all[i])
			out.worse(&p)
		}
	case len(t.proof) == 0:
		*out = plane{}
		for i := range out.unknown {
			out.unknown[i] = ^uint64(0)
		}
	default:
		*out = plane{}
		for i := range out.fails {
			out.fails[i] = ^uint64(0)
		}
	}
	for i := range t.proof {
		w.part(&p, &t.proof[i])
		out.better(&p)
	}
	out.apply(&t.before)
	for e := range t.equivalents {
		w.part(&p, &t.equivalents[e])
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
	switch *t {
	case same:
		return
	case table{0, 1, 2, 1}: // never Fails: At risk instead
		for i := range p.fails {
			p.atRisk[i] |= p.fails[i]
		}
		p.fails = row{}
		return
	}
	for i := range p.fails {
		in := [4]uint64{^(p.fails[i] | p.atRisk[i] | p.unknown[i]), p.atRisk[i], p.unknown[i], p.fails[i]}
		var out [4]uint64
		for s, x := range in {
			out[t[s]&3] |= x
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
