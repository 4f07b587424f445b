package change

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/errs"
)

// noZero refuses a body with U+0000 in a text, naming the place.
func noZero(body []byte) error {
	if !bytes.Contains(body, []byte(`\u0000`)) {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	for {
		tok, err := dec.ReadToken()
		if err != nil {
			return nil // the end: it was an escaped backslash before "u0000"
		}
		if tok.Kind() == '"' && strings.IndexByte(tok.String(), 0) >= 0 {
			return errs.At(string(dec.StackPointer()), "This text holds a zero character.")
		}
	}
}

// difference gives the members of two bodies that differ, before and after.
func difference(before, after []byte) map[string]any {
	var b, a map[string]json.RawMessage
	if json.Unmarshal(before, &b) != nil || json.Unmarshal(after, &a) != nil {
		return map[string]any{"before": json.RawMessage(before), "after": json.RawMessage(after)}
	}
	for name, value := range b {
		if bytes.Equal(value, a[name]) {
			delete(b, name)
			delete(a, name)
		}
	}
	return map[string]any{"before": b, "after": a}
}
