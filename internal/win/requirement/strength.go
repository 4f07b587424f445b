package requirement

import "strings"

// verdict is what was made of one mention.
type verdict struct {
	strength   string
	confidence float64
	reason     string
	cue        cue // the words that decided
	lead       int // the unit that governs it: its own, or a lead-in or heading
	actor      class
	pronoun    bool // decided by what the text says of \"it\" further on
}

// modal are the classes that can decide a strength, with what they decide.
const modal = must | demanded | wants | will | toHold | should | expected | asked | give | prefer | preferred | negated | neither | excluded

// strength decides what a mention asks. The order of the rules is the order in
// which a careful reader would rule things out: what is bought, what is asked
// as a question, who is spoken of; then the nearest words that demand, wish or
// deny; then the lead-in and the heading above.
func (p *page) strength(f *found, all []found) verdict {
	k := f.unit
	toks := p.tokens(k)
	if len(toks) == 0 {
		return verdict{strength: MentionOnly, confidence: 0.5, reason: "no words", lead: k}
	}
	if p.isBought(f) {
		return verdict{strength: MentionOnly, confidence: 0.85, reason: "certification is the thing bought", lead: k}
	}
	if p.isTheirs(f) {
		return verdict{strength: MentionOnly, confidence: 0.75, reason: "the buyer's own", lead: k}
	}
	if p.isReplaced(f) {
		return verdict{strength: MentionOnly, confidence: 0.8, reason: "named as what is replaced", lead: k}
	}
	v, ok := p.nearest(f, k, f.clause, f.from, f.to)
	if p.isQuestion(k) {
		return p.question(f, v, ok)
	}
	if v2, ok2 := p.pronoun(f); ok2 && (!ok || v.strength != Mandatory) {
		return v2
	}
	if p.without(f) && p.has(k, preferred|prefer) {
		return verdict{strength: Desirable, confidence: 0.7, reason: "wished for, something else will do", lead: k}
	}
	if (!ok || v.strength == MentionOnly) && p.lacking(f) {
		return verdict{strength: Mandatory, confidence: 0.7, reason: "something else is asked of who lacks it", lead: k, actor: bidder}
	}
	if ok {
		return v
	}
	if f.clause.from > 0 || f.clause.to < len(toks) {
		if v, ok := p.aboveInUnit(f); ok {
			return v
		}
	}
	if v, ok := p.imperative(f); ok {
		return v
	}
	if p.onlyWho(f) {
		return verdict{strength: Mandatory, confidence: 0.8, reason: "only those who hold it", lead: k, actor: bidder}
	}
	if v, ok := p.above(f); ok {
		return v
	}
	if v, ok := p.below(f); ok {
		return v
	}
	if v, ok := p.echo(f); ok {
		return v
	}
	if v, ok := p.fragment(f); ok {
		return v
	}
	return verdict{strength: MentionOnly, confidence: 0.75, reason: "nothing is asked", lead: k}
}

// nearest weighs the modal words of a span against the tokens [from, to) and
// lets the nearest decide.
func (p *page) nearest(f *found, k int, in span, from, to int) (verdict, bool) {
	best, cost := cue{}, 1<<30
	for _, q := range p.cues(k) {
		if q.class&modal == 0 || q.from < in.from || q.to > in.to {
			continue
		}
		if c, ok := p.cost(k, q, from, to); ok && c < cost {
			best, cost = q, c
		}
	}
	if cost == 1<<30 {
		return verdict{}, false
	}
	return p.decide(f, k, best, from, to)
}

// cost is how far a modal cue stands from the mention, with a penalty for the
// side on which it does not usually stand.
func (p *page) cost(k int, q cue, from, to int) (int, bool) {
	ahead := q.to <= from // the cue stands before the mention
	dist := from - q.to
	if !ahead {
		if dist = q.from - to; dist < 0 {
			return 0, false
		}
	}
	if ahead && p.subordinate(k, q, from) {
		return 0, false
	}
	pay := func(before, after int) (int, bool) {
		add := before
		if !ahead {
			add = after
		}
		return dist + add, add < 1000
	}
	const never = 1000
	switch {
	case q.class&neither != 0:
		return pay(-30, never)
	case q.class&negated != 0:
		return pay(2, 0)
	case q.class&excluded != 0:
		return pay(6, 10)
	case q.class&preferred != 0:
		if p.followedBy(k, q, "by") {
			return 0, false
		}
		return pay(4, 0)
	case q.class&prefer != 0:
		if p.followedBy(k, q, "by") {
			return 0, false
		}
		return pay(0, 12)
	case q.class&demanded != 0:
		if ahead && p.followedBy(k, q, "by") {
			return 0, false // required by a law, not of a supplier
		}
		return pay(3, 0)
	case q.class&expected != 0:
		return pay(3, 0)
	case q.class&wants != 0:
		return pay(0, never)
	case q.class&(toHold|will|give) != 0 && q.class&must == 0 && p.complement(k, q):
		return 0, false
	case q.class&toHold != 0:
		if p.actorBefore(k, q.from, 2)&(supplier|bidder|you) == 0 {
			return 0, false
		}
		return pay(0, never)
	case q.class&will != 0:
		return pay(1, never)
	case q.class&give != 0:
		return pay(1, 8)
	case q.class&asked != 0:
		return pay(2, 12)
	case q.class&(must|should) != 0:
		// After the mention it governs only what is its subject.
		if !ahead && p.within(k, to, q.from, supplier|inside|own|you) && !p.opensWith(k, from) {
			return 0, false
		}
		if !ahead && (p.relative(k, to, q.from) || p.within(k, 0, from, purpose)) {
			return 0, false
		}
		return pay(0, 4)
	}
	return 0, false
}

// subordinate: the cue stands in a "when ..." clause that a comma ends before
// the mention: it says when something else happens.
func (p *page) subordinate(k int, q cue, from int) bool {
	toks := p.units[k].toks
	comma := false
	for i := q.to; i < from && !comma; i++ {
		comma = toks[i].mark == ','
	}
	if !comma || q.from > 14 {
		return false
	}
	for i := q.from - 1; i >= 0 && toks[i].mark != ','; i-- {
		switch p.lowerWord(toks[i]) {
		case "when", "if", "because", "since", "once", "after":
			return i <= 1
		}
	}
	return false
}

// complement: an earlier modal word governs this one ("asked to confirm that
// they will hold", "no requirement for suppliers to hold").
func (p *page) complement(k int, q cue) bool {
	for _, c := range p.cues(k) {
		if c.to <= q.from && q.from-c.to <= 6 && c.class&(modal&^(toHold|will|give|excluded)) != 0 {
			return true
		}
	}
	return false
}

// decide turns the nearest cue into a strength, unless it speaks of somebody
// who is no supplier.
func (p *page) decide(f *found, k int, q cue, from, to int) (verdict, bool) {
	v := verdict{cue: q, lead: k}
	say := func(s string, c float64, why string) (verdict, bool) {
		v.strength, v.confidence, v.reason = s, c, why
		return v, true
	}
	who := p.subject(k, q)
	v.actor = who
	switch {
	case q.class&(negated|neither) != 0:
		if p.has(k, prefer|preferred) {
			return say(Desirable, 0.8, "wished for, not required")
		}
		return say(MentionOnly, 0.85, "not required")
	case q.class&excluded != 0:
		return say(Mandatory, 0.85, "excluded without it")
	}
	if q.class&(give|asked) != 0 && p.isForm(k) {
		return say(MentionOnly, 0.6, "a field of a form")
	}
	if q.class&(must|should|will|give|asked) != 0 && p.notSupplier(k, who) {
		return say(MentionOnly, 0.75, "the duty of somebody who is no supplier")
	}
	if q.to <= from && p.within(k, min(q.to+1, from), from, purpose) && !p.within(k, q.to, from, hold|cert) {
		return say(MentionOnly, 0.6, "named as a purpose")
	}
	if q.class&give != 0 && p.isPartOf(k, from) {
		return say(MentionOnly, 0.6, "only a place in it is cited")
	}
	switch {
	case q.class&(preferred|prefer) != 0:
		if p.ownOnly(k) && q.class&prefer != 0 && !p.startsOwnDemand(k, q) {
			return say(MentionOnly, 0.6, "our own wish")
		}
		return say(Desirable, 0.85, "wished for")
	case q.class&must != 0:
		return say(Mandatory, 0.9, "must")
	case q.class&wants != 0:
		if p.wantsOfBuyer(k, q, from) {
			return say(MentionOnly, 0.65, "asked of somebody who is no supplier")
		}
		return say(Mandatory, 0.85, "required")
	case q.class&demanded != 0:
		if p.ownOnly(k) {
			return say(MentionOnly, 0.7, "our own need")
		}
		return say(Mandatory, 0.85, "required")
	case q.class&(will|toHold) != 0:
		if who&(supplier|bidder|subs|you) == 0 {
			return verdict{}, false
		}
		return say(Mandatory, 0.8, "the supplier will")
	case q.class&should != 0:
		return say(Expected, 0.85, "should")
	case q.class&expected != 0:
		return say(Expected, 0.8, "expected")
	case q.class&give != 0:
		return say(Mandatory, 0.75, "evidence is asked for")
	case q.class&asked != 0:
		return say(Expected, 0.75, "asked to confirm")
	}
	return verdict{}, false
}

const actors = supplier | bidder | subs | buyer | inside | own | you

// subject gives the actor whose duty a modal cue states: the nearest before it
// that does not hang on a preposition ("the supplier to the Council must").
func (p *page) subject(k int, q cue) class {
	cs := p.cues(k)
	for i := len(cs) - 1; i >= 0; i-- {
		c := cs[i]
		if c.to > q.from || c.class&actors == 0 {
			continue
		}
		if c.class&(buyer|own|you) != 0 && (p.hangs(k, c.from) || p.possesses(k, c)) {
			continue
		}
		return c.class & actors
	}
	return 0
}

var prepositions = map[string]bool{
	"to": true, "of": true, "for": true, "by": true, "with": true, "from": true, "behalf": true, "on": true, "in": true, "at": true, "under": true, "our": true,
}

// hangs: the words before token i are a preposition, or one and an article.
func (p *page) hangs(k, i int) bool {
	toks := p.units[k].toks
	for n := 1; n <= 2 && i-n >= 0; n++ {
		w := p.lowerWord(toks[i-n])
		if prepositions[w] {
			return true
		}
		if w != "the" && w != "an" && w != "a" && w != "each" && w != "all" {
			return false
		}
	}
	return false
}

// relative: "which the agency must comply with": behind the name somebody else
// takes over as the subject.
func (p *page) relative(k, from, to int) bool {
	toks := p.units[k].toks
	for i := from; i < to; i++ {
		if w := p.lowerWord(toks[i]); w == "which" || w == "that" {
			return i < to-1 || i-from > 3
		}
	}
	return false
}

// possesses: the actor only says whose thing is spoken of ("the Council's
// policies", "Authority data").
func (p *page) possesses(k int, c cue) bool {
	toks := p.units[k].toks
	last := p.text[toks[c.to-1].start:toks[c.to-1].end]
	if strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s") {
		return true
	}
	if c.to >= len(toks) {
		return false
	}
	switch p.lowerWord(toks[c.to]) {
	case "data", "information", "premises", "systems", "system", "policies", "policy", "requirements", "assets", "network", "networks", "property", "sites", "security", "standards":
		return true
	}
	return false
}

func (p *page) lowerWord(t token) string {
	if t.end-t.start > 24 {
		return ""
	}
	return lowerASCII(p.text[t.start:t.end])
}

func lowerASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for j := range b {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

func (p *page) followedBy(k int, q cue, word string) bool {
	toks := p.units[k].toks
	return q.to < len(toks) && p.lowerWord(toks[q.to]) == word
}

// notSupplier: the subject is the buyer, its staff or the writer.
func (p *page) notSupplier(k int, who class) bool {
	return who&(buyer|inside|own) != 0 && who&(supplier|bidder|subs|you) == 0
}

// actorBefore gives the actors that end within n tokens before token i.
func (p *page) actorBefore(k, i, n int) class {
	var c class
	for _, q := range p.cues(k) {
		if q.class&actors != 0 && q.to <= i && i-q.to < n {
			c |= q.class & actors
		}
	}
	return c
}

// ownOnly: the unit speaks of the writer and of no supplier.
func (p *page) ownOnly(k int) bool {
	return p.has(k, own) && !p.has(k, supplier|you)
}

// isForm: the unit is a field of a form that is filled in, with its choices.
func (p *page) isForm(k int) bool {
	for j := max(0, k-1); j <= k+1 && j < len(p.units); j++ {
		if cs := p.cues(j); len(cs) > 0 && cs[0].class&form != 0 && cs[0].from <= 1 {
			return true
		}
	}
	return false
}

// isPartOf: "under section 4 of the ...": a place in the standard is cited.
func (p *page) isPartOf(k, from int) bool {
	toks := p.units[k].toks
	for i := max(0, from-9); i < from; i++ {
		switch p.lowerWord(toks[i]) {
		case "section", "assertion", "clause", "paragraph", "article", "annex", "chapter":
			return true
		}
	}
	return false
}

// startsOwnDemand: "we recommend", "we would welcome".
func (p *page) startsOwnDemand(k int, q cue) bool {
	return p.actorBefore(k, q.from+1, 3)&own != 0 || p.units[k].toks[q.from].word != 0 && p.lowerWord(p.units[k].toks[q.from]) == "we"
}

// wantsOfBuyer: what is required is required of a buyer or of the writer
// ("the scheme requires the Client to hold").
func (p *page) wantsOfBuyer(k int, q cue, from int) bool {
	theirs, ours := false, false
	for _, c := range p.cues(k) {
		if c.from >= q.to && c.to <= from {
			theirs = theirs || c.class&(supplier|bidder|you) != 0
			ours = ours || c.class&(buyer|own|inside) != 0
		}
	}
	return ours && !theirs
}

// opensWith: the mention stands behind "with regard to", "for", "in respect of"
// at the start of the unit, so that what follows may speak of it.
func (p *page) opensWith(k, from int) bool {
	toks := p.units[k].toks
	if from > 8 || len(toks) == 0 {
		return false
	}
	for i := range min(3, from) {
		switch p.lowerWord(toks[i]) {
		case "with", "for", "regarding", "as", "concerning", "in":
			return true
		}
	}
	return false
}

// isBought: the words beside the mention buy, teach or audit it.
func (p *page) isBought(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&bought == 0 {
			continue
		}
		switch {
		case q.from >= f.to && q.from-f.to <= 1 && p.afterBuys(f.unit, q):
			return true
		case q.to <= f.from && f.from-q.to <= 8 && !p.within(f.unit, q.to, f.from, must|demanded|supplier|will|toHold|excluded):
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

// isTheirs: "our ISO 27001 certified archive", "the Trust's toolkit evidence".
func (p *page) isTheirs(f *found) bool {
	toks := p.units[f.unit].toks
	if f.to < len(toks) {
		switch p.lowerWord(toks[f.to]) {
		case "requirement", "requirements", "standard", "standards":
			return false
		}
	}
	for _, q := range p.cues(f.unit) {
		if q.to != f.from {
			continue
		}
		if q.class&own != 0 && p.lowerWord(toks[q.from]) == "our" {
			return true
		}
		last := p.text[toks[q.to-1].start:toks[q.to-1].end]
		if q.class&buyer != 0 && (strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s")) {
			return true
		}
	}
	return false
}

func (p *page) isReplaced(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&instead != 0 && q.to <= f.from && f.from-q.to <= 2 {
			return true
		}
	}
	return false
}

func (p *page) isQuestion(k int) bool {
	u := &p.units[k]
	return p.text[u.end-1] == '?'
}

// question: asked with yes or no, and nothing hangs on the answer, unless the
// lead-in or what follows says so.
func (p *page) question(f *found, v verdict, ok bool) verdict {
	k := f.unit
	if ok && v.strength == Mandatory && v.cue.class&(demanded|excluded) != 0 && p.has(k, essential|excluded) {
		return v
	}
	for j := k + 1; j < len(p.units) && j <= k+2; j++ {
		if p.has(j, excluded) || p.has(j, essential) && p.has(j, demanded) {
			return verdict{strength: Mandatory, confidence: 0.75, reason: "a question with pass or fail", lead: k}
		}
	}
	if up, ok := p.above(f); ok && up.strength != MentionOnly && up.cue.class&(must|demanded) != 0 {
		up.strength, up.confidence, up.reason = Expected, 0.7, "checked before"
		return up
	}
	return verdict{strength: MentionOnly, confidence: 0.8, reason: "a question without a demand", lead: k}
}

// aboveInUnit: the words before the last colon of the unit govern a clause of
// the list behind it; without a colon the whole unit is heard.
func (p *page) aboveInUnit(f *found) (verdict, bool) {
	toks := p.units[f.unit].toks
	for i := f.clause.from - 1; i >= 0; i-- {
		if toks[i].mark == ':' {
			return p.governs(f, f.unit, span{0, i})
		}
	}
	if p.within(f.unit, f.clause.from, f.clause.to, verb) {
		return verdict{}, false
	}
	return p.nearest(f, f.unit, span{0, len(toks)}, f.from, f.to)
}

// governs reads a lead-in: its last modal cue decides for what it introduces.
func (p *page) governs(f *found, k int, in span) (verdict, bool) {
	cs := p.cues(k)
	if p.within(k, in.from, in.to, listing) {
		return verdict{}, false
	}
	if in.to > len(p.units[k].toks) {
		in.to = len(p.units[k].toks)
	}
	for i := len(cs) - 1; i >= 0; i-- {
		q := cs[i]
		if q.from < in.from || q.to > in.to || q.class&(modal|essential|wish|ensure) == 0 {
			continue
		}
		if q.class&ensure != 0 {
			if p.has(k, supplier|you) && !p.has(k, own|inside) {
				return verdict{strength: Mandatory, confidence: 0.7, reason: "a duty in a list of duties", cue: q, lead: k, actor: supplier}, true
			}
			continue
		}
		if q.class&modal != 0 {
			if _, ok := p.cost(k, q, in.to, in.to); ok {
				return p.decide(f, k, q, in.to, in.to)
			}
			continue
		}
		v := verdict{cue: q, lead: k, confidence: 0.75}
		if q.class&wish != 0 {
			v.strength, v.reason = Desirable, "under a heading of wishes"
			return v, true
		}
		v.strength, v.reason = Mandatory, "under a heading of demands"
		return v, true
	}
	return verdict{}, false
}

// contexts gives the units that govern unit k: the lead-in of its list, then
// the heading above.
func (p *page) contexts(k int) []int {
	var out []int
	u := &p.units[k]
	inList := u.item || u.heading
	for j, n := k-1, 0; j >= 0 && n < 40; j, n = j-1, n+1 {
		w := &p.units[j]
		switch {
		case w.colon && (inList || j == k-1):
			out = append(out, j)
			inList = false
		case w.colon:
			return out
		case w.heading && w.end-w.start > 3:
			if w.item == u.item && w.item && inList {
				continue
			}
			if inList && u.heading && !u.item && !w.item && len(out) == 0 && n < 12 && !isMarked(p.words(j)) && !p.has(j, essential|wish|listing|modal|criteria|atBidForm) {
				continue // a list of short lines
			}
			return append(out, j)
		case w.item && inList:
			continue
		case inList && u.heading && w.newline && len(out) == 0 && n < 12 && w.end-w.start < 220 && p.text[w.end-1] != '.' && !p.has(j, verb|must|own):
			continue // another short line of the list
		case inList && w.newline && !w.item && len(out) == 0:
			return out
		}
		if len(out) > 0 && !w.newline && n > 20 {
			return out
		}
	}
	return out
}

func isMarked(s string) bool { return s[0] == '#' || s[0] == '*' && len(s) > 1 && s[1] == '*' }

// above reads the lead-in and the heading.
func (p *page) above(f *found) (verdict, bool) {
	u := &p.units[f.unit]
	toks := p.tokens(f.unit)
	// A label before a colon in the unit itself: "Mandatory accreditations: ...".
	for i := f.from - 1; i > 0; i-- {
		if toks[i].mark == ':' {
			if v, ok := p.governs(f, f.unit, span{0, i + 1}); ok {
				return v, true
			}
			break
		}
	}
	sentence := p.has(f.unit, verb) && !u.item && !u.heading
	if p.ownOnly(f.unit) && sentence {
		return verdict{}, false
	}
	for _, j := range p.contexts(f.unit) {
		if p.has(j, listing) {
			return verdict{}, false
		}
		if sentence && !p.units[j].colon {
			continue
		}
		if v, ok := p.governs(f, j, span{0, 1 << 30}); ok {
			return v, true
		}
		if p.has(j, criteria) && !p.ownOnly(f.unit) {
			return verdict{strength: Expected, confidence: 0.6, reason: "under award criteria", lead: j}, true
		}
		if p.has(j, atBidForm) && p.has(f.unit, equal|cert|evidence) && !p.ownOnly(f.unit) {
			return verdict{strength: Mandatory, confidence: 0.65, reason: "under a selection question", lead: j}, true
		}
	}
	return verdict{}, false
}

// below: the sentence after says that one is excluded without it.
func (p *page) below(f *found) (verdict, bool) {
	k := f.unit
	if k+1 < len(p.units) && p.has(k+1, excluded) && p.has(k, hold|cert|evidence) && !p.ownOnly(k) {
		return verdict{strength: Mandatory, confidence: 0.65, reason: "excluded without it, says the next sentence", lead: k}, true
	}
	return verdict{}, false
}

// pronoun: "you do not need it to bid, but you must hold it by award": a later
// demand for "it" speaks of the scheme named before.
func (p *page) pronoun(f *found) (verdict, bool) {
	k := f.unit
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.from < f.to || q.class&(must|should) == 0 || p.notSupplier(k, p.subject(k, q)) {
			continue
		}
		for i := q.to; i < len(toks) && i < q.to+5; i++ {
			if w := p.lowerWord(toks[i]); w != "it" && w != "one" || !p.within(k, q.from, i, hold|must|evidence|comply) {
				continue
			}
			v := verdict{strength: Mandatory, confidence: 0.7, reason: "demanded as it", pronoun: true, lead: k, cue: q, actor: p.subject(k, q)}
			if q.class&must == 0 {
				v.strength = Expected
			}
			return v, true
		}
	}
	return verdict{}, false
}

// without: "tenderers without ISO 27001".
func (p *page) without(f *found) bool {
	toks := p.units[f.unit].toks
	for i := max(0, f.from-3); i < f.from; i++ {
		if p.lowerWord(toks[i]) == "without" {
			return true
		}
	}
	return false
}

// lacking: "if the bidder does not hold ..., then it must".
func (p *page) lacking(f *found) bool {
	k := f.unit
	for _, q := range p.cues(k) {
		if q.class&ifs == 0 || q.to > f.from || !p.lackOrLapse(k, q) || !p.within(k, q.to, f.from, supplier|bidder|you) {
			continue
		}
		toks := p.units[k].toks
		if p.within(k, f.to, len(toks), must|demanded|should|policy) || k+1 < len(p.units) && p.has(k+1, policy|must) {
			return true
		}
	}
	return false
}

// echo: the sentence beside speaks of the one that names the scheme: "This
// includes ...", or "bidders must hold this certification".
func (p *page) echo(f *found) (verdict, bool) {
	k := f.unit
	if p.ownOnly(k) {
		return verdict{}, false
	}
	if cs := p.cues(k); k > 0 && len(cs) > 0 && cs[0].class&echoes != 0 && cs[0].from <= 1 && p.has(k-1, ensure|must) && p.has(k-1, supplier) {
		if v, ok := p.governs(f, k-1, span{0, 1 << 30}); ok {
			v.confidence, v.reason = 0.6, "spelt out after the demand"
			return v, true
		}
	}
	if k+1 < len(p.units) && !p.units[k+1].heading {
		for _, q := range p.cues(k + 1) {
			if q.class&echoes == 0 {
				continue
			}
			if v, ok := p.nearest(f, k+1, span{0, len(p.tokens(k + 1))}, q.from, q.to); ok && v.strength != MentionOnly && v.cue.class&excluded == 0 && p.has(k+1, supplier|you) && !p.has(k+1, bought) {
				v.confidence, v.reason = 0.6, "demanded in the next sentence"
				return v, true
			}
		}
	}
	return verdict{}, false
}

// onlyWho: "only bidders holding ISO 9001 will be considered".
func (p *page) onlyWho(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&only != 0 && q.to <= f.from && p.within(f.unit, q.to, min(q.to+2, f.from), supplier) && p.within(f.unit, q.to, f.to+2, hold|cert) {
			return true
		}
	}
	return false
}

// imperative: "Ensure that suppliers adhere to ...", "Maintain their own ...".
func (p *page) imperative(f *found) (verdict, bool) {
	for _, q := range p.cues(f.unit) {
		if q.class&(ensure|upkeep) == 0 {
			continue
		}
		if q.from > 3 || q.to > f.from {
			break
		}
		if p.within(f.unit, q.to, f.from, supplier) && p.within(f.unit, q.to, f.to+4, comply|hold|cert|supplier) &&
			!p.within(f.unit, q.to, f.from, purpose|own|inside) {
			return verdict{strength: Mandatory, confidence: 0.65, reason: "a duty in a list of duties", lead: f.unit, cue: q}, true
		}
	}
	return verdict{}, false
}

// fragment: a line of a specification without a verb that can only be a
// demand: "ISO 9001 or equivalent", "ISO 27001 accredited data centre."
func (p *page) fragment(f *found) (verdict, bool) {
	u := &p.units[f.unit]
	toks := p.tokens(f.unit)
	if len(toks) > 45 || p.has(f.unit, verb|own|buyer) {
		return verdict{}, false
	}
	v := verdict{strength: Mandatory, confidence: 0.55, reason: "a line of a specification", lead: f.unit}
	switch {
	case p.isForm(f.unit):
		return verdict{}, false
	case p.has(f.unit, equal|essential):
		return v, true
	case p.has(f.unit, atBidForm) && (p.has(f.unit, cert) || p.orPolicy(f)):
		v.reason = "in a selection question"
		return v, true
	case p.has(f.unit, towards):
		v.strength = Expected
		return v, true
	case p.text[u.end-1] == '.' && !u.item && f.to+1 < len(toks)-1 && p.qualifies(f):
		return v, true
	}
	return verdict{}, false
}

// qualifies: "accredited" or "compliant" follows the name, or the next name of
// its list.
func (p *page) qualifies(f *found) bool {
	toks := p.units[f.unit].toks
	for i := f.to; i < len(toks) && i <= f.to+2; i++ {
		if m := toks[i].mark; m != 0 && m != '/' {
			return false
		}
		if p.within(f.unit, i, i+1, cert|comply) {
			return true
		}
	}
	return false
}
