package secret

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
)

// algEd25519 is the byte that the note format puts before an Ed25519 key.
const algEd25519 = 1

// Signer signs notes in the name of an origin, with the current trail key. The
// name must be one word without a plus sign, as the note format wants it; the
// error is errs.Invalid otherwise.
func (r *Ring) Signer(origin string) (note.Signer, error) {
	k := r.current(Trail)
	if k == nil {
		return nil, errs.New(errs.Internal, "a ring without a trail key")
	}
	// The note package makes a signer of its text form alone.
	public := append([]byte{algEd25519}, k.public()...)
	private := append([]byte{algEd25519}, k.secret...)
	s, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", origin, noteHash(origin, public), base64.StdEncoding.EncodeToString(private)))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%q cannot be the name of a signature.", origin)
	}
	return s, nil
}

// Public gives the public keys of an origin as text for outsiders, the current
// one first: "origin+hash+key", as `trail verify --key` and every tool for
// signed notes take it.
func (r *Ring) Public(origin string) ([]string, error) {
	out, _, err := r.verifiers(origin)
	return out, err
}

// Verifiers knows what the ring has signed in the name of an origin, with any
// of its trail keys.
func (r *Ring) Verifiers(origin string) (note.Verifiers, error) {
	_, all, err := r.verifiers(origin)
	return note.VerifierList(all...), err
}

// verifiers gives the public keys of an origin, the current one first, as text
// and ready to verify.
func (r *Ring) verifiers(origin string) (texts []string, all []note.Verifier, err error) {
	for _, k := range slices.Backward(r.of(Trail)) {
		text, err := note.NewEd25519VerifierKey(origin, k.public())
		if err != nil {
			return nil, nil, errs.Wrap(err, errs.Internal, "A trail key of a wrong length.")
		}
		v, err := note.NewVerifier(text)
		if err != nil {
			return nil, nil, errs.Wrap(err, errs.Invalid, "%q cannot be the name of a signature.", origin)
		}
		texts, all = append(texts, text), append(all, v)
	}
	return texts, all, nil
}

// public gives the public half of a trail key.
func (k *key) public() ed25519.PublicKey {
	return ed25519.NewKeyFromSeed(k.secret).Public().(ed25519.PublicKey)
}

// noteHash names a key within its origin, as the note format says.
func noteHash(origin string, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(origin+"\n"), public...))
	return binary.BigEndian.Uint32(sum[:])
}
