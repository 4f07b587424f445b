package requirement_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/civil"
	"holdfast/internal/win/requirement"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want string // scheme, level and edition of each
	}{
		{"BS EN ISO/IEC 27001:2022", "iso27001//2022"},
		{"ISO27001-2013", "iso27001//2013"},
		{"I.S.O. 27001", "iso27001//"},
		{"ISO 27k", "iso27001//"},
		{"ISO 9001, 14001 and 45001", "iso9001// iso14001// iso45001//"},
		{"ISO 27001/2", "iso27001// ISO 27002//"},
		{"OHSAS 18001", "OHSAS 18001//"},
		{"ISO 20000-1", "iso20000//"},
		{"order 27001", ""},
		{"Ward 9001", ""},
		{"FS900105 and 127001 and 27001-B", ""},
		{"{\"ordinal\":27001}", ""},
		{"200000 GBP", ""},
		{"Cyber Essentials", "cyber-essentials//"},
		{"CyberEssentials Plus", "cyber-essentials-plus//"},
		{"Cyber Essential Plus (CE+)", "cyber-essentials-plus//"},
		{"Cyber Essentials +", "cyber-essentials-plus//"},
		{"CE+", "cyber-essentials-plus//"},
		{"Cyber Essentials or Plus", "cyber-essentials// cyber-essentials-plus//"},
		{"Cyber Essentials (and Plus)", "cyber-essentials// cyber-essentials-plus//"},
		{"Cyber Essentials Plus under the Cyber Essentials Scheme", "cyber-essentials-plus//"},
		{"CE marked goods", ""},
		{"cyber security is essential", ""},
		{"DSPT", "dspt//"},
		{"Data Security and Protection Toolkit (DSPT)", "dspt//"},
		{"IG Toolkit", "dspt//"},
		{"The Skills Toolkit", ""},
		{"dspt-9-firewalls", ""},
		{"SOC 2 Type II report", "soc2/type2/"},
		{"Socket outlets: SOC 2 rated", ""},
		{"PCI DSS v4.0.1", "pci-dss//4.0.1"},
		{"PCI-e cards", ""},
		{"Payment Card Industry Data Security Standard (PCI DSS)", "pci-dss//"},
		{"NCSC Cyber Assessment Framework (CAF)", "caf//"},
		{"CAF Bank", ""},
		{"DEFCON 658 and Def Stan 05-138 issue 4", "def-stan-05-138//issue 4"},
		{"Defence Cyber Certification Level 2", "def-stan-05-138/2/"},
		{"IASME Cyber Assurance Level 2", "iasme-cyber-assurance/2/"},
		{"the IASME portal", ""},
		{"an IASME certification body", ""},
		{"professional indemnity insurance", "insurance-professional-indemnity//"},
	} {
		var got []string
		for _, r := range requirement.Find(c.text) {
			name, level := r.Scheme, ""
			if name == "other" {
				name = r.Name
			}
			if r.Level != nil {
				level = *r.Level
			}
			got = append(got, name+"/"+level+"/"+r.Edition)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q names %q, want %q", c.text, g, c.want)
		}
	}
}

func TestQuoteIsTheSentence(t *testing.T) {
	t.Parallel()
	text := "Café £5 – naïve.\n\n1. Goods are to be wrapped.\n2. The Supplier must hold ISO 9001\nand keep it. Thanks."
	rs := requirement.Find(text)
	if len(rs) != 1 {
		t.Fatalf("%d requirements, want 1", len(rs))
	}
	r := rs[0]
	if want := "The Supplier must hold ISO 9001\nand keep it."; r.Quote != want {
		t.Errorf("quote %q, want %q", r.Quote, want)
	}
	if got := string([]rune(text)[r.Start:r.End]); got != r.Quote {
		t.Errorf("text[%d:%d] is %q, want the quote", r.Start, r.End, got)
	}
}

func TestConditionHasItsPlace(t *testing.T) {
	t.Parallel()
	text := "«Où» Where the Supplier processes personal data, it must hold Cyber Essentials Plus."
	rs := requirement.Find(text)
	if len(rs) != 1 || rs[0].Condition == nil {
		t.Fatalf("want one requirement with a condition, got %+v", rs)
	}
	c := rs[0].Condition
	if c.Quote != "Where the Supplier processes personal data" || c.Kind != "data" {
		t.Errorf("condition %q of kind %s", c.Quote, c.Kind)
	}
	if got := string([]rune(text)[c.Start:c.End]); got != c.Quote {
		t.Errorf("text[%d:%d] is %q, want the condition", c.Start, c.End, got)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]civil.Date{
		"The supplier must hold ISO 9001 by 31 March 2027.":            civil.MustParse("2027-03-31"),
		"The supplier must hold ISO 9001 by 1st of June 2027.":         civil.MustParse("2027-06-01"),
		"The supplier must hold ISO 9001 before 31/12/2027.":           civil.MustParse("2027-12-31"),
		"The supplier must hold ISO 9001 by 2027-02-14.":               civil.MustParse("2027-02-14"),
		"The supplier must hold ISO 9001 by 31 February 2027.":         0,
		"The supplier must hold ISO 9001, as read in notice 2027/118.": 0,
	} {
		rs := requirement.Find(text)
		if len(rs) != 1 || rs[0].Date != want || (rs[0].When == requirement.ByDate) != (want != 0) {
			t.Errorf("%q: %+v, want the date %v", text, rs, want)
		}
	}
}

// A long text is read like its parts: the words of one page do not colour the
// demands of another.
func TestFarTextDoesNotMatter(t *testing.T) {
	t.Parallel()
	demand := "The supplier must hold ISO 27001 by contract award."
	filler := strings.Repeat("The café serves lunch from noon to two on every working day. ", 200)
	alone := requirement.Find(demand)
	far := requirement.Find("Desirable:\n" + filler + "\n\n" + demand + "\n\n" + filler + "ISO 9001 is not required.")
	if len(far) != 2 {
		t.Fatalf("%d requirements, want 2", len(far))
	}
	shift := utf8.RuneCountInString("Desirable:\n" + filler + "\n\n")
	far[0].Start -= shift
	far[0].End -= shift
	far[0].NameStart -= shift
	far[0].NameEnd -= shift
	if d := cmp.Diff(alone[0], far[0], cmp.AllowUnexported(requirement.Condition{})); d != "" {
		t.Errorf("read otherwise in a long text (-alone +far):\n%s", d)
	}
}

// Text made to be slow (one endless line of names, no blank, no stop) is read in
// time that grows with its length: this test would not end otherwise.
func TestEndlessLines(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"ISO9001,", "ISO 27001 or ", "must hold ", "(a)", "\n- ISO 9001 or\n", "where ISO 27001 if ", "CE+/", "<br", "Cyber Essentials\n", "ISO 9001 must "} {
		requirement.Find(strings.Repeat(s, 1<<20/len(s)))
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"", "ISO 27001", "ISO\n27001", "I.S.O.", "Cyber\u00a0Essentials Plus;", "– ISO 9001 – or\n• ISO 14001",
		"The bidder must hold:\na) ISO 9001 or\nb) CE+.", "Where \xff\xfe data, ISO 27001 must", "PCI DSS v4.0.1?", strings.Repeat("ISO 9001,", 300),
		"<br>ISO 27001<br/>", "|ISO 27001|", "Lot 1: ISO 9001/14001", "27001:2022", "’s ISO 9001’", "must hold DCC Level 3 by 31 March 2027",
		"| ISO 9001 | Yes |\n", "a\tISO 9001\tx\n", "ISO 9001 (essential)", "must main-\n tain ISO 9001\nPage 2\f\nor CE+", "certi\u00adfied ISO 9001\f\f",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		runes := []rune(s)
		rs := requirement.Find(s)
		for _, r := range rs {
			if r.Start < 0 || r.End > len(runes) || r.Start >= r.End {
				t.Fatalf("offsets %d to %d of %d", r.Start, r.End, len(runes))
			}
			if r.NameStart < r.Start || r.NameEnd > r.End || r.NameStart >= r.NameEnd {
				t.Fatalf("the name at %d to %d is not in the quote at %d to %d", r.NameStart, r.NameEnd, r.Start, r.End)
			}
			if utf8.ValidString(s) && string(runes[r.Start:r.End]) != r.Quote {
				t.Fatalf("text[%d:%d] is not the quote %q", r.Start, r.End, r.Quote)
			}
			if c := r.Condition; c != nil && utf8.ValidString(s) && string(runes[c.Start:c.End]) != c.Quote {
				t.Fatalf("text[%d:%d] is not the condition %q", c.Start, c.End, c.Quote)
			}
			if r.Confidence <= 0 || r.Confidence > 1 || r.Reason == "" {
				t.Fatalf("confidence %v for %q", r.Confidence, r.Reason)
			}
		}
		if d := cmp.Diff(rs, requirement.Find(s), cmp.AllowUnexported(requirement.Condition{})); d != "" {
			t.Fatalf("not the same twice:\n%s", d)
		}
	})
}

// Prose that names nothing must run at memory speed; a notice names a scheme
// about once in two pages, a tender document once a page; a policy names one in
// every other sentence.
func BenchmarkFind(b *testing.B) {
	prose := "The Council invites tenders for the maintenance of its certified vehicles, for 2026 to 2029, at an annual value of £1,200,000. Services are provided on every working day; the cost of parts is met by the Council. "
	demand := "Where the Supplier processes personal data it must hold Cyber Essentials Plus, ISO 27001 (or equivalent) by contract award. "
	for name, text := range map[string]string{
		"none":  strings.Repeat(prose, 5000),
		"some":  strings.Repeat(strings.Repeat(prose, 20)+demand, 250),
		"dense": strings.Repeat(prose+demand, 3000),
		"pages": strings.Repeat("Marsh Vale Council\n"+strings.Repeat(prose+"\n", 12)+demand+"\nPage 12\f", 400),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				requirement.Find(text)
			}
		})
	}
}
