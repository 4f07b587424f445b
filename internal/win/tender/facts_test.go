package tender_test

import (
	"testing"

	"holdfast/internal/win/tender"
)

// read reads facts of one page.
func read(text string) tender.Facts {
	rows := []tender.Row{{Value: tender.Document{Name: "Pack.zip/ITT.pdf"}}}
	return tender.ReadFacts(rows, []tender.Text{{Pages: []tender.Page{{Label: "page 1", Text: text}}}})
}

func TestFactsFromClearWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, deadline, time, award, start string }{
		{"colon and time first", "Deadline for receipt of tenders: 12:00 on 14 January 2027.", "2027-01-14", "12:00", "", ""},
		{"noon after", "The closing date for the submission of tenders is Thursday 14th January 2027 at 12 noon.", "2027-01-14", "12:00", "", ""},
		{"duty", "Tenders must be submitted through the portal no later than 5pm on 3 Feb 2027", "2027-02-03", "17:00", "", ""},
		{"figures", "Tender return date\n14/01/2027", "2027-01-14", "", "", ""},
		{"timetable", "Issue of ITT 1 December 2026\nDeadline for clarification questions 18 December 2026\nTender submission deadline 14 January 2027\nExpected contract award 19 February 2027\nContract start date 1 April 2027\n", "2027-01-14", "", "2027-02-19", "2027-04-01"},
		{"clarifications alone", "Deadline for submission of clarification questions: 18 December 2026", "", "", "", ""},
		{"vague", "The Authority aims to award in spring 2027 and tenders are invited.", "", "", "", ""},
		{"another sentence", "Tenders must be submitted through the portal. The Council met on 3 February 2027.", "", "", "", ""},
		{"no such day", "Deadline for receipt of tenders: 31 February 2027", "", "", "", ""},
		{"will be awarded", "The contract will be awarded on 19 February 2027 and the services will commence on 1 April 2027.", "", "", "2027-02-19", "2027-04-01"},
	} {
		f := read(c.text)
		for _, w := range []struct {
			what, want string
			got        *tender.Fact
		}{{"deadline", c.deadline, f.Deadline}, {"award", c.award, f.Award}, {"start", c.start, f.Start}} {
			got := ""
			if w.got != nil {
				got = w.got.Day.String()
			}
			if got != w.want {
				t.Errorf("%s: %s is %q (%+v), want %q", c.name, w.what, got, w.got, w.want)
			}
		}
		if f.Deadline != nil && f.Deadline.Time != c.time {
			t.Errorf("%s: time %q, want %q", c.name, f.Deadline.Time, c.time)
		}
	}
}

func TestFactsSayTheirWordsAndTheirPlace(t *testing.T) {
	t.Parallel()
	f := read("Invitation to Tender for Regional data platform\nContracting authority: Trentwell Integrated Care Board\n\nDeadline for receipt of tenders: 12:00 on 14 January 2027\nTenders must be received by 21 January 2027\n")
	if f.Title == nil || f.Title.Value != "Regional data platform" || f.Buyer == nil || f.Buyer.Value != "Trentwell Integrated Care Board" {
		t.Fatalf("title %+v, buyer %+v", f.Title, f.Buyer)
	}
	if f.Deadline.Quote != "Deadline for receipt of tenders: 12:00 on 14 January 2027" || f.Deadline.Where != "ITT.pdf, page 1" {
		t.Errorf("%+v", f.Deadline)
	}
	if f.Deadline.Else != "“Tenders must be received by 21 January 2027” (ITT.pdf, page 1)" {
		t.Errorf("the other day is not said: %q", f.Deadline.Else)
	}
	if g := read("Lindmere Borough Council (the “Council”) invites tenders."); g.Buyer == nil || g.Buyer.Value != "Lindmere Borough Council" {
		t.Errorf("buyer %+v", g.Buyer)
	}
}
