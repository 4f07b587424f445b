package web_test

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/web"
)

func TestTypeOf(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"%PDF-1.7\n...":                      "application/pdf",
		"\x89PNG\r\n\x1a\n":                  "image/png",
		"\xff\xd8\xff\xe0":                   "image/jpeg",
		"PK\x03\x04....":                     "application/zip",
		"plain words, ümlaut\r\n":            "text/plain; charset=utf-8",
		"<script>alert(1)</script>":          "text/plain; charset=utf-8",
		"<html><body>":                       "text/plain; charset=utf-8",
		"<svg xmlns='x' onload='alert(1)'/>": "text/plain; charset=utf-8",
		"GIF89a\x01\x00":                     "application/octet-stream",
		"\x7fELF":                            "application/octet-stream",
		"a\x00b":                             "application/octet-stream",
		"\xff\xfe<\x00":                      "application/octet-stream",
		"\xe2\x28\xa1":                       "application/octet-stream",
		"":                                   "application/octet-stream",
		strings.Repeat("ü", 300)[:511]:       "text/plain; charset=utf-8",
	} {
		if got := web.TypeOf([]byte(content)); got != want {
			t.Errorf("%.30q is %s, want %s", content, got, want)
		}
	}
}

func TestDisposition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"certificate.pdf":                 `attachment; filename="certificate.pdf"`,
		"../../etc/passwd":                `attachment; filename="passwd"`,
		`C:\temp\x.pdf`:                   `attachment; filename="x.pdf"`,
		"a\"; filename=\"b.exe":           `attachment; filename="a_; filename=_b.exe"`,
		"x\r\nSet-Cookie: a=b":            `attachment; filename="xSet-Cookie_ a=b"`,
		"Zertifikat für Köln.pdf":         `attachment; filename="Zertifikat f_r K_ln.pdf"; filename*=UTF-8''Zertifikat%20f%C3%BCr%20K%C3%B6ln.pdf`,
		"invoice\u202egnp.exe":            `attachment; filename="invoicegnp.exe"`,
		"":                                `attachment; filename="file"`,
		"...":                             `attachment; filename="file"`,
		"50%.pdf":                         `attachment; filename="50_.pdf"; filename*=UTF-8''50%25.pdf`,
		"\xff\xfe.pdf":                    `attachment; filename="_.pdf"`,
		strings.Repeat("a", 400) + ".pdf": "",
	} {
		got := web.Disposition(name)
		if want != "" && got != want {
			t.Errorf("%q gives %s", name, got)
		}
		if len(got) > 700 {
			t.Errorf("%.20q gives %d bytes", name, len(got))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := web.Disposition(rapid.String().Draw(t, "name"))
		kind, params, err := mime.ParseMediaType(got)
		if err != nil || kind != "attachment" || params["filename"] == "" || strings.ContainsAny(params["filename"], "/\\\r\n\x00") {
			t.Fatalf("%s: %s, %q, %v", got, kind, params, err)
		}
	})
}

// TestSendFile: whatever the file holds it is saved, and never shown or run.
func TestSendFile(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	const body = "<html><script>alert(1)</script>"
	if err := web.SendFile(w, httptest.NewRequest(http.MethodGet, "/x", nil), "page.html", int64(len(body)), strings.NewReader(body)); err != nil {
		t.Fatal(err)
	}
	h := w.Header()
	if w.Body.String() != body || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v %s", h, w.Body)
	}
	head := httptest.NewRecorder()
	if err := web.SendFile(head, httptest.NewRequest(http.MethodHead, "/x", nil), "page.html", 4, strings.NewReader("abcd")); err != nil || head.Body.Len() != 0 {
		t.Errorf("HEAD gives %q, %v", head.Body, err)
	}
	if err := web.SendFile(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil), "x", 4, unreadable{}); err == nil {
		t.Error("a file that cannot be read is sent")
	}
}

type unreadable struct{}

func (unreadable) Read([]byte) (int, error)       { return 0, errors.New("damaged") }
func (unreadable) Seek(int64, int) (int64, error) { return 0, io.EOF }
