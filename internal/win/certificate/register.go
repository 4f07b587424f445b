package certificate

import (
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
)

// Register declares certificates to the kernel, with the schemes of the book as
// choices.
func Register(book *scheme.Book) *register.Register[Certificate] {
	choices := func(values ...string) []register.Option {
		out := make([]register.Option, 0, len(values)/2)
		for i := 0; i+1 < len(values); i += 2 {
			out = append(out, register.Option{Value: values[i], Label: values[i+1]})
		}
		return out
	}
	var schemes []register.Option
	for _, s := range book.Schemes() {
		schemes = append(schemes, register.Option{Value: s.ID, Label: s.Name})
	}
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "CERT", Singular: "certificate", Plural: "certificates", Area: authz.Win,
		Fields: []register.Field{
			{Name: "scheme", Label: "Scheme", Type: register.Choice, Choices: schemes, Required: true, List: true, Filter: true, Sort: true, Search: true, Synonyms: []string{"Standard", "Certification", "Type"}},
			{Name: "level", Label: "Level or status", Type: register.Text, List: true},
			{Name: "holder", Label: "Holder", Type: register.Text, List: true, Filter: true, Sort: true, Search: true, Synonyms: []string{"Legal entity", "Entity", "Organisation", "Company"}, Help: "The legal entity, exactly as printed."},
			{Name: "number", Label: "Number", Type: register.Text, List: true, Search: true, Synonyms: []string{"Certificate number", "Certificate no", "Policy number"}},
			{Name: "body", Label: "Certification body", Type: register.Text, List: true, Filter: true, Search: true, Synonyms: []string{"Certifier", "Issued by", "Insurer"}},
			{Name: "accreditationBody", Label: "Accreditation body", Type: register.Text, Synonyms: []string{"Accreditation"}},
			{Name: "accreditationNumber", Label: "Accreditation number", Type: register.Text},
			{Name: "accredited", Label: "Recognised accreditation", Type: register.YesNo, Help: "UKAS, or a body that UKAS and its partners recognise. Leave open when you do not know."},
			{Name: "edition", Label: "Edition or question set", Type: register.Text, List: true, Synonyms: []string{"Version", "Question set", "Year"}},
			{Name: "cycle", Label: "Cycle", Type: register.Choice, Choices: choices("initial", "First", "recertified", "Recertified")},
			{Name: "scope", Label: "Scope", Type: register.LongText, Search: true, Synonyms: []string{"Scope statement"}, Help: "Word for word."},
			{Name: "sites", Label: "Sites", Type: register.LongText, Help: "One a line.", Synonyms: []string{"Locations", "Addresses"}},
			{Name: "covers", Label: "Covers our work", Type: register.Choice, Choices: choices("yes", "Yes", "no", "No", "unknown", "Not judged yet"), Help: "A person's judgement of the scope; each bid may judge otherwise."},
			{Name: "decision", Label: "Decided", Type: register.Date, Synonyms: []string{"Decision date", "Certification decision"}},
			{Name: "issued", Label: "Issued", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Issue date", "Date of issue", "Valid from"}},
			{Name: "expires", Label: "Last day printed", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Expiry date", "Expires", "Valid until", "Expiry"}},
			{Name: "endLabel", Label: "Words before that day", Type: register.Text, Help: "As printed: valid until, expires on, recertification due."},
			{Name: "stage2", Label: "Last day of stage 2", Type: register.Date},
			{Name: "file", Label: "File", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text},
			{Name: "verifyLink", Label: "Verify link", Type: register.Text, Synonyms: []string{"Verification link", "URL"}},
			{Name: "verifiedOn", Label: "Last verified", Type: register.Date},
			{Name: "replaces", Label: "Replaces", Type: register.Text, Help: "The number of the certificate that it follows."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Responsible", "Renewal owner"}},
			{Name: "renewal.start", Label: "Renewal begins", Type: register.Date},
			{Name: "renewal.finish", Label: "Renewal expected by", Type: register.Date},
			{Name: "renewal.booked", Label: "Renewal booked", Type: register.YesNo},
			{Name: "ref", Label: "Own reference", Type: register.Text, Filter: true, Search: true, Synonyms: []string{"Ref", "Reference", "ID"}},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment"}},
		},
	}, func(_, c *Certificate) []errs.Field {
		var out []errs.Field
		for _, f := range c.Check(book) {
			if f.Pointer != "/scheme" || c.Scheme != "" { // the declaration says that one is missing
				out = append(out, f)
			}
		}
		return out
	})
}
