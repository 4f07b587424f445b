package pack_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/win/pack"
)

func TestAnUndertakingSaysItsGaps(t *testing.T) {
	t.Parallel()
	h := house()
	draft := h.Draft()
	for _, w := range []string{"Trentwell Integrated Care Board", "**Cyber Essentials Plus** (CERT-3): the certificate ends on 8 February 2027, before the award on 14 February 2027", "do not hold it today", "renewed by"} {
		if !strings.Contains(draft, w) {
			t.Errorf("the draft does not say %q:\n%s", w, draft)
		}
	}
	if gaps := h.Unsaid(draft); len(gaps) != 0 {
		t.Errorf("the draft passes over %v", gaps)
	}
	for name, text := range map[string]string{
		"nothing":                  "",
		"a promise":                "We shall hold all certificates throughout.",
		"its name without a day":   "We renew Cyber Essentials Plus. The penetration test is not held.",
		"the day without its name": "Something ends on 8 February 2027. The penetration test is not held.",
	} {
		gaps := h.Unsaid(text)
		if len(gaps) == 0 {
			t.Errorf("%s: nothing is missed in %q", name, text)
		}
	}
	if gaps := h.Unsaid("CERT-3 ends on 2027-02-08; a penetration test we do not hold."); len(gaps) != 0 {
		t.Errorf("in other words: %v", gaps)
	}
}

// Whatever the dates are, the draft says every gap that the verdict has.
func TestEveryDraftSaysItsGaps(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 5))
	seen := 0
	for range 300 {
		rows := certs()
		for i := range rows {
			if rows[i].Value.Expires += civil.Date(random.IntN(900) - 450); random.IntN(4) == 0 {
				rows[i].Value.Scheme = "iso9001"
			}
		}
		b := house().Bid.Value
		at := today.AddDays(random.IntN(60))
		b.Dates = verdict.Dates{Deadline: &verdict.Day{Date: at, Basis: "stated"}, Award: &verdict.Day{Date: at.AddDays(random.IntN(90)), Basis: "stated"}}
		if random.IntN(2) == 0 {
			b.Dates.Award = nil
		}
		h := judged(b, rows)
		seen += len(h.Gaps())
		if gaps := h.Unsaid(h.Draft()); len(gaps) > 0 {
			t.Fatalf("the draft passes over %+v:\n%s", gaps, h.Draft())
		}
	}
	if seen < 100 {
		t.Errorf("only %d gaps were looked at", seen)
	}
}

func TestThePromiseLine(t *testing.T) {
	t.Parallel()
	h := house()
	choice := []pack.Choice{{Item: pack.Promise}}
	u := pack.Undertaking{Text: h.Draft(), Signer: "Gareth Lowe", Basis: h.Basis()}
	state := func(u pack.Undertaking) pack.Line {
		return of(t, h.Lines(&pack.Pack{Choices: choice, Undertaking: u}), pack.Promise)
	}
	if l := state(u); l.State != pack.Waiting || l.Why != "on its approval" {
		t.Errorf("%s %q", l.State, l.Why)
	}
	u.Hash, u.Approved = u.Content(), today
	if l := state(u); l.State != pack.Ready {
		t.Errorf("%s %q", l.State, l.Why)
	}
	other := u
	other.Text += " More."
	if l := state(other); l.State != pack.Waiting {
		t.Errorf("changed after its approval: %s", l.State)
	}
	h.Certs[2].Value.Expires = civil.MustParse("2027-02-01") // the verdict follows
	*h = *judged(h.Bid.Value, h.Certs)
	if l := state(u); l.State != pack.ToDo || !strings.Contains(l.Why, "1 February 2027") {
		t.Errorf("approved, and passes over a gap by now: %s %q", l.State, l.Why)
	}
}
