package ui

import "holdfast/internal/verdict"

// BidRow is a bid in a list: its state and name, why, and what to do by when.
type BidRow struct {
	State verdict.State
	Name  string // "Trentwell Integrated Care Board: Regional data platform"
	ID    string
	Href  string
	Value string // "£4.2m"
	Why   string
	Do    []Run // "Book the audit by Fri 4 Dec, 11 days · Owen Pryce · not started"
}

// OwnerTasks is what one person has to do.
type OwnerTasks struct {
	Owner string
	Tasks []Task
	// More is how many tasks there are beside these, and MoreHref where they stand.
	More     int
	MoreHref string
}

// Task is one thing due. With Done set it has a button that works without
// script; without it only the words stand.
type Task struct {
	Text []Run
	Say  string // the task in plain words, for the button's name
	When string // "Fri 27 Nov", "3 days late"
	Late bool
	Done *Action // posted when it is done
}

// LogEntry is one change: when, and what it changed.
type LogEntry struct {
	When string // "Today 07:02", "Sat 21 Nov"
	Text []Run
}
