package work_test

import (
	"fmt"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/desk/work"
	"holdfast/internal/due"
)

var today = civil.Of(2027, 1, 6)

func item(owner, kind, title string, days int) due.Item {
	return due.Item{Owner: owner, Kind: kind, Title: title, Ref: title, Date: today.AddDays(days), Days: days}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	task := func(days ...int) []due.Item {
		var out []due.Item
		for i, d := range days {
			out = append(out, item("me", due.TaskDue, fmt.Sprint("T", i), d))
		}
		return out
	}
	mention := item("me", due.Mention, "Answer Orla", 3)
	for name, c := range map[string]struct {
		items      []due.Item
		fact, then string
	}{
		"nothing":                {nil, "Nothing is due of you.", "What falls due of you, or waits for your word, will stand here."},
		"of others":              {[]due.Item{item("you", due.TaskDue, "T", 0), item("", due.TaskDue, "U", 1)}, "Nothing is due of you.", "What falls due of you, or waits for your word, will stand here."},
		"far off":                {task(98), "Nothing is due of you.", "Next: T0, in 98 days."},
		"one soon":               {task(7), "1 thing is due of you by Wednesday 13 January 2027.", ""},
		"a day past the week":    {task(8), "Nothing is due of you.", "Next: T0, in 8 days."},
		"some late":              {task(-2, 0, 3), "3 things are due of you by Wednesday 13 January 2027, 1 of them late.", ""},
		"all late":               {task(-2, -1), "2 things are due of you, all of them late.", ""},
		"one, late":              {task(-1), "1 thing is due of you, and late.", ""},
		"waits alone":            {[]due.Item{mention}, "1 thing waits for your word.", ""},
		"waits, and what's next": {append(task(20), mention, mention), "2 things wait for your word.", "Next: T0, in 20 days."},
		"both":                   {append(task(1), mention), "1 thing is due of you by Wednesday 13 January 2027.", "1 thing waits for your word."},
	} {
		fact, then := work.Build(c.items, "me", today).Sentence()
		if fact != c.fact || then != c.then {
			t.Errorf("%s: %q %q, want %q %q", name, fact, then, c.fact, c.then)
		}
	}
}

func TestBuild(t *testing.T) {
	t.Parallel()
	b := work.Build([]due.Item{
		item("me", due.TaskDue, "far", 61), item("me", due.TaskDue, "b", 4), item("me", due.ReviewDue, "a", 4), item("me", due.TaskDue, "now", 0),
		item("me", due.TaskDue, "late", -9), item("me", due.Approval, "word", -1), item("you", due.TaskDue, "other", 1), item("me", due.TaskDue, "edge", 60),
	}, "me", today)
	got := ""
	for _, it := range b.Waits {
		got += "waits " + it.Title + "; "
	}
	for _, it := range b.Late {
		got += "late " + it.Title + "; "
	}
	for _, d := range b.Days {
		got += d.Date.String()
		for _, it := range d.Items {
			got += " " + it.Title
		}
		got += "; "
	}
	if want := "waits word; late late; 2027-01-06 now; 2027-01-10 a b; 2027-03-07 edge; "; got != want || b.Later != 1 || b.Now() != 4 || b.Next.Title != "now" {
		t.Errorf("%s, later %d, now %d, next %v\nwant %s", got, b.Later, b.Now(), b.Next, want)
	}
}
