package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
)

const (
	// sealBatch is how many leaves one sealing reads before it keeps their
	// hashes: a change that waits behind it waits for a few tiles of 8 KiB.
	sealBatch = 16 * tileWidth
	// maxRaces bounds how often a sealer begins again because another replica
	// was first; each time that replica has brought the trail further.
	maxRaces = 1000
)

// Sealer hashes what changes have appended, and signs checkpoints. It keeps no
// state: any number of them may work on one organisation at once.
type Sealer struct {
	Store Store
	Keys  Keys
	// Memory keeps, outside the database, what was signed last; nil for none.
	Memory Memory
	// Rules gives the version of the rule data that judges now; nil for none.
	Rules func() string
}

// Memory remembers outside the database what was signed last, so that a
// database that was set back to an older state, its checkpoints with it, is
// noticed before a second history is signed.
type Memory interface {
	// Recall gives the last signed note of an origin, nil when there is none.
	Recall(origin string) ([]byte, error)
	Remember(origin string, signed []byte) error
}

// State is how an organisation's trail stands.
type State struct {
	Size     int64       // events
	Sealed   int64       // of them hashed
	Last     *Checkpoint // nil when nothing was signed yet
	Note     []byte      // the signed text of Last
	Unsigned int64       // events after Last
	// Trouble is why nothing is signed any more: the trail no longer continues
	// what was signed. It is an errs.Conflict whose message is for people; nil
	// when all is well.
	Trouble error
}

// Seal hashes the leaves that are not hashed yet and gives how many are. It may
// be cut off at any time: what was kept stays right.
func (s *Sealer) Seal(ctx context.Context, org string) (int64, error) {
	for range maxRaces {
		var e *edge
		var from, size int64
		err := s.Store.LookAtTrail(ctx, org, func(sh Shelf) error {
			e = nil
			var err error
			if size, err = sh.TrailSize(ctx); err != nil {
				return err
			}
			if from, err = sh.TrailSealed(ctx); err != nil || from == size {
				return err
			}
			if from > size {
				return cutBack(size, fmt.Sprintf("%d were hashed", from))
			}
			e, err = appended(ctx, sh, from, min(size, from+sealBatch))
			return err
		})
		if err != nil || e == nil {
			return from, err
		}
		err = s.Store.WriteTrail(ctx, org, func(p Pen) error {
			_, err := p.SealTrail(ctx, from, e.size, e.tiles())
			return err
		})
		if err != nil {
			return from, err
		}
	}
	return 0, errs.New(errs.Unavailable, "The trail is being sealed by others. Try again.")
}

// appended reads leaves onto the edge of the tree.
func appended(ctx context.Context, sh Shelf, from, to int64) (*edge, error) {
	e, err := openEdge(from, tiles{ctx, sh}.tile)
	if err != nil {
		return nil, errs.Wrap(err, errs.Conflict, "The hashes of the trail are damaged; nothing is signed.")
	}
	err = sh.TrailLeaves(ctx, from, to, func(seq int64, leaf []byte) error {
		if seq != e.size {
			return missing(e.size)
		}
		e.add(tlog.RecordHash(leaf))
		return nil
	})
	if err == nil && e.size != to {
		err = missing(e.size)
	}
	return e, err
}

// Checkpoint signs the trail as it is now, after having made sure that it
// continues what was signed before. When nothing was added since, it gives the
// last one and signs nothing; the boolean says whether it signed. An
// errs.Conflict says that the trail was altered: State tells the same.
func (s *Sealer) Checkpoint(ctx context.Context, org string, now time.Time) (Checkpoint, bool, error) {
	origin := Origin(org)
	signer, err := s.Keys.Signer(origin)
	if err != nil {
		return Checkpoint{}, false, err
	}
	for range maxRaces {
		if _, err := s.Seal(ctx, org); err != nil {
			return Checkpoint{}, false, err
		}
		next := Checkpoint{Origin: origin, Number: 1, At: now.UTC().Truncate(time.Second)}
		var last State
		err := s.Store.LookAtTrail(ctx, org, func(sh Shelf) (err error) {
			if last, next.Root, err = s.examine(ctx, sh, origin); err != nil {
				return err
			}
			return last.Trouble
		})
		if err != nil {
			return Checkpoint{}, false, err
		}
		if last.Last != nil {
			if last.Last.Size == last.Sealed {
				return *last.Last, false, s.remember(origin, last.Note)
			}
			next.Number = last.Last.Number + 1
		}
		if next.Size = last.Sealed; next.Size == 0 {
			return Checkpoint{}, false, errs.New(errs.NotFound, "Nothing has happened in this organisation yet: there is nothing to sign.")
		}
		if s.Rules != nil {
			next.Rules = s.Rules()
		}
		signed, err := next.Sign(signer)
		if err != nil {
			return next, false, err
		}
		kept := false
		err = s.Store.WriteTrail(ctx, org, func(p Pen) (err error) {
			kept, err = p.KeepCheckpoint(ctx, Stored{Number: next.Number, Size: next.Size, At: now.UTC().UnixMicro(), Note: signed})
			return err
		})
		if err != nil {
			return next, false, err
		}
		if kept {
			return next, true, s.remember(origin, signed)
		}
	}
	return Checkpoint{}, false, errs.New(errs.Unavailable, "The trail is being signed by others. Try again.")
}

// State says how the trail stands, and signs nothing.
func (s *Sealer) State(ctx context.Context, org string) (State, error) {
	var st State
	err := s.Store.LookAtTrail(ctx, org, func(sh Shelf) (err error) {
		st, _, err = s.examine(ctx, sh, Origin(org))
		return err
	})
	return st, err
}

// examine reads the state and checks that the hashed part of the trail
// continues what was signed; it gives the root over that part.
func (s *Sealer) examine(ctx context.Context, sh Shelf, origin string) (State, tlog.Hash, error) {
	var st State
	var root tlog.Hash
	var err error
	if st.Size, err = sh.TrailSize(ctx); err != nil {
		return st, root, err
	}
	if st.Sealed, err = sh.TrailSealed(ctx); err != nil {
		return st, root, err
	}
	stored, found, err := sh.LastCheckpoint(ctx)
	if err != nil {
		return st, root, err
	}
	st.Unsigned = st.Size
	known, err := s.Keys.Verifiers(origin)
	if err != nil {
		return st, root, err
	}
	if found {
		c, err := ReadCheckpoint(stored.Note, known)
		if errors.Is(err, ErrUnknownKey) && s.tookOver(origin, stored.Note) {
			err = nil // another installation signed it: this one goes on from there
		}
		if err != nil {
			st.Trouble = errs.Wrap(err, errs.Conflict, "The last checkpoint of the trail, number %d, was not signed with a key of this installation: it was replaced, or the key file is another's. Nothing is signed.", stored.Number)
			return st, root, nil
		}
		st.Last, st.Note, st.Unsigned = &c, stored.Note, max(0, st.Size-c.Size)
	}
	t := tiles{ctx, sh}
	if root, err = t.root(st.Sealed); err != nil {
		st.Trouble = errs.Wrap(err, errs.Conflict, "The hashes of the trail are damaged; nothing is signed.")
		return st, root, nil
	}
	if st.Sealed > st.Size {
		st.Trouble = cutBack(st.Size, fmt.Sprintf("%d were hashed", st.Sealed))
		return st, root, nil
	}
	if st.Last != nil {
		st.Trouble = t.continues(st, root, *st.Last, "checkpoint")
	}
	if st.Trouble == nil {
		st.Trouble = s.recalled(t, st, root, origin)
	}
	return st, root, nil
}

// tookOver says that the memory outside names a checkpoint as the one with which
// the organisation came here from another installation (see TakeOver).
func (s *Sealer) tookOver(origin string, signed []byte) bool {
	if s.Memory == nil {
		return false
	}
	was, err := s.Memory.Recall(origin)
	return err == nil && bytes.Equal(was, signed)
}

// TakeOver remembers the last checkpoint of an organisation that was taken in
// from another installation: the next one, signed with this installation's key,
// continues it. Who verifies is given both keys.
func (s *Sealer) TakeOver(ctx context.Context, org string) error {
	return s.Store.LookAtTrail(ctx, org, func(sh Shelf) error {
		stored, found, err := sh.LastCheckpoint(ctx)
		if err != nil || !found {
			return err
		}
		return s.remember(Origin(org), stored.Note)
	})
}

// recalled compares with what was signed last by the memory outside.
func (s *Sealer) recalled(t tiles, st State, root tlog.Hash, origin string) error {
	if s.Memory == nil {
		return nil
	}
	signed, err := s.Memory.Recall(origin)
	if err != nil || signed == nil {
		return err
	}
	known, err := s.Keys.Verifiers(origin)
	if err != nil {
		return err
	}
	c, err := ReadCheckpoint(signed, known)
	if err != nil {
		return nil // of another key file: it says nothing about this trail
	}
	return t.continues(st, root, c, "checkpoint remembered beside the keys,")
}

func (s *Sealer) remember(origin string, signed []byte) error {
	if s.Memory == nil {
		return nil
	}
	return s.Memory.Remember(origin, signed)
}

// continues says why the tree of the root is not a continuation of a
// checkpoint, with a consistency proof; nil when it is.
func (t tiles) continues(st State, root tlog.Hash, c Checkpoint, what string) error {
	if c.Size > st.Sealed {
		if c.Size <= st.Size {
			return nil // signed by another replica; the tiles come after it
		}
		return cutBack(st.Size, fmt.Sprintf("the %s number %d of %s covers %d", what, c.Number, stamp(c.At), c.Size))
	}
	if c.Size == 0 {
		return nil
	}
	if c.Size == st.Sealed {
		if c.Root == root {
			return nil
		}
		return forked(c)
	}
	p, err := tlog.ProveTree(st.Sealed, c.Size, t.reader(st.Sealed, root))
	if err == nil {
		err = tlog.CheckTree(p, st.Sealed, root, c.Size, c.Root)
	}
	if err != nil {
		return forked(c)
	}
	return nil
}

func cutBack(size int64, than string) *errs.Error {
	return errs.New(errs.Conflict, "The trail was cut back: it has %d entries, but %s. Entries were removed, or an older copy of the database was put in its place. Nothing is signed.", size, than)
}

func forked(c Checkpoint) *errs.Error {
	return errs.New(errs.Conflict, "The trail is not the one that was signed: its first %d entries differ from those of %s. Nothing is signed.", c.Size, c.Says())
}

func missing(seq int64) *errs.Error {
	return errs.New(errs.Conflict, "The trail has a gap: entry %d is missing. Nothing is signed.", seq)
}
