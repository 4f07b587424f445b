package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/store"
)

// hostileText would run where a page writes it without care, and be reckoned
// where a table takes it for a formula.
const hostileText = `=1+1"'><img src=x onerror=alert(1)><script>alert(2)</script>`

// send posts a file as a browser does.
func (m *house8417) send(t *testing.T, path, name string, content []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return m.ask(http.MethodPost, path, b.String(), func(r *http.Request) { r.Header.Set("Content-Type", w.FormDataContentType()) })
}

// zipped makes an archive of names and texts.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// saved wants an answer to be a file that a browser saves and never shows.
func saved(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	h := w.Header()
	if w.Code != http.StatusOK || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		t.Errorf("%s: %d, %q, %q, %q", what, w.Code, h.Get("Content-Disposition"), h.Get("Content-Type"), h.Get("X-Content-Type-Options"))
	}
}

// deskHouse is the demonstration with its parts.
func deskHouse(t *testing.T) (*house8417, *app) {
	t.Helper()
	return demoHouseOf(t, &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }})
}

// TestBuyersFilesAreTextAndNeverRun drops in documents whose names and words are
// hostile: they are shown as text, saved and never run, found by nobody who
// searches for a person in them, and told by neither the trail nor the log.
func TestBuyersFilesAreTextAndNeverRun(t *testing.T) {
	t.Parallel()
	m, h := deskHouse(t)
	text := "Bidders must hold ISO 27001 at tender submission. " + hostileText + " Ask Xylantha Quorndyke about Cyber Essentials.\r\n"
	mail := "From: \"<script>alert(1)</script>\" <a@example.org>\r\nTo: b@example.org\r\nSubject: " + hostileText + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text
	for name, content := range map[string][]byte{
		`=cmd|"><img src=x onerror=alert(1)>.txt`: []byte(text), "letter.eml": []byte(mail),
		"pack.zip": zipped(t, "../../../evil/"+hostileText+".txt", text+"in a zip", `C:\up\..\x.html`, "<h1>ISO 27001</h1><script>alert(1)</script>"),
	} {
		if w := m.send(t, "/bids/BID-4/documents", name, content); w.Code != http.StatusSeeOther {
			t.Fatalf("%s is not taken: %d %.400s", name, w.Code, message(t, w.Body.String()))
		}
	}
	paths, more := []string{"/bids/BID-4", "/bids/BID-4/documents", "/tenders", "/trail?kind=tender-document"}, 0
	for i := 4; i < 12; i++ {
		at := fmt.Sprintf("/bids/BID-4/documents/TDOC-%d", i)
		if m.ask(http.MethodGet, at, "", nil).Code == http.StatusOK {
			more++
			paths = append(paths, at)
			saved(t, at+"/file", m.ask(http.MethodGet, at+"/file", "", nil))
		}
	}
	if more < 4 {
		t.Errorf("only %d documents came of what was dropped in", more)
	}
	for _, path := range paths {
		w := m.ask(http.MethodGet, path, "", nil)
		soundPage(t, path, w)
		texts(t, path, w.Body.String())
		if strings.Contains(w.Body.String(), "<img src=x") || strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s has markup out of a buyer's file", path)
		}
	}
	if w := m.ask(http.MethodGet, "/search?q=Quorndyke", "", nil); strings.Contains(w.Body.String(), "TDOC-") {
		t.Error("a search finds who is named in a buyer's document")
	}
	for _, path := range []string{"/records/tender-document/export.csv", "/records/clarification/export.csv"} {
		w := m.ask(http.MethodGet, path, "", nil)
		saved(t, path, w)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if err != nil {
			t.Errorf("%s is no table: %v", path, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s has the formula %.60q", path, cell)
				}
			}
		}
	}
	if err := h.store.View(t.Context(), store.Org(h.org.ID), func(tx *store.Tx) error {
		return tx.Query(t.Context(), "SELECT CAST(payload AS TEXT) FROM trail_event WHERE org_id = $1", []any{h.org.ID}, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			if strings.Contains(s, "Quorndyke") {
				t.Errorf("the trail tells what a buyer's document says: %.300s", s)
			}
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(m.log.String(), "Quorndyke") {
		t.Errorf("the log tells what a buyer's document says: %.300s", m.log)
	}
	m.quiet(t)
}

// TestBadPacksAreRefusedByTheirParts: what cannot be read names its part, and
// leaves nothing in the store of files.
func TestBadPacksAreRefusedByTheirParts(t *testing.T) {
	t.Parallel()
	m, h := deskHouse(t)
	stored := func() (out []string) {
		_ = filepath.WalkDir(filepath.Join(h.dir, filesFolder), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				out = append(out, path)
			}
			return err
		})
		return out
	}
	before := fmt.Sprint(stored())
	bomb := zipped(t, "bomb.txt", strings.Repeat("\x00", 300<<20))
	entities := zipped(t, "[Content_Types].xml", "<Types/>", "_rels/.rels", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Relationships>&b;</Relationships>`)
	for _, x := range []struct {
		path, name string
		content    []byte
		says       string
	}{
		{"/bids/BID-4/documents", "pack.zip", bomb, "bomb.txt"},
		{"/tenders/new", "pack.zip", bomb, "bomb.txt"},
		{"/bids/BID-4/documents", "nothing.bin", []byte("\x00\x01\x02\x03"), "nothing.bin"},
		{"/bids/BID-4/documents", "cut.zip", zipped(t, "a.txt", "hello hello")[:40], "cut.zip"},
		{"/bids/BID-4/questionnaires", "bomb.xlsx", bomb, ""},
		{"/bids/BID-4/questionnaires", "entities.xlsx", entities, ""},
		{"/bids/BID-4/questionnaires", "none.xlsx", []byte("PK\x03\x04"), ""},
	} {
		w := m.send(t, x.path, x.name, x.content)
		if w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), x.says) {
			t.Errorf("%s to %s: %d %.300s", x.name, x.path, w.Code, message(t, w.Body.String()))
		}
		soundPage(t, x.path+" with "+x.name, w)
	}
	if after := fmt.Sprint(stored()); after != before {
		t.Errorf("what was refused left files: %s, before %s", after, before)
	}
	m.quiet(t)
}
