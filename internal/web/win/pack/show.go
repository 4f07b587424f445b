package pack

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/pack"
)

// View is the page of a bid's pack.
type View struct {
	Shell   ui.Shell
	Bid     string
	Head    ui.Head
	Errors  ui.ErrorSummary
	Table   *ui.Table
	Tally   string
	Choose  *ChooseView
	Built   []ui.KV
	File    string // where it is saved from
	Verify  []string
	Send    string // where the sending is recorded
	Changes []pack.Change
	Since   string // "since it was sent": of what
	Sent    []ui.LogEntry
	Next    *ui.Action
	Before  []ui.Link // packs that were sent before
}

// ChooseView is the form that says what goes in.
type ChooseView struct {
	Action string
	Open   bool
	Groups []Group
	Also   ui.Field
	Button string
}

// Group is the items of one sort.
type Group struct {
	ID, Legend string
	Options    []ui.Choice
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.page(w, r, http.StatusOK, "", "")
}

// page shows the pack; wrong is what was wrong with a choice.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, status int, wrong, also string) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	l, err := p.load(r)
	if err != nil {
		return err
	}
	b := &l.house.Bid
	here := path(b.Number)
	sh, err := p.Shell(ctx, "Pack for "+b.Number, "/bids/"+b.Number, frame.Done(r, done))
	if err != nil {
		return err
	}
	v := View{Shell: sh, Bid: b.Number}
	said := pack.Headline(l.lines, &b.Value, l.house.Today)
	v.Head = ui.Head{Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: b.Number, Href: "/bids/" + b.Number}, {Label: "Pack"}}}
	ready, rest, _ := strings.Cut(said, " · ")
	v.Head.Title = ui.Capital(ready)
	v.Head.Lede = join(ui.Capital(rest), b.Value.Buyer, b.Value.Title)
	value := l.value()
	if last := value.Last(); last != nil {
		v.Head.Title = "Sent to " + last.To + " " + pack.WayWord(last.Way) + " on " + last.On.Long()
	}
	_, chosen := pack.Tally(l.lines)
	if chosen > 0 {
		v.Table, v.Tally = p.table(l, may(a, authz.Update) && value.State != pack.Sent), said
	}
	if may(a, authz.Update) && value.State != pack.Sent {
		v.Choose = p.chooseView(l, chosen == 0, wrong, also)
	}
	p.builtView(ctx, a, l, &v)
	if wrong != "" {
		v.Errors = ui.ErrorSummary{Problems: []ui.Problem{{Field: "also", Text: wrong}}}
		v.Shell.Problem = true
	}
	if may(a, authz.Act) && chosen > 0 && value.State != pack.Sent {
		label := "Build the pack"
		if value.File != "" {
			label = "Build it again"
		}
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: label, Href: here + "/build", Post: true, Primary: value.State == pack.Preparing})
	}
	if value.File != "" {
		v.Head.Actions = append([]ui.Action{{Label: "Download pack", Href: here + "/file", Primary: value.State != pack.Preparing}}, v.Head.Actions...)
	}
	for i := range l.rows {
		if row := &l.rows[i]; row.Value.State == pack.Sent && (l.row == nil || row.ID != l.row.ID) {
			last := row.Value.Last()
			v.Before = append(v.Before, ui.Link{Label: row.Number + ", sent to " + last.To + " on " + last.On.Long(), Href: pack.Path + "/" + row.Number})
		}
	}
	return web.Render(w, r, status, Page(v))
}

func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " · ")
}

// mark is the sign of a readiness.
func mark(r pack.Readiness) string {
	switch r {
	case pack.Ready:
		return "done"
	case pack.Check:
		return "part"
	case pack.NotAsked:
		return "na"
	}
	return "plan"
}

// table lists what is chosen, with how ready it is.
func (p *Pages) table(l *loaded, editable bool) *ui.Table {
	t := &ui.Table{Caption: "Evidence pack for " + l.house.Bid.Number, Columns: []ui.Column{{Label: "Item"}, {Label: "Readiness", Short: true}, {Label: "What to do", Hidden: true, Wide: true}}}
	for i := range l.lines {
		x := &l.lines[i]
		if !x.Chosen {
			continue
		}
		name := ui.Cell{Text: x.Label, Sub: x.Note, Href: x.Href}
		state := ui.Cell{Text: x.State.Word(), Status: mark(x.State), Sub: x.Why}
		act := ui.Cell{}
		if editable && x.Item != pack.Cover {
			label := "Waits on somebody"
			switch {
			case x.Item == pack.SoA:
				label = "Columns, waiting"
			case x.State == pack.Ready:
				label = ""
			case x.State == pack.Waiting && x.WaitsOn != "":
				label = "Change"
			}
			if x.State == pack.ToDo && x.Href != "" {
				do := "Record it"
				switch x.Item {
				case pack.Promise:
					do = "Write it"
				case pack.Scope, pack.SoA, pack.Policies, pack.Document:
					do = "Issue it"
				}
				act.Action = append(act.Action, ui.Action{Label: do, Href: x.Href})
			}
			if label != "" {
				act.Action = append(act.Action, ui.Action{Label: label, Href: path(l.house.Bid.Number) + "/items/" + x.Key(), Quiet: true})
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, state, act}})
	}
	return t
}

// chooseView offers every item: what the bid leads to first, chosen where nothing
// is chosen yet.
func (p *Pages) chooseView(l *loaded, first bool, wrong, also string) *ChooseView {
	v := &ChooseView{
		Action: path(l.house.Bid.Number), Open: first || wrong != "", Button: "Put these in",
		Also: ui.Field{ID: "also", Label: "Evidence and documents by number", Hint: "Files that were collected, and approved documents: EV-12, DOC-3.", Value: also, Err: wrong, Optional: true},
	}
	asked, others := Group{ID: "asked", Legend: "What this bid leads to"}, Group{ID: "others", Legend: "What else there is"}
	for i := range l.lines {
		x := &l.lines[i]
		c := ui.Choice{Value: x.Key(), Label: x.Label, Text: x.Note, On: x.Chosen || first && x.Suggested}
		if x.Suggested {
			c.Text = join(x.Note, x.Because)
			asked.Options = append(asked.Options, c)
			continue
		}
		others.Options = append(others.Options, c)
	}
	for _, g := range []Group{asked, others} {
		if len(g.Options) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

// builtView says what was built, what has changed since, and where it went.
func (p *Pages) builtView(ctx context.Context, a change.Actor, l *loaded, v *View) {
	value := l.value()
	if value.Built == nil {
		return
	}
	v.Built = p.builtFacts(ctx, value)
	v.File = path(l.house.Bid.Number) + "/file"
	v.Verify = []string{"holdfast pack verify " + value.FileName}
	if key, err := p.Key(a.Org); err == nil && key != "" {
		v.Verify = append(v.Verify, "holdfast pack verify "+value.FileName+" --key "+key)
	}
	v.Changes = pack.Changed(value, l.lines)
	v.Since = "since it was built"
	if value.State == pack.Sent {
		v.Since = "since it was sent"
		if may(a, authz.Create) {
			v.Next = &ui.Action{Label: "Begin the next pack", Href: path(l.house.Bid.Number) + "/next", Post: true}
		}
	}
	if value.State != pack.Preparing && may(a, authz.Act) {
		v.Send = path(l.house.Bid.Number) + "/send"
	}
	v.Sent = p.sendings(ctx, value)
}

func (p *Pages) builtFacts(ctx context.Context, value *pack.Pack) []ui.KV {
	var labels []string
	for _, i := range value.Built.Items {
		labels = append(labels, i.Label)
	}
	out := []ui.KV{
		{Label: "Built", Value: p.at(value.Built.At) + " by " + p.Name(ctx, value.Built.By)},
		{Label: "Holds", Value: strings.Join(labels, "; ")},
		{Label: "File", Value: value.FileName + ", " + size(value.FileSize)},
		{Label: "SHA-256 of its manifest", Value: value.Manifest},
	}
	if len(value.Built.LeftOut) > 0 {
		out = append(out, ui.KV{Label: "Left out, not ready", Value: strings.Join(value.Built.LeftOut, "; ")})
	}
	if value.Built.Checkpoint != "" {
		out = append(out, ui.KV{Label: "State of the record", Value: value.Built.Checkpoint})
	}
	return out
}

func (p *Pages) sendings(ctx context.Context, value *pack.Pack) []ui.LogEntry {
	var out []ui.LogEntry
	for _, s := range slices.Backward(value.Sendings) {
		text := []ui.Run{{Text: "Sent to "}, {Text: s.To, Strong: true}, {Text: " " + pack.WayWord(s.Way)}}
		if s.Reference != "" {
			text = append(text, ui.Run{Text: ", reference " + s.Reference})
		}
		text = append(text, ui.Run{Text: ". Recorded by " + p.Name(ctx, s.By) + "."})
		if s.Note != "" {
			text = append(text, ui.Run{Text: " " + s.Note, Mute: true})
		}
		out = append(out, ui.LogEntry{When: s.On.Short(), Text: text})
	}
	return out
}

func (p *Pages) at(micro int64) string {
	return time.UnixMicro(micro).In(p.Zone).Format("2 January 2006, 15:04")
}

func size(n int64) string {
	if n < 1_000_000 {
		return ui.Number(int((n+999)/1000)) + " kB"
	}
	return ui.Number(int((n+500_000)/1_000_000)) + " MB"
}
