package ui

import "holdfast/internal/verdict"

// Fix is what makes a requirement hold: steps with their days, first step
// first; the last line is the last possible day.
type Fix struct {
	Makes   verdict.State // what it leads to; empty: not said
	Title   string        // "Renew Cyber Essentials Plus"
	Text    string        // lead times, the best day to finish and why
	Steps   []Step
	Actions []Action
}

// Step is one line of a fix.
type Step struct {
	Text   string
	When   string // "Fri 4 Dec 2026"
	Left   string // "11 days", under the date
	Strong bool
}

// ActBy is one of the dates to act by: label, date, why.
type ActBy struct{ Label, Date, Why string }
