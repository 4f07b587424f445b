package framework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/framework"
)

// catalogue gives a built-in edition.
func catalogue(t *testing.T, name string) *framework.Catalogue {
	t.Helper()
	c, err := framework.Default().Catalogue(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCounts holds each catalogue to the numbers that its owner publishes.
func TestCounts(t *testing.T) {
	t.Parallel()
	iso, old := catalogue(t, "iso27001"), catalogue(t, "iso27001:2013")
	documented := 0
	for _, it := range iso.Items {
		if it.Documented != "" {
			documented++
		}
	}
	perDomain := func(c *framework.Catalogue, groups ...string) []int {
		var out []int
		for _, g := range groups {
			out = append(out, len(c.Below(g)))
		}
		return out
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"editions", len(framework.Default().Catalogues()), 9},
		{"controls", len(iso.Kind(framework.KindControl)), 93},
		{"assessable clauses", len(iso.Kind(framework.KindClause)), 30},
		{"clauses that want documents", documented, 14},
		{"documents", len(framework.Default().Documents(iso.Ref())), 14},
		{"controls by theme", perDomain(iso, "A.5", "A.6", "A.7", "A.8"), []int{37, 8, 14, 34}},
		{"clauses by heading", perDomain(iso, "4", "5", "6", "7", "8", "9", "10"), []int{4, 3, 5, 7, 3, 6, 2}},
		{"new", len(iso.With(framework.AttrChange, "new")), 11},
		{"merged", len(iso.With(framework.AttrChange, "merged")), 24},
		{"updated", len(iso.With(framework.AttrChange, "updated")), 58},
		{"corrective", len(iso.With("control-type", "corrective")), 14},
		{"themes", len(iso.Themes()), 4},
		{"areas", len(iso.Areas()), 14},
		{"controls of 2013", len(old.Kind(framework.KindControl)), 114},
		{"controls of 2013 by domain", perDomain(old, "A.5", "A.6", "A.7", "A.8", "A.9", "A.10", "A.11", "A.12", "A.13", "A.14", "A.15", "A.16", "A.17", "A.18"), []int{2, 7, 6, 10, 14, 2, 15, 14, 7, 13, 5, 7, 4, 8}},
		{"requirements of Cyber Essentials", len(catalogue(t, "cyber-essentials").Kind(framework.KindRequirement)), 40},
		{"its scope rules", len(catalogue(t, "cyber-essentials").Kind(framework.KindScopeRule)), 9},
		{"outcomes of CAF 3.2", len(catalogue(t, "caf:3.2").Items), 39},
		{"outcomes of CAF 4.0", len(catalogue(t, "caf").Items), 41},
		{"outcomes of the CSF", len(catalogue(t, "nist-csf").Items), 106},
		{"headings of the CSF", len(catalogue(t, "nist-csf").Groups), 6 + 22},
		{"items of the toolkit", len(catalogue(t, "dspt").Items), 45},
		{"mandatory items of the toolkit", len(catalogue(t, "dspt").With("needed-for", "met")), 29},
		{"items waived for ISO 27001", len(catalogue(t, "dspt").With("waived-by", "iso27001")), 8},
		{"outcomes of the CAF-aligned toolkit", len(catalogue(t, "dspt-caf:2025-26").Items), 47},
		{"outcomes of the next one", len(catalogue(t, "dspt-caf").Items), 49},
	} {
		if fmt.Sprint(c.got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	for _, a := range []struct {
		attr   string
		values int
	}{{"control-type", 3}, {"property", 3}, {"concept", 5}, {"capability", 15}, {"domain", 4}, {"theme", 4}, {"area", 14}} {
		if at, ok := iso.Attribute(a.attr); !ok || len(at.Values) != a.values {
			t.Errorf("%s: %+v, want %d values", a.attr, at, a.values)
		}
		for _, it := range iso.Kind(framework.KindControl) {
			if len(it.Attributes[a.attr]) == 0 {
				t.Errorf("%s has no %s", it.ID, a.attr)
			}
		}
	}
}

func TestIdsAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	var got, want []string
	for _, it := range catalogue(t, "iso27001").Kind(framework.KindControl) {
		got = append(got, it.ID)
	}
	for _, g := range []struct{ theme, n int }{{5, 37}, {6, 8}, {7, 14}, {8, 34}} {
		for i := 1; i <= g.n; i++ {
			want = append(want, fmt.Sprintf("A.%d.%d", g.theme, i))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestAnItem(t *testing.T) {
	t.Parallel()
	c := catalogue(t, "iso27001:2022")
	it, ok := c.Item("A.5.19")
	if !ok || it.Title != "Information security in supplier relationships" || !it.Has(framework.AttrArea, "supplier") || it.Has(framework.AttrTheme, "people") {
		t.Errorf("got %+v", it)
	}
	if p := framework.Default().Predecessors(c.Ref(), "A.5.19"); !slices.Equal(p, []string{"A.15.1.1"}) {
		t.Errorf("predecessors %v", p)
	}
	var path []string
	for _, g := range c.Path("9.2.1") {
		path = append(path, g.ID)
	}
	if !slices.Equal(path, []string{"9", "9.2"}) || c.Title("9.2") != "Internal audit" || c.Title("9.9") != "" {
		t.Errorf("path %v", path)
	}
	if _, ok := c.Item("9.2"); ok {
		t.Error("a heading is no item")
	}
	area, _ := c.Attribute(framework.AttrArea)
	if area.ValueName("crypto") != "Cryptography" || area.ValueName("none") != "none" {
		t.Errorf("names of areas: %v", area.Values)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]framework.Ref{"iso27001": "iso27001:2022", "iso27001:2013": "iso27001:2013", "caf": "caf:4.0", "dspt-caf": "dspt-caf:2026-27"} {
		if c := catalogue(t, name); c.Ref() != want {
			t.Errorf("%s is %s, want %s", name, c.Ref(), want)
		}
	}
	for name, want := range map[string]string{"iso27001:2005": "iso27001:2022", "iso27002": "cyber-essentials", "": "nist-csf"} {
		_, err := framework.Default().Catalogue(name)
		if errs.CodeOf(err) != errs.NotFound || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want it to name %s", name, err, want)
		}
	}
}

// TestGuidance holds our own words to their form beyond what the loader asks:
// present for all 123, no line twice, no template.
func TestGuidance(t *testing.T) {
	t.Parallel()
	c := catalogue(t, "iso27001")
	seen := map[string]string{}
	starts := map[string]int{}
	line := func(id, s string) {
		if by := seen[s]; by != "" {
			t.Errorf("%s says the same as %s: %s", id, by, s)
		}
		seen[s] = id
		for _, filler := range []string{"ensure", "shall", "appropriate", "robust", "leverage", "best practice", "e.g.", "etc", "relevant stakeholders"} {
			if strings.Contains(strings.ToLower(s), filler) {
				t.Errorf("%s: filler %q in %s", id, filler, s)
			}
		}
		words := strings.Fields(s)
		starts[strings.Join(words[:min(4, len(words))], " ")]++
	}
	for _, it := range c.Items {
		g, ok := framework.Default().Guidance(c.Ref(), it.ID)
		if !ok {
			t.Errorf("no guidance for %s", it.ID)
			continue
		}
		line(it.ID, g.Purpose)
		if !strings.HasSuffix(g.Purpose, ".") || strings.Count(g.Purpose, ". ") > 0 {
			t.Errorf("%s: the purpose is not one sentence: %s", it.ID, g.Purpose)
		}
		for _, s := range g.Looks {
			line(it.ID, s)
		}
		if n := len(g.Evidence); n < 2 || n > 4 {
			t.Errorf("%s: %d pieces of evidence", it.ID, n)
		}
		for _, e := range g.Evidence {
			if e.Words() == "" || strings.HasSuffix(e.What, ".") {
				t.Errorf("%s: %+v", it.ID, e)
			}
		}
	}
	for s, n := range starts {
		if n > 3 {
			t.Errorf("%d lines begin with %q", n, s)
		}
	}
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]framework.Evidence{
		"as it stands today":      {Fresh: framework.FreshCurrent},
		"each time it happens":    {Fresh: framework.FreshEvent},
		"no older than a month":   {Fresh: framework.FreshPeriod, Months: 1},
		"no older than 12 months": {Fresh: framework.FreshPeriod, Months: 12},
	} {
		if e.Words() != want {
			t.Errorf("got %q, want %q", e.Words(), want)
		}
	}
}

func wantField(t *testing.T, what string, err error, pointer string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || errs.CodeOf(err) != errs.Invalid {
		t.Errorf("%s: %v, want an invalid error", what, err)
		return
	}
	for _, f := range errs.FieldsOf(err) {
		if strings.Contains(f.Pointer, pointer) {
			return
		}
	}
	t.Errorf("%s: %+v, want a field at %s", what, errs.FieldsOf(err), pointer)
}
