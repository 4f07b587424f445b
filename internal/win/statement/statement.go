package statement

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "statement"

// MaxValue bounds one answer, in bytes.
const MaxValue = 20_000

// BidStatement is one form as it is filled in for a bid. What is known from elsewhere
// is not stored here: it is filled in whenever it is read, with its source.
type BidStatement struct {
	Title     string `json:"title"` // "PSQ for BID-4"
	Bid       string `json:"bid"`   // id of the bid
	BidNumber string `json:"bidNumber"`
	Form      string `json:"form"`
	// From is the statement whose answers it began with.
	From string `json:"from,omitempty"`
	// Given are the answers of people, by the question's id.
	Given map[string]Given `json:"given,omitempty"`
	Note  string           `json:"note,omitempty"`

	custom.Values
}

// Given is what a person answered.
type Given struct {
	Value string `json:"value"`
	// Answer is the number of the library's answer that it was taken from.
	Answer string `json:"answer,omitempty"`
	// From is the statement that it was taken over from, unseen since.
	From string     `json:"from,omitempty"`
	By   string     `json:"by,omitempty"`
	On   civil.Date `json:"on,omitzero"`
}

// Row is a statement with its number and version.
type Row = register.Row[BidStatement]

// Register declares statements to the kernel.
func Register() *register.Register[BidStatement] {
	var names []register.Option
	for _, f := range Forms() {
		names = append(names, register.Option{Value: f.Form, Label: f.Title})
	}
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "STMT", Singular: "statement", Plural: "statements", Area: authz.Win,
		Fields: []register.Field{
			{Name: "title", Label: "Title", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "form", Label: "Form", Type: register.Choice, Choices: names, Required: true, Default: PSQ, List: true, Filter: true},
			{Name: "bidNumber", Label: "Bid", Type: register.Text, List: true, Search: true},
			{Name: "bid", Label: "Id of the bid", Type: register.Text, Required: true, Filter: true},
			{Name: "from", Label: "Began from", Type: register.Text},
			{Name: "note", Label: "Note", Type: register.LongText},
		},
	}, check)
}

func check(_, s *BidStatement) []errs.Field {
	f, ok := FormOf(s.Form)
	if !ok {
		return nil // the choice is refused by its field
	}
	var out []errs.Field
	for id, g := range s.Given {
		q, ok := f.Question(id)
		if !ok {
			out = append(out, errs.Field{Pointer: "/" + id, Message: fmt.Sprintf("%s has no question %s.", f.Short, id)})
			continue
		}
		if msg := q.wrong(g.Value); msg != "" {
			out = append(out, errs.Field{Pointer: "/" + id, Message: msg})
		}
	}
	slices.SortFunc(out, func(a, b errs.Field) int {
		if a.Pointer < b.Pointer {
			return -1
		}
		return 1
	})
	return out
}

// wrong says what is wrong with a value; empty: nothing.
func (q *Question) wrong(value string) string {
	switch {
	case len(value) > MaxValue || !utf8.ValidString(value):
		return "This is too long: at most 20,000 characters."
	case value == "":
		return ""
	case q.Kind == YesNo && value != "yes" && value != "no":
		return "Answer yes or no."
	case q.Kind == Meet && !slices.Contains([]string{MeetsNow, MeetsAward, MeetsNot}, value):
		return "Choose one of the three."
	case q.Kind == Choice && !slices.Contains(q.Choices, value):
		return "Choose one of those that stand there."
	case q.Kind == Date:
		if _, err := civil.Parse(value); err != nil {
			return "Give a day, such as 2027-03-31."
		}
	}
	return ""
}
