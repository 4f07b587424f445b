package tender

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/requirement/measure"
	"holdfast/internal/win/tender"
)

var done = map[string]string{
	"dropped": "The documents have been read. What they ask for stands below.", "known": "These documents were here already: nothing was added.",
	"later": "The documents are being read. This page follows.", "made": "The bid has been made. What its documents ask for stands below.",
	"corrected": "The requirement has been corrected, and the bid judged anew.", "removed": "It is no longer asked for; its history stays.",
	"added": "The requirement has been added, and the bid judged anew.", "again": "The document is being read again.", "gone": "The document has been taken out.",
	"discarded": "The pack has been thrown away.",
}

// maxQuotes bounds the quotations on the page of a bid's documents.
const maxQuotes = 150

// DocumentsView is the documents of a bid and what they ask for.
type DocumentsView struct {
	Shell   ui.Shell
	Head    ui.Head
	Bid     string
	Errors  ui.ErrorSummary
	Reading int // still to be read
	Poll    string
	Table   *ui.Table
	Drop    DropForm
	Asks    []DocumentAsks
	More    int // quotations beyond those shown
	Export  string
	Done    string
}

// DropForm takes files.
type DropForm struct {
	Action, Button, Hint, Err string
	Open                      bool // it stands first
}

// DocumentAsks is a document with what it asks for.
type DocumentAsks struct {
	Name, Href string
	Asks       []Ask
	More       int
}

// Ask is a demand with its words.
type Ask struct {
	State  verdict.State
	Name   string
	Terms  string
	Detail []string
	Quote  ui.Quote
	Note   string // "counted once, in the words of …", "corrected by …"
	// Also are further places of the same document that ask for the same.
	Also []ui.Link
}

const takes = "PDF, Word, Excel, OpenDocument, web page, text, e-mail with its attachments, or a zip of these; up to 100 MB each and 200 MB together. They stay on this server."

func (p *Pages) documents(w http.ResponseWriter, r *http.Request) error {
	return p.showDocuments(w, r, http.StatusOK, "")
}

func (p *Pages) showDocuments(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	d, err := p.desk(r, nil)
	if err != nil {
		return err
	}
	said := frame.Done(r, done)
	sum := tender.Count(d.docs)
	if sum.Reading == 0 && r.URL.Query().Get("done") == "later" {
		said = done["dropped"]
	}
	sh, err := p.Shell(r.Context(), "Documents of "+d.bid.Number, path(d.bid.Number), said)
	if err != nil {
		return err
	}
	sh.Problem = wrong != ""
	v := DocumentsView{
		Shell: sh, Bid: d.bid.Number, Reading: sum.Reading, Poll: path(d.bid.Number),
		Head: ui.Head{
			Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: d.bid.Number, Href: "/bids/" + d.bid.Number}, {Label: "Documents"}},
			Title:  d.sentence(), Facts: []ui.Fact{{Value: d.bid.Value.Title}, {Value: d.bid.Value.Buyer}},
		},
		Drop: DropForm{Action: path(d.bid.Number), Button: "Read the documents", Hint: takes, Err: wrong, Open: len(d.docs) == 0},
	}
	if d.bid.Value.Buyer == "" {
		v.Head.Facts = v.Head.Facts[:1]
	}
	if wrong != "" {
		v.Errors = ui.ErrorSummary{Problems: []ui.Problem{{Field: "file", Text: wrong}}}
	}
	if len(d.docs) > 0 {
		v.Table = p.table(r, d)
		v.Asks, v.More = p.asks(d)
		v.Export = path(d.bid.Number, "corrections")
	}
	return web.Render(w, r, status, DocumentsPage(v))
}

func (p *Pages) table(r *http.Request, d *desk) *ui.Table {
	t := &ui.Table{Caption: "Documents of " + d.bid.Number, Columns: []ui.Column{
		{Label: "Document"}, {Label: "State", Wide: true}, {Label: "Pages", Num: true, Short: true}, {Label: "Asks", Num: true, Short: true}, {Label: "Mentions", Num: true, HideMd: true}, {Label: "Dropped in", Num: true, HideMd: true},
	}}
	for i := range d.docs {
		row := &d.docs[i]
		doc := &row.Value
		name := ui.Cell{Text: lastPart(doc.Name), ID: row.Number, Sub: subOf(doc)}
		if doc.State == tender.Read {
			name.Href = path(d.bid.Number, row.Number)
		}
		state := ui.Cell{Body: stateOf(doc, path(d.bid.Number, row.Number))}
		pages, asks, mentions := "–", "–", "–"
		if doc.State == tender.Read {
			pages, asks, mentions = itoa(doc.Pages), itoa(doc.Asks), itoa(doc.Mentions)
		}
		at := time.UnixMicro(doc.Dropped).In(p.Zone)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			name, state,
			{Text: pages},
			{Text: asks},
			{Text: mentions, Mute: true},
			{Text: at.Format("2 Jan 2006"), Sub: p.Name(r.Context(), doc.By), NoWrap: true},
		}})
	}
	return t
}

func subOf(d *tender.Document) string {
	parts := []string{}
	if w := typeWord(d.Type); w != "" {
		parts = append(parts, w)
	}
	if d.Size > 0 {
		parts = append(parts, size(d.Size))
	}
	if f := folder(d.Name); f != "" {
		parts = append(parts, "in "+f)
	}
	return strings.Join(parts, " · ")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// asks gives what each document asks for, in its words: of places that ask for the
// same the one that counts, else the first, with the way to the others.
func (p *Pages) asks(d *desk) (out []DocumentAsks, more int) {
	shown := 0
	for i := range d.docs {
		row := &d.docs[i]
		href := path(d.bid.Number, row.Number)
		one := DocumentAsks{Name: lastPart(row.Value.Name), Href: href}
		at := map[string]int{} // of the requirement in one.Asks
		places := tender.Stand(row, d.bid.Value.Requirements)
		for n := range places {
			s := &places[n]
			if !s.Asked() && (s.Of == nil || !s.Here) {
				continue
			}
			to := href + "?page=" + strconv.Itoa(s.Page) + "#m" + strconv.Itoa(n+1)
			first, ok := at[words(s)]
			if !ok && s.Of != nil {
				first, ok = at[s.Of.ID]
			}
			if ok {
				a := &one.Asks[first]
				if !s.Here {
					a.Also = append(a.Also, ui.Link{Label: placeOf(row, s), Href: to})
					continue
				}
				was := ui.Link{Label: a.Quote.Place, Href: a.Quote.Href}
				also := append([]ui.Link{was}, a.Also...)
				*a = p.ask(d, row, s, to)
				a.Also = also
				continue
			}
			if shown >= maxQuotes {
				more++
				continue
			}
			shown++
			at[words(s)] = len(one.Asks)
			if s.Of != nil {
				at[s.Of.ID] = len(one.Asks)
			}
			one.Asks = append(one.Asks, p.ask(d, row, s, to))
		}
		if len(one.Asks) > 0 {
			out = append(out, one)
		}
	}
	return out, more
}

// words tells places of the same words and scheme.
func words(s *tender.Standing) string {
	return s.Scheme + " " + strings.ToLower(strings.Join(strings.Fields(s.Quote), " "))
}

// placeOf says where on a document a place is: "page 4".
func placeOf(row *tender.Row, s *tender.Standing) string {
	name := lastPart(row.Value.Name)
	place := strings.TrimPrefix(s.Heading, name+", ")
	if place == "" || place == name { // a document without pages
		return "in the document"
	}
	return place
}

func (p *Pages) ask(d *desk, row *tender.Row, s *tender.Standing, href string) Ask {
	q := tender.Located(row, &s.Found)
	reqs, group := d.bid.Value.Requirements, ""
	if s.Here {
		q = *s.Of
		group = q.Group
	} else if s.Of != nil {
		group = s.Of.Group
	}
	a := Ask{Name: p.schemeName(q.Scheme), Terms: terms(&q.Requirement), Detail: p.detail(&q, p.alternatives(reqs, group))}
	if s.Of != nil {
		a.State = d.state[s.Of.ID]
	}
	quote := s.Quote
	if s.Here {
		quote = s.Of.Quote
	}
	a.Quote = ui.Quote{Runs: ui.Plain(quote), Place: placeOf(row, s), Href: href, Small: true}
	switch {
	case s.Of == nil:
		a.Note = "The bid does not count it."
	case s.Of.Removed:
		a.State, a.Note = "", "Not asked, says "+s.Of.By+": "+s.Of.Why
	case s.Here && s.Of.By != "" && s.Of.Origin == "person":
		a.Note = "Added by " + s.Of.By + ": " + s.Of.Why
	case s.Here && s.Of.By != "":
		a.Note = "Corrected by " + s.Of.By + ": " + s.Of.Why
	case !s.Here:
		a.Note = "Counted once, in the words of " + or(s.Of.Heading, "the bid") + "."
		if s.Of.Origin == "notice" {
			a.Note = "Counted once, in the words of the notice."
		}
		if s.Of.Origin == "person" && s.Of.Place == "" {
			a.Note = "Counted once, as " + s.Of.By + " entered it."
		}
	}
	return a
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func (p *Pages) dropOn(w http.ResponseWriter, r *http.Request) error {
	drop, err := p.take(w, r, r.PathValue("id"))
	if faults, ok := frame.Faults(err); ok {
		return p.showDocuments(w, r, http.StatusUnprocessableEntity, faults["file"])
	}
	if err != nil {
		return err
	}
	word := "dropped"
	switch {
	case drop.Later:
		word = "later"
	case drop.New == 0:
		word = "known"
	}
	return frame.Back(w, path(r.PathValue("id")), word)
}

// corrections sends what persons corrected as labelled passages.
func (p *Pages) corrections(w http.ResponseWriter, r *http.Request) error {
	var out []measure.Passage
	var name string
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		b, err := p.Service.Bid(v, r.PathValue("id"))
		if err != nil {
			return err
		}
		name = b.Number
		out, err = p.Service.Corrections(v, b)
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := measure.Write(&b, out); err != nil {
		return err
	}
	return web.SendFile(w, r, name+"-corrections.jsonl", int64(b.Len()), bytes.NewReader(b.Bytes()))
}

func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.Service.Again(r.Context(), p.By(r.Context(), ""), r.PathValue("id"), r.PathValue("doc")); err != nil {
		return err
	}
	return frame.Back(w, path(r.PathValue("id")), "again")
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := p.Service.Remove(r.Context(), p.By(r.Context(), strings.TrimSpace(r.PostFormValue("reason"))), r.PathValue("id"), r.PathValue("doc"))
	if faults, ok := frame.Faults(err); ok {
		return p.showReader(w, r, http.StatusUnprocessableEntity, &refusal{form: "remove", faults: faults})
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(r.PathValue("id")), "gone")
}

// file sends a document as it came, to be saved and never to be shown.
func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	d, err := p.desk(r, nil)
	if err != nil {
		return err
	}
	row := d.doc(r.PathValue("doc"))
	if row == nil {
		return errs.New(errs.NotFound, "%s has no such document.", d.bid.Number)
	}
	f, n, err := p.Files.Get(row.Value.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.SendFile(w, r, or(row.Value.FileName, row.Number), n, f)
}
