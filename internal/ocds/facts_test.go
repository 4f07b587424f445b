package ocds_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/win/notice"
)

// compiled gives the one process of a fixture.
func compiled(t testing.TB, name string) notice.Notice {
	t.Helper()
	ns := notice.Compile(read(t, fixture(t, name)).releases)
	if len(ns) != 1 {
		t.Fatalf("%s makes %d processes", name, len(ns))
	}
	return ns[0]
}

// facts writes what a verdict rests on, a line each.
func facts(n notice.Notice) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s | %s | %s | %s | %s | %s", n.Key, n.Portal, n.Type, n.Stage, n.Regime.Value, n.Nation.Value)
	line("%s | %s", n.Title, n.Reference)
	for _, x := range n.Buyers {
		line("buyer %s %v %s", x.Name, x.IDs, x.Kind)
	}
	if v := n.Value; v != nil {
		line("value %s min %s gross %v %s %s", v.Amount, v.Minimum, v.Gross, v.From, v.Pointer)
	}
	for _, c := range n.CPV {
		line("cpv %s", c.ID)
	}
	d := n.Dates
	for _, x := range []struct {
		name string
		day  *notice.Day
	}{
		{"published", d.Published},
		{"engagement end", d.EngagementEnd},
		{"future notice", d.FutureNotice},
		{"enquiry end", d.EnquiryEnd},
		{"interest", d.ExpressionOfInterest},
		{"deadline", d.Deadline},
		{"opening", d.Opening},
		{"invitation", d.Invitation},
		{"assessment", d.Assessment},
		{"award", d.Award},
		{"standstill end", d.StandstillEnd},
		{"signature", d.Signature},
		{"start", d.Start},
		{"end", d.End},
		{"extended end", d.ExtendedEnd},
	} {
		if x.day != nil {
			line("%s", strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s (%s)", x.name, x.day.Date, x.day.Time, x.day.Basis, x.day.Pointer, x.day.Note)), " "))
		}
	}
	if d.Months > 0 {
		line("months %d", d.Months)
	}
	for _, l := range n.Lots {
		line("lot %s %q months %d days %d renewal %q", l.ID, l.Title, l.Months, l.Days, l.Renewal)
	}
	line("page %s", n.URL)
	for _, x := range n.Texts {
		line("text %s [%s] %.40q", x.Pointer, x.Heading, x.Value)
	}
	for _, x := range n.Notes {
		line("note %s %s", x.Pointer, x.Message)
	}
	return b.String()
}

// trim takes the blanks off the ends of lines.
func trim(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for name, want := range wantFacts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := trim(facts(compiled(t, name))); got != trim(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

var wantFacts = map[string]string{
	"contracts-finder.json": `
ocds-b5fd17-0f0e0d0c-0000-4000-8000-000000000001 | contracts-finder | tender | tender | pcr2015 | england
Guarding & patrols | tender_1/2
buyer Ashcombe Borough Council [GB-CFS-1]
value 50000.55 GBP min 40000.00 GBP gross false stated /tender/value/amount
cpv 79710000
cpv 79713000
published 2026-10-05 stated /date ()
deadline 2026-11-02 stated /tender/tenderPeriod/endDate ()
start 2027-01-01 stated /tender/contractPeriod/startDate ()
end 2027-12-31 stated /tender/contractPeriod/endDate ()
page https://www.contractsfinder.service.gov.uk/Notice/0f0e0d0c-0000-4000-8000-000000000001
text /tender/title [Title] "Guarding & patrols"
text /tender/description [Description] "Guarding of two sites for £25,000 a year"
`,
	"find-a-tender-act.json": `
ocds-h6vhtk-0a1b2c | find-a-tender | UK6 | award | pa2023 | england
Managed network service | MCC-2026-17
buyer Millbrook County Council [GB-COH-00123456 GB-PPON-PAAA-1111-BBBB] Public authority - sub-central government
value 1000000.00 GBP min  gross false stated /tender/value/amount
cpv 72700000
cpv 72710000
published 2027-01-20 stated /date ()
engagement end 2026-08-14 stated /planning/milestones/0/dueDate ()
future notice 2026-10-01 stated /tender/communication/futureNoticeDate ()
enquiry end 2026-10-23 stated /tender/enquiryPeriod/endDate ()
interest 2026-10-16 17:00 stated /tender/expressionOfInterestDeadline ()
deadline 2026-11-06 12:00 stated /tender/tenderPeriod/endDate ()
assessment 2027-01-18 stated /awards/0/assessmentSummariesDateSent ()
award 2027-01-18 stated /awards/0/date ()
standstill end 2027-01-29 stated /awards/0/standstillPeriod/endDate ()
signature 2027-02-01 stated /awards/0/milestones/0/dueDate ()
start 2027-03-01 stated /tender/lots/1/contractPeriod/startDate ()
end 2030-02-28 stated /tender/lots/1/contractPeriod/endDate ()
extended end 2032-02-28 stated /tender/lots/1/contractPeriod/maxExtentDate ()
lot 1 "Core network" months 0 days 0 renewal "Two further years, one at a time."
page https://www.find-tender.service.gov.uk/Notice/100003-2027
text /tender/title [Title] "Managed network service"
text /tender/description [Description] "The council buys a managed network for i"
text /tender/selectionCriteria/criteria/0/description [Selection criteria: technical, description] "Suppliers must hold ISO 27001, or equiva"
text /tender/riskDetails [Risk details] "Prices of equipment may change; see clau"
text /tender/lots/1/title [Lot 1: title] "Core network"
text /tender/lots/1/renewal/description [Lot 1: renewal, description] "Two further years, one at a time."
text /tender/lots/1/selectionCriteria/criteria/0/description [Lot 1: selection criteria, economic, description] "Turnover of twice the yearly value of th"
`,
	"find-a-tender-delta.json": `
ocds-h6vhtk-04d0d0 | find-a-tender | UK15 | market | pa2023 | england
Space technology | RM1
buyer Stonewick Purchasing Agency [GB-PPON-PBBB-3333-CCCC]
published 2026-09-03 stated /date ()
page https://www.find-tender.service.gov.uk/Notice/083999-2026
text /tender/title [Title] "Space technology"
`,
	"find-a-tender-old.json": `
ocds-h6vhtk-05aa01 | find-a-tender | tender | tender | psr | england
Community services | DN1
buyer Larkfield Health Trust [GB-FTS-4001]
value 70000000.00 GBP min  gross false stated /tender/value/amount
cpv 85000000
cpv 85100000
published 2025-11-03 stated /date ()
deadline 2025-12-05 stated /tender/tenderPeriod/endDate (for requests to take part: the day for tenders comes later)
opening 2025-12-05 12:00 stated /tender/bidOpening/date ()
invitation 2026-01-09 stated /tender/secondStage/invitationDate ()
months 48
lot 1 "" months 48 days 0 renewal "Up to 24 months"
lot 2 "" months 0 days 725 renewal ""
page
text /tender/title [Title] "Community services"
text /tender/description [Description] "Services in the community."
text /tender/selectionCriteria/criteria/0/description [Selection criteria: technical, description] "As stated in the procurement documents"
text /tender/selectionCriteria/criteria/0/minimum [Selection criteria: technical, minimum] "Providers must meet the standards of the"
text /tender/otherRequirements/reductionCriteria [Other requirements: reduction criteria] "The five with the highest marks are invi"
text /tender/lots/0/description [Lot 1: description] "North"
text /tender/lots/0/renewal/description [Lot 1: renewal, description] "Up to 24 months"
text /tender/lots/1/description [Lot 2: description] "South"
text /tender/contractTerms/performanceTerms [Contract terms: performance terms] "Certification is kept for the whole cont"
text /description [Additional information] "This is a Provider Selection Regime (PSR"
note /tender/lotDetails/maximumLotsBidPerSupplier the number "1e9999" is not one and was left out
`,
	"public-contracts-scotland.json": `
ocds-r6ebe6-0000900001 | public-contracts-scotland | tender | tender | scotland | scotland
Cleaning of schools | GC/1
buyer Glenross Council [] Regional or local authority
cpv 90910000
cpv 90911200
published 2026-06-24 stated /date ()
deadline 2026-07-24 23:30 stated /tender/tenderPeriod/endDate ()
opening 2026-07-25 12:00 stated /tender/bidOpening/date ()
months 24
lot 1 "" months 24 days 0 renewal "A further 1 + 1 years"
page https://www.publiccontractsscotland.gov.uk/search/show/search_view.aspx?ID=JUN1
text /tender/title [Title] "Cleaning of schools"
text /tender/description [Description] "Cleaning of 12 schools."
text /tender/selectionCriteria/criteria/0/description [Selection criteria: technical, description] "4D.1 Quality: the bidder must hold a UKA"
text /tender/selectionCriteria/criteria/0/minimum [Selection criteria: technical, minimum] "4D.2 Environmental: ISO 14001 (or equiva"
text /tender/lots/0/renewal/description [Lot: renewal, description] "A further 1 + 1 years"
text /description [Additional information] "(SC Ref:900001)"
`,
	"sell2wales.json": `
ocds-kuma6s-900001 | sell2wales | tender | tender | pcr2015 | wales
Cynnal a chadw tân | ocds-kuma6s-900001-tender
buyer Cyngor Abergwyn []
value 100000.00 GBP min  gross false sum-of-lots /tender/lots
cpv 50413200
published 2026-03-02 stated /date ()
deadline 2026-04-10 12:00 stated /tender/tenderPeriod/endDate ()
start 2026-05-01 stated /tender/lots/0/contractPeriod/startDate ()
end 2028-04-30 stated /tender/lots/1/contractPeriod/endDate ()
lot 1 "De" months 0 days 0 renewal ""
lot 2 "Gogledd" months 0 days 0 renewal ""
page
text /tender/title [Title] "Cynnal a chadw tân"
text /tender/description [Description] "Cynnal a chadw systemau tân – gweler y d"
text /tender/lots/0/title [Lot 1: title] "De"
text /tender/lots/1/title [Lot 2: title] "Gogledd"
`,
}
