package main

import (
	"fmt"
	"math/rand/v2"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// maker makes suppliers and notices for the measurement: invented, but in the
// proportions and with the flaws that certificates and notices really have.
type maker struct {
	rnd   *rand.Rand
	today civil.Date
}

func newMaker(seed uint64, today civil.Date) *maker {
	return &maker{rand.New(rand.NewPCG(seed, 1)), today}
}

// share is one choice with its weight.
type share struct {
	weight int
	value  string
}

func (m *maker) pick(list []share) string {
	sum := 0
	for _, s := range list {
		sum += s.weight
	}
	n := m.rnd.IntN(sum)
	for _, s := range list {
		if n -= s.weight; n < 0 {
			return s.value
		}
	}
	return ""
}

func (m *maker) chance(percent int) bool { return m.rnd.IntN(100) < percent }

func (m *maker) between(from, to int) civil.Date {
	return m.today.AddDays(from + m.rnd.IntN(to-from+1))
}

var (
	heldSchemes = []share{
		{30, "cyber-essentials"},
		{14, "cyber-essentials-plus"},
		{20, "iso27001"},
		{12, "iso9001"},
		{5, "iso14001"},
		{2, "iso22301"},
		{6, "dspt"},
		{2, "dcc"},
		{2, "soc2"},
		{2, "iasme-cyber-assurance-1"},
		{1, "iasme-cyber-assurance-2"},
		{1, "iso20000"},
		{2, "insurance-employers-liability"},
		{3, "insurance-professional-indemnity"},
		{2, "insurance-public-liability"},
		{2, "pentest"},
		{1, "bpss"},
		{1, "crp"},
		{1, "ssip"},
	}
	askedSchemes = []share{
		{26, "cyber-essentials"},
		{14, "cyber-essentials-plus"},
		{18, "iso27001"},
		{10, "iso9001"},
		{5, "iso14001"},
		{2, "iso22301"},
		{6, "dspt"},
		{2, "dcc"},
		{3, "def-stan-05-138"},
		{1, "caf"},
		{1, "iasme-cyber-assurance"},
		{1, "soc2"},
		{1, "iso20000"},
		{2, "insurance-employers-liability"},
		{4, "insurance-professional-indemnity"},
		{3, "insurance-public-liability"},
		{1, "pentest"},
		{1, "bpss"},
		{1, "crp"},
		{1, "ssip"},
		{1, "iso45001"},
	}
	terms = map[string]int{
		"iso27001": 36, "iso9001": 36, "iso14001": 36, "iso22301": 36, "iso20000": 36, "dcc": 36, "iasme-cyber-assurance-2": 36,
	}
	strengths = []share{{70, "mandatory"}, {15, "expected"}, {12, "desirable"}, {3, "mention-only"}}
	needBys   = []share{
		{25, "at-submission"}, {4, "at-assessment"}, {30, "by-award"}, {14, "by-contract-start"}, {4, "during-contract"}, {3, "by-date"}, {20, "unspecified"},
	}
	kinds       = []share{{82, "certificate"}, {10, "conformity"}, {8, "any"}}
	judgements  = []share{{80, "yes"}, {4, "no"}, {16, "unknown"}}
	toolkit     = []share{{10, "2024-25"}, {60, "2025-26"}, {30, "2026-27"}}
	standards   = []share{{80, "standards_met"}, {8, "standards_exceeded"}, {10, "approaching_standards"}, {2, ""}}
	procedures  = []share{{60, "pa2023"}, {15, "pcr2015"}, {10, "scotland"}, {10, "psr"}, {5, ""}}
	rulesOfThem = []share{{85, ""}, {6, "R02"}, {3, "R11"}, {3, "R06"}, {3, "R19"}}
)

func (m *maker) suppliers(n int) []verdict.Supplier {
	out := make([]verdict.Supplier, n)
	for i := range out {
		out[i].Entity = fmt.Sprintf("Supplier %d Ltd", i+1)
		for range 1 + m.rnd.IntN(6) {
			out[i].Certificates = append(out[i].Certificates, m.certificate(out[i].Entity, len(out[i].Certificates)))
		}
	}
	return out
}

// large is one supplier with many certificates.
func (m *maker) large(certificates int) verdict.Supplier {
	s := verdict.Supplier{Entity: "Large Supplier plc"}
	for i := range certificates {
		s.Certificates = append(s.Certificates, m.certificate(s.Entity, i))
	}
	return s
}

func (m *maker) certificate(entity string, i int) verdict.Certificate {
	c := verdict.Certificate{Ref: fmt.Sprintf("CERT-%d", i+1), Scheme: m.pick(heldSchemes), Holder: entity, Covers: m.pick(judgements)}
	switch {
	case m.chance(4):
		c.Holder = "A Sister Company Ltd"
	case m.chance(2):
		c.Holder = ""
	}
	months := terms[c.Scheme]
	if months == 0 {
		months = 12
	}
	c.Issued = m.between(-months*30, 15)
	if m.chance(12) {
		c.Issued = m.between(-months*45, -months*30) // lapsed, perhaps not noticed
	}
	if m.chance(85) {
		c.Expires = c.Issued.AddMonths(months) - 1
		if m.chance(20) {
			c.Expires++ // printed a day late, as recertification dates are
		}
	}
	m.flaws(&c, months)
	switch c.Scheme {
	case "iso27001", "iso9001", "iso14001", "iso22301", "iso20000":
		c.Decision = c.Issued
		m.managementSystem(&c)
	case "dspt":
		c.Expires, c.Issued = 0, 0
		c.Edition, c.Level = m.pick(toolkit), verdict.Level(m.pick(standards))
	case "dcc":
		c.Level = verdict.Level(m.pick([]share{{40, "0"}, {40, "1"}, {15, "2"}, {5, "3"}}))
	case "bpss":
		c.Expires = 0
	}
	return c
}

// flaws gives a certificate the history that some have.
func (m *maker) flaws(c *verdict.Certificate, months int) {
	add := func(state string, from civil.Date) {
		c.Status = append(c.Status, verdict.StatusChange{State: state, From: from})
	}
	switch n := m.rnd.IntN(100); {
	case n < 5: // planned
		c.Issued = m.between(1, 120)
		c.Expires = c.Issued.AddMonths(months) - 1
		add("planned", m.today-10)
	case n < 8:
		add("certified", c.Issued)
		add("suspended", m.between(-60, 30))
	case n < 9:
		add("certified", c.Issued)
		add("withdrawn", m.between(-60, 0))
	case n < 11:
		add("in-recertification", m.today-20)
	}
}

func (m *maker) managementSystem(c *verdict.Certificate) {
	if m.chance(92) {
		a := m.chance(85)
		c.Accredited = &a
	}
	editions := map[string][]share{
		"iso27001": {{88, "2022"}, {4, "2013"}, {8, ""}}, "iso9001": {{85, "2015"}, {5, "2026"}, {10, ""}}, "iso14001": {{85, "2015"}, {5, "2026"}, {10, ""}},
	}
	if l := editions[c.Scheme]; l != nil {
		c.Edition = m.pick(l)
	}
	if m.chance(40) {
		c.Cycle = "recertified"
	}
	if len(c.Status) == 0 && m.chance(75) {
		c.Status = append(c.Status, verdict.StatusChange{State: "certified", From: c.Decision})
		for y := 1; y < 3 && c.Decision.AddMonths(12*y) < m.today; y++ {
			c.Status = append(c.Status, verdict.StatusChange{State: "certified", From: c.Decision.AddMonths(12*y) - 20})
		}
	}
}

func (m *maker) notices(n int) []verdict.Bid {
	out := make([]verdict.Bid, n)
	for i := range out {
		b := &out[i]
		b.Regime = m.pick(procedures)
		m.dates(b)
		for range 1 + m.rnd.IntN(5) {
			b.Requirements = append(b.Requirements, m.requirement())
		}
		if len(b.Requirements) > 1 && m.chance(25) { // alternatives
			b.Requirements[0].Group, b.Requirements[1].Group = "a", "a"
		}
		b.Normalise()
	}
	return out
}

func (m *maker) dates(b *verdict.Bid) {
	if m.chance(4) {
		return // nothing is stated
	}
	deadline := m.between(-20, 120)
	b.Dates.Deadline = &verdict.Day{Date: deadline}
	if m.chance(8) {
		b.Dates.Assessment = &verdict.Day{Date: deadline + civil.Date(1+m.rnd.IntN(10))}
	}
	award := deadline + civil.Date(14+m.rnd.IntN(140))
	switch {
	case m.chance(40):
		b.Dates.Award = &verdict.Day{Date: award}
	case m.chance(15):
		b.Dates.Award = &verdict.Day{Date: award, To: award + civil.Date(m.rnd.IntN(60)), Basis: "estimated"}
	}
	if m.chance(60) {
		start := award + civil.Date(10+m.rnd.IntN(80))
		b.Dates.Start = &verdict.Day{Date: start}
		if m.chance(15) {
			b.Dates.Start.Basis = "estimated"
		}
		b.Dates.End = &verdict.Day{Date: start.AddMonths(12*(1+m.rnd.IntN(5))) - 1}
	}
}

func (m *maker) requirement() verdict.Requirement {
	r := verdict.Requirement{
		Scheme: m.pick(askedSchemes), Strength: m.pick(strengths), When: m.pick(needBys), Proof: m.pick(kinds),
		EquivalentAccepted: m.chance(30), Rule: m.pick(rulesOfThem),
	}
	if r.When == "by-date" {
		r.Date = m.between(10, 200)
	}
	if m.chance(30) {
		r.Accreditation = "ukas"
	}
	switch r.Scheme {
	case "dcc", "def-stan-05-138":
		r.Level = verdict.Level(m.pick([]share{{30, "0"}, {30, "1"}, {20, "2"}, {10, "3"}, {10, ""}}))
	case "dspt":
		r.Level = verdict.Level(m.pick([]share{{70, ""}, {25, "standards_met"}, {5, "standards_exceeded"}}))
	}
	if m.chance(8) {
		r.Condition = "where personal data is processed"
		if m.chance(40) {
			yes := m.chance(50)
			r.Applies = &yes
		}
	}
	return r
}
