package ocds_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

// realData gives the files of real notices beside the repository, or skips.
func realData(t testing.TB) []string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "data", "notices")
	var files []string
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(p) == ".json" {
			files = append(files, p)
		}
		return nil
	})
	if len(files) == 0 {
		t.Skip("the folder of real notices is not beside the repository")
	}
	return files
}

// TestRealData reads every real notice that there is: none may be rejected, and
// the facts that make a verdict are found in the share that was counted by hand.
func TestRealData(t *testing.T) {
	t.Parallel()
	byPortal := map[notice.Portal][]notice.Notice{}
	total := 0
	for _, path := range realData(t) {
		for _, r := range readAll(t, path) {
			total++
			n := notice.Compile([]notice.Release{r})[0]
			byPortal[n.Portal] = append(byPortal[n.Portal], n)
			if n.Title == "" || n.Buyer() == "" || n.Regime.Value == "" || n.Dates.Published == nil {
				t.Errorf("%s %s: title %q, buyer %q, regime %q, published %v", path, r.ID, n.Title, n.Buyer(), n.Regime.Value, n.Dates.Published)
			}
		}
	}
	if total != 220 {
		t.Errorf("%d releases, want 220", total)
	}
	for portal, want := range map[notice.Portal]struct{ all, deadline, start, cpv, value int }{
		notice.FindATender:     {24, 21, 22, 23, 20},
		notice.ContractsFinder: {101, 98, 100, 101, 89},
		notice.PublicContracts: {51, 51, 51, 51, 34},
		notice.Sell2Wales:      {44, 44, 44, 44, 31},
	} {
		got := want
		got.all, got.deadline, got.start, got.cpv, got.value = 0, 0, 0, 0, 0
		for _, n := range byPortal[portal] {
			got.all++
			count(&got.deadline, n.Dates.Deadline != nil)
			count(&got.start, n.Dates.Start != nil || n.Dates.Months > 0)
			count(&got.cpv, len(n.CPV) > 0)
			count(&got.value, n.Value != nil)
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", portal, got, want)
		}
	}
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}

func readAll(t testing.TB, path string) []notice.Release {
	t.Helper()
	f, err := ocds.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, rejected, err := f.Check(context.Background())
	if err != nil || len(rejected) > 0 {
		t.Fatal(err, rejected)
	}
	var out []notice.Release
	err = f.Each(context.Background(), func(r notice.Release) error {
		out = append(out, r)
		return nil
	}, func(r notice.Rejection) { t.Error(r) })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func BenchmarkReal(b *testing.B) {
	var all [][]byte
	size := 0
	for _, p := range realData(b) {
		raw, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, raw)
		size += len(raw)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, raw := range all {
			decodeBytes(b, raw)
		}
	}
}
