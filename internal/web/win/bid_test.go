package win_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/uitest"
	"holdfast/internal/web/win"
)

func page(t *testing.T, v win.BidView) *html.Node {
	t.Helper()
	return uitest.Parse(t, uitest.Render(t, win.BidPage(v)))
}

func byID(n *html.Node, id string) *html.Node {
	for _, e := range uitest.All(n, "*") {
		if uitest.Attr(e, "id") == id {
			return e
		}
	}
	return nil
}

func ruling(n *html.Node) string {
	return uitest.Text(uitest.All(uitest.ByClass(n, "ruling"), "h2")[0])
}

func row(t *testing.T, n *html.Node, i int) string {
	t.Helper()
	return uitest.Text(uitest.All(uitest.All(uitest.ByClass(n, "mx"), "tbody")[0], "tr")[i])
}

func TestBidRulesMatrixAndFix(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.BidView())
	if got := ruling(n); got != "At risk at award: Cyber Essentials Plus ends six days too soon" {
		t.Errorf("ruling %q", got)
	}
	for i, want := range []string{
		"Cyber Essentials Plus at award, kept through the term CERT-3 to 13 Feb 2027 Not asked would hold At risk 6 days short At risk 47 days short by 22 Jan 2028 then 22 Jan 2029 and 22 Jan 2030",
		"ISO/IEC 27001 at submission CERT-1 to 30 Apr 2027, 2022 edition Holds 108 days to spare Not asked Holds 29 days to spare None",
		"DSPT, Standards Met by contract start CERT-4 to 30 Jun 2027, code XJ417 Not asked Not asked Holds 90 days to spare by 30 Jun 2027 then 30 Jun 2028",
		"Independent penetration test expected, at submission No certificate Unknown Not asked Unknown None",
	} {
		if got := row(t, n, i); got != want {
			t.Errorf("row %d:\n got %s\nwant %s", i, got, want)
		}
	}
	why := uitest.Text(byID(n, "why"))
	for _, want := range []string{
		"Why Cyber Essentials Plus is at risk", "“The Supplier must hold", "Rule R01: the words of the notice win", "Source Find a Tender, 071904-2026 , read 23 November 2026, 07:02",
		"Certainty Verified", "First failing day 14 February 2027", "Date : At risk",
	} {
		if !strings.Contains(why, want) {
			t.Errorf("why has no %q:\n%s", want, why)
		}
	}
	if m := uitest.All(n, "mark"); len(m) != 1 || !strings.HasPrefix(uitest.Text(m[0]), "must hold") {
		t.Error("the words that decide are not marked")
	}
	if got := uitest.Text(byID(n, "fix")); !strings.Contains(got, "Book the audit Fri 4 Dec 2026 11 days") {
		t.Errorf("fix: %s", got)
	}
	primary := 0
	for _, b := range uitest.All(n, "*") {
		if uitest.Class(b, "btn-1") {
			primary++
			if f := b.Parent; f.Data != "form" || uitest.Attr(f, "method") != "post" || uitest.Attr(f, "action") != "/certificates/CERT-3/renewal" {
				t.Error("Start renewal is not a form of its own")
			}
		}
	}
	if primary != 1 {
		t.Errorf("%d primary buttons, want one", primary)
	}
}

// Renewals owed after the start are listed apart and change no state.
func TestRenewalsOwedAreNoState(t *testing.T) {
	t.Parallel()
	v := uitest.BidView()
	v.Verdict.RenewalsOwed = nil
	without := page(t, v)
	if strings.Contains(uitest.Text(uitest.ByClass(without, "mx")), "Renewals owed") {
		t.Error("a column of nothing")
	}
	if ruling(without) != ruling(page(t, uitest.BidView())) {
		t.Error("renewals owed changed the ruling")
	}
}

// The last day counts: a date on it holds, a date after it does not.
func TestTheLastDayCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ award, want string }{
		{"2027-02-12", "Holds 1 day to spare"}, {"2027-02-13", "Holds on its last day"}, {"2027-02-14", "At risk 1 day short"},
	} {
		v := uitest.BidView()
		v.Bid.Dates.Award = &verdict.Day{Date: civil.MustParse(c.award), Basis: "stated"}
		if got := row(t, page(t, v), 0); !strings.Contains(got, "would hold "+c.want+" At risk") {
			t.Errorf("award on %s: %s, want %s", c.award, got, c.want)
		}
	}
}

// Where another check decides, no date is said to hold, and the cell says which
// check it is.
func TestAnotherEntityHoldsIt(t *testing.T) {
	t.Parallel()
	v := uitest.BidView()
	g := &v.Verdict.Groups[1]
	g.State, g.Checks = verdict.Fails, []verdict.Check{{Name: "entity", State: verdict.Fails}, {Name: "date", State: verdict.Holds}}
	v.Selected = 1
	if got := row(t, page(t, v), 1); !strings.HasSuffix(got, "Fails another entity Not asked Fails another entity None") {
		t.Errorf("row: %s", got)
	}
}

// An open question is answered, not begun in time: no lead time is spoken of.
func TestUnknownAsksAndDoesNotHurry(t *testing.T) {
	t.Parallel()
	v := uitest.BidView()
	g := v.Verdict.Groups[3]
	g.Fix = &verdict.Fix{Action: "Ask the buyer", StartBy: uitest.Today}
	v.Verdict = verdict.Verdict{State: verdict.Unknown, Groups: []verdict.Group{g}}
	v.Groups, v.Selected = v.Groups[3:], 0
	n := page(t, v)
	if got := uitest.Text(uitest.ByClass(n, "ruling")); strings.Contains(got, "Start") {
		t.Errorf("ruling: %s", got)
	}
	if byID(n, "fix") != nil || byID(n, "questions") == nil {
		t.Error("the question stands twice, or not at all")
	}
}

func TestEstimatedAwardIsARange(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.EstimatedView())
	if got := ruling(n); got != "At risk if the award comes after 13 February 2027, when Cyber Essentials Plus ends" {
		t.Errorf("ruling %q", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "mx")); !strings.Contains(got, "Award 1 Jan to 16 Jun 2027, estimated") || !strings.Contains(got, "At risk covered to 13 Feb") {
		t.Errorf("matrix: %s", got)
	}
	if got := uitest.Text(byID(n, "dates")); !strings.Contains(got, "Award estimated 1 Jan to 16 Jun 2027") {
		t.Errorf("dates: %s", got)
	}
}

func TestHeadlines(t *testing.T) {
	t.Parallel()
	day := civil.MustParse
	one := func(g verdict.Group, gv win.GroupView) win.BidView {
		v := uitest.BidView()
		g.Counts, g.Scheme, gv.Name = true, "iso-27001", "ISO/IEC 27001"
		v.Verdict = verdict.Verdict{State: g.State, Groups: []verdict.Group{g}}
		v.Groups, v.Selected = []win.GroupView{gv}, 0
		return v
	}
	award := day("2027-02-19")
	for _, c := range []struct {
		name string
		v    win.BidView
		want string
	}{
		{"none held", one(verdict.Group{State: verdict.Fails, DecisiveDay: award}, win.GroupView{}), "Fails at award: no ISO/IEC 27001"},
		{"one day", one(verdict.Group{State: verdict.Fails, DecisiveDay: award, Certificate: "CERT-1"}, win.GroupView{LastDay: award - 1}), "Fails at award: ISO/IEC 27001 ends one day too soon"},
		{"another check", one(verdict.Group{State: verdict.Fails, DecisiveDay: award, Certificate: "CERT-1", Checks: []verdict.Check{{Name: "entity", State: verdict.Fails}}}, win.GroupView{LastDay: award + 9}), "Fails at award: ISO/IEC 27001, another legal entity holds it"},
		{"unknown", one(verdict.Group{State: verdict.Unknown, DecisiveDay: award, Certificate: "CERT-1"}, win.GroupView{LastDay: award + 9}), "Unknown until a question about ISO/IEC 27001 is answered"},
		{"holds", one(verdict.Group{State: verdict.Holds, DecisiveDay: award, Certificate: "CERT-1"}, win.GroupView{LastDay: award + 9}), "Holds on every date: ISO/IEC 27001"},
		{"nothing read", uitest.BareView(), "Unknown until it is known what the buyer asks for"},
	} {
		if got := ruling(page(t, c.v)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSelectWorst(t *testing.T) {
	t.Parallel()
	g := func(s verdict.State, counts bool) verdict.Group { return verdict.Group{State: s, Counts: counts} }
	v := verdict.Verdict{Groups: []verdict.Group{g(verdict.Fails, false), g(verdict.Holds, true), g(verdict.Unknown, true), g(verdict.AtRisk, true), g(verdict.AtRisk, true)}}
	if got := win.SelectWorst(v); got != 3 {
		t.Errorf("%d, want the first that is at risk: what does not count decides nothing", got)
	}
	if got := win.SelectWorst(verdict.Verdict{}); got != 0 {
		t.Errorf("nothing asked: %d", got)
	}
}

// What if shows what would be beside what is, which stays as it is.
func TestWhatIfWorksWithoutScript(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.WhatIfView())
	if got := ruling(n); !strings.HasPrefix(got, "At risk") {
		t.Errorf("the verdict itself changed: %q", got)
	}
	form := uitest.All(byID(n, "what-if"), "form")[0]
	if uitest.Attr(form, "method") != "get" || uitest.Attr(form, "action") != "/bids/BID-4#what-if" {
		t.Error("what if is not a form that a link can hold")
	}
	answer := uitest.Text(byID(n, "what-if-answer"))
	for _, want := range []string{"As it stands", "At risk", "Award on 12 February 2027", "Holds", "Nothing has been saved."} {
		if !strings.Contains(answer, want) {
			t.Errorf("answer has no %q: %s", want, answer)
		}
	}
}

func TestErrorsComeFirst(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.BareView())
	if got := uitest.Text(uitest.All(n, "title")[0]); !strings.HasPrefix(got, "Error: ") {
		t.Errorf("title %q", got)
	}
	sum := uitest.ByClass(n, "errsum")
	if uitest.Attr(sum, "role") != "alert" || !uitest.Has(sum, "autofocus") {
		t.Error("the summary does not take the focus")
	}
	bad := byID(n, "new-reason")
	if uitest.Attr(bad, "aria-invalid") != "true" || uitest.Attr(bad, "aria-describedby") != "new-reason-hint new-reason-err" {
		t.Error("the field does not say what is wrong with it")
	}
	for _, d := range uitest.All(n, "details") {
		if uitest.Class(d, "fold") && !uitest.Has(d, "open") && strings.Contains(uitest.Text(d), "Add") {
			t.Error("the form with the error is folded away")
		}
	}
}

func TestBidsList(t *testing.T) {
	t.Parallel()
	n := uitest.Parse(t, uitest.Render(t, win.BidsPage(uitest.BidsView())))
	rows := uitest.All(uitest.All(n, "tbody")[0], "tr")
	if got := uitest.Text(rows[0]); got != "Harrowdene County Council: IT service desk and field support BID-7 Fails CE Plus : Fails ISO 27001 : Holds 18 Dec 2026 25 days £1.8m In preparation Rhian Vaughan" {
		t.Errorf("first row: %s", got)
	}
	var sorted []string
	for _, th := range uitest.All(n, "th") {
		if s := uitest.Attr(th, "aria-sort"); s != "" {
			sorted = append(sorted, uitest.Text(th)+" "+s)
		}
	}
	if strings.Join(sorted, ",") != "Verdict ascending" {
		t.Errorf("sorted: %q", sorted)
	}
	v := uitest.BidsView()
	v.Bids, v.Filtered, v.ClearHref = nil, true, "/bids"
	if got := uitest.Text(uitest.All(uitest.Parse(t, uitest.Render(t, win.BidsPage(v))), "main")[0]); !strings.Contains(got, "No bid matches this filter. Show all bids") {
		t.Errorf("a filter without bids: %s", got)
	}
}
