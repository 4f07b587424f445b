package demo_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
)

// doc walks decoded JSON by keys and indexes; nil where there is nothing.
func doc(v any, path ...any) any {
	for _, p := range path {
		switch k := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			if k >= len(l) {
				return nil
			}
			v = l[k]
		}
	}
	return v
}

func packages(t *testing.T, today civil.Date) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, f := range demo.Build(today).Files {
		var p map[string]any
		if err := json.Unmarshal(f.JSON, &p); err != nil {
			t.Fatalf("%s, %s: %v", today, f.Name, err)
		}
		out[f.Portal] = p
	}
	return out
}

func releases(p map[string]any) []map[string]any {
	var out []map[string]any
	list, _ := p["releases"].([]any)
	for _, r := range list {
		out = append(out, r.(map[string]any))
	}
	return out
}

func TestEachPortalHasItsOwnForm(t *testing.T) {
	t.Parallel()
	ps := packages(t, civil.MustParse("2026-11-23"))
	want := map[string]int{"find-a-tender": 8, "contracts-finder": 4, "public-contracts-scotland": 1, "sell2wales": 1}
	prefix := map[string]string{"find-a-tender": "ocds-h6vhtk-", "contracts-finder": "ocds-b5fd17-", "public-contracts-scotland": "ocds-r6ebe6-", "sell2wales": "ocds-kuma6s-"}
	for portal, n := range want {
		rs := releases(ps[portal])
		if len(rs) != n || ps[portal]["version"] != "1.1" {
			t.Errorf("%s: %d releases, version %v", portal, len(rs), ps[portal]["version"])
		}
		for _, r := range rs {
			ocid, _ := r["ocid"].(string)
			if !strings.HasPrefix(ocid, prefix[portal]) || doc(r, "tag", 0) == nil || doc(r, "tender", "title") == nil {
				t.Errorf("%s: %v", portal, ocid)
			}
			if doc(r, "buyer", "id") != doc(r, "parties", 0, "id") || doc(r, "buyer", "name") != doc(r, "parties", 0, "name") {
				t.Errorf("%s: the buyer of %s is not its first party", portal, ocid)
			}
		}
	}
	for _, r := range releases(ps["find-a-tender"]) {
		id := r["id"].(string)
		if !regexp.MustCompile(`^\d{6}-\d{4}$`).MatchString(id) {
			t.Errorf("a notice number of Find a Tender is not %q", id)
		}
		switch doc(r, "tender", "legalBasis", "scheme") {
		case "UKPGA":
			kind := doc(r, "tender", "documents", 1, "noticeType")
			if kind == nil {
				kind = doc(r, "planning", "documents", 0, "noticeType")
			}
			if kind != "UK4" && kind != "UK2" {
				t.Errorf("%s: notice type %v", id, kind)
			}
			if doc(r, "tender", "classification") != nil || doc(r, "tender", "items", 0, "additionalClassifications", 0, "id") == nil {
				t.Errorf("%s: under the Act the codes stand on the items", id)
			}
			if kind == "UK4" && (doc(r, "tender", "lots", 0, "selectionCriteria", "criteria", 1, "description") == nil || doc(r, "tender", "awardPeriod", "endDate") == nil) {
				t.Errorf("%s: no condition of participation, or no award date", id)
			}
		case "CELEX":
			if doc(r, "tender", "classification", "id") == nil || doc(r, "tender", "selectionCriteria", "criteria", 0, "description") == nil {
				t.Errorf("%s: the old form has its code and criteria on the tender", id)
			}
		default:
			t.Errorf("%s: no legal basis", id)
		}
	}
	for _, r := range releases(ps["contracts-finder"]) {
		tender := r["tender"].(map[string]any)
		for _, absent := range []string{"lots", "selectionCriteria", "legalBasis", "awardPeriod", "enquiryPeriod"} {
			if tender[absent] != nil {
				t.Errorf("Contracts Finder sends no %s", absent)
			}
		}
		if end, ok := doc(tender, "tenderPeriod", "endDate").(string); ok && !strings.Contains(end, "T00:00:00") {
			t.Errorf("the deadline %s is not a bare day at midnight", end)
		}
	}
	pcs := releases(ps["public-contracts-scotland"])[0]
	if pcs["id"] != nil {
		t.Error("Public Contracts Scotland sends no release id")
	}
	s2w := releases(ps["sell2wales"])[0]
	if !strings.Contains(s2w["id"].(string), "-release-") || doc(s2w, "tender", "submissionTerms", "languages", 1) != "cy" {
		t.Errorf("Sell2Wales: %v", s2w["id"])
	}
	for _, r := range []map[string]any{pcs, s2w} {
		if doc(r, "parties", 0, "identifier", "scheme") != nil || !strings.HasPrefix(doc(r, "parties", 0, "id").(string), "org-") {
			t.Errorf("a party of %v has an identifier scheme", r["ocid"])
		}
	}
	if all := string(must(json.Marshal(pcs))); !strings.Contains(all, "4D.1") {
		t.Error("the Scottish notice has no statement 4D.1")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestNoticesInventEverything: no contact person, and every host of our own
// making ends in .example.
func TestNoticesInventEverything(t *testing.T) {
	t.Parallel()
	host := regexp.MustCompile(`https?://([^/"?\s]+)`)
	portals := regexp.MustCompile(`(^|\.)(find-tender\.service\.gov\.uk|contractsfinder\.service\.gov\.uk|publiccontractsscotland\.gov\.uk|sell2wales\.gov\.wales|legislation\.gov\.uk|nationalarchives\.gov\.uk|gov\.uk|open-contracting\.org|githubusercontent\.com)$`)
	for _, f := range demo.Build(civil.MustParse("2027-01-06")).Files {
		if strings.Contains(string(f.JSON), "contactPoint") || strings.Contains(string(f.JSON), "@") {
			t.Errorf("%s names a contact", f.Name)
		}
		for _, m := range host.FindAllStringSubmatch(string(f.JSON), -1) {
			if !strings.HasSuffix(m[1], ".example") && !portals.MatchString(m[1]) {
				t.Errorf("%s: %s", f.Name, m[1])
			}
		}
	}
}

// TestNoticeDatesFollowOneAnother on every day: published before today, the
// deadline before the award, the award before the start, no deadline at a
// weekend or on a fixed holiday, and instants in the right offset.
func TestNoticeDatesFollowOneAnother(t *testing.T) {
	t.Parallel()
	london := must(time.LoadLocation("Europe/London"))
	everyDay(func(today civil.Date) {
		for portal, p := range packages(t, today) {
			for _, r := range releases(p) {
				when := func(path ...any) civil.Date {
					s, _ := doc(r, path...).(string)
					if s == "" {
						return 0
					}
					at := must(time.Parse(time.RFC3339, s))
					if portal == "find-a-tender" || portal == "contracts-finder" {
						_, have := at.Zone()
						if _, want := at.In(london).Zone(); have != want {
							t.Errorf("%s: %v of %v is %s", today, path, r["ocid"], s)
						}
					}
					return civil.FromTime(at)
				}
				published, deadline := when("date"), when("tender", "tenderPeriod", "endDate")
				award, start := when("tender", "awardPeriod", "endDate"), when("tender", "lots", 0, "contractPeriod", "startDate")
				if start == 0 {
					start = when("tender", "contractPeriod", "startDate")
				}
				last := published
				for _, d := range []civil.Date{when("tender", "enquiryPeriod", "endDate"), deadline, award, start} {
					if d == 0 {
						continue
					}
					if d <= last && last != 0 {
						t.Errorf("%s: %v has %s, %s, %s, %s", today, r["ocid"], published, deadline, award, start)
					}
					last = d
				}
				if published > today || published == 0 {
					t.Errorf("%s: %v was published on %s", today, r["ocid"], published)
				}
				for _, d := range []civil.Date{deadline, award} {
					if w := d.Weekday(); d != 0 && (w == time.Saturday || w == time.Sunday) {
						t.Errorf("%s: %v is on a %s", today, r["ocid"], w)
					}
				}
			}
		}
	})
}
