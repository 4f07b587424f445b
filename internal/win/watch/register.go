// Package watch is saved searches over notices: what each looks for, which
// notices it matches, and why, in words.
package watch

import (
	"regexp"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/win/notice"
)

// Kind is the kind of saved searches.
const Kind register.Kind = "watch"

// Path is where their pages are.
const Path = "/notices/watches"

// Watch is a saved search as it is recorded.
type Watch struct {
	Name    string       `json:"name"`
	Owner   string       `json:"owner,omitempty"`
	On      bool         `json:"on"`
	All     string       `json:"all,omitempty"` // words, and phrases in quotation marks
	Any     string       `json:"any,omitempty"`
	None    string       `json:"none,omitempty"`
	CPV     []string     `json:"cpv,omitempty"`
	Regions []string     `json:"regions,omitempty"`
	Buyer   string       `json:"buyer,omitempty"`
	Least   money.Amount `json:"least,omitzero"`
	Most    money.Amount `json:"most,omitzero"`
	Days    *int64       `json:"days,omitempty"` // nil: any number
	Schemes []string     `json:"schemes,omitempty"`
	Stages  []string     `json:"stages,omitempty"`
	custom.Values
}

// Row is a saved search with its number and version.
type Row = register.Row[Watch]

// Register declares saved searches to the kernel.
func Register() *register.Register[Watch] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "WATCH", Singular: "saved search", Plural: "saved searches", Area: authz.Win,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true},
			{Name: "on", Label: "In use", Type: register.YesNo, Default: "yes", List: true, Filter: true},
			{Name: "all", Label: "All of these words", Type: register.Text, List: true, Help: "A phrase stands in quotation marks: cloud \"web hosting\"."},
			{Name: "any", Label: "One of these words", Type: register.Text, List: true},
			{Name: "none", Label: "None of these words", Type: register.Text},
			{Name: "cpv", Label: "CPV codes", Type: register.Tags, List: true, Help: "Each with all below it: 72 or 72000000 is all of 72."},
			{Name: "regions", Label: "Nations or regions", Type: register.Tags, List: true, Help: "england, scotland, wales, northern-ireland, or codes such as UKC with all below them."},
			{Name: "buyer", Label: "Buyer", Type: register.Text, Search: true, Help: "Words of its name."},
			{Name: "least", Label: "Least value", Type: register.Money, Help: "A notice that states no value is kept."},
			{Name: "most", Label: "Greatest value", Type: register.Money},
			{Name: "days", Label: "Days left to answer", Type: register.Number, Help: "At least so many until the deadline on the day on which the notice comes or changes; one that states no deadline is kept."},
			{Name: "schemes", Label: "Asks for one of", Type: register.Tags, Help: "iso27001, cyber-essentials, cyber-essentials-plus, dspt, iso9001."},
			{Name: "stages", Label: "Stages", Type: register.Tags, Help: "planning, tender, award, contract, market. Empty: all."},
		},
	}, check)
}

var (
	codeForm   = regexp.MustCompile(`^[0-9]{2,8}(-[0-9])?$`)
	regionForm = regexp.MustCompile(`^UK[A-Z0-9]{0,5}$`)
)

// most bounds each list of a search.
const most = 50

func check(_, w *Watch) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	for field, text := range map[string]string{"all": w.All, "any": w.Any, "none": w.None} {
		list, closed := terms(text)
		switch {
		case !closed:
			wrong(field, "Close the quotation mark of the phrase.")
		case len(list) > most:
			wrong(field, "These are too many words: at most 50.")
		}
	}
	each := func(field string, list []string, ok func(string) bool, words string) {
		if len(list) > most {
			wrong(field, "These are too many: at most 50.")
			return
		}
		for _, s := range list {
			if !ok(s) {
				wrong(field, "“"+s+"” "+words)
				return
			}
		}
	}
	each("cpv", w.CPV, codeForm.MatchString, "is no CPV code: two to eight digits.")
	each("regions", w.Regions, func(s string) bool {
		r := region(s)
		_, nation := nations[r]
		return nation || regionForm.MatchString(r)
	}, "is neither a nation of the United Kingdom nor a code such as UKC.")
	each("schemes", w.Schemes, func(id string) bool {
		_, sch := scheme.Default().Scheme(id)
		_, dem := scheme.Default().Demand(id)
		return sch || dem
	}, "is no scheme that is known.")
	each("stages", w.Stages, func(s string) bool {
		switch notice.Stage(s) {
		case notice.Planning, notice.Tender, notice.Awarded, notice.Contract, notice.Ended, notice.Cancelled, notice.Market:
			return true
		}
		return false
	}, "is no stage of a notice.")
	for field, a := range map[string]money.Amount{"least": w.Least, "most": w.Most} {
		if !a.IsZero() && (a.Currency != "GBP" || a.Minor < 0) {
			wrong(field, "Say it in pounds.")
		}
	}
	if !w.Least.IsZero() && !w.Most.IsZero() && w.Least.Minor > w.Most.Minor {
		wrong("most", "This is less than the least value.")
	}
	if w.Days != nil && (*w.Days < 0 || *w.Days > 365) {
		wrong("days", "Say a number of days from 0 to 365.")
	}
	return out
}

// Search gives what a saved search looks for.
func (w *Watch) Search() Search {
	s := Search{
		CPV: w.CPV, Regions: w.Regions, Buyer: w.Buyer, Least: w.Least.Minor, Most: w.Most.Minor, Schemes: w.Schemes,
	}
	if w.Days != nil {
		s.Days = int(*w.Days)
	}
	s.All, _ = terms(w.All)
	s.Any, _ = terms(w.Any)
	s.None, _ = terms(w.None)
	for _, st := range w.Stages {
		s.Stages = append(s.Stages, notice.Stage(st))
	}
	return s
}

// terms reads words, and phrases in quotation marks; false when one is not closed.
func terms(text string) (out []string, closed bool) {
	text = strings.NewReplacer("“", `"`, "”", `"`, ",", " ").Replace(text)
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 0 {
			out = append(out, strings.Fields(part)...)
		} else if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out, strings.Count(text, `"`)%2 == 0
}
