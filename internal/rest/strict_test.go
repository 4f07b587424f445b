package rest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// TestEveryBodyIsReadStrictly sends each operation that takes JSON what one
// reader would take and another not: a name twice, in another case, one that is
// not known. Nothing of it is done.
func TestEveryBodyIsReadStrictly(t *testing.T) {
	t.Parallel()
	s := build(t)
	s.ask("POST", "/api/v1/certificates", iso).is(201)
	s.ask("POST", "/api/v1/bids", `{"title":"Bridge","requirements":[{"id":"r1","scheme":"iso27001","strength":"mandatory","when":"by-award"}]}`).is(201)
	s.ask("POST", "/api/v1/tasks", `{"title":"Do it"}`).is(201)
	s.ask("POST", "/api/v1/things", `{"title":"Ladder"}`).is(201)
	numbers := map[string]string{"certificates": "CERT-1", "bids": "BID-1", "tasks": "TASK-1", "things": "THING-1"}
	before := s.ask("GET", "/api/v1/trail?limit=1000", "").is(200).Body.String()
	tried := 0
	for _, o := range operations(t, s.api) {
		if o.Body == nil || o.ID == "importNotices" { // a file that others publish, each of whose notices is judged by itself
			continue
		}
		for typ, content := range o.Body.Content {
			if !strings.Contains(typ, "json") || strings.Contains(typ, "ndjson") {
				continue
			}
			known := anyField(t, s, content.Schema)
			if known == "" { // a patch: any member of the record
				known = map[string]string{"certificates": "note"}[strings.Split(o.Path, "/")[3]]
				if known == "" {
					known = "title"
				}
			}
			path := o.at(map[string]string{"id": numbers[strings.Split(o.Path, "/")[3]], "requirement": "r1"})
			other := strings.Map(func(r rune) rune {
				if unicode.IsUpper(r) {
					return unicode.ToLower(r)
				}
				return unicode.ToUpper(r)
			}, known)
			for what, body := range map[string]string{
				"a name that is not known": `{"neverHeardOf":1}`, "a name twice": `{"` + known + `":null,"` + known + `":null}`, "a name in another case": `{"` + other + `":null}`,
				"a name twice, once escaped": `{"` + known + `":null,"\u00` + hex(known[0]) + known[1:] + `":null}`, "something behind": `{} {}`, "a list": `[]`, "a text": `"x"`, "prototype": `{"__proto__":{}}`,
				"NaN": `{"` + known + `":NaN}`, "a comment": `{/* x */}`, "a comma too many": `{"` + known + `":null,}`,
			} {
				a := s.ask(o.Method, path, body, "Content-Type", typ, "If-Match", "*")
				if a.Code != 422 {
					t.Errorf("%s with %s: %d, want 422: %.300s", o.ID, what, a.Code, a.Body)
				}
				tried++
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d bodies were sent", tried)
	}
	if after := s.ask("GET", "/api/v1/trail?limit=1000", "").Body.String(); after != before {
		t.Error("something was changed")
	}
}

func hex(b byte) string { return string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]) }

// anyField gives the name of a member of the object that a schema describes,
// empty where it names none.
func anyField(t *testing.T, s *site, schema map[string]any) string {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		var spec struct {
			Components struct{ Schemas map[string]map[string]any }
		}
		if err := json.Unmarshal(s.api.Spec(), &spec); err != nil {
			t.Fatal(err)
		}
		schema = spec.Components.Schemas[ref[strings.LastIndexByte(ref, '/')+1:]]
	}
	properties, _ := schema["properties"].(map[string]any)
	best := ""
	for name := range properties {
		if best == "" || name < best {
			best = name
		}
	}
	return best
}
