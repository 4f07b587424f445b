package questionnaire_test

import (
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/questionnaire"
)

func engines(t *testing.T, test func(t *testing.T, h *house)) {
	for name, open := range map[string]func(t *testing.T) *house{
		"sqlite":   func(t *testing.T) *house { return houseOf(t, store.Options{Dir: t.TempDir()}) },
		"postgres": func(t *testing.T) *house { return houseOf(t, pgtest.Database(t)) },
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open(t)) })
	}
}

func form() *questionnaire.Form {
	return &questionnaire.Form{Format: questionnaire.XLSX, Tables: []questionnaire.Table{grid("S", "Ref|Question|Word limit|Response",
		"A|Security||#", "A1|Do you hold ISO 27001?||?Yes,No", "A2|How do you encrypt information at rest?|8|", "A3|How do you train people in security?||", "A4|Where is the moon?||already")}}
}

// add makes a questionnaire of the form with its places as guessed.
func (h *house) add(f *questionnaire.Form) questionnaire.Row {
	h.t.Helper()
	row, err := h.s.Add(h.t.Context(), h.by(authz.Contributor), questionnaire.Adding{Bid: "BID-1", Title: "Assurance", File: strings.Repeat("a", 64), FileName: "assurance.xlsx", Until: "12:00"}, f)
	if err != nil {
		h.t.Fatal(err)
	}
	row, err = h.s.Map(h.t.Context(), h.by(authz.Contributor), row.Number, row.Version, row.Value.Mapping, f)
	if err != nil {
		h.t.Fatal(err)
	}
	return row
}

func (h *house) write(q questionnaire.QuestionRow, w questionnaire.Writing) (questionnaire.QuestionRow, error) {
	w.Version = q.Version
	return h.s.Write(h.t.Context(), h.by(authz.Contributor), q.ID, w)
}

func TestFromAFileToItsAnswers(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, h *house) {
		enc := h.library("How do you encrypt information at rest and in transit?", "At rest with **AES-256** on servers, laptops and backups; in transit with TLS 1.3.", "AES-256 at rest, TLS 1.3 in transit.", true)
		train := h.library("How do you train people in information security?", "Every year, with a test.", "", false)
		row := h.add(form())
		if row.Value.Bid != "BID-1" || row.Value.Due.String() != "2027-01-12" || row.Value.When() != "12 January 2027, noon" || !row.Value.Mapped || row.Value.Owner != "bid-manager" {
			t.Errorf("kept as %+v", row.Value)
		}
		all := h.questions(row.Number)
		if len(all) != 4 || all[1].Value.Limit != 8 || all[0].Value.Section != "Security" || all[3].Value.Was != "already" {
			t.Fatalf("the questions are %+v", all)
		}
		// Choices are kept to, and written as the buyer has them.
		if _, err := h.write(all[0], questionnaire.Writing{State: questionnaire.Done, Answer: "Perhaps"}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("what is no choice: %v", err)
		}
		if q, err := h.write(all[0], questionnaire.Writing{State: questionnaire.Done, Answer: " yes\r\n"}); err != nil || q.Value.Answer != "Yes" {
			t.Errorf("a choice: %q, %v", q.Value.Answer, err)
		}
		if _, err := h.write(all[0], questionnaire.Writing{State: questionnaire.Done, Answer: "No"}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("who comes second: %v", err)
		}
		// The short form is taken where the long one is over the limit.
		q, err := h.s.Accept(t.Context(), h.by(authz.Contributor), all[1].Number, all[1].Version, enc)
		if err != nil || q.Value.State != questionnaire.Done || q.Value.Answer != "AES-256 at rest, TLS 1.3 in transit." || q.Value.From != enc {
			t.Fatalf("accepted as %+v, %v", q.Value, err)
		}
		h.see(func(v *change.View) error {
			a, err := h.s.Answers.Find(v, enc)
			if err != nil {
				return err
			}
			if in, used, err := h.s.Answers.UsedIn(v, a.ID); err != nil || used.Bids != 1 || in[0].Number != "BID-1" {
				t.Errorf("used in %v, %v, %v", in, used, err)
			}
			return nil
		})
		// A draft of the library is a draft here.
		if q, err = h.s.Accept(t.Context(), h.by(authz.Contributor), all[2].Number, 0, train); err != nil || q.Value.State != questionnaire.Drafted {
			t.Fatalf("accepted as %+v, %v", q.Value, err)
		}
		if _, err := h.write(all[3], questionnaire.Writing{State: questionnaire.LeftOut}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("left out without why: %v", err)
		}
		if _, err := h.write(all[3], questionnaire.Writing{State: questionnaire.LeftOut, Why: "No part of the service"}); err != nil {
			t.Fatal(err)
		}
		sum, standing := h.sum(row)
		if want := (questionnaire.Sum{Questions: 4, Done: 2, Drafted: 1, LeftOut: 1, Doubtful: 1}); sum != want || sum.Left() != 1 {
			t.Errorf("sum %+v, want %+v", sum, want)
		}
		if !standing[q.ID].Hard() {
			t.Error("a draft of the library is not said to be one")
		}
		// What goes back: finished answers and drafts, nothing else.
		fill := questionnaire.Filling(h.questions(row.Number))["S"]
		if len(fill) != 3 || fill["D3"] != "Yes" || fill["D5"] != "Every year, with a test." {
			t.Errorf("it is filled with %v", fill)
		}
		// The library moves on: it is said.
		h.must(h.actor(authz.Contributor), "answer.update", func(tx *change.Tx) error {
			old, err := h.s.Answers.Find(tx, enc)
			if err != nil {
				return err
			}
			next := old.Value
			next.Text = "Otherwise."
			if err := h.s.Answers.Ready(tx, &old.Value, &next); err != nil {
				return err
			}
			_, err = change.Put(tx, h.s.Answers.Answers, old.ID, old.Version, next)
			return err
		})
		if sum, _ = h.sum(row); sum.Changed != 1 || sum.Doubtful != 2 {
			t.Errorf("after the change %+v", sum)
		}
		// Readers read.
		if _, err := h.s.Write(t.Context(), h.by(authz.Reader), all[3].ID, questionnaire.Writing{State: questionnaire.Done, Answer: "x"}); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a reader writes: %v", err)
		}
		// It falls due until it has gone back.
		row, err = h.s.Get(t.Context(), h.actor(authz.Reader), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if items := questionnaire.Due([]questionnaire.Row{row}, today); len(items) != 1 || items[0].Days != 6 || !items[0].Hard || items[0].Owner != "bid-manager" {
			t.Errorf("due %+v", items)
		}
		if _, err := h.s.Return(t.Context(), h.by(authz.Contributor), row.ID, today.AddDays(1)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("it goes back tomorrow: %v", err)
		}
		if row, err = h.s.Return(t.Context(), h.by(authz.Contributor), row.ID, today); err != nil || len(questionnaire.Due([]questionnaire.Row{row}, today)) != 0 {
			t.Errorf("gone back, and still due: %v", err)
		}
	})
}

func TestSuggestionsWaitForAPerson(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, h *house) {
		h.library("How do you encrypt information at rest?", "With AES-256.", "", true)
		h.library("How do you train people in security?", "Each [[how often]].", "", false)
		row := h.add(form())
		n, err := h.s.Fill(t.Context(), h.by(authz.Contributor), row.ID)
		if err != nil || n != 1 {
			t.Fatalf("%d suggested, %v", n, err)
		}
		q := h.questions(row.Number)[1]
		if q.Value.State != questionnaire.Suggested || q.Value.Answer != "With AES-256." || len(questionnaire.Filling(h.questions(row.Number))) != 0 {
			t.Errorf("suggested as %+v", q.Value)
		}
		if n, err := h.s.Fill(t.Context(), h.by(authz.Contributor), row.ID); err != nil || n != 0 {
			t.Errorf("again %d, %v", n, err)
		}
		if _, err := h.write(q, questionnaire.Writing{State: questionnaire.Done, Answer: q.Value.Answer}); err != nil {
			t.Fatal(err)
		}
		// What was written here becomes an answer of the library.
		open := h.questions(row.Number)[2]
		open, err = h.write(open, questionnaire.Writing{State: questionnaire.Done, Answer: "Every spring."})
		if err != nil {
			t.Fatal(err)
		}
		number, err := h.s.Save(t.Context(), h.by(authz.Contributor), open.Number)
		if err != nil {
			t.Fatal(err)
		}
		h.see(func(v *change.View) error {
			a, err := h.s.Answers.Find(v, number)
			if err != nil || a.Value.Text != "Every spring." || a.Value.Question != "How do you train people in security?" {
				t.Errorf("saved as %+v, %v", a.Value, err)
			}
			return nil
		})
		if _, err := h.s.Save(t.Context(), h.by(authz.Contributor), open.Number); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("saved twice: %v", err)
		}
	})
}

func TestPointingElsewhereKeepsAnswers(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, h *house) {
		row := h.add(form())
		all := h.questions(row.Number)
		if _, err := h.write(all[1], questionnaire.Writing{State: questionnaire.Drafted, Answer: strings.Repeat("word ", 9)}); err != nil {
			t.Fatal(err)
		}
		if n, err := h.s.Assign(t.Context(), h.by(authz.Contributor), row.ID, "Security", "reader"); err != nil || n != 4 {
			t.Errorf("assigned %d, %v", n, err)
		}
		if _, err := h.s.Assign(t.Context(), h.by(authz.Contributor), row.ID, "", "nobody"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("assigned to nobody: %v", err)
		}
		// Without the column of limits nothing is over one.
		m := row.Value.Mapping
		m[0].Limit = 0
		f := form()
		if sum, _ := h.sum(row); sum.Over != 1 {
			t.Errorf("over %d", sum.Over)
		}
		row, err := h.s.Map(t.Context(), h.by(authz.BidManager), row.ID, row.Version, m, f)
		if err != nil {
			t.Fatal(err)
		}
		if sum, _ := h.sum(row); sum.Over != 0 || sum.Drafted != 1 {
			t.Errorf("after pointing elsewhere %+v", sum)
		}
		// What has an answer is not dropped.
		m[0].Header = 4
		if _, err = h.s.Map(t.Context(), h.by(authz.BidManager), row.ID, row.Version, m, f); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("an answer was dropped: %v", err)
		}
		for _, bad := range []questionnaire.Mapping{{Table: "S", Use: true, Question: 2}, {Table: "S", Use: true, Question: 2, Answer: 2}, {Table: "X", Use: true, Question: 1, Answer: 2}, {Table: "S"}} {
			if _, err := h.s.Map(t.Context(), h.by(authz.BidManager), row.ID, row.Version, []questionnaire.Mapping{bad}, f); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// Questionnaires go with their bids.
func TestKeptAsLongAsTheBid(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, h *house) {
		row := h.add(form())
		day := civil.MustParse("2030-03-31")
		system := change.By{Actor: change.SystemActor(h.org, "keeping"), Now: h.now}
		follow := func() int {
			t.Helper()
			n, err := h.s.Follow(t.Context(), system, func(*bid.Bid) civil.Date { return day })
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n, again := follow(), follow(); n != 1 || again != 0 {
			t.Errorf("followed %d, then %d", n, again)
		}
		if q := h.questions(row.Number)[2]; q.Value.Ends != day {
			t.Errorf("a question ends on %v", q.Value.Ends)
		}
		// Retention takes the records of a questionnaire one by one.
		row, err := h.s.Get(t.Context(), h.actor(authz.Reader), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		h.must(h.actor(authz.BidManager), "questionnaire.delete", func(tx *change.Tx) error { return change.Delete(tx, h.s.Sets, row.ID, row.Version) })
		if follow(); len(h.questions(row.Number)) != 0 {
			t.Error("questions outlive their questionnaire")
		}
		// And those of a bid that is gone end.
		row = h.add(form())
		h.must(h.actor(authz.BidManager), "bid.delete", func(tx *change.Tx) error {
			b, err := h.s.Answers.Bid(tx, "BID-1")
			if err != nil {
				return err
			}
			return change.Delete(tx, h.s.Answers.Bids, b.ID, b.Version)
		})
		follow()
		if _, err := h.s.Get(t.Context(), h.actor(authz.Reader), row.ID); errs.CodeOf(err) != errs.NotFound || len(h.questions(row.Number)) != 0 {
			t.Errorf("it outlives its bid: %v", err)
		}
	})
}

// A large questionnaire is taken in, read and counted in a few queries.
func TestTwoThousandQuestions(t *testing.T) {
	t.Parallel()
	h := houseOf(t, store.Options{Dir: t.TempDir()})
	h.library("How do you keep log 7 of the platform?", "In a second place.", "", true)
	lines := []string{"Question|Response"}
	for i := range 2000 {
		lines = append(lines, "How do you keep log "+strconv.Itoa(i)+" of the platform?|")
	}
	row := h.add(&questionnaire.Form{Format: questionnaire.XLSX, Tables: []questionnaire.Table{grid("S", lines...)}})
	all := h.questions(row.Number)
	if len(all) != 2000 || all[1999].Value.Place != "B2001" {
		t.Fatalf("%d questions", len(all))
	}
	h.see(func(v *change.View) error {
		sum, err := h.s.Totals(v, row.Number)
		if err != nil || sum.Questions != 2000 || sum.Left() != 2000 {
			t.Errorf("%+v, %v", sum, err)
		}
		before, after, n, err := h.s.Around(v, &all[999])
		if err != nil || before != all[998].Number || after != all[1000].Number || n != 2000 {
			t.Errorf("%s %s %d, %v", before, after, n, err)
		}
		return nil
	})
	if n, err := h.s.Fill(t.Context(), h.by(authz.BidManager), row.ID); err != nil || n == 0 {
		t.Errorf("%d suggested, %v", n, err)
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	q := questionnaire.Questionnaire{FileName: "a.b.docx", Due: civil.MustParse("2027-02-01"), Until: "17:30"}
	if q.When() != "1 February 2027, 17:30" || q.FilledName() != "a.b (answered).docx" {
		t.Error(q.When(), q.FilledName())
	}
}
