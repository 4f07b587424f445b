package demo

import (
	"holdfast/internal/win/answer"
)

// LibraryAnswer is an answer of the company's library, with the records that it
// rests on and the bids that use it, by number.
type LibraryAnswer struct {
	answer.Answer
	RestsOn []string
	Bids    []string
}

// Answers tells the company's library of answers: twenty, of which three are being
// written or reviewed and one has gone stale.
func (s Story) Answers() []LibraryAnswer {
	t := s.Today
	approved := func(topic, owner string, days int, question, wordings, text, short string, on []string, bids ...string) LibraryAnswer {
		by := gareth
		if owner == gareth {
			by = priya
		}
		return LibraryAnswer{RestsOn: on, Bids: bids, Answer: answer.Answer{
			Question: question, Wordings: wordings, Text: text, Short: short, Topic: topic, Owner: owner,
			State: answer.Approved, Approved: t.AddDays(-days), ApprovedBy: by,
		}}
	}
	on := func(numbers ...string) []string { return numbers }
	stale := approved("social-value", hannah, 400, "What social value will you deliver through this contract?", "How will you support the local community?",
		"For each year of the contract we take on **one apprentice** from the county and give **60 hours** of staff time to digital skills classes at Fenmoor library.\n\nHannah Okafor is responsible and reports each quarter, with sign-in sheets and the apprentice's progress.", "", nil, "BID-3", "BID-7")
	review := LibraryAnswer{RestsOn: on("CERT-1", "DOC-3"), Bids: []string{"BID-4"}, Answer: answer.Answer{
		Question: "How do you deal with security incidents, and how soon would you tell us?", Wordings: "Describe your incident response process.", Topic: "security", Owner: owen,
		Text:  "Anybody can report an incident at security@fenmoor.example or by telephone, at any hour. The engineer on call assesses it within one hour and keeps the record.\n\nCustomers concerned are told within **four hours**, with what happened, what is affected and what we do. A report on causes follows within ten working days. We exercised this last in spring, together with a customer.",
		Short: "Assessed within one hour, customers told within four, a report on causes within ten working days.", State: answer.Review, Authors: []string{owen}, Submitted: t.AddDays(-2), SubmittedBy: owen,
	}}
	drafts := []LibraryAnswer{
		{Answer: answer.Answer{
			Question: "What is your plan for reducing carbon emissions?", Wordings: "Do you have a Carbon Reduction Plan?", Topic: "environment", Owner: priya, State: answer.Draft, Authors: []string{rhian},
			Text: "We aim for net zero by [[year]]. Our baseline year gave [[tonnes, by scope]]; hosting is bought with [[share]] renewable power.",
		}},
		{Answer: answer.Answer{
			Question: "How would you move our data from the present supplier?", Topic: "experience", Owner: dafydd, State: answer.Draft, Authors: []string{dafydd},
			Text: "We rehearse the move twice with a copy, compare row counts and checksums, and keep the old service readable for thirty days.",
		}},
	}
	out := []LibraryAnswer{
		approved("security", priya, 40, "Describe your information security management system and who is accountable for it.", "Do you operate an ISMS?\nProvide your information security policy and say who owns it.",
			"Our information security management system covers all services, people and sites. It is certified to **ISO/IEC 27001:2022** by a UKAS accredited body.\n\nGareth Lowe, managing director, is accountable; Priya Nair runs it. Risks are judged each quarter, controls tested through the year, and every member of staff acknowledges the policy.",
			"Certified to ISO/IEC 27001:2022 for all services, people and sites. Accountable: Gareth Lowe, managing director.", on("CERT-1", "DOC-2"), "BID-1", "BID-3", "BID-4", "BID-5"),
		approved("security", owen, 60, "Do you hold Cyber Essentials or Cyber Essentials Plus?", "Provide your Cyber Essentials certificate number and expiry date.",
			"Yes, both, for the whole organisation. They were issued by Larkfield Assurance Ltd; the numbers and last days stand on the certificates, which we attach.\n\nWe renew each year before they end, and keep them for the whole of the contract.",
			"Yes, both, for the whole organisation; certificates attached.", on("CERT-2", "CERT-3"), "BID-2", "BID-4", "BID-6"),
		approved("security", owen, 75, "How do you control who has access to our information?", "Describe your access control arrangements.\nHow are joiners, movers and leavers handled?",
			"Access follows the role and is granted on a recorded request. Accounts are personal and sign in with a hardware key or an authenticator. Leavers lose access the same day. Owners review access each quarter.", "By role, on request, with a second factor; leavers the same day; reviewed each quarter.", on("CERT-1"), "BID-4", "BID-8"),
		approved("security", owen, 75, "How do you encrypt information at rest and in transit?", "Describe your use of cryptography and key management.",
			"In transit with TLS 1.3, or 1.2 where the other side has no better. At rest with AES-256 on servers, laptops and backups. Keys lie in the provider's key service and are replaced each year; removable media are not used.", "TLS 1.3 in transit, AES-256 at rest, keys replaced each year.", on("CERT-1"), "BID-4"),
		approved("security", dafydd, 90, "How do you find and fix technical vulnerabilities?", "Describe your patch management.\nWhen was your last penetration test?",
			"We scan every night. Critical and high updates are in place within **14 days**, most within three. A CREST member tests the platforms each year; all findings rated high of the last test are closed.", "Nightly scans; critical and high updates within 14 days; a yearly penetration test.", on("CERT-3"), "BID-4", "BID-1"),
		review,
		approved("security", owen, 30, "Where is our data hosted, and who can reach it?", "In which countries will data be stored and processed?",
			"In the United Kingdom alone: cloud region London, with copies at a second provider in Cardiff. Nine engineers, all in the United Kingdom, can reach production; every access is logged and reviewed.", "United Kingdom alone; nine engineers; every access logged.", on("CERT-1"), "BID-4", "BID-5"),
		approved("security", hannah, 50, "How do you screen the people who will work on the contract?", "Are staff vetted to BPSS or BS 7858?",
			"Everybody is checked to the Baseline Personnel Security Standard before they start. Twelve hold SC clearance, and we sponsor more through a partner.", "BPSS for all; twelve with SC.", nil, "BID-8"),
		approved("data-protection", priya, 100, "How do you comply with UK data protection law?", "Describe your GDPR compliance.\nDo you have a data protection policy?",
			"We are registered with the Information Commissioner. Priya Nair is responsible for data protection. We keep a record of processing, assess new processing before it begins, and act on your written instructions alone.", "Registered with the ICO; a named lead; a record of processing; assessments before new processing.", on("CERT-4"), "BID-3", "BID-4"),
		approved("data-protection", priya, 100, "What happens when personal data is lost or disclosed?", "Describe your personal data breach procedure.",
			"The engineer on call tells Priya Nair at once, who judges the risk to people the same day. The controller hears within **24 hours**, so that its own 72 hours can be kept.", "Controllers are told within 24 hours.", on("CERT-4"), "BID-4"),
		approved("data-protection", priya, 165, "How long do you keep information, and how is it destroyed?", "What happens to our data at the end of the contract?",
			"By a schedule that is reviewed each year. At the end of the contract data is returned in an open format within ten days and deleted within thirty, from backups after 35 more.", "Returned within ten days, deleted within thirty.", nil, "BID-4"),
		approved("quality", marta, 120, "Describe your quality management system.", "Do you hold ISO 9001 or equivalent?\n4D.1 Quality assurance schemes",
			"We hold **ISO 9001** for the design, hosting and support of digital services. Faults and complaints are recorded, their causes found and the remedy checked; internal audits cover everything within a year.", "ISO 9001, accredited by UKAS.", on("CERT-5"), "BID-5", "BID-4"),
		approved("quality", rhian, 120, "How do you handle complaints?", "What is your escalation procedure?",
			"Complaints reach the service manager by telephone, mail or portal. We acknowledge them within one working day and answer within five. What is not settled goes to the managing director.", "Acknowledged in one working day, answered in five.", nil),
		approved("environment", priya, 200, "How do you manage your effect on the environment?", "4D.2 Environmental management standards\nProvide your environmental policy.",
			"We work to an environmental policy that the managing director signs each year. Our largest effects are hosting and travel: we buy hosting with renewable power, travel by train, and keep equipment for five years.", "A signed policy; renewable hosting; travel by train.", nil, "BID-5"),
		drafts[0],
		stale,
		approved("continuity", owen, 45, "How would you keep the service running after a disruption?", "Provide your business continuity plan.\nDescribe your disaster recovery arrangements.\nWhat are your RTO and RPO?",
			"We restore the service within **8 hours** and lose at most 4 hours of data. Plans cover the loss of premises, people, systems and suppliers. The last exercise brought the platform back in under six hours.", "Back within 8 hours, at most 4 hours of data lost; exercised each year.", on("CERT-1"), "BID-4", "BID-1"),
		approved("finance", gareth, 70, "Which insurance do you hold?", "Confirm employer's liability, public liability and professional indemnity insurance.",
			"Employer's liability £10m, public liability £5m, professional indemnity £5m with cyber liability £2m. Where you ask for more we commit to obtain it before the contract begins.", "EL £10m, PL £5m, PI £5m, cyber £2m.", on("CERT-6"), "BID-4", "BID-2", "BID-9"),
		approved("experience", rhian, 85, "Give examples of similar contracts that you have delivered.", "Provide up to three relevant contract examples.",
			"1. A records platform for a hospital group: 4,200 users, moved in eleven weeks, 99.95 % available since.\n2. A licensing service for a council: 60,000 applications a year.\n3. A data platform for a port authority, with its service desk.", "Three: a hospital group, a council, a port authority.", nil, "BID-3", "BID-4"),
		drafts[1],
	}
	return out
}
