package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"

	"holdfast/internal/win/requirement"
)

// Count holds what was rightly found, wrongly found and missed.
type Count struct{ Found, False, Missed int }

// Precision, Recall and F1 are between 0 and 1; 1 when there is nothing to count.
func (c Count) Precision() float64 { return ratio(c.Found, c.Found+c.False) }

// Recall is the share of what the labels hold that was found.
func (c Count) Recall() float64 { return ratio(c.Found, c.Found+c.Missed) }

// F1 is the harmonic mean of the two.
func (c Count) F1() float64 { return ratio(2*c.Found, 2*c.Found+c.False+c.Missed) }

func (c *Count) add(d Count) { c.Found += d.Found; c.False += d.False; c.Missed += d.Missed }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Report is the outcome over a set of passages.
type Report struct {
	Passages               int
	Named, Asked, Required Count
	// Keyword is required as a search for names scores it.
	Keyword Count
	// Low and High bound F1 of required with 95 % confidence, by drawing
	// buyers anew (passages where no buyer is named).
	Low, High float64
	// Buyers is required by buyer; passages without a named one stand alone,
	// under their id.
	Buyers    map[string]Count
	Strength  Classes
	When      Classes
	AnyOf     Yes // sets equal, on pairs found
	OrPolicy  Yes // by passage, of passages with a demand
	Equal     Yes
	Ukas      Yes
	Subs      Yes
	Proof     Yes
	Level     Yes
	Condition Yes
	// Failures are lines for people: the kind, the scheme and the passage.
	Failures []string
}

// Yes counts right answers; Labelled how many the labels hold, and Count those
// of them that were found, and what was found without a label.
type Yes struct {
	Right, Of, Labelled int
	Count
}

func (y *Yes) add(right, labelled, answered bool) {
	y.Of++
	if right {
		y.Right++
	}
	if labelled {
		y.Labelled++
	}
	switch {
	case labelled && answered && right:
		y.Found++
	case labelled:
		y.Missed++
	case answered:
		y.False++
	}
}

// Classes counts labels against answers.
type Classes map[[2]string]int

// MacroF1 is the mean F1 over the classes that the labels hold.
func (c Classes) MacroF1() float64 {
	by := c.byClass()
	sum, n := 0.0, 0
	for _, k := range by {
		if k.Found+k.Missed > 0 {
			sum += k.F1()
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

func (c Classes) byClass() map[string]Count {
	by := map[string]Count{}
	for pair, n := range c {
		gold, mine := by[pair[0]], by[pair[1]]
		if pair[0] == pair[1] {
			gold.Found += n
			by[pair[0]] = gold
			continue
		}
		gold.Missed += n
		mine.False += n
		by[pair[0]], by[pair[1]] = gold, mine
	}
	return by
}

// Score scores detection on passages.
func Score(ps []Passage) Report {
	r := Report{Passages: len(ps), Strength: Classes{}, When: Classes{}, Buyers: map[string]Count{}}
	for _, p := range ps {
		required := r.passage(&p)
		key := p.Buyer
		if key == "" || key == "unknown" {
			key = p.ID
		}
		c := r.Buyers[key]
		c.add(required)
		r.Buyers[key] = c
	}
	r.Low, r.High = interval(r.Buyers)
	return r
}

func (r *Report) passage(p *Passage) Count {
	mine := Detect(p.Text)
	gold := map[string]Label{}
	for _, l := range p.Labels {
		if l.Scheme != "other" {
			gold[l.Scheme] = l
		}
	}
	yes := []func(string) bool{
		func(s string) bool { return s != "" },
		func(s string) bool { return s != "" && s != requirement.MentionOnly },
		func(s string) bool { return s == requirement.Mandatory || s == requirement.Expected },
	}
	words := keywords(p.Text)
	var required Count
	policyMine, demanded := false, false
	for _, scheme := range Judged {
		g, isGold := gold[scheme]
		m, isMine := mine[scheme]
		for i, c := range []*Count{&r.Named, &r.Asked, &r.Required} {
			a, b := isGold && yes[i](g.Strength), isMine && yes[i](m.Strength)
			var d Count
			switch {
			case a && b:
				d.Found = 1
			case a:
				d.Missed = 1
				r.failure(i, "missed", scheme, p, m)
			case b:
				d.False = 1
				r.failure(i, "false", scheme, p, m)
			}
			c.add(d)
			if i == 2 {
				required.add(d)
				r.Keyword.add(compare(a, words[scheme]))
			}
		}
		if !isGold || !isMine {
			continue
		}
		r.Strength[[2]string{g.Strength, m.Strength}]++
		r.When[[2]string{g.When, m.When}]++
		if g.Strength != m.Strength {
			r.Failures = append(r.Failures, fmt.Sprintf("strength  %-22s %-10s labelled %s, read %s (%s)", scheme, p.ID, g.Strength, m.Strength, m.Reason))
		}
		if g.When != m.When {
			r.Failures = append(r.Failures, fmt.Sprintf("when      %-22s %-10s labelled %s, read %s", scheme, p.ID, g.When, m.When))
		}
		r.Equal.add(g.EquivalentAccepted == m.EquivalentAccepted, g.EquivalentAccepted, m.EquivalentAccepted)
		if g.EquivalentAccepted != m.EquivalentAccepted {
			r.Failures = append(r.Failures, fmt.Sprintf("equal     %-22s %-10s labelled %v", scheme, p.ID, g.EquivalentAccepted))
		}
		ukas := g.Accreditation != nil
		r.Ukas.add(ukas == (m.Accreditation != nil), ukas, m.Accreditation != nil)
		if ukas != (m.Accreditation != nil) {
			r.Failures = append(r.Failures, fmt.Sprintf("ukas      %-22s %-10s labelled %v", scheme, p.ID, ukas))
		}
		r.Subs.add(g.Subcontractors == m.Subcontractors, g.Subcontractors, m.Subcontractors)
		if g.Subcontractors != m.Subcontractors {
			r.Failures = append(r.Failures, fmt.Sprintf("subs      %-22s %-10s labelled %v", scheme, p.ID, g.Subcontractors))
		}
		want := groupOf(p.AnyOf, scheme)
		if p.OrPolicy != nil {
			r.AnyOf.add(slices.Equal(want, m.AnyOf), want != nil, m.AnyOf != nil)
		}
		if p.OrPolicy != nil && !slices.Equal(want, m.AnyOf) {
			r.Failures = append(r.Failures, fmt.Sprintf("any-of    %-22s %-10s labelled %v, read %v", scheme, p.ID, want, m.AnyOf))
		}
		if g.Proof != "" {
			r.Proof.add(g.Proof == m.Proof, true, true)
			if g.Proof != m.Proof {
				r.Failures = append(r.Failures, fmt.Sprintf("proof     %-22s %-10s labelled %s, read %s", scheme, p.ID, g.Proof, m.Proof))
			}
		}
		level := ""
		if m.Level != nil {
			level = *m.Level
		}
		if g.Level != "" || slices.Contains(p.Checked, "level") {
			r.Level.add(g.Level == level, g.Level != "", level != "")
			if g.Level != level {
				r.Failures = append(r.Failures, fmt.Sprintf("level     %-22s %-10s labelled %s, read %s", scheme, p.ID, g.Level, level))
			}
		}
		kind := ""
		if m.Condition != nil {
			kind = m.Condition.Kind
		}
		if g.Condition != "" || slices.Contains(p.Checked, "condition") {
			r.Condition.add(g.Condition == kind, g.Condition != "", kind != "")
			if g.Condition != kind {
				r.Failures = append(r.Failures, fmt.Sprintf("condition %-22s %-10s labelled %q, read %q", scheme, p.ID, g.Condition, kind))
			}
		}
		demanded = demanded || yes[1](g.Strength)
		policyMine = policyMine || m.OrPolicy
	}
	if demanded && p.OrPolicy != nil {
		r.OrPolicy.add(*p.OrPolicy == policyMine, *p.OrPolicy, policyMine)
		if *p.OrPolicy != policyMine {
			r.Failures = append(r.Failures, fmt.Sprintf("or-policy %-22s %-10s labelled %v", "", p.ID, *p.OrPolicy))
		}
	}
	return required
}

func compare(want, got bool) Count {
	switch {
	case want && got:
		return Count{Found: 1}
	case want:
		return Count{Missed: 1}
	case got:
		return Count{False: 1}
	}
	return Count{}
}

func (r *Report) failure(task int, kind, scheme string, p *Passage, m Finding) {
	name := []string{"named", "asked", "required"}[task]
	if name == "asked" {
		return // each is a required failure or a wrong strength
	}
	why, sentence := "", m.Quote
	if m.Reason != "" {
		why = " (" + m.Reason + ")"
	}
	if sentence == "" {
		sentence = p.Text
	}
	r.Failures = append(r.Failures, fmt.Sprintf("%-9s %-22s %-10s %s%s: %s", name, scheme, p.ID, kind, why, short(sentence)))
}

// short is the beginning of a sentence, on one line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 160 {
		return string(r[:160]) + "…"
	}
	return s
}

func groupOf(sets [][]string, scheme string) []string {
	for _, s := range sets {
		if slices.Contains(s, scheme) {
			s = slices.DeleteFunc(slices.Clone(s), func(x string) bool { return x == "other" })
			sort.Strings(s)
			if len(s) > 1 {
				return s
			}
		}
	}
	return nil
}

// interval draws the buyers anew 2,000 times from a fixed seed.
func interval(by map[string]Count) (low, high float64) {
	keys := make([]string, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	if len(keys) == 0 {
		return 1, 1
	}
	rng := rand.New(rand.NewPCG(1, 2))
	f := make([]float64, 2000)
	for i := range f {
		var c Count
		for range keys {
			c.add(by[keys[rng.IntN(len(keys))]])
		}
		f[i] = c.F1()
	}
	sort.Float64s(f)
	return f[int(math.Floor(0.025*float64(len(f))))], f[int(math.Ceil(0.975*float64(len(f))))-1]
}
