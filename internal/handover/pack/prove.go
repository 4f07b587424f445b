package pack

import (
	"errors"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
)

// prover implements handover.Prover. Whose signature a checkpoint bears is for
// those to judge who hold the key: that of another installation is not here.
type prover struct {
	org   string
	tree  proof.Range
	last  proof.Checkpoint
	ahead []proof.Checkpoint // whose size the leaves have not reached
}

// Checkpoint implements handover.Prover.
func (p *prover) Checkpoint(num, size int64, signed string) error {
	c, err := proof.ReadCheckpoint([]byte(signed), note.VerifierList())
	if err != nil && !errors.Is(err, proof.ErrUnknownKey) {
		return errs.New(errs.Invalid, "a checkpoint cannot be read")
	}
	switch {
	case c.Origin != proof.Origin(p.org):
		return errs.New(errs.Invalid, "a checkpoint is of another organisation")
	case c.Number != num || c.Size != size || c.Number != p.last.Number+1:
		return errs.New(errs.Invalid, "a checkpoint is not the one that it is numbered as, or one is missing")
	case c.Size < 1 || c.Size < p.last.Size:
		return errs.New(errs.Invalid, "a checkpoint covers fewer events than the one before it")
	}
	p.last, p.ahead = c, append(p.ahead, c)
	return nil
}

// Leaf implements handover.Prover.
func (p *prover) Leaf(leaf []byte) error {
	p.tree.Add(tlog.RecordHash(leaf))
	for ; len(p.ahead) > 0 && p.ahead[0].Size == p.tree.Size(); p.ahead = p.ahead[1:] {
		if p.ahead[0].Root != p.tree.Root() {
			return errs.New(errs.Invalid, "the trail is not the one that %s signed", p.ahead[0].Says())
		}
	}
	return nil
}

// End implements handover.Prover.
func (p *prover) End() error {
	if len(p.ahead) > 0 {
		return errs.New(errs.Invalid, "it ends before %s", p.ahead[0].Says())
	}
	return nil
}
