package auth_test

import (
	"testing"

	"holdfast/internal/auth"
	"holdfast/internal/errs"
)

// TestFreshness: a session is good for dangerous acts as far as what opened it
// was proved just then.
func TestFreshness(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		fresh := func(e auth.Entry, err error) bool {
			t.Helper()
			if err != nil || e.Session == "" {
				t.Fatalf("%+v, %v", e, err)
			}
			v := h.visit(t, e.Session)
			err = h.SetPassword(t.Context(), v, "")
			if code := errs.CodeOf(err); code != errs.Forbidden && code != errs.Invalid {
				t.Fatal(err)
			}
			return v.FreshUntil > h.now().UnixMicro() && errs.CodeOf(err) == errs.Invalid
		}
		if !fresh(h.Local(t.Context(), "olga", h.org, from(1))) {
			t.Error("the printed key, while there is nothing to prove it with")
		}
		h.withPassword(t, "olga@example.org")
		if fresh(h.Local(t.Context(), "olga", h.org, from(1))) {
			t.Error("the printed key stands for a password")
		}
		if fresh(h.Admit(t.Context(), "olga", auth.Proof{Strong: true}, from(1))) {
			t.Error("a provider's sign-in of yesterday stands for one of now")
		}
		if !fresh(h.Admit(t.Context(), "olga", auth.Proof{Strong: true, Now: true}, from(1))) {
			t.Error("a passkey proves nothing")
		}
		if !fresh(h.SignIn(t.Context(), "olga@example.org", right, from(1))) {
			t.Error("a password proves nothing")
		}
		for range 120 {
			if err := h.Begins(t.Context(), "oidc", from(9)); err != nil {
				t.Fatal(err)
			}
		}
		wantCode(t, "one more", h.Begins(t.Context(), "oidc", from(9)), errs.RateLimited)
		if err := h.Begins(t.Context(), "oidc", from(8)); err != nil {
			t.Errorf("another source: %v", err)
		}
	})
}
