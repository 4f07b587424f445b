package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/store"
	"holdfast/internal/win/notice"
)

func TestNoticesOnSQLite(t *testing.T) {
	t.Parallel()
	testNotices(t, func(t *testing.T) *store.Store { return openSQLite(t) })
}

func TestNoticesOnPostgres(t *testing.T) {
	t.Parallel()
	testNotices(t, func(t *testing.T) *store.Store {
		s, _ := openPostgres(t)
		return s
	})
}

// releases is a file of releases.
type releases []notice.Release

func (releases) Name() string { return "releases.json" }

func (releases) Check(context.Context) (string, []notice.Rejection, error) { return "abc", nil, nil }

func (rs releases) Each(_ context.Context, fn func(notice.Release) error, _ func(notice.Rejection)) error {
	for _, r := range rs {
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

func oneRelease(t testing.TB, s string) notice.Release {
	t.Helper()
	root, err := notice.ParseBody([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return notice.NewRelease(root, []notice.Note{{Pointer: "/x", Message: "lost"}}, len(s))
}

func importInto(t testing.TB, s *store.Store, rs releases) notice.Result {
	t.Helper()
	im := notice.Importer{Store: s, Now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Find: func(n *notice.Notice) notice.Found {
		if strings.Contains(n.Description, "Cyber") {
			return notice.Found{Schemes: []string{"cyber-essentials", "iso27001"}, Body: []byte(`[1]`)}
		}
		return notice.Found{}
	}}
	out, err := im.Import(t.Context(), rs)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func look(t testing.TB, s *store.Store, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), store.System(store.WorkNotices), fn); err != nil {
		t.Fatal(err)
	}
}

// contents writes every process as it is read back.
func contents(t testing.TB, s *store.Store) string {
	t.Helper()
	var b bytes.Buffer
	look(t, s, func(tx *store.Tx) error {
		page, err := tx.Notices(t.Context(), notice.Query{Limit: 500})
		for _, l := range page.Lines {
			n, found, err := tx.Notice(t.Context(), l.Key)
			if err != nil || !found {
				return fmt.Errorf("%s: %v, %w", l.Key, found, err)
			}
			if err := json.NewEncoder(&b).Encode(n); err != nil {
				return err
			}
		}
		return err
	})
	return b.String()
}

func testNotices(t *testing.T, open func(*testing.T) *store.Store) {
	var rs releases
	for i := range 40 {
		buyer := fmt.Sprintf(`"buyer":{"id":"GB-PPON-P%d","name":"Buyer %d"}`, i%7, i%7)
		text := "Cleaning"
		if i%4 == 0 {
			text = "Cyber Essentials is asked for"
		}
		rs = append(rs, oneRelease(t, fmt.Sprintf(`{"ocid":"ocds-h6vhtk-%02d","id":"%d","date":"2026-01-%02dT09:00:00Z","tag":["tender"],%s,"tender":{"title":"Title %02d","description":"%s","status":"active","tenderPeriod":{"endDate":"2026-03-%02d"}}}`, i%20, i, 1+i%28, buyer, i, text, 1+i%28)))
	}
	for i := range 8 { // more releases than are merged anew on reading
		rs = append(rs, oneRelease(t, fmt.Sprintf(`{"ocid":"ocds-b5fd17-x","id":"%d","date":"2026-02-%02d","tag":["tender"],"buyer":{"name":"Norbury"},"tender":{"title":"Busy %d"}}`, i, i+1, i)))
	}

	t.Run("any order", func(t *testing.T) {
		t.Parallel()
		want := ""
		for i := range 5 {
			s := open(t)
			some := append(releases{}, rs...)
			rand.New(rand.NewPCG(uint64(i), 1)).Shuffle(len(some), func(a, b int) { some[a], some[b] = some[b], some[a] })
			importInto(t, s, some[:len(some)/2])
			importInto(t, s, some[len(some)/3:])
			got := contents(t, s)
			if want == "" {
				want = got
			}
			if got != want || !strings.Contains(got, "Busy 7") {
				t.Fatalf("order %d gives\n%s\nwant\n%s", i, got, want)
			}
			if again := importInto(t, s, some); again.Unchanged != len(some) {
				t.Fatalf("again: %+v", again)
			}
		}
	})

	t.Run("lists", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		importInto(t, s, rs)
		keys := func(q notice.Query) (out []string) {
			t.Helper()
			look(t, s, func(tx *store.Tx) error {
				for {
					page, err := tx.Notices(t.Context(), q)
					if err != nil {
						return err
					}
					for _, l := range page.Lines {
						out = append(out, l.Key)
					}
					if page.Next == "" {
						return nil
					}
					q.After = page.Next
				}
			})
			return out
		}
		all := keys(notice.Query{})
		if again := keys(notice.Query{Limit: 3}); strings.Join(again, ",") != strings.Join(all, ",") || len(all) < 21 {
			t.Errorf("in pages of three %v, at once %v", again, all)
		}
		if last := all[len(all)-1]; last != "ocds-b5fd17-x" {
			t.Errorf("the one without a deadline is not last but %s", last)
		}
		if newest := keys(notice.Query{Newest: true, Limit: 2}); len(newest) != len(all) || newest[0] != "ocds-b5fd17-x" {
			t.Errorf("newest first %v", newest)
		}
		for name, c := range map[string]struct {
			q    notice.Query
			some bool
		}{
			"asking":          {notice.Query{Asking: true}, true},
			"scheme":          {notice.Query{Scheme: "cyber-essentials"}, true},
			"part of a name":  {notice.Query{Scheme: "cyber"}, false},
			"scheme, none":    {notice.Query{Scheme: "soc2"}, false},
			"portal":          {notice.Query{Portal: notice.ContractsFinder}, true},
			"buyer":           {notice.Query{Buyer: "BUYER 3"}, true},
			"search":          {notice.Query{Search: "title 07"}, true},
			"search, none":    {notice.Query{Search: "100%"}, false},
			"open":            {notice.Query{OpenOn: civil.MustParse("2026-03-20")}, true},
			"open and portal": {notice.Query{OpenOn: civil.MustParse("2026-03-20"), Portal: notice.ContractsFinder}, true},
			"stage, none":     {notice.Query{Stage: notice.Cancelled}, false},
		} {
			got := keys(c.q)
			if (len(got) > 0) != c.some || len(got) >= len(all) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})

	t.Run("trail", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		importInto(t, s, rs)
		look(t, s, func(tx *store.Tx) error {
			leaves, err := tx.InstallationTrail(t.Context(), 0)
			if err != nil {
				return err
			}
			if len(leaves) != 1 || leaves[0].Seq != 0 || leaves[0].Action != "notices.import" || !strings.Contains(string(leaves[0].Payload), `"new":48`) {
				t.Errorf("leaves %+v", leaves)
			}
			processes, kept, err := tx.NoticeCount(t.Context())
			if processes < 21 || kept != 48 {
				t.Errorf("%d processes of %d releases", processes, kept)
			}
			return err
		})
	})

	t.Run("an organisation reads what is public", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		importInto(t, s, rs)
		err := s.View(t.Context(), store.Org("some"), func(tx *store.Tx) error {
			n, found, err := tx.Notice(t.Context(), "ocds-h6vhtk-00")
			if !found || n.Title == "" || n.Found.Schemes == nil || string(n.Found.Body) != "[1]" || len(n.Notes) == 0 {
				t.Errorf("%v: %+v", found, n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
