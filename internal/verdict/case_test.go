package verdict_test

import (
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

const bidder = "Fenmoor Digital Ltd"

// caseOf reads the shorthand of the golden table.
func caseOf(t *testing.T, today string, certs []string, bid string, asks []string) verdict.Case {
	t.Helper()
	if today == "" {
		today = "2027-01-06"
	}
	c := verdict.Case{ID: t.Name(), Today: civil.MustParse(today), Entity: bidder}
	for _, s := range certs {
		c.Certificates = append(c.Certificates, certOf(t, s))
	}
	for _, w := range strings.Fields(bid) {
		key, val, _ := strings.Cut(w, "=")
		switch key {
		case "regime":
			c.Bid.Regime = val
		case "nation":
			c.Bid.Nation = val
		case "member", "lead", "sub", "whole-sub":
			role := strings.ReplaceAll(strings.TrimPrefix(key, "whole-"), "sub", "subcontractor")
			c.Bid.Partners = append(c.Bid.Partners, verdict.Partner{Name: strings.ReplaceAll(val, "_", " "), Role: role, Whole: key == "whole-sub"})
		default:
			setDay(t, &c.Bid.Dates, key, val)
		}
	}
	for _, s := range asks {
		c.Bid.Requirements = append(c.Bid.Requirements, askOf(t, s))
	}
	return c
}

func certOf(t *testing.T, s string) verdict.Certificate {
	t.Helper()
	w := strings.Fields(s)
	yes := true
	c := verdict.Certificate{Ref: w[0], Scheme: w[1], Holder: bidder, Covers: "yes"}
	if strings.HasPrefix(c.Scheme, "iso") {
		c.Accredited = &yes
	}
	for _, kv := range w[2:] {
		key, val, _ := strings.Cut(kv, "=")
		switch key {
		case "until":
			c.Expires = civil.MustParse(val)
		case "from":
			c.Issued = civil.MustParse(val)
		case "decided":
			c.Decision = civil.MustParse(val)
		case "holder":
			c.Holder = strings.TrimPrefix(strings.ReplaceAll(val, "_", " "), "-")
		case "edition":
			c.Edition = strings.ReplaceAll(val, "_", " ")
		case "level":
			c.Level = verdict.Level(val)
		case "covers":
			c.Covers = val
		case "label":
			c.EndLabel = strings.ReplaceAll(val, "_", " ")
		case "accredited":
			a := val == "yes"
			c.Accredited = &a
		case "status":
			state, day, _ := strings.Cut(val, "@")
			c.Status = append(c.Status, verdict.StatusChange{State: state, From: civil.MustParse(day)})
		default:
			t.Fatalf("unknown word %q in %q", key, s)
		}
	}
	return c
}

func askOf(t *testing.T, s string) verdict.Requirement {
	t.Helper()
	w := strings.Fields(s)
	r := verdict.Requirement{Scheme: w[0]}
	for _, kv := range w[1:] {
		key, val, _ := strings.Cut(kv, "=")
		switch key {
		case "strength":
			r.Strength = val
		case "when":
			r.When = val
		case "proof":
			r.Proof = val
		case "date":
			r.Date = civil.MustParse(val)
		case "group":
			r.Group = val
		case "level":
			r.Level = verdict.Level(val)
		case "rule":
			r.Rule = val
		case "accreditation":
			r.Accreditation = val
		case "equivalent":
			r.EquivalentAccepted = true
		case "subcontractors":
			r.Subcontractors = true
		case "spared":
			r.Spared = append(r.Spared, strings.ReplaceAll(val, "_", " "))
		case "held-by":
			r.HeldBy = strings.ReplaceAll(val, "_", " ")
		case "agreed":
			r.HeldByAgreed = true
		case "condition":
			r.Condition = verdict.Condition(strings.ReplaceAll(val, "_", " "))
		case "applies":
			a := val == "yes"
			r.Applies = &a
		default:
			t.Fatalf("unknown word %q in %q", key, s)
		}
	}
	return r
}

func setDay(t *testing.T, d *verdict.Dates, key, val string) {
	t.Helper()
	day := &verdict.Day{Basis: "stated"}
	if v, ok := strings.CutSuffix(val, "~"); ok {
		val, day.Basis = v, "estimated"
	}
	from, to, isRange := strings.Cut(val, "..")
	day.Date = civil.MustParse(from)
	if isRange {
		day.To = civil.MustParse(to)
	}
	switch key {
	case "deadline":
		d.Deadline = day
	case "assessment":
		d.Assessment = day
	case "award":
		d.Award = day
	case "start":
		d.Start = day
	case "end":
		d.End = day
	case "extendedEnd":
		d.ExtendedEnd = day
	default:
		t.Fatalf("unknown date %q", key)
	}
}
