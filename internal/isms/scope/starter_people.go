package scope

func starterIssues() []Issue {
	return []Issue{
		{Title: "Public buyers ask for certificates before award", Origin: External, Effect: "A certificate that lapses in a tender loses the tender."},
		{Title: "A few cloud providers carry all that we run", Origin: External, Effect: "Their failure, price or change of terms is ours."},
		{Title: "Attacks on suppliers to reach their customers", Origin: External, Effect: "We are a way in to bodies that are worth more to an attacker than we are."},
		{Title: "The law on data and security is changing", Origin: External, Effect: "What was enough last year may not be enough at the next audit."},
		{Title: "Much knowledge sits with a few people", Origin: Internal, Effect: "Illness or leaving stops changes, and nobody sees what they see."},
		{Title: "People work from many places", Origin: Internal, Effect: "Devices, networks and conversations are outside our walls."},
		{Title: "Old systems that we still answer for", Origin: Internal, Effect: "They cannot be patched in the usual way, and few know them."},
		{Title: "Growth faster than its routines", Origin: Internal, Effect: "Access, joiners and suppliers outrun the checks made for a smaller firm."},
		{Title: "Climate change: does it bear on our information security?", Origin: External, Effect: "Heat, floods and power cuts at sites and providers; reporting that buyers ask for. Judge it and say why."},
	}
}

func starterParties() []Party {
	return []Party{
		{Name: "Public sector customers", Sort: "customer", Needs: "Their data handled as the contract says; a certificate that holds through the term; word of incidents in the hours agreed.", Basis: []string{"contract", "law"}},
		{Name: "People whose data we process", Sort: "public", Needs: "Their data used for what they were told, kept safe, put right and deleted when they ask.", Basis: []string{"law"}},
		{Name: "Staff and contractors", Sort: "staff", Needs: "Rules they can follow, the tools and training to do so, and their own data kept private.", Basis: []string{"law", "contract"}},
		{Name: "Owners and lenders", Sort: "owner", Needs: "Income that does not hang on one lapse, and no surprise that could have been seen.", Basis: []string{"expectation"}},
		{Name: "Information Commissioner’s Office", Sort: "regulator", Needs: "Lawful processing, records of it, breaches reported within 72 hours.", Basis: []string{"law"}},
		{Name: "Certification and assessment bodies", Sort: "assurer", Needs: "Access to people and records at the agreed dates, and word of large changes.", Basis: []string{"contract"}},
		{Name: "Suppliers and sub-processors", Sort: "supplier", Needs: "Clear security terms, a contact for incidents, and time to follow changes.", Basis: []string{"contract"}},
		{Name: "Prime contractors and partners", Sort: "partner", Needs: "Terms of the main contract kept by us as by them, shown by evidence.", Basis: []string{"contract"}},
		{Name: "Insurer", Sort: "insurer", Needs: "The answers of the proposal to be true all year, and early notice of a claim.", Basis: []string{"contract"}},
	}
}

func starterRoles() []Role {
	return []Role{
		{Title: "Top management", Duties: "Sets the policy and objectives, gives the means, and reviews the management system each year.", May: "Accept risks above the appetite, stop a service, spend what security needs."},
		{Title: "Information security manager", Duties: "Keeps the management system to the standard, and reports to top management how it does.", May: "Ask anybody for evidence, stop a change that would break a control."},
		{Title: "Risk owner", Duties: "Knows the risks given to them, decides their treatment and accepts what is left.", May: "Accept their own risks within the appetite."},
		{Title: "Internal auditor", Duties: "Audits by a programme, never their own work, and reports to top management.", May: "See every record and talk to everybody."},
		{Title: "Data protection lead or officer", Duties: "Advises on personal data, keeps the records of processing, speaks with the ICO.", May: "Report to top management directly; nobody tells them what to find."},
		{Title: "Incident lead", Duties: "Runs an incident from report to lessons, and keeps its log.", May: "Call people in, shut systems off, decide whom to tell with top management."},
		{Title: "Supplier owner", Duties: "Judges a supplier before the contract and each year after it.", May: "Refuse a supplier that does not answer."},
		{Title: "Asset and system owner", Duties: "Decides who has access, and reviews it; sees that the asset is patched, backed up and ended well.", May: "Give and take access."},
	}
}

func starterCommunication() []Communication {
	return []Communication{
		{What: "Information security policy and what it asks of each", When: "In the first week, and when it changes", Whom: "Everybody who works for us", How: "Read and acknowledged in Holdfast"},
		{What: "How the management system does: objectives, risks, findings", When: "Each quarter", Whom: "Top management", How: "A page and a meeting"},
		{What: "Security news and what to watch for", When: "Each month, and at once when it matters", Whom: "Everybody who works for us", How: "Short message"},
		{What: "An incident that touches a customer", When: "Within the hours of the contract", Whom: "The customer’s security contact", Outside: true, How: "Telephone, then in writing"},
		{What: "A personal data breach that matters", When: "Within 72 hours of knowing", Whom: "Information Commissioner’s Office", Outside: true, How: "The ICO’s report form"},
		{What: "Large changes of scope, owners or systems", When: "Before they are made", Whom: "Certification body", Outside: true, How: "In writing"},
		{What: "Security terms and incident contacts", When: "Before signing, and each year", Whom: "Suppliers", Outside: true, How: "Contract and questionnaire"},
		{What: "Certificates and their dates", When: "When one is issued or changes", Whom: "Customers and buyers", Outside: true, How: "Trust page"},
	}
}
