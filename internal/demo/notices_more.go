package demo

import "fmt"

func cfReleases(d days) []release {
	return []release{
		tamarsideNotice(d).release(),
		ashcombeNotice(d).release(),
		harbourNotice(d).release(),
		saltmarshNotice(d).release(),
	}
}

func saltmarshNotice(d days) cf {
	start := firstOfMonth(d.today + 60)
	return cf{
		guid: guidSaltmarsh, serial: 921407, ref: "SDC-2290", published: d.today - 21, buyer: saltmarsh, postcode: "QW9 2DC",
		title: "Planning and building control records: move to hosted service",
		description: "The Council is moving its planning and building control records from its own servers to a hosted service and seeks a supplier to move the data, host it and support 70 users.\r\n\r\n" +
			"Bidders must hold either Cyber Essentials or ISO 27001 certification (or equivalent) before the contract is awarded.\r\n\r\n" +
			"Additional information: \r\nThis is a call-off from a framework let before 24 February 2025. Questions through the portal only.",
		cpv: cpvRecords, minValue: 350_000, value: 500_000, method: "selective", details: "Call-off from a framework agreement",
		deadline: workday(d.today + 17), start: start, end: start.AddMonths(48) - 1,
	}
}

func harbourNotice(d days) cf {
	return cf{
		guid: guidHarbour, serial: 922188, ref: "OHS/CM/07", published: d.today - 12, buyer: harbour, postcode: "QP7 3HS",
		title: "Case management service",
		description: "The Office for Harbour Safety inspects ports and looks into accidents. It plans a further competition for a case management service for 140 inspectors, with the move of 30,000 old cases.\r\n\r\n" +
			"The successful supplier must hold Cyber Essentials Plus at contract award.\r\n\r\n" +
			"Additional information: \r\nThe timetable is not settled. Suppliers that register an interest will be told the dates.",
		cpv: cpvSoftware, value: 700_000, method: "selective", details: "Call-off from a framework agreement",
		planned: true,
	}
}

func tamarsideNotice(d days) cf {
	start := firstOfMonth(d.today + 70)
	return cf{
		guid: guidTamarside, serial: 923651, ref: "TLT-MDR-1", published: d.today - 1, buyer: tamarside, postcode: "QT8 1LT",
		title: "Managed detection and response for schools",
		description: "The Trust seeks a service that watches over the computers of its 22 schools, day and night, and acts on what it finds.\r\n\r\n" +
			"Suppliers will be expected to work in line with recognised security standards such as ISO 27001.\r\n\r\nAdditional information: \r\n",
		cpv: cpvSecurity, value: 200_000, method: "open", details: "Open procedure (below threshold)",
		deadline: workday(d.today + 27), start: start, end: start.AddMonths(36) - 1,
	}
}

func ashcombeNotice(d days) cf {
	start := firstOfMonth(d.today + 80)
	return cf{
		guid: guidAshcombe, serial: 923377, ref: "ASH-PARKS-26", published: d.today - 3, buyer: ashcombe, postcode: "QA1 4BC",
		title: "Grounds maintenance of parks and closed churchyards",
		description: "Mowing, hedges, paths and litter in eleven parks and four closed churchyards.\r\n\r\n" +
			"Bidders should show how they look after hand tools and fuel, and how they would take on the six people of the present team.",
		cpv: cpvGrounds, value: 640_000, method: "open", details: "Open procedure (above threshold)",
		deadline: workday(d.today + 33), start: start, end: start.AddMonths(60) - 1,
	}
}

// scotland is the answer of Public Contracts Scotland for the month of its one
// notice.
func scotland(d days) pack {
	n := old{
		portal: "public-contracts-scotland", ocid: ocidInverdoran, ref: "IC/DIG/118", reference: "MAR512204",
		published: d.today - 45, buyer: inverdoran, review: "Inverdoran Sheriff Court",
		title:       "Roads and lighting asset system",
		description: "Inverdoran Council wishes to buy a hosted system for the records of its roads, bridges and street lights, with the move of the present records and support for the term.",
		more: "NOTE: To register your interest in this notice and obtain any additional information please visit the Public Contracts Scotland Web Site.\r\n" +
			"The buyer has indicated that it will accept electronic responses to this notice.\r\n(SC Ref:781042)",
		cpv: cpvSoftware, extraCPV: []class{cpvHosting}, value: 620_000,
		deadline: workdayBefore(d.today - 12), months: 48, renewal: "Two periods of one year.",
		lot:      "Supply, set up, move of data, training of 60 staff, hosting and support.",
		economic: "4B.5 The bidder confirms that it has, or will take out before the contract begins, the insurances named in the tender.",
		technical: "4D.1 Quality assurance. The bidder must hold a certificate of conformity with BS EN ISO 9001 (or equivalent) issued by an accredited body, at the date of submission.\r\n" +
			"4C.1 The bidder will give two examples of like work in the last three years.",
		languages: []string{"en"}, weights: [2]string{"60", "40"},
	}
	return proactis(
		fmt.Sprintf("https://api.publiccontractsscotland.gov.uk/v1/Notices?dateFrom=%s&noticeType=2&outputType=0&locale=2057", month(n.published)),
		"Public Contracts Scotland", []release{n.release()})
}

// wales is the answer of Sell2Wales for the month of its one notice.
func wales(d days) pack {
	n := old{
		portal: "sell2wales", ocid: ocidPenfelin, ref: "PCC0931", reference: "FEB503318",
		published: d.today - 18, buyer: penfelin, review: "High Court",
		title: "Archebu ar-lein i ganolfannau hamdden / Online booking for leisure centres",
		description: "Mae'r Cyngor yn chwilio am wasanaeth archebu ar-lein, yn Gymraeg ac yn Saesneg, ar gyfer ei wyth canolfan hamdden.\r\n" +
			"The Council seeks an online booking service, in Welsh and in English, for its eight leisure centres, with payment, memberships and a calendar for clubs.",
		more: "Suppliers must hold a current Cyber Essentials certificate before contract award and keep it for the term of the contract.\r\n" +
			"Croeso i chi ohebu yn Gymraeg neu Saesneg / You are welcome to write in Welsh or in English.\r\n(WA Ref:148903)",
		cpv: cpvBooking, extraCPV: []class{cpvHosting}, value: 380_000,
		deadline: workday(d.today + 21), months: 36, renewal: "12 months.",
		lot: "Un lot / One lot.",
		technical: "Ansawdd / Quality: bidders must hold ISO 9001 certification or equivalent by contract award. " +
			"All pages and messages are to be in both languages.",
		languages: []string{"en", "cy"}, weights: [2]string{"65", "35"},
	}
	return proactis(
		fmt.Sprintf("https://api.sell2wales.gov.wales/v1/Notices?dateFrom=%s&noticeType=2&outputType=0&locale=2057", month(n.published)),
		"Sell2Wales", []release{n.release()})
}
