package scheme

import (
	"slices"

	"holdfast/internal/errs"
)

func factType(t FactType, p string) error {
	return first(
		oneOf(p+"/type", "type of fact", t.Type, "yes-no", "number", "day", "choice"),
		oneOf(p+"/who", "source of answers", t.Who, "user", "notice", "record"),
		when(t.Question == "", p+"/question", "a fact has its question"),
		when((t.Type == "choice") != (len(t.Values) > 0), p+"/values", "a choice has its values, and no other fact has"),
	)
}

func (c *checker) rule(r *Rule, p string) error {
	if err := first(
		when(r.Title == "" || r.Basis == "", p, "a rule has a title and a basis"),
		when(len(r.Then) == 0, p+"/then", "a rule does something"),
		when(r.PlanMayStandIn && r.Question == "", p+"/question", "where a plan may stand in, the rule has the question to ask"),
	); err != nil {
		return err
	}
	var err error
	r.When.each(p+"/when", func(p string, cond *Cond) { err = first(err, c.cond(p, cond)) })
	for i := range r.Then {
		err = first(err, c.effect(&r.Then[i], at(p+"/then", i)))
	}
	return err
}

func (c *checker) cond(p string, cond *Cond) error {
	shapes := 0
	for _, has := range []bool{cond.All != nil, cond.Any != nil, cond.Not != nil, cond.Fact != ""} {
		if has {
			shapes++
		}
	}
	if shapes != 1 {
		return errs.At(p, "a condition is exactly one of all, any, not and a comparison")
	}
	if cond.Fact == "" {
		return nil
	}
	t, ok := c.book.FactType(cond.Fact)
	if !ok {
		return errs.At(p+"/fact", "%q is not a declared fact", cond.Fact)
	}
	values := cond.Values
	if cond.Value != nil {
		values = append(slices.Clone(values), *cond.Value)
	}
	if err := first(
		oneOf(p+"/op", "comparison", cond.Op, "eq", "in", "gte", "lte"),
		when((cond.Op == "in") != (cond.Value == nil) || len(values) == 0, p, "the comparison in has values, the others have a value"),
	); err != nil {
		return err
	}
	for _, v := range values {
		if !t.Accepts(v) {
			return errs.At(p, "%s is not a value of the fact %s", v, t.ID)
		}
	}
	return nil
}

// Accepts says whether a value fits the fact. No answer always does.
func (t FactType) Accepts(v Value) bool {
	switch v.kind {
	case 0:
		return true
	case 'b':
		return t.Type == "yes-no"
	case 'n':
		return t.Type == "number"
	case 'd':
		return t.Type == "day"
	}
	return slices.ContainsFunc(t.Values, func(c FactChoice) bool { return c.ID == v.text })
}

func (c *checker) effect(e *Effect, p string) error {
	if err := first(
		oneOf(p+"/kind", "kind of outcome", e.Kind, KindRequires, KindObliges, KindDecides, KindNotes),
		when((e.Kind == KindRequires) != (e.Requires != nil), p+"/requires", "an outcome that requires says what, and no other does"),
		when((e.Kind == KindDecides) != (e.Decides != nil), p+"/decides", "an outcome that decides says what, and no other does"),
		when(e.Text == "", p+"/text", "an outcome says itself in words"),
	); err != nil {
		return err
	}
	if d := e.Decides; d != nil {
		return first(oneOf(p+"/decides/check", "check", d.Check, checks...), oneOf(p+"/decides/state", "state", d.State, decisions...))
	}
	r := e.Requires
	if r == nil {
		return nil
	}
	err := first(
		c.known(p+"/requires/scheme", r.Scheme),
		oneOf(p+"/requires/strength", "strength", r.Strength, strengths...),
		oneOf(p+"/requires/when", "need-by word", r.When, needBys...),
		when((r.When == "by-date") == r.Date.IsZero(), p+"/requires/date", "by-date has its date, and no other has"),
	)
	for i, id := range r.OrBetter {
		err = first(err, c.known(at(p+"/requires/orBetter", i), id))
	}
	if err == nil && r.Level != "" {
		_, ok := c.book.byID[r.Scheme].LevelRank(r.Level)
		err = when(!ok, p+"/requires/level", "%q is not a level of %s", r.Level, r.Scheme)
	}
	return err
}
