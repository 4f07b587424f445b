package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/share/auditorroom"
)

// TestAPrivateViewIsTheirsAlone: nobody but who saved it meets a private view's
// name or what it looks for, on any page, whatever their role; who has not saved
// it is answered as if there were none. Who saved it meets it.
func TestAPrivateViewIsTheirsAlone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.as(authz.Owner)
	s.visit.Actor.Person, s.visit.Account.ID = "saver", "saver"
	number := s.made(t, "/views/risk", url.Values{"name": {"Wqxprivate"}, "query": {"q=Wqxsought"}, "shared": {"private"}}, `view=(VIEW-[0-9]+)`)
	if w := s.ask(http.MethodGet, "/trail/view/"+number, "", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Wqxprivate") {
		t.Errorf("who saved it does not see its history: %d", w.Code)
	}
	for _, route := range s.routes {
		if route.Page == "risk-list" && !strings.Contains(s.ask(http.MethodGet, route.Pattern, "", nil).Body.String(), "Wqxprivate") {
			t.Errorf("who saved it is not offered it on %s", route.Pattern)
		}
	}
	for _, role := range authz.Roles() {
		s.as(role)
		for _, route := range s.routes {
			if route.Method != http.MethodGet || route.Page == "asset" || strings.HasPrefix(route.Pattern, "/records/") {
				continue
			}
			body := s.ask(http.MethodGet, s.pathOf(route.Pattern, ""), "", nil).Body.String()
			if strings.Contains(body, "Wqxprivate") || strings.Contains(body, "Wqxsought") {
				t.Errorf("%s as %s shows somebody else's view", route.Pattern, role)
			}
		}
		ask := func(path, given string) string {
			w := s.ask(http.MethodGet, path+given, "", nil)
			if strings.Contains(w.Body.String(), "Wqx") {
				t.Errorf("%s%s as %s shows somebody else's view", path, given, role)
			}
			return strings.ReplaceAll(said(t, w), given, "ID")
		}
		for _, path := range []string{"/trail/view/", "/risks?view=", "/trail?kind=view&ref="} {
			is, none := ask(path, number), ask(path, "VIEW-9999")
			if is != none && !strings.HasPrefix(path, "/trail?") {
				t.Errorf("%s as %s tells somebody else's view from none:\n%.300s\n%.300s", path, role, is, none)
			}
		}
		for _, path := range []string{"/views/risk/", "/views/risk/ID/delete"} {
			send := func(given string) string {
				at := path + given
				if strings.Contains(path, "ID") {
					at = strings.ReplaceAll(path, "ID", given)
				}
				w := s.ask(http.MethodPost, at, url.Values{"name": {"Taken"}, "query": {""}, "shared": {"organisation"}, "version": {"1"}}.Encode(), nil)
				if w.Code < 400 {
					t.Errorf("%s as %s: %d", at, role, w.Code)
				}
				return strings.ReplaceAll(said(t, w), given, "ID")
			}
			if is, none := send(number), send("VIEW-9999"); is != none {
				t.Errorf("%s as %s tells somebody else's view from none:\n%.300s\n%.300s", path, role, is, none)
			}
		}
	}
	s.quiet(t)
}

// TestWhatNoRoomShows: what people keep for themselves or say among themselves,
// what is being written, and whom they ask for evidence, is offered to no room.
func TestWhatNoRoomShows(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	offered := map[string]bool{}
	for _, reg := range auditorroom.Offered(s.app.door.Book()) {
		offered[string(reg.Declaration().Kind)] = true
	}
	for _, kind := range []string{"view", "comment", "bulk-change", "evidence-request", "evidence-delivery", "document-draft", "document-answer", "custom-field", "provider", "audit-room", "trust-page", "erasure", "tender-document", "clarification", "questionnaire", "questionnaire-question", "answer", "statement", "pack"} {
		if offered[kind] {
			t.Errorf("a room can show %s", kind)
		}
		if room := (auditorroom.Room{Registers: []string{kind, "risk"}}); len(room.Shown(s.app.door.Book())) != 1 {
			t.Errorf("a room that names %s shows it", kind)
		}
	}
	for _, kind := range []string{"risk", "control", "clause", "soa", "document", "document-version", "acknowledgement", "evidence", "asset", "scope-statement", "objective", "certificate"} {
		if !offered[kind] {
			t.Errorf("no room can show %s", kind)
		}
	}
}
