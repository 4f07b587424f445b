package scope

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// CommunicationKind is the kind of the communication plan's lines.
const CommunicationKind register.Kind = "communication"

// Communication is a line of the communication plan: what is told, when, to
// whom, by whom and how (clause 7.4).
type Communication struct {
	What     string     `json:"what"`
	When     string     `json:"when"`
	Whom     string     `json:"whom"`
	Outside  bool       `json:"outside,omitempty"` // it leaves the organisation
	Owner    string     `json:"owner,omitempty"`   // who tells it
	How      string     `json:"how,omitempty"`
	Review   civil.Date `json:"review,omitzero"`
	Reviewed civil.Date `json:"reviewed,omitzero"`
	custom.Values
}

// Communications declares the communication plan to the kernel.
func Communications() *register.Register[Communication] {
	return register.Declare[Communication](register.Declaration{
		Kind: CommunicationKind, Prefix: "COMM", Singular: "communication", Plural: "communications", Area: authz.ISMS, Template: true,
		Fields: append([]register.Field{
			{Name: "what", Label: "What is told", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Topic", "Subject"}},
			{Name: "when", Label: "When", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Frequency", "Trigger"}, Help: "A rhythm (\"each quarter\") or what sets it off (\"within 72 hours of knowing\")."},
			{Name: "whom", Label: "To whom", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Audience", "With whom"}},
			{Name: "outside", Label: "Leaves the organisation", Type: register.YesNo, Filter: true},
			{Name: "how", Label: "How", Type: register.Text, List: true, Search: true, Synonyms: []string{"Channel", "Method"}},
		}, reviewFields("who tells it")...),
	}, nil)
}
