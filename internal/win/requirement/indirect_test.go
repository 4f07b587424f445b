package requirement_test

import (
	"testing"

	"holdfast/internal/win/requirement"
)

// What is asked differently by lot is read by its strongest part, with the lots
// of that part as the condition.
func TestByLotKeepsTheLotsOfTheStrongest(t *testing.T) {
	t.Parallel()
	for text, lots := range map[string]string{
		"ISO 27001 is preferred for lots 1 and 2 and compulsory for lot 3.":               "for lot 3",
		"For Lot 1 Cyber Essentials is an advantage; for Lot 2 it is a minimum standard.": "for Lot 2",
		"Cyber Essentials is not required for Lot 1 but is mandatory for Lots 2 and 4.":   "for Lots 2 and 4",
	} {
		rs := requirement.Find(text)
		if len(rs) != 1 || rs[0].Strength != requirement.Mandatory {
			t.Errorf("%q is read as %+v, want one mandatory requirement", text, rs)
			continue
		}
		if c := rs[0].Condition; c == nil || c.Quote != lots || c.Kind != "lot" {
			t.Errorf("%q depends on %+v, want the lots %q", text, c, lots)
		}
	}
}

// Both levels of Cyber Essentials in one sentence are two requirements, each
// with its own time.
func TestTwoLevelsHaveTheirOwnTimes(t *testing.T) {
	t.Parallel()
	rs := requirement.Find("Bidders are to be at Cyber Essentials level when they tender and at Plus level within three months of award.")
	if len(rs) != 2 {
		t.Fatalf("found %d requirements, want both levels", len(rs))
	}
	for i, want := range []struct{ scheme, when string }{
		{"cyber-essentials", requirement.AtSubmission},
		{"cyber-essentials-plus", requirement.DuringContract},
	} {
		if rs[i].Scheme != want.scheme || rs[i].When != want.when {
			t.Errorf("requirement %d is %s, %s; want %s, %s", i+1, rs[i].Scheme, rs[i].When, want.scheme, want.when)
		}
	}
	if rs := requirement.Find("Suppliers must hold Cyber Essentials, plus two references."); len(rs) != 1 {
		t.Errorf("a plus between two things is read as the level: %+v", rs)
	}
}

// A word of demand that is not there is not claimed with the sureness of one
// that is.
func TestIndirectDemandsAreLessSure(t *testing.T) {
	t.Parallel()
	said := requirement.Find("Every supplier must hold ISO 27001 for the duration of the contract.")[0]
	for _, text := range []string{
		"Every supplier holds ISO 27001 for the duration of the contract.",
		"KPI 3: maintain ISO 27001 certification",
		"The Council will check the winning bidder's ISO 27001 certificate.",
		"An ISO 27001 certificate held by a parent company will not satisfy this requirement.",
	} {
		rs := requirement.Find(text)
		if len(rs) != 1 || !rs[0].Required() {
			t.Errorf("%q asks for nothing, want a demand: %+v", text, rs)
			continue
		}
		if rs[0].Confidence >= said.Confidence {
			t.Errorf("%q is read with a confidence of %.2f, want less than the %.2f of a plain must", text, rs[0].Confidence, said.Confidence)
		}
	}
}
