package document

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// place is the register with its generated list; the record's page is our own.
func (p *Pages) place(rule rest.Rule) records.Place {
	return records.Place{
		Register: p.s.Docs, Path: document.Path, Group: "ISMS", Title: "Documents", Rule: rule, NoRecord: true, New: document.Path + "/new",
		Columns: []string{"title", "type", "state", "version", "owner", "refs", "reviewDue"}, Sort: "title",
		Chips: []records.Chip{
			{Label: "In force", Query: "state=approved"}, {Label: "In review", Query: "state=review"}, {Label: "Drafts", Query: "state=draft"}, {Label: "Policies", Query: "type=policy"},
		},
		Empty: ui.Empty{
			Title: "No documents yet",
			Text:  "Here stands every policy, procedure, plan and record, with its version, approval and review. The standard demands fourteen kinds.",
			Ways: []ui.Way{
				{Label: "Starter texts.", Text: "Twenty-six of two pages at most, for a firm of thirty people.", Href: document.Path + "/new", Do: "Choose from them"},
				{Label: "Asked.", Text: "Some thirty questions fill their blanks.", Href: document.Path + "/answers", Do: "Answer them"},
				{Label: "Your own.", Text: "Write it, or paste what you have.", Href: document.Path + "/blank", Do: "Begin with an empty page"},
			},
		},
		Sections: []records.Section{
			{Title: "The document", Fields: []string{"title", "type", "owner", "classification", "reviewEvery"}},
			{Title: "Who acknowledges it", Fields: []string{"ackAll", "ackRoles", "ackPeople"}},
		},
		Head: p.head, Done: said,
	}
}

// head is the first part of the page: the sentence and what the standard demands.
func (p *Pages) head(r *http.Request, v *change.View) (records.Head, error) {
	docs, err := change.Collect(v, p.s.Docs, register.Query{})
	if err != nil {
		return records.Head{}, err
	}
	members, err := v.Members()
	if err != nil {
		return records.Head{}, err
	}
	var acks []document.AckRow
	if may(r.Context(), authz.Read, authz.Signed) || v.Actor().AsAt != 0 {
		if acks, err = change.Collect(v, p.s.Acks, register.Query{}); err != nil {
			return records.Head{}, err
		}
	}
	today := p.Today()
	f := document.FiguresOf(docs, members, acks, v.Actor().Person, today)
	out := records.Head{Sentence: sentence(f)}
	if f.OutstandingI > 0 && may(r.Context(), authz.Create, authz.Signed) {
		out.Actions = append(out.Actions, ui.Action{Label: "Read and acknowledge " + ui.Number(f.OutstandingI), Href: document.AckPath, Primary: true})
	}
	if may(r.Context(), authz.Create, authz.ISMS) {
		out.Actions = append(out.Actions, ui.Action{Label: "Begin documents", Href: document.Path + "/new", Primary: len(out.Actions) == 0})
	}
	out.Above = checklist(demanded(document.Checklist(docs, today), today, may(r.Context(), authz.Create, authz.ISMS)), ui.Number(f.MandatoryOK)+" of "+ui.Number(f.Mandatory)+" approved, counted by clause")
	return out, nil
}

// sentence says how the documents stand.
func sentence(f document.Figures) ui.Sentence {
	s := ui.Sentence{Fact: ui.Number(f.MandatoryOK) + " of " + ui.Number(f.Mandatory) + " mandatory documents are approved."}
	if f.MandatoryOK == f.Mandatory {
		s.Fact = "All " + ui.Number(f.Mandatory) + " mandatory documents are approved."
	}
	var then []string
	if f.ReviewSoon > 0 {
		then = append(then, ui.Count(f.ReviewSoon, "wants", "want")+" review this month")
	}
	if f.Outstanding > 0 {
		then = append(then, ui.Count(f.Outstanding, "acknowledgement is", "acknowledgements are")+" outstanding")
	}
	if len(then) > 0 {
		s.Then = ui.Capital(ui.List(then...)) + "."
	} else if f.InReview > 0 {
		s.Then = ui.Count(f.InReview, "waits for approval.", "wait for approval.")
	}
	return s
}

// demanded lists what the standard demands, and what answers it.
func demanded(items []document.Mandatory, today civil.Date, begins bool) ui.Table {
	t := ui.Table{
		Caption: "What ISO/IEC 27001 demands in writing",
		Columns: []ui.Column{{Label: "Document", Wide: true}, {Label: "Clause", Short: true}, {Label: "State"}, {Label: "Version", Short: true, HideSm: true}, {Label: "Next review", Num: true, Short: true}},
	}
	for _, m := range items {
		for i, part := range m.Parts {
			clause := ui.Cell{Text: m.Clause, Mute: true}
			if n := len(m.Parts); n > 1 { // the clause is answered by all of them together
				clause.Sub = ui.Number(i+1) + " of " + ui.Number(n)
			}
			name := ui.Cell{Text: part.Starter.Title, Sub: part.Starter.About}
			state := ui.Cell{Status: "na", Text: "Missing"}
			var version ui.Cell
			next := ui.Cell{Text: "after approval", Mute: true}
			if part.Doc != nil {
				d := &part.Doc.Value
				name = ui.Cell{Text: d.Title, Href: path(part.Doc.Number), ID: part.Doc.Number}
				state = stateCell(d, today)
				version = ui.Cell{Text: d.Version}
				next = reviewCell(d, today)
			} else if begins {
				state.Action = []ui.Action{{Label: "Begin", Href: document.Path + "/new", Post: true, Hidden: []ui.Hidden{{Name: "starters", Value: part.Starter.Key}}, Quiet: true}}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, clause, state, version, next}})
		}
	}
	return t
}

// stateCell says a document's state with its mark.
func stateCell(d *document.Document, today civil.Date) ui.Cell {
	mark, word := stateOf(d, today)
	return ui.Cell{Status: mark, Text: word}
}

func stateOf(d *document.Document, today civil.Date) (mark, word string) {
	switch {
	case d.State == document.Withdrawn:
		return "na", "Withdrawn"
	case d.State == document.Draft:
		return "plan", "Draft"
	case d.State == document.Review:
		return "part", "In review"
	case d.Effective > today:
		return "done", "In force from " + d.Effective.Short()
	case d.Next == document.Review:
		return "done", "In force, next in review"
	case d.Next == document.Draft:
		return "done", "In force, next being written"
	}
	return "done", "In force"
}

// near is how many days ahead of a review the days are counted.
const near = 60

func reviewCell(d *document.Document, today civil.Date) ui.Cell {
	if d.State != document.Approved || d.ReviewDue.IsZero() {
		return ui.Cell{Text: "after approval", Mute: true}
	}
	out := ui.Cell{Text: d.ReviewDue.Short(), Late: d.ReviewDue < today, NoWrap: true}
	if today.DaysUntil(d.ReviewDue) <= near {
		out.Sub = ui.Left(today, d.ReviewDue)
	}
	return out
}

// owed is the page on which a person sees what they have still to read.
func (p *Pages) owed(w http.ResponseWriter, r *http.Request) error {
	return p.showOwed(w, r)
}

type owedView struct {
	Shell ui.Shell
	Fact  string
	Then  string
	Items []owedItem
	Given ui.Table
}

type owedItem struct {
	Title, Number, Version, About, When string
	Late                                bool
	Give                                ui.Action
}

func (p *Pages) showOwed(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	out := owedView{}
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		docs, err := change.Collect(v, p.s.Docs, register.Query{})
		if err != nil {
			return err
		}
		members, err := v.Members()
		if err != nil {
			return err
		}
		mine, err := change.Collect(v, p.s.Acks, register.Query{Filters: []register.Filter{register.Where("person", v.Actor().Person)}, Sort: "-on"})
		if err != nil {
			return err
		}
		today := p.Today()
		for _, o := range document.OwedBy(docs, members, mine) {
			if o.Person != v.Actor().Person {
				continue
			}
			d := &o.Doc.Value
			item := owedItem{Title: d.Title, Number: o.Doc.Number, Version: d.Version, When: "by " + d.AckDue.Long() + ", " + ui.InDays(today, d.AckDue), Late: d.AckDue < today}
			item.Give = ui.Action{Label: "I have read version " + d.Version, Href: path(o.Doc.Number, "acknowledge"), Post: true, Hidden: []ui.Hidden{{Name: "version", Value: d.Version}, {Name: "to", Value: "owed"}}}
			out.Items = append(out.Items, item)
		}
		out.Given = ui.Table{Caption: "What you have acknowledged", Columns: []ui.Column{{Label: "Document", Wide: true}, {Label: "Version", Short: true}, {Label: "On", Num: true, Short: true}}}
		titles := map[string]string{}
		for _, d := range docs {
			titles[d.ID] = d.Value.Title
		}
		for _, a := range mine {
			out.Given.Rows = append(out.Given.Rows, ui.Row{Cells: []ui.Cell{
				{Text: titles[a.Value.Document], Href: path(a.Value.DocumentNumber, "versions", a.Value.Version), ID: a.Value.DocumentNumber}, {Text: a.Value.Version}, {Text: a.Value.On.Short(), NoWrap: true},
			}})
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch n := len(out.Items); n {
	case 0:
		out.Fact, out.Then = "You have read everything that concerns you.", "A new version that matters will ask you again."
	default:
		out.Fact, out.Then = ui.Count(n, "document waits for you.", "documents wait for you."), "Read each, then say so: the version and the day are recorded."
	}
	if out.Shell, err = p.Shell(ctx, "Read and acknowledge", document.Path, frame.Done(r, said)); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, owedPage(out))
}
