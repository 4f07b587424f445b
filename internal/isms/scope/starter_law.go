package scope

// starterObligations is what usually binds a supplier of digital services in
// the UK. Each is marked as not judged: whether it applies is the
// organisation's to say.
func starterObligations() []Obligation {
	law := func(title, source, link, asks string) Obligation {
		return Obligation{Title: title, Sort: "law", Source: source, Link: link, Asks: asks}
	}
	act := func(title, path, asks string) Obligation {
		return law(title, title, "https://www.legislation.gov.uk/"+path, asks)
	}
	return []Obligation{
		law("UK GDPR", "Regulation (EU) 2016/679 as kept in UK law", "https://www.legislation.gov.uk/eur/2016/679", "A lawful reason for each use of personal data, security that fits the risk, contracts with processors, and word to the ICO within 72 hours of a breach that matters."),
		act("Data Protection Act 2018", "ukpga/2018/12", "The UK’s conditions and exemptions beside the UK GDPR, and the offences of taking or re-identifying data."),
		act("Data (Use and Access) Act 2025", "ukpga/2025/18", "Amends the two above in steps: complaints, recognised interests, cookies. Look at which sections are in force."),
		law("Privacy and Electronic Communications Regulations 2003", "SI 2003/2426", "https://www.legislation.gov.uk/uksi/2003/2426", "Consent for most marketing messages and for cookies that are not needed."),
		law("Data protection fee", "SI 2018/480", "https://www.legislation.gov.uk/uksi/2018/480", "Whoever processes personal data pays the ICO’s fee each year."),
		act("Computer Misuse Act 1990", "ukpga/1990/18", "No access without authority. Testers and administrators need theirs in writing."),
		law("Network and Information Systems Regulations 2018", "SI 2018/506", "https://www.legislation.gov.uk/uksi/2018/506", "Operators of essential services and larger digital service providers: security measures, and incidents reported within 72 hours. Judge by size and service."),
		act("Copyright, Designs and Patents Act 1988", "ukpga/1988/48", "Software and content are used within their licences; what staff and contractors write has a clear owner."),
		act("Companies Act 2006: records", "ukpga/2006/46", "Accounting records and registers are kept for stated years, and stay readable."),
		act("Finance Act 1998, schedule 18: tax records", "ukpga/1998/36", "Records for corporation tax are kept for six years from the end of the period."),
		act("Official Secrets Act 1989", "ukpga/1989/6", "Binds whoever is given certain government information. Judge by contract and clearance."),
		act("National Security Act 2023", "ukpga/2023/32", "Protected information and prohibited places: matters where work is done for defence or security bodies."),
		act("Procurement Act 2023: terms of public contracts", "ukpga/2023/54", "Implied terms on payment and ending, grounds for exclusion, what suppliers keep up to date on the central platform."),
		act("Freedom of Information Act 2000", "ukpga/2000/36", "Public customers may have to give out what they hold of ours: mark what is confidential, and answer them in time."),
		act("Investigatory Powers Act 2016", "ukpga/2016/25", "Limits on intercepting communications, also one’s own staff’s: monitoring has its regulations."),
		act("Equality Act 2010", "ukpga/2010/15", "Services and screening that do not disadvantage people with protected characteristics."),
		law("Public Sector Bodies Accessibility Regulations 2018", "SI 2018/952", "https://www.legislation.gov.uk/uksi/2018/952", "Binds public customers, who pass it on: WCAG AA and an accessibility statement."),
		act("Public Records Act 1958", "ukpga/Eliz2/6-7/51", "Records of central government and the NHS that we hold belong to them, and go back whole at the end."),
		{Title: "NHS Data Security and Protection Toolkit", Sort: "contract", Source: "NHS Standard Contract and DHSC policy", Link: "https://www.dsptoolkit.nhs.uk/", Asks: "Whoever touches NHS patient data or systems publishes a status each year by 30 June."},
		{Title: "Government security classifications", Sort: "code", Source: "Government Security Classifications Policy, in contracts through PPN 07/23", Link: "https://www.gov.uk/government/publications/government-security-classifications", Asks: "OFFICIAL information is handled as the customer’s contract and handling words say."},
		{Title: "Cyber Essentials in public contracts", Sort: "code", Source: "PPN 014", Asks: "Held by award where personal or OFFICIAL data is handled, and renewed each year of the contract."},
		{Title: "Security schedules of customers’ contracts", Sort: "contract", Source: "Each contract’s own security schedule", Asks: "What each contract asks beyond the law: where data lies, clearance, testing, hours to report an incident, what comes back at the end."},
	}
}
