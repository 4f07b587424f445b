// Package secret holds the key ring of an installation: the keys that seal
// secrets at rest, and those that sign the checkpoints of the trail. The ring
// is one small JSON document that lies outside the database and its backups.
// This package reads and writes its bytes; where they lie is cmd's matter.
package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// Purpose says what a key is for. A key is never used for another purpose.
type Purpose string

const (
	// Field seals secrets at rest (AES-256-GCM): client secrets, TOTP seeds.
	Field Purpose = "field"
	// Trail signs the checkpoints of the trail (Ed25519).
	Trail Purpose = "trail"
)

// Purposes gives every purpose.
func Purposes() []Purpose { return []Purpose{Field, Trail} }

const (
	// format is the version of the document that this program writes and reads.
	format = 1
	// keyBytes is the length of every key: of AES-256, and of an Ed25519 seed.
	keyBytes = 32
	// maxRing bounds the document: thousands of rotations.
	maxRing = 1 << 20
)

// Key says of one key what anybody may know.
type Key struct {
	Purpose Purpose
	Version int    // 1, 2, 3 ... for each purpose
	ID      string // 16 hex digits, derived from the key
	Made    time.Time
	// Current: the latest of its purpose, which seals or signs what is new.
	Current bool
}

// key is one key with its secret.
type key struct {
	Key
	secret []byte
}

// Ring is a set of keys. It never changes: Rotate gives another. Its methods
// may be called from many goroutines.
type Ring struct{ keys []key }

// document is the ring's JSON.
type document struct {
	Format int           `json:"holdfastKeys"`
	Note   string        `json:"note"`
	Keys   []documentKey `json:"keys"`
}

type documentKey struct {
	Purpose Purpose `json:"purpose"`
	Version int     `json:"version"`
	ID      string  `json:"id"`
	Made    string  `json:"made"` // RFC 3339, UTC
	Secret  string  `json:"secret"`
}

// advice is for who opens the file by hand.
const advice = "Keep this file out of the data folder and its backups, and a copy of it in a safe place. Without it, sealed secrets cannot be opened and the trail cannot be signed on."

// New makes a ring with one key for each purpose, from random bytes. The error
// is that of random.
func New(random io.Reader, now time.Time) (*Ring, error) {
	r := &Ring{}
	for _, p := range Purposes() {
		var err error
		if r, err = r.Rotate(p, random, now); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Rotate gives a ring with a new current key for the purpose. The older keys
// stay, to open what they sealed and to verify what they signed.
func (r *Ring) Rotate(p Purpose, random io.Reader, now time.Time) (*Ring, error) {
	if !slices.Contains(Purposes(), p) {
		return nil, errs.New(errs.Invalid, "There are no keys for %q.", p)
	}
	k := key{Key: Key{Purpose: p, Version: 1, Made: now.UTC().Truncate(time.Second)}, secret: make([]byte, keyBytes)}
	if last := r.current(p); last != nil {
		k.Version = last.Version + 1
	}
	if _, err := io.ReadFull(random, k.secret); err != nil {
		return nil, err
	}
	k.ID = idOf(p, k.secret)
	return &Ring{keys: append(slices.Clone(r.keys), k)}, nil
}

// Keys gives what may be known of the keys, by purpose, the oldest first.
func (r *Ring) Keys() []Key {
	var out []Key
	for _, p := range Purposes() {
		for _, k := range r.of(p) {
			k.Current = k.ID == r.current(p).ID
			out = append(out, k.Key)
		}
	}
	return out
}

// Parse reads a ring. The error is errs.Invalid and says what is wrong with the
// document, without any of its secrets; Newer tells a document of a later
// program.
func Parse(b []byte) (*Ring, error) {
	if len(b) > maxRing {
		return nil, errs.New(errs.Invalid, "it is longer than %d kB", maxRing>>10)
	}
	var d document
	if err := strictjson.Unmarshal(b, &d); err != nil {
		if newer(b) {
			return nil, errNewer
		}
		return nil, err
	}
	if d.Format > format {
		return nil, errNewer
	}
	if d.Format != format {
		return nil, errs.At("/holdfastKeys", "it is not %d", format)
	}
	r := &Ring{}
	for _, in := range d.Keys {
		k, err := in.read()
		if err != nil {
			return nil, err
		}
		last := r.current(k.Purpose)
		if want := 1; last == nil && k.Version != want || last != nil && k.Version != last.Version+1 {
			return nil, errs.At("/keys", "version %d of the %s keys is not in its place: one was lost, or is there twice", k.Version, k.Purpose)
		}
		r.keys = append(r.keys, k)
	}
	for _, p := range Purposes() {
		if r.current(p) == nil {
			return nil, errs.At("/keys", "there is no %s key", p)
		}
	}
	return r, nil
}

// Marshal writes the ring as Parse reads it, indented, with a newline at its end.
func (r *Ring) Marshal() ([]byte, error) {
	d := document{Format: format, Note: advice}
	for _, p := range Purposes() {
		for _, k := range r.of(p) {
			d.Keys = append(d.Keys, documentKey{
				Purpose: p, Version: k.Version, ID: k.ID, Made: k.Made.Format(time.RFC3339),
				Secret: base64.StdEncoding.EncodeToString(k.secret),
			})
		}
	}
	return indent(d)
}

func (d documentKey) read() (key, error) {
	bad := func(what string) (key, error) {
		return key{}, errs.At("/keys", "the %s of %s key %d is damaged", what, d.Purpose, d.Version)
	}
	if !slices.Contains(Purposes(), d.Purpose) {
		return key{}, errs.At("/keys", "%q is no purpose of a key", d.Purpose)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(d.Secret)
	if err != nil || len(b) != keyBytes {
		return bad("secret")
	}
	if d.ID != idOf(d.Purpose, b) {
		return bad("secret or id")
	}
	made, err := time.Parse(time.RFC3339, d.Made)
	if err != nil {
		return bad("date")
	}
	return key{Key: Key{Purpose: d.Purpose, Version: d.Version, ID: d.ID, Made: made.UTC()}, secret: b}, nil
}

// idOf names a key by what it is, so that a damaged one is known and two rings
// are told apart. It gives nothing of the key away.
func idOf(p Purpose, secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("holdfast key id " + string(p)))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

func (r *Ring) of(p Purpose) []key {
	var out []key
	for _, k := range r.keys {
		if k.Purpose == p {
			out = append(out, k)
		}
	}
	return out
}

// current gives the latest key of a purpose, nil when there is none.
func (r *Ring) current(p Purpose) *key {
	keys := r.of(p)
	if len(keys) == 0 {
		return nil
	}
	return &keys[len(keys)-1]
}
