package site

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// saved is what the inbox says of saved searches.
type saved struct {
	rows    []watch.Row            // in use, by name
	matched int                    // notices to decide on that one of them matches
	counts  map[string]int         // the same by search, by id
	why     map[string][]win.Match // by the key of a notice
}

// mostChips is how many saved searches have a chip of their own.
const mostChips = 12

// saved reads the saved searches that are in use, and narrows the inbox to what
// the address asks for.
func (s *Site) saved(v *change.View, r *http.Request, q *notice.Query) (saved, error) {
	out := saved{counts: map[string]int{}}
	if s.Watches == nil {
		return out, nil
	}
	var err error
	if out.rows, err = s.Watches.InUse(v); err != nil {
		return out, err
	}
	q.Matched = r.URL.Query().Get("matched") != ""
	if number := r.URL.Query().Get("watch"); number != "" {
		row, err := change.GetNumber(v, s.Watches.Watches, number)
		if errs.CodeOf(err) == errs.NotFound {
			return out, errs.New(errs.NotFound, "There is no such saved search.")
		}
		if err != nil {
			return out, err
		}
		q.Watch = row.ID
		if !slices.ContainsFunc(out.rows, func(w watch.Row) bool { return w.ID == row.ID }) {
			out.rows = append(out.rows, row)
		}
	}
	if len(out.rows) == 0 {
		return out, nil
	}
	shelf := bid.Shelf(v)
	if out.matched, err = shelf.NoticesMatching(r.Context(), notice.Query{Decided: "none", Matched: true}, manyNotices); err != nil {
		return out, err
	}
	for i := range out.rows {
		if i >= mostChips && out.rows[i].ID != q.Watch {
			continue
		}
		id := out.rows[i].ID
		if out.counts[id], err = shelf.NoticesMatching(r.Context(), notice.Query{Decided: "none", Watch: id}, manyNotices); err != nil {
			return out, err
		}
	}
	return out, nil
}

// reasons reads why the notices of a page match.
func (s *Site) reasons(v *change.View, out *saved, lines []notice.Line) error {
	if len(out.rows) == 0 || len(lines) == 0 {
		return nil
	}
	keys := make([]string, len(lines))
	for i := range lines {
		keys[i] = lines[i].Key
	}
	why, err := s.Watches.Reasons(v, keys, out.rows)
	out.why = map[string][]win.Match{}
	for key, list := range why {
		for _, m := range list {
			out.why[key] = append(out.why[key], win.Match{Name: m.Name, Href: watch.Path + "/" + m.Number, Why: m.Why})
		}
	}
	return err
}

// lede says how many notices match: "14 new notices match your 3 saved searches. ".
func (s *saved) lede() string {
	n := len(s.rows)
	if n == 0 {
		return ""
	}
	searches := "your saved search"
	if n > 1 {
		searches = "your " + ui.Number(n) + " saved searches"
	}
	switch s.matched {
	case 0:
		return "No new notice matches " + searches + ". "
	case 1:
		return "1 new notice matches " + searches + ". "
	}
	return ui.Number(s.matched) + " new notices match " + searches + ". "
}

// chips switch between all notices, those that match, and those of one search;
// what else the address asks for stays.
func (s *saved) chips(q url.Values) []ui.Chip {
	if len(s.rows) == 0 {
		return nil
	}
	to := func(key, value string) string {
		c := url.Values{}
		for _, k := range []string{"show", "scheme", "search"} {
			if q.Get(k) != "" {
				c.Set(k, q.Get(k))
			}
		}
		if key != "" {
			c.Set(key, value)
		}
		if len(c) == 0 {
			return "/notices"
		}
		return "/notices?" + c.Encode()
	}
	one, all := q.Get("watch"), q.Get("matched") != ""
	out := []ui.Chip{
		{Label: "All of them", Href: to("", ""), On: one == "" && !all},
		{Label: "Matched", N: s.matched, Href: to("matched", "yes"), On: one == "" && all},
	}
	for i := range s.rows {
		r := &s.rows[i]
		on := r.Number == one
		if i >= mostChips && !on {
			continue
		}
		c := ui.Chip{Label: r.Value.Name, N: s.counts[r.ID], Href: to("watch", r.Number)}
		if on {
			c.On, c.Off, c.Href = true, true, to("", "")
		}
		out = append(out, c)
	}
	return out
}

// saveLink leads to saving what the inbox is narrowed to.
func (s *Site) saveLink(ctx context.Context, q url.Values) *ui.Link {
	a := frame.Actor(ctx)
	if s.Watches == nil || q.Get("scheme")+q.Get("search") == "" || !a.May(authz.Create, authz.Win) || a.AsAt != 0 {
		return nil
	}
	c := url.Values{}
	if q.Get("scheme") != "" {
		c.Set("schemes", q.Get("scheme"))
	}
	if q.Get("search") != "" {
		c.Set("all", q.Get("search"))
	}
	return &ui.Link{Label: "Save this search", Href: "/records/" + string(watch.Kind) + "/new?" + c.Encode()}
}
