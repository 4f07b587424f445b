package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
)

// library is what the tests of suggestions look in.
var library = []answer.Answer{
	{Question: "Describe your information security management system", Topic: "security", Text: "We run an ISMS certified to ISO/IEC 27001."},
	{Question: "How do you restore service after a disaster?", Wordings: "What is your business continuity plan?\nDescribe your disaster recovery arrangements", Topic: "continuity", Text: "We restore from backups within four hours."},
	{Question: "How do you handle personal data breaches?", Topic: "data-protection", Text: "We tell the controller within 24 hours."},
	{Question: "Who is your data protection officer?", Topic: "data-protection", Text: "Our data protection officer is named in the record."},
	{Question: "How do you encrypt data at rest and in transit?", Topic: "security", Text: "With AES-256 and TLS 1.3."},
	{Question: "What is your environmental policy?", Topic: "environment", Text: "We hold ISO 14001."},
	{Question: "How do you support apprenticeships and local employment?", Topic: "social-value", Text: "We take two apprentices each year."},
	{Question: "Describe your quality management system", Topic: "quality", Text: "We work to ISO 9001."},
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]store.Options{"sqlite": {Dir: t.TempDir()}, "postgres": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "postgres" {
				o = pgtest.Database(t)
			}
			h := houseOf(t, o)
			for _, a := range library {
				h.add(a, true)
			}
			for question, want := range map[string]string{
				"Please describe the Information Security Management System (ISMS) operated by your organisation.": "ANS-1",
				"Do you have an ISMS?":                                 "ANS-1",
				"Please provide details of your disaster recovery.":    "ANS-2",
				"Do you have a BCP? If so, describe it.":               "ANS-2",
				"Explain your procedure for breaches of personal data": "ANS-3",
				"Name of Data Protection Officer (DPO)":                "ANS-4",
				"Is data encrypted in transit?":                        "ANS-5",
				"Environmental policies":                               "ANS-6",
				"How many apprentices will you employ?":                "ANS-7",
				"4D.1 Quality management":                              "ANS-8",
			} {
				h.see(func(v *change.View) error {
					got, err := h.s.Suggest(v, answer.Asking{Question: question, Limit: 3, Today: today})
					if err != nil {
						return err
					}
					if len(got) == 0 || got[0].Number != want {
						t.Errorf("%q: %s, not %s", question, numbers(got), want)
					}
					return nil
				})
			}
			for _, question := range []string{"", "the", "What is the airspeed of a swallow?"} {
				h.see(func(v *change.View) error {
					got, err := h.s.Suggest(v, answer.Asking{Question: question, Limit: 3, Today: today})
					if len(got) > 0 {
						t.Errorf("%q finds %s", question, numbers(got))
					}
					return err
				})
			}
		})
	}
}

func numbers(all []answer.Suggestion) string {
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprintf("%s (%.2f of %.2f)", s.Number, s.Match, s.Score))
	}
	return strings.Join(out, ", ")
}

// TestSuggestRanks: of two answers to the same question the approved one goes
// first, of two such the one that won.
func TestSuggestRanks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := answer.Answer{Question: "How do you screen your staff?", Topic: "security", Text: "By BS 7858."}
	h.add(a, false)
	h.add(a, true)
	h.add(a, true)
	h.must(authz.BidManager, "bid.create", func(tx *change.Tx) error {
		for _, stage := range []string{bid.Won, bid.Won, bid.Lost} {
			row, err := change.Insert(tx, h.s.Bids, bid.Bid{Title: "Portal", Stage: stage})
			if err != nil {
				return err
			}
			for range 2 { // again changes nothing
				if err := h.s.Use(tx, "ANS-3", row.Number); err != nil {
					return err
				}
			}
		}
		return nil
	})
	h.see(func(v *change.View) error {
		got, err := h.s.Suggest(v, answer.Asking{Question: "Describe how staff are screened", Limit: 5, Today: today})
		if err != nil {
			return err
		}
		if len(got) != 3 || got[0].Number != "ANS-3" || got[1].Number != "ANS-2" || got[2].Number != "ANS-1" {
			t.Fatalf("in the order %s", numbers(got))
		}
		if got[0].Used != (answer.Used{Bids: 3, Won: 2, Lost: 1}) || got[0].Used.Words() != "used in 3 bids, won 2" {
			t.Errorf("used %+v", got[0].Used)
		}
		if len(got[2].Warnings) != 1 || got[2].Warnings[0].Kind != "draft" || len(got[0].Warnings) != 0 {
			t.Errorf("warns of %v and %v", got[2].Warnings, got[0].Warnings)
		}
		if d := strings.Join(got[0].Reasons, ", "); !strings.Contains(d, "approved and fresh") || !strings.Contains(d, "won 2") {
			t.Errorf("because %s", d)
		}
		return nil
	})
}

// BenchmarkSuggest looks in a library of 5,000 answers.
func BenchmarkSuggest(b *testing.B) {
	h := newHouse(b)
	subjects := strings.Fields("encryption backups screening patching logging monitoring hosting training waste carbon apprentices complaints invoices transition handover testing accessibility retention audits suppliers")
	for i := range 50 {
		h.must(authz.Contributor, "answer.create", func(tx *change.Tx) error {
			for j := range 100 {
				n := i*100 + j
				s, t := subjects[n%len(subjects)], subjects[n/len(subjects)%len(subjects)]
				a := answer.Answer{Question: fmt.Sprintf("How do you deal with %s and %s in service %d?", s, t, n), Topic: "security", Text: strings.Repeat("We review "+s+" every month and report on "+t+". ", 20)}
				if _, err := h.s.Create(tx, a); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := h.store.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		h.see(func(v *change.View) error {
			got, err := h.s.Suggest(v, answer.Asking{Question: "Please describe how you deal with encryption and backups of the service", Limit: 5, Today: today})
			if err == nil && len(got) == 0 {
				b.Fatal("nothing found")
			}
			return err
		})
	}
}
