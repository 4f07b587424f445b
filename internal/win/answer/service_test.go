package answer_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

func want(t *testing.T, err error, code errs.Code, words string) {
	t.Helper()
	if errs.CodeOf(err) != code || err != nil && !strings.Contains(err.Error(), words) {
		t.Errorf("%v, not %s with %q", err, code, words)
	}
}

// TestReview: what is approved is exactly what was read, by another than its author.
func TestReview(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.add(answer.Answer{Question: " How  do you screen? ", Text: "By [[which standard]].", Topic: "security"}, false)
	submit := func(r authz.Role) error {
		return h.do(r, "answer.submit", func(tx *change.Tx) error { return h.s.Submit(tx, n) })
	}
	approve := func(r authz.Role, hash string) error {
		return h.do(r, "answer.approve", func(tx *change.Tx) error { return h.s.Approve(tx, n, answer.Approval{Hash: hash}) })
	}
	write := func(r authz.Role, text string) {
		h.must(r, "answer.update", func(tx *change.Tx) error {
			row, err := h.s.Find(tx, n)
			if err != nil {
				return err
			}
			_, err = h.s.Change(tx, n, row.Version, func(a *answer.Answer) { a.Text = text })
			return err
		})
	}
	want(t, submit(authz.BidManager), errs.Invalid, "which standard")
	write(authz.BidManager, "By BS 7858.")
	want(t, submit(authz.Contributor), errs.Forbidden, "")
	want(t, submit(authz.BidManager), "", "")
	a := h.get(n).Value
	if a.Question != "How do you screen?" || a.State != answer.Review || !slices.Equal(a.Authors, []string{"contributor", "bid-manager"}) {
		t.Fatalf("in review: %+v", a)
	}
	want(t, approve(authz.BidManager, a.Content().Hash()), errs.Forbidden, "approves their own answer")
	want(t, approve(authz.ComplianceManager, "0"), errs.Conflict, "changed since you read it")
	want(t, approve(authz.ComplianceManager, a.Content().Hash()), "", "")
	a = h.get(n).Value
	if a.State != answer.Approved || !a.Intact() || a.ReviewDue != today.AddMonths(6) || a.FreshOn(today) != answer.Fresh {
		t.Fatalf("approved: %+v", a)
	}
	// written on, it is a draft again, and the approved text is found
	write(authz.BidManager, "By BPSS.")
	row := h.get(n)
	if row.Value.State != answer.Draft || row.Value.Hash == "" || !slices.Equal(row.Value.Authors, []string{"bid-manager"}) {
		t.Fatalf("written on: %+v", row.Value)
	}
	h.see(func(v *change.View) error {
		old, found, err := h.s.ApprovedText(v, &row)
		if !found || old.Value.Text != "By BS 7858." {
			t.Errorf("the approved text is %q (%v)", old.Value.Text, found)
		}
		return err
	})
	want(t, submit(authz.BidManager), "", "")
	want(t, h.do(authz.ComplianceManager, "answer.return", func(tx *change.Tx) error { return h.s.Return(tx, n, " ") }), errs.Invalid, "put right")
	want(t, h.do(authz.ComplianceManager, "answer.return", func(tx *change.Tx) error { return h.s.Return(tx, n, "Name the level.") }), "", "")
	if a := h.get(n).Value; a.State != answer.Draft || a.Returned != "Name the level." || a.ReturnedBy != "compliance-manager" {
		t.Errorf("returned: %+v", a)
	}
	// a plain write cannot say that it is approved
	want(t, h.do(authz.Owner, "answer.update", func(tx *change.Tx) error {
		row, err := h.s.Find(tx, n)
		if err != nil {
			return err
		}
		row.Value.State = answer.Approved
		_, err = change.Put(tx, h.s.Answers, row.ID, row.Version, row.Value)
		return err
	}), errs.Invalid, "exactly the text")
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	due := civil.MustParse("2027-06-30")
	a := answer.Answer{State: answer.Approved, ReviewDue: due}
	for day, fresh := range map[string]answer.Freshness{
		"2027-05-30": answer.Fresh, "2027-05-31": answer.Ageing, "2027-06-30": answer.Ageing, "2027-07-01": answer.Stale,
	} {
		if got := a.FreshOn(civil.MustParse(day)); got != fresh {
			t.Errorf("on %s %s, not %s", day, got, fresh)
		}
	}
	a.State = answer.Review
	if a.FreshOn(today) != answer.Unready || !a.Ages().IsZero() {
		t.Error("what is not approved is no fresh answer")
	}
}

// TestLeans on both engines: an answer that leans on what ends before the award of a
// bid says so, and so does one whose evidence is stale.
func TestLeans(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]store.Options{"sqlite": {Dir: t.TempDir()}, "postgres": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "postgres" {
				o = pgtest.Database(t)
			}
			h := houseOf(t, o)
			n := h.add(answer.Answer{Question: "Are you certified?", Text: "Yes.", Topic: "security"}, true)
			award := civil.MustParse("2027-02-20")
			b := bid.Bid{Title: "Portal", Dates: verdict.Dates{Award: &verdict.Day{Date: award, Basis: "stated"}}}
			b.Normalise()
			h.must(authz.ComplianceManager, "certificate.create", func(tx *change.Tx) error {
				_, err := change.Insert(tx, h.s.Certs, certificate.Certificate{
					Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Issued: civil.MustParse("2026-02-14"), Expires: civil.MustParse("2027-02-13"), EndLabel: "valid until",
					Status: []certificate.StatusChange{{State: certificate.Certified, From: civil.MustParse("2026-02-14")}},
				})
				return err
			})
			h.must(authz.ComplianceManager, "evidence.create", func(tx *change.Tx) error {
				_, err := change.Insert(tx, h.s.Items, evidence.Evidence{Title: "Register of access", Type: evidence.Link, URL: "https://wiki.fenmoor.example/access", Collected: civil.MustParse("2025-06-01")})
				return err
			})
			h.must(authz.ComplianceManager, "document.create", func(tx *change.Tx) error {
				_, err := change.Insert(tx, h.docs, document.Document{Title: "Policy", Type: "policy", State: document.Approved, ReviewEvery: 12, Classification: "internal", ReviewDue: civil.MustParse("2026-12-31")})
				return err
			})
			rest := func(on ...string) error {
				return h.do(authz.BidManager, "answer.update", func(tx *change.Tx) error { return h.s.Rest(tx, n, on) })
			}
			want(t, rest("CERT-9"), errs.Invalid, "CERT-9")
			want(t, rest("CERT-1", "EV-1", "DOC-1"), "", "")
			warn := func(at answer.Against) (out []string) {
				h.see(func(v *change.View) error {
					row, err := h.s.Find(v, n)
					if err != nil {
						return err
					}
					leans, err := h.s.Leans(v, today)
					for _, w := range answer.Warnings(&row.Value, leans[row.ID], today, at) {
						out = append(out, w.Text)
					}
					if answer.Leaning(leans, today) != min(len(leans), 1) {
						t.Errorf("%d lean", answer.Leaning(leans, today))
					}
					return err
				})
				return out
			}
			got := warn(answer.AgainstBid(&b))
			for _, text := range []string{
				"Leans on CERT-1, which ends on 13 February 2027, before the award of this bid.",
				"Leans on EV-1, which is stale since 2 June 2026.",
				"Leans on DOC-1, which was to be looked at again by 31 December 2026.",
			} {
				if !slices.Contains(got, text) {
					t.Errorf("%q is not among %q", text, got)
				}
			}
			want(t, rest("CERT-1"), "", "")
			if got := warn(answer.Against{Day: civil.MustParse("2027-02-13"), What: "the award of this bid"}); len(got) != 0 {
				t.Errorf("on its last day %q", got)
			}
			want(t, rest(), "", "")
			if got := warn(answer.AgainstBid(&b)); len(got) != 0 {
				t.Errorf("rests on nothing, and %q", got)
			}
		})
	}
}

func TestStartersAndExchange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	all := answer.Starters()
	if len(all) < 25 || len(all) > 40 {
		t.Errorf("%d starters", len(all))
	}
	topics := map[string]bool{}
	keys := map[string]bool{}
	var first []string
	for _, s := range all {
		a := s.Answer()
		if len(a.Blanks()) == 0 || keys[s.Key] || s.Question == "" {
			t.Errorf("%q says nothing to fill in, or is there twice", s.Key)
		}
		keys[s.Key], topics[s.Topic] = true, true
		first = append(first, s.Key)
	}
	if len(topics) != len(answer.Topics()) {
		t.Errorf("topics %v", topics)
	}
	for range 2 { // again changes nothing
		h.must(authz.BidManager, "answer.create", func(tx *change.Tx) error {
			_, err := h.s.Start(tx, first, "bid-manager")
			return err
		})
	}
	var rows []answer.Row
	h.see(func(v *change.View) (err error) {
		rows, err = change.Collect(v, h.s.Answers, register.Query{})
		return err
	})
	if len(rows) != len(all) || rows[0].Value.State != answer.Draft || rows[0].Value.Owner != "bid-manager" {
		t.Fatalf("%d begun of %d", len(rows), len(all))
	}
	var b bytes.Buffer
	if err := answer.Markdown(&b, "Fenmoor Digital Ltd", rows); err != nil || strings.Count(b.String(), "_Draft: not approved._") != len(all) {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		n     int
		wrong string
	}{
		"pairs without a header": {"How do you patch?,Every night\nWho is the owner?,Priya", 2, ""},
		"a header in any order":  {"Topic;Answer;Question\nQuality;\"One; two\";How?", 1, ""},
		"tabs":                   {"Question\tAnswer\nHow?\tSo", 1, ""},
		"a faulty line":          {"Question,Answer\n,nothing asked\nHow?,So\nHow?,Again", 0, "Line 2: the question is missing.|Line 4: the question stands in line 3 already."},
		"an unknown topic":       {"Question,Answer,Topic\nHow?,So,Gardening", 0, "Line 2: “Gardening” is no topic"},
		"nothing":                {"  \n", 0, "There is no answer in this"},
		"no text":                {"\xff\xfe", 0, "UTF-8"},
	} {
		got, wrong := answer.Read(c.text)
		var says []string
		for _, w := range wrong {
			says = append(says, w.Message)
		}
		if c.wrong == "" && (len(wrong) > 0 || len(got) != c.n) {
			t.Errorf("%s: %d answers, %q", name, len(got), says)
		}
		for _, part := range strings.Split(c.wrong, "|") {
			if !strings.Contains(strings.Join(says, "|"), part) {
				t.Errorf("%s: %q, not %q", name, says, part)
			}
		}
	}
	got, _ := answer.Read("Topic;Answer;Question\nQuality;\"One; two\";How?")
	if len(got) == 1 && (got[0].Topic != "quality" || got[0].Text != "One; two") {
		t.Errorf("%+v", got[0])
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"a,b", "Question\tAnswer\nx\ty", "\"", "a;b\n\"c", "\ufeffQuestion,Answer\n1,2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, wrong := answer.Read(text)
		if len(got) == 0 && len(wrong) == 0 {
			t.Error("neither answers nor faults")
		}
		for _, a := range got {
			if len(wrong) == 0 && (a.Question == "" || a.Topic == "") {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestLength(t *testing.T) {
	t.Parallel()
	if got := answer.LengthOf("  Two – words,\nété 3 **\n"); got != (answer.Length{Words: 4, Characters: 21}) {
		t.Errorf("%+v", got)
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	rows := []answer.Row{
		{Ref: register.Ref{Number: "ANS-1"}, Value: answer.Answer{State: answer.Approved, ReviewDue: today.AddDays(-2), Owner: "p-1", Question: "How?", Topic: "security"}},
		{Ref: register.Ref{Number: "ANS-2"}, Value: answer.Answer{State: answer.Draft, Question: "Who?"}},
	}
	got := answer.Due(rows, today)
	if len(got) != 1 || got[0].Ref != "ANS-1" || got[0].Days != -2 || got[0].Owner != "p-1" || !strings.Contains(got[0].Why, "6 months") {
		t.Errorf("%+v", got)
	}
}
