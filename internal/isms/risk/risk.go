package risk

import (
	"fmt"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// States of a risk. They change by named actions alone.
const (
	Identified  = "identified"
	Assessed    = "assessed"
	InTreatment = "in-treatment"
	Treated     = "treated"
	Accepted    = "accepted"
	Closed      = "closed"
)

// Treatments, in the terms of the standard.
const (
	Modify = "modify"
	Retain = "retain"
	Avoid  = "avoid"
	Share  = "share"
)

// Ways in which a risk was found.
const (
	ByAsset    = "asset"
	ByScenario = "scenario"
	ByThreat   = "threat"
)

// Risk is one thing that could go wrong.
type Risk struct {
	custom.Values
	Title    string `json:"title"`
	Scenario string `json:"scenario,omitempty"` // what could happen, and to whom
	Category string `json:"category,omitempty"`
	Causes   string `json:"causes,omitempty"`
	// Via is how it was found, and Threat the entry of the threat list, if any.
	Via        string     `json:"via,omitempty"`
	Threat     string     `json:"threat,omitempty"`
	Identified civil.Date `json:"identified,omitzero"`
	Owner      string     `json:"owner,omitempty"`
	Existing   string     `json:"existing,omitempty"` // what is in place already
	State      string     `json:"state"`
	Note       string     `json:"note,omitempty"`

	// The judgement: steps of the scales of a version of the method, and the
	// scores that its matrix gives them; 0: not judged. The second pair is after
	// treatment.
	Likelihood      int64      `json:"likelihood,omitempty"`
	Impact          int64      `json:"impact,omitempty"`
	Score           int64      `json:"score,omitempty"`
	AfterLikelihood int64      `json:"afterLikelihood,omitempty"`
	AfterImpact     int64      `json:"afterImpact,omitempty"`
	AfterScore      int64      `json:"afterScore,omitempty"`
	Method          string     `json:"method,omitempty"`   // id of the version
	MethodNo        int64      `json:"methodNo,omitempty"` // its number among the approved ones
	AssessedOn      civil.Date `json:"assessedOn,omitzero"`
	AssessedBy      string     `json:"assessedBy,omitempty"`
	AssessedWhy     string     `json:"assessedWhy,omitempty"`

	// The treatment; its actions are tasks about the risk.
	Treatment string     `json:"treatment,omitempty"`
	Plan      string     `json:"plan,omitempty"`
	Target    civil.Date `json:"target,omitzero"`

	// Acceptances are all that were ever given, the latest last, of the risk and of
	// the plan. AcceptedUntil is the last day of the latest one of the risk.
	Acceptances   []Acceptance `json:"acceptances,omitempty"`
	AcceptedUntil civil.Date   `json:"acceptedUntil,omitzero"`

	Reviews    []Review   `json:"reviews,omitempty"`
	NextReview civil.Date `json:"nextReview,omitzero"`

	ClosedOn  civil.Date `json:"closedOn,omitzero"`
	ClosedWhy string     `json:"closedWhy,omitempty"`
}

// Review is one look at a risk.
type Review struct {
	On      civil.Date `json:"on"`
	By      string     `json:"by"`
	Outcome string     `json:"outcome"` // unchanged, changed, treat-more
	Note    string     `json:"note,omitempty"`
	Next    civil.Date `json:"next,omitzero"`
}

// Outcomes of a review.
const (
	Unchanged = "unchanged"
	Changed   = "changed"
	TreatMore = "treat-more"
)

// Choices of a risk's fields.
var (
	stateChoices = []register.Option{
		{Value: Identified, Label: "Identified"},
		{Value: Assessed, Label: "Assessed"},
		{Value: InTreatment, Label: "In treatment"},
		{Value: Treated, Label: "Treated"},
		{Value: Accepted, Label: "Accepted"},
		{Value: Closed, Label: "Closed"},
	}
	treatmentChoices = []register.Option{
		{Value: Modify, Label: "Modify it: change how likely or how bad it is"},
		{Value: Retain, Label: "Retain it: take it as it is"},
		{Value: Avoid, Label: "Avoid it: stop doing what brings it about"},
		{Value: Share, Label: "Share it: with an insurer, supplier or customer"},
	}
	viaChoices = []register.Option{
		{Value: ByScenario, Label: "A scenario"}, {Value: ByAsset, Label: "An asset"}, {Value: ByThreat, Label: "A threat"},
	}
	outcomeChoices = []register.Option{
		{Value: Unchanged, Label: "Unchanged: it stands as assessed"}, {Value: Changed, Label: "Changed: it is to be assessed again"}, {Value: TreatMore, Label: "The treatment is not enough"},
	}
)

// Treatments, States and Outcomes give the choices with their words.
func Treatments() []register.Option { return treatmentChoices }
func States() []register.Option     { return stateChoices }
func Outcomes() []register.Option   { return outcomeChoices }
func Ways() []register.Option       { return viaChoices }

// Live says that the risk is still one.
func (r *Risk) Live() bool { return r.State != Closed }

// Register declares risks.
func Register() *register.Register[Risk] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "RISK", Singular: "risk", Plural: "risks", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "Risk", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Description", "Risk description", "Risk title"}},
			{Name: "scenario", Label: "What could happen", Type: register.LongText, Search: true, Synonyms: []string{"Scenario", "Vulnerability", "Consequence"}},
			{Name: "category", Label: "Category", Type: register.Text, List: true, Filter: true, Sort: true},
			{Name: "causes", Label: "Causes", Type: register.LongText, Search: true, Synonyms: []string{"Cause"}},
			{Name: "via", Label: "Found by", Type: register.Choice, Choices: viaChoices},
			{Name: "threat", Label: "Threat", Type: register.Text, Search: true},
			{Name: "identified", Label: "Found on", Type: register.Date, Synonyms: []string{"Date identified", "Raised"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Risk owner"}},
			{Name: "existing", Label: "In place already", Type: register.LongText, Search: true, Synonyms: []string{"Existing controls", "Current controls"}},
			{Name: "likelihood", Label: "Likelihood before treatment", Type: register.Number, Filter: true, Synonyms: []string{"Likelihood", "Inherent likelihood", "Probability"}},
			{Name: "impact", Label: "Impact before treatment", Type: register.Number, Filter: true, Synonyms: []string{"Impact", "Inherent impact", "Consequence score"}},
			{Name: "score", Label: "Before", Type: register.Number, List: true, Filter: true, Sort: true, Synonyms: []string{"Inherent score", "Risk score", "Gross"}},
			{Name: "afterLikelihood", Label: "Likelihood after treatment", Type: register.Number, Synonyms: []string{"Residual likelihood"}},
			{Name: "afterImpact", Label: "Impact after treatment", Type: register.Number, Synonyms: []string{"Residual impact"}},
			{Name: "afterScore", Label: "After", Type: register.Number, List: true, Filter: true, Sort: true, Synonyms: []string{"Residual score", "Net"}},
			{Name: "methodNo", Label: "Method version", Type: register.Number},
			{Name: "assessedOn", Label: "Assessed on", Type: register.Date},
			{Name: "assessedBy", Label: "Assessed by", Type: register.Person},
			{Name: "treatment", Label: "Treatment", Type: register.Choice, Choices: treatmentChoices, List: true, Filter: true},
			{Name: "plan", Label: "How it is treated", Type: register.LongText, Search: true, Synonyms: []string{"Treatment plan", "Actions"}},
			{Name: "target", Label: "Treated by", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Due", "Target date"}},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, Default: Identified, List: true, Filter: true, Choices: stateChoices, Synonyms: []string{"Status"}},
			{Name: "acceptedUntil", Label: "Accepted until", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "nextReview", Label: "Next review", Type: register.Date, Filter: true, Sort: true, Synonyms: []string{"Review date"}},
			{Name: "closedOn", Label: "Closed on", Type: register.Date},
			{Name: "closedWhy", Label: "Why closed", Type: register.LongText},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment"}},
		},
	}, checkRisk)
}

func checkRisk(_, r *Risk) []errs.Field {
	var out []errs.Field
	say := func(pointer, format string, args ...any) {
		out = append(out, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	if (r.Likelihood == 0) != (r.Impact == 0) {
		say("/impact", "Judge likelihood and impact together.")
	}
	if (r.AfterLikelihood == 0) != (r.AfterImpact == 0) {
		say("/afterImpact", "Judge likelihood and impact after treatment together.")
	}
	if r.AfterScore > r.Score && r.Score > 0 {
		say("/afterImpact", "After treatment it scores %d, more than %d before: treatment makes no risk greater.", r.AfterScore, r.Score)
	}
	if r.State != Identified && r.State != Closed && r.Score == 0 {
		say("/likelihood", "A risk that is past being found has a likelihood and an impact.")
	}
	if r.State == Closed && r.ClosedWhy == "" {
		say("/closedWhy", "Say why it is closed.")
	}
	return out
}
