package asset

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Types gives what an asset may be.
func Types() []register.Option {
	return []register.Option{
		{Value: TypeInformation, Label: "Information"},
		{Value: TypeService, Label: "Service"},
		{Value: TypeSoftware, Label: "Software"},
		{Value: TypeHardware, Label: "Hardware"},
		{Value: TypePeople, Label: "People"},
		{Value: TypeSite, Label: "Site"},
		{Value: TypeKey, Label: "Cryptographic key"},
		{Value: TypeCertificate, Label: "TLS or signing certificate"},
	}
}

// Markings gives the UK's tiers, and the one marking within OFFICIAL that asks
// for more care.
func Markings() []register.Option {
	return []register.Option{
		{Value: "official", Label: "OFFICIAL"},
		{Value: "official-sensitive", Label: "OFFICIAL-SENSITIVE"},
		{Value: "secret", Label: "SECRET"},
		{Value: "top-secret", Label: "TOP SECRET"},
	}
}

// Lives gives the lives that a person may choose; Retired comes by its action.
func Lives() []register.Option {
	return []register.Option{{Value: Planned, Label: "Planned"}, {Value: InUse, Label: "In use"}, {Value: Replacing, Label: "To be replaced"}}
}

// NeedWords gives what a need of 1 to 4 is called.
func NeedWords() []string { return []string{"not said", "little", "some", "high", "vital"} }

// Register declares assets to the kernel.
func Register() *register.Register[Asset] {
	states := append(Lives(), register.Option{Value: Retired, Label: "Retired"})
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "ASSET", Singular: "asset", Plural: "assets", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Synonyms: []string{"Asset", "Asset name"}},
			{Name: "type", Label: "Type", Type: register.Choice, Required: true, Choices: Types(), List: true, Filter: true, Synonyms: []string{"Asset type", "Category"}},
			{Name: "holds", Label: "What it is", Type: register.LongText, Search: true, Synonyms: []string{"Description", "Contents"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Synonyms: []string{"Asset owner", "Information owner"}, Help: "The person who decides about it."},
			{Name: "custodian", Label: "Custodian", Type: register.Person, Synonyms: []string{"Administrator", "Held by"}, Help: "The person who looks after it from day to day."},
			{Name: "site", Label: "Site", Type: register.Link, To: siteKind, Filter: true, Synonyms: []string{"Office"}},
			{Name: "location", Label: "Where", Type: register.Text, Search: true, Synonyms: []string{"Location"}},
			{Name: "supplier", Label: "Supplier", Type: register.Text, Search: true, Synonyms: []string{"Vendor", "Provider"}},
			{Name: "level", Label: "Classification", Type: register.Link, To: LevelKind, List: true, Filter: true, Synonyms: []string{"Classification level"}, Help: "A level of your own scheme."},
			{Name: "marking", Label: "UK marking", Type: register.Choice, Choices: Markings(), Filter: true, Synonyms: []string{"Protective marking", "Security classification"}, Help: "Where the information is a public body’s. OFFICIAL-SENSITIVE is a marking within OFFICIAL, not a tier."},
			{Name: "caveat", Label: "Handling", Type: register.Text, Search: true, Synonyms: []string{"Handling caveat", "Descriptor"}, Help: "The handling words that go with the marking, such as COMMERCIAL or PERSONAL DATA."},
			{Name: "personal", Label: "Personal data", Type: register.YesNo, Filter: true, Synonyms: []string{"PII", "Contains personal data"}},
			{Name: "confidentiality", Label: "Confidentiality", Type: register.Number, Filter: true, Sort: true, Synonyms: []string{"C", "Conf"}, Help: "What it needs of its own accord: 1 little, 2 some, 3 high, 4 vital. What rests on it is added over the dependencies."},
			{Name: "integrity", Label: "Integrity", Type: register.Number, Filter: true, Sort: true, Synonyms: []string{"I", "Int"}},
			{Name: "availability", Label: "Availability", Type: register.Number, Filter: true, Sort: true, Synonyms: []string{"A", "Avail"}},
			{Name: "life", Label: "Stage of life", Type: register.Choice, Choices: Lives(), Default: InUse, Synonyms: []string{"Status", "Lifecycle"}},
			{Name: "review", Label: "Review by", Type: register.Date, Synonyms: []string{"Review date", "Next review"}},
			{Name: "algorithm", Label: "Algorithm", Type: register.Text, Search: true, Synonyms: []string{"Cipher", "Key type"}, Help: "Such as RSA 3072 or ECDSA P-256."},
			{Name: "keptIn", Label: "Kept in", Type: register.Text, Search: true, Synonyms: []string{"Key store", "HSM"}, Help: "The safe, module or vault: never the key itself."},
			{Name: "issued", Label: "Issued", Type: register.Date, Synonyms: []string{"Valid from", "Created"}},
			{Name: "expires", Label: "Expires", Type: register.Date, Synonyms: []string{"Expiry", "Valid to", "Not after"}},
			{Name: "renewBy", Label: "Renew by", Type: register.Date, Synonyms: []string{"Rotate by"}},
			{Name: "retired", Label: "Retired on", Type: register.Date},
			{Name: "disposal", Label: "What became of it", Type: register.LongText, Search: true, Synonyms: []string{"Disposal"}},
		},
	}, check,
		register.Computed[Asset]{Field: register.Field{Name: "state", Label: "State", Type: register.Choice, Choices: states, List: true, Filter: true}, Of: func(a *Asset) any { return a.State() }},
		register.Computed[Asset]{Field: register.Field{Name: "next", Label: "Next date", Type: register.Date, List: true, Filter: true, Sort: true}, Of: func(a *Asset) any {
			if day := a.Next(); !day.IsZero() {
				return day
			}
			return nil
		}},
	)
}

// secretMarks begin what must never be written into a register.
var secretMarks = []string{"PRIVATE KEY-----", "-----BEGIN OPENSSH", "PuTTY-User-Key-File"}

func check(_, a *Asset) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) {
		out = append(out, errs.Field{Pointer: "/" + field, Message: words})
	}
	for _, n := range []struct {
		field string
		value int
	}{{"confidentiality", a.Confidentiality}, {"integrity", a.Integrity}, {"availability", a.Availability}} {
		if n.value < 0 || n.value > 4 {
			wrong(n.field, "From 1 (little) to 4 (vital), or nothing.")
		}
	}
	if strings.TrimSpace(a.Caveat) != "" && a.Marking == "" {
		wrong("marking", "Handling words go with a marking: choose it.")
	}
	if !a.Issued.IsZero() && !a.Expires.IsZero() && a.Issued > a.Expires {
		wrong("expires", "It expires before it was issued.")
	}
	if !a.RenewBy.IsZero() && !a.Expires.IsZero() && a.RenewBy > a.Expires {
		wrong("renewBy", "Renew it by the day on which it expires, or earlier.")
	}
	for _, t := range []struct{ field, value string }{
		{"holds", a.Holds}, {"location", a.Location}, {"algorithm", a.Algorithm}, {"keptIn", a.KeptIn}, {"caveat", a.Caveat}, {"disposal", a.Disposal}, {"name", a.Name},
	} {
		for _, mark := range secretMarks {
			if strings.Contains(t.value, mark) {
				wrong(t.field, "This is a private key. Never keep it here: say where it is kept.")
				break
			}
		}
	}
	return out
}
