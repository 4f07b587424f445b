package notice_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/win/notice"
)

// of compiles one release with a tender and further members.
func of(t testing.TB, ocid, tender, more string) notice.Notice {
	t.Helper()
	return notice.Compile([]notice.Release{release(t, `{"ocid":"`+ocid+`","id":"1","date":"2026-01-01T10:00:00Z","tender":{`+tender+`}`+more+`}`)})[0]
}

const (
	fts = "ocds-h6vhtk-1"
	cf  = "ocds-b5fd17-1"
	pcs = "ocds-r6ebe6-1"
)

func show(d *notice.Day) string {
	if d == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s", d.Date, d.Time))
}

// TestDeadline: the day and the hour that a clock in the United Kingdom shows.
func TestDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ ocid, in, want string }{
		{fts, `"2026-06-29T12:00:00+01:00"`, "2026-06-29 12:00"},
		{fts, `"2026-06-19"`, "2026-06-19"},
		{fts, `"2026-06-29T23:00:00Z"`, "2026-06-30"},       // midnight in summer, written in UTC
		{fts, `"2026-06-29T11:00:00Z"`, "2026-06-29 12:00"}, // noon in summer, written in UTC
		{fts, `"2026-12-29T12:00:00Z"`, "2026-12-29 12:00"},
		{fts, `"2026-03-29T00:59:00Z"`, "2026-03-29 00:59"}, // the last minute of winter
		{fts, `"2026-03-29T01:00:00Z"`, "2026-03-29 02:00"},
		{fts, `"2026-10-25T00:30:00Z"`, "2026-10-25 01:30"},
		{fts, `"2026-10-25T01:30:00Z"`, "2026-10-25 01:30"},
		{fts, `"2026-06-29T12:00:00"`, "2026-06-29 12:00"},
		{fts, `"2026-06-29T23:59:59+01:00"`, "2026-06-29"},
		{fts, `"2026-06-29T14:00:00+02:00"`, "2026-06-29 13:00"},
		{cf, `"2026-01-20T00:00:00Z"`, "2026-01-20"}, // midnight is a date without a time
		{pcs, `"2026-07-24T12:00:00Z"`, "2026-07-24 12:00"},
		{pcs, `"2026-07-24T23:30:00Z"`, "2026-07-24 23:30"},
		{fts, `"2026-02-30T12:00:00Z"`, ""},
		{fts, `"soon"`, ""},
		{fts, `"0001-01-01T00:00:00Z"`, ""},
		{fts, `"9999-12-31T00:00:00Z"`, ""},
		{fts, `20260101`, ""},
		{fts, `{"date":"2026-01-01"}`, ""},
	} {
		n := of(t, c.ocid, `"tenderPeriod":{"endDate":`+c.in+`}`, "")
		if got := show(n.Dates.Deadline); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.ocid, c.in, got, c.want)
		}
		if c.want == "" && (len(n.Notes) != 1 || n.Notes[0].Pointer != "/tender/tenderPeriod/endDate") {
			t.Errorf("%s: notes %v", c.in, n.Notes)
		}
	}
}

func TestContractPeriod(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, tender, more, want string }{
		{"months times 30", `"lots":[{"id":"1","contractPeriod":{"durationInDays":1440}}]`, "", " | | | 48"},
		{"start and duration", `"lots":[{"id":"1","contractPeriod":{"startDate":"2026-04-01","durationInDays":360}}]`, "", "2026-04-01 | 2027-03-31 | | 12"},
		{"days that are no months", `"lots":[{"id":"1","contractPeriod":{"startDate":"2026-04-01","durationInDays":100}}]`, "", "2026-04-01 | 2026-07-09 | | 0"},
		{"months", `"lots":[{"id":"1","contractPeriod":{"startDate":"2026-01-31","durationInMonths":1}}]`, "", "2026-01-31 | 2026-02-27 | | 1"},
		{"longest lot", `"lots":[{"id":"1","contractPeriod":{"startDate":"2026-05-01","endDate":"2027-04-30"}},{"id":"2","contractPeriod":{"startDate":"2026-04-01","endDate":"2026-09-30","maxExtentDate":"2029-09-30"}}]`, "", "2026-04-01 | 2027-04-30 | 2029-09-30 | 0"},
		{"on the tender", `"contractPeriod":{"startDate":"2026-04-01","endDate":"2027-03-31"}`, "", "2026-04-01 | 2027-03-31 | | 0"},
		{"the signed contract wins", `"lots":[{"id":"1","contractPeriod":{"startDate":"2026-04-01","endDate":"2027-03-31","maxExtentDate":"2029-03-31"}}]`, `,"contracts":[{"id":"1","period":{"startDate":"2026-05-01","endDate":"2027-04-30"}}]`, "2026-05-01 | 2027-04-30 | 2029-03-31 | 0"},
		{"ends before it starts", `"lots":[{"id":"1","contractPeriod":{"startDate":"2027-04-01","endDate":"2026-03-31"}}]`, "", " | | | 0"},
		{"a thousand years", `"lots":[{"id":"1","contractPeriod":{"durationInDays":365000}}]`, "", " | | | 0"},
		{"lots of the wrong type", `"lots":["x",5,{"id":"1","contractPeriod":"2026"}]`, "", " | | | 0"},
		{"one lot without brackets", `"lots":{"id":"1","contractPeriod":{"durationInDays":30}}`, "", " | | | 1"},
	} {
		d := of(t, fts, c.tender, c.more).Dates
		got := strings.Join(strings.Fields(fmt.Sprintf("%s | %s | %s | %d", show(d.Start), show(d.End), show(d.ExtendedEnd), d.Months)), " ")
		if got != strings.TrimSpace(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAward(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, tender, more, award, opening string }{
		{"as the buyer expects it", `"tenderPeriod":{"endDate":"2026-03-01"},"awardPeriod":{"endDate":"2026-05-01"}`, "", "2026-05-01", ""},
		{"an opening is no award", `"tenderPeriod":{"endDate":"2026-03-01"},"awardPeriod":{"startDate":"2026-03-02T12:00:00Z"}`, "", "", "2026-03-02 12:00"},
		{"before the deadline", `"tenderPeriod":{"endDate":"2026-03-01"},"awardPeriod":{"endDate":"2026-02-01"}`, "", "", ""},
		{"decided", `"tenderPeriod":{"endDate":"2026-03-01"},"awardPeriod":{"endDate":"2026-05-01"}`, `,"awards":[{"date":"2026-06-01"},{"date":"2026-06-03"}]`, "2026-06-03", ""},
	} {
		d := of(t, fts, c.tender, c.more).Dates
		if show(d.Award) != c.award || show(d.Opening) != c.opening {
			t.Errorf("%s: award %q, opening %q", c.name, show(d.Award), show(d.Opening))
		}
	}
	d := of(t, fts, `"tenderPeriod":{"endDate":"2026-03-01"}`, "").Dates.WithEstimates(14, 180)
	if a := d.Award; a == nil || a.Date != civil.MustParse("2026-03-15") || a.To != civil.MustParse("2026-08-28") || a.Basis != notice.Estimated {
		t.Errorf("estimated award %+v", a)
	}
	if d = of(t, fts, "", "").Dates.WithEstimates(14, 180); d.Award != nil {
		t.Errorf("an award was estimated from nothing: %+v", d.Award)
	}
}

func TestStages(t *testing.T) {
	t.Parallel()
	two := of(t, fts, `"legalBasis":{"scheme":"CELEX","id":"32014L0024"},"procurementMethod":"selective","secondStage":{"invitationDate":"2026-04-01"},"tenderPeriod":{"endDate":"2026-03-01"}`, "")
	if !strings.Contains(two.Dates.Deadline.Note, "requests to take part") || show(two.Dates.Invitation) != "2026-04-01" {
		t.Errorf("a restricted procedure: %+v", two.Dates)
	}
	interest := of(t, fts, `"expressionOfInterestDeadline":"2026-02-01"`, "")
	if show(interest.Dates.Deadline) != "2026-02-01" || interest.Dates.Deadline.Note == "" {
		t.Errorf("a first stage alone: %+v", interest.Dates.Deadline)
	}
	on := civil.MustParse("2026-02-01")
	for _, c := range []struct {
		tender, more string
		stage        notice.Stage
		open         bool
	}{
		{`"status":"active","tenderPeriod":{"endDate":"2026-02-01"}`, `,"tag":["tender"]`, notice.Tender, true},
		{`"status":"active","tenderPeriod":{"endDate":"2026-01-31"}`, `,"tag":["tender"]`, notice.Tender, false},
		{`"status":"active"`, `,"tag":["tenderUpdate"]`, notice.Tender, true},
		{`"status":"cancelled"`, `,"tag":["tender"]`, notice.Cancelled, false},
		{`"status":"complete"`, `,"tag":["award"]`, notice.Awarded, false},
		{`"documents":[{"id":"1","noticeType":"UK12"}]`, `,"tag":["tenderCancellation"]`, notice.Cancelled, false},
		{`"documents":[{"id":"0","noticeType":"UK4","datePublished":"2025-01-01"},{"id":"1","noticeType":"UK2"}]`, "", notice.Planning, false},
		{`"documents":[{"id":"1","noticeType":"UK14"}]`, "", notice.Market, true},
		{`"documents":[{"id":"1","noticeType":"UK99"}],"tenderPeriod":{"endDate":"2026-03-01"}`, `,"tag":["compiled"]`, notice.Tender, true},
		{``, `,"awards":[{"documents":[{"id":"1","noticeType":"UK7"}]}],"tag":["award","contract"]`, notice.Contract, false},
	} {
		n := of(t, fts, c.tender, c.more)
		if n.Stage != c.stage || n.Open(on) != c.open {
			t.Errorf("{%s}%s: stage %s, open %v", c.tender, c.more, n.Stage, n.Open(on))
		}
	}
}
