package office_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

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
