// Package ui is the kit that every page is made of: the shell, and components
// that each take a plain struct and know no store, no request and no clock.
// Pages are lists of these components; the look is in static/holdfast.css.
package ui

import (
	"fmt"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// StateWord gives the word that always stands beside a state's shape. What is
// not one of the four states reads as Unknown: nothing is rounded up.
func StateWord(s verdict.State) string {
	switch s {
	case verdict.Holds:
		return "Holds"
	case verdict.AtRisk:
		return "At risk"
	case verdict.Fails:
		return "Fails"
	}
	return "Unknown"
}

// stateKey is the state's name in classes and in the sprite.
func stateKey(s verdict.State) string {
	switch s {
	case verdict.Holds, verdict.Fails:
		return string(s)
	case verdict.AtRisk:
		return "risk"
	}
	return "unknown"
}

// Count gives "1 bid" or "9 bids", with thousands set apart: "4,182 records".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number gives "4,182".
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Left says how far off a day is, for the column beside a date: "11 days",
// "1 day", "today", "3 days ago". It is empty for no date.
func Left(today, day civil.Date) string {
	if day.IsZero() {
		return ""
	}
	switch n := today.DaysUntil(day); {
	case n == 0:
		return "today"
	case n < 0:
		return Count(-n, "day", "days") + " ago"
	default:
		return Count(n, "day", "days")
	}
}

// InDays is Left for a sentence: "in 11 days", "today", "3 days ago".
func InDays(today, day civil.Date) string {
	s := Left(today, day)
	if today < day {
		return "in " + s
	}
	return s
}

// Late gives "3 days late" for a day that has passed, and "" otherwise.
func Late(today, due civil.Date) string {
	if due.IsZero() || due >= today {
		return ""
	}
	return Count(due.DaysUntil(today), "day", "days") + " late"
}

// DayMonth gives "Fri 4 Dec" within a year of today and "Fri 4 Dec 2028" beyond.
func DayMonth(today, day civil.Date) string {
	switch n := today.DaysUntil(day); {
	case day.IsZero():
		return ""
	case n > 330 || n < -330:
		return day.Time().Format("Mon 2 Jan 2006")
	}
	return day.Time().Format("Mon 2 Jan")
}

// WeekdayLong gives "Friday 4 December" within a year of today, with the year
// beyond: a date in a sentence that asks for something to be done.
func WeekdayLong(today, day civil.Date) string {
	switch n := today.DaysUntil(day); {
	case day.IsZero():
		return ""
	case n > 330 || n < -330:
		return day.LongDay()
	}
	return day.Time().Format("Monday 2 January")
}

// RangeShort gives "12 Mar 2027", or "15 Feb to 31 Jul 2027" for an estimate.
func RangeShort(r civil.Range) string {
	return span(r, civil.Date.Short, "2 Jan")
}

// RangeLong gives "12 March 2027", or "15 February to 31 July 2027".
func RangeLong(r civil.Range) string {
	return span(r, civil.Date.Long, "2 January")
}

func span(r civil.Range, full func(civil.Date) string, dayMonth string) string {
	switch {
	case r.From.IsZero():
		return full(r.To)
	case r.To.IsZero() || r.From == r.To:
		return full(r.From)
	case r.From.Year() == r.To.Year():
		return r.From.Time().Format(dayMonth) + " to " + full(r.To)
	}
	return full(r.From) + " to " + full(r.To)
}

// Pounds gives a sum in pence, or in the minor unit of another currency, for a
// row or a facts line: "£4.2m", "£850k", "£900", "EUR 1.3m". Zero is "".
func Pounds(minor int64, currency string) string {
	if minor == 0 {
		return ""
	}
	sign := map[string]string{"GBP": "£", "": "£", "EUR": "€", "USD": "$"}[currency]
	if sign == "" {
		sign = currency + " "
	}
	whole := float64(minor) / 100
	switch {
	case whole >= 999_950_000:
		return sign + trim(whole/1e9) + "bn"
	case whole >= 999_500:
		return sign + trim(whole/1e6) + "m"
	case whole >= 1000:
		return fmt.Sprintf("%s%.0fk", sign, whole/1000)
	}
	return fmt.Sprintf("%s%.0f", sign, whole)
}

func trim(f float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
}

// CertaintyWords says a certainty letter in words, as it stands beside a rule.
func CertaintyWords(c string) string {
	switch c {
	case "V":
		return "Verified: read in an official source"
	case "V2":
		return "Read in a secondary source"
	case "C":
		return "Commonly stated; not confirmed by a text"
	case "P":
		return "Our own proposal, not a fact about the world"
	}
	return "Uncertain: sources disagree, or nothing was found"
}

// List joins words for a sentence: "a", "a and b", "a, b and c".
func List(words ...string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// DoBy says what to do by when, and whose it is, as it stands under a bid:
// "Book the audit by Fri 4 Dec, 11 days · Owen Pryce · not started".
func DoBy(today civil.Date, action string, by civil.Date, who ...string) []Run {
	if action == "" {
		return nil
	}
	rs := []Run{{Text: action}}
	if !by.IsZero() {
		rs = append(rs, Run{Text: " by "}, Run{Text: DayMonth(today, by), Strong: true}, Run{Text: ", " + Left(today, by)})
	}
	for _, w := range who {
		if w != "" {
			rs = append(rs, Run{Text: " · " + w, Mute: true})
		}
	}
	return rs
}

// Headline is the product's one sentence: bids that fail or are at risk, of
// the live ones.
func Headline(atRisk, live int) string {
	switch {
	case live == 0:
		return "There are no live bids."
	case atRisk == 1:
		return fmt.Sprintf("1 of %d live bids is at risk.", live)
	}
	return fmt.Sprintf("%d of %d live bids are at risk.", atRisk, live)
}

// CountWords is Count with small numbers spelt out, for a headline: "six days".
func CountWords(n int, one, many string) string {
	if n < 1 || n > 9 {
		return Count(n, one, many)
	}
	word := []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}[n-1]
	if n == 1 {
		return word + " " + one
	}
	return word + " " + many
}

// Capital begins a sentence or a heading with a capital letter.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Lower begins a label inside a sentence with a small letter, unless it is an
// abbreviation.
func Lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
