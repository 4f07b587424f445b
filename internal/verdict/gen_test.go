package verdict_test

import (
	"fmt"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// The generators below draw small cases in which every check can go either way:
// days lie close to each other, so that ends, needs and lead times meet.

var (
	genSchemes = []string{
		"cyber-essentials", "cyber-essentials", "cyber-essentials-plus", "iso27001", "iso27001", "iso9001", "dspt", "dcc",
		"insurance-professional-indemnity", "soc2", "bpss", "iasme-cyber-assurance-2",
	}
	genAsked    = append([]string{"def-stan-05-138", "iasme-cyber-assurance", "caf"}, genSchemes...)
	genHolders  = []string{bidder, bidder, bidder, bidder, "FENMOOR DIGITAL LIMITED", "Fenmoor Services Ltd", "Fenmoor Services Ltd", ""}
	genLevels   = map[string][]string{"dspt": {"", "standards_met", "Standards Met", "standards_exceeded", "approaching_standards"}, "dcc": {"", "0", "1", "2", "3", "L2"}}
	genEditions = map[string][]string{
		"iso27001": {"", "2022", "2022", "2013", "ISO/IEC 27001:2022+Amd1", "2017", "1999"},
		"iso9001":  {"", "2015", "2026", "2008"}, "dspt": {"2024-25", "2025-26", "2026-27", "2027-28", ""},
	}
	genRules = []string{"", "", "", "", "R02", "R11", "R06", "R19", "R26"}
)

func genDay(t *rapid.T, label string, today civil.Date, from, to int) civil.Date {
	return today.AddDays(rapid.IntRange(from, to).Draw(t, label))
}

func maybe(t *rapid.T, label string, percent int) bool {
	return rapid.IntRange(0, 99).Draw(t, label) < percent
}

func genCertificate(t *rapid.T, today civil.Date, i int) verdict.Certificate {
	c := verdict.Certificate{Ref: fmt.Sprintf("C%d", i), Scheme: rapid.SampledFrom(genSchemes).Draw(t, "scheme")}
	c.Holder = rapid.SampledFrom(genHolders).Draw(t, "holder")
	if l := genLevels[c.Scheme]; l != nil {
		c.Level = verdict.Level(rapid.SampledFrom(l).Draw(t, "level"))
	}
	if l := genEditions[c.Scheme]; l != nil {
		c.Edition = rapid.SampledFrom(l).Draw(t, "edition")
	}
	c.Covers = rapid.SampledFrom([]string{"yes", "yes", "yes", "no", "unknown", ""}).Draw(t, "covers")
	if maybe(t, "accreditation known", 80) {
		a := maybe(t, "accredited", 75)
		c.Accredited = &a
	}
	if maybe(t, "end printed", 80) {
		c.Expires = genDay(t, "expires", today, -60, 400)
	}
	if maybe(t, "issue recorded", 60) {
		c.Issued = genDay(t, "issued", today, -500, 30)
	}
	if maybe(t, "decision recorded", 40) {
		c.Decision = genDay(t, "decision", today, -1000, 20)
	}
	if c.Expires != 0 {
		if c.Issued > c.Expires {
			c.Issued = 0
		}
		if c.Decision > c.Expires {
			c.Decision = 0
		}
	}
	c.Cycle = rapid.SampledFrom([]string{"", "", "initial", "recertified"}).Draw(t, "cycle")
	if maybe(t, "relabelled", 15) {
		c.EndLabel = "Recertification due"
	}
	for range rapid.SampledFrom([]int{0, 0, 1, 1, 2, 3}).Draw(t, "history") {
		c.Status = append(c.Status, verdict.StatusChange{
			State: rapid.SampledFrom([]string{"certified", "certified", "certified", "in-recertification", "suspended", "withdrawn", "planned", "expired"}).Draw(t, "status"),
			From:  genDay(t, "since", today, -300, 60),
		})
	}
	return c
}

func genSpan(t *rapid.T, label string, today civil.Date, from, to, percent int) *verdict.Day {
	if !maybe(t, label+" known", percent) {
		return nil
	}
	d := &verdict.Day{Date: genDay(t, label, today, from, to), Basis: "stated"}
	if maybe(t, label+" estimated", 30) {
		d.Basis = "estimated"
		if maybe(t, label+" a range", 70) {
			d.To = genDay(t, label+" to", d.Date, 0, 90)
		}
	}
	return d
}

func genBid(t *rapid.T, today civil.Date) verdict.Bid {
	b := verdict.Bid{Regime: rapid.SampledFrom([]string{"", "pa2023", "pcr2015", "scotland"}).Draw(t, "regime")}
	b.Dates.Deadline = genSpan(t, "deadline", today, -60, 120, 70)
	b.Dates.Assessment = genSpan(t, "assessment", today, -40, 140, 20)
	b.Dates.Award = genSpan(t, "award", today, -20, 300, 60)
	b.Dates.Start = genSpan(t, "start", today, -5, 400, 40)
	b.Dates.End = genSpan(t, "end", today, 405, 1500, 30)
	for range rapid.IntRange(0, 4).Draw(t, "requirements") {
		b.Requirements = append(b.Requirements, genRequirement(t, today))
	}
	genPartners(t, &b)
	b.Normalise()
	return b
}

// genPartners adds partners to some of the bids.
func genPartners(t *rapid.T, b *verdict.Bid) {
	if !maybe(t, "partners", 40) {
		return
	}
	for _, name := range []string{"Fenmoor Services Ltd", "Orrell Hosting Ltd"} {
		if !maybe(t, name, 60) {
			continue
		}
		p := verdict.Partner{Name: name, Role: rapid.SampledFrom([]string{"subcontractor", "subcontractor", "member", "lead"}).Draw(t, "role"), Whole: maybe(t, "whole", 50)}
		for i := range b.Requirements {
			r := &b.Requirements[i]
			if maybe(t, "spared", 20) {
				r.Spared = append(r.Spared, name)
			}
			if maybe(t, "held by", 30) {
				r.HeldBy, r.HeldByAgreed = name, maybe(t, "agreed", 50)
			}
		}
		b.Partners = append(b.Partners, p)
	}
	for i := range b.Requirements {
		b.Requirements[i].Subcontractors = maybe(t, "reaches subcontractors", 50)
	}
}

func genRequirement(t *rapid.T, today civil.Date) verdict.Requirement {
	r := verdict.Requirement{
		Scheme:   rapid.SampledFrom(genAsked).Draw(t, "asked"),
		Strength: rapid.SampledFrom([]string{"", "mandatory", "mandatory", "mandatory", "expected", "desirable", "mention-only"}).Draw(t, "strength"),
		When:     rapid.SampledFrom(append([]string{"", "by-award", "unspecified"}, verdict.Whens...)).Draw(t, "when"),
		Proof:    rapid.SampledFrom([]string{"", "certificate", "certificate", "certificate", "conformity", "any"}).Draw(t, "proof"),
		Group:    rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "group"),
		Rule:     rapid.SampledFrom(genRules).Draw(t, "rule"),
	}
	switch r.Scheme {
	case "dspt", "dcc":
		r.Level = verdict.Level(rapid.SampledFrom(genLevels[r.Scheme]).Draw(t, "level asked"))
	case "def-stan-05-138":
		r.Level = verdict.Level(rapid.SampledFrom([]string{"", "0", "1", "2", "3"}).Draw(t, "profile"))
	}
	if r.When == "by-date" {
		r.Date = genDay(t, "by", today, -20, 300)
	}
	if maybe(t, "accreditation asked", 25) {
		r.Accreditation = "ukas"
	}
	r.EquivalentAccepted = maybe(t, "equivalent", 30)
	if maybe(t, "conditional", 15) {
		r.Condition = "where personal data is processed"
		if maybe(t, "answered", 50) {
			a := maybe(t, "applies", 50)
			r.Applies = &a
		}
	}
	return r
}

func genToday(t *rapid.T) civil.Date {
	return genDay(t, "today", civil.MustParse("2027-01-06"), -500, 900)
}

func genCase(t *rapid.T) verdict.Case {
	c := verdict.Case{ID: "x", Today: genToday(t), Entity: bidder}
	for i := range rapid.IntRange(0, 4).Draw(t, "certificates") {
		c.Certificates = append(c.Certificates, genCertificate(t, c.Today, i))
	}
	c.Bid = genBid(t, c.Today)
	return c
}
