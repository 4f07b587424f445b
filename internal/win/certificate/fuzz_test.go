package certificate_test

import (
	"os"
	"strings"
	"testing"

	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// Whatever the text says, reading it ends, and gives no date that the calendar
// lacks and no scheme that the data lacks.
func FuzzReadDraft(f *testing.F) {
	b, err := os.ReadFile("testdata/certificates.txt")
	if err != nil {
		f.Fatal(err)
	}
	for part := range strings.SplitSeq(string(b), "=== ") {
		text, _, _ := strings.Cut(part, "--- expected")
		f.Add(text, "")
		f.Add(text, strings.ToUpper(text))
	}
	for _, s := range []string{"issued: ", "Expiry date\t", "31/02/2027 ", "this is to certify that\n", "a,b,c\n1,2,3", "İssued: 1 May 2027", "ISO 9001:"} {
		f.Add(strings.Repeat(s, 200), s)
	}
	book := scheme.Default()
	f.Fuzz(func(t *testing.T, written, eye string) {
		d := certificate.ReadDraft(book, written, eye)
		if _, known := book.Scheme(d.Certificate.Scheme); d.Certificate.Scheme != "" && !known {
			t.Errorf("read the scheme %q", d.Certificate.Scheme)
		}
		for _, r := range d.Read {
			if r.Value == "" || r.Quote == "" || r.Field == "" {
				t.Errorf("read nothing as something: %+v", r)
			}
		}
	})
}
