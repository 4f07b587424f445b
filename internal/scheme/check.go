package scheme

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// checker gathers the files into a book and refuses what is not sound.
type checker struct {
	book *Book
	home map[string]string // rule and scheme id to file and pointer
}

// add takes the content of one file.
func (c *checker) add(name string, f *file) error {
	if f.AsOf.IsZero() {
		return errs.At(name+":/asOf", "a data file says as of which day it is true")
	}
	if err := checkFacts(reflect.ValueOf(f).Elem(), name+":", f.AsOf); err != nil {
		return err
	}
	if c.home == nil {
		c.home = map[string]string{}
	}
	b := c.book
	for i, s := range f.Schemes {
		p := at(name+":/schemes", i)
		if err := c.claim("scheme "+s.ID, p); err != nil {
			return err
		}
		b.schemes = append(b.schemes, s)
		b.byID[s.ID] = s
	}
	for i, r := range f.Rules {
		if err := c.claim("rule "+r.ID, at(name+":/rules", i)); err != nil {
			return err
		}
		b.rules = append(b.rules, r)
	}
	for i, t := range f.Facts {
		if err := c.claim("fact "+t.ID, at(name+":/facts", i)); err != nil {
			return err
		}
		b.facts = append(b.facts, t)
	}
	for i, d := range f.Demands {
		if err := c.claim("demand "+d.ID, at(name+":/demands", i)); err != nil {
			return err
		}
		b.demands = append(b.demands, d)
	}
	for i, s := range f.Satisfies {
		if err := c.claim("satisfies "+s.Have+" "+s.Need, at(name+":/satisfies", i)); err != nil {
			return err
		}
		b.satisfies = append(b.satisfies, s)
	}
	for i, e := range f.Equivalents {
		if err := c.claim("equivalent "+e.Have+" "+e.Need, at(name+":/equivalents", i)); err != nil {
			return err
		}
		b.equivalents = append(b.equivalents, e)
	}
	if f.Procurement != nil {
		if err := c.claim("procurement", name+":/procurement"); err != nil {
			return err
		}
		b.procurement = *f.Procurement
	}
	return nil
}

func (c *checker) claim(what, pointer string) error {
	if strings.HasSuffix(what, " ") {
		return errs.At(pointer+"/id", "an id is missing")
	}
	if first, ok := c.home[what]; ok {
		return errs.At(pointer, "%s occurs twice: the first is at %s", what, first)
	}
	c.home[what] = pointer
	return nil
}

// whole checks what needs the whole of the data.
func (c *checker) whole() error {
	for _, s := range c.book.schemes {
		if err := c.scheme(s, c.home["scheme "+s.ID]); err != nil {
			return err
		}
	}
	for _, s := range c.book.schemes { // after all are sound, so that clocks are taken once
		if s.EventsFrom != "" {
			s.Clocks = append(slices.Clone(c.book.byID[s.EventsFrom].Clocks), s.Clocks...)
		}
	}
	for _, t := range c.book.facts {
		if err := factType(t, c.home["fact "+t.ID]); err != nil {
			return err
		}
	}
	for _, r := range c.book.rules {
		if err := c.rule(r, c.home["rule "+r.ID]); err != nil {
			return err
		}
	}
	return c.relations()
}

func oneOf[T ~string](pointer, what string, v T, list ...T) error {
	if slices.Contains(list, v) {
		return nil
	}
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return errs.At(pointer, "%q is not a known %s: it is one of %s", string(v), what, strings.Join(words, ", "))
}

// first gives the first error.
func first(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func when(bad bool, pointer, format string, args ...any) error {
	if bad {
		return errs.At(pointer, format, args...)
	}
	return nil
}

func (c *checker) known(pointer, id string) error {
	return when(c.book.byID[id] == nil, pointer, "%q is not a scheme of the data", id)
}

var states = []string{"certified", "in-recertification", "suspended", "withdrawn", "expired", "revoked", "planned", "reduced"}

func (c *checker) scheme(s *Scheme, p string) error {
	err := first(
		when(s.Name == "" || s.Short == "" || s.Owner == "" || s.Family == "", p, "a scheme has a name, a short name, a family and an owner"),
		oneOf(p+"/term", "term", s.Term, TermMonths, TermToolkitYear, TermNone),
		oneOf(p+"/startsOn", "start", s.StartsOn, AnchorDecision, AnchorIssued),
		oneOf(p+"/printedEnd", "printed end", s.PrintedEnd, PrintedDecides, EarlierCounts),
		when((s.Term == TermMonths) != (s.ValidityMonths > 0), p+"/validityMonths", "a term of months has a number of them, and no other term has"),
		when((s.Term == TermToolkitYear) != (s.Toolkit != nil && len(s.Toolkit.Versions) > 0), p+"/toolkit", "a term of toolkit years has its versions, and no other term has"),
		when(!slices.IsSortedFunc(s.ReminderDays, func(a, b int) int { return b - a }), p+"/reminderDays", "the reminders fall"),
		leads(s.Lead.First, p+"/lead/first"), leads(s.Lead.Renew, p+"/lead/renew"),
		when(s.EventsFrom != "" && (c.book.byID[s.EventsFrom] == nil || c.book.byID[s.EventsFrom].EventsFrom != ""), p+"/eventsFrom", "%q is not a scheme with clocks of its own", s.EventsFrom),
	)
	if err != nil {
		return err
	}
	for i, id := range s.Requires {
		if err := c.known(at(p+"/requires", i), id); err != nil {
			return err
		}
	}
	for i, l := range s.Levels {
		for j, id := range l.Requires {
			if err := c.known(at(at(p+"/levels", i)+"/requires", j), id); err != nil {
				return err
			}
		}
	}
	if _, ok := s.LevelRank(s.DefaultLevel); s.DefaultLevel != "" && !ok {
		return errs.At(p+"/defaultLevel", "%q is not a level of the scheme", s.DefaultLevel)
	}
	for i, st := range append(slices.Clone(s.ValidStates), s.InvalidStates...) {
		if err := oneOf(at(p+"/states", i), "state", st, states...); err != nil {
			return err
		}
	}
	for i, e := range s.Editions {
		if err := when(!e.OtherReading.IsZero() && e.OtherReading <= e.LastValidDay, at(p+"/editions", i)+"/otherReading", "the other reading is the later day"); err != nil {
			return err
		}
	}
	for i := range s.Clocks {
		if err := clockRule(&s.Clocks[i], at(p+"/events", i)); err != nil {
			return err
		}
	}
	return nil
}

func leads(l Lead, p string) error {
	return when(l.Min < 1 || l.Typical < l.Min || l.Max < l.Typical, p, "a lead time is at least a day, and min, typical and max do not fall")
}

func clockRule(e *EventRule, p string) error {
	return first(
		when(e.ID == "" || e.Name == "", p, "a clock has an id and a name"),
		oneOf(p+"/anchor", "anchor", e.Anchor, AnchorDecision, AnchorIssued, AnchorExpires, AnchorSuspended, AnchorStage2,
			AnchorCEIssued, AnchorAccountCreated, AnchorFeedback, AnchorSampleFailed, AnchorFinding, AnchorFixed),
		oneOf(p+"/bound", "bound", e.Bound, By, Before, ByEndOfYear, ByEndOfNextCalendarYear, Every, ByWorkingDays),
		oneOf(p+"/cycle", "cycle", e.Cycle, "", "initial", "recertified"),
		when((e.Anchor == AnchorFixed) == e.On.IsZero(), p+"/on", "a fixed clock has its day, and no other has"),
		when(e.Bound == Every && e.Offset.Months <= 0 && e.Offset.Days <= 0, p+"/offset", "a clock that comes again needs a distance"),
	)
}

func (c *checker) relations() error {
	b := c.book
	need := func(p, id string) error {
		if _, ok := b.Demand(id); ok {
			return nil
		}
		return c.known(p, id)
	}
	for _, s := range b.satisfies {
		p := c.home["satisfies "+s.Have+" "+s.Need]
		if err := first(c.known(p+"/have", s.Have), need(p+"/need", s.Need), oneOf(p+"/while", "condition", s.While, "", "below-valid", "level")); err != nil {
			return err
		}
	}
	for _, e := range b.equivalents {
		p := c.home["equivalent "+e.Have+" "+e.Need]
		if err := first(c.known(p+"/have", e.Have), c.known(p+"/need", e.Need), when(e.Question == "", p+"/question", "an equivalent has the question to ask")); err != nil {
			return err
		}
	}
	for _, d := range b.demands {
		p := c.home["demand "+d.ID]
		if err := oneOf(p+"/kind", "kind of demand", d.Kind, "standard", "framework"); err != nil {
			return err
		}
		for i, r := range d.LeadsTo {
			for _, sl := range append(slices.Clone(r.All), r.Proof...) {
				if err := c.known(at(p+"/leadsTo", i), sl.Scheme); err != nil {
					return err
				}
			}
		}
	}
	for i, s := range b.procurement.Standstill {
		p := at(c.home["procurement"]+"/standstill", i)
		if _, err := civil.Calendar(civil.CalendarID(s.Calendar)); err != nil {
			return errs.At(p+"/calendar", "%q is not a calendar", s.Calendar)
		}
		if err := oneOf(p+"/countFrom", "way of counting", s.CountFrom, civil.FromPublication, civil.FromDayAfter, civil.FromDayAfterNext); err != nil {
			return err
		}
	}
	return nil
}

// checkFacts visits every fact below v: it needs a source and a certainty, and
// takes the file's day where it has none of its own.
func checkFacts(v reflect.Value, pointer string, asOf civil.Date) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return checkFacts(v.Elem(), pointer, asOf)
	case reflect.Slice:
		for i := range v.Len() {
			if err := checkFacts(v.Index(i), at(pointer, i), asOf); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if f, ok := v.Addr().Interface().(*Fact); ok {
			if f.AsOf.IsZero() {
				f.AsOf = asOf
			}
			return first(
				when(f.Source == "", pointer+"/source", "a fact has its source"),
				oneOf(pointer+"/certainty", "certainty", f.Certainty, certainties...),
			)
		}
		for i := range v.NumField() {
			t := v.Type().Field(i)
			if !t.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(t.Tag.Get("json"), ",")
			if err := checkFacts(v.Field(i), fmt.Sprintf("%s/%s", pointer, name), asOf); err != nil {
				return err
			}
		}
	}
	return nil
}
