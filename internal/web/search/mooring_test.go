package search_test

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web/records"
)

// Mooring is a place where a boat may lie.
type Mooring struct {
	Name   string     `json:"name"`
	State  string     `json:"state"`
	Keeper string     `json:"keeper,omitempty"` // a person's id
	Until  civil.Date `json:"until,omitzero"`
	Notes  string     `json:"notes,omitempty"`
	custom.Values
}

func Moorings() *register.Register[Mooring] {
	states := []register.Option{{Value: "free", Label: "Free"}, {Value: "let", Label: "Let"}}
	return register.Declare(register.Declaration{
		Kind: "mooring", Prefix: "MOOR", Singular: "mooring", Plural: "moorings", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: states, Default: "free", Required: true, List: true, Filter: true},
			{Name: "keeper", Label: "Keeper", Type: register.Person, List: true, Filter: true},
			{Name: "until", Label: "Let until", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "notes", Label: "Notes", Type: register.LongText, Search: true},
		},
	}, func(_, m *Mooring) []errs.Field {
		if m.State == "let" && m.Until.IsZero() {
			return []errs.Field{{Pointer: "/until", Message: "Say until when it is let."}}
		}
		return nil
	})
}

func MooringPlace(r register.Any) records.Place {
	return records.Place{Register: r, Path: "/moorings", Group: "Harbour", Title: "Moorings", Sort: "name"}
}
