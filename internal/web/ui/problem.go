package ui

// ProblemView is a failure that a person sees: what happened in their words,
// what to do, and a reference that finds it in the log.
type ProblemView struct {
	Title     string // "This page does not exist"
	Text      string
	Fields    []Problem
	Ways      []Action // "Go to Today"
	Reference string
}
