package verdict_test

import (
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// The oracle is the verdict once more, written from its definition: day by day,
// without break points, and without a line of the package. From the scheme data
// it takes bare facts only.

const (
	good = iota // by how bad it is on one day, for alternatives
	risk
	unsure
	bad
)

var oracleStates = [4]verdict.State{verdict.Holds, verdict.AtRisk, verdict.Unknown, verdict.Fails}

// press orders the same four by what they mean for the whole.
var press = [4]int{good: 0, unsure: 1, risk: 2, bad: 3}

func pressing(a, b int) int {
	if press[b] > press[a] {
		return b
	}
	return a
}

type oracle struct {
	book *scheme.Book
	verdict.Case
}

func (o *oracle) plainName(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), " limited", " ltd")
}

// months adds months to a day by the library's calendar: 31 January and a month
// is the last of February.
func months(d civil.Date, n int) civil.Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return civil.Of(first.Year(), first.Month(), min(t.Day(), last))
}

// term gives the first day, and the two days that could be its last; zero for
// not known. Unsaid is the last day that the data can speak of.
func (o *oracle) term(c *verdict.Certificate) (from, early, late, unsaid civil.Date) {
	s, _ := o.book.Scheme(c.Scheme)
	from = c.Issued
	if strings.HasPrefix(c.Scheme, "iso") && c.Decision != 0 || from == 0 {
		from = c.Decision
	}
	if c.Scheme == "dspt" {
		year := 0
		switch {
		case len(c.Edition) == 7:
			for _, ch := range c.Edition[:4] {
				year = year*10 + int(ch-'0')
			}
		case c.Issued != 0: // published from the day a version opens
			for y := c.Issued.Year() + 1; year == 0; y-- {
				opens := civil.Of(y, time.September, 1)
				if y == 2025 {
					opens = civil.Of(2025, time.September, 18)
				}
				if c.Issued >= opens {
					year = y
				}
			}
		}
		if year == 0 {
			return from, c.Expires, c.Expires, 0
		}
		early = civil.Of(year+2, time.June, 30)
		late = early
		if known := civil.Of(2027, time.June, 30); early > known {
			unsaid = known
		}
		if c.Expires != 0 {
			early, late = min(early, c.Expires), max(late, c.Expires)
		}
		return from, early, late, unsaid
	}
	var reckoned civil.Date
	if from != 0 && s.ValidityMonths > 0 {
		reckoned = months(from, s.ValidityMonths) - 1
	}
	early, late = c.Expires, c.Expires
	if c.Expires == 0 {
		return from, reckoned, reckoned, 0
	}
	earlier := c.Scheme == "cyber-essentials" || c.Scheme == "cyber-essentials-plus" || c.EndLabel != ""
	if earlier && reckoned != 0 && reckoned < early {
		early = reckoned
	}
	return from, early, late, 0
}

// recorded gives the state of the record on a day.
func recorded(c *verdict.Certificate, d civil.Date) string {
	first := -1
	for i, s := range c.Status {
		if first < 0 || s.From < c.Status[first].From {
			first = i
		}
	}
	state, since := "certified", civil.Date(0)
	if first >= 0 && c.Status[first].State == "planned" {
		state = "planned" // it was never more than a plan until a later line says so
	}
	for _, s := range c.Status {
		if s.From <= d && s.From >= since {
			state, since = s.State, s.From
		}
	}
	return state
}

func standing(state string) bool { return state == "certified" || state == "in-recertification" }

// overdue gives the day of the first surveillance that passed without a recorded
// outcome; zero for none.
func (o *oracle) overdue(c *verdict.Certificate) civil.Date {
	if !strings.HasPrefix(c.Scheme, "iso") || c.Decision == 0 {
		return 0
	}
	dues := []civil.Date{months(c.Decision, 12), civil.Of(months(c.Decision, 24).Year(), time.December, 31)}
	if c.Cycle == "recertified" {
		dues[0] = civil.Of(c.Decision.Year()+1, time.December, 31)
	}
	var first *verdict.StatusChange
	for i := range c.Status {
		if first == nil || c.Status[i].From < first.From {
			first = &c.Status[i]
		}
	}
	outcomes := 0
	for i := range c.Status {
		s := &c.Status[i]
		grant := s == first && s.From <= c.Issued
		if standing(s.State) && s.From > c.Decision && s.From <= o.Today && !grant {
			outcomes++
		}
	}
	for i, due := range dues {
		if due < o.Today && i >= outcomes {
			return due
		}
	}
	return 0
}

// edition gives the day until which the edition counts for certain and the day
// from which it counts no more; unread says that the edition is none we know.
func (o *oracle) edition(c *verdict.Certificate) (sure, last civil.Date, unread bool) {
	s, _ := o.book.Scheme(c.Scheme)
	if len(s.Editions) == 0 {
		return 0, 0, false
	}
	from, _, _, _ := o.term(c)
	if c.Edition == "" {
		if from != 0 && from < s.Editions[1].From {
			return s.Editions[0].LastValidDay, 0, true
		}
		return 0, 0, false
	}
	for _, e := range s.Editions {
		names := append([]string{e.ID}, e.Aliases...)
		for _, n := range names {
			if strings.Contains(strings.ReplaceAll(c.Edition, "ISO/IEC 27001:", ""), n) {
				if e.OtherReading != 0 {
					return e.LastValidDay, e.OtherReading, false
				}
				return e.LastValidDay, e.LastValidDay, false
			}
		}
	}
	return 1, 0, true
}

// levels, low to high, as they are written.
var oracleLevels = map[string][]string{
	"dspt": {"notpublished", "standardsnotmet", "approachingstandards", "standardsmet", "standardsexceeded"},
	"dcc":  {"0", "1", "2", "3"},
}

func levelOf(schemeID string, l verdict.Level) int {
	s := strings.ToLower(strings.NewReplacer(" ", "", "_", "", "l", "", "L", "").Replace(string(l)))
	for i, x := range oracleLevels[schemeID] {
		if s == strings.ReplaceAll(x, "l", "") {
			return i
		}
	}
	return -1
}

// ask is a demand for one scheme without its days.
type ask struct {
	scheme     string
	level      verdict.Level
	accredited bool
}

// separate gives the answer of the checks that no day decides, and whether a
// first certification is the way back.
func (o *oracle) separate(c *verdict.Certificate, q ask) (state int, anew bool) {
	fail := func() { state, anew = bad, true }
	doubt := func() { state = max(state, unsure) }
	if want := q.level; c.Scheme == q.scheme && oracleLevels[c.Scheme] != nil {
		if want == "" && c.Scheme == "dspt" {
			want = "standards_met"
		}
		if want != "" {
			w, h := levelOf(c.Scheme, want), levelOf(c.Scheme, c.Level)
			switch {
			case w < 0 || h < 0:
				doubt()
			case h < w:
				fail()
			}
		}
	}
	if c.Holder == "" {
		doubt()
	} else if o.plainName(c.Holder) != o.plainName(o.Entity) {
		fail()
	}
	switch {
	case c.Covers == "no":
		state = bad
	case c.Covers != "yes":
		doubt()
	}
	if strings.HasPrefix(c.Scheme, "iso") && (c.Accredited == nil || !*c.Accredited) {
		if c.Accredited != nil && q.accredited {
			fail()
		} else {
			doubt()
		}
	}
	return state, anew
}

// onDay gives the answer of one certificate on one day.
func (o *oracle) onDay(c *verdict.Certificate, q ask, d civil.Date) int {
	state, _ := o.separate(c, q)
	from, early, late, unsaid := o.term(c)
	rec := recorded(c, d)
	sure, last, unread := o.edition(c)
	switch {
	case state == bad, d < from, late != 0 && d > late, last != 0 && d > last:
		return bad
	case rec == "planned":
		if d < o.Today {
			return bad // it was not held
		}
		return risk
	case !standing(rec):
		return bad
	}
	s, _ := o.book.Scheme(c.Scheme)
	if early == 0 {
		if s.ValidityMonths != 0 || c.Scheme == "dspt" {
			state = max(state, unsure)
		}
	}
	due := o.overdue(c)
	if early != 0 && d > early || last != 0 && d > sure || due != 0 && d > due {
		return risk
	}
	if unread && d > sure || unsaid != 0 && d > unsaid {
		state = max(state, unsure)
	}
	if c.Scheme == "cyber-essentials-plus" {
		found, alive, endless := false, false, false
		for i := range o.Certificates {
			b := &o.Certificates[i]
			if b.Scheme != "cyber-essentials" || o.plainName(b.Holder) != o.plainName(c.Holder) {
				continue
			}
			found = true
			bf, be, _, _ := o.term(b)
			if standing(recorded(b, d)) && d >= bf {
				alive = alive || d <= be
				endless = endless || be == 0
			}
		}
		switch {
		case alive:
		case found && !endless:
			return risk
		case early == 0 || d > months(early, -3):
			state = max(state, unsure)
		}
	}
	return state
}

func (o *oracle) answers(have, need string) bool {
	return have == need || have == "cyber-essentials-plus" && need == "cyber-essentials" || have == "iasme-cyber-assurance-2" && need == "iasme-cyber-assurance-1"
}

func (o *oracle) best(q ask, d civil.Date) int {
	state := bad
	for i := range o.Certificates {
		if c := &o.Certificates[i]; o.answers(c.Scheme, q.scheme) {
			state = min(state, o.onDay(c, q, d))
		}
	}
	return state
}

// shortest gives the days of the shortest way to a certificate.
func (o *oracle) shortest(q ask) int {
	s, _ := o.book.Scheme(q.scheme)
	for i := range o.Certificates {
		c := &o.Certificates[i]
		if c.Scheme != q.scheme {
			continue
		}
		_, early, _, _ := o.term(c)
		_, anew := o.separate(c, q)
		switch rec := recorded(c, o.Today); {
		case anew, rec == "withdrawn", rec == "planned":
		case s.RestoreMonths > 0 && early != 0 && o.Today > months(early, s.RestoreMonths):
		case s.RestoreMonths == 0 && early != 0 && o.Today > early:
		default:
			return s.Lead.Renew.Min
		}
	}
	return s.Lead.First.Min
}

// days is a stretch of decisive days; of an unsure one the true day is one.
type days struct {
	from, to     civil.Date
	unsure, mild bool
}

func stretchOf(d *verdict.Day) (days, bool) {
	if d == nil {
		return days{}, false
	}
	return days{from: d.Date, to: max(d.Date, d.To), unsure: d.Basis == "estimated" || d.To > d.Date}, true
}

// decisive gives the decisive days and whether one of them is not known.
func (o *oracle) decisive(r *verdict.Requirement) (list []days, gap bool) {
	b := &o.Bid
	deadline, haveDeadline := stretchOf(b.Dates.Deadline)
	award, haveAward := stretchOf(b.Dates.Award)
	assessed, haveAssessed := stretchOf(b.Dates.Assessment)
	start, haveStart := stretchOf(b.Dates.Start)
	if !haveAward && haveDeadline {
		award, haveAward = days{from: deadline.from + 14, to: deadline.to + 180, unsure: true}, true
	}
	when := r.When
	if b.Regime == "pa2023" && strings.HasPrefix(r.Scheme, "insurance-") && (when == "at-submission" || when == "at-assessment" || when == "unspecified") {
		when = "by-award"
	}
	one := func(d days, have bool) {
		if have {
			list = append(list, d)
		}
		gap = gap || !have
	}
	switch when {
	case "at-submission":
		one(deadline, haveDeadline)
	case "at-assessment":
		if !haveAssessed && haveDeadline {
			assessed, haveAssessed = days{from: deadline.from, to: max(deadline.to, award.to), unsure: true}, true
		}
		one(assessed, haveAssessed)
	case "by-award":
		one(award, haveAward)
	case "by-contract-start", "during-contract":
		gap = !haveStart
	case "by-date":
		one(days{from: r.Date, to: r.Date}, true)
	default:
		if !haveAssessed {
			assessed, haveAssessed = deadline, haveDeadline
		}
		switch {
		case !haveAward && haveAssessed:
			one(assessed, true)
		case haveAward && haveAssessed && assessed.to < award.from:
			one(days{from: assessed.from, to: award.from - 1, mild: b.Regime == "pa2023"}, true)
		}
		one(award, haveAward)
	}
	if haveStart {
		list = append(list, start)
	}
	return list, gap
}

// against walks the decisive days.
func (o *oracle) against(q ask, list []days, gap bool) int {
	lead := civil.Date(o.shortest(q))
	out := good
	for _, s := range list {
		covered, open := false, false
		for d := s.from; d <= s.to; d++ {
			st := o.best(q, d)
			switch {
			case st != bad:
				covered = true
				out = pressing(out, st)
			case s.unsure:
				open = true
			case s.mild || o.Today+lead <= d:
				out = pressing(out, risk)
			default:
				out = bad
			}
		}
		if open && !covered && o.Today+lead > s.to {
			out = bad
		} else if open {
			out = pressing(out, risk)
		}
	}
	if gap {
		out = pressing(out, unsure)
	}
	return out
}

// road gives what a defence or IASME demand comes down to.
func (o *oracle) bare(r *verdict.Requirement, list []days, gap bool) int {
	q := func(s string, l verdict.Level) int {
		return o.against(ask{s, l, r.Accreditation != ""}, list, gap)
	}
	switch r.Scheme {
	case "caf":
		return unsure
	case "iasme-cyber-assurance":
		return q("iasme-cyber-assurance-1", "")
	case "def-stan-05-138":
		if r.Level == "" {
			return unsure
		}
		st := q("cyber-essentials", "")
		if r.Level >= "2" {
			st = pressing(st, q("cyber-essentials-plus", ""))
		}
		st = min(st, q("dcc", r.Level))
		if st == bad {
			st = risk // a plan may stand in
		}
		return st
	}
	return q(r.Scheme, r.Level)
}

// requirement gives the answer for one requirement and whether it counts.
func (o *oracle) requirement(r *verdict.Requirement) (state int, counts bool) {
	list, gap := o.decisive(r)
	st := o.bare(r, list, gap)
	counts = r.Strength == "mandatory" || r.Strength == "expected"
	if r.Rule != "" {
		rule, _ := o.book.Rule(r.Rule)
		fact := rule.FactFor(r.Scheme)
		if !rule.BindingFor(r.Scheme) && (fact.Certainty == "C" || fact.Certainty == "P") {
			counts = false // market practice
		}
		if st == bad && (rule.PlanMayStandIn || !rule.BindingFor(r.Scheme)) {
			st = risk
		}
		if fact.Certainty == "U" && st != good {
			st = unsure
		}
	}
	if r.Proof == "conformity" && st != good || r.Proof == "any" && st == bad {
		st = unsure
	}
	if st == bad && r.EquivalentAccepted {
		for _, e := range o.book.Equivalents() {
			held := false
			for i := range o.Certificates {
				held = held || o.Certificates[i].Scheme == e.Have
			}
			if e.Need == r.Scheme && held {
				if x := o.against(ask{scheme: e.Have}, list, false); x == good || x == unsure {
					st = unsure
				}
			}
		}
	}
	if st == bad && r.Strength != "mandatory" {
		st = risk
	}
	if r.Applies != nil && !*r.Applies {
		return good, false
	}
	if r.Condition != "" && r.Applies == nil && st != good {
		st = unsure
	}
	return st, counts
}

// as gives the same question about another legal entity.
func (o *oracle) as(name string) *oracle {
	x := *o
	x.Entity = name
	return &x
}

// mine gives the answer for the entity that bids, with what a partner holds where
// a person says that it will do.
func (o *oracle) mine(r *verdict.Requirement) (state int, counts bool) {
	state, counts = o.requirement(r)
	if r.HeldBy == "" || state == good {
		return state, counts
	}
	x, _ := o.as(r.HeldBy).requirement(r)
	if x == good && !r.HeldByAgreed {
		x = unsure
	}
	return min(state, x), counts
}

// theirs gives the answer for a subcontractor: nothing is said against one of
// which nothing is on record, unless its records are whole.
func (o *oracle) theirs(name string, r *verdict.Requirement) (state int, counts bool) {
	state, counts = o.as(name).requirement(r)
	_, known := o.book.Scheme(r.Scheme)
	for _, p := range o.Bid.Partners {
		known = known && !(p.Name == name && p.Whole)
	}
	for i := range o.Certificates {
		c := &o.Certificates[i]
		known = known && !(o.answers(c.Scheme, r.Scheme) && o.plainName(c.Holder) == o.plainName(name))
	}
	if known && state != good {
		state = unsure
	}
	return state, counts
}

// members gives the best of some alternatives, each answered by ask.
func members(rs []*verdict.Requirement, ask func(*verdict.Requirement) (int, bool)) (best int, counts bool) {
	for i, r := range rs {
		st, c := ask(r)
		switch {
		case i == 0 || c && !counts:
			best, counts = st, c
		case c == counts:
			best = min(best, st)
		}
	}
	return best, counts
}

// judge gives the state of each requirement's group, in order, and of the bid.
func (o *oracle) judge() (state verdict.State, groups []verdict.State) {
	worst := good
	seen := map[string]bool{}
	for i := range o.Bid.Requirements {
		group := o.Bid.Requirements[i].Group
		if group != "" && seen[group] {
			continue
		}
		seen[group] = true
		var rs []*verdict.Requirement
		touches := map[string]bool{}
		for j := range o.Bid.Requirements {
			x := &o.Bid.Requirements[j]
			if j != i && (group == "" || x.Group != group) {
				continue
			}
			rs = append(rs, x)
			for _, p := range o.Bid.Partners {
				spared := false
				for _, n := range x.Spared {
					spared = spared || n == p.Name
				}
				if p.Role == "subcontractor" && x.Subcontractors && !spared {
					touches[p.Name] = true
				}
			}
		}
		all, counts := members(rs, o.mine)
		for name := range touches {
			st, _ := members(rs, func(r *verdict.Requirement) (int, bool) { return o.theirs(name, r) })
			all = pressing(all, st)
		}
		groups = append(groups, oracleStates[all])
		if counts {
			worst = pressing(worst, all)
		}
	}
	return oracleStates[worst], groups
}
