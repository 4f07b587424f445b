package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/office"
)

// Files are read part by part: a line for each page that asks for something, and
// one for each that cannot be read.
func TestRequirementsOfFiles(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range [][2]string{
		{"Specification.txt", "Café. The supplier must hold ISO 27001."},
		{"logo.png", "\x89PNG\r\n\x1a\n"},
		{"Terms.html", "<html><p>Nothing is asked.</p><p>Bidders must hold Cyber Essentials Plus.</p></html>"},
	} {
		w, err := z.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := office.Self(textOutWords)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	e := &env{ctx: t.Context(), stdout: &out, stderr: &out}
	lines, err := documentLines(e, reader, path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		name := strings.TrimPrefix(l.Document, filepath.Dir(path)+"/")
		if l.Fault != "" {
			got = append(got, name+" ! "+l.Fault)
			continue
		}
		for _, r := range l.Requirements {
			got = append(got, name+" "+r.Scheme+" "+r.Strength+" "+r.Quote)
		}
	}
	want := []string{
		"pack.zip/Specification.txt iso27001 mandatory The supplier must hold ISO 27001.",
		"pack.zip/logo.png ! A picture: no text is read from it.",
		"pack.zip/Terms.html cyber-essentials-plus mandatory Bidders must hold Cyber Essentials Plus.",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("found\n%s\nwant\n%s", g, w)
	}
	if r := lines[0].Requirements[0]; r.Start != 6 {
		t.Errorf("it starts at %d, want 6 characters in", r.Start)
	}
}
