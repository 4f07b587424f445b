package scheme_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
)

func TestBuiltInData(t *testing.T) {
	t.Parallel()
	b, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range b.Schemes() {
		ids = append(ids, s.ID)
	}
	want := strings.Fields(`iso27001 cyber-essentials cyber-essentials-plus dspt dcc iasme-cyber-assurance-1
		iasme-cyber-assurance-2 iso9001 iso14001 iso22301 iso45001 iso20000 iso42001 iso27701 iso27017 iso27018 soc2
		pci-dss ico-fee insurance-employers-liability insurance-public-liability insurance-professional-indemnity
		insurance-cyber pentest dtac ssip joscar crp msa bpss sc ctc dv`)
	if len(ids) != 33 || !slices.Equal(ids, want) {
		t.Errorf("%d schemes: %v", len(ids), ids)
	}
	if n := len(b.Rules()); n != 49 {
		t.Errorf("%d rules, want 49: 38, their 6 twins, and 5 more", n)
	}
	if n := len(b.Procurement().Notices); n != 17 {
		t.Errorf("%d types of notice, want 17", n)
	}
	if b.Hash() != scheme.Default().Hash() || len(b.Hash()) != 16 {
		t.Errorf("hash %q is not the hash %q of the built-in data", b.Hash(), scheme.Default().Hash())
	}
	for _, s := range b.Schemes() {
		if s.Family == "iso-management-system" && len(s.Clocks) != 10 {
			t.Errorf("%s has %d clocks, want the 10 of ISO/IEC 27001", s.ID, len(s.Clocks))
		}
		for _, c := range s.Clocks {
			if c.OverdueIsRisk && !slices.Contains([]string{"sa1", "sa1_later", "sa2", "sa_ncr_major"}, c.ID) {
				t.Errorf("%s: overdue %s puts a certificate at risk", s.ID, c.ID)
			}
		}
	}
	for _, id := range []string{"R02", "R03", "R04", "R05", "R06", "R09"} {
		r, _ := b.Rule(id)
		twin, ok := b.Rule(r.Twin)
		if !ok || twin.Twin != id || twin.Binding != r.Binding {
			t.Errorf("%s and %s are no twins", id, r.Twin)
		}
	}
}

// edit gives the built-in data with one text of one file replaced.
func edit(t *testing.T, name, old, new string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(scheme.Files(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(scheme.Files(), p)
		if p == name {
			if !strings.Contains(string(b), old) {
				t.Fatalf("%s has no %q", name, old)
			}
			b = []byte(strings.Replace(string(b), old, new, 1))
		}
		out[p] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLoadErrorsNameFileAndPlace(t *testing.T) {
	t.Parallel()
	const iso, ce, rules, facts = "schemes/1-iso27001.json", "schemes/2-cyber-essentials.json", "rules/2-rules.json", "rules/1-facts.json"
	for _, c := range []struct{ file, old, new, pointer, message string }{
		{iso, `"certainty": "V2"`, `"certainty": "V3"`, "/schemes/0/fact/certainty", "is not a known certainty"},
		{iso, `"source": "https://www.tcspl`, `"note": "x", "source": "https://www.tcspl`, "/schemes/0/fact/note", "twice"},
		{iso, `"anchor": "decision"`, `"anchor": "birth"`, "/schemes/0/events/0/anchor", "is not a known anchor"},
		{iso, `"validityMonths": 36`, `"validityMonths": 0`, "/schemes/0/validityMonths", "a number of them"},
		{iso, `"short": "ISO 27001"`, `"Short": "ISO 27001"`, "/schemes/0/Short", "not a known field"},
		{iso, `"2025-10-31"`, `"2025-11-31"`, "/schemes/0/editions/0/lastValidDay", "does not exist"},
		{iso, `"asOf": "2026-11-23",`, ``, "/asOf", "as of which day"},
		{ce, `"id": "cyber-essentials-plus"`, `"id": "cyber-essentials"`, "/schemes/1", "occurs twice"},
		{ce, `"requires": ["cyber-essentials"]`, `"requires": ["cyber-basics"]`, "/schemes/1/requires/0", "is not a scheme"},
		{rules, `"fact": "notice.asksForScheme"`, `"fact": "notice.wants"`, "/rules/0/when/fact", "not a declared fact"},
		{rules, `"kind": "decides"`, `"kind": "suggests"`, "/rules/0/then/0/kind", "is not a known kind of outcome"},
		{rules, `"value": "pa2023"`, `"value": "pa2024"`, "/rules/1/when/all/0", "not a value of the fact regime"},
		{rules, `"strength": "mandatory"`, `"strength": "must"`, "/rules/1/then/0/requires/strength", "is not a known strength"},
		{facts, `"who": "notice"`, `"who": "nobody"`, "/facts/0/who", "source of answers"},
		{"procurement.json", `"calendar": "uk_any_nation"`, `"calendar": "moon"`, "/procurement/standstill/0/calendar", "not a calendar"},
		{"schemes/7-people.json", `"dv"`, `"dv`, "", "broken"},
	} {
		_, err := scheme.Load(edit(t, c.file, c.old, c.new))
		if err == nil {
			t.Errorf("%s with %s loads", c.file, c.new)
			continue
		}
		if errs.CodeOf(err) != errs.Invalid || len(errs.FieldsOf(err)) == 0 {
			t.Errorf("%s with %s: %v is not an error about a place", c.file, c.new, err)
			continue
		}
		f := errs.FieldsOf(err)[0]
		if !strings.HasPrefix(f.Pointer, c.file+":"+c.pointer) || !strings.Contains(f.Message, c.message) {
			t.Errorf("%s with %s says %q at %q, want %q at %s:%s", c.file, c.new, f.Message, f.Pointer, c.message, c.file, c.pointer)
		}
	}
}

func TestEveryFactNeedsASource(t *testing.T) {
	t.Parallel()
	source := regexp.MustCompile(`"source": "[^"]*"`)
	n := 0
	err := fs.WalkDir(scheme.Files(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(scheme.Files(), p)
		if err != nil {
			return err
		}
		text := string(b)
		facts := strings.Count(text, `"certainty"`)
		if sources := len(source.FindAllString(text, -1)); sources != facts {
			t.Errorf("%s: %d sources for %d certainties", p, sources, facts)
		}
		n += facts
		if facts == 0 {
			return nil
		}
		_, err = scheme.Load(edit(t, p, source.FindString(text), `"source": ""`))
		if err == nil || !strings.Contains(err.Error(), "a fact has its source") {
			t.Errorf("%s without its first source: %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 250 {
		t.Errorf("only %d facts", n)
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	when := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	o := scheme.Override{Pointer: "/schemes/iso27001/lead/renew/typical", Value: 75, Who: "Ada Marsh", When: when, Reason: "Our body answers sooner."}
	b, err := scheme.Load(scheme.Files(), o)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := b.Scheme("iso27001")
	if s.Lead.Renew.Typical != 75 || !strings.Contains(s.Lead.Fact.Note, "Ada Marsh on 1 December 2026") || !strings.Contains(s.Lead.Fact.Note, "answers sooner") {
		t.Errorf("lead %+v, note %q", s.Lead.Renew, s.Lead.Fact.Note)
	}
	if b.Hash() == scheme.Default().Hash() {
		t.Error("the hash is that of the data without the override")
	}
	if plain, _ := scheme.Default().Scheme("iso27001"); plain.Lead.Renew.Typical != 90 {
		t.Error("the built-in data changed")
	}
	o.Pointer, o.Value = "/schemes/dspt/toolkit/versions/v9/deadline", "2027-07-31"
	if b, err = scheme.Load(scheme.Files(), o); err != nil {
		t.Fatal(err)
	}
	d, _ := b.Scheme("dspt")
	if got := d.LastValidDay(scheme.Held{Edition: "2025-26"}).Early.String(); got != "2027-07-31" {
		t.Errorf("a status of 2025-26 counts to %s, want the overridden 2027-07-31", got)
	}
	for _, c := range []struct {
		change func(*scheme.Override)
		want   string
	}{
		{func(o *scheme.Override) { o.Reason = " " }, "who made it, when and why"},
		{func(o *scheme.Override) { o.Who = "" }, "who made it, when and why"},
		{func(o *scheme.Override) { o.Pointer = "/schemes/iso27002/short" }, "matches nothing"},
		{func(o *scheme.Override) { o.Pointer = "/schemes/iso27001/lead/renew/min"; o.Value = -1 }, "lead time"},
		{func(o *scheme.Override) { o.Pointer = "/schemes/iso27001/validityMonths"; o.Value = "long" }, "number"},
	} {
		bad := o
		c.change(&bad)
		if _, err := scheme.Load(scheme.Files(), bad); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", bad, err, c.want)
		}
	}
}
