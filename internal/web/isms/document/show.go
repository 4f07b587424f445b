package document

import (
	"net/http"
	"slices"
	"strings"

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
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Read, Area: authz.Drafts}) == nil
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
		v.Head.Crumbs = crumbs(ui.Link{Label: all.doc.Number, Href: path(all.doc.Number)}, ui.Link{Label: capital(which)})
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

// acting fills what who looks can do.
func (p *Pages) acting(v *showView, all *whole, r *http.Request, shown *document.VersionRow, which string, wrong error) {
	ctx, d, n := r.Context(), &all.doc.Value, all.doc.Number
	me := frame.Actor(ctx)
	writes, acts := may(ctx, authz.Update, authz.Drafts), may(ctx, authz.Act, authz.ISMS)
	if shown != nil {
		v.Head.Actions = append(v.Head.Actions,
			ui.Action{Label: "PDF", Href: path(n, "versions", shown.Value.Version, "pdf"), Quiet: true},
			ui.Action{Label: "Print", Href: path(n, "versions", shown.Value.Version, "print"), Quiet: true})
	}
	if may(ctx, authz.Update, authz.ISMS) && d.State != document.Withdrawn {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Details", Href: path(n, "details"), Quiet: true})
	}
	if d.State == document.Withdrawn {
		return
	}
	p.owedHere(v, all, me, shown)
	if all.working == nil {
		if writes && which == "" {
			v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Write the next version", Href: path(n, "edit")})
		}
	} else if all.working.Value.State == document.Review {
		v.Waiting = p.waiting(all, me, writes, acts, r, wrong)
	} else if writes {
		v.Writing = p.writing(all, r, which, wrong)
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Go on writing", Href: path(n, "edit"), Primary: v.Owed == nil})
	}
	if all.working != nil && which == "" && shown != nil {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Read the draft", Href: path(n, "draft")})
	}
	if d.State == document.Approved && which == "" && (me.Person == d.Owner && may(ctx, authz.Update, authz.ISMS) || acts) {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Reviewed: good as it stands", Href: path(n, "review"), Post: true})
	}
	if acts && which == "" {
		v.Ends = &endView{Why: ui.Field{ID: "withdraw-why", Name: "reason", Label: "Why it is no longer needed", Required: true, Value: typed(r, "withdraw", "reason"), Err: faultOf(wrong, "withdraw", r, "reason")}}
	}
}

// owedHere offers the acknowledgement of the version that is shown.
func (p *Pages) owedHere(v *showView, all *whole, me change.Actor, shown *document.VersionRow) {
	d := &all.doc.Value
	if shown == nil || shown.Value.Version != d.Version {
		return
	}
	for _, m := range document.ReadersOf(d, all.members, all.acks).Outstanding() {
		if m.Person == me.Person && me.AsAt == 0 {
			v.Owed = &ui.Action{Label: "I have read version " + d.Version, Href: path(all.doc.Number, "acknowledge"), Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "version", Value: d.Version}}}
			v.OwedBy = "You are asked to read it by " + d.AckDue.Long() + "."
		}
	}
}

// typed gives what was typed into a field, when this form was the one sent.
func typed(r *http.Request, form, field string) string {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/"+form) {
		return r.PostFormValue(field)
	}
	return ""
}

// faultOf gives what is wrong with a field of the form that was sent; what is about
// no field of it stands at the first.
func faultOf(wrong error, form string, r *http.Request, field string) string {
	if wrong == nil || !strings.HasSuffix(r.URL.Path, "/"+form) {
		return ""
	}
	if faults, ok := frame.Faults(wrong); ok {
		return faults[field]
	}
	return ""
}

// waiting is the panel of a draft in review.
func (p *Pages) waiting(all *whole, me change.Actor, writes, acts bool, r *http.Request, wrong error) *waitingView {
	d, w := &all.doc.Value, &all.working.Value
	var reviewers []string
	for _, x := range d.Reviewers {
		reviewers = append(reviewers, all.name(x))
	}
	out := &waitingView{Number: all.doc.Number, Note: w.Note, Hash: w.SubmittedHash, Takes: writes, Returns: writes && !slices.Contains(w.Authors, me.Person)}
	out.Text = "Put up for review by " + all.name(d.SubmittedBy) + " on " + d.Submitted.Long() + ". " + ui.List(reviewers...) + areAsked(len(reviewers))
	if w.Base != "" {
		out.Compare = path(all.doc.Number, "compare") + "?from=" + w.Base + "&to=draft"
	}
	author := slices.Contains(w.Authors, me.Person)
	out.Approves = acts && (!author || p.alone(r, w.Authors))
	out.Effective = ui.Field{ID: "effective", Label: "In force from", Kind: "date", Hint: "Today, unless you say another day", Optional: true, Value: typed(r, "approve", "effective"), Err: faultOf(wrong, "approve", r, "effective")}
	if author {
		out.Reason = ui.Field{ID: "alone", Name: "reason", Label: "Why you approve what you wrote", Hint: "Nobody else can: the reason is kept with the version", Required: true, Value: typed(r, "approve", "reason"), Err: faultOf(wrong, "approve", r, "reason")}
	}
	out.Why = ui.Field{ID: "return-why", Name: "reason", Label: "What is to be put right", Required: true, Value: typed(r, "return", "reason"), Err: faultOf(wrong, "return", r, "reason")}
	out.Problem = problem(wrong, r, "approve", "return", "take-back")
	return out
}

// problem says what was refused of one of the forms, beside its fields.
func problem(wrong error, r *http.Request, forms ...string) string {
	if wrong == nil || !slices.ContainsFunc(forms, func(f string) bool { return strings.HasSuffix(r.URL.Path, "/"+f) }) {
		return ""
	}
	if faults, ok := frame.Faults(wrong); ok {
		return faults["body"] + faults["note"] + faults[""]
	}
	return errs.Safe(wrong)
}

// alone says that nobody else could approve.
func (p *Pages) alone(r *http.Request, authors []string) bool {
	alone := false
	_ = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) { // not told, it is refused
		alone, err = v.Alone("document.approve", authz.Relations{authz.Author: authors}, p.Now())
		return err
	})
	return alone
}

// writing is the panel of a draft.
func (p *Pages) writing(all *whole, r *http.Request, which string, wrong error) *writingView {
	w := &all.working.Value
	out := &writingView{Number: all.doc.Number, Submits: may(r.Context(), authz.Act, authz.Drafts), Discards: all.doc.Value.Version != "", Shown: which == document.Draft}
	if w.Returned != "" {
		out.Returned = "Sent back by " + all.name(w.ReturnedBy) + ": " + w.Returned
	}
	open := document.Blanks(w.Body)
	out.Open = document.BlankLabels(open)
	out.Answers = slices.ContainsFunc(open, func(n string) bool { b := document.BlankOf(n); return b != nil && !b.Own })
	out.Reviewers = ui.Choices{ID: "reviewers", Name: "reviewers", Legend: "Who reviews and approves it", Hint: "Nobody approves what they wrote", Many: true, Err: faultOf(wrong, "submit", r, "reviewers")}
	for _, m := range all.members {
		if document.Inside(all.members, m.Person) && authz.Allows(authz.Role(m.Role), authz.Act, authz.ISMS) && !slices.Contains(w.Authors, m.Person) {
			out.Reviewers.Options = append(out.Reviewers.Options, ui.Choice{Value: m.Person, Label: m.Name, Text: frame.RoleWord(authz.Role(m.Role)), On: slices.Contains(r.PostForm["reviewers"], m.Person)})
		}
	}
	if len(out.Reviewers.Options) == 0 { // an organisation of one
		out.Reviewers.Hint = "Nobody else can approve it: you do, for a stated reason"
		me := frame.Actor(r.Context())
		out.Reviewers.Options = []ui.Choice{{Value: me.Person, Label: me.Name, On: true}}
	}
	if len(out.Reviewers.Options) == 1 {
		out.Reviewers.Options[0].On = true
	}
	out.Problem = problem(wrong, r, "submit", "discard")
	return out
}

// refHref gives where a clause or control is shown.
func refHref(ref string) string {
	if strings.HasPrefix(ref, "A.") {
		return "/controls/" + ref
	}
	if ref != "" && ref[0] >= '0' && ref[0] <= '9' {
		return "/clauses/" + ref
	}
	return ""
}

func areAsked(n int) string {
	if n == 1 {
		return " is asked to read it."
	}
	return " are asked to read it."
}

// short gives the beginning of a hash, as people compare it.
func short(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:12]
}

// reads are the ways to what waits for approval.
func (w *waitingView) reads() []ui.Action {
	out := []ui.Action{{Label: "Read it", Href: path(w.Number, "draft")}}
	if w.Compare != "" {
		out = append(out, ui.Action{Label: "See what changed", Href: w.Compare})
	}
	return out
}

// fills are the ways to fill in what is open.
func (w *writingView) fills() []ui.Action {
	var out []ui.Action
	if w.Answers {
		out = append(out, ui.Action{Label: "Answer for all documents", Href: document.Path + "/answers"})
	}
	return append(out, ui.Action{Label: "Fill in here", Href: path(w.Number, "edit")})
}
