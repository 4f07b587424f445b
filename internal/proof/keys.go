package proof

import (
	"strings"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
)

// Keys is what the sealer needs of the key ring: who signs for an origin, and
// whose signatures count, those of older keys too. internal/secret's Ring is one.
type Keys interface {
	Signer(origin string) (note.Signer, error)
	Verifiers(origin string) (note.Verifiers, error)
}

// Public is a set of public keys that an outsider was handed.
type Public struct {
	note.Verifiers
	Names []string // origins, one a key
}

// ParsePublic reads public keys, one a line ("holdfast/trail/ORG+hash+key");
// blank lines and those that begin with # say nothing. The error is
// errs.Invalid.
func ParsePublic(text string) (Public, error) {
	var p Public
	var list []note.Verifier
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || seen[line] {
			continue
		}
		if strings.HasPrefix(line, "PRIVATE+KEY") {
			return p, errs.New(errs.Invalid, "That is a private key. It must never leave its owner; the public one is what verifies.")
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return p, errs.New(errs.Invalid, "%.60q is not a public key: it looks like %s...+1a2b3c4d+A...", line, originPrefix)
		}
		seen[line] = true
		list = append(list, v)
		p.Names = append(p.Names, v.Name())
	}
	if len(list) == 0 {
		return p, errs.New(errs.Invalid, "There is no public key in it: it looks like %s...+1a2b3c4d+A...", originPrefix)
	}
	p.Verifiers = note.VerifierList(list...)
	return p, nil
}
