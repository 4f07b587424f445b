package control

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/web/ui"
)

// filter is what the list's address asks for.
type filter struct {
	Words  string // each must occur in the reference, title or texts
	Show   string // lacking, open, out, undecided, mine
	Linked string // the number of a record that it is linked with: "RISK-2"
	Owner  string
	Theme  string
}

func readFilter(q url.Values) filter {
	return filter{Words: strings.TrimSpace(q.Get("q")), Show: q.Get("show"), Linked: strings.ToUpper(strings.TrimSpace(q.Get("linked"))), Owner: q.Get("owner"), Theme: q.Get("theme")}
}

// any says that the list is narrowed.
func (f filter) any() bool { return f != filter{} }

// has says whether a control is among those asked for.
func (f filter) has(s *control.SheetRow, me string) bool {
	c := &s.Value
	switch f.Show {
	case "lacking":
		if !s.Lacks() {
			return false
		}
	case "open":
		if !c.Applies() || c.Status() == control.Implemented {
			return false
		}
	case "out":
		if !c.Excluded() {
			return false
		}
	case "undecided":
		if c.Applicable != nil {
			return false
		}
	case "mine":
		if c.Owner != me {
			return false
		}
	}
	if f.Owner != "" && c.Owner != f.Owner || f.Theme != "" && c.Theme != f.Theme {
		return false
	}
	if f.Linked != "" && !slices.ContainsFunc(slices.Concat(s.Risks, s.Documents, s.Assets), func(r register.Ref) bool { return r.Number == f.Linked }) &&
		!slices.ContainsFunc(s.Evidence, func(e evidence.Row) bool { return e.Number == f.Linked }) {
		return false
	}
	if f.Words != "" {
		text := register.Fold(strings.Join([]string{c.Ref, c.Title, c.How, c.ReasonFor, c.ReasonAgainst}, "\n"))
		for word := range strings.FieldsSeq(register.Fold(f.Words)) {
			if !strings.Contains(text, word) {
				return false
			}
		}
	}
	return true
}

// with gives the list's address with one parameter changed; empty takes it off.
func with(q url.Values, key, value string) string {
	next := url.Values{}
	for k, vs := range q {
		if k != "edit" && k != "at" && k != "field" && k != "done" {
			next[k] = vs
		}
	}
	if value == "" {
		next.Del(key)
	} else {
		next.Set(key, value)
	}
	if len(next) == 0 {
		return "/controls"
	}
	return "/controls?" + next.Encode()
}

// chips gives the filters that stand ready, and what a search by words keeps.
func (f filter) chips(q url.Values, n control.Counts, lacking int, sheet *control.Sheet, me string) ([]ui.Chip, []ui.Hidden) {
	var out []ui.Chip
	for _, c := range []struct {
		show, label string
		n           int
	}{{"undecided", "Not decided", n.Undecided}, {"lacking", "Evidence stale or missing", lacking}, {"open", "Partly or planned", n.Open()}, {"out", "Not applicable", n.Excluded}, {"mine", "Mine", mine(sheet, me)}} {
		on := f.Show == c.show
		if c.n == 0 && !on {
			continue
		}
		chip := ui.Chip{Label: c.label, N: c.n, Href: with(q, "show", c.show), On: on, Off: on}
		if on {
			chip.Href = with(q, "show", "")
		}
		out = append(out, chip)
	}
	if f.Linked != "" {
		out = append(out, ui.Chip{Label: "Linked to " + f.Linked, Href: with(q, "linked", ""), On: true, Off: true})
	}
	if f.Theme != "" {
		out = append(out, ui.Chip{Label: cmp.Or(themeNames[f.Theme], f.Theme), Href: with(q, "theme", ""), On: true, Off: true})
	}
	if f.Owner != "" {
		out = append(out, ui.Chip{Label: "One owner", Href: with(q, "owner", ""), On: true, Off: true})
	}
	if f.Words != "" {
		out = append(out, ui.Chip{Label: "“" + f.Words + "”", Href: with(q, "q", ""), On: true, Off: true})
	}
	var keep []ui.Hidden
	for _, k := range []string{"show", "linked", "theme", "owner", "sort"} {
		if v := q.Get(k); v != "" {
			keep = append(keep, ui.Hidden{Name: k, Value: v})
		}
	}
	return out, keep
}

func mine(sheet *control.Sheet, me string) int {
	n := 0
	for i := range sheet.Rows {
		if sheet.Rows[i].Value.Owner == me && me != "" {
			n++
		}
	}
	return n
}

// column is a column's head.
type column struct {
	Label, Class, Sort, Sorted string
}

// columns gives the heads; each that can be sorted by is a link.
func columns(q url.Values) []column {
	out := []column{
		{Label: "Control", Class: "c-30", Sort: "ref"},
		{Label: "Applies", Class: "hide-md nw"},
		{Label: "Why", Class: "c-11"},
		{Label: "Status", Sort: "status"},
		{Label: "Owner", Sort: "owner"},
		{Label: "Evidence", Sort: "evidence"},
		{Label: "Latest", Class: "num hide-md", Sort: "latest"},
		{Label: "Linked risks", Class: "hide-md c-9"},
	}
	now := cmp.Or(q.Get("sort"), "ref")
	for i := range out {
		c := &out[i]
		switch c.Sort {
		case "":
			continue
		case strings.TrimPrefix(now, "-"):
			c.Sorted = "ascending"
			next := "-" + c.Sort
			if strings.HasPrefix(now, "-") {
				c.Sorted, next = "descending", c.Sort
			}
			c.Sort = with(q, "sort", next)
		default:
			c.Sort = with(q, "sort", c.Sort)
		}
	}
	return out
}

// sortRows orders rows by a column; by reference within equals.
func sortRows(rows []row, by string) {
	desc := strings.HasPrefix(by, "-")
	rank := map[string]int{"done": 0, "part": 1, "plan": 2, "na": 3}
	key := map[string]func(a, b row) int{
		"status":   func(a, b row) int { return cmp.Compare(rank[a.StatusMark], rank[b.StatusMark]) },
		"owner":    func(a, b row) int { return cmp.Compare(register.Fold(a.Owner), register.Fold(b.Owner)) },
		"evidence": func(a, b row) int { return cmp.Compare(a.need(), b.need()) },
		"latest":   func(a, b row) int { return cmp.Compare(a.Day, b.Day) },
		"ref":      func(a, b row) int { return cmp.Compare(control.Order(a.Ref), control.Order(b.Ref)) },
	}[strings.TrimPrefix(by, "-")]
	if key == nil {
		return
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		if desc {
			return key(b, a)
		}
		return key(a, b)
	})
}

// need orders by evidence: the worst first, what needs none last.
func (x row) need() int {
	if x.None {
		return 9
	}
	return x.Fresh
}

// groups puts rows under their themes, or, sorted otherwise than by reference,
// under none.
func groups(sheet *control.Sheet, names map[string]string, rows []row, f filter, sort string) []group {
	if sort != "" && sort != "ref" {
		sortRows(rows, sort)
		return []group{{Rows: rows}}
	}
	var order []string
	total := map[string]int{}
	for i := range sheet.Rows {
		name := names[sheet.Rows[i].ID]
		if total[name] == 0 {
			order = append(order, name)
		}
		total[name]++
	}
	var out []group
	for _, name := range order {
		g := group{Name: name, Note: ui.Count(total[name], "control", "controls")}
		for _, x := range rows {
			if x.Theme == name {
				g.Rows = append(g.Rows, x)
			}
		}
		if len(g.Rows) == 0 {
			continue
		}
		if f.any() {
			g.Note += fmt.Sprintf(" · %d of %d shown", len(g.Rows), total[name])
		}
		out = append(out, g)
	}
	return out
}
