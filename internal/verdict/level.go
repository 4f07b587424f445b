package verdict

import (
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
