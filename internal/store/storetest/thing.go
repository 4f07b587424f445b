// Package storetest has the one conformance suite that every engine must pass,
// and an invented register with a field of each kind to run it on.
package storetest

import (
	"context"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// Thing is a record with a field of every kind, and more than it declares.
type Thing struct {
	Title   string       `json:"title"`
	Notes   string       `json:"notes,omitempty"`
	State   string       `json:"state"`
	Due     civil.Date   `json:"due"`
	Seen    int64        `json:"seen,omitempty"`
	Owner   string       `json:"owner,omitempty"`
	Parent  string       `json:"parent,omitempty"`
	Worth   money.Amount `json:"worth,omitzero"`
	Count   int          `json:"count,omitempty"`
	Weight  float64      `json:"weight,omitempty"`
	Checked *bool        `json:"checked,omitempty"`
	Paper   string       `json:"paper,omitempty"`
	Tags    []string     `json:"tags,omitempty"`
	Nested  []Part       `json:"nested,omitempty"`
}

// Part is nested data that the declaration says nothing of.
type Part struct {
	Name string `json:"name"`
}

// Things is the register of things.
var Things = register.Declare(register.Declaration{
	Kind: "thing", Prefix: "THING", Singular: "thing", Plural: "things", Area: authz.Win, Template: true,
	Fields: []register.Field{
		{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Sort: true, Filter: true, Search: true},
		{Name: "notes", Label: "Notes", Type: register.LongText, Search: true},
		{Name: "state", Label: "State", Type: register.Choice, Choices: []register.Option{{Value: "open", Label: "Open"}, {Value: "closed", Label: "Closed"}}, Default: "open", Required: true, Filter: true},
		{Name: "due", Label: "Due", Type: register.Date, Sort: true, Filter: true},
		{Name: "seen", Label: "Seen", Type: register.Instant},
		{Name: "owner", Label: "Owner", Type: register.Person, Filter: true},
		{Name: "parent", Label: "Parent", Type: register.Link, To: "thing"},
		{Name: "worth", Label: "Worth", Type: register.Money, Sort: true, Filter: true, Only: []authz.Role{authz.Owner, authz.ComplianceManager}},
		{Name: "count", Label: "Count", Type: register.Number, Sort: true, Filter: true},
		{Name: "weight", Label: "Weight", Type: register.Number},
		{Name: "checked", Label: "Checked", Type: register.YesNo, Filter: true},
		{Name: "paper", Label: "Paper", Type: register.File},
		{Name: "tags", Label: "Tags", Type: register.Tags, Filter: true, Search: true},
	},
}, func(_, v *Thing) []errs.Field {
	if v.State == "closed" && v.Due.IsZero() {
		return []errs.Field{{Pointer: "/due", Message: "A closed thing needs the day it was due."}}
	}
	return nil
}, register.Computed[Thing]{
	Field: register.Field{Name: "parts", Label: "Parts", Type: register.Number, Sort: true, Filter: true},
	Of:    func(v *Thing) any { return len(v.Nested) },
})

// Noon is when the tests happen.
var Noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// House is one store with a door and an organisation of its own.
type House struct {
	Store *store.Store
	Door  *change.Door
	Owner change.Actor
}

// NewHouse founds an organisation in s.
func NewHouse(t testing.TB, s *store.Store) *House {
	t.Helper()
	org := id.New()
	h := &House{
		Store: s,
		Door:  change.New(s, register.NewBook(Things)),
		Owner: change.Actor{Org: org, Person: id.New(), Name: "Orla Quay", Role: authz.Owner},
	}
	_, err := h.Door.Do(context.Background(), change.Request{
		Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: Noon,
	}, func(tx *change.Tx) error {
		_, err := tx.Found("Quayside "+org[len(org)-4:], change.Member{Person: h.Owner.Person, Name: h.Owner.Name, Email: "orla@example.org"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// As gives the owner's organisation seen by another role.
func (h *House) As(r authz.Role) change.Actor {
	a := h.Owner
	a.Role, a.Person = r, "person-"+string(r)
	return a
}

// Do runs a change of the owner.
func (h *House) Do(action string, fn func(*change.Tx) error) (change.Receipt, error) {
	return h.Door.Do(context.Background(), change.Request{Actor: h.Owner, Action: action, Now: Noon}, fn)
}

// See reads as the owner.
func (h *House) See(t testing.TB, fn func(*change.View) error) {
	t.Helper()
	if err := h.Door.See(context.Background(), h.Owner, fn); err != nil {
		t.Fatal(err)
	}
}

// Add stores things.
func (h *House) Add(t testing.TB, things ...Thing) []register.Row[Thing] {
	t.Helper()
	var rows []register.Row[Thing]
	_, err := h.Do("thing.create", func(tx *change.Tx) error {
		rows = nil
		for _, v := range things {
			if v.State == "" {
				v.State = "open"
			}
			row, err := change.Insert(tx, Things, v)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
