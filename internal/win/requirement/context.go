package requirement

import "strings"

// aboveInUnit: the words before the last colon of the unit govern a clause of
// the list behind it; without a colon the whole unit is heard.
func (p *page) aboveInUnit(f *found) (verdict, bool) {
	toks := p.units[f.unit].toks
	for i := f.clause.from - 1; i >= 0; i-- {
		if toks[i].mark == ':' {
			return p.governs(f, f.unit, span{0, i})
		}
	}
	if p.within(f.unit, f.clause.from, f.clause.to, verb) {
		return verdict{}, false
	}
	return p.nearest(f, f.unit, span{0, len(toks)}, f.from, f.to)
}

// governs reads a lead-in: its last modal cue decides for what it introduces.
func (p *page) governs(f *found, k int, in span) (verdict, bool) {
	cs := p.cues(k)
	if p.within(k, in.from, in.to, listing) {
		return verdict{}, false
	}
	if in.to > len(p.units[k].toks) {
		in.to = len(p.units[k].toks)
	}
	for i := len(cs) - 1; i >= 0; i-- {
		q := cs[i]
		if q.from < in.from || q.to > in.to || q.class&(modal|essential|wish|ensure) == 0 {
			continue
		}
		if q.class&ensure != 0 {
			if p.has(k, supplier|you) && !p.has(k, own|inside) {
				return verdict{strength: Mandatory, confidence: 0.7, reason: "a duty in a list of duties", cue: q, lead: k, actor: supplier}, true
			}
			continue
		}
		if q.class&modal != 0 {
			if _, ok := p.cost(k, q, in.to, in.to); ok {
				return p.decide(f, k, q, in.to, in.to)
			}
			continue
		}
		v := verdict{cue: q, lead: k, confidence: 0.75}
		if q.class&wish != 0 {
			v.strength, v.reason = Desirable, "under a heading of wishes"
			return v, true
		}
		v.strength, v.reason = Mandatory, "under a heading of demands"
		return v, true
	}
	return verdict{}, false
}

// contexts gives the units that govern unit k: the lead-in of its list, then
// the heading above.
func (p *page) contexts(k int) []int {
	var out []int
	u := &p.units[k]
	inList := u.item || u.heading
	for j, n := k-1, 0; j >= 0 && n < 40 && k-j < 300; j-- {
		w := &p.units[j]
		if !w.item {
			n++
		}
		switch {
		case w.colon && (inList || j == k-1):
			out = append(out, j)
			inList = false
		case w.colon:
			return out
		case w.heading && w.end-w.start > 3:
			if w.item && !p.isAbove(j, k) && w.item == u.item && inList {
				continue
			}
			if inList && u.heading && !u.item && !w.item && len(out) == 0 && n < 12 && !isMarked(p.words(j)) && !p.has(j, essential|wish|listing|modal|criteria|atBidForm) {
				continue // a list of short lines
			}
			return append(out, j)
		case w.item && inList:
			continue
		case inList && w.newline && len(out) == 0 && p.announces(j):
			out = append(out, j)
			inList = false
			continue
		case inList && u.heading && w.newline && len(out) == 0 && n < 12 && w.end-w.start < 220 && p.text[w.end-1] != '.' && !p.has(j, verb|must|own):
			continue // another short line of the list
		case inList && w.newline && !w.item && len(out) == 0:
			return out
		}
		if len(out) > 0 && !w.newline && n > 20 {
			return out
		}
	}
	return out
}

// announces: "The following are pass or fail.": a sentence that heads a list.
func (p *page) announces(k int) bool {
	if !p.has(k, modal|essential|wish) {
		return false
	}
	for _, t := range p.tokens(k) {
		if w := p.lowerWord(t); w == "following" || w == "below" {
			return true
		}
	}
	return false
}

// isAbove: unit j is numbered as a heading over unit k: "3.2" over "3.2.1".
func (p *page) isAbove(j, k int) bool {
	a, b := number(p.words(j)), number(p.words(k))
	return a != "" && len(b) > len(a) && b[:len(a)] == a && b[len(a)] == '.'
}

// number is the number at the start of a line, without a final stop.
func number(s string) string {
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == '.') {
		n++
	}
	return strings.TrimRight(s[:n], ".")
}

func isMarked(s string) bool { return s[0] == '#' || s[0] == '*' && len(s) > 1 && s[1] == '*' }

// above reads the lead-in and the heading.
func (p *page) above(f *found) (verdict, bool) {
	u := &p.units[f.unit]
	toks := p.tokens(f.unit)
	// A label before a colon in the unit itself: "Mandatory accreditations: ...".
	for i := f.from - 1; i > 0; i-- {
		if toks[i].mark == ':' {
			if v, ok := p.governs(f, f.unit, span{0, i + 1}); ok {
				return v, true
			}
			break
		}
	}
	// "Priority: Must. Description: ...": a label in the words just before.
	if k := f.unit - 1; k >= 0 && !u.newline {
		w := p.words(k)
		if n := strings.IndexByte(w, ':'); n >= 0 && len(w) < 60 {
			if s, ok := verdictWords[cellWord(w[n+1:])]; ok && s != MentionOnly {
				return verdict{strength: s, confidence: 0.7, reason: "labelled " + s, lead: k}, true
			}
		}
	}
	sentence := p.has(f.unit, verb) && !u.item && !u.heading
	if p.ownOnly(f.unit) && sentence {
		return verdict{}, false
	}
	for _, j := range p.contexts(f.unit) {
		if p.has(j, listing) {
			return verdict{}, false
		}
		if sentence && !p.units[j].colon {
			continue
		}
		if v, ok := p.governs(f, j, span{0, 1 << 30}); ok {
			return v, true
		}
		if p.has(j, criteria) && !p.ownOnly(f.unit) {
			return verdict{strength: Expected, confidence: 0.6, reason: "under award criteria", lead: j}, true
		}
		if p.has(j, atBidForm) && p.has(f.unit, equal|cert|evidence) && !p.ownOnly(f.unit) {
			return verdict{strength: Mandatory, confidence: 0.65, reason: "under a selection question", lead: j}, true
		}
	}
	return verdict{}, false
}

// below: the sentence after says that one is excluded without it.
func (p *page) below(f *found) (verdict, bool) {
	k := f.unit
	if k+1 < len(p.units) && p.has(k+1, excluded) && p.has(k, hold|cert|evidence) && !p.ownOnly(k) {
		return verdict{strength: Mandatory, confidence: 0.65, reason: "excluded without it, says the next sentence", lead: k}, true
	}
	return verdict{}, false
}

// echo: the sentence beside speaks of the one that names the scheme: "This
// includes ...", or "bidders must hold this certification".
func (p *page) echo(f *found) (verdict, bool) {
	k := f.unit
	if p.ownOnly(k) {
		return verdict{}, false
	}
	if cs := p.cues(k); k > 0 && len(cs) > 0 && cs[0].class&echoes != 0 && cs[0].from <= 1 && p.has(k-1, ensure|must) && p.has(k-1, supplier) {
		if v, ok := p.governs(f, k-1, span{0, 1 << 30}); ok {
			v.confidence, v.reason = 0.6, "spelt out after the demand"
			return v, true
		}
	}
	if k+1 < len(p.units) && !p.units[k+1].heading {
		if v, ok := p.heldIt(f, k+1); ok {
			return v, true
		}
		for _, q := range p.cues(k + 1) {
			if q.class&echoes == 0 {
				continue
			}
			if v, ok := p.nearest(f, k+1, span{0, len(p.tokens(k + 1))}, q.from, q.to); ok && v.strength != MentionOnly && v.cue.class&excluded == 0 && p.has(k+1, supplier|you) && !p.has(k+1, bought) {
				v.confidence, v.reason = 0.6, "demanded in the next sentence"
				return v, true
			}
		}
	}
	return verdict{}, false
}

// farAbove is how far (bytes) the heading of a long list may stand above it.
const farAbove = 24 << 10

// farLead puts the line that heads a long list before the units of the page
// when it stands above what was read, and moves the mentions on by it.
func (p *page) farLead(fs []found, from int) []found {
	listed := false
	for i := range fs {
		u := &p.units[fs[i].unit]
		listed = listed || u.item || u.heading
	}
	if !listed || from == 0 {
		return fs
	}
	u, ok := p.lineAbove(from)
	if !ok {
		return fs
	}
	p.units = append([]unit{u}, p.units...)
	for i := range fs {
		fs[i].unit++
	}
	return fs
}

// lineAbove looks upwards from a place in a list for the line that heads it:
// one that ends with a colon, or a heading with a meaning. A paragraph ends the
// search: then the list is none, or another.
func (p *page) lineAbove(from int) (unit, bool) {
	end := from
	for low := max(0, from-farAbove); end > low; {
		start := strings.LastIndexByte(p.text[low:end], '\n') + 1 + low
		s, e := trim(p.text, start, end)
		end = start - 1
		if s >= e || bulletLen(p.text[s:e]) > 0 || inSeam(p.seams, s) || strings.IndexByte(p.text[s:e], '|') >= 0 {
			continue
		}
		u := unit{start: s, end: e, newline: true, colon: p.text[e-1] == ':'}
		u.heading = isHeading(p.text, u)
		switch {
		case u.colon && e-s < 600:
			return u, true
		case u.heading:
			toks := theLexicon().tokenise(p.text, s, e)
			for _, q := range theLexicon().cues(toks) {
				if q.class&(essential|wish|listing|criteria|atBidForm|must|demanded) != 0 {
					return u, true
				}
			}
			if p.text[s] == '#' {
				return u, false
			}
		case e-s > 240 && p.text[e-1] == '.':
			return u, false
		}
	}
	return unit{}, false
}
