package scheme_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

func day(s string) civil.Date {
	if s == "" {
		return 0
	}
	return civil.MustParse(s)
}

func TestReadings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, scheme string
		held         scheme.Held
		early, late  string
		unknown      string
	}{
		{"printed decides", "iso27001", scheme.Held{Decision: day("2024-03-10"), Expires: day("2027-03-15"), EndLabel: "valid until"}, "2027-03-15", "2027-03-15", ""},
		{"nothing printed", "iso27001", scheme.Held{Decision: day("2024-02-29")}, "2027-02-27", "2027-02-27", ""},
		{"issue stands in for the decision", "iso27001", scheme.Held{Issued: day("2024-05-01")}, "2027-04-30", "2027-04-30", ""},
		{"nothing recorded", "iso27001", scheme.Held{}, "", "", ""},
		{"recertification due, printed later", "iso9001", scheme.Held{Decision: day("2024-03-10"), Expires: day("2027-03-10"), EndLabel: "Recertification due"}, "2027-03-09", "2027-03-10", ""},
		{"recertification due, printed earlier", "iso9001", scheme.Held{Decision: day("2024-03-10"), Expires: day("2027-01-01"), EndLabel: "recertification-due"}, "2027-01-01", "2027-01-01", ""},
		{"Cyber Essentials always the earlier", "cyber-essentials", scheme.Held{Issued: day("2026-03-01"), Expires: day("2027-03-01"), EndLabel: "valid until"}, "2027-02-28", "2027-03-01", ""},
		{"Cyber Essentials without an issue", "cyber-essentials", scheme.Held{Expires: day("2027-03-01")}, "2027-03-01", "2027-03-01", ""},
		{"a Plus likewise", "cyber-essentials-plus", scheme.Held{Issued: day("2026-03-05"), Expires: day("2027-03-05")}, "2027-03-04", "2027-03-05", ""},
		{"toolkit by edition", "dspt", scheme.Held{Edition: "2025-26"}, "2027-06-30", "2027-06-30", ""},
		{"toolkit by version", "dspt", scheme.Held{Edition: "Version 7", Issued: day("2026-11-01")}, "2026-06-30", "2026-06-30", ""},
		{"toolkit by publication", "dspt", scheme.Held{Issued: day("2026-06-28")}, "2027-06-30", "2027-06-30", ""},
		{"toolkit published late", "dspt", scheme.Held{Issued: day("2026-08-20")}, "2027-06-30", "2027-06-30", ""},
		{"toolkit of the year before the opening", "dspt", scheme.Held{Issued: day("2025-09-17")}, "2026-06-30", "2026-06-30", ""},
		{"toolkit beyond what is known", "dspt", scheme.Held{Edition: "2026-27"}, "2028-06-30", "2028-06-30", "2027-06-30"},
		{"toolkit without anything", "dspt", scheme.Held{}, "", "", ""},
		{"report by the end of its period", "soc2", scheme.Held{Issued: day("2026-03-31")}, "2027-03-30", "2027-03-30", ""},
		{"vetting, two terms", "sc", scheme.Held{Issued: day("2020-01-10")}, "2025-01-09", "2030-01-09", ""},
		{"vetting, printed", "sc", scheme.Held{Issued: day("2020-01-10"), Expires: day("2030-01-09")}, "2030-01-09", "2030-01-09", ""},
		{"no formal end", "bpss", scheme.Held{Issued: day("2020-01-10")}, "", "", ""},
	} {
		s, ok := scheme.Default().Scheme(c.scheme)
		if !ok {
			t.Fatalf("no scheme %s", c.scheme)
		}
		r := s.LastValidDay(c.held)
		if r.Early.String() != c.early || r.Late.String() != c.late || r.UnknownAfter.String() != c.unknown {
			t.Errorf("%s: %s, %s, unknown after %q; want %s, %s, %q", c.name, r.Early, r.Late, r.UnknownAfter, c.early, c.late, c.unknown)
		}
		if (r.Early != r.Late) != (r.Why != "") && c.unknown == "" {
			t.Errorf("%s: the two readings and the words for them do not go together: %q", c.name, r.Why)
		}
		if r.Fact.Source == "" || r.Fact.AsOf.IsZero() {
			t.Errorf("%s: the reading has no provenance", c.name)
		}
	}
}

func TestEditions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme, printed, early, late string
		known                        bool
	}{
		{"iso27001", "2013", "2025-10-31", "2025-10-31", true},
		{"iso27001", "ISO/IEC 27001:2013", "2025-10-31", "2025-10-31", true},
		{"iso27001", "BS EN ISO/IEC 27001:2017", "2025-10-31", "2025-10-31", true},
		{"iso27001", "2022", "", "", true},
		{"iso27001", "2022+Amd1", "", "", true},
		{"iso27001", "ISO/IEC 27001:2022 + Amd 1:2024", "", "", true},
		{"iso27001", "BS EN ISO/IEC 27001:2023", "", "", true},
		{"iso27001", "2005", "", "", false},
		{"iso27001", "", "", "", false},
		{"iso27001", "27001", "", "", false},
		{"iso9001", "ISO 9001:2015", "2029-09-15", "2029-09-30", true},
		{"iso9001", "2026", "", "", true},
		{"iso14001", "2015", "2029-04-14", "2029-04-30", true},
		{"iso27701", "ISO/IEC 27701:2019", "2028-10-13", "2028-10-31", true},
		{"iso22301", "anything", "", "", true},
		{"iso22301", "", "", "", true},
	} {
		s, _ := scheme.Default().Scheme(c.scheme)
		r, known := s.EditionEnd(c.printed)
		if known != c.known || r.Early.String() != c.early || r.Late.String() != c.late {
			t.Errorf("%s %q: to %q or %q, known %v; want %q, %q, %v", c.scheme, c.printed, r.Early, r.Late, known, c.early, c.late, c.known)
		}
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scheme, level string
		rank          int
		known         bool
	}{
		{"dspt", "standards_met", 3, true},
		{"dspt", "Standards Met", 3, true},
		{"dspt", "standards-exceeded", 4, true},
		{"dspt", "met", 0, false},
		{"dcc", "0", 0, true},
		{"dcc", "Level 2", 2, true},
		{"dcc", "L3", 3, true},
		{"dcc", "4", 0, false},
		{"iso27001", "1", 0, false},
	} {
		s, _ := scheme.Default().Scheme(c.scheme)
		if rank, known := s.LevelRank(c.level); rank != c.rank || known != c.known {
			t.Errorf("%s %q: %d, %v; want %d, %v", c.scheme, c.level, rank, known, c.rank, c.known)
		}
	}
}

func TestRelations(t *testing.T) {
	t.Parallel()
	b := scheme.Default()
	for _, c := range []struct {
		have, need, while string
		ok                bool
	}{
		{"cyber-essentials-plus", "cyber-essentials", "below-valid", true},
		{"cyber-essentials", "cyber-essentials-plus", "", false},
		{"iso27001", "cyber-essentials", "", false},
		{"iso27001", "iso27001", "", true},
		{"dcc", "dcc", "level", true},
		{"dcc", "def-stan-05-138", "level", true},
		{"iasme-cyber-assurance-2", "iasme-cyber-assurance-1", "", true},
		{"iasme-cyber-assurance-1", "iasme-cyber-assurance-2", "", false},
	} {
		s, ok := b.Satisfies(c.have, c.need)
		if ok != c.ok || s.While != c.while {
			t.Errorf("%s for %s: %v while %q; want %v, %q", c.have, c.need, ok, s.While, c.ok, c.while)
		}
	}
	if e, ok := b.Equivalent("iso27001", "cyber-essentials"); !ok || e.Question == "" {
		t.Errorf("ISO/IEC 27001 for Cyber Essentials is no question: %+v", e)
	}
	for _, c := range []struct {
		demand, level string
		all           int
		proof         string
	}{
		{"def-stan-05-138", "1", 1, "dcc"}, {"def-stan-05-138", "Level 3", 2, "dcc"}, {"iasme-cyber-assurance", "", 1, ""}, {"iasme-cyber-assurance", "2", 1, ""},
	} {
		d, ok := b.Demand(c.demand)
		r, road := d.Road(c.level)
		if !ok || !road || len(r.All) != c.all || (c.proof != "") != (len(r.Proof) == 1) {
			t.Errorf("%s at %q: %+v, %v, %v", c.demand, c.level, r, ok, road)
		}
	}
	if d, ok := b.Demand("caf"); !ok || d.Kind != "framework" || d.Question == "" {
		t.Errorf("caf: %+v", d)
	}
	if _, ok := b.Demand("iso27001"); ok {
		t.Error("a scheme is not a demand of its own kind")
	}
	if got := b.BuyerName("crown commercial service "); got != "Government Commercial Agency" {
		t.Errorf("the buyer is called %q", got)
	}
	if r, _, ok := b.EstimateOf("award", "deadline", day("2027-02-01")); !ok || r.From != day("2027-02-15") || r.To != day("2027-07-31") {
		t.Errorf("award between %s and %s", r.From, r.To)
	}
}
