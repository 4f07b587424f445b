package storetest

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

// sealed: what is sealed is found with its place, and a rotation seals all of it
// anew or none of it.
func sealed(t *testing.T, s *store.Store) {
	ctx := t.Context()
	now := time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)
	if what, err := s.NeedsKeys(ctx); err != nil || what != "" {
		t.Fatalf("an empty store needs %q, %v", what, err)
	}
	ring, err := secret.New(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	plain := map[string]string{}
	for _, h := range []*House{NewHouse(t, s), NewHouse(t, s)} {
		row := h.Add(t, Sample(1))[0]
		place := secret.Place("provider_secret", "sealed", h.Owner.Org, row.ID)
		plain[place] = "secret of " + h.Owner.Org
		text, err := ring.Seal(place, []byte(plain[place]))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.In(ctx, store.Org(h.Owner.Org), func(tx *store.Tx) error {
			if err := tx.PutProviderSecret(ctx, row.ID, "an older one", 1); err != nil {
				return err
			}
			return tx.PutProviderSecret(ctx, row.ID, text, 2)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if what, err := s.NeedsKeys(ctx); err != nil || what != "2 sealed secrets" {
		t.Errorf("it needs %q, %v", what, err)
	}
	opened := func(r *secret.Ring) (keys []string) {
		t.Helper()
		n := 0
		if err := s.EachSealed(ctx, func(place, sealed string) error {
			n++
			keys = append(keys, secret.SealedBy(sealed))
			got, err := r.Open(place, sealed)
			if string(got) != plain[place] {
				t.Errorf("%q opens as %q: %v", place, got, err)
			}
			return err
		}); err != nil || n != 2 {
			t.Fatalf("%d values: %v", n, err)
		}
		return keys
	}
	before := opened(ring)
	next, err := ring.Rotate(secret.Field, rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	// One that does not open stops the rotation, and nothing has changed.
	calls := 0
	_, err = s.Reseal(ctx, func(place, text string) (string, bool, error) {
		if calls++; calls == 2 {
			return "", false, errs.New(errs.Unavailable, "it does not open")
		}
		return next.Reseal(place, text)
	})
	if err == nil || !strings.Contains(err.Error(), "provider_secret") {
		t.Errorf("one value does not open: %v", err)
	}
	if after := opened(ring); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Error("a rotation that failed has changed something")
	}
	for _, want := range []int{2, 0} {
		if n, err := s.Reseal(ctx, next.Reseal); err != nil || n != want {
			t.Errorf("%d sealed anew, want %d: %v", n, want, err)
		}
	}
	if after := opened(next); after[0] == before[0] || after[0] != after[1] {
		t.Errorf("sealed by %v, before by %v", after, before)
	}
}
