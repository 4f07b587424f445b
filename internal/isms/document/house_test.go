package document_test

import (
	"context"
	"os"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// start is the morning on which every house is founded.
var start = time.Date(2027, time.January, 6, 9, 0, 0, 0, time.UTC)

// house is an organisation with one member of each role, named by it.
type house struct {
	t    testing.TB
	door *change.Door
	s    *document.Service
	org  string
	now  time.Time
}

func newHouse(t testing.TB) *house {
	return houseOf(t, store.Options{Dir: t.TempDir()})
}

func houseOf(t testing.TB, o store.Options) *house {
	t.Helper()
	st, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	p := document.Parts{
		Docs: document.Register(), Workings: document.Workings(), Versions: document.Versions(), Acks: document.Acks(), Answered: document.Answers(), Zone: time.UTC,
	}
	p.Door = change.New(st, register.NewBook(p.Docs, p.Workings, p.Versions, p.Acks, p.Answered))
	h := &house{t: t, door: p.Door, s: document.NewService(p), org: id.New(), now: start}
	system := func(action string, fn func(*change.Tx) error) {
		t.Helper()
		if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: action, Now: h.now}, fn); err != nil {
			t.Fatal(err)
		}
	}
	system("settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "owner", Name: "owner"})
		return err
	})
	system("settings.update", func(tx *change.Tx) error {
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

func (h *house) actor(r authz.Role) change.Actor {
	a := change.Actor{Org: h.org, Person: string(r), Name: string(r), Role: r}
	if r == authz.ExternalAuditor {
		a.Scope = authz.Scope{"*:read"}
	}
	return a
}

// do runs one change as the member of a role.
func (h *house) do(r authz.Role, action string, fn func(*change.Tx) error) error {
	h.t.Helper()
	_, err := h.door.Do(context.Background(), change.Request{Actor: h.actor(r), Action: action, Now: h.now}, fn)
	return err
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// see reads as the member of a role.
func (h *house) see(r authz.Role, fn func(*change.View) error) error {
	return h.door.See(context.Background(), h.actor(r), fn)
}

// The steps that tests take.

func (h *house) create(r authz.Role, d document.Document, body string) (row document.Row, err error) {
	err = h.do(r, "document.create", func(tx *change.Tx) error {
		row, err = h.s.Create(tx, d, body)
		return err
	})
	return row, err
}

func (h *house) write(r authz.Role, ref string, version int64, t document.Text) (w document.WorkingRow, err error) {
	err = h.do(r, "document-draft.update", func(tx *change.Tx) error {
		w, err = h.s.Write(tx, ref, version, t)
		return err
	})
	return w, err
}

func (h *house) submit(r authz.Role, ref string, reviewers ...string) error {
	return h.do(r, "document-draft.submit", func(tx *change.Tx) error { return h.s.Submit(tx, ref, reviewers) })
}

func (h *house) approve(r authz.Role, ref string, a document.Approval) error {
	return h.do(r, "document.approve", func(tx *change.Tx) error {
		_, err := h.s.Approve(tx, ref, a)
		return err
	})
}

func (h *house) acknowledge(r authz.Role, ref, version string) error {
	return h.do(r, "acknowledgement.create", func(tx *change.Tx) error {
		_, err := h.s.Acknowledge(tx, ref, version)
		return err
	})
}

// state gives a document with its draft and versions.
func (h *house) state(ref string) (doc document.Row, w *document.WorkingRow, versions []document.VersionRow) {
	h.t.Helper()
	h.must(h.see(authz.Owner, func(v *change.View) (err error) {
		if doc, err = h.s.Find(v, ref); err != nil {
			return err
		}
		row, found, err := h.s.Working(v, doc.ID)
		if found {
			w = &row
		}
		if err != nil {
			return err
		}
		versions, err = h.s.History(v, doc.ID)
		return err
	}))
	return doc, w, versions
}

// approved makes a document of one version, written by the compliance manager and
// approved by the owner.
func (h *house) approved(d document.Document, body string) document.Row {
	h.t.Helper()
	row, err := h.create(authz.ComplianceManager, d, body)
	h.must(err)
	h.must(h.submit(authz.ComplianceManager, row.Number, "owner"))
	_, w, _ := h.state(row.Number)
	h.must(h.approve(authz.Owner, row.Number, document.Approval{Hash: w.Value.SubmittedHash}))
	doc, _, _ := h.state(row.Number)
	return doc
}

func policy() document.Document {
	return document.Document{Title: "Information security policy", Type: "policy", Classification: "internal", Refs: []string{"5.2"}, ReviewEvery: 12, AckAll: true}
}
