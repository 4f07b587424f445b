package verdict_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// What must be true of every verdict, whatever is held and asked.

// pressing order for the whole, as numbers.
func weight(s verdict.State) int {
	return slices.Index([]verdict.State{verdict.Holds, verdict.Unknown, verdict.AtRisk, verdict.Fails}, s)
}

// alternatives from the best.
func place(s verdict.State) int { return slices.Index(oracleStates[:], s) }

// worse says that Holds is lost or Fails is won. At risk and Unknown have no order
// that serves alternatives and the whole alike: an equivalent to be offered makes
// an At risk Unknown.
func worse(before, after verdict.State) bool {
	return before != verdict.Fails && after == verdict.Fails || before == verdict.Holds && after != verdict.Holds
}

func judge(c verdict.Case) verdict.Verdict { return verdict.Judge(scheme.Default(), c) }

// oneSided draws a case with one certificate and one requirement, so that no
// alternative hides what a change does.
func oneSided(t *rapid.T) verdict.Case {
	c := genCase(t)
	c.Certificates = []verdict.Certificate{genCertificate(t, c.Today, 0)}
	r := genRequirement(t, c.Today)
	if maybe(t, "the same scheme", 80) {
		r.Scheme, r.Level = c.Certificates[0].Scheme, ""
	}
	c.Bid.Requirements = []verdict.Requirement{r}
	c.Bid.Normalise()
	return c
}

func valid(t *rapid.T, c verdict.Case) {
	if f := c.Validate(scheme.Default()); len(f) > 0 {
		t.Skip("not a case")
	}
}

func clone(c verdict.Case) verdict.Case {
	c.Certificates = slices.Clone(c.Certificates)
	c.Bid.Requirements = slices.Clone(c.Bid.Requirements)
	return c
}

func TestALongerCertificateNeverWorsens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := oneSided(t)
		valid(t, c)
		if c.Certificates[0].Expires == 0 || c.Certificates[0].Scheme == "dspt" {
			t.Skip("no printed day")
		}
		longer := clone(c)
		longer.Certificates[0].Expires += civilDays(rapid.IntRange(1, 200).Draw(t, "longer"))
		before, after := judge(c), judge(longer)
		r := c.Bid.Requirements[0]
		plain := r.Proof == "certificate" && !r.EquivalentAccepted // else a failure is Unknown already
		if worse(before.State, after.State) || plain && weight(after.State) > weight(before.State) {
			t.Fatalf("from %s to %s\n%s\n%s", before.State, after.State, show(c), show(longer))
		}
	})
}

func TestAValidCertificateNeverWorsens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		valid(t, c)
		yes := true
		more := clone(c)
		id := rapid.SampledFrom([]string{"cyber-essentials", "iso27001", "iso9001", "dcc", "soc2", "insurance-professional-indemnity"}).Draw(t, "added")
		for _, x := range c.Certificates {
			if id == "cyber-essentials" && x.Scheme == "cyber-essentials-plus" {
				t.Skip("what a Plus stands on becomes known")
			}
		}
		more.Certificates = append(more.Certificates, verdict.Certificate{
			Ref: "NEW", Scheme: id, Holder: bidder, Covers: "yes", Accredited: &yes, Level: "3",
			Issued: c.Today - 1000, Expires: c.Today + 4000, Edition: map[string]string{"iso27001": "2022", "iso9001": "2026"}[id],
		})
		if id == "cyber-essentials" {
			more.Certificates[len(more.Certificates)-1].Issued = 0
		}
		before, after := judge(c), judge(more)
		for i := range before.Groups {
			if worse(before.Groups[i].State, after.Groups[i].State) {
				t.Fatalf("group %d from %s to %s\n%s\n%s", i, before.Groups[i].State, after.Groups[i].State, show(c), show(more))
			}
		}
		if worse(before.State, after.State) {
			t.Fatalf("from %s to %s\n%s", before.State, after.State, show(more))
		}
	})
}

func TestADayLaterNoFailureHeals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		later := clone(c)
		later.Today += civilDays(rapid.IntRange(1, 90).Draw(t, "days"))
		valid(t, c)
		before, after := judge(c), judge(later)
		if before.State == verdict.Fails && after.State == verdict.Holds {
			t.Fatalf("Fails on %s, Holds on %s\n%s", c.Today, later.Today, show(c))
		}
	})
}

func TestStrengthProofAndConditionsBoundTheState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		valid(t, c)
		v := judge(c)
		for i, g := range v.Groups {
			r := c.Bid.Requirements[g.Requirement]
			switch {
			case g.State != verdict.Fails:
			case r.Strength != "mandatory", r.Proof != "certificate", r.Condition != "" && r.Applies == nil:
				t.Fatalf("group %d fails, which it cannot: %+v", i, r)
			case r.Rule != "":
				if rule, _ := scheme.Default().Rule(r.Rule); !rule.BindingFor(r.Scheme) || rule.FactFor(r.Scheme).Certainty == scheme.Uncertain {
					t.Fatalf("group %d fails by a rule that binds nobody: %+v", i, r)
				}
			}
		}
		// What is only desirable or mentioned changes nothing.
		without := clone(c)
		without.Bid.Requirements = slices.DeleteFunc(without.Bid.Requirements, func(r verdict.Requirement) bool {
			return r.Strength == "desirable" || r.Strength == "mention-only"
		})
		if x := judge(without); x.State != v.State {
			t.Fatalf("%s, and %s without what is desirable\n%s", v.State, x.State, show(c))
		}
	})
}

func TestAGroupIsItsBestMember(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		c.Bid.Partners = nil // each subcontractor may answer with another member
		for i := range c.Bid.Requirements {
			c.Bid.Requirements[i].Group, c.Bid.Requirements[i].HeldBy = "a", ""
			c.Bid.Requirements[i].Strength = "mandatory"
			c.Bid.Requirements[i].Rule, c.Bid.Requirements[i].Condition, c.Bid.Requirements[i].Applies = "", "", nil
		}
		valid(t, c)
		if len(c.Bid.Requirements) == 0 {
			return
		}
		got := judge(c).Groups[0].State
		best := verdict.Fails
		for _, r := range c.Bid.Requirements {
			one := clone(c)
			one.Bid.Requirements = []verdict.Requirement{r}
			if st := judge(one).Groups[0].State; place(st) < place(best) {
				best = st
			}
		}
		if got != best {
			t.Fatalf("the group is %s, its best member %s\n%s", got, best, show(c))
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		valid(t, c)
		other := clone(c)
		other.Certificates = rapid.Permutation(c.Certificates).Draw(t, "certificates")
		other.Bid.Requirements = rapid.Permutation(c.Bid.Requirements).Draw(t, "requirements")
		a, b := judge(c), judge(other)
		if a.State != b.State || states(a) != states(b) {
			t.Fatalf("%s %s, in another order %s %s\n%s\n%s", a.State, states(a), b.State, states(b), show(c), show(other))
		}
	})
}

// states gives the states of the groups without their order.
func states(v verdict.Verdict) string {
	var out []string
	for _, g := range v.Groups {
		out = append(out, string(g.State))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestWhatIsNotKnownNeverHolds: take a fact away from a certificate that makes
// a bid hold, and it holds no more.
func TestWhatIsNotKnownNeverHolds(t *testing.T) {
	t.Parallel()
	yes := true
	base := verdict.Case{
		Today: day("2027-01-06"), Entity: bidder,
		Certificates: []verdict.Certificate{{Ref: "C1", Scheme: "iso27001", Holder: bidder, Covers: "yes", Accredited: &yes, Edition: "2022", Expires: day("2028-06-30")}},
		Bid:          verdict.Bid{Dates: verdict.Dates{Award: &verdict.Day{Date: day("2027-03-12")}}, Requirements: []verdict.Requirement{{Scheme: "iso27001", When: "by-award"}}},
	}
	base.Normalise()
	if v := judge(base); v.State != verdict.Holds {
		t.Fatalf("the case itself does not hold: %+v", v)
	}
	for name, change := range map[string]func(*verdict.Case){
		"holder":        func(c *verdict.Case) { c.Certificates[0].Holder = "" },
		"scope":         func(c *verdict.Case) { c.Certificates[0].Covers = "" },
		"accreditation": func(c *verdict.Case) { c.Certificates[0].Accredited = nil },
		"edition":       func(c *verdict.Case) { c.Certificates[0].Edition = "the newest of 1999" },
		"end":           func(c *verdict.Case) { c.Certificates[0].Expires = 0 },
		"award":         func(c *verdict.Case) { c.Bid.Dates.Award = nil },
		"level asked": func(c *verdict.Case) {
			c.Certificates[0].Scheme, c.Bid.Requirements[0].Scheme = "dcc", "dcc"
			c.Bid.Requirements[0].Level = "1"
		},
		"start":  func(c *verdict.Case) { c.Bid.Requirements[0].When = "by-contract-start" },
		"scheme": func(c *verdict.Case) { c.Bid.Requirements[0].Scheme = "something" },
	} {
		c := clone(base)
		change(&c)
		if v := judge(c); v.State != verdict.Unknown {
			t.Errorf("without the %s it is %s, want unknown: %+v", name, v.State, v.Groups)
		}
	}
}

// TestPartnersBound: a subcontractor makes nothing better, and what a partner holds
// turns nothing green without the word of the buyer.
func TestPartnersBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		valid(t, c)
		alone, unheld, unsaid := clone(c), clone(c), clone(c)
		alone.Bid.Partners = slices.Clone(c.Bid.Partners)
		for i := range alone.Bid.Partners {
			alone.Bid.Partners[i].Role = "member"
		}
		for i := range c.Bid.Requirements {
			unheld.Bid.Requirements[i].HeldBy = ""
			unsaid.Bid.Requirements[i].HeldByAgreed = false
		}
		v, a, u, s := judge(c), judge(alone), judge(unheld), judge(unsaid)
		for i := range v.Groups {
			if weight(v.Groups[i].State) < weight(a.Groups[i].State) {
				t.Fatalf("a subcontractor makes group %d %s of %s\n%s", i, v.Groups[i].State, a.Groups[i].State, show(c))
			}
			if s.Groups[i].State == verdict.Holds && u.Groups[i].State != verdict.Holds {
				t.Fatalf("a person's word alone turns group %d green\n%s", i, show(unsaid))
			}
		}
	})
}

// TestEveryVerdictCarriesWhatItPromises: reason, rule, fix, days.
func TestEveryVerdictCarriesWhatItPromises(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		valid(t, c)
		v := judge(c)
		if v.Groups == nil || v.RenewalsOwed == nil || v.Questions == nil {
			t.Fatal("a list is null")
		}
		for _, g := range v.Groups {
			bad := ""
			rule, known := book.Rule(g.Rule.ID)
			switch {
			case g.Reason == "" || strings.Contains(g.Reason, "  ") || strings.Contains(g.Reason, "%!") || !strings.HasSuffix(g.Reason, "."):
				bad = "the reason"
			case strings.Contains(g.Reason, " on ;") || strings.Contains(g.Reason, " on .") || strings.Contains(g.Reason, "until ;") || strings.Contains(g.Reason, "until )"):
				bad = "a day in the reason"
			case !known || g.Rule.Basis != rule.Basis || g.Rule.Source == "" || g.Rule.AsOf == 0 || g.Rule.Certainty == "":
				bad = "the rule"
			case (g.State == verdict.Holds) != (g.Fix == nil):
				bad = "the fix"
			case g.Fix != nil && (g.Fix.Action == "" || g.Fix.StartBy < c.Today):
				bad = "the fix's start"
			case g.Fix != nil && g.Fix.Earliest != 0 && (g.Fix.Earliest < c.Today || g.Fix.Latest < g.Fix.Earliest):
				bad = "the fix's finish"
			case g.State == verdict.Fails && g.DecisiveDay == 0:
				bad = "the decisive day"
			case (g.State == verdict.Holds || g.State == verdict.Unknown) && g.FirstFailingDay != 0:
				bad = "a first failing day that does not fail"
			}
			if bad != "" {
				t.Fatalf("%s is wrong: %+v %+v\n%s", bad, g, g.Fix, show(c))
			}
		}
		if v.State == verdict.Unknown && len(v.Questions) == 0 {
			t.Fatalf("Unknown without a question\n%s\n%+v", show(c), v)
		}
		for _, r := range v.RenewalsOwed {
			if c.Bid.Dates.Start != nil && r.By < c.Bid.Dates.Start.Date {
				t.Fatalf("a renewal owed before the start: %+v\n%s", r, show(c))
			}
		}
	})
}

func day(s string) civil.Date { return civil.MustParse(s) }

func civilDays(n int) civil.Date { return civil.Date(n) }

func show(c verdict.Case) string {
	b, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// FuzzRead: whatever the bytes, there are faults with their place, or a verdict.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		``, `{}`, `[]`, `null`, `{"today":"2027-01-06"}`,
		`{"id":"a","today":"2027-01-06","entity":"Fenmoor Digital Ltd","certificates":[{"ref":"C1","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","edition":null,"level":null,"accredited":null,"status":[{"state":"certified","from":"2026-03-06"}],"issued":"2026-03-06","expires":"2027-03-05","covers":"yes"}],"bid":{"regime":"pa2023","dates":{"deadline":{"date":"2027-02-01","basis":"stated"}},"requirements":[{"scheme":"cyber-essentials","strength":"mandatory","when":"by-award","group":null,"level":2}]}}`,
		`{"today":"9999-12-31","certificates":[{"scheme":"dspt","edition":"9999-00","issued":"9999-12-31"}],"bid":{"dates":{"deadline":{"date":"9999-12-31"},"start":{"date":"9999-12-31","to":"9999-12-31"}},"requirements":[{"scheme":"dspt","when":"during-contract"},{"scheme":"caf"}]}}`,
		`{"today":"0001-01-01","certificates":[{"scheme":"iso27001","decision":"0001-01-01"}],"bid":{"dates":{"end":{"date":"9999-12-31"}},"requirements":[{"scheme":"iso27001"}]}}`,
	} {
		f.Add([]byte(s))
	}
	book := scheme.Default()
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := verdict.Read(book, b)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("a fault without words")
			}
			return
		}
		v := verdict.Judge(book, c)
		if weight(v.State) < 0 {
			t.Fatalf("%q is no state", v.State)
		}
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		c2, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := verdict.Read(book, c2)
		if err != nil {
			t.Fatalf("what was read is not read again: %v\n%s", err, c2)
		}
		out2, err := json.Marshal(verdict.Judge(book, again))
		if err != nil || string(out2) != string(out) {
			t.Fatalf("read again, it is another verdict: %v\n%s\n%s", err, out, out2)
		}
	})
}
