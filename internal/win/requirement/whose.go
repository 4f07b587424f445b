package requirement

// anothers: "a certificate held by a parent will not satisfy the requirement":
// there is one, and it is the bidder's own that counts.
func (p *page) anothers(f *found) (verdict, bool) {
	toks := p.tokens(f.unit)
	whose := false
	for i := range toks {
		switch p.lowerWord(toks[i]) {
		case "held", "issued", "belonging", "owned":
			whose = whose || i+1 < len(toks) && i-f.to < 4 && toks[i].mark == 0 && prepositions[p.lowerWord(toks[i+1])]
		case "name":
			whose = whose || i > f.to && i-f.to < 5
		case "reliance", "relying":
			whose = whose || i < f.from
		case "not", "cannot":
			if !whose || i < f.to {
				continue
			}
			for j := i + 1; j < len(toks) && j < i+6; j++ {
				switch p.lowerWord(toks[j]) {
				case "satisfy", "meet", "meeting", "satisfying", "fulfil", "count", "suffice", "enough", "sufficient", "accepted", "acceptable":
					return verdict{strength: Mandatory, confidence: 0.65, reason: "another's does not count", lead: f.unit, actor: supplier}, true
				case "needed", "required", "necessary":
					return verdict{}, false
				}
			}
		}
	}
	return verdict{}, false
}

// lacksOwn: "we don't hold ISO 27001 yet": the writer speaks of himself.
func (p *page) lacksOwn(f *found) bool {
	toks := p.tokens(f.unit)
	for i := max(1, f.from-8); i < f.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "not", "don't", "doesn't", "n't", "don’t":
		default:
			continue
		}
		holds := false
		for j := i + 1; j < f.from && j <= i+3; j++ {
			switch p.lowerWord(toks[j]) {
			case "hold", "have", "possess":
				holds = true
			}
		}
		if holds && p.actorBefore(f.unit, i, 4)&own != 0 && !p.ofBidder(f.unit, i, f.from) {
			return true
		}
	}
	return false
}

// byLot: "desirable for lots 1 to 3 and mandatory for lot 4": one scheme, asked
// differently by lot; the strongest counts, with its lots as the condition.
func (p *page) byLot(f *found) (verdict, bool) {
	if !f.alone || !p.has(f.unit, preferred|prefer|negated) || !p.has(f.unit, demanded|must|wants) {
		return verdict{}, false
	}
	lots := 0
	for _, q := range p.cues(f.unit) {
		if q.class&lotW != 0 {
			lots++
		}
	}
	if lots < 2 {
		return verdict{}, false
	}
	for _, q := range p.cues(f.unit) {
		if q.class&(demanded|must|wants) == 0 || q.class&negated != 0 {
			continue
		}
		if _, d := p.lotBeside(f.unit, q); d <= 8 {
			return verdict{strength: Mandatory, confidence: 0.7, reason: "asked for some lots", cue: q, lead: f.unit, byLot: true}, true
		}
	}
	return verdict{}, false
}

// lotBeside gives the lot that a demand is for: the one that follows it, or
// else the nearest before it; and how many tokens away that is.
func (p *page) lotBeside(k int, q cue) (cue, int) {
	best, d := cue{}, 1<<30
	for _, l := range p.cues(k) {
		if l.class&lotW == 0 {
			continue
		}
		switch {
		case l.from >= q.to && l.from-q.to <= 4:
			return l, l.from - q.to
		case l.to <= q.from && q.from-l.to < d:
			best, d = l, q.from-l.to
		}
	}
	return best, d
}
