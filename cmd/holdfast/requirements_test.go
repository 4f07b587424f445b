package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func runRequirements(t *testing.T, input string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{
		ctx: context.Background(), stdin: strings.NewReader(input), stdout: &out, stderr: &errOut,
		now: func() time.Time { return time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC) },
	}
	code = run(e, []string{"requirements"})
	return code, out.String(), errOut.String()
}

// The names and their order are the contract; absent things are null.
func TestRequirementsContract(t *testing.T) {
	t.Parallel()
	in := `{"id":"a","text":"Café. Where personal data is processed, the supplier must hold Cyber Essentials Plus by 31 March 2027."}` + "\n" + `{"id":"b","text":""}` + "\n"
	code, stdout, stderr := runRequirements(t, in)
	want := `{"id":"a","requirements":[{"scheme":"cyber-essentials-plus","strength":"mandatory","proof":"certificate","equivalent_accepted":false,"or_policy":false,"any_of":null,"when":"by-date","date":"2027-03-31","condition":{"quote":"Where personal data is processed","start":6,"end":38,"kind":"data"},"accreditation":null,"level":null,"subcontractors":false,"quote":"Where personal data is processed, the supplier must hold Cyber Essentials Plus by 31 March 2027.","start":6,"end":102,"confidence":0.9}]}
{"id":"b","requirements":[]}
`
	if code != 0 || stderr != "" || stdout != want {
		t.Errorf("code %d, stderr %q, stdout\n%s\nwant\n%s", code, stderr, stdout, want)
	}
}

// A bad line is named with its place; the others are still answered.
func TestRequirementsBadLines(t *testing.T) {
	t.Parallel()
	in := strings.Join([]string{
		`{"id":"a","text":"ISO 9001 is required."}`,
		`{"id":"b","text":"x","notes":1}`,
		`{"id":"c"}`,
		`{"id":"d","text":7}`,
		`{"id":"e","text":"cut`,
		`{"id":"f","text":"CE+ is required."}`,
	}, "\n")
	code, stdout, stderr := runRequirements(t, in)
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, want := range []string{"line 2: /notes: ", "line 3: /text: ", "line 4: /text: ", "line 5: "} {
		if !strings.Contains(stderr, want) {
			t.Errorf("stderr lacks %q:\n%s", want, stderr)
		}
	}
	var ids []string
	for line := range strings.SplitSeq(strings.TrimSpace(stdout), "\n") {
		var o struct {
			ID           string
			Requirements []any
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, o.ID)
		if len(o.Requirements) != 1 {
			t.Errorf("%s has %d requirements, want 1", o.ID, len(o.Requirements))
		}
	}
	if got := strings.Join(ids, ""); got != "af" {
		t.Errorf("answered %q, want af", got)
	}
}
