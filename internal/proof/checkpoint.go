package proof

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
)

// originPrefix stands before the organisation's id in the origin of its
// checkpoints, which is also the name of its keys.
const originPrefix = "holdfast/trail/"

// maxNote bounds a signed checkpoint in bytes.
const maxNote = 16 << 10

// Origin names the trail of an organisation in its checkpoints and keys.
func Origin(org string) string { return originPrefix + org }

// OrgOf gives the organisation whose trail an origin names; false for another
// origin.
func OrgOf(origin string) (string, bool) { return strings.CutPrefix(origin, originPrefix) }

// Checkpoint is what one signature says: so many events, and the root of the
// tree over them.
type Checkpoint struct {
	Origin string
	Size   int64 // how many events
	Root   tlog.Hash
	Number int64     // 1, 2, 3 ... in the organisation
	At     time.Time // when it was signed, whole seconds, UTC
	Rules  string    // version of the rule data that judged then; may be empty
}

// Text is what is signed: the body of a C2SP tlog-checkpoint, with the number,
// the time and the rule data as extension lines.
func (c Checkpoint) Text() string {
	text := fmt.Sprintf("%s\n%d\n%s\nnumber %d\ntime %s\n", c.Origin, c.Size, c.Root, c.Number, stamp(c.At))
	if c.Rules != "" {
		text += "rules " + c.Rules + "\n"
	}
	return text
}

// Sign gives the signed note.
func (c Checkpoint) Sign(s note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.Text()}, s)
}

// Says names a checkpoint to people: "checkpoint 12 of 2026-11-24T07:00:00Z".
func (c Checkpoint) Says() string { return fmt.Sprintf("checkpoint %d of %s", c.Number, stamp(c.At)) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

var (
	// ErrUnknownKey is a checkpoint that none of the known keys has signed.
	ErrUnknownKey = errors.New("it is not signed with a key that is known here")
	// ErrBadSignature is a checkpoint whose signature is not of its text.
	ErrBadSignature = errors.New("its signature does not belong to its text")
)

// ReadCheckpoint reads a signed note and checks its signature. The error is
// ErrUnknownKey, ErrBadSignature, or says why it is no checkpoint.
func ReadCheckpoint(signed []byte, known note.Verifiers) (Checkpoint, error) {
	if len(signed) > maxNote {
		return Checkpoint{}, errs.New(errs.TooLarge, "it is longer than %d kB", maxNote>>10)
	}
	n, err := openNote(signed, known)
	var unknown *note.UnverifiedNoteError
	var bad *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		// What it claims to be helps to say what is wrong with it.
		c, perr := parseCheckpoint(unknown.Note.Text)
		if perr != nil {
			return c, perr
		}
		return c, ErrUnknownKey
	case errors.As(err, &bad):
		return Checkpoint{}, ErrBadSignature
	case err != nil:
		return Checkpoint{}, errs.New(errs.Invalid, "it is no signed checkpoint")
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return c, err
	}
	for _, s := range n.Sigs {
		if s.Name == c.Origin {
			return c, nil
		}
	}
	return c, ErrUnknownKey // signed, but in another's name
}

func parseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	bad := func(what string) (Checkpoint, error) {
		return c, errs.New(errs.Invalid, "it is no checkpoint: its %s cannot be read", what)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || lines[0] == "" {
		return bad("first three lines")
	}
	c.Origin = lines[0]
	var ok bool
	if c.Size, ok = decimal(lines[1]); !ok {
		return bad("size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return bad("root")
	}
	c.Root = tlog.Hash(root)
	for _, line := range lines[3:] {
		name, value, _ := strings.Cut(line, " ")
		switch name {
		case "number":
			if c.Number, ok = decimal(value); !ok {
				return bad("number")
			}
		case "time":
			if c.At, err = time.Parse(time.RFC3339, value); err != nil {
				return bad("time")
			}
			c.At = c.At.UTC()
		case "rules":
			c.Rules = value
		}
	}
	return c, nil
}

// decimal reads a number in the one way that it is written.
func decimal(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == s
}

// openNote opens a signed note and takes no other bytes for it: note.Open passes
// over a signature that stands there twice.
func openNote(signed []byte, known note.Verifiers) (*note.Note, error) {
	n, err := note.Open(signed, known)
	lines := bytes.Count(signed[bytes.LastIndex(signed, []byte("\n\n"))+1:], []byte("\n")) - 1
	if err == nil && lines != len(n.Sigs)+len(n.UnverifiedSigs) {
		return nil, &note.InvalidSignatureError{Name: "twice"}
	}
	return n, err
}
