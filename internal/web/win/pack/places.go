package pack

import (
	"net/http"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/pack"
)

// places gives the registers whose pages are made from their declarations.
func (p *Pages) places() []records.Place {
	return []records.Place{
		{
			Register: p.Service.Packs, Path: pack.Path, Group: "Win", Title: "Packs", Rule: rest.Rule{ReadOnly: true},
			Columns: []string{"title", "bid", "state", "items", "sentTo", "sentBy", "sentOn"}, Sort: "-number",
			Chips: []records.Chip{{Label: "Sent", Query: "state=sent"}, {Label: "Not sent", Query: "state[not]=sent"}},
			Empty: ui.Empty{
				Title: "No packs yet", Text: "Here would stand the evidence packs of your bids: what is in each, and what was sent to whom.",
				Ways: []ui.Way{{Label: "From a bid.", Text: "Open a bid and choose what goes with it.", Href: "/bids", Do: "Go to the bids"}},
			},
			Head: p.packsHead, Above: p.above, Actions: p.packActions,
		},
		{
			Register: p.Service.Facts, Path: pack.FactsPath, Group: "Win", Title: "Dated facts", Sort: "ends", Columns: []string{"title", "type", "date", "ends", "by", "owner"},
			Sections: []records.Section{
				{Title: "What it is", Fields: []string{"type", "title", "date", "until", "ends", "by", "openHighs", "owner"}},
				{Title: "What a buyer is shown", Fields: []string{"statement", "file", "fileName"}},
				{Title: "For us", Fields: []string{"note"}},
			},
			Empty: ui.Empty{
				Title: "No dated facts yet", Text: "Here would stand what buyers ask for and no other list holds: the letter of a penetration test, a statement about incidents, sub-processors and hosting places, the day of a continuity test.",
				Ways: []ui.Way{{Label: "Typed in.", Text: "A name, a kind and a day are enough.", Href: "/records/" + string(pack.FactKind) + "/new", Do: "Write one"}},
			},
			Head: p.factsHead, Cell: p.factCell,
		},
	}
}

func (p *Pages) packsHead(_ *http.Request, v *change.View) (records.Head, error) {
	count := func(state string) (int64, error) {
		q := register.Query{Limit: 1}
		if state != "" {
			q.Filters = []register.Filter{register.Where("state", state)}
		}
		page, err := change.List(v, p.Service.Packs, q)
		return page.Total, err
	}
	all, err := count("")
	if err != nil || all == 0 {
		return records.Head{Sentence: ui.Sentence{Above: "Packs", Fact: "No evidence pack has been begun."}}, err
	}
	sent, err := count(pack.Sent)
	h := records.Head{Sentence: ui.Sentence{Above: "Packs", Fact: ui.Capital(ui.CountWords(int(sent), "pack was", "packs were")) + " sent."}}
	if n := all - sent; n > 0 {
		h.Sentence.Then = ui.Capital(ui.CountWords(int(n), "is", "are")) + " in preparation."
	}
	h.Actions = []ui.Action{{Label: "Dated facts", Href: pack.FactsPath}}
	return h, err
}

// above shows what is in a pack and where it went.
func (p *Pages) above(r *http.Request, _ *change.View, rec *records.Shown) (templ.Component, error) {
	value := rec.Value.(*pack.Pack)
	v := RecordView{Sent: p.sendings(r.Context(), value)}
	if value.Built != nil {
		v.Built = p.builtFacts(r.Context(), value)
	}
	return Record(v), nil
}

func (p *Pages) packActions(_ *http.Request, v *change.View, rec *records.Shown) ([]ui.Action, error) {
	value := rec.Value.(*pack.Pack)
	b, err := p.Service.Bid(v, value.Bid)
	if err != nil {
		return nil, err
	}
	out := []ui.Action{{Label: "Open at its bid", Href: path(b.Number)}}
	if value.File != "" {
		out = append(out, ui.Action{Label: "Download pack", Href: "/records/" + string(pack.Kind) + "/" + rec.Number + "/files/file"})
	}
	return out, nil
}

// factsHead says which of the usual facts are missing or out of date, and shows
// insurances, which are certificates.
func (p *Pages) factsHead(_ *http.Request, v *change.View) (records.Head, error) {
	rows, err := change.Collect(v, p.Service.Facts, register.Query{})
	if err != nil {
		return records.Head{}, err
	}
	insurances, err := p.insurances(v)
	if err != nil {
		return records.Head{}, err
	}
	today := p.Today()
	missing, stale := 0, 0
	for _, t := range pack.FactTypes() {
		switch row := pack.Latest(rows, t.Value, today); {
		case row == nil:
			missing++
		case row.Value.Ends() < today:
			stale++
		}
	}
	s := ui.Sentence{Above: "Dated facts", Fact: "What buyers usually ask for is here and in date."}
	switch {
	case stale > 0:
		s.Fact = ui.Capital(ui.CountWords(stale, "fact is", "facts are")) + " out of date."
	case missing > 0:
		s.Fact = "What is here is in date."
	}
	if missing > 0 {
		s.Then = ui.Capital(ui.CountWords(missing, "of the four that buyers usually ask for is", "of the four that buyers usually ask for are")) + " missing."
	}
	return records.Head{
		Sentence: s, Actions: []ui.Action{{Label: "Packs", Href: pack.Path}},
		Above: Elsewhere(insurances, []ui.Link{{Label: "Certificates", Href: "/certificates"}, {Label: "Data protection registration", Href: "/settings/entities"}}),
	}, nil
}

// insurances lists the policies in force with their limits, as they are recorded
// among the certificates.
func (p *Pages) insurances(v *change.View) (*ui.Table, error) {
	rows, err := change.Collect(v, p.Certs, register.Query{})
	if err != nil {
		return nil, err
	}
	t := &ui.Table{Caption: "Insurances", Columns: []ui.Column{{Label: "Policy"}, {Label: "Cover and limits", Wide: true}, {Label: "Insurer", HideSm: true}, {Label: "To", Num: true, Short: true}}}
	today := p.Today()
	for i := range rows {
		c := &rows[i].Value
		if pack.IsInsurance(c.Scheme) && (c.Expires.IsZero() || c.Expires >= today.AddDays(-60)) {
			name := c.Scheme
			if s, ok := p.Book.Scheme(c.Scheme); ok {
				name = s.Name
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
				{Text: name, ID: rows[i].Number, Href: "/certificates/" + rows[i].Number}, {Text: c.Scope}, {Text: c.Body}, {Text: c.Expires.Short(), NoWrap: true, Late: !c.Expires.IsZero() && c.Expires < today},
			}})
		}
	}
	if len(t.Rows) == 0 {
		return nil, nil
	}
	return t, nil
}

// factCell says in red what is out of date.
func (p *Pages) factCell(field string, value any) (ui.Cell, bool) {
	d, ok := value.(civil.Date)
	if field != "ends" || !ok || d.IsZero() || d >= p.Today() {
		return ui.Cell{}, false
	}
	return ui.Cell{Text: d.Short(), Late: true, NoWrap: true, Sub: "out of date"}, true
}
