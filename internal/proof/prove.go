package proof

import (
	"context"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// Formats of proofs, the member "holdfast" of their JSON.
const (
	inclusionFormat   = "trail-inclusion/1"
	consistencyFormat = "trail-consistency/1"
)

// Inclusion proves that one event is in the trail that a checkpoint signed. It
// stands alone: with the public key anybody can check it.
type Inclusion struct {
	Format     string      `json:"holdfast"`
	Seq        int64       `json:"seq"`
	Leaf       string      `json:"leaf"`  // its bytes
	Proof      []tlog.Hash `json:"proof"` // RFC 6962 audit path, base64
	Checkpoint string      `json:"checkpoint"`
}

// Consistency proves that the trail of the newer checkpoint begins with the
// whole trail of the older one.
type Consistency struct {
	Format string      `json:"holdfast"`
	Older  string      `json:"older"`
	Newer  string      `json:"newer"`
	Proof  []tlog.Hash `json:"proof"` // RFC 6962 consistency proof, base64
}

// Prove gives the proof that an event is in what was signed last. NotFound when
// there is no such event; Unavailable when it is too new to be signed yet.
func (s *Sealer) Prove(ctx context.Context, org string, seq int64) (Inclusion, error) {
	p := Inclusion{Format: inclusionFormat, Seq: seq}
	err := s.Store.LookAtTrail(ctx, org, func(sh Shelf) error {
		size, err := sh.TrailSize(ctx)
		if err != nil {
			return err
		}
		if seq < 0 || seq >= size {
			return errs.New(errs.NotFound, "There is no entry %d in this trail.", seq)
		}
		stored, found, err := sh.LastCheckpoint(ctx)
		if err != nil {
			return err
		}
		if !found || seq >= stored.Size {
			return errs.New(errs.Unavailable, "Entry %d is not signed yet: that is done every hour, and by `holdfast trail checkpoint --now`.", seq)
		}
		c, err := s.read(org, stored)
		if err != nil {
			return err
		}
		p.Checkpoint = string(stored.Note)
		if err := sh.TrailLeaves(ctx, seq, seq+1, func(_ int64, leaf []byte) error {
			p.Leaf = string(leaf)
			return nil
		}); err != nil {
			return err
		}
		path, err := tlog.ProveRecord(c.Size, seq, tiles{ctx, sh}.reader(c.Size, c.Root))
		if err != nil {
			return errs.Wrap(err, errs.Conflict, "The hashes of the trail do not lead to what was signed in %s.", c.Says())
		}
		if err := tlog.CheckRecord(path, c.Size, c.Root, seq, tlog.RecordHash([]byte(p.Leaf))); err != nil {
			return errs.Wrap(err, errs.Conflict, "Entry %d is not the one that was signed in %s: it was altered.", seq, c.Says())
		}
		p.Proof = path
		return nil
	})
	return p, err
}

// ProveGrowth gives the proof that the trail of one checkpoint, by its number,
// begins with that of an earlier one.
func (s *Sealer) ProveGrowth(ctx context.Context, org string, older, newer int64) (Consistency, error) {
	p := Consistency{Format: consistencyFormat}
	err := s.Store.LookAtTrail(ctx, org, func(sh Shelf) error {
		var c [2]Checkpoint
		for i, number := range []int64{older, newer} {
			stored, found, err := sh.CheckpointNumber(ctx, number)
			if err != nil {
				return err
			}
			if !found {
				return errs.New(errs.NotFound, "There is no checkpoint %d.", number)
			}
			if c[i], err = s.read(org, stored); err != nil {
				return err
			}
			if i == 0 {
				p.Older = string(stored.Note)
			} else {
				p.Newer = string(stored.Note)
			}
		}
		if c[0].Size > c[1].Size {
			return errs.New(errs.Invalid, "Checkpoint %d is the newer one: name the older one first.", older)
		}
		proof, err := tlog.ProveTree(c[1].Size, c[0].Size, tiles{ctx, sh}.reader(c[1].Size, c[1].Root))
		if err == nil {
			err = tlog.CheckTree(proof, c[1].Size, c[1].Root, c[0].Size, c[0].Root)
		}
		if err != nil {
			return errs.Wrap(err, errs.Conflict, "%s does not continue %s: the trail was altered between them.", c[1].Says(), c[0].Says())
		}
		p.Proof = proof
		return nil
	})
	return p, err
}

// read reads a checkpoint of the store.
func (s *Sealer) read(org string, stored Stored) (Checkpoint, error) {
	known, err := s.Keys.Verifiers(Origin(org))
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := ReadCheckpoint(stored.Note, known)
	if err != nil {
		return c, errs.Wrap(err, errs.Conflict, "Checkpoint %d was not signed with a key of this installation.", stored.Number)
	}
	return c, nil
}

// Check verifies the proof with a public key and gives the checkpoint that it
// leads to. The error says in words what does not hold.
func (p Inclusion) Check(known note.Verifiers) (Checkpoint, error) {
	c, err := ReadCheckpoint([]byte(p.Checkpoint), known)
	if err != nil {
		return c, errs.Wrap(err, errs.Conflict, "The checkpoint in the proof does not hold: %v.", err)
	}
	if p.Seq < 0 || p.Seq >= c.Size {
		return c, errs.New(errs.Conflict, "The proof is of entry %d, which %s does not cover.", p.Seq, c.Says())
	}
	if err := tlog.CheckRecord(p.Proof, c.Size, c.Root, p.Seq, tlog.RecordHash([]byte(p.Leaf))); err != nil {
		return c, errs.New(errs.Conflict, "Entry %d is not in what %s signed.", p.Seq, c.Says())
	}
	return c, nil
}

// Check verifies the proof with a public key and gives both checkpoints.
func (p Consistency) Check(known note.Verifiers) (older, newer Checkpoint, err error) {
	if older, err = ReadCheckpoint([]byte(p.Older), known); err != nil {
		return older, newer, errs.Wrap(err, errs.Conflict, "The older checkpoint in the proof does not hold: %v.", err)
	}
	if newer, err = ReadCheckpoint([]byte(p.Newer), known); err != nil {
		return older, newer, errs.Wrap(err, errs.Conflict, "The newer checkpoint in the proof does not hold: %v.", err)
	}
	if older.Origin != newer.Origin {
		return older, newer, errs.New(errs.Conflict, "The checkpoints are of two organisations.")
	}
	if older.Size < 1 || older.Size > newer.Size {
		return older, newer, errs.New(errs.Conflict, "The checkpoints are not in order.")
	}
	if err := tlog.CheckTree(p.Proof, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return older, newer, errs.New(errs.Conflict, "%s does not continue %s.", newer.Says(), older.Says())
	}
	return older, newer, nil
}

// maxProof bounds the JSON of a proof: 64 hashes, two checkpoints and a leaf.
const maxProof = 1 << 20

// ReadProof reads the JSON of a proof: one of the two is not nil.
func ReadProof(b []byte) (*Inclusion, *Consistency, error) {
	if len(b) > maxProof {
		return nil, nil, errs.New(errs.TooLarge, "A proof is never longer than %d kB.", maxProof>>10)
	}
	var in Inclusion
	if err := strictjson.Unmarshal(b, &in); err == nil && in.Format == inclusionFormat {
		return &in, nil, nil
	}
	var co Consistency
	if err := strictjson.Unmarshal(b, &co); err == nil && co.Format == consistencyFormat {
		return nil, &co, nil
	}
	return nil, nil, errs.New(errs.Invalid, "This is not a proof that this version knows.")
}
