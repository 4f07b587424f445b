package scope

import (
	"net/url"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// ObligationKind is the kind of legal, regulatory and contractual obligations.
const ObligationKind register.Kind = "obligation"

// Obligation is something that the law, a regulator or a contract asks.
type Obligation struct {
	Title string `json:"title"`
	Sort  string `json:"sort"` // law, regulation, contract, code
	// Source says where it is written, Link where it can be read.
	Source string `json:"source,omitempty"`
	Link   string `json:"link,omitempty"`
	Asks   string `json:"asks,omitempty"` // what it asks, in a few words
	// Applies says whether it binds the organisation; nil: not judged yet, as
	// every starter is.
	Applies  *bool      `json:"applies,omitempty"`
	To       string     `json:"to,omitempty"`  // what of the organisation it applies to
	Why      string     `json:"why,omitempty"` // why it does not
	How      string     `json:"how,omitempty"` // how it is met
	Owner    string     `json:"owner,omitempty"`
	Review   civil.Date `json:"review,omitzero"`
	Reviewed civil.Date `json:"reviewed,omitzero"`
	custom.Values
}

// Binds says that somebody judged that it applies.
func (o *Obligation) Binds() bool { return o.Applies != nil && *o.Applies }

// ObligationSorts gives what an obligation may rest on.
func ObligationSorts() []register.Option {
	return []register.Option{{Value: "law", Label: "Law"}, {Value: "regulation", Label: "Regulator"}, {Value: "contract", Label: "Contract"}, {Value: "code", Label: "Code or policy"}}
}

// Obligations declares obligations to the kernel.
func Obligations() *register.Register[Obligation] {
	return register.Declare(register.Declaration{
		Kind: ObligationKind, Prefix: "LAW", Singular: "obligation", Plural: "obligations", Area: authz.ISMS, Template: true,
		Fields: append([]register.Field{
			{Name: "title", Label: "Obligation", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Law", "Legislation", "Requirement", "Title"}},
			{Name: "sort", Label: "Rests on", Type: register.Choice, Required: true, Choices: ObligationSorts(), List: true, Filter: true, Synonyms: []string{"Type", "Category"}},
			{Name: "source", Label: "Written in", Type: register.Text, Search: true, Synonyms: []string{"Source", "Reference", "Clause"}, Help: "The act and section, or the contract and its clause."},
			{Name: "link", Label: "To be read at", Type: register.Text, Synonyms: []string{"Link", "URL"}},
			{Name: "asks", Label: "What it asks", Type: register.LongText, Search: true, Synonyms: []string{"Summary", "Description"}},
			{Name: "applies", Label: "Applies to us", Type: register.YesNo, List: true, Filter: true, Synonyms: []string{"Applicable"}, Help: "Nothing chosen: nobody has judged it yet."},
			{Name: "to", Label: "Applies to", Type: register.Text, List: true, Search: true, Synonyms: []string{"Applies to", "Area"}},
			{Name: "why", Label: "Why it does not apply", Type: register.LongText, Search: true},
			{Name: "how", Label: "How it is met", Type: register.LongText, Search: true, Synonyms: []string{"Compliance", "How complied", "Control"}},
		}, reviewFields("who sees that it is met")...),
	}, checkObligation)
}

func checkObligation(_, o *Obligation) []errs.Field {
	var out []errs.Field
	if o.Applies != nil && !*o.Applies && text(o.Why) == "" {
		out = append(out, errs.Field{Pointer: "/why", Message: "Say why it does not apply, so that nobody has to think it through again."})
	}
	if o.Link != "" {
		if u, err := url.Parse(o.Link); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			out = append(out, errs.Field{Pointer: "/link", Message: "Give an address that begins with https://."})
		}
	}
	return out
}
