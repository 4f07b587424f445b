package verdict

import (
	"slices"
	"strings"
	"sync"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// Holder is a set of certificates made ready to be held against many bids on
// one day. It is safe for concurrent use.
type Holder struct {
	book  *scheme.Book
	today civil.Date
	held  []*held
	est   Estimate

	lock   sync.Mutex
	fields map[fieldKey]field
}

// held is one certificate with its clocks reckoned.
type held struct {
	Certificate
	scheme *scheme.Scheme
	holder string // normalised

	from     civil.Date // zero: not recorded
	end      scheme.Readings
	edition  scheme.Readings
	edOdd    bool          // the edition recorded is none that is known
	edGuess  civil.Date    // the edition is not printed: the last day of the one it could be
	overdue  *scheme.Event // a hard event that passed without a recorded outcome
	below    []*held       // the certificates it stands on (Cyber Essentials under a Plus)
	needs    *scheme.Scheme
	status   []StatusChange
	breaks   []civil.Date // days on which its state may change
	restored civil.Date   // last day on which a renewal still continues it; zero: no end is known
	today    civil.Date
}

// NewHolder reckons the clocks of the certificates. Certificates of schemes that
// the book does not know are left out; Validate names them before.
func NewHolder(book *scheme.Book, today civil.Date, certs []Certificate) *Holder {
	h := &Holder{book: book, today: today, est: awardEstimate(book), fields: map[fieldKey]field{}}
	for _, c := range certs {
		if s, ok := book.Scheme(c.Scheme); ok {
			h.held = append(h.held, newHeld(s, c, today))
		}
	}
	for _, c := range h.held {
		if len(c.scheme.Requires) == 0 || c.scheme.Term != scheme.TermMonths || c.scheme.ID != "cyber-essentials-plus" {
			continue
		}
		c.needs, _ = book.Scheme(c.scheme.Requires[0])
		for _, b := range h.held {
			if b.scheme == c.needs && b.holder == c.holder {
				c.below = append(c.below, b)
			}
		}
	}
	for _, c := range h.held {
		c.breaks = c.findBreaks()
	}
	return h
}

func newHeld(s *scheme.Scheme, c Certificate, today civil.Date) *held {
	h := &held{Certificate: c, scheme: s, holder: normalName(c.Holder), today: today}
	dates := scheme.Held{
		Cycle: c.Cycle, Edition: c.Edition, EndLabel: c.EndLabel,
		Decision: c.Decision, Issued: c.Issued, Expires: c.Expires,
	}
	h.status = slices.Clone(c.Status)
	slices.SortStableFunc(h.status, func(a, b StatusChange) int { return int(a.From - b.From) })
	h.from = s.ValidFrom(dates)
	h.end = s.LastValidDay(dates)
	if len(s.Editions) > 0 {
		if c.Edition != "" {
			var known bool
			h.edition, known = s.EditionEnd(c.Edition)
			h.edOdd = !known
		} else {
			h.edGuess = unprintedEdition(s, h.from)
		}
	}
	h.overdue = overdueEvent(s, dates, h.status, today)
	if !h.end.Early.IsZero() {
		h.restored = h.end.Early.AddMonths(s.RestoreMonths)
	}
	return h
}

// unprintedEdition gives the last day of the edition that a certificate without
// a printed one must be to, because no later edition was out when it began; zero
// when that cannot be said.
func unprintedEdition(s *scheme.Scheme, from civil.Date) civil.Date {
	if from.IsZero() {
		return 0
	}
	for i, e := range s.Editions {
		if e.LastValidDay.IsZero() || i+1 >= len(s.Editions) {
			continue
		}
		if next := s.Editions[i+1].From; !next.IsZero() && from < next {
			return e.LastValidDay
		}
	}
	return 0
}

// overdueEvent gives the earliest hard event whose passing puts a certificate
// at risk until its outcome is recorded. An outcome is a line of the status
// history later than the decision, in a state that counts; the n-th such event
// wants the n-th outcome. The first line is the grant, not an outcome, when it is
// no later than the issue: bodies issue some days after they decide.
func overdueEvent(s *scheme.Scheme, d scheme.Held, status []StatusChange, today civil.Date) *scheme.Event {
	outcomes := 0
	for i, st := range status {
		grant := i == 0 && st.From <= d.Issued
		if counts(st.State) && st.From > d.Decision && st.From <= today && !grant {
			outcomes++
		}
	}
	for _, e := range s.Events(d) {
		if !e.OverdueIsRisk || !e.Hard || e.Date >= today {
			continue
		}
		if outcomes > 0 {
			outcomes--
			continue
		}
		return &e
	}
	return nil
}

// statusOn gives the recorded state on a day; certified when nothing is.
func (c *held) statusOn(d civil.Date) string {
	state := "certified"
	for i, st := range c.status {
		if i == 0 && normalState(st.State) == "planned" {
			state = "planned" // a plan is one from the start
		}
		if st.From > d && i > 0 {
			break
		}
		if st.From <= d {
			state = normalState(st.State)
		}
	}
	return state
}

func normalState(s string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-")
}

func counts(state string) bool {
	switch normalState(state) {
	case "certified", "in-recertification", "":
		return true
	}
	return false
}

// findBreaks gives the days on which the state of the certificate may change,
// in order and each once.
func (c *held) findBreaks() []civil.Date {
	var b []civil.Date
	add := func(d civil.Date) {
		if !d.IsZero() {
			b = append(b, d)
		}
	}
	next := func(d civil.Date) {
		if !d.IsZero() {
			b = append(b, d+1)
		}
	}
	add(c.from)
	next(c.end.Early)
	next(c.end.Late)
	next(c.end.UnknownAfter)
	next(c.edition.Early)
	next(c.edition.Late)
	next(c.edGuess)
	if c.overdue != nil {
		next(c.overdue.Date)
	}
	for _, st := range c.status {
		add(st.From)
		if normalState(st.State) == "planned" {
			add(c.today)
		}
	}
	if c.needs != nil {
		next(c.belowUnsure())
	}
	for _, u := range c.below {
		add(u.from)
		next(u.end.Early)
		for _, st := range u.status {
			add(st.From)
		}
	}
	slices.Sort(b)
	return slices.Compact(b)
}

// belowUnsure gives the last day on which the certificate below, not being
// recorded, must still have been valid: it was issued at most three months
// before, so it ends at most three months earlier.
func (c *held) belowUnsure() civil.Date {
	if c.end.Early.IsZero() {
		return 0
	}
	return c.end.Early.AddMonths(-3)
}

var nameMarks = strings.NewReplacer(".", "", ",", "", "’", "'", "&", " and ")

// SameName says whether two ways of writing name the same legal entity.
func SameName(a, b string) bool { return normalName(a) == normalName(b) }

// normalName folds the ways in which one legal name is written.
func normalName(s string) string {
	s = strings.ToLower(s)
	s = nameMarks.Replace(s)
	words := strings.Fields(s)
	for i, w := range words {
		switch w {
		case "limited":
			words[i] = "ltd"
		case "the":
			if i == 0 {
				words[i] = ""
			}
		}
	}
	s = strings.Join(words, " ")
	s = strings.ReplaceAll(s, "public ltd company", "plc")
	s = strings.ReplaceAll(s, "public company ltd", "plc")
	return strings.TrimSpace(s)
}
