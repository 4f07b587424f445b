package uitest

import "holdfast/internal/web/ui"

func doneShell() ui.Shell {
	s := Shell()
	s.Done = "Certificate CERT-1 was saved."
	return s
}

func formShell() ui.Shell {
	s := Shell()
	s.Doc, s.Problem = true, true
	return s
}

func formFields() []ui.Field {
	return []ui.Field{
		{ID: "scheme", Label: "Scheme", Kind: "select", Choices: []ui.Choice{{Value: "cyber-essentials-plus", Label: "Cyber Essentials Plus"}}},
		{ID: "number", Label: "Certificate number", Hint: "As printed, with its hyphens", Value: "9b41d0c7-58e2", Auto: "off"},
		{ID: "entity", Label: "Legal entity", Kind: "select", Err: "Choose the legal entity named on the certificate", Choices: []ui.Choice{{Value: "", Label: "Choose one"}}},
		{ID: "issued", Label: "Issued on", Kind: "date", Value: "2026-02-13"},
		{ID: "expires", Label: "Valid until", Kind: "date", Hint: "For Cyber Essentials this is one year after the day of issue", Err: "The end date must be after the issue date, 13 February 2026", Value: "2025-02-13"},
		{ID: "scope", Label: "Scope, word for word", Kind: "textarea", Rows: 3, Hint: "Bids are tested against these words", Value: "Whole organisation", Optional: true},
		{ID: "file", Label: "Certificate PDF", Kind: "file", Accept: "application/pdf", Optional: true},
	}
}
