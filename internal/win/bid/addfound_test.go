package bid_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
)

// read is what the words of a page ask for.
func asking(s, strength, when, quote string, change ...func(*bid.Requirement)) bid.Requirement {
	r := bid.Requirement{
		Requirement: verdict.Requirement{Scheme: s, Strength: strength, Proof: "certificate", When: when, Quote: quote},
		Origin:      "document", Place: "TDOC-3#/pages/4",
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func in(group string) func(*bid.Requirement) {
	return func(r *bid.Requirement) { r.Group = group }
}

func said(list []bid.Requirement) string {
	var out []string
	for _, r := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", r.ID, r.Scheme, r.Strength, r.Quote, r.Group)))
	}
	return strings.Join(out, " | ")
}

func TestFound(t *testing.T) {
	t.Parallel()
	notice := asking("iso27001", "expected", "unspecified", "N", func(r *bid.Requirement) { r.Origin, r.ID = "notice", "r1" })
	by := func(change func(*bid.Requirement)) bid.Requirement {
		r := notice
		r.By, r.Why = "Priya Nair", "told at the briefing"
		change(&r)
		return r
	}
	strong := asking("iso27001", "mandatory", "by-award", "D")
	for name, tt := range map[string]struct {
		have, found []bid.Requirement
		want        string
	}{
		"something new":                  {[]bid.Requirement{notice}, []bid.Requirement{asking("dspt", "mandatory", "by-award", "D")}, "r1 iso27001 expected N | dspt mandatory D"},
		"stronger words":                 {[]bid.Requirement{notice}, []bid.Requirement{strong}, "r1 iso27001 mandatory D"},
		"weaker words":                   {[]bid.Requirement{notice}, []bid.Requirement{asking("iso27001", "desirable", "unspecified", "D")}, "r1 iso27001 expected N"},
		"a mention":                      {[]bid.Requirement{notice}, []bid.Requirement{asking("dspt", "mention-only", "unspecified", "D")}, "r1 iso27001 expected N"},
		"the same words of another page": {[]bid.Requirement{notice}, []bid.Requirement{asking("iso27001", "mandatory", "by-award", " n ")}, "r1 iso27001 expected N"},
		"a correction stays, and what is stronger comes beside": {
			[]bid.Requirement{by(func(r *bid.Requirement) { r.Strength = "desirable" })},
			[]bid.Requirement{strong},
			"r1 iso27001 desirable N | iso27001 mandatory D",
		},
		"a correction that says as much takes it in": {
			[]bid.Requirement{by(func(r *bid.Requirement) { r.Strength, r.When = "mandatory", "by-award" })},
			[]bid.Requirement{strong},
			"r1 iso27001 mandatory N",
		},
		"a removal stands for its words": {
			[]bid.Requirement{by(func(r *bid.Requirement) { r.Removed = true })},
			[]bid.Requirement{asking("iso27001", "mandatory", "by-award", "N")},
			"r1 iso27001 expected N",
		},
		"and not for others": {
			[]bid.Requirement{by(func(r *bid.Requirement) { r.Removed = true })},
			[]bid.Requirement{strong},
			"r1 iso27001 expected N | iso27001 mandatory D",
		},
		"groups of two documents stay apart": {
			[]bid.Requirement{asking("dspt", "mandatory", "by-award", "A", in("d1")), asking("iso27001", "mandatory", "by-award", "A", in("d1"))},
			[]bid.Requirement{asking("cyber-essentials", "mandatory", "by-award", "B", in("d1")), asking("bpss", "mandatory", "by-award", "B", in("d1"))},
			"dspt mandatory A d1 | iso27001 mandatory A d1 | cyber-essentials mandatory B d2 | bpss mandatory B d2",
		},
		"twice in one document": {nil, []bid.Requirement{strong, asking("iso27001", "mandatory", "by-award", "E")}, "iso27001 mandatory D"},
	} {
		got := bid.Found(tt.have, tt.found)
		if said(got) != tt.want {
			t.Errorf("%s: %s\nwant %s", name, said(got), tt.want)
		}
		if again := bid.Found(got, tt.found); said(again) != said(got) {
			t.Errorf("%s, again: %s", name, said(again))
		}
	}
}

func TestAddFound(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		row := h.add(t, tender("2027-02-01", "2027-03-12", "cyber-essentials"))
		found := []bid.Requirement{asking("iso27001", "mandatory", "by-award", "D")}
		first, err := h.bids.AddFound(t.Context(), h.by, row.Number, found)
		if err != nil || len(first.Value.Requirements) != 2 || first.Value.Requirements[1].ID != "r2" || first.Value.Requirements[1].Place != "TDOC-3#/pages/4" {
			t.Fatalf("%+v, %v", first.Value.Requirements, err)
		}
		again, err := h.bids.AddFound(t.Context(), h.by, row.ID, found)
		if err != nil || again.Version != first.Version {
			t.Errorf("version %d after %d, %v", again.Version, first.Version, err)
		}
		reader := h.by
		reader.Role = "reader"
		_, err = h.bids.AddFound(t.Context(), reader, row.Number, found)
		refused(t, "a reader", err, "forbidden", "")
	})
}
