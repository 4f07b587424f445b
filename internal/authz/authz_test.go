package authz_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
)

var update = flag.Bool("update", false, "write the golden table anew")

// TestTable: the whole policy as a page to read. A change of it is a change of
// testdata/roles.txt that somebody looks at.
func TestTable(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, role := range append(authz.Roles(), authz.System) {
		for _, area := range authz.Areas() {
			var b strings.Builder
			fmt.Fprintf(&b, "%-19s%-10s", role, area)
			for _, verb := range authz.Verbs() {
				if authz.Allows(role, verb, area) {
					fmt.Fprintf(&b, "%-8s", verb)
				} else {
					fmt.Fprintf(&b, "%-8s", "-")
				}
			}
			lines = append(lines, strings.TrimRight(b.String(), " "))
		}
	}
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/roles.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != got {
		t.Errorf("the policy is not %s (%v):\n%s", golden, err, got)
	}
}

func TestDefaultIsNo(t *testing.T) {
	t.Parallel()
	for _, q := range []authz.Question{
		{},
		{Role: "OWNER", Verb: authz.Read, Area: authz.Win},
		{Role: authz.Owner, Verb: "look", Area: authz.Win},
		{Role: authz.Owner, Verb: "", Area: authz.Win},
		{Role: authz.Owner, Verb: authz.Read, Area: "cellar"},
		{Role: authz.Owner, Verb: authz.Read, Area: authz.Win, Only: []authz.Role{authz.Reader}},
	} {
		if err := authz.Decide(q); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%+v was granted", q)
		}
	}
	if err := authz.Decide(authz.Question{Role: authz.Reader, Verb: authz.Read, Area: authz.Win}); err != nil {
		t.Error(err)
	}
}

func TestVerbOf(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]authz.Verb{"bid.create": authz.Create, "bid.withdraw": authz.Act, "": authz.Act, "x.y.delete": authz.Delete, "read": authz.Read} {
		if got := authz.VerbOf(action); got != want {
			t.Errorf("%q is %s, want %s", action, got, want)
		}
	}
}
