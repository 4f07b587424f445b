package requirement

// isBought: the words beside the mention buy, teach or audit it.
func (p *page) isBought(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&bought == 0 {
			continue
		}
		switch {
		case q.from >= f.to && q.from-f.to <= 1 && p.afterBuys(f.unit, q):
			if q.from > f.to && p.within(f.unit, f.to, q.from, cert) {
				return false // "ISO 9001 registered workshops"
			}
			return true
		case q.to <= f.from && f.from-q.to <= 8 && !p.colonBetween(f.unit, q.to, f.from) && !p.within(f.unit, q.to, f.from, must|demanded|supplier|will|toHold|excluded):
			return true
		}
	}
	return false
}

// afterBuys: behind a name, a body that certifies is who issued the
// certificate, not what is bought.
func (p *page) afterBuys(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.from]) {
	case "certification", "foundation", "awareness":
		return q.to-q.from > 1 && p.lowerWord(p.units[k].toks[q.to-1]) != "body" && p.lowerWord(p.units[k].toks[q.to-1]) != "bodies"
	}
	return true
}

// isContent: "the software must include control libraries for ISO 27001": what
// a thing that is bought speaks about.
func (p *page) isContent(f *found) bool {
	toks := p.tokens(f.unit)
	if f.from == 0 {
		return false
	}
	for i := f.from - 1; i >= f.clause.from && f.from-i < 9; i-- {
		switch p.lowerWord(toks[i]) {
		case "for", "towards", "against", "on", "about", "to":
			if i > 0 && p.lowerWord(toks[i-1]) == "progress" {
				return true
			}
		case "explains", "describes":
			return p.within(f.unit, f.clause.from, i, must|should)
		default:
			continue
		}
		for _, q := range p.cues(f.unit) {
			if q.class&(must|should|will) == 0 || q.to > i || q.from == 0 || p.within(f.unit, q.from, f.from, hold|cert|comply|likeness|evidence|give|supplier) {
				continue
			}
			for j := max(0, q.from-4); j < q.from; j++ {
				switch p.lowerWord(toks[j]) {
				case "software", "dashboard", "dashboards", "tool", "module", "reports", "application", "database", "register", "solution", "course", "library":
					return true
				}
			}
		}
	}
	return false
}

// reported: somebody asked whether it is wanted.
func (p *page) reported(f *found) bool {
	toks := p.tokens(f.unit)
	for i := max(1, f.from-14); i < f.from; i++ {
		if w := p.lowerWord(toks[i]); w != "if" && w != "whether" {
			continue
		}
		for j := max(0, i-7); j < i; j++ {
			switch p.lowerWord(toks[j]) {
			case "asked", "queried", "enquired", "wondered":
				switch p.lowerWord(toks[max(0, j-1)]) {
				case "is", "are", "be", "been":
					return false
				}
				return true
			}
		}
	}
	return false
}

// isExperience: what is asked for is experience or knowledge.
func (p *page) isExperience(f *found) bool {
	toks := p.tokens(f.unit)
	for i := f.from - 1; i >= f.clause.from && f.from-i < 14; i-- {
		if toks[i].mark == ',' || toks[i].mark == ':' {
			return false
		}
		switch p.lowerWord(toks[i]) {
		case "experience", "experienced", "knowledge", "understanding", "familiarity", "familiar", "expertise":
			return !p.within(f.unit, i+1, f.from, hold|must|cert|should)
		}
	}
	return false
}

// colonBetween: a colon ends the words before token b.
func (p *page) colonBetween(k, a, b int) bool {
	for _, t := range p.units[k].toks[a:b] {
		if t.mark == ':' {
			return true
		}
	}
	return false
}
