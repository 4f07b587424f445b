package verdict_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// The table below is the specification of the verdict, case by case. Today is
// Wednesday 6 January 2027 unless said; the bidder is Fenmoor Digital Ltd.
//
// A certificate is written as "ref scheme key=value...": until= the printed last
// day, from= its issue, decided= its decision, status=state@day (repeatable),
// holder=, edition=, level=, accredited=yes|no, covers=yes|no|unknown, label=.
// Unless said it is held by the bidder, covers the work and, for management
// systems, is accredited. A requirement is written as "scheme key=value...":
// strength= (mandatory), when= (unspecified), proof=, date=, group=, level=, rule=,
// accreditation=, equivalent, condition=, applies=yes|no. Dates are
// "deadline=... award=..."; a trailing ~ marks an estimate, a..b a range.
// Want is the state and then, where given, first=, day=, cert=, owed=, rule=.
var golden = []struct {
	name  string
	today string
	certs []string
	bid   string
	asks  []string
	want  string
}{
	// The worked examples of the definition.
	{
		"yearly certificate that outlasts the start holds; renewals are owed", "",
		[]string{"C1 cyber-essentials until=2027-09-30 from=2026-10-01"},
		"deadline=2027-02-01 award=2027-03-12 start=2027-05-01 end=2029-04-30",
		[]string{"cyber-essentials when=by-award"},
		"holds day=2027-03-12 cert=C1 owed=2027-09-30,2028-09-30",
	},
	{
		"ends before award and the shortest renewal still reaches it", "",
		[]string{"C1 cyber-essentials-plus until=2027-03-05", "C2 cyber-essentials until=2027-03-05"},
		"deadline=2027-02-01 award=2027-03-12 start=2027-05-01 end=2029-04-30",
		[]string{"cyber-essentials-plus when=by-award"},
		"at-risk first=2027-03-06 day=2027-03-12 cert=C1",
	},
	{
		"the level below does not meet the level asked, and there is no time", "",
		[]string{"C1 cyber-essentials until=2027-09-30"},
		"award=2027-01-15",
		[]string{"cyber-essentials-plus when=by-award"},
		"fails day=2027-01-15 rule=R37",
	},
	{
		"not accredited where accreditation is asked", "",
		[]string{"C1 iso27001 until=2029-06-30 accredited=no edition=2022"},
		"deadline=2027-01-20",
		[]string{"iso27001 when=at-submission accreditation=ukas"},
		"fails cert=C1 rule=R34",
	},
	{
		"not accredited where the notice is silent", "",
		[]string{"C1 iso27001 until=2029-06-30 accredited=no edition=2022"},
		"deadline=2027-01-20",
		[]string{"iso27001 when=at-submission"},
		"unknown cert=C1 rule=R34",
	},
	{"expected reaches At risk at most", "", nil, "deadline=2027-01-20", []string{"iso27001 strength=expected when=at-submission"}, "at-risk"},
	{
		"a group takes its best member", "",
		[]string{"C1 iso27001 until=2028-06-30 edition=2022"},
		"award=2027-01-15",
		[]string{"cyber-essentials when=by-award group=a", "iso27001 when=by-award group=a"},
		"holds cert=C1",
	},
	{
		"an estimated award covered only in part", "",
		[]string{"C1 cyber-essentials until=2027-03-31"},
		"deadline=2027-02-01",
		[]string{"cyber-essentials when=by-award"},
		"at-risk first=2027-04-01 day=2027-04-01 cert=C1",
	},
	{
		"a surveillance overdue without a recorded outcome", "",
		[]string{"C1 iso27001 until=2028-12-09 decided=2025-12-10 edition=2022"},
		"award=2027-03-12",
		[]string{"iso27001 when=by-award"},
		"at-risk first=2026-12-11 day=2027-03-12",
	},
	{"conformity is answered by the management system", "", nil, "award=2027-01-08", []string{"iso27001 proof=conformity when=by-award"}, "unknown"},
	{
		"a toolkit status counts to the next year's deadline", "",
		[]string{"C1 dspt edition=2025-26 level=standards_met from=2026-06-20"},
		"start=2027-08-01",
		[]string{"dspt when=by-contract-start"},
		"at-risk first=2027-07-01 day=2027-08-01",
	},

	// Dates to the day.
	{"covered on its last day", "", []string{"C1 cyber-essentials until=2027-03-12"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "holds"},
	{"one day short", "", []string{"C1 cyber-essentials until=2027-03-11"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "at-risk first=2027-03-12 day=2027-03-12"},
	{"the shortest renewal reaches it on the day itself", "", []string{"C1 cyber-essentials-plus until=2027-01-10", "C2 cyber-essentials until=2027-06-30"}, "award=2027-01-20", []string{"cyber-essentials-plus when=by-award"}, "at-risk"},
	{"the shortest renewal is a day late", "", []string{"C1 cyber-essentials-plus until=2027-01-10", "C2 cyber-essentials until=2027-06-30"}, "award=2027-01-19", []string{"cyber-essentials-plus when=by-award"}, "fails first=2027-01-11 day=2027-01-19"},
	{"a past decisive day uncovered", "", []string{"C1 cyber-essentials from=2027-01-02 until=2028-01-01"}, "deadline=2026-12-18", []string{"cyber-essentials when=at-submission"}, "fails day=2026-12-18"},
	{"a past decisive day covered by the certificate before", "", []string{"C0 cyber-essentials from=2026-01-05 until=2027-01-04", "C1 cyber-essentials from=2027-01-05 until=2028-01-04"}, "deadline=2026-12-18 award=2027-02-18", []string{"cyber-essentials"}, "holds"},
	{"a printed day later than the twelve months: two readings", "", []string{"C1 cyber-essentials from=2026-03-12 until=2027-03-12"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "at-risk day=2027-03-12"},
	{"the day before the doubt holds", "", []string{"C1 cyber-essentials from=2026-03-12 until=2027-03-12"}, "award=2027-03-11", []string{"cyber-essentials when=by-award"}, "holds"},
	{"no printed day: twelve months from issue", "", []string{"C1 cyber-essentials from=2026-03-12"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "at-risk first=2027-03-12"},
	{"the contract start is decisive too", "", []string{"C1 cyber-essentials until=2027-03-31"}, "award=2027-03-12 start=2027-05-01", []string{"cyber-essentials when=by-award"}, "at-risk first=2027-04-01 day=2027-05-01"},
	{"no need-by day stated: every day from assessment to award", "", []string{"C1 iso9001 until=2027-02-20 edition=2015"}, "assessment=2027-02-10 award=2027-03-12", []string{"iso9001"}, "at-risk first=2027-02-21"},
	{"short at assessment but covered at award, under the Act", "", []string{"C1 cyber-essentials from=2027-02-15 until=2028-02-14 status=planned@2027-01-01"}, "regime=pa2023 assessment=2027-01-06 award=2027-03-12", []string{"cyber-essentials"}, "at-risk"},
	{"short at assessment under the older law", "", []string{"C1 cyber-essentials from=2027-01-06 until=2028-01-05"}, "regime=pcr2015 assessment=2027-01-04 award=2027-03-12", []string{"cyber-essentials"}, "fails day=2027-01-04"},
	{"a date asked for", "", []string{"C1 dcc level=1 until=2028-01-31"}, "deadline=2027-02-01", []string{"dcc level=0 when=by-date date=2027-12-31"}, "holds"},
	{"days after the start never change the state", "", []string{"C1 cyber-essentials until=2027-05-01"}, "award=2027-03-12 start=2027-05-01 end=2030-04-30", []string{"cyber-essentials when=by-award"}, "holds owed=2027-05-01,2028-05-01,2029-05-01"},
	{"an extension is part of the term", "", []string{"C1 cyber-essentials until=2027-05-31"}, "award=2027-03-12 start=2027-05-01 end=2028-04-30 extendedEnd=2029-04-30", []string{"cyber-essentials when=during-contract"}, "holds owed=2027-05-31,2028-05-31"},

	// Dates that are not there.
	{"no deadline and nothing to estimate from", "", []string{"C1 cyber-essentials until=2027-09-30"}, "", []string{"cyber-essentials when=by-award"}, "unknown"},
	{"no start stated and the start is decisive", "", []string{"C1 dspt edition=2025-26 level=standards_met from=2026-06-20"}, "deadline=2027-02-01", []string{"dspt when=by-contract-start"}, "unknown"},
	{"no award stated, but the start fails for certain", "", nil, "start=2027-01-10", []string{"cyber-essentials-plus when=by-award"}, "fails day=2027-01-10"},
	{"an estimated award covered throughout holds", "", []string{"C1 cyber-essentials until=2027-07-31"}, "deadline=2027-02-01", []string{"cyber-essentials when=by-award"}, "holds"},
	{"an estimated award uncovered throughout but still to be reached", "", nil, "deadline=2027-02-01", []string{"cyber-essentials when=by-award"}, "at-risk"},
	{"an estimated award that is past reach on every day", "", nil, "award=2027-01-10..2027-01-15~", []string{"cyber-essentials-plus when=by-award"}, "fails"},
	{"an estimated award that may be past reach", "", nil, "award=2027-01-10..2027-01-25~", []string{"cyber-essentials-plus when=by-award"}, "at-risk"},

	// The separate checks.
	{"held by another legal entity, no time to mend", "", []string{"C1 cyber-essentials-plus until=2027-09-30 holder=Fenmoor_Services_Ltd", "C2 cyber-essentials until=2027-09-30"}, "award=2027-01-15", []string{"cyber-essentials-plus when=by-award"}, "fails cert=C1"},
	{"held by another legal entity, time to mend", "", []string{"C1 cyber-essentials-plus until=2027-09-30 holder=Fenmoor_Services_Ltd"}, "award=2027-06-15", []string{"cyber-essentials-plus when=by-award"}, "at-risk"},
	{"the same entity in another spelling", "", []string{"C1 cyber-essentials until=2027-09-30 holder=FENMOOR_DIGITAL_LIMITED"}, "award=2027-01-15", []string{"cyber-essentials when=by-award"}, "holds"},
	{"the holder is not recorded", "", []string{"C1 cyber-essentials until=2027-09-30 holder=-"}, "award=2027-01-15", []string{"cyber-essentials when=by-award"}, "unknown"},
	{"the scope does not cover the work, no time", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 covers=no"}, "award=2027-01-15", []string{"iso27001 when=by-award"}, "fails"},
	{"the scope is not judged yet", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 covers=unknown"}, "award=2027-01-15", []string{"iso27001 when=by-award"}, "unknown"},
	{"the scope is not judged, and the date is short too", "", []string{"C1 iso27001 until=2027-03-31 edition=2022 covers=unknown"}, "award=2027-06-15", []string{"iso27001 when=by-award"}, "at-risk"},
	{"a 2013 certificate meets nothing from 1 November 2025", "", []string{"C1 iso27001 until=2028-09-30 edition=2013"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails rule=R35"},
	{"the 2017 British edition is the 2013 text", "", []string{"C1 iso27001 until=2028-09-30 edition=BS_EN_ISO/IEC_27001:2017"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails rule=R35"},
	{"sources differ on an edition's last day", "", []string{"C1 iso9001 until=2030-09-30 edition=2015"}, "award=2029-09-20", []string{"iso9001 when=by-award"}, "at-risk"},
	{"suspended, and the decisive day is near", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=certified@2025-10-01 status=suspended@2026-12-20"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails first=2026-12-20"},
	{"suspended, time to restore", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=certified@2025-10-01 status=suspended@2026-12-20"}, "award=2027-04-20", []string{"iso27001 when=by-award"}, "at-risk"},
	{"withdrawn, too late for a first certification", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=withdrawn@2026-12-20"}, "award=2027-04-20", []string{"iso27001 when=by-award"}, "fails"},
	{"in recertification counts until the printed end", "", []string{"C1 iso27001 until=2027-04-30 edition=2022 status=in-recertification@2026-12-20"}, "award=2027-04-20", []string{"iso27001 when=by-award"}, "holds"},
	{"a planned renewal is not yet true", "", []string{"C1 cyber-essentials until=2027-02-28", "C2 cyber-essentials from=2027-03-01 until=2028-02-28 status=planned@2027-01-06"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "at-risk cert=C2"},
	{"a recorded outcome settles the surveillance", "", []string{"C1 iso27001 until=2028-12-09 decided=2025-12-10 edition=2022 status=certified@2025-12-10 status=certified@2026-11-20"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"a surveillance due later is no risk today", "", []string{"C1 iso27001 until=2029-02-09 decided=2026-02-10 edition=2022"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"a toolkit status below what is asked", "", []string{"C1 dspt edition=2025-26 level=approaching_standards from=2026-06-20"}, "start=2027-01-12", []string{"dspt when=by-contract-start"}, "fails"},
	{"exceeded covers met", "", []string{"C1 dspt edition=2025-26 level=standards_exceeded from=2026-06-20"}, "start=2027-05-01", []string{"dspt when=by-contract-start"}, "holds"},
	{"past the last deadline that the data knows", "2027-09-01", []string{"C1 dspt edition=2026-27 level=standards_met from=2027-06-20"}, "start=2028-03-01", []string{"dspt when=by-contract-start"}, "unknown"},

	// One certificate for another.
	{"Plus meets a demand for Cyber Essentials", "", []string{"C1 cyber-essentials-plus until=2027-09-30", "C2 cyber-essentials until=2027-09-30"}, "award=2027-01-15", []string{"cyber-essentials when=by-award"}, "holds"},
	{"Plus whose Cyber Essentials lapses first", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials until=2027-03-05"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "at-risk first=2027-03-06"},
	{"Plus without a recorded Cyber Essentials, in its last three months", "", []string{"C1 cyber-essentials-plus until=2027-05-31"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "unknown"},
	{"Plus without a recorded Cyber Essentials, before them", "", []string{"C1 cyber-essentials-plus until=2027-09-30"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "holds"},
	{"an equivalent that the buyer has not accepted", "", []string{"C1 iso27001 until=2028-09-30 edition=2022"}, "award=2027-01-06", []string{"cyber-essentials when=by-award equivalent"}, "unknown rule=R36"},
	{"no equivalent is offered where none is accepted", "", []string{"C1 iso27001 until=2028-09-30 edition=2022"}, "award=2027-01-06", []string{"cyber-essentials when=by-award"}, "fails"},
	{"a defence standard with no level stated", "", []string{"C1 cyber-essentials until=2027-09-30"}, "start=2027-05-01", []string{"def-stan-05-138 when=by-contract-start"}, "unknown"},
	{"a framework that nothing certifies", "", nil, "award=2027-01-15", []string{"caf"}, "unknown"},
	{"a defence level that a plan may stand in for", "", nil, "start=2027-01-10", []string{"def-stan-05-138 level=2 when=by-contract-start"}, "at-risk"},
	{"other proof than a certificate is accepted", "", nil, "deadline=2027-01-08", []string{"iso9001 proof=any when=at-submission"}, "unknown"},
	{"insurance cannot be asked for before award under the Act", "", []string{"C1 insurance-professional-indemnity from=2027-02-01 until=2028-01-31 status=planned@2027-01-01"}, "regime=pa2023 deadline=2027-01-08 award=2027-03-12", []string{"insurance-professional-indemnity when=at-submission"}, "at-risk day=2027-03-12"},

	// Strength, conditions, rules.
	{"desirable changes nothing", "", nil, "award=2027-01-15", []string{"iso27001 strength=desirable when=by-award"}, "holds"},
	{"nothing asked, nothing fails", "", nil, "award=2027-01-15", nil, "holds"},
	{"a condition not yet answered", "", nil, "award=2027-01-08", []string{"cyber-essentials-plus when=by-award condition=where_personal_data_is_processed"}, "unknown"},
	{"a condition answered yes", "", nil, "award=2027-01-08", []string{"cyber-essentials-plus when=by-award condition=where_personal_data_is_processed applies=yes"}, "fails"},
	{"a condition answered no", "", nil, "award=2027-01-08", []string{"cyber-essentials-plus when=by-award condition=where_personal_data_is_processed applies=no"}, "holds"},
	{"an open condition does not matter where it holds", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-08", []string{"cyber-essentials when=by-award condition=x"}, "holds"},
	{"a binding rule can fail a bid", "", nil, "regime=pa2023 award=2027-01-06", []string{"cyber-essentials when=by-award rule=R02"}, "fails rule=R02"},
	{"market practice changes nothing", "", nil, "award=2027-01-06", []string{"iso27001 strength=expected when=by-award rule=R11"}, "holds"},
	{"the worst group speaks for the bid", "", []string{"C1 cyber-essentials until=2027-09-30"}, "deadline=2027-01-20 award=2027-03-12", []string{"cyber-essentials when=by-award", "cyber-essentials-plus when=by-award", "iso27001 when=at-submission"}, "fails"},
}

func TestGolden(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for _, g := range golden {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			c := caseOf(t, g.today, g.certs, g.bid, g.asks)
			c.Normalise()
			if f := c.Validate(book); len(f) > 0 {
				t.Fatalf("the case is not valid: %v", f)
			}
			v := verdict.Judge(book, c)
			checkWant(t, v, g.want)
		})
	}
}

func checkWant(t *testing.T, v verdict.Verdict, want string) {
	t.Helper()
	words := strings.Fields(want)
	describe := fmt.Sprintf("%+v", v)
	if string(v.State) != words[0] {
		t.Fatalf("state %s, want %s\n%s", v.State, words[0], describe)
	}
	for _, w := range words[1:] {
		key, val, _ := strings.Cut(w, "=")
		g := verdict.Group{}
		if len(v.Groups) > 0 {
			g = v.Groups[0]
		}
		got := ""
		switch key {
		case "first":
			got = g.FirstFailingDay.String()
		case "day":
			got = g.DecisiveDay.String()
		case "cert":
			got = g.Certificate
		case "rule":
			got = g.Rule.ID
		case "owed":
			var days []string
			for _, r := range v.RenewalsOwed {
				days = append(days, r.By.String())
			}
			got = strings.Join(days, ",")
		default:
			t.Fatalf("the table has an unknown word %q", key)
		}
		if got != val {
			t.Errorf("%s is %q, want %q\n%s", key, got, val, describe)
		}
	}
	for _, g := range v.Groups {
		if g.Reason == "" || strings.Contains(g.Reason, "  ") {
			t.Errorf("the reason reads badly: %q", g.Reason)
		}
		if g.Rule.ID == "" || g.Rule.Basis == "" {
			t.Errorf("no rule is named: %+v", g)
		}
		if (g.State != verdict.Holds) != (g.Fix != nil) {
			t.Errorf("a fix goes with every state but Holds: %s %+v", g.State, g.Fix)
		}
	}
}
