package requirement_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"holdfast/internal/win/requirement"
	"holdfast/internal/win/requirement/measure"
)

// The project's own passages must be read nearly without a fault: they are the
// floor under every change of a rule. Public labelled text is scored by the
// eval command.
func TestOwnPassages(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/passages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ps, err := measure.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(ps) < 800 {
		t.Fatalf("%d passages, want 800 or more", len(ps))
	}
	r := measure.Score(ps)
	for _, c := range []struct {
		name       string
		got, floor float64
	}{
		{"F1 of named", r.Named.F1(), 0.99},
		{"F1 of required", r.Required.F1(), 0.99},
		{"macro-F1 of strength", r.Strength.MacroF1(), 0.97},
		{"macro-F1 of when", r.When.MacroF1(), 0.93},
		{"any_of", share(r.AnyOf), 0.98},
		{"or_policy", share(r.OrPolicy), 0.98},
		{"equivalents", share(r.Equal), 0.98},
		{"accreditation", share(r.Ukas), 0.99},
		{"subcontractors", share(r.Subs), 0.98},
		{"condition", share(r.Condition), 0.9},
		{"level", share(r.Level), 0.9},
		{"proof", share(r.Proof), 0.9},
	} {
		if c.got < c.floor {
			t.Errorf("%s is %.3f, under its floor of %.3f", c.name, c.got, c.floor)
		}
	}
	// A missed demand loses a bid, a false one costs a minute.
	if r.Required.Recall() < 0.985 {
		t.Errorf("%d demands missed of %d, want at most one in fifty", r.Required.Missed, r.Required.Missed+r.Required.Found)
	}
	if t.Failed() {
		t.Log("\n" + strings.Join(r.Failures, "\n"))
	}
}

func share(y measure.Yes) float64 { return float64(y.Right) / float64(max(1, y.Of)) }

// Each hard kind of passage is there in number.
func TestOwnPassagesCoverTheHardKinds(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/passages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		var p struct{ Tags []string }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		for _, tag := range p.Tags {
			count[tag]++
		}
	}
	for _, tag := range []string{"equivalents", "any_of", "or_policy", "by-award", "negation", "condition", "heading"} {
		if count[tag] < 20 {
			t.Errorf("%d passages of %s, want 20 or more", count[tag], tag)
		}
	}
}

// The scores must be able to fall: a reader that calls every name a demand
// scores far lower on the same passages.
func TestOwnPassagesAreHard(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/passages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	ps, err := measure.Read(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	named, required := 0, 0
	for _, p := range ps {
		for _, r := range p.Labels {
			named++
			if r.Strength == requirement.Mandatory || r.Strength == requirement.Expected {
				required++
			}
		}
	}
	if f1 := 2 * float64(required) / float64(named+required); f1 > 0.9 {
		t.Errorf("calling every name a demand scores %.3f: the passages are too easy", f1)
	}
}
