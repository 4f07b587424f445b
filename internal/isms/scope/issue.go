package scope

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// IssueKind is the kind of issues of clause 4.1.
const IssueKind register.Kind = "issue"

// Where an issue comes from.
const (
	Internal = "internal"
	External = "external"
)

// What an issue says about climate change, which Amendment 1:2024 asks every
// organisation to judge.
const (
	ClimateRelevant = "relevant"
	ClimateNot      = "not-relevant"
)

// Issue is something that bears on what the management system is to achieve.
type Issue struct {
	Title  string `json:"title"`
	Origin string `json:"origin"` // internal or external
	Effect string `json:"effect,omitempty"`
	Done   string `json:"done,omitempty"` // what is done about it
	// Climate is the judgement about climate change, where the issue is about it.
	Climate    string     `json:"climate,omitempty"`
	ClimateWhy string     `json:"climateWhy,omitempty"`
	Owner      string     `json:"owner,omitempty"`
	Review     civil.Date `json:"review,omitzero"`   // to be looked at again by
	Reviewed   civil.Date `json:"reviewed,omitzero"` // last looked at
	custom.Values
}

// Issues declares issues to the kernel.
func Issues() *register.Register[Issue] {
	return register.Declare(register.Declaration{
		Kind: IssueKind, Prefix: "ISSUE", Singular: "issue", Plural: "issues", Area: authz.ISMS, Template: true,
		Fields: append([]register.Field{
			{Name: "title", Label: "Issue", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Title", "Description"}},
			{Name: "origin", Label: "Comes from", Type: register.Choice, Required: true, List: true, Filter: true, Synonyms: []string{"Internal/External", "Type", "Context"}, Choices: []register.Option{{Value: Internal, Label: "Inside"}, {Value: External, Label: "Outside"}}},
			{Name: "effect", Label: "What it does to us", Type: register.LongText, Search: true, Synonyms: []string{"Effect", "Impact", "Relevance"}},
			{Name: "done", Label: "What we do about it", Type: register.LongText, Search: true, Synonyms: []string{"Action", "Response", "Treatment"}},
			{Name: "climate", Label: "Climate change", Type: register.Choice, List: true, Filter: true, Choices: []register.Option{{Value: ClimateRelevant, Label: "Bears on us"}, {Value: ClimateNot, Label: "Does not bear on us"}}, Help: "Amendment 1:2024 asks whether it does. One issue carries the answer; the others say nothing here."},
			{Name: "climateWhy", Label: "Why it does or does not", Type: register.LongText, Search: true},
		}, reviewFields("who looks at it again")...),
	}, func(_, i *Issue) []errs.Field {
		if i.Climate != "" && text(i.ClimateWhy) == "" {
			return []errs.Field{{Pointer: "/climateWhy", Message: "Say why: the judgement counts, not the tick."}}
		}
		return nil
	})
}

// reviewFields are the owner and the reviews, the same in every register that
// is looked at again.
func reviewFields(who string) []register.Field {
	return []register.Field{
		{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Responsible", "Owned by"}, Help: "The person " + who + "."},
		{Name: "review", Label: "Review by", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Review date", "Next review"}},
		{Name: "reviewed", Label: "Last reviewed", Type: register.Date, Filter: true, Sort: true, Synonyms: []string{"Reviewed on"}},
	}
}
