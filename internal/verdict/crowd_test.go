package verdict_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// The crowd and the pure function give the same states, whatever is held and
// asked; and the counts are those of the states.
func TestCrowdGivesTheStatesOfJudge(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for range 4 {
		rapid.Check(t, func(t *rapid.T) { crowdCase(t, book) })
	}
}

func crowdCase(t *rapid.T, book *scheme.Book) {
	today := genToday(t)
	var suppliers []verdict.Supplier
	for range rapid.IntRange(1, 12).Draw(t, "suppliers") {
		s := verdict.Supplier{Entity: bidder}
		for i := range rapid.IntRange(0, 4).Draw(t, "certificates") {
			s.Certificates = append(s.Certificates, genCertificate(t, today, i))
		}
		suppliers = append(suppliers, s)
	}
	var bids []verdict.Bid
	for range rapid.IntRange(1, 24).Draw(t, "bids") {
		bids = append(bids, genBid(t, today))
	}
	if maybe(t, "judged for this bid", 10) {
		bids[0].Covers = map[string]string{"C0": "no"}
	}
	compare(t, verdict.NewCrowd(book, today, suppliers, bids, 2), book, today, suppliers, bids)
}

func compare(t *rapid.T, c *verdict.Crowd, book *scheme.Book, today civil.Date, suppliers []verdict.Supplier, bids []verdict.Bid) {
	var pairs []verdict.Pair
	var want verdict.Counts
	var states []verdict.State
	for s := range suppliers {
		h := verdict.NewHolder(book, today, suppliers[s].Certificates)
		for b := range bids {
			pairs = append(pairs, verdict.Pair{Supplier: s, Bid: b})
			v := h.Judge("", suppliers[s].Entity, &bids[b])
			states = append(states, v.State)
			switch v.State {
			case verdict.Holds:
				want.Holds++
			case verdict.AtRisk:
				want.AtRisk++
			case verdict.Unknown:
				want.Unknown++
			case verdict.Fails:
				want.Fails++
			}
		}
	}
	for i, got := range c.States(pairs, 2) {
		if got != states[i] {
			p := pairs[i]
			t.Fatalf("supplier %d, bid %d: the crowd says %s, Judge %s\n%+v\n%+v", p.Supplier, p.Bid, got, states[i], suppliers[p.Supplier], bids[p.Bid])
		}
	}
	if got := c.Count(2); got != want {
		t.Fatalf("counts %+v, want %+v", got, want)
	}
}

// TestCrowdGivesTheGoldenStates runs each golden case through the crowd, among
// others so that it is no bit by itself.
func TestCrowdGivesTheGoldenStates(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for _, g := range golden {
		c := caseOf(t, g.today, g.certs, g.bid, g.asks)
		c.Normalise()
		suppliers := make([]verdict.Supplier, 70)
		at := len(g.name) % len(suppliers)
		suppliers[at] = verdict.Supplier{Entity: c.Entity, Certificates: c.Certificates}
		crowd := verdict.NewCrowd(book, c.Today, suppliers, []verdict.Bid{c.Bid}, 1)
		got := crowd.States([]verdict.Pair{{Supplier: at, Bid: 0}}, 1)[0]
		alone := 0
		if len(c.Bid.Partners) > 0 {
			alone = 1 // partners are judged one by one
		}
		if want, _, _ := strings.Cut(g.want, " "); string(got) != want || crowd.Fallbacks() != alone {
			t.Errorf("%s: %s, want %s", g.name, got, want)
		}
	}
}
