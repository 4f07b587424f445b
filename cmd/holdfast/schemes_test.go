package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// runSchemes runs a command line on an input, at noon on 6 January 2027.
func runSchemes(t *testing.T, input string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{
		ctx: context.Background(), stdin: strings.NewReader(input), stdout: &out, stderr: &errOut,
		now: func() time.Time { return time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC) },
	}
	code = run(e, append([]string{"schemes"}, args...))
	return code, out.String(), errOut.String()
}

func TestSchemesDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, out, err string }{
		{
			"a first certificate", `{"id":"a","scheme":"iso27001","cycle":"initial","decision":"2024-02-29"}`,
			`{"id":"a","lastValidDay":"2027-02-27","events":[{"event":"sa1","date":"2025-02-28","bound":"by","hard":true},{"event":"recert_book","date":"2026-08-27","bound":"by","hard":false},{"event":"recert_audit","date":"2026-11-27","bound":"by","hard":false},{"event":"sa2","date":"2026-12-31","bound":"by","hard":true},{"event":"recert_decision","date":"2027-02-27","bound":"before","hard":true},{"event":"restore_end","date":"2027-08-27","bound":"by","hard":true}]}`, "",
		},
		{
			"the printed day of Cyber Essentials is a day too late", `{"id":"b","scheme":"cyber-essentials","issued":"2026-03-01","expires":"2027-03-01"}`,
			`{"id":"b","lastValidDay":"2027-02-28","events":[{"event":"start_renewal","date":"2026-12-31","bound":"by","hard":false},{"event":"expire","date":"2027-03-01","bound":"before","hard":true}]}`, "",
		},
		{
			"only the window of a Plus", `{"id":"c","scheme":"cyber-essentials-plus","ce_issued":"2026-11-30"}`,
			`{"id":"c","lastValidDay":null,"events":[{"event":"must_follow","date":"2027-02-27","bound":"by","hard":true}]}`, "",
		},
		{
			"a status of the toolkit", `{"id":"d","scheme":"dspt","issued":"2026-05-10"}`,
			`{"id":"d","lastValidDay":"2027-06-30","events":[{"event":"opens","date":"2026-09-01","bound":"by","hard":false},{"event":"publish","date":"2027-06-30","bound":"by","hard":true}]}`, "",
		},
		{"a deadline that is not known yet", `{"id":"e","scheme":"dspt","edition":"2026-27"}`, `{"id":"e","lastValidDay":null,"events":[]}`, ""},
		{"nothing recorded", `{"id":"f","scheme":"iso9001","decision":null}`, `{"id":"f","lastValidDay":null,"events":[]}`, ""},
		{"unknown scheme", `{"id":"g","scheme":"iso27002"}`, "", `line 1: /scheme: "iso27002" is not a scheme that is known`},
		{"no scheme", `{"id":"g"}`, "", "line 1: /scheme: the scheme is missing"},
		{"impossible date", `{"id":"h","scheme":"dspt","issued":"2026-02-30"}`, "", "line 1: /issued: 2026-02-30 does not exist"},
		{"ends before its issue", `{"id":"i","scheme":"pentest","issued":"2026-03-01","expires":"2026-02-01"}`, "", "line 1: /expires: the certificate ends on 2026-02-01, before its issue"},
		{"ends before the decision", `{"id":"i","scheme":"iso9001","decision":"2026-03-01","expires":"2026-02-01"}`, "", "line 1: /expires: the certificate ends on 2026-02-01, before the decision"},
		{"no such cycle", `{"id":"j","scheme":"iso9001","cycle":"second"}`, "", "line 1: /cycle: "},
		{"no such field", `{"id":"k","scheme":"iso9001","Issued":"2026-03-01"}`, "", "line 1: /Issued: "},
		{"cut off", `{"id":"l","scheme":"iso9001"`, "", "line 1: "},
	} {
		code, out, errOut := runSchemes(t, c.in+"\n", "dates")
		if strings.TrimSuffix(out, "\n") != c.out || !strings.Contains(errOut, c.err) || (c.err == "") != (errOut == "") || (code == 0) != (c.err == "") {
			t.Errorf("%s: exit %d\n got %s%s\nwant %s\n%s", c.name, code, out, errOut, c.out, c.err)
		}
	}
}

func TestSchemesDatesAnswersTheOtherLines(t *testing.T) {
	t.Parallel()
	in := `{"id":"1","scheme":"msa","issued":"2026-01-01"}` + "\n\n" + `{"id":"2","scheme":"none"}` + "\n" + `{"id":"3","scheme":"msa","issued":"2026-01-01"}`
	code, out, errOut := runSchemes(t, in, "dates")
	if code != 1 || strings.Count(out, `"lastValidDay":"2026-12-31"`) != 2 || !strings.HasPrefix(errOut, "line 3: /scheme: ") {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
}

func TestSchemesListAndShow(t *testing.T) {
	t.Parallel()
	code, out, _ := runSchemes(t, "", "list", "--json")
	if code != 0 || strings.Count(out, `"certainty"`) != 33 || strings.Count(out, "\n") != 1 {
		t.Errorf("list: exit %d\n%s", code, out)
	}
	code, out, _ = runSchemes(t, "", "show", "iso14001")
	for _, want := range []string{"edition 2015: to 14 April 2029, or 30 April 2029", "[U, as of 23 November 2026]", "sa1_later:", "a renewal 30, 90, 180"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("show says nothing of %q (exit %d)\n%s", want, code, out)
		}
	}
	if code, _, errOut := runSchemes(t, "", "show", "nothing"); code != 1 || !strings.Contains(errOut, "schemes list") {
		t.Errorf("show nothing: exit %d, %s", code, errOut)
	}
}
