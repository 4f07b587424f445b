package watch_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/fold"
	"holdfast/internal/money"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

var today = civil.MustParse("2027-01-06")

func hosting() *notice.Stored {
	var n notice.Stored
	n.Key, n.Title, n.Stage = "ocds-1", "Managed Hosting of records", notice.Tender
	n.CPV = []notice.Code{{ID: "72415000"}}
	n.Buyers = []notice.Buyer{{Name: "Saltmarsh Borough Council", Region: "UKC22"}}
	n.Nation.Value = "england"
	n.Value = &notice.Value{Amount: money.Amount{Minor: 25_000_000, Currency: "GBP"}}
	n.Dates.Deadline = &notice.Day{Date: today + 20}
	n.Texts = []notice.Passage{{Value: "The café’s cloud-based service; disaster recovery."}}
	n.Found.Schemes = []string{"iso27001"}
	return &n
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    watch.Search
		want string // "": no match
	}{
		"everything":        {watch.Search{}, "nothing stands against it"},
		"branch":            {watch.Search{CPV: []string{"72000000-5"}}, "CPV 72"},
		"leaf":              {watch.Search{CPV: []string{"48", "72415000"}}, "CPV 72415"},
		"branch with 0":     {watch.Search{CPV: []string{"70000000"}}, ""},
		"other branch":      {watch.Search{CPV: []string{"73"}}, ""},
		"all":               {watch.Search{All: []string{"hosting", "disaster recovery"}}, "the word hosting, the words “disaster recovery”"},
		"all, one missing":  {watch.Search{All: []string{"hosting", "bricks"}}, ""},
		"a part of a word":  {watch.Search{Any: []string{"host"}}, ""},
		"first word":        {watch.Search{Any: []string{"managed"}}, "the word managed"},
		"last word":         {watch.Search{Any: []string{"recovery"}}, "the word recovery"},
		"accents and marks": {watch.Search{Any: []string{"x", "CAFE"}}, "the word CAFE"},
		"hyphen":            {watch.Search{Any: []string{"cloud based"}}, "the words “cloud based”"},
		"over two texts":    {watch.Search{All: []string{"records the"}}, ""},
		"half a phrase":     {watch.Search{All: []string{"disaster rec"}}, ""},
		"none":              {watch.Search{None: []string{"recovery"}}, ""},
		"none of these":     {watch.Search{None: []string{"bricks"}, Any: []string{"hosting"}}, "the word hosting"},
		"region":            {watch.Search{Regions: []string{"ukc"}}, "region UKC"},
		"nation":            {watch.Search{Regions: []string{"England"}}, "in England"},
		"elsewhere":         {watch.Search{Regions: []string{"UKD", "wales"}}, ""},
		"buyer":             {watch.Search{Buyer: "saltmarsh borough"}, "the buyer saltmarsh borough"},
		"another":           {watch.Search{Buyer: "marsh"}, ""},
		"large enough":      {watch.Search{Least: 25_000_000}, "its value"},
		"too small":         {watch.Search{Least: 25_000_001}, ""},
		"too large":         {watch.Search{Most: 24_999_999}, ""},
		"in time":           {watch.Search{Days: 20}, "its deadline"},
		"too soon":          {watch.Search{Days: 21}, ""},
		"scheme":            {watch.Search{Schemes: []string{"dspt", "iso27001"}}, "asks for ISO 27001"},
		"other scheme":      {watch.Search{Schemes: []string{"dspt"}}, ""},
		"stage":             {watch.Search{Stages: []notice.Stage{notice.Planning}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := watch.SubjectOf(hosting())
			got := ""
			if hits := watch.Compile([]watch.Search{c.s}).Match(&n, today); len(hits) > 0 {
				got = hits[0].Why
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestWhatIsNotStated: a notice without a value or a deadline is kept, and one in
// another currency is as one without a value.
func TestWhatIsNotStated(t *testing.T) {
	t.Parallel()
	n := hosting()
	n.Dates.Deadline = nil
	n.Value.Amount.Currency = "EUR"
	s := watch.SubjectOf(n)
	if hits := watch.Compile([]watch.Search{{Least: 1 << 40, Days: 300}}).Match(&s, today); len(hits) != 1 {
		t.Error("what is not stated stands against it")
	}
}

// naive is what the matcher is held to: each search by itself, over lists of words.
func naive(n *notice.Stored, s *watch.Search) bool {
	texts := [][]string{split(n.Title)}
	for _, p := range n.Texts {
		texts = append(texts, split(p.Value))
	}
	says := func(term string) bool {
		want := split(term)
		for _, have := range texts {
			for i := range have {
				if i+len(want) <= len(have) && slices.Equal(have[i:i+len(want)], want) {
					return true
				}
			}
		}
		return false
	}
	some := func(list []string, ok func(string) bool) bool { return len(list) == 0 || slices.ContainsFunc(list, ok) }
	for _, w := range s.All {
		if !says(w) {
			return false
		}
	}
	return some(s.Any, says) && !slices.ContainsFunc(s.None, says) &&
		some(s.CPV, n.HasCPV) &&
		some(s.Regions, func(r string) bool { return n.Nation.Value == r || strings.HasPrefix(n.Buyers[0].Region, r) }) &&
		some(s.Schemes, func(id string) bool { return slices.Contains(n.Found.Schemes, id) }) &&
		(n.Value == nil || n.Value.Amount.Minor >= s.Least && (s.Most == 0 || n.Value.Amount.Minor <= s.Most)) &&
		(n.Dates.Deadline == nil || s.Days == 0 || today.DaysUntil(n.Dates.Deadline.Date) >= s.Days)
}

func split(s string) []string {
	return strings.FieldsFunc(fold.Text(s), func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", r) })
}

// TestMatchAsOneByOne: many searches together match what each does by itself.
func TestMatchAsOneByOne(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"Web", "web", "host", "hosting", "hosts", "Café", "cafe", "data", "da", "ta", "27001"})
	text := rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 12).Draw(t, "words") {
			b.WriteString(word.Draw(t, "word") + rapid.SampledFrom([]string{" ", ", ", "-", "\n", ".  "}).Draw(t, "gap"))
		}
		return b.String()
	})
	phrase := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "phrase"), " ")
	})
	code := rapid.SampledFrom([]string{"72000000", "72400000", "72415000", "48000000", "70000000", "70100000"})
	region := rapid.SampledFrom([]string{"england", "wales", "UKC", "UKC2", "UKL"})
	scheme := rapid.SampledFrom([]string{"iso27001", "dspt", "iso9001"})
	few := func(t *rapid.T, g *rapid.Generator[string], name string) []string {
		return rapid.SliceOfN(g, 0, 2).Draw(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := hosting()
		n.Title = text.Draw(t, "title")
		n.Texts = nil
		for _, s := range rapid.SliceOfN(text, 0, 3).Draw(t, "texts") {
			n.Texts = append(n.Texts, notice.Passage{Value: s})
		}
		n.CPV = nil
		for _, c := range few(t, code, "codes") {
			n.CPV = append(n.CPV, notice.Code{ID: c})
		}
		n.Found.Schemes = few(t, scheme, "schemes")
		n.Value.Amount.Minor = int64(rapid.IntRange(1, 5).Draw(t, "value"))
		if rapid.Bool().Draw(t, "no deadline") {
			n.Dates.Deadline = nil
		}
		list := make([]watch.Search, rapid.IntRange(1, 8).Draw(t, "searches"))
		for i := range list {
			list[i] = watch.Search{
				All: few(t, phrase, "all"), Any: few(t, phrase, "any"), None: few(t, phrase, "none"), CPV: few(t, code, "cpv"), Regions: few(t, region, "regions"), Schemes: few(t, scheme, "asks"),
				Least: int64(rapid.IntRange(0, 3).Draw(t, "least")), Most: int64(rapid.IntRange(0, 6).Draw(t, "most")), Days: rapid.IntRange(0, 25).Draw(t, "days"),
			}
		}
		var want, got []int
		for i := range list {
			if naive(n, &list[i]) {
				want = append(want, i)
			}
		}
		s := watch.SubjectOf(n)
		for _, h := range watch.Compile(list).Match(&s, today) {
			got = append(got, h.Search)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q in\n%+v\ngives %v, want %v", s.Text, list, got, want)
		}
	})
}

func TestWatchIsChecked(t *testing.T) {
	t.Parallel()
	pounds := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "GBP"} }
	for want, w := range map[string]watch.Watch{
		"/all":     {All: `cloud "web hosting`},
		"/cpv":     {CPV: []string{"7"}},
		"/regions": {Regions: []string{"Narnia"}},
		"/schemes": {Schemes: []string{"iso27002x"}},
		"/stages":  {Stages: []string{"later"}},
		"/most":    {Least: pounds(2), Most: pounds(1)},
		"/least":   {Least: money.Amount{Minor: 1, Currency: "EUR"}},
		"/days":    {Days: new(int64(-1))},
		"": {
			All: `cloud "web hosting", “data hub”`, CPV: []string{"72000000-5", "48"}, Regions: []string{"Northern Ireland", "ukc2"},
			Schemes: []string{"cyber-essentials-plus"}, Stages: []string{"tender"}, Least: pounds(1), Most: pounds(2), Days: new(int64(5)),
		},
	} {
		w.Name = "W"
		got := ""
		for _, f := range watch.Register().Check(nil, &w) {
			got += f.Pointer
		}
		if got != want {
			t.Errorf("%+v: %q, want %q", w, got, want)
		}
	}
	w := watch.Watch{All: `cloud "web hosting", “data hub” x`}
	if got := w.Search().All; !slices.Equal(got, []string{"cloud", "x", "web hosting", "data hub"}) && !slices.Equal(got, []string{"cloud", "web hosting", "data hub", "x"}) {
		t.Errorf("%q", got)
	}
}

// BenchmarkMatch is 10,000 notices of 4 KB against 100 searches, on one core;
// fold is folding them as well, which an import does once.
func BenchmarkMatch(b *testing.B) {
	vocabulary := strings.Fields("hosting cloud data service support records cleaning bricks roads school hospital council network security analysis maintenance software licence training delivery transport")
	for range 600 { // the words of other trades
		vocabulary = append(vocabulary, fmt.Sprintf("w%x", rand.N(1<<20)))
	}
	var list []watch.Search
	for i := range 100 {
		list = append(list, watch.Search{
			CPV: []string{fmt.Sprint(10 + i%80), "72"}, Any: []string{vocabulary[i%20], vocabulary[(i+7)%20] + " " + vocabulary[(i+3)%20]}, None: []string{"zebra"},
		})
	}
	var notices []*notice.Stored
	var subjects []watch.Subject
	for i := range 500 {
		n := hosting()
		if i%10 > 0 { // one in ten is of the branch that every search looks at
			n.CPV = []notice.Code{{ID: fmt.Sprintf("%d000000", 10+i%60)}}
		}
		var t strings.Builder
		for t.Len() < 4096 {
			t.WriteString(vocabulary[rand.N(len(vocabulary))] + ", ")
		}
		n.Texts = []notice.Passage{{Value: t.String()}}
		notices, subjects = append(notices, n), append(subjects, watch.SubjectOf(n))
	}
	set := watch.Compile(list)
	b.Run("match", func(b *testing.B) {
		for b.Loop() {
			for i := range 10_000 {
				set.Match(&subjects[i%500], today)
			}
		}
	})
	b.Run("fold", func(b *testing.B) {
		for b.Loop() {
			for i := range 10_000 {
				s := watch.SubjectOf(notices[i%500])
				set.Match(&s, today)
			}
		}
	})
}
