package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/portal"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// portalsCmd is about the portals that notices are fetched from.
type portalsCmd struct {
	List portalsListCmd `cmd:"" help:"Which portals are on, when each was last asked, what came and what is wrong."`
	On   portalsOnCmd   `cmd:"" help:"Have the server ask a portal from now on."`
	Off  portalsOffCmd  `cmd:"" help:"Ask a portal no more."`
	Sync portalsSyncCmd `cmd:"" help:"Ask portals now, for what is new or for a stretch of days."`
}

type portalsListCmd struct {
	place
	JSON bool `name:"json" help:"Print one JSON document."`
}

// portalLine is a portal as "portals list --json" tells it.
type portalLine struct {
	Portal notice.Portal `json:"portal"`
	On     bool          `json:"on"`
	feed.State
}

func (c portalsListCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	lines, err := h.portalLines(e)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, lines)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PORTAL\tON\tREAD UP TO\tLAST ANSWER\tRELEASES\tWRONG")
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", l.Portal, map[bool]string{true: "on", false: "off"}[l.On], moment(l.Through), moment(l.Taken), l.Total.Read, l.Fault)
	}
	return w.Flush()
}

// moment writes an instant of London for a table; "-" for none.
func moment(micro int64) string {
	if micro == 0 {
		return "-"
	}
	return time.UnixMicro(micro).In(london).Format("2006-01-02 15:04")
}

func (h *app) portalLines(e *env) ([]portalLine, error) {
	all, err := h.store.Feeds(e.ctx)
	if err != nil {
		return nil, err
	}
	out := []portalLine{}
	for _, s := range feed.Sources() {
		l := portalLine{Portal: s.Portal}
		for _, f := range all {
			if f.Portal == s.Portal {
				l.On, l.State = f.On, f.State
			}
		}
		out = append(out, l)
	}
	return out, nil
}

type portalsOnCmd struct {
	place
	Portals []string `arg:"" name:"portal" enum:"find-a-tender,contracts-finder,public-contracts-scotland,sell2wales" help:"Which: find-a-tender, contracts-finder, public-contracts-scotland, sell2wales."`
}

func (c portalsOnCmd) Run(e *env) error { return switchPortals(e, c.place, c.Portals, true) }

type portalsOffCmd struct {
	place
	Portals []string `arg:"" name:"portal" enum:"find-a-tender,contracts-finder,public-contracts-scotland,sell2wales" help:"Which: find-a-tender, contracts-finder, public-contracts-scotland, sell2wales."`
}

func (c portalsOffCmd) Run(e *env) error { return switchPortals(e, c.place, c.Portals, false) }

func switchPortals(e *env, p place, names []string, on bool) error {
	h, err := openApp(e, p, false)
	if err != nil {
		return err
	}
	defer h.Close()
	for _, name := range names {
		if err := feed.Switch(e.ctx, h.door, h.by(e, "from the command line"), notice.Portal(name), on); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s is %s.\n", name, map[bool]string{true: "on", false: "off"}[on])
	}
	return nil
}

// portalsSyncCmd asks portals and waits for the answers.
type portalsSyncCmd struct {
	place
	Portal string        `name:"portal" placeholder:"PORTAL" enum:",find-a-tender,contracts-finder,public-contracts-scotland,sell2wales" default:"" help:"Only this one, be it on or off: find-a-tender, contracts-finder, public-contracts-scotland, sell2wales. Default: all that are on."`
	From   string        `name:"from" placeholder:"DAY" help:"Everything from this day (2026-11-01) on; default: what has come since the last time."`
	To     string        `name:"to" placeholder:"DAY" help:"Up to the end of this day; default: now."`
	Base   string        `name:"base" placeholder:"URL" help:"Ask at this address instead of the portal's own; wants --portal."`
	Wait   time.Duration `name:"wait" default:"15m" help:"The longest wait that a portal may ask for and that is sat out."`
	JSON   bool          `name:"json" help:"Print one JSON document."`
}

// Help is what "holdfast portals sync --help" adds.
func (portalsSyncCmd) Help() string {
	return `Each page is stored before the next is asked for. Stopped anywhere, the command
goes on from there the next time. The exit status is 0 when each portal was read
to the end, 3 when one was not: it is wrong, asks for patience, or is being read
by a server.`
}

// syncLine is what "portals sync --json" says of a portal.
type syncLine struct {
	Portal notice.Portal `json:"portal"`
	feed.Counts
	Whole bool   `json:"whole"`
	Wrong string `json:"wrong,omitempty"`
}

func (c portalsSyncCmd) Run(e *env) error {
	order, err := c.order(e.now())
	if err != nil {
		return err
	}
	client, base, err := c.reach()
	if err != nil {
		return err
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	known, err := h.portalLines(e)
	if err != nil {
		return err
	}
	w := h.walker(e, client, base)
	lines, whole := []syncLine{}, true
	for _, k := range known {
		if c.Portal != string(k.Portal) && (c.Portal != "" || !k.On) {
			continue
		}
		s, _ := feed.SourceOf(k.Portal)
		out, err := w.Walk(e.ctx, &s, order)
		if err != nil {
			return err
		}
		l := syncLine{Portal: k.Portal, Counts: out.Count, Wrong: wrongWith(&out), Whole: !out.Elsewhere && out.Waits.IsZero()}
		whole = whole && l.Whole
		lines = append(lines, l)
		if !c.JSON {
			fmt.Fprintf(e.stdout, "%s: %s read in %s: %d new, %d updated, %d unchanged.\n", l.Portal, plural(l.Read, "release"), plural(l.Requests, "request"), l.New, l.Updated, l.Unchanged)
			if l.Wrong != "" {
				fmt.Fprintf(e.stdout, "%s: %s\n", l.Portal, l.Wrong)
			}
		}
	}
	switch {
	case c.JSON:
		if err := printJSON(e.stdout, lines); err != nil {
			return err
		}
	case len(lines) == 0:
		fmt.Fprintln(e.stdout, "No portal is on. Switch one on: holdfast portals on find-a-tender; or name one: --portal.")
	}
	if !whole {
		return exitCode(3)
	}
	return nil
}

func wrongWith(out *portal.Outcome) string {
	switch {
	case out.Elsewhere:
		return "It is being read by another process now."
	case !out.Waits.IsZero():
		return strings.TrimSpace(out.State.Fault + " It can be asked again at " + moment(out.Waits.UnixMicro()) + ".")
	}
	return out.State.Fault
}

// order reads the days.
func (c portalsSyncCmd) order(now time.Time) (portal.Order, error) {
	o := portal.Order{Now: true, Patience: c.Wait}
	read := func(flag, text string) (time.Time, error) {
		t, err := time.ParseInLocation(time.DateOnly, text, london)
		if err != nil {
			return t, errs.At(flag, "%q is not a day like 2026-11-01", text)
		}
		return t, nil
	}
	if c.From == "" {
		if c.To != "" {
			return o, errs.At("--to", "--to wants --from beside it")
		}
		return o, nil
	}
	var err error
	if o.From, err = read("--from", c.From); err != nil {
		return o, err
	}
	o.To = now
	if c.To != "" {
		if o.To, err = read("--to", c.To); err != nil {
			return o, err
		}
		o.To = o.To.AddDate(0, 0, 1)
	}
	if !o.From.Before(o.To) || o.From.After(now) {
		return o, errs.At("--from", "there is no time between %s and the end", c.From)
	}
	return o, nil
}

// reach gives the way to the portals. A base address is the operator's word: its
// host may lie in their own network.
func (c portalsSyncCmd) reach() (*http.Client, map[notice.Portal]string, error) {
	if c.Base == "" {
		return portalClient(), nil, nil
	}
	u, err := url.Parse(c.Base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, nil, errs.At("--base", "%q is not an address like https://portal.example", c.Base)
	}
	if c.Portal == "" {
		return nil, nil, errs.At("--base", "--base wants --portal beside it")
	}
	host := u.Host
	if u.Port() == "" {
		host = u.Hostname()
	}
	return portalClient(host), map[notice.Portal]string{notice.Portal(c.Portal): c.Base}, nil
}
