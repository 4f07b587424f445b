package tender

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/requirement"
	"holdfast/internal/win/tender"
)

// ReaderView is one page of a document, with each demand in its place.
type ReaderView struct {
	Shell    ui.Shell
	Head     ui.Head
	Bid      string
	Errors   ui.ErrorSummary
	Label    string // of the page: "Page 4 of 62"
	Jump     []ui.Choice
	JumpTo   string
	Prev     string // pages before and after
	Next     string
	Pieces   []Piece
	Here     []Side // what stands on this page
	Others   []OtherPage
	Mentions *ui.Chip
	Missed   *ui.ErrorSummary
	Add      *MissedForm
	Remove   RemoveForm
	Empty    string // why there is nothing to read
}

// Piece is a stretch of the page's text; Marks are those that it stands under.
type Piece struct {
	Text  string
	Marks []Mark
}

// Mark is one demand of a highlighted stretch.
type Mark struct {
	ID      string // "m3": of the first mark also the stretch's
	Name    string
	Word    string // how it stands, when that is no verdict: "asks nothing"
	State   verdict.State
	Side    string // address of its line beside
	Next    string // the next mark, on this page or a later one
	Prev    string
	Mention bool
}

// Side is a demand beside the text, with the forms that correct it.
type Side struct {
	Ask
	ID      string
	Mark    string
	Correct *CorrectForm
	Not     *NotForm
	Asked   *MissedForm // of a mention: it is asked for after all
}

// OtherPage is another page of the document on which something is asked.
type OtherPage struct {
	Label, Href string
	Names       string
}

// CorrectForm corrects a requirement.
type CorrectForm struct {
	ID, Action string
	Open       bool
	Fields     []ui.Field
	Page       string
}

// NotForm says that something is not asked.
type NotForm struct {
	ID, Action, Page string
	Open             bool
	Field            ui.Field
}

// MissedForm adds what was missed.
type MissedForm struct {
	ID, Action, Page, Button string
	Open                     bool
	Quote                    string // sent unseen, when the words are known
	Fields                   []ui.Field
}

// RemoveForm takes the document out.
type RemoveForm struct {
	Action string
	Open   bool
	Field  ui.Field
}

// refusal is a form that was refused.
type refusal struct {
	form   string // "missed", "remove", or a requirement's id with "correct-" or "not-" before it
	faults map[string]string
}

func (f *refusal) of(form string) map[string]string {
	if f == nil || f.form != form {
		return nil
	}
	return f.faults
}

func (p *Pages) reader(w http.ResponseWriter, r *http.Request) error {
	return p.showReader(w, r, http.StatusOK, nil)
}

// field gives a value of the form that was sent, or what it stands at.
func typed(r *http.Request, refused map[string]string, name, otherwise string) string {
	if refused != nil {
		return r.PostFormValue(name)
	}
	return otherwise
}

func (p *Pages) showReader(w http.ResponseWriter, r *http.Request, status int, refused *refusal) error {
	d, err := p.desk(r, nil)
	if err != nil {
		return err
	}
	row := d.doc(r.PathValue("doc"))
	if row == nil {
		return errs.New(errs.NotFound, "%s has no such document.", d.bid.Number)
	}
	here := path(d.bid.Number, row.Number)
	t, err := p.Service.TextOf(&row.Value)
	if err != nil {
		return err
	}
	page, err := pageOf(r, t)
	if err != nil {
		return err
	}
	title := lastPart(row.Value.Name)
	sh, err := p.Shell(r.Context(), title+", "+d.bid.Number, here, frame.Done(r, done))
	if err != nil {
		return err
	}
	sh.Problem = refused != nil
	places := tender.Stand(row, d.bid.Value.Requirements)
	v := ReaderView{Shell: sh, Bid: d.bid.Number}
	v.Head = ui.Head{
		Crumbs:  []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: d.bid.Number, Href: "/bids/" + d.bid.Number}, {Label: "Documents", Href: path(d.bid.Number)}, {Label: row.Number}},
		Title:   readerTitle(&row.Value, title, places),
		Facts:   readerFacts(&row.Value),
		Actions: []ui.Action{{Label: originalLabel(&row.Value), Href: here + "/file"}},
	}
	v.Remove = RemoveForm{Action: here + "/remove", Open: refused.of("remove") != nil, Field: ui.Field{
		ID: "remove-reason", Name: "reason", Label: "Why does it not belong to this bid?", Hint: "What it asks for is then no longer counted. Kept in the history.", Err: refused.of("remove")["reason"],
	}}
	if len(t.Pages) == 0 {
		v.Empty = or(row.Value.Reason, "It is still being read.")
		if row.Value.State == tender.Unpacked {
			v.Empty = "It holds other files: each stands in the list of documents."
		}
		return web.Render(w, r, status, ReaderPage(v))
	}
	mentions := r.URL.Query().Get("mentions") != "" || refused != nil
	at := func(n int) string {
		out := here + "?page=" + strconv.Itoa(n)
		if mentions {
			out += "&mentions=1"
		}
		return out
	}
	v.Label = ui.Capital(or(t.LabelOf(page), "the whole text"))
	if len(t.Pages) > 1 {
		v.Label += " of " + strconv.Itoa(len(t.Pages))
		v.JumpTo = here
		for n := range t.Pages {
			label := or(t.LabelOf(n+1), "page "+strconv.Itoa(n+1))
			v.Jump = append(v.Jump, ui.Choice{Value: strconv.Itoa(n + 1), Label: ui.Capital(label), On: n+1 == page})
		}
	}
	if page > 1 {
		v.Prev = at(page - 1)
	}
	if page < len(t.Pages) {
		v.Next = at(page + 1)
	}
	shown := p.visible(places, mentions)
	v.Pieces = p.pieces(d, row, t, page, shown, at)
	v.Here = p.sides(r, d, row, page, places, shown, here, refused)
	v.Others = p.others(t, page, shown, at)
	if n := row.Value.Mentions; n > 0 {
		chip := ui.Chip{Label: "Mentions that ask nothing", N: int(n), Href: here + "?page=" + strconv.Itoa(page) + "&mentions=1"}
		if mentions {
			chip.On, chip.Off, chip.Href = true, true, here+"?page="+strconv.Itoa(page)
		}
		v.Mentions = &chip
	}
	v.Add = p.missedForm(r, here, page, "missed", refused.of("missed"), "", "")
	if refused != nil {
		for _, f := range v.problems() {
			if f.Err != "" {
				v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: f.ID, Text: f.Err})
			}
		}
	}
	return web.Render(w, r, status, ReaderPage(v))
}

// problems gives every field of the page that may have been refused.
func (v *ReaderView) problems() []ui.Field {
	out := []ui.Field{v.Remove.Field}
	for _, s := range v.Here {
		if s.Correct != nil {
			out = append(out, s.Correct.Fields...)
		}
		if s.Not != nil {
			out = append(out, s.Not.Field)
		}
		if s.Asked != nil {
			out = append(out, s.Asked.Fields...)
		}
	}
	return append(out, v.Add.Fields...)
}

func readerTitle(d *tender.Document, name string, places []tender.Standing) string {
	if d.State != tender.Read {
		return name + ": " + ui.Lower(tender.StateWord(d.State))
	}
	n := 0
	var first, last int
	for i := range places {
		if places[i].Asked() || places[i].Here {
			if n++; first == 0 {
				first = places[i].Page
			}
			last = places[i].Page
		}
	}
	switch {
	case n == 0:
		return name + " asks for no certification"
	case first == last:
		return name + " asks in " + ui.Count(n, "place", "places")
	}
	return name + " asks in " + ui.Count(n, "place", "places") + ", from page " + strconv.Itoa(first) + " to page " + strconv.Itoa(last)
}

func readerFacts(d *tender.Document) []ui.Fact {
	out := []ui.Fact{{Value: typeWord(d.Type)}}
	if d.Pages > 1 {
		out = append(out, ui.Fact{Value: ui.Count(int(d.Pages), "page", "pages")})
	}
	if d.Mentions > 0 {
		out = append(out, ui.Fact{Value: ui.Count(int(d.Mentions), "mention that asks nothing", "mentions that ask nothing")})
	}
	if f := folder(d.Name); f != "" {
		out = append(out, ui.Fact{Value: "in " + f})
	}
	if d.Left > 0 {
		out = append(out, ui.Fact{Value: ui.Count(int(d.Left), "page", "pages") + " at its end not read"})
	}
	return out
}

func originalLabel(d *tender.Document) string {
	if d.Inside != "" {
		return "Download " + d.FileName
	}
	return "Download the original"
}

// pageOf reads the page that is asked for; the first when none is.
func pageOf(r *http.Request, t tender.Text) (int, error) {
	text := r.URL.Query().Get("page")
	if text == "" {
		text = r.PostFormValue("page")
	}
	if text == "" || len(t.Pages) == 0 {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(t.Pages) {
		return 0, errs.New(errs.NotFound, "The document has no such page.")
	}
	return n, nil
}

// numbered is a place with its number in the document.
type numbered struct {
	tender.Standing
	n int
}

func (n *numbered) id() string { return "m" + strconv.Itoa(n.n) }

// asks says whether the place asks for something, in the text or by a person's word.
func (n *numbered) asks() bool { return n.Asked() || n.Here }

// visible are the places that are marked: those that ask, and mentions on demand.
func (p *Pages) visible(places []tender.Standing, mentions bool) []numbered {
	var out []numbered
	for i, s := range places {
		if one := (numbered{s, i + 1}); one.asks() || mentions {
			out = append(out, one)
		}
	}
	return out
}

// pieces cuts the text of a page at the marks. Marks of the same words stand
// together; of two that overlap the later begins where the earlier ends.
func (p *Pages) pieces(d *desk, row *tender.Row, t tender.Text, page int, shown []numbered, at func(int) string) []Piece {
	text := flowing([]rune(t.Pages[page-1].Text))
	var out []Piece
	from := 0
	plain := func(to int) {
		if to > from {
			out = append(out, Piece{Text: string(text[from:to])})
			from = to
		}
	}
	lastStart := -1
	for i := range shown {
		s := &shown[i]
		if s.Page != page {
			continue
		}
		start, end := span(s, len(text))
		m := p.mark(d, row, shown, i, page, at)
		if len(out) > 0 && start == lastStart && len(out[len(out)-1].Marks) > 0 {
			out[len(out)-1].Marks = append(out[len(out)-1].Marks, m)
			continue
		}
		start = max(start, from)
		end = max(end, start)
		plain(start)
		out = append(out, Piece{Text: string(text[start:end]), Marks: []Mark{m}})
		from, lastStart = end, start
	}
	plain(len(text))
	return out
}

// flowing lets the lines of a paragraph run on, as a printer broke them: a line that
// is long and ends no sentence goes on in the next. Places stay what they are.
func flowing(text []rune) []rune {
	const long = 60
	from := 0
	for i, c := range text {
		if c != '\n' {
			continue
		}
		whole := i-from >= long && i+1 < len(text) && !unicode.IsSpace(text[i+1]) && !strings.ContainsRune(".:;?!", text[i-1]) && !strings.ContainsRune("•·*-–", text[i+1])
		if from = i + 1; whole {
			text[i] = ' '
		}
	}
	return text
}

func span(s *numbered, length int) (start, end int) {
	start, end = s.Start, s.End
	return min(max(start, 0), length), min(max(end, 0), length)
}

func (p *Pages) mark(d *desk, row *tender.Row, shown []numbered, i, page int, at func(int) string) Mark {
	s := &shown[i]
	a := p.ask(d, row, &s.Standing, "")
	m := Mark{ID: s.id(), Name: a.Name, State: a.State, Mention: !s.asks(), Side: "#s" + strconv.Itoa(s.n)}
	switch {
	case !s.asks():
		m.State, m.Word = "", "asks nothing"
	case s.Of != nil && s.Of.Removed:
		m.Word = "not asked"
	case a.State == "":
		m.Word = ui.Lower(wordOf(strengths, s.Strength))
	}
	to := func(n int) string {
		if shown[n].Page == page {
			return "#" + shown[n].id()
		}
		return at(shown[n].Page) + "#" + shown[n].id()
	}
	if i > 0 {
		m.Prev = to(i - 1)
	}
	if i+1 < len(shown) {
		m.Next = to(i + 1)
	}
	return m
}

// sides are the demands of a page, with the forms that correct them.
func (p *Pages) sides(r *http.Request, d *desk, row *tender.Row, page int, _ []tender.Standing, shown []numbered, here string, refused *refusal) []Side {
	var out []Side
	number := strconv.Itoa(page)
	open := map[string]bool{}
	for i := range shown {
		s := &shown[i]
		if s.Page != page {
			continue
		}
		side := Side{Ask: p.ask(d, row, &s.Standing, ""), ID: "s" + strconv.Itoa(s.n), Mark: "#" + s.id()}
		side.Quote = ui.Quote{}
		switch {
		case !s.asks():
			side.Terms, side.Note = "asks nothing", ""
			words := string([]rune(pageText(p, row, page))[min(s.Start, s.End):s.End])
			side.Asked = p.missedForm(r, here, page, "asked-"+strconv.Itoa(s.n), refused.of("asked-"+strconv.Itoa(s.n)), words, s.Scheme)
		case s.Of != nil && !open[s.Of.ID]:
			open[s.Of.ID] = true
			side.Correct = p.correctForm(r, here, number, s.Of, refused.of("correct-"+s.Of.ID))
			if !s.Of.Removed {
				fault := refused.of("not-" + s.Of.ID)
				side.Not = &NotForm{ID: "not-" + s.Of.ID, Action: here + "/requirements/" + s.Of.ID + "/remove", Page: number, Open: fault != nil, Field: ui.Field{
					ID: "not-" + s.Of.ID + "-reason", Name: "reason", Label: "Why is it not asked for?", Hint: "Kept in the bid’s history", Err: fault["reason"],
				}}
			}
		}
		out = append(out, side)
	}
	return out
}

// pageText gives the text of a page; empty when it cannot be had.
func pageText(p *Pages, row *tender.Row, page int) string {
	t, err := p.Service.TextOf(&row.Value)
	if err != nil || page > len(t.Pages) {
		return ""
	}
	return t.Pages[page-1].Text
}

func (p *Pages) others(t tender.Text, page int, shown []numbered, at func(int) string) []OtherPage {
	var out []OtherPage
	var names []string
	last := 0
	end := func() {
		if last != 0 && last != page {
			out[len(out)-1].Names = strings.Join(names, ", ")
		}
	}
	for i := range shown {
		s := &shown[i]
		if !s.asks() {
			continue
		}
		if s.Page != last {
			end()
			last, names = s.Page, nil
			if s.Page != page {
				out = append(out, OtherPage{Label: ui.Capital(or(t.LabelOf(s.Page), "page "+strconv.Itoa(s.Page))), Href: at(s.Page) + "#" + s.id()})
			}
		}
		if n := p.schemeName(s.Scheme); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	end()
	return out
}

// terms of a requirement as fields of a form.
func (p *Pages) fields(r *http.Request, id string, refused map[string]string, q *verdict.Requirement) []ui.Field {
	field := func(name, label, kind, value string, choices []ui.Choice) ui.Field {
		return ui.Field{ID: id + "-" + name, Name: name, Label: label, Kind: kind, Value: typed(r, refused, name, value), Choices: choices, Err: faultOf(refused, name)}
	}
	scheme := field("scheme", "Scheme", "select", q.Scheme, p.schemeChoices(""))
	date := field("date", "Date, if “by a date”", "date", q.Date.String(), nil)
	date.Optional = true
	why := field("reason", "Why", "", "", nil)
	why.Hint, why.Wide = "Kept in the bid’s history", true
	return []ui.Field{scheme, field("strength", "How strongly", "select", q.Strength, strengths), field("when", "Needed", "select", q.When, whens), date, why}
}

// faultOf finds the fault of a field, also where a rule names it by its place
// ("requirements/2/when").
func faultOf(faults map[string]string, name string) string {
	if m := faults[name]; m != "" {
		return m
	}
	for k, m := range faults {
		if strings.HasSuffix(k, "/"+name) {
			return m
		}
	}
	return ""
}

func (p *Pages) correctForm(r *http.Request, here, page string, q *bid.Requirement, refused map[string]string) *CorrectForm {
	id := "correct-" + q.ID
	return &CorrectForm{ID: id, Action: here + "/requirements/" + q.ID, Page: page, Open: refused != nil, Fields: p.fields(r, id, refused, &q.Requirement)}
}

func (p *Pages) missedForm(r *http.Request, here string, page int, id string, refused map[string]string, quote, scheme string) *MissedForm {
	f := &MissedForm{ID: id, Action: here + "/requirements", Page: strconv.Itoa(page), Open: refused != nil, Button: "Add the requirement", Quote: quote}
	f.Fields = p.fields(r, id, refused, &verdict.Requirement{Scheme: scheme, Strength: requirement.Mandatory, When: requirement.AtSubmission})
	if quote == "" {
		words := ui.Field{ID: id + "-quote", Name: "quote", Label: "The words that ask for it", Hint: "Copy the sentence from this page.", Kind: "textarea", Rows: 3, Wide: true, Value: typed(r, refused, "quote", ""), Err: faultOf(refused, "quote")}
		f.Fields = append([]ui.Field{words}, f.Fields...)
	} else if m := faultOf(refused, "quote"); m != "" {
		f.Fields[0].Err = m
	}
	return f
}
