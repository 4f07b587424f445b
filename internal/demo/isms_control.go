package demo

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/isms/control"
)

// ControlEntry is a control as the company has decided it. Before are values
// that it had in issued versions of the Statement of Applicability.
type ControlEntry struct {
	control.Control
	Before []ControlBefore
}

// ControlBefore is a field as it stood up to and in an issued version.
type ControlBefore struct {
	Version int64
	Field   string // state, owner, why, reasonFor
	Value   string
}

// controlBook gathers the entries.
type controlBook struct {
	today civil.Date
	all   []ControlEntry
}

// in enters a control that applies: i is implemented, p partly and l planned,
// with the days until it is to be; why has a letter for each reason.
func (b *controlBook) in(ref, state, why, owner, how string, days ...int) *ControlEntry {
	yes := true
	c := control.Control{Ref: ref, Applicable: &yes, Owner: owner, How: how, Review: b.today.AddDays(190)}
	c.State = map[string]string{"i": control.Implemented, "p": control.Partly, "l": control.Planned}[state]
	for _, w := range why {
		c.Why = append(c.Why, map[rune]string{'r': control.ByRisk, 'l': control.ByLaw, 'c': control.ByContract, 'g': control.ByGoodPractice}[w])
	}
	if len(days) > 0 {
		c.Target = b.today.AddDays(days[0])
	}
	b.all = append(b.all, ControlEntry{Control: c})
	return &b.all[len(b.all)-1]
}

// out enters a control that does not apply, for a reason.
func (b *controlBook) out(ref, owner, reason string) {
	no := false
	b.all = append(b.all, ControlEntry{Control: control.Control{Ref: ref, Applicable: &no, State: control.NotStarted, Owner: owner, ReasonAgainst: reason, Review: b.today.AddDays(190)}})
}

func (e *ControlEntry) reason(text string) *ControlEntry { e.ReasonFor = text; return e }

func (e *ControlEntry) was(version int64, field, value string) *ControlEntry {
	e.Before = append(e.Before, ControlBefore{version, field, value})
	return e
}

// test plans a test and tells its results: days before the story's day with the
// outcome, the oldest first.
func (e *ControlEntry) test(what string, every int64, next civil.Date, results ...control.Result) *ControlEntry {
	e.Test = control.Plan{What: what, Every: every, Next: next}
	e.Results = results
	return e
}

// Controls is how the company has decided the 93 controls: 87 apply, 64 of them
// implemented, 16 partly and 7 planned; 6 do not apply. Since version 4 of the
// statement seven statuses, three owners and two reasons have changed.
func (s Story) Controls() []ControlEntry {
	b := &controlBook{today: s.Today}
	b.organisational()
	b.people()
	b.physical()
	b.technological()
	return b.all
}

func (b *controlBook) organisational() {
	b.in("A.5.1", "i", "g", priya, "One policy of two pages, approved by the managing director and read by everybody.").reason("Customers ask for it first, and it is the ground of all others.")
	b.in("A.5.2", "i", "g", priya, "Roles are named in the register of roles, each with a deputy.")
	b.in("A.5.3", "i", "r", gareth, "Payments need two people; nobody releases their own change.")
	b.in("A.5.4", "i", "g", gareth, "Heads of team go through the rules with each joiner and at each yearly talk.")
	b.in("A.5.5", "i", "lc", priya, "The regulator, the police and the health service’s alert line are in the incident card.")
	b.out("A.5.6", priya, "Forums bring nothing that the sources under A.5.7 do not; no contract asks for a membership")
	b.in("A.5.7", "p", "r", dafydd, "Advisories are read each Monday; nobody yet says what follows from them.", 62)
	b.in("A.5.8", "p", "g", dafydd, "New services have a security page in their plan; changes of older ones do not yet.", 75)
	b.in("A.5.9", "i", "rc", dafydd, "The asset register, held against the cloud accounts each month.").was(4, "owner", owen)
	b.in("A.5.10", "i", "r", priya, "Rules on half a page, with what may go into public AI tools.")
	b.in("A.5.11", "i", "g", hannah, "The leavers’ list names every device and key.")
	b.in("A.5.12", "i", "rc", priya, "Four levels of our own beside the public sector’s markings.").was(2, "state", control.Partly)
	b.in("A.5.13", "l", "c", priya, "Marks in the footer of documents, set by the template.", 90)
	b.in("A.5.14", "i", "r", priya, "Extracts leave by the portal; mail is for what anybody may read.").was(3, "state", control.Partly)
	b.in("A.5.15", "i", "rc", dafydd, "Groups by role in the identity service; owners confirm them each quarter.").reason("Cases of four councils and records of hospitals are reached by name alone.").was(4, "why", "risk").
		test("Ten accounts drawn by lot are held against the register of people.", 3, b.today.AddDays(71), control.Result{Day: b.today.AddDays(-201), Outcome: control.Weak, By: marta, Note: "One contractor was still in a group a week after the end."}, control.Result{Day: b.today.AddDays(-19), Outcome: control.Effective, By: marta})
	b.in("A.5.16", "i", "r", owen, "One account for each person, made from the register of people.")
	b.in("A.5.17", "i", "r", owen, "A password manager for all; second factors that answer to our own address.")
	b.in("A.5.18", "p", "rc", dafydd, "Rights are given by ticket and taken away on Fridays; the two oldest systems are outside.", 68)
	b.in("A.5.19", "p", "rl", owen, "Suppliers of hosted services are judged before they are used; the small ones are not yet.", 48)
	b.in("A.5.20", "p", "lc", owen, "New contracts carry our annex; three older ones wait for their renewal.", 60)
	b.in("A.5.21", "l", "c", owen, "Components are to be pinned, and a new version to wait for seven days.", 80)
	b.in("A.5.22", "p", "r", owen, "Dates of certificates are watched; yearly talks take place with two of six.", 55)
	b.in("A.5.23", "i", "rc", dafydd, "A standard for cloud accounts, held by rules that refuse what strays.", -40).was(4, "state", control.Partly)
	b.in("A.5.24", "i", "lc", priya, "An incident card with who decides, rehearsed twice a year.").was(1, "state", control.Planned)
	b.in("A.5.25", "i", "r", owen, "Alarms are sorted by a table of four lines.")
	b.in("A.5.26", "i", "rl", owen, "Runbooks for six kinds of incident; the lead of the night is named.").was(2, "state", control.Partly)
	b.in("A.5.27", "i", "g", priya, "A page of lessons after each incident, with one change that follows.")
	b.in("A.5.28", "l", "l", owen, "A kit and a rule for keeping traces that would stand in court.", 110)
	b.in("A.5.29", "p", "c", owen, "The plan says how security holds while we work from the second region; not rehearsed yet.", 96)
	b.in("A.5.30", "p", "c", marta, "Recovery times are agreed for the two platforms; the second region is half built.", 96).was(4, "state", control.Planned)
	b.in("A.5.31", "i", "l", priya, "The register of laws and contracts, gone through twice a year.")
	b.in("A.5.32", "i", "l", dafydd, "Licences of components are checked in every build.")
	b.in("A.5.33", "i", "rl", priya, "Retention by customer, proposed each month and confirmed by name.").was(1, "state", control.Partly)
	b.in("A.5.34", "i", "l", priya, "A data protection impact assessment for each service; a named officer.").reason("UK GDPR, the Data Protection Act 2018 and the contracts of four councils.").was(4, "reasonFor", "UK GDPR and the Data Protection Act 2018.")
	b.in("A.5.35", "p", "g", priya, "An independent review each year; the one of this year is ordered.", 50)
	b.in("A.5.36", "l", "g", marta, "Each rule is to be held against what is done, once a year.", 120)
	b.in("A.5.37", "i", "r", owen, "Runbooks beside the code, with the day on which each was last followed.").was(3, "state", control.Partly)
}

func (b *controlBook) people() {
	b.in("A.6.1", "i", "c", hannah, "Baseline checks for everybody, and more where a customer asks.").was(4, "owner", priya)
	b.in("A.6.2", "i", "c", hannah, "Duties stand in the contract of employment.")
	b.in("A.6.3", "i", "r", hannah, "Half an hour in the first week, then each quarter; false mails between.").
		test("Answers of the quarter are counted by team.", 3, b.today.AddDays(29), control.Result{Day: b.today.AddDays(-63), Outcome: control.Effective, By: hannah})
	b.in("A.6.4", "i", "g", hannah, "Steps from a talk to dismissal, in the handbook.")
	b.in("A.6.5", "p", "c", hannah, "What goes on after the end is in new contracts; older ones are being signed anew.", 70)
	b.in("A.6.6", "i", "rc", rhian, "Terms signed before the first file is shared.").was(2, "state", control.Partly)
	b.in("A.6.7", "i", "r", hannah, "Managed machines alone, with the network of home kept apart.")
	b.in("A.6.8", "i", "g", hannah, "One address and one button; everybody who uses it is thanked.", -70).was(4, "state", control.Partly)
}

func (b *controlBook) physical() {
	b.in("A.7.1", "i", "g", hannah, "Doors with cards; nothing that customers use runs in the offices.")
	b.in("A.7.2", "i", "r", hannah, "Visitors are met, signed in and seen out.")
	b.in("A.7.3", "i", "g", hannah, "Meeting rooms whose screens cannot be seen from outside.")
	b.out("A.7.4", marta, "No server room or shared floor; serviced office, landlord’s CCTV is outside scope")
	b.in("A.7.5", "i", "r", owen, "Smoke alarms and a meter room above the flood line of the last hundred years.")
	b.out("A.7.6", marta, "There is no secure area: what needs one is at the cloud provider")
	b.in("A.7.7", "i", "g", hannah, "Desks are clear at night; screens lock after five minutes.")
	b.in("A.7.8", "i", "g", hannah, "Screens of finance and people turned from the door.")
	b.in("A.7.9", "i", "r", owen, "Machines are encrypted, found and wiped from afar.").was(2, "state", control.Partly)
	b.in("A.7.10", "i", "r", dafydd, "No removable media; the two drives for hospitals are encrypted and booked out.", -55).was(4, "state", control.Partly)
	b.out("A.7.11", marta, "Nothing that customers use runs in the offices; the provider answers for its own power")
	b.out("A.7.12", marta, "The offices have no cables but to the router; all work goes over encrypted lines")
	b.in("A.7.13", "p", "g", owen, "Machines are replaced after four years; the network of the offices is not looked after yet.", 40)
	b.in("A.7.14", "i", "l", dafydd, "Disks are wiped and the certificate kept; phones go back to the seller.").was(1, "state", control.Partly)
}

func (b *controlBook) technological() {
	b.in("A.8.1", "i", "r", owen, "Managed machines; those that fall behind lose their access.")
	b.in("A.8.2", "i", "rc", dafydd, "Administrators have a second account, lent for the length of a ticket.").
		test("Every use of a lent account in a week is held against its ticket.", 6, b.today.AddDays(-12), control.Result{Day: b.today.AddDays(-195), Outcome: control.Effective, By: marta})
	b.in("A.8.3", "i", "rc", dafydd, "Rows are parted by customer in the database itself.")
	b.in("A.8.4", "i", "r", dafydd, "Repositories are open to their team alone; no change without a second pair of eyes.")
	b.in("A.8.5", "i", "r", owen, "A second factor everywhere, passkeys for administrators.").was(2, "state", control.Partly)
	b.in("A.8.6", "i", "c", dafydd, "Room to grow is looked at each month, and paged at 70 per cent.")
	b.in("A.8.7", "i", "r", owen, "Watched on every machine; unknown programs do not start.")
	b.in("A.8.8", "i", "rc", dafydd, "Images are rebuilt every night; a fix that waits for ten days pages the lead.", -30).was(4, "state", control.Partly).
		test("Open findings older than 14 days are counted.", 1, b.today.AddDays(9), control.Result{Day: b.today.AddDays(-22), Outcome: control.Effective, By: dafydd})
	b.in("A.8.9", "p", "r", dafydd, "The platform is described as code; the case service will be.", 84).was(4, "state", control.Planned)
	b.in("A.8.10", "l", "l", priya, "Deletion at the customer’s term, with a record of it.", 100)
	b.in("A.8.11", "l", "r", dafydd, "Masked copies for tests, made each night.", 58)
	b.in("A.8.12", "l", "r", dafydd, "Outgoing mail is to be looked through for case numbers.", 62)
	b.in("A.8.13", "i", "c", dafydd, "Daily copies at a second provider, encrypted before they leave.", -25).was(4, "state", control.Partly).
		test("A database is restored from nothing and its rows are counted.", 3, b.today.AddDays(88), control.Result{Day: b.today.AddDays(-94), Outcome: control.Weak, By: dafydd, Note: "It took eleven hours where eight are agreed."}, control.Result{Day: b.today.AddDays(-3), Outcome: control.Effective, By: dafydd, Note: "Seven hours and ten minutes."})
	b.in("A.8.14", "i", "c", dafydd, "Two zones for everything that customers use.")
	b.in("A.8.15", "i", "rc", owen, "A year of logs in an account that the teams cannot write to.").was(3, "state", control.Partly)
	b.in("A.8.16", "p", "r", owen, "Alarms go to the night watch; a third of them has no owner.", 52)
	b.in("A.8.17", "i", "g", owen, "All clocks follow the provider’s.")
	b.in("A.8.18", "i", "g", owen, "Tools that reach past the rules are in one place, and their use is logged.")
	b.in("A.8.19", "i", "g", owen, "Programs come from the catalogue of the machine management.")
	b.in("A.8.20", "i", "r", owen, "Everything is refused that is not described.")
	b.in("A.8.21", "i", "c", owen, "Network services are bought with the terms of the platform.")
	b.in("A.8.22", "i", "c", dafydd, "Customers’ networks are apart; between them nothing is routed.")
	b.in("A.8.23", "i", "g", owen, "Known bad addresses do not resolve on managed machines.")
	b.in("A.8.24", "i", "rc", owen, "One page says what is encrypted how; keys are held twice.").was(1, "state", control.Partly)
	b.in("A.8.25", "i", "g", dafydd, "From the first sketch to the end of a service in nine steps.")
	b.in("A.8.26", "i", "c", dafydd, "Security needs are part of each story that touches data.")
	b.in("A.8.27", "i", "g", dafydd, "Eight principles, and a drawing of trust for each service.")
	b.in("A.8.28", "p", "g", tom, "Rules for two of three languages, checked in the build.", 45).was(4, "owner", dafydd)
	b.in("A.8.29", "p", "rc", dafydd, "A yearly penetration test; tests across customers in every build are half written.", 75)
	b.out("A.8.30", tom, "All development is by employees; no third party writes code")
	b.in("A.8.31", "i", "r", dafydd, "Three accounts that cannot reach each other.")
	b.in("A.8.32", "p", "r", dafydd, "Changes go through review and a way back; migrations are not rehearsed yet.", 70)
	b.in("A.8.33", "i", "l", dafydd, "Test data is made up; no copy of what is live.")
	b.in("A.8.34", "i", "g", marta, "Audits read by accounts that cannot write, at hours that are agreed.")
}

// At gives the control as it stood in an issued version: with what each later
// one and the draft have changed taken back.
func (e *ControlEntry) At(version int64) control.Control {
	c := e.Control
	c.Why = append([]string{}, c.Why...)
	for v := int64(4); v >= version; v-- {
		for _, b := range e.Before {
			if b.Version != v {
				continue
			}
			switch b.Field {
			case "state":
				c.State = b.Value
			case "owner":
				c.Owner = b.Value
			case "why":
				c.Why = strings.Split(b.Value, ",")
			case "reasonFor":
				c.ReasonFor = b.Value
			}
		}
	}
	return c
}

// IssuedVersion is an issued version of the company's Statement of
// Applicability.
type IssuedVersion struct {
	Version int64
	On      civil.Date
	Note    string
}

// IssuedVersions gives the four that were issued, the first one first.
func (s Story) IssuedVersions() []IssuedVersion {
	t := s.Today
	return []IssuedVersion{
		{1, t.AddDays(-905), "For stage 1 of the first certification."},
		{2, t.AddDays(-586), "For the first surveillance audit."},
		{3, t.AddDays(-391), "After the review of the incident that autumn."},
		{4, t.AddDays(-174), "For the second surveillance audit."},
	}
}

// ClauseEntry is a clause as the company meets it.
type ClauseEntry struct {
	Ref, State, Owner, How string
	Target                 civil.Date
}

// Clauses is how the company meets the 30 clauses: 22 are met.
func (s Story) Clauses() []ClauseEntry {
	t := s.Today
	met := func(ref, owner, how string) ClauseEntry { return ClauseEntry{ref, control.Met, owner, how, 0} }
	still := func(ref, state, owner, how string, days int) ClauseEntry {
		return ClauseEntry{ref, state, owner, how, t.AddDays(days)}
	}
	return []ClauseEntry{
		met("4.1", priya, "Eight issues, gone through each spring; climate among them."),
		met("4.2", priya, "Nine interested parties, with which of their needs we take on."),
		met("4.3", priya, "The scope statement, as it stands on the certificate."),
		met("4.4", priya, "The processes of the system, each with who runs it."),
		met("5.1", gareth, "The managing director takes each review and signs the policy."),
		met("5.2", gareth, "The information security policy, approved and acknowledged."),
		met("5.3", gareth, "The register of roles, each with a deputy."),
		met("6.1.1", priya, "Risks and opportunities come from the issues, and into the plan."),
		met("6.1.2", priya, "The method, second version; 34 risks with owners."),
		still("6.1.3", control.Partly, priya, "The treatment plan and this statement; version 5 is to be issued.", 30),
		met("6.2", gareth, "Five objectives with figures."),
		met("6.3", priya, "Planned changes are entered before they are begun."),
		met("7.1", gareth, "Two days a week for compliance, and a budget."),
		still("7.2", control.Partly, hannah, "Training records; two role profiles are to be written.", 65),
		met("7.3", hannah, "Training each quarter, answers counted."),
		met("7.4", priya, "Who says what to whom, and who does so in the night."),
		met("7.5.1", priya, "The register of documents."),
		met("7.5.2", priya, "Every document has an owner, a version and an approval."),
		met("7.5.3", priya, "Kept here, read by role, with reviews that fall due."),
		met("8.1", owen, "Runbooks and change records."),
		met("8.2", priya, "A round each spring, and after large changes."),
		still("8.3", control.Partly, priya, "Two thirds of the actions are done.", 96),
		still("9.1", control.Partly, priya, "Eight figures each month; two have no reading yet.", 45),
		met("9.2.1", marta, "Internal audits over three years."),
		still("9.2.2", control.Partly, marta, "The programme; this year’s last audit is in January.", 70),
		met("9.3.1", gareth, "A review each half year."),
		still("9.3.2", control.Partly, priya, "The inputs are gathered by a list; feedback of two customers is missing.", 40),
		met("9.3.3", gareth, "Decisions with owner and day."),
		still("10.1", control.Planned, priya, "Improvements are to come from a list of their own.", 120),
		still("10.2", control.Partly, priya, "Nonconformities with causes; two corrective actions are to be looked at again.", 50),
	}
}

// OwnCatalogue is a buyer's list that the company has taken in beside the
// built-in catalogues; its items are not among the controls yet.
func (s Story) OwnCatalogue() control.Upload {
	return control.Upload{Text: `id: trentwell-suppliers
edition: "3"
name: Trentwell supplier security terms
owner: Trentwell Integrated Care Board
groups:
  - {id: data, title: Patient data}
  - {id: service, title: The service}
items:
  - {id: T1, title: Patient data stays in the United Kingdom, group: data}
  - {id: T2, title: Extracts leave by an agreed way only, group: data}
  - {id: T3, title: Deletion within 30 days of the end of the contract, group: data}
  - {id: T4, title: Penetration test each year by a recognised tester, group: service}
  - {id: T5, title: Critical fixes within 14 days, group: service}
  - {id: T6, title: Incidents told within 24 hours, group: service}
`}
}
