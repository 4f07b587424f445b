package rest_test

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// conforms says what is wrong with an answer by its documented response.
func (f *fuzzer) conforms(response json.RawMessage, a answer) string {
	var r struct {
		Content map[string]struct{ Schema map[string]any }
	}
	if err := json.Unmarshal(response, &r); err != nil {
		return err.Error()
	}
	if len(r.Content) == 0 {
		if a.Body.Len() > 0 {
			return "a body where none is documented"
		}
		return ""
	}
	typ := a.Header().Get("Content-Type")
	media, ok := r.Content[typ]
	if !ok {
		return "content type " + typ
	}
	if !strings.HasSuffix(typ, "json") {
		return ""
	}
	var v any
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		return err.Error()
	}
	return f.fault(media.Schema, v, "")
}

// fault says where a value is not as its schema says: the part of JSON Schema
// that the specification uses, written apart from what makes it.
func (f *fuzzer) fault(s map[string]any, v any, at string) string {
	if ref, ok := s["$ref"].(string); ok {
		return f.fault(f.schemas[strings.TrimPrefix(ref, "#/components/schemas/")], v, at)
	}
	if either, ok := s["anyOf"].([]any); ok {
		var last string
		for _, one := range either {
			if last = f.fault(one.(map[string]any), v, at); last == "" {
				return ""
			}
		}
		return last
	}
	if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Sprintf("%s: %v is none of %v", at, v, enum)
	}
	if fault := typeFault(s["type"], v); fault != "" {
		return at + ": " + fault
	}
	switch x := v.(type) {
	case string:
		return textFault(s, x, at)
	case []any:
		items, _ := s["items"].(map[string]any)
		for i, one := range x {
			if fault := f.fault(items, one, fmt.Sprintf("%s/%d", at, i)); fault != "" {
				return fault
			}
		}
	case map[string]any:
		return f.objectFault(s, x, at)
	}
	return ""
}

func typeFault(want, v any) string {
	got := ""
	switch x := v.(type) {
	case nil:
		got = "null"
	case bool:
		got = "boolean"
	case string:
		got = "string"
	case []any:
		got = "array"
	case map[string]any:
		got = "object"
	case float64:
		if got = "number"; x == math.Trunc(x) {
			got = "integer"
		}
	}
	var types []any
	switch w := want.(type) {
	case nil:
		return ""
	case string:
		types = []any{w}
	case []any:
		types = w
	}
	if slices.Contains(types, any(got)) || got == "integer" && slices.Contains(types, any("number")) {
		return ""
	}
	return fmt.Sprintf("%s, not %v", got, want)
}

func textFault(s map[string]any, x, at string) string {
	if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(x) {
		return fmt.Sprintf("%s: %q is not %s", at, x, p)
	}
	form := map[any]string{"date": time.DateOnly, "date-time": time.RFC3339Nano}[s["format"]]
	if _, err := time.Parse(form, x); form != "" && err != nil {
		return at + ": " + err.Error()
	}
	return ""
}

func (f *fuzzer) objectFault(s map[string]any, x map[string]any, at string) string {
	props, _ := s["properties"].(map[string]any)
	for _, name := range list(s["required"]) {
		if _, ok := x[name.(string)]; !ok {
			return at + ": no " + name.(string)
		}
	}
	for name, one := range x {
		switch p, ok := props[name].(map[string]any); {
		case ok:
			if fault := f.fault(p, one, at+"/"+name); fault != "" {
				return fault
			}
		case s["additionalProperties"] == false:
			return at + ": " + name + " is not documented"
		default:
			if more, ok := s["additionalProperties"].(map[string]any); ok {
				if fault := f.fault(more, one, at+"/"+name); fault != "" {
					return fault
				}
			}
		}
	}
	return ""
}

// TestTheConformanceCheckFindsFaults: the judge of the fuzz is not blind.
func TestTheConformanceCheckFindsFaults(t *testing.T) {
	t.Parallel()
	f := &fuzzer{schemas: map[string]map[string]any{"A": {"type": "object", "required": []any{"n"}, "additionalProperties": false, "properties": map[string]any{
		"n": map[string]any{"type": "integer"}, "d": map[string]any{"type": []any{"string", "null"}, "format": "date"}, "c": map[string]any{"enum": []any{"x"}},
	}}}}
	ref := map[string]any{"$ref": "#/components/schemas/A"}
	for text, good := range map[string]bool{
		`{"n":1}`: true, `{"n":1,"d":null}`: true, `{"n":1,"d":"2027-01-01","c":"x"}`: true,
		`{}`: false, `{"n":1.5}`: false, `{"n":"1"}`: false, `{"n":1,"d":"soon"}`: false, `{"n":1,"c":"y"}`: false, `{"n":1,"e":1}`: false, `[]`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if fault := f.fault(ref, v, ""); (fault == "") != good {
			t.Errorf("%s: %q", text, fault)
		}
	}
}
