package bulk_test

import (
	"context"
	"os"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// boat is a record with what matters to bulk changes: a field for some roles
// only, one that a named action changes, a rule over two fields, fields of the
// organisation's own.
type boat struct {
	custom.Values
	Name   string     `json:"name"`
	State  string     `json:"state,omitempty"`
	Due    civil.Date `json:"due,omitzero"`
	Owner  string     `json:"owner,omitempty"`
	Worth  int        `json:"worth,omitempty"`
	Stage  string     `json:"stage,omitempty"`
	Paper  string     `json:"paper,omitempty"`
	Length int        `json:"length,omitempty"`
	Tags   []string   `json:"tags,omitempty"`
	Turned int        `json:"turned,omitempty"` // what Ready reckons
}

func boats() *register.Register[boat] {
	return register.Declare(register.Declaration{
		Kind: "boat", Prefix: "BOAT", Singular: "boat", Plural: "boats", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, Search: true, Sort: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: []register.Option{{Value: "afloat", Label: "Afloat"}, {Value: "sold", Label: "Sold"}}, Filter: true},
			{Name: "due", Label: "Due", Type: register.Date, Filter: true, Sort: true},
			{Name: "owner", Label: "Owner", Type: register.Person, Filter: true},
			{Name: "worth", Label: "Worth", Type: register.Number, Only: []authz.Role{authz.Owner}},
			{Name: "stage", Label: "Stage", Type: register.Text},
			{Name: "paper", Label: "Paper", Type: register.File},
			{Name: "length", Label: "Length", Type: register.Number, Sort: true, Filter: true},
			{Name: "tags", Label: "Tags", Type: register.Tags},
		},
	}, func(_, b *boat) []errs.Field {
		if b.State == "sold" && b.Due.IsZero() {
			return []errs.Field{{Pointer: "/due", Message: "A boat that is sold needs the day."}}
		}
		return nil
	}, register.Computed[boat]{
		Field: register.Field{Name: "letters", Label: "Letters", Type: register.Number},
		Of:    func(b *boat) any { return len(b.Name) },
	})
}

// ready is the register's rule: it reckons what follows from the state, and lets
// no boat of length 13 change hands.
func ready(_ *change.Tx, old, value any) error {
	was, now := old.(*boat), value.(*boat)
	if now.Owner != was.Owner && now.Length == 13 {
		return errs.At("/owner", "A boat of 13 feet changes hands at the harbour office.")
	}
	now.Turned = len(now.State)
	return nil
}

// house is an organisation with boats.
type house struct {
	t     testing.TB
	door  *change.Door
	bulk  *bulk.Service
	boats *register.Register[boat]
	defs  *custom.Definitions
	owner change.Actor
	now   time.Time
}

func open(t testing.TB, engine string) *store.Store {
	t.Helper()
	o := store.Options{Dir: t.TempDir()}
	if engine == "postgres" {
		o = pgtest.Database(t)
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func build(t testing.TB, engine string, rule bulk.Rule) *house {
	t.Helper()
	st := open(t, engine)
	h := &house{t: t, boats: boats(), now: noon, owner: change.Actor{Org: id.New(), Person: "orla", Name: "Orla Quay", Role: authz.Owner}}
	kept, fields := bulk.Register(), custom.Register()
	h.door = change.New(st, register.NewBook(h.boats, kept, fields))
	h.defs = custom.NewDefinitions(fields, h.door.Book())
	h.bulk = bulk.NewService(h.door, kept, func(register.Kind) bulk.Rule { return rule })
	_, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.owner.Org, "start"), Action: "settings.create", Now: noon}, func(tx *change.Tx) error {
		_, err := tx.Found("Quayside", change.Member{Person: "orla", Name: "Orla Quay", Email: "orla@example.org"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// engines runs a test on both.
func engines(t *testing.T, fn func(t *testing.T, engine string)) {
	for _, e := range []string{"sqlite", "postgres"} {
		t.Run(e, func(t *testing.T) { t.Parallel(); fn(t, e) })
	}
}

func (h *house) by(a change.Actor) change.By {
	h.now = h.now.Add(time.Second)
	return change.By{Actor: a, Now: h.now}
}

func (h *house) do(action string, fn func(*change.Tx) error) {
	h.t.Helper()
	by := h.by(h.owner)
	if _, err := h.door.Do(context.Background(), by.Request(action, nil), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) add(all ...boat) {
	h.t.Helper()
	h.do("boat.import", func(tx *change.Tx) error {
		for _, b := range all {
			if _, err := change.Insert(tx, h.boats, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// edit is somebody's own change of one boat.
func (h *house) edit(number string, fn func(*boat)) {
	h.t.Helper()
	h.do("boat.update", func(tx *change.Tx) error {
		row, err := change.Get(tx, h.boats, number)
		if err != nil {
			return err
		}
		fn(&row.Value)
		_, err = change.Put(tx, h.boats, row.ID, row.Version, row.Value)
		return err
	})
}

func (h *house) get(number string) register.Row[boat] {
	h.t.Helper()
	var row register.Row[boat]
	err := h.door.See(context.Background(), h.owner, func(v *change.View) (err error) {
		row, err = change.Get(v, h.boats, number)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return row
}

// bodies gives what every boat says, by number.
func (h *house) bodies() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	err := h.door.See(context.Background(), h.owner, func(v *change.View) error {
		for row, err := range change.All(v, h.boats, register.Query{}) {
			if err != nil {
				return err
			}
			body, err := register.Any(h.boats).Encode(&row.Value)
			if err != nil {
				return err
			}
			out[row.Number] = string(body)
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}
