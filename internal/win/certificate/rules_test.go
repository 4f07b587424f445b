package certificate_test

import (
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

func day1(s string) civil.Date { return civil.MustParse(s) }

func TestStatusOn(t *testing.T) {
	t.Parallel()
	iso, _ := scheme.Default().Scheme("iso27001")
	c := certificate.Certificate{
		Scheme: "iso27001", Decision: day1("2024-05-01"), Issued: day1("2024-05-01"), Expires: day1("2027-04-30"),
		Status: []certificate.StatusChange{
			{State: certificate.Certified, From: day1("2024-05-01")},
			{State: certificate.Suspended, From: day1("2026-03-01")},
			{State: certificate.Certified, From: day1("2026-04-01")},
			{State: certificate.InRecertification, From: day1("2027-02-01")},
		},
	}
	for day, want := range map[string]string{
		"2024-04-30": certificate.Planned, "2024-05-01": certificate.Certified, "2026-02-28": certificate.Certified,
		"2026-03-01": certificate.Suspended, "2026-04-01": certificate.Certified, "2027-02-01": certificate.InRecertification,
		"2027-04-30": certificate.InRecertification, "2027-05-01": certificate.Expired,
	} {
		if got := c.StatusOn(iso, day1(day)); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
	c.Status = append(c.Status, certificate.StatusChange{State: certificate.Withdrawn, From: day1("2027-03-01")})
	if got := c.StatusOn(iso, day1("2028-01-01")); got != certificate.Withdrawn {
		t.Errorf("withdrawn and long ago it is %s", got)
	}
}

func TestSafeUntil(t *testing.T) {
	t.Parallel()
	today := day1("2027-01-06")
	plus := certificate.Certificate{Scheme: "cyber-essentials-plus", Holder: "Fenmoor Digital Ltd", Issued: day1("2026-03-06")}
	ce := func(holder, issued string, state string) certificate.Certificate {
		return certificate.Certificate{Scheme: "cyber-essentials", Holder: holder, Issued: day1(issued), Status: []certificate.StatusChange{{State: state, From: day1(issued)}}}
	}
	for _, tt := range []struct {
		name  string
		below []certificate.Certificate
		until string
		why   string
	}{
		{"none recorded", nil, "", "no Cyber Essentials"},
		{"of another entity", []certificate.Certificate{ce("Fenmoor Group plc", "2026-02-10", "certified")}, "", "no Cyber Essentials"},
		{"revoked", []certificate.Certificate{ce("Fenmoor Digital Ltd", "2026-02-10", "revoked")}, "", "no Cyber Essentials"},
		{"ends first", []certificate.Certificate{ce("FENMOOR DIGITAL LIMITED", "2026-02-10", "certified")}, "2027-02-09", "ends on 9 February 2027"},
		{"renewed in time", []certificate.Certificate{ce("Fenmoor Digital Ltd", "2026-02-10", "certified"), ce("Fenmoor Digital Ltd", "2027-01-05", "certified")}, "2027-03-05", ""},
		{"lasts longer", []certificate.Certificate{ce("Fenmoor Digital Ltd", "2026-09-30", "certified")}, "2027-03-05", ""},
		{"ended already", []certificate.Certificate{ce("Fenmoor Digital Ltd", "2025-12-20", "certified")}, "2027-01-05", "does not count today"},
	} {
		got := plus.SafeUntil(scheme.Default(), today, append(tt.below, plus))
		if got.Until.String() != tt.until || !strings.Contains(got.Why, tt.why) || (tt.why == "") != (got.Why == "") {
			t.Errorf("%s: %s, %q", tt.name, got.Until, got.Why)
		}
	}
}

func TestBestWindow(t *testing.T) {
	t.Parallel()
	today := day1("2027-01-06")
	for _, tt := range []struct {
		c              certificate.Certificate
		from, best, to string
		loses          bool
		why            string
	}{
		{certificate.Certificate{Scheme: "iso27001", Decision: day1("2024-05-01"), Expires: day1("2027-04-30")}, "2026-10-30", "2027-01-30", "2027-01-30", false, "Early is free"},
		{certificate.Certificate{Scheme: "cyber-essentials", Issued: day1("2026-02-10")}, "2027-01-10", "2027-01-30", "2027-02-08", true, "throw valid days away"},
		{certificate.Certificate{Scheme: "cyber-essentials-plus", Issued: day1("2026-03-06")}, "2026-12-05", "2027-01-22", "2027-02-19", true, "record it to see the window"},
		{certificate.Certificate{Scheme: "dspt", Edition: "2025-26", Issued: day1("2026-06-24")}, "2026-09-01", "2027-05-16", "2027-05-16", false, "can be published from 1 September 2026"},
	} {
		s, _ := scheme.Default().Scheme(tt.c.Scheme)
		w, ok := tt.c.BestWindow(s, today, []certificate.Certificate{tt.c})
		if !ok || w.From.String() != tt.from || w.Best.String() != tt.best || w.To.String() != tt.to || w.LosesDays != tt.loses || !strings.Contains(w.Why, tt.why) {
			t.Errorf("%s: %+v", tt.c.Scheme, w)
		}
	}
}

func TestDueFollowsTheRecord(t *testing.T) {
	t.Parallel()
	today := day1("2027-01-06")
	steps := func(c certificate.Certificate, more ...certificate.Certificate) string {
		all := []certificate.Numbered{{Number: "CERT-1", Certificate: c}}
		for _, m := range more {
			all = append(all, certificate.Numbered{Number: "CERT-2", Certificate: m})
		}
		var out []string
		for _, i := range certificate.Due(scheme.Default(), all, today) {
			if i.Ref == "CERT-1" {
				out = append(out, i.Step)
			}
		}
		return strings.Join(out, " ")
	}
	iso := certificate.Certificate{Scheme: "iso27001", Holder: "Fenmoor Digital Ltd", Scope: "Hosting", Decision: day1("2025-12-10"), Issued: day1("2025-12-10"), Expires: day1("2028-12-09")}
	if got := steps(iso); got != "sa1 sa2 book submit ends" {
		t.Errorf("first cycle: %s", got)
	}
	held := iso
	held.Status = []certificate.StatusChange{{State: certificate.Certified, From: iso.Decision}, {State: certificate.Certified, From: day1("2026-12-01")}}
	if got := steps(held); got != "sa2 book submit ends" {
		t.Errorf("with the first surveillance recorded: %s", got)
	}
	booked := held
	booked.Renewal.Booked = true
	if got := steps(booked); got != "sa2 submit ends" {
		t.Errorf("booked: %s", got)
	}
	withdrawn := held
	withdrawn.Status = append(withdrawn.Status, certificate.StatusChange{State: certificate.Withdrawn, From: today})
	if got := steps(withdrawn); got != "" {
		t.Errorf("withdrawn: %s", got)
	}
	later, other := iso, iso
	later.Decision, later.Issued, later.Expires = day1("2027-01-05"), day1("2027-01-05"), day1("2031-12-09")
	if got := steps(iso, later); got != "" {
		t.Errorf("superseded: %s", got)
	}
	other.Scope, other.Expires = "Software development", day1("2029-12-09")
	if got := steps(iso, other); got == "" {
		t.Error("a certificate for another scope took its place")
	}
}
