package requirement

// clarified reads a log of questions and answers: what a bidder says of his own
// certificate in "Q7: ..." is decided by the answer in "A7: ...".
func (p *page) clarified(f *found) (verdict, bool) {
	k := f.unit
	for k > 0 && !p.units[k].newline {
		k--
	}
	if !p.opensWithLetter(k, 'Q') {
		return verdict{}, false
	}
	a := f.unit + 1
	for ; a < len(p.units) && a <= f.unit+4 && !p.opensWithLetter(a, 'A'); a++ {
	}
	if a >= len(p.units) || a > f.unit+4 {
		return verdict{}, false
	}
	for j := a; j < len(p.units) && j <= a+4 && (j == a || !p.units[j].newline); j++ {
		for _, q := range p.cues(j) {
			switch {
			case q.class&(negated|neither) != 0 && !p.has(j, excluded):
				return verdict{strength: MentionOnly, confidence: 0.7, reason: "not required, says the answer", lead: j}, true
			case q.class&(must|demanded|excluded) != 0 && p.has(j, hold|cert|evidence) && !p.notSupplier(j, p.subject(j, q)):
				return verdict{strength: Mandatory, confidence: 0.65, reason: "demanded in the answer", lead: j, cue: q, actor: p.subject(j, q)}, true
			}
		}
	}
	return verdict{}, false
}

// opensWithLetter: the unit begins with "Q7:", "Q." or "A12 –".
func (p *page) opensWithLetter(k int, letter byte) bool {
	s := p.words(k)
	if len(s) < 3 || s[0] != letter || !p.units[k].newline {
		return false
	}
	i := 1
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i < len(s) && (s[i] == ':' || s[i] == '.' || s[i] == ')' || i > 1 && s[i] == ' ')
}
