package control

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
)

// The rules of the check, in the order in which their findings are shown.
const (
	RuleUndecided      = "not-decided"
	RuleNoReasonFor    = "no-reason-for"
	RuleNoReasonOut    = "no-reason-against"
	RuleRiskUntreated  = "risk-without-control"
	RuleTreatsExcluded = "treats-but-excluded"
	RuleSuppliers      = "suppliers-excluded"
	RuleNoEvidence     = "no-evidence"
	RuleStaleEvidence  = "stale-evidence"
	RuleNoPolicy       = "no-policy"
	RuleNoOwner        = "no-owner"
	RuleNoDate         = "no-date"
	RuleLate           = "late"
	RuleTestFailed     = "test-failed"
	RuleNotIssued      = "not-issued"
	RuleIssuedOlder    = "issued-older"
)

// Facts are what the check looks at: everything that it says follows from them.
type Facts struct {
	Today    civil.Date
	Controls []Fact
	Risks    []RiskFact
	// Suppliers are the records that say that the organisation depends on
	// suppliers or on the cloud: "ASSET-4".
	Suppliers []string
	// Issued is the number of the latest issued version, 0 for none, and IssuedOn
	// its day; Changed says what has changed since.
	Issued   int64
	IssuedOn civil.Date
	Changed  Differences
}

// Fact is a control with what the check needs of its links.
type Fact struct {
	Control
	Risks     []string // numbers of the risks that it treats
	Documents []DocumentFact
	Fresh     evidence.Freshness
	Latest    civil.Date
}

// DocumentFact is a document that describes a control.
type DocumentFact struct {
	Number   string
	Approved bool
}

// RiskFact is a risk that is to be treated, and how many controls treat it.
type RiskFact struct {
	Number, Title string
	Controls      int
}

// Finding is one thing that an auditor would find.
type Finding struct {
	Rule  string `json:"rule"`
	About string `json:"about"` // "A.5.15", "RISK-4", "Version 4"
	Title string `json:"title"`
	// Says is what is wrong, Fix what puts it right, in a sentence each; Href
	// leads to where.
	Says string `json:"says"`
	Fix  string `json:"fix"`
	Href string `json:"href"`
}

// Rule is a rule of the check with the reason why an auditor asks.
type Rule struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Why   string `json:"why"`
	// Grave says that an auditor would raise it as a nonconformity; the others
	// are observations and questions.
	Grave bool `json:"grave"`
}

// rules has every rule, in order.
var rules = []Rule{
	{RuleUndecided, "Not decided yet", "Every control of Annex A has to be looked at: one without a decision was not.", true},
	{RuleNoReasonOut, "Excluded without a reason", "The standard wants the reason for each exclusion. It is the first thing that is read.", true},
	{RuleNoReasonFor, "Included without a reason", "The standard wants the reason for each inclusion, too: a risk, a law, a contract, or good practice.", true},
	{RuleRiskUntreated, "A risk to be modified that no control treats", "The statement follows from the treatment of risks: a risk that is to be modified leads to at least one control.", true},
	{RuleTreatsExcluded, "Excluded, but a risk rests on it", "A control that treats a risk cannot be out. Either the treatment or the exclusion is wrong.", true},
	{RuleSuppliers, "Supplier controls excluded while there are suppliers", "Nearly every firm rents software and hosting. An exclusion of A.5.19 to A.5.23 is compared with the list of assets.", true},
	{RuleNoPolicy, "No approved policy behind A.5.1", "The auditor reads the policy first, and looks for who approved it and when.", true},
	{RuleNoEvidence, "Implemented, with nothing to show it", "An auditor samples what is said to be implemented and asks to see it.", false},
	{RuleStaleEvidence, "Implemented, with evidence that is stale", "What was true a year ago shows that it worked then.", false},
	{RuleTestFailed, "Implemented, though its last test failed", "Your own test says that it does not work: the status cannot say that it does.", true},
	{RuleNoOwner, "Nobody owns it", "The auditor asks the owner how it works. Without one nobody answers.", false},
	{RuleNoDate, "Partly there or planned, without a date", "What is not finished belongs in the treatment plan, with a day.", false},
	{RuleLate, "Its day has passed and it is not implemented", "A plan that has run out is asked about before anything else in it.", false},
	{RuleNotIssued, "No version is issued", "Stage 1 begins with the Statement of Applicability as a controlled document.", true},
	{RuleIssuedOlder, "The issued version is older than the controls", "The certificate names a version. What it says should be what is done.", false},
}

// Rules gives every rule of the check, in the order of their findings.
func Rules() []Rule { return slices.Clone(rules) }

// supplierControls are those about suppliers and the cloud.
var supplierControls = []string{"A.5.19", "A.5.20", "A.5.21", "A.5.22", "A.5.23"}

// policyControl is the control about policies.
const policyControl = "A.5.1"

// Check finds what an auditor would. It is pure: the findings follow from the
// facts, are ordered by rule and then by reference, and there are none when
// nothing is amiss.
func Check(f Facts) []Finding {
	var out []Finding
	for _, r := range rules {
		out = append(out, f.by(r.ID)...)
	}
	return out
}

func (f *Facts) by(rule string) []Finding {
	switch rule {
	case RuleRiskUntreated:
		return f.risks()
	case RuleNotIssued, RuleIssuedOlder:
		return f.version(rule)
	}
	var out []Finding
	for i := range f.Controls {
		c := &f.Controls[i]
		if says, fix := f.control(rule, c); says != "" {
			out = append(out, Finding{Rule: rule, About: c.Ref, Title: c.Title, Says: says, Fix: fix, Href: "/controls/" + c.Ref})
		}
	}
	return out
}

// control says what a rule finds in one control; nothing when it is met.
func (f *Facts) control(rule string, c *Fact) (says, fix string) {
	switch rule {
	case RuleUndecided:
		if c.Applicable == nil {
			return "Whether it applies is not decided.", "Decide it, with the reason."
		}
	case RuleNoReasonOut:
		if c.Excluded() && strings.TrimSpace(c.ReasonAgainst) == "" {
			return "It does not apply, and no reason is given.", "Say why, as a fact about your organisation."
		}
	case RuleNoReasonFor:
		if c.Applies() && len(c.Why) == 0 && strings.TrimSpace(c.ReasonFor) == "" && len(c.Risks) == 0 {
			return "It applies, and neither a reason nor a risk is given.", "Say why it is there, or link the risk that it treats."
		}
	case RuleTreatsExcluded:
		if c.Excluded() && len(c.Risks) > 0 {
			return fmt.Sprintf("It does not apply, but treats %s.", list(c.Risks)), "Include it, or treat the risk by another control."
		}
	case RuleSuppliers:
		if c.Excluded() && slices.Contains(supplierControls, c.Ref) && len(f.Suppliers) > 0 {
			return fmt.Sprintf("It does not apply, while %s.", dependsOn(f.Suppliers)), "Include it, or say in the reason who answers for these suppliers."
		}
	case RuleNoPolicy:
		if c.Applies() && c.Ref == policyControl && !slices.ContainsFunc(c.Documents, func(d DocumentFact) bool { return d.Approved }) {
			if len(c.Documents) > 0 {
				return "None of its documents is approved.", "Have the policy approved."
			}
			return "No document is linked to it.", "Link the approved policy."
		}
	default:
		return f.progress(rule, c)
	}
	return "", ""
}

// progress is about controls that apply: how far they are and what shows it.
func (f *Facts) progress(rule string, c *Fact) (says, fix string) {
	if !c.Applies() {
		return "", ""
	}
	status := c.Status()
	done := status == Implemented
	switch rule {
	case RuleNoEvidence:
		if done && c.Fresh == evidence.Missing {
			return "It is implemented, and no evidence shows it.", "Link what shows it, or ask for it."
		}
	case RuleStaleEvidence:
		if done && c.Fresh == evidence.Stale {
			return fmt.Sprintf("Its latest evidence is from %s, and stale.", c.Latest.Long()), "Collect it again."
		}
	case RuleTestFailed:
		if last := c.Last(); done && last != nil && last.Outcome == Failed {
			return fmt.Sprintf("It is implemented, and its test of %s failed.", last.Day.Long()), "Mend it and test it again, or set it to partly."
		}
	case RuleNoOwner:
		if c.Owner == "" {
			return "It applies, and nobody owns it.", "Name its owner."
		}
	case RuleNoDate:
		if !done && c.Target.IsZero() {
			return fmt.Sprintf("It is %s, and no day is set.", strings.ToLower(statusWord(status))), "Say by when it is implemented."
		}
	case RuleLate:
		if !done && !c.Target.IsZero() && c.Target < f.Today {
			return fmt.Sprintf("It was to be implemented by %s, and is %s.", c.Target.Long(), strings.ToLower(statusWord(status))), "Finish it, or set a day that can be kept."
		}
	}
	return "", ""
}

func (f *Facts) risks() []Finding {
	var out []Finding
	for _, r := range f.Risks {
		if r.Controls == 0 {
			out = append(out, Finding{
				Rule: RuleRiskUntreated, About: r.Number, Title: r.Title, Href: "/risks/" + r.Number,
				Says: "It is to be modified, and no control treats it.", Fix: "Link the controls that treat it, or choose another treatment.",
			})
		}
	}
	return out
}

func (f *Facts) version(rule string) []Finding {
	switch {
	case rule == RuleNotIssued && f.Issued == 0 && len(f.Controls) > 0:
		return []Finding{{Rule: rule, About: "The statement", Says: "No version of the Statement of Applicability is issued.", Fix: "Have the first one approved.", Href: "/controls/issue"}}
	case rule == RuleIssuedOlder && f.Issued > 0 && len(f.Changed) > 0:
		return []Finding{{
			Rule: rule, About: fmt.Sprintf("Version %d", f.Issued), Href: fmt.Sprintf("/controls/compare?from=%d&to=draft", f.Issued),
			Says: fmt.Sprintf("It is from %s; since then there are %s.", f.IssuedOn.Long(), lower(f.Changed.Words())), Fix: "Issue the next version.",
		}}
	}
	return nil
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// list joins numbers for a sentence, at most four of them.
func list(ns []string) string {
	const most = 4
	if len(ns) > most {
		return strings.Join(ns[:most], ", ") + fmt.Sprintf(" and %d more", len(ns)-most)
	}
	if len(ns) < 2 {
		return strings.Join(ns, "")
	}
	return strings.Join(ns[:len(ns)-1], ", ") + " and " + ns[len(ns)-1]
}

func dependsOn(ns []string) string {
	if len(ns) == 1 {
		return ns[0] + " rests on a supplier"
	}
	return list(ns) + " rest on suppliers"
}
