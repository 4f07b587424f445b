package notice_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/win/notice"
)

// release makes a release of its JSON.
func release(t testing.TB, s string) notice.Release {
	t.Helper()
	root, err := notice.ParseBody([]byte(s))
	if err != nil {
		t.Fatalf("%v: %s", err, s)
	}
	return notice.NewRelease(root, nil, len(s))
}

// feed is releases as a file.
type feed struct {
	name     string
	releases []notice.Release
	broken   []notice.Rejection // found by Check
	rejected []notice.Rejection // found by Each
}

func (f *feed) Name() string { return f.name }

func (f *feed) Check(context.Context) (string, []notice.Rejection, error) {
	return "hash of " + f.name, f.broken, nil
}

func (f *feed) Each(_ context.Context, fn func(notice.Release) error, reject func(notice.Rejection)) error {
	for _, r := range f.rejected {
		reject(r)
	}
	if len(f.broken) > 0 {
		return nil
	}
	for _, r := range f.releases {
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

// memory is a store that keeps what the real one keeps: bodies, and processes.
type memory struct {
	releases map[string]map[string]notice.Release
	notices  map[string][]notice.Stored
	batches  []notice.Batch
	writes   int
	again    bool  // run each batch twice, as a store that retries does
	fail     error // after the first batch
}

func newMemory() *memory {
	return &memory{releases: map[string]map[string]notice.Release{}, notices: map[string][]notice.Stored{}}
}

func (m *memory) ImportNotices(_ context.Context, b *notice.Batch, fn func(notice.Tx) error) error {
	if m.fail != nil && len(m.batches) > 0 {
		return m.fail
	}
	if m.again {
		old := maps.Clone(m.releases)
		for k := range old {
			old[k] = maps.Clone(old[k])
		}
		notices := maps.Clone(m.notices)
		if err := fn(m); err != nil {
			return err
		}
		m.releases, m.notices = old, notices
	}
	if err := fn(m); err != nil {
		return err
	}
	m.batches = append(m.batches, *b)
	return nil
}

func (m *memory) NoticeReleases(_ context.Context, ocid string) ([]notice.Release, error) {
	out := slices.Collect(maps.Values(m.releases[ocid]))
	for i := range out {
		out[i].Root = nil
	}
	return out, nil
}

func (m *memory) PutNoticeRelease(_ context.Context, r notice.Release) error {
	if m.releases[r.OCID] == nil {
		m.releases[r.OCID] = map[string]notice.Release{}
	}
	m.releases[r.OCID][r.ID] = r
	m.writes++
	return nil
}

func (m *memory) PutNotices(_ context.Context, ocid string, ns []notice.Stored) error {
	m.notices[ocid] = ns
	return nil
}

// state writes everything that is kept, but what belongs to no state: how it
// came in.
func (m *memory) state(t testing.TB) string {
	t.Helper()
	var out []string
	for ocid, rs := range m.releases {
		for id, r := range rs {
			out = append(out, ocid+" "+id+" "+r.Hash)
		}
	}
	for _, ns := range m.notices {
		for _, n := range ns {
			b, err := json.Marshal(n)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, string(b))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// story is releases of five processes: planned, tendered, amended, awarded; an
// update with awards alone; a late older one; the same day twice; one id in
// three versions; two buyers under one ocid, one of whom changes its name.
func story(t testing.TB) []notice.Release {
	t.Helper()
	buyer := func(id, name string) string {
		return fmt.Sprintf(`"buyer":{"id":"%s","name":"%s"},"parties":[{"id":"%s","name":"%s","roles":["buyer"]}]`, id, name, id, name)
	}
	norbury, ash, ash2 := buyer("GB-PPON-P1", "Norbury Council"), buyer("GB-PPON-P2", "Ashcombe Water"), buyer("GB-PPON-P2", "Ashcombe Utilities")
	var out []notice.Release
	for _, s := range []string{
		`{"ocid":"ocds-h6vhtk-a","id":"1-2026","date":"2026-01-05T09:00:00Z","tag":["planning"],` + norbury + `,"tender":{"title":"Plan","status":"planning","lots":[{"id":"LOT-0000"}],"value":{"amountGross":0,"currency":"GBP"}}}`,
		`{"ocid":"ocds-h6vhtk-a","id":"2-2026","date":"2026-02-05T09:00:00Z","tag":["tender"],` + norbury + `,"tender":{"title":"Tender","status":"active","description":"Cyber Essentials is required.","tenderPeriod":{"endDate":"2026-03-20T12:00:00Z"},"lots":[{"id":"1","title":"One"},{"id":"2","title":"Two"}],"value":{"amount":100,"currency":"GBP"}}}`,
		`{"ocid":"ocds-h6vhtk-a","id":"3-2026","date":"2026-02-20T09:00:00Z","tag":["tenderUpdate"],` + norbury + `,"tender":{"tenderPeriod":{"endDate":"2026-03-27T12:00:00Z"},"lots":[{"id":"2","title":"Two, longer"},{"id":"3"}]}}`,
		`{"ocid":"ocds-h6vhtk-a","id":"4-2026","date":"2026-05-01T09:00:00Z","tag":["award"],` + norbury + `,"awards":[{"id":"1","date":"2026-05-01T00:00:00Z","suppliers":[{"name":"Winner"}]}],"tender":{"status":"complete"}}`,
		`{"ocid":"ocds-h6vhtk-a","id":"5-2026","date":"2026-05-01T09:00:00Z","tag":["award"],"awards":[{"id":"2","date":"2026-05-02T00:00:00Z"}]}`,
		`{"ocid":"ocds-h6vhtk-b","id":"9","date":"2026-05-01T09:00:00Z","tag":["tender"],` + norbury + `,"tender":{"title":"First"}}`,
		`{"ocid":"ocds-h6vhtk-b","id":"9","date":"2026-05-01T09:00:00Z","tag":["tender"],` + norbury + `,"tender":{"title":"First","description":"More is known."}}`,
		`{"ocid":"ocds-h6vhtk-b","id":"9","date":"2026-05-02T09:00:00Z","tag":["tender"],` + norbury + `,"tender":{"title":"Later"}}`,
		`{"ocid":"ocds-h6vhtk-c","id":"20","date":"2026-04-01T09:00:00Z","tag":["tender"],` + ash + `,"tender":{"title":"Pumps"}}`,
		`{"ocid":"ocds-h6vhtk-c","id":"21","date":"2026-04-02T09:00:00Z","tag":["tender"],` + norbury + `,"tender":{"title":"Valves"}}`,
		`{"ocid":"ocds-h6vhtk-c","id":"22","date":"2026-04-03T09:00:00Z","tag":["award"],` + ash2 + `,"awards":[{"id":"1","date":"2026-04-03"}]}`,
		`{"ocid":"ocds-h6vhtk-c","id":"23","date":"2026-04-04T09:00:00Z","tag":["award"],"awards":[{"id":"2","date":"2026-04-04"}]}`,
		`{"ocid":"ocds-r6ebe6-d","date":"2026-04-01T00:00:00Z","tag":["tender"],"buyer":{"id":"org-18","name":"Glenross"},"parties":[{"id":"org-18","name":"Glenross","roles":["buyer"]}],"tender":{"title":"Roads"}}`,
		`{"ocid":"ocds-r6ebe6-d","date":"2026-04-01T00:00:00Z","tag":["tender"],"buyer":{"id":"org-3","name":"Glenross"},"parties":[{"id":"org-3","name":"Glenross","roles":["buyer"]},{"id":"org-18","name":"The Court","roles":["reviewBody"]}],"tender":{"title":"Roads and bridges"}}`,
		`{"ocid":"ocds-h6vhtk-e","id":"30","tender":{"title":"No date"}}`,
	} {
		out = append(out, release(t, s))
	}
	return out
}

// importAll puts releases into a new store, cut into so many files.
func importAll(t testing.TB, m *memory, rs []notice.Release, files int) notice.Result {
	t.Helper()
	var feeds []notice.Feed
	for i := range files {
		feeds = append(feeds, &feed{name: fmt.Sprint("file ", i), releases: rs[len(rs)*i/files : len(rs)*(i+1)/files]})
	}
	im := notice.Importer{Store: m, Now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Find: func(n *notice.Notice) notice.Found {
		if strings.Contains(n.Description, "Cyber") {
			return notice.Found{Schemes: []string{"cyber-essentials"}}
		}
		return notice.Found{}
	}}
	out, err := im.Import(t.Context(), feeds...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAnyOrder: a thousand orders of arrival, with duplicates, in any number of
// files, give one state; and importing again changes nothing.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	rs := story(t)
	first := newMemory()
	importAll(t, first, rs, 1)
	want := first.state(t)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		some := slices.Clone(rs)
		for range r.IntN(5) {
			some = append(some, rs[r.IntN(len(rs))])
		}
		r.Shuffle(len(some), func(a, b int) { some[a], some[b] = some[b], some[a] })
		m := newMemory()
		m.again = i%3 == 0
		out := importAll(t, m, some, 1+r.IntN(len(some)))
		if got := m.state(t); got != want {
			t.Fatalf("order %d gives\n%s\nwant\n%s", i, got, want)
		}
		if out.Read != len(some) || out.New+out.Updated+out.Unchanged != out.Read || out.New != len(rs)-2 {
			t.Fatalf("order %d: %+v of %d", i, out, len(some))
		}
		before := m.writes
		if again := importAll(t, m, some, 1); again.Unchanged != len(some) || m.writes != before {
			t.Fatalf("order %d again: %+v, %d writes", i, again, m.writes-before)
		}
	}
}

func TestMerged(t *testing.T) {
	t.Parallel()
	m := newMemory()
	importAll(t, m, story(t), 3)
	a := m.notices["ocds-h6vhtk-a"][0]
	if a.Title != "Tender" || a.Stage != notice.Awarded || a.Dates.Deadline.Date.String() != "2026-03-27" ||
		a.Dates.Award.Date.String() != "2026-05-02" || a.Value.Amount.String() != "100.00 GBP" || len(a.Releases) != 5 ||
		!slices.Equal(a.Found.Schemes, []string{"cyber-essentials"}) {
		t.Errorf("process a: %+v", a)
	}
	var lots []string
	for _, l := range a.Lots {
		lots = append(lots, l.ID+" "+l.Title)
	}
	if got := strings.Join(lots, ", "); got != "1 One, 2 Two, longer, 3 " {
		t.Errorf("lots %q", got)
	}
	if b := m.notices["ocds-h6vhtk-b"][0]; b.Title != "Later" || len(b.Releases) != 1 {
		t.Errorf("process b: %+v", b)
	}
	c := m.notices["ocds-h6vhtk-c"]
	if len(c) != 2 || c[0].Key != "ocds-h6vhtk-c" || c[0].Title != "Pumps" || len(c[0].Releases) != 3 ||
		c[1].Title != "Valves" || !strings.HasPrefix(c[1].Key, "ocds-h6vhtk-c/") {
		t.Errorf("processes c: %+v", c)
	}
	if d := m.notices["ocds-r6ebe6-d"]; len(d) != 1 || len(d[0].Buyers) != 1 || d[0].Buyer() != "Glenross" {
		t.Errorf("processes d: %+v", d)
	}
	if e := m.notices["ocds-h6vhtk-e"][0]; e.Dates.Published != nil || len(e.Notes) != 1 || e.Notes[0].Pointer != "/date" {
		t.Errorf("process e: %+v", e)
	}
}

func TestRejections(t *testing.T) {
	t.Parallel()
	rs := story(t)[:3]
	whole := &feed{name: "whole", releases: rs, rejected: []notice.Rejection{{File: "whole", Pointer: "/releases/9", Reason: "bad"}}}
	half := &feed{name: "half", broken: []notice.Rejection{{File: "half", Reason: "cut off"}}}
	for _, strict := range []bool{false, true} {
		m := newMemory()
		im := notice.Importer{Store: m, Strict: strict, Now: time.Unix(0, 0)}
		out, err := im.Import(t.Context(), half, whole)
		if err != nil || len(out.Rejected) != 2 || out.Read != 4 {
			t.Errorf("strict %v: %+v, %v", strict, out, err)
		}
		if stored := out.Stored(); (stored == 0) != strict || (m.writes == 0) != strict {
			t.Errorf("strict %v: %d stored, %d writes", strict, stored, m.writes)
		}
	}
}

// TestBatches: a thousand releases at most in one transaction, each told to the
// trail; and when the store fails what came before stays.
func TestBatches(t *testing.T) {
	t.Parallel()
	var rs []notice.Release
	for i := range 2500 {
		rs = append(rs, release(t, fmt.Sprintf(`{"ocid":"x-%d","id":"%d","date":"2026-01-01","tender":{"title":"T"}}`, i, i)))
	}
	m := newMemory()
	importAll(t, m, rs, 1)
	if len(m.batches) != 3 || m.batches[0].New != 1000 || m.batches[2].New != 500 || m.batches[0].FileHash != "hash of file 0" || len(m.batches[0].Rows) != 64 {
		t.Errorf("batches %+v", m.batches)
	}
	m = newMemory()
	m.fail = errors.New("the disk is full")
	im := notice.Importer{Store: m, Now: time.Unix(0, 0)}
	out, err := im.Import(t.Context(), &feed{name: "file", releases: rs})
	if !errors.Is(err, m.fail) || out.New != 1000 || len(m.releases) != 1000 {
		t.Errorf("%+v, %v, %d stored", out, err, len(m.releases))
	}
}
