package answer

import (
	"holdfast/internal/change"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Used is how often an answer was sent to buyers.
type Used struct {
	Bids int `json:"bids"` // that use it
	Won  int `json:"won"`  // of these
	Lost int `json:"lost"`
}

// UsedBy is one bid that uses an answer.
type UsedBy struct {
	Number, Title, Buyer, Stage string
	// Live: what the answer leans on still matters to it.
	Live    bool
	Against Against
}

// Use records that a bid uses an answer; done again it changes nothing. ref and
// number are ids or numbers. It is part of the action of whoever uses it.
func (s *Service) Use(tx *change.Tx, ref, number string) error {
	a, b, err := s.pair(tx, ref, number)
	if err != nil {
		return err
	}
	return tx.Link(b, a, links.Uses)
}

// Unuse records that a bid does not use an answer after all.
func (s *Service) Unuse(tx *change.Tx, ref, number string) error {
	a, b, err := s.pair(tx, ref, number)
	if err != nil {
		return err
	}
	return tx.Unlink(b, a, links.Uses)
}

func (s *Service) pair(tx *change.Tx, ref, number string) (answer, of register.Ref, err error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return answer, of, err
	}
	b, err := s.Bid(tx, number)
	return row.Ref, b.Ref, err
}

// Bid gives a bid by its id or number.
func (s *Service) Bid(in change.Reader, ref string) (bid.Row, error) {
	return change.Get(in, s.Bids, ref)
}

// UsedIn gives the bids that use an answer.
func (s *Service) UsedIn(v *change.View, id string) ([]UsedBy, Used, error) {
	var sum Used
	all, err := v.Links(id, 0)
	if err != nil {
		return nil, sum, err
	}
	var ids []string
	for _, l := range all {
		if l.Role == links.Uses && l.To == id && l.FromKind == bid.Kind {
			ids = append(ids, l.From)
		}
	}
	if len(ids) == 0 {
		return nil, sum, nil
	}
	recs, err := links.ByID(v, s.Bids, ids)
	if err != nil {
		return nil, sum, err
	}
	var out []UsedBy
	for i := range recs {
		row, err := s.Bids.Row(&recs[i])
		if err != nil {
			return nil, sum, err
		}
		b := &row.Value
		out = append(out, UsedBy{
			Number: row.Number, Title: b.Title, Buyer: b.Buyer, Stage: b.Stage, Against: AgainstBid(b),
			Live: b.Stage == bid.Considering || b.Stage == bid.Preparing || b.Stage == bid.Submitted,
		})
		sum.add(b.Stage)
	}
	return out, sum, nil
}

// add counts one more bid by its stage.
func (u *Used) add(stage string) {
	u.Bids++
	switch stage {
	case bid.Won:
		u.Won++
	case bid.Lost:
		u.Lost++
	}
}

// UsedInAll counts the bids of every answer that is used, by the answer's id.
func (s *Service) UsedInAll(v *change.View) (map[string]Used, error) {
	all, err := links.Among(v, s.Bids, s.Answers)
	if err != nil {
		return nil, err
	}
	var ids []string
	of := map[string][]string{}
	for _, l := range all {
		if l.Role == links.Uses && l.FromKind == bid.Kind {
			if of[l.From] == nil {
				ids = append(ids, l.From)
			}
			of[l.From] = append(of[l.From], l.To)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	recs, err := links.ByID(v, s.Bids, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]Used{}
	for i := range recs {
		row, err := s.Bids.Row(&recs[i])
		if err != nil {
			return nil, err
		}
		for _, id := range of[row.ID] {
			u := out[id]
			u.add(row.Value.Stage)
			out[id] = u
		}
	}
	return out, nil
}
