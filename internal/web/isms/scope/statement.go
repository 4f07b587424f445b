package scope

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

const statementPath = Root + "/statement"

type statementsView struct {
	Shell    ui.Shell
	Title    string
	Lede     string
	Actions  []ui.Action
	Table    ui.Table
	Empty    *ui.Empty
	From, To ui.Field // of the comparison
}

// statements lists the versions.
func (p *Pages) statements(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	var rows []register.Row[scope.Statement]
	var pending []scope.Difference
	draft := false
	if err := p.Door.See(ctx, a, func(v *change.View) (err error) {
		if rows, err = p.Service.AllStatements(v); err != nil {
			return err
		}
		if _, draft, err = p.Service.DraftOf(v); err != nil {
			return err
		}
		pending, err = p.Service.Pending(v)
		return err
	}); err != nil {
		return err
	}
	sh, err := p.Shell(ctx, "Scope statement", statementPath, frame.Done(r, overviewDone))
	if err != nil {
		return err
	}
	v := statementsView{Shell: sh, Title: "No version of the scope statement is issued yet."}
	if len(rows) > 0 {
		v.Title = fmt.Sprintf("Version %d of the scope statement is in force.", rows[0].Value.Version)
		v.Lede = "The draft says the same."
	}
	if draft && len(pending) > 0 {
		v.Lede = "The draft has " + ui.Count(len(pending), "change", "changes") + "."
		v.Actions = append(v.Actions, ui.Action{Label: "Read the draft", Href: statementPath + "/draft", Primary: true})
	}
	if may(a, authz.Update) {
		label := "Change the draft"
		if !draft {
			label = "Begin the draft"
		}
		v.Actions = append(v.Actions, ui.Action{Label: label, Href: statementPath + "/edit", Primary: !draft})
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "Nothing issued yet", Text: "Here would stand each version with who issued it and what it changed; any two can be compared."}
		return web.Render(w, r, http.StatusOK, statementsPage(v))
	}
	v.Table = ui.Table{Caption: "Versions", Columns: []ui.Column{{Label: "Version"}, {Label: "What it changed", Wide: true}, {Label: "Issued on", Num: true, Short: true}, {Label: "Issued by"}, {Label: "SHA-256", HideMd: true}}}
	for _, row := range rows {
		st := &row.Value
		by := ui.Cell{Text: p.Name(ctx, st.IssuedBy)}
		if st.Alone != "" {
			by.Sub = "its author, alone: " + st.Alone
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{
			{Text: fmt.Sprintf("Version %d", st.Version), Href: statementPath + "/" + strconv.Itoa(st.Version), ID: row.Number},
			{Text: st.Note},
			{Text: st.IssuedOn.Short(), NoWrap: true},
			by,
			{Text: short(st.Hash), Mute: true},
		}})
	}
	if len(rows) > 1 || draft {
		v.From, v.To = choose(rows, draft)
	}
	return web.Render(w, r, http.StatusOK, statementsPage(v))
}

// choose offers two versions to compare.
func choose(rows []register.Row[scope.Statement], draft bool) (from, to ui.Field) {
	var cs []ui.Choice
	if draft {
		cs = append(cs, ui.Choice{Value: "draft", Label: "The draft"})
	}
	for _, row := range rows {
		cs = append(cs, ui.Choice{Value: strconv.Itoa(row.Value.Version), Label: fmt.Sprintf("Version %d", row.Value.Version)})
	}
	from = ui.Field{ID: "from", Label: "Compare", Kind: "select", Choices: cs, Value: cs[min(1, len(cs)-1)].Value}
	to = ui.Field{ID: "to", Label: "with", Kind: "select", Choices: cs, Value: cs[0].Value}
	return from, to
}

func short(hash string) string { return hash[:min(12, len(hash))] + "…" }

type statementView struct {
	Shell   ui.Shell
	Head    ui.Head
	Banner  *ui.Banner
	Errors  ui.ErrorSummary
	Content scope.Content
	Sign    []ui.KV // what stands under an issued version
	Diff    ui.Table
	Same    string
	// Of the draft: what it lacks, and the form that issues it.
	Missing []ui.Link
	Issue   *issueForm
	Cannot  string
}

type issueForm struct {
	Hash   string
	Button string
	Note   ui.Field
	Reason *ui.Field
}

// version shows an issued version, by its number or its record's.
func (p *Pages) version(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ref := r.PathValue("version")
	if p.Service.Drafts.Declaration().ParseNumber(ref) > 0 {
		return web.SeeOther(w, statementPath+"/draft")
	}
	var row, latest register.Row[scope.Statement]
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		if row, err = p.find(v, ref); err != nil {
			return err
		}
		latest, _, err = p.Service.LatestStatement(v)
		return err
	}); err != nil {
		return err
	}
	st := &row.Value
	title := fmt.Sprintf("Scope of the ISMS, version %d", st.Version)
	sh, err := p.Shell(ctx, title, statementPath, "")
	if err != nil {
		return err
	}
	v := statementView{Shell: sh, Content: st.Content, Head: ui.Head{
		Crumbs: crumbs(ui.Link{Label: "Scope statement", Href: statementPath}, ui.Link{Label: fmt.Sprintf("Version %d", st.Version)}), Title: title,
		Facts: []ui.Fact{{Value: "issued on " + st.IssuedOn.Long()}, {Value: "by " + p.Name(ctx, st.IssuedBy)}, {Value: row.Number}}, Lede: st.Note,
	}}
	if latest.ID != row.ID {
		v.Banner = &ui.Banner{Text: ui.Plain(fmt.Sprintf("Version %d is in force since %s.", latest.Value.Version, latest.Value.IssuedOn.Long())), Action: &ui.Action{Label: "What changed since", Href: fmt.Sprintf("%s/compare?from=%d&to=%d", statementPath, st.Version, latest.Value.Version)}}
	}
	var authors []string
	for _, who := range st.Authors {
		authors = append(authors, p.Name(ctx, who))
	}
	v.Sign = []ui.KV{{Label: "Written by", Value: ui.List(authors...)}, {Label: "Issued by", Value: p.Name(ctx, st.IssuedBy)}, {Label: "Issued on", Value: st.IssuedOn.Long()}, {Label: "SHA-256 of the content", Value: st.Hash}}
	if st.Alone != "" {
		v.Sign = append(v.Sign, ui.KV{Label: "By its author alone, because", Value: st.Alone})
	}
	if st.Version > 1 {
		v.Head.Actions = []ui.Action{{Label: fmt.Sprintf("Compare with version %d", st.Version-1), Href: fmt.Sprintf("%s/compare?from=%d&to=%d", statementPath, st.Version-1, st.Version)}}
	}
	return web.Render(w, r, http.StatusOK, statementPage(v))
}

func (p *Pages) find(v *change.View, ref string) (register.Row[scope.Statement], error) {
	row, found, err := p.lookUp(v, ref)
	if err == nil && !found || errs.CodeOf(err) == errs.NotFound {
		err = errs.New(errs.NotFound, "There is no such version of the scope statement.")
	}
	return row, err
}

// lookUp finds a version by its number or its record's.
func (p *Pages) lookUp(v *change.View, ref string) (register.Row[scope.Statement], bool, error) {
	if p.Service.Statements.Declaration().ParseNumber(ref) > 0 {
		row, err := change.GetNumber(v, p.Service.Statements, ref)
		return row, err == nil, err
	}
	if n, err := strconv.Atoi(ref); err != nil || n < 1 {
		return register.Row[scope.Statement]{}, false, nil
	}
	page, err := change.List(v, p.Service.Statements, register.Query{Filters: []register.Filter{register.Where("version", ref)}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[scope.Statement]{}, false, err
	}
	return page.Rows[0], true, nil
}

func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	return p.showDraft(w, r, http.StatusOK, nil)
}

// showDraft shows what would be issued, what it changes, and the form that
// issues it; wrong are messages by field.
func (p *Pages) showDraft(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	var v statementView
	var latest register.Row[scope.Statement]
	var diff []scope.Difference
	var writers []string
	issued, alone := false, false
	if err := p.Door.See(ctx, a, func(in *change.View) error {
		row, found, err := p.Service.DraftOf(in)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "There is no draft of the scope statement yet.")
		}
		if v.Content, err = p.Service.Compose(in, row.Value); err != nil {
			return err
		}
		if latest, issued, err = p.Service.LatestStatement(in); err != nil {
			return err
		}
		diff = scope.Diff(latest.Value.Content, v.Content)
		rel, err := p.Service.Writers(in, row, latest)
		if err != nil {
			return err
		}
		writers = rel[authz.Author]
		alone, err = p.Service.Alone(in, p.Now())
		return err
	}); err != nil {
		return err
	}
	next := latest.Value.Version + 1
	v.Head = ui.Head{
		Crumbs: crumbs(ui.Link{Label: "Scope statement", Href: statementPath}, ui.Link{Label: "Draft"}),
		Title:  fmt.Sprintf("The draft of version %d", next), Lede: "It would be the first version.",
	}
	v.Same = fmt.Sprintf("Version %d says the same.", latest.Value.Version)
	if issued {
		v.Head.Lede = v.Same
		if len(diff) > 0 {
			v.Head.Lede = fmt.Sprintf("It changes version %d in %s.", latest.Value.Version, ui.Count(len(diff), "place", "places"))
			v.Diff = diffTable(diff, fmt.Sprintf("Version %d", latest.Value.Version), "Draft")
		}
	}
	if may(a, authz.Update) {
		v.Head.Actions = []ui.Action{{Label: "Change the draft", Href: statementPath + "/edit"}}
	}
	missing := v.Content.Missing()
	for _, m := range missing {
		to := statementPath + "/edit#" + strings.TrimPrefix(m.Pointer, "/")
		if m.Pointer == "/sites" {
			to = Root + "/sites"
		}
		v.Missing = append(v.Missing, ui.Link{Label: m.Message, Href: to})
	}
	var names []string
	mine := false
	for _, who := range writers {
		names, mine = append(names, p.Name(ctx, who)), mine || who == a.Person
	}
	switch {
	case len(missing) > 0 || issued && len(diff) == 0:
	case !may(a, authz.Act):
		v.Cannot = "An owner, compliance manager or risk owner who did not write it issues it."
	case mine && !alone:
		v.Cannot = ui.List(names...) + " wrote what it changes, and nobody issues what they wrote."
		if others := p.issuers(r, writers); len(others) > 0 {
			v.Cannot += " It can be issued by " + anyOf(others) + "."
		}
	default:
		f := &issueForm{Hash: v.Content.Hash(), Button: fmt.Sprintf("Issue version %d", next), Note: ui.Field{ID: "note", Label: "What this version changes, in a sentence", Value: r.PostFormValue("note"), Err: wrong["note"], Optional: true}}
		if mine {
			f.Reason = &ui.Field{ID: "reason", Label: "Why you issue it alone", Kind: "textarea", Rows: 2, Required: true, Value: r.PostFormValue("reason"), Err: wrong["reason"], Hint: "You wrote it, and nobody else in the organisation can issue it. The reason is kept in the trail and on the statement."}
			v.Errors = ui.Problems(f.Note, *f.Reason)
		} else {
			v.Errors = ui.Problems(f.Note)
		}
		v.Issue = f
	}
	if m := wrong[""]; m != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: m})
	}
	var err error
	if v.Shell, err = p.Shell(ctx, v.Head.Title, statementPath, frame.Done(r, overviewDone)); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, statementPage(v))
}

// issuers names who may issue what the writers wrote.
func (p *Pages) issuers(r *http.Request, writers []string) []string {
	var out []string
	for _, m := range p.Members(r.Context()) {
		if !slices.Contains(writers, m.Person) && may(change.Actor{Role: authz.Role(m.Role), Scope: m.Scope}, authz.Act) {
			out = append(out, m.Name)
		}
	}
	return out
}

// anyOf says "a, b or c".
func anyOf(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// issue makes the draft the next version.
func (p *Pages) issue(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	_, err := p.Service.Issue(ctx, p.By(ctx, strings.TrimSpace(r.PostFormValue("reason"))), r.PostFormValue("hash"), r.PostFormValue("note"))
	if err == nil {
		return frame.Back(w, Root, "issued")
	}
	wrong, ok := frame.Faults(err)
	if code := errs.CodeOf(err); !ok && (code == errs.Conflict || code == errs.Forbidden) {
		wrong, ok = map[string]string{"": errs.Safe(err)}, true
	}
	if !ok {
		return err
	}
	return p.showDraft(w, r, web.Status(errs.CodeOf(err)), wrong)
}

func diffTable(diff []scope.Difference, was, is string) ui.Table {
	t := ui.Table{Caption: "What changes", Columns: []ui.Column{{Label: "Part"}, {Label: was, Wide: true}, {Label: is, Wide: true}}}
	words := func(s, none string) ui.Cell {
		if s == "" {
			return ui.Cell{Text: none, Mute: true}
		}
		return ui.Cell{Text: s}
	}
	for _, d := range diff {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Part, NoWrap: true}, words(d.Was, "not there"), words(d.Is, "taken out")}})
	}
	return t
}

type compareView struct {
	Shell    ui.Shell
	Head     ui.Head
	From, To ui.Field
	Diff     ui.Table
}

// compare shows in what two versions differ; "draft" stands for the draft.
func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	var rows []register.Row[scope.Statement]
	var content [2]scope.Content
	var names [2]string
	draft := false
	from, to := q.Get("from"), q.Get("to")
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		if rows, err = p.Service.AllStatements(v); err != nil {
			return err
		}
		row, found, err := p.Service.DraftOf(v)
		if err != nil {
			return err
		}
		draft = found
		// Without a choice: the one that is issued, and the draft.
		if latest := newest(rows); latest != "" {
			from = cmp.Or(from, latest)
			if to == "" && found {
				to = "draft"
			}
			to = cmp.Or(to, latest)
		}
		for i, ref := range []string{from, to} {
			if ref == "draft" && found {
				names[i] = "the draft"
				if content[i], err = p.Service.Compose(v, row.Value); err != nil {
					return err
				}
				continue
			}
			st, err := p.find(v, ref)
			if err != nil {
				return err
			}
			content[i], names[i] = st.Value.Content, fmt.Sprintf("version %d", st.Value.Version)
		}
		return nil
	}); err != nil {
		return err
	}
	diff := scope.Diff(content[0], content[1])
	v := compareView{Head: ui.Head{Crumbs: crumbs(ui.Link{Label: "Scope statement", Href: statementPath}, ui.Link{Label: "Comparison"}), Title: ui.Capital(names[0]) + " and " + names[1] + " say the same."}}
	if len(diff) > 0 {
		v.Head.Title = ui.Capital(names[0]) + " and " + names[1] + " differ in " + ui.Count(len(diff), "place", "places") + "."
		v.Diff = diffTable(diff, ui.Capital(names[0]), ui.Capital(names[1]))
	}
	v.From, v.To = choose(rows, draft)
	v.From.Value, v.To.Value = from, to
	var err error
	if v.Shell, err = p.Shell(ctx, "Comparison of scope statements", statementPath, ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, comparePage(v))
}

// newest gives the latest version's number, empty when none is issued.
func newest(rows []register.Row[scope.Statement]) string {
	latest := 0
	for _, r := range rows {
		latest = max(latest, r.Value.Version)
	}
	if latest == 0 {
		return ""
	}
	return strconv.Itoa(latest)
}
