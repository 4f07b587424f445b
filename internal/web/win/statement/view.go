package statement

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/statement"
)

// formView is the form of a bid as a page shows it.
type formView struct {
	Shell   ui.Shell
	Head    ui.Head
	Bid     string
	Errors  ui.ErrorSummary
	Begin   []beginView // when there is no statement yet
	Version string
	Parts   []partView
	Notes   []ui.KV
	May     bool
}

type beginView struct {
	Form, Title, Text string
	Primary           bool
}

type partView struct {
	ID, Title, About, Aside string
	Known                   []lineView // nothing is asked of these
	Fields                  []lineView
}

// lineView is one question: what is known of it, and its field.
type lineView struct {
	ID, Ask, Words, From string
	Href                 string // of the source
	Why, Warning         string
	Field                ui.Field
	Library              *ui.Field
	Sure                 string // how sure its place in the form is
}

func (p *Pages) view(r *http.Request, all *loaded, wrong error) formView {
	ctx := r.Context()
	b := &all.bid.Value
	v := formView{Bid: all.bid.Number, May: may(ctx, authz.Update) && frame.Actor(ctx).AsAt == 0}
	v.Head = ui.Head{Crumbs: []ui.Link{{Label: "Win"}, {Label: "Bids", Href: "/bids"}, {Label: all.bid.Number, Href: "/bids/" + all.bid.Number}, {Label: "Statement"}}, Title: b.Title, Facts: []ui.Fact{{Value: all.bid.Number}, {Value: b.Buyer}}}
	faults := map[string]string{}
	if wrong != nil {
		if f, ok := frame.Faults(wrong); ok {
			faults = f
		} else {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: errs.Safe(wrong)})
		}
	}
	if !all.there {
		p.begin(&v, all)
		return v
	}
	w := &all.whole
	v.Version = strconv.FormatInt(all.row.Version, 10)
	fact := ui.Number(w.Answered) + " of " + ui.Number(w.Asked) + " answered, " + ui.Number(w.Filled) + " of them by what is known."
	if w.Late > 0 {
		fact += " " + ui.Count(w.Late, "rests", "rest") + " on what ends before award."
	}
	if w.Copied > 0 {
		fact += " " + ui.Count(w.Copied, "was", "were") + " taken over from " + all.row.Value.From + ": look at them."
	}
	v.Head.Facts = append(v.Head.Facts, ui.Fact{Value: w.Form.Title})
	v.Head.Lede = strings.TrimSpace(fact)
	v.Head.Actions = []ui.Action{{Label: "Print", Href: path(v.Bid) + "/print"}, {Label: "JSON", Href: path(v.Bid) + "/export/json", Quiet: true}, {Label: "CSV", Href: path(v.Bid) + "/export/csv", Quiet: true}}
	for i := range w.Sections {
		v.Parts = append(v.Parts, p.part(r, all, &w.Sections[i], faults, &v.Errors))
	}
	v.Notes = []ui.KV{{Label: "Edition", Value: w.Form.Edition + ", as of " + w.Form.AsOf}, {Label: "How sure", Value: ui.CertaintyWords(w.Form.Certainty)}, {Label: "About it", Value: w.Form.Note}, {Label: "Source", Value: w.Form.Source}}
	return v
}

// begin offers the forms, the likely one first.
func (p *Pages) begin(v *formView, all *loaded) {
	likely := statement.FormFor(&all.bid.Value)
	v.Head.Lede = "No form is filled in for this bid yet. Begin one: what is known is filled in, each value with where it comes from."
	for _, f := range statement.Forms() {
		bv := beginView{Form: f.Form, Title: f.Title, Text: f.Edition + ".", Primary: f.Form == likely}
		for _, o := range all.others {
			if o.Value.Form == f.Form {
				bv.Text += " It begins with the answers of " + o.Number + ", for " + o.Value.BidNumber + "."
				break
			}
		}
		v.Begin = append(v.Begin, bv)
	}
}

func (p *Pages) part(r *http.Request, all *loaded, sec *statement.Section, faults map[string]string, sum *ui.ErrorSummary) partView {
	out := partView{ID: "part-" + sec.ID, Title: sec.Title, About: sec.About}
	open := 0
	for i := range sec.Lines {
		l := &sec.Lines[i]
		if !l.Asked {
			continue
		}
		if l.Open() {
			open++
		}
		lv := p.line(all, l)
		if r.PostForm.Has("q-" + l.ID) {
			lv.Field.Value = r.PostFormValue("q-" + l.ID)
		}
		if lv.Field.Err = faults[l.ID]; lv.Field.Err != "" {
			sum.Problems = append(sum.Problems, ui.Problem{Field: lv.Field.ID, Text: lv.Field.Err})
		}
		if l.Filled != nil && l.Given == nil && lv.Field.Err == "" {
			out.Known = append(out.Known, lv)
		} else {
			out.Fields = append(out.Fields, lv)
		}
	}
	out.Aside = "complete"
	if open > 0 {
		out.Aside = ui.Number(open) + " open"
	}
	return out
}

// line makes one question with its field.
func (p *Pages) line(all *loaded, l *statement.Line) lineView {
	out := lineView{ID: l.ID, Ask: l.Ask, Words: l.Words(l.Value), Warning: l.Warning}
	from, ref := l.Source()
	if out.From = from; ref != "" {
		out.From += " " + ref
		out.Href = p.href(ref)
	}
	if l.Given != nil && l.Given.By != "" && l.Given.From == "" {
		out.From += ", " + l.Given.On.Short()
	}
	if l.Filled != nil {
		out.Why = l.Filled.Why
	}
	if l.Certainty == "U" {
		out.Sure = "not checked against the newest edition"
	}
	f := ui.Field{ID: "q-" + l.ID, Label: l.ID + "  " + l.Ask, Hint: l.Hint, Value: l.Value, Optional: l.Optional}
	pick := func(values ...string) {
		f.Kind = "select"
		f.Choices = []ui.Choice{{Label: "Not answered"}}
		for _, val := range values {
			f.Choices = append(f.Choices, ui.Choice{Value: val, Label: l.Words(val), On: val == l.Value})
		}
	}
	switch l.Kind {
	case statement.Long:
		f.Kind, f.Rows = "textarea", 3
	case statement.Date:
		f.Kind = "date"
	case statement.YesNo:
		pick("yes", "no")
	case statement.Meet:
		pick(statement.MeetsNow, statement.MeetsAward, statement.MeetsNot)
	case statement.Choice:
		pick(l.Choices...)
	}
	if l.Filled != nil && l.Given != nil && l.Filled.Value != l.Given.Value {
		f.Hint = join(f.Hint, "Known: "+l.Words(l.Filled.Value)+" ("+l.Filled.From+" "+l.Filled.Ref+"). Emptied, that is said again.")
	}
	out.Field = f
	if l.Library != "" {
		out.Library = library(all.shelf, l)
	}
	return out
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// library offers the answers of the library that fit a question.
func library(shelf []answer.Row, l *statement.Line) *ui.Field {
	near := answer.Nearest(shelf, l.Ask, l.Library, 5)
	if len(near) == 0 {
		return nil
	}
	f := &ui.Field{ID: "lib-" + l.ID, Label: "Take it from the library", Kind: "select", Choices: []ui.Choice{{Label: "No: as it stands above"}}}
	for _, a := range near {
		words := a.Number + ": " + a.Value.Question
		if a.Value.State == answer.Review {
			words += " (in review)"
		}
		f.Choices = append(f.Choices, ui.Choice{Value: a.Number, Label: words})
		if a.Value.Short != "" {
			f.Choices = append(f.Choices, ui.Choice{Value: a.Number + "/short", Label: a.Number + ", its short form"})
		}
	}
	return f
}

// href gives the page of a record by its number.
func (p *Pages) href(number string) string {
	for _, reg := range p.Door.Book().All() {
		d := reg.Declaration()
		if d.ParseNumber(number) == 0 {
			continue
		}
		if d.Kind == statement.Kind {
			return "/statements/" + number
		}
		return records.PageOf(p.Frame)(register.Ref{Kind: d.Kind, Number: number}, nil)
	}
	return ""
}

// printView is the form on paper.
type printView struct {
	Shell  ui.Shell
	Title  string
	Head   ui.Head
	Tables []printPart
	Notes  []ui.KV
}

type printPart struct {
	ID, Title string
	Table     ui.Table
}

func (p *Pages) printed(_ *http.Request, all *loaded) printView {
	w := &all.whole
	v := printView{Title: w.Form.Short + " for " + all.bid.Number}
	v.Head = ui.Head{
		Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: all.bid.Number, Href: "/bids/" + all.bid.Number}, {Label: "Statement", Href: path(all.bid.Number)}},
		Title:  w.Form.Title, Lede: all.bid.Value.Title + ". " + all.bid.Value.Buyer + ". " + ui.Number(w.Answered) + " of " + ui.Number(w.Asked) + " answered on " + p.Today().Long() + ".",
	}
	for i := range w.Sections {
		sec := &w.Sections[i]
		t := ui.Table{Caption: sec.Title, Plain: true, Columns: []ui.Column{{Label: "Question"}, {Label: "Answer", Wide: true}}}
		for j := range sec.Lines {
			l := &sec.Lines[j]
			if !l.Asked {
				continue
			}
			c := ui.Cell{Text: l.Words(l.Value)}
			if l.Value == "" {
				c = ui.Cell{Text: "not answered", Mute: true}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: l.ID + "  " + l.Ask}, c}})
		}
		v.Tables = append(v.Tables, printPart{ID: "part-" + sec.ID, Title: sec.Title, Table: t})
	}
	v.Notes = []ui.KV{{Label: "Edition", Value: w.Form.Edition}, {Label: "Source", Value: w.Form.Source}}
	return v
}
