package desk_test

import (
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/desk/work"
	"holdfast/internal/due"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/uitest"
)

// TestWorkSaysIt: what waits stands first and can be seen, tasks can be done,
// days have their names; a person without work sees that, and what comes next.
func TestWorkSaysIt(t *testing.T) {
	t.Parallel()
	today := civil.Of(2027, 1, 6)
	item := func(kind, ref, title, link string, days int) due.Item {
		return due.Item{Owner: "me", Kind: kind, Ref: ref, Title: title, Link: link, Date: today.AddDays(days), Days: days}
	}
	busy := []due.Item{
		item(due.Mention, "COMMENT-3", "Answer Orla Quay about RISK-2", "/risks/RISK-2", 3), item(due.Acknowledgement, "DOC-1", "Read the policy", "/documents/DOC-1", 9),
		item(due.TaskDue, "TASK-1", "Book the audit", "/tasks/TASK-1", -2), item(due.CertificateAct, "CERT-2", "Submit", "/certificates/CERT-2", 0), item(due.TaskDue, "TASK-2", "Write to the buyer", "", 20),
	}
	for name, c := range map[string]struct {
		items []due.Item
		h1    string
		heads string
		own   string
		posts string
	}{
		"busy": {
			busy, "2 things are due of you by Wednesday 13 January 2027, 1 of them late. 2 things wait for your word.", "Waits for your word, Due of you",
			"Late 1, Today 1, Tuesday 26 January 1", "/comments/COMMENT-3/seen /tasks/TASK-1/done /tasks/TASK-2/done",
		},
		"idle": {[]due.Item{item(due.TaskDue, "TASK-9", "Renew", "", 100)}, "Nothing is due of you. Next: Renew, in 100 days.", "", "", ""},
		"none": {nil, "Nothing is due of you. What falls due of you, or waits for your word, will stand here.", "", "", ""},
	} {
		v := desk.WorkView{Shell: uitest.TodayView().Shell, Board: work.Build(c.items, "me", today), Tasks: true}
		n := uitest.Parse(t, uitest.Render(t, desk.WorkPage(v)))
		if got := h1(t, n); got != c.h1 {
			t.Errorf("%s: h1 %q", name, got)
		}
		if got := strings.Join(headings(n), ", "); got != c.heads {
			t.Errorf("%s: sections %s", name, got)
		}
		var own, posts []string
		for _, h := range uitest.All(n, "h3") {
			own = append(own, uitest.Text(h))
		}
		for _, f := range uitest.All(n, "form") {
			if a := uitest.Attr(f, "action"); strings.HasPrefix(a, "/comments") || strings.HasPrefix(a, "/tasks") {
				posts = append(posts, a)
			}
		}
		if got := strings.Join(own, ", "); got != c.own {
			t.Errorf("%s: days %s", name, got)
		}
		if got := strings.Join(posts, " "); got != c.posts {
			t.Errorf("%s: actions %s", name, got)
		}
		for _, f := range uitest.Faults(n) {
			t.Errorf("%s: %s", name, f)
		}
	}
}
