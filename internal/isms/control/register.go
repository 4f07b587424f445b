package control

import (
	"regexp"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// States gives the states of implementation that can be chosen.
func States() []register.Option {
	return []register.Option{
		{Value: Implemented, Label: "Implemented"},
		{Value: Partly, Label: "Partly"},
		{Value: Planned, Label: "Planned"},
		{Value: NotStarted, Label: "Not started"},
	}
}

// Statuses gives every status that Control.Status may have.
func Statuses() []register.Option {
	return append(States(), register.Option{Value: NotApplicable, Label: "Not applicable"}, register.Option{Value: Undecided, Label: "Not decided"})
}

// Reasons gives the reasons for which a control is included.
func Reasons() []register.Option {
	return []register.Option{
		{Value: ByRisk, Label: "Risk"},
		{Value: ByLaw, Label: "Law"},
		{Value: ByContract, Label: "Contract"},
		{Value: ByGoodPractice, Label: "Good practice"},
	}
}

// Outcomes gives the outcomes of a test.
func Outcomes() []register.Option {
	return []register.Option{
		{Value: Effective, Label: "Works"},
		{Value: Weak, Label: "Works, with something to mend"},
		{Value: Failed, Label: "Does not work"},
	}
}

// Register declares the controls.
func Register() *register.Register[Control] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "CTRL", Singular: "control", Plural: "controls", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "ref", Label: "Control", Type: register.Text, Required: true, List: true, Filter: true, Search: true, Synonyms: []string{"Ref", "Control Reference", "Reference", "Control ID", "#", "SoA", "Statement of Applicability"}, Help: "As the catalogue has it, such as A.5.15; for a control of your own, such as X.1."},
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Control", "Control Title", "Name"}},
			{Name: "catalogue", Label: "Catalogue", Type: register.Text, Filter: true, Synonyms: []string{"Framework", "Standard"}},
			{Name: "theme", Label: "Theme", Type: register.Text, Filter: true, Synonyms: []string{"Domain", "Section", "Category"}},
			{Name: "applicable", Label: "Applies", Type: register.YesNo, List: true, Filter: true, Synonyms: []string{"Applicable", "Applicability", "Applicable (Yes/No)", "Included"}, Help: "Leave it open until it is decided."},
			{Name: "why", Label: "Why it applies", Type: register.Tags, List: true, Filter: true, Synonyms: []string{"Reason in", "Reason for inclusion", "Basis"}, Help: "risk, law, contract, good-practice."},
			{Name: "reasonFor", Label: "Reason for", Type: register.LongText, Search: true, Synonyms: []string{"Justification", "Justification for inclusion"}, Help: "What makes you have it: the risk, the law, the contract."},
			{Name: "reasonAgainst", Label: "Reason against", Type: register.LongText, Search: true, Synonyms: []string{"Reason for exclusion", "Justification for exclusion"}, Help: "Why it does not apply, as a fact about your organisation."},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Default: NotStarted, Synonyms: []string{"Status", "Implementation status", "Implemented"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Control owner", "Responsible"}},
			{Name: "how", Label: "How it is met here", Type: register.LongText, Search: true, Synonyms: []string{"Implementation summary", "Remarks", "Implementation", "How"}},
			{Name: "target", Label: "Implemented by", Type: register.Date, Sort: true, Synonyms: []string{"Target date", "Due", "Due date"}, Help: "For what is partly there or planned."},
			{Name: "review", Label: "Review by", Type: register.Date, Filter: true, Synonyms: []string{"Review date", "Next review"}},
			{Name: "test.what", Label: "What is tested", Type: register.LongText},
			{Name: "test.how", Label: "How it is tested", Type: register.LongText, Synonyms: []string{"Test", "Test procedure"}},
			{Name: "test.every", Label: "Tested every (months)", Type: register.Number, Synonyms: []string{"Test interval"}},
			{Name: "test.next", Label: "Next test", Type: register.Date},
		},
	}, check,
		register.Computed[Control]{
			Field: register.Field{Name: "status", Label: "Status", Type: register.Choice, Choices: Statuses(), List: true, Filter: true, Sort: true},
			Of:    func(c *Control) any { return c.Status() },
		},
		register.Computed[Control]{
			Field: register.Field{Name: "order", Label: "Order", Type: register.Number, Sort: true, Help: "Sorts references as people count them: A.5.2 before A.5.10."},
			Of:    func(c *Control) any { return Order(c.Ref) },
		})
}

// check finds what the fields alone cannot say.
func check(_, c *Control) []errs.Field {
	out := checkRef(c.Ref)
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	for _, w := range c.Why {
		if !isOption(Reasons(), w) {
			wrong("why", "The reasons are risk, law, contract and good-practice.")
			break
		}
	}
	if c.Test.Every < 0 || c.Test.Every > 120 {
		wrong("test/every", "Give a number of months from 1 to 120, or leave it open.")
	}
	for _, r := range c.Results {
		if r.Day.IsZero() || !isOption(Outcomes(), r.Outcome) {
			wrong("results", "A result has a day and an outcome: effective, weak or failed.")
			break
		}
	}
	return out
}

func isOption(all []register.Option, value string) bool {
	for _, o := range all {
		if o.Value == value {
			return true
		}
	}
	return false
}

// checkRef keeps references fit for an address, and apart from the pages that
// stand beside them there, whose names are all small letters.
func checkRef(ref string) []errs.Field {
	if ref == "" || refForm.MatchString(ref) && strings.ContainsAny(ref, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return nil
	}
	return []errs.Field{{Pointer: "/ref", Message: "A reference is letters, figures, full stops and hyphens, with a figure or a capital letter in it: A.5.15 or X.1."}}
}

var refForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$`)
