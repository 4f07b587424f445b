package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
	"holdfast/internal/money"
)

// Risk is one risk of the company with what became of it.
type Risk struct {
	Risk     risk.Risk
	Judged   risk.Judgement
	Earlier  *risk.Judgement // a year before, where it stood otherwise
	Treat    risk.Treatment
	Controls []string // references of Annex A
	Assets   []string // names
	Actions  []RiskAction
	// Accepted is how many days its owner's acceptance lasts; 0: not accepted.
	Accepted int
	Why      string // the reason of the acceptance
}

// RiskAction is an action of a plan; Days from today until it is due.
type RiskAction struct {
	Title, Owner string
	Days         int
}

// RiskMethods gives the two versions of the method, the first as it was a year
// ago, and what set each.
func (s Story) RiskMethods() (versions [2]risk.Method, on [2]civil.Date) {
	first, second := risk.StandardMethod(5), risk.StandardMethod(5)
	first.Appetite = 12
	first.Performing = "Risks are assessed once a year by the compliance manager."
	return [2]risk.Method{first, second}, [2]civil.Date{workdayBefore(s.Today.AddMonths(-14)), workdayBefore(s.Today - 67)}
}

// Risks gives the 34 risks in the order of their numbers: 16 above appetite before
// treatment and one after it.
func (s Story) Risks() []Risk {
	b := riskBook{today: s.Today}
	const (
		access, data, continuity, suppliers = "Access", "Data protection", "Service continuity", "Suppliers"
		software, people, premises, law     = "Software and change", "People", "Premises and equipment", "Law and contract"
		platform, cases, files, identity    = "Regional data platform", "Case service", "Company files", "Identity service"
		patients, citizens, staff           = "Patient records on the data platform", "Citizens’ cases of the councils", "Staff records"
	)
	b.add(access, priya, 5, 5, 2, 4, "A person gives their password to a false sign-in page", "The intruder reads mail for days and writes to buyers in that person’s name.", "A.6.3", "A.8.5").on(identity).was(5, 5, 3, 4).accept(80, "The second factor cannot be passed on any more; what is left is watched.").plan("Second factors that answer to our own address only; a rehearsal each quarter", -20)
	b.add(access, hannah, 3, 5, 1, 5, "Leaver keeps access to a customer system", "Somebody who has left signs in weeks later and sees cases that are no longer theirs.", "A.5.15").on(cases, identity).was(4, 5, 3, 5).accept(218, "The list is run every Friday, and the customer confirms each quarter.").plan("Leavers’ list every Friday from the people register; customers confirm each quarter", -30)
	b.add(data, priya, 4, 3, 2, 3, "One council sees another’s cases", "A report under the wrong key shows rows across customers.", "A.8.3", "A.8.29").on(cases, citizens).plan("Tests that go across customers in every build", 75)
	b.add(premises, hannah, 4, 2, 3, 2, "A laptop is lost or stolen on a train", "The disk is encrypted; the work of a day is gone.", "A.7.9", "A.8.1").on("Laptops").accept(300, "").plan("All machines managed and encrypted", -60)
	b.add(continuity, dafydd, 3, 5, 2, 4, "Hosting provider outage in the single UK region used for production", "Every customer is down together, and there is nothing to switch to.", "A.5.23").on(platform, cases, "Container cluster").was(3, 5, 3, 5).plan("A second region that is kept warm, and a switch rehearsed twice a year", 96, RiskAction{"Bring the second region up from the same plans", dafydd, 45}, RiskAction{"Rehearse the switch with the case service", dafydd, 96})
	b.add(premises, priya, 3, 2, 2, 2, "A visitor walks through the office unaccompanied", "Screens and papers can be seen; nothing is in reach.", "A.7.2").accept(330, "").plan("Visitors are met and signed in", -90)
	b.add(suppliers, rhian, 4, 3, 2, 3, "A subcontractor works on a bid without signing the confidentiality terms", "A price model is shown to a competitor’s partner.", "A.5.20", "A.6.6").on("Bids and prices").plan("Terms signed before the first file is shared", 60)
	b.add(data, priya, 4, 4, 3, 3, "Citizen data sent to the wrong recipient by e-mail", "An extract goes to an address that the mail program completed.", "A.5.34", "A.8.12").on(citizens, files).was(4, 4, 4, 4).plan("Extracts leave by the portal only; outgoing mail is looked through for case numbers", 127, RiskAction{"Switch on the outgoing check for case numbers", owen, 62}, RiskAction{"Close the mail way for the four councils", priya, 127})
	b.add(continuity, owen, 1, 4, 1, 3, "A flood reaches the meter room of Staithe Yard", "The office is without power for a week; nothing is hosted there.", "A.7.5").accept(200, "").plan("Work from home for as long as it lasts", -120)
	b.add(software, dafydd, 3, 4, 2, 4, "A release alters case data and cannot be taken back", "The change altered letters on the way; the old version cannot read them.", "A.8.32", "A.8.31").on(cases).plan("Every migration rehearsed on a masked copy", 70)
	b.add(people, hannah, 3, 3, 2, 3, "A new joiner starts before their screening is back", "Somebody with a record that a customer would refuse handles cases.", "A.6.1").on(staff).accept(240, "").plan("No account before the result is in", -15)
	b.add(software, dafydd, 4, 4, 2, 4, "Critical vulnerability in an internet-facing service unpatched for more than 14 days", "It is scanned for within hours of being published, and used.", "A.8.8").on(platform, cases).was(4, 4, 3, 4).plan("Images rebuilt every night; a fix that waits for ten days pages the lead", 17, RiskAction{"Page the lead on the tenth day", dafydd, 17})
	b.add(people, hannah, 3, 3, 2, 2, "Only one person can restore the payroll export", "Pay is late in the month in which she is ill.", "A.5.37").on("Payroll service").accept(150, "").plan("Written down, and done by a second person each quarter", -45)
	b.add(continuity, dafydd, 2, 5, 1, 4, "Backup of the case database cannot be restored within the contracted 8 hours", "The copies are there; bringing them back takes three times as long.", "A.8.13", "A.5.30").on(cases, "Backups with the second provider").was(3, 5, 2, 5).plan("Restores rehearsed with real volumes, in parallel streams", 66, RiskAction{"Restore the largest council in parallel streams", dafydd, 40}, RiskAction{"Time a whole restore against the eight hours", dafydd, 66})
	b.add(law, priya, 2, 3, 1, 3, "A retention period is overlooked and cases are kept too long", "A request reaches years back, into what should not be there.", "A.5.33", "A.8.10").on(citizens).accept(260, "").plan("Periods set by customer, proposed each month", -35)
	b.add(software, owen, 5, 3, 3, 3, "An alarm is closed unread among hundreds", "The one that mattered had the colour of all the others.", "A.8.16", "A.5.25").on("Log and alert service").plan("Thresholds with owners; what pages nobody is taken away", 52, RiskAction{"Give each alarm an owner or take it away", owen, 52})
	b.add(law, priya, 3, 3, 2, 2, "Text of a tender is put into a public AI tool", "A buyer’s confidential annex is kept by a service that nobody chose.", "A.5.10", "A.5.14").on("Bids and prices").accept(170, "").plan("An approved tool, and a rule of half a page", -25)
	b.add(suppliers, owen, 4, 4, 2, 3, "A sub-processor’s certificate lapses during a contract and the buyer is not told", "The contract names it. The buyer finds out at its own audit.", "A.5.19", "A.5.21").on(platform).plan("Dates of every sub-processor kept and watched here; buyers told a month before", 21, RiskAction{"Enter the dates of the six sub-processors", owen, 21})
	b.add(data, owen, 2, 4, 1, 4, "Encryption keys of the data platform are lost", "The records are there and nobody can read them.", "A.8.24").on(patients, "Data encryption key").accept(120, "").plan("Keys held twice, by two people each, tried each quarter", -50)
	b.add(access, owen, 3, 4, 2, 4, "A support account at the cloud provider is taken over", "The provider’s own console opens everything.", "A.5.23", "A.8.2").on(platform, "Container cluster").plan("Console only from managed machines; two people for what cannot be undone", 88)
	b.add(people, hannah, 2, 3, 2, 2, "Training is missed by a team that is always on call", "The yearly figure falls under what the toolkit asks.", "A.6.3").accept(290, "").plan("Half an hour in the rota of each week", -40)
	b.add(software, dafydd, 3, 4, 2, 4, "Copied component in the build carries malicious code", "An update is taken in automatically and runs with our rights.", "A.5.21").on("Source code", "Code and build service").plan("Versions pinned; a new one waits for seven days and is built without secrets", 80, RiskAction{"Build without secrets", dafydd, 80})
	b.add(premises, owen, 4, 2, 2, 2, "The network of an office fails", "People go home and work from there.", "A.8.20").on("Network of the offices").accept(210, "").plan("Nothing that customers use runs in the offices", -200)
	b.add(law, gareth, 3, 3, 2, 3, "A false invoice or changed bank details are paid", "The next payment to a supplier is gone.", "A.5.3", "A.6.3").accept(190, "").plan("Changes confirmed by telephone; two people release", -70)
	b.add(data, priya, 2, 4, 2, 3, "An extract for research is not anonymous after all", "A rare condition, a postcode and an age are enough.", "A.8.11", "A.5.34").on(patients).plan("A second person tries to find somebody in it before it leaves", 58)
	b.add(continuity, owen, 3, 4, 2, 3, "Ransomware encrypts company files and the backups with them", "Work stops for days. What was copied out is offered for sale.", "A.8.7", "A.8.13").on(files).was(4, 4, 2, 3).plan("Copies that the accounts of the office cannot reach", 44)
	b.add(suppliers, owen, 4, 3, 3, 3, "The night watch firm misses a page", "An outage goes on until the morning.", "A.5.22").on("Log and alert service").plan("A page that nobody answers rings the lead after ten minutes", 30)
	b.add(premises, hannah, 1, 2, 1, 2, "Test telephones are taken home and lost", "They hold nothing but test data.", "A.7.14").on("Test phones and tablets").retain().accept(365, "They hold no data of anybody.")
	b.add(people, rhian, 3, 2, 2, 2, "The bid library names a customer who asked not to be named", "A complaint, and an answer that has to be written anew.", "A.5.12").on("Bids and prices").accept(180, "").plan("References cleared once a year", -80)
	b.add(software, dafydd, 2, 2, 2, 2, "The public website is altered", "A page says something foolish for an hour.", "A.8.9").on("Website").retain().accept(365, "It is put back in minutes.")
	b.add(access, dafydd, 4, 5, 2, 5, "Privileged accounts shared by the support rota are not traceable to a person", "Something was changed on a customer’s system. Four people had the password, and the log names none.", "A.8.2", "A.5.15").on(cases, identity).was(4, 5, 4, 5).plan("An account for each person, lent for the length of a ticket, with its session recorded", 68, RiskAction{"Personal accounts for the six of the rota", dafydd, 35}, RiskAction{"Record sessions on the two oldest systems", dafydd, 68})
	b.add(law, priya, 2, 4, 1, 4, "A personal data breach is not told in time", "Seventy-two hours to the regulator, less to the buyer.", "A.5.24", "A.5.26").on(patients, citizens).accept(140, "").plan("One page with who decides, rehearsed twice a year", -55)
	b.add(software, dafydd, 3, 3, 2, 3, "Secrets lie in a repository", "Whoever can read it can read a test system.", "A.8.4", "A.8.24").on("Source code").accept(100, "").plan("A search before each push, and every night", -10)
	b.add(suppliers, gareth, 2, 3, 2, 2, "An insurance or a framework place lapses", "A bid cannot be handed in, or a call-off not signed.", "A.5.31").accept(320, "").plan("Dates kept here with who renews them", -100)
	return b.all
}

// riskBook writes risks down.
type riskBook struct {
	today civil.Date
	all   []Risk
}

// add adds a risk with its steps before and after treatment.
func (b *riskBook) add(category, owner string, l, i, al, ai int64, title, scenario string, controls ...string) *riskEntry {
	b.all = append(b.all, Risk{
		Risk:     risk.Risk{Title: title, Scenario: scenario, Category: category, Owner: owner, Via: risk.ByScenario, Identified: b.today.AddMonths(-13)},
		Judged:   risk.Judgement{Likelihood: l, Impact: i, AfterLikelihood: al, AfterImpact: ai, On: workdayBefore(b.today - 60), Why: "The yearly round"},
		Controls: controls,
	})
	return &riskEntry{b, &b.all[len(b.all)-1]}
}

type riskEntry struct {
	book *riskBook
	*Risk
}

// was says where it stood a year before.
func (e *riskEntry) was(l, i, al, ai int64) *riskEntry {
	e.Earlier = &risk.Judgement{Likelihood: l, Impact: i, AfterLikelihood: al, AfterImpact: ai, On: workdayBefore(e.book.today.AddMonths(-13)), Why: "The first round"}
	return e
}

func (e *riskEntry) on(assets ...string) *riskEntry { e.Assets = assets; return e }

// plan treats it; days from today until it is to be done, negative when it was.
func (e *riskEntry) plan(how string, days int, actions ...RiskAction) *riskEntry {
	e.Treat = risk.Treatment{How: risk.Modify, Plan: how, Target: e.book.today.AddDays(days)}
	e.Actions = actions
	return e
}

func (e *riskEntry) retain() *riskEntry {
	e.Treat = risk.Treatment{How: risk.Retain}
	e.Judged.AfterLikelihood, e.Judged.AfterImpact = 0, 0
	return e
}

// accept has its owner accept it for so many days.
func (e *riskEntry) accept(days int, why string) *riskEntry {
	e.Accepted, e.Why = days, why
	return e
}

// LossScenarios gives six scenarios in figures, each with the title of its risk.
func (s Story) LossScenarios() []LossScenario {
	gbp := func(n int64) money.Amount { return money.Amount{Minor: n * 100, Currency: "GBP"} }
	between := func(rate float64, low, high int64) risk.Exposure {
		return risk.Exposure{Rate: rate, Shape: risk.ByInterval, Low: gbp(low), High: gbp(high)}
	}
	pert := func(rate float64, low, mode, high int64) risk.Exposure {
		return risk.Exposure{Rate: rate, Shape: risk.ByPERT, Low: gbp(low), Mode: gbp(mode), High: gbp(high)}
	}
	const cloud = "Cloud provider"
	return []LossScenario{
		{31, risk.Scenario{Title: "Privileged account misused on a customer’s system", Owner: dafydd, What: "One customer’s system altered or read. Figures from two claims that our insurer told us of.", Before: between(.32, 25_000, 310_000), After: risk.Exposure{Rate: .17}, Cost: gbp(9_500)}},
		{5, risk.Scenario{Title: "The cloud region is down for more than a day", Owner: dafydd, What: "Service credits, overtime and one customer who leaves.", Before: pert(.25, 15_000, 60_000, 420_000), After: pert(.25, 4_000, 15_000, 90_000), Cost: gbp(14_000), Group: cloud, Together: .4}},
		{14, risk.Scenario{Title: "A restore takes longer than the contract says", Owner: dafydd, What: "Credits of the contract, and people who type in what is missing.", Before: pert(.2, 8_000, 30_000, 180_000), After: risk.Exposure{Rate: .05}, Cost: gbp(4_000), Group: cloud, Together: .4}},
		{8, risk.Scenario{Title: "Citizen data goes to the wrong recipient", Owner: priya, What: "One breach that is told to the ICO: advice, letters, time. No fine is counted.", Before: between(1.4, 3_000, 60_000), After: between(.6, 3_000, 40_000), Cost: gbp(5_200)}},
		{26, risk.Scenario{Title: "Ransomware in the office", Owner: owen, What: "Ten days of half the work, rebuilding, advice.", Before: pert(.14, 40_000, 140_000, 800_000), After: pert(.1, 15_000, 60_000, 250_000), Cost: gbp(11_000)}},
		{18, risk.Scenario{Title: "A sub-processor’s lapse is found by the buyer", Owner: owen, What: "A notice of remedy, and the work to answer it.", Before: between(.4, 5_000, 90_000), After: risk.Exposure{Rate: .1}, Cost: gbp(1_200)}},
	}
}

// LossScenario is a scenario with the number of its risk.
type LossScenario struct {
	Risk int64
	risk.Scenario
}
