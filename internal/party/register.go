package party

import (
	"regexp"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Forms gives the kinds of body, in the order in which a form offers them.
func Forms() []register.Option {
	return []register.Option{
		{Value: "ltd", Label: "Private limited company"},
		{Value: "plc", Label: "Public limited company"},
		{Value: "llp", Label: "Limited liability partnership"},
		{Value: "cic", Label: "Community interest company"},
		{Value: "charity", Label: "Charity"},
		{Value: "partnership", Label: "Partnership"},
		{Value: "sole-trader", Label: "Sole trader"},
		{Value: "public", Label: "Public body"},
		{Value: "overseas", Label: "Overseas company"},
		{Value: "other", Label: "Other"},
	}
}

// Register declares legal entities to the kernel.
func Register() *register.Register[Entity] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "ENT", Singular: "legal entity", Plural: "legal entities", Area: authz.Commons,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Filter: true, Sort: true, Search: true, Synonyms: []string{"Legal entity", "Company", "Registered name"}, Help: "Exactly as registered: certificates and bids name it so."},
			{Name: "form", Label: "Kind of company", Type: register.Choice, Choices: Forms(), List: true, Filter: true, Synonyms: []string{"Company type", "Legal form"}},
			{Name: "number", Label: "Registered number", Type: register.Text, List: true, Search: true, Synonyms: []string{"Company number", "Registration number", "Charity number"}},
			{Name: "duns", Label: "DUNS number", Type: register.Text, Search: true, Synonyms: []string{"D-U-N-S", "DUNS"}, Help: "Nine digits."},
			{Name: "ppon", Label: "PPON", Type: register.Text, Search: true, Synonyms: []string{"Public procurement organisation number", "Central digital platform identifier"}, Help: "The identifier of the central digital platform."},
			{Name: "ods", Label: "ODS code", Type: register.Text, Search: true, Synonyms: []string{"Organisation code"}, Help: "The NHS's code, which the Data Security and Protection Toolkit goes by."},
			{Name: "ico", Label: "ICO registration", Type: register.Text, Search: true, Synonyms: []string{"ICO number", "Data protection registration"}},
			{Name: "icoExpires", Label: "ICO registration paid until", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"ICO expiry"}},
			{Name: "address", Label: "Registered address", Type: register.LongText, Search: true},
			{Name: "parent", Label: "Owned by", Type: register.Link, To: Kind, Filter: true},
			{Name: "tradingNames", Label: "Trading names", Type: register.Tags, Search: true, Synonyms: []string{"Also known as", "Trading as"}, Help: "Other names under which documents know it."},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Help: "The person who keeps its registrations."},
			{Name: "closed", Label: "Trades no more", Type: register.YesNo, List: true, Filter: true},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment"}},
		},
	}, check)
}

// The shapes of the numbers, as loose as their registers are: what is no
// number of the kind at all is refused, and nothing more is claimed.
var (
	duns = regexp.MustCompile(`^[0-9]{9}$`)
	code = regexp.MustCompile(`^[A-Z0-9]{3,12}$`)
	ppon = regexp.MustCompile(`^[A-Z]{4}-[0-9]{4}-[A-Z]{4}$`)
	ico  = regexp.MustCompile(`^(Z[A-Z]?|C)[0-9]{6,8}$`)
)

func check(_, e *Entity) []errs.Field {
	var out []errs.Field
	wrong := func(field, value string, shape *regexp.Regexp, words string) {
		if value != "" && !shape.MatchString(value) {
			out = append(out, errs.Field{Pointer: "/" + field, Message: words})
		}
	}
	wrong("duns", e.DUNS, duns, "A DUNS number has nine digits.")
	wrong("ppon", e.PPON, ppon, "A PPON reads like PABC-1234-DEFG.")
	wrong("ods", e.ODS, code, "An ODS code is letters and digits, such as 8AB12.")
	wrong("ico", e.ICO, ico, "An ICO registration reads like ZA123456.")
	for _, n := range e.TradingNames {
		if Key(n) == Key(e.Name) {
			out = append(out, errs.Field{Pointer: "/tradingNames", Message: "The name itself needs no trading name."})
			break
		}
	}
	return out
}

// Tidy writes the numbers as their registers do: without blanks, in capitals.
func (e *Entity) Tidy() {
	bare := func(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
	e.Name = strings.Join(strings.Fields(e.Name), " ")
	e.Number, e.ODS, e.ICO = bare(e.Number), bare(e.ODS), bare(e.ICO)
	e.DUNS = strings.ReplaceAll(bare(e.DUNS), "-", "")
	e.PPON = strings.TrimPrefix(bare(e.PPON), "GB-PPON-")
	if p := strings.ReplaceAll(e.PPON, "-", ""); len(p) == 12 {
		e.PPON = p[:4] + "-" + p[4:8] + "-" + p[8:]
	}
}
