package tender

import (
	"context"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// TakeOn makes a bid of a pack that was dropped in: b is what a person has
// confirmed of it, to which comes what the documents ask for. What is still being
// read is added when it has been.
func (s *Service) TakeOn(ctx context.Context, by change.By, pack string, b bid.Bid) (bid.Row, error) {
	var id string
	err := s.change(ctx, by, "bid.create", []any{pack, b}, &id, func(tx *change.Tx) error {
		rows, err := s.OfPack(tx, pack)
		if err != nil {
			return err
		}
		var asked []bid.Requirement
		for i := range rows {
			asked = append(asked, demands(&rows[i])...)
		}
		row, err := s.Bids.Record(tx, b)
		if err != nil {
			return err
		}
		id = row.ID
		for i := range rows {
			d := rows[i].Value
			d.Bid = row.ID
			if _, err := change.Put(tx, s.Documents, rows[i].ID, rows[i].Version, d); err != nil {
				return err
			}
		}
		if len(asked) == 0 {
			return nil
		}
		_, err = s.Bids.AddFoundIn(tx, row.ID, asked)
		return err
	})
	if err != nil {
		return bid.Row{}, err
	}
	return s.Bids.Get(ctx, by.Actor, id)
}

// Discard throws away a pack that no bid was made of.
func (s *Service) Discard(ctx context.Context, by change.By, pack string) error {
	_, err := s.Door.Do(ctx, by.Request(string(Kind)+".delete", pack), func(tx *change.Tx) error {
		rows, err := s.OfPack(tx, pack)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := change.Delete(tx, s.Documents, rows[i].ID, rows[i].Version); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Waiting is a pack that was dropped in and belongs to no bid yet.
type Waiting struct {
	Pack    string
	Name    string // of its first file
	More    int    // files beside it
	Dropped int64
	By      string
	Reading int // documents still to be read
}

// Packs gives the packs that wait to be made bids of, the latest first.
func (s *Service) Packs(in change.Reader) ([]Waiting, error) {
	rows, err := change.Collect(in, s.Documents, register.Query{Filters: []register.Filter{{Field: "bid", Op: register.Empty}}, NoTotal: true})
	if err != nil {
		return nil, err
	}
	var out []Waiting
	at := map[string]int{}
	for i := range rows {
		d := &rows[i].Value
		n, ok := at[d.Pack]
		if !ok {
			n = len(out)
			at[d.Pack] = n
			out = append(out, Waiting{Pack: d.Pack, Dropped: d.Dropped, By: d.By})
		}
		if d.State == Reading {
			out[n].Reading++
		}
		if d.Inside != "" {
			continue
		}
		if out[n].Name == "" {
			out[n].Name = d.Name
		} else {
			out[n].More++
		}
	}
	slices.Reverse(out)
	return out, nil
}

// Remove takes a document out of a bid that it does not belong to; what came in it
// goes too. What it asked for is said to be asked no more, unless a person has
// said something of it.
func (s *Service) Remove(ctx context.Context, by change.By, ref, number string) error {
	if by.Reason == "" {
		return errs.At("/reason", "Say in a few words why it does not belong to this bid.")
	}
	_, err := s.Door.Do(ctx, by.Request(string(Kind)+".delete", []string{ref, number}), func(tx *change.Tx) error {
		b, row, err := s.both(tx, ref, number)
		if err != nil {
			return err
		}
		gone := map[string]bool{row.Number: true}
		all, err := s.Of(tx, b.ID)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Value.Inside == row.Number {
				gone[all[i].Number] = true
			}
		}
		for i := range all {
			if gone[all[i].Number] {
				if err := change.Delete(tx, s.Documents, all[i].ID, all[i].Version); err != nil {
					return err
				}
			}
		}
		v := b.Value
		v.Requirements = append([]bid.Requirement(nil), v.Requirements...)
		changed := false
		for i := range v.Requirements {
			r := &v.Requirements[i]
			if from, _, ok := ParsePlace(r.Place); ok && gone[from] && r.By == "" && !r.Removed {
				r.Removed, r.By, r.Why, changed = true, by.Name, by.Reason, true
			}
		}
		if !changed {
			return nil
		}
		_, err = change.Put(tx, s.BidRows, b.ID, b.Version, v)
		return err
	})
	return err
}

// Follow lets documents go with their bids, for the schedule of retention: each is
// told the last day of its bid's contract, and those of a bid that is gone end too.
func (s *Service) Follow(ctx context.Context, by change.By, ends func(bid.Bid) civil.Date) (changed int, err error) {
	type step struct {
		row  Row
		ends civil.Date
		gone bool
	}
	var steps []step
	err = s.Door.See(ctx, by.Actor, func(v *change.View) error {
		last := map[string]civil.Date{}
		for b, err := range change.All(v, s.BidRows, register.Query{NoTotal: true}) {
			if err != nil {
				return err
			}
			last[b.ID] = ends(b.Value)
		}
		for row, err := range change.All(v, s.Documents, register.Query{Filters: []register.Filter{{Field: "bid", Op: register.Given}}, NoTotal: true}) {
			if err != nil {
				return err
			}
			if day, there := last[row.Value.Bid]; !there || day != row.Value.Ends {
				steps = append(steps, step{row, day, !there})
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, one := range steps {
		_, err := s.Door.Do(ctx, by.Request(string(Kind)+".follow", nil), func(tx *change.Tx) error {
			if one.gone {
				return change.Delete(tx, s.Documents, one.row.ID, one.row.Version)
			}
			d := one.row.Value
			d.Ends = one.ends
			_, err := change.Put(tx, s.Documents, one.row.ID, one.row.Version, d)
			return err
		})
		if errs.CodeOf(err) == errs.Conflict || errs.CodeOf(err) == errs.NotFound {
			continue // somebody was there first: the next look sees to it
		}
		if err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}
