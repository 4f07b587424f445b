package site

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

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

// bidsQuery is what the address of the pipeline asks for.
type bidsQuery struct {
	state, stage, owner, words, sort string
	down, board                      bool
}

func bidsQueryOf(q url.Values) bidsQuery {
	return bidsQuery{
		state: q.Get("state"), stage: q.Get("stage"), owner: q.Get("owner"), words: strings.TrimSpace(q.Get("q")),
		sort: q.Get("sort"), down: q.Get("down") != "", board: q.Get("view") == "board",
	}
}

func (q bidsQuery) filtered() bool {
	return q.state != "" || q.stage != "" || q.owner != "" || q.words != ""
}

// with gives the address of the list with one thing else.
func (q bidsQuery) with(key, val string) string {
	c := url.Values{}
	for k, v := range map[string]string{"state": q.state, "stage": q.stage, "owner": q.owner, "q": q.words, "sort": q.sort} {
		if v != "" {
			c.Set(k, v)
		}
	}
	if q.down {
		c.Set("down", "1")
	}
	if q.board {
		c.Set("view", "board")
	}
	if key == "sort" {
		c.Del("down")
		if val == q.sort && !q.down {
			c.Set("down", "1")
		}
	}
	if c.Set(key, val); val == "" {
		c.Del(key)
	}
	if len(c) == 0 {
		return "/bids"
	}
	return "/bids?" + c.Encode()
}

// takes says whether a bid is one of those asked for. Without a stage those that
// are live are.
func (q bidsQuery) takes(b *bid.Checked) bool {
	switch {
	case q.stage == "closed":
		if b.Live {
			return false
		}
	case q.stage != "":
		if b.Value.Stage != q.stage {
			return false
		}
	case !b.Live && !q.board:
		return false
	}
	if q.state != "" && string(b.Verdict.State) != q.state || q.owner != "" && b.Value.Owner != q.owner {
		return false
	}
	for w := range strings.FieldsSeq(strings.ToLower(q.words)) {
		if !strings.Contains(strings.ToLower(b.Number+" "+b.Value.Title+" "+b.Value.Buyer+" "+b.Value.Ref), w) {
			return false
		}
	}
	return true
}

func (s *Site) bids(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	board, err := s.Bids.Check(ctx, frame.Actor(ctx), today)
	if err != nil {
		return err
	}
	q := bidsQueryOf(r.URL.Query())
	var list []*bid.Checked
	for i := range board.Bids {
		if b := &board.Bids[i]; q.takes(b) {
			list = append(list, b)
		}
	}
	if r.URL.Query().Get("as") == "csv" {
		s.sortBids(ctx, list, q)
		return s.bidsCSV(w, r, list)
	}
	sh, err := s.Shell(ctx, "Bids", "/bids", frame.Done(r, bidDone))
	if err != nil {
		return err
	}
	t := board.Tally
	v := win.BidsView{
		Shell: sh, Today: today, Headline: ui.Headline(t.AtRiskOrFails(), t.Live), Empty: emptyBids(),
		New:      []ui.Action{{Label: "Drop a tender pack", Href: "/tenders/new"}, {Label: "Type one in", Href: "/bids/new"}},
		Filtered: q.filtered(), ClearHref: "/bids", SortHref: func(col string) string { return q.with("sort", col) },
		Sorted: or(q.sort, "state"), Down: q.down,
	}
	if len(board.Bids) == 0 {
		return web.Render(w, r, http.StatusOK, win.BidsPage(v))
	}
	v.Ways = []ui.Chip{{Label: "Table", Href: q.with("view", ""), On: !q.board}, {Label: "Board by stage", Href: q.with("view", "board"), On: q.board}}
	v.Chips = bidChips(q, t, len(board.Bids)-t.Live)
	v.Search = s.bidSearch(ctx, q, board.Bids)
	v.CSV = q.with("as", "csv")
	s.sums(&v, board, q)
	if q.board {
		s.board(ctx, &v, list, q)
		return web.Render(w, r, http.StatusOK, win.BidsPage(v))
	}
	s.sortBids(ctx, list, q)
	from := pageFrom(r.URL.Query().Get("from"), len(list))
	shown := list[from:min(from+bidsPage, len(list))]
	v.Pager = pager(from, len(shown), len(list), bidsPage, func(n string) string { return q.with("from", n) })
	for _, b := range shown {
		v.Bids = append(v.Bids, s.bidLine(ctx, b))
	}
	return web.Render(w, r, http.StatusOK, win.BidsPage(v))
}

func bidChips(q bidsQuery, t bid.Tally, closed int) []ui.Chip {
	var out []ui.Chip
	for _, c := range []struct {
		label, state string
		n            int
	}{{"Fails", "fails", t.Fails}, {"At risk", "at-risk", t.AtRisk}, {"Unknown", "unknown", t.Unknown}, {"Holds", "holds", t.Holds}} {
		chip := ui.Chip{Label: c.label, N: c.n, Href: q.with("state", c.state)}
		if q.state == c.state {
			chip.On, chip.Off, chip.Href = true, true, q.with("state", "")
		}
		out = append(out, chip)
	}
	if closed > 0 {
		chip := ui.Chip{Label: "Closed", N: closed, Href: q.with("stage", "closed")}
		if q.stage == "closed" {
			chip.On, chip.Off, chip.Href = true, true, q.with("stage", "")
		}
		out = append(out, chip)
	}
	return out
}

// bidSearch offers words, the stage, and the owners that there are.
func (s *Site) bidSearch(ctx context.Context, q bidsQuery, list []bid.Checked) win.SearchForm {
	f := win.SearchForm{Action: "/bids"}
	for k, v := range map[string]string{"state": q.state, "sort": q.sort} {
		if v != "" {
			f.Hidden = append(f.Hidden, ui.Hidden{Name: k, Value: v})
		}
	}
	if q.board {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "view", Value: "board"})
	}
	slices.SortFunc(f.Hidden, func(a, b ui.Hidden) int { return cmp.Compare(a.Name, b.Name) })
	stages := []ui.Choice{{Value: "", Label: "Live bids"}}
	for _, o := range bid.StageWords() {
		stages = append(stages, ui.Choice{Value: o.Value, Label: o.Label})
	}
	owners := []ui.Choice{{Value: "", Label: "Anybody"}}
	seen := map[string]bool{"": true}
	for i := range list {
		if o := list[i].Value.Owner; !seen[o] {
			seen[o] = true
			owners = append(owners, ui.Choice{Value: o, Label: s.Name(ctx, o)})
		}
	}
	slices.SortFunc(owners[1:], func(a, b ui.Choice) int { return cmp.Compare(a.Label, b.Label) })
	f.Fields = []ui.Field{
		{ID: "bids-q", Name: "q", Label: "Words", Value: q.words, Size: 20},
		{ID: "bids-stage", Name: "stage", Label: "Stage", Kind: "select", Choices: stages, Value: q.stage},
		{ID: "bids-owner", Name: "owner", Label: "Owner", Kind: "select", Choices: owners, Value: q.owner},
	}
	return f
}

func (s *Site) bidLine(ctx context.Context, b *bid.Checked) win.BidLine {
	l := win.BidLine{
		ID: b.Number, Title: b.Value.Title, Buyer: b.Value.Buyer, Href: "/bids/" + b.Number, State: b.Verdict.State,
		Value: pounds(b), Stage: bid.StageWord(b.Value.Stage), Owner: s.Name(ctx, b.Value.Owner),
	}
	if d := b.Value.Dates.Deadline; d != nil {
		l.Deadline = d.Date
		l.Left = ui.Left(s.Today(), d.Date)
		if n, ok := bid.WorkingDays(bid.Calendar(b.Value.Nation), s.Today(), d.Date); ok && d.Date > s.Today() {
			l.Working = ui.Count(n, "working day", "working days")
		}
	}
	for _, g := range b.Verdict.Groups {
		if g.Counts {
			l.Schemes = append(l.Schemes, win.SchemeState{Name: s.schemeName(g.Scheme), State: g.State})
		}
	}
	return l
}

func (s *Site) sortBids(ctx context.Context, list []*bid.Checked, q bidsQuery) {
	deadline := func(b *bid.Checked) civil.Date {
		if b.Value.Dates.Deadline == nil {
			return 1 << 30
		}
		return b.Value.Dates.Deadline.Date
	}
	var by func(a, b *bid.Checked) int
	switch q.sort {
	case "deadline":
		by = func(a, b *bid.Checked) int { return cmp.Compare(deadline(a), deadline(b)) }
	case "value":
		by = func(a, b *bid.Checked) int { return cmp.Compare(a.Value.Value.Minor, b.Value.Value.Minor) }
	case "buyer":
		by = func(a, b *bid.Checked) int {
			return cmp.Compare(strings.ToLower(a.Value.Buyer), strings.ToLower(b.Value.Buyer))
		}
	case "owner":
		by = func(a, b *bid.Checked) int {
			return cmp.Compare(s.Name(ctx, a.Value.Owner), s.Name(ctx, b.Value.Owner))
		}
	case "stage":
		at := map[string]int{}
		for i, o := range bid.StageWords() {
			at[o.Value] = i
		}
		by = func(a, b *bid.Checked) int { return cmp.Compare(at[a.Value.Stage], at[b.Value.Stage]) }
	}
	if by != nil {
		slices.SortStableFunc(list, by)
	}
	if q.down {
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
