package requirement

import "strings"

const actors = supplier | bidder | subs | buyer | inside | own | you

// subject gives the actor whose duty a modal cue states: the nearest before it
// that does not hang on a preposition ("the supplier to the Council must").
func (p *page) subject(k int, q cue) class {
	cs := p.cues(k)
	for i := len(cs) - 1; i >= 0; i-- {
		c := cs[i]
		if c.to > q.from || c.class&actors == 0 {
			continue
		}
		if c.class&(buyer|own|you) != 0 && (p.hangs(k, c.from) || p.possesses(k, c)) {
			continue
		}
		if c.class&(supplier|bidder|subs|you) == 0 {
			if s := p.described(k, cs[:i], c); s != 0 {
				return s
			}
			if c.class&buyer != 0 && p.anyoneWho(k, c.from) {
				return supplier
			}
		}
		return c.class & actors
	}
	return 0
}

// described gives the supplier before an actor that only stands in the words
// that say which supplier is meant ("partners who handle our records", "firms
// with more than 50 employees").
func (p *page) described(k int, before []cue, c cue) class {
	toks := p.units[k].toks
	for i := len(before) - 1; i >= 0; i-- {
		s := before[i]
		if s.class&(supplier|bidder|subs) == 0 || c.from-s.to > 14 || s.to >= len(toks) {
			continue
		}
		switch p.lowerWord(toks[s.to]) {
		case "who", "that", "which", "with", "handling", "processing", "holding", "having", "working", "employing", "accessing":
			for _, t := range toks[s.to:c.from] {
				if t.mark == ',' || t.mark == ';' {
					return 0
				}
			}
			return s.class & actors
		}
	}
	return 0
}

var prepositions = map[string]bool{
	"to": true, "of": true, "for": true, "by": true, "with": true, "from": true, "behalf": true, "on": true, "in": true, "at": true, "under": true, "our": true,
}

// hangs: the words before token i are a preposition, or one and an article.
func (p *page) hangs(k, i int) bool {
	toks := p.units[k].toks
	for n := 1; n <= 3 && i-n >= 0; n++ {
		w := p.lowerWord(toks[i-n])
		if prepositions[w] {
			return true
		}
		capital := p.text[toks[i-n].start] >= 'A' && p.text[toks[i-n].start] <= 'Z'
		if w != "the" && w != "an" && w != "a" && w != "each" && w != "all" && w != "central" && w != "local" && w != "public" && !capital {
			return false
		}
	}
	return false
}

// relative: "which the agency must comply with": behind the name somebody else
// takes over as the subject.
func (p *page) relative(k, from, to int) bool {
	toks := p.units[k].toks
	for i := from; i < to; i++ {
		if w := p.lowerWord(toks[i]); w == "which" || w == "that" {
			return i < to-1 || i-from > 3
		}
	}
	return false
}

// possesses: the actor only says whose thing is spoken of ("the Council's
// policies", "Authority data").
func (p *page) possesses(k int, c cue) bool {
	toks := p.units[k].toks
	last := p.text[toks[c.to-1].start:toks[c.to-1].end]
	if strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s") {
		return true
	}
	if c.to >= len(toks) {
		return false
	}
	switch p.lowerWord(toks[c.to]) {
	case "data", "information", "premises", "systems", "system", "policies", "policy", "requirements", "assets", "network", "networks", "property", "sites", "security", "standards", "contract", "contracts", "tenders", "procurement", "procurements", "frameworks", "estate":
		return true
	}
	return false
}

func (p *page) lowerWord(t token) string {
	if t.end-t.start > 24 {
		return ""
	}
	if w := theLexicon().names[t.word]; len(w) == t.end-t.start {
		return w
	}
	return lowerASCII(p.text[t.start:t.end])
}

func lowerASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for j := range b {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

func (p *page) followedBy(k int, q cue, word string) bool {
	toks := p.units[k].toks
	return q.to < len(toks) && p.lowerWord(toks[q.to]) == word
}

// notSupplier: the subject is the buyer, its staff or the writer.
func (p *page) notSupplier(_ int, who class) bool {
	return who&(buyer|inside|own) != 0 && who&(supplier|bidder|subs|you) == 0
}

// actorBefore gives the actors that end within n tokens before token i.
func (p *page) actorBefore(k, i, n int) class {
	var c class
	for _, q := range p.cues(k) {
		if q.class&actors != 0 && q.to <= i && i-q.to < n {
			c |= q.class & actors
		}
	}
	return c
}

// ownOnly: the unit speaks of the writer and of no supplier.
func (p *page) ownOnly(k int) bool {
	return p.has(k, own) && !p.has(k, supplier|you)
}

// startsOwnDemand: "we recommend", "we would welcome".
func (p *page) startsOwnDemand(k int, q cue) bool {
	return p.actorBefore(k, q.from+1, 3)&own != 0 || p.units[k].toks[q.from].word != 0 && p.lowerWord(p.units[k].toks[q.from]) == "we"
}

// wantsOfBuyer: what is required is required of a buyer or of the writer
// ("the scheme requires the Client to hold").
func (p *page) wantsOfBuyer(k int, q cue, from int) bool {
	theirs, ours := false, false
	for _, c := range p.cues(k) {
		if c.from >= q.to && c.to <= from {
			theirs = theirs || c.class&(supplier|bidder|you) != 0
			ours = ours || c.class&(buyer|own|inside) != 0
		}
	}
	return ours && !theirs
}

// someDo: "some contracts stipulate", "several buyers now require": what is said
// of an unnamed number of buyers is no demand of this one.
func (p *page) someDo(k int, q cue) bool {
	toks := p.units[k].toks
	for i := max(0, q.from-5); i < q.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "some", "several", "other", "few":
			return true
		}
	}
	return false
}

// oftenDo: "councils often require".
func (p *page) oftenDo(k int, q cue) bool {
	toks := p.units[k].toks
	for i := max(0, q.from-2); i < q.to; i++ {
		switch p.lowerWord(toks[i]) {
		case "often", "frequently", "commonly", "sometimes":
			return true
		}
	}
	return false
}

// maybe: "customers may require".
func (p *page) maybe(k int, q cue) bool {
	if q.from == 0 {
		return false
	}
	switch p.lowerWord(p.units[k].toks[q.from-1]) {
	case "may", "might", "could":
		return true
	}
	return false
}

// isImperative: the words are an order without a please, and so one only where
// a sentence begins or a duty is spelt out.
func (p *page) isImperative(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.from]) {
	case "describe", "outline", "explain", "detail", "demonstrate", "state", "summarise", "show", "tell", "set":
		return !p.within(k, max(0, q.from-3), q.from, must|should|asked)
	}
	return false
}

// isTheirs: "our ISO 27001 certified archive", "the Trust's toolkit evidence".
func (p *page) isTheirs(f *found) bool {
	toks := p.units[f.unit].toks
	if f.to < len(toks) {
		switch p.lowerWord(toks[f.to]) {
		case "requirement", "requirements", "standard", "standards":
			return false
		}
	}
	for _, q := range p.cues(f.unit) {
		if q.to != f.from {
			continue
		}
		if q.class&own != 0 && p.lowerWord(toks[q.from]) == "our" {
			return true
		}
		last := p.text[toks[q.to-1].start:toks[q.to-1].end]
		if q.class&buyer != 0 && (strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s")) {
			return true
		}
	}
	return false
}

// opensWith: the mention stands behind "with regard to", "for", "in respect of"
// at the start of the unit, so that what follows may speak of it.
func (p *page) opensWith(k, from int) bool {
	toks := p.units[k].toks
	if from > 8 || len(toks) == 0 {
		return false
	}
	for i := range min(3, from) {
		switch p.lowerWord(toks[i]) {
		case "with", "for", "regarding", "as", "concerning", "in":
			return true
		}
	}
	return false
}
