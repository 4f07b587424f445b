package desk_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/chart"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/uitest"
)

func page(t *testing.T, v desk.TodayView) *html.Node {
	t.Helper()
	return uitest.Parse(t, uitest.Render(t, desk.TodayPage(v)))
}

func h1(t *testing.T, n *html.Node) string {
	t.Helper()
	return uitest.Text(uitest.All(n, "h1")[0])
}

func headings(n *html.Node) []string {
	var out []string
	for _, h := range uitest.All(n, "h2") {
		if p := h.Parent; uitest.Class(p, "sec-h") {
			out = append(out, uitest.Text(h))
		}
	}
	return out
}

func TestTodaySaysIt(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.TodayView())
	if got, want := h1(t, n), "2 of 9 live bids are at risk. The next date is the Cyber Essentials Plus renewal: book the audit by Friday 4 December, in 11 days."; got != want {
		t.Errorf("h1 %q", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "tally")); got != "1 Fails 1 At risk 1 Unknown 6 Holds £6.0m of £10.4m is at risk" {
		t.Errorf("tally %q", got)
	}
	for i, a := range uitest.All(uitest.ByClass(n, "tally"), "a") {
		if want := []string{"fails", "at-risk", "unknown", "holds"}[i]; uitest.Attr(a, "href") != "/bids?state="+want {
			t.Errorf("the count of %s leads to %s", want, uitest.Attr(a, "href"))
		}
	}
	if got := strings.Join(headings(n), ", "); got != "At risk or unknown, What changed, Due this week" {
		t.Errorf("sections: %s", got)
	}
	var order []string
	for _, li := range uitest.All(n, "li") {
		if uitest.Class(li, "bid") {
			order = append(order, uitest.Text(uitest.ByClass(li, "id")))
		}
	}
	if got := strings.Join(order, " "); got != "BID-7 BID-4 BID-9" {
		t.Errorf("bids that do not hold, worst first: %s", got)
	}
}

func TestTodayOwners(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.TodayView())
	var owners []string
	for _, h := range uitest.All(n, "h3") {
		if uitest.Class(h, "own") {
			owners = append(owners, uitest.Text(h))
		}
	}
	if got := strings.Join(owners, ", "); got != "Dafydd Rees 1, Owen Pryce 1, Priya Nair 1, No owner yet 1" {
		t.Errorf("owners: %s", got)
	}
	if got := uitest.Text(uitest.ByClass(n, "late")); got != "3 days late" {
		t.Errorf("late: %q", got)
	}
	var done []string
	for _, b := range uitest.All(n, "button") {
		done = append(done, uitest.Attr(b, "aria-label"))
	}
	if len(done) != 3 || done[2] != "Done: Submit BID-1" {
		t.Errorf("buttons: %q", done)
	}
}

// Somebody with many tasks shows the first few: what bids rest on stays in front.
func TestTodayDoesNotDrown(t *testing.T) {
	t.Parallel()
	v := uitest.TodayView()
	v.Due = nil
	for i := range 5 {
		v.Due = append(v.Due, desk.DueTask{Owner: "Owen Pryce", Text: "Collect again", ID: "EV-1", Href: "/evidence/EV-1", By: uitest.Today.AddDays(-100 - i)})
	}
	v.Due = append(v.Due, desk.DueTask{Owner: "Hannah Okafor", Text: "Review", ID: "DOC-8", Href: "/documents/DOC-8", By: uitest.Today.AddDays(-300)})
	v.Due = append(v.Due, desk.DueTask{Owner: "Owen Pryce", Text: "Book the assessor", ID: "CERT-3", Href: "/certificates/CERT-3", By: uitest.Today, Bid: true})
	n := page(t, v)
	due := ""
	for _, sec := range uitest.All(n, "section") {
		if strings.HasPrefix(uitest.Text(sec), "Due this week") {
			due = uitest.Text(sec)
		}
	}
	if !strings.HasPrefix(due, "Due this week 7 things, 2 people Owen Pryce 6 Book the assessor CERT-3") {
		t.Errorf("what a bid rests on is not first: %q", due)
	}
	if !strings.Contains(due, "3 more of Owen Pryce Hannah Okafor 1") || strings.Count(due, "Collect again") != 2 {
		t.Errorf("the rest is not folded: %q", due)
	}
}

func TestTodaySentences(t *testing.T) {
	t.Parallel()
	v := uitest.TodayView()
	due := v.Due
	for _, c := range []struct {
		name string
		edit func(*desk.TodayView)
		want string
	}{
		{"one at risk", func(v *desk.TodayView) { v.Bids = v.Bids[:4]; v.Next = nil }, "1 of 4 live bids is at risk."},
		{"unknown is not at risk", func(v *desk.TodayView) { v.Bids = v.Bids[8:]; v.Next = nil }, "0 of 1 live bids are at risk."},
		{"quiet", func(v *desk.TodayView) { v.Bids = v.Bids[:3]; v.Due = nil; v.Next = nil }, "0 of 3 live bids are at risk. Nothing is due this week. There is nothing for you to do today."},
		{"holds, but something is due", func(v *desk.TodayView) { v.Bids = v.Bids[:3]; v.Due = due; v.Next = nil }, "0 of 3 live bids are at risk."},
		{"only certificates", func(v *desk.TodayView) { v.Bids = nil; v.Due = nil; v.Next = nil }, "There are no live bids. Nothing is due this week. There is nothing for you to do today."},
		{"a date has passed", func(v *desk.TodayView) { v.Next = &desk.Next{What: "the audit", By: uitest.Today - 3} }, "2 of 9 live bids are at risk. Late since Friday 20 November: the audit."},
	} {
		v := uitest.TodayView()
		c.edit(&v)
		if got := h1(t, page(t, v)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A person with nothing to do sees that, and no empty section.
func TestQuietDayHasNoSections(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.QuietView())
	if hs := headings(n); len(hs) != 0 {
		t.Errorf("sections on a quiet day: %q", hs)
	}
	if got := uitest.Text(uitest.ByClass(n, "find-s")); got != "Your certificates cover every live bid" {
		t.Errorf("finding: %q", got)
	}
}

func TestFirstDayOffersThreeWays(t *testing.T) {
	t.Parallel()
	n := page(t, uitest.EmptyView())
	if uitest.ByClass(n, "tl") != nil || uitest.ByClass(n, "tally") != nil {
		t.Error("an empty picture or tally is drawn")
	}
	if ways := uitest.All(uitest.ByClass(n, "empty"), "a"); len(ways) != 3 {
		t.Errorf("%d ways, want 3", len(ways))
	}
}

// The rail lists what it is given, marks where one is, and leads nowhere else.
func TestRail(t *testing.T) {
	t.Parallel()
	v := uitest.TodayView()
	v.Shell.Nav = []ui.NavGroup{{Name: "Desk", Items: []ui.NavItem{{Label: "Today", Href: "/"}}}}
	nav := uitest.All(page(t, v), "nav")[0]
	as := uitest.All(nav, "a")
	if len(as) != 1 || uitest.Attr(as[0], "aria-current") != "page" {
		t.Errorf("rail: %s", uitest.Text(nav))
	}
}

func TestFindingIsMadeFromTheWorstBid(t *testing.T) {
	t.Parallel()
	v := uitest.TodayView()
	v.Finding = ""
	if got := uitest.Text(uitest.ByClass(page(t, v), "find-s")); got != "BID-7: no ISO 22301 at submission" {
		t.Errorf("finding: %q", got)
	}
	v.Bids = []desk.LiveBid{{Bid: chart.Bid{ID: "BID-1", Name: "A", State: chart.Fails}, Why: "No certificate."}}
	if got := uitest.Text(uitest.ByClass(page(t, v), "find-s")); got != "No certificate." {
		t.Errorf("finding: %q", got)
	}
}
