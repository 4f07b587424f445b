package site_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/net/html"

	"holdfast/internal/auth"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/office"
	"holdfast/internal/office/textout"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	"holdfast/internal/web/uitest"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// TestMain makes the test binary its own reader of documents.
func TestMain(m *testing.M) {
	if os.Getenv("HOLDFAST_TEST_CHILD") != "" {
		if err := textout.Child(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const (
	holder = "Fenmoor Digital Ltd"
	today  = "2027-01-06"
)

// house is the pages over a store of their own, without the guards of the
// server.
type house struct {
	t     *testing.T
	site  *site.Site
	mux   *http.ServeMux
	actor change.Actor
}

func build(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	files, err := blob.Open(dir + "/files")
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	now := civil.MustParse(today).Time().Add(10 * time.Hour)
	book := scheme.Default()
	certs, bids, tasks := certificate.Register(book), bid.Register(book), task.Register()
	door := change.New(st, register.NewBook(certs, bids, tasks, bid.Clarifications(), notice.Decisions))
	org := id.New()
	_, err = door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: now}, func(tx *change.Tx) error {
		_, err := tx.Found(holder, change.Member{Person: "p-1", Name: "Priya Nair", Email: "priya@example.org"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, mux: http.NewServeMux()}
	h.site = &site.Site{
		Frame: &frame.Frame{Door: door, Clock: func() time.Time { return now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }},
		Book:  book, Certificates: certificate.NewService(door, book, certs, tasks), CertRegister: certs,
		Bids: bid.NewService(door, book, bids, certs), BidRegister: bids, Tasks: tasks,
		NoticeStore: st, Files: files, ReadText: office.Reader{Command: []string{exe}, Env: []string{"HOLDFAST_TEST_CHILD=1"}, Time: 20 * time.Second},
		Due: func(change.Reader, civil.Date) ([]due.Item, error) { return nil, nil },
	}
	place := auth.Place{Org: org, Name: holder, Role: "owner"}
	actor := change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: "owner"}
	h.actor = actor
	for _, r := range h.site.Routes() {
		h.mux.HandleFunc(r.Method+" "+r.Pattern, func(w http.ResponseWriter, q *http.Request) {
			if r.MaxBody > 0 {
				q.Body = http.MaxBytesReader(w, q.Body, r.MaxBody)
			}
			visit := &auth.Visit{Account: auth.Account{ID: "p-1", Name: "Priya Nair"}, Actor: actor, Org: place, Places: []auth.Place{place}}
			if err := r.Handler(w, q.WithContext(auth.With(q.Context(), visit))); err != nil {
				w.WriteHeader(web.Status(errs.CodeOf(err)))
				_, _ = io.WriteString(w, "<html><body><p>"+html.EscapeString(errs.Safe(err))+"</p></body></html>")
			}
		})
	}
	return h
}

type answer struct {
	*httptest.ResponseRecorder
	page *html.Node
}

func (h *house) do(req *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, req)
	a := answer{ResponseRecorder: w}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.page = uitest.Parse(h.t, w.Body.String())
		if w.Code < 500 && w.Header().Get("Location") == "" {
			for _, f := range uitest.Faults(a.page) {
				h.t.Errorf("%s %s: %s", req.Method, req.URL, f)
			}
		}
	}
	return a
}

func (h *house) get(path string) answer {
	h.t.Helper()
	return h.do(httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody))
}

func (h *house) post(path string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r)
}

// drop posts a file as a browser does.
func (h *house) drop(name string, file []byte) answer {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil || m.Close() != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, "/certificates/read", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return h.do(r)
}

// form gives what a page's form to the path would send as it stands.
func (a answer) form(t *testing.T, action string) url.Values {
	t.Helper()
	out := url.Values{}
	for _, f := range uitest.All(a.page, "form") {
		if uitest.Attr(f, "action") != action {
			continue
		}
		for _, in := range uitest.All(f, "input") {
			if n := uitest.Attr(in, "name"); n != "" {
				out.Set(n, uitest.Attr(in, "value"))
			}
		}
		for _, in := range uitest.All(f, "textarea") {
			out.Set(uitest.Attr(in, "name"), uitest.Text(in))
		}
		for _, in := range uitest.All(f, "select") {
			for _, o := range uitest.All(in, "option") {
				if uitest.Has(o, "selected") {
					out.Set(uitest.Attr(in, "name"), uitest.Attr(o, "value"))
				}
			}
		}
		return out
	}
	t.Fatalf("no form to %s in %s", action, uitest.Text(a.page))
	return nil
}

func (a answer) says(t *testing.T, words ...string) {
	t.Helper()
	text := uitest.Text(a.page)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not said in:\n%s", w, text)
		}
	}
}

func (a answer) goesTo(t *testing.T, path string) {
	t.Helper()
	if a.Code != http.StatusSeeOther || a.Header().Get("Location") != path {
		t.Fatalf("answered %d to %q, want to be sent to %s: %s", a.Code, a.Header().Get("Location"), path, a.Body)
	}
}

// plus adds a Cyber Essentials, and a Plus that ends on the day, both judged to
// cover the work.
func (h *house) plus(ends string) {
	h.t.Helper()
	by := change.By{Actor: h.actor, Now: h.site.Now()}
	last := civil.MustParse(ends)
	for _, c := range []certificate.Certificate{
		{Scheme: "cyber-essentials", Issued: civil.MustParse("2026-12-20"), Expires: civil.MustParse("2027-12-19")},
		{Scheme: "cyber-essentials-plus", Issued: last.AddMonths(-12) + 1, Expires: last},
	} {
		c.Holder, c.Scope, c.Covers, c.Number = holder, "Whole organisation", "yes", "n-"+c.Scheme
		if _, err := h.site.Certificates.Add(h.t.Context(), by, c); err != nil {
			h.t.Fatal(err)
		}
	}
}

// asks adds a bid that asks for a Plus by an award.
func (h *house) asks(award string) {
	h.t.Helper()
	day := func(s string) *verdict.Day { return &verdict.Day{Date: civil.MustParse(s), Basis: "stated"} }
	b := bid.Bid{Title: "Regional data platform", Buyer: "Trentwell Integrated Care Board", Entity: holder, Stage: bid.Preparing}
	b.Dates.Deadline, b.Dates.Award, b.Dates.Start = day("2027-02-01"), day(award), day("2027-05-01")
	b.Requirements = []bid.Requirement{{ID: "r1", Requirement: verdict.Requirement{Scheme: "cyber-essentials-plus", Strength: "mandatory", Proof: "certificate", When: "by-award"}}}
	if _, err := h.site.Bids.Add(h.t.Context(), change.By{Actor: h.actor, Now: h.site.Now()}, b); err != nil {
		h.t.Fatal(err)
	}
}

// state is the ruling's word on a page.
func (h *house) state(path string) string {
	h.t.Helper()
	r := uitest.ByClass(h.get(path).page, "ruling")
	return uitest.Text(uitest.All(r, "b")[0])
}

func pdf(t *testing.T, lines ...string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 11)
	p.AddPage()
	for _, l := range lines {
		p.MultiCell(170, 8, l, "", "L", false)
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func renewed(t *testing.T) []byte {
	return pdf(t, "Cyber Essentials Plus", "This is to certify that Fenmoor Digital Ltd", "Certificate number: 5e0c7b1a-8d24", "Scope: Whole organisation",
		"Date of issue: 6 January 2027", "Valid until: 5 January 2028", "Certification body: Larkfield Assurance Ltd")
}

func TestFirstRunAsksOneQuestionAndQueuesTheForms(t *testing.T) {
	t.Parallel()
	h := build(t)
	a := h.get("/")
	a.says(t, "Which certificates do you hold?", "holdfast demo")
	if got := len(uitest.All(a.page, "nav")); got != 0 {
		t.Errorf("%d navigations on the first page", got)
	}
	h.post("/start", url.Values{}).says(t, "Choose what you hold")
	a = h.post("/start", url.Values{"scheme": {"cyber-essentials", "made-up", "dspt"}})
	a.goesTo(t, "/certificates/new?scheme=cyber-essentials&then=dspt")
	f := h.get(a.Header().Get("Location")).form(t, "/certificates/new")
	if f.Get("scheme") != "cyber-essentials" {
		t.Errorf("the form opens with %q", f.Get("scheme"))
	}
	f.Set("holder", holder)
	f.Set("issued", "2026-12-01")
	a = h.post("/certificates/new", f)
	a.goesTo(t, "/certificates/new?done=added&scheme=dspt&then=")
	h.get(a.Header().Get("Location")).says(t, "The certificate has been recorded.")
	h.get("/").says(t, "live bids")
	h.get("/certificates").says(t, "Your certificate is valid until 30 November 2027")
}

func TestAFormSaysWhatIsWrongFieldByField(t *testing.T) {
	t.Parallel()
	h := build(t)
	for name, tt := range map[string]struct {
		form  url.Values
		field string
	}{
		"no scheme":        {url.Values{"issued": {"2026-01-01"}}, "scheme"},
		"unknown scheme":   {url.Values{"scheme": {"iso27002"}}, "scheme"},
		"ends first":       {url.Values{"scheme": {"iso27001"}, "issued": {"2026-05-01"}, "expires": {"2026-04-01"}}, "expires"},
		"no such day":      {url.Values{"scheme": {"iso27001"}, "issued": {"2026-02-30"}}, "issued"},
		"level of none":    {url.Values{"scheme": {"iso27001"}, "level": {"high"}}, "level"},
		"link that is not": {url.Values{"scheme": {"iso27001"}, "verifyLink": {"javascript:alert(1)"}}, "verifyLink"},
		"file not kept":    {url.Values{"scheme": {"iso27001"}, "file": {strings.Repeat("a", 64)}}, ""},
		"file of a path":   {url.Values{"scheme": {"iso27001"}, "file": {"../../etc/passwd"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := h.post("/certificates/new", tt.form)
			if a.Code != http.StatusUnprocessableEntity {
				t.Fatalf("answered %d", a.Code)
			}
			sum := uitest.ByClass(a.page, "errsum")
			if sum == nil {
				t.Fatal("no summary of the errors")
			}
			links := uitest.All(sum, "a")
			if tt.field != "" && (len(links) != 1 || uitest.Attr(links[0], "href") != "#"+tt.field) {
				t.Errorf("the summary says %q, and does not lead to %s alone", uitest.Text(sum), tt.field)
			}
		})
	}
	if rows, err := h.site.Certificates.List(t.Context(), h.actor); err != nil || len(rows) != 0 {
		t.Errorf("%d certificates were recorded all the same, %v", len(rows), err)
	}
}

func TestEditKeepsWhatIsNotAskedAndSaysAConflict(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.plus("2027-03-05")
	first := h.get("/certificates/CERT-2/edit").form(t, "/certificates/CERT-2/edit")
	second := h.get("/certificates/CERT-2/edit").form(t, "/certificates/CERT-2/edit")
	first.Set("body", "Larkfield Assurance Ltd")
	h.post("/certificates/CERT-2/edit", first).goesTo(t, "/certificates/CERT-2?done=changed")
	h.get("/certificates/CERT-2?done=changed").says(t, "Larkfield Assurance Ltd", "has been changed", "Certified, now", "Priya Nair set Certification body to “Larkfield Assurance Ltd”")

	second.Set("body", "Another Body Ltd")
	a := h.post("/certificates/CERT-2/edit", second)
	if a.Code != http.StatusConflict {
		t.Fatalf("answered %d to a form that was overtaken", a.Code)
	}
	a.says(t, "Somebody changed CERT-2", "they have “Larkfield Assurance Ltd”, you have “Another Body Ltd”")
	h.post("/certificates/CERT-2/edit", a.form(t, "/certificates/CERT-2/edit")).goesTo(t, "/certificates/CERT-2?done=changed")
	h.get("/certificates/CERT-2").says(t, "Another Body Ltd")
}

func TestADroppedCertificateTurnsTheBid(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.plus("2027-03-05")
	h.asks("2027-03-12")
	if got := h.state("/bids/BID-1"); got != "At risk" {
		t.Fatalf("before: %s", got)
	}
	file := renewed(t)
	a := h.drop(`C:\scans\renewed plus.pdf`, file)
	if a.Code != http.StatusOK {
		t.Fatalf("answered %d: %s", a.Code, a.Body)
	}
	a.says(t, "Is this what the certificate says?", "renewed plus.pdf", "Read in: “Valid until: 5 January 2028”", "same words as that of CERT-2")
	if got := h.state("/bids/BID-1"); got != "At risk" {
		t.Errorf("a draft alone made the bid %s", got)
	}
	f := a.form(t, "/certificates/new")
	for k, want := range map[string]string{
		"scheme": "cyber-essentials-plus", "holder": holder, "issued": "2027-01-06", "expires": "2028-01-05", "covers": "yes", "replaces": "CERT-2", "accreditationBody": "", "decision": "",
	} {
		if f.Get(k) != want {
			t.Errorf("%s: %q, want %q", k, f.Get(k), want)
		}
	}
	h.post("/certificates/new", f).goesTo(t, "/certificates/CERT-3?done=confirmed")
	h.get("/certificates/CERT-3?done=confirmed").says(t, "has been recorded from its file", "renewed plus.pdf", "Priya Nair recorded it, read from renewed plus.pdf and confirmed")
	if got := h.state("/bids/BID-1"); got != "Holds" {
		t.Errorf("after: %s", got)
	}
	h.get("/certificates").says(t, "followed by CERT-3", "All 3 certificates stand")
	h.get("/certificates/CERT-2").says(t, "CERT-3 follows it.")
	got := h.get("/certificates/CERT-3/file")
	if !bytes.Equal(got.Body.Bytes(), file) || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file came back as %d bytes, %q", got.Body.Len(), got.Header().Get("Content-Disposition"))
	}
	h.drop("again.pdf", file).says(t, "CERT-3 has the same number")
}

func TestFilesThatCannotBeReadAreSaid(t *testing.T) {
	t.Parallel()
	h := build(t)
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.Rect(10, 10, 50, 50, "F")
	var scan bytes.Buffer
	if err := p.Output(&scan); err != nil {
		t.Fatal(err)
	}
	a := h.drop("scan.pdf", scan.Bytes())
	a.says(t, "Type in what the certificate says", "The file is kept")
	f := a.form(t, "/certificates/new")
	if f.Get("file") == "" || f.Get("scheme") != "" || f.Get("number") != "" {
		t.Errorf("the form of a scan: %v", f)
	}
	f.Set("scheme", "iso27001")
	f.Set("issued", "2026-05-01")
	h.post("/certificates/new", f).goesTo(t, "/certificates/CERT-1?done=confirmed")
	for name, file := range map[string][]byte{"picture.pdf": []byte("\x89PNG\r\n\x1a\n0000"), "empty.pdf": nil, "big.pdf": append([]byte("%PDF-1.4\n"), make([]byte, 11<<20)...)} {
		a := h.drop(name, file)
		if a.Code != http.StatusUnprocessableEntity || uitest.ByClass(a.page, "err") == nil {
			t.Errorf("%s: answered %d", name, a.Code)
		}
	}
	h.drop("minutes.txt", []byte("The kettle is descaled on Fridays.\n")).says(t, "Nothing that looks like a certificate")
}

func TestASuspensionFailsTheBid(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.plus("2027-11-30")
	h.asks("2027-03-12")
	if got := h.state("/bids/BID-1"); got != "Holds" {
		t.Fatalf("before: %s", got)
	}
	bad := h.post("/certificates/CERT-2/status", url.Values{"state": {"paused"}, "from": {"2027-01-05"}})
	if bad.Code != http.StatusUnprocessableEntity || uitest.ByClass(bad.page, "errsum") == nil {
		t.Errorf("a state that is none: %d", bad.Code)
	}
	h.post("/certificates/CERT-2/status", url.Values{"state": {"suspended"}, "from": {""}}).says(t, "Enter the day from which it is so")
	h.post("/certificates/CERT-2/status", url.Values{"state": {"suspended"}, "from": {"2027-01-05"}, "note": {"Letter of the body"}}).goesTo(t, "/certificates/CERT-2?done=status")
	a := h.get("/certificates/CERT-2")
	a.says(t, "suspended since 5 January 2027", "Suspended, now", "Priya Nair recorded the status suspended from 5 January 2027: Letter of the body")
	if got := h.state("/certificates/CERT-2"); got != "Fails" {
		t.Errorf("the certificate: %s", got)
	}
	if got := h.state("/bids/BID-1"); got != "At risk" {
		t.Errorf("the bid: %s", got)
	}
}

func TestStartRenewalPlansOnceAndGoesBack(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.plus("2027-03-05")
	h.asks("2027-03-12")
	h.post("/certificates/CERT-2/renewal", url.Values{"from": {"BID-1"}}).goesTo(t, "/bids/BID-1?done=renewal")
	h.post("/certificates/CERT-2/renewal", url.Values{"from": {"//example.org"}}).goesTo(t, "/certificates/CERT-2?done=renewal")
	a := h.get("/certificates/CERT-2")
	a.says(t, "The renewal", "Book the assessor for the Plus test", "Priya Nair", "0 of 6 done", "What depends on it", "BID-1")
	if a := h.get("/certificates/CERT-99"); a.Code != http.StatusNotFound {
		t.Errorf("a certificate that is not there: %d", a.Code)
	}
	if a := h.get("/certificates/CERT-2/file"); a.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", a.Code)
	}
}
