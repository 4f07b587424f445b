package document

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// newView offers the starter texts.
type newView struct {
	Shell   ui.Shell
	Fact    string
	Then    string
	Groups  []newGroup
	Problem string
}

type newGroup struct {
	ID, Title, Aside string
	Items            []newItem
}

type newItem struct {
	Key, Title, About, Answers string
	Number                     string // a document began from it already
	On                         bool
}

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Create, authz.ISMS, "documents"); err != nil {
		return err
	}
	return p.showNew(w, r, http.StatusOK, "")
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	ctx := r.Context()
	var docs []document.Row
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		docs, err = change.Collect(v, p.s.Docs, register.Query{})
		return err
	}); err != nil {
		return err
	}
	v := newView{Problem: problem, Groups: []newGroup{{ID: "demanded", Title: "What the standard demands"}, {ID: "usual", Title: "What is usual beside it"}}}
	left := 0
	for _, s := range document.Starters() {
		g := &v.Groups[1]
		if s.Clause != "" {
			g = &v.Groups[0]
		}
		item := newItem{Key: s.Key, Title: s.Title, About: s.About, Answers: strings.Join(s.Refs, ", ")}
		for _, d := range docs {
			if d.Value.Starter == s.Key && d.Value.State != document.Withdrawn {
				item.Number = d.Number
			}
		}
		if item.Number == "" {
			left++
			item.On = s.Clause != "" && len(docs) == 0
		}
		g.Items = append(g.Items, item)
	}
	v.Fact, v.Then = ui.Count(left, "starter text is", "starter texts are")+" to hand.", "Tick those you want."
	if left == 0 {
		v.Fact, v.Then = "Every starter text is begun.", "Write a document of your own, or go on with the drafts."
	}
	var err error
	if v.Shell, err = p.Shell(ctx, "Begin documents", document.Path, ""); err != nil {
		return err
	}
	return render(w, r, status, newPage(v))
}

// start begins the ticked documents in one change, and leads on to the questions
// that fill their blanks.
func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	keys := r.PostForm["starters"]
	if len(keys) == 0 {
		return p.showNew(w, r, http.StatusUnprocessableEntity, "Tick at least one text.")
	}
	var rows []document.Row
	err := p.do(r, "document.create", "", nil, func(tx *change.Tx) (err error) {
		rows, err = p.s.Start(tx, keys, tx.Actor().Person)
		return err
	})
	if errs.CodeOf(err) == errs.Invalid {
		return p.showNew(w, r, http.StatusUnprocessableEntity, errs.Safe(err))
	}
	if err != nil {
		return err
	}
	open := false
	if err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		q, err := p.questions(v, nil)
		open = q.open > 0
		return err
	}); err != nil {
		return err
	}
	switch {
	case open:
		return frame.Back(w, document.Path+"/answers", "begun")
	case len(rows) == 1:
		return frame.Back(w, path(rows[0].Number), "begun")
	}
	return frame.Back(w, document.Path, "begun")
}

// answersView asks what fills the blanks of all documents.
type answersView struct {
	Shell  ui.Shell
	Fact   string
	Then   string
	Fields []ui.Field
	Errors ui.ErrorSummary
}

// questions are what the organisation can be asked, and how far it has answered.
type questions struct {
	fields []ui.Field
	open   int // asked by a draft and not answered
	blanks int // of drafts, that answers would fill
	drafts int // that have them
}

// questions reads what the drafts leave open and what was answered. typed is what
// a person has just sent, nil for none.
func (p *Pages) questions(v *change.View, typed map[string]string) (questions, error) {
	var out questions
	answers, err := p.s.AnswersOf(v)
	if err != nil {
		return out, err
	}
	uses := map[string]int{}
	for row, err := range change.All(v, p.s.Workings, register.Query{}) {
		if err != nil {
			return out, err
		}
		any := false
		for _, n := range document.Blanks(row.Value.Body) {
			if b := document.BlankOf(n); b != nil && !b.Own {
				uses[n]++
				out.blanks++
				any = true
			}
		}
		if any {
			out.drafts++
		}
	}
	members, err := v.Members()
	if err != nil {
		return out, err
	}
	guess, err := p.guesses(v, members)
	if err != nil {
		return out, err
	}
	var names []string
	for _, m := range members {
		if document.Inside(members, m.Person) {
			names = append(names, m.Name)
		}
	}
	for _, b := range document.AllBlanks() {
		if b.Own {
			continue
		}
		f := ui.Field{ID: b.Name, Label: b.Ask, Hint: b.Hint, Value: answers[b.Name]}
		if b.Person {
			f.Suggest = names
		}
		if f.Value == "" && uses[b.Name] > 0 {
			out.open++
		}
		if f.Value == "" {
			if f.Value = guess[b.Name]; f.Value == "" {
				f.Value = b.Usual
			}
			if f.Value != "" {
				f.Hint = strings.TrimSpace(strings.TrimSuffix(f.Hint, ".") + " (suggested)")
			}
		}
		if typed != nil {
			f.Value = typed[b.Name]
		}
		out.fields = append(out.fields, f)
	}
	return out, nil
}

// guesses are what Holdfast knows already: members by their roles, legal entities
// and sites.
func (p *Pages) guesses(v *change.View, members []change.Member) (map[string]string, error) {
	out := map[string]string{}
	for _, m := range members {
		if !m.Active {
			continue
		}
		for role, blank := range map[authz.Role]string{authz.Owner: "top-management", authz.ComplianceManager: "ciso", authz.InternalAuditor: "auditor", authz.Administrator: "it-lead"} {
			if authz.Role(m.Role) == role && out[blank] == "" {
				out[blank] = m.Name
			}
		}
	}
	for kind, blank := range map[register.Kind]string{"entity": "entities", "site": "sites"} {
		reg := p.Door.Book().Of(kind)
		if reg == nil || reg.Declaration().Field("name") == nil || !reads(v.Actor(), reg.Declaration().Area) {
			continue
		}
		found, err := change.AnyList(v, reg, register.Query{Limit: 5, NoTotal: true})
		if err != nil {
			return nil, err
		}
		var names []string
		for _, rec := range found.Records {
			value, err := reg.Decode(rec.Body)
			if err != nil {
				return nil, err
			}
			names = append(names, reg.Text(value, "name"))
		}
		out[blank] = ui.List(names...)
	}
	out["organisation"] = organisation(v.Context())
	return out, nil
}

func reads(a change.Actor, area authz.Area) bool {
	return a.May(authz.Read, area)
}

func (p *Pages) answers(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Update, authz.Drafts, "drafts of documents"); err != nil {
		return err
	}
	return p.showAnswers(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showAnswers(w http.ResponseWriter, r *http.Request, status int, typed, wrong map[string]string) error {
	ctx := r.Context()
	var q questions
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		q, err = p.questions(v, typed)
		return err
	}); err != nil {
		return err
	}
	v := answersView{Fields: q.fields, Fact: "Every blank of your drafts is answered.", Then: "Answers are kept for all documents, and fill those that you begin later."}
	if q.open > 0 {
		v.Fact = ui.Count(q.open, "answer fills", "answers fill") + " " + ui.Count(q.blanks, "blank", "blanks") + " in " + ui.Count(q.drafts, "draft", "drafts") + "."
		v.Then = "What is known is written in already: correct it. What you leave empty stays open, and is marked in the texts."
	} else if q.blanks > 0 {
		v.Fact = "Your answers fill " + ui.Count(q.blanks, "blank", "blanks") + " in " + ui.Count(q.drafts, "draft", "drafts") + "."
		v.Then = "Look them through, and keep them: they are filled in then."
	}
	for i := range v.Fields {
		v.Fields[i].Err = wrong[v.Fields[i].ID]
	}
	v.Errors = ui.Problems(v.Fields...)
	var err error
	if v.Shell, err = p.Shell(ctx, "Answers for documents", document.Path, frame.Done(r, said)); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return render(w, r, status, answersPage(v))
}

// answer keeps the answers and fills them into every draft, in one change.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	given, wrong := map[string]string{}, map[string]string{}
	for _, b := range document.AllBlanks() {
		if b.Own || !slices.Contains(keysOf(r.PostForm), b.Name) {
			continue
		}
		given[b.Name] = strings.TrimSpace(r.PostFormValue(b.Name))
		if len(given[b.Name]) > register.MaxText {
			wrong[b.Name] = "The answer is too long: a line or two are enough."
		}
	}
	if len(wrong) > 0 {
		return p.showAnswers(w, r, http.StatusUnprocessableEntity, given, wrong)
	}
	err := p.do(r, "document-answer.update", "", nil, func(tx *change.Tx) error {
		if err := p.s.Answer(tx, given); err != nil {
			return err
		}
		rows, err := change.Collect(tx, p.s.Workings, register.Query{Filters: []register.Filter{register.Where("state", document.Draft)}})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := p.s.Refill(tx, row.Value.Document); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return frame.Back(w, document.Path, "answered")
}

func keysOf(form map[string][]string) []string {
	out := make([]string, 0, len(form))
	for k := range form {
		out = append(out, k)
	}
	return out
}
