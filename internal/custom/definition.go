package custom

import (
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the kind of the register of definitions.
const Kind register.Kind = "custom-field"

// MaxFields is how many fields, retired ones too, one register can be given.
const MaxFields = 50

// Definition is one field that the organisation added to a register.
type Definition struct {
	For      string   `json:"for"`  // kind of the register: "risk"
	Name     string   `json:"name"` // under which records keep its value: "insurer"
	Label    string   `json:"label"`
	Type     string   `json:"type"`
	Choices  []string `json:"choices,omitempty"`
	To       string   `json:"to,omitempty"` // the kind that a link leads to
	Help     string   `json:"help,omitempty"`
	Required bool     `json:"required,omitempty"`
	Order    int      `json:"order,omitempty"`
	// Retired fields are asked no more; what records say under them stays.
	Retired bool `json:"retired,omitempty"`
}

// types are the types that a custom field can have.
var types = []register.Option{
	{Value: string(register.Text), Label: "Text"},
	{Value: string(register.LongText), Label: "Long text"},
	{Value: string(register.Choice), Label: "Choice"},
	{Value: string(register.Date), Label: "Date"},
	{Value: string(register.Number), Label: "Number"},
	{Value: string(register.YesNo), Label: "Yes or no"},
	{Value: string(register.Person), Label: "Person"},
	{Value: string(register.Link), Label: "Link to a record"},
}

// Types gives the types that a custom field can have.
func Types() []register.Option { return slices.Clone(types) }

// Register declares definitions to the kernel.
func Register() *register.Register[Definition] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "FIELD", Singular: "custom field", Plural: "custom fields", Area: authz.Settings, Template: true,
		Fields: []register.Field{
			{Name: "for", Label: "Register", Type: register.Text, Required: true, List: true, Filter: true, Sort: true},
			{Name: "label", Label: "Label", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "type", Label: "Type", Type: register.Choice, Choices: types, Default: string(register.Text), Required: true, List: true},
			{Name: "choices", Label: "Choices", Type: register.Tags, Help: "What can be chosen, for a choice."},
			{Name: "to", Label: "Leads to", Type: register.Text, Help: "The register that a link leads to."},
			{Name: "help", Label: "Help", Type: register.Text},
			{Name: "required", Label: "Required", Type: register.YesNo, List: true},
			{Name: "order", Label: "Order", Type: register.Number, Sort: true},
			{Name: "retired", Label: "Retired", Type: register.YesNo, List: true, Filter: true},
			{Name: "name", Label: "Name", Type: register.Text, Help: "Made of the label when it is left out; it never changes."},
		},
	}, check)
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func check(old, d *Definition) []errs.Field {
	var out []errs.Field
	say := func(at, message string) { out = append(out, errs.Field{Pointer: at, Message: message}) }
	if !nameForm.MatchString(d.Name) {
		say("/name", "The name is up to 40 small letters, digits and hyphens, and begins with a letter.")
	}
	if d.Type == string(register.Choice) && len(d.Choices) == 0 {
		say("/choices", "Say what can be chosen.")
	}
	seen := map[string]bool{}
	for _, c := range d.Choices {
		key := register.Fold(c)
		switch {
		case key == "" || len(c) > 200:
			say("/choices", "A choice has 1 to 200 characters.")
		case strings.Contains(c, ","):
			say("/choices", "“"+c+"” holds a comma: choices are kept with commas between them.")
		case seen[key]:
			say("/choices", "“"+c+"” is there twice.")
		}
		seen[key] = true
	}
	if len(d.Choices) > 200 {
		say("/choices", "A field has at most 200 choices.")
	}
	if (d.Type == string(register.Link)) != (d.To != "") {
		say("/to", "A link, and nothing else, says which register it leads to.")
	}
	if old != nil { // values are there that mean what they meant
		for at, differs := range map[string]bool{"/for": old.For != d.For, "/name": old.Name != d.Name, "/type": old.Type != d.Type, "/to": old.To != d.To} {
			if differs {
				say(at, "This cannot change once records can hold a value. Retire the field and add another.")
			}
		}
	}
	slices.SortFunc(out, func(a, b errs.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return out
}
