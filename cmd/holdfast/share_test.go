package main

import (
	"net/http"
	"net/url"
	"testing"
)

// publicShare are the pages for outsiders without an account: what they give was
// switched on by the organisation, or answers the secret of a mail.
var publicShare = []string{"trust", "trust-json", "trust-dates", "trust-feed", "trust-tell", "trust-confirm", "trust-confirmed", "trust-stop", "trust-stopped", "send", "send-files"}

// showing publishes two certificates and opens a room, so that every page of the
// two has something to show.
func (m *house8417) showing(t *testing.T) {
	t.Helper()
	for _, step := range []struct {
		path string
		form url.Values
	}{
		{"/share/trust", url.Values{"version": {"0"}, "handle": {"fenmoor"}, "certificates": {"CERT-1", "CERT-3"}, "contact": {"trust@fenmoor.example"}, "statement": {"We keep the case records of eleven councils, and look after them."}}},
		{"/share/trust/on", nil},
		{"/share/room/new", url.Values{"name": {"ISO 27001 surveillance audit"}, "body": {"Example Certification Ltd"}, "email": {"ada@body.example"}, "from": {"2027-01-06"}, "until": {"2027-01-20"}, "registers": {"certificate", "bid"}, "asAt": {"now"}}},
	} {
		if w := m.ask(http.MethodPost, step.path, step.form.Encode(), nil); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %.500s", step.path, w.Code, w.Body)
		}
	}
	for name, value := range map[string]string{
		"trust handle": "fenmoor", "trust secret": "AAAAAAAAAAAAAAAAAAAAAAAAAA", "share room": "ROOM-1", "share request": "ASK-1",
		"room room": "ROOM-1", "room kind": "certificate", "room number": "CERT-1", "room field": "file", "room sample": "SMP-1", "room request": "ASK-1",
	} {
		m.values[name] = value
	}
}
