// Package bidnav is the way from one page of a bid to its others.
package bidnav

import "net/url"

// Tab is one page of a bid.
type Tab struct {
	Name string // how the pages name themselves
	Text string
	Path string // below the bid's own page; empty for the bid itself
}

// All lists the pages of a bid in the order in which a bid is worked on.
var All = []Tab{
	{Name: "verdict", Text: "Verdict"},
	{Name: "documents", Text: "Documents", Path: "/documents"},
	{Name: "questions", Text: "Questions", Path: "/questions"},
	{Name: "answers", Text: "Answers", Path: "/questionnaires"},
	{Name: "statement", Text: "Statement", Path: "/statement"},
	{Name: "pack", Text: "Pack", Path: "/pack"},
}

// href gives the address of a bid's page.
func (t Tab) href(bid string) string { return "/bids/" + url.PathEscape(bid) + t.Path }
