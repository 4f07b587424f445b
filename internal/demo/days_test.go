package demo_test

import (
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/win/certificate"
)

// everyDay calls fn for each day that the demonstration promises its story for.
func everyDay(fn func(civil.Date)) {
	for d := civil.Of(2026, time.January, 1); d <= civil.Of(2030, time.December, 31); d++ {
		fn(d)
	}
}

func held(t *testing.T, s demo.Story, scheme string) certificate.Certificate {
	t.Helper()
	for _, c := range s.Certificates {
		if c.Scheme == scheme {
			return c
		}
	}
	t.Fatalf("%s: no %s certificate", s.Today, scheme)
	return certificate.Certificate{}
}

func TestCertificatesLiveByTheirSchemesClocks(t *testing.T) {
	t.Parallel()
	everyDay(func(today civil.Date) {
		s := demo.Build(today)
		if len(s.Certificates) != 6 || len(s.Bids) != 9 {
			t.Fatalf("%s: %d certificates and %d bids", today, len(s.Certificates), len(s.Bids))
		}
		for _, c := range s.Certificates {
			if c.Issued > today || (c.Expires != 0 && c.Expires <= today+30) {
				t.Errorf("%s: %s runs from %s to %s", today, c.Scheme, c.Issued, c.Expires)
			}
			for i, h := range c.Status {
				if h.From > today || (i > 0 && h.From < c.Status[i-1].From) {
					t.Errorf("%s: %s has the history %v", today, c.Scheme, c.Status)
				}
			}
		}
		ce, plus := held(t, s, "cyber-essentials"), held(t, s, "cyber-essentials-plus")
		for _, c := range []certificate.Certificate{ce, plus} {
			if want := c.Issued.AddMonths(12) - 1; c.Expires != want {
				t.Errorf("%s: %s issued on %s ends on %s, want %s", today, c.Scheme, c.Issued, c.Expires, want)
			}
		}
		if ce.Expires <= plus.Expires {
			t.Errorf("%s: Cyber Essentials ends on %s, before the Plus that rests on it", today, ce.Expires)
		}
		if n := today.DaysUntil(plus.Expires); n < 45 || n > 90 {
			t.Errorf("%s: the Plus ends in %d days", today, n)
		}
		iso := held(t, s, "iso27001")
		due := iso.Decision.AddMonths(12)
		if due > today || len(iso.Status) != 2 || iso.Status[1].From > due || iso.Status[1].From < due-60 {
			t.Errorf("%s: the first surveillance audit was due on %s; recorded %v", today, due, iso.Status)
		}
		qms := held(t, s, "iso9001")
		if qms.Decision.AddMonths(12) <= today {
			t.Errorf("%s: the first surveillance of ISO 9001 was due on %s and nothing is recorded", today, qms.Decision.AddMonths(12))
		}
		if qms.Edition == "2015" && qms.Expires > civil.Of(2029, time.September, 14) {
			t.Errorf("%s: a certificate to ISO 9001:2015 runs to %s", today, qms.Expires)
		}
		if qms.Expires < today+365 {
			t.Errorf("%s: ISO 9001 ends on %s, too soon for the bids", today, qms.Expires)
		}
	})
}

// TestToolkitStatusIsTheLatestThatCanBePublished: the edition is the year that
// ends with the June after the publication in February, and it counts to the
// June after that.
func TestToolkitStatusIsTheLatestThatCanBePublished(t *testing.T) {
	t.Parallel()
	everyDay(func(today civil.Date) {
		c := held(t, demo.Build(today), "dspt")
		y := c.Issued.Year()
		if c.Issued.AddMonths(12)+7 < today || c.Issued > today {
			t.Errorf("%s: published on %s", today, c.Issued)
		}
		want := civil.Of(y-1, time.January, 1).String()[:4] + "-" + civil.Of(y, time.January, 1).String()[2:4]
		if c.Edition != want || c.Level != "standards_met" {
			t.Errorf("%s: published on %s as %s %s, want %s", today, c.Issued, c.Edition, c.Level, want)
		}
	})
	for _, tc := range []struct{ today, edition, published string }{
		{"2026-01-01", "2024-25", "2025-02-26"},
		{"2026-02-25", "2024-25", "2025-02-26"},
		{"2026-02-26", "2025-26", "2026-02-26"},
		{"2026-11-23", "2025-26", "2026-02-26"},
		{"2028-07-01", "2027-28", "2028-02-24"}, // the 26th is a Saturday
	} {
		c := held(t, demo.Build(civil.MustParse(tc.today)), "dspt")
		if c.Edition != tc.edition || c.Issued.String() != tc.published {
			t.Errorf("%s: %s published on %s, want %s on %s", tc.today, c.Edition, c.Issued, tc.edition, tc.published)
		}
	}
}

func TestPeopleAndEntitiesAreNamed(t *testing.T) {
	t.Parallel()
	s := demo.Build(civil.MustParse("2026-11-23"))
	people, entities, refs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range s.People {
		people[p.Email] = true
	}
	for _, e := range s.Organisation.Entities {
		entities[e.Name] = true
	}
	for _, c := range s.Certificates {
		refs[c.Ref] = true
		if !people[c.Owner] || !entities[c.Holder] {
			t.Errorf("%s: owner %q, holder %q", c.Ref, c.Owner, c.Holder)
		}
	}
	for _, b := range s.Bids {
		if !people[b.Owner] || !entities[b.Entity] || b.Since > s.Today {
			t.Errorf("%s: owner %q, entity %q, since %s", b.Ref, b.Owner, b.Entity, b.Since)
		}
		for ref := range b.Covers {
			if !refs[ref] {
				t.Errorf("%s judges %s, which nobody holds", b.Ref, ref)
			}
		}
	}
	if !people[demo.SignedInAs] || !entities[demo.FieldCompany] {
		t.Error("nobody is signed in, or the second entity is missing")
	}
}
