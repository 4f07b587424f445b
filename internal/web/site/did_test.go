package site_test

import (
	"testing"

	"holdfast/internal/web/site"
)

// What changed is said in words, with the record's number where one was meant.
func TestDid(t *testing.T) {
	t.Parallel()
	risk, soa := site.Nouns{One: "risk", Many: "risks"}, site.Nouns{One: "Statement of Applicability", Many: "statements of applicability"}
	for _, c := range []struct {
		action string
		nouns  site.Nouns
		many   bool
		want   string
		ref    bool
	}{
		{"soa.issue", soa, false, "issued the Statement of Applicability", true},
		{"soa.propose", soa, true, "proposed the Statement of Applicability", true},
		{"risk.treat", risk, true, "chose the treatment of the risk", true},
		{"risk.done", risk, false, "finished an action for the risk", true},
		{"risk.update", risk, true, "changed risks", false},
		{"risk.update", risk, false, "changed the risk", true},
		{"risk.invent-a-word", risk, false, "changed the risk", true},
		{"bid.set-date", site.Nouns{One: "bid", Many: "bids"}, false, "corrected a date of", true},
		{"retention-proposal.create", site.Nouns{One: "retention proposal"}, false, "proposed to erase what has been kept long enough", false},
	} {
		if got := site.Did(c.action, c.nouns, c.many); got.Text != c.want || got.Ref != c.ref {
			t.Errorf("%s: %q (number: %t), want %q (%t)", c.action, got.Text, got.Ref, c.want, c.ref)
		}
	}
}
