package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// member is a file to be put into an archive.
type member struct {
	name string
	body []byte
}

func zipped(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(m.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPackOfAll: every file of a pack is read, however deep, and what cannot be
// read says why beside those that can.
func TestPackOfAll(t *testing.T) {
	t.Parallel()
	spec := pdf(t, func(p *fpdf.Fpdf) {
		p.AddPage()
		p.Cell(60, 8, "The supplier must hold ISO 27001.")
		p.AddPage()
		p.Cell(60, 8, "Page two")
	})
	word := docx(t, `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Cyber Essentials Plus is required.</w:t></w:r></w:p></w:body></w:document>`)
	inner := zipped(t, member{"../../etc/terms.txt", []byte("Terms apply.")}, member{"logo.png", []byte("\x89PNG\r\n\x1a\n")})
	mail := "From: Buyer <buyer@example.org>\r\nTo: us@example.com\r\nSubject: =?utf-8?q?Tender_=C2=A3?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nA caf=E9.\r\n" +
		"--b\r\nContent-Type: text/plain; name=notes.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nTm90\r\nZXM=\r\n--b--\r\n"
	pack := zipped(t, member{"Spec.pdf", spec}, member{"a/", nil}, member{"a/Terms.docx", word}, member{"inner.zip", inner}, member{"Invitation.eml", []byte(mail)})
	got, err := reader("read").Pack(t.Context(), "pack.zip", bytes.NewReader(pack))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range got.Parts {
		line := p.Name + " " + string(p.Kind)
		if p.Document != nil {
			line += " " + strings.ReplaceAll(strings.TrimSpace(p.Document.Text()), "\n", "/")
		}
		if p.Fault != nil {
			line += " ! " + p.Fault.Message
		}
		lines = append(lines, line)
	}
	want := []string{
		"Spec.pdf pdf The supplier must hold ISO 27001.\fPage two",
		"a/Terms.docx docx Cyber Essentials Plus is required.",
		"inner.zip/etc/terms.txt text Terms apply.",
		"inner.zip/logo.png  ! A picture: no text is read from it.",
		"Invitation.eml mail Subject: Tender £/From: Buyer <buyer@example.org>/To: us@example.com//A café.",
		"Invitation.eml/notes.txt text Notes",
	}
	if g, w := strings.Join(lines, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("read\n%s\nwant\n%s", g, w)
	}
	if got.Kind != office.Zip || got.Parts[0].Document.Pages[1].Label != "page 2" || len(got.Parts[0].Hash) != 64 || got.Parts[0].Size != int64(len(spec)) {
		t.Errorf("kind %q, first part %+v", got.Kind, got.Parts[0])
	}
}

// TestPackSurvives: files that kill the child that reads them cost themselves
// alone, and what they may take of time and memory is bounded.
func TestPackSurvives(t *testing.T) {
	t.Parallel()
	endless := rawPDF("<< /Type /Catalog /Pages 2 0 R /X " + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + " >>")
	wordBomb := zipped(t, member{"word/document.xml", []byte("<w:document>" + strings.Repeat("<w:r></w:r>", 7<<20) + "</w:document>")})
	sheetBomb := zipped(t, member{"xl/workbook.xml", []byte("<workbook/>")}, member{"xl/sharedStrings.xml", []byte("<sst>" + strings.Repeat("<si/>", 600_000) + "</sst>")})
	pack := zipped(t,
		member{"1.txt", []byte("One")}, member{"endless.pdf", endless}, member{"2.txt", []byte("Two")},
		member{"in.zip", zipped(t, member{"word.docx", wordBomb}, member{"endless.pdf", endless}, member{"3.txt", []byte("Three")})},
		member{"sheet.xlsx", sheetBomb}, member{"zeros.txt", make([]byte, 65<<20)}, member{"4.txt", []byte("Four")})
	memory := filepath.Join(t.TempDir(), "memory")
	r := reader("measured")
	r.Env = append(r.Env, memoryFile+"="+memory)
	got, err := r.Pack(t.Context(), "pack.zip", bytes.NewReader(pack))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"1.txt": "One", "endless.pdf": "!too much work", "2.txt": "Two", "in.zip/word.docx": "!unpacked", "in.zip/endless.pdf": "!too much work",
		"in.zip/3.txt": "Three", "sheet.xlsx": "!more text", "zeros.txt": "!larger than 64 MiB", "4.txt": "Four",
	}
	for _, p := range got.Parts {
		text := ""
		if p.Document != nil {
			text = p.Document.Text()
		}
		if fault, bad := strings.CutPrefix(want[p.Name], "!"); bad && (p.Fault == nil || !strings.Contains(p.Fault.Message, fault)) || !bad && text != want[p.Name] {
			t.Errorf("%s is %q, %v; want %q", p.Name, text, p.Fault, want[p.Name])
		}
	}
	if len(got.Parts) != len(want) {
		t.Errorf("%d parts, want %d", len(got.Parts), len(want))
	}
	if largest, n := peaks(t, memory); runtime.GOOS == "linux" && (largest > 256 || n != 3) {
		t.Errorf("the largest of %d children used %d MiB; want 3 of no more than 256", n, largest)
	}
}

// TestPackIsWhole: of the pack as a whole too much is refused.
func TestPackIsWhole(t *testing.T) {
	t.Parallel()
	r := reader("read")
	r.Limits = office.TenderLimits()
	r.Limits.Pack, r.Limits.Total = 1000, 8
	if _, err := r.Pack(t.Context(), "a.txt", bytes.NewReader(make([]byte, 1001))); errs.CodeOf(err) != errs.TooLarge {
		t.Errorf("a large pack: %v", err)
	}
	if _, err := r.Pack(t.Context(), "a.txt", strings.NewReader("")); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an empty pack: %v", err)
	}
	got, err := r.Pack(t.Context(), "a.zip", bytes.NewReader(zipped(t, member{"a.txt", []byte("12345")}, member{"b.txt", []byte("12345")}, member{"c.txt", []byte("12")})))
	if err != nil || len(got.Parts) != 3 || got.Parts[0].Fault != nil || got.Parts[1].Fault == nil || got.Parts[1].Fault.Code != errs.TooLarge {
		t.Errorf("much text: %+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader("read").Pack(ctx, "a.txt", strings.NewReader("x")); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("given up: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "holdfast-pack-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range left { // of this test alone: the others run beside it
		if b, err := os.ReadFile(path); err == nil && len(b) <= 1 {
			t.Errorf("%s was left behind", path)
		}
	}
}

// manyPages is a PDF of so many pages.
func manyPages(t testing.TB, n int) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 9)
	for i := range n {
		p.AddPage()
		for j := range 55 {
			p.Text(10, 15+float64(j)*5, fmt.Sprintf("%d.%d The supplier must hold a current certificate for the services of this contract.", i+1, j))
		}
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCompiled: a long PDF has the reader compiled once and is read whole; where
// that cannot be kept, the first pages are read and the rest said to be left out.
func TestCompiled(t *testing.T) {
	t.Parallel()
	file := manyPages(t, 60)
	r := reader("read")
	r.Cache = filepath.Join(t.TempDir(), "cache")
	for range 2 {
		got, err := r.Pack(t.Context(), "long.pdf", bytes.NewReader(file))
		if err != nil || len(got.Parts) != 1 || got.Parts[0].Document == nil || len(got.Parts[0].Document.Pages) != 60 {
			t.Fatalf("%+v, %v", got, err)
		}
		if last := got.Parts[0].Document.Pages[59]; last.Label != "page 60" || !strings.HasPrefix(last.Text, "60.0 The supplier must hold") {
			t.Errorf("the last page is %q: %.100q", last.Label, last.Text)
		}
	}
	kept, err := os.ReadDir(r.Cache)
	if err != nil || len(kept) != 1 || !strings.HasPrefix(kept[0].Name(), "pdf-") {
		t.Errorf("the cache holds %v, %v", kept, err)
	}
	// A file stands where the folder should be.
	r.Cache = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(r.Cache, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Prepare(t.Context()); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("prepared in a file: %v", err)
	}
	got, err := r.Pack(t.Context(), "long.pdf", bytes.NewReader(file))
	if err != nil || got.Parts[0].Document == nil {
		t.Fatalf("%+v, %v", got, err)
	}
	if d := got.Parts[0].Document; d.PageCount != 60 || len(d.Pages) == 0 || len(d.Pages) == 60 {
		t.Errorf("%d pages of %d without the compiled reader", len(d.Pages), d.PageCount)
	}
}
