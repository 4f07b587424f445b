package framework_test

import (
	"slices"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/framework"
)

func mapping(t *testing.T, from, to framework.Ref) *framework.Mapping {
	t.Helper()
	m, err := framework.Default().Map(from, to)
	if err != nil {
		t.Fatalf("%s to %s: %v", from, to, err)
	}
	return m
}

func TestTheMappingsOfTheData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to framework.Ref
		pairs    int
		origin   framework.Origin
	}{
		{"iso27001:2013", "iso27001:2022", 115 + 29, framework.Official},
		{"nist-csf:2.0", "iso27001:2022", 331, framework.Official},
		{"cyber-essentials:3.3", "iso27001:2022", 107, framework.Authored},
		{"caf:3.2", "iso27001:2022", 107, framework.Authored},
		{"caf:4.0", "iso27001:2022", 112, framework.Authored},
		{"dspt:2025-26", "iso27001:2022", 80, framework.Authored},
		{"dspt:2025-26", "cyber-essentials:3.3", 9, framework.Authored},
		{"dspt-caf:2025-26", "caf:3.2", 39, framework.Official},
		{"dspt-caf:2026-27", "caf:4.0", 41, framework.Official},
	} {
		i := slices.IndexFunc(framework.Default().Mappings(), func(m *framework.Mapping) bool { return m.From == c.from && m.To == c.to })
		if i < 0 {
			t.Errorf("%s to %s is missing", c.from, c.to)
			continue
		}
		m := framework.Default().Mappings()[i]
		if len(m.Pairs) != c.pairs || m.Origin != c.origin {
			t.Errorf("%s to %s: %d pairs, %s; want %d, %s", c.from, c.to, len(m.Pairs), m.Origin, c.pairs, c.origin)
		}
		if m.Guidance() != (m.Types != framework.TypesOfficial) {
			t.Errorf("%s to %s: guidance %v with types %s", c.from, c.to, m.Guidance(), m.Types)
		}
	}
}

// TestWhatWeAuthoredIsNeverEquivalence asks every two catalogues, composed ones
// too: a pair is an equivalence only where an owner says so.
func TestWhatWeAuthoredIsNeverEquivalence(t *testing.T) {
	t.Parallel()
	all := framework.Default().Catalogues()
	asked, equivalent := 0, 0
	for _, from := range all {
		for _, to := range all {
			m, err := framework.Default().Map(from.Ref(), to.Ref())
			if err != nil {
				continue
			}
			asked++
			for _, p := range m.Pairs {
				if from.Title(p.From) == "" || to.Title(p.To) == "" {
					t.Errorf("%s to %s: %+v leads nowhere", from.Ref(), to.Ref(), p)
				}
				if m.Equivalent(p) {
					equivalent++
					if !(from.ID == "dspt-caf" && to.ID == "caf" || from.ID == "caf" && to.ID == "dspt-caf") {
						t.Errorf("%s %s is said to be %s %s", from.Ref(), p.From, to.Ref(), p.To)
					}
				}
				if m.Origin == framework.Authored && p.Type == framework.Equal {
					t.Errorf("we say that %s %s equals %s %s", from.Ref(), p.From, to.Ref(), p.To)
				}
			}
		}
	}
	if asked < 40 || equivalent != 2*(39+41) {
		t.Errorf("%d mappings, %d equivalences", asked, equivalent)
	}
}

func TestBackwards(t *testing.T) {
	t.Parallel()
	m := mapping(t, "iso27001:2022", "cyber-essentials:3.3")
	got := m.Of("A.8.20")
	if len(got) == 0 || !slices.ContainsFunc(got, func(p framework.Pair) bool { return p.To == "CE-FW-1" && p.Type == framework.Superset }) {
		t.Errorf("A.8.20: %+v", got)
	}
	if p := mapping(t, "iso27001:2022", "iso27001:2013").Of("A.5.1"); len(p) != 2 || p[0].Type != framework.Superset || p[0].To != "A.5.1.1" {
		t.Errorf("A.5.1 came from %+v", p)
	}
}

// TestAChain: two things that touch a third are only possibly related, one that
// is part of a thing which lies within a third is part of that.
func TestAChain(t *testing.T) {
	t.Parallel()
	m := mapping(t, "cyber-essentials:3.3", "nist-csf:2.0")
	if !m.Guidance() || m.Certainty != framework.Product || !slices.Equal(m.Via, []framework.Ref{"iso27001:2022"}) {
		t.Errorf("provenance %v %s via %v", m.Origin, m.Certainty, m.Via)
	}
	for _, p := range m.Pairs {
		if p.Type != framework.Possible || len(p.Via) == 0 {
			t.Fatalf("%+v: NIST gives no types, so nothing is certain", p)
		}
	}
	// The outcomes of CAF within the toolkit keep what CAF says of them.
	m = mapping(t, "dspt-caf:2026-27", "iso27001:2022")
	caf := mapping(t, "caf:4.0", "iso27001:2022").Of("B2.a")
	got := m.Of("B2.a")
	if len(got) != len(caf) || len(got) == 0 || got[0].Type != framework.Intersects || !slices.Equal(got[0].Via, []string{"B2.a"}) {
		t.Errorf("B2.a: %+v, by CAF %+v", got, caf)
	}
	if len(m.Of("E1.a")) == 0 {
		t.Error("objective E keeps its own pairs")
	}
}

func TestAnOfficialMappingIsNotMixed(t *testing.T) {
	t.Parallel()
	if m := mapping(t, "nist-csf:2.0", "iso27001:2022"); len(m.Via) != 0 || len(m.Pairs) != 331 || m.Origin != framework.Official {
		t.Errorf("%d pairs via %v", len(m.Pairs), m.Via)
	}
}

func TestNoMapping(t *testing.T) {
	t.Parallel()
	if _, err := framework.Default().Map("caf:4.0", "caf:4.0"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("with itself: %v", err)
	}
	if _, err := framework.Default().Map("caf:4.0", "pci"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("with nothing: %v", err)
	}
}
