package retention

import (
	"context"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/trail/erased"
)

// recordHash is what the journal knows of a record that went.
func recordHash(key []byte, kind register.Kind, id string) string {
	return keyed(key, string(kind)+"\x00"+id)
}

// chosenHashes gives the keyed hashes of the records that are to go.
func (r *run) chosenHashes(ctx context.Context, org string, key []byte) ([]string, error) {
	var out []string
	err := r.s.Door.See(ctx, change.SystemActor(org, "erasure"), func(v *change.View) error {
		items, err := r.s.port(v).Items(ctx, r.p.Proposal, ItemChosen, "", 0)
		for _, i := range items {
			out = append(out, recordHash(key, i.Kind, i.ID))
		}
		return err
	})
	slices.Sort(out)
	return out, err
}

// Replay does again those erasures of the journal that the organisation's
// records do not know: an older backup was restored. It gives how many it did.
// Call it for every organisation before serving.
func (s *Service) Replay(ctx context.Context, org string, now func() time.Time) (int, error) {
	entries, err := s.journal.Entries()
	if err != nil {
		return 0, err
	}
	done := 0
	for _, e := range entries {
		if e.Org != org {
			continue
		}
		missing, err := s.begin(ctx, e, now())
		if err != nil {
			return done, err
		}
		if !missing {
			continue
		}
		if err := s.Run(ctx, org, e.Key, now); err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

// begin puts an entry of the journal under way where the records do not know
// it as done, or know it as asked for only.
func (s *Service) begin(ctx context.Context, e Entry, now time.Time) (bool, error) {
	missing := false
	_, err := s.Door.Do(ctx, change.Request{Actor: change.SystemActor(e.Org, "erasure"), Action: "erasure.replay", Now: now}, func(tx *change.Tx) error {
		missing = false
		row, found, err := s.byKey(tx, e.Key)
		if err != nil || found && row.Value.State != StateAsked && row.Value.State != StateDropped {
			// Done, or under way: that goes on where it was.
			missing = err == nil && row.Value.State == StateRunning
			return err
		}
		missing = true
		value := Erasure{
			What: e.What, State: StateRunning, Key: e.Key, Texts: len(e.Needles), Replayed: true,
			Reason: "an older backup was restored: done again", Asked: civil.FromTime(time.UnixMicro(e.At).In(s.Zone)),
		}
		for _, f := range e.Keep {
			value.Kept = append(value.Kept, Kept{Field: f, Reason: "as when it was first done"})
		}
		if found {
			_, err = change.Put(tx, s.erasures, row.ID, row.Version, value)
		} else {
			_, err = change.Insert(tx, s.erasures, value)
		}
		if err != nil {
			return err
		}
		p := plan{What: e.What, Needles: e.Needles, Records: e.Records, Keep: map[string]string{}}
		for _, f := range e.Keep {
			p.Keep[f] = "as when it was first done"
		}
		return s.save(tx, e.Key, p, progress{Phase: phaseJournal, Seq: -1})
	})
	return missing, err
}

// dropAgain deletes the records of a journal's entry that a backup brought back.
func (r *run) dropAgain(tx *change.Tx, out *erased.Matter) error {
	key, err := r.s.journal.Key()
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, h := range r.p.Records {
		gone[h] = true
	}
	port, ctx := r.s.port(&tx.View), tx.Context()
	for _, reg := range r.s.Door.Book().All() {
		kind := reg.Declaration().Kind
		if own(kind) {
			continue
		}
		for after := int64(0); ; {
			recs, err := port.LatestOf(ctx, kind, after, batchPage)
			if err != nil {
				return err
			}
			for i := range recs {
				rec := &recs[i]
				after = rec.Num
				if !gone[recordHash(key, kind, rec.ID)] {
					continue
				}
				past, err := tx.Port().History(ctx, kind, rec.ID)
				if err != nil {
					return err
				}
				if err := r.drop(tx, out, past); err != nil {
					return err
				}
				if len(out.Gone) >= batchDrop {
					return nil // the walk begins again with the next batch
				}
			}
			if len(recs) < batchPage {
				break
			}
		}
	}
	r.g.Phase = phaseFiles
	return nil
}

// mayPreview: who previews an erasure sees every area, so it takes the right to
// erase.
func mayPreview(v *change.View) error {
	a := v.Actor()
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Act, Area: authz.Settings, What: "erasures"})
}
