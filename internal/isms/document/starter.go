package document

import (
	"embed"
	"slices"
)

//go:embed starter/*.md
var starterTexts embed.FS

// Starter is a built-in text that a document can begin from. The texts are our
// own: decisions, duties and records, on at most two pages each.
type Starter struct {
	Key   string // also the name of its file
	Title string
	Type  string
	// Clause is the clause of ISO/IEC 27001:2022 that makes it mandatory, empty for
	// one that is usual.
	Clause string
	// Refs are the clauses and controls that it answers.
	Refs []string
	// About says in a line what it settles.
	About string
	// All: every member acknowledges it, unless the organisation decides otherwise.
	All bool
}

// starters is the whole table, the mandatory ones in the order of the standard.
var starters = []Starter{
	{Key: "scope", Title: "Scope of the management system", Type: "statement", Clause: "4.3", Refs: []string{"4.3"}, About: "What is inside, what is outside, what crosses the line, and the words for the certificate."},
	{Key: "information-security-policy", Title: "Information security policy", Type: "policy", Clause: "5.2", Refs: []string{"5.2", "5.3", "A.5.1", "A.5.2", "A.5.4"}, About: "What top management commits to, the rules for everybody, and who holds which role.", All: true},
	{Key: "risk-assessment", Title: "Risk assessment process", Type: "procedure", Clause: "6.1.2", Refs: []string{"6.1.2"}, About: "When and how risks are found and judged, and which level is accepted."},
	{Key: "risk-treatment", Title: "Risk treatment process", Type: "procedure", Clause: "6.1.3", Refs: []string{"6.1.3"}, About: "How treatments and controls are chosen, approved and followed up."},
	{Key: "statement-of-applicability", Title: "Keeping the Statement of Applicability", Type: "statement", Clause: "6.1.3", Refs: []string{"6.1.3"}, About: "Where the issued Statement stands, what it records, and who issues it."},
	{Key: "risk-treatment-plan", Title: "Risk treatment plan", Type: "plan", Clause: "6.1.3", Refs: []string{"6.1.3", "6.2"}, About: "The actions in force, their money and their rules."},
	{Key: "objectives", Title: "Information security objectives", Type: "plan", Clause: "6.2", Refs: []string{"6.2"}, About: "Five aims of the year, each with a figure, an owner and a reading."},
	{Key: "competence", Title: "Competence and its evidence", Type: "record", Clause: "7.2", Refs: []string{"7.2", "7.3", "A.6.3"}, About: "What each role must be able to do, and what proves it."},
	{Key: "documented-information", Title: "Documents and records", Type: "procedure", Clause: "7.5.1", Refs: []string{"7.5.1", "7.5.2", "7.5.3", "A.5.33", "A.5.37"}, About: "Which documents are needed, how they are approved, kept and withdrawn."},
	{Key: "operational-control", Title: "Operational planning and control", Type: "plan", Clause: "8.1", Refs: []string{"8.1", "6.3", "A.8.32", "A.5.37"}, About: "The routines that run, their criteria and records, and how changes are made."},
	{Key: "risk-assessment-results", Title: "Results of the risk assessment", Type: "record", Clause: "8.2", Refs: []string{"8.2"}, About: "When it was made, by whom, what came out, and what follows."},
	{Key: "risk-treatment-results", Title: "Results of the risk treatment", Type: "record", Clause: "8.3", Refs: []string{"8.3"}, About: "Actions done and not done, and what they achieved."},
	{Key: "monitoring", Title: "Monitoring and measurement", Type: "record", Clause: "9.1", Refs: []string{"9.1", "A.5.36"}, About: "What is measured, how, when and by whom, and what followed."},
	{Key: "internal-audit", Title: "Internal audit: programme and results", Type: "record", Clause: "9.2.2", Refs: []string{"9.2.1", "9.2.2", "A.5.35"}, About: "What is audited when and by whom, the rules, and what was found."},
	{Key: "management-review", Title: "Management review", Type: "record", Clause: "9.3.3", Refs: []string{"9.3.1", "9.3.2", "9.3.3"}, About: "The inputs, in the order of the standard, and the decisions."},
	{Key: "nonconformity", Title: "Nonconformity and corrective action", Type: "record", Clause: "10.2", Refs: []string{"10.1", "10.2"}, About: "From what was found to the check that the action worked."},

	{Key: "acceptable-use", Title: "Acceptable use", Type: "policy", Refs: []string{"A.5.10", "A.5.11", "A.6.2", "A.6.4", "A.6.8", "A.8.1"}, About: "What everybody does and does not do with devices, accounts and information.", All: true},
	{Key: "access-control", Title: "Access control", Type: "policy", Refs: []string{"A.5.15", "A.5.16", "A.5.17", "A.5.18", "A.8.2", "A.8.3", "A.8.4", "A.8.5"}, About: "Granting, reviewing and ending access; signing in; administrators."},
	{Key: "supplier-security", Title: "Supplier security", Type: "policy", Refs: []string{"A.5.19", "A.5.20", "A.5.21", "A.5.22", "A.5.23"}, About: "Before, during and after the contract, cloud services included."},
	{Key: "incident-management", Title: "Incident management", Type: "procedure", Refs: []string{"A.5.24", "A.5.25", "A.5.26", "A.5.27", "A.5.28", "A.6.8"}, About: "Reporting, grading, handling, telling others, learning.", All: true},
	{Key: "business-continuity", Title: "Business continuity", Type: "plan", Refs: []string{"A.5.29", "A.5.30", "A.8.14"}, About: "What must go on, who decides, what is done, and how it is tested."},
	{Key: "backup", Title: "Back-up and restore", Type: "procedure", Refs: []string{"A.8.13"}, About: "What is backed up, where it is kept, and the proof that it comes back."},
	{Key: "cryptography", Title: "Cryptography and keys", Type: "policy", Refs: []string{"A.8.24", "A.5.31"}, About: "Where encryption is on, which methods are used, and how keys live and die."},
	{Key: "secure-development", Title: "Secure development", Type: "policy", Refs: []string{"A.8.25", "A.8.26", "A.8.27", "A.8.28", "A.8.29", "A.8.30", "A.8.31", "A.8.33", "A.8.8"}, About: "From planning over review and tests to release and repair."},
	{Key: "remote-working", Title: "Remote working", Type: "policy", Refs: []string{"A.6.7", "A.7.9", "A.8.1"}, About: "The place, the device, the network and the papers.", All: true},
	{Key: "classification", Title: "Classification and handling", Type: "policy", Refs: []string{"A.5.12", "A.5.13", "A.5.14", "A.7.10", "A.7.14", "A.8.10", "A.8.12"}, About: "The classes, government markings included, and how each is handled.", All: true},
}

// Starters gives the built-in texts, the mandatory ones first and in the order of
// the standard.
func Starters() []Starter { return slices.Clone(starters) }

// StarterOf gives a starter by its key, nil when there is none.
func StarterOf(key string) *Starter {
	for i := range starters {
		if starters[i].Key == key {
			return &starters[i]
		}
	}
	return nil
}

// Text gives the text with its blanks.
func (s *Starter) Text() string {
	b, err := starterTexts.ReadFile("starter/" + s.Key + ".md")
	if err != nil {
		panic("a starter has no text: " + s.Key) // a test rules it out
	}
	return string(b)
}

// Blanks gives the names of the blanks of the text, in their order.
func (s *Starter) Blanks() []string { return Blanks(s.Text()) }

// Document gives the document that begins from the starter.
func (s *Starter) Document(owner string) Document {
	return Document{
		Title: s.Title, Type: s.Type, Owner: owner, Refs: slices.Clone(s.Refs), Classification: "internal", Starter: s.Key,
		AckAll: s.All, ReviewEvery: Every,
	}
}
