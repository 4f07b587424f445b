package requirement

// setsOut: "the standard sets out the controls that suppliers must apply".
func (p *page) setsOut(f *found) (verdict, bool) {
	k := f.unit
	toks := p.tokens(k)
	for _, q := range p.cues(k) {
		if q.class&must == 0 || q.from < f.to || q.from-f.to > 26 || q.to >= len(toks) || !p.ofBidder(k, f.to, q.from) && !p.allWho(k, f.to, q.from) {
			continue
		}
		relative := false
		for i := f.to; i < q.from; i++ {
			switch p.lowerWord(toks[i]) {
			case "sets", "specifies", "details", "contains", "lists", "defines", "that", "which":
				relative = true
			}
		}
		for i := q.to; relative && i < len(toks) && i <= q.to+2; i++ {
			switch p.lowerWord(toks[i]) {
			case "apply", "implement", "meet", "follow", "use", "complete", "achieve", "satisfy", "applied", "completed", "met":
				return verdict{strength: Mandatory, confidence: 0.6, reason: "what suppliers must do under it", cue: q, lead: k, actor: supplier}, true
			}
		}
	}
	return verdict{}, false
}

// anyoneWho: token i stands in the words that say which organisation is meant:
// "any organisation that processes NHS data".
func (p *page) anyoneWho(k, i int) bool {
	toks := p.units[k].toks
	for j := max(0, i-8); j+2 < i; j++ {
		if p.allWho(k, j, j+2) {
			return opensRelative(p.lowerWord(toks[j+2]))
		}
	}
	return false
}

// allWho: "all organisations with access to ...", whoever they are.
func (p *page) allWho(k, from, to int) bool {
	toks := p.units[k].toks
	for i := from; i+1 < to; i++ {
		switch p.lowerWord(toks[i]) {
		case "all", "any", "every", "each":
			switch p.lowerWord(toks[i+1]) {
			case "organisations", "organizations", "organisation", "organization", "businesses":
				return true
			}
		}
	}
	return false
}

// heldIt: the next sentence has suppliers hold "it", with a word of demand.
func (p *page) heldIt(f *found, k int) (verdict, bool) {
	toks := p.tokens(k)
	for i := 1; i < len(toks); i++ {
		if w := p.lowerWord(toks[i]); w != "it" && w != "one" || !p.within(k, i-1, i, hold) && p.lowerWord(toks[i-1]) != "hold" {
			continue
		}
		v, ok := p.nearest(f, k, span{0, i}, i, i+1)
		if ok && v.strength != MentionOnly && p.actorBefore(k, v.cue.from, 6)&(supplier|bidder) != 0 {
			v.confidence, v.reason = 0.6, "demanded in the next sentence"
			return v, true
		}
	}
	return verdict{}, false
}
