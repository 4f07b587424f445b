package framework_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/framework"
)

// reference is where the facts were collected; the project builds without it.
const reference = "../../../shared/reference/frameworks"

// readReference reads one file of the reference, or skips where it is absent.
func readReference(t *testing.T, name string, v any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(reference, name+".json"))
	if err != nil {
		t.Skip("no reference here")
	}
	if err := json.Unmarshal(raw, v); err != nil {
		t.Fatal(err)
	}
}

// TestControlsAgainstTheReference compares every control field by field.
func TestControlsAgainstTheReference(t *testing.T) {
	t.Parallel()
	var ref struct {
		Controls []struct {
			ID, Title, Theme, Status string
			ControlTypes             []string `json:"control_types"`
			Properties               []string `json:"information_security_properties"`
			Concepts                 []string `json:"cybersecurity_concepts"`
			Capabilities             []string `json:"operational_capabilities"`
			Domains                  []string `json:"security_domains"`
			Areas                    []string
			Predecessors             []string `json:"predecessors_2013"`
		}
	}
	readReference(t, "iso27001_2022_annex_a", &ref)
	c := catalogue(t, "iso27001:2022")
	names := func(it *framework.Item, attr string) []string {
		a, _ := c.Attribute(attr)
		var out []string
		for _, v := range it.Attributes[attr] {
			out = append(out, strings.ReplaceAll(a.ValueName(v), " ", "_"))
		}
		return out
	}
	for _, r := range ref.Controls {
		it, ok := c.Item(r.ID)
		if !ok || it.Title != r.Title {
			t.Errorf("%s: %+v, want %q", r.ID, it, r.Title)
			continue
		}
		for attr, want := range map[string][]string{
			"theme": {r.Theme}, "control-type": r.ControlTypes, "property": r.Properties, "concept": r.Concepts, "capability": r.Capabilities, "domain": r.Domains,
		} {
			if got := names(it, attr); !slices.Equal(got, want) {
				t.Errorf("%s %s: %v, want %v", r.ID, attr, got, want)
			}
		}
		if !slices.Equal(it.Attributes["area"], r.Areas) || !slices.Equal(it.Attributes["change"], []string{r.Status}) {
			t.Errorf("%s: %v, want %v and %s", r.ID, it.Attributes, r.Areas, r.Status)
		}
		got := framework.Default().Predecessors(c.Ref(), r.ID)
		slices.Sort(got)
		slices.Sort(r.Predecessors)
		if !slices.Equal(got, r.Predecessors) {
			t.Errorf("%s came from %v, want %v", r.ID, got, r.Predecessors)
		}
	}
	if len(ref.Controls) != 93 {
		t.Errorf("the reference has %d controls", len(ref.Controls))
	}
}

// TestTitlesAgainstTheReference compares the titles of the other catalogues.
func TestTitlesAgainstTheReference(t *testing.T) {
	t.Parallel()
	for file, name := range map[string]string{
		"iso27001_2022_clauses": "iso27001:2022", "iso27001_2013_annex_a": "iso27001:2013", "cyber_essentials": "cyber-essentials:3.3",
		"ncsc_caf_3_2": "caf:3.2", "ncsc_caf_4_0": "caf:4.0", "nist_csf_2_0": "nist-csf:2.0", "dspt_2025_26": "dspt:2025-26",
	} {
		var ref map[string]json.RawMessage
		readReference(t, file, &ref)
		c := catalogue(t, name)
		n := 0
		for _, list := range []string{"clauses", "controls", "requirements", "scope", "outcomes", "principles", "subcategories", "categories", "evidence_items_category_4", "assertions", "domains"} {
			var rows []struct{ ID, Title, Text string }
			if json.Unmarshal(ref[list], &rows) != nil {
				continue
			}
			for _, r := range rows {
				n++
				if want := r.Title + strings.Repeat(r.Text, btoi(r.Title == "")); c.Title(r.ID) != want {
					t.Errorf("%s %s: %q, want %q", name, r.ID, c.Title(r.ID), want)
				}
			}
		}
		if n < 39 {
			t.Errorf("%s: %d rows compared", file, n)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestPairsAgainstTheReference compares every pair of every mapping.
func TestPairsAgainstTheReference(t *testing.T) {
	t.Parallel()
	for file, ends := range map[string][2]framework.Ref{
		"map_iso27001_2013_to_2022":             {"iso27001:2013", "iso27001:2022"},
		"map_cyber_essentials_to_iso27001_2022": {"cyber-essentials:3.3", "iso27001:2022"},
		"map_ncsc_caf_3_2_to_iso27001_2022":     {"caf:3.2", "iso27001:2022"},
		"map_ncsc_caf_4_0_to_iso27001_2022":     {"caf:4.0", "iso27001:2022"},
		"map_dspt_to_iso27001_2022":             {"dspt:2025-26", "iso27001:2022"},
		"map_dspt_to_cyber_essentials":          {"dspt:2025-26", "cyber-essentials:3.3"},
		"map_nist_csf_2_0_to_iso27001_2022":     {"nist-csf:2.0", "iso27001:2022"},
		"map_dspt_caf_e_to_iso27001_2022":       {"dspt-caf:2026-27", "iso27001:2022"},
	} {
		var ref struct {
			Pairs       []struct{ Source, Target, Relationship string }
			ClausePairs []struct{ Source, Target, Relationship string } `json:"clause_pairs"`
		}
		readReference(t, file, &ref)
		var want, got []string
		for _, p := range append(ref.Pairs, ref.ClausePairs...) {
			want = append(want, strings.TrimPrefix(p.Source, "DSPT-")+" "+p.Target+" "+strings.TrimSuffix(p.Relationship, "-scope"))
		}
		for _, m := range framework.Default().Mappings() {
			if m.From != ends[0] || m.To != ends[1] {
				continue
			}
			for _, p := range m.Pairs {
				got = append(got, p.From+" "+p.To+" "+string(p.Type))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(got) == 0 {
			t.Errorf("%s: %d pairs, the reference has %d", file, len(got), len(want))
		}
	}
}
