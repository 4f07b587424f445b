package answer_test

import (
	"os"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// today is the day on which every house stands.
var today = civil.MustParse("2027-01-06")

// house is an organisation with one member of each role, named by it.
type house struct {
	t     testing.TB
	store *store.Store
	door  *change.Door
	s     *answer.Service
	docs  *register.Register[document.Document]
	org   string
	now   time.Time
}

func newHouse(t testing.TB) *house { return houseOf(t, store.Options{Dir: t.TempDir()}) }

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
	docs := document.Register()
	p := answer.Parts{
		Answers: answer.Register(), Bids: bid.Register(book), Certs: certificate.Register(book), Items: evidence.Register(), Rules: book, Zone: time.UTC,
		Others: []register.Any{docs},
		Last: func(_ register.Kind, value any) (string, civil.Date) {
			d := value.(*document.Document)
			return d.Title, d.ReviewDue
		},
	}
	p.Door = change.New(st, register.NewBook(p.Answers, p.Bids, p.Certs, p.Items, docs))
	h := &house{t: t, store: st, door: p.Door, s: answer.NewService(p), docs: docs, org: id.New(), now: today.Time().Add(9 * time.Hour)}
	h.system("settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "owner", Name: "owner"})
		return err
	})
	h.system("settings.update", func(tx *change.Tx) error {
		for _, r := range authz.Roles()[1:] {
			m := change.Member{Person: string(r), Name: string(r), Role: string(r), Active: true}
			if r == authz.ExternalAuditor {
				m.Scope, m.Until = authz.Scope{"*:read"}, h.now.AddDate(1, 0, 0).UnixMicro()
			}
			if err := tx.Member(m); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

func (h *house) system(action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: action, Now: h.now}, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) actor(r authz.Role) change.Actor {
	a := change.Actor{Org: h.org, Person: string(r), Name: string(r), Role: r}
	if r == authz.ExternalAuditor {
		a.Scope = authz.Scope{"*:read"}
	}
	return a
}

// do runs one change as a role.
func (h *house) do(r authz.Role, action string, fn func(*change.Tx) error) error {
	_, err := h.door.Do(h.t.Context(), change.Request{Actor: h.actor(r), Action: action, Now: h.now}, fn)
	return err
}

// must fails the test when the change is refused.
func (h *house) must(r authz.Role, action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if err := h.do(r, action, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) see(fn func(*change.View) error) {
	h.t.Helper()
	if err := h.door.See(h.t.Context(), h.actor(authz.BidManager), fn); err != nil {
		h.t.Fatal(err)
	}
}

// add enters an answer as a contributor, and approves it when asked to.
func (h *house) add(a answer.Answer, approve bool) string {
	h.t.Helper()
	number := ""
	h.must(authz.Contributor, "answer.create", func(tx *change.Tx) error {
		row, err := h.s.Create(tx, a)
		number = row.Number
		return err
	})
	if !approve {
		return number
	}
	h.must(authz.BidManager, "answer.submit", func(tx *change.Tx) error { return h.s.Submit(tx, number) })
	h.must(authz.ComplianceManager, "answer.approve", func(tx *change.Tx) error {
		row, err := h.s.Find(tx, number)
		if err != nil {
			return err
		}
		return h.s.Approve(tx, number, answer.Approval{Hash: row.Value.Content().Hash()})
	})
	return number
}

func (h *house) get(number string) (row answer.Row) {
	h.t.Helper()
	h.see(func(v *change.View) (err error) {
		row, err = h.s.Find(v, number)
		return err
	})
	return row
}
