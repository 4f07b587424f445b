package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"strings"

	"holdfast/internal/errs"
)

// sealMark begins every sealed text: "hfs1.KEY.DATA", where KEY is the id of
// the key and DATA the nonce and the ciphertext in base64url.
const sealMark = "hfs1"

// Place names the place of a sealed value: the table, the column and the key of
// the row. A value is sealed for its place, so that one that was moved to
// another row or column does not open.
func Place(table, column string, row ...string) string {
	return table + "." + column + ":" + strings.Join(row, "\x1f")
}

// Seal encrypts a value for its place (see Place) with the current field key.
func (r *Ring) Seal(place string, plain []byte) (string, error) {
	k := r.current(Field)
	if k == nil {
		return "", errs.New(errs.Internal, "a ring without a field key")
	}
	aead, err := k.aead()
	if err != nil {
		return "", err
	}
	data := aead.Seal(nil, nil, plain, []byte(bound(k.ID, place)))
	return sealMark + "." + k.ID + "." + base64.RawURLEncoding.EncodeToString(data), nil
}

// Open decrypts what was sealed for the place, by the key that it names. The
// error is errs.Unavailable: a key that this ring does not hold, or a value
// that was changed or moved. Which of them, its message says.
func (r *Ring) Open(place, sealed string) ([]byte, error) {
	id, data, err := split(sealed)
	if err != nil {
		return nil, err
	}
	for _, k := range r.of(Field) {
		if k.ID != id {
			continue
		}
		aead, err := k.aead()
		if err != nil {
			return nil, err
		}
		plain, err := aead.Open(nil, nil, data, []byte(bound(id, place)))
		if err != nil {
			return nil, errs.New(errs.Unavailable, "A sealed value was changed, or moved from another place: it does not open.")
		}
		return plain, nil
	}
	return nil, errs.New(errs.Unavailable, "A sealed value needs field key %s, which the key file does not hold. Bring the key file that belongs to this database.", id)
}

// Reseal seals a value anew with the current key. The same text comes back,
// and false, when it is sealed with that already.
func (r *Ring) Reseal(place, sealed string) (string, bool, error) {
	plain, err := r.Open(place, sealed)
	if err != nil {
		return "", false, err
	}
	if SealedBy(sealed) == r.current(Field).ID {
		return sealed, false, nil
	}
	again, err := r.Seal(place, plain)
	return again, err == nil, err
}

// SealedBy gives the id of the key that a value was sealed with, empty when it
// is no sealed value.
func SealedBy(sealed string) string {
	id, _, err := split(sealed)
	if err != nil {
		return ""
	}
	return id
}

func split(sealed string) (id string, data []byte, err error) {
	parts := strings.Split(sealed, ".")
	if len(parts) == 3 && parts[0] == sealMark {
		data, err = base64.RawURLEncoding.Strict().DecodeString(parts[2])
		if err == nil {
			return parts[1], data, nil
		}
	}
	return "", nil, errs.New(errs.Unavailable, "A sealed value is damaged: it does not open.")
}

// bound is what the ciphertext is bound to beside the key.
func bound(id, place string) string { return sealMark + " " + id + " " + place }

// aead gives AES-256-GCM that puts a random nonce before its ciphertext; good
// for 2^32 values a key.
func (k *key) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
