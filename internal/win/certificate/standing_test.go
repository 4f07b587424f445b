package certificate_test

import (
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

func TestStanding(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	today := day("2027-01-06")
	iso := certificate.Certificate{Scheme: "iso27001", Holder: "A Ltd", Cycle: "initial", Decision: day("2025-11-01"), Issued: day("2025-11-01"), Expires: day("2028-10-31")}
	audited := iso
	audited.Status = []certificate.StatusChange{{State: certificate.Certified, From: day("2025-11-01")}, {State: certificate.Certified, From: day("2026-10-20")}}
	with := func(c certificate.Certificate, state, from string) certificate.Certificate {
		c.Status = append(append([]certificate.StatusChange{}, c.Status...), certificate.StatusChange{State: state, From: day(from)})
		return c
	}
	ce := certificate.Certificate{Scheme: "cyber-essentials", Holder: "A Ltd", Issued: day("2026-06-01"), Expires: day("2027-05-31")}
	plus := certificate.Certificate{Scheme: "cyber-essentials-plus", Holder: "A Ltd", Issued: day("2026-08-01"), Expires: day("2027-07-31")}
	near := certificate.Certificate{Scheme: "cyber-essentials", Holder: "A Ltd", Issued: day("2026-03-01"), Expires: day("2027-02-28")}
	late := certificate.Certificate{Scheme: "cyber-essentials", Holder: "B Ltd", Issued: day("2026-01-20"), Expires: day("2027-01-19")}
	begun := late
	begun.Renewal.Start = day("2027-01-02")
	next := certificate.Certificate{Scheme: "cyber-essentials", Holder: "B Ltd", Issued: day("2027-01-05"), Expires: day("2028-01-04")}
	for name, tt := range map[string]struct {
		c     certificate.Certificate
		more  []certificate.Certificate
		state verdict.State
		words string
	}{
		"stands":                          {audited, nil, verdict.Holds, "valid until 31 October 2028"},
		"an audit without outcome":        {iso, nil, verdict.AtRisk, "an outcome is not recorded"},
		"suspended":                       {with(audited, certificate.Suspended, "2026-12-01"), nil, verdict.Fails, "suspended since 1 December 2026"},
		"suspension to come":              {with(audited, certificate.Suspended, "2027-02-01"), nil, verdict.Holds, "valid until"},
		"withdrawn":                       {with(audited, certificate.Withdrawn, "2026-12-01"), nil, verdict.Fails, "withdrawn since"},
		"lapsed yesterday":                {certificate.Certificate{Scheme: "cyber-essentials", Issued: day("2026-01-06"), Expires: day("2027-01-05")}, nil, verdict.Fails, "it ended on 5 January 2027, 1 day ago"},
		"its last day":                    {certificate.Certificate{Scheme: "cyber-essentials", Holder: "C Ltd", Issued: day("2026-01-07"), Expires: today, Renewal: certificate.Renewal{Booked: true}}, nil, verdict.Holds, "valid until 6 January 2027"},
		"no day at all":                   {certificate.Certificate{Scheme: "iso27001", Status: []certificate.StatusChange{{State: certificate.Certified, From: day("2026-01-01")}}}, nil, verdict.Unknown, "no last valid day"},
		"planned":                         {with(iso, certificate.Planned, "2026-01-01"), nil, verdict.Unknown, "planned"},
		"a plus over an end far off":      {plus, []certificate.Certificate{ce}, verdict.Holds, "safe only until 31 May 2027"},
		"a plus over an end that is near": {plus, []certificate.Certificate{near}, verdict.AtRisk, "safe only until 28 February 2027"},
		"a plus over nothing recorded":    {plus, nil, verdict.Unknown, "not recorded"},
		"renewal not begun in time":       {late, nil, verdict.AtRisk, "its renewal is not started"},
		"renewal begun":                   {begun, nil, verdict.Holds, "valid until"},
		"followed by the next":            {late, []certificate.Certificate{next}, verdict.Holds, "valid until"},
		"a scheme that is not known":      {certificate.Certificate{Scheme: "nonsense"}, nil, verdict.Unknown, "scheme is not known"},
		"followed by somebody else's":     {late, []certificate.Certificate{{Scheme: "cyber-essentials", Holder: "C Ltd", Issued: day("2027-01-05"), Expires: day("2028-01-04")}}, verdict.AtRisk, "not started"},
		"an outcome before it is owed":    {with(iso, certificate.Certified, "2026-10-20"), nil, verdict.Holds, "valid until"},
		"an outcome that is yet to come":  {with(iso, certificate.Certified, "2027-03-01"), nil, verdict.AtRisk, "an outcome is not recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := []certificate.Numbered{{Number: "CERT-1", Certificate: tt.c}}
			for i, m := range tt.more {
				all = append(all, certificate.Numbered{Number: "CERT-" + string(rune('2'+i)), Certificate: m})
			}
			got := all[0].Standing(scheme.Default(), all, today)
			if got.State != tt.state || !strings.Contains(got.Title, tt.words) {
				t.Errorf("%s: %q (%s), want %s with %q", got.State, got.Title, got.Why, tt.state, tt.words)
			}
		})
	}
}

func TestStagesAreDoneInTheirOrder(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	s, _ := scheme.Default().Scheme("iso27001")
	c := certificate.Certificate{Scheme: "iso27001", Cycle: "initial", Stage2: day("2025-10-01"), Decision: day("2025-11-01"), Issued: day("2025-11-01"), Expires: day("2028-10-31")}
	c.Status = []certificate.StatusChange{{State: certificate.Certified, From: day("2025-11-01")}, {State: certificate.Certified, From: day("2026-10-20")}}
	var got []string
	for _, st := range c.Stages(s, day("2027-01-06")) {
		word := st.Short() + " " + st.Date.String()
		if st.Done {
			word += " done"
		}
		if st.Overdue {
			word += " overdue"
		}
		got = append(got, strings.TrimSpace(word))
	}
	want := "S2 2025-10-01 done, 2025-11-01 done, SA1 2026-11-01 done, SA2 2027-12-31, BK 2028-04-30, RC 2028-07-31, RD 2028-10-30"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}
