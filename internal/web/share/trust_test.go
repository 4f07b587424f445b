package share_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/share/access"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/web/uitest"
	"holdfast/internal/webtest"
	"holdfast/internal/win/certificate"
)

// TestOffIsNobody: a page that is off, a handle of nobody and a hostile one get
// the same answer, byte for byte, whatever is asked of them.
func TestOffIsNobody(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	h.certificate(plain("2027-09-30"))
	h.post("owner", "/share/trust", url.Values{"version": {"0"}, "handle": {"fenmoor"}, "certificates": {"CERT-1"}})
	want := h.get("", "/trust/nobody-here").Body.String()
	for _, path := range []string{
		"/trust/fenmoor", "/trust/FENMOOR", "/trust/fenmoor%20", "/trust/%2e%2e", "/trust/..%2fshare", "/trust/fen%00moor", "/trust/" + strings.Repeat("a", 5000), "/trust/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/trust/'%20OR%201=1--",
		"/trust/fenmoor/trust.json", "/trust/fenmoor/dates.ics", "/trust/fenmoor/feed.atom", "/trust/nobody-here/trust.json",
		"/trust/fenmoor/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAA",
	} {
		a := h.get("", path)
		if a.Code != http.StatusNotFound || a.Body.String() != want {
			t.Errorf("%.80s: %d %.300s", path, a.Code, a.Body)
		}
	}
	for _, path := range []string{"/trust/fenmoor/tell", "/trust/nobody-here/tell"} {
		if a := h.post("", path, url.Values{"email": {"a@example.org"}}); a.Code != http.StatusNotFound || a.Body.String() != want {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
}

// TestPreviewIsThePage: what is shown before it is switched on is what is public
// afterwards, byte for byte.
func TestPreviewIsThePage(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	for _, day := range []string{"2027-09-30", "2027-01-20", "2026-11-30"} {
		h.certificate(plain(day))
	}
	h.get("owner", "/share/trust").says(t, "The trust page is off.", "nothing is public before you switch it on")
	h.post("owner", "/share/trust", url.Values{"version": {"0"}, "handle": {"fenmoor"}, "certificates": {"CERT-1", "CERT-3"}, "statement": {"We look after it."}})
	settings := h.get("owner", "/share/trust")
	settings.says(t, "Nobody outside sees what is below.", "Fenmoor Digital Ltd shows 2 certificates: 1 in date, 1 expired.", "We look after it.")
	before := h.get("owner", "/share/trust/preview").Body.String()
	h.post("owner", "/share/trust/on", nil)
	public := h.get("", "/trust/fenmoor")
	if public.Body.String() != before {
		t.Error("the public page differs from its preview")
	}
	public.says(t, "Fenmoor Digital Ltd shows 2 certificates: 1 in date, 1 expired.", "Expired: it ended on 30 November 2026, 37 days ago.", "not affiliated", "check each at its source", "Tell me when one lapses", "Type “Fenmoor Digital Ltd”")
	if got := public.Header().Get("X-Robots-Tag"); !strings.Contains(got, "noindex") {
		t.Errorf("robots are told %q", got)
	}
	if strings.Contains(public.Body.String(), "2027-01-20") {
		t.Error("a certificate that was not chosen is shown")
	}
	if a := h.get("", "/share/trust"); a.Code == http.StatusOK {
		t.Error("a stranger sees the settings")
	}
}

// TestWithoutMail: where no mail is sent nobody is asked for an address.
func TestWithoutMail(t *testing.T) {
	t.Parallel()
	h := build(t, false)
	h.certificate(plain("2027-09-30"))
	h.publish("CERT-1")
	a := h.get("", "/trust/fenmoor")
	a.says(t, "the dates as a calendar", "a feed")
	if len(uitest.All(a.page, "form")) != 0 {
		t.Error("the page asks for an address")
	}
	if a := h.post("", "/trust/fenmoor/tell", url.Values{"email": {"a@example.org"}}); a.Code != http.StatusNotFound {
		t.Errorf("an address was taken: %d", a.Code)
	}
}

// TestForms: what is wrong is said at its field, and mail is asked for once.
func TestForms(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	h.certificate(plain("2027-09-30"))
	bad := h.post("owner", "/share/trust", url.Values{"version": {"0"}, "handle": {"Not An Address!"}})
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", bad.Code)
	}
	bad.says(t, "There is a problem", "small letters and figures")
	h.publish("CERT-1")
	if a := h.post("owner", "/share/trust", url.Values{"version": {"1"}, "handle": {"fenmoor"}}); a.Code != http.StatusConflict {
		t.Errorf("a stale form: %d", a.Code)
	}
	wrong := h.post("", "/trust/fenmoor/tell", url.Values{"email": {"no address"}})
	if wrong.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", wrong.Code)
	}
	wrong.says(t, "Enter an e-mail address")
	if a := h.post("", "/trust/fenmoor/tell", url.Values{"email": {"buyer@example.org"}}); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/trust/fenmoor?done=asked" {
		t.Errorf("%d to %s", a.Code, a.Header().Get("Location"))
	}
	h.get("", "/trust/fenmoor?done=asked").says(t, "a link to confirm is on its way")
	h.get("", "/trust/fenmoor/stop/AAAAAAAAAAAAAAAAAAAAAAAAAA").says(t, "These mails have ended")
	// From another site the form is refused.
	r := url.Values{"email": {"buyer@example.org"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/trust/fenmoor/tell", strings.NewReader(r.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://evil.example.org")
	if a := h.do("", req); a.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", a.Code)
	}
}

// TestAsData: the JSON, the calendar and the feed say what the page says.
func TestAsData(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	h.certificate(plain("2027-09-30"))
	h.certificate(plain("2026-11-30"))
	h.publish("CERT-1", "CERT-2")
	var p trustpage.Page
	if err := json.Unmarshal(h.get("", "/trust/fenmoor/trust.json").Body.Bytes(), &p); err != nil || p.Version != 1 || len(p.Cards) != 2 || len(p.Cards[0].Checks) != 5 || p.Cards[1].Status.Key != trustpage.Expired {
		t.Errorf("%+v, %v", p, err)
	}
	dates := h.get("", "/trust/fenmoor/dates.ics").Body.String()
	if strings.Count(dates, "BEGIN:VEVENT") != 1 || !strings.Contains(dates, "DTSTART;VALUE=DATE:20270930") {
		t.Error(dates)
	}
	var feed struct {
		Entries []struct {
			Title string `xml:"title"`
			ID    string `xml:"id"`
		} `xml:"entry"`
	}
	first := h.get("", "/trust/fenmoor/feed.atom").Body.Bytes()
	if err := xml.Unmarshal(first, &feed); err != nil || len(feed.Entries) != 2 || !strings.Contains(feed.Entries[1].Title, "Expired") {
		t.Errorf("%+v, %v", feed, err)
	}
	was := feed.Entries[0].ID
	h.now, feed.Entries = h.now.AddDate(0, 9, 0), nil
	if err := xml.Unmarshal(h.get("", "/trust/fenmoor/feed.atom").Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	for _, e := range feed.Entries {
		if e.ID == was {
			t.Errorf("a certificate that lapsed keeps its entry %s", was)
		}
	}
}

// TestTextsOfOthers puts a script into every field that the public page shows.
func TestTextsOfOthers(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	n := 0
	var numbers []string
	for i, p := range webtest.Payloads() {
		p = strings.ToValidUTF8(strings.ReplaceAll(p, "\x00", ""), "")
		if i%4 != 0 {
			continue
		}
		line := strings.Join(strings.Fields(p), " ")
		row := h.certificate(certificate.Certificate{
			Scheme: "iso27001", Holder: line, Number: line, Body: line, AccreditationBody: line, AccreditationNumber: line, Edition: line, Scope: p, Sites: certificate.Lines(p),
			VerifyLink: "https://example.org/" + line, Issued: civil.MustParse("2026-02-01"), Decision: civil.MustParse("2026-02-01"), Expires: civil.MustParse("2029-01-31"),
			Status: []certificate.StatusChange{{State: "certified", From: civil.MustParse("2026-02-01"), Note: line}},
		})
		numbers = append(numbers, row.Number)
		n++
	}
	for from := 0; from < len(numbers); from += 40 {
		batch := numbers[from:min(from+40, len(numbers))]
		row, _, err := h.share.Trust.Settings(t.Context(), h.owner)
		if err != nil {
			t.Fatal(err)
		}
		p := webtest.Payloads()[from]
		set := url.Values{"version": {itoa(row.Version)}, "handle": {"fenmoor"}, "certificates": batch, "contact": {strings.Join(strings.Fields(p), " ")}, "statement": {p}}
		if a := h.post("owner", "/share/trust", set); a.Code != http.StatusSeeOther {
			t.Fatal(a.Code, errs.Safe(err))
		}
		h.post("owner", "/share/trust/on", nil)
		for _, path := range []string{"/trust/fenmoor", "/share/trust"} {
			a := h.get("owner", path)
			if a.Code != http.StatusOK {
				t.Fatal(a.Code)
			}
			if !strings.Contains(a.Body.String(), "holdfastXSS") {
				t.Errorf("%s does not show the texts at all", path)
			}
			for _, e := range uitest.All(a.page, "*") {
				if strange(e) {
					t.Errorf("%s has a <%s> that no page of ours writes: %.200q", path, e.Data, e.Attr)
				}
			}
		}
		if b := h.get("", "/trust/fenmoor/trust.json").Body.Bytes(); !json.Valid(b) {
			t.Error("the JSON is none")
		}
		if err := xml.Unmarshal(h.get("", "/trust/fenmoor/feed.atom").Body.Bytes(), new(struct{})); err != nil {
			t.Errorf("the feed is no XML: %v", err)
		}
	}
	if n < 40 {
		t.Errorf("only %d texts were tried", n)
	}
}

// TestAccessesAreLogged: each look is a line with a truncated address, nobody
// without a page has one, and the table holds no formula.
func TestAccessesAreLogged(t *testing.T) {
	t.Parallel()
	h := build(t, true)
	h.certificate(plain("2027-09-30"))
	h.publish("CERT-1")
	h.get("", "/trust/fenmoor")
	h.get("", "/trust/fenmoor/trust.json")
	h.get("", "/trust/nobody")
	h.get("owner", "/share/trust")
	rows := h.logged(2)
	if len(rows) != 2 || rows[0].Address != "192.0.2.0/24" || rows[0].Who != access.Public || rows[0].Status != 200 {
		t.Errorf("%+v", rows)
	}
	if err := h.store.KeepAccess(t.Context(), []access.Entry{{ID: "x", Org: h.owner.Org, Who: access.Public, What: "=HYPERLINK(1)", About: "+1", At: h.now.UnixMicro(), Status: 200, Count: 3}}); err != nil {
		t.Fatal(err)
	}
	h.get("owner", "/share/access").says(t, "Outsiders looked 5 times.", "Trust page", "3 times within the hour", "192.0.2.0/24")
	h.get("owner", "/share/access?who=auditors").says(t, "No outsider has looked at anything.")
	h.get("owner", "/share/access?from=2027-01-07").says(t, "No outsider has looked at anything.")
	h.get("owner", "/share/access?from=nonsense&after=x.y&who=me").says(t, "Outsiders looked 5 times.")
	csv := h.get("owner", "/share/access.csv")
	if !strings.HasPrefix(csv.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(csv.Body.String(), ",'=HYPERLINK(1),'+1,") {
		t.Errorf("%v %s", csv.Header(), csv.Body)
	}
	for line := range strings.Lines(csv.Body.String()) {
		for _, cell := range strings.Split(strings.TrimSpace(line), ",") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
}
