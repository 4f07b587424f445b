package requirement

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
