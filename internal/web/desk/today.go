// Package desk holds the pages of the desk: what is seen first each day.
// A page is a pure function of its view; the server fills the view.
package desk

import (
	"cmp"
	"fmt"
	"slices"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// TodayView is what the Today page shows.
type TodayView struct {
	Shell        ui.Shell
	Today        civil.Date
	Bids         []LiveBid // every live bid, in any order
	Certificates []chart.Certificate
	Next         *Next // the next date to act by; nil when there is none
	// Finding heads the picture; empty: made from the worst bid.
	Finding string
	// ValueNote follows the tally: "£6.0m of £11.3m rests on two renewals nobody has booked".
	ValueNote string
	Due       []DueTask // this week and late, in any order
	Changes   []ui.LogEntry
	Since     string   // "since you were here on Friday 20 November"
	BidsHref  string   // the list of bids; "?state=" is added by the tally
	Empty     ui.Empty // shown in place of the rest when there is no bid and no certificate
}

// LiveBid is a bid that is not lost, withdrawn, or won and ended.
type LiveBid struct {
	Bid   chart.Bid // its dates, state and gaps; ID, Name (the buyer) and Href
	Title string    // "Regional data platform"
	Value string    // "£4.2m"
	Why   string    // the reason, a sentence
	Do    []ui.Run  // what to do by when, and who: ui.DoBy
}

// Next is the next date to act by.
type Next struct {
	What string // "the Cyber Essentials Plus renewal"
	Do   string // "book the audit"; may be empty
	By   civil.Date
}

// DueTask is one thing that someone has to do.
type DueTask struct {
	Owner string
	Text  string
	ID    string // the record it is about: "BID-1"
	Href  string
	By    civil.Date
	Done  *ui.Action // posted when it is done; nil: only shown
	// Bid: it is about a bid or a certificate. Today is about those: they come
	// before what the rest of the management system asks for.
	Bid bool
}

func (v TodayView) count(states ...verdict.State) int {
	n := 0
	for _, b := range v.Bids {
		if slices.Contains(states, verdict.State(b.Bid.State)) {
			n++
		}
	}
	return n
}

// nothingYet says that neither a bid nor a certificate was entered.
func (v TodayView) nothingYet() bool { return len(v.Bids) == 0 && len(v.Certificates) == 0 }

// quiet says that there is nothing to do today.
func (v TodayView) quiet() bool {
	return len(v.doubtful()) == 0 && len(v.Due) == 0
}

func (v TodayView) sentence() ui.Sentence {
	s := ui.Sentence{Above: v.Today.LongDay(), Fact: ui.Headline(v.count(verdict.Fails, verdict.AtRisk), len(v.Bids))}
	n := v.Next
	switch {
	case v.nothingYet():
		s.Then = "Enter a certificate or a bid, and this page says each day what to do by when."
	case n == nil && v.quiet():
		s.Then = "Nothing is due this week. There is nothing for you to do today."
	case n == nil:
	case n.By < v.Today:
		s.Then = "Late since " + ui.WeekdayLong(v.Today, n.By) + ": " + n.late() + "."
	case v.quiet():
		s.Then = "Nothing is due this week. The next date is " + n.words(v.Today) + ", " + ui.InDays(v.Today, n.By) + "."
	default:
		s.Then = "The next date is " + n.words(v.Today) + ", " + ui.InDays(v.Today, n.By) + "."
	}
	return s
}

// late is what should have been done by then.
func (n Next) late() string {
	if n.Do == "" {
		return n.What
	}
	return n.What + ", " + n.Do
}

// words says the date: "the CE Plus renewal: book the audit by Friday 4 December".
func (n Next) words(today civil.Date) string {
	s := n.What
	if n.Do != "" {
		return s + ": " + n.Do + " by " + ui.WeekdayLong(today, n.By)
	}
	return s + ", on " + ui.WeekdayLong(today, n.By)
}

func (v TodayView) tally() ui.Tally {
	t := ui.Tally{Note: v.ValueNote}
	for _, s := range []verdict.State{verdict.Fails, verdict.AtRisk, verdict.Unknown, verdict.Holds} {
		t.Counts = append(t.Counts, ui.TallyCount{State: s, N: v.count(s), Href: v.BidsHref + "?state=" + string(s)})
	}
	return t
}

func (v TodayView) drawing() chart.Drawing {
	t := chart.Timeline{Window: chart.TodayWindow(v.Today), Today: v.Today, Certificates: v.Certificates}
	for _, b := range v.Bids {
		t.Bids = append(t.Bids, b.Bid)
	}
	return t.Draw()
}

func (v TodayView) figure() ui.Figure {
	f := ui.Figure{ID: "f-today", Finding: v.Finding, Caption: "Certificates and live bids, " + chart.TodayWindow(v.Today).String()}
	if f.Finding != "" {
		return f
	}
	f.Finding = "Your certificates cover every live bid"
	switch d := v.doubtful(); {
	case len(v.Bids) == 0:
		f.Finding = "Your certificates, and how long each is valid"
	case len(d) > 0 && d[0].Bid.Finding != "":
		f.Finding = d[0].Bid.ID + ": " + d[0].Bid.Finding
	case len(d) > 0:
		f.Finding = d[0].Why
	}
	return f
}

// doubtful are the bids that do not hold, worst first.
func (v TodayView) doubtful() []LiveBid {
	byID := map[string]LiveBid{}
	var all []chart.Bid
	for _, b := range v.Bids {
		byID[b.Bid.ID] = b
		if verdict.State(b.Bid.State) != verdict.Holds {
			all = append(all, b.Bid)
		}
	}
	var out []LiveBid
	for _, b := range chart.SortBids(all) {
		out = append(out, byID[b.ID])
	}
	return out
}

// doubtfulShown is how many bids that do not hold Today words one by one.
const doubtfulShown = 25

// moreDoubtful counts those beyond.
func (v TodayView) moreDoubtful() int { return max(0, len(v.doubtful())-doubtfulShown) }

func (v TodayView) bidRows() []ui.BidRow {
	var rows []ui.BidRow
	list := v.doubtful()
	for _, b := range list[:min(len(list), doubtfulShown)] {
		name := b.Bid.Name
		if b.Title != "" {
			name += ": " + b.Title
		}
		rows = append(rows, ui.BidRow{
			State: verdict.State(b.Bid.State), Name: name, ID: b.Bid.ID, Href: b.Bid.Href,
			Value: b.Value, Why: b.Why, Do: b.Do,
		})
	}
	return rows
}

// nobody heads the tasks that have no owner; it comes last.
const nobody = "No owner yet"

// shownEach is how many tasks of a person stand on Today when there are more.
const shownEach = 3

// owners groups the tasks: bids and certificates first, and who is latest before
// others. Of somebody with many the first few stand here, the rest in the
// calendar.
func (v TodayView) owners() []ui.OwnerTasks {
	due := slices.SortedStableFunc(slices.Values(v.Due), func(a, b DueTask) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.By, b.By))
	})
	at := map[string]int{}
	var out []ui.OwnerTasks
	for _, d := range due {
		owner := cmp.Or(d.Owner, nobody)
		i, ok := at[owner]
		if !ok {
			i = len(out)
			at[owner] = i
			out = append(out, ui.OwnerTasks{Owner: owner})
		}
		out[i].Tasks = append(out[i].Tasks, d.task(v.Today))
	}
	slices.SortStableFunc(out, func(a, b ui.OwnerTasks) int {
		last := func(o ui.OwnerTasks) int {
			if o.Owner == nobody {
				return 1
			}
			return 0
		}
		return cmp.Compare(last(a), last(b))
	})
	for i := range out {
		o := &out[i]
		if n := len(o.Tasks) - shownEach; n > 1 { // one more takes no more room than to say so
			o.Tasks = o.Tasks[:shownEach]
			o.More, o.MoreHref = n, "/calendar"
		}
	}
	return out
}

func rank(d DueTask) int {
	if d.Bid {
		return 0
	}
	return 1
}

func (d DueTask) task(today civil.Date) ui.Task {
	t := ui.Task{Say: d.Text, When: ui.DayMonth(today, d.By), Done: d.Done}
	if late := ui.Late(today, d.By); late != "" {
		t.When, t.Late = late, true
	}
	text := ui.Run{Text: d.Text}
	if d.ID == "" {
		text.Href = d.Href
		t.Text = []ui.Run{text}
		return t
	}
	t.Text = []ui.Run{text, {Text: " "}, {Text: d.ID, Href: d.Href}}
	t.Say += " " + d.ID
	return t
}

func (v TodayView) dueAside() string {
	return ui.Count(len(v.Due), "thing", "things") + ", " + ui.Count(len(v.owners()), "person", "people")
}

func (v TodayView) allBids() *ui.Link {
	if v.BidsHref == "" {
		return nil
	}
	label := "The one live bid"
	if n := len(v.Bids); n != 1 {
		label = fmt.Sprintf("All %d live bids", n)
	}
	return &ui.Link{Label: label, Href: v.BidsHref}
}
