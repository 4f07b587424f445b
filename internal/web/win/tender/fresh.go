package tender

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/tender"
)

// NewView is the page on which a pack is dropped in.
type NewView struct {
	Shell   ui.Shell
	Head    ui.Head
	Errors  ui.ErrorSummary
	Drop    DropForm
	Waiting *ui.Table // packs that no bid was made of yet
}

// PackView is a pack that was read, and the bid that it would make.
type PackView struct {
	Shell   ui.Shell
	Head    ui.Head
	Errors  ui.ErrorSummary
	Reading int
	Poll    string
	Table   ui.Table
	Action  string
	Discard string
	Fields  []ui.Field // of the bid; none while the pack is being read
	Asks    []DocumentAsks
	Doubts  []string
}

func (p *Pages) fresh(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, "")
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	var waiting []tender.Waiting
	if err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		waiting, err = p.Service.Packs(v)
		return err
	}); err != nil {
		return err
	}
	sh, err := p.Shell(r.Context(), "Drop in a tender pack", newPath, frame.Done(r, done))
	if err != nil {
		return err
	}
	sh.Problem = wrong != ""
	v := NewView{
		Shell: sh,
		Head: ui.Head{
			Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: "Drop in a tender pack"}}, Title: "Drop in what the buyer sent",
			Lede: "Every certification that it asks for is found, with the sentence and the page. You then confirm the bid, and see at once whether your certificates hold.",
		},
		Drop: DropForm{Action: newPath, Button: "Read the pack", Hint: takes, Err: wrong},
	}
	if wrong != "" {
		v.Errors = ui.ErrorSummary{Problems: []ui.Problem{{Field: "file", Text: wrong}}}
	}
	if len(waiting) > 0 {
		t := ui.Table{Caption: "Packs that no bid was made of yet", Columns: []ui.Column{{Label: "Pack"}, {Label: "State"}, {Label: "Dropped in", Num: true}}}
		for _, x := range waiting {
			name, state := x.Name, "read: confirm the bid"
			if x.More > 0 {
				name += " and " + strconv.Itoa(x.More) + " more"
			}
			if x.Reading > 0 {
				state = "being read"
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name, Href: newPath + "/" + x.Pack}, {Text: state}, {Text: time.UnixMicro(x.Dropped).In(p.Zone).Format("2 Jan 2006"), Sub: p.Name(r.Context(), x.By), NoWrap: true}}})
		}
		v.Waiting = &t
	}
	return web.Render(w, r, status, NewPage(v))
}

func (p *Pages) dropNew(w http.ResponseWriter, r *http.Request) error {
	drop, err := p.take(w, r, "")
	if faults, ok := frame.Faults(err); ok {
		return p.showNew(w, r, http.StatusUnprocessableEntity, faults["file"])
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, newPath+"/"+drop.Pack)
}

func (p *Pages) pack(w http.ResponseWriter, r *http.Request) error {
	return p.showPack(w, r, http.StatusOK, nil)
}

// showPack shows what was read of a pack and the bid that it makes; faults are
// those of the form as it was sent.
func (p *Pages) showPack(w http.ResponseWriter, r *http.Request, status int, faults map[string]string) error {
	var rows []tender.Row
	var certs []certificate.Row
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		if rows, err = p.Service.OfPack(v, r.PathValue("pack")); err == nil {
			certs, err = change.Collect(v, p.Certificates, register.Query{})
		}
		return err
	})
	if err != nil {
		return err
	}
	here := newPath + "/" + r.PathValue("pack")
	sh, err := p.Shell(r.Context(), "A bid from a tender pack", newPath, "")
	if err != nil {
		return err
	}
	sh.Problem = len(faults) > 0
	sum := tender.Count(rows)
	v := PackView{Shell: sh, Reading: sum.Reading, Poll: here, Action: here, Discard: here + "/discard"}
	v.Head = ui.Head{Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: "Drop in a tender pack", Href: newPath}, {Label: "Confirm"}}}
	d := &desk{docs: rows}
	for i := range rows {
		for n := range rows[i].Value.Found {
			if f := &rows[i].Value.Found[n]; f.Asked() {
				d.bid.Value.Requirements = bid.Found(d.bid.Value.Requirements, []bid.Requirement{tender.Located(&rows[i], f)})
			}
		}
	}
	d.bid.Value.Normalise() // each requirement gets its name
	v.Head.Title = packTitle(sum, rows, len(d.bid.Value.Requirements))
	v.Table = packTable(rows)
	if sum.Reading > 0 {
		return web.Render(w, r, status, PackPage(v))
	}
	texts := make([]tender.Text, len(rows))
	for i := range rows {
		if texts[i], err = p.Service.TextOf(&rows[i].Value); err != nil {
			return err
		}
	}
	f := tender.ReadFacts(rows, texts)
	v.Fields = p.bidFields(r, faults, f, rows, certs)
	for _, x := range []struct {
		name string
		fact *tender.Fact
	}{{"deadline", f.Deadline}, {"award", f.Award}, {"contract start", f.Start}, {"contract end", f.End}} {
		if x.fact != nil && x.fact.Else != "" {
			v.Doubts = append(v.Doubts, "The pack names more than one day for the "+x.name+": look at "+x.fact.Else+" too.")
		}
	}
	v.Errors = ui.Problems(v.Fields...)
	v.Asks, _ = p.asks(d)
	for i := range v.Asks {
		for n := range v.Asks[i].Asks {
			a := &v.Asks[i].Asks[n]
			a.Quote.Href, v.Asks[i].Href = "", ""
			for l := range a.Also {
				a.Also[l].Href = ""
			}
		}
	}
	return web.Render(w, r, status, PackPage(v))
}

func packTitle(s tender.Sum, rows []tender.Row, asked int) string {
	if s.Reading > 0 {
		return "The pack is being read"
	}
	out := ui.Count(s.Documents, "document", "documents")
	if s.Pages > 0 {
		out += ", " + ui.Count(int(s.Pages), "page", "pages")
	}
	if asked == 0 {
		return out + ": no certification is asked for. Confirm the bid."
	}
	return out + ": " + ui.Count(asked, "certification is", "certifications are") + " asked for. Confirm the bid."
}

func packTable(rows []tender.Row) ui.Table {
	t := ui.Table{Caption: "Documents of the pack", Plain: true, Columns: []ui.Column{{Label: "Document"}, {Label: "State"}}}
	for i := range rows {
		doc := &rows[i].Value
		state := ui.Cell{Status: stateMark(doc.State), Text: tender.StateWord(doc.State), Sub: doc.Reason}
		if doc.State == tender.Read {
			state.Sub = ui.Count(int(doc.Pages), "page", "pages") + ", asks in " + ui.Count(int(doc.Asks), "place", "places")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: lastPart(doc.Name), Sub: subOf(doc)}, state}})
	}
	return t
}

// bidFields is the form of the bid: what the documents state, each with the words
// it was read in.
func (p *Pages) bidFields(r *http.Request, faults map[string]string, f tender.Facts, rows []tender.Row, certs []certificate.Row) []ui.Field {
	field := func(id, label, kind, hint string, fact *tender.Fact) ui.Field {
		out := ui.Field{ID: id, Label: label, Kind: kind, Hint: hint, Err: faults[id]}
		if fact != nil {
			out.Value = fact.Value
			if !fact.Day.IsZero() {
				out.Value = fact.Day.String()
			}
			out.Hint = "Read in " + fact.Where + ": “" + fact.Quote + "”"
		}
		if faults != nil {
			out.Value = r.PostFormValue(id)
		}
		return out
	}
	out := []ui.Field{
		field("title", "Title", "", "As the buyer calls it", f.Title),
		field("buyer", "Buyer", "", "", f.Buyer),
		field("entity", "Legal entity that bids", "", "A certificate counts only for the entity that it names", nil),
		field("deadline", "Tender deadline", "date", "Not found in clear words", f.Deadline),
		field("award", "Award", "date", "Not found in clear words. Leave it empty when the buyer has not said: it is then estimated", f.Award),
		field("start", "Contract start", "date", "Not found in clear words", f.Start),
		field("end", "Contract end", "date", "Not found in clear words", f.End),
	}
	if faults == nil {
		if out[0].Value == "" {
			out[0].Value = nameOf(rows)
			out[0].Hint = "Not found in clear words: this is the name of the file"
		}
		out[2].Value, out[2].Suggest = holders(certs)
	} else {
		_, out[2].Suggest = holders(certs)
	}
	return out
}

// nameOf makes a title of the name of the first file.
func nameOf(rows []tender.Row) string {
	name := lastPart(rows[0].Value.Name)
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(name))
}

// holders gives the legal entities of the certificates, and the one that holds
// most of them.
func holders(certs []certificate.Row) (most string, all []string) {
	count := map[string]int{}
	for i := range certs {
		h := certs[i].Value.Holder
		if h == "" {
			continue
		}
		if count[h]++; count[h] == 1 {
			all = append(all, h)
		}
		if most == "" || count[h] > count[most] {
			most = h
		}
	}
	return most, all
}

func (p *Pages) takeOn(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	b, err := p.confirmed(r)
	if err == nil {
		var row bid.Row
		if row, err = p.Service.TakeOn(r.Context(), p.By(r.Context(), ""), r.PathValue("pack"), b); err == nil {
			return frame.Back(w, path(row.Number), "made")
		}
	}
	faults, ok := frame.Faults(err)
	if !ok {
		return err
	}
	named := map[string]string{}
	for k, m := range faults {
		if i := strings.LastIndexByte(k, '/'); i >= 0 {
			k = k[i+1:]
		}
		switch k { // a rule names the day itself
		case "date", "to":
			k = "deadline"
		}
		named[k] = m
	}
	return p.showPack(w, r, http.StatusUnprocessableEntity, named)
}

// confirmed reads the bid of the form. A day that the pack states as it was
// confirmed keeps the words that it was read in.
func (p *Pages) confirmed(r *http.Request) (bid.Bid, error) {
	var rows []tender.Row
	if err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		rows, err = p.Service.OfPack(v, r.PathValue("pack"))
		return err
	}); err != nil {
		return bid.Bid{}, err
	}
	texts := make([]tender.Text, len(rows))
	for i := range rows {
		var err error
		if texts[i], err = p.Service.TextOf(&rows[i].Value); err != nil {
			return bid.Bid{}, err
		}
	}
	f := tender.ReadFacts(rows, texts)
	b := bid.Bid{Title: clean(r, "title"), Buyer: clean(r, "buyer"), Entity: clean(r, "entity"), Stage: bid.Considering, Owner: frame.Actor(r.Context()).Person, Sources: map[string]bid.Source{}}
	var faults []errs.Field
	if b.Title == "" {
		faults = append(faults, errs.Field{Pointer: "/title", Message: "Give the bid a title, as the buyer calls it."})
	}
	by := frame.Actor(r.Context()).Name
	for _, x := range []struct {
		name string
		to   **verdict.Day
		fact *tender.Fact
	}{{"deadline", &b.Dates.Deadline, f.Deadline}, {"award", &b.Dates.Award, f.Award}, {"start", &b.Dates.Start, f.Start}, {"end", &b.Dates.End, f.End}} {
		day, bad := frame.Day(r.PostFormValue(x.name))
		if bad != "" {
			faults = append(faults, errs.Field{Pointer: "/" + x.name, Message: bad})
			continue
		}
		if day.IsZero() {
			continue
		}
		*x.to = &verdict.Day{Date: day, Basis: "stated"}
		b.Sources[x.name] = source(day, x.fact, by)
	}
	if d := b.Dates.Deadline; d != nil {
		for _, x := range []struct {
			name string
			day  *verdict.Day
		}{{"award", b.Dates.Award}, {"start", b.Dates.Start}} {
			if x.day != nil && x.day.Date < d.Date {
				faults = append(faults, errs.Field{Pointer: "/" + x.name, Message: "This day is before the tender deadline, " + d.Date.Long() + "."})
			}
		}
	}
	if len(faults) > 0 {
		return b, errs.InvalidFields(faults...)
	}
	return b, nil
}

func source(day civil.Date, fact *tender.Fact, by string) bid.Source {
	if fact == nil || fact.Day != day {
		return bid.Source{By: by, Why: "not as the pack states it"}
	}
	return bid.Source{By: by, Time: fact.Time, Why: "read in " + fact.Where + ": “" + fact.Quote + "”"}
}

func clean(r *http.Request, field string) string {
	return strings.Join(strings.Fields(r.PostFormValue(field)), " ")
}

func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.Service.Discard(r.Context(), p.By(r.Context(), ""), r.PathValue("pack")); err != nil {
		return err
	}
	return frame.Back(w, newPath, "discarded")
}
