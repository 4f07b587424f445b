package watch

import (
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/win/notice"
)

// Search is what a saved search looks for. An empty part asks for nothing; of
// several parts each must fit. What a notice does not state (its value, its
// deadline) stands against nothing.
type Search struct {
	CPV     []string // "72" or "72000000" is a branch of the tree; one of them
	All     []string // words or phrases, each of which must stand there
	Any     []string // of which one must
	None    []string // of which none may
	Regions []string // nations ("scotland") or codes ("UKC", "UKC2"), each with all below it; one of them
	Buyer   string   // whole words of a buyer's name
	Least   int64    // pence
	Most    int64    // pence; 0: no bound
	Days    int      // at least so many days until the deadline
	Schemes []string // one of them is asked for
	Stages  []notice.Stage
}

// Set is searches compiled to be asked together: their words are looked for in
// one walk over a notice, however many searches there are.
type Set struct {
	all   []compiled
	terms []term
	// first leads from a first word to the terms that begin with it, and begins
	// from a first letter to the lengths of such words.
	first  map[string][]int
	begins [256]uint64
}

type compiled struct {
	Search
	all, any, none []int // places of Set.terms
	buyer          string
}

// term is a word or phrase: as it was said, and folded with a blank at its end.
type term struct{ said, text string }

// Compile prepares searches.
func Compile(list []Search) *Set {
	s := &Set{all: make([]compiled, len(list)), first: map[string][]int{}}
	known := map[string]int{}
	for i := range list {
		c := compiled{Search: list[i]}
		c.all, c.any, c.none = s.add(known, c.All), s.add(known, c.Any), s.add(known, c.None)
		c.CPV, c.Regions = slices.Clone(c.CPV), slices.Clone(c.Regions)
		for j := range c.CPV {
			c.CPV[j] = branch(c.CPV[j])
		}
		for j := range c.Regions {
			c.Regions[j] = region(c.Regions[j])
		}
		if w := words(c.Buyer); w != "" {
			c.buyer = " " + w + " "
		}
		s.all[i] = c
	}
	return s
}

// add gives the places of terms, each word or phrase once for all searches.
func (s *Set) add(known map[string]int, list []string) []int {
	var out []int
	for _, said := range list {
		w := words(said)
		if w == "" {
			continue
		}
		at, ok := known[w]
		if !ok {
			at = len(s.terms)
			known[w] = at
			s.terms = append(s.terms, term{said, w + " "})
			head, _, _ := strings.Cut(w, " ")
			s.first[head] = append(s.first[head], at)
			s.begins[head[0]] |= 1 << min(len(head), 63)
		}
		out = append(out, at)
	}
	return out
}

// branch gives the digits of a code that say which branch it is.
func branch(code string) string {
	code, _, _ = strings.Cut(strings.TrimSpace(code), "-")
	if short := strings.TrimRight(code, "0"); len(short) >= 2 {
		return short
	}
	return code[:min(len(code), 2)]
}

// region writes nations small ("northern-ireland") and codes large ("UKC2").
func region(s string) string {
	small := strings.ReplaceAll(words(s), " ", "-")
	if _, ok := nations[small]; ok {
		return small
	}
	return strings.ToUpper(strings.TrimSpace(s))
}

// nations are the values of a notice's nation, in words.
var nations = map[string]string{"england": "England", "scotland": "Scotland", "wales": "Wales", "northern-ireland": "Northern Ireland", "uk": "the United Kingdom"}

// Hit is a search that a notice matches, by its place in the list, and why.
type Hit struct {
	Search int
	Why    string // "CPV 72, the word hosting"
}

// Match gives the searches that a notice matches on a day.
func (s *Set) Match(n *Subject, today civil.Date) []Hit {
	var out []Hit
	var has []bool
	for i := range s.all {
		c := &s.all[i]
		if !c.fits(n, today) {
			continue
		}
		if len(c.all)+len(c.any)+len(c.none) > 0 {
			if has == nil {
				has = s.find(n.Text)
			}
			absent := func(t int) bool { return !has[t] }
			present := func(t int) bool { return has[t] }
			if slices.ContainsFunc(c.all, absent) || slices.ContainsFunc(c.none, present) || len(c.any) > 0 && !slices.ContainsFunc(c.any, present) {
				continue
			}
		}
		out = append(out, Hit{i, s.why(c, n, has)})
	}
	return out
}

// find says which terms stand in a text.
func (s *Set) find(text string) []bool {
	has := make([]bool, len(s.terms))
	for len(text) > 1 {
		text = text[1:] // the blank before the word
		n := strings.IndexByte(text, ' ')
		if n < 0 {
			n = len(text)
		}
		if n > 0 && s.begins[text[0]]&(1<<min(n, 63)) != 0 {
			for _, t := range s.first[text[:n]] {
				if !has[t] && strings.HasPrefix(text, s.terms[t].text) {
					has[t] = true
				}
			}
		}
		text = text[n:]
	}
	return has
}

// fits looks at everything but words.
func (c *compiled) fits(n *Subject, today civil.Date) bool {
	switch {
	case len(c.Stages) > 0 && !slices.Contains(c.Stages, n.Stage),
		len(c.CPV) > 0 && c.cpv(n) == "",
		len(c.Regions) > 0 && c.region(n) == "",
		n.Pence != nil && (*n.Pence < c.Least || c.Most > 0 && *n.Pence > c.Most),
		c.Days > 0 && !n.Deadline.IsZero() && n.Deadline-today < civil.Date(c.Days),
		len(c.Schemes) > 0 && !slices.ContainsFunc(c.Schemes, func(id string) bool { return slices.Contains(n.Schemes, id) }),
		c.buyer != "" && !slices.ContainsFunc(n.Buyers, func(b string) bool { return strings.Contains(b, c.buyer) }):
		return false
	}
	return true
}

// cpv gives the first branch that a code of the notice is in.
func (c *compiled) cpv(n *Subject) string {
	for _, b := range c.CPV {
		for _, code := range n.CPV {
			if strings.HasPrefix(code, b) {
				return b
			}
		}
	}
	return ""
}

// region gives the first region that the notice is of.
func (c *compiled) region(n *Subject) string {
	for _, r := range c.Regions {
		if n.Nation == r || slices.ContainsFunc(n.Regions, func(code string) bool { return strings.HasPrefix(code, r) }) {
			return r
		}
	}
	return ""
}

// why says in words what fits; a search is asked for that only when it does.
func (s *Set) why(c *compiled, n *Subject, has []bool) string {
	var out []string
	if len(c.CPV) > 0 {
		out = append(out, "CPV "+c.cpv(n))
	}
	for _, t := range c.all {
		out = append(out, s.terms[t].words())
	}
	for _, t := range c.any {
		if has[t] {
			out = append(out, s.terms[t].words())
			break
		}
	}
	if len(c.Regions) > 0 {
		r := c.region(n)
		if name, ok := nations[r]; ok {
			out = append(out, "in "+name)
		} else {
			out = append(out, "region "+r)
		}
	}
	if c.buyer != "" {
		out = append(out, "the buyer "+c.Buyer)
	}
	for _, id := range c.Schemes {
		if slices.Contains(n.Schemes, id) {
			out = append(out, "asks for "+schemeName(id))
			break
		}
	}
	if n.Pence != nil && c.Least+c.Most > 0 {
		out = append(out, "its value")
	}
	if c.Days > 0 && !n.Deadline.IsZero() {
		out = append(out, "its deadline")
	}
	if len(c.Stages) > 0 {
		out = append(out, "its stage")
	}
	if len(out) == 0 {
		return "nothing stands against it"
	}
	return strings.Join(out, ", ")
}

func (t term) words() string {
	if strings.IndexByte(t.text, ' ') < len(t.text)-1 {
		return "the words “" + t.said + "”"
	}
	return "the word " + t.said
}

func schemeName(id string) string {
	if s, ok := scheme.Default().Scheme(id); ok {
		return s.Short
	}
	if d, ok := scheme.Default().Demand(id); ok {
		return d.Name
	}
	return id
}
