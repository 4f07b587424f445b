package scheme

import (
	"slices"

	"holdfast/internal/civil"
)

// Outcome is one effect of one rule for a set of answers.
type Outcome struct {
	Rule     *Rule
	Kind     string    // requires, obliges, decides, notes
	Requires *Requires // for requires
	Decides  *Decision // for decides
	Text     string
	Binding  bool
	Fact     Fact
	// Possible: the rule's condition is not settled, so that this is a question
	// and never a requirement. Questions are what would settle it.
	Possible  bool
	Questions []Question
}

// Decide gives the effects of every rule whose condition is true, and as
// Possible those of every rule whose condition hangs on unknown facts, in the
// data's order. A rule whose condition is false gives nothing.
func (b *Book) Decide(a Answers) []Outcome {
	var out []Outcome
	for _, r := range b.rules {
		t := r.When.eval(a)
		if t == no {
			continue
		}
		var qs []Question
		if t == unknown {
			qs = b.questions(&r.When, a)
		}
		for i := range r.Then {
			e := &r.Then[i]
			out = append(out, Outcome{
				Rule: r, Kind: e.Kind, Requires: e.Requires, Decides: e.Decides, Text: e.Text,
				Binding: r.effectBinding(e), Fact: r.effectFact(e),
				Possible: t == unknown, Questions: qs,
			})
		}
	}
	return out
}

func (b *Book) questions(c *Cond, a Answers) []Question {
	var out []Question
	c.open(a, func(fact string) {
		for _, q := range out {
			if q.Fact == fact {
				return
			}
		}
		f := b.factType(fact)
		out = append(out, Question{Fact: fact, Text: f.Question, Who: f.Who})
	})
	return out
}

// Expectation is what a buyer may or must ask of one scheme, all rules taken
// together: the highest strength, and among the rules that set it the earliest
// need-by day and the highest level.
type Expectation struct {
	Scheme   string
	Requires Requires
	Binding  bool // one of the rules that set the strength is binding
	Possible bool // not settled: see the questions
	// From are the outcomes behind it, those that set the strength first.
	From      []Outcome
	Questions []Question
}

// Expect resolves the requirements of Decide: for each scheme one expectation
// from the rules that hold, and one Possible from those that are not settled
// where they would ask for more. A need-by date of its own is kept apart. The
// order is that of the schemes, what is certain first.
func (b *Book) Expect(a Answers) []Expectation {
	type key struct {
		scheme   string
		date     civil.Date
		possible bool
	}
	groups := map[key][]Outcome{}
	var keys []key
	for _, o := range b.Decide(a) {
		if o.Requires == nil {
			continue
		}
		k := key{o.Requires.Scheme, o.Requires.Date, o.Possible}
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], o)
	}
	var out []Expectation
	for _, s := range b.schemes {
		for _, possible := range []bool{false, true} {
			for _, k := range keys {
				if k.scheme != s.ID || k.possible != possible {
					continue
				}
				e := resolve(s, groups[k])
				if sure, ok := groups[key{k.scheme, k.date, false}]; possible && ok && !asksMore(s, e, resolve(s, sure)) {
					continue
				}
				out = append(out, e)
			}
		}
	}
	return out
}

func resolve(s *Scheme, from []Outcome) Expectation {
	slices.SortStableFunc(from, func(x, y Outcome) int {
		return rank(strengths, y.Requires.Strength) - rank(strengths, x.Requires.Strength)
	})
	e := Expectation{Scheme: s.ID, Requires: *from[0].Requires, Possible: from[0].Possible, From: from}
	for _, o := range from {
		r := o.Requires
		if r.Strength == e.Requires.Strength { // a weaker wish moves no day of a stronger one
			e.Binding = e.Binding || o.Binding
			e.Requires.FlowDown = e.Requires.FlowDown || r.FlowDown
			e.Requires.EquivalentAllowed = e.Requires.EquivalentAllowed || r.EquivalentAllowed
			if rank(needBys, r.When) < rank(needBys, e.Requires.When) {
				e.Requires.When = r.When
			}
			if higher(s, r.Level, e.Requires.Level) {
				e.Requires.Level = r.Level
			}
		}
		for _, q := range o.Questions {
			if !slices.Contains(e.Questions, q) {
				e.Questions = append(e.Questions, q)
			}
		}
	}
	return e
}

func asksMore(s *Scheme, possible, sure Expectation) bool {
	p, q := possible.Requires, sure.Requires
	return rank(strengths, p.Strength) > rank(strengths, q.Strength) ||
		rank(needBys, p.When) < rank(needBys, q.When) || higher(s, p.Level, q.Level) ||
		possible.Binding && !sure.Binding
}

func higher(s *Scheme, a, b string) bool {
	i, ok := s.LevelRank(a)
	j, has := s.LevelRank(b)
	return ok && (!has || i > j)
}

func rank(list []string, word string) int { return slices.Index(list, word) }
