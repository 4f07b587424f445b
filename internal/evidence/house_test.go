package evidence_test

import (
	"errors"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// house is the service over a store of its own, with two controls.
type house struct {
	t        *testing.T
	store    *store.Store
	door     *change.Door
	s        *evidence.Service
	items    *register.Register[evidence.Evidence]
	controls *register.Register[control.Control]
	by       change.By // a compliance manager
	today    civil.Date
}

func setup(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	items, requests, deliveries, controls := evidence.Register(), evidence.Requests(), evidence.Deliveries(), control.Register()
	h := &house{t: t, store: st, items: items, controls: controls, today: civil.MustParse("2027-01-06")}
	h.door = change.New(st, register.NewBook(controls, items, requests, deliveries))
	h.s = evidence.NewService(h.door, items, requests, deliveries, st)
	h.by = change.By{Now: time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)}
	h.by.Actor = h.organisation("Fenmoor Digital Ltd", "p-1", "Priya Nair")
	h.do("settings.update", func(tx *change.Tx) error {
		for _, m := range []change.Member{
			{Person: "p-2", Name: "Owen Pryce", Email: "owen@example.org", Role: "reader", Active: true},
			{Person: "p-3", Name: "Hannah Okafor", Email: "hannah@example.org", Role: "contributor", Active: true},
		} {
			if err := tx.Member(m); err != nil {
				return err
			}
		}
		return nil
	})
	h.do("control.create", func(tx *change.Tx) error {
		for _, ref := range []string{"A.5.1", "A.5.19"} {
			if _, err := change.Insert(tx, controls, control.Control{Ref: ref, Catalogue: string(control.AnnexA), Title: "Control " + ref, State: control.NotStarted}); err != nil {
				return err
			}
		}
		return nil
	})
	return h
}

// organisation makes one with its owner, whom it gives.
func (h *house) organisation(name, person, called string) change.Actor {
	h.t.Helper()
	org := id.New()
	_, err := h.door.Do(h.t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: h.by.Now}, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: person, Name: called, Email: person + "@example.org"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return change.Actor{Org: org, Person: person, Name: called, Role: authz.Owner}
}

func (h *house) do(action string, fn func(tx *change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), h.by.Request(action, nil), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) as(person string, role authz.Role) change.By {
	by := h.by
	by.Person, by.Name, by.Role = person, person, role
	return by
}

func (h *house) collect(e evidence.Evidence, again string, refs ...string) evidence.Row {
	h.t.Helper()
	row, err := h.s.Collect(h.t.Context(), h.by, evidence.Collecting{Evidence: e, For: refs, Again: again})
	if err != nil {
		h.t.Fatal(err)
	}
	return row
}

// link is a valid item.
func link(title string, collected civil.Date) evidence.Evidence {
	return evidence.Evidence{Title: title, Type: evidence.Link, URL: "https://wiki.example.org/" + title, Collected: collected, Classification: "internal"}
}

// refs gives the numbers of what a record is linked to in a role.
func (h *house) refs(id, role string) (out []string) {
	h.t.Helper()
	err := h.door.See(h.t.Context(), h.by.Actor, func(v *change.View) error {
		all, err := v.Links(id, 0)
		if err != nil {
			return err
		}
		for _, l := range all {
			if l.From != id || l.Role != role {
				continue
			}
			row, err := change.Get(v, h.controls, l.To)
			if err != nil {
				return err
			}
			out = append(out, row.Value.Ref)
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) survey() evidence.Overview {
	h.t.Helper()
	var o evidence.Overview
	err := h.door.See(h.t.Context(), h.by.Actor, func(v *change.View) error {
		rows, err := h.s.Current(v)
		if err != nil {
			return err
		}
		controls, err := change.Collect(v, h.controls, register.Query{})
		if err != nil {
			return err
		}
		var targets []evidence.Target
		for _, c := range controls {
			targets = append(targets, evidence.Target{ID: c.ID, Ref: c.Value.Ref, Title: c.Value.Title})
		}
		all, err := links.Among(v, h.items, h.controls)
		o = evidence.Survey(targets, rows, all, h.today)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

func (h *house) ask(r evidence.Request, refs ...string) evidence.Asked {
	h.t.Helper()
	out, err := h.s.Ask(h.t.Context(), h.by, evidence.Asking{Request: r, For: refs}, h.today)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) send(secret string, files ...evidence.Arrived) error {
	h.t.Helper()
	in, err := h.s.Invited(h.t.Context(), secret, h.today)
	if err != nil {
		return err
	}
	return h.s.Receive(h.t.Context(), in, change.By{Now: h.by.Now}, files, "as asked", "", func() error { return nil })
}

func file(n byte) evidence.Arrived {
	hash := make([]byte, 64)
	for i := range hash {
		hash[i] = "0123456789abcdef"[n%16]
	}
	return evidence.Arrived{Hash: string(hash), Name: "report-" + string('a'+rune(n)) + ".pdf", Size: 100, MediaType: "application/pdf"}
}

var errNoRoom = errors.New("no room")
