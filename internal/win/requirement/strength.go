package requirement

// verdict is what was made of one mention.
type verdict struct {
	strength   string
	confidence float64
	reason     string
	cue        cue // the words that decided
	lead       int // the unit that governs it: its own, or a lead-in or heading
	actor      class
	pronoun    bool // decided by what the text says of "it" further on
	byLot      bool // asked differently by lot; cue is the strongest demand
	time       class
}

// modal are the classes that can decide a strength, with what they decide.
const modal = must | demanded | wants | will | toHold | should | expected | asked | give | prefer | preferred | negated | neither | excluded

// strength decides what a mention asks. The order of the rules is the order in
// which a careful reader would rule things out: what is bought, what is asked
// as a question, who is spoken of; then the nearest words that demand, wish or
// deny; then the lead-in and the heading above.
func (p *page) strength(f *found) verdict {
	k := f.unit
	toks := p.tokens(k)
	if len(toks) == 0 {
		return verdict{strength: MentionOnly, confidence: 0.5, reason: "no words", lead: k}
	}
	if p.isBought(f) {
		return verdict{strength: MentionOnly, confidence: 0.85, reason: "certification is the thing bought", lead: k}
	}
	if v, ok := p.clarified(f); ok {
		return v
	}
	if p.isTheirs(f) {
		return verdict{strength: MentionOnly, confidence: 0.75, reason: "the buyer's own", lead: k}
	}
	if p.lacksOwn(f) {
		return verdict{strength: MentionOnly, confidence: 0.75, reason: "the writer lacks it", lead: k}
	}
	if v, ok := p.byLot(f); ok {
		return v
	}
	if v, ok := p.labelled(f); ok {
		return v
	}
	if v, ok := p.anothers(f); ok {
		return v
	}
	if v, ok := p.replaced(f); ok {
		return v
	}
	if p.reported(f) {
		return verdict{strength: MentionOnly, confidence: 0.65, reason: "asked about", lead: k}
	}
	if p.isExperience(f) {
		return verdict{strength: MentionOnly, confidence: 0.7, reason: "experience with it, not the certificate", lead: k}
	}
	v, ok := p.nearest(f, k, f.clause, f.from, f.to)
	if p.isQuestion(k) {
		return p.question(f, v, ok)
	}
	if p.onlyAccepted(f) {
		return verdict{strength: Mandatory, confidence: 0.75, reason: "nothing else is accepted", lead: k, actor: bidder}
	}
	if p.isContent(f) {
		return verdict{strength: MentionOnly, confidence: 0.65, reason: "a subject of the thing bought", lead: k}
	}
	if p.unlessHeld(f) || p.cannotWithout(f) || p.sanction(f) {
		return verdict{strength: Mandatory, confidence: 0.8, reason: "nothing goes on without it", lead: k, actor: bidder}
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
	if v, ok := p.conditionApplies(f); ok {
		return v
	}
	for _, rule := range []func(*found) (verdict, bool){p.dutyLine, p.checked, p.setsOut, p.stated, p.ordered} {
		if v, ok := rule(f); ok {
			return v
		}
	}
	if v, ok := p.options(f); ok {
		return v
	}
	if f.clause.from > 0 || f.clause.to < len(toks) {
		if v, ok := p.aboveInUnit(f); ok {
			return v
		}
	}
	if p.units[k].broken && k > 0 {
		if v, ok := p.governs(f, k-1, span{0, 1 << 30}); ok {
			return v
		}
	}
	if p.has(k, criteria) && p.has(k, hold|cert|evidence) && !p.ownOnly(k) && p.scored(k) {
		return verdict{strength: Expected, confidence: 0.65, reason: "scored", lead: k}
	}
	if p.passedOn(f) && !p.has(k, own) {
		return verdict{strength: Mandatory, confidence: 0.65, reason: "to be ensured of suppliers", lead: k, actor: supplier}
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
		if p.whoLacks(k, q) || p.conceded(k, q, from, to) {
			return 0, false
		}
		return pay(2, 0)
	case q.class&excluded != 0:
		return pay(6, 10)
	case q.class&preferred != 0:
		if p.followedBy(k, q, "by") || p.within(k, q.to, q.to+3, supplier) && q.to-q.from == 1 {
			return 0, false // "our preferred cleaning contractor"
		}
		return pay(4, 0)
	case q.class&prefer != 0:
		if p.followedBy(k, q, "by") {
			return 0, false
		}
		return pay(0, 12)
	case q.class&demanded != 0:
		if ahead && (p.followedBy(k, q, "by") || p.followedBy(k, q, "for") && from-q.to <= 3) {
			return 0, false // required by a law, or something else is required for it
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
		if q.from > 3 && p.isImperative(k, q) {
			return 0, false // "dashboards that explain how ...": an order opens its sentence
		}
		return pay(2, 12)
	case q.class&(must|should) != 0:
		if p.inverted(k, q) {
			return 0, false
		}
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
	case q.class&negated != 0 && p.isStale(f):
		return say(Mandatory, 0.7, "one out of date will not do")
	case q.class&(negated|neither) != 0:
		if p.has(k, prefer|preferred) {
			return say(Desirable, 0.8, "wished for, not required")
		}
		return say(MentionOnly, 0.85, "not required")
	case q.class&excluded != 0 && k == f.unit && p.isStale(f):
		return say(Mandatory, 0.7, "one out of date will not do")
	case q.class&excluded != 0:
		if p.isRefused(f, k, q) {
			return say(MentionOnly, 0.75, "not accepted")
		}
		return say(Mandatory, 0.85, "excluded without it")
	}
	if q.class&(give|asked) != 0 && p.isForm(k) {
		return say(MentionOnly, 0.6, "a field of a form")
	}
	if q.class&should != 0 && p.advises(k, q) {
		return say(MentionOnly, 0.6, "advice to whoever drafts")
	}
	if q.class&should != 0 && p.expects(k, q) {
		if p.wantsOfBuyer(k, q, from) || p.checksOwn(k, q) || p.ownOnly(k) && !p.startsOwnDemand(k, q) {
			return say(MentionOnly, 0.65, "expected of somebody who is no supplier")
		}
		return say(Expected, 0.8, "expected")
	}
	if q.class&(must|should|will|give|asked) != 0 && p.notSupplier(k, who) {
		if k == f.unit && q.to <= from && p.passedOn(f) {
			return say(Mandatory, 0.65, "to be ensured of suppliers")
		}
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
		if p.oftenDo(k, q) && p.startsOwnDemand(k, q) {
			return say(Expected, 0.65, "often required")
		}
		if p.someDo(k, q) || p.oftenDo(k, q) {
			return say(MentionOnly, 0.65, "said of others in general")
		}
		if p.maybe(k, q) {
			return say(Expected, 0.65, "may be required")
		}
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
		if p.whereHeld(k, to) {
			return say(Expected, 0.7, "evidence is asked for, where there is any")
		}
		return say(Mandatory, 0.75, "evidence is asked for")
	case q.class&asked != 0:
		return say(Expected, 0.75, "asked to confirm")
	}
	return verdict{}, false
}
