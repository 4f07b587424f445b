package rest_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	fuzzRequests = flag.Int("api.requests", 4000, "how many requests the fuzz of the specification sends")
	fuzzSeed     = flag.Uint64("api.seed", 1, "its seed")
)

// fuzzer makes requests from the specification.
type fuzzer struct {
	*rand.Rand
	schemas map[string]map[string]any
	ids     map[string][]string // numbers and ids by plural
}

func (f *fuzzer) pick(list ...string) string { return list[f.IntN(len(list))] }

func (f *fuzzer) chance(percent int) bool { return f.IntN(100) < percent }

// nasty are texts that things break on.
var nasty = []string{
	"", " ", "\x00", "\xff\xfe", "’“–", "0", "-1", "9999999999999999999", "1e309", "NaN", "null", "true", "[]", "{}", "' OR 1=1 --", "%s%n", "../../etc/passwd",
	"<script>alert(1)</script>", "=1+1", "2027-02-30", "0000-00-00", "9999-12-31", "-262143-01-01", "2027-01-01T00:00:00Z", "\u202e", strings.Repeat("é", 3000), "CERT-1", "BID-1",
}

// value makes a value for a schema, valid most of the time.
func (f *fuzzer) value(s map[string]any, depth int) any {
	if f.chance(4) {
		return f.wrong()
	}
	if ref, ok := s["$ref"].(string); ok {
		return f.value(f.schemas[strings.TrimPrefix(ref, "#/components/schemas/")], depth)
	}
	if list, ok := s["anyOf"].([]any); ok {
		return f.value(list[f.IntN(len(list))].(map[string]any), depth)
	}
	if enum, ok := s["enum"].([]any); ok {
		return enum[f.IntN(len(enum))]
	}
	typ, _ := s["type"].(string)
	if list, ok := s["type"].([]any); ok {
		typ = list[f.IntN(len(list))].(string)
	}
	switch typ {
	case "string":
		return f.text(s)
	case "integer":
		return f.IntN(200) - 20
	case "number":
		return f.Float64() * 100
	case "boolean":
		return f.chance(50)
	case "array":
		out := []any{}
		items, _ := s["items"].(map[string]any)
		for range f.IntN(4) {
			if depth < 6 {
				out = append(out, f.value(items, depth+1))
			}
		}
		return out
	case "object":
		return f.object(s, depth)
	}
	return nil
}

func (f *fuzzer) object(s map[string]any, depth int) any {
	out := map[string]any{}
	props, _ := s["properties"].(map[string]any)
	var required []string
	for _, r := range list(s["required"]) {
		required = append(required, r.(string))
	}
	for _, name := range slices.Sorted(maps.Keys(props)) {
		p := props[name]
		if slices.Contains(required, name) && !f.chance(3) || depth < 6 && f.chance(35) {
			out[name] = f.value(p.(map[string]any), depth+1)
		}
	}
	if more, ok := s["additionalProperties"].(map[string]any); ok {
		for range f.IntN(3) {
			out[f.pick("CERT-1", "award", "deadline", "x", "")] = f.value(more, depth+1)
		}
	}
	if f.chance(3) {
		out[f.pick("colour", "Title", "", "a\x00b")] = 1
	}
	return out
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func (f *fuzzer) text(s map[string]any) string {
	switch {
	case f.chance(12):
		return nasty[f.IntN(len(nasty))]
	case s["format"] == "date":
		return fmt.Sprintf("20%02d-%02d-%02d", 20+f.IntN(15), 1+f.IntN(12), 1+f.IntN(28))
	case s["pattern"] != nil:
		return "GBP"
	}
	return f.pick("Quayside Ltd", "iso27001", "cyber-essentials", "by-award", "mandatory", "certificate", "suspended", "CERT-1", "award", "because", "r1", "person-owner")
}

func (f *fuzzer) wrong() any {
	switch f.IntN(8) {
	case 0:
		return nil
	case 1:
		return map[string]any{"a": []any{1}}
	case 2:
		return []any{[]any{[]any{}}}
	case 3:
		return -1e300
	case 4:
		return true
	}
	return nasty[f.IntN(len(nasty))]
}

// mutate spoils JSON now and then.
func (f *fuzzer) mutate(b []byte) []byte {
	switch f.IntN(40) {
	case 0:
		return b[:f.IntN(len(b)+1)]
	case 1:
		i := f.IntN(len(b))
		return slices.Concat(b[:i], []byte{byte(f.IntN(256))}, b[i:])
	case 2:
		return append(b, b...)
	case 3:
		return []byte(strings.Repeat(`{"a":`, 150))
	case 4:
		return nil
	case 5:
		return []byte(strings.Replace(string(b), `{`, `{"title":1,"title":2,`, 1))
	}
	return b
}

// request makes one request to an operation.
func (f *fuzzer) request(o *operation) (path, text string, headers []string) {
	plural := strings.Split(o.Path, "/")[3]
	path = regexp.MustCompile(`\{([a-z]+)\}`).ReplaceAllStringFunc(o.Path, func(m string) string {
		switch {
		case f.chance(10):
			return url.PathEscape(nasty[f.IntN(len(nasty))])
		case m == "{id}" && len(f.ids[plural]) > 0:
			return f.pick(f.ids[plural]...)
		case m == "{kind}":
			return f.pick("thing", "certificate", "bid", "cellar")
		case m == "{to}":
			return f.pick("CERT-1", "THING-1", "BID-1")
		case m == "{role}":
			return f.pick("treats", "evidence")
		}
		return f.pick("r1", "r2", "iso27001", "ocds-1")
	})
	q := url.Values{}
	headers = []string{"Authorization", "Bearer hf_quay-" + f.pick("owner", "owner", "owner", "owner", "reader", "bid-manager", "owner!win:read")}
	for _, p := range o.Parameters {
		switch {
		case p.In == "query" && (p.Required && !f.chance(10) || f.chance(12)):
			for range 1 + f.IntN(2)*f.IntN(2) {
				v := f.value(p.Schema, 3)
				if l, ok := v.([]any); ok && len(l) > 0 {
					v = l[0]
				}
				q.Add(p.Name, fmt.Sprint(v))
			}
		case p.Name == "If-Match" && !f.chance(5):
			headers = append(headers, "If-Match", f.pick("*", "*", "*", `"1"`, `"2"`, `"1", "2"`, "x"))
		case p.Name == "Idempotency-Key" && f.chance(20):
			headers = append(headers, "Idempotency-Key", strconv.Itoa(f.IntN(50)))
		case p.Name == "Holdfast-Reason" && f.chance(20):
			headers = append(headers, "Holdfast-Reason", f.pick("because", "\xff", "ü", strings.Repeat("r", 3000)))
		}
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	if o.Body != nil && !f.chance(2) {
		types := make([]string, 0, 2)
		for typ := range o.Body.Content {
			types = append(types, typ)
		}
		slices.Sort(types)
		typ := f.pick(types...)
		headers = append(headers, "Content-Type", typ)
		b, err := json.Marshal(f.value(f.sent(o, typ), 0))
		if err != nil {
			b = []byte("{}")
		}
		text = string(f.mutate(b))
	}
	return path, text, headers
}

// sent gives the schema of what an operation takes; a patch has the members of
// the whole, an import lines of values.
func (f *fuzzer) sent(o *operation, typ string) map[string]any {
	kind := map[string]string{"things": "Thing", "certificates": "Certificate", "bids": "Bid", "tasks": "Task"}[strings.Split(o.Path, "/")[3]]
	switch {
	case o.Method == "PATCH":
		s := map[string]any{"type": "object", "properties": f.schemas[kind]["properties"]}
		return s
	case o.ID == "importCertificates":
		return map[string]any{"$ref": "#/components/schemas/Certificate"}
	case o.ID == "importBids":
		return map[string]any{"$ref": "#/components/schemas/Bid"}
	}
	return o.Body.Content[typ].Schema
}

// TestNothingThatTheSpecificationAllowsBreaksIt: whatever is sent to whichever
// operation, the answer has a status that the specification names for it, is
// never the server's fault, and has the form that the specification gives it.
func TestNothingThatTheSpecificationAllowsBreaksIt(t *testing.T) {
	t.Parallel()
	s := build(t)
	var spec struct {
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal(s.api.Spec(), &spec); err != nil {
		t.Fatal(err)
	}
	f := &fuzzer{Rand: rand.New(rand.NewPCG(*fuzzSeed, 7)), schemas: spec.Components.Schemas, ids: map[string][]string{}}
	seed := map[string]string{"certificates": iso, "bids": `{"title":"Bridge","requirements":[{"scheme":"iso27001","strength":"mandatory","when":"by-award","condition":"if"}]}`, "tasks": `{"title":"Do it"}`, "things": `{"title":"Ladder"}`}
	plant := func() { // records to reach: the requests delete them too
		for _, plural := range slices.Sorted(maps.Keys(seed)) {
			r := s.ask("POST", "/api/v1/"+plural, seed[plural]).is(201).record()
			f.ids[plural] = append([]string{r.ID, r.Number}, f.ids[plural][:min(4, len(f.ids[plural]))]...)
		}
	}
	ops := operations(t, s.api)
	statuses := map[int]int{}
	reached := map[string]bool{} // operations that succeeded
	for i := range *fuzzRequests {
		if i%50 == 0 {
			plant()
		}
		o := &ops[f.IntN(len(ops))]
		path, text, headers := f.request(o)
		a := s.ask(o.Method, path, text, headers...)
		statuses[a.Code]++
		if a.Code < 300 {
			reached[o.ID] = true
		}
		what := func() string { return fmt.Sprintf("request %d: %s %.200s %q %.300q", i, o.Method, path, headers, text) }
		response, ok := o.Responses[strconv.Itoa(a.Code)]
		if a.Code >= 500 || !ok {
			t.Errorf("%s\n  %d is not to be: %s", what(), a.Code, a.Body)
			continue
		}
		if fault := f.conforms(response, a); fault != "" {
			t.Errorf("%s\n  %d: %s: %.500s", what(), a.Code, fault, a.Body)
		}
	}
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("the log: %s", s.log)
	}
	t.Logf("%v; %d of %d operations succeeded at least once", statuses, len(reached), len(ops))
	if len(reached) < len(ops)*2/3 || statuses[422] == 0 || statuses[404] == 0 || statuses[412] == 0 {
		t.Errorf("too little was reached: %v, %d of %d operations", statuses, len(reached), len(ops))
	}
}
