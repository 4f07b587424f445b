package scope

import (
	"holdfast/internal/authz"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/party"
	"holdfast/internal/register"
)

// SiteKind is the kind of places.
const SiteKind register.Kind = "site"

// Site is a place where the organisation works or keeps something.
type Site struct {
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
	Does    string `json:"does,omitempty"`   // what happens there
	Entity  string `json:"entity,omitempty"` // id of the legal entity whose place it is
	// InScope says whether the management system covers it; nil: not decided.
	InScope *bool  `json:"inScope,omitempty"`
	Why     string `json:"why,omitempty"` // why it is left out
	Owner   string `json:"owner,omitempty"`
	custom.Values
}

// Covered says that the management system covers the place.
func (s *Site) Covered() bool { return s.InScope != nil && *s.InScope }

// Sites declares places to the kernel.
func Sites() *register.Register[Site] {
	return register.Declare(register.Declaration{
		Kind: SiteKind, Prefix: "SITE", Singular: "site", Plural: "sites", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Filter: true, Sort: true, Search: true, Synonyms: []string{"Site", "Location", "Office"}},
			{Name: "address", Label: "Address", Type: register.LongText, Search: true, Help: "A place without one, such as a region of a cloud provider, says where its data lies."},
			{Name: "does", Label: "What happens there", Type: register.Text, List: true, Search: true, Synonyms: []string{"Activities", "Function", "Purpose"}},
			{Name: "entity", Label: "Whose place it is", Type: register.Link, To: party.Kind, List: true, Filter: true, Synonyms: []string{"Legal entity", "Company"}},
			{Name: "inScope", Label: "In scope", Type: register.YesNo, List: true, Filter: true, Synonyms: []string{"Scope", "Included"}},
			{Name: "why", Label: "Why it is left out", Type: register.Text, Search: true, Synonyms: []string{"Reason for exclusion"}, Help: "Asked where the management system does not cover it."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Responsible", "Contact"}, Help: "The person who answers for it."},
		},
	}, func(_, s *Site) []errs.Field {
		if s.InScope != nil && !*s.InScope && line(s.Why) == "" {
			return []errs.Field{{Pointer: "/why", Message: "Say why the management system does not cover it: an auditor asks."}}
		}
		return nil
	})
}
