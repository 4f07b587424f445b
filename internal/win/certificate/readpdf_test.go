package certificate_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"holdfast/internal/civil"
	"holdfast/internal/office"
	"holdfast/internal/office/textout"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
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

// drawn draws the lines of a sample one below the other, cells at tab stops.
func drawn(p *fpdf.Fpdf, text string) {
	p.SetFont("Helvetica", "", 9)
	p.AddPage()
	tr := p.UnicodeTranslatorFromDescriptor("")
	for l := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		for c := range strings.SplitSeq(l, "\t") {
			if strings.Contains(l, "\t") {
				p.CellFormat(48, 5, tr(c), "", 0, "L", false, 0, "")
			} else {
				p.MultiCell(190, 5, tr(c), "", "L", false)
			}
		}
		if strings.Contains(l, "\t") {
			p.Ln(5)
		}
	}
}

// columns draws what stands left of the colons first and what stands right of
// them afterwards: the order of the file is not that of the eye.
func columns(p *fpdf.Fpdf, text string) {
	p.SetFont("Helvetica", "", 9)
	p.AddPage()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, l := range lines {
		left, _, _ := strings.Cut(l, ": ")
		p.Text(15, 20+7*float64(i), left)
	}
	for i, l := range lines {
		if _, right, ok := strings.Cut(l, ": "); ok {
			p.Text(90, 20+7*float64(i), right)
		}
	}
}

// Every sample drawn as a page of a PDF and read back through the child process
// gives the fields that its text gives.
func TestReadPDFs(t *testing.T) {
	t.Parallel()
	type page struct {
		sample
		draw func(*fpdf.Fpdf, string)
	}
	var pages []page
	for _, s := range samples(t) {
		if !strings.HasPrefix(s.text, "Code,") { // a table is not a PDF
			pages = append(pages, page{s, drawn})
		}
	}
	pages = append(pages, page{sample{
		name: "labels first, values later",
		text: "Cyber Essentials Plus\nOrganisation name: Ardent Labs Ltd\nCertificate number: AL-20771\nQuestion set: Danzell\n" +
			"Date of issue: 14 February 2027\nValid until: 13 February 2028\nCertification body: Larkfield Assurance Ltd",
		want: certificate.Certificate{
			Scheme: "cyber-essentials-plus", Holder: "Ardent Labs Ltd", Number: "AL-20771", Edition: "Danzell", Body: "Larkfield Assurance Ltd",
			Issued: civil.MustParse("2027-02-14"), Expires: civil.MustParse("2028-02-13"), EndLabel: "Valid until",
		},
	}, columns})
	reader := office.Reader{Command: []string{os.Args[0]}, Env: []string{"HOLDFAST_TEST_CHILD=1"}, Time: 2 * time.Minute}
	for part := range slices.Chunk(pages, office.MaxLines) {
		p := fpdf.New("P", "mm", "A4", "")
		for _, s := range part {
			s.draw(p, s.text)
		}
		var b bytes.Buffer
		if err := p.Output(&b); err != nil {
			t.Fatal(err)
		}
		doc, err := reader.Read(t.Context(), &b)
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Pages) != len(part) {
			t.Fatalf("%d pages for %d samples", len(doc.Pages), len(part))
		}
		for i, s := range part {
			one := office.Document{Pages: doc.Pages[i : i+1]}
			d := certificate.ReadDraft(scheme.Default(), one.Text(), one.Lines())
			if diff := cmp.Diff(s.want, d.Certificate); diff != "" {
				t.Errorf("%s: fields (-printed +read):\n%s\n%v", s.name, diff, d.Doubts)
			}
		}
	}
}
