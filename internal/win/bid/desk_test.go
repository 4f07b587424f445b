package bid_test

import (
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

func TestLotsNamed(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"for Lots 1c, 2 only": "1c, 2", "Lot 3": "3", "under Lots 1 to 3": "1, 2, 3", "for lots 1 and 2": "1, 2", "(Lot LOT-0002 only)": "",
		"Lots 1 to many": "", "where personal data is processed": "", "lots 2 to": "", "Lots 1 to 900": "",
	} {
		if got := bid.LotsNamed(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// TestLots: what is asked for one lot alone is Unknown until the lots are chosen,
// and does not apply once that lot is not bid for.
func TestLots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := tender("2027-02-01", "2027-02-20", "iso27001")
		b.Requirements[0].Lots, b.Requirements[0].Condition = "1c, 2", "Lots 1c and 2 only"
		b.Lots = []bid.Lot{{ID: "1c"}, {ID: "2"}, {ID: "3"}}
		row := h.add(t, b)
		for _, tt := range []struct {
			lots []string
			want verdict.State
		}{{nil, verdict.Unknown}, {[]string{"LOT-0002"}, verdict.Fails}, {[]string{"3"}, verdict.Holds}, {[]string{"1C", "3"}, verdict.Fails}} {
			if tt.lots != nil {
				if _, err := h.bids.SetLots(t.Context(), h.by, row.Number, tt.lots); err != nil {
					t.Fatal(err)
				}
			}
			if got := h.state(t, row.Number); got != tt.want {
				t.Errorf("with lots %v: %s, want %s", tt.lots, got, tt.want)
			}
		}
		// A person's word goes before what the lots say.
		if _, err := h.bids.AnswerCondition(t.Context(), h.by, row.Number, "r1", false); err != nil {
			t.Fatal(err)
		}
		if got := h.state(t, row.Number); got != verdict.Holds {
			t.Errorf("answered no: %s", got)
		}
	})
}

func TestPartners(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		row := h.add(t, tender("2027-02-01", "2027-02-20", "iso27001"))
		h.certificate(t, certificate.Certificate{
			Scheme: "iso27001", Holder: "Pennant Systems Ltd", Edition: "2022", Accredited: new(true), Covers: "yes",
			Decision: civil.MustParse("2026-12-01"), Issued: civil.MustParse("2026-12-01"), Expires: civil.MustParse("2029-11-30"),
		})
		is := func(want verdict.State, what string) {
			t.Helper()
			if got := h.state(t, row.Number); got != want {
				t.Errorf("%s: %s, want %s", what, got, want)
			}
		}
		is(verdict.Fails, "alone")
		_, err := h.bids.AcceptPartner(t.Context(), h.because("they run it"), row.Number, "r1", "Pennant Systems Ltd", false)
		refused(t, "one who is no partner", err, errs.Invalid, "/requirements/0/held_by")
		_, err = h.bids.SetPartner(t.Context(), h.by, row.Number, bid.Partner{Name: company, Role: bid.Member})
		refused(t, "the bidder as its own partner", err, errs.Invalid, "/partners/0/name")
		if _, err = h.bids.SetPartner(t.Context(), h.by, row.Number, bid.Partner{Name: " Pennant Systems Ltd ", Role: bid.Member}); err != nil {
			t.Fatal(err)
		}
		is(verdict.Fails, "a partner's certificate is not ours")
		_, err = h.bids.AcceptPartner(t.Context(), h.by, row.Number, "r1", "Pennant Systems Ltd", true)
		refused(t, "without a reason", err, errs.Invalid, "reason")
		for agreed, want := range map[bool]verdict.State{false: verdict.Unknown, true: verdict.Holds} {
			if _, err = h.bids.AcceptPartner(t.Context(), h.because("they run it"), row.Number, "r1", "Pennant Systems Ltd", agreed); err != nil {
				t.Fatal(err)
			}
			is(want, "accepted")
		}
		if _, err = h.bids.RemovePartner(t.Context(), h.because("they left"), row.Number, "Pennant Systems Ltd"); err != nil {
			t.Fatal(err)
		}
		is(verdict.Fails, "after the partner left")
		_, err = h.bids.RemovePartner(t.Context(), h.because("they left"), row.Number, "Pennant Systems Ltd")
		refused(t, "who is gone", err, errs.NotFound, "")
	})
}

func TestDecide(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		row := h.add(t, tender("2027-02-01", "2027-06-20", "cyber-essentials"))
		_, err := h.bids.Decide(t.Context(), h.by, row.Number, true, "", today)
		refused(t, "without a reason", err, errs.Invalid, "reason")
		decided := func() (*bid.Decision, bool, string) {
			board, err := h.bids.Check(t.Context(), h.by.Actor, today)
			if err != nil {
				t.Fatal(err)
			}
			d, changed := board.Bids[0].Decided()
			return d, changed, board.Bids[0].Value.Stage
		}
		if d, _, _ := decided(); d != nil {
			t.Errorf("%+v before any", d)
		}
		if _, err = h.bids.Decide(t.Context(), h.because("we can certify"), row.Number, true, "booked by Friday", today); err != nil {
			t.Fatal(err)
		}
		d, changed, stage := decided()
		if d == nil || !d.Go || d.State != verdict.AtRisk || d.Conditions != "booked by Friday" || d.By != "Priya Nair" || changed || stage != bid.Preparing {
			t.Errorf("%+v, %v, %s", d, changed, stage)
		}
		h.certificate(t, certificate.Certificate{Scheme: "cyber-essentials", Holder: company, Covers: "yes", Issued: today, Expires: civil.MustParse("2028-01-05")})
		if _, changed, _ = decided(); !changed {
			t.Error("the verdict has moved and nothing says so")
		}
		if _, err = h.bids.Decide(t.Context(), h.because("too small"), row.Number, false, "", today); err != nil {
			t.Fatal(err)
		}
		if d, changed, stage = decided(); d.Go || changed || stage != bid.NoBid || d.State != verdict.Holds {
			t.Errorf("%+v, %v, %s", d, changed, stage)
		}
		reader := h.because("x")
		reader.Role = authz.Reader
		_, err = h.bids.Decide(t.Context(), reader, row.Number, true, "", today)
		refused(t, "a reader", err, errs.Forbidden, "")
	})
}

// TestQuestions: a draft, sent, answered, and the requirement corrected by the
// buyer's words.
func TestQuestions(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := tender("2027-02-01", "2027-02-20", "iso27001")
		b.Enquiries = day("2027-01-15")
		row := h.add(t, b)
		ask := bid.Question{Question: " Is a policy enough? ", Requirement: "r1"}
		q, err := h.bids.Ask(t.Context(), h.by, row.Number, ask)
		if err != nil || q.Number != "CQ-1" || q.Value.State != bid.Draft || q.Value.AskBy != civil.MustParse("2027-01-15") {
			t.Fatalf("%+v, %v", q, err)
		}
		if again, err := h.bids.Ask(t.Context(), h.by, row.Number, ask); err != nil || again.Number != q.Number {
			t.Errorf("%+v, %v", again, err)
		}
		_, err = h.bids.Ask(t.Context(), h.by, row.Number, bid.Question{Question: "x", Requirement: "r9"})
		refused(t, "about what is not asked", err, errs.Invalid, "requirement")
		if items := bid.DueClarifications([]bid.ClarificationRow{q}, today); len(items) != 1 || items[0].Days != 9 || !items[0].Hard {
			t.Errorf("%+v", items)
		}
		// The day for questions moves, and the drafts with it.
		if _, err = h.bids.SetDate(t.Context(), h.because("the portal"), row.Number, "enquiries", *day("2027-01-20")); err != nil {
			t.Fatal(err)
		}
		_, err = h.bids.Apply(t.Context(), h.by, q.Number, func(*verdict.Requirement) {})
		refused(t, "before there is an answer", err, errs.Conflict, "")
		if q, err = h.bids.Send(t.Context(), h.by, q.Number, today); err != nil || q.Value.AskBy != civil.MustParse("2027-01-20") {
			t.Fatalf("%+v, %v", q, err)
		}
		_, err = h.bids.Reword(t.Context(), h.by, q.Number, "Other words")
		refused(t, "what was sent", err, errs.Conflict, "")
		_, err = h.bids.AnswerWith(t.Context(), h.by, q.Number, "Yes.", today-1)
		refused(t, "answered before it was asked", err, errs.Invalid, "/answered")
		if q, err = h.bids.AnswerWith(t.Context(), h.by, q.Number, "Yes, a policy is enough.", today+3); err != nil || q.Value.State != bid.Answered {
			t.Fatalf("%+v, %v", q, err)
		}
		got, err := h.bids.Apply(t.Context(), h.by, q.ID, func(r *verdict.Requirement) { r.Strength = "desirable" })
		if err != nil {
			t.Fatal(err)
		}
		if r := got.Value.Requirements[0]; r.Strength != "desirable" || r.By != "Priya Nair" || r.Why != "the buyer’s answer of 9 January 2027 to CQ-1: “Yes, a policy is enough.”" {
			t.Errorf("%+v", r)
		}
		_, err = h.bids.Withdraw(t.Context(), h.because("x"), q.Number)
		refused(t, "what is answered", err, errs.Conflict, "")
	})
}

// TestPlan: tasks back from the deadline; moving it moves what is not done.
func TestPlan(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := tender("2027-03-01", "2027-03-20", "cyber-essentials")
		b.Nation, b.Owner = "england", "p-2"
		row := h.add(t, b)
		for range 2 { // twice changes nothing
			if _, err := h.bids.StartPlan(t.Context(), h.by, row.Number, today); err != nil {
				t.Fatal(err)
			}
		}
		days := func() map[string]string {
			out := map[string]string{}
			err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) error {
				tasks, err := h.bids.Tasks(v, row.ID)
				for _, k := range tasks {
					out[k.Value.Step] = k.Value.Due.String()
					if k.Value.Owner != "p-2" || k.Value.About != row.Number {
						t.Errorf("%+v", k.Value)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := days(); len(got) != 6 || got["submit"] != "2027-02-26" || got["review"] != "2027-02-22" || got["go-no-go"] != "2027-02-01" {
			t.Errorf("%v", got)
		}
		if _, err := h.bids.SetDate(t.Context(), h.because("the portal"), row.Number, "deadline", *day("2027-03-08")); err != nil {
			t.Fatal(err)
		}
		if got := days(); got["submit"] != "2027-03-05" || got["review"] != "2027-03-01" {
			t.Errorf("after it moved: %v", got)
		}
		none := h.add(t, bid.Bid{Title: "Undated"})
		_, err := h.bids.StartPlan(t.Context(), h.by, none.Number, today)
		refused(t, "without a deadline", err, errs.Invalid, "")
	})
}

func TestKeyDates(t *testing.T) {
	t.Parallel()
	b := tender("2027-02-01", "2027-03-12", "iso27001")
	b.Nation = "england"
	got := map[string]bid.KeyDate{}
	for _, k := range b.KeyDates(scheme.Default(), today) {
		got[k.Name] = k
	}
	if k := got["deadline"]; k.Days != 26 || k.Working == nil || *k.Working != 18 || k.Estimated {
		t.Errorf("%+v", k)
	}
	if k := got["standstillEnd"]; !k.Estimated || k.Day.Date <= b.Dates.Award.Date || k.Note == "" {
		t.Errorf("%+v", k)
	}
	b.Dates.Award = nil
	for _, k := range b.KeyDates(scheme.Default(), today) {
		got[k.Name] = k
	}
	if k := got["award"]; !k.Estimated || k.Day.Date != civil.MustParse("2027-02-15") || k.Day.To != civil.MustParse("2027-07-31") {
		t.Errorf("%+v", k)
	}
	if k := got["standstillEnd"]; !k.Estimated || k.Day.To <= k.Day.Date {
		t.Errorf("a range of awards gives a range of ends: %+v", k)
	}
}

// TestSilent: what a rule says to expect counts only when a person says so and
// every condition is known; only law or binding policy fails a bid.
func TestSilent(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := tender("2027-01-08", "2027-01-12", "bpss")
		b.Requirements, b.Buyer, b.Nation = nil, "Saltmarsh NHS Foundation Trust", "england"
		row := h.add(t, b)
		n := &notice.Notice{Key: "x"}
		find := func() *bid.Expected {
			got, err := h.bids.Get(t.Context(), h.by.Actor, row.Number)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range got.Value.Silent(scheme.Default(), got.Value.KnownOf(n, today)) {
				if e.Rule.ID == "R13" {
					return &e
				}
			}
			return nil
		}
		e := find()
		if e == nil || !e.Possible || e.Scheme != "dspt" || len(e.Open) == 0 || e.Question == "" || e.Fact.Source == "" {
			t.Fatalf("%+v", e)
		}
		_, err := h.bids.CountExpected(t.Context(), h.by, row.Number, "R13", "dspt", n, today)
		refused(t, "with a condition open", err, errs.Conflict, "")
		if q, err := h.bids.AskExpected(t.Context(), h.by, row.Number, "R13", "dspt", n, today); err != nil || q.Value.Question != e.Question || q.Value.Scheme != "dspt" {
			t.Errorf("%+v, %v", q, err)
		}
		_, err = h.bids.SetFacts(t.Context(), h.by, row.Number, map[string]string{"contract.nhsPatientDataOrSystems": "perhaps"})
		refused(t, "no answer", err, errs.Invalid, "contract.nhsPatientDataOrSystems")
		if _, err = h.bids.SetFacts(t.Context(), h.by, row.Number, map[string]string{"contract.nhsPatientDataOrSystems": "yes"}); err != nil {
			t.Fatal(err)
		}
		if e = find(); e == nil || e.Possible || !e.Binding {
			t.Fatalf("%+v", e)
		}
		if got := h.state(t, row.Number); got != verdict.Holds {
			t.Errorf("what nobody counted counts: %s", got)
		}
		got, err := h.bids.CountExpected(t.Context(), h.by, row.Number, "R13", "dspt", n, today)
		if err != nil || len(got.Value.Requirements) != 1 || got.Value.Requirements[0].Rule != "R13" || got.Value.Requirements[0].Origin != "rule" {
			t.Fatalf("%+v, %v", got, err)
		}
		if find() != nil {
			t.Error("it is expected still")
		}
	})
}

func TestBuyerType(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Saltmarsh Borough Council": "local-authority", "Ministry of Defence": "mod", "Lindmere University Hospitals NHS Foundation Trust": "nhs-body",
		"Department for Coastal Affairs": "central-department", "Northbeck Ltd": "", "": "",
	} {
		if got, from := bid.BuyerType("", name); got != want || (got != "") != (from != "") {
			t.Errorf("%q: %q (%s), want %q", name, got, from, want)
		}
	}
	if got, _ := bid.BuyerType("Public authority - central government", "Office for Harbour Safety"); got != "central-department" {
		t.Error(got)
	}
}

func TestPipeline(t *testing.T) {
	t.Parallel()
	risk := tender("2027-02-01", "2027-03-12", "cyber-essentials-plus")
	risk.Value.Minor, risk.Value.Currency = 420_000_000, "GBP"
	holds := tender("2027-02-01", "2027-03-12", "cyber-essentials")
	holds.Value.Minor, holds.Value.Currency = 100_000_000, "GBP"
	lost := holds
	lost.Stage = bid.Lost
	list := bid.CheckAll(scheme.Default(), today, essentials(), []bid.Row{row("BID-1", risk), row("BID-2", holds), row("BID-3", lost)})
	carried := bid.CarriedBy(list)
	if len(carried) != 2 || carried[0].Certificate != "CERT-2" || carried[0].AtRisk.Value.Minor != 420_000_000 || carried[1].Live.N != 1 || carried[1].AtRisk.N != 0 {
		t.Errorf("%+v", carried)
	}
	for _, c := range bid.Pipeline(list) {
		if n := map[string]int{bid.Preparing: 2, bid.Lost: 1}[c.Stage]; c.Sum.N != n || len(c.Bids) != n {
			t.Errorf("%s: %+v", c.Stage, c.Sum)
		}
	}
}
