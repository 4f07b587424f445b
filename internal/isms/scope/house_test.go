package scope_test

import (
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/id"
	"holdfast/internal/isms/scope"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

const (
	gareth = "gareth" // owner
	priya  = "priya"  // compliance manager
)

var roles = map[string]authz.Role{gareth: authz.Owner, priya: authz.ComplianceManager}

// house is an organisation with the registers of the package.
type house struct {
	*testing.T
	*scope.Service
	door     *change.Door
	entities *register.Register[party.Entity]
	org      string
	now      time.Time
}

func open(t *testing.T, others ...string) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{T: t, org: id.New(), entities: party.Register(), now: time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)}
	regs := scope.NewRegisters()
	h.door = change.New(st, register.NewBook(append(regs.All(), h.entities)...))
	h.Service = scope.NewService(h.door, regs, h.entities, time.UTC)
	h.must(h.change(change.SystemActor(h.org, "start"), "settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: gareth, Name: "Gareth Lowe"})
		return err
	}))
	h.must(h.change(h.by(gareth).Actor, "settings.update", func(tx *change.Tx) error {
		for _, p := range others {
			if err := tx.Member(change.Member{Person: p, Name: p, Email: p + "@fenmoor.example", Role: string(roles[p]), Active: true}); err != nil {
				return err
			}
		}
		return nil
	}))
	return h
}

func (h *house) by(person string) change.By {
	h.now = h.now.Add(time.Second) // each change has an instant of its own
	return change.By{Actor: change.Actor{Org: h.org, Person: person, Name: person, Role: roles[person]}, Now: h.now}
}

func (h *house) because(person, reason string) change.By {
	b := h.by(person)
	b.Reason = reason
	return b
}

func (h *house) today() civil.Date { return civil.FromTime(h.now) }

func (h *house) change(a change.Actor, action string, fn func(*change.Tx) error) error {
	_, err := h.door.Do(h.Context(), change.Request{Actor: a, Action: action, Now: h.now}, fn)
	return err
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// see reads as the owner.
func (h *house) see(fn func(*change.View) error) {
	h.Helper()
	h.must(h.door.See(h.Context(), h.by(gareth).Actor, fn))
}

// insert stores a record as a person.
func insert[T any](h *house, person string, reg *register.Register[T], v T) register.Row[T] {
	h.Helper()
	var row register.Row[T]
	h.must(h.change(h.by(person).Actor, string(reg.Kind())+".create", func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, reg, v)
		return err
	}))
	return row
}

func put[T any](h *house, person string, reg *register.Register[T], number string, fn func(*T)) {
	h.Helper()
	h.must(h.change(h.by(person).Actor, string(reg.Kind())+".update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, reg, number)
		if err != nil {
			return err
		}
		fn(&row.Value)
		_, err = change.Put(tx, reg, row.ID, row.Version, row.Value)
		return err
	}))
}

func get[T any](h *house, reg *register.Register[T], number string) T {
	h.Helper()
	var row register.Row[T]
	h.see(func(v *change.View) (err error) {
		row, err = change.GetNumber(v, reg, number)
		return err
	})
	return row.Value
}
