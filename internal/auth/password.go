package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"holdfast/internal/errs"
)

// The cost of one hash: argon2id with two passes over 19 MiB, the second of
// OWASP's equal choices (Password Storage Cheat Sheet).
const (
	argonTime    = 2
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
	// hashesAtOnce bounds memory and processors, whatever the crowd.
	hashesAtOnce = 2
	// hashesWaiting is how many may wait for their turn.
	hashesWaiting = 200
	// maxPassword bounds a password in bytes, and minPassword in characters.
	maxPassword = 256
	minPassword = 12
)

// hasher computes password hashes, few at a time.
type hasher struct {
	turns   chan struct{}
	waiting atomic.Int64
	runs    atomic.Int64
	// nobody is compared with where there is no password, so that it takes as
	// long as with one.
	nobody string
}

func newHasher() *hasher {
	var key [argonKey]byte
	_, _ = rand.Read(key[:])
	return &hasher{turns: make(chan struct{}, hashesAtOnce), nobody: phc(make([]byte, argonSalt), key[:])}
}

func phc(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// normal gives the form of a password that is hashed, so that it does not
// matter which keyboard composed it.
func normal(password string) string { return norm.NFKC.String(password) }

// hash makes the PHC string of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	key, err := h.run(ctx, password, salt, argonTime, argonMemory, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	return phc(salt, key), nil
}

// check compares a password with a PHC string. An empty one, or one that cannot
// be read, fails after the same work.
func (h *hasher) check(ctx context.Context, stored, password string) (ok, old bool, err error) {
	c, real := parsePHC(stored)
	if !real {
		c, _ = parsePHC(h.nobody)
	}
	if len(password) > maxPassword {
		password, real = "", false
	}
	key, err := h.run(ctx, password, c.salt, c.time, c.memory, c.threads, uint32(len(c.key)))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, c.key) == 1 && real
	return ok, c.time != argonTime || c.memory != argonMemory || c.threads != argonThreads, nil
}

func (h *hasher) run(ctx context.Context, password string, salt []byte, time, memory uint32, threads uint8, size uint32) ([]byte, error) {
	if h.waiting.Add(1) > hashesWaiting {
		h.waiting.Add(-1)
		return nil, errs.New(errs.Unavailable, "Too many people sign in at this moment. Try again in a minute.")
	}
	defer h.waiting.Add(-1)
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, errs.Wrap(ctx.Err(), errs.Unavailable, "The request ended before its turn came.")
	}
	defer func() { <-h.turns }()
	h.runs.Add(1)
	return argon2.IDKey([]byte(normal(password)), salt, time, memory, threads, size), nil
}

type cost struct {
	time, memory uint32
	threads      uint8
	salt, key    []byte
}

// parsePHC reads a PHC string, with bounds: it comes from the database, which
// does not decide how much memory is taken.
func parsePHC(s string) (cost, bool) {
	var c cost
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); n != 3 || err != nil {
		return c, false
	}
	var err, kerr error
	c.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	c.key, kerr = base64.RawStdEncoding.DecodeString(parts[5])
	ok := err == nil && kerr == nil && len(c.salt) >= 8 && len(c.key) >= 16 && len(c.key) <= 64 &&
		c.time >= 1 && c.time <= 10 && c.memory >= 8 && c.memory <= 4*argonMemory && c.threads >= 1 && c.threads <= 4
	return c, ok
}
