package measure_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/win/requirement"
	"holdfast/internal/win/requirement/measure"
)

// What a person corrected is a passage like any other: it is read back as it
// was written, and scored.
func TestCorrectionBecomesAPassage(t *testing.T) {
	t.Parallel()
	text := "Bidders must hold Cyber Essentials & ISO 9001 <or equivalent> by award."
	var labels []measure.Label
	for _, r := range requirement.Find(text) {
		labels = append(labels, measure.LabelOf(r))
	}
	labels[1].Strength = requirement.Desirable
	want := []measure.Passage{
		measure.Corrected{ID: "BID-4/3", Source: "ITT.pdf, page 4", Buyer: "Marsh Vale Council", Year: 2026, Text: text, Labels: labels, Notes: "read by the bid manager"}.Passage(),
		measure.Corrected{ID: "BID-4/4", Text: "No scheme here."}.Passage(),
	}
	var out strings.Builder
	if err := measure.Write(&out, want); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 2 || !strings.Contains(out.String(), "<or equivalent>") {
		t.Errorf("%d lines, want 2 with the words as they are:\n%s", n, out.String())
	}
	got, err := measure.Read(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("read back otherwise (-want +got):\n%s", d)
	}
	if r := measure.Score(got); r.Required != (measure.Count{Found: 1, False: 1}) {
		t.Errorf("required %+v, want the corrected label to count as false", r.Required)
	}
}
