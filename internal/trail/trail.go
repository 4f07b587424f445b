// Package trail is the append-only record of what was done: who, when, what,
// to which record, and what that made of it. An event's leaf is fixed bytes
// that commit to its payload through a salted hash, so that personal data can
// be erased from the payload later without breaking anything that was built
// over the leaves.
package trail

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Event is one thing that was done, as it is known before it is recorded.
type Event struct {
	Org     string
	Seq     int64  // 0, 1, 2 ... without a gap, in each organisation
	At      int64  // microseconds UTC
	Who     string // id of the person, or "system:" and the job
	Role    string // in which role
	Action  string // "certificate.create"
	Change  string // id of the change: events of one change share it
	Kind    string // of the record; empty when the event has none
	ID      string
	Ref     string // readable number
	Version int64  // of the record after it
	Before  string // hash of the record before, hex; empty when there was none
	After   string // hash of the record after, hex; empty when there is none
	// Payload is what readers are shown: any JSON value, nil for none.
	Payload any
}

// Leaf is an event as it is recorded. Bytes never changes. Salt and Payload lie
// beside it and may be erased together.
type Leaf struct {
	Event
	Bytes   []byte
	Salt    []byte
	Payload []byte // canonical JSON
}

// form is the leaf's JSON; the order of its fields is part of the format, and
// canonical JSON (RFC 8785) sorts them.
type form struct {
	Format  int    `json:"v"`
	Org     string `json:"org"`
	Seq     int64  `json:"seq"`
	At      int64  `json:"at"`
	Who     string `json:"who"`
	Role    string `json:"role"`
	Action  string `json:"action"`
	Change  string `json:"change"`
	Kind    string `json:"kind,omitempty"`
	ID      string `json:"id,omitempty"`
	Ref     string `json:"ref,omitempty"`
	Version int64  `json:"version,omitempty"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Payload string `json:"payload,omitempty"` // hex of SHA-256(salt, payload)
}

const saltSize = 16

// Seal makes the leaf of an event with a new salt.
func Seal(e Event) (Leaf, error) {
	l := Leaf{Event: e}
	f := form{
		Format: 1, Org: e.Org, Seq: e.Seq, At: e.At, Who: e.Who, Role: e.Role, Action: e.Action,
		Change: e.Change, Kind: e.Kind, ID: e.ID, Ref: e.Ref, Version: e.Version,
		Before: e.Before, After: e.After,
	}
	if e.Payload != nil {
		p, err := canonical(e.Payload)
		if err != nil {
			return l, fmt.Errorf("trail payload of %s: %w", e.Action, err)
		}
		l.Payload, l.Salt = p, NewSalt()
		f.Payload = Hash(l.Salt, p)
	}
	b, err := canonical(f)
	if err != nil {
		return l, fmt.Errorf("trail leaf of %s: %w", e.Action, err)
	}
	l.Bytes = b
	return l, nil
}

// Open reads a recorded leaf back and checks that the payload is the one it
// commits to. An erased payload (nil salt) passes.
func Open(leaf, salt, payload []byte) (Leaf, error) {
	f, err := parse(leaf)
	if err != nil {
		return Leaf{}, err
	}
	again, err := canonical(f)
	if err != nil || !bytes.Equal(again, leaf) {
		return Leaf{}, fmt.Errorf("trail leaf %d is not in canonical form", f.Seq)
	}
	if len(salt) > 0 && subtle.ConstantTimeCompare([]byte(Hash(salt, payload)), []byte(f.Payload)) != 1 {
		return Leaf{}, fmt.Errorf("trail leaf %d does not match its payload", f.Seq)
	}
	return Leaf{Event: f.event(), Bytes: leaf, Salt: salt, Payload: payload}, nil
}

// Read gives what a leaf says, and the hash of the payload that it commits to
// (hex; empty when the event has none). It does not ask for the canonical form:
// whoever hashes the bytes as they are has no need of it.
func Read(leaf []byte) (e Event, payload string, err error) {
	f, err := parse(leaf)
	return f.event(), f.Payload, err
}

func parse(leaf []byte) (form, error) {
	var f form
	if err := json.Unmarshal(leaf, &f, json.RejectUnknownMembers(true)); err != nil {
		return f, fmt.Errorf("trail leaf: %w", err)
	}
	if f.Format != 1 {
		return f, fmt.Errorf("trail leaf: format %d is not known", f.Format)
	}
	return f, nil
}

func (f *form) event() Event {
	return Event{
		Org: f.Org, Seq: f.Seq, At: f.At, Who: f.Who, Role: f.Role, Action: f.Action, Change: f.Change,
		Kind: f.Kind, ID: f.ID, Ref: f.Ref, Version: f.Version, Before: f.Before, After: f.After,
	}
}

// NewSalt gives 16 random bytes.
func NewSalt() []byte {
	b := make([]byte, saltSize)
	_, _ = rand.Read(b) // never fails: crypto/rand stops the program instead
	return b
}

// Hash gives the hex of SHA-256 over the salt and then the bytes.
func Hash(salt, b []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

func canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	val := jsontext.Value(b)
	if err := val.Canonicalize(); err != nil {
		return nil, err
	}
	return val, nil
}
