package ui

import (
	"github.com/a-h/templ"

	"holdfast/internal/verdict"
)

// Quote is what someone else wrote, word for word, with the words that decide
// marked and the place where they stand.
type Quote struct {
	Runs  []Run // the quotation marks are drawn; only Mark is looked at
	Place string
	Href  string // to the place
	Small bool   // in lists
}

// QuoteOf3 makes a quotation of what stands before, the marked words, and what
// follows.
func QuoteOf3(before, marked, after, place string) Quote {
	q := Quote{Place: place}
	for _, r := range []Run{{Text: before}, {Text: marked, Mark: true}, {Text: after}} {
		if r.Text != "" {
			q.Runs = append(q.Runs, r)
		}
	}
	return q
}

// KV is a list of facts, label by label. Content stands in place of Value.
type KV struct {
	Label   string
	Value   string
	Href    string
	Content templ.Component
}

// Checks are the separate checks behind a state.
type Checks []verdict.Check

// checkName gives a check's name as a person reads it.
func checkName(n string) string {
	switch n {
	case "scheme":
		return "Scheme"
	case "level":
		return "Level"
	case "entity":
		return "Legal entity"
	case "scope":
		return "Scope"
	case "edition":
		return "Edition"
	case "accreditation":
		return "Accreditation"
	case "status":
		return "Status"
	case "date":
		return "Date"
	}
	return n
}
