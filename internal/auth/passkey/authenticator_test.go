package passkey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// authenticator is one of our own, in a browser of our own, that can be told to
// lie. It keeps one passkey.
type authenticator struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32

	origin    string // empty: the true one
	rp        string // empty: the one that was asked for
	challenge string // empty: the one that was asked for
	flags     byte   // 0: present and verified
	crossed   bool
}

const (
	present, verified, attested = 1, 4, 64
)

var b64 = base64.RawURLEncoding

// options is what of both kinds of options an authenticator looks at.
type options struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		RPID      string `json:"rpId"`
		RP        struct {
			ID string `json:"id"`
		} `json:"rp"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		UserVerification string `json:"userVerification"`
	} `json:"publicKey"`
}

func read(t *testing.T, v any) options {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var o options
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func (a *authenticator) client(kind, challenge string) []byte {
	origin := base
	if a.origin != "" {
		origin = a.origin
	}
	if a.challenge != "" {
		challenge = a.challenge
	}
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": a.crossed})
	return b
}

func (a *authenticator) data(rp string, more byte, tail []byte) []byte {
	if a.rp != "" {
		rp = a.rp
	}
	flags := a.flags
	if flags == 0 {
		flags = present | verified
	}
	h := sha256.Sum256([]byte(rp))
	return append(append(h[:], flags|more), append(binary.BigEndian.AppendUint32(nil, a.count), tail...)...)
}

// make answers a registration.
func (a *authenticator) make(t *testing.T, v any) []byte {
	t.Helper()
	o := read(t, v)
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if a.id == nil {
		a.id = []byte(rand.Text())
	}
	a.handle, _ = b64.DecodeString(o.PublicKey.User.ID)
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	// COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	tail := append(make([]byte, 16), byte(0), byte(len(a.id)))
	data := a.data(o.PublicKey.RP.ID, attested, append(append(tail, a.id...), cose...))
	// {"fmt": "none", "attStmt": {}, "authData": data}
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(append(object, 0x58, byte(len(data))), data...)
	return a.answer(map[string]string{
		"clientDataJSON": b64.EncodeToString(a.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64.EncodeToString(object),
	})
}

// sign answers a sign-in.
func (a *authenticator) sign(t *testing.T, v any) []byte {
	t.Helper()
	o := read(t, v)
	if o.PublicKey.UserVerification != "required" {
		t.Errorf("user verification is %q", o.PublicKey.UserVerification)
	}
	a.count++
	data, client := a.data(o.PublicKey.RPID, 0, nil), a.client("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return a.answer(map[string]string{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(sig), "userHandle": b64.EncodeToString(a.handle),
	})
}

func (a *authenticator) answer(response map[string]string) []byte {
	id := b64.EncodeToString(a.id)
	b, _ := json.Marshal(map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	return b
}
