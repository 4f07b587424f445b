package verdict

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Level is a scheme's own level or status: "1", "standards_met". JSON may hold
// it as text or as a number.
type Level string

// UnmarshalJSON reads text, a whole number or null.
func (l *Level) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	switch {
	case s == "null":
		*l = ""
	case b[0] == '{' || b[0] == '[' || b[0] == 't' || b[0] == 'f' || len(s) > 64:
		return fmt.Errorf("a level is a short text or a number")
	default:
		*l = Level(strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(s)))
	}
	return nil
}

// MarshalJSON writes null for no level.
func (l Level) MarshalJSON() ([]byte, error) {
	if l == "" {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, "%q", string(l)), nil
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
