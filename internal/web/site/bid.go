package site

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

var bidDone = map[string]string{
	"added": "The bid has been added. Say below what the buyer asks for.", "accepted": "The notice has been taken on. Check what was read from it.",
	"stage": "The stage has been changed.", "date": "The date has been corrected.", "scope": "The judgement has been recorded.",
	"requirement": "The requirement has been added.", "corrected": "The requirement has been corrected.", "removed": "The requirement has been removed; its history stays.",
	"decided": "The decision has been recorded with the verdict as it stands.", "lots": "The lots have been saved.", "team": "It has been recorded; the verdict takes it in.",
	"facts": "What is known has been saved.", "counted": "It is a requirement now, by the rule.", "drafted": "The question is a draft now.", "planned": "The tasks have been planned back from the deadline.",
	"condition": "The answer has been recorded.", "renewal": "The renewal has been planned: its tasks are on Today and on the certificate’s page.",
}

func (s *Site) bid(w http.ResponseWriter, r *http.Request) error {
	return s.bidPage(w, r, http.StatusOK, func(*win.BidView) {})
}

// bidPage shows a bid; amend adds what a refused form has to say.
func (s *Site) bidPage(w http.ResponseWriter, r *http.Request, status int, amend func(*win.BidView)) error {
	ctx, today, number := r.Context(), s.Today(), r.PathValue("id")
	row, certs, log, err := s.bidRecord(r, number)
	if err != nil {
		return err
	}
	more, err := s.bidMore(r, &row)
	if err != nil {
		return err
	}
	h := verdict.NewHolder(s.Book, today, bid.Held(certs))
	c := bid.Judge(h, row.Number, &row.Value, today)
	c.Row = row
	path := "/bids/" + row.Number
	sh, err := s.Shell(ctx, row.Value.Title, path, frame.Done(r, bidDone))
	if err != nil {
		return err
	}
	vb, _ := row.Value.ForVerdict()
	v := win.BidView{
		Shell: sh, Today: today, ID: row.Number, Title: row.Value.Title, Path: path, BidsHref: "/bids", Log: log,
		Facts: s.bidFacts(ctx, &c), Bid: vb, Verdict: c.Verdict, Stage: stageForm(&row.Value, path),
	}
	v.Bid.Dates.Award, v.Moved = s.award(&row.Value), movedBanner(&row.Value, today)
	v.Selected = win.SelectWorst(c.Verdict)
	for i, g := range c.Verdict.Groups {
		v.Groups = append(v.Groups, s.groupView(&c, g, certs, path, today))
		if r.URL.Query().Get("requirement") == strconv.Itoa(i+1) {
			v.Selected = i
		}
	}
	v.Certificates = s.bidBars(&c, certs, today)
	for _, q := range c.Verdict.Questions {
		v.Questions = append(v.Questions, questionOf(q, &row.Value, more.asked, path, today))
		if !c.Verdict.ForBuyer(q) {
			n := &v.Questions[len(v.Questions)-1]
			n.Ours, n.By = true, 0
		}
	}
	v.WhatIf = s.whatIf(r, row.Value, certs, path, today, more.tasks)
	v.Dates = s.dateLines(&row.Value)
	v.CorrectDate = &win.DateForm{Action: path + "/dates", Choices: dayChoices()}
	for i := range row.Value.Requirements {
		if q := &row.Value.Requirements[i]; !q.Removed {
			v.Requirements = append(v.Requirements, s.requirementLine(q, path))
		}
	}
	v.Add = &win.RequirementForm{ID: "new", Action: path + "/requirements", Schemes: s.schemeChoices(), Value: verdict.Requirement{When: "by-award", Strength: "mandatory"}}
	s.showMore(r, &v, &c, certs, more)
	amend(&v)
	v.Errors.Problems = append(v.Errors.Problems, v.Posted.Problems()...)
	return web.Render(w, r, status, win.BidPage(v))
}

// bidRecord reads one bid, the certificates and the bid's history in one
// snapshot.
func (s *Site) bidRecord(r *http.Request, number string) (row bid.Row, certs []certificate.Row, log []ui.LogEntry, err error) {
	err = s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		if s.BidRegister.Declaration().ParseNumber(number) <= 0 {
			return errs.New(errs.NotFound, "There is no such bid.")
		}
		if row, err = change.GetNumber(v, s.BidRegister, number); err != nil {
			return err
		}
		if certs, err = s.allCertificates(v); err != nil {
			return err
		}
		leaves, err := v.Trail(change.TrailQuery{Kind: bid.Kind, ID: row.ID, Limit: 20})
		if err != nil {
			return err
		}
		members, err := v.Members()
		log = s.log(leaves, members, 10)
		return err
	})
	return row, certs, log, err
}

func (s *Site) bidFacts(ctx context.Context, c *bid.Checked) []ui.Fact {
	b := &c.Value
	var out []ui.Fact
	add := func(text, href string) {
		if text != "" {
			out = append(out, ui.Fact{Value: text, Href: href})
		}
	}
	add(b.Buyer, "")
	add(pounds(c), "")
	if b.Entity != "" {
		add("bidding as "+b.Entity, "")
	}
	if b.Owner != "" {
		add("owner "+s.Name(ctx, b.Owner), "")
	}
	if b.Notice != "" {
		add("from a notice", noticeHref(b.Notice))
	}
	return out
}

func stageForm(b *bid.Bid, path string) win.StageForm {
	f := win.StageForm{Action: path + "/stage", Word: bid.StageWord(b.Stage)}
	// What comes next stands first, so that the button never goes back unasked.
	words := bid.StageWords()
	at := slices.IndexFunc(words, func(o register.Option) bool { return o.Value == b.Stage })
	for i := range words {
		if o := words[(at+1+i)%len(words)]; o.Value != b.Stage {
			f.Choices = append(f.Choices, ui.Choice{Value: o.Value, Label: o.Label})
		}
	}
	return f
}

// groupView fills what the page needs of a group besides its verdict.
func (s *Site) groupView(c *bid.Checked, g verdict.Group, certs []certificate.Row, path string, today civil.Date) win.GroupView {
	v := win.GroupView{Name: s.groupName(c, g)}
	var cert *certificate.Row
	for i := range certs {
		if certs[i].Number == g.Certificate {
			cert = &certs[i]
		}
	}
	if cert != nil {
		v.Certificate = ui.Link{Label: cert.Number, Href: "/certificates/" + cert.Number}
		if sc, ok := s.Book.Scheme(cert.Value.Scheme); ok {
			v.LastDay = sc.LastValidDay(cert.Value.On(today)).Early
		}
		if cert.Value.Edition != "" {
			v.CertNote = cert.Value.Edition
		}
	}
	req := s.requirementOf(c, g)
	if req == nil {
		return v
	}
	if req.Quote != "" {
		v.Quote = ui.QuoteOf3("", req.Quote, "", or(req.Heading, req.Place))
	}
	doc, _, inside := strings.Cut(req.Place, "#")
	switch {
	case req.Origin == "document" && inside:
		v.Source = ui.Link{Label: or(req.Heading, doc), Href: path + "/documents/" + url.PathEscape(doc)}
	case req.Rule == "" && c.Value.Notice != "":
		v.Source = ui.Link{Label: or(c.Value.Buyer, "The notice"), Href: noticeHref(c.Value.Notice)}
	}
	s.fixActions(&v, c, g, req, cert, certs, path, today)
	return v
}

// fixActions offers the one next step of a group that does not hold.
func (s *Site) fixActions(v *win.GroupView, c *bid.Checked, g verdict.Group, req *bid.Requirement, cert *certificate.Row, certs []certificate.Row, path string, today civil.Date) {
	if g.State == verdict.Holds {
		return
	}
	if req.Condition != "" && req.Applies == nil {
		v.FixTitle = "Does the condition apply?"
		v.FixText = "The notice asks for it only “" + string(req.Condition) + "”. Say whether that is so for this bid."
		at := path + "/requirements/" + req.ID + "/condition"
		v.FixActions = []ui.Action{
			{Label: "It applies", Href: at, Post: true, Hidden: []ui.Hidden{{Name: "applies", Value: "yes"}}},
			{Label: "It does not", Href: at, Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "applies", Value: "no"}}},
		}
		return
	}
	if cert == nil {
		return
	}
	for _, ck := range g.Checks {
		if ck.Name == "scope" && ck.State == verdict.Unknown {
			v.FixTitle = "Does the scope cover the work?"
			v.FixText = scopeText(&cert.Value, &c.Value)
			judge := func(label, covers string, quiet bool) ui.Action {
				return ui.Action{Label: label, Href: path + "/scope", Post: true, Quiet: quiet, Hidden: []ui.Hidden{{Name: "certificate", Value: cert.Number}, {Name: "covers", Value: covers}}}
			}
			v.FixActions = []ui.Action{judge("It covers the work", "yes", false), judge("It does not", "no", true)}
			return
		}
	}
	sc, ok := s.Book.Scheme(cert.Value.Scheme)
	if !ok || g.Fix == nil || g.Fix.Earliest.IsZero() || !renewalMends(g) {
		return
	}
	rows := make([]certificate.Certificate, len(certs))
	for i := range certs {
		rows[i] = certs[i].Value
	}
	if win, ok := cert.Value.BestWindow(sc, today, rows); ok && cert.Value.Scheme == g.Scheme {
		v.FixText = win.Why
	}
	if cert.Value.Renewal.Start.IsZero() {
		v.Renew = &ui.Action{Label: "Start renewal", Href: "/certificates/" + cert.Number + "/renewal", Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "from", Value: c.Number}}}
	}
}

// renewalMends says whether a new certificate of the same kind and holder could
// make the group hold: not when another legal entity holds it, or its level or
// scope is not the one asked for.
func renewalMends(g verdict.Group) bool {
	return !slices.ContainsFunc(g.Checks, func(c verdict.Check) bool {
		return c.State == verdict.Fails && c.Name != "date" && c.Name != "edition" && c.Name != "status"
	})
}

func scopeText(c *certificate.Certificate, b *bid.Bid) string {
	scope := strings.TrimSpace(c.Scope)
	if scope == "" {
		scope = "not recorded"
	}
	return "The certificate’s scope: “" + scope + "”. The work: “" + b.Title + "”."
}

// groupName names a group of alternatives: "Cyber Essentials or ISO 27001".
func (s *Site) groupName(c *bid.Checked, g verdict.Group) string {
	req := s.requirementOf(c, g)
	if req == nil || req.Group == "" {
		return s.schemeName(g.Scheme)
	}
	var names []string
	for i := range c.Value.Requirements {
		if q := &c.Value.Requirements[i]; q.Group == req.Group && !q.Removed {
			if n := s.schemeName(q.Scheme); !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return strings.Join(names, " or ")
}

func (s *Site) requirementOf(c *bid.Checked, g verdict.Group) *bid.Requirement {
	if g.Requirement < 0 || g.Requirement >= len(c.At) {
		return nil
	}
	return &c.Value.Requirements[c.At[g.Requirement]]
}

// bidBars draws the certificates that matter to the bid, with what they leave
// uncovered.
func (s *Site) bidBars(c *bid.Checked, certs []certificate.Row, today civil.Date) []chart.Certificate {
	var out []chart.Certificate
	all := s.bars(certs, today)
	for _, g := range c.Verdict.Groups {
		i := slices.IndexFunc(all, func(b chart.Certificate) bool { return b.ID == g.Certificate })
		if i < 0 || slices.ContainsFunc(out, func(b chart.Certificate) bool { return b.ID == g.Certificate }) {
			continue
		}
		bar := all[i]
		bar.State, bar.Tag = chart.State(g.State), ""
		if (g.State == verdict.Fails || g.State == verdict.AtRisk) && !g.FirstFailingDay.IsZero() {
			bar.Gaps = []chart.Gap{{From: g.FirstFailingDay, State: chart.State(g.State), Tag: "Not covered from " + g.FirstFailingDay.Time().Format("2 January")}}
			bar.NotBooked = false
		}
		out = append(out, bar)
	}
	return out
}

func (s *Site) whatIf(r *http.Request, b bid.Bid, certs []certificate.Row, path string, today civil.Date, tasks []register.Row[task.Task]) *win.WhatIf {
	w := &win.WhatIf{Action: path, Clear: path}
	for _, n := range []string{"enquiries", "deadline", "award", "start"} {
		w.Choices = append(w.Choices, ui.Choice{Value: n, Label: dayLabel(n)})
	}
	for i := range certs {
		w.Choices = append(w.Choices, ui.Choice{Value: certs[i].Number, Label: "Renewal of " + certs[i].Number + ", " + s.certName(&certs[i].Value)})
	}
	q := r.URL.Query()
	w.Chosen, w.To = q.Get("what"), q.Get("to")
	if w.Chosen == "" {
		return w
	}
	to, bad := frame.Day(w.To)
	if bad == "" && to.IsZero() {
		bad = "Enter the day to try"
	}
	if bad != "" {
		w.Err = bad
		return w
	}
	v, said, err := bid.WhatIf(s.Book, today, certs, b, bid.Move{What: w.Chosen, To: to})
	if err != nil {
		w.Err = errs.Safe(err)
		return w
	}
	w.Result = &win.WhatIfResult{If: said, Verdict: v, Moves: movesOf(&b, w.Chosen, to, tasks, today)}
	return w
}
