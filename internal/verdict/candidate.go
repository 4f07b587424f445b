package verdict

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// candidate is one certificate held against one requirement: the checks that do
// not depend on the day are made once.
type candidate struct {
	*held
	hard   cause // a separate check that fails, whatever the day
	unsure cause // a separate check that nobody can answer yet
	anew   bool  // no renewal mends it, only a first certification
	rule   string
}

// on gives the state of the candidate on a day, all checks together.
func (c *candidate) on(d civil.Date) (State, cause) {
	if c.hard != fine {
		return Fails, c.hard
	}
	st, why := c.held.on(d)
	if st == Holds && c.unsure != fine {
		return Unknown, c.unsure
	}
	return st, why
}

// renewable says whether renewing the certificate is the way back, and not a
// first certification.
func (c *candidate) renewable(today civil.Date) bool {
	if c.anew {
		return false
	}
	switch c.statusOn(today) {
	case "withdrawn", "revoked", "planned":
		return false
	}
	return c.restored.IsZero() || today <= c.restored
}

// candidates gives the certificates that answer a demand for the scheme at the
// level, each with its separate checks made.
func (h *Holder) candidates(b *Bid, entity string, r *Requirement, need *scheme.Scheme, level string) []candidate {
	var out []candidate
	entity = normalName(entity)
	for _, c := range h.held {
		sat, ok := h.book.Satisfies(c.scheme.ID, need.ID)
		if !ok {
			continue
		}
		cd := candidate{held: c}
		if c.scheme.ID != need.ID {
			cd.rule = satisfactionRule(c.scheme.ID, need.ID)
		}
		cd.checkLevel(sat, need, level)
		cd.checkEntity(entity)
		cd.checkScope(b.Covers[c.Ref])
		cd.checkAccreditation(r)
		out = append(out, cd)
	}
	return out
}

func satisfactionRule(have, need string) string {
	if have == "cyber-essentials-plus" && need == "cyber-essentials" {
		return "R38"
	}
	return ""
}

func (c *candidate) fails(w cause) {
	if c.hard == fine {
		c.hard = w
	}
	switch w {
	case wrongEntity, notAccredited, levelMissing:
		c.anew = true
	}
}

func (c *candidate) unclear(w cause) {
	if c.unsure == fine {
		c.unsure = w
	}
}

func (c *candidate) checkLevel(sat scheme.Satisfaction, need *scheme.Scheme, level string) {
	if c.scheme.ID != need.ID || len(need.Levels) == 0 || sat.While == "below-valid" {
		return
	}
	if level == "" {
		level = need.DefaultLevel
	}
	have, known := need.LevelRank(string(c.Level))
	if level == "" {
		if l, ok := need.Level(string(c.Level)); ok && !l.Passes {
			c.fails(levelMissing)
		}
		return
	}
	want, ok := need.LevelRank(level)
	switch {
	case !ok || c.Level == "" || !known:
		c.unclear(levelUnknown)
	case have < want:
		c.fails(levelMissing)
	}
}

func (c *candidate) checkEntity(entity string) {
	switch {
	case entity == "":
	case c.holder == "":
		c.unclear(entityUnknown)
	case c.holder != entity:
		c.fails(wrongEntity)
	}
}

func (c *candidate) checkScope(judged string) {
	if judged == "" {
		judged = c.Covers
	}
	switch judged {
	case "yes":
	case "no":
		c.fails(scopeNo)
	default:
		c.unclear(scopeUnknown)
	}
}

func (c *candidate) checkAccreditation(r *Requirement) {
	if !c.scheme.JudgesAccreditation {
		return
	}
	switch {
	case c.Accredited != nil && *c.Accredited:
	case c.Accredited == nil:
		c.unclear(accreditationUnknown)
	case r.Accreditation != "":
		c.fails(notAccredited)
	default:
		c.unclear(accreditationSilent)
	}
}

// field is the candidates of one requirement, looked at as one. It is not
// changed once it is made.
type field struct {
	cands  []candidate
	breaks []civil.Date
	renews bool // renewing one of them is the way back, not a first certification
}

// fieldKey is what the candidates hang on, where the bid itself judges no scope.
type fieldKey struct {
	entity, scheme, level string
	accredited            bool
}

// field gives the candidates for a demand. They are kept: many bids ask the same.
func (h *Holder) field(b *Bid, entity string, r *Requirement, need *scheme.Scheme, level string) field {
	key := fieldKey{entity, need.ID, level, r.Accreditation != ""}
	if len(b.Covers) == 0 {
		h.lock.Lock()
		f, ok := h.fields[key]
		h.lock.Unlock()
		if ok {
			return f
		}
	}
	f := field{cands: h.candidates(b, entity, r, need, level)}
	for i := range f.cands {
		f.breaks = append(f.breaks, f.cands[i].breaks...)
		f.renews = f.renews || f.cands[i].scheme == need && f.cands[i].renewable(h.today)
	}
	if len(f.cands) > 1 {
		slices.Sort(f.breaks)
		f.breaks = slices.Compact(f.breaks)
	}
	if len(b.Covers) == 0 {
		h.lock.Lock()
		h.fields[key] = f
		h.lock.Unlock()
	}
	return f
}

// best gives the state of the best certificate on a day and which it is; -1
// when none is held.
func (f *field) best(d civil.Date) (State, cause, int) {
	state, why, at := Fails, notHeld, -1
	for i := range f.cands {
		st, w := f.cands[i].on(d)
		if at < 0 || rank(st) < rank(state) || (st == Fails && state == Fails && f.closer(i, w, at, why)) {
			state, why, at = st, w, i
		}
	}
	return state, why, at
}

// closer says whether failing certificate i is nearer to the demand than j, so
// that the reason speaks of the one that a person would think of: one that only
// lacks the date before one that lacks a check, the later end first.
func (f *field) closer(i int, wi cause, j int, wj cause) bool {
	byDate := func(w cause) bool { return w == ended || w == notYet }
	if byDate(wi) != byDate(wj) {
		return byDate(wi)
	}
	return f.cands[i].end.Early > f.cands[j].end.Early
}

// points gives the first day of a stretch and every day in it on which some
// certificate may change.
func (f *field) points(from, to civil.Date) []civil.Date {
	out := []civil.Date{from}
	i, _ := slices.BinarySearch(f.breaks, from+1)
	for ; i < len(f.breaks) && f.breaks[i] <= to; i++ {
		out = append(out, f.breaks[i])
	}
	return out
}

// since gives the first day of the unbroken stretch up to d on which the state
// is not Holds; d itself where it never held before.
func (f *field) since(d civil.Date) civil.Date {
	i, found := slices.BinarySearch(f.breaks, d)
	if !found {
		i--
	}
	for ; i >= 0; i-- {
		if st, _, _ := f.best(f.breaks[i] - 1); st == Holds {
			return f.breaks[i]
		}
	}
	return d
}
