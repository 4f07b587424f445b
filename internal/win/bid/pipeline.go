package bid

import (
	"cmp"
	"slices"

	"holdfast/internal/money"
	"holdfast/internal/verdict"
)

// Sum is how many bids there are of a kind, and what they are worth in pounds.
// Bids in another currency, or without a value, are counted in Unvalued.
type Sum struct {
	N        int
	Value    money.Amount
	Unvalued int
}

func (s *Sum) add(a money.Amount) {
	s.N++
	if a.IsZero() || (a.Currency != "" && a.Currency != "GBP") {
		s.Unvalued++
		return
	}
	s.Value.Currency = "GBP"
	s.Value.Minor += a.Minor
}

// Column is one stage of the pipeline with its bids, by deadline.
type Column struct {
	Stage string
	Bids  []*Checked
	Sum   Sum
}

// Pipeline puts bids under their stages, in the order of a bid's life.
func Pipeline(list []Checked) []Column {
	var out []Column
	for _, o := range StageWords() {
		c := Column{Stage: o.Value}
		for i := range list {
			if list[i].Value.Stage == o.Value {
				c.Bids = append(c.Bids, &list[i])
				c.Sum.add(list[i].Value.Value)
			}
		}
		slices.SortStableFunc(c.Bids, func(a, b *Checked) int { return cmp.Compare(deadline(&a.Value), deadline(&b.Value)) })
		out = append(out, c)
	}
	return out
}

// Carried is what one certificate carries: the live bids that rest on it, and
// those of them that are at risk or fail because of it.
type Carried struct {
	Certificate string
	Live        Sum
	AtRisk      Sum
	Bids        []string // numbers of the live ones
}

// CarriedBy gives what each certificate carries, the most at risk first. A bid
// counts once for each certificate that decides one of its counted groups.
func CarriedBy(list []Checked) []Carried {
	at := map[string]int{}
	var out []Carried
	for i := range list {
		b := &list[i]
		if !b.Live {
			continue
		}
		worst := map[string]bool{} // certificate → at risk by it
		var order []string
		for _, g := range b.Verdict.Groups {
			if g.Certificate == "" || !g.Counts {
				continue
			}
			if _, ok := worst[g.Certificate]; !ok {
				order = append(order, g.Certificate)
			}
			worst[g.Certificate] = worst[g.Certificate] || g.State == verdict.Fails || g.State == verdict.AtRisk
		}
		for _, ref := range order {
			n, ok := at[ref]
			if !ok {
				n = len(out)
				at[ref] = n
				out = append(out, Carried{Certificate: ref})
			}
			out[n].Live.add(b.Value.Value)
			out[n].Bids = append(out[n].Bids, b.Number)
			if worst[ref] {
				out[n].AtRisk.add(b.Value.Value)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Carried) int {
		return cmp.Or(cmp.Compare(b.AtRisk.Value.Minor, a.AtRisk.Value.Minor), cmp.Compare(b.AtRisk.N, a.AtRisk.N), cmp.Compare(b.Live.Value.Minor, a.Live.Value.Minor))
	})
	return out
}
