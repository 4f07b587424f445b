package requirement

// presentDuty are the verbs that state a duty as a fact ("every supplier holds").
var presentDuty = map[string]bool{
	"hold": true, "holds": true, "maintain": true, "maintains": true, "complete": true, "completes": true,
	"comply": true, "complies": true, "obtain": true, "obtains": true, "keep": true, "keeps": true,
	"renew": true, "renews": true, "publish": true, "publishes": true, "submit": true, "submits": true,
	"achieve": true, "achieves": true, "meet": true, "meets": true, "retain": true, "retains": true,
}

// stated: "Suppliers who process patient data complete the toolkit": said of
// all who supply, or of those whom a clause describes, and of nobody's own.
func (p *page) stated(f *found) (verdict, bool) {
	k := f.unit
	toks := p.tokens(k)
	if p.units[k].heading || p.within(k, 0, f.from, own) {
		return verdict{}, false
	}
	for _, s := range p.cues(k) {
		if s.class&(supplier|bidder|subs) == 0 || s.from < f.clause.from || s.to > f.from || s.from-f.clause.from > 3 {
			continue
		}
		all := false
		for i := max(f.clause.from, s.from-2); i <= s.from; i++ {
			switch p.lowerWord(toks[i]) {
			case "all", "every", "each", "any":
				all = true
			}
		}
		if !all && (s.to >= len(toks) || !opensRelative(p.lowerWord(toks[s.to]))) {
			continue
		}
		for i := f.from - 1; i >= s.to && f.from-i < 9; i-- {
			if presentDuty[p.lowerWord(toks[i])] && !p.ofRelative(k, i) && (i > s.to || all) && (!all || p.isDuty(f, s, i)) {
				return verdict{strength: Mandatory, confidence: 0.6, reason: "stated as what suppliers do", lead: k, actor: supplier, time: p.keeps(toks[i])}, true
			}
		}
	}
	return verdict{}, false
}

// isDuty: "all suppliers hold it" may be a boast; who is described, a verb of
// keeping or a time makes it a duty.
func (p *page) isDuty(f *found, s cue, verb int) bool {
	toks := p.tokens(f.unit)
	if opensRelative(p.lowerWord(toks[s.to])) {
		return true
	}
	switch p.lowerWord(toks[verb]) {
	case "hold", "holds", "achieve", "achieves", "meet", "meets":
		return p.has(f.unit, during|upkeep|byStart|byAward|atBid)
	}
	return true
}

func opensRelative(w string) bool {
	switch w {
	case "who", "that", "which", "handling", "processing", "accessing", "storing", "with", "working":
		return true
	}
	return false
}

// ofRelative: the verb at token i is that of "who hold ...", which says of whom
// the sentence speaks, or hangs on a "to" or a "not".
func (p *page) ofRelative(k, i int) bool {
	toks := p.units[k].toks
	for j := i - 1; j >= max(0, i-2); j-- {
		switch p.lowerWord(toks[j]) {
		case "who", "that", "which", "to", "not", "may", "can", "could", "might", "and", "or":
			return true
		case "already", "currently", "also", "both", "now", "often", "usually":
		default:
			return false
		}
	}
	return false
}

// keeps gives the time that a verb of keeping states.
func (p *page) keeps(t token) class {
	switch p.lowerWord(t) {
	case "maintain", "maintains", "keep", "keeps", "renew", "renews", "retain", "retains":
		return during
	}
	return 0
}

// ordered: "Complete the toolkit each year if you handle patient data.": an
// order to the reader, with the condition on which it is his.
func (p *page) ordered(f *found) (verdict, bool) {
	k := f.unit
	toks := p.tokens(k)
	if f.from == 0 || f.from > 7 || p.within(k, 0, f.from, own|verb) {
		return verdict{}, false
	}
	i := 0
	for i < f.from && (toks[i].mark != 0 || isDigit(p.text[toks[i].start])) {
		i++
	}
	switch p.lowerWord(toks[i]) {
	case "complete", "hold", "obtain", "maintain", "achieve", "submit", "renew", "keep":
	default:
		return verdict{}, false
	}
	for _, q := range p.cues(k) {
		if q.class&ifs != 0 && q.from >= f.to && p.within(k, q.to, min(len(toks), q.to+3), you|supplier|bidder) {
			return verdict{strength: Mandatory, confidence: 0.6, reason: "an order with its condition", cue: q, lead: k, actor: supplier, time: p.keeps(toks[i])}, true
		}
	}
	return verdict{}, false
}
