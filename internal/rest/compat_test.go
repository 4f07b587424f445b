package rest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/rest"
)

// small is a specification with a piece of each kind.
const small = `{"paths":{"/a":{"get":{"parameters":[{"name":"q","in":"query","schema":{"type":"string"}},{"name":"n","in":"query","schema":{"type":"string","enum":["x","y"]}}],
"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Out"}}}},"404":{}}},
"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/In"}}}},"responses":{"201":{}}},
"delete":{"responses":{"204":{}}}},"/b":{"get":{"responses":{"200":{}}}}},
"components":{"schemas":{"In":{"type":"object","required":["title"],"properties":{"title":{"type":"string","maxLength":100},"note":{"type":["string","null"]},"state":{"type":"string","enum":["open","shut"]},"more":{"$ref":"#/components/schemas/Part"}}},
"Part":{"type":"object","properties":{"size":{"type":"number"},"day":{"type":"string","format":"date"}}},
"Out":{"type":"object","required":["id","list"],"properties":{"id":{"type":"string"},"hint":{"type":"string"},"state":{"type":"string","enum":["open"]},"list":{"type":"array","items":{"$ref":"#/components/schemas/Part"}}}}}}}`

func TestEachKindOfBreakIsFound(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct{ from, to, want string }{
		"path":            {`"/b":`, `"/c":`, "GET /b: is gone"},
		"operation":       {`"delete":`, `"put":`, "DELETE /a: is gone"},
		"parameter":       {`"name":"q"`, `"name":"words"`, "parameter q is gone"},
		"required":        {`"name":"q","in":"query",`, `"name":"q","in":"query","required":true,`, "parameter q is required now"},
		"new parameter":   {`"parameters":[`, `"parameters":[{"name":"z","in":"query","required":true},`, "parameter z is new and required"},
		"parameter value": {`["x","y"]`, `["x"]`, "y is taken no more"},
		"success":         {`"201"`, `"200"`, "answers 201 no more"},
		"body":            {`"delete":{`, `"delete":{"requestBody":{"required":true},`, "wants a body now"},
		"body gone":       {`"requestBody":{"required":true,`, `"requestBodies":{"required":true,`, "takes no body any more"},
		"content type":    {`"requestBody":{"required":true,"content":{"application/json"`, `"requestBody":{"required":true,"content":{"text/plain"`, "application/json is gone"},
		"input member":    {`"note":`, `"notes":`, "In (sent): member note is gone"},
		"new required":    {`["title"]`, `["title","note"]`, "member note is required now"},
		"length":          {`"maxLength":100`, `"maxLength":50`, "maxLength is 50 now"},
		"null":            {`["string","null"]`, `"string"`, "the type was string or null and is string"},
		"input enum":      {`["open","shut"]`, `["open"]`, "shut is taken no more"},
		"new enum":        {`"title":{"type":"string",`, `"title":{"type":"string","enum":["a"],`, "takes only some values now"},
		"nested type":     {`"size":{"type":"number"}`, `"size":{"type":"integer"}`, "the type was number and is integer"},
		"format":          {`"format":"date"`, `"format":"date-time"`, "the format was"},
		"answer member":   {`"hint":`, `"hints":`, "Out: member hint is gone"},
		"answer promise":  {`["id","list"]`, `["id"]`, "member list may be absent now"},
		"answer type":     {`"id":{"type":"string"}`, `"id":{"type":["string","null"]}`, "the type was string and is string or null"},
		"answer enum":     {`"enum":["open"]}`, `"x":1}`, "may answer any value now"},
		"strict":          {`"In":{"type":"object",`, `"In":{"type":"object","additionalProperties":false,`, "takes no other members any more"},
	} {
		if strings.Count(small, c.from) == 0 {
			t.Fatalf("%s: %s is not there", what, c.from)
		}
		got, err := rest.Breaks([]byte(small), []byte(strings.Replace(small, c.from, c.to, 1)))
		if err != nil || !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s: %q, %v; want %q", what, got, err, c.want)
		}
	}
}

func TestAdditionsBreakNothing(t *testing.T) {
	t.Parallel()
	for what, c := range map[string][2]string{
		"nothing":     {`"/b"`, `"/b"`},
		"path":        {`"/b":`, `"/new":{"get":{"responses":{}}},"/b":`},
		"parameter":   {`"parameters":[`, `"parameters":[{"name":"z","in":"query"},`},
		"member":      {`"note":`, `"extra":{"type":"string"},"note":`},
		"input enum":  {`["open","shut"]`, `["open","shut","lost"]`},
		"answer enum": {`"enum":["open"]}`, `"enum":["open","new"]}`},
		"length":      {`"maxLength":100`, `"maxLength":200`},
		"problem":     {`"404":{}`, `"404":{},"409":{}`},
		"input type":  {`"title":{"type":"string"`, `"title":{"type":["string","null"]`},
		"promise":     {`["id","list"]`, `["id","list","hint"]`},
	} {
		got, err := rest.Breaks([]byte(small), []byte(strings.Replace(small, c[0], c[1], 1)))
		if err != nil || len(got) > 0 {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	for _, bad := range []string{"", "{}", "[]"} {
		if _, err := rest.Breaks([]byte(small), []byte(bad)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestTheReleasedAPIStands: what was released keeps working with what is in the
// tree. testdata/openapi-v1-released.json is replaced at a release, and never to
// let a break through.
func TestTheReleasedAPIStands(t *testing.T) {
	t.Parallel()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	released, now := read("openapi-v1-released.json"), read("openapi.json")
	breaks, err := rest.Breaks(released, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaks {
		t.Errorf("this breaks clients: %s", b)
	}
	if bytes.Count(now, []byte("operationId")) < 60 {
		t.Error("the specification is nearly empty")
	}
}
