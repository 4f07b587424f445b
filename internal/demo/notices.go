package demo

// The processes that the bids refer to.
const (
	ocidTrentwell  = "ocds-h6vhtk-07a4c1"
	ocidCoastal    = "ocds-h6vhtk-07a118"
	ocidLindmere   = "ocds-h6vhtk-079f52"
	ocidHarrowdene = "ocds-h6vhtk-079d3e"
	ocidNorthbeck  = "ocds-h6vhtk-079b06"
	ocidArrow      = "ocds-h6vhtk-07a5e9"
	ocidEastmarch  = "ocds-h6vhtk-07a602"
	guidSaltmarsh  = "4b0a6f17-92ce-4d38-a1d5-6c70e3f8b921"
	guidHarbour    = "e7c3915a-0d4f-4862-b6a9-18f25d90c374"
	guidTamarside  = "91d6e2b4-75a8-4c03-8f1e-d3b64a7925c0"
	guidAshcombe   = "2f84a0c9-e16b-4795-93d2-07b5c8ea6d1f"
	ocidInverdoran = "ocds-r6ebe6-0000581042"
	ocidPenfelin   = "ocds-kuma6s-148903"
)

func ocidCF(guid string) string { return "ocds-b5fd17-" + guid }

// files are the answers of the four portals, as they would be saved.
func files(d days) []File {
	return []File{
		{"find-a-tender.json", "find-a-tender", ftsPackage(d, ftsReleases(d)).json()},
		{"contracts-finder.json", "contracts-finder", cfPackage(d, cfReleases(d)).json()},
		{"public-contracts-scotland.json", "public-contracts-scotland", scotland(d).json()},
		{"sell2wales.json", "sell2wales", wales(d).json()},
	}
}

const insurance = "Suppliers need not hold the insurances before award: a commitment to take them out is enough."

func ftsReleases(d days) []release {
	t := trentwellNotice(d)
	first := t
	first.update, first.number, first.published, first.clock = false, 71904, d.today-27, "09:41:06"
	// The first version named an award two weeks earlier, when the certificate
	// still held; the second moved it.
	first.award = workdayBefore(d.trentwellAward - 14)
	return []release{
		t.release(),
		eastmarchNotice(d).release(),
		arrowNotice(d).release(),
		coastalNotice(d).release(),
		lindmereNotice(d).release(),
		first.release(),
		harrowdeneNotice(d).release(),
		northbeckNotice(d).release(),
	}
}

func trentwellNotice(d days) act {
	return act{
		ocid: ocidTrentwell, number: 73218, published: d.today - 1, clock: "16:52:40", update: true, noticeType: "UK4",
		buyer: trentwell, title: "Regional data platform: engineering and support",
		description: "Trentwell Integrated Care Board wishes to appoint one supplier to build on, host and support the regional data platform, which brings together de-identified records of general practices, hospitals and community services for planning. The service runs day and night, with a desk in working hours.\n\nThis version corrects the expected date of award.",
		cpv:         cpvs(cpvData, cpvSupport), value: 4_200_000, method: "Open procedure",
		enquiries: workdayBefore(d.trentwellDeadline - 6), deadline: d.trentwellDeadline, award: d.trentwellAward,
		start: d.trentwellStart, end: d.trentwellStart.AddMonths(36) - 1, extendedEnd: d.trentwellStart.AddMonths(60) - 1,
		renewal:   "Two extensions of 12 months each, at the option of the Board.",
		financial: "Bidders are asked for their last two years' accounts or another proof of standing. " + insurance,
		technical: "Security (pass or fail). The Supplier must hold Cyber Essentials Plus certification at the date of contract award and shall maintain it, renewed annually, for the duration of the contract including any extension. " +
			"Bidders must hold ISO/IEC 27001 certification, or equivalent, issued by a UKAS accredited certification body, at the time of tender submission; the scope must include hosting. " +
			"The Supplier must have published a Data Security and Protection Toolkit assessment with the status Standards Met before the contract start date.",
		qualityWeight: 55,
		risk:          "The number of practices that send data may grow during the term.",
	}
}

func coastalNotice(d days) act {
	start := firstOfMonth(d.today + 62)
	return act{
		ocid: ocidCoastal, number: 69455, published: d.today - 32, clock: "11:20:15", noticeType: "UK4",
		buyer: coastal, title: "Flood warning subscriptions: design, build and support",
		description: "The Department for Coastal Affairs sends flood warnings to 1.3 million subscribers by text, voice and e-mail. It seeks a supplier to redesign the sign-up pages, replace the subscription register and support both for the term.",
		cpv:         cpvs(cpvDevelopment, cpvHosting), value: 1_400_000, method: "Open procedure",
		enquiries: workdayBefore(d.today - 6), deadline: workday(d.today + 4), award: workday(d.today + 40),
		start: start, end: start.AddMonths(24) - 1, extendedEnd: start.AddMonths(36) - 1,
		renewal:   "One extension of 12 months.",
		financial: "Turnover of at least the yearly value of the contract in one of the last three years. " + insurance,
		technical: "The contract handles personal data of members of the public. Suppliers must hold a valid Cyber Essentials certificate, or show equivalent controls verified by an independent body, before contract award. The certificate must be renewed every year for the life of the contract. " +
			"Suppliers should hold ISO/IEC 27001 certification covering the hosting of the service.",
		qualityWeight: 60,
	}
}

func lindmereNotice(d days) act {
	award := workday(d.today + 48)
	start := firstOfMonth(award + 15)
	return act{
		ocid: ocidLindmere, number: 69871, published: d.today - 26, clock: "14:05:52", noticeType: "UK4",
		buyer: lindmere, title: "Outpatient letters and correspondence platform",
		description: "The Trust seeks a hosted platform that takes letters from its patient record, sends them to the patient's own app or by post, and keeps the proof of sending.",
		cpv:         cpvs(cpvRecords, cpvHosting), value: 1_100_000, method: "Competitive flexible procedure",
		enquiries: workdayBefore(workday(d.today+13) - 7), deadline: workday(d.today + 13), award: award,
		start: start, end: start.AddMonths(36) - 1,
		financial: "A credit check will be made on the preferred supplier. " + insurance,
		technical: "By the start of the contract the Supplier must have published a Data Security and Protection Toolkit assessment at Standards Met and must publish it again each year of the term. " +
			"By contract award the Supplier must be certified to ISO/IEC 27001 (or equivalent) by an accredited certification body.",
		qualityWeight: 60,
	}
}

func arrowNotice(d days) act {
	award := workday(d.today + 75)
	start := firstOfMonth(award + 25)
	return act{
		ocid: ocidArrow, number: 73102, published: d.today - 2, clock: "10:33:09", noticeType: "UK4",
		buyer: arrow, title: "Mobilising data hub and station end equipment support",
		description: "The Service seeks a supplier to run the data hub between its control room, its stations and its neighbours', and to support the equipment at 24 stations.",
		cpv:         cpvs(cpvIT, cpvSupport), value: 900_000, method: "Open procedure",
		enquiries: workdayBefore(workday(d.today+30) - 10), deadline: workday(d.today + 30), award: award,
		start: start, end: start.AddMonths(48) - 1,
		financial: "Accounts for two years. " + insurance,
		technical: "Suppliers must hold ISO/IEC 27001 certification and ISO 22301 certification, or equivalent, by contract award. " +
			"Cyber Essentials must be in place at the start of the contract.",
		qualityWeight: 50,
	}
}

func eastmarchNotice(d days) act {
	start := firstOfMonth(d.today + 240)
	return act{
		ocid: ocidEastmarch, number: 73240, published: d.today - 1, clock: "12:10:27", noticeType: "UK2",
		buyer: eastmarch, title: "Research data store: early engagement",
		description: "The University is thinking about replacing its research data store and invites suppliers to tell it what is possible. Nothing is decided yet. Suppliers should hold ISO/IEC 27001 certification and Cyber Essentials Plus by contract award, and the University would like to hear how much time that takes.",
		cpv:         cpvs(cpvData), value: 800_000,
		engagement: workday(d.today + 20), futureNotice: workday(d.today + 90),
		start: start, end: start.AddMonths(48) - 1,
	}
}

func harrowdeneNotice(d days) old {
	return old{
		portal: "find-a-tender", ocid: ocidHarrowdene, ref: "HCC-ICT-0417", number: 68830, published: d.today - 30,
		buyer: harrowdene, review: "The High Court", title: "IT service desk and field support",
		description: "The Council calls off a service desk for 4,600 users and engineers on site at 61 places, under a dynamic purchasing system that it set up before the new law.",
		more:        "The call-off follows the Public Contracts Regulations 2015.",
		cpv:         cpvSupport, value: 1_800_000, deadline: d.fieldsTender, start: firstOfMonth(d.today + 75), months: 36,
		renewal: "Up to 12 months.", lot: "Service desk in working hours, field support within four hours, and a small stock of spare equipment.",
		suitability: "Bidders are to be enrolled on the dynamic purchasing system.",
		technical: "The bidder must hold ISO/IEC 27001 certification, or equivalent, in its own name at the time of tender submission. " +
			"A certificate in the name of a parent, sister or group company does not count.",
		languages: []string{"en"}, weights: [2]string{"50", "50"},
	}
}

func northbeckNotice(d days) old {
	return old{
		portal: "find-a-tender", ocid: ocidNorthbeck, ref: "NHA/2114", number: 68117, published: d.today - 33,
		buyer: northbeck, review: "The High Court", title: "Tenant portal: hosting and development",
		description: "Northbeck Housing Association seeks a supplier to host its tenant portal, to mend it and to add rent, repairs and messages for 18,000 households.",
		cpv:         cpvHosting, extraCPV: []class{cpvDevelopment}, value: 600_000,
		deadline: workday(d.today + 8), start: firstOfMonth(d.today + 90), months: 24, renewal: "Two periods of twelve months.",
		lot: "Hosting, support in working hours, and about 200 days of development a year.",
		technical: "A valid Cyber Essentials or Cyber Essentials Plus certificate must be in place by contract award. " +
			"Tenderers should also hold ISO/IEC 27001 certification.",
		languages: []string{"en"}, weights: [2]string{"70", "30"},
	}
}
