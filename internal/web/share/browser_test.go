package share_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/web"
	"holdfast/internal/webtest"
	"holdfast/internal/win/certificate"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// TestInABrowser looks at each of these pages with axe, light and dark, wide and
// narrow, and on paper.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	iso := certificate.Certificate{
		Scheme: "iso27001", Holder: "Fenmoor Digital Ltd", Number: "IS 700123", Body: "Example Certification Ltd", AccreditationBody: "UKAS", AccreditationNumber: "9999", Accredited: new(bool),
		Edition: "ISO/IEC 27001:2022", Scope: "The design, development, hosting and support of case management services for local government, from Leeds and York, as set out in the Statement of Applicability version 4.2.", Sites: "Leeds\nYork",
		Decision: civil.MustParse("2026-02-10"), Issued: civil.MustParse("2026-02-12"), Expires: civil.MustParse("2029-02-09"), VerifyLink: "https://verify.example.org/IS700123",
		Status: []certificate.StatusChange{{State: "certified", From: civil.MustParse("2026-02-10")}},
	}
	*iso.Accredited = true
	h.certificate(iso)
	h.certificate(plain("2027-02-19"))
	h.certificate(plain("2026-11-30"))
	unclear := plain("2027-09-30")
	unclear.Scheme, unclear.Accredited, unclear.Scope, unclear.Holder = "iso9001", nil, "", ""
	h.certificate(unclear)
	h.post("owner", "/share/trust", url.Values{"version": {"0"}, "handle": {"fenmoor"}, "certificates": {"CERT-1", "CERT-2", "CERT-3", "CERT-4"}, "contact": {"trust@example.org"}, "statement": {"We keep the case records of eleven councils, and we look after them as if they were our own."}})
	h.post("owner", "/share/trust/on", nil)
	h.post("owner", "/share/room/new", url.Values{"name": {"ISO 27001 surveillance audit 2027"}, "body": {"Example Certification Ltd"}, "email": {"ada@example.org"}, "from": {"2027-01-06"}, "until": {"2027-01-20"}, "registers": {"certificate", "task"}, "asAt": {"now"}, "note": {"Ask Priya for the visitor's network."}})
	h.auditor("ada", time.Date(2027, 1, 21, 0, 0, 0, 0, time.UTC), "win:read", "commons:read")
	h.post("ada", "/room/ROOM-1/samples", url.Values{"register": {"certificate"}, "size": {"2"}, "seed": {"ada 2027-01-06"}, "why": {"Dates against the register of the body"}})
	for _, q := range []string{"The report of the last internal audit, with the corrective actions that came of it.", "Who has administrator rights on the hosting platform today?"} {
		h.post("ada", "/room/ROOM-1/requests", url.Values{"question": {q}, "about": {"CERT-1"}, "by": {"2027-01-08"}})
	}
	h.answer("ASK-1", "The report is attached. All five actions are closed.", "internal audit 2026.pdf", "%PDF-1.7")
	h.get("", "/trust/fenmoor")
	h.logged(4)

	for as, pages := range map[string][]string{
		"":      {"/trust/fenmoor", "/trust/fenmoor?done=asked", "/trust/fenmoor/stop/AAAAAAAAAAAAAAAAAAAAAAAAAA"},
		"owner": {"/share/trust", "/share/room", "/share/room/new", "/share/room/ROOM-1", "/share/access"},
		"ada":   {"/room/ROOM-1", "/room/ROOM-1/list/certificate", "/room/ROOM-1/list/certificate/CERT-1", "/room/ROOM-1/samples/SMP-1", "/room/ROOM-1/requests/ASK-1"},
	} {
		t.Run("as "+as, func(t *testing.T) {
			h := *h
			h.always = as
			p := webtest.Open(t, h.serve(t)+pages[0])
			for _, path := range pages {
				p.Go(path)
				for _, v := range []webtest.View{{Width: 1440}, {Width: 360, Dark: true}, {Width: 360}, {Width: 768}, {Width: 780, Print: true}} {
					p.Look(v)
					p.Fits(v.String())
					if v.Print || v.Width == 768 {
						continue
					}
					for _, found := range p.Violations() {
						t.Errorf("%s at %s: %s", path, v, found)
					}
				}
				p.Shots("share"+strings.NewReplacer("/", "-", "?", "-").Replace(path), webtest.View{Width: 1440}, webtest.View{Width: 360}, webtest.View{Width: 780, Print: true})
			}
		})
	}
}

// serve serves the pages, as whom the house says, and gives the address.
func (h *house) serve(t *testing.T) string {
	t.Helper()
	s, err := web.New(web.Config{Log: h.web.Log, Gate: h, Now: h.web.Now, Routes: h.routes})
	if err != nil {
		t.Fatal(err)
	}
	l, err := web.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && err != http.ErrServerClosed { //nolint:errorlint // as net/http has it
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}
