package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var updateVerdicts = flag.Bool("update", false, "write the expected output of verdict anew")

func runVerdict(input string) (code int, stdout, stderr string) {
	var out, errOut bytes.Buffer
	e := &env{
		ctx: context.Background(), stdin: strings.NewReader(input), stdout: &out, stderr: &errOut,
		now: func() time.Time { return time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC) },
	}
	code = run(e, []string{"verdict"})
	return code, out.String(), errOut.String()
}

// TestVerdictLines runs the worked examples of the definition, sparse cases and
// bad lines, and compares what is printed on both streams.
func TestVerdictLines(t *testing.T) {
	t.Parallel()
	in, err := os.ReadFile("testdata/verdict.in.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	code, out, errOut := runVerdict(string(in))
	if code != 1 {
		t.Errorf("exit %d with bad lines, want 1", code)
	}
	for name, got := range map[string]string{"testdata/verdict.out.jsonl": out, "testdata/verdict.err.txt": errOut} {
		if *updateVerdicts {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs: run with -update and look at the change\n%s", name, got)
		}
	}
	want := []string{"holds", "at-risk", "fails", "fails", "unknown", "at-risk", "holds", "at-risk", "at-risk", "unknown", "unknown", "at-risk", "holds", "holds", "holds", "unknown"}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d verdicts, want %d", len(lines), len(want))
	}
	for i, l := range lines {
		if !strings.Contains(l, `"state":"`+want[i]+`","groups"`) {
			t.Errorf("line %d is not %s: %s", i+1, want[i], l)
		}
	}
}

func TestVerdictOfManyLinesKeepsTheirOrder(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&in, "{\"id\":\"%d\",\"today\":\"2027-01-06\",\"bid\":{\"requirements\":[{\"scheme\":\"iso27001\"}]}}\n", i)
	}
	code, out, errOut := runVerdict(in.String())
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || errOut != "" || len(lines) != 1000 {
		t.Fatalf("exit %d, %d lines, %s", code, len(lines), errOut)
	}
	for i, l := range lines {
		if !strings.HasPrefix(l, fmt.Sprintf(`{"id":"%d","state":"unknown",`, i)) {
			t.Fatalf("line %d: %s", i, l)
		}
	}
	if code, out, errOut := runVerdict(""); code != 0 || out != "" || errOut != "" {
		t.Errorf("no line: exit %d %q %q", code, out, errOut)
	}
}
