package asset

import (
	"holdfast/internal/authz"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// Level is a level of the organisation's own scheme of classification, as data:
// how many there are, and what each asks, is the organisation's to say.
type Level struct {
	Name string `json:"name"`
	Rank int    `json:"rank"` // higher asks for more care
	// Means says what belongs there, Handling what is asked of who has it.
	Means    string `json:"means,omitempty"`
	Handling string `json:"handling,omitempty"`
	custom.Values
}

// Levels declares the levels to the kernel.
func Levels() *register.Register[Level] {
	return register.Declare[Level](register.Declaration{
		Kind: LevelKind, Prefix: "CLASS", Singular: "classification", Plural: "classifications", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "name", Label: "Level", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Classification", "Label"}},
			{Name: "rank", Label: "Rank", Type: register.Number, List: true, Sort: true, Help: "A higher number asks for more care."},
			{Name: "means", Label: "What belongs there", Type: register.LongText, List: true, Search: true},
			{Name: "handling", Label: "How it is handled", Type: register.LongText, Search: true},
		},
	}, nil)
}

// StarterLevels is a scheme to begin with.
func StarterLevels() []Level {
	return []Level{
		{Name: "Public", Rank: 1, Means: "Published, or fit to be.", Handling: "Anybody may have it. Whoever publishes checks that it is meant to be."},
		{Name: "Internal", Rank: 2, Means: "Everyday work that is nobody else’s business.", Handling: "Company accounts and devices only. Sent outside where the work needs it."},
		{Name: "Confidential", Rank: 3, Means: "Customers’ and personal data, prices, designs: harm if it gets out.", Handling: "Named people only. Encrypted when it leaves our systems, and on every portable device."},
		{Name: "Restricted", Rank: 4, Means: "Keys, secrets, health data, what could stop a service: serious harm if it gets out.", Handling: "Named people, each access logged. Never in mail or chat. A second person agrees before it leaves."},
	}
}
