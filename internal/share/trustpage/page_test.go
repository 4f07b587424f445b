package trustpage_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/win/certificate"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	today = civil.MustParse("2027-01-06")
	now   = time.Date(2027, 1, 6, 9, 30, 0, 0, time.UTC)
	yes   = true
	no    = false
)

// sound is a certificate with nothing wrong about it.
func sound() certificate.Certificate {
	return certificate.Certificate{
		Scheme: "iso27001", Holder: "Fenmoor Digital Ltd", Number: "IS 700123", Body: "Example Certification Ltd", AccreditationBody: "UKAS", AccreditationNumber: "9999",
		Accredited: &yes, Edition: "ISO/IEC 27001:2022", Scope: "Design and running of case management services from Leeds.", Sites: "Leeds\nYork",
		Decision: civil.MustParse("2026-02-10"), Issued: civil.MustParse("2026-02-12"), Expires: civil.MustParse("2029-02-09"),
		Status: []certificate.StatusChange{{State: certificate.Certified, From: civil.MustParse("2026-02-10")}},
	}
}

func row(n int, c certificate.Certificate) certificate.Row {
	return certificate.Row{Ref: register.Ref{Kind: certificate.Kind, ID: fmt.Sprint("id-", n), Number: fmt.Sprint("CERT-", n)}, Value: c}
}

func card(t *testing.T, c certificate.Certificate) trustpage.Card {
	t.Helper()
	p := trustpage.Build(scheme.Default(), "Fenmoor Digital Ltd", &trustpage.Settings{Handle: "x", Certificates: []string{"CERT-1"}}, []certificate.Row{row(1, c)}, now, today)
	if len(p.Cards) != 1 {
		t.Fatalf("%d cards", len(p.Cards))
	}
	return p.Cards[0]
}

func with(change func(*certificate.Certificate)) certificate.Certificate {
	c := sound()
	change(&c)
	return c
}

func say(state, day string) certificate.StatusChange {
	return certificate.StatusChange{State: state, From: civil.MustParse(day)}
}

// cases are the ways in which a certificate can stand.
var cases = []struct {
	name string
	c    certificate.Certificate
	key  string
}{
	{"in date", sound(), trustpage.InDate},
	{"ends soon", with(func(c *certificate.Certificate) {
		c.Scheme, c.Edition = "cyber-essentials", "Willow"
		c.Decision, c.Issued, c.Expires = 0, civil.MustParse("2026-02-20"), civil.MustParse("2027-02-19")
		c.Status = []certificate.StatusChange{say("certified", "2026-02-20")}
	}), trustpage.EndsSoon},
	{"ends today", with(func(c *certificate.Certificate) {
		c.Scheme, c.Edition = "cyber-essentials", ""
		c.Decision, c.Issued, c.Expires = 0, civil.MustParse("2026-01-07"), civil.MustParse("2027-01-06")
		c.Status = []certificate.StatusChange{say("certified", "2026-01-07")}
	}), trustpage.EndsSoon},
	{"expired yesterday", with(func(c *certificate.Certificate) {
		c.Scheme, c.Edition = "cyber-essentials", ""
		c.Decision, c.Issued, c.Expires = 0, civil.MustParse("2026-01-06"), civil.MustParse("2027-01-05")
		c.Status = []certificate.StatusChange{say("certified", "2026-01-06")}
	}), trustpage.Expired},
	{"suspended", with(func(c *certificate.Certificate) { c.Status = append(c.Status, say("suspended", "2026-12-01")) }), trustpage.Suspended},
	{"withdrawn", with(func(c *certificate.Certificate) { c.Status = append(c.Status, say("withdrawn", "2026-12-01")) }), trustpage.Withdrawn},
	{"revoked", with(func(c *certificate.Certificate) { c.Status = append(c.Status, say("revoked", "2026-12-01")) }), trustpage.Revoked},
	{"planned", with(func(c *certificate.Certificate) {
		c.Decision, c.Issued, c.Expires, c.Status = 0, 0, 0, []certificate.StatusChange{say("planned", "2026-12-01")}
	}), trustpage.NotIssued},
	{"not accredited", with(func(c *certificate.Certificate) {
		c.Accredited, c.AccreditationBody, c.AccreditationNumber = &no, "", ""
	}), trustpage.InDate},
	{"accreditation not known", with(func(c *certificate.Certificate) {
		c.Accredited, c.AccreditationBody, c.AccreditationNumber = nil, "", ""
	}), trustpage.InDate},
	{"nothing known", certificate.Certificate{Scheme: "iso27001", Status: []certificate.StatusChange{say("certified", "2026-02-10")}}, trustpage.Unclear},
	{"old edition", with(func(c *certificate.Certificate) { c.Edition = "ISO/IEC 27001:2013" }), trustpage.EditionEnded},
	{"a surveillance without an outcome", with(func(c *certificate.Certificate) {
		c.Decision, c.Issued, c.Expires = civil.MustParse("2025-12-10"), civil.MustParse("2025-12-10"), civil.MustParse("2028-12-09")
		c.Status = []certificate.StatusChange{say("certified", "2025-12-10")}
	}), trustpage.Unclear},
	{"a Plus without its Cyber Essentials", with(func(c *certificate.Certificate) {
		c.Scheme, c.Edition = "cyber-essentials-plus", ""
		c.Decision, c.Issued, c.Expires = 0, civil.MustParse("2026-10-01"), civil.MustParse("2027-09-30")
		c.Status = []certificate.StatusChange{say("certified", "2026-10-01")}
	}), trustpage.InDate},
	{"a toolkit status that is not met", certificate.Certificate{
		Scheme: "dspt", Level: "standards_not_met", Holder: "Fenmoor Digital Ltd", Number: "8JX99", Edition: "2025-26", Issued: civil.MustParse("2026-06-20"),
		Status: []certificate.StatusChange{say("certified", "2026-06-20")},
	}, trustpage.NotMet},
	{"an unknown scheme", certificate.Certificate{Scheme: "of-the-moon", Holder: "Fenmoor Digital Ltd"}, trustpage.Unclear},
}

// TestWording holds every word that the page says of every case.
func TestWording(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, c := range cases {
		k := card(t, c.c)
		if k.Status.Key != c.key {
			t.Errorf("%s is %s, want %s", c.name, k.Status.Key, c.key)
		}
		fmt.Fprintf(&b, "%s\n  %s: %s. %s\n", c.name, k.Status.Word, k.Status.Says, k.Status.Note)
		for _, check := range k.Checks {
			mark := "-"
			if !check.Known {
				mark = "?"
			}
			fmt.Fprintf(&b, "  %s %s: %s\n      %s\n", mark, check.Name, strings.TrimSpace(check.Says+" "+check.More), check.Look)
		}
		for _, s := range k.Sources {
			fmt.Fprintf(&b, "  > %s (%s): type %q, or %q. %s\n", s.Name, s.Host, s.Type, s.Or, s.Limits)
		}
	}
	const golden = "testdata/wording.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != b.String() {
		t.Errorf("the words differ from %s (%v); run with -update and look at the difference", golden, err)
	}
}

// TestNothingThatEndedIsShownAsValid goes through every day round the end of a
// certificate in every state: only recorded states that count, within the dates,
// are in date, and no page gives a verdict.
func TestNothingThatEndedIsShownAsValid(t *testing.T) {
	t.Parallel()
	for _, s := range scheme.Default().Schemes() {
		for _, state := range certificate.States() {
			c := certificate.Certificate{
				Scheme: s.ID, Holder: "Fenmoor Digital Ltd", Edition: "2025-26", Issued: civil.MustParse("2026-01-06"), Decision: civil.MustParse("2026-01-06"), Expires: civil.MustParse("2027-01-05"),
				Status: []certificate.StatusChange{say(state, "2026-01-06")},
			}
			for day := today.AddDays(-400); day < today.AddDays(400); day += 7 {
				p := trustpage.Build(scheme.Default(), "Fenmoor", &trustpage.Settings{Certificates: []string{"cert-1"}}, []certificate.Row{row(1, c)}, now, day)
				st := p.Cards[0].Status
				if counts := certificate.Counts(c.StatusOn(s, day)); st.Counts() && (!counts || st.Last < day) {
					t.Fatalf("%s, %s, on %s: shown as %s", s.ID, state, day, st.Word)
				}
				for _, verdict := range []string{"Holds", "At risk", "Fails", "Pass", "trusted", "compliant"} {
					if strings.Contains(p.Sentence+st.Word+st.Says, verdict) {
						t.Fatalf("%s: the page judges: %s %s %s", s.ID, p.Sentence, st.Word, st.Says)
					}
				}
			}
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	var rows []certificate.Row
	set := &trustpage.Settings{}
	for i, c := range cases {
		rows = append(rows, row(i+1, c.c))
		set.Certificates = append(set.Certificates, fmt.Sprint("CERT-", i+1))
	}
	p := trustpage.Build(scheme.Default(), "Fenmoor Digital Ltd", set, rows, now, today)
	const want = "Fenmoor Digital Ltd shows 16 certificates: 4 in date, 2 in date and ending within 60 days, 3 not clear, 1 not issued yet, 1 not met, 1 of an edition that has ended, 1 suspended, 1 withdrawn, 1 revoked, 1 expired."
	if p.Sentence != want {
		t.Errorf("it says %q", p.Sentence)
	}
	for i := 1; i < len(p.Cards); i++ {
		if p.Cards[i].Status.Counts() && !p.Cards[i-1].Status.Counts() {
			t.Error("one in date stands after one that is not")
		}
	}
	if one := trustpage.Build(scheme.Default(), "F", &trustpage.Settings{Certificates: []string{"CERT-1", "CERT-99"}}, rows, now, today); one.Sentence != "F shows 1 certificate: 1 in date." {
		t.Errorf("it says %q", one.Sentence)
	}
	if none := trustpage.Build(scheme.Default(), "F", &trustpage.Settings{}, rows, now, today); none.Sentence != "F shows no certificate here yet." || none.Cards == nil {
		t.Errorf("it says %q", none.Sentence)
	}
}

// TestOwnLinks: only addresses that are safe to follow become links.
func TestOwnLinks(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://verify.example.org/x?n=1": "verify.example.org", "http://verify.example.org": "", "javascript:alert(1)": "", "//example.org": "",
		"https://user:pass@example.org/": "", "https://localhost/": "", "https:///x": "", " https://example.org ": "example.org", "https://[::1]/": "", "data:text/html,x": "", "": "",
	} {
		k := card(t, with(func(c *certificate.Certificate) { c.VerifyLink = link }))
		got := ""
		for _, s := range k.Sources {
			if s.Own {
				got = s.Host
			}
		}
		if got != want {
			t.Errorf("%q gives a link to %q, want %q", link, got, want)
		}
	}
}

func TestHandles(t *testing.T) {
	t.Parallel()
	reg := trustpage.Register()
	seen := map[string]bool{}
	for _, name := range []string{"Fenmoor Digital Ltd", "Über & Söhne", "", "…", strings.Repeat("long name ", 30), "<script>alert(1)</script>"} {
		for range 50 {
			h := trustpage.NewHandle(name)
			if seen[h] {
				t.Errorf("%q was made twice", h)
			}
			seen[h] = true
			if bad := reg.Check(nil, &trustpage.Settings{Handle: h}); len(bad) > 0 {
				t.Errorf("%q, made of %q: %v", h, name, bad)
			}
		}
	}
	for _, bad := range []string{"", "abc", "Fenmoor", "fenmoor_1", "-fenmoor", "fenmoor-", "fen--moor", "../../etc", "fenmoor/", "fen moor", "fen\x00moor", "ﬀenmoor", strings.Repeat("a", 65)} {
		if len(reg.Check(nil, &trustpage.Settings{Handle: bad})) == 0 {
			t.Errorf("%q was taken as an address", bad)
		}
	}
}
