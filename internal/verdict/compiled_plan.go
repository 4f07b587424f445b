package verdict

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// program says how the state of a bid is made: its worst group, each the best of
// its members. A group in which no member counts is left out.
type program struct {
	bid    int
	groups [][]term
}

// term is what one requirement asks: the better of proof and all, then tempered
// by the words, the rule and the strength. Without parts it is Unknown.
type term struct {
	proof []part // of which the best answers
	all   []part // that are all needed
	// before and after give a state for a state, by rank; in between a Fails
	// becomes Unknown where an equivalent holds or is unknown.
	before, after table
	equivalents   []part
}

// part is one demand on all its decisive days: the worst of its leaves.
type part struct {
	leaves []int
	gap    bool // a decisive day that nothing gives: Unknown at best
}

// table gives a state for each state, both by rank.
type table [4]uint8

var (
	same   = table{0, 1, 2, 3}
	byRank = [4]State{Holds, AtRisk, Unknown, Fails}
)

// then gives the table that applies t and then u.
func (t table) then(u table) table {
	var out table
	for i := range t {
		out[i] = u[t[i]]
	}
	return out
}

// plan compiles bids.
type plan struct {
	*Crowd
	h      *Holder // no certificate: knows the book and the day
	book   *scheme.Book
	demand map[demandID]int
	leaf   map[leafKey]int
	made   map[temperKey]tempering
}

type demandID struct {
	need, level string
	accredited  bool
}

type temperKey struct {
	scheme, strength, proof, rule string
	conditional, answered, no     bool
}

// tempering is what the words, the rule and the strength make of any answer.
type tempering struct {
	before, after table
	counts        bool
	ok            bool
}

func newPlan(c *Crowd, book *scheme.Book, today civil.Date) *plan {
	return &plan{
		Crowd: c, book: book, h: NewHolder(book, today, nil),
		demand: map[demandID]int{}, leaf: map[leafKey]int{}, made: map[temperKey]tempering{},
	}
}

// bids compiles every bid that can be, and names the others.
func (p *plan) bids() {
	for i := range p.Crowd.bids {
		if groups, ok := p.bid(&p.Crowd.bids[i]); ok {
			p.programs = append(p.programs, program{i, groups})
		} else {
			p.rest = append(p.rest, i)
		}
	}
	p.sort()
}

// sort groups the leaves by demand, so that the stretches of one are in use at a
// time, and by days.
func (p *plan) sort() {
	order := make([]int, len(p.leaves))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &p.leaves[a], &p.leaves[b]
		if x.demand != y.demand {
			return x.demand - y.demand
		}
		return int(x.from - y.from)
	})
	place := make([]int, len(order))
	sorted := make([]leaf, len(order))
	for at, i := range order {
		place[i], sorted[at] = at, p.leaves[i]
	}
	p.leaves = sorted
	for i := range p.programs {
		for _, g := range p.programs[i].groups {
			for _, t := range g {
				for _, parts := range [][]part{t.proof, t.all, t.equivalents} {
					for _, x := range parts {
						for j := range x.leaves {
							x.leaves[j] = place[x.leaves[j]]
						}
					}
				}
			}
		}
	}
}

// bid gives the groups of a bid; false when its form is none that is compiled.
func (p *plan) bid(b *Bid) ([][]term, bool) {
	if len(b.Partners) > 0 {
		return nil, false
	}
	if len(b.Covers) > 0 {
		return nil, false // judged certificate by certificate
	}
	var out [][]term
	for _, g := range groups(b.Requirements) {
		var members []term
		for _, m := range g.members {
			r := &b.Requirements[m]
			t := p.tempering(r)
			if !t.ok {
				return nil, false
			}
			if t.counts {
				members = append(members, p.requirement(b, r, t))
			}
		}
		if len(members) > 0 {
			out = append(out, members)
		}
	}
	return out, true
}

func (p *plan) requirement(b *Bid, r *Requirement, t tempering) term {
	when := needBy(b, r)
	spans, gaps := decisiveDays(b, &when, p.h.est)
	x := term{before: t.before, after: t.after}
	add := func(list []part, need, level string, accredited, gap bool) []part {
		if s, ok := p.book.Scheme(need); ok {
			list = append(list, p.part(s, level, accredited, spans, gap))
		}
		return list
	}
	accredited, gap := r.Accreditation != "", len(gaps) > 0
	if _, ok := p.book.Scheme(r.Scheme); ok {
		x.all = add(nil, r.Scheme, string(r.Level), accredited, gap)
	} else if d, ok := p.book.Demand(r.Scheme); ok {
		if road, ok := d.Road(string(r.Level)); ok {
			for _, s := range road.Proof {
				x.proof = add(x.proof, s.Scheme, s.Level, accredited, gap)
			}
			for _, s := range road.All {
				x.all = add(x.all, s.Scheme, s.Level, accredited, gap)
			}
			if d.PlanMayStandIn {
				standIn := table{0, 1, 2, uint8(rank(AtRisk))}
				x.before = standIn.then(x.before)
			}
		}
	}
	if r.EquivalentAccepted && len(spans) > 0 {
		for _, e := range p.book.Equivalents() {
			if e.Need == r.Scheme {
				x.equivalents = add(x.equivalents, e.Have, "", false, false)
			}
		}
	}
	return x
}

func (p *plan) part(s *scheme.Scheme, level string, accredited bool, spans []span, gap bool) part {
	id := demandID{s.ID, level, accredited && s.JudgesAccreditation}
	d, ok := p.demand[id]
	if !ok {
		d = len(p.demands)
		p.demand[id] = d
		p.demands = append(p.demands, demandKey{need: s, level: level, accredited: id.accredited})
	}
	x := part{gap: gap}
	for _, sp := range spans {
		key := leafKey{demand: d, from: sp.from, to: sp.to, soft: sp.soft, estimated: sp.estimated && sp.to > sp.from}
		i, ok := p.leaf[key]
		if !ok {
			i = len(p.leaves)
			p.leaf[key] = i
			p.leaves = append(p.leaves, leaf{leafKey: key})
			at := &p.demands[d]
			if at.first == 0 || sp.from < at.first {
				at.first = sp.from
			}
			at.last = max(at.last, sp.to)
		}
		if !slices.Contains(x.leaves, i) {
			x.leaves = append(x.leaves, i)
		}
	}
	return x
}

// tempering asks temper itself what it makes of each of the four states.
func (p *plan) tempering(r *Requirement) tempering {
	key := temperKey{r.Scheme, r.Strength, r.Proof, r.Rule, r.Condition != "", r.Applies != nil, r.Applies != nil && !*r.Applies}
	if t, ok := p.made[key]; ok {
		return t
	}
	t := tempering{ok: true}
	for i, st := range byRank {
		a := p.h.blank(r, st)
		p.h.temperRule(&a, r)
		p.h.temperProof(&a, r)
		t.before[i] = uint8(rank(a.state))

		rest := *r
		rest.Rule, rest.Proof, rest.EquivalentAccepted = "", "certificate", false
		after := p.h.blank(r, st)
		after.counts = a.counts
		p.h.temper(&after, &Bid{}, "", &rest, nil, nil)
		t.after[i] = uint8(rank(after.state))
		if i > 0 && after.counts != t.counts {
			t.ok = false // whether it counts hangs on the state
		}
		t.counts = after.counts
	}
	p.made[key] = t
	return t
}
