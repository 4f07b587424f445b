package verdict

import (
	"encoding/json"
	"errors"
	"strings"
)

// Level is a scheme's own level or status: "1", "standards_met". JSON may hold
// it as text or as a number.
type Level string

// UnmarshalJSON reads text, a whole number or null.
func (l *Level) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		var number json.Number
		if json.Unmarshal(b, &number) != nil {
			return errLevel
		}
		text = number.String()
	}
	if len(text) > maxLevel {
		return errLevel
	}
	*l = Level(strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(text)))
	return nil
}

// maxLevel bounds the words of a level.
const maxLevel = 64

var errLevel = errors.New("a level is a short text or a number")

// MarshalJSON writes null for no level.
func (l Level) MarshalJSON() ([]byte, error) {
	if l == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(l))
}

// Condition is the words on which a demand depends. JSON may hold the words, or
// the detection's object with its "quote".
type Condition string

// UnmarshalJSON reads a text, an object with a quote, or null.
func (c *Condition) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*c = Condition(text)
		return nil
	}
	var found struct {
		Quote string `json:"quote"`
	}
	if err := json.Unmarshal(b, &found); err != nil || b[0] != '{' {
		return errors.New("a condition is a text, or an object with its quote")
	}
	*c = Condition(found.Quote)
	return nil
}
