package secret_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
	"holdfast/internal/secret"
)

var noon = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

func ring(t *testing.T) *secret.Ring {
	t.Helper()
	r, err := secret.New(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rotate(t *testing.T, r *secret.Ring, p secret.Purpose) *secret.Ring {
	t.Helper()
	next, err := r.Rotate(p, rand.Reader, noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func written(t *testing.T, r *secret.Ring) string {
	t.Helper()
	b, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSealedOpensInItsPlaceAlone(t *testing.T) {
	t.Parallel()
	r := ring(t)
	at := secret.Place("provider_secret", "sealed", "org-1", "p-1")
	sealed, err := r.Seal(at, []byte("s3cret"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sealed, "s3cret") {
		t.Error("the secret is to be read in ", sealed)
	}
	again, _ := r.Seal(at, []byte("s3cret"))
	if again == sealed {
		t.Error("the same secret gives the same text: who sees both knows")
	}
	if got, err := r.Open(at, sealed); err != nil || string(got) != "s3cret" {
		t.Errorf("%q, %v", got, err)
	}
	for name, c := range map[string]struct{ place, sealed string }{
		"another row":    {secret.Place("provider_secret", "sealed", "org-2", "p-1"), sealed},
		"another column": {secret.Place("provider_secret", "other", "org-1", "p-1"), sealed},
		"cut":            {at, sealed[:len(sealed)-4]},
		"changed":        {at, sealed[:len(sealed)-6] + "AAAAAA"},
		"empty":          {at, ""},
		"plain":          {at, "s3cret"},
		"other version":  {at, strings.Replace(sealed, "hfs1", "hfs2", 1)},
		"no nonce":       {at, strings.Join(strings.Split(sealed, ".")[:2], ".") + ".AAAA"},
	} {
		if got, err := r.Open(c.place, c.sealed); errs.CodeOf(err) != errs.Unavailable || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := ring(t).Open(at, sealed); errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "key file") {
		t.Errorf("with another ring: %v", err)
	}
	// Places whose parts run together differ all the same.
	if secret.Place("t", "c", "a", "bc") == secret.Place("t", "c", "ab", "c") {
		t.Error("two places are one")
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	old := ring(t)
	sealed, err := old.Seal("x", []byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	r := rotate(t, rotate(t, old, secret.Field), secret.Trail)
	if got, err := r.Open("x", sealed); err != nil || string(got) != "before" {
		t.Fatalf("what was sealed before: %q, %v", got, err)
	}
	again, moved, err := r.Reseal("x", sealed)
	if err != nil || !moved || secret.SealedBy(again) == secret.SealedBy(sealed) {
		t.Errorf("sealed anew: %v %v", moved, err)
	}
	if _, moved, err := r.Reseal("x", again); err != nil || moved {
		t.Errorf("the second time: %v %v", moved, err)
	}
	if _, err := old.Open("x", again); err == nil {
		t.Error("the old key opens what the new one sealed")
	}
	if got := len(old.Keys()); got != 2 {
		t.Errorf("the old ring has changed: %d keys", got)
	}
	var current []string
	for _, k := range r.Keys() {
		if k.Current {
			current = append(current, string(k.Purpose), k.Made.Format(time.TimeOnly))
			if k.Version != 2 {
				t.Errorf("version %d of %s is the current one", k.Version, k.Purpose)
			}
		}
	}
	if strings.Join(current, " ") != "field 13:00:00 trail 13:00:00" {
		t.Error(current)
	}
	if _, err := r.Rotate("mail", rand.Reader, noon); err == nil {
		t.Error("a key for a purpose that is none")
	}
	if _, err := r.Rotate(secret.Trail, strings.NewReader("short"), noon); err == nil {
		t.Error("a key of too few random bytes")
	}
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	const origin = "holdfast.example/org-1"
	old := ring(t)
	sign := func(r *secret.Ring) []byte {
		t.Helper()
		s, err := r.Signer(origin)
		if err != nil {
			t.Fatal(err)
		}
		b, err := note.Sign(&note.Note{Text: origin + "\n1\nAAAA\n"}, s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	before := sign(old)
	r := rotate(t, old, secret.Trail)
	after := sign(r)
	known, err := r.Verifiers(origin)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range [][]byte{before, after} {
		if _, err := note.Open(n, known); err != nil {
			t.Error(err)
		}
	}
	// An outsider has the text of one key and a tool for signed notes, no more.
	public, err := r.Public(origin)
	if err != nil || len(public) != 2 {
		t.Fatal(public, err)
	}
	v, err := note.NewVerifier(public[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(after, note.VerifierList(v)); err != nil {
		t.Error(err)
	}
	if _, err := note.Open(before, note.VerifierList(v)); err == nil {
		t.Error("the new key verifies what the old one signed")
	}
	if other, _ := ring(t).Verifiers(origin); func() bool { _, err := note.Open(after, other); return err == nil }() {
		t.Error("another ring verifies it")
	}
	if other, _ := r.Verifiers("holdfast.example/org-2"); func() bool { _, err := note.Open(after, other); return err == nil }() {
		t.Error("it verifies in another's name")
	}
	for _, bad := range []string{"", "two words", "a+b", "line\n"} {
		_, err1 := r.Signer(bad)
		_, err2 := r.Public(bad)
		_, err3 := r.Verifiers(bad)
		if errs.CodeOf(err1) != errs.Invalid || errs.CodeOf(err2) != errs.Invalid || errs.CodeOf(err3) != errs.Invalid {
			t.Errorf("%q: %v, %v, %v", bad, err1, err2, err3)
		}
	}
}

func TestWrittenAndRead(t *testing.T) {
	t.Parallel()
	r := rotate(t, ring(t), secret.Field)
	sealed, err := r.Seal("x", []byte("kept"))
	if err != nil {
		t.Fatal(err)
	}
	text := written(t, r)
	again, err := secret.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open("x", sealed); err != nil || string(got) != "kept" {
		t.Errorf("%q, %v", got, err)
	}
	if written(t, again) != text {
		t.Error("written twice, it differs")
	}
	if !strings.HasSuffix(text, "}\n") || strings.Count(text, "\n") < 10 {
		t.Error("it cannot be read by a person")
	}
}

func TestDamagedRingsAreRefused(t *testing.T) {
	t.Parallel()
	good := written(t, rotate(t, ring(t), secret.Trail))
	first := strings.Index(good, `"secret": "`) + len(`"secret": "`)
	flip := func(at int) string {
		b := []byte(good)
		if b[at]++; b[at] == '"' {
			b[at]++
		}
		return string(b)
	}
	for name, text := range map[string]string{
		"empty":          "",
		"not JSON":       "-----BEGIN PRIVATE KEY-----",
		"cut":            good[:len(good)/2],
		"a bit":          flip(first + 3),
		"unknown member": strings.Replace(good, `"note"`, `"notes"`, 1),
		"other case":     strings.Replace(good, `"keys"`, `"Keys"`, 1),
		"twice":          strings.Replace(good, `"note"`, `"note": "", "note"`, 1),
		"format 0":       strings.Replace(good, `"holdfastKeys": 1`, `"holdfastKeys": 0`, 1),
		"no keys":        `{"holdfastKeys":1,"note":"","keys":[]}`,
		"null":           "null",
		"two documents":  good + good,
		"gap":            strings.Replace(good, `"version": 2`, `"version": 3`, 1),
		"same version":   strings.Replace(good, `"version": 2`, `"version": 1`, 1),
		"purpose":        strings.Replace(good, `"purpose": "field"`, `"purpose": "mail"`, 1),
		"date":           strings.Replace(good, `"made": "2026`, `"made": "26`, 1),
		"long":           good + strings.Repeat(" ", 2<<20),
	} {
		_, err := secret.Parse([]byte(text))
		if errs.CodeOf(err) != errs.Invalid || secret.Newer(err) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), good[first:first+20]) {
			t.Errorf("%s: the message holds the key: %v", name, err)
		}
	}
	for _, text := range []string{strings.Replace(good, `"holdfastKeys": 1`, `"holdfastKeys": 2`, 1), `{"holdfastKeys":7,"ring":{}}`} {
		if _, err := secret.Parse([]byte(text)); !secret.Newer(err) {
			t.Errorf("of a newer program: %v", err)
		}
	}
}

func FuzzParse(f *testing.F) {
	r, err := secret.New(bytes.NewReader(make([]byte, 64)), noon)
	if err != nil {
		f.Fatal(err)
	}
	b, err := r.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"holdfastKeys":1,"keys":[{"purpose":"trail"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := secret.Parse(b)
		if err != nil {
			return
		}
		again, err := r.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := secret.Parse(again); err != nil {
			t.Fatalf("what it wrote it does not read: %v", err)
		}
	})
}
