package verdict_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// TestAgainstTheOracle compares the states of every group and bid, and the first
// failing and the decisive day, with the second implementation.
func TestAgainstTheOracle(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := genCase(t)
				if f := c.Validate(book); len(f) > 0 {
					t.Skip("not a case:", f[0].Pointer)
				}
				o := oracle{book, c}
				state, groups := o.judge()
				v := verdict.Judge(book, c)
				b, _ := json.Marshal(c)
				if v.State != state || len(v.Groups) != len(groups) {
					t.Fatalf("the bid is %s, the oracle says %s\n%s\n%+v %v", v.State, state, b, v, groups)
				}
				for i, g := range v.Groups {
					if g.State != groups[i] {
						t.Fatalf("group %d is %s, the oracle says %s: %s\n%s", i, g.State, groups[i], g.Reason, b)
					}
					o.days(t, &g, b)
				}
			})
		})
	}
}

// days checks the days that a group names: the decisive day is one, and not
// covered; the first failing day begins the stretch that reaches it.
func (o *oracle) days(t *rapid.T, g *verdict.Group, b []byte) {
	if g.Party != "" {
		o = o.as(g.Party)
	}
	r := &o.Bid.Requirements[g.Requirement]
	if _, ok := o.book.Scheme(r.Scheme); !ok {
		return
	}
	list, _ := o.decisive(r)
	inside := g.DecisiveDay == 0
	for _, s := range list {
		inside = inside || s.from <= g.DecisiveDay && g.DecisiveDay <= s.to
	}
	if !inside {
		t.Fatalf("%s is no decisive day of %+v\n%s", g.DecisiveDay, list, b)
	}
	if g.FirstFailingDay == 0 || strings.Contains(g.Rule.ID, "R36") {
		return
	}
	q := ask{r.Scheme, r.Level, r.Accreditation != ""}
	if g.FirstFailingDay > g.DecisiveDay {
		t.Fatalf("first failing day %s after the decisive day %s\n%s", g.FirstFailingDay, g.DecisiveDay, b)
	}
	for d := g.FirstFailingDay; d <= g.DecisiveDay; d++ {
		if o.best(q, d) == good {
			t.Fatalf("it holds on %s, between the first failing day %s and the decisive day %s\n%s", d, g.FirstFailingDay, g.DecisiveDay, b)
		}
	}
	if g.FirstFailingDay == g.DecisiveDay {
		return // it may be the first that is asked about
	}
	if o.best(q, g.FirstFailingDay-1) != good {
		t.Fatalf("it holds not on the day before the first failing day %s\n%s", g.FirstFailingDay, b)
	}
}
