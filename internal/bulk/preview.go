package bulk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"holdfast/internal/register"
)

// Outcome says what a change does to one record.
type Outcome string

const (
	Changes  Outcome = "changes"
	Same     Outcome = "unchanged"
	Refused  Outcome = "refused"  // the register's rule does not allow it
	Conflict Outcome = "conflict" // somebody changed it since it was shown
)

// Line is one record of a preview.
type Line struct {
	register.Ref
	Version int64   `json:"version"`
	Outcome Outcome `json:"outcome"`
	// Reason says why it is refused or in conflict. A record that goes back in
	// part has one too: what of it stays.
	Reason string  `json:"reason"`
	Values []Value `json:"values"`
	// Old and New point to the register's struct, for who shows more of it; nil
	// when the record is not there.
	Old any `json:"-"`
	New any `json:"-"`
	num int64
	// partly: some of it stays as somebody left it.
	partly bool
}

// Value is one field of a line, before and after, as typed.
type Value struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// Preview is what a change would do.
type Preview struct {
	Of        register.Kind `json:"of"`
	Changes   int           `json:"changes"`
	Unchanged int           `json:"unchanged"`
	Refused   int           `json:"refused"`
	Conflicts int           `json:"conflicts"`
	// Print stands for all of it: given back with the order it holds the change to
	// exactly this.
	Print string `json:"print"`
	Lines []Line `json:"lines"`
	// partly counts the lines that go back in part.
	partly int
}

// Left counts what stays as it was although it was chosen.
func (p *Preview) Left() int { return p.Refused + p.Conflicts }

func (p *Preview) add(l Line) {
	switch l.Outcome {
	case Changes:
		p.Changes++
	case Same:
		p.Unchanged++
	case Refused:
		p.Refused++
	case Conflict:
		p.Conflicts++
	}
	if l.partly {
		p.partly++
	}
	if l.Values == nil {
		l.Values = []Value{}
	}
	p.Lines = append(p.Lines, l)
}

// seal reckons the print: what is set, and what becomes of which version of
// which record.
func (p *Preview) seal(set []Set) {
	slices.SortStableFunc(p.Lines, func(a, b Line) int { return int(a.num - b.num) })
	h := sha256.New()
	e := json.NewEncoder(h)
	_ = e.Encode([]any{p.Of, set}) // plain values into memory: neither can fail
	for i := range p.Lines {
		l := &p.Lines[i]
		_ = e.Encode([]any{l.ID, l.Version, l.Outcome, l.Values})
	}
	p.Print = hex.EncodeToString(h.Sum(nil))
}
