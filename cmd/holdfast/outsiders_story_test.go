package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"holdfast/internal/civil"
	"holdfast/internal/web"
	"holdfast/internal/webtest"
)

// Whom the story is about, and how they sign in.
const (
	ownersWords   = "tarpaulin gull sings at noon"
	managersWords = "seven kettles and one heron"
	auditorsWords = "a ledger under a blue lamp"
)

// shared is an installation that is reached by several people, each in a window
// of their own, while time goes by.
type shared struct {
	now  atomic.Int64 // microseconds
	dir  string
	base string
	app  *app
}

func (s *shared) at() time.Time { return time.UnixMicro(s.now.Load()).UTC() }

func (s *shared) pass(d time.Duration) { s.now.Add(d.Microseconds()) }

// place gives the flags that name the installation.
func (s *shared) place() []string {
	return []string{"--data", filepath.Join(s.dir, "data"), "--keys", filepath.Join(s.dir, "keys.json")}
}

// shareHouse serves an organisation with two certificates in which nobody can sign in yet.
func shareHouse(t *testing.T) *shared {
	t.Helper()
	s := &shared{dir: t.TempDir()}
	s.now.Store(january.UnixMicro())
	var certs strings.Builder
	for _, c := range []map[string]any{
		{"ref": "plus", "scheme": "cyber-essentials-plus", "holder": "Fenmoor Digital Ltd", "number": "CEP-1", "body": "Example Assessors Ltd", "issued": "2026-04-01", "expires": "2027-03-31"},
		{"ref": "iso", "scheme": "iso27001", "holder": "Fenmoor Digital Ltd", "number": "IS 1", "body": "Example Certification Ltd", "issued": "2026-02-12", "expires": "2029-02-09"},
	} {
		certs.WriteString(jsonLine(t, c))
	}
	command(t, certs.String(), append([]string{"certificates", "import", "-"}, s.place()...)...).wants(t, 0)
	s.serve(t)
	return s
}

// serve opens the installation to its people.
func (s *shared) serve(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	e := &env{ctx: ctx, stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: s.at}
	h, err := openApp(e, place{Data: filepath.Join(s.dir, "data"), Keys: filepath.Join(s.dir, "keys.json")}, true)
	if err != nil {
		t.Fatal(err)
	}
	s.app = h
	server, err := h.server(e, serving{}, slog.New(slog.DiscardHandler), "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := web.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	s.base = "http://" + l.Addr().String()
	h.signing.reach(s.base)
	published := h.publish(s.base, false, slog.New(slog.DiscardHandler))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && err != http.ErrServerClosed { //nolint:errorlint // as net/http has it
			t.Error(err)
		}
		published()
		_ = h.Close()
	})
}

// window is somebody at a browser.
type window struct{ *webtest.Page }

func open(t *testing.T, address string) window {
	t.Helper()
	return window{webtest.Open(t, address)}
}

// sends fills a form's fields in, follows its button and wants a page of this status.
func (w window) sends(t *testing.T, action string, status int, fields ...string) {
	t.Helper()
	form := "form[action='" + action + "']"
	for i := 0; i < len(fields); i += 2 {
		w.Choose(form+" [name="+fields[i]+"]", fields[i+1])
	}
	if got := w.Follow(form + " button:not([formaction])"); got != status {
		t.Fatalf("%s with %q: %d at %s, want %d: %.600s", action, fields, got, w.Path(), status, w.Text("main"))
	}
}

// signIn signs in by the form, from wherever the window is led to it.
func (w window) signIn(t *testing.T, email, words string) {
	t.Helper()
	w.sends(t, "/sign-in", http.StatusOK, "email", email, "password", words)
}

// sees looks at the page as everybody may have to.
func (w window) sees(t *testing.T, words ...string) {
	t.Helper()
	for _, word := range words {
		w.Says(word)
	}
	w.Accessible()
	w.Look(webtest.View{Width: 360})
	w.Fits(w.Path() + " at 360")
	w.Look(webtest.View{Width: 1440})
}

func pathOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// TestPeopleAndOutsiders is the story of an organisation that lets people in:
// its owner, a bid manager with a second factor, a stranger at the trust page,
// and an auditor for a fortnight; afterwards the record proves itself.
func TestPeopleAndOutsiders(t *testing.T) {
	t.Parallel()
	s := shareHouse(t)
	link, err := s.app.signing.service.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	// The owner, by the link that counts once.
	setUp := pathOf(t, link)
	owner := open(t, s.base+setUp)
	owner.Allow("status of 4")
	owner.sends(t, setUp, http.StatusUnprocessableEntity, "name", "Olga Pier", "email", "olga@fenmoor.example", "password", "password1234")
	owner.Says("among the first that are tried")
	owner.sends(t, setUp, http.StatusOK, "name", "Olga Pier", "email", "olga@fenmoor.example", "password", ownersWords)
	again := open(t, s.base+setUp)
	again.Allow("status of 4")
	again.Says("link")
	if again.Count("input[type=password]") != 0 {
		t.Error("the link to set up the owner counts twice")
	}

	// She invites a bid manager, who accepts.
	owner.Go("/settings/people")
	owner.FollowText("Invite somebody")
	owner.sends(t, "/settings/people/invite", http.StatusUnprocessableEntity, "role", "bid-manager")
	owner.sends(t, "/settings/people/invite", http.StatusOK, "email", "ben@fenmoor.example", "role", "bid-manager")
	invitation := pathOf(t, owner.Text("code"))
	ben := open(t, s.base+invitation)
	ben.Allow("status of 4")
	ben.sees(t, "Olga Pier invites you to My organisation", "bid manager")
	ben.sends(t, invitation, http.StatusOK, "name", "Ben Marsh", "password", managersWords)

	// He adds an authenticator, signs out, and comes back with both.
	ben.Go("/account/authenticator")
	ben.sees(t, "Take a picture")
	seed := strings.ReplaceAll(webtest.Value[string](ben.Page, `document.querySelector("code[translate=no]").textContent`), " ", "")
	code := func() string {
		c, err := totp.GenerateCode(seed, s.at())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ben.sends(t, "/account/authenticator", http.StatusUnprocessableEntity, "code", "000000")
	used := code()
	ben.sends(t, "/account/authenticator", http.StatusOK, "code", used)
	ben.sees(t, "recovery codes")
	ben.Go("/account")
	ben.Follow("form[action='/sign-out'] button")
	ben.Go("/bids/new")
	ben.signIn(t, "ben@fenmoor.example", managersWords)
	ben.sees(t, "authenticator")
	ben.sends(t, "/second-factor", http.StatusUnauthorized, "code", used) // it counted already
	s.pass(time.Minute)
	ben.sends(t, "/second-factor", http.StatusOK, "code", code())
	if got := ben.Path(); got != "/bids/new" {
		t.Errorf("signing in leads to %s", got)
	}

	// His role lets him add a bid, and neither invite nor publish.
	ben.sends(t, "/bids/new", http.StatusOK, "title", "Flood warning subscriptions", "buyer", "Harrowdene County Council")
	ben.Says("Ben Marsh")
	for _, path := range []string{"/settings/people/invite", "/share/room/new"} {
		ben.Go(path)
		ben.Says("Not allowed")
	}
	ben.Go("/settings/people")
	if strings.Contains(ben.Text("main"), "Invite somebody") {
		t.Error("a bid manager is offered to invite")
	}

	// The trust page, before and after it is switched on.
	stranger := open(t, s.base+"/trust/fenmoor")
	stranger.Allow("status of 4")
	stranger.Says("Page not found")
	owner.Go("/share/trust")
	owner.Click("input[name=certificates][value=CERT-2]")
	owner.sends(t, "/share/trust", http.StatusOK, "handle", "fenmoor", "contact", "trust@fenmoor.example")
	stranger.Go("/trust/fenmoor")
	stranger.Says("Page not found")
	owner.sends(t, "/share/trust/on", http.StatusOK)
	stranger.Go("/trust/fenmoor")
	stranger.sees(t, "Fenmoor Digital Ltd", "IS 1", "Example Certification Ltd")
	if strings.Contains(stranger.Text("body"), "CEP-1") {
		t.Error("the trust page shows what was not chosen")
	}

	// An auditor is let in for a fortnight.
	today := civil.FromTime(january)
	owner.Go("/share/room/new")
	owner.Click("input[name=registers][value=certificate]")
	owner.sends(t, "/share/room/new", http.StatusOK, "name", "Surveillance audit", "body", "Example Certification Ltd", "email", "ada@body.example", "from", today.String(), "until", today.AddDays(14).String())
	owner.sees(t, "Hand this link to the auditor")
	invitation = pathOf(t, owner.Text("#invitation .hash"))
	ada := open(t, s.base+invitation)
	ada.Allow("status of 4")
	ada.sends(t, invitation, http.StatusOK, "name", "Ada Quill", "password", auditorsWords)
	ada.Go("/account")
	ada.sees(t, "Your account")
	ada.Go("/bids")
	ada.Says("not found")
	ada.Go("/room")
	ada.sees(t, "Surveillance audit")
	ada.Go("/room/ROOM-1")
	ada.sees(t, "Certificates")
	ada.sends(t, "/room/ROOM-1/samples", http.StatusOK, "size", "1", "seed", "ada 6 January")
	ada.sees(t, "ada 6 January")
	ada.Go("/room/ROOM-1")
	ada.sends(t, "/room/ROOM-1/requests", http.StatusOK, "question", "The report of the last internal audit", "about", "CERT-2")

	// The owner answers, and the auditor reads it.
	owner.Go("/share/room/ROOM-1")
	owner.Says("The report of the last internal audit")
	owner.Click("#requests details summary")
	owner.sends(t, "/share/room/ROOM-1/requests/ASK-1", http.StatusOK, "answer", "All five actions are closed.")
	ada.Go("/room/ROOM-1/requests/ASK-1")
	ada.sees(t, "All five actions are closed.")

	// When the time is over, everything is refused, whichever way she comes.
	s.pass(16 * 24 * time.Hour)
	for _, path := range []string{"/room/ROOM-1", "/room/ROOM-1/samples/SMP-1", "/room/ROOM-1/bundle"} {
		ada.Go(path)
		if text := ada.Text("body"); strings.Contains(text, "Certificates") || !strings.Contains(text, "Sign in") {
			t.Errorf("%s after the end: %.300s", path, text)
		}
	}
	ada.Choose("[name=email]", "ada@body.example")
	ada.Choose("[name=password]", auditorsWords)
	ada.Follow("form[action='/sign-in'] button")
	ada.Go("/room/ROOM-1")
	if text := ada.Text("body"); strings.Contains(text, "Surveillance audit") || strings.Contains(text, "SMP-1") {
		t.Errorf("she is let in after the end: %.300s", text)
	}

	// The trail tells it all.
	owner.Go("/trail")
	owner.signIn(t, "olga@fenmoor.example", ownersWords)
	owner.sees(t, "Olga Pier", "Ben Marsh", "Ada Quill", "BID-1", "ROOM-1", "SMP-1", "ASK-1")
	owner.Go("/share/access")
	owner.sees(t, "Ada Quill")

	// And who has nothing but the bundle and the key finds it whole.
	bundle := filepath.Join(s.dir, "bundle.zip")
	commandAt(t, s.at(), "", append([]string{"trail", "export", "--out", bundle}, s.place()...)...).wants(t, 0, "entries")
	key := commandAt(t, s.at(), "", append([]string{"trail", "key"}, s.place()...)...)
	key.wants(t, 0, "holdfast/trail/")
	commandAt(t, s.at(), "", "trail", "verify", bundle, "--key", strings.TrimSpace(key.out)).wants(t, 0, "INTACT")
}
