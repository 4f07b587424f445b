package share

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/share/access"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// AccessView is the log of what outsiders looked at.
type AccessView struct {
	Shell  ui.Shell
	Head   ui.Sentence
	Chips  []ui.Chip
	Fields []ui.Field
	Hidden []ui.Hidden
	Table  *ui.Table
	CSV    string
}

const (
	accessPage = 100
	// exported is the most lines that one file holds.
	exported = 50_000
)

// asked reads the filters of the address; what cannot be read is left out.
func (s *Share) asked(r *http.Request) (access.Query, url.Values) {
	in, out := r.URL.Query(), url.Values{}
	q := access.Query{Limit: accessPage}
	keep := func(name string) string {
		v := strings.TrimSpace(in.Get(name))
		if v != "" {
			out.Set(name, v)
		}
		return v
	}
	if who := in.Get("who"); who == access.Public || who == access.Auditors {
		q.Who = keep("who")
	}
	q.Room, q.What = keep("room"), keep("what")
	if d, bad := frame.Day(in.Get("from")); bad == "" && !d.IsZero() {
		q.From = s.start(d).UnixMicro()
		keep("from")
	}
	if d, bad := frame.Day(in.Get("to")); bad == "" && !d.IsZero() {
		q.To = s.start(d + 1).UnixMicro()
		keep("to")
	}
	if at, id, ok := strings.Cut(in.Get("after"), "."); ok {
		if n, err := strconv.ParseInt(at, 10, 64); err == nil {
			q.BeforeAt, q.BeforeID = n, id
		}
	}
	return q, out
}

func (s *Share) mayLook(r *http.Request) error {
	if !may(r, authz.Read, authz.Share) {
		return errs.New(errs.Forbidden, "Your role may not see what outsiders looked at.")
	}
	return nil
}

func (s *Share) access(w http.ResponseWriter, r *http.Request) error {
	if err := s.mayLook(r); err != nil {
		return err
	}
	org := frame.Actor(r.Context()).Org
	sh, err := s.Shell(r.Context(), "Access log", "/share/access", "")
	if err != nil {
		return err
	}
	q, kept := s.asked(r)
	rows, err := s.Log.AccessLog(r.Context(), org, q)
	if err != nil {
		return err
	}
	all := q
	all.BeforeAt, all.BeforeID = 0, ""
	total, err := s.Log.AccessCount(r.Context(), org, all)
	if err != nil {
		return err
	}
	v := AccessView{Shell: sh, CSV: "/share/access.csv?" + kept.Encode()}
	v.Head = ui.Sentence{Fact: "Outsiders looked " + ui.Count(int(total), "time.", "times."), Then: "The trust page, the feeds, and everything in auditor rooms."}
	if total == 0 {
		v.Head = ui.Sentence{Fact: "No outsider has looked at anything.", Then: "What they look at is listed here: on the trust page, and in auditor rooms."}
	}
	for _, c := range []struct{ value, label string }{{"", "Everybody"}, {access.Public, "The public"}, {access.Auditors, "Auditors"}} {
		to := url.Values{}
		for k, list := range kept {
			if k != "who" {
				to[k] = list
			}
		}
		if c.value != "" {
			to.Set("who", c.value)
		}
		v.Chips = append(v.Chips, ui.Chip{Label: c.label, Href: "/share/access?" + to.Encode(), On: q.Who == c.value})
	}
	v.Fields = []ui.Field{
		{ID: "from", Label: "From", Kind: "date", Value: kept.Get("from")}, {ID: "to", Label: "To", Kind: "date", Value: kept.Get("to")}, {ID: "room", Label: "Room", Value: kept.Get("room"), Size: 10},
	}
	if q.Who != "" {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "who", Value: q.Who})
	}
	t := &ui.Table{Caption: "Accesses by outsiders", Dense: true, Columns: []ui.Column{{Label: "What"}, {Label: "Who"}, {Label: "Room"}, {Label: "From about", HideMd: true}, {Label: "Answer", Num: true, HideSm: true}, {Label: "When", Num: true}}}
	for _, e := range rows {
		first := ui.Cell{Text: e.What, Sub: e.About}
		if e.Count > 1 {
			first.Sub = ui.Number(int(e.Count)) + " times within the hour"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{first, {Text: s.who(r, &e)}, {Text: e.Room}, {Text: e.Address}, {Text: answerWord(e.Status)}, {Text: s.instant(e.At), NoWrap: true}}})
	}
	if len(rows) == accessPage {
		last := rows[len(rows)-1]
		next := url.Values{"after": {strconv.FormatInt(last.At, 10) + "." + last.ID}}
		for k, list := range kept {
			next[k] = list
		}
		t.Pager = ui.Pager{Next: "/share/access?" + next.Encode()}
	}
	if len(t.Rows) > 0 {
		v.Table = t
	}
	return web.Render(w, r, http.StatusOK, AccessPage(v))
}

func (s *Share) who(r *http.Request, e *access.Entry) string {
	if e.Who == access.Public {
		return "The public"
	}
	return s.Name(r.Context(), e.Who)
}

func answerWord(status int) string {
	switch {
	case status < 400:
		return "Given"
	case status == http.StatusNotFound:
		return "Not found"
	case status == http.StatusForbidden:
		return "Refused"
	}
	return strconv.Itoa(status)
}

// accessCSV gives the log as a table for a spreadsheet, the latest first.
func (s *Share) accessCSV(w http.ResponseWriter, r *http.Request) error {
	if err := s.mayLook(r); err != nil {
		return err
	}
	q, _ := s.asked(r)
	q.Limit, q.BeforeAt, q.BeforeID = exported, 0, ""
	rows, err := s.Log.AccessLog(r.Context(), frame.Actor(r.Context()).Org, q)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", web.Disposition("access-log.csv"))
	c := csv.NewWriter(w)
	lines := [][]string{{"When (UTC)", "Who", "Room", "From about", "What", "About", "Status", "Times"}}
	for _, e := range rows {
		lines = append(lines, []string{timeUTC(e.At), s.who(r, &e), e.Room, e.Address, e.What, e.About, strconv.Itoa(e.Status), strconv.FormatInt(e.Count, 10)})
	}
	for _, line := range lines {
		for i := range line {
			line[i] = noFormula(line[i])
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// noFormula keeps a cell from being read as a formula by a spreadsheet: one that
// begins with a sign of one gets an apostrophe before it.
func noFormula(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
