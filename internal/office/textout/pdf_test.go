package textout_test

import (
	"bytes"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/errs"
	"holdfast/internal/office/textout"
)

func pdf(t testing.TB, draw func(p *fpdf.Fpdf)) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 11)
	draw(p)
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is on a page stands in the order in which it is read: columns one after
// the other, a broken word whole, one with a hyphen of its own with it.
func TestPDF(t *testing.T) {
	t.Parallel()
	doc, err := textout.ReadAny(t.Context(), pdf(t, func(p *fpdf.Fpdf) {
		p.AddPage()
		for i, s := range []string{"The supplier must hold ISO 27001 certi-", "fication and two-", "factor sign-in by Cyber-", "Essentials. Two ways, each a factor: a sign of well-", "being, of wellbeing."} {
			p.Text(10, 20+float64(i)*5, s)
		}
		p.AddPage()
		for i, s := range []string{"left one", "left two", "left three"} {
			p.Text(10, 20+float64(i)*5, s)
		}
		for i, s := range []string{"right one", "right two", "right three"} {
			p.Text(110, 20+float64(i)*5, s)
		}
		p.AddPage()
		p.Rect(10, 10, 50, 50, "F")
		p.AddPage()
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"The supplier must hold ISO 27001 certification and two-factor sign-in by Cyber-Essentials. Two ways, each a factor: a sign of wellbeing, of wellbeing.",
		"left one left two left three right one right two right three", "", "",
	}
	if len(doc.Pages) != len(want) {
		t.Fatalf("%d pages", len(doc.Pages))
	}
	for i, p := range doc.Pages {
		if got := strings.Join(strings.Fields(p.Text), " "); got != want[i] || p.Scanned != (i == 2) {
			t.Errorf("page %d, scanned %t, is %q\nwant %q", i+1, p.Scanned, got, want[i])
		}
	}
}

// FuzzPDF: no PDF crashes its reader, which is behind walls of its own besides.
func FuzzPDF(f *testing.F) {
	f.Add(pdf(f, func(p *fpdf.Fpdf) { p.AddPage(); p.Cell(60, 8, "text") })[:600])
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := textout.ReadAny(t.Context(), append([]byte("%PDF-1.7\n"), b...)); errs.CodeOf(err) == errs.Internal {
			t.Fatal(err)
		}
	})
}
