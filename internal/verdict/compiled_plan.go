package verdict

import (
	"fmt"
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// term is what one requirement asks, made of leaves: the better of Proof and
// All, then tempered by the words, the rule and the strength.
type term struct {
	proof []int // leaves of which the best answers
	all   []int // leaves that are all needed
	plain bool  // it is its one leaf, untouched
	// before and after give a state for a state, by rank; in between a Fails
	// becomes Unknown where an equivalent holds or is unknown.
	before, after table
	equivalents   []int
}

// table gives a state for each state, both by rank.
type table [4]uint8

var (
	same   = table{0, 1, 2, 3}
	byRank = [4]State{Holds, AtRisk, Unknown, Fails}
)

// programs says how the answers of a bid are made of terms: groups[bid] to
// groups[bid+1] are its groups, and members[group] to members[group+1] the slots
// of their members. Slots below the number of leaves are leaves.
type programs struct {
	which   []int32 // the compiled bids
	groups  []int32
	members []int32
	slots   []int32
}

// plan compiles bids.
type plan struct {
	*Crowd
	h      *Holder // no certificate: knows the book and the day
	book   *scheme.Book
	demand map[string]int
	leaf   map[string]int
	term   map[string]int
	made   map[string]tempering
}

// tempering is what the words, the rule and the strength make of any answer.
type tempering struct {
	before, after table
	counts        bool
	ok            bool
}

func newPlan(c *Crowd, book *scheme.Book, today civil.Date) *plan {
	return &plan{
		Crowd: c, book: book, h: NewHolder(book, today, nil), demand: map[string]int{},
		leaf: map[string]int{}, term: map[string]int{}, made: map[string]tempering{},
	}
}

// bids compiles every bid that can be, and names the others.
func (p *plan) bids() {
	p.groups, p.members = append(p.groups, 0), append(p.members, 0)
	terms := make([][]int, len(p.Crowd.bids))
	counts := make([][]bool, len(p.Crowd.bids))
	ok := make([]bool, len(p.Crowd.bids))
	for i := range p.Crowd.bids {
		terms[i], counts[i], ok[i] = p.bid(&p.Crowd.bids[i])
	}
	// A term that is its one leaf takes the leaf's slot; leaves are grouped by
	// demand, so that the stretches of one are in use at a time.
	order := make([]int, len(p.leaves))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return p.leaves[a].demand - p.leaves[b].demand })
	place := make([]int, len(order))
	sorted := make([]leaf, len(order))
	for at, i := range order {
		place[i], sorted[at] = at, p.leaves[i]
	}
	p.leaves = sorted
	move := func(list []int) {
		for i := range list {
			list[i] = place[list[i]]
		}
	}
	slot := make([]int32, len(p.terms))
	var kept []term
	for i := range p.terms {
		t := &p.terms[i]
		move(t.proof)
		move(t.all)
		move(t.equivalents)
		if t.plain {
			slot[i] = int32(t.all[0])
			continue
		}
		slot[i] = int32(len(p.leaves) + len(kept))
		kept = append(kept, *t)
	}
	p.terms = kept
	for i := range p.Crowd.bids {
		if !ok[i] {
			p.rest = append(p.rest, i)
			continue
		}
		p.program(i, terms[i], counts[i], slot)
	}
}

// program writes down which slots speak for each group of a bid: those that
// count; a group in which none does is shown only.
func (p *plan) program(bid int, terms []int, counts []bool, slot []int32) {
	for _, g := range groups(p.Crowd.bids[bid].Requirements) {
		n := len(p.slots)
		for _, m := range g.members {
			if counts[m] {
				p.slots = append(p.slots, slot[terms[m]])
			}
		}
		if len(p.slots) > n {
			p.members = append(p.members, int32(len(p.slots)))
		}
	}
	p.which = append(p.which, int32(bid))
	p.groups = append(p.groups, int32(len(p.members)-1))
}

// bid gives the term of each requirement and whether it counts; false when the
// form of the bid is none that is compiled.
func (p *plan) bid(b *Bid) (terms []int, counts []bool, ok bool) {
	if len(b.Covers) > 0 {
		return nil, nil, false // judged certificate by certificate
	}
	for i := range b.Requirements {
		r := &b.Requirements[i]
		t := p.tempering(r)
		if !t.ok {
			return nil, nil, false
		}
		terms = append(terms, p.requirement(b, r, t))
		counts = append(counts, t.counts)
	}
	return terms, counts, true
}

func (p *plan) requirement(b *Bid, r *Requirement, t tempering) int {
	when := needBy(b, r)
	spans, gaps := decisiveDays(b, &when, p.h.est)
	x := term{before: t.before, after: t.after}
	accredited := r.Accreditation != ""
	add := func(list []int, need, level string, accredited bool, gap bool) []int {
		if s, ok := p.book.Scheme(need); ok {
			list = append(list, p.leafOf(s, level, accredited, spans, gap))
		}
		return list
	}
	gap := len(gaps) > 0
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
			if d.Kind == "standard" && len(road.All) > 0 {
				plan := table{0, 1, 2, uint8(rank(AtRisk))}
				x.before = plan.then(x.before)
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
	x.plain = len(x.all) == 1 && len(x.proof) == 0 && len(x.equivalents) == 0 && x.before == same && x.after == same
	key := fmt.Sprint(x)
	if i, ok := p.term[key]; ok {
		return i
	}
	p.terms = append(p.terms, x)
	p.term[key] = len(p.terms) - 1
	return len(p.terms) - 1
}

// then gives the table that applies t and then u.
func (t table) then(u table) table {
	var out table
	for i := range t {
		out[i] = u[t[i]]
	}
	return out
}

func (p *plan) leafOf(s *scheme.Scheme, level string, accredited bool, spans []span, gap bool) int {
	k := demandKey{need: s, level: level, accredited: accredited && s.JudgesAccreditation}
	id := fmt.Sprint(s.ID, "\x00", k.level, "\x00", k.accredited)
	d, ok := p.demand[id]
	if !ok {
		d = len(p.demands)
		p.demand[id] = d
		p.demands = append(p.demands, k)
	}
	l := leaf{demand: d, gap: gap}
	for _, sp := range spans {
		sp.what, sp.basis = "", ""
		l.spans = append(l.spans, sp)
		at := &p.demands[d]
		if at.first == 0 || sp.from < at.first {
			at.first = sp.from
		}
		at.last = max(at.last, sp.to)
	}
	key := fmt.Sprint(d, gap, l.spans)
	if i, ok := p.leaf[key]; ok {
		return i
	}
	p.leaves = append(p.leaves, l)
	p.leaf[key] = len(p.leaves) - 1
	return len(p.leaves) - 1
}

// tempering asks temper itself what it makes of each of the four states.
func (p *plan) tempering(r *Requirement) tempering {
	key := fmt.Sprint(r.Scheme, "\x00", r.Strength, "\x00", r.Proof, "\x00", r.Rule, "\x00", r.Condition != "", r.Applies == nil, r.Applies != nil && *r.Applies)
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
