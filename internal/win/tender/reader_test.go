package tender_test

import (
	"slices"
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/win/requirement/measure"
	"holdfast/internal/win/tender"
)

// standing gives what the places of a bid's first document say.
func (h *house) standing(t *testing.T, ref string) []tender.Standing {
	t.Helper()
	row, err := h.bids.Get(t.Context(), h.by.Actor, ref)
	if err != nil {
		t.Fatal(err)
	}
	docs := h.of(t, row)
	return tender.Stand(&docs[0], row.Value.Requirements)
}

func TestEachPlaceKnowsItsRequirement(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "ITT.pdf", itt), h.file(t, "Spec.pdf", spec))
		places := h.standing(t, b.Number)
		if len(places) != 3 || !places[0].Here || places[0].Of.Scheme != "iso27001" || places[2].Asked() || places[2].Of != nil {
			t.Fatalf("%+v", places)
		}
		// A corrected scheme stays with its words.
		if _, err := h.bids.CorrectRequirement(t.Context(), h.because("it names the wrong one"), b.Number, places[1].Of.ID, func(r *verdict.Requirement) { r.Scheme = "iso22301" }); err != nil {
			t.Fatal(err)
		}
		if p := h.standing(t, b.Number)[1]; !p.Here || p.Of.Scheme != "iso22301" || p.Of.By != "Priya Nair" {
			t.Errorf("%+v", p.Of)
		}
		// Dropping more leaves corrections alone.
		h.drop(t, b.Number, h.file(t, "More.pdf", "Bidders must hold ISO 14001 at tender submission."))
		if p := h.standing(t, b.Number)[1]; p.Of.Scheme != "iso22301" {
			t.Errorf("the correction is gone: %+v", p.Of)
		}
	})
}

func TestAMissedDemandIsAddedByItsWords(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "ITT.pdf", itt))
		m := tender.Missed{Page: 2, Quote: "the authority  itself is\ncertified to ISO 9001.", Requirement: verdict.Requirement{Scheme: "iso9001", Strength: "mandatory", When: "by-award", Proof: "certificate"}}
		if _, err := h.s.AddMissed(t.Context(), h.because("said at the bidder day"), b.Number, "TDOC-1", m); err != nil {
			t.Fatal(err)
		}
		places := h.standing(t, b.Number)
		i := slices.IndexFunc(places, func(p tender.Standing) bool { return p.Of != nil && p.Of.Scheme == "iso9001" })
		if i < 0 || places[i].Of.Quote != "The Authority itself is certified to ISO 9001." || places[i].Of.By != "Priya Nair" || places[i].Of.Origin != "person" || places[i].Of.Place != "TDOC-1#/pages/2" {
			t.Fatalf("%+v", places)
		}
		for _, c := range []struct {
			name, pointer string
			by            change.By
			m             tender.Missed
		}{
			{"words that are not there", "/quote", h.because("x"), tender.Missed{Page: 1, Quote: "must hold ISO 22301", Requirement: m.Requirement}},
			{"no words", "/quote", h.because("x"), tender.Missed{Page: 1, Quote: " ", Requirement: m.Requirement}},
			{"no such page", "/page", h.because("x"), tender.Missed{Page: 9, Quote: m.Quote, Requirement: m.Requirement}},
			{"no reason", "/reason", h.by, m},
			{"once more", "/quote", h.because("x"), m},
		} {
			_, err := h.s.AddMissed(t.Context(), c.by, b.Number, "TDOC-1", c.m)
			refused(t, c.name, err, errs.Invalid, c.pointer)
		}
	})
}

func TestARemovedDocumentTakesItsDemandsAlong(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "Pack.zip", "=== ITT.pdf\n"+itt+"\n=== Spec.pdf\n"+spec))
		refused(t, "no reason", h.s.Remove(t.Context(), h.by, b.Number, "TDOC-1"), errs.Invalid, "/reason")
		if err := h.s.Remove(t.Context(), h.because("another buyer's pack"), b.Number, "TDOC-1"); err != nil {
			t.Fatal(err)
		}
		if n := len(h.of(t, b)); n != 0 {
			t.Errorf("%d documents are left", n)
		}
		for one := range strings.SplitSeq(h.asks(t, b.Number), "; ") {
			if !strings.HasSuffix(one, " removed") {
				t.Errorf("still asked: %s", one)
			}
		}
	})
}

func TestWordsAreFoundWhateverTheirSpace(t *testing.T) {
	t.Parallel()
	page := "One.\nThe supplier’s staff must\n  hold “Cyber Essentials” – always.\nÉnd"
	for _, c := range []struct{ quote, exact string }{
		{"the supplier's staff must hold \"Cyber Essentials\" - always.", "The supplier’s staff must\n  hold “Cyber Essentials” – always."},
		{"énd", "Énd"},
		{"One. The", "One.\nThe"},
		{"must hold nothing", ""},
	} {
		start, end, exact, ok := tender.Locate(page, c.quote)
		if ok != (c.exact != "") || exact != c.exact || ok && string([]rune(page)[start:end]) != exact {
			t.Errorf("%q: %d to %d %q, %v", c.quote, start, end, exact, ok)
		}
	}
}

func TestCorrectionsBecomeLabelledPassages(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "ITT.pdf", itt))
		export := func() []measure.Passage {
			var out []measure.Passage
			if err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) (err error) {
				out, err = h.s.AllCorrections(v)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := export(); len(got) != 0 {
			t.Fatalf("nothing was corrected: %+v", got)
		}
		places := h.standing(t, b.Number)
		if _, err := h.bids.CorrectRequirement(t.Context(), h.because("it says should, and means must"), b.Number, places[1].Of.ID, func(r *verdict.Requirement) { r.Strength = "mandatory" }); err != nil {
			t.Fatal(err)
		}
		if _, err := h.bids.RemoveRequirement(t.Context(), h.because("of the buyer itself"), b.Number, places[0].Of.ID); err != nil {
			t.Fatal(err)
		}
		got := export()
		if len(got) != 2 {
			t.Fatalf("%+v", got)
		}
		first, second := got[0], got[1]
		if first.Text != "Essential requirements\n\nThe Supplier must hold ISO 27001 certification at the submission of its tender." || first.Source != "ITT.pdf, page 1" || first.Year != 2027 ||
			first.Buyer != "Trentwell Integrated Care Board" || len(first.Labels) != 1 || first.Labels[0].Scheme != "iso27001" || first.Labels[0].Strength != "mention-only" || first.Notes != "of the buyer itself (Priya Nair)" {
			t.Errorf("%+v", first)
		}
		if second.Text != "The Supplier should hold Cyber Essentials Plus by contract award." || len(second.Labels) != 1 || second.Labels[0].Strength != "mandatory" || second.Labels[0].When != "by-award" {
			t.Errorf("%+v", second)
		}
	})
}
