package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/isms/scope"
)

// Scope is what the company knows about itself, ready for the doors of
// isms/scope.
type Scope struct {
	Items []any // pointers to records
	// Joined are the obligations, by title, that the needs of a party rest on.
	Joined map[string][]string
	// Draft is written first as it was issued, and then with Pending's words:
	// what the next version will say.
	Draft, Pending scope.Draft
	// Issued are the versions that were issued before, without their content: the
	// last of them is Draft's.
	Issued []scope.Statement
}

// said is an answer to a question that may also be left open.
func said(v bool) *bool { return &v }

// Scope tells the company's scope and context.
func (s Story) Scope() Scope {
	t := s.Today
	var items []any
	for _, x := range scopeSites() {
		items = append(items, &x)
	}
	for _, x := range scopeIssues(t) {
		items = append(items, &x)
	}
	for _, x := range scopeParties(t) {
		items = append(items, &x)
	}
	for _, x := range scopeObligations(t) {
		items = append(items, &x)
	}
	for _, x := range scopeRoles(t) {
		items = append(items, &x)
	}
	for _, x := range scopeObjectives(t) {
		items = append(items, &x)
	}
	for _, x := range scopeCommunication(t) {
		items = append(items, &x)
	}
	for _, x := range scopeChanges(t) {
		items = append(items, &x)
	}
	draft := scope.Draft{
		Wording:      isoScope,
		Activities:   "We design, build, host and support digital services and data platforms for the NHS, local authorities and central government.\nOur field company runs their service desks and sends engineers.",
		Boundary:     "Everybody who works for us, on our devices and accounts, wherever they are. Our cloud tenancies and what runs in them. The two offices. It ends at the customer’s own network, and at the provider’s side of each cloud service.",
		Interfaces:   "Customers’ identity systems and NHS networks, by the connection agreements. Mail and telephone with everybody. Suppliers’ support access, opened for each case.",
		Dependencies: "The cloud provider runs the data halls. A payroll bureau holds staff data. A security operations firm watches the logs at night.",
		Exclusions:   []scope.Exclusion{{What: "Customers’ end user devices", Why: "They are the customers’ own, and run by them."}},
	}
	pending := draft
	pending.Interfaces += " From next quarter a shared ticket portal with the health board."
	pending.Dependencies = "The cloud provider runs the data halls. A payroll bureau holds staff data. A security operations firm watches the logs day and night."
	return Scope{
		Items: items, Joined: map[string][]string{
			"Information Commissioner’s Office": {"UK GDPR", "Data Protection Act 2018", "Data protection fee"},
			"People whose data we process":      {"UK GDPR", "Data (Use and Access) Act 2025"},
			"Public sector customers":           {"NHS Data Security and Protection Toolkit", "Procurement Act 2023: terms of public contracts"},
		},
		Draft: draft, Pending: pending,
		Issued: []scope.Statement{
			{Version: 1, IssuedBy: gareth, IssuedOn: t.AddMonths(-26), Authors: []string{priya}, Note: "First version, before stage 1."},
			{Version: 2, IssuedBy: gareth, IssuedOn: t.AddMonths(-14), Authors: []string{priya}, Note: "The field company joins."},
			{Version: 3, IssuedBy: gareth, IssuedOn: t.AddMonths(-5), Authors: []string{priya}, Note: "The second office opens, and the depot is left out by name."},
		},
	}
}

func scopeSites() []scope.Site {
	return []scope.Site{
		{Name: "Staithe Yard", Address: "1 Staithe Yard\nFenmoor", Does: "Head office: development, support, service desk", InScope: said(true), Owner: owen},
		{Name: "Mill Studio", Address: "The Old Mill\nPenfelin", Does: "Design and research", InScope: said(true), Owner: dafydd},
		{Name: "Cloud region London", Address: "Three data halls of the cloud provider in and around London", Does: "Hosting of all customer services", InScope: said(true), Owner: owen},
		{Name: "Harbour Row depot", Address: "4 Harbour Row\nFenmoor", Does: "Spare parts and vans", InScope: said(false), Why: "Holds neither information nor systems: parts come wiped.", Owner: hannah},
	}
}

func scopeIssues(t civil.Date) []scope.Issue {
	return []scope.Issue{
		{Title: "Public buyers ask for certificates before award", Origin: scope.External, Effect: "A certificate that lapses in a tender loses the tender.", Done: "Every certificate has its dates, an owner and a plan for its renewal.", Owner: priya, Review: t + 190, Reviewed: t - 175},
		{Title: "One cloud provider carries all that we host", Origin: scope.External, Effect: "Its failure, price or change of terms is ours.", Done: "Backups lie with another provider, and a restore is tested each quarter.", Owner: owen, Review: t + 150, Reviewed: t - 215},
		{Title: "Attacks on suppliers to reach their customers", Origin: scope.External, Effect: "We are a way in to bodies that are worth more to an attacker than we are.", Done: "Customer access only from managed devices, with a second factor, for each case.", Owner: dafydd, Review: t + 120, Reviewed: t - 245},
		{Title: "The law on data and security is changing", Origin: scope.External, Effect: "What was enough last year may not be at the next audit.", Done: "The legal register is looked at each quarter.", Owner: priya, Review: t + 16, Reviewed: t - 349},
		{Title: "Much knowledge sits with two platform engineers", Origin: scope.Internal, Effect: "Illness or leaving stops changes to what we host.", Done: "Each runbook is used by somebody else once a year.", Owner: owen, Review: t + 210, Reviewed: t - 155},
		{Title: "Most of us work from home", Origin: scope.Internal, Effect: "Devices, networks and talk are outside our walls.", Done: "Managed devices only; a rule for working elsewhere.", Owner: hannah, Review: t + 180, Reviewed: t - 185},
		{Title: "The field company grew from 6 to 19 people in a year", Origin: scope.Internal, Effect: "Joiners outran access reviews and training.", Done: "Reviews each month instead of each quarter until two are clean.", Owner: hannah, Review: t + 90, Reviewed: t - 92},
		{Title: "Climate change: heat and flood at the offices and the data halls", Origin: scope.External, Climate: scope.ClimateRelevant, ClimateWhy: "Staithe Yard lies in flood zone 3, and the data halls cut load in the heat of two summers. Buyers ask for a carbon plan with each tender.", Effect: "Loss of the office, slower services, questions in bids.", Done: "Nobody needs the office to work; services fail over to a second hall; the plan is published.", Owner: owen, Review: t + 200, Reviewed: t - 165},
	}
}

func scopeParties(t civil.Date) []scope.Party {
	return []scope.Party{
		{Name: "Public sector customers", Sort: "customer", Needs: "Data handled as the contract says, certificates that hold through the term, word of an incident in the hours agreed.", Met: scope.MetAll, How: "Contract register, certificate clock, incident plan with each customer’s hours.", Basis: []string{"contract", "law"}, Climate: true, Owner: rhian, Review: t + 160, Reviewed: t - 205},
		{Name: "People whose data we process", Sort: "public", Needs: "Use as they were told, safe keeping, answers to requests.", Met: scope.MetAll, How: "As processor: by the customers’ instructions, with records of processing.", Basis: []string{"law"}, Owner: priya, Review: t + 130, Reviewed: t - 235},
		{Name: "Staff and contractors", Sort: "staff", Needs: "Rules they can follow, tools and training, their own data private.", Met: scope.MetAll, How: "Short policies that are acknowledged, training each year.", Basis: []string{"law", "contract"}, Owner: hannah, Review: t + 100, Reviewed: t - 265},
		{Name: "Owners and the bank", Sort: "owner", Needs: "Income that does not hang on one lapse.", Met: scope.MetSome, How: "Value at risk by certificate goes to the board each quarter; credit risk is the finance plan’s.", Basis: []string{"expectation"}, Owner: gareth, Review: t + 220, Reviewed: t - 145},
		{Name: "Information Commissioner’s Office", Sort: "regulator", Needs: "Lawful processing, its records, breaches within 72 hours.", Met: scope.MetAll, How: "Records of processing, breach plan, fee paid each year.", Basis: []string{"law"}, Owner: priya, Review: t + 175, Reviewed: t - 190},
		{Name: "Certification and assessment bodies", Sort: "assurer", Needs: "People and records at the agreed dates, word of large changes.", Met: scope.MetAll, How: "Audit plan; planned changes are told before they are made.", Basis: []string{"contract"}, Owner: priya, Review: t + 185, Reviewed: t - 180},
		{Name: "Suppliers and sub-processors", Sort: "supplier", Needs: "Clear terms and a contact for incidents.", Met: scope.MetAll, How: "Security terms in every contract, one address for incidents.", Basis: []string{"contract"}, Owner: owen, Review: t + 23, Reviewed: t - 342},
		{Name: "Prime contractors", Sort: "partner", Needs: "The main contract’s security schedule kept by us as by them.", Met: scope.MetAll, How: "Each schedule stands in the legal register with its owner.", Basis: []string{"contract"}, Owner: rhian, Review: t + 28, Reviewed: t - 337},
		{Name: "Insurer", Sort: "insurer", Needs: "The proposal’s answers true all year, early notice of a claim.", Met: scope.MetSome, How: "Answers are tied to controls; notice of claims is the finance lead’s.", Basis: []string{"contract"}, Owner: gareth, Review: t + 145, Reviewed: t - 220},
	}
}

func scopeRoles(t civil.Date) []scope.Role {
	return []scope.Role{
		{Title: "Top management", Person: gareth, Duties: "Sets policy and objectives, gives the means, reviews the management system each year.", May: "Accept risks above the appetite, stop a service, spend what security needs.", Told: t.AddMonths(-27), Review: t + 155},
		{Title: "Information security manager", Person: priya, Deputy: owen, Duties: "Keeps the management system to the standard and reports how it does.", May: "Ask anybody for evidence, stop a change that would break a control.", Told: t.AddMonths(-27), Review: t + 155},
		{Title: "Internal auditor", Person: marta, Duties: "Audits by a programme, never her own work.", May: "See every record and talk to everybody.", Told: t.AddMonths(-15), Review: t + 155},
		{Title: "Data protection lead", Person: priya, Deputy: hannah, Duties: "Advises on personal data, keeps the records of processing, speaks with the ICO.", May: "Report to top management directly.", Told: t.AddMonths(-20), Review: t + 155},
		{Title: "Incident lead", Person: owen, Deputy: dafydd, Duties: "Runs an incident from report to lessons.", May: "Call people in, shut systems off.", Told: t.AddMonths(-20), Review: t + 155},
		{Title: "Head of infrastructure", Person: owen, Deputy: dafydd, Duties: "Hosting, backups, patching, keys and certificates.", May: "Refuse a release that is not ready to run.", Told: t.AddMonths(-27), Review: t + 155},
		{Title: "People lead", Person: hannah, Deputy: priya, Duties: "Screening, joiners and leavers, training.", May: "Hold back access until screening is done.", Told: t.AddMonths(-14), Review: t + 155},
	}
}
