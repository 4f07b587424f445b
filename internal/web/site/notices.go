package site

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/ocds"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

const (
	noticesPage = 20
	// asksShown is how many demands of one notice the inbox shows.
	asksShown = 3
	// manyNotices is as far as the inbox counts.
	manyNotices = 10_000
	// maxUpload bounds a file of notices that a browser sends; larger files go
	// through the command line.
	maxUpload = 64 << 20
)

var noticesDone = map[string]string{
	"dismissed": "The notice has been dismissed; it stays under Dismissed with its reason.", "imported": "The file has been imported.",
}

func (s *Site) notices(w http.ResponseWriter, r *http.Request) error {
	return s.noticesPage(w, r, http.StatusOK, ui.ErrorSummary{}, map[string]string{})
}

// noticesPage shows the inbox; wrong holds what a refused dismissal lacks, by
// the notice's key.
func (s *Site) noticesPage(w http.ResponseWriter, r *http.Request, status int, problems ui.ErrorSummary, wrong map[string]string) error {
	ctx, today := r.Context(), s.Today()
	q := r.URL.Query()
	decided, schemeID := q.Get("show"), q.Get("scheme")
	if decided != notice.Accepted && decided != notice.Dismissed {
		decided = "none"
	}
	query := notice.Query{Decided: decided, Scheme: schemeID, Search: q.Get("search"), Limit: noticesPage, After: q.Get("after")}
	var saved saved
	var page notice.Page
	var certs []certificate.Row
	var toDecide, asking, dismissed, accepted int
	perScheme := map[string]int{}
	decisions := map[string]notice.Decision{}
	err := s.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		shelf := bid.Shelf(v)
		if saved, err = s.saved(v, r, &query); err != nil {
			return err
		}
		if page, err = shelf.Notices(ctx, query); err != nil {
			return err
		}
		if page.Lines, err = withRefused(ctx, shelf, page.Lines, wrong); err != nil {
			return err
		}
		count := func(q notice.Query) (n int) {
			if err == nil {
				n, err = shelf.NoticesMatching(ctx, q, manyNotices)
			}
			return n
		}
		toDecide = count(notice.Query{Decided: "none"})
		asking = count(notice.Query{Decided: "none", Asking: true})
		dismissed, accepted = count(notice.Query{Decided: notice.Dismissed}), count(notice.Query{Decided: notice.Accepted})
		for _, id := range chipSchemes {
			perScheme[id] = count(notice.Query{Decided: "none", Scheme: id})
		}
		if err != nil {
			return err
		}
		if decided != "none" && len(page.Lines) > 0 {
			if err := decisionsOf(v, page.Lines, decisions); err != nil {
				return err
			}
		}
		if err := s.reasons(v, &saved, page.Lines); err != nil {
			return err
		}
		certs, err = s.allCertificates(v)
		return err
	})
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "Notices", "/notices", frame.Done(r, noticesDone))
	if err != nil {
		return err
	}
	sh.Problem = len(problems.Problems) > 0
	v := win.NoticesView{
		Shell: sh, Today: today, Errors: problems, Import: "/notices/import", Filtered: schemeID != "" || decided != "none" || query.Search != "" || query.Matched || query.Watch != "",
		Title: noticesTitle(toDecide, asking), Empty: emptyNotices(),
		Lede: saved.lede() + "Found in the words of each notice, with the sentence quoted. Accept what you bid for; dismiss the rest with a reason.",
	}
	v.Which, v.Save = saved.chips(q), s.saveLink(ctx, q)
	v.Chips = s.noticeChips(schemeID, decided, toDecide, dismissed, accepted, perScheme)
	h := verdict.NewHolder(s.Book, today, bid.Held(certs))
	entity := s.defaultEntity(r)
	for i := range page.Lines {
		l := s.noticeLine(&page.Lines[i], h, entity, decisions, asksShown)
		l.First, l.Matches = i == 0, saved.why[l.Key]
		l.DismissErr = wrong[l.Key]
		v.Notices = append(v.Notices, l)
	}
	if page.Next != "" {
		c := url.Values{"after": {page.Next}}
		for _, k := range []string{"show", "scheme", "search", "watch", "matched"} {
			if q.Get(k) != "" {
				c.Set(k, q.Get(k))
			}
		}
		v.Pager = ui.Pager{Next: "/notices?" + c.Encode(), Note: fmt.Sprintf("%d shown", len(page.Lines))}
	}
	return web.Render(w, r, status, win.NoticesPage(v))
}

// withRefused puts first the notices whose dismissal was refused and that are
// not on this page of the inbox, so that the form stands where the message
// leads.
func withRefused(ctx context.Context, shelf notice.Shelf, lines []notice.Line, wrong map[string]string) ([]notice.Line, error) {
	for key := range wrong {
		if slices.ContainsFunc(lines, func(l notice.Line) bool { return l.Key == key }) {
			continue
		}
		n, found, err := shelf.Notice(ctx, key)
		if err != nil {
			return nil, err
		}
		if found {
			lines = slices.Insert(lines, 0, lineOf(&n))
		}
	}
	return lines, nil
}

// lineOf makes the line of the inbox out of a whole notice.
func lineOf(n *notice.Stored) notice.Line {
	b := bid.FromNotice(&n.Notice)
	l := notice.Line{Key: n.Key, Portal: n.Portal, Stage: n.Stage, Regime: b.Regime, Nation: b.Nation, Title: n.Title, Buyer: n.Buyer(), Found: n.Found.Body}
	if d := b.Dates.Deadline; d != nil {
		l.Deadline = d.Date
	}
	if n.Value != nil {
		l.Value = n.Value.Amount
	}
	return l
}

// chipSchemes are the schemes that the inbox can be narrowed to in one click.
var chipSchemes = []string{"iso27001", "cyber-essentials", "cyber-essentials-plus", "dspt", "iso9001"}

func (s *Site) noticeChips(scheme, decided string, toDecide, dismissed, accepted int, per map[string]int) []ui.Chip {
	all := ui.Chip{Label: "To decide on", N: toDecide, Href: "/notices", On: decided == "none" && scheme == ""}
	out := []ui.Chip{all}
	for _, id := range chipSchemes {
		if per[id] == 0 && scheme != id {
			continue
		}
		c := ui.Chip{Label: s.schemeName(id), N: per[id], Href: "/notices?scheme=" + id}
		if scheme == id {
			c.On, c.Off, c.Href = true, true, "/notices"
		}
		out = append(out, c)
	}
	if accepted > 0 || decided == notice.Accepted {
		out = append(out, ui.Chip{Label: "Taken on", N: accepted, Href: "/notices?show=accepted", On: decided == notice.Accepted})
	}
	if dismissed > 0 || decided == notice.Dismissed {
		out = append(out, ui.Chip{Label: "Dismissed", N: dismissed, Href: "/notices?show=dismissed", On: decided == notice.Dismissed})
	}
	return out
}

func noticesTitle(toDecide, asking int) string {
	switch {
	case toDecide == 0:
		return "No notices to decide on"
	case asking == 0:
		return ui.Count(toDecide, "notice", "notices") + " to decide on; none asks for a certificate"
	case asking == 1:
		return ui.Count(toDecide, "notice", "notices") + " to decide on; 1 asks for a certificate"
	}
	return ui.Count(toDecide, "notice", "notices") + " to decide on; " + ui.Number(asking) + " ask for a certificate"
}

func emptyNotices() ui.Empty {
	return ui.Empty{
		Title: "No notices yet",
		Text:  "Here would stand what buyers published, each with the certificates it asks for and the sentence that says so.",
		Ways: []ui.Way{
			{Label: "From the portals.", Text: "Have them asked for what is new, every hour.", Href: "/notices/portals", Do: "Choose portals"},
			{Label: "A file.", Text: "Open contracting data (OCDS) of Find a Tender, Contracts Finder, Public Contracts Scotland or Sell2Wales.", Href: "#import", Do: "Choose a file"},
			{Label: "From the terminal.", Text: "“holdfast notices import FILE” takes files of any size.", Href: "#import", Do: "See the forms it takes"},
			{Label: "A tender pack.", Text: "Drop in the notice as a PDF, or all that the buyer sent.", Href: "/tenders/new", Do: "Drop in a tender pack"},
			{Label: "Without a notice.", Text: "Type a bid in, with what the buyer asks for.", Href: "/bids/new", Do: "Type one in"},
		},
	}
}

// decisionsOf reads what was decided on the notices of a page, in one query.
func decisionsOf(v *change.View, lines []notice.Line, into map[string]notice.Decision) error {
	keys := make([]string, len(lines))
	for i := range lines {
		keys[i] = lines[i].Key
	}
	page, err := change.List(v, notice.Decisions, register.Query{Filters: []register.Filter{register.Where("notice", keys...)}, Limit: len(keys), NoTotal: true})
	for _, row := range page.Rows {
		into[row.Value.Notice] = row.Value
	}
	return err
}

// noticeLine words one notice of the inbox, with how our certificates would
// stand against each demand. most bounds the demands; 0 shows all.
func (s *Site) noticeLine(l *notice.Line, h *verdict.Holder, entity string, decisions map[string]notice.Decision, most int) win.NoticeLine {
	at := noticeHref(l.Key)
	out := win.NoticeLine{
		Key: l.Key, Title: or(l.Title, l.Key), Href: at, By: strings.Trim(l.Buyer+" · "+portalName(l.Portal), " ·"),
		Deadline: l.Deadline, Stage: stageName(l.Stage), Accept: at + "/accept", Dismiss: at + "/dismiss",
	}
	if !l.Value.IsZero() {
		out.Value = ui.Pounds(l.Value.Minor, l.Value.Currency)
	}
	if d, ok := decisions[l.Key]; ok {
		out.Accept, out.Dismiss = "", ""
		switch d.State {
		case notice.Accepted:
			out.Decided, out.DecidedHref = "Taken on as "+d.Bid, "/bids/"+d.Bid
		default:
			out.Decided = "Dismissed: " + d.Reason
		}
	}
	var found []bid.Requirement
	if len(l.Found) > 0 && json.Unmarshal(l.Found, &found) != nil {
		found = nil
	}
	vb := verdict.Bid{Regime: l.Regime, Nation: l.Nation}
	if !l.Deadline.IsZero() {
		vb.Dates.Deadline = &verdict.Day{Date: l.Deadline, Basis: "stated"}
	}
	out.Asks = s.asks(found, h, entity, vb)
	if most > 0 && len(out.Asks) > most {
		out.More, out.Asks = len(out.Asks)-most, out.Asks[:most]
	}
	return out
}

// asks judges each demand by itself.
func (s *Site) asks(found []bid.Requirement, h *verdict.Holder, entity string, vb verdict.Bid) []win.NoticeAsk {
	var out []win.NoticeAsk
	for i := range found {
		q := &found[i]
		one := vb
		one.Requirements = []verdict.Requirement{q.Requirement}
		one.Requirements[0].Group = ""
		one.Normalise()
		a := win.NoticeAsk{Name: s.schemeName(q.Scheme), How: win.How(q.Requirement), Quote: ui.QuoteOf3("", q.Quote, "", q.Heading)}
		a.Quote.Small = true
		if g := h.Judge("", entity, &one).Groups[0]; q.Strength == "mandatory" || q.Strength == "expected" {
			a.State = g.State
			if g.Certificate != "" {
				a.Note = g.Certificate
				for _, c := range g.Checks {
					if c.Name == "scope" && c.State == verdict.Unknown {
						a.Note += ": its scope is to be judged for this work"
					}
				}
			}
		}
		if q.Group != "" {
			a.How += ", or an alternative"
		}
		out = append(out, a)
	}
	return out
}

func portalName(p notice.Portal) string {
	switch p {
	case "find-a-tender":
		return "Find a Tender"
	case "contracts-finder":
		return "Contracts Finder"
	case "public-contracts-scotland":
		return "Public Contracts Scotland"
	case "sell2wales":
		return "Sell2Wales"
	}
	return ""
}

func stageName(st notice.Stage) string {
	switch st {
	case notice.Planning:
		return "Planned"
	case notice.Tender:
		return "Open"
	case notice.Awarded:
		return "Awarded"
	case notice.Contract:
		return "Contract"
	case notice.Ended:
		return "Ended"
	case notice.Cancelled:
		return "Cancelled"
	case notice.Market:
		return "Dynamic market"
	}
	return ""
}

func (s *Site) noticeAccept(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Bids.Accept(r.Context(), s.By(r.Context(), "taken on from its notice"), r.PathValue("key"), s.defaultEntity(r), frame.Actor(r.Context()).Person)
	if err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+row.Number, "accepted")
}

func (s *Site) noticeDismiss(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	key := r.PathValue("key")
	err := s.Bids.Dismiss(r.Context(), s.By(r.Context(), r.PostFormValue("reason")), key)
	if err == nil {
		return frame.Back(w, "/notices", "dismissed")
	}
	f, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.noticesPage(w, r, http.StatusUnprocessableEntity,
		ui.ErrorSummary{Problems: []ui.Problem{{Field: "why-" + win.FieldID(key), Text: f["reason"]}}}, map[string]string{key: f["reason"]})
}

// noticesImport takes one file in, as the command does.
func (s *Site) noticesImport(w http.ResponseWriter, r *http.Request) error {
	refuse := func(text string) error {
		return s.noticesPage(w, r, http.StatusUnprocessableEntity, ui.ErrorSummary{Problems: []ui.Problem{{Field: "file", Text: text}}}, nil)
	}
	f, head, err := r.FormFile("file")
	if err != nil {
		return refuse("Choose the file to import first.")
	}
	defer f.Close()
	feed, err := ocds.Spool(r.Context(), head.Filename, f, "")
	if err != nil {
		return refuse(errs.Safe(err))
	}
	defer feed.Close()
	im := notice.Importer{Store: s.NoticeStore, Find: s.FindAsked, Now: s.Now()}
	got, err := im.Import(r.Context(), feed)
	if err != nil {
		return err
	}
	if len(got.Rejected) > 0 {
		j := got.Rejected[0]
		return refuse(fmt.Sprintf("%s were stored and %s refused. The first: %s %s", ui.Count(got.Stored(), "release", "releases"), ui.Number(len(got.Rejected)), j.Pointer, j.Reason))
	}
	return frame.Back(w, "/notices", "imported")
}

func (s *Site) notice(w http.ResponseWriter, r *http.Request) error {
	ctx, today, key := r.Context(), s.Today(), r.PathValue("key")
	var n notice.Stored
	var certs []certificate.Row
	decisions := map[string]notice.Decision{}
	err := s.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		found := false
		if n, found, err = bid.Shelf(v).Notice(ctx, key); err == nil && !found {
			err = errs.New(errs.NotFound, "There is no such notice.")
		}
		if err != nil {
			return err
		}
		if err := decisionsOf(v, []notice.Line{{Key: key}}, decisions); err != nil {
			return err
		}
		certs, err = s.allCertificates(v)
		return err
	})
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, or(n.Title, key), "/notices/"+key, "")
	if err != nil {
		return err
	}
	b := bid.FromNotice(&n.Notice)
	line := lineOf(&n)
	v := win.NoticeView{
		Shell: sh, Today: today,
		Head: ui.Head{Crumbs: []ui.Link{{Label: "Notices", Href: "/notices"}, {Label: or(n.Type, "notice")}}, Title: or(n.Title, key), Lede: line.Buyer},
	}
	h := verdict.NewHolder(s.Book, today, bid.Held(certs))
	v.Line = s.noticeLine(&line, h, "", decisions, 0)
	v.Line.First = true
	vb, _ := b.ForVerdict()
	v.Line.Asks = s.asks(b.Requirements, h, s.defaultEntity(r), verdict.Bid{Regime: vb.Regime, Nation: vb.Nation, Dates: vb.Dates})
	v.Dates = s.dateLines(&b)
	v.Passages = passages(&n.Notice, b.Requirements)
	v.Facts = noticeFacts(&n.Notice, v.Line.Value)
	v.Expects = s.silent(&n.Notice, &b)
	if strings.HasPrefix(n.URL, "https://") {
		v.Link = &ui.Link{Label: "The notice on " + or(portalName(n.Portal), "its portal"), Href: n.URL}
	}
	return web.Render(w, r, http.StatusOK, win.NoticePage(v))
}

func noticeFacts(n *notice.Notice, value string) []ui.KV {
	var out []ui.KV
	add := func(label, text string) {
		if text != "" {
			out = append(out, ui.KV{Label: label, Value: text})
		}
	}
	add("Portal", portalName(n.Portal))
	add("Process", n.OCID)
	add("Type", n.Type)
	add("Stage", stageName(n.Stage))
	if n.Regime.Value != "" {
		add("Law", strings.TrimSuffix(n.Regime.Value+" ("+n.Regime.From+")", " ()"))
	}
	add("Nation", n.Nation.Value)
	add("Value", value)
	var cpv []string
	for _, c := range n.CPV {
		if len(cpv) < 4 {
			cpv = append(cpv, strings.TrimSpace(c.ID+" "+c.Name))
		}
	}
	add("CPV", strings.Join(cpv, "; "))
	add("Lots", map[bool]string{true: ui.Number(len(n.Lots))}[len(n.Lots) > 0])
	return out
}

// passages marks the words that ask in the texts of the notice.
func passages(n *notice.Notice, asks []bid.Requirement) []win.Passage {
	var out []win.Passage
	for i := range n.Texts {
		p := &n.Texts[i]
		var spans []bid.Requirement
		for _, a := range asks {
			if a.Place == p.Pointer && a.End > a.Start {
				spans = append(spans, a)
			}
		}
		slices.SortFunc(spans, func(a, b bid.Requirement) int { return a.Start - b.Start })
		text, at := []rune(p.Value), 0
		var runs []ui.Run
		for _, a := range spans {
			if a.Start < at || a.End > len(text) {
				continue
			}
			runs = append(runs, ui.Run{Text: string(text[at:a.Start])}, ui.Run{Text: string(text[a.Start:a.End]), Mark: true})
			at = a.End
		}
		runs = append(runs, ui.Run{Text: string(text[at:])})
		out = append(out, win.Passage{Heading: p.Heading, Runs: runs})
	}
	return out
}
