package site

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/money"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
)

// bidsPage is how many bids one page of the list shows.
const bidsPage = 100

func (s *Site) bids(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	board, err := s.Bids.Check(ctx, frame.Actor(ctx), today)
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "Bids", "/bids", "")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	state, sort, down := q.Get("state"), q.Get("sort"), q.Get("down") != ""
	closed := q.Get("stage") == "closed"
	t := board.Tally
	v := win.BidsView{
		Shell: sh, Today: today, Headline: ui.Headline(t.AtRiskOrFails(), t.Live), Empty: emptyBids(),
		New:      []ui.Action{{Label: "Drop in a tender pack", Href: "/tenders/new", Primary: true}, {Label: "Type one in", Href: "/bids/new"}},
		Filtered: state != "" || closed, ClearHref: "/bids",
	}
	with := func(key, val string) string {
		c := url.Values{}
		if closed {
			c.Set("stage", "closed")
		}
		if state != "" {
			c.Set("state", state)
		}
		c.Set(key, val)
		if key == "sort" && val == sort && !down {
			c.Set("down", "1")
		}
		return "/bids?" + c.Encode()
	}
	v.SortHref = func(col string) string { return with("sort", col) }
	v.Sorted, v.Down = or(sort, "state"), down
	for _, c := range []struct {
		label, state string
		n            int
	}{{"Fails", "fails", t.Fails}, {"At risk", "at-risk", t.AtRisk}, {"Unknown", "unknown", t.Unknown}, {"Holds", "holds", t.Holds}} {
		chip := ui.Chip{Label: c.label, N: c.n, Href: "/bids?state=" + c.state}
		if state == c.state {
			chip.On, chip.Off, chip.Href = true, true, "/bids"
		}
		v.Chips = append(v.Chips, chip)
	}
	if n := len(board.Bids) - t.Live; n > 0 {
		chip := ui.Chip{Label: "Closed", N: n, Href: "/bids?stage=closed"}
		if closed {
			chip.On, chip.Off, chip.Href = true, true, "/bids"
		}
		v.Chips = append(v.Chips, chip)
	}
	var list []*bid.Checked
	for i := range board.Bids {
		b := &board.Bids[i]
		if b.Live == closed || (state != "" && string(b.Verdict.State) != state) {
			continue
		}
		list = append(list, b)
	}
	sortBids(list, sort, down)
	from := pageFrom(q.Get("from"), len(list))
	shown := list[from:min(from+bidsPage, len(list))]
	v.Pager = pager(from, len(shown), len(list), bidsPage, func(n string) string { return with("from", n) })
	for _, b := range shown {
		v.Bids = append(v.Bids, s.bidLine(ctx, b))
	}
	return web.Render(w, r, http.StatusOK, win.BidsPage(v))
}

func (s *Site) bidLine(ctx context.Context, b *bid.Checked) win.BidLine {
	l := win.BidLine{
		ID: b.Number, Title: b.Value.Title, Buyer: b.Value.Buyer, Href: "/bids/" + b.Number, State: b.Verdict.State,
		Value: pounds(b), Stage: bid.StageWord(b.Value.Stage), Owner: s.Name(ctx, b.Value.Owner),
	}
	if d := b.Value.Dates.Deadline; d != nil {
		l.Deadline = d.Date
	}
	for _, g := range b.Verdict.Groups {
		if g.Counts {
			l.Schemes = append(l.Schemes, win.SchemeState{Name: s.schemeName(g.Scheme), State: g.State})
		}
	}
	return l
}

func sortBids(list []*bid.Checked, by string, down bool) {
	deadline := func(b *bid.Checked) civil.Date {
		if b.Value.Dates.Deadline == nil {
			return 1 << 30
		}
		return b.Value.Dates.Deadline.Date
	}
	switch by {
	case "deadline":
		slices.SortStableFunc(list, func(a, b *bid.Checked) int { return cmp.Compare(deadline(a), deadline(b)) })
	case "value":
		slices.SortStableFunc(list, func(a, b *bid.Checked) int { return cmp.Compare(a.Value.Value.Minor, b.Value.Value.Minor) })
	}
	if down {
		slices.Reverse(list)
	}
}

func emptyBids() ui.Empty {
	return ui.Empty{
		Title: "No bids yet",
		Text:  "Here would stand each live bid with the verdict of its certificates: whether it holds, from which day it fails, and what to do by when.",
		Ways: []ui.Way{
			{Label: "A notice.", Text: "Import a file of notices and accept the one you bid for.", Href: "/notices", Do: "See the notices"},
			{Label: "A tender pack.", Text: "Drop in what the buyer sent: what it asks for is found, with the sentence and the page.", Href: "/tenders/new", Do: "Drop in a tender pack"},
			{Label: "Typed in.", Text: "A buyer, a deadline and what is asked for are enough.", Href: "/bids/new", Do: "Type one in"},
		},
	}
}

func (s *Site) newBid(w http.ResponseWriter, r *http.Request) error {
	return s.newBidForm(w, r, http.StatusOK, map[string]string{}, map[string]string{"entity": s.defaultEntity(r)})
}

// newBidForm shows the form with what was typed and what is wrong with it.
func (s *Site) newBidForm(w http.ResponseWriter, r *http.Request, status int, wrong, typed map[string]string) error {
	sh, err := s.Shell(r.Context(), "Type a bid in", "/bids/new", "")
	if err != nil {
		return err
	}
	field := func(id, label, kind, hint string) ui.Field {
		return ui.Field{ID: id, Label: label, Kind: kind, Hint: hint, Value: typed[id], Err: wrong[id]}
	}
	v := win.NewBidView{
		Shell: sh, Action: "/bids/new", Cancel: "/bids",
		Fields: []ui.Field{
			field("title", "Title", "", "As the buyer calls it"),
			field("buyer", "Buyer", "", ""),
			field("entity", "Legal entity that bids", "", "A certificate counts only for the entity that it names"),
			field("deadline", "Tender deadline", "date", ""),
			field("award", "Award", "date", "Leave it empty when the buyer has not said: it is then estimated"),
			field("start", "Contract start", "date", ""),
			field("end", "Contract end", "date", ""),
			field("value", "Value", "", "In pounds, such as 1,200,000"),
			field("owner", "Owner", "", ""),
		},
	}
	v.Fields[2].Suggest = s.entityNames(r)
	v.Errors = ui.Problems(v.Fields...)
	return web.Render(w, r, status, win.NewBidPage(v))
}

// defaultEntity is the holder of the organisation's certificates, when all name
// the same one.
func (s *Site) defaultEntity(r *http.Request) string {
	rows, err := s.Certificates.List(r.Context(), frame.Actor(r.Context()))
	if err != nil {
		return ""
	}
	count, best := map[string]int{}, ""
	for i := range rows {
		h := rows[i].Value.Holder
		if count[h]++; h != "" && (best == "" || count[h] > count[best]) {
			best = h
		}
	}
	return best
}

func (s *Site) addBid(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	wrong, typed := map[string]string{}, map[string]string{}
	for _, k := range []string{"title", "buyer", "entity", "deadline", "award", "start", "end", "value", "owner"} {
		typed[k] = r.PostFormValue(k)
	}
	b := bid.Bid{Title: typed["title"], Buyer: typed["buyer"], Entity: typed["entity"], Owner: typed["owner"], Stage: bid.Preparing}
	for _, k := range []struct {
		name string
		day  **verdict.Day
	}{{"deadline", &b.Dates.Deadline}, {"award", &b.Dates.Award}, {"start", &b.Dates.Start}, {"end", &b.Dates.End}} {
		d, bad := frame.Day(typed[k.name])
		if bad != "" {
			wrong[k.name] = bad
		} else if !d.IsZero() {
			*k.day = &verdict.Day{Date: d, Basis: "stated"}
		}
	}
	amount, err := money.Parse(typed["value"])
	if err != nil {
		wrong["value"] = err.Error()
	}
	b.Value = amount
	if b.Title == "" {
		wrong["title"] = "Enter a title: it names the bid in every list"
	}
	if len(wrong) == 0 {
		row, err := s.Bids.Add(r.Context(), s.By(r.Context(), ""), b)
		if err == nil {
			return frame.Back(w, "/bids/"+row.Number, "added")
		}
		f, ok := frame.Faults(err)
		if !ok {
			return err
		}
		for k, m := range f {
			wrong[lastPart(k)] = m
		}
	}
	return s.newBidForm(w, r, http.StatusUnprocessableEntity, wrong, typed)
}

// lastPart gives the field of the form that a pointer is about:
// "dates/award" is "award", "dates/award/date" too.
func lastPart(pointer string) string {
	for _, name := range bid.DayNames() {
		if pointer == "dates/"+name || pointer == "dates/"+name+"/date" {
			return name
		}
	}
	return pointer
}
