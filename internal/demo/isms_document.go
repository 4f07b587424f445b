package demo

import (
	"maps"
	"strings"

	written "holdfast/internal/isms/document"
)

// Documents is what the company has written down: nine of the fourteen mandatory
// items are approved, one of them with its review late; one more waits for
// approval and one is a draft; three are missing.
type Documents struct {
	// Answers fill the blanks of every text.
	Answers map[string]string
	// TakenOver are documents with their past, in the order of their numbers.
	TakenOver []written.TakenOver
	// Drafts are begun today.
	Drafts []DocumentDraft
	// Next are next versions of those taken over.
	Next []DocumentNext
}

// DocumentDraft is a first draft; with reviewers it is put up for review.
type DocumentDraft struct {
	Document  written.Document
	Body      string
	Reviewers []string
}

// DocumentNext is the draft of a next version.
type DocumentNext struct {
	Number    string // "DOC-13"
	Text      written.Text
	Reviewers []string
}

// answered is what the company has said once for all its documents.
func answered() map[string]string {
	return map[string]string{
		"organisation": Company, "entities": Company + " and " + FieldCompany, "sites": "Staithe Yard, Fenmoor",
		"services":       "the design, hosting and support of digital services and data platforms",
		"exclusions":     "Nothing is left out: all services, people and sites are inside.",
		"top-management": "Gareth Lowe", "ciso": "Priya Nair", "deputy": "Rhian Vaughan", "it-lead": "Owen Pryce", "people-lead": "Hannah Okafor", "auditor": "Marta Zielińska",
		"review-interval": "12 months", "risk-appetite": "8", "incident-contact": "security@fenmoor.example", "incident-phone": "01632 960 174",
		"cloud": "the company's file service and the cloud region London", "identity-provider": "the identity service", "device-management": "the device manager",
		"password-manager": "the team's password manager", "ticket-system": "the service desk", "code-repository": "the code and build service", "training-records": "the people system",
		"admin-limit": "four", "recovery-time": "8 hours", "recovery-point": "4 hours", "backup-interval": "4 hours", "backup-retention": "35 days",
		"backup-location": "the second provider, under an account of its own", "emergency-budget": "£10,000",
	}
}

// Documents tells what is written down, with days reckoned from the story's.
func (s Story) Documents() Documents {
	t := s.Today
	org := answered()
	fill := func(key string, own map[string]string) string {
		all := maps.Clone(org)
		maps.Copy(all, own)
		return written.Fill(written.StarterOf(key).Text(), all)
	}
	doc := func(key, owner string) written.Document { return written.StarterOf(key).Document(owner) }
	first := func(body string, days int) written.TakenVersion {
		on := t.AddDays(-days)
		return written.TakenVersion{Body: body, Material: true, Authors: []string{priya}, ApprovedBy: gareth, Approved: on, Effective: on}
	}
	// later is the version before, which said something otherwise, and the one now.
	later := func(body, was, note string, material bool, before, days int) []written.TakenVersion {
		now := t.AddDays(-days)
		old := strings.Replace(body, was[strings.Index(was, "→")+len("→"):], was[:strings.Index(was, "→")], 1)
		return []written.TakenVersion{
			first(old, before),
			{Body: body, Note: note, Material: material, Authors: []string{priya}, ApprovedBy: gareth, Approved: now, Effective: now},
		}
	}
	one := func(body string, days int) []written.TakenVersion { return []written.TakenVersion{first(body, days)} }
	acks := func(days int, who ...string) []written.TakenAck {
		out := make([]written.TakenAck, len(who))
		for i, w := range who {
			out[i] = written.TakenAck{Person: w, On: t.AddDays(-days + i)}
		}
		return out
	}
	date := func(days int) string { return t.AddDays(days).Long() }
	policy, use, incident := fill("information-security-policy", nil), fill("acceptable-use", nil), fill("incident-management", nil)
	return Documents{
		Answers: org,
		TakenOver: []written.TakenOver{
			{Document: doc("scope", priya), Versions: one(fill("scope", nil), 210)},
			{
				Document: doc("information-security-policy", priya), Acks: acks(112, gareth, priya, owen, hannah, dafydd, marta, rhian),
				Versions: later(policy, "reports its performance to top management every six months→reports its performance to top management every quarter", "Performance is reported every quarter", true, 480, 116),
			},
			{Document: doc("risk-assessment", priya), Versions: one(fill("risk-assessment", nil), 205)},
			{Document: doc("risk-treatment", priya), Versions: one(fill("risk-treatment", nil), 205)},
			{Document: doc("statement-of-applicability", priya), Versions: one(fill("statement-of-applicability", nil), 190)},
			{Document: doc("risk-treatment-plan", priya), Versions: one(fill("risk-treatment-plan", map[string]string{
				"treatment-budget":  "£38,000",
				"treatment-actions": "- Network apart for administration of the platform: Owen Pryce, by " + date(40) + ".\n- Second reader for every bid that carries prices: Rhian Vaughan, by " + date(25) + ".\n- Contract and exit plan with the night watch firm: Priya Nair, by " + date(75) + ".",
			}), 120)},
			{Document: doc("objectives", priya), Versions: one(fill("objectives", nil), 160)},
			{Document: doc("competence", hannah), Versions: one(fill("competence", nil), 401)},
			{Document: doc("documented-information", priya), Versions: one(fill("documented-information", nil), 300), Reviewed: t.AddDays(-12)},
			{Document: doc("internal-audit", marta), Versions: one(fill("internal-audit", map[string]string{
				"audit-first": date(-150), "audit-second": date(60),
				"audit-results": "The first audit of the year found no major, two minor nonconformities (NC-3, NC-4) and three opportunities. Nine clauses and 41 controls were looked at, on 64 samples.",
			}), 140)},
			{Document: doc("management-review", priya), Versions: one(fill("management-review", map[string]string{
				"review-date": date(-102), "review-people": "Gareth Lowe, Priya Nair, Owen Pryce, Hannah Okafor",
				"review-actions": "Five of six done; the network of administration goes on", "review-issues": "Two new frameworks ask for CE Plus; heat in the Fenmoor plant room entered as an issue",
				"review-parties": "Health boards ask for notice of incidents within 24 hours", "review-findings": "Two minors open, none late", "review-measures": "Updates in time 97 %, training 100 %",
				"review-audits": "One internal audit: two minors", "review-objectives": "Four of five on target; recovery tests one behind", "review-feedback": "Two customers asked for the scope in plain words",
				"review-risks": "One risk above appetite, treatment on time", "review-improvements": "One list of suppliers in place of three",
				"review-decisions": "- A second engineer is trained for restores by " + date(20) + ": Owen Pryce.\n- £38,000 for treatment of risks is released: Gareth Lowe.\n- The scope statement is sent with every bid from now on: Rhian Vaughan.",
			}), 98)},
			{
				Document: doc("acceptable-use", priya), Acks: acks(7, gareth, owen),
				Versions: later(use, "an online tool or a translation service that→an online tool, a translation service or an AI assistant that", "Assistants are named", true, 390, 9),
			},
			{Document: doc("incident-management", owen), Versions: one(incident, 230), Acks: acks(228, gareth, priya, owen, dafydd, hannah, marta)},
			{Document: doc("business-continuity", owen), Versions: one(fill("business-continuity", nil), 350)},
		},
		Drafts: []DocumentDraft{
			{Document: doc("monitoring", priya), Reviewers: []string{gareth}, Body: fill("monitoring", map[string]string{
				"monitoring-results": "Ten of eleven readings of the quarter reached their target. Updates in time stood at 97 % against 98 %: act, Owen Pryce, by " + date(14) + ".",
			})},
			{Document: doc("operational-control", owen), Body: written.StarterOf("operational-control").Text()},
		},
		Next: []DocumentNext{{
			Number: "DOC-13", Reviewers: []string{gareth},
			Text: written.Text{
				Body:     strings.Replace(incident, "answers within 30 minutes in office hours and two hours outside them", "answers within 30 minutes in office hours and one hour outside them", 1),
				Note:     "Outside office hours the first answer comes within one hour",
				Material: true,
			},
		}},
	}
}
