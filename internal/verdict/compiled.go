package verdict

import (
	"slices"
	"sync"
	"sync/atomic"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// Supplier is one legal entity with the certificates it knows of.
type Supplier struct {
	Entity       string
	Certificates []Certificate
}

// Pair names a supplier and a bid by their indexes.
type Pair struct{ Supplier, Bid int }

// Counts is how many pairs are in each state.
type Counts struct {
	Holds   int64 `json:"holds"`
	AtRisk  int64 `json:"at-risk"`
	Unknown int64 `json:"unknown"`
	Fails   int64 `json:"fails"`
}

// Crowd is many suppliers made ready to be held against many bids on one day:
// what each certificate is worth is kept as stretches of days, a bit a supplier,
// so that one bid is judged for 64 suppliers at a time. It gives the states that
// Judge gives, without the words. It takes every fact from the functions that
// Judge is made of; it knows no rule itself.
type Crowd struct {
	holders []*Holder
	entity  []string
	bids    []Bid

	demands  []demandKey // what is asked for, whatever the days
	leaves   []leaf      // each demand on one span of decisive days, grouped by demand
	programs []program
	blocks   []block
	rest     []int // bids that only Judge can answer
}

// words is how many words of 64 suppliers are judged at a time: as many as let
// the stretches of one demand stay in the processor's cache.
const words = 20

const perBlock = words * 64

type row [words]uint64

// plane holds the state of each supplier of a block: a bit in one of three
// rows, or in none for Holds.
type plane struct{ atRisk, unknown, fails row }

// demandKey is a demand without its days.
type demandKey struct {
	need       *scheme.Scheme
	level      string
	accredited bool

	first, last civil.Date   // the days that are asked about
	days        []civil.Date // where a stretch begins, in order
}

// leaf is one demand on one span of decisive days. The span is kept as stretches:
// indexes into the days of the demand.
type leaf struct {
	leafKey
	first, last int
	// upTo is the last stretch in which an uncovered day is out of reach, for a
	// first certification and for a renewal; -1 for none.
	upTo [2]int
	// late says the same of the last day of an estimate.
	late [2]bool
}

type leafKey struct {
	demand          int
	from, to        civil.Date
	soft, estimated bool
}

// block is perBlock suppliers: for each demand how their states change.
type block struct {
	first, n int
	change   [][]change // by demand
	renew    []row      // by demand: renewing is the way back
}

type change struct {
	day   civil.Date
	bit   int32
	state uint8 // by rank
}

// NewCrowd reckons the clocks of all certificates and the decisive days of all
// bids. The values must have passed Validate. It uses so many goroutines.
func NewCrowd(book *scheme.Book, today civil.Date, suppliers []Supplier, bids []Bid, workers int) *Crowd {
	c := &Crowd{
		bids: bids, holders: make([]*Holder, len(suppliers)), entity: make([]string, len(suppliers)),
		blocks: make([]block, (len(suppliers)+perBlock-1)/perBlock),
	}
	for i := range suppliers {
		c.entity[i] = suppliers[i].Entity
	}
	newPlan(c, book, today).bids()
	side(workers, len(c.blocks), func(i int) {
		b := &c.blocks[i]
		b.first = i * perBlock
		b.n = min(perBlock, len(suppliers)-b.first)
		for s := b.first; s < b.first+b.n; s++ {
			c.holders[s] = NewHolder(book, today, suppliers[s].Certificates)
		}
		c.stretches(b, book)
	})
	c.cutLeaves(today)
	return c
}

// side runs the numbers below n, several at a time.
func side(workers, n int, fn func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range max(1, min(workers, n)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				fn(i)
			}
		})
	}
	wg.Wait()
}

// stretches finds, for the suppliers of a block, the days on which their best
// certificate for each demand changes its state.
func (c *Crowd) stretches(b *block, book *scheme.Book) {
	b.change = make([][]change, len(c.demands))
	b.renew = make([]row, len(c.demands))
	byScheme := map[string][]int{}
	for i := range c.demands {
		for _, s := range book.Schemes() {
			if _, ok := book.Satisfies(s.ID, c.demands[i].need.ID); ok {
				byScheme[s.ID] = append(byScheme[s.ID], i)
			}
		}
	}
	var asked []int
	for bit := range b.n {
		h := c.holders[b.first+bit]
		asked = asked[:0]
		for _, x := range h.held {
			asked = append(asked, byScheme[x.scheme.ID]...)
		}
		slices.Sort(asked)
		for _, i := range slices.Compact(asked) {
			d := &c.demands[i]
			f := h.field(&Bid{}, c.entity[b.first+bit], d.requirement(), d.need, d.level)
			if f.renews {
				b.renew[i][bit/64] |= 1 << (bit % 64)
			}
			was := uint8(rank(Fails))
			for _, p := range f.points(d.first, d.last) {
				st, _, _ := f.best(p)
				if now := uint8(rank(st)); now != was {
					b.change[i] = append(b.change[i], change{p, int32(bit), now})
					was = now
				}
			}
		}
	}
	for i := range b.change {
		slices.SortFunc(b.change[i], func(x, y change) int { return int(x.day) - int(y.day) })
	}
}

func (d *demandKey) requirement() *Requirement {
	if d.accredited {
		return &Requirement{Accreditation: "asked"}
	}
	return &Requirement{}
}

// cutLeaves turns the days of the leaves into stretches.
func (c *Crowd) cutLeaves(today civil.Date) {
	for i := range c.demands {
		d := &c.demands[i]
		d.days = append(d.days, d.first)
		for b := range c.blocks {
			for _, x := range c.blocks[b].change[i] {
				d.days = append(d.days, x.day)
			}
		}
		slices.Sort(d.days)
		d.days = slices.Compact(d.days)
	}
	for i := range c.leaves {
		l := &c.leaves[i]
		d := &c.demands[l.demand]
		l.first, l.last = d.at(l.from), d.at(l.to)
		for way, lead := range []scheme.Lead{d.need.Lead.First, d.need.Lead.Renew} {
			l.upTo[way] = -1
			if reach := min(l.to, today.AddDays(lead.Min)-1); reach >= l.from && !l.soft {
				l.upTo[way] = d.at(reach)
			}
			l.late[way] = !reachedBy(today, lead, l.to)
		}
	}
}

// at gives the stretch that a day lies in.
func (d *demandKey) at(day civil.Date) int {
	i, found := slices.BinarySearch(d.days, day)
	if !found {
		i--
	}
	return i
}

// Fallbacks gives how many bids are answered by Judge itself, because their form
// cannot be compiled.
func (c *Crowd) Fallbacks() int { return len(c.rest) }

// Holder gives a supplier's certificates made ready, for Judge.
func (c *Crowd) Holder(supplier int) *Holder { return c.holders[supplier] }

// Count gives how many pairs of supplier and bid are in each state.
func (c *Crowd) Count(workers int) Counts {
	var sum Counts
	var lock sync.Mutex
	add := func(n Counts) {
		lock.Lock()
		defer lock.Unlock()
		sum.Holds += n.Holds
		sum.AtRisk += n.AtRisk
		sum.Unknown += n.Unknown
		sum.Fails += n.Fails
	}
	c.each(workers, func(b *block) (func(int, *plane), func()) {
		var n Counts
		pairs := int64(0)
		return func(_ int, p *plane) {
			f, a, u := p.count()
			n.Fails, n.AtRisk, n.Unknown = n.Fails+f, n.AtRisk+a, n.Unknown+u
			pairs += int64(b.n)
		}, func() { n.Holds = pairs - n.Fails - n.AtRisk - n.Unknown; add(n) }
	})
	side(workers, len(c.holders), func(s int) {
		for _, i := range c.rest {
			var n Counts
			switch c.holders[s].Judge("", c.entity[s], &c.bids[i]).State {
			case Holds:
				n.Holds++
			case AtRisk:
				n.AtRisk++
			case Unknown:
				n.Unknown++
			default:
				n.Fails++
			}
			add(n)
		}
	})
	return sum
}

// States gives the state of each pair, in their order; it takes the road that
// Count takes.
func (c *Crowd) States(pairs []Pair, workers int) []State {
	out := make([]State, len(pairs))
	order := make([][]int32, len(c.blocks)) // by block: the pairs, by bid
	for i, p := range pairs {
		order[p.Supplier/perBlock] = append(order[p.Supplier/perBlock], int32(i))
	}
	for _, o := range order {
		slices.SortFunc(o, func(a, b int32) int { return pairs[a].Bid - pairs[b].Bid })
	}
	c.each(workers, func(b *block) (func(int, *plane), func()) {
		list := order[b.first/perBlock]
		return func(bid int, p *plane) {
			for len(list) > 0 && pairs[list[0]].Bid <= bid {
				if pairs[list[0]].Bid == bid {
					out[list[0]] = p.state(pairs[list[0]].Supplier - b.first)
				}
				list = list[1:]
			}
		}, func() {}
	})
	for i, p := range pairs {
		if out[i] == "" {
			out[i] = c.holders[p.Supplier].Judge("", c.entity[p.Supplier], &c.bids[p.Bid]).State
		}
	}
	return out
}
