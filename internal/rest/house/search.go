package house

import (
	"net/http"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/search"
	"holdfast/internal/errs"
	"holdfast/internal/rest"
)

// searchAnswer is what was found.
type searchAnswer struct {
	Query  string        `json:"query"`
	Total  int64         `json:"total" doc:"All that was found, of every kind."`
	Exact  *searchHit    `json:"exact,omitempty" doc:"The record whose number the query is."`
	Groups []searchGroup `json:"groups"`
}

type searchGroup struct {
	Kind  string      `json:"kind"`
	Total int64       `json:"total"`
	Hits  []searchHit `json:"hits" doc:"Those whose title has every word, then the others; the newest first."`
}

type searchHit struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Number  string `json:"number,omitempty"`
	Title   string `json:"title"`
	InTitle bool   `json:"inTitle"`
	Where   string `json:"where,omitempty" doc:"The field beside the title in which words were found."`
	Excerpt string `json:"excerpt,omitempty"`
}

// Search is the operation that looks through every register that the caller may
// read.
func Search(b *search.Board) rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/search", ID: "search", Tag: "search", Area: rest.Everywhere, Verb: authz.Read,
		Summary: "Find records and notices by words or a number", Answer: searchAnswer{},
		Description: "Every word must begin a word of the record; case and accents do not matter, and a single letter is a whole word. What the role or the token may not read is neither found nor counted. It finds what is so now.",
		Query: []rest.Param{
			{Name: "q", Description: "The words, or a readable number such as RISK-31.", Required: true},
			{Name: "in", Description: "One kind alone, such as risk or notice."},
			{Name: "limit", Format: "integer", Description: "How many of each kind, at most 100; 5 when not given."},
		},
		Do: func(c *rest.Call) (any, error) {
			q := search.Query{Text: c.Query("q"), In: c.Query("in")}
			if text := c.Query("limit"); text != "" {
				n, err := strconv.Atoi(text)
				if err != nil || n < 1 || n > search.MaxMost {
					return nil, errs.At("limit", "Give a number from 1 to %d.", search.MaxMost)
				}
				q.Most = n
			}
			out := searchAnswer{Query: q.Text, Groups: []searchGroup{}}
			err := c.See(func(v *change.View) error {
				found, err := b.Find(v, q)
				out.Total = found.Total
				if found.Exact != nil {
					h := hitOf(found.Exact)
					out.Exact = &h
				}
				for _, g := range found.Groups {
					group := searchGroup{Kind: string(g.Kind), Total: g.Total, Hits: []searchHit{}}
					for i := range g.Hits {
						group.Hits = append(group.Hits, hitOf(&g.Hits[i]))
					}
					out.Groups = append(out.Groups, group)
				}
				return err
			})
			return out, err
		},
	}
}

func hitOf(h *search.Hit) searchHit {
	return searchHit{Kind: string(h.Kind), ID: h.ID, Number: h.Number, Title: h.Title, InTitle: h.InTitle, Where: h.Where, Excerpt: h.Excerpt}
}
