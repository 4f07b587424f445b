package settings

import (
	"context"
	"net/http"
	"strings"

	"holdfast/internal/auth"
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/desk/portfolio"
	"holdfast/internal/due"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

type dueItem = due.Item

type portfolioView struct {
	Shell   ui.Shell
	Day     string
	Fact    string
	Then    string
	Table   ui.Table
	Figure  ui.Figure
	Drawing chart.Drawing
	Empty   *ui.Empty
}

// portfolioMonths is how far the picture reaches.
const portfolioMonths = 14

func (s *Settings) portfolio(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	v := auth.Of(ctx)
	places, err := s.places(ctx, v)
	if err != nil {
		return err
	}
	board, err := s.Portfolio.Read(ctx, places, today)
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "Portfolio", "/portfolio", "")
	if err != nil {
		return err
	}
	out := portfolioView{Shell: sh, Day: today.LongDay(), Fact: board.Headline(), Then: board.Then()}
	if len(board.Lines) == 0 {
		out.Empty = &ui.Empty{Title: "Nothing to show yet", Text: "Here would stand every organisation that you belong to, by the next date on which it would lose something."}
		return web.Render(w, r, http.StatusOK, portfolioPage(out))
	}
	out.Table = s.portfolioTable(&board, v)
	out.Figure, out.Drawing = portfolioPicture(&board)
	return web.Render(w, r, http.StatusOK, portfolioPage(out))
}

// places gives what the person may read where: the organisation that the
// session works for as the session narrows it, the others as their roles there.
func (s *Settings) places(ctx context.Context, v *auth.Visit) ([]portfolio.Place, error) {
	places, err := s.Places(ctx, v.Account.ID)
	for i := range places {
		if places[i].Org == v.Actor.Org {
			places[i].Role, places[i].Scope = v.Actor.Role, v.Actor.Scope
		}
	}
	return places, err
}

func (s *Settings) portfolioTable(b *portfolio.Board, v *auth.Visit) ui.Table {
	t := ui.Table{Caption: "Your organisations by their next hard date", Columns: []ui.Column{
		{Label: "Organisation"},
		{Label: "Worst bid"},
		{Label: "Next hard date", Num: true, Short: true},
		{Label: "Left", Num: true, HideSm: true},
		{Label: "What it is", HideMd: true},
		{Label: "Bids at risk", Num: true, Short: true},
		{Label: "Certificates", HideMd: true},
		{Label: "Work for it", Hidden: true},
	}}
	for i := range b.Lines {
		l := &b.Lines[i]
		name := ui.Cell{Text: l.Name, Sub: "you are " + l.Role.Word()}
		worst := ui.Cell{State: l.Worst}
		if l.Worst == "" {
			worst = ui.Cell{Text: "no live bid", Mute: true}
		}
		day, left, what := ui.Cell{Text: "none", Mute: true}, ui.Cell{}, ui.Cell{}
		if l.Next != nil {
			day = ui.Cell{Text: l.Next.Date.Short(), NoWrap: true}
			left, what = ui.Cell{Text: ui.Left(b.Today, l.Next.Date), Mute: true, NoWrap: true}, ui.Cell{Text: l.Next.Title}
		}
		if l.Late > 0 {
			day.Sub = ui.Count(l.Late, "is late", "are late")
		}
		bids := ui.Cell{Text: ui.Number(l.Bids.AtRiskOrFails()) + " of " + ui.Number(l.Bids.Live)}
		if l.Bids.Unknown > 0 {
			bids.Sub = ui.Number(l.Bids.Unknown) + " unknown"
		}
		certs := ui.Cell{Text: certificatesIn(b, l)}
		if l.Closed {
			worst, bids, certs = ui.Cell{Text: "your role does not show it", Mute: true}, ui.Cell{}, ui.Cell{}
		}
		var act ui.Cell
		switch {
		case l.Org == v.Org.Org:
			name.Href = "/"
			act = ui.Cell{Text: "you work for it now", Mute: true}
		case s.Sign != nil:
			act = ui.Cell{Action: []ui.Action{{Label: "Work for it", Href: "/organisations/switch", Post: true, Hidden: []ui.Hidden{{Name: "organisation", Value: l.Org}}}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, worst, day, left, what, bids, certs, act}})
	}
	return t
}

// manyCertificates is how many certificates a cell names.
const manyCertificates = 3

// certificatesIn says the certificates that end first, with their days.
func certificatesIn(b *portfolio.Board, l *portfolio.Line) string {
	var words []string
	for i, c := range l.Certificates {
		if i == manyCertificates {
			words = append(words, "and "+ui.Number(len(l.Certificates)-i)+" more")
			break
		}
		w := c.Name
		if !c.Until.IsZero() {
			w += " " + ui.Left(b.Today, c.Until)
		}
		words = append(words, w)
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " · ")
}

func portfolioPicture(b *portfolio.Board) (ui.Figure, chart.Drawing) {
	p := chart.Portfolio{Window: chart.Months(b.Today, portfolioMonths), Today: b.Today}
	ends := 0
	soon := b.Today.AddMonths(3)
	for i := range b.Lines {
		l := &b.Lines[i]
		row := chart.PortfolioRow{Name: l.Name, State: ui.ChartState(l.Worst)}
		if l.Worst == "" {
			row.Aside = "no live bid"
		}
		if l.Closed {
			row.Aside = "not shown"
		}
		if l.Next != nil {
			row.Next, row.NextName = l.Next.Date, l.Next.Title
		}
		for _, c := range l.Certificates {
			row.Valid = append(row.Valid, chart.Span{From: c.From, To: c.Until})
			if !c.Until.IsZero() && c.Until <= soon {
				ends++
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return ui.Figure{ID: "portfolio-picture", Finding: endsWords(ends, soon), Caption: "Your organisations, their next hard date and their worst bid"}, p.Draw()
}

func endsWords(n int, by civil.Date) string {
	if n == 0 {
		return "No certificate ends before " + by.Long()
	}
	return ui.Count(n, "certificate ends", "certificates end") + " by " + by.Long()
}
