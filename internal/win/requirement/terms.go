package requirement

import "strings"

// requirement writes down what a mention asks, with its terms.
func (p *page) requirement(f *found) Requirement {
	r := Requirement{
		Scheme: f.scheme, Name: f.name, Edition: f.edition,
		Strength: f.verdict.strength, Confidence: f.verdict.confidence, Reason: f.verdict.reason,
	}
	if f.level != "" {
		r.Level = &f.level
	}
	if f.scheme == "dspt" {
		p.toolkitStatus(f, &r)
	}
	if f.group != "" {
		r.AnyOf = &f.group
	}
	r.OrPolicy = p.orPolicy(f)
	r.EquivalentAccepted = r.AnyOf != nil || p.equivalent(f) || r.OrPolicy
	if p.accredited(f) {
		s := "ukas"
		r.Accreditation = &s
	}
	r.Subcontractors = p.subcontractors(f)
	r.Proof = p.proof(f)
	r.When, r.Date = p.when(f)
	if r.Strength != MentionOnly {
		r.Condition = p.condition(f)
	}
	r.Start, r.End = p.quote(f)
	r.Quote = p.text[r.Start:r.End]
	r.NameStart, r.NameEnd = f.start, f.end
	return r
}

const maxQuote = 700

// quote is the sentence, or the clause of it where the sentence is long.
func (p *page) quote(f *found) (int, int) {
	u := &p.units[f.unit]
	s, e := u.start, u.end
	if n := bulletLen(p.text[s:e]); n > 0 && s+n <= f.start && f.start < e {
		s, _ = trim(p.text, s+n, e)
	}
	if e-s > maxQuote {
		toks := u.toks
		s = max(s, toks[f.clause.from].start)
		e = min(e, toks[f.clause.to-1].end)
		if f.start-s > maxQuote/2 {
			s = edge(p.text, f.start-maxQuote/2, 1)
		}
		if e-f.end > maxQuote/2 {
			e = edge(p.text, f.end+maxQuote/2, -1)
		}
		s, e = min(s, f.start), max(e, f.end)
	}
	return trim(p.text, s, e)
}

// alternatives: of two demands that follow each other, either is enough.
func (p *page) alternatives(a, b *found) bool {
	if a.verdict.strength == MentionOnly || b.verdict.strength == MentionOnly || a.scheme == b.scheme {
		return false
	}
	if a.unit == b.unit {
		if p.oneOfIntro(a) && p.plainList(a, b) {
			return true
		}
		sawOr, sawAnd := p.between(a.unit, a.to, b.from, !isISO(a.scheme) || !isISO(b.scheme))
		if sawOr {
			return true
		}
		if sawAnd || !p.plainList(a, b) {
			return false
		}
		return p.listEndsInOr(b)
	}
	// Items of one list under "one of the following", or with "or" between.
	if b.unit <= a.unit || b.unit-a.unit > 4 {
		return false
	}
	for j := a.unit + 1; j < b.unit; j++ {
		if p.isOr(j) {
			return true
		}
	}
	if p.endsInOr(a.unit) {
		return true
	}
	ca, cb := p.contexts(a.unit), p.contexts(b.unit)
	return len(ca) > 0 && len(cb) > 0 && ca[0] == cb[0] && p.units[ca[0]].colon && p.has(ca[0], anyOf)
}

// between says what joins tokens from and to of a unit. "Or equivalent" and
// "or a policy" join nothing.
func (p *page) between(k, from, to int, oneLadder bool) (sawOr, sawAnd bool) {
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.from < from || q.to > to {
			continue
		}
		switch {
		case q.class&unlessW != 0, q.class&instead != 0 && p.offered(k, q):
			sawOr = true
		case q.class&or != 0 && q.from > 0 && toks[q.from-1].mark == '(':
			// "and hold (or be working towards)": an aside
		case q.class&or != 0:
			if !p.within(k, q.to, min(q.to+3, to), policy) {
				sawOr = true
			}
		case q.class&and != 0:
			sawAnd = true
		case q.class&eg != 0 && p.within(k, from, to, equal):
			sawOr = true
		}
	}
	if to-from == 1 && toks[from].mark == '/' && oneLadder {
		sawOr = true
	}
	return sawOr, sawAnd && !sawOr
}

// plainList: little but commas and standards' own words stand between the two.
func (p *page) plainList(a, b *found) bool {
	return b.from-a.to <= 8 && !p.within(a.unit, a.to, b.from, must|supplier|verb)
}

func (p *page) oneOfIntro(a *found) bool {
	for _, q := range p.cues(a.unit) {
		if q.to <= a.from && a.from-q.to <= 16 {
			if q.class&anyOf != 0 {
				return true
			}
			if q.class&eg != 0 && a.from-q.to <= 2 && p.has(a.unit, equal) {
				return true
			}
		}
	}
	return false
}

// listEndsInOr: after b the list goes on by commas to an "or".
func (p *page) listEndsInOr(b *found) bool {
	toks := p.units[b.unit].toks
	for _, q := range p.cues(b.unit) {
		if q.from >= b.to && q.from-b.to <= 14 {
			if q.class&(verb|must|supplier|demanded) != 0 {
				return false
			}
			if q.class&or != 0 {
				return !p.within(b.unit, q.to, min(q.to+3, len(toks)), policy)
			}
			if q.class&and != 0 {
				return false
			}
		}
	}
	return false
}

func (p *page) endsInOr(k int) bool {
	toks := p.tokens(k)
	n := len(toks)
	for n > 0 && toks[n-1].mark != 0 {
		n--
	}
	for _, q := range p.cues(k) {
		if q.class&or != 0 && q.to == n {
			return true
		}
	}
	return false
}

// isOr: the unit is the word "or" alone.
func (p *page) isOr(k int) bool {
	u := &p.units[k]
	return u.end-u.start <= 14 && len(p.tokens(k)) <= 4 && len(p.cues(k)) == 1 && p.has(k, or)
}

// opensWithOr: the unit begins "Or", "Alternatively".
func (p *page) opensWithOr(k int) bool {
	p.tokens(k)
	cs := p.cues(k)
	return len(cs) > 0 && cs[0].class&or != 0 && cs[0].from <= 2
}

// equivalent: the words accept something else than the certificate named.
func (p *page) equivalent(f *found) bool {
	toks := p.tokens(f.unit)
	for _, q := range p.cues(f.unit) {
		if q.class&equal != 0 && !p.ofPerson(f.unit, q.from) && (q.from >= f.from || !p.within(f.unit, q.to, f.from, verb)) {
			return true
		}
		if q.class&(or|and) == or|and && (q.to == f.from || q.from == f.to) && toks[q.from].start > 0 {
			return true // and/or beside something without a certificate
		}
	}
	return f.verdict.lead != f.unit && p.has(f.verdict.lead, equal)
}

// ofPerson: "the Chief Executive, or equivalent" speaks of a post.
func (p *page) ofPerson(k, at int) bool {
	toks := p.units[k].toks
	for i := max(0, at-3); i < at; i++ {
		switch p.lowerWord(toks[i]) {
		case "executive", "officer", "director", "manager", "qualification", "degree", "nvq", "agency":
			return true
		}
	}
	return false
}

// orPolicy: instead of the certificate a documented policy, or other proof.
func (p *page) orPolicy(f *found) bool {
	k := f.unit
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.class&or != 0 && q.from >= f.to || q.class&equal != 0 && q.class&policy != 0 {
			if p.within(k, q.from, min(q.to+14, len(toks)), policy) {
				return true
			}
		}
	}
	if p.has(k, policy) && (p.has(k, unlessW) || p.conditionalLack(k)) {
		return true
	}
	// The next lines: "OR", or "if not", and then the policy.
	for j := k + 1; j < len(p.units) && j <= k+4; j++ {
		opens := p.opensWithOr(j) || j == k+1 && p.endsInOr(k)
		if !opens && !p.conditionalLack(j) && (j != k+1 || !p.conditionalLack(k)) {
			continue
		}
		for n := j; n < len(p.units) && n <= j+3; n++ {
			if p.has(n, policy) {
				return true
			}
		}
	}
	return false
}

// conditionalLack: "if the bidder does not hold ...".
func (p *page) conditionalLack(k int) bool {
	p.tokens(k)
	return p.units[k].lacks
}

// saysLacking looks for "if" or "where" with a "not" or "no" behind it, or for
// "without".
func (p *page) saysLacking(k int) bool {
	conditional := false
	for _, t := range p.units[k].toks {
		if t.mark != 0 {
			continue
		}
		switch p.lowerWord(t) {
		case "if", "where":
			conditional = true
		case "without":
			return true
		case "not", "no", "cannot", "unable", "don't", "doesn't":
			if conditional {
				return true
			}
		}
	}
	return false
}

// accredited: UKAS is named for this certificate.
func (p *page) accredited(f *found) bool {
	k := f.unit
	if p.isBought(f) {
		return false // then UKAS accredits who sells it
	}
	for _, q := range p.cues(k) {
		if q.class&ukas == 0 {
			continue
		}
		if q.from >= f.clause.from && q.to <= f.clause.to && !p.nextItem(k, f.to, q.from) {
			return isISO(f.scheme) || f.scheme == "other"
		}
	}
	return f.verdict.lead != k && p.has(f.verdict.lead, ukas) && isISO(f.scheme)
}

// nextItem: the words at token i begin a later item of a list.
func (p *page) nextItem(k, from, i int) bool {
	if i <= from {
		return false
	}
	t := p.units[k].toks[i-1]
	return t.mark == ',' || p.lowerWord(t) == "and"
}

func isISO(scheme string) bool { return strings.HasPrefix(scheme, "iso") }

func (p *page) subcontractors(f *found) bool {
	return p.has(f.unit, subs) || f.verdict.lead != f.unit && p.has(f.verdict.lead, subs)
}

// proof: does the text want a certificate, or work in line with the standard?
func (p *page) proof(f *found) string {
	k := f.unit
	toks := p.units[k].toks
	near := func(c class) bool {
		return p.within(k, max(f.clause.from, f.from-14), min(f.clause.to, f.to+8), c)
	}
	tight := p.within(k, max(f.clause.from, f.from-5), min(len(toks), f.to+2), comply|likeness)
	switch {
	case near(cert):
		return ProofCertificate
	case f.scheme == "caf":
		return ProofConformity
	case tight || near(likeness):
		return ProofConformity
	case near(hold), f.scheme == "cyber-essentials", f.scheme == "cyber-essentials-plus":
		return ProofCertificate
	}
	return ProofAny
}

// toolkitStatus: the status of the data security toolkit that is asked for.
func (p *page) toolkitStatus(f *found, r *Requirement) {
	for _, q := range p.cues(f.unit) {
		if q.class&standardsMet == 0 {
			continue
		}
		s := strings.ToLower(p.text[p.units[f.unit].toks[q.from].start:p.units[f.unit].toks[q.to-1].end])
		level := "standards_met"
		switch {
		case strings.Contains(s, "not met"):
			continue
		case strings.Contains(s, "exceeded"):
			level = "standards_exceeded"
		case strings.Contains(s, "approaching"):
			level = "approaching_standards"
		}
		r.Level = &level
		return
	}
}
