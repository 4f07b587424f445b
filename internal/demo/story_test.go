package demo_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/ocds"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// book gives the scheme data as the demonstration uses it on a day.
func book(t *testing.T, today civil.Date) *scheme.Book {
	t.Helper()
	shipped := must(scheme.Load(scheme.Files()))
	return must(scheme.Load(scheme.Files(), must(demo.Overrides(shipped, today))...))
}

// notices reads the story's files through the door that every file takes, and
// merges the releases of each process.
func notices(t *testing.T, s demo.Story) map[string]notice.Notice {
	t.Helper()
	byOCID := map[string][]notice.Release{}
	for _, f := range s.Files {
		err := ocds.Decode(t.Context(), f.Name, bytes.NewReader(f.JSON), func(r notice.Release) error {
			byOCID[r.OCID] = append(byOCID[r.OCID], r)
			return nil
		}, func(no notice.Rejection) { t.Errorf("%s: %s: %s: %s", s.Today, f.Name, no.Pointer, no.Reason) })
		if err != nil {
			t.Fatalf("%s: %s: %v", s.Today, f.Name, err)
		}
	}
	out := map[string]notice.Notice{}
	for ocid, rs := range byOCID {
		made := notice.Compile(rs)
		if len(made) != 1 {
			t.Fatalf("%s: %s is %d processes", s.Today, ocid, len(made))
		}
		out[ocid] = made[0]
		for _, n := range made[0].Notes {
			t.Errorf("%s: %s: %s: %s", s.Today, ocid, n.Pointer, n.Message)
		}
	}
	return out
}

// taken makes the records of the nine bids.
func taken(t *testing.T, s demo.Story, ns map[string]notice.Notice) map[string]bid.Bid {
	t.Helper()
	out := map[string]bid.Bid{}
	for _, b := range s.Bids {
		n, ok := ns[b.OCID]
		if !ok || n.Buyer() != b.Buyer {
			t.Fatalf("%s: %s is taken on from %s, which is of %q", s.Today, b.Ref, b.OCID, n.Buyer())
		}
		out[b.Ref] = b.Take(&n)
	}
	return out
}

// judge gives the verdict on a bid with these certificates.
func judge(bk *scheme.Book, today civil.Date, b bid.Bid, certs []certificate.Certificate) bid.Checked {
	var list []verdict.Certificate
	for _, c := range certs {
		list = append(list, c.ForVerdict(c.Ref, ""))
	}
	return bid.Judge(verdict.NewHolder(bk, today, list), b.Ref, &b, today)
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
	bids, count := taken(t, s, notices(t, s)), map[verdict.State]int{}
	vs := map[string]verdict.Verdict{}
	for _, b := range s.Bids {
		record := bids[b.Ref]
		if bad := record.Check(bk); len(bad) > 0 {
			t.Errorf("%s: %s: %+v", s.Today, b.Ref, bad)
		}
		c := judge(bk, s.Today, record, s.Certificates)
		vs[b.Ref] = c.Verdict
		count[c.Verdict.State]++
		if !c.Live || string(c.Verdict.State) != b.Tells || record.Value.Minor != 100*b.Value {
			t.Errorf("%s: %s (%s) is %s, the story wants %s; live %t, worth %v", s.Today, b.Ref, b.Buyer, c.Verdict.State, b.Tells, c.Live, record.Value)
			for _, g := range c.Verdict.Groups {
				t.Logf("    %s %s: %s", g.Scheme, g.State, g.Reason)
			}
		}
	}
	if count[verdict.Fails] != 1 || count[verdict.AtRisk] != 1 || count[verdict.Unknown] != 1 || count[verdict.Holds] != 6 {
		t.Errorf("%s: %v", s.Today, count)
	}
	first := bids["BID-4"]
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
	// Step 4 of the first minute: the renewed certificate mends the bid, by the
	// bid's own judgement that the scope covers the work.
	r := demo.RenewedFields(s.Today)
	first.Covers["CERT-7"] = bid.Judgement{Covers: "yes"}
	renewed := append(slices.Clone(s.Certificates), certificate.Certificate{
		Ref: "CERT-7", Scheme: "cyber-essentials-plus", Holder: r.Holder, Edition: r.Edition, Issued: r.Issued, Expires: r.Expires,
	})
	if c := judge(bk, s.Today, first, renewed); c.Verdict.State != verdict.Holds {
		t.Errorf("%s: with the renewed certificate %s is %s", s.Today, first.Ref, c.Verdict.State)
	}
}
