package document

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/office/markdown"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// render writes a page.
func render(w http.ResponseWriter, r *http.Request, status int, page web.Component) error {
	return web.Render(w, r, status, page)
}

// whole is a document with everything that a page says of it.
type whole struct {
	doc      document.Row
	working  *document.WorkingRow // nil: none, or not theirs to see
	versions []document.VersionRow
	acks     []document.AckRow
	members  []change.Member
	name     func(string) string
	links    templ.Component
	comments templ.Component
}

// load reads a document in one snapshot.
func (p *Pages) load(r *http.Request, panels bool) (*whole, error) {
	out := &whole{}
	ctx := r.Context()
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		if out.doc, err = p.s.Find(v, r.PathValue("number")); err != nil {
			return err
		}
		if out.members, err = v.Members(); err != nil {
			return err
		}
		out.name = NamesOf(out.members)
		if out.versions, err = p.s.History(v, out.doc.ID); err != nil {
			return err
		}
		if out.acks, err = p.s.AcksOf(v, out.doc.ID); err != nil {
			return err
		}
		if readsDrafts(v.Actor()) {
			w, found, err := p.s.Working(v, out.doc.ID)
			if err != nil {
				return err
			}
			if found {
				out.working = &w
			}
		}
		if !panels {
			return nil
		}
		return p.panels(r, v, out)
	})
	return out, err
}

// panels draws what the document is linked with, and what people said of it.
func (p *Pages) panels(r *http.Request, v *change.View, out *whole) (err error) {
	kit := records.KitOf(p.Frame)
	if kit == nil {
		return nil
	}
	rec, err := change.AnyGet(v, p.s.Docs, out.doc.ID, 0)
	if err != nil {
		return err
	}
	if out.links, err = kit.LinksPanel(r, v, p.s.Docs, &rec); err != nil {
		return err
	}
	out.comments, err = kit.CommentsPanel(r, v, p.s.Docs, &rec)
	return err
}

func readsDrafts(a change.Actor) bool {
	return a.May(authz.Read, authz.Drafts)
}

// showView is a document's page: its text at the left, what is known of it at the
// right.
type showView struct {
	Shell   ui.Shell
	Head    ui.Head
	Number  string
	Notices []ui.Banner
	Waiting *waitingView // in review
	Writing *writingView // a draft
	Owed    *ui.Action   // to be acknowledged by who looks
	OwedBy  string
	Body    string // sanitised HTML
	Empty   string // in place of a body
	Facts   []ui.KV
	Table   ui.Table // of versions
	Readers readersView
	Ends    *endView
	Panels  []templ.Component
}

type waitingView struct {
	Number, Text, Note, Compare string
	Approves                    bool
	Hash                        string
	Effective, Reason, Why      ui.Field
	Returns, Takes              bool
	Problem                     string
}

type writingView struct {
	Number, Returned string
	Open             []string
	Submits          bool
	Reviewers        ui.Choices
	Discards         bool
	Problem          string
	Answers          bool
	Shown            bool // the draft's own page
}

type readersView struct {
	Text  string
	Table *ui.Table
}

type endView struct {
	Why ui.Field
}

// inForce shows the version that people follow; the next to be in force, or the
// draft, where there is none.
func (p *Pages) inForce(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, "", nil)
}

// draft shows the text that is being written.
func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Read, authz.Drafts, "drafts of documents"); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, document.Draft, nil)
}

func (p *Pages) version(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, r.PathValue("version"), nil)
}

// show shows a document: which is empty for the version in force, Draft, or a
// version. wrong is what was refused of a posted form.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, which string, wrong error) error {
	all, err := p.load(r, true)
	if err != nil {
		return err
	}
	d, today := &all.doc.Value, p.Today()
	v := showView{Number: all.doc.Number}
	var shown *document.VersionRow
	switch {
	case which == document.Draft:
		if all.working == nil {
			return errs.New(errs.NotFound, "Nothing is being written on %s.", all.doc.Number)
		}
	case which != "":
		i := slices.IndexFunc(all.versions, func(x document.VersionRow) bool { return x.Value.Version == which })
		if i < 0 {
			return errs.New(errs.NotFound, "There is no version %s of %s.", which, all.doc.Number)
		}
		shown = &all.versions[i]
	default:
		if shown = document.InForce(all.versions, today); shown == nil && len(all.versions) > 0 {
			shown = &all.versions[0]
		}
	}
	v.Head = ui.Head{Title: d.Title, Crumbs: crumbs(ui.Link{Label: all.doc.Number})}
	if which != "" {
		v.Head.Crumbs = crumbs(ui.Link{Label: all.doc.Number, Href: path(all.doc.Number)}, ui.Link{Label: ui.Capital(which)})
	}
	switch {
	case shown != nil:
		v.Head.Title = shown.Value.Title
		v.Body = markdown.HTML(shown.Value.Body, labelOf)
		p.standing(&v, all, shown)
	case all.working != nil:
		v.Body = markdown.HTML(all.working.Value.Body, labelOf)
		if all.working.Value.Body == "" {
			v.Empty = "No word is written yet."
		}
	default:
		v.Empty = "There is no approved version of it yet."
	}
	p.facts(&v, all, shown, which)
	p.acting(&v, all, r, shown, which, wrong)
	v.Table = p.versionsOf(all, shown)
	v.Readers = p.readersOf(all)
	for _, c := range []templ.Component{all.links, all.comments} {
		if c != nil {
			v.Panels = append(v.Panels, c)
		}
	}
	done := frame.Done(r, said)
	if v.Shell, err = p.Shell(r.Context(), v.Head.Title, document.Path, done); err != nil {
		return err
	}
	v.Shell.History = "/trail?kind=" + string(document.Kind) + "&id=" + all.doc.ID
	v.Shell.Problem = wrong != nil
	return render(w, r, status, showPage(v))
}

// labelOf says an open blank in a text.
func labelOf(name string) string { return document.BlankLabels([]string{name})[0] }

// standing says above the text what a reader has to know of it.
func (p *Pages) standing(v *showView, all *whole, shown *document.VersionRow) {
	d, x, today := &all.doc.Value, &shown.Value, p.Today()
	say := func(text string, a *ui.Action) {
		v.Notices = append(v.Notices, ui.Banner{Text: ui.Plain(text), Action: a})
	}
	force := document.InForce(all.versions, today)
	switch {
	case d.State == document.Withdrawn:
		say("Withdrawn on "+d.Withdrawn.Long()+" by "+all.name(d.WithdrawnBy)+": "+d.WithdrawnWhy, nil)
	case x.Effective > today:
		say("This version is in force from "+x.Effective.Long()+".", nil)
	case force != nil && x.Version != force.Value.Version:
		say("This version was replaced. Version "+force.Value.Version+" is in force.", &ui.Action{Label: "Read version " + force.Value.Version, Href: path(all.doc.Number)})
	case x.Version != d.Version:
		say("Version "+d.Version+" takes its place on "+d.Effective.Long()+".", &ui.Action{Label: "Read version " + d.Version, Href: path(all.doc.Number, "versions", d.Version)})
	}
	if d.State == document.Approved && d.ReviewDue < today && x.Version == d.Version {
		say("Its review was due on "+d.ReviewDue.Long()+".", nil)
	}
	if !x.Intact() {
		say("A person was erased from this text after its approval: it is no longer word for word what was approved.", nil)
	} else if x.Version == d.Version && d.State != document.Withdrawn {
		if out := d.Outside(x); len(out) > 0 {
			say("Changed since version "+x.Version+" was approved, and part of the next one: "+ui.List(out...)+".", nil)
		}
	}
	if x.Alone != "" {
		say("Approved by its author, as nobody else could: "+x.Alone, nil)
	}
}

// facts are what stands beside the text.
func (p *Pages) facts(v *showView, all *whole, shown *document.VersionRow, which string) {
	d, today := &all.doc.Value, p.Today()
	f := p.s.Docs.Declaration()
	mark, word := stateOf(d, today)
	v.Facts = append(v.Facts, ui.KV{Label: "State", Content: ui.Status(mark, word)})
	add := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, ui.KV{Label: label, Value: value})
		}
	}
	typ, class, refs := d.Type, d.Classification, d.Refs
	if shown != nil {
		x := &shown.Value
		typ, class, refs = x.Type, x.Classification, x.Refs
		add("Version", x.Version)
		by := all.name(x.ApprovedBy) + ", " + x.Approved.Long()
		if x.TakenOver {
			by += ", before it came here"
		}
		add("Approved by", by)
		add("In force from", x.Effective.Long())
		var authors []string
		for _, a := range x.Authors {
			authors = append(authors, all.name(a))
		}
		add("Written by", ui.List(authors...))
	}
	add("Type", f.Field("type").LabelOf(typ))
	add("Classification", f.Field("classification").LabelOf(class))
	if d.Owner != "" {
		add("Owner", all.name(d.Owner))
	}
	if len(refs) > 0 {
		v.Facts = append(v.Facts, ui.KV{Label: "Answers", Content: refLinks(refs)})
	}
	if d.State == document.Approved && which == "" {
		review := d.ReviewDue.Long()
		if !d.Reviewed.IsZero() {
			review += ", last found good on " + d.Reviewed.Long() + " by " + all.name(d.ReviewedBy)
		}
		add("Next review", review)
	}
	if shown != nil {
		v.Facts = append(v.Facts, ui.KV{Label: "Content", Content: hashOf(shown.Value.Hash)})
	}
}

// versionsOf lists the approved versions.
func (p *Pages) versionsOf(all *whole, shown *document.VersionRow) ui.Table {
	t := ui.Table{Caption: "Versions", Columns: []ui.Column{{Label: "Version"}, {Label: "Approved", Short: true}, {Label: "By", Short: true, HideSm: true}, {Label: "What is new", Wide: true}, {Label: "Compare", Hidden: true}}}
	for i, x := range all.versions {
		row := ui.Row{Selected: shown != nil && shown.ID == x.ID, Cells: []ui.Cell{
			{Text: x.Value.Version, Href: path(all.doc.Number, "versions", x.Value.Version)},
			{Text: x.Value.Approved.Short(), NoWrap: true},
			{Text: all.name(x.Value.ApprovedBy)},
			{Text: x.Value.Note},
			{},
		}}
		if i+1 < len(all.versions) {
			before := all.versions[i+1].Value.Version
			row.Cells[4] = ui.Cell{Text: "against " + before, Href: path(all.doc.Number, "compare") + "?from=" + before + "&to=" + x.Value.Version, NoWrap: true}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// readersOf says who has acknowledged it and who has not.
func (p *Pages) readersOf(all *whole) readersView {
	d := &all.doc.Value
	if d.State != document.Approved || !d.Asks() {
		return readersView{Text: "Nobody is asked to acknowledge it."}
	}
	got := document.ReadersOf(d, all.members, all.acks)
	missing := got.Outstanding()
	out := readersView{Text: ui.Number(len(got.Asked)-len(missing)) + " of " + ui.Number(len(got.Asked)) + " have acknowledged it."}
	if len(missing) == 0 {
		out.Text = "All " + ui.Number(len(got.Asked)) + " have acknowledged it."
	}
	if d.AckFrom != d.Version {
		out.Text += " Acknowledgements from version " + d.AckFrom + " on count."
	}
	t := ui.Table{Caption: "Acknowledgements", Plain: true, Columns: []ui.Column{{Label: "Who"}, {Label: "Version"}, {Label: "On", Num: true}}}
	for _, m := range missing {
		due := ui.Cell{Text: "by " + d.AckDue.Short(), NoWrap: true, Late: d.AckDue < p.Today()}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Name}, {Text: "outstanding", Mute: true}, due}})
	}
	for _, m := range got.Asked {
		if a, ok := got.Given[m.Person]; ok {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Name}, {Text: a.Value.Version}, {Text: a.Value.On.Short(), NoWrap: true}}})
		}
	}
	out.Table = &t
	return out
}
