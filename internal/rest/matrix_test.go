package rest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/rest"
)

// operation is one operation of the specification, as the tests go through all
// of them.
type operation struct {
	Method, Path string
	ID           string                     `json:"operationId"`
	Area         authz.Area                 `json:"x-area"`
	Verb         authz.Verb                 `json:"x-verb"`
	Parameters   []parameter                `json:"parameters"`
	Body         *body                      `json:"requestBody"`
	Responses    map[string]json.RawMessage `json:"responses"`
}

type parameter struct {
	Name, In string
	Required bool
	Schema   map[string]any
}

type body struct {
	Content map[string]struct{ Schema map[string]any }
}

// operations reads them from the specification, in one order.
func operations(t testing.TB, api *rest.API) []operation {
	t.Helper()
	var spec struct {
		Paths map[string]map[string]operation
	}
	if err := json.Unmarshal(api.Spec(), &spec); err != nil {
		t.Fatal(err)
	}
	var out []operation
	for _, path := range slices.Sorted(maps.Keys(spec.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(spec.Paths[path])) {
			o := spec.Paths[path][method]
			o.Method, o.Path = strings.ToUpper(method), path
			out = append(out, o)
		}
	}
	return out
}

// at fills in the path.
func (o *operation) at(values map[string]string) string {
	return regexp.MustCompile(`\{([a-z]+)\}`).ReplaceAllStringFunc(o.Path, func(m string) string {
		if v, ok := values[strings.Trim(m, "{}")]; ok {
			return v
		}
		return "none"
	})
}

// minimal gives the smallest body and query that the operation takes, with the
// headers that go with them.
func (o *operation) minimal() (text string, query string, headers []string) {
	headers = []string{"If-Match", "*"}
	if o.Body != nil {
		for typ := range o.Body.Content {
			headers = append(headers, "Content-Type", typ)
			if text = "{}"; strings.Contains(typ, "octet") {
				text = "words"
			}
			break
		}
	}
	var q []string
	for _, p := range o.Parameters {
		if p.In == "query" && p.Required {
			v := "x"
			if p.Schema["format"] == "date" {
				v = "2027-01-01"
			}
			q = append(q, p.Name+"="+v)
		}
	}
	if len(q) > 0 {
		query = "?" + strings.Join(q, "&")
	}
	return text, query, headers
}

// TestEveryRoleOnEveryOperation: an operation answers 403 exactly when the
// table of roles does not grant what it says that it needs, for each role and
// for narrowed tokens.
func TestEveryRoleOnEveryOperation(t *testing.T) {
	t.Parallel()
	s := build(t)
	ops := operations(t, s.api)
	if len(ops) < 60 {
		t.Fatalf("%d operations", len(ops))
	}
	refused := 0
	for _, o := range ops {
		text, query, headers := o.minimal()
		for _, role := range authz.Roles() {
			for _, scope := range []string{"", "win:read", "*:read", "commons:write,settings:read"} {
				limits, err := authz.ParseScope(scope)
				if err != nil {
					t.Fatal(err)
				}
				token := "quay-" + string(role)
				if scope != "" {
					token += "!" + scope
				}
				a := s.ask(o.Method, o.at(nil)+query, text, append(headers, as(token)...)...)
				granted := authz.Allows(role, o.Verb, o.Area) && limits.Covers(o.Verb, o.Area)
				if (a.Code == 403) == granted {
					t.Errorf("%s as %s (%s): %d, granted %v: %s", o.ID, role, scope, a.Code, granted, a.Body)
				}
				if !granted {
					refused++
				}
			}
		}
		if a := s.ask(o.Method, o.at(nil)+query, text, append(headers, "Authorization", "")...); a.Code != 401 {
			t.Errorf("%s without a token: %d", o.ID, a.Code)
		}
	}
	if refused < 500 {
		t.Errorf("only %d refusals: the matrix proves little", refused)
	}
}

// TestAnotherOrganisationsRecordIsNoRecord: with ids of another organisation
// every operation answers what it answers with ids that nobody has, to the byte.
func TestAnotherOrganisationsRecordIsNoRecord(t *testing.T) {
	t.Parallel()
	s := build(t)
	foreign := map[string]string{}
	for kind, made := range map[string][2]string{
		"certificates": {"certificates", iso}, "bids": {"bids", `{"title":"Bridge","requirements":[{"id":"r1","scheme":"iso27001","strength":"mandatory","when":"by-award"}]}`},
		"tasks": {"tasks", `{"title":"Do it"}`}, "things": {"things", `{"title":"Ladder"}`},
	} {
		foreign[kind] = s.ask("POST", "/api/v1/"+made[0], made[1], as("loft-owner")...).is(201).record().ID
	}
	before := s.ask("GET", "/api/v1/trail?limit=1000", "", as("loft-owner")...).Body.String()
	unknown := "01980000-0000-7000-8000-000000000000"
	checked := 0
	for _, o := range operations(t, s.api) {
		plural := strings.Split(o.Path, "/")[3]
		if !strings.Contains(o.Path, "{id}") || foreign[plural] == "" {
			continue
		}
		text, query, headers := o.minimal()
		for _, pair := range [][2]string{{foreign[plural], unknown}, {"CERT-1", "CERT-99"}, {"BID-1", "BID-99"}, {"TASK-1", "TASK-99"}, {"THING-1", "THING-99"}} {
			ask := func(id string) string {
				a := s.ask(o.Method, o.at(map[string]string{"id": id, "role": "treats", "kind": "thing", "to": foreign["things"], "requirement": "r1"})+query, text, headers...)
				return fmt.Sprint(a.Code, " ", a.Header().Get("ETag"), " ", without(t, a.Body.String(), id))
			}
			theirs, nobodys := ask(pair[0]), ask(pair[1])
			if theirs != nobodys {
				t.Errorf("%s: another organisation's: %s\nnobody's: %s", o.ID, theirs, nobodys)
			}
			if strings.HasPrefix(theirs, "2") && o.ID != "taskDone" {
				t.Errorf("%s with another organisation's id: %s", o.ID, theirs)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d were compared", checked)
	}
	if after := s.ask("GET", "/api/v1/trail?limit=1000", "", as("loft-owner")...).Body.String(); after != before {
		t.Error("the other organisation was changed")
	}
	// In fields: a link to another organisation's record names nothing.
	mine := s.ask("POST", "/api/v1/things", `{"title":"Mine"}`).is(201).record().ID
	s.ask("PUT", "/api/v1/things/"+mine+"/links/treats/thing/"+foreign["things"], "").is(404)
	s.ask("GET", "/api/v1/trail?kind=thing&id="+foreign["things"], "").is(200, `{"events":[]}`)
}

// without takes out what names the request itself.
func without(t *testing.T, text, id string) string {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return text
	}
	delete(v, "instance")
	delete(v, "reference")
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), id, "ID")
}
