package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/isms/scope"
)

func scopeObligations(t civil.Date) []scope.Obligation {
	asks := map[string]scope.Obligation{}
	if set, ok := scope.StarterOf(scope.ObligationKind); ok {
		for _, item := range set.Items {
			o := item.(*scope.Obligation)
			asks[o.Title] = *o
		}
	}
	judged := []struct {
		title, to, how, why, owner string
		binds                      *bool
		review                     civil.Date
	}{
		{"UK GDPR", "All customer data, as processor; staff data, as controller", "Contracts with each customer, records of processing, breach plan with the 72 hours in it.", "", priya, said(true), t + 140},
		{"Data Protection Act 2018", "As above", "Kept with the UK GDPR.", "", priya, said(true), t + 140},
		{"Data (Use and Access) Act 2025", "Complaints about personal data", "A complaints page and a person who answers it.", "", priya, said(true), t + 85},
		{"Privacy and Electronic Communications Regulations 2003", "Our website and newsletter", "Only needed cookies; the newsletter by consent.", "", rhian, said(true), t + 140},
		{"Data protection fee", "Both companies", "Paid each year, with the date in Holdfast.", "", priya, said(true), t + 140},
		{"Computer Misuse Act 1990", "Testers and administrators", "Written authority for each test and each customer system.", "", owen, said(true), t + 110},
		{"Network and Information Systems Regulations 2018", "", "", "Under 50 people and under 10 million euros of turnover: not a relevant digital service provider.", priya, said(false), t + 170},
		{"Copyright, Designs and Patents Act 1988", "Software, and what contractors write", "A register of licences; contractors assign their work.", "", dafydd, said(true), t + 170},
		{"Companies Act 2006: records", "Both companies", "Kept by the retention schedule.", "", gareth, said(true), t + 170},
		{"Procurement Act 2023: terms of public contracts", "Every public contract since 24 February 2025", "The bid desk reads each contract; core information is kept up to date.", "", rhian, said(true), t + 120},
		{"NHS Data Security and Protection Toolkit", "All processing of health and care data", "Published each February, with evidence kept here.", "", priya, said(true), t + 95},
		{"Official Secrets Act 1989", "", "", "", gareth, nil, 0},
	}
	var out []scope.Obligation
	for _, j := range judged {
		o := asks[j.title]
		o.Title, o.Applies, o.To, o.How, o.Why, o.Owner, o.Review = j.title, j.binds, j.to, j.how, j.why, j.owner, j.review
		if j.binds != nil {
			o.Reviewed = j.review.AddDays(-365)
		}
		out = append(out, o)
	}
	return out
}

func scopeObjectives(t civil.Date) []scope.Objective {
	num := func(v float64) *float64 { return &v }
	read := func(who string, values ...float64) []scope.Reading {
		out := make([]scope.Reading, len(values))
		for i, v := range values {
			out[i] = scope.Reading{Day: t - 20 - civil.Date(35*(len(values)-1-i)), Value: v, By: who}
		}
		return out
	}
	return []scope.Objective{
		{Title: "Everybody is trained this year", Measure: "People who have done this year’s training", Unit: "%", Aim: scope.Reach, Better: scope.Higher, Target: 100, From: t - 150, Start: num(0), By: t + 62, Every: 3, How: "A course of 30 minutes; managers see who is missing.", Resources: "Course licence, half an hour each", Evaluated: "Share of the people on the payroll", Owner: hannah, Readings: read(hannah, 21, 44, 61, 84)},
		{Title: "Findings are closed in time", Measure: "Median days from finding to closure", Unit: "days", Aim: scope.Hold, Better: scope.Lower, Target: 30, By: t + 150, Every: 3, How: "Each finding gets an owner on the day it is raised.", Resources: "An hour a week of the security manager", Evaluated: "Over the findings closed in the quarter", Owner: priya, Readings: read(priya, 41, 36, 33, 27)},
		{Title: "Critical patches within 14 days", Measure: "Critical and high patches applied within 14 days", Unit: "%", Aim: scope.Hold, Better: scope.Higher, Target: 95, By: t + 150, Every: 3, How: "Weekly window; what cannot be patched is taken off the network.", Resources: "Two engineers, one evening a week", Evaluated: "From the scanner’s report", Owner: owen, Readings: read(owen, 88, 93, 96, 97)},
		{Title: "Every critical service has been restored in a test", Measure: "Critical services restored from backup this year", Unit: "of 6", Aim: scope.Reach, Better: scope.Higher, Target: 6, From: t - 150, Start: num(0), By: t + 48, Every: 3, How: "One restore each month, timed.", Resources: "A day of an engineer for each", Evaluated: "Time to restore against what the customer was promised", Owner: dafydd, Readings: read(dafydd, 1, 2, 3)},
		{Title: "Fewer of us fall for phishing", Measure: "People who clicked in the exercise", Unit: "%", Aim: scope.Reach, Better: scope.Lower, Target: 4, From: t - 210, Start: num(11), By: t + 90, Every: 3, How: "An exercise each quarter, and a talk with who clicked.", Resources: "Exercise service", Evaluated: "Of those who opened it", Owner: priya, Readings: read(priya, 9, 6.2, 3.6)},
	}
}

func scopeCommunication(t civil.Date) []scope.Communication {
	return []scope.Communication{
		{What: "Information security policy and what it asks of each", When: "In the first week, and when it changes", Whom: "Everybody who works for us", How: "Read and acknowledged in Holdfast", Owner: hannah, Review: t + 165},
		{What: "How the management system does", When: "Each quarter", Whom: "Top management", How: "A page and a meeting", Owner: priya, Review: t + 165},
		{What: "What to watch for this month", When: "Each month", Whom: "Everybody who works for us", How: "Five minutes in the monthly meeting", Owner: priya, Review: t + 165},
		{What: "An incident that touches a customer", When: "Within the hours of the contract, 24 where it names none", Whom: "The customer’s security contact", Outside: true, How: "Telephone, then in writing", Owner: owen, Review: t + 165},
		{What: "A personal data breach that matters", When: "Within 72 hours of knowing", Whom: "Information Commissioner’s Office", Outside: true, How: "The ICO’s report form", Owner: priya, Review: t + 165},
		{What: "Large changes of scope, owners or systems", When: "Before they are made", Whom: "Certification body", Outside: true, How: "In writing", Owner: priya, Review: t + 165},
	}
}

func scopeChanges(t civil.Date) []scope.Planned {
	return []scope.Planned{
		{Title: "Night watch of the logs moves to round the clock", Purpose: "Two customers ask for it from next quarter.", Consequences: "More alerts by day; the firm sees more of our logs.", Integrity: "Both watches run side by side for a month; the old contract ends after it.", Resources: "£1,400 a month", Duties: "Owen Pryce runs the change, Priya Nair judges the supplier again.", By: t + 58, Owner: owen},
		{Title: "A shared ticket portal with the health board", Purpose: "The contract asks for it.", Consequences: "A new way in from outside; the scope’s interfaces change.", Integrity: "Opened for two people first; scope statement version 4 is issued before the rest.", Resources: "Ten days of a developer", Duties: "Dafydd Rees builds it, Rhian Vaughan speaks with the customer.", By: t + 75, Owner: dafydd},
	}
}
