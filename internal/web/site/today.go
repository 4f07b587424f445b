package site

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
)

const (
	// dueDays is how far ahead Today looks.
	dueDays = 7
	// changesShown is how much of the trail Today shows.
	changesShown = 6
)

func (s *Site) today(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	board, err := s.Bids.Check(ctx, frame.Actor(ctx), today)
	if err != nil {
		return err
	}
	if len(board.Certificates) == 0 && len(board.Bids) == 0 && s.past == nil {
		return s.firstRun(w, r)
	}
	sh, err := s.Shell(ctx, "Today", "/", frame.Done(r, map[string]string{"task": "Marked as done."}))
	if err != nil {
		return err
	}
	items, tasks, changes, err := s.desk(ctx, today)
	if err != nil {
		return err
	}
	v := desk.TodayView{
		Shell: sh, Today: today, BidsHref: "/bids", Certificates: s.bars(board.Certificates, today),
		Next: s.next(board, items, tasks, today), Changes: changes, Empty: firstEmpty(),
	}
	v.ValueNote, v.Finding = valueNote(board), s.todayFinding(board)
	for i := range board.Bids {
		if b := &board.Bids[i]; b.Live {
			v.Bids = append(v.Bids, s.liveBid(ctx, b, board.Certificates, today))
		}
	}
	for _, it := range due.Within(items, dueDays) {
		v.Due = append(v.Due, s.dueTask(ctx, it, tasks))
	}
	return web.Render(w, r, http.StatusOK, desk.TodayPage(v))
}

// desk gives what falls due of certificates and tasks, the open tasks by
// number, and the latest changes.
func (s *Site) desk(ctx context.Context, today civil.Date) ([]due.Item, map[string]register.Row[task.Task], []ui.LogEntry, error) {
	tasks := map[string]register.Row[task.Task]{}
	var log []ui.LogEntry
	var items []due.Item
	err := s.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		for row, err := range change.All(v, s.Tasks, register.Query{Filters: []register.Filter{{Field: "done", Op: register.Empty}}}) {
			if err != nil {
				return err
			}
			tasks[row.Number] = row
		}
		var err error
		if items, err = s.Due(v, today); err != nil {
			return err
		}
		leaves, err := v.Trail(change.TrailQuery{Limit: 4 * changesShown})
		if err != nil {
			return err
		}
		members, err := v.Members()
		log = s.log(leaves, members, changesShown)
		return err
	})
	// A renewal that has been planned says its own steps; the plan's dates stand
	// in for the act-by dates of its certificate.
	planned := map[string]bool{}
	for _, t := range tasks {
		planned[t.Value.About] = true
	}
	items = slices.DeleteFunc(items, func(it due.Item) bool { return it.Kind == due.CertificateAct && planned[it.Ref] })
	return items, tasks, log, err
}

// next gives the next date to act by: of the live bids at risk, the day to start
// their fix; else the first thing that falls due for bids and certificates. What
// is late, and what else there is to do, stands in the list beside it.
func (s *Site) next(board bid.Board, items []due.Item, tasks map[string]register.Row[task.Task], today civil.Date) *desk.Next {
	var best *desk.Next
	take := func(n desk.Next) {
		if n.By >= today && (best == nil || n.By < best.By) {
			best = &n
		}
	}
	for i := range board.Bids {
		b := &board.Bids[i]
		if g, ok := worst(b.Verdict); ok && b.Live && g.State == verdict.AtRisk && g.Fix != nil && !g.Fix.Earliest.IsZero() && !started(board, g.Certificate) {
			take(desk.Next{What: "the renewal of " + s.schemeName(g.Scheme), Do: "start it", By: g.Fix.StartBy})
		}
	}
	if best != nil {
		return best
	}
	for _, it := range items {
		if aboutBids(it, tasks) && (it.Kind != due.CertificateEnds || it.Days <= 60) {
			take(desk.Next{What: it.Title, By: it.Date})
		}
	}
	return best
}

// started says that the renewal of a certificate is under way: its tasks say then
// what comes next.
func started(board bid.Board, number string) bool {
	for i := range board.Certificates {
		if board.Certificates[i].Number == number {
			return !board.Certificates[i].Value.Renewal.Start.IsZero()
		}
	}
	return false
}

func (s *Site) dueTask(ctx context.Context, it due.Item, tasks map[string]register.Row[task.Task]) desk.DueTask {
	t := desk.DueTask{Owner: s.Name(ctx, it.Owner), Text: it.Title, ID: it.Ref, Href: cmp.Or(it.Link, "/certificates/"+it.Ref), By: it.Date, Bid: aboutBids(it, tasks)}
	if row, ok := tasks[it.Ref]; ok {
		// A task has no page of its own: what it serves has.
		t.Href = ""
		switch about := row.Value.About; {
		case strings.HasPrefix(about, "CERT-"):
			t.ID, t.Href = about, "/certificates/"+about
		case strings.HasPrefix(about, "BID-"):
			t.ID, t.Href = about, "/bids/"+about
		case strings.HasPrefix(about, "RISK-"):
			t.ID, t.Href = about, "/risks/"+about
		}
		t.Done = &ui.Action{Label: "Done", Href: "/tasks/" + it.Ref + "/done", Post: true}
	}
	return t
}

// aboutBids says that a bid rests on it: a certificate, a registration, a task
// for one of them or for a bid.
func aboutBids(it due.Item, tasks map[string]register.Row[task.Task]) bool {
	switch it.Kind {
	case due.CertificateEnds, due.CertificateAct, due.CertificateEvent, due.RegistrationEnds:
		return true
	case due.TaskDue:
		about := tasks[it.Ref].Value.About
		return about == "" || strings.HasPrefix(about, "CERT-") || strings.HasPrefix(about, "BID-")
	}
	return false
}

func (s *Site) taskDone(w http.ResponseWriter, r *http.Request) error {
	number, today := r.PathValue("id"), s.Today()
	by := s.By(r.Context(), "")
	_, err := s.Door.Do(r.Context(), by.Request("task.done", number), func(tx *change.Tx) error {
		if s.Tasks.Declaration().ParseNumber(number) <= 0 {
			return errs.New(errs.NotFound, "There is no such task.")
		}
		row, err := change.GetNumber(tx, s.Tasks, number)
		if err != nil || !row.Value.Open() {
			return err
		}
		t := row.Value
		t.Done = today
		_, err = change.Put(tx, s.Tasks, row.ID, row.Version, t)
		return err
	})
	if err != nil {
		return err
	}
	if r.PostFormValue("from") == "work" {
		return frame.Back(w, "/work", "task")
	}
	return frame.Back(w, "/", "task")
}

// todayFinding heads the picture with what can still be mended: the certificate
// that ends before a bid's date.
func (s *Site) todayFinding(board bid.Board) string {
	for i := range board.Bids {
		b := &board.Bids[i]
		g, ok := worst(b.Verdict)
		if !ok || !b.Live || g.State != verdict.AtRisk || g.Certificate == "" || g.FirstFailingDay.IsZero() || g.DecisiveDay <= g.FirstFailingDay {
			continue
		}
		what := ""
		switch d := b.Value.Dates; {
		case d.Award != nil && d.Award.Date == g.DecisiveDay:
			what = " is awarded"
		case d.Start != nil && d.Start.Date == g.DecisiveDay:
			what = " starts"
		case d.Deadline != nil && d.Deadline.Date == g.DecisiveDay:
			what = " is handed in"
		default:
			continue
		}
		days := (g.FirstFailingDay - 1).DaysUntil(g.DecisiveDay)
		return s.schemeName(g.Scheme) + " ends " + ui.CountWords(days, "day", "days") + " before " + b.Number + what
	}
	return ""
}

// valueNote says how much value is at risk, in one currency.
func valueNote(b bid.Board) string {
	var all, risk int64
	for i := range b.Bids {
		c := &b.Bids[i]
		if !c.Live || c.Value.Value.Currency != "GBP" {
			continue
		}
		all += c.Value.Value.Minor
		if c.Verdict.State == verdict.Fails || c.Verdict.State == verdict.AtRisk {
			risk += c.Value.Value.Minor
		}
	}
	if risk == 0 {
		return ""
	}
	return ui.Pounds(risk, "GBP") + " of " + ui.Pounds(all, "GBP") + " is at risk"
}

func firstEmpty() ui.Empty {
	return ui.Empty{
		Title: "Nothing entered yet",
		Text:  "Here would stand each live bid over your certificates: whether they hold, from which day they fail, and what to do by when.",
		Ways: []ui.Way{
			{Label: "Certificates.", Text: "Type one in, or drop its PDF: five fields are enough.", Href: "/certificates/new", Do: "Add a certificate"},
			{Label: "A tender pack.", Text: "Drop in what a buyer sent: what it asks for is found.", Href: "/tenders/new", Do: "Drop in a tender pack"},
			{Label: "A bid.", Text: "A buyer, a deadline and what is asked for.", Href: "/bids/new", Do: "Type one in"},
		},
	}
}
