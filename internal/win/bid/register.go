package bid

import (
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
)

// Register declares bids to the kernel. Dates and requirements are changed by
// named actions of the service, each with its reason.
func Register(book *scheme.Book) *register.Register[Bid] {
	option := func(values ...string) []register.Option {
		var out []register.Option
		for i := 0; i+1 < len(values); i += 2 {
			out = append(out, register.Option{Value: values[i], Label: values[i+1]})
		}
		return out
	}
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "BID", Singular: "bid", Plural: "bids", Area: authz.Win,
		Fields: []register.Field{
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Name", "Opportunity", "Tender"}},
			{Name: "buyer", Label: "Buyer", Type: register.Text, List: true, Filter: true, Sort: true, Search: true, Synonyms: []string{"Authority", "Customer", "Client"}},
			{Name: "entity", Label: "Bidding entity", Type: register.Text, List: true, Filter: true, Synonyms: []string{"Legal entity", "Bidder"}, Help: "The legal entity that would sign."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Bid manager", "Responsible"}},
			{Name: "stage", Label: "Stage", Type: register.Choice, Choices: StageWords(), Default: Preparing, List: true, Filter: true, Sort: true, Synonyms: []string{"Status"}},
			{Name: "value", Label: "Value", Type: register.Money, List: true, Filter: true, Sort: true, Synonyms: []string{"Contract value", "Amount"}},
			{Name: "dates.deadline.date", Label: "Deadline", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Deadline", "Submission date", "Due"}},
			{Name: "dates.award.date", Label: "Award", Type: register.Date, List: true, Synonyms: []string{"Award date"}},
			{Name: "dates.start.date", Label: "Start", Type: register.Date, List: true, Synonyms: []string{"Contract start"}},
			{Name: "dates.end.date", Label: "End", Type: register.Date, Synonyms: []string{"Contract end"}},
			{Name: "notice", Label: "Notice", Type: register.Text, Filter: true, Search: true},
			{Name: "regime", Label: "Regime", Type: register.Choice, Choices: option("pa2023", "Procurement Act 2023", "pcr2015", "Public Contracts Regulations 2015", "psr", "Provider Selection Regime (England)", "psr-wales", "Health Services (Provider Selection Regime) (Wales)", "scotland", "Scottish regulations")},
			{Name: "nation", Label: "Nation", Type: register.Choice, Choices: option("england", "England", "scotland", "Scotland", "wales", "Wales", "northern-ireland", "Northern Ireland", "uk", "United Kingdom")},
			{Name: "ref", Label: "Own reference", Type: register.Text, Search: true, Synonyms: []string{"Ref", "Reference", "ID"}},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment"}},
		},
	}, func(_, b *Bid) []errs.Field { return b.Check(book) })
}
