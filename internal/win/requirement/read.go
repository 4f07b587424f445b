package requirement

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// page is a stretch of text around some mentions, cut into units.
type page struct {
	text  string
	seams []span // of the whole text, in bytes
	units []unit
}

// found is a mention with its place in the page and what was made of it.
type found struct {
	mention
	unit     int // index of its unit
	from, to int // its tokens
	clause   span
	alone    bool // no other scheme is named in its unit
	until    int  // the token where the other level of its scheme begins; 0 without one
	verdict  verdict
	group    string
}

// span is a range of tokens.
type span struct{ from, to int }

// readCluster reads mentions that stand near each other.
func readCluster(text string, ms []mention, breaks []span, groups *int) []Requirement {
	from, to := edge(text, ms[0].start-before, -1), edge(text, ms[len(ms)-1].end+after, 1)
	if n := strings.LastIndexByte(text[max(0, from-400):from], '\n'); n >= 0 {
		from = max(0, from-400) + n + 1 // not in the middle of a line
	}
	p := &page{text: text, seams: breaks, units: units(text, breaks, from, to)}
	fs := p.farLead(p.place(ms), from)
	fs = p.confirm(fs)
	beside(fs)
	for i := range fs {
		fs[i].clause = p.clause(&fs[i])
		fs[i].verdict = p.strength(&fs[i])
	}
	fs = strongest(fs)
	p.group(fs, groups)
	out := make([]Requirement, 0, len(fs))
	for i := range fs {
		out = append(out, p.requirement(&fs[i]))
	}
	return out
}

// edge moves a place to the nearest blank in the direction given, so that no
// word and no rune is cut.
func edge(text string, at, dir int) int {
	if at <= 0 {
		return 0
	}
	if at >= len(text) {
		return len(text)
	}
	for n := 0; n < 64 && at > 0 && at < len(text); n++ {
		if text[at] == ' ' || text[at] == '\n' {
			return at
		}
		at += dir
	}
	for at > 0 && at < len(text) && !utf8.RuneStart(text[at]) {
		at--
	}
	return max(at, 0)
}

// place finds the unit and the tokens of each mention. A mention that runs over
// the end of a unit joins it with the next.
func (p *page) place(ms []mention) []found {
	out := make([]found, 0, len(ms))
	k := 0
	for _, m := range ms {
		for k < len(p.units) && p.units[k].end <= m.start {
			k++
		}
		if k == len(p.units) {
			break
		}
		for m.end > p.units[k].end && k+1 < len(p.units) && p.units[k].end-p.units[k].start < 3*maxUnit {
			p.units[k].end = p.units[k+1].end
			p.units = append(p.units[:k+1], p.units[k+2:]...)
		}
		if m.start < p.units[k].start || m.end > p.units[k].end || inSeam(p.seams, m.start) {
			continue // a mark that the cutting dropped stands inside the name, or it is a header's
		}
		out = append(out, found{mention: m, unit: k})
	}
	out = fewOfEach(out)
	for i := range out {
		f := &out[i]
		toks := p.tokens(f.unit)
		f.from = sort.Search(len(toks), func(j int) bool { return toks[j].end > f.start })
		f.to = sort.Search(len(toks), func(j int) bool { return toks[j].start >= f.end })
		f.to = max(f.to, f.from)
	}
	return out
}

// fewOfEach keeps the first mentions of a scheme in a unit: a unit that names it
// again and again says no more by it, and must not cost more.
func fewOfEach(fs []found) []found {
	const enough = 4
	out := fs[:0]
	for _, f := range fs {
		n := 0
		for j := len(out) - 1; j >= 0 && out[j].unit == f.unit; j-- {
			if out[j].scheme == f.scheme && out[j].name == f.name {
				n++
			}
		}
		if n < enough {
			out = append(out, f)
		}
	}
	return out
}

// tokens gives the tokens of a unit, reading it when it is first asked for.
func (p *page) tokens(k int) []token {
	u := &p.units[k]
	if !u.read {
		at := u.start
		for i := firstSeam(p.seams, at); i < len(p.seams) && p.seams[i].from < u.end; i++ {
			u.toks = append(u.toks, theLexicon().tokenise(p.text, at, max(at, p.seams[i].from))...)
			at = min(u.end, p.seams[i].to)
		}
		if rest := theLexicon().tokenise(p.text, at, u.end); u.toks == nil {
			u.toks = rest
		} else {
			u.toks = append(u.toks, rest...)
		}
		u.cues = theLexicon().cues(u.toks)
		u.lacks = p.saysLacking(k)
		u.read = true
	}
	return u.toks
}

func (p *page) cues(k int) []cue {
	p.tokens(k)
	return p.units[k].cues
}

func (p *page) has(k int, c class) bool {
	for _, q := range p.cues(k) {
		if q.class&c != 0 {
			return true
		}
	}
	return false
}

// within says whether a cue of the class lies in tokens [from, to) of unit k.
func (p *page) within(k, from, to int, c class) bool {
	for _, q := range p.cues(k) {
		if q.class&c != 0 && q.from >= from && q.to <= to {
			return true
		}
	}
	return false
}

func (p *page) words(k int) string { return p.text[p.units[k].start:p.units[k].end] }

// confirm keeps a weak name only where the words around it vouch for it.
func (p *page) confirm(fs []found) []found {
	strong := map[string]bool{}
	for _, f := range fs {
		if f.weak == "" {
			strong[f.scheme] = true
		}
	}
	var out []found
	for i, f := range fs {
		keep := true
		low := func() string { return strings.ToLower(p.words(f.unit)) }
		switch f.weak {
		case weakNumber:
			keep = p.has(f.unit, security|cert|bought) || p.listed(fs, i)
		case weakToolkit:
			keep = strong["dspt"] || strings.Contains(p.text[f.start:f.end], "NHS") && p.has(f.unit, cert)
		case weakScheme:
			keep = !strong["cyber-essentials-plus"]
		case weakSOC:
			keep = (p.has(f.unit, security|cert) || len(strong) > 0) && !strings.Contains(low(), "rated")
		case weakCAF:
			s := low()
			keep = strong["caf"] || strong["iso27001"] || strings.Contains(s, "essential services") || strings.Contains(s, "cyber") || strings.Contains(s, "ncsc") || strings.Contains(s, "dspt") || strings.Contains(s, "resilience") || strings.Contains(s, "security")
		case weakIASME:
			keep = p.listed(fs, i)
		case weakDCC:
			s := low()
			keep = strong["def-stan-05-138"] || f.level != "" && (strings.Contains(s, "defence") || strings.Contains(s, "cyber") || len(strong) > 0)
		}
		if keep {
			out = append(out, f)
		}
	}
	return out
}

// listed says whether a bare name stands in a list with another scheme.
func (p *page) listed(fs []found, i int) bool {
	near := func(a, b found) bool {
		if a.unit != b.unit || b.from-a.to > 5 || b.from < a.to {
			return false
		}
		for _, t := range p.tokens(a.unit)[a.to:b.from] {
			if t.mark == 0 && !p.within(a.unit, a.to, b.from, or|and|eg|equal) {
				return false
			}
		}
		return b.from > a.to
	}
	return i > 0 && near(fs[i-1], fs[i]) || i+1 < len(fs) && near(fs[i], fs[i+1])
}

// beside notes for each mention what else its unit names.
func beside(fs []found) {
	for i := range fs {
		fs[i].alone = true
		for j := max(0, i-8); j < len(fs) && j < i+8; j++ {
			if fs[j].unit == fs[i].unit && fs[j].scheme != fs[i].scheme {
				fs[i].alone = false
			}
		}
		if i+1 < len(fs) && fs[i].unit == fs[i+1].unit && fs[i].scheme == "cyber-essentials" && fs[i+1].scheme == "cyber-essentials-plus" {
			fs[i].until = fs[i+1].from
		}
		if i > 0 && fs[i-1].until > 0 {
			fs[i].until = 1 << 30
		}
	}
}

// clause gives the part of the unit between the marks and words that turn it.
func (p *page) clause(f *found) span {
	toks := p.tokens(f.unit)
	c := span{0, len(toks)}
	cut := func(at, next int) {
		if next <= f.from {
			c.from = max(c.from, next)
		} else if at >= f.to {
			c.to = min(c.to, at)
		}
	}
	for i, t := range toks {
		if t.mark == ';' {
			cut(i, i+1)
		}
	}
	for _, q := range p.cues(f.unit) {
		if q.class&turns != 0 {
			cut(q.from, q.to)
		}
	}
	return c
}

// strongest keeps for each scheme of a unit the mention that asks most.
func strongest(fs []found) []found {
	rank := map[string]int{Mandatory: 3, Expected: 2, Desirable: 1}
	var out []found
	for _, f := range fs {
		at := -1
		for j := len(out) - 1; j >= 0 && out[j].unit == f.unit; j-- {
			if out[j].scheme == f.scheme && out[j].name == f.name {
				at = j
			}
		}
		switch {
		case at < 0:
			out = append(out, f)
		case rank[f.verdict.strength] > rank[out[at].verdict.strength]:
			if f.level == "" {
				f.level = out[at].level
			}
			if f.edition == "" {
				f.edition = out[at].edition
			}
			out[at] = f
		default:
			if out[at].level == "" {
				out[at].level = f.level
			}
			if out[at].edition == "" {
				out[at].edition = f.edition
			}
		}
	}
	return out
}

// group names the alternatives among the demands of a text.
func (p *page) group(fs []found, groups *int) {
	for i := 0; i < len(fs); {
		j := i + 1
		for j < len(fs) && p.alternatives(&fs[j-1], &fs[j]) {
			j++
		}
		if j-i > 1 {
			*groups++
			name := fmt.Sprintf("any-%d", *groups)
			for k := i; k < j; k++ {
				fs[k].group = name
			}
		}
		i = j
	}
}
