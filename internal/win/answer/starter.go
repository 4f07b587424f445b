package answer

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

//go:embed starters.json
var starterData []byte

// Starter is a question that buyers in the United Kingdom often ask, with the
// skeleton of an answer: what is to be filled in stands in double square brackets.
type Starter struct {
	Key      string   `json:"key"`
	Topic    string   `json:"topic"`
	Question string   `json:"question"`
	Wordings []string `json:"wordings"`
	Text     string   `json:"text"`
}

var starters = sync.OnceValue(func() []Starter {
	var out []Starter
	if err := json.Unmarshal(starterData, &out); err != nil {
		panic("answer: starters.json: " + err.Error())
	}
	return out
})

// Starters gives the questions to begin with, by topic.
func Starters() []Starter { return slices.Clone(starters()) }

// Answer gives the draft that a starter begins.
func (s Starter) Answer() Answer {
	return Answer{Question: s.Question, Wordings: strings.Join(s.Wordings, "\n"), Text: s.Text, Topic: s.Topic, Starter: s.Key}
}

// Start begins drafts from starters, owned by a person. One that an answer began
// from already is left out. Action: answer.create.
func (s *Service) Start(tx *change.Tx, keys []string, owner string) ([]Row, error) {
	begun, err := s.Begun(tx)
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, key := range keys {
		i := slices.IndexFunc(starters(), func(s Starter) bool { return s.Key == key })
		if i < 0 {
			return nil, errs.At("/starters", "There is no question %q to begin with.", key)
		}
		if begun[key] != "" {
			continue
		}
		a := starters()[i].Answer()
		a.Owner = owner
		row, err := s.Create(tx, a)
		if err != nil {
			return nil, err
		}
		begun[key] = row.Number
		out = append(out, row)
	}
	return out, nil
}

// Begun gives the number of the answer that began from each starter.
func (s *Service) Begun(in change.Reader) (map[string]string, error) {
	out := map[string]string{}
	for row, err := range change.All(in, s.Answers, register.Query{}) {
		if err != nil {
			return nil, err
		}
		if k := row.Value.Starter; k != "" {
			out[k] = row.Number
		}
	}
	return out, nil
}
