package reminder

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/register"
)

// Kind is the kind of the ledger's records: one for each digest.
const Kind register.Kind = "reminder"

// Told is one digest of the ledger.
type Told struct {
	Person    string     `json:"person"`
	Name      string     `json:"name,omitempty"`
	Address   string     `json:"address"`
	Day       civil.Date `json:"day"`
	MessageID string     `json:"messageId"`
	Keys      []string   `json:"keys"`
}

// Register declares the ledger to the kernel. Nobody enters it by hand.
func Register() *register.Register[Told] {
	return register.Declare[Told](register.Declaration{
		Kind: Kind, Prefix: "REM", Singular: "reminder", Plural: "reminders", Area: authz.Commons,
		Fields: []register.Field{
			{Name: "person", Label: "Person", Type: register.Person, List: true, Filter: true},
			{Name: "address", Label: "Address", Type: register.Text, List: true},
			{Name: "day", Label: "Day", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "messageId", Label: "Message-ID", Type: register.Text},
		},
	}, nil)
}
