package bid_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/trail"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
)

// stocked adds Cyber Essentials until 30 September 2027 and a Plus until 5 March.
func (h *house) stocked(t *testing.T) (ce, plus string) {
	t.Helper()
	for _, row := range essentials() {
		number := h.certificate(t, row.Value)
		if ce == "" {
			ce = number
		} else {
			plus = number
		}
	}
	return ce, plus
}

// lastEvent gives the latest leaf of the trail about a bid.
func (h *house) lastEvent(t *testing.T, key string) trail.Leaf {
	t.Helper()
	var leaves []trail.Leaf
	if err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) (err error) {
		leaves, err = v.Trail(change.TrailQuery{Kind: bid.Kind, ID: key, Limit: 1})
		return err
	}); err != nil || len(leaves) != 1 {
		t.Fatalf("%d events, %v", len(leaves), err)
	}
	return leaves[0]
}

// TestEditsAndVerdicts: each thing that a person says changes the verdict as it
// should, and the trail tells who said it and why.
func TestEditsAndVerdicts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ce, _ := h.stocked(t)
		asked := tender("2027-02-01", "2027-03-12", "cyber-essentials")
		asked.Requirements = append(asked.Requirements, bid.Requirement{ID: "r2", Origin: "notice", Place: "/tender/description", Requirement: verdict.Requirement{
			Scheme: "pci-dss", Strength: "mandatory", Proof: "certificate", When: "by-award", Condition: "where cards are taken", Quote: "Where cards are taken, PCI DSS applies.",
		}})
		row := h.add(t, asked)
		number := row.Number
		if got := h.state(t, number); got == verdict.Holds {
			t.Fatalf("an open condition is %s", got)
		}
		for _, step := range []struct {
			action, why string
			do          func(by bid.By) (bid.Row, error)
			want        verdict.State
		}{
			{"bid.answer-condition", "no cards are taken", func(by bid.By) (bid.Row, error) {
				return h.bids.AnswerCondition(t.Context(), by, number, "r2", false)
			}, verdict.Holds},
			{"bid.answer-condition", "the shop takes cards", func(by bid.By) (bid.Row, error) {
				return h.bids.AnswerCondition(t.Context(), by, number, "r2", true)
			}, verdict.AtRisk},
			{"bid.remove-requirement", "the buyer took it out", func(by bid.By) (bid.Row, error) {
				return h.bids.RemoveRequirement(t.Context(), by, number, "r2")
			}, verdict.Holds},
			{"bid.add-requirement", "asked at the briefing", func(by bid.By) (bid.Row, error) {
				return h.bids.AddRequirement(t.Context(), by, number, verdict.Requirement{Scheme: "cyber-essentials-plus", When: "by-award"})
			}, verdict.AtRisk},
			{"bid.set-date", "the buyer's answer of 5 January", func(by bid.By) (bid.Row, error) {
				return h.bids.SetDate(t.Context(), by, number, "award", verdict.Day{Date: civil.MustParse("2027-02-12")})
			}, verdict.AtRisk}, // the Plus has ended by the start
			{"bid.correct-requirement", "only wished for", func(by bid.By) (bid.Row, error) {
				return h.bids.CorrectRequirement(t.Context(), by, number, "r3", func(r *verdict.Requirement) { r.Strength = "desirable" })
			}, verdict.Holds},
			{"bid.judge-scope", "another site", func(by bid.By) (bid.Row, error) {
				return h.bids.JudgeScope(t.Context(), by, strings.ToLower(number), ce, "no", today)
			}, verdict.AtRisk}, // there is still time for another certificate
			{"bid.judge-scope", "the site was added", func(by bid.By) (bid.Row, error) {
				return h.bids.JudgeScope(t.Context(), by, number, ce, "yes", today)
			}, verdict.Holds},
			{"bid.set-date", "moved by a year", func(by bid.By) (bid.Row, error) {
				return h.bids.SetDate(t.Context(), by, number, "start", verdict.Day{Date: civil.MustParse("2027-10-01")})
			}, verdict.AtRisk},
			{"bid.set-stage", "they chose another", func(by bid.By) (bid.Row, error) {
				return h.bids.SetStage(t.Context(), by, number, bid.Lost)
			}, verdict.AtRisk},
		} {
			was := row.Version
			var err error
			if row, err = step.do(h.because(step.why)); err != nil {
				t.Fatalf("%s: %v", step.action, err)
			}
			if got := h.state(t, number); got != step.want || row.Version != was+1 {
				t.Errorf("%s (%s): %s, want %s; version %d", step.action, step.why, got, step.want, row.Version)
			}
			e := h.lastEvent(t, row.ID)
			if e.Action != step.action || e.Who != "p-1" || e.Ref != number || e.Version != row.Version || !strings.Contains(string(e.Payload), step.why) {
				t.Errorf("%s: the trail has %s by %s: %s", step.action, e.Action, e.Who, e.Payload)
			}
		}
		// What was read stays with its words, and who said what beside it.
		r := row.Value.Requirements
		if r[1].Quote == "" || !r[1].Removed || r[1].Why != "the buyer took it out" || r[1].By != "Priya Nair" || r[1].Origin != "notice" {
			t.Errorf("%+v", r[1])
		}
		if r[2].ID != "r3" || r[2].Origin != "person" || r[2].Strength != "desirable" || r[2].Why != "only wished for" {
			t.Errorf("%+v", r[2])
		}
		if s := row.Value.Sources["award"]; s.By != "Priya Nair" || s.Why != "the buyer's answer of 5 January" {
			t.Errorf("%+v", s)
		}
		if j := row.Value.Covers[ce]; j.On != today || j.By != "Priya Nair" || j.Why != "the site was added" {
			t.Errorf("%+v", j)
		}
		board, err := h.bids.Check(t.Context(), h.by.Actor, today)
		if err != nil || board.Tally.Live != 0 || len(board.Certificates) != 2 {
			t.Errorf("%+v, %v", board.Tally, err)
		}
		// A date that is taken away leaves a question.
		if row, err = h.bids.SetDate(t.Context(), h.because("nobody knows"), row.ID, "award", verdict.Day{}); err != nil || row.Value.Dates.Award != nil {
			t.Errorf("%+v, %v", row.Value.Dates, err)
		}
	})
}

// TestBadEdits: what is refused names the place and leaves nothing, nor does who
// may not, nor who is of another organisation.
func TestBadEdits(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ce, _ := h.stocked(t)
		b := tender("2027-02-01", "2027-03-12", "cyber-essentials")
		row := h.add(t, b)
		second := h.add(t, b)
		edits := map[string]func(bid.By, string) error{
			"a date": func(by bid.By, ref string) error {
				_, err := h.bids.SetDate(t.Context(), by, ref, "award", *day("2027-03-13"))
				return err
			},
			"add": func(by bid.By, ref string) error {
				_, err := h.bids.AddRequirement(t.Context(), by, ref, verdict.Requirement{Scheme: "bpss"})
				return err
			},
			"correct": func(by bid.By, ref string) error {
				_, err := h.bids.CorrectRequirement(t.Context(), by, ref, "r1", func(r *verdict.Requirement) { r.Strength = "expected" })
				return err
			},
			"remove": func(by bid.By, ref string) error {
				_, err := h.bids.RemoveRequirement(t.Context(), by, ref, "r1")
				return err
			},
			"scope": func(by bid.By, ref string) error {
				_, err := h.bids.JudgeScope(t.Context(), by, ref, ce, "no", today)
				return err
			},
			"stage": func(by bid.By, ref string) error {
				_, err := h.bids.SetStage(t.Context(), by, ref, bid.Won)
				return err
			},
			"change": func(by bid.By, ref string) error {
				_, err := h.bids.Change(t.Context(), by, ref, 1, bid.Bid{Title: "Other"})
				return err
			},
		}
		other := found(t, h.store)
		for name, edit := range edits {
			by := h.because("a word")
			by.Role = "reader"
			refused(t, name+" by a reader", edit(by, row.ID), errs.Forbidden, "")
			by = other.because("a word")
			refused(t, name+" from another organisation", edit(by, row.ID), errs.NotFound, "")
			refused(t, name+" from nobody's", edit(by, id.New()), errs.NotFound, "")
			if name != "change" {
				refused(t, name+" from another organisation by number", edit(by, row.Number), errs.NotFound, "")
			}
			if name == "a date" || name == "add" || name == "correct" || name == "remove" {
				refused(t, name+" without a reason", edit(h.because(" \n"), row.ID), errs.Invalid, "reason")
			}
		}
		_, err := h.bids.Get(t.Context(), other.by.Actor, row.ID)
		refused(t, "read by another organisation", err, errs.NotFound, "")
		if rows := other.rows(t); len(rows) != 0 {
			t.Errorf("another organisation's board has %d bids", len(rows))
		}

		by := h.because("a word")
		set := func(name string, d verdict.Day) error {
			_, err := h.bids.SetDate(t.Context(), by, row.ID, name, d)
			return err
		}
		refused(t, "no such date", set("published", *day("2027-02-02")), errs.Invalid, "which")
		refused(t, "before the deadline", set("award", *day("2027-01-31")), errs.Invalid, "/dates/award")
		refused(t, "a range turned round", set("award", *day("2027-03-12/2027-03-01")), errs.Invalid, "/dates/award/to")
		refused(t, "a basis of its own", set("award", verdict.Day{Date: today + 99, Basis: "guessed"}), errs.Invalid, "/dates/award/basis")
		_, err = h.bids.AddRequirement(t.Context(), by, row.ID, verdict.Requirement{Scheme: "iso-27001"})
		refused(t, "no such scheme", err, errs.Invalid, "/requirements/1/scheme")
		_, err = h.bids.AddRequirement(t.Context(), by, row.ID, verdict.Requirement{Scheme: "dspt", When: "by-date"})
		refused(t, "by which date", err, errs.Invalid, "/requirements/1/date")
		_, err = h.bids.CorrectRequirement(t.Context(), by, row.ID, "r1", func(r *verdict.Requirement) { r.When = "soon" })
		refused(t, "when is soon", err, errs.Invalid, "/requirements/0/when")
		_, err = h.bids.RemoveRequirement(t.Context(), by, row.ID, "r9")
		refused(t, "no such requirement", err, errs.NotFound, "")
		_, err = h.bids.AnswerCondition(t.Context(), by, row.ID, "r1", false)
		refused(t, "there is no condition", err, errs.Invalid, "applies")
		_, err = h.bids.JudgeScope(t.Context(), by, row.ID, ce, "perhaps", today)
		refused(t, "perhaps", err, errs.Invalid, "/covers/"+ce)
		_, err = h.bids.JudgeScope(t.Context(), by, row.ID, ce, "", today)
		refused(t, "no answer", err, errs.Invalid, "covers")
		_, err = h.bids.JudgeScope(t.Context(), by, row.ID, "CERT-99", "yes", today)
		refused(t, "no such certificate", err, errs.NotFound, "")
		_, err = h.bids.SetStage(t.Context(), by, row.ID, "asleep")
		refused(t, "no such stage", err, errs.Invalid, "/stage")
		_, err = h.bids.SetStage(t.Context(), by, row.ID, "")
		refused(t, "no stage", err, errs.Invalid, "/stage")
		_, err = h.bids.Add(t.Context(), by, bid.Bid{})
		refused(t, "without a title", err, errs.Invalid, "/title")
		for _, kept := range []bid.Row{row, second} {
			if now, err := h.bids.Get(t.Context(), h.by.Actor, kept.Number); err != nil || now.Version != 1 {
				t.Errorf("%s was changed: %+v, %v", kept.Number, now, err)
			}
			if e := h.lastEvent(t, kept.ID); e.Action != "bid.create" {
				t.Errorf("the trail of %s has %s", kept.Number, e.Action)
			}
		}
	})
}

// TestNoLostUpdate: people who edit one bid at the same time all find their
// words in it; who stores an old copy whole is told.
func TestNoLostUpdate(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		row := h.add(t, tender("2027-02-01", "2027-03-12", "cyber-essentials"))
		const people = 8
		failed := make([]error, people)
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() {
				// A store that gave up says so; then the person tries again.
				for range 20 {
					_, failed[i] = h.bids.AddRequirement(t.Context(), h.because(fmt.Sprintf("person %d", i)), row.ID, verdict.Requirement{Scheme: "iso9001", When: "by-award"})
					if c := errs.CodeOf(failed[i]); c != errs.Conflict && c != errs.Unavailable {
						return
					}
				}
			})
		}
		wg.Wait()
		now, err := h.bids.Get(t.Context(), h.by.Actor, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		said, ids := map[string]bool{}, map[string]bool{}
		for _, r := range now.Value.Requirements {
			said[r.Why], ids[r.ID] = true, true
		}
		for i, err := range failed {
			if err != nil || !said[fmt.Sprintf("person %d", i)] {
				t.Errorf("person %d: %v; said %v", i, err, said)
			}
		}
		if len(ids) != people+1 || now.Version != people+1 {
			t.Errorf("%d requirements, version %d", len(ids), now.Version)
		}
		old := row.Value
		old.Note = "mine"
		_, err = h.bids.Change(t.Context(), h.by, row.ID, row.Version, old)
		refused(t, "an old copy stored whole", err, errs.Conflict, "")
		if kept, err := h.bids.Change(t.Context(), h.by, row.ID, now.Version, now.Value); err != nil || kept.Version != now.Version {
			t.Errorf("the same again: %+v, %v", kept, err)
		}
	})
}

// TestAdd: what is given stays as it was, and a request sent again is one bid.
func TestAdd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := bid.Bid{Title: "Hosting", Dates: verdict.Dates{Deadline: &verdict.Day{Date: today}}, Requirements: []bid.Requirement{{Requirement: verdict.Requirement{Scheme: "dspt"}}}}
		by := h.by
		by.Key = "once"
		for range 2 {
			row, err := h.bids.Add(t.Context(), by, b)
			if err != nil || row.Number != "BID-1" || row.Value.Requirements[0].ID != "r1" || row.Value.Stage != bid.Preparing {
				t.Fatalf("%+v, %v", row, err)
			}
		}
		if b.Dates.Deadline.Basis != "" || b.Requirements[0].ID != "" || b.Stage != "" {
			t.Errorf("what was given has changed: %+v", b)
		}
		b.Title = "Other"
		_, err := h.bids.Add(t.Context(), by, b)
		refused(t, "the key for another bid", err, errs.Conflict, "")
	})
}
