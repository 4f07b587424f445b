package auth_test

import (
	"testing"

	"holdfast/internal/auth"
	"holdfast/internal/store"
)

// BenchmarkBearer proves a token, sixteen side by side: it is on the path of
// every call of the API.
func BenchmarkBearer(b *testing.B) {
	h := newHouse(b, store.Options{Dir: b.TempDir()})
	_, v := h.enterAs(b, "olga@example.org")
	token, _, err := h.MakeToken(b.Context(), v, auth.NewToken{Name: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := h.Bearer(b.Context(), token); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkSignIn is one password, with its two transactions.
func BenchmarkSignIn(b *testing.B) {
	h := newHouse(b, store.Options{Dir: b.TempDir()})
	h.withPassword(b, "olga@example.org")
	for b.Loop() {
		if _, err := h.SignIn(b.Context(), "olga@example.org", right, from(1)); err != nil {
			b.Fatal(err)
		}
	}
}
