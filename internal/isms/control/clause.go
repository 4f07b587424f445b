package control

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Met is the state of a clause whose requirement is met; a clause that is not
// is Partly, Planned or NotStarted. A clause always applies.
const Met = "met"

// Clause is one requirement of the management system as the organisation meets
// it.
type Clause struct {
	Ref       string `json:"ref"` // "6.1.2"
	Catalogue string `json:"catalogue,omitempty"`
	Title     string `json:"title"`
	// Heading is the clause above: "Planning".
	Heading string     `json:"heading,omitempty"`
	State   string     `json:"state"`
	Owner   string     `json:"owner,omitempty"`
	How     string     `json:"how,omitempty"`
	Target  civil.Date `json:"target,omitzero"`
	Review  civil.Date `json:"review,omitzero"`

	custom.Values
}

// ClauseRow is a clause with its number and version.
type ClauseRow = register.Row[Clause]

// ClauseStates gives the states of a clause.
func ClauseStates() []register.Option {
	return append([]register.Option{{Value: Met, Label: "Met"}}, States()[1:]...)
}

// Clauses declares the clauses.
func Clauses() *register.Register[Clause] {
	return register.Declare(register.Declaration{
		Kind: ClauseKind, Prefix: "CLAUSE", Singular: "clause", Plural: "clauses", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "ref", Label: "Clause", Type: register.Text, Required: true, List: true, Filter: true, Search: true, Synonyms: []string{"Ref", "Reference", "Requirement"}},
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Requirement title", "Name"}},
			{Name: "heading", Label: "Under", Type: register.Text, Filter: true, Synonyms: []string{"Section"}},
			{Name: "catalogue", Label: "Catalogue", Type: register.Text, Filter: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: ClauseStates(), Default: NotStarted, Required: true, List: true, Filter: true, Sort: true, Synonyms: []string{"Status"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Responsible"}},
			{Name: "how", Label: "How it is met here", Type: register.LongText, Search: true, Synonyms: []string{"How", "Remarks", "Implementation"}},
			{Name: "target", Label: "Met by", Type: register.Date, List: true, Sort: true, Synonyms: []string{"Target date", "Due"}, Help: "For what is partly met or planned."},
			{Name: "review", Label: "Review by", Type: register.Date, Filter: true, Synonyms: []string{"Review date", "Next review"}},
		},
	}, func(_, c *Clause) []errs.Field { return checkRef(c.Ref) }, register.Computed[Clause]{
		Field: register.Field{Name: "order", Label: "Order", Type: register.Number, Sort: true},
		Of:    func(c *Clause) any { return Order("A." + c.Ref) },
	})
}
