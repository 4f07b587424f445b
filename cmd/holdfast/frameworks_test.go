package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runFrameworks runs a command line on an input.
func runFrameworks(t *testing.T, input string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{
		ctx: context.Background(), stdin: strings.NewReader(input), stdout: &out, stderr: &errOut,
		now: func() time.Time { return time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC) },
	}
	code = run(e, append([]string{"frameworks"}, args...))
	return code, out.String(), errOut.String()
}

func TestFrameworksPrint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args string
		want []string
		not  []string
	}{
		{"list", []string{"iso27001:2022", "123", "(earlier edition)", "us, as guidance", "9 editions, 12 mappings"}, nil},
		{"show iso27001", []string{"A.5 Organizational controls", "    A.8.34 ", "Mandatory documented information", "Statement of Applicability", "no sentence of a standard", "[V2, as of 23 November 2026]"}, nil},
		{"show iso27001 A.5.19", []string{"An auditor looks for", "Typical evidence", "no older than 12 months", "Supplier relationships", "Came from", "A.15.1.1", "overlaps A4.a Supply Chain", "no proof that one is met by the other"}, []string{"perhaps"}},
		{"show iso27001 5.19", []string{"An auditor looks for"}, nil},
		{"show iso27001 a.8.24", []string{"A.8.24 Use of cryptography"}, nil},
		{"show iso27001 6.1.3", []string{"Must be documented", "Lettered parts"}, nil},
		{"show iso27001 4.1", []string{"Amendment 1:2024"}, []string{"Must be documented"}},
		{"show iso27001 A.7", []string{"A.7.14 Secure disposal"}, []string{"A.8.1 "}},
		{"show iso27001:2013 A.9.4.3", []string{"Password management system", "A.9.4 "}, nil},
		{"show cyber-essentials CE-UA-4", []string{"part of A.8.5", "Version 3.3: MFA available"}, nil},
		{"show nist-csf GV", []string{"Govern", "GV.OC-01"}, nil},
		{"map cyber-essentials iso27001", []string{"107 pairs", "Guidance, paired by us", "14 days", "CE-UM-4", "part of A.8.8"}, []string{"perhaps"}},
		{"map iso27001 iso27001:2013", []string{"Without a counterpart (12): 6.3, A.5.7", "includes A.5.1.1", "read from the shape"}, nil},
		{"map cyber-essentials nist-csf", []string{"0 pairs", "only possible", "--all shows them"}, []string{"perhaps"}},
		{"map cyber-essentials nist-csf --all", []string{"perhaps ", ", over A."}, []string{"0 pairs"}},
		{"map dspt-caf caf", []string{"same scope as A1.a", "typed by the owner", "Without a counterpart (8)"}, nil},
	} {
		code, out, errOut := runFrameworks(t, "", strings.Fields(c.args)...)
		if code != 0 || errOut != "" {
			t.Errorf("%s: exit %d, %s", c.args, code, errOut)
		}
		for _, w := range c.want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q in\n%.1500s", c.args, w, out)
			}
		}
		for _, w := range c.not {
			if strings.Contains(out, w) {
				t.Errorf("%s: %q should not be in it", c.args, w)
			}
		}
	}
}

func TestFrameworksJSON(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"list --json":                          `"ref":"iso27001:2022","current":true`,
		"show iso27001 --json":                 `{"id":"A.5.1","kind":"control"`,
		"show iso27001 A.5.7 --json":           `"guidance":{"id":"A.5.7"`,
		"show iso27001 A.5 --json":             `"group":{"id":"A.5"`,
		"map cyber-essentials iso27001 --json": `{"guidance":true,"from":"cyber-essentials:3.3"`,
		"map dspt-caf caf --json":              `"guidance":false`,
	} {
		code, out, errOut := runFrameworks(t, "", strings.Fields(args)...)
		if code != 0 || errOut != "" || !json.Valid([]byte(out)) || !strings.Contains(out, want) {
			t.Errorf("%s: exit %d %s\n%.600s", args, code, errOut, out)
		}
	}
}

func TestFrameworksSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"show iso27002":              "there is caf, cyber-essentials",
		"show iso27001:2005":         "there is iso27001:2013, iso27001:2022",
		"show iso27001 A.5.38":       `"A.5.38" is not in iso27001:2022`,
		"map iso27001 iso27001":      "name two catalogues",
		"map iso27001 pci":           `"pci" is not a framework`,
		"check /nonexistent/own.yml": "there is no file",
	} {
		code, out, errOut := runFrameworks(t, "", strings.Fields(args)...)
		if code != 1 || out != "" || !strings.Contains(errOut, want) {
			t.Errorf("%s: exit %d %s%s", args, code, out, errOut)
		}
	}
}

func TestFrameworksCheck(t *testing.T) {
	t.Parallel()
	const own = "id: fenmoor\nedition: 2026\nname: Supplier standard\nitems:\n  - {id: 4.10, title: Named accounts}\n"
	code, out, errOut := runFrameworks(t, own, "check", "-")
	if code != 0 || !strings.Contains(out, "1 items under 0 headings") {
		t.Errorf("exit %d %s%s", code, out, errOut)
	}
	code, _, errOut = runFrameworks(t, strings.Replace(own, "id: fenmoor", "id: caf", 1), "check", "-")
	if code != 1 || !strings.Contains(errOut, "Give it another id") {
		t.Errorf("taken: exit %d %s", code, errOut)
	}
	code, _, errOut = runFrameworks(t, own+"  - {id: 4.10, title: again}\n", "check", "-")
	if code != 1 || !strings.Contains(errOut, "/items/1/id: \"4.10\" is there twice") {
		t.Errorf("twice: exit %d %s", code, errOut)
	}
	file := filepath.Join(t.TempDir(), "own.CSV")
	if err := os.WriteFile(file, []byte("id,title\n1,Accounts\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errOut = runFrameworks(t, "", "check", file, "--id", "ours", "--name", "Ours"); code != 0 || !strings.Contains(out, "Ours (ours:1)") {
		t.Errorf("CSV: exit %d %s%s", code, out, errOut)
	}
}
