// Package statement is what a supplier states of itself in a bid: the Procurement
// Specific Questionnaire and Scotland's Single Procurement Document as structured
// forms. What is known already is filled in, each value with where it comes from;
// a certificate that ends before the award is said. The rules are pure.
package statement

import (
	"embed"
	"encoding/json"
	"slices"
	"sync"

	"holdfast/internal/win/bid"
)

// The forms that are known.
const (
	PSQ      = "psq"
	Scotland = "spd-scotland"
)

// Kinds of question.
const (
	Text   = "text"
	Long   = "long"
	YesNo  = "yesno"
	Date   = "date"
	Choice = "choice"
	Meet   = "meet" // I currently meet it, will meet it by contract award, or not
)

// The answers to a question of kind Meet, as the central digital platform has
// them.
const (
	MeetsNow   = "now"
	MeetsAward = "by-award"
	MeetsNot   = "no"
)

//go:embed forms/*.json
var formData embed.FS

// Form is a questionnaire, as data with where it comes from.
type Form struct {
	Form    string   `json:"form"`
	Title   string   `json:"title"`
	Short   string   `json:"short"`
	Regimes []string `json:"regimes"`
	Edition string   `json:"edition"`
	AsOf    string   `json:"as_of"`
	// Certainty is V (read at its source), V2 (in two places), C (common knowledge)
	// or U (not checked); parts and questions may say otherwise of themselves.
	Certainty string `json:"certainty"`
	Source    string `json:"source"`
	Note      string `json:"note"`
	Parts     []Part `json:"parts"`
}

// Part is a part of a form.
type Part struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	About     string     `json:"about,omitempty"`
	Certainty string     `json:"certainty"`
	Questions []Question `json:"questions"`
}

// Question is one thing asked, in Holdfast's own words.
type Question struct {
	ID      string   `json:"id"`
	Ask     string   `json:"ask"`
	Kind    string   `json:"kind"`
	Hint    string   `json:"hint,omitempty"`
	Choices []string `json:"choices,omitempty"`
	// Fill names what is known already: "entity.name", "cert.iso9001.summary".
	Fill string `json:"fill,omitempty"`
	// Library is the topic of the answers that fit it.
	Library string `json:"library,omitempty"`
	When    *When  `json:"when,omitempty"`
	// Own: what it asks is particular to one bid, and is not taken from the last.
	Own       bool   `json:"own,omitempty"`
	Optional  bool   `json:"optional,omitempty"`
	Certainty string `json:"certainty,omitempty"`
}

// When says that a question is asked only after another was answered so: Is this,
// or anything but Not.
type When struct {
	ID  string `json:"id"`
	Is  string `json:"is,omitempty"`
	Not string `json:"not,omitempty"`
}

var forms = sync.OnceValue(func() []Form {
	var out []Form
	for _, name := range []string{PSQ, Scotland} {
		raw, err := formData.ReadFile("forms/" + name + ".json")
		if err != nil {
			panic("statement: " + err.Error())
		}
		var f Form
		if err := json.Unmarshal(raw, &f); err != nil {
			panic("statement: " + name + ": " + err.Error())
		}
		out = append(out, f)
	}
	return out
})

// Forms gives the forms that are known; they must not be changed.
func Forms() []Form { return forms() }

// FormOf gives a form by its name.
func FormOf(name string) (*Form, bool) {
	i := slices.IndexFunc(forms(), func(f Form) bool { return f.Form == name })
	if i < 0 {
		return nil, false
	}
	return &forms()[i], true
}

// FormFor gives the form that a bid most likely wants: Scotland's in Scotland,
// else the questionnaire of the Procurement Act.
func FormFor(b *bid.Bid) string {
	if b.Nation == "scotland" || b.Regime == "scotland" {
		return Scotland
	}
	return PSQ
}

// Question gives a question of the form by its id.
func (f *Form) Question(id string) (*Question, bool) {
	for i := range f.Parts {
		for j := range f.Parts[i].Questions {
			if q := &f.Parts[i].Questions[j]; q.ID == id {
				return q, true
			}
		}
	}
	return nil, false
}

// MeetWords says an answer to a question of kind Meet.
func MeetWords(value string) string {
	switch value {
	case MeetsNow:
		return "I currently meet it"
	case MeetsAward:
		return "Will meet it by contract award"
	case MeetsNot:
		return "Does not meet it"
	}
	return value
}

// Words says a value as people read it.
func (q *Question) Words(value string) string {
	switch {
	case q.Kind == Meet:
		return MeetWords(value)
	case q.Kind == YesNo && value == "yes":
		return "Yes"
	case q.Kind == YesNo && value == "no":
		return "No"
	}
	return value
}
