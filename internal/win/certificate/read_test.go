package certificate_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/certificate"
)

type sample struct {
	name, text string
	want       certificate.Certificate
	doubts     []string
}

// samples reads testdata/certificates.txt: invented certificates in the layouts
// that bodies use, each with the fields that stand in it. "doubts:" names the
// fields about which the draft must say something.
func samples(t *testing.T) []sample {
	t.Helper()
	b, err := os.ReadFile("testdata/certificates.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []sample
	for part := range strings.SplitSeq(string(b), "=== ") {
		if part == "" {
			continue
		}
		name, rest, _ := strings.Cut(part, "\n")
		text, expected, ok := strings.Cut(rest, "--- expected\n")
		if !ok {
			t.Fatalf("%s has no expectation", name)
		}
		s := sample{name: name, text: text}
		fields, doubts, _ := strings.Cut(expected, "doubts:")
		if err := strictjson.Unmarshal([]byte(fields), &s.want); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s.doubts = strings.Fields(doubts)
		out = append(out, s)
	}
	return out
}

func TestReadDraft(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			d := certificate.ReadDraft(scheme.Default(), s.text, "")
			if diff := cmp.Diff(s.want, d.Certificate); diff != "" {
				t.Errorf("fields (-printed +read):\n%s", diff)
			}
			for _, want := range s.doubts {
				if !slices.ContainsFunc(d.Doubts, func(f errs.Field) bool { return f.Pointer == want }) {
					t.Errorf("no doubt about %s: %v", want, d.Doubts)
				}
			}
			plain := strings.NewReplacer("’", "'").Replace(s.text)
			for _, r := range d.Read {
				for l := range strings.SplitSeq(r.Quote, "\n") {
					if strings.TrimSpace(l) == "" || !strings.Contains(plain, strings.TrimSpace(l)) && !strings.Contains(l, ": ") {
						t.Errorf("%s is quoted from %q, which is not in the text", r.Field, l)
					}
				}
			}
		})
	}
}
