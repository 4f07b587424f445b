package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/store"
)

// TestLettersWait: what is to be mailed waits in the store over a restart,
// without its link, and is left out once that would serve no more.
func TestLettersWait(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		by := change.By{Actor: change.Actor{Org: h.org, Person: "olga", Name: "Olga Pier", Role: authz.Owner}, Now: h.now()}
		link, _, err := h.Invite(t.Context(), by, auth.Ask{Email: "tom@example.org", Role: authz.Reader})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Forgotten(t.Context(), "olga@example.org", from(1)); err != nil {
			t.Fatal(err)
		}
		h.Service.Flush(t.Context())
		waits := 0
		if err := h.store.View(t.Context(), store.Org(h.org), func(tx *store.Tx) error {
			return tx.Query(t.Context(), "SELECT payload FROM job WHERE org_id = $1", []any{h.org}, func(scan func(...any) error) error {
				var payload string
				waits++
				err := scan(&payload)
				if strings.Contains(payload, tail(link)) || strings.Contains(payload, auth.ResetPath) {
					t.Errorf("a link lies open: %s", payload)
				}
				return err
			})
		}); err != nil || waits != 2 || len(h.mails) != 0 {
			t.Fatalf("%d wait, %d sent, %v", waits, len(h.mails), err)
		}
		h.open(t)
		h.Flush(context.WithoutCancel(t.Context()))
		if len(h.mails) != 2 {
			t.Fatalf("after the restart: %+v", h.mails)
		}
		for _, m := range h.mails {
			if m.To == "tom@example.org" && !strings.Contains(m.Text, link) || m.To == "olga@example.org" && !strings.Contains(m.Text, auth.ResetPath) {
				t.Errorf("%s is sent %q", m.To, m.Text)
			}
		}
		h.mails = nil
		if err := h.Forgotten(t.Context(), "olga@example.org", from(1)); err != nil {
			t.Fatal(err)
		}
		h.Service.Flush(t.Context())
		h.wait(2 * time.Hour)
		h.Flush(t.Context())
		if len(h.mails) != 0 {
			t.Errorf("a link that has ended is mailed: %+v", h.mails)
		}
	})
}
