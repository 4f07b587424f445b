package evidence_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/web/frame"
)

// TestSendSaysNoMoreThanIsAsked: the page has the organisation's name and what
// it asks, works without an account, and is not to be found by search engines.
func TestSendSaysNoMoreThanIsAsked(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire, "A.5.19")
	a := h.get("", "/send/"+asked.Secret)
	if a.Code != http.StatusOK || !strings.Contains(a.Header().Get("X-Robots-Tag"), "noindex") || a.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", a.Code, a.Header())
	}
	a.says(t, "Fenmoor Digital Ltd", "Supplier questionnaire", "For the year 2027.", "Send")
	for _, secret := range []string{"Priya", "A.5.19", "Control", asked.Number, h.by.Org, asked.ID, "ada@supplier", "/evidence", "p-1"} {
		if strings.Contains(a.Body.String(), secret) {
			t.Errorf("a stranger reads %q", secret)
		}
	}
	if strings.Contains(a.Body.String(), "<script") && strings.Contains(a.Body.String(), "onclick") {
		t.Error("it wants script")
	}
}

// TestDeadLinksAreOneAnswer: for looking and for sending alike.
func TestDeadLinksAreOneAnswer(t *testing.T) {
	t.Parallel()
	h := setup(t)
	revoked, anew := h.ask(questionnaire), h.ask(questionnaire)
	if _, err := h.s.Revoke(t.Context(), h.by, revoked.Number, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := h.s.Relink(t.Context(), h.by, anew.Number, h.today()); err != nil {
		t.Fatal(err)
	}
	gone := questionnaire
	gone.Expires = h.today()
	old := h.ask(gone)
	h.now = h.now.Add(24 * time.Hour)
	want := ""
	for name, secret := range map[string]string{
		"nobody's": strings.Repeat("B", 26), "revoked": revoked.Secret, "made anew": anew.Secret, "run out": old.Secret, "a hash": revoked.Value.TokenHash,
		"short": "A", "markup": "%3Cscript%3E", "a number": "REQ-1", "hostile": "..%2f..%2fetc", "null": "%00",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequestWithContext(t.Context(), method, "/send/"+secret, strings.NewReader(""))
			r.Header.Set("Origin", "http://"+host)
			a := h.do("", "198.51.100.1:1", r)
			got := http.StatusText(a.Code) + reference.ReplaceAllString(a.text(), "")
			if want == "" {
				want = got
			}
			if a.Code != http.StatusNotFound || got != want {
				t.Errorf("%s, %s: %d, %s", name, method, a.Code, got)
			}
		}
	}
	if len(h.log) != 0 {
		t.Errorf("links of nobody are logged with an organisation: %+v", h.log)
	}
}

// TestGuessingIsHeldBack: a network that opens links of nobody has to wait, for
// good links too; others do not.
func TestGuessingIsHeldBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	code := func(from, secret string) int {
		return h.do("", from, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/send/"+secret, http.NoBody)).Code
	}
	n := 0
	for code("203.0.113.9:5", strings.Repeat("C", 26)) == http.StatusNotFound {
		if n++; n > 100 {
			t.Fatal("nobody is held back")
		}
	}
	if n != 20 {
		t.Errorf("held back after %d", n)
	}
	if got := code("203.0.113.200:9", asked.Secret); got != http.StatusTooManyRequests {
		t.Errorf("the same network, a good link: %d", got)
	}
	if got := code("198.51.100.7:1", asked.Secret); got != http.StatusOK {
		t.Errorf("another network: %d", got)
	}
	h.now = h.now.Add(10 * time.Minute)
	if got := code("203.0.113.9:5", asked.Secret); got != http.StatusOK {
		t.Errorf("later: %d", got)
	}
}

func TestSendingArrivesAndWaits(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire, "A.5.19")
	path := "/send/" + asked.Secret
	if a := h.send("", path, map[string]string{"note": "As asked.", "key": "k"}, sent{"report.pdf", "%PDF-1.7 x"}, sent{"", ""}, sent{"list.csv", "a;b"}); a.Code != http.StatusSeeOther || a.Header().Get("Location") != path+"?done=sent" {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	rows := h.deliveries(asked.Number)
	if len(rows) != 2 || rows[0].Value.MediaType != "application/pdf" || rows[0].Value.Note != "As asked." || rows[1].Value.FileName != "list.csv" || len(h.kept()) != 2 {
		t.Fatalf("%+v, kept %v", rows, h.kept())
	}
	h.get("", path+"?done=sent").says(t, "Arrived", "report.pdf", "list.csv")
	if len(h.log) != 2 || h.log[0].About != asked.Number || h.log[0].Address != "192.0.2.0/24" || h.log[0].Status != http.StatusSeeOther || h.log[0].Who != "public" {
		t.Errorf("%+v", h.log)
	}
	// The owner looks at it, and only then it is evidence.
	a := h.get("owner", "/evidence/requests/"+asked.Number)
	a.says(t, "2 files have come", "None is evidence before you accept it", "report.pdf", "As asked.")
	if a := h.post("owner", "/evidence/requests/"+asked.Number+"/accept", map[string][]string{"files": {rows[0].Number}}); a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/evidence/EV-1") {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	h.get("owner", "/evidence/EV-1").says(t, "Supplier questionnaire", "Fresh", "A.5.19", "Ada Byrne")
	if a := h.get("", path); a.Code != http.StatusNotFound {
		t.Errorf("the link of an accepted request: %d", a.Code)
	}
}

// TestWhatIsSentNeverRuns: whatever a file is, it is saved and never shown, and
// its type is told by its content.
func TestWhatIsSentNeverRuns(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	hostile := []sent{
		{"page.html", "<!doctype html><script>alert(1)</script>"},
		{"picture.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`},
		{"x.js", "alert(1)"},
		{"run.exe", "MZ\x90\x00\x03\x00\x00\x00"},
		{"../../../etc/cron.d/evil", "* * * * * root true"},
		{`C:\boot.ini`, "x"},
		{"a\xff\xfeb.txt", "bad letters"},
		{"up\u202efdp.exe", "turned"},
		{"nl\r\nSet-Cookie: a=b", "header"},
	}
	if a := h.send("", "/send/"+asked.Secret, nil, hostile...); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	rows := h.deliveries(asked.Number)
	if len(rows) != len(hostile) {
		t.Fatalf("%d came", len(rows))
	}
	for i, d := range rows {
		a := h.get("owner", "/evidence/requests/"+asked.Number+"/files/"+d.Number)
		head := a.Header()
		if a.Code != http.StatusOK || a.Body.String() != hostile[i].content {
			t.Errorf("%s: %d", d.Value.FileName, a.Code)
		}
		if !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") || head.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(head.Get("Content-Type"), "html") || strings.Contains(head.Get("Content-Type"), "svg") || strings.Contains(head.Get("Content-Type"), "script") || head.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", d.Value.FileName, head)
		}
		if strings.ContainsAny(d.Value.FileName, "/\\\r\n\u202e") {
			t.Errorf("the name %q is kept", d.Value.FileName)
		}
	}
	page := h.get("", "/send/"+asked.Secret).Body.String()
	if strings.Contains(page, "<svg xmlns=\"http") || strings.Contains(page, "alert(1)") {
		t.Error("a file stands in the page")
	}
}

// TestRefusedFormsLeaveNothing: neither a file in the folder nor a line in the
// record, and the page says what to put right.
func TestRefusedFormsLeaveNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	r := questionnaire
	r.MaxFiles = 2
	asked := h.ask(r)
	path := "/send/" + asked.Secret
	good := sent{"good.txt", "good"}
	for name, c := range map[string]struct {
		fields map[string]string
		files  []sent
		says   string
	}{
		"empty":          {nil, []sent{good, {"nothing.txt", ""}}, "nothing.txt is empty"},
		"no file":        {map[string]string{"note": "hello"}, nil, "Choose a file"},
		"too many":       {nil, []sent{good, {"b", "b"}, {"c", "c"}}, "No more than 2 files"},
		"a long note":    {map[string]string{"note": strings.Repeat("x", 5000)}, []sent{good}, "under 4,000"},
		"a note of junk": {map[string]string{"note": "\xff\xfe"}, []sent{good}, "not valid"},
	} {
		a := h.send("", path, c.fields, c.files...)
		if a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.Code, a.text())
		}
		a.says(t, c.says)
		if kept := h.kept(); len(kept) != 0 || len(h.deliveries(asked.Number)) != 0 {
			t.Errorf("%s: kept %v", name, kept)
		}
	}
	// A form that breaks off in its second file.
	body, contentType := form(t, nil, good, sent{"half.bin", strings.Repeat("half", 1000)})
	if a := h.sendBody("", path, contentType, io.MultiReader(bytes.NewReader(body[:len(body)-2000]), broken{}), int64(len(body))); a.Code < 400 {
		t.Errorf("half a form: %d", a.Code)
	}
	if a := h.sendBody("", path, contentType, bytes.NewReader(body[:len(body)-2000]), int64(len(body)-2000)); a.Code < 400 {
		t.Errorf("a form that ends too soon: %d", a.Code)
	}
	if a := h.sendBody("", path, "multipart/form-data", bytes.NewReader(body), int64(len(body))); a.Code < 400 {
		t.Errorf("a form without its boundary: %d", a.Code)
	}
	if kept := h.kept(); len(kept) != 0 || len(h.deliveries(asked.Number)) != 0 {
		t.Errorf("kept %v", kept)
	}
	if a := h.send("", path, nil, good); a.Code != http.StatusSeeOther {
		t.Errorf("afterwards: %d", a.Code)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestTooLarge: a byte over the limit is refused, and nothing of it stays.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	head, contentType := form(t, nil, sent{"large.bin", "CONTENT"})
	before, after, _ := bytes.Cut(head, []byte("CONTENT"))
	stream := func(size int64) (io.Reader, int64) {
		return io.MultiReader(bytes.NewReader(before), io.LimitReader(zeros{}, size), bytes.NewReader(after)), int64(len(before)+len(after)) + size
	}
	body, n := stream(evidence.MaxFile + 1)
	a := h.sendBody("", "/send/"+asked.Secret, contentType, body, n)
	if a.Code != http.StatusUnprocessableEntity || len(h.kept()) != 0 {
		t.Errorf("a file over the limit: %d, kept %v", a.Code, h.kept())
	}
	a.says(t, "large.bin is larger than 50 MB")
	body, n = stream(20 * evidence.MaxFile)
	if a := h.sendBody("", "/send/"+asked.Secret, contentType, body, n); a.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form over the limit: %d", a.Code)
	}
	body, _ = stream(20 * evidence.MaxFile)
	if a := h.sendBody("", "/send/"+asked.Secret, contentType, body, -1); a.Code != http.StatusRequestEntityTooLarge || len(h.kept()) != 0 {
		t.Errorf("a form over the limit that does not say so: %d, kept %v", a.Code, h.kept())
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestFullDisk: a file that has no room answers 507, and nothing is recorded.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(*frame.Staged) error{
		"while it comes in": nil,
		"when it is stored": func(*frame.Staged) error {
			return errs.Wrap(syscall.ENOSPC, errs.StorageFull, "There is no room left.")
		},
	} {
		h := setup(t)
		asked := h.ask(questionnaire)
		whole := h.pages.Files.Stage
		h.pages.Files.Stage = func(ctx context.Context, r io.Reader, limit int64) (*frame.Staged, error) {
			if broken == nil {
				return nil, errs.Wrap(syscall.ENOSPC, errs.StorageFull, "There is no room left.")
			}
			s, err := whole(ctx, r, limit)
			if err == nil {
				s.Keep = func() error { return broken(s) }
			}
			return s, err
		}
		a := h.send("", "/send/"+asked.Secret, nil, sent{"a.txt", "a"})
		if a.Code != http.StatusInsufficientStorage || len(h.deliveries(asked.Number)) != 0 || len(h.kept()) != 0 {
			t.Errorf("%s: %d, kept %v", name, a.Code, h.kept())
		}
	}
}

// TestSentTwiceAtOnce: one form that is sent many times at the same moment, and
// the same files sent again, are there once.
func TestSentTwiceAtOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	body, contentType := form(t, map[string]string{"key": "once"}, sent{"a.txt", "a"}, sent{"b.txt", "b"})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/send/"+asked.Secret, bytes.NewReader(body))
			r.Header.Set("Content-Type", contentType)
			r.Header.Set("Origin", "http://"+host)
			r.Host, r.RemoteAddr = host, near
			w := httptest.NewRecorder()
			h.server.ServeHTTP(w, r)
			if w.Code != http.StatusSeeOther {
				t.Errorf("%d", w.Code)
			}
		})
	}
	wg.Wait()
	if a := h.send("", "/send/"+asked.Secret, map[string]string{"key": "another"}, sent{"a.txt", "a"}); a.Code != http.StatusSeeOther {
		t.Errorf("%d", a.Code)
	}
	if rows := h.deliveries(asked.Number); len(rows) != 2 || len(h.kept()) != 2 {
		t.Errorf("%d came, kept %v", len(rows), h.kept())
	}
}

// TestFloodOfUploads: a network may send so many forms, then waits.
func TestFloodOfUploads(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	got := 0
	for i := range 40 {
		if a := h.send("", "/send/"+asked.Secret, nil, sent{"a.txt", "a"}); a.Code == http.StatusTooManyRequests {
			got = i
			break
		}
	}
	if got != 30 {
		t.Errorf("held back after %d", got)
	}
}

func TestMembersAnswerOnTheirOwnPage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(evidence.Request{Title: "Access review", Person: "p-reader"}, "A.5.1")
	path := "/evidence/requests/" + asked.Number + "/send"
	h.get("reader", path).says(t, "Access review", "Send")
	if a := h.send("reader", path, nil, sent{"review.txt", "done"}); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	for as, want := range map[string]int{"contributor": http.StatusForbidden, "owner": http.StatusForbidden, "": http.StatusUnauthorized} {
		if a := h.send(as, path, nil, sent{"review.txt", "other"}); a.Code != want {
			t.Errorf("%q: %d", as, a.Code)
		}
	}
	if rows := h.deliveries(asked.Number); len(rows) != 1 || rows[0].Value.Person != "p-reader" || len(h.kept()) != 1 {
		t.Errorf("%+v", rows)
	}
}
