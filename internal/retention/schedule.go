// Package retention says how long records are kept, holds what must be kept
// longer, proposes what has passed its time, and takes people out of records.
// docs/retention.md tells it as a whole.
package retention

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kinds of the registers of this package.
const (
	RuleKind     register.Kind = "retention-rule"
	HoldKind     register.Kind = "legal-hold"
	ProposalKind register.Kind = "retention-proposal"
	ErasureKind  register.Kind = "erasure"
)

// From is what a period is counted from.
type From string

const (
	FromChange From = "change" // the last change
	FromField  From = "field"  // the day in a date field of the record
	FromEnd    From = "end"    // the end of the record's life
)

// Rule is how long the records of one register are kept.
type Rule struct {
	Kind   string `json:"kind"` // of the register
	Months int    `json:"months"`
	From   From   `json:"from"`
	Field  string `json:"field,omitempty"` // with FromField: the date field
	Basis  string `json:"basis"`           // why so long, in words
}

// Words says the period: "48 months from the end of its life".
func (r Rule) Words() string {
	from := map[From]string{FromChange: "its last change", FromEnd: "the end of its life", FromField: "its date “" + r.Field + "”"}[r.From]
	return strconv.Itoa(r.Months) + " months from " + from
}

// Period is how long a store beside the registers keeps what it has.
type Period struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Days  int    `json:"days"` // 0: not by days
	Keeps string `json:"keeps"`
	Basis string `json:"basis"`
}

// Default is the rule of every register without one of its own, and where it
// comes from.
type Default struct {
	Months    int    `json:"months"`
	From      From   `json:"from"`
	Basis     string `json:"basis"`
	Source    string `json:"source"`
	AsOf      string `json:"asOf"`
	Certainty string `json:"certainty"`
}

//go:embed data/schedule.json
var scheduleData []byte

var builtIn = func() (s struct {
	Default Default  `json:"default"`
	Stores  []Period `json:"stores"`
},
) {
	if err := json.Unmarshal(scheduleData, &s); err != nil || s.Default.Months < 1 || len(s.Stores) == 0 {
		panic(fmt.Sprintf("data/schedule.json: %v", err))
	}
	return s
}()

// BuiltIn gives the rule of registers that have none of their own.
func BuiltIn() Default { return builtIn.Default }

// Stores gives the periods of the other stores.
func Stores() []Period { return slices.Clone(builtIn.Stores) }

// Days gives the period of a store in days; 0: it has none.
func Days(store string) int {
	for _, p := range builtIn.Stores {
		if p.ID == store {
			return p.Days
		}
	}
	return 0
}

// DefaultRule gives the built-in rule for a register.
func DefaultRule(kind register.Kind) Rule {
	d := builtIn.Default
	return Rule{Kind: string(kind), Months: d.Months, From: d.From, Basis: d.Basis}
}

// maxMonths is a hundred years: more is a slip of the keyboard.
const maxMonths = 1200

// Rules declares the schedule as a register.
func Rules() *register.Register[Rule] {
	return register.Declare(register.Declaration{
		Kind: RuleKind, Prefix: "RET", Singular: "retention rule", Plural: "retention rules", Area: authz.Settings, Template: true,
		Fields: []register.Field{
			{Name: "kind", Label: "Register", Type: register.Text, Required: true, List: true, Filter: true, Sort: true},
			{Name: "months", Label: "Months", Type: register.Number, Required: true, List: true, Sort: true},
			{Name: "from", Label: "Counted from", Type: register.Choice, Required: true, Default: string(FromEnd), List: true, Choices: []register.Option{
				{Value: string(FromEnd), Label: "The end of the record's life"},
				{Value: string(FromChange), Label: "The last change"},
				{Value: string(FromField), Label: "A date of the record"},
			}},
			{Name: "field", Label: "Which date", Type: register.Text, List: true},
			{Name: "basis", Label: "Why so long", Type: register.LongText, Required: true, List: true},
		},
	}, func(_, r *Rule) []errs.Field {
		var out []errs.Field
		if r.Months < 1 || r.Months > maxMonths {
			out = append(out, errs.Field{Pointer: "/months", Message: fmt.Sprintf("Say between 1 and %d months.", maxMonths)})
		}
		if (r.From == FromField) != (r.Field != "") {
			out = append(out, errs.Field{Pointer: "/field", Message: "Name the date it is counted from, or count from something else."})
		}
		return out
	})
}

// Fits says what is wrong with a rule for a register; nil when it fits.
func (r Rule) Fits(book *register.Book) error {
	reg := book.Of(register.Kind(r.Kind))
	if reg == nil {
		return errs.At("/kind", "%q is not a register.", r.Kind)
	}
	if own(register.Kind(r.Kind)) {
		return errs.At("/kind", "What was held, proposed and erased is kept for good: it is the proof that it was done rightly.")
	}
	if r.From != FromField {
		return nil
	}
	f := reg.Declaration().Field(r.Field)
	if f == nil || f.Type != register.Date {
		return errs.At("/field", "%s have no date %q.", reg.Declaration().Plural, r.Field)
	}
	return nil
}

// own says that a register is one of this package's records of what was done,
// which are never proposed.
func own(k register.Kind) bool {
	return slices.Contains([]register.Kind{HoldKind, ProposalKind, ErasureKind}, k)
}

// Ends gives the last day of a record's life, by kind: the day a certificate
// ended, the day a task was done. value is a pointer to the register's struct;
// no day: it lives. A record of a kind without an entry lives until it is
// deleted.
type Ends map[register.Kind]func(value any) civil.Date

// Over gives the first day on which the rule lets a record go; no day: it does
// not. zone is where an instant becomes a day.
func (r Rule) Over(reg register.Any, ends Ends, rec *register.Record, zone *time.Location) (civil.Date, error) {
	changed := civil.FromTime(time.UnixMicro(rec.UpdatedAt).In(zone))
	from := changed
	if r.From != FromChange && !rec.Deleted {
		value, err := reg.Decode(rec.Body)
		if err != nil {
			return civil.Date(0), err
		}
		from = civil.Date(0)
		if r.From == FromField {
			if d, ok := reg.Get(value, r.Field).(civil.Date); ok {
				from = d
			}
		} else if end := ends[reg.Declaration().Kind]; end != nil {
			from = end(value)
		}
	}
	if from.IsZero() {
		return from, nil
	}
	return from.AddMonths(r.Months).AddDays(1), nil
}
