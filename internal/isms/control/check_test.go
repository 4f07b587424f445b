package control_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
)

var (
	today   = civil.MustParse("2026-11-24")
	yes, no = true, false
)

// in is a control with which nothing is amiss; each row of the table spoils one
// thing of it.
func in(change func(*control.Fact)) control.Fact {
	f := control.Fact{
		Control: control.Control{Ref: "A.5.15", Title: "Access control", Applicable: &yes, Why: []string{control.ByRisk}, State: control.Implemented, Owner: "priya"},
		Risks:   []string{"RISK-2"}, Fresh: evidence.Fresh, Latest: civil.MustParse("2026-11-04"),
	}
	if change != nil {
		change(&f)
	}
	return f
}

// out is an excluded control with which nothing is amiss.
func out(ref string, change func(*control.Fact)) control.Fact {
	f := control.Fact{Control: control.Control{Ref: ref, Title: "Something", Applicable: &no, ReasonAgainst: "No third party writes code."}, Fresh: evidence.Missing}
	if change != nil {
		change(&f)
	}
	return f
}

func TestCheck(t *testing.T) {
	t.Parallel()
	one := func(f control.Fact) control.Facts { return control.Facts{Controls: []control.Fact{f}} }
	policy := func(docs ...control.DocumentFact) control.Facts {
		return one(in(func(f *control.Fact) { f.Ref, f.Documents = "A.5.1", docs }))
	}
	for name, c := range map[string]struct {
		facts control.Facts
		want  string // "rule about"; empty: nothing is found
	}{
		"a control that is in, done, owned and shown":    {one(in(nil)), ""},
		"a control that is out for a reason":             {one(out("A.8.30", nil)), ""},
		"a control that nobody has decided":              {one(in(func(f *control.Fact) { f.Applicable = nil })), "not-decided A.5.15"},
		"out without a reason":                           {one(out("A.8.30", func(f *control.Fact) { f.ReasonAgainst = " " })), "no-reason-against A.8.30"},
		"out, with a reason for only":                    {one(out("A.8.30", func(f *control.Fact) { f.ReasonAgainst, f.ReasonFor = "", "We may need it." })), "no-reason-against A.8.30"},
		"in without a reason or a risk":                  {one(in(func(f *control.Fact) { f.Why, f.Risks = nil, nil })), "no-reason-for A.5.15"},
		"in with a risk linked and no tag":               {one(in(func(f *control.Fact) { f.Why = nil })), ""},
		"in with words and no tag":                       {one(in(func(f *control.Fact) { f.Why, f.Risks, f.ReasonFor = nil, nil, "Our customers ask for it." })), ""},
		"out, but it treats a risk":                      {one(out("A.8.30", func(f *control.Fact) { f.Risks = []string{"RISK-4"} })), "treats-but-excluded A.8.30"},
		"suppliers out, and nothing rests on any":        {one(out("A.5.19", nil)), ""},
		"suppliers out, while an asset is a service":     {control.Facts{Controls: []control.Fact{out("A.5.19", nil)}, Suppliers: []string{"ASSET-4"}}, "suppliers-excluded A.5.19"},
		"cloud out, while an asset is a service":         {control.Facts{Controls: []control.Fact{out("A.5.23", nil)}, Suppliers: []string{"ASSET-4"}}, "suppliers-excluded A.5.23"},
		"another control out, while an asset is service": {control.Facts{Controls: []control.Fact{out("A.5.24", nil)}, Suppliers: []string{"ASSET-4"}}, ""},
		"done, and nothing shows it":                     {one(in(func(f *control.Fact) { f.Fresh = evidence.Missing })), "no-evidence A.5.15"},
		"done, and what shows it is stale":               {one(in(func(f *control.Fact) { f.Fresh = evidence.Stale })), "stale-evidence A.5.15"},
		"done, and what shows it is ageing":              {one(in(func(f *control.Fact) { f.Fresh = evidence.Ageing })), ""},
		"planned for a day, and nothing shows it yet":    {one(in(func(f *control.Fact) { f.State, f.Fresh, f.Target = control.Planned, evidence.Missing, today })), ""},
		"planned, without a day":                         {one(in(func(f *control.Fact) { f.State = control.Planned })), "no-date A.5.15"},
		"partly, without a day":                          {one(in(func(f *control.Fact) { f.State = control.Partly })), "no-date A.5.15"},
		"not started, without a day":                     {one(in(func(f *control.Fact) { f.State = "" })), "no-date A.5.15"},
		"partly, and its day was yesterday":              {one(in(func(f *control.Fact) { f.State, f.Target = control.Partly, today-1 })), "late A.5.15"},
		"done, whatever its day was":                     {one(in(func(f *control.Fact) { f.Target = today - 1 })), ""},
		"done, and its last test failed":                 {one(in(func(f *control.Fact) { f.Results = []control.Result{{Day: today, Outcome: control.Failed}} })), "test-failed A.5.15"},
		"done, and a test before the last failed": {one(in(func(f *control.Fact) {
			f.Results = []control.Result{{Outcome: control.Failed}, {Outcome: control.Effective}}
		})), ""},
		"nobody owns it":                                {one(in(func(f *control.Fact) { f.Owner = "" })), "no-owner A.5.15"},
		"nobody owns what is out":                       {one(out("A.8.30", func(f *control.Fact) { f.Owner = "" })), ""},
		"policies, with the approved policy":            {policy(control.DocumentFact{Number: "DOC-1", Approved: true}), ""},
		"policies, with a draft":                        {policy(control.DocumentFact{Number: "DOC-1"}), "no-policy A.5.1"},
		"policies, with no document":                    {policy(), "no-policy A.5.1"},
		"a risk to be modified with a control":          {control.Facts{Risks: []control.RiskFact{{Number: "RISK-2", Controls: 1}}}, ""},
		"a risk to be modified without a control":       {control.Facts{Risks: []control.RiskFact{{Number: "RISK-2"}}}, "risk-without-control RISK-2"},
		"an issued version that is as the controls are": {control.Facts{Controls: []control.Fact{in(nil)}, Issued: 4}, ""},
		"an issued version that the controls have left": {control.Facts{Controls: []control.Fact{in(nil)}, Issued: 4, Changed: control.Differences{{Field: control.FieldOwner}}}, "issued-older Version 4"},
	} {
		c.facts.Today = today
		if c.facts.Issued == 0 && len(c.facts.Controls) > 0 { // told on its own below
			c.facts.Issued = 1
		}
		got := control.Check(c.facts)
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: found %s %s (%s)", name, got[0].Rule, got[0].About, got[0].Says)
		case c.want != "" && (len(got) != 1 || got[0].Rule+" "+got[0].About != c.want):
			t.Errorf("%s: found %v, want %s", name, got, c.want)
		}
		for _, f := range got {
			if f.Says == "" || f.Fix == "" || f.Href == "" {
				t.Errorf("%s: a finding without words or a way: %+v", name, f)
			}
		}
	}
	if got := control.Check(control.Facts{Controls: []control.Fact{in(nil)}}); len(got) != 1 || got[0].Rule != control.RuleNotIssued {
		t.Errorf("no version is issued: found %v", got)
	}
	if got := control.Check(control.Facts{}); got != nil {
		t.Errorf("with no controls at all: found %v", got)
	}
}

// Every rule is found by some row above: one that nothing trips over is no rule.
func TestEveryRuleSaysWhy(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range control.Rules() {
		if r.Title == "" || r.Why == "" || seen[r.ID] {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
}
