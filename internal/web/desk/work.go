package desk

import (
	"net/http"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/work"
	"holdfast/internal/due"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Work is the page of what one person has to do; cmd fills it.
type Work struct {
	*frame.Frame
	// Due gives what falls due of every register.
	Due func(change.Reader, civil.Date) ([]due.Item, error)
}

// Routes gives the page.
func (p *Work) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Pattern: "/work", Page: "work", Handler: p.page}}
}

// WorkView is the page.
type WorkView struct {
	Shell ui.Shell
	Board work.Board
	// Tasks may be marked as done by who looks.
	Tasks bool
}

var workDone = map[string]string{"task": "Marked as done.", "seen": "Seen."}

func (p *Work) page(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sh, err := p.Shell(ctx, "My work", "/work", frame.Done(r, workDone))
	if err != nil {
		return err
	}
	a := frame.Actor(ctx)
	v := WorkView{Shell: sh, Tasks: a.AsAt == 0}
	err = p.Door.See(ctx, a, func(in *change.View) error {
		items, err := p.Due(in, p.Today())
		v.Board = work.Build(items, a.Person, p.Today())
		return err
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, WorkPage(v))
}

func (v WorkView) sentence() ui.Sentence {
	fact, then := v.Board.Sentence()
	return ui.Sentence{Above: v.Board.Today.LongDay(), Fact: fact, Then: then}
}

// waits are the items that wait for a word, under one heading without a name.
func (v WorkView) waits() []ui.Task {
	var out []ui.Task
	for _, it := range v.Board.Waits {
		t := v.task(it)
		if it.Kind == due.Mention {
			t.Done = &ui.Action{Label: "Seen", Href: "/comments/" + it.Ref + "/seen", Post: true, Hidden: []ui.Hidden{{Name: "from", Value: "work"}}}
		}
		out = append(out, t)
	}
	return out
}

// days are what is late, then one heading for each day.
func (v WorkView) days() []ui.OwnerTasks {
	var out []ui.OwnerTasks
	if len(v.Board.Late) > 0 {
		out = append(out, ui.OwnerTasks{Owner: "Late", Tasks: v.tasks(v.Board.Late)})
	}
	for _, d := range v.Board.Days {
		name := ui.WeekdayLong(v.Board.Today, d.Date)
		if d.Date == v.Board.Today {
			name = "Today"
		}
		out = append(out, ui.OwnerTasks{Owner: name, Tasks: v.tasks(d.Items)})
	}
	return out
}

func (v WorkView) tasks(items []due.Item) []ui.Task {
	out := make([]ui.Task, len(items))
	for i, it := range items {
		out[i] = v.task(it)
	}
	return out
}

func (v WorkView) task(it due.Item) ui.Task {
	t := ui.Task{Say: it.Title + " " + it.Ref, When: ui.Left(v.Board.Today, it.Date)}
	if late := ui.Late(v.Board.Today, it.Date); late != "" {
		t.When, t.Late = late, true
	}
	title := ui.Run{Text: it.Title, Strong: it.Hard}
	if it.Link != "" && it.Kind != due.TaskDue {
		title.Href = it.Link
	}
	t.Text = []ui.Run{title, {Text: " "}, {Text: it.Ref, Mute: true}}
	if it.Why != "" {
		t.Text = append(t.Text, ui.Run{Text: " "}, ui.Run{Text: it.Why, Mute: true})
	}
	if it.Kind == due.TaskDue && v.Tasks {
		t.Done = &ui.Action{Label: "Done", Href: "/tasks/" + it.Ref + "/done", Post: true, Hidden: []ui.Hidden{{Name: "from", Value: "work"}}}
	}
	return t
}

func (v WorkView) later() string {
	if v.Board.Later == 0 {
		return ""
	}
	return strings.TrimSpace(ui.Count(v.Board.Later, "thing is", "things are") + " due of you later on.")
}
