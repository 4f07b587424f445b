package scope

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// PartyKind is the kind of interested parties.
const PartyKind register.Kind = "interested-party"

// How far the management system meets what a party needs.
const (
	MetAll  = "all"
	MetSome = "some"
	MetNone = "none"
)

// Party is somebody with a stake in the organisation's information security,
// and what they need of it (clause 4.2).
type Party struct {
	Name  string `json:"name"`
	Sort  string `json:"sort,omitempty"` // what they are to the organisation
	Needs string `json:"needs"`
	// Met says which of the needs the management system meets, and How says how,
	// or why not.
	Met string `json:"met,omitempty"`
	How string `json:"how,omitempty"`
	// Basis is what makes it more than a wish: law, contract.
	Basis    []string   `json:"basis,omitempty"`
	Climate  bool       `json:"climate,omitempty"` // they ask something about climate change
	Owner    string     `json:"owner,omitempty"`
	Review   civil.Date `json:"review,omitzero"`
	Reviewed civil.Date `json:"reviewed,omitzero"`
	custom.Values
}

// PartySorts gives what a party may be to the organisation.
func PartySorts() []register.Option {
	return []register.Option{
		{Value: "customer", Label: "Customer"},
		{Value: "public", Label: "Citizens and patients"},
		{Value: "staff", Label: "Staff"},
		{Value: "owner", Label: "Owners and lenders"},
		{Value: "regulator", Label: "Regulator"},
		{Value: "supplier", Label: "Supplier"},
		{Value: "partner", Label: "Partner"},
		{Value: "insurer", Label: "Insurer"},
		{Value: "assurer", Label: "Certification body"},
		{Value: "other", Label: "Other"},
	}
}

// Parties declares interested parties to the kernel.
func Parties() *register.Register[Party] {
	return register.Declare(register.Declaration{
		Kind: PartyKind, Prefix: "PARTY", Singular: "interested party", Plural: "interested parties", Area: authz.ISMS, Template: true,
		Fields: append([]register.Field{
			{Name: "name", Label: "Who", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Interested party", "Stakeholder", "Party"}},
			{Name: "sort", Label: "What they are to us", Type: register.Choice, Choices: PartySorts(), List: true, Filter: true, Synonyms: []string{"Type", "Category"}},
			{Name: "needs", Label: "What they need", Type: register.LongText, Required: true, Search: true, Synonyms: []string{"Needs", "Expectations", "Requirements"}},
			{Name: "met", Label: "Met by the ISMS", Type: register.Choice, List: true, Filter: true, Choices: []register.Option{{Value: MetAll, Label: "All of it"}, {Value: MetSome, Label: "Part of it"}, {Value: MetNone, Label: "Not by the ISMS"}}, Help: "Clause 4.2 asks which of the needs the management system takes on."},
			{Name: "how", Label: "How, or why not", Type: register.LongText, Search: true, Synonyms: []string{"How met", "Addressed by"}},
			{Name: "basis", Label: "Rests on", Type: register.Tags, List: true, Filter: true, Synonyms: []string{"Basis", "Source"}, Help: "Law, contract, expectation. Link the obligation itself below."},
			{Name: "climate", Label: "Asks about climate change", Type: register.YesNo, Filter: true, Help: "Amendment 1:2024 reminds that they may."},
		}, reviewFields("who keeps in touch with them")...),
	}, func(_, p *Party) []errs.Field {
		if p.Met != "" && text(p.How) == "" {
			return []errs.Field{{Pointer: "/how", Message: "Say how the management system meets it, or why it does not."}}
		}
		return nil
	})
}
