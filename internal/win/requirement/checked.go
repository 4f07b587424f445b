package requirement

// checked: "The Council will check the bidder's certificate": what the buyer
// looks at before it appoints is expected to be there.
func (p *page) checked(f *found) (verdict, bool) {
	k := f.unit
	toks := p.tokens(k)
	for i := max(1, f.from-10); i < f.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "check", "checks", "verify", "verifies", "inspect", "inspects", "validate", "validates":
		default:
			continue
		}
		if !p.ofBidder(k, i+1, f.from) || p.hangs(k, i) || p.lowerWord(toks[i-1]) == "not" {
			continue
		}
		if by := p.actorBefore(k, i, 4); by&(buyer|own) != 0 || p.lowerWord(toks[i-1]) == "will" && by&(supplier|bidder|you) == 0 {
			return verdict{strength: Expected, confidence: 0.6, reason: "the buyer checks it", lead: k, actor: supplier}, true
		}
	}
	return verdict{}, false
}

// ofBidder: among tokens [from, to) a supplier or "your" is named.
func (p *page) ofBidder(k, from, to int) bool {
	for _, q := range p.cues(k) {
		if q.class&(supplier|bidder|subs|you) != 0 && q.from >= from && q.to <= to {
			return true
		}
	}
	return false
}

// checksOwn: what is checked is the buyer's own: nobody who supplies is named.
func (p *page) checksOwn(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.from]) {
	case "verify", "verifies", "check", "checks":
		return !p.ofBidder(k, 0, len(p.units[k].toks))
	}
	return false
}

// advises: "consider whether suppliers should hold it": said to a buyer.
func (p *page) advises(k int, q cue) bool {
	toks := p.units[k].toks
	for i := max(1, q.from-7); i < q.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "whether", "if":
			switch p.lowerWord(toks[i-1]) {
			case "consider", "considering", "decide", "deciding":
				return true
			}
		}
	}
	return false
}
