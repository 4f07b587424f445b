package scheme

import (
	"fmt"
	"strconv"
	"strings"

	"holdfast/internal/civil"
)

// Value is the answer to one fact: yes or no, a whole number, a day or a choice.
// The zero Value is no answer: unknown.
type Value struct {
	kind byte // 0 none, 'b', 'n', 'd', 't'
	num  int64
	text string
}

// Yes answers a yes/no fact.
func Yes(v bool) Value {
	if v {
		return Value{kind: 'b', num: 1}
	}
	return Value{kind: 'b'}
}

// Number answers a fact with a whole number.
func Number(n int64) Value { return Value{kind: 'n', num: n} }

// On answers a fact with a day; no day is no answer.
func On(d civil.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{kind: 'd', num: int64(d)}
}

// Choice answers a fact with one of its values; "" is no answer.
func Choice(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: 't', text: s}
}

// IsUnknown says that there is no answer.
func (v Value) IsUnknown() bool { return v.kind == 0 }

// String gives the value as it is written in the data.
func (v Value) String() string {
	switch v.kind {
	case 'b':
		return strconv.FormatBool(v.num == 1)
	case 'n':
		return strconv.FormatInt(v.num, 10)
	case 'd':
		return civil.Date(v.num).String()
	}
	return v.text
}

// MarshalJSON writes null for no answer.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case 0:
		return []byte("null"), nil
	case 'b', 'n':
		return []byte(v.String()), nil
	}
	return []byte(strconv.Quote(v.String())), nil
}

// UnmarshalJSON reads true, false, a whole number, a text or null. A text of the
// form of a date is read as a day.
func (v *Value) UnmarshalJSON(b []byte) error {
	s := string(b)
	switch {
	case s == "null":
		*v = Value{}
	case s == "true" || s == "false":
		*v = Yes(s == "true")
	case strings.HasPrefix(s, `"`):
		t, err := strconv.Unquote(s)
		if err != nil {
			return fmt.Errorf("%s is not a text that can be read", s)
		}
		if d, err := civil.Parse(t); err == nil {
			*v = On(d)
			return nil
		}
		*v = Choice(t)
	default:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return fmt.Errorf("%s is not a whole number, a text, a day, true or false", s)
		}
		*v = Number(n)
	}
	return nil
}

// Answers are the facts that are known of a procurement, a requirement or a
// certificate, by fact id. What is absent is unknown.
type Answers map[string]Value
