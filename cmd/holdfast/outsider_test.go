package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/web"
)

// TestAnAuditorElsewhereSeesNoMoreThanTheRoom: who works in one organisation and
// audits another sees of that one what its room shows, also on the pages that
// lead across organisations, and whichever the session works for.
func TestAnAuditorElsewhereSeesNoMoreThanTheRoom(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.member(t, change.Member{Person: "somebody", Name: "Sam Body", Email: "sam@fenmoor.example", Role: "owner", Active: true})
	audits := change.Member{
		Person: "somebody", Name: "Sam Body", Email: "sam@fenmoor.example", Role: "external-auditor", Active: true,
		Scope: authz.Scope{"win:read", "commons:read"}, Until: january.Add(time.Hour).UnixMicro(),
	}
	req := change.Request{Actor: change.SystemActor(s.other, "start"), Action: "settings.update", Now: january}
	if _, err := s.app.door.Do(t.Context(), req, func(tx *change.Tx) error { return tx.Member(audits) }); err != nil {
		t.Fatal(err)
	}
	s.as(authz.Owner)
	there := auth.Place{Org: s.other, Name: "Another Ltd", Role: audits.Role}
	s.visit.Places = append(s.visit.Places, there)
	for _, route := range s.routes {
		if route.Method != http.MethodGet {
			continue
		}
		body := s.ask(http.MethodGet, s.pathOf(route.Pattern, ""), "", nil).Body.String()
		for _, secret := range []string{"OTHER-CERT", "Their secret bid", "Otto Ther"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s shows %q of the audited organisation", route.Pattern, secret)
			}
		}
		if route.Pattern != "/portfolio" {
			continue
		}
		if !strings.Contains(body, "Another Ltd") || !strings.Contains(body, "your role does not show it") {
			t.Error("the portfolio reckons with what is for the room alone")
		}
	}
	// With the session working for the audited one, nothing but the room answers.
	s.visit.Org, s.visit.Actor = there, change.Actor{Org: s.other, Person: "somebody", Name: "Sam Body", Role: authz.ExternalAuditor, Scope: audits.Scope}
	for _, route := range s.routes {
		if route.Outsiders || route.Method != http.MethodGet || route.Access == web.Public {
			continue
		}
		if w := s.ask(http.MethodGet, s.pathOf(route.Pattern, ""), "", nil); w.Code != http.StatusNotFound && route.Pattern != "/{$}" {
			t.Errorf("%s answers an external auditor %d", route.Pattern, w.Code)
		}
	}
	s.quiet(t)
}
