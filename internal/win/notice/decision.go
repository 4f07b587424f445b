package notice

import (
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// DecisionKind is the kind of what an organisation did with a notice.
const DecisionKind register.Kind = "notice-decision"

// Decision is what an organisation did with a notice: the notice itself is
// public matter, this is the organisation's own.
type Decision struct {
	Notice string `json:"notice"` // the key of the process
	State  string `json:"state"`  // accepted or dismissed
	Reason string `json:"reason,omitempty"`
	Bid    string `json:"bid,omitempty"` // the number of the bid it became
}

// What can be done with a notice.
const (
	Accepted  = "accepted"
	Dismissed = "dismissed"
)

// Decisions declares what organisations did with notices. The store's list of
// the inbox leaves out what it holds.
var Decisions = register.Declare(register.Declaration{
	Kind: DecisionKind, Prefix: "SEEN", Singular: "decision on a notice", Plural: "decisions on notices", Area: authz.Win,
	Fields: []register.Field{
		// A link, for it is compared letter by letter: text would be folded, and
		// capitals in a key tell two processes apart.
		{Name: "notice", Label: "Notice", Type: register.Link, To: "notice", Required: true, List: true, Filter: true},
		{Name: "state", Label: "Decision", Type: register.Choice, Required: true, List: true, Filter: true, Choices: []register.Option{
			{Value: Accepted, Label: "Accepted as a bid"}, {Value: Dismissed, Label: "Dismissed"},
		}},
		{Name: "reason", Label: "Reason", Type: register.LongText, List: true},
		{Name: "bid", Label: "Bid", Type: register.Text, List: true},
	},
}, func(_, d *Decision) []errs.Field {
	if d.State == Dismissed && d.Reason == "" {
		return []errs.Field{{Pointer: "/reason", Message: "Say in a few words why it is dismissed: somebody will ask."}}
	}
	return nil
})
