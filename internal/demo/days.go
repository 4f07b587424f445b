package demo

import (
	"fmt"
	"time"

	"holdfast/internal/civil"
)

// days are the days on which the story turns.
type days struct {
	today civil.Date

	// The first bid at risk: Cyber Essentials Plus ends six days before award.
	plusIssued, plusEnds civil.Date
	trentwellDeadline    civil.Date
	trentwellAward       civil.Date
	trentwellStart       civil.Date

	// The clocks of the other certificates.
	ceIssued     civil.Date
	isoDecision  civil.Date
	isoAudit     civil.Date // the first surveillance audit, held in time
	qmsDecision  civil.Date
	policyStart  civil.Date
	dsptYear     int // 2026 for the year 2025-26
	dsptPublish  civil.Date
	fieldsTender civil.Date // the deadline that cannot be met
}

// daysShortOfAward is what the first minute of the demonstration shows.
const daysShortOfAward = 6

// calendar fixes the days for a story told on a day.
func calendar(today civil.Date) days {
	d := days{today: today}

	// A certificate lasts twelve months less a day, so a certificate cannot end
	// on every day of the calendar (never on 28 February of a leap year): move
	// the award on until the printed end and the reckoned end are the same day.
	d.trentwellAward = workday(today + 66)
	for {
		d.plusEnds = d.trentwellAward - daysShortOfAward
		d.plusIssued = (d.plusEnds + 1).AddMonths(-12)
		if civil.LastValidDay(d.plusIssued, 12) == d.plusEnds {
			break
		}
		d.trentwellAward = workday(d.trentwellAward + 1)
	}
	d.trentwellDeadline = workday(today + 24)
	d.trentwellStart = firstOfMonth(d.trentwellAward + 20)

	// Cyber Essentials was renewed three weeks ago, so that the Plus can follow
	// on it within its three months.
	d.ceIssued = workdayBefore(today - 20)

	// Seventeen months into its first cycle, with the first surveillance audit
	// held and recorded; the second falls after every bid's award and start.
	d.isoDecision = workdayBefore(today.AddMonths(-17))
	d.isoAudit = workdayBefore(d.isoDecision.AddMonths(12) - 14)
	d.qmsDecision = workdayBefore(today.AddMonths(-9))
	d.policyStart = firstOfMonth(today.AddMonths(-8))

	// The toolkit is published each February, well before 30 June: a status
	// published by then counts to 30 June of the year after.
	d.dsptYear = today.Year()
	if today < dsptPublished(d.dsptYear) {
		d.dsptYear--
	}
	d.dsptPublish = dsptPublished(d.dsptYear)

	d.fieldsTender = workday(today + 11)
	return d
}

// dsptPublished is the day in February on which the company publishes.
func dsptPublished(year int) civil.Date { return workdayBefore(civil.Of(year, time.February, 26)) }

// workday gives the first day, from d on, on which a buyer would set a
// deadline: a Tuesday, Wednesday or Thursday, so that no bank holiday that is
// kept on a Monday or Friday is met, and none of the fixed holidays of the
// four nations.
func workday(d civil.Date) civil.Date {
	for ; !quiet(d); d++ {
	}
	return d
}

// workdayBefore is workday looking back.
func workdayBefore(d civil.Date) civil.Date {
	for ; !quiet(d); d-- {
	}
	return d
}

func quiet(d civil.Date) bool {
	if w := d.Weekday(); w < time.Tuesday || w > time.Thursday {
		return false
	}
	_, m, day := d.Split()
	switch {
	case m == time.December && day >= 22, m == time.January && day <= 5:
		return false // Christmas, New Year and the days kept instead of them
	case m == time.March && day == 17, m == time.July && day == 12, m == time.November && day == 30:
		return false // St Patrick, the Boyne, St Andrew
	}
	return true
}

// firstOfMonth gives the first first-of-a-month from d on.
func firstOfMonth(d civil.Date) civil.Date {
	y, m, day := d.Split()
	if day == 1 {
		return d
	}
	return civil.Of(y, m+1, 1)
}

// at writes an instant as the portals of England do: local time with its
// offset, Z in winter.
func at(d civil.Date, clock string) string {
	zone := "Z"
	if summer(d) {
		zone = "+01:00"
	}
	return d.String() + "T" + clock + zone
}

// utc writes an instant as the portals of Scotland and Wales do.
func utc(d civil.Date, clock string) string { return d.String() + "T" + clock + "Z" }

// summer says whether British summer time is in force at noon: from the last
// Sunday of March to the day before the last Sunday of October.
func summer(d civil.Date) bool {
	y := d.Year()
	return lastSunday(y, time.March) <= d && d < lastSunday(y, time.October)
}

func lastSunday(year int, m time.Month) civil.Date {
	d := civil.Of(year, m, civil.DaysIn(year, m))
	return d - civil.Date(d.Weekday())
}

// number writes a Find a Tender notice number: six digits and the year.
func number(n int, published civil.Date) string {
	return fmt.Sprintf("%06d-%d", n, published.Year())
}

// month writes "11-2026", as the portals of Scotland and Wales ask for it.
func month(d civil.Date) string {
	y, m, _ := d.Split()
	return fmt.Sprintf("%02d-%d", int(m), y)
}
