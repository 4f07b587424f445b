package scope

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// RoleKind is the kind of roles in the management system.
const RoleKind register.Kind = "isms-role"

// Role is a responsibility with the authority that it takes, and who has it
// (clause 5.3). What a member may do in Holdfast is another matter: authz.
type Role struct {
	Title    string     `json:"title"`
	Person   string     `json:"person,omitempty"`
	Deputy   string     `json:"deputy,omitempty"`
	Duties   string     `json:"duties,omitempty"`
	May      string     `json:"may,omitempty"` // the authority that goes with it
	Told     civil.Date `json:"told,omitzero"` // the day it was given to the person
	Review   civil.Date `json:"review,omitzero"`
	Reviewed civil.Date `json:"reviewed,omitzero"`
	custom.Values
}

// Roles declares roles to the kernel.
func Roles() *register.Register[Role] {
	return register.Declare(register.Declaration{
		Kind: RoleKind, Prefix: "ROLE", Singular: "role", Plural: "ISMS roles", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Role", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Title", "Position"}},
			{Name: "person", Label: "Who has it", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Holder", "Person", "Name"}},
			{Name: "deputy", Label: "Deputy", Type: register.Person, List: true, Filter: true},
			{Name: "duties", Label: "Answers for", Type: register.LongText, Search: true, Synonyms: []string{"Responsibilities", "Duties"}},
			{Name: "may", Label: "May decide", Type: register.LongText, Search: true, Synonyms: []string{"Authority", "Authorities"}},
			{Name: "told", Label: "Given on", Type: register.Date, List: true, Filter: true, Synonyms: []string{"Appointed", "Assigned"}},
			{Name: "review", Label: "Review by", Type: register.Date, Filter: true, Sort: true, Synonyms: []string{"Review date"}},
			{Name: "reviewed", Label: "Last reviewed", Type: register.Date, Filter: true},
		},
	}, func(_, r *Role) []errs.Field {
		if r.Deputy != "" && r.Deputy == r.Person {
			return []errs.Field{{Pointer: "/deputy", Message: "A deputy is somebody else."}}
		}
		return nil
	})
}
