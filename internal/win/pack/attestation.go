package pack

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// FactKind is the kind of dated facts.
const FactKind register.Kind = "attestation"

// FactsPath is where the pages of dated facts are.
const FactsPath = "/packs/facts"

// MonthsGood is how long a dated fact that says no end of its own is good, in
// months. Product default: buyers ask for penetration tests, continuity tests and
// statements of the last twelve months.
const MonthsGood = 12

// Attestation is a dated fact that buyers ask to see and that no other register
// holds: insurances and the data protection fee are certificates and legal
// entities, policies are documents.
type Attestation struct {
	Type  string `json:"type"` // PenTest, Incident, SubProcessors, Continuity
	Title string `json:"title"`
	// By is who says it: the tester, the head of operations.
	By    string     `json:"by,omitempty"`
	Date  civil.Date `json:"date"`
	Until civil.Date `json:"until,omitzero"`
	// OpenHighs counts the critical and high findings of a penetration test that
	// are still open; nil: nobody has said.
	OpenHighs *int64 `json:"openHighs,omitempty"`
	// Statement is what is said, as it may be shown to a buyer.
	Statement string `json:"statement,omitempty"`
	File      string `json:"file,omitempty"`
	FileName  string `json:"fileName,omitempty"`
	Owner     string `json:"owner,omitempty"`
	Note      string `json:"note,omitempty"` // for us, never sent
	custom.Values
}

// FactRow is a dated fact with its number and version.
type FactRow = register.Row[Attestation]

// FactTypes gives what a dated fact may be.
func FactTypes() []register.Option {
	return []register.Option{
		{Value: PenTest, Label: "Penetration test letter"},
		{Value: Incident, Label: "Incident statement"},
		{Value: SubProcessors, Label: "Sub-processors and hosting places"},
		{Value: Continuity, Label: "Continuity test"},
	}
}

// Facts declares dated facts to the kernel.
func Facts() *register.Register[Attestation] {
	return register.Declare(register.Declaration{
		Kind: FactKind, Prefix: "ATT", Singular: "dated fact", Plural: "dated facts", Area: authz.Win,
		Fields: []register.Field{
			{Name: "title", Label: "What it is", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "type", Label: "Kind", Type: register.Choice, Choices: FactTypes(), Required: true, Default: PenTest, List: true, Filter: true, Synonyms: []string{"Type", "Category"}},
			{Name: "date", Label: "Of", Type: register.Date, Required: true, List: true, Filter: true, Sort: true, Synonyms: []string{"Date", "Tested on"}},
			{Name: "until", Label: "Says itself that it is good until", Type: register.Date, Synonyms: []string{"Valid until", "Expires"}, Help: "Empty: for twelve months."},
			{Name: "by", Label: "By", Type: register.Text, List: true, Search: true, Synonyms: []string{"Tester", "Provider"}, Help: "Who says it: the tester, the head of operations."},
			{Name: "openHighs", Label: "Critical and high findings still open", Type: register.Number, Help: "Of a penetration test."},
			{Name: "statement", Label: "Statement", Type: register.LongText, Search: true, Help: "Markdown, in the words in which a buyer may read it."},
			{Name: "file", Label: "File", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Help: "Who brings it up to date."},
			{Name: "note", Label: "Note", Type: register.LongText, Help: "For us, never sent."},
		},
	}, checkFact, register.Computed[Attestation]{
		Field: register.Field{Name: "ends", Label: "Good until", Type: register.Date, List: true, Filter: true, Sort: true, Help: "Twelve months after its day, where it says no end itself."},
		Of: func(a *Attestation) any {
			if d := a.Ends(); !d.IsZero() {
				return d
			}
			return nil
		},
	})
}

func checkFact(_, a *Attestation) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if !a.Until.IsZero() && a.Until < a.Date {
		wrong("until", "This is before the day that it is of.")
	}
	if a.OpenHighs != nil && (*a.OpenHighs < 0 || a.Type != PenTest) {
		wrong("openHighs", "Count the open findings of a penetration test, 0 when there are none.")
	}
	if len(a.Statement) > MaxText {
		wrong("statement", "This is too long: at most 20,000 characters.")
	}
	return out
}

// Ends gives the last day on which a buyer is shown it without a second look.
func (a *Attestation) Ends() civil.Date {
	if !a.Until.IsZero() {
		return a.Until
	}
	if a.Date.IsZero() {
		return 0
	}
	return civil.LastValidDay(a.Date, MonthsGood)
}

// Latest gives the newest fact of a type that is not of a later day; nil: none.
func Latest(rows []FactRow, kind string, today civil.Date) *FactRow {
	var out *FactRow
	for i := range rows {
		if a := &rows[i].Value; a.Type == kind && a.Date <= today && (out == nil || a.Date >= out.Value.Date) {
			out = &rows[i]
		}
	}
	return out
}

var remind = []int{60, 30, 7, 0, -7}

// Due gives what falls due of dated facts: the last day of the newest of each
// type. Older ones have nothing due.
func Due(rows []FactRow, today civil.Date) []due.Item {
	var out []due.Item
	for _, t := range FactTypes() {
		r := Latest(rows, t.Value, today)
		if r == nil {
			continue
		}
		why := "It says so itself: after that day a buyer is shown something out of date."
		if r.Value.Until.IsZero() {
			why = "Buyers ask for one of the last twelve months."
		}
		end := r.Value.Ends()
		out = append(out, due.Item{
			Date: end, Kind: due.ReviewDue, Ref: r.Number, Step: "renew", Link: FactsPath + "/" + r.Number, Owner: r.Value.Owner, Remind: remind,
			Title: "Renew the " + lower(t.Label) + " “" + r.Value.Title + "”", Why: why, Days: today.DaysUntil(end),
		})
	}
	return out
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
