package requirement

// Demands that are stated without a word of demand: as what suppliers do, as a
// line among indicators or conditions, as what the buyer checks, or by saying
// whose certificate does not count.

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

// dutyLine: "KPI 7: maintain ISO 9001 certification": a line whose label says
// that it is an indicator or a condition of the contract.
func (p *page) dutyLine(f *found) (verdict, bool) {
	k := f.unit
	at, ok := p.dutyLabel(k)
	if !ok && k > 0 && !p.units[k].newline && p.units[k-1].end-p.units[k-1].start < 48 {
		_, ok = p.dutyLabel(k - 1)
		at = 0
	}
	toks := p.tokens(k)
	if !ok || at > f.from {
		return verdict{}, false
	}
	v := verdict{strength: Mandatory, confidence: 0.6, reason: "a line among duties", lead: k, actor: supplier}
	for i := at; i < f.from && i < at+4; i++ {
		w := p.lowerWord(toks[i])
		if presentDuty[w] || w == "have" || w == "remain" || w == "be" {
			v.time = p.keeps(toks[i])
			return v, true
		}
	}
	for i := f.to; i < len(toks) && i < f.to+5; i++ {
		switch p.lowerWord(toks[i]) {
		case "maintained", "held", "renewed", "kept", "retained", "submitted", "completed", "achieved", "valid", "current":
			return v, true
		}
	}
	return verdict{}, false
}

// dutyLabel gives the token behind a label such as "KPI 7:".
func (p *page) dutyLabel(k int) (int, bool) {
	toks := p.tokens(k)
	i := 0
	for i < len(toks) && (toks[i].mark != 0 || len(p.lowerWord(toks[i])) <= 2 && i == 0) {
		i++
	}
	word := func(j int) string {
		if j < len(toks) {
			return p.lowerWord(toks[j])
		}
		return ""
	}
	switch word(i) {
	case "kpi", "sla", "condition", "obligation", "undertaking", "milestone", "deliverable":
		i++
	case "key":
		if word(i+1) != "performance" {
			return 0, false
		}
		i += 3
	case "performance", "service", "special":
		switch word(i + 1) {
		case "indicator", "measure", "level", "condition":
			i += 2
		default:
			return 0, false
		}
	default:
		return 0, false
	}
	if w := word(i); w == "" || !isDigit(w[0]) && len(w) > 2 {
		return i, false
	}
	for n := 0; n < 6 && i < len(toks); n++ {
		if w := word(i); toks[i].mark == 0 && !isDigit(w[0]) && len(w) > 1 {
			break
		}
		i++
	}
	return i, true
}

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

// checksOwn: what is checked is the buyer's own: nobody who supplies is named.
func (p *page) checksOwn(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.from]) {
	case "verify", "verifies", "check", "checks":
		return !p.ofBidder(k, 0, len(p.units[k].toks))
	}
	return false
}
