package requirement

import "strings"

// condition gives the words on which a demand depends: the lots it is for, or
// a "where ..." that a person must answer.
func (p *page) condition(f *found) *Condition {
	if f.verdict.byLot {
		l, _ := p.lotBeside(f.unit, f.verdict.cue)
		return p.lotsFrom(f.unit, l.from)
	}
	if c := p.lots(f.unit); c != nil {
		return c
	}
	if c := p.where(f.unit, f); c != nil {
		return c
	}
	if k := f.verdict.lead; k != f.unit {
		if c := p.lots(k); c != nil {
			return c
		}
		return p.where(k, nil)
	}
	return nil
}

// lots: "for Lots 1 and 3", "(Lot 2 only)".
func (p *page) lots(k int) *Condition { return p.lotsFrom(k, 0) }

func (p *page) lotsFrom(k, at int) *Condition {
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.class&lotW == 0 || q.from < at || q.to >= len(toks) || !isLotNumber(p.lowerWord(toks[q.to])) {
			continue
		}
		from, to := q.from, q.to+1
		for to < len(toks) {
			w := p.lowerWord(toks[to])
			if isLotNumber(w) || w == "only" || (w == "," || w == "and" || w == "&" || w == "to" || w == "or") && to+1 < len(toks) && isLotNumber(p.lowerWord(toks[to+1])) {
				to++
				continue
			}
			break
		}
		for n := 0; n < 3 && from > 0; n++ {
			switch p.lowerWord(toks[from-1]) {
			case "for", "under", "in", "on", "of", "respect", "the", "bidders", "tenderers":
				from--
				continue
			}
			break
		}
		return p.conditionOf(toks[from].start, toks[to-1].end, "lot")
	}
	return nil
}

func isLotNumber(s string) bool {
	if s == "" || len(s) > 3 {
		return false
	}
	if isDigit(s[0]) {
		return true
	}
	return len(s) == 1 && isLetter(s[0]) && s != "a" && s != "i"
}

// where: "where personal data is processed", "if the contract exceeds ...".
func (p *page) where(k int, f *found) *Condition {
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.class&ifs == 0 || q.class&unlessW != 0 || q.to >= len(toks) {
			continue
		}
		if f != nil && f.from >= q.from && f.from-q.to < 6 && q.to <= f.from && p.lackOrLapse(k, q) {
			continue
		}
		next := p.lowerWord(toks[q.to])
		word := p.lowerWord(toks[q.from])
		switch next {
		case "possible", "requested", "required", "necessary", "not", "so", "this", "available", "you":
			if next != "you" || !p.within(k, q.to, min(q.to+14, len(toks)), dataW) {
				continue
			}
		}
		if p.lackOrLapse(k, q) {
			continue
		}
		to := q.to
		for to < len(toks) && to-q.from < 40 {
			if m := toks[to].mark; m == ',' || m == ';' || m == ')' || m == '.' && to == len(toks)-1 || m == ':' || m == '?' {
				break
			}
			if f != nil && to >= f.from && q.to <= f.from {
				break
			}
			if p.isModalAt(k, to) && to > q.to+2 && q.from < 3 && word != "in" {
				break
			}
			to++
		}
		if to <= q.to && word != "as" {
			if to < q.to {
				continue
			}
		}
		kind := "other"
		switch {
		case p.within(k, q.from, to, lotW):
			kind = "lot"
		case p.within(k, q.from, to, dataW):
			kind = "data"
		case p.within(k, q.from, to, valueW) || strings.Contains(p.text[toks[q.from].start:toks[to-1].end], "£"):
			kind = "value"
		}
		return p.conditionOf(toks[q.from].start, toks[to-1].end, kind)
	}
	return nil
}

func (p *page) isModalAt(k, i int) bool {
	for _, q := range p.cues(k) {
		if q.from == i && q.class&(must|should|demanded|excluded) != 0 {
			return true
		}
	}
	return false
}

// lackOrLapse: "if you do not hold", "if your certificate expires": what
// follows is an alternative or a sanction, no condition of the demand.
func (p *page) lackOrLapse(k int, q cue) bool {
	toks := p.units[k].toks
	for i := q.to; i < len(toks) && i < q.to+9; i++ {
		if toks[i].mark == ',' {
			return false
		}
		switch p.lowerWord(toks[i]) {
		case "not", "no", "cannot", "unable", "lapses", "lapse", "expires", "expire", "withdrawn", "fails", "fail", "don't", "doesn't":
			return true
		}
	}
	return false
}

func (p *page) conditionOf(s, e int, kind string) *Condition {
	s, e = trim(p.text, s, e)
	return &Condition{Quote: p.text[s:e], Kind: kind, startB: s, endB: e}
}
