package demo_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/requirement"
)

// book gives the scheme data as the demonstration uses it on a day.
func book(t *testing.T, today civil.Date) *scheme.Book {
	t.Helper()
	shipped := must(scheme.Load(scheme.Files()))
	return must(scheme.Load(scheme.Files(), must(demo.Overrides(shipped, today))...))
}

// texts gives every text of a value, in no order.
func texts(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []any:
		var out []string
		for _, e := range x {
			out = append(out, texts(e)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, e := range x {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

// bidOf reads the bid that a notice makes: its latest release, its stated dates
// and what the detector finds in its words.
func bidOf(r map[string]any) verdict.Bid {
	day := func(path ...any) *verdict.Day {
		s, _ := doc(r, path...).(string)
		if s == "" {
			return nil
		}
		return &verdict.Day{Date: civil.FromTime(must(time.Parse(time.RFC3339, s))), Basis: "stated"}
	}
	b := verdict.Bid{Regime: "pcr2015", Nation: "england"}
	if doc(r, "tender", "legalBasis", "scheme") == "UKPGA" {
		b.Regime = "pa2023"
	}
	b.Dates.Deadline = day("tender", "tenderPeriod", "endDate")
	b.Dates.Award = day("tender", "awardPeriod", "endDate")
	b.Dates.Start = day("tender", "lots", 0, "contractPeriod", "startDate")
	b.Dates.End = day("tender", "lots", 0, "contractPeriod", "endDate")
	if b.Dates.Start == nil {
		b.Dates.Start, b.Dates.End = day("tender", "contractPeriod", "startDate"), day("tender", "contractPeriod", "endDate")
	}
	seen := map[string]bool{}
	words := append(texts(r["tender"]), texts(r["description"])...)
	slices.Sort(words)
	for _, text := range words {
		for _, q := range requirement.Find(text) {
			if seen[q.Scheme+q.Quote] {
				continue
			}
			seen[q.Scheme+q.Quote] = true
			v := verdict.Requirement{
				Scheme: q.Scheme, Strength: q.Strength, Proof: q.Proof, When: q.When, Date: q.Date,
				EquivalentAccepted: q.EquivalentAccepted, Quote: q.Quote,
			}
			if q.AnyOf != nil {
				v.Group = *q.AnyOf
			}
			if q.Accreditation != nil {
				v.Accreditation = *q.Accreditation
			}
			if q.Level != nil {
				v.Level = verdict.Level(*q.Level)
			}
			if q.Condition != nil {
				v.Condition = verdict.Condition(q.Condition.Quote)
			}
			b.Requirements = append(b.Requirements, v)
		}
	}
	return b
}

// bidsOf reads the bids of the story out of its notices, by reference.
func bidsOf(t *testing.T, s demo.Story) map[string]verdict.Bid {
	t.Helper()
	latest := map[string]map[string]any{}
	for _, p := range packages(t, s.Today) {
		for _, r := range releases(p) {
			id := r["ocid"].(string)
			if old := latest[id]; old == nil || old["date"].(string) < r["date"].(string) {
				latest[id] = r
			}
		}
	}
	out := map[string]verdict.Bid{}
	for _, b := range s.Bids {
		r := latest[b.OCID]
		if r == nil || doc(r, "buyer", "name") != b.Buyer {
			t.Fatalf("%s: %s is taken on from %s, which is of %v", s.Today, b.Ref, b.OCID, doc(r, "buyer", "name"))
		}
		bid := bidOf(r)
		if len(bid.Requirements) == 0 {
			t.Errorf("%s: nothing is found in %s", s.Today, b.Ref)
		}
		out[b.Ref] = bid
	}
	return out
}

// judge gives the bid's answer with these certificates.
func judge(bk *scheme.Book, today civil.Date, b demo.Bid, bid verdict.Bid, certs []certificate.Certificate) verdict.Verdict {
	c := verdict.Case{ID: b.Ref, Today: today, Entity: b.Entity, Bid: bid}
	for _, held := range certs {
		c.Certificates = append(c.Certificates, held.ForVerdict(held.Ref, b.Covers[held.Ref]))
	}
	return verdict.Judge(bk, c)
}

// group gives the answer for a scheme in a verdict.
func group(t *testing.T, v verdict.Verdict, scheme string) verdict.Group {
	t.Helper()
	for _, g := range v.Groups {
		if g.Scheme == scheme {
			return g
		}
	}
	t.Fatalf("%s asks for no %s", v.ID, scheme)
	return verdict.Group{}
}

// TestTheStoryOnEveryDay is the promise of the package.
func TestTheStoryOnEveryDay(t *testing.T) {
	t.Parallel()
	for year := 2026; year <= 2030; year++ {
		t.Run(strconv.Itoa(year), func(t *testing.T) {
			t.Parallel()
			bk := book(t, civil.Of(year, time.January, 1))
			for d := civil.Of(year, time.January, 1); d.Year() == year && !t.Failed(); d++ {
				tell(t, bk, demo.Build(d))
			}
		})
	}
}

func tell(t *testing.T, bk *scheme.Book, s demo.Story) {
	t.Helper()
	bids, count := bidsOf(t, s), map[verdict.State]int{}
	vs := map[string]verdict.Verdict{}
	for _, b := range s.Bids {
		v := judge(bk, s.Today, b, bids[b.Ref], s.Certificates)
		vs[b.Ref] = v
		count[v.State]++
		if string(v.State) != b.Tells {
			t.Errorf("%s: %s (%s) is %s, the story wants %s", s.Today, b.Ref, b.Buyer, v.State, b.Tells)
			for _, g := range v.Groups {
				t.Logf("    %s %s: %s", g.Scheme, g.State, g.Reason)
			}
		}
	}
	if count[verdict.Fails] != 1 || count[verdict.AtRisk] != 1 || count[verdict.Unknown] != 1 || count[verdict.Holds] != 6 {
		t.Errorf("%s: %v", s.Today, count)
	}
	first := s.Bids[3]
	for _, ok := range []string{"dspt", "iso27001"} {
		if g := group(t, vs[first.Ref], ok); g.State != verdict.Holds {
			t.Errorf("%s: %s of %s is %s: %s", s.Today, ok, first.Ref, g.State, g.Reason)
		}
	}
	plus, g := held(t, s, "cyber-essentials-plus"), group(t, vs[first.Ref], "cyber-essentials-plus")
	if g.FirstFailingDay != plus.Expires+1 || plus.Expires.DaysUntil(g.DecisiveDay) != 6 || g.Certificate != plus.Ref || g.Fix == nil || g.Fix.Earliest > g.DecisiveDay {
		t.Errorf("%s: Cyber Essentials Plus ends on %s; %+v", s.Today, plus.Expires, g)
	}
	if len(vs["BID-9"].Questions) == 0 {
		t.Errorf("%s: BID-9 has no question for the buyer", s.Today)
	}
	// Step 4 of the first minute: the renewed certificate mends the bid.
	r := demo.RenewedFields(s.Today)
	renewed := append(slices.Clone(s.Certificates), certificate.Certificate{
		Ref: "CERT-7", Scheme: "cyber-essentials-plus", Holder: r.Holder, Edition: r.Edition, Issued: r.Issued, Expires: r.Expires, Covers: "yes",
	})
	if v := judge(bk, s.Today, first, bids[first.Ref], renewed); v.State != verdict.Holds {
		t.Errorf("%s: with the renewed certificate %s is %s", s.Today, first.Ref, v.State)
	}
}
