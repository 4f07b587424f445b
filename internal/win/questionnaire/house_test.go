package questionnaire_test

import (
	"os"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/questionnaire"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var today = civil.MustParse("2027-01-06")

// house is an organisation with a bid, BID-1, and one member of some roles.
type house struct {
	t    testing.TB
	door *change.Door
	s    *questionnaire.Service
	org  string
	now  time.Time
}

func houseOf(t testing.TB, o store.Options) *house {
	t.Helper()
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	book, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	p := answer.Parts{Answers: answer.Register(), Bids: bid.Register(book), Certs: certificate.Register(book), Items: evidence.Register(), Rules: book, Zone: time.UTC}
	s := &questionnaire.Service{Sets: questionnaire.Register(), Questions: questionnaire.QuestionRegister(), Zone: time.UTC}
	p.Door = change.New(st, register.NewBook(p.Answers, p.Bids, p.Certs, p.Items, s.Sets, s.Questions))
	s.Door, s.Answers = p.Door, answer.NewService(p)
	h := &house{t: t, door: p.Door, s: s, org: id.New(), now: today.Time().Add(9 * time.Hour)}
	h.must(change.SystemActor(h.org, "start"), "settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "owner", Name: "owner"})
		return err
	})
	h.must(change.SystemActor(h.org, "start"), "settings.update", func(tx *change.Tx) error {
		for _, r := range []authz.Role{authz.BidManager, authz.Contributor, authz.Reader, authz.ComplianceManager} {
			if err := tx.Member(change.Member{Person: string(r), Name: string(r), Role: string(r), Active: true}); err != nil {
				return err
			}
		}
		return nil
	})
	h.must(h.actor(authz.BidManager), "bid.create", func(tx *change.Tx) error {
		b := bid.Bid{Title: "Data platform", Stage: bid.Preparing, Owner: string(authz.BidManager)}
		b.Dates.Deadline = &verdict.Day{Date: civil.MustParse("2027-01-12"), Basis: "stated"}
		b.Normalise()
		_, err := change.Insert(tx, p.Bids, b)
		return err
	})
	return h
}

func (h *house) actor(r authz.Role) change.Actor {
	return change.Actor{Org: h.org, Person: string(r), Name: string(r), Role: r}
}

func (h *house) by(r authz.Role) change.By { return change.By{Actor: h.actor(r), Now: h.now} }

func (h *house) must(a change.Actor, action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), change.Request{Actor: a, Action: action, Now: h.now}, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) see(fn func(*change.View) error) {
	h.t.Helper()
	if err := h.door.See(h.t.Context(), h.actor(authz.Reader), fn); err != nil {
		h.t.Fatal(err)
	}
}

// library enters an answer, approved when asked to.
func (h *house) library(question, text, short string, approve bool) string {
	h.t.Helper()
	number := ""
	h.must(h.actor(authz.Contributor), "answer.create", func(tx *change.Tx) error {
		row, err := h.s.Answers.Create(tx, answer.Answer{Question: question, Text: text, Short: short, Topic: "security"})
		number = row.Number
		return err
	})
	if !approve {
		return number
	}
	h.must(h.actor(authz.BidManager), "answer.submit", func(tx *change.Tx) error { return h.s.Answers.Submit(tx, number) })
	h.must(h.actor(authz.ComplianceManager), "answer.approve", func(tx *change.Tx) error {
		row, err := h.s.Answers.Find(tx, number)
		if err != nil {
			return err
		}
		return h.s.Answers.Approve(tx, number, answer.Approval{Hash: row.Value.Content().Hash()})
	})
	return number
}

func (h *house) questions(number string) (all []questionnaire.QuestionRow) {
	h.t.Helper()
	h.see(func(v *change.View) (err error) {
		all, err = h.s.All(v, number)
		return err
	})
	return all
}

func (h *house) sum(row questionnaire.Row) (sum questionnaire.Sum, standing map[string]questionnaire.Standing) {
	h.t.Helper()
	h.see(func(v *change.View) (err error) {
		all, err := h.s.All(v, row.Number)
		if err != nil {
			return err
		}
		standing, err = h.s.Stand(v, &row, all, today)
		sum = questionnaire.Count(all, standing)
		return err
	})
	return sum, standing
}
