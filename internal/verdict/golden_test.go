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
// accreditation=, equivalent, condition=, applies=yes|no, subcontractors, spared=,
// held-by=, agreed. Dates are "deadline=... award=..."; a trailing ~ marks an
// estimate, a..b a range. Beside them stand the partners: member=, lead=,
// sub=, whole-sub= (all that it holds is on record).
// Want is the state and then, where given, first=, day=, cert=, owed=, rule=,
// party= (empty: the bidder).
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
	{"short at assessment but certain at award, under the Act", "", []string{"C1 cyber-essentials from=2027-02-15 until=2028-02-14"}, "regime=pa2023 assessment=2027-01-06 award=2027-03-12", []string{"cyber-essentials"}, "at-risk rule=R32"},
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

	// Each separate check, both ways, with and without the time to mend it.
	{"a level below, time to reach it", "", []string{"C1 dspt edition=2025-26 level=approaching_standards"}, "start=2027-05-01", []string{"dspt when=by-contract-start"}, "at-risk cert=C1"},
	{"a defence level below, no time", "", []string{"C1 dcc level=1 until=2029-01-31"}, "start=2027-02-01", []string{"dcc level=2 when=by-contract-start"}, "fails cert=C1"},
	{"a defence level below, time to reach it", "", []string{"C1 dcc level=1 until=2029-01-31"}, "start=2027-02-05", []string{"dcc level=2 when=by-contract-start"}, "at-risk cert=C1"},
	{"a defence level above", "", []string{"C1 dcc level=2 until=2029-01-31"}, "start=2027-02-01", []string{"dcc level=1 when=by-contract-start"}, "holds cert=C1"},
	{"the level held is not recorded", "", []string{"C1 dcc until=2029-01-31"}, "start=2027-02-01", []string{"dcc level=1 when=by-contract-start"}, "unknown cert=C1"},
	{"no level is asked", "", []string{"C1 dcc until=2029-01-31"}, "start=2027-02-01", []string{"dcc when=by-contract-start"}, "holds"},
	{"the scope does not cover the work, time to extend it", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 covers=no"}, "award=2027-02-05", []string{"iso27001 when=by-award"}, "at-risk cert=C1"},
	{"to an edition that has ended, time to move", "", []string{"C1 iso27001 until=2028-09-30 edition=2013"}, "award=2027-02-05", []string{"iso27001 when=by-award"}, "at-risk first=2025-11-01"},
	{"without accreditation, which is asked, no time for a first certification", "", []string{"C1 iso27001 until=2029-06-30 accredited=no edition=2022"}, "award=2027-05-05", []string{"iso27001 when=by-award accreditation=ukas"}, "fails rule=R34"},
	{"without accreditation, which is asked, time for a first certification", "", []string{"C1 iso27001 until=2029-06-30 accredited=no edition=2022"}, "award=2027-05-06", []string{"iso27001 when=by-award accreditation=ukas"}, "at-risk rule=R34"},
	{"accredited where accreditation is asked", "", []string{"C1 iso27001 until=2029-06-30 edition=2022"}, "award=2027-01-20", []string{"iso27001 when=by-award accreditation=ukas"}, "holds"},
	{"accreditation is nothing to ask of Cyber Essentials", "", []string{"C1 cyber-essentials until=2027-06-30 accredited=no"}, "award=2027-01-20", []string{"cyber-essentials when=by-award accreditation=ukas"}, "holds"},
	{"nothing held, a day late for a first certification", "", nil, "award=2027-05-05", []string{"iso27001 when=by-award"}, "fails day=2027-05-05"},
	{"nothing held, just time for a first certification", "", nil, "award=2027-05-06", []string{"iso27001 when=by-award"}, "at-risk day=2027-05-06"},
	{"what only fails the scope is renewed, what fails two checks is not", "", []string{"C1 iso27001 until=2029-06-30 edition=2022 covers=no accredited=no"}, "award=2027-03-12", []string{"iso27001 when=by-award accreditation=ukas"}, "fails"},
	{"two certificates, neither of which answers alone", "", []string{"C1 cyber-essentials-plus until=2027-09-30 covers=no", "C2 cyber-essentials until=2027-09-30", "C3 cyber-essentials-plus until=2027-01-10"}, "award=2027-01-15", []string{"cyber-essentials-plus when=by-award"}, "fails cert=C3"},

	// Status and its history.
	{"suspended later than the decisive day", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=certified@2025-10-01 status=suspended@2027-03-13"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"suspended and restored before the decisive day", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=suspended@2026-11-01 status=certified@2026-12-20"}, "deadline=2026-12-18 award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"suspended on a decisive day that is past", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=certified@2025-10-01 status=suspended@2026-11-01 status=certified@2026-12-20"}, "deadline=2026-12-18", []string{"iso27001 when=at-submission"}, "fails first=2026-11-01 day=2026-12-18"},
	{"withdrawn, time for a first certification", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=withdrawn@2026-12-20"}, "award=2027-05-06", []string{"iso27001 when=by-award"}, "at-risk"},
	{"revoked", "", []string{"C1 cyber-essentials until=2027-09-30 status=revoked@2026-12-20"}, "award=2027-01-06", []string{"cyber-essentials when=by-award"}, "fails"},
	{"recorded as expired before its printed day", "", []string{"C1 cyber-essentials until=2027-09-30 status=expired@2026-12-20"}, "award=2027-01-06", []string{"cyber-essentials when=by-award"}, "fails"},
	{"in recertification counts no day after the printed end", "", []string{"C1 iso27001 until=2027-01-10 edition=2022 status=in-recertification@2026-12-20"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails first=2027-01-11"},
	{"the lines of a history in any order", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 status=suspended@2026-12-20 status=certified@2025-10-01"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails first=2026-12-20"},
	{"the line of the grant is no outcome of a surveillance", "", []string{"C1 iso27001 until=2028-12-09 decided=2025-12-10 from=2025-12-16 edition=2022 status=certified@2025-12-16"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "at-risk first=2026-12-11"},
	{"the second surveillance wants an outcome of its own", "2027-01-06", []string{"C1 iso27001 until=2027-11-30 decided=2024-12-01 edition=2022 status=certified@2024-12-01 status=certified@2025-11-20"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "at-risk first=2027-01-01"},
	{"a surveillance that is overdue does not undo days before it", "", []string{"C1 iso27001 until=2028-12-09 decided=2025-12-10 edition=2022"}, "deadline=2026-12-10", []string{"iso27001 when=at-submission"}, "holds"},
	{"a surveillance is not overdue on its day", "2026-12-10", []string{"C1 iso27001 until=2028-12-09 decided=2025-12-10 edition=2022"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},

	// Planned renewals, and certificates that follow each other.
	{"a planned renewal that came true", "", []string{"C2 cyber-essentials from=2026-12-20 until=2027-12-19 status=planned@2026-11-01 status=certified@2026-12-20"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "holds"},
	{"a plan covers no day that is past", "", []string{"C1 cyber-essentials from=2026-12-20 until=2027-12-19 status=planned@2026-11-01"}, "deadline=2026-12-30", []string{"cyber-essentials when=at-submission"}, "fails day=2026-12-30"},
	{"a plan begins too late", "", []string{"C1 cyber-essentials-plus from=2027-02-01 until=2028-01-31 status=planned@2026-11-01"}, "award=2027-01-15", []string{"cyber-essentials-plus when=by-award"}, "fails"},
	{"a plan is a first certification, not a renewal", "", []string{"C1 iso27001 from=2027-06-01 until=2030-05-31 edition=2022 status=planned@2026-11-01"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "fails"},
	{"a plan to an edition that has ended", "", []string{"C1 iso27001 from=2027-01-01 until=2029-12-31 edition=2013 status=planned@2026-11-01"}, "award=2027-01-20", []string{"iso27001 when=by-award"}, "fails rule=R35"},
	{"no day between two certificates", "", []string{"C1 iso9001 until=2027-02-20 edition=2015", "C2 iso9001 from=2027-02-21 until=2030-02-20 edition=2015"}, "assessment=2027-02-10 award=2027-03-12", []string{"iso9001"}, "holds"},
	{"a day between two certificates", "", []string{"C1 iso9001 until=2027-02-20 edition=2015", "C2 iso9001 from=2027-02-22 until=2030-02-20 edition=2015"}, "assessment=2027-02-10 award=2027-03-12", []string{"iso9001"}, "at-risk first=2027-02-21 day=2027-02-21"},
	{"the later certificate covers the award, the earlier the submission", "", []string{"C1 iso27001 until=2027-02-28 edition=2022", "C2 iso27001 from=2027-02-20 until=2030-02-19 edition=2022"}, "deadline=2027-02-01 award=2027-03-12", []string{"iso27001"}, "holds"},

	// One-day doubts.
	{"recertification due: the earlier of two days counts", "", []string{"C1 iso9001 from=2024-03-13 until=2027-03-13 edition=2015 label=Recertification_due"}, "award=2027-03-12", []string{"iso9001 when=by-award"}, "holds"},
	{"recertification due: the day of doubt", "", []string{"C1 iso9001 from=2024-03-13 until=2027-03-13 edition=2015 label=Recertification_due"}, "award=2027-03-13", []string{"iso9001 when=by-award"}, "at-risk day=2027-03-13"},
	{"valid until: the printed day counts", "", []string{"C1 iso9001 from=2024-03-13 until=2027-03-13 edition=2015 label=Valid_until"}, "award=2027-03-13", []string{"iso9001 when=by-award"}, "holds"},
	{"a leap day's year ends on 27 February", "2027-12-01", []string{"C1 cyber-essentials from=2027-02-28"}, "award=2028-02-27", []string{"cyber-essentials when=by-award"}, "holds"},
	{"and not on 28 February", "2027-12-01", []string{"C1 cyber-essentials from=2027-02-28"}, "award=2028-02-28", []string{"cyber-essentials when=by-award"}, "at-risk first=2028-02-28"},

	// Editions.
	{"no edition recorded, begun after the newest came out", "", []string{"C1 iso27001 until=2028-06-30 from=2025-07-01"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"no edition recorded, begun before the newest came out", "", []string{"C1 iso27001 until=2027-06-30 from=2022-07-01"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "unknown cert=C1"},
	{"an edition that nobody knows", "", []string{"C1 iso27001 until=2028-06-30 edition=2019"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "unknown cert=C1"},
	{"an amendment is no other edition", "", []string{"C1 iso27001 until=2028-06-30 edition=ISO/IEC_27001:2022/Amd_1:2024"}, "award=2027-03-12", []string{"iso27001 when=by-award"}, "holds"},
	{"an edition is past both of its last days", "2029-09-01", []string{"C1 iso9001 until=2030-09-30 edition=2015"}, "award=2029-10-01", []string{"iso9001 when=by-award"}, "at-risk first=2029-09-16"},

	// Dates as ranges.
	{"a stated range is one of its days, like an estimate", "", []string{"C1 cyber-essentials until=2027-03-31"}, "award=2027-03-12..2027-04-02", []string{"cyber-essentials when=by-award"}, "at-risk first=2027-04-01"},
	{"an estimated start, covered in part", "", []string{"C1 cyber-essentials until=2027-03-31"}, "award=2027-03-12 start=2027-03-20..2027-04-20~", []string{"cyber-essentials when=by-award"}, "at-risk day=2027-04-01"},
	{"an estimated start, covered throughout", "", []string{"C1 cyber-essentials until=2027-04-20"}, "award=2027-03-12 start=2027-03-20..2027-04-20~", []string{"cyber-essentials when=by-award"}, "holds"},
	{"an assessment that is not stated lies between deadline and award", "", []string{"C1 cyber-essentials until=2027-02-20"}, "deadline=2027-02-01 award=2027-03-12", []string{"cyber-essentials when=at-assessment"}, "at-risk first=2027-02-21"},
	{"the last day that the estimate gives", "", []string{"C1 cyber-essentials until=2027-07-30"}, "deadline=2027-02-01", []string{"cyber-essentials when=by-award"}, "at-risk first=2027-07-31"},
	{"a date asked for, not reached in time", "", nil, "award=2027-06-01", []string{"dcc level=0 when=by-date date=2027-02-04"}, "fails day=2027-02-04"},
	{"a deadline asked for and not stated", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-03-12", []string{"cyber-essentials when=at-submission"}, "unknown"},
	{"no dates at all, and nothing held", "", nil, "", []string{"iso27001"}, "unknown"},

	{"a day of an estimated award is not certain because the days before it are", "", []string{"C1 iso9001 until=2027-01-07 edition=2015", "C2 iso9001 from=2027-01-09 until=2030-01-08 edition=2015"}, "regime=pcr2015 deadline=2027-01-07 award=2027-01-08..2027-01-20~", []string{"iso9001"}, "at-risk first=2027-01-08"},
	{"over a stretch of days a renewal reaches what a first certification would not", "", []string{"C1 iso9001 until=2027-03-01 edition=2015"}, "regime=pcr2015 deadline=2027-02-10 award=2027-03-30", []string{"iso9001"}, "at-risk first=2027-03-02"},
	{"over a stretch of days, the first is too near for a renewal", "", []string{"C1 iso9001 until=2027-01-31 edition=2015"}, "regime=pcr2015 deadline=2027-01-20 award=2027-03-30", []string{"iso9001"}, "fails first=2027-02-01 day=2027-02-01"},

	// Groups.
	{"a group of which one is at risk and one unknown is at risk", "", []string{"C1 iso27001 until=2028-06-30 edition=2022 covers=unknown"}, "award=2027-03-12", []string{"iso27001 when=by-award group=a", "cyber-essentials when=by-award group=a"}, "at-risk"},
	{"a group of which one is unknown and one fails is unknown", "", []string{"C1 iso27001 until=2028-06-30 edition=2022 covers=unknown"}, "award=2027-01-15", []string{"iso27001 when=by-award group=a", "cyber-essentials-plus when=by-award group=a"}, "unknown cert=C1"},
	{"a group of which all fail fails", "", nil, "award=2027-01-15", []string{"iso27001 when=by-award group=a", "cyber-essentials-plus when=by-award group=a"}, "fails"},
	{"two groups: the worst speaks for the bid", "", []string{"C1 iso27001 until=2028-06-30 edition=2022"}, "award=2027-01-15", []string{"iso27001 when=by-award group=a", "cyber-essentials when=by-award group=a", "dcc level=0 when=by-award group=b"}, "fails"},
	{"at risk goes before unknown for the bid", "", []string{"C1 iso27001 until=2028-06-30 edition=2022 covers=unknown"}, "award=2027-03-12", []string{"iso27001 when=by-award", "cyber-essentials when=by-award"}, "at-risk"},
	{"an alternative that is only desirable does not answer for one that is demanded", "", []string{"C1 iso27001 until=2028-06-30 edition=2022"}, "award=2027-01-06", []string{"cyber-essentials when=by-award group=a", "iso27001 strength=desirable when=by-award group=a"}, "fails"},

	// Strength, proof, conditions, rules.
	{"an open condition where it would be at risk", "", []string{"C1 cyber-essentials until=2027-03-05"}, "award=2027-03-12", []string{"cyber-essentials when=by-award condition=lot_2"}, "unknown"},
	{"only mentioned", "", nil, "award=2027-01-06", []string{"cyber-essentials strength=mention-only when=by-award"}, "holds"},
	{"expected, with time", "", nil, "award=2027-03-12", []string{"cyber-essentials strength=expected when=by-award"}, "at-risk"},
	{"expected and held", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-03-12", []string{"cyber-essentials strength=expected when=by-award"}, "holds"},
	{"conformity, answered by a certificate", "", []string{"C1 iso27001 until=2028-06-30 edition=2022"}, "award=2027-03-12", []string{"iso27001 proof=conformity when=by-award"}, "holds"},
	{"conformity, by a certificate that lapses", "", []string{"C1 iso27001 until=2027-02-28 edition=2022"}, "award=2027-03-12", []string{"iso27001 proof=conformity when=by-award"}, "unknown"},
	{"an equivalent that lapses too is none", "", []string{"C1 iso27001 until=2027-01-05 edition=2022"}, "award=2027-01-06", []string{"cyber-essentials when=by-award equivalent"}, "fails"},
	{"older Welsh procurements: the note binds", "", nil, "regime=pcr2015 nation=wales award=2027-01-06", []string{"cyber-essentials when=by-award rule=R26-pcr"}, "fails rule=R26-pcr"},
	{"new Welsh procurements: the source is uncertain", "", nil, "regime=pa2023 nation=wales award=2027-01-06", []string{"cyber-essentials strength=expected when=by-award rule=R26"}, "unknown rule=R26"},
	{"Scottish bodies expect it, and a plan may stand in", "", nil, "regime=scotland nation=scotland award=2027-01-06", []string{"cyber-essentials strength=expected when=by-award rule=R25"}, "at-risk rule=R25"},
	{"the terms of a framework, read by a third party, fail nobody", "", nil, "award=2027-01-06", []string{"cyber-essentials when=by-award rule=R40"}, "at-risk rule=R40"},

	// Defence.
	{"a defence level 0 stands on Cyber Essentials", "", []string{"C1 cyber-essentials until=2027-09-30"}, "start=2027-05-01", []string{"def-stan-05-138 level=0 when=by-contract-start"}, "holds cert=C1"},
	{"a defence level 2 wants Plus as well; a plan may stand in", "", []string{"C1 cyber-essentials until=2027-09-30"}, "start=2027-01-12", []string{"def-stan-05-138 level=2 when=by-contract-start"}, "at-risk"},
	{"a defence certificate answers for its level", "", []string{"C1 dcc level=2 until=2029-09-30"}, "start=2027-05-01", []string{"def-stan-05-138 level=2 when=by-contract-start"}, "holds cert=C1"},
	{"and for no higher one", "", []string{"C1 dcc level=2 until=2029-09-30"}, "start=2027-01-12", []string{"def-stan-05-138 level=3 when=by-contract-start"}, "at-risk"},
	{"a rule of the defence ministry: a plan may stand in", "", nil, "start=2027-01-06", []string{"cyber-essentials when=by-contract-start rule=R20"}, "at-risk rule=R20"},
	{"a plan stands in for no other standard", "", nil, "start=2027-01-08", []string{"iasme-cyber-assurance when=by-contract-start"}, "fails"},

	// Insurance.
	{"insurance before award under the older law", "", []string{"C1 insurance-professional-indemnity from=2027-02-01 until=2028-01-31"}, "regime=pcr2015 deadline=2027-01-06 award=2027-03-12", []string{"insurance-professional-indemnity when=at-submission"}, "fails day=2027-01-06"},
	{"insurance in place by the award, under the Act", "", []string{"C1 insurance-professional-indemnity from=2027-02-01 until=2028-01-31"}, "regime=pa2023 deadline=2027-01-06 award=2027-03-12", []string{"insurance-professional-indemnity when=at-submission"}, "holds day=2027-03-12 rule=R30"},
	{"insurance by the contract start is asked as it is stated", "", nil, "regime=pa2023 start=2027-01-06", []string{"insurance-employers-liability when=by-contract-start"}, "fails"},

	// The toolkit.
	{"a status of two years ago", "", []string{"C1 dspt edition=2024-25 level=standards_met"}, "start=2027-01-12", []string{"dspt when=by-contract-start"}, "fails first=2026-07-01"},
	{"a status counts on the next year's deadline itself", "", []string{"C1 dspt edition=2025-26 level=standards_met"}, "start=2027-06-30", []string{"dspt when=by-contract-start"}, "holds"},
	{"the year is told from the day of publication", "", []string{"C1 dspt level=standards_met from=2026-09-10"}, "start=2027-06-30", []string{"dspt when=by-contract-start"}, "holds"},
	{"the newest status counts as far as the data knows", "", []string{"C1 dspt edition=2026-27 level=standards_met"}, "start=2027-06-30", []string{"dspt when=by-contract-start"}, "holds"},
	{"a toolkit status that is not recorded", "", []string{"C1 dspt edition=2025-26"}, "start=2027-05-01", []string{"dspt when=by-contract-start"}, "unknown"},
	{"more than met is asked", "", []string{"C1 dspt edition=2025-26 level=standards_met"}, "start=2027-01-12", []string{"dspt level=standards_exceeded when=by-contract-start"}, "fails"},

	// Cyber Essentials Plus over its Cyber Essentials.
	{"the certificate below is held by another", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials until=2027-05-31 holder=Fenmoor_Services_Ltd"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "unknown"},
	{"the certificate below has no end recorded", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "unknown cert=C1"},
	{"the certificate below was renewed", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials until=2027-03-05", "C3 cyber-essentials from=2027-01-02 until=2028-01-01"}, "award=2027-03-12", []string{"cyber-essentials-plus when=by-award"}, "holds"},
	{"the certificate below was revoked", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials until=2027-05-31 status=revoked@2026-12-20"}, "award=2027-01-12", []string{"cyber-essentials-plus when=by-award"}, "at-risk"},
	{"Plus answers for Cyber Essentials no longer than the one below", "", []string{"C1 cyber-essentials-plus until=2027-05-31", "C2 cyber-essentials until=2027-03-05"}, "award=2027-03-12", []string{"cyber-essentials when=by-award"}, "at-risk"},

	// Partners. Without them nothing below differs from the rows above.
	{"a partner's certificate is nobody's by itself", "", []string{"C1 cyber-essentials-plus until=2027-09-30 holder=Pennant_Systems_Ltd", "C2 cyber-essentials until=2027-09-30 holder=Pennant_Systems_Ltd"}, "award=2027-01-15 member=Pennant_Systems_Ltd", []string{"cyber-essentials-plus when=by-award"}, "fails cert=C1"},
	{"a person says that the partner's will do, and the buyer has not", "", []string{"C1 cyber-essentials-plus until=2027-09-30 holder=Pennant_Systems_Ltd", "C2 cyber-essentials until=2027-09-30 holder=Pennant_Systems_Ltd"}, "award=2027-01-15 member=Pennant_Systems_Ltd", []string{"cyber-essentials-plus when=by-award held-by=Pennant_Systems_Ltd"}, "unknown cert=C1 party=Pennant_Systems_Ltd"},
	{"the buyer says that the partner's will do", "", []string{"C1 cyber-essentials-plus until=2027-09-30 holder=Pennant_Systems_Ltd", "C2 cyber-essentials until=2027-09-30 holder=Pennant_Systems_Ltd"}, "award=2027-01-15 member=Pennant_Systems_Ltd", []string{"cyber-essentials-plus when=by-award held-by=Pennant_Systems_Ltd agreed"}, "holds cert=C1 party=Pennant_Systems_Ltd"},
	{"a partner's that ends too early is no better for being accepted", "", []string{"C1 cyber-essentials until=2027-03-05 holder=Pennant_Systems_Ltd"}, "award=2027-03-12 lead=Pennant_Systems_Ltd", []string{"cyber-essentials when=by-award held-by=Pennant_Systems_Ltd agreed"}, "at-risk cert=C1"},
	{"what the entity holds itself goes before a partner's", "", []string{"C1 cyber-essentials until=2027-09-30", "C2 cyber-essentials until=2027-09-30 holder=Pennant_Systems_Ltd"}, "award=2027-03-12 member=Pennant_Systems_Ltd", []string{"cyber-essentials when=by-award held-by=Pennant_Systems_Ltd"}, "holds cert=C1 party="},
	{"a partner whose scope nobody has judged", "", []string{"C1 iso27001 until=2028-09-30 edition=2022 covers=unknown holder=Pennant_Systems_Ltd"}, "award=2027-01-15 member=Pennant_Systems_Ltd", []string{"iso27001 when=by-award held-by=Pennant_Systems_Ltd agreed"}, "unknown cert=C1"},
	{"a demand on subcontractors, and one holds nothing: too late", "", []string{"C1 cyber-essentials-plus until=2027-09-30", "C2 cyber-essentials until=2027-09-30"}, "award=2027-01-15 whole-sub=Orrell_Hosting_Ltd", []string{"cyber-essentials-plus when=by-award subcontractors"}, "fails party=Orrell_Hosting_Ltd"},
	{"a demand on subcontractors, and one can still get it", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-06-15 whole-sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "at-risk party=Orrell_Hosting_Ltd"},
	{"a demand on subcontractors, and nothing of one is on record", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "unknown party=Orrell_Hosting_Ltd cert="},
	{"a subcontractor's that is on record and ends too early says enough", "", []string{"C1 cyber-essentials until=2027-09-30", "C2 cyber-essentials until=2027-01-10 holder=Orrell_Hosting_Ltd"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "at-risk cert=C2 party=Orrell_Hosting_Ltd"},
	{"a demand on subcontractors that each of them meets", "", []string{"C1 cyber-essentials until=2027-09-30", "C2 cyber-essentials until=2027-10-31 holder=Orrell_Hosting_Ltd"}, "award=2027-03-12 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "holds cert=C1"},
	{"and the entity that bids does not", "", []string{"C2 cyber-essentials-plus until=2027-10-31 holder=Orrell_Hosting_Ltd"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials-plus when=by-award subcontractors"}, "fails party="},
	{"the worst of several subcontractors decides", "", []string{"C1 cyber-essentials until=2027-09-30", "C2 cyber-essentials until=2027-03-05 holder=Orrell_Hosting_Ltd", "C3 cyber-essentials until=2027-10-31 holder=Pennant_Systems_Ltd"}, "award=2027-03-12 sub=Pennant_Systems_Ltd sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "at-risk cert=C2 party=Orrell_Hosting_Ltd first=2027-03-06"},
	{"a demand that says nothing of subcontractors asks nothing of them", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award"}, "holds"},
	{"a subcontractor whom the demand does not touch", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award subcontractors spared=Orrell_Hosting_Ltd"}, "holds"},
	{"members of a group are no subcontractors", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-15 member=Pennant_Systems_Ltd", []string{"cyber-essentials when=by-award subcontractors"}, "holds"},
	{"each subcontractor may answer with another alternative", "", []string{"C1 cyber-essentials until=2027-09-30", "C2 iso27001 until=2028-09-30 edition=2022 holder=Orrell_Hosting_Ltd"}, "award=2027-01-15 sub=Orrell_Hosting_Ltd", []string{"cyber-essentials when=by-award group=a subcontractors", "iso27001 when=by-award group=a"}, "holds"},
	{"expected of subcontractors reaches At risk at most", "", []string{"C1 cyber-essentials-plus until=2027-09-30", "C2 cyber-essentials until=2027-09-30"}, "award=2027-01-15 whole-sub=Orrell_Hosting_Ltd", []string{"cyber-essentials-plus strength=expected when=by-award subcontractors"}, "at-risk"},
	{"without a subcontractor the words touch nobody else", "", []string{"C1 cyber-essentials until=2027-09-30"}, "award=2027-01-15", []string{"cyber-essentials when=by-award subcontractors"}, "holds"},
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
		case "party":
			got, val = g.Party, strings.ReplaceAll(val, "_", " ")
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
