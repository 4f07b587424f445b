package bid

import (
	"context"
	"maps"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/notice"
)

// Expected is what a rule says to expect of a buyer whose words are silent. It is
// no requirement: a person may make one of it, or ask.
type Expected struct {
	scheme.Expectation
	Rule     *scheme.Rule
	Fact     scheme.Fact
	Question string // to the buyer, ready to be sent
	// Open are the facts of the contract that would settle it, none when all are
	// known.
	Open []scheme.Question
}

// Known are the facts of a procurement that the rules ask for, with the ground
// of each that was read and not said by a person.
type Known struct {
	Answers scheme.Answers
	From    map[string]string
}

// BuyerType reads what kind of body a buyer is out of its name and of how it was
// published; empty where neither tells for certain.
func BuyerType(kind, name string) (value, from string) {
	n := " " + strings.ToLower(name) + " "
	for _, k := range []struct {
		value string
		words []string
	}{
		{"mod", []string{" ministry of defence ", " defence equipment ", " defence digital ", " mod "}},
		{"nhs-body", []string{" nhs ", " integrated care board ", " health board "}},
		{"police", []string{" police ", " constabulary "}},
		{"fire", []string{" fire and rescue ", " fire & rescue "}},
		{"local-authority", []string{" council ", " borough of "}},
		{"university", []string{" university ", " college "}},
		{"school", []string{" academy trust ", " academies trust ", " school ", " multi academy "}},
		{"housing", []string{" housing association ", " homes ltd ", " homes limited "}},
		{"central-department", []string{" cabinet office ", " home office ", " hm treasury ", " department for ", " department of ", " ministry of "}},
	} {
		for _, w := range k.words {
			if strings.Contains(n, w) {
				return k.value, "the buyer’s name, “" + strings.TrimSpace(name) + "”"
			}
		}
	}
	if strings.Contains(strings.ToLower(kind), "central government") {
		return "central-department", "the notice: “" + kind + "”"
	}
	return "", ""
}

// KnownOf gives the facts that a notice settles; n may be nil.
func (b *Bid) KnownOf(n *notice.Notice, today civil.Date) Known {
	k := Known{Answers: scheme.Answers{"today": scheme.On(today)}, From: map[string]string{}}
	set := func(fact, value, from string) {
		if value != "" {
			k.Answers[fact], k.From[fact] = scheme.Choice(value), from
		}
	}
	set("regime", b.Regime, "the notice")
	set("buyer.nation", b.Nation, "the notice")
	kind := ""
	if n != nil {
		if len(n.Buyers) > 0 {
			kind = n.Buyers[0].Kind
		}
		set("regime", b.Regime, n.Regime.From)
		set("buyer.nation", b.Nation, n.Nation.From)
		if !n.Framework && !n.Dynamic {
			set("contract.framework", "none", "the notice names no framework")
		}
	}
	value, from := BuyerType(kind, b.Buyer)
	set("buyer.type", value, from)
	for fact, said := range b.Facts {
		switch said {
		case "yes", "no":
			k.Answers[fact] = scheme.Yes(said == "yes")
		default:
			k.Answers[fact] = scheme.Choice(said)
		}
		k.From[fact] = "a person’s word"
	}
	return k
}

// maxExpected bounds what is expected of one bid.
const maxExpected = 6

// Silent gives what the rules say to expect for schemes that the bid's
// requirements do not name: what is settled first. What is only possible and
// desirable, or hangs on the one who bids, is left out.
func (b *Bid) Silent(book *scheme.Book, k Known) []Expected {
	var out []Expected
	for _, x := range book.Expect(k.Answers) {
		named := slices.ContainsFunc(b.Requirements, func(r Requirement) bool {
			return !r.Removed && (r.Scheme == x.Scheme || slices.Contains(x.Requires.OrBetter, r.Scheme))
		})
		if named || len(x.From) == 0 || x.Possible && (x.Requires.Strength == "desirable" || !likely(&x, k)) {
			continue
		}
		o := x.From[0]
		e := Expected{Expectation: x, Rule: o.Rule, Fact: o.Fact, Question: o.Rule.Question}
		if e.Question == "" {
			e.Question = question(book, &x)
		}
		e.Open = x.Questions
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(x, y Expected) int { return order(&x) - order(&y) })
	return out[:min(len(out), maxExpected)]
}

func order(e *Expected) int {
	n := 0
	if e.Possible {
		n += 10
	}
	if e.Requires.Strength != "mandatory" {
		n += 2
	}
	if !e.Binding {
		n++
	}
	return n
}

// likely leaves out rules for other buyers: one that hangs on what kind of buyer
// it is, or on an enquiry nobody would make here, tells nothing.
func likely(x *scheme.Expectation, k Known) bool {
	for _, q := range x.Questions {
		switch q.Fact {
		case "buyer.type", "buyer.nation", "regime", "contract.framework", "supplier.suppliesMOD", "procurement.begun", "contract.digitalHealthProduct", "contract.cardPayments":
			return false
		case "contract.classification": // SECRET is asked by few, and never in silence
			if buyer := k.Answers["buyer.type"].String(); buyer != "mod" && buyer != "central-department" {
				return false
			}
		}
	}
	return true
}

func question(book *scheme.Book, x *scheme.Expectation) string {
	name := x.Scheme
	if s, ok := book.Scheme(x.Scheme); ok {
		name = s.Name
	}
	when := map[string]string{
		"at-submission": "with the tender", "at-assessment": "at assessment", "by-award": "by the award",
		"by-contract-start": "by the start of the contract", "during-contract": "during the contract",
	}[x.Requires.When]
	if when == "" {
		when = "and by which day"
	} else {
		when = "and is it enough to hold it " + when
	}
	return "The notice does not say whether suppliers must hold " + name + ". Do you ask for it, at which level, " + when + "?"
}

// SetFacts says what a person knows of the contract: fact to "yes", "no", a
// choice, or "" to take it back.
func (s *Service) SetFacts(ctx context.Context, by By, ref string, facts map[string]string) (Row, error) {
	return s.edit(ctx, by, "bid.set-facts", ref, facts, func(_ *change.Tx, b *Bid) error {
		b.Facts = maps.Clone(b.Facts)
		for fact, said := range facts {
			t, ok := s.book.FactType(fact)
			if !ok || !fits(&t, said) {
				return errs.At(fact, "“%s” is no answer to: %s", said, t.Question)
			}
			if b.Facts == nil {
				b.Facts = map[string]string{}
			}
			if b.Facts[fact] = said; said == "" {
				delete(b.Facts, fact)
			}
		}
		return nil
	})
}

func fits(t *scheme.FactType, said string) bool {
	switch {
	case said == "":
		return true
	case t.Type == "yes-no":
		return said == "yes" || said == "no"
	case t.Type == "choice":
		return slices.ContainsFunc(t.Values, func(c scheme.FactChoice) bool { return c.ID == said })
	}
	return false
}

// CountExpected makes a requirement of what a rule says to expect, so that the
// verdict counts it as the rule's basis allows. Conflict where not every
// condition of the rule is known: then it is a question.
func (s *Service) CountExpected(ctx context.Context, by By, ref, rule, schemeID string, n *notice.Notice, today civil.Date) (Row, error) {
	return s.edit(ctx, by, "bid.count-expected", ref, []string{rule, schemeID}, func(_ *change.Tx, b *Bid) error {
		for _, e := range b.Silent(s.book, b.KnownOf(n, today)) {
			if e.Rule.ID != rule || e.Scheme != schemeID {
				continue
			}
			if e.Possible {
				return errs.New(errs.Conflict, "Not every condition of %s is known: ask the buyer, or say what is known of the contract.", rule)
			}
			b.Requirements = append(b.Requirements, Requirement{
				Requirement: verdict.Requirement{
					Scheme: e.Scheme, Strength: e.Requires.Strength, When: e.Requires.When, Date: e.Requires.Date, Level: verdict.Level(e.Requires.Level),
					Proof: "certificate", EquivalentAccepted: e.Requires.EquivalentAllowed, Subcontractors: e.Requires.FlowDown, Rule: rule,
				},
				Origin: "rule", By: by.Name, Why: "the words are silent; " + e.Rule.Basis,
			})
			return nil
		}
		return errs.New(errs.NotFound, "The rules do not say to expect that of this bid.")
	})
}

// AskExpected drafts the question to the buyer about what a rule says to expect.
func (s *Service) AskExpected(ctx context.Context, by By, ref, rule, schemeID string, n *notice.Notice, today civil.Date) (ClarificationRow, error) {
	return s.asking(ctx, by, "clarification.ask", []string{ref, rule, schemeID}, func(tx *change.Tx) (ClarificationRow, error) {
		row, err := s.find(tx, ref)
		if err != nil {
			return ClarificationRow{}, err
		}
		for _, e := range row.Value.Silent(s.book, row.Value.KnownOf(n, today)) {
			if e.Rule.ID == rule && e.Scheme == schemeID {
				return s.ask(tx, &row, Question{Question: e.Question, Why: e.Rule.ID + ": " + e.Rule.Basis, Scheme: e.Scheme})
			}
		}
		return ClarificationRow{}, errs.New(errs.NotFound, "The rules do not say to expect that of this bid.")
	})
}
