package ocds_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/ocds"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, next string
		pack       bool
	}{
		"last":            {`{"releases":[{"ocid":"a","n":1e9999,"links":{"next":"https://inner.example/"}}],"links":{"prev":"https://x.example/"}}`, "", true},
		"next":            {`{"version":"1.1","links":{"self":{"next":"no"},"next":"https:\/\/x.example\/?a=1&cursor=Y2\u003d"},"releases":[{"ocid":"a","x": 000,}]}`, "https://x.example/?a=1&cursor=Y2=", true},
		"mark, no array":  {"\xef\xbb\xbf" + `{"uri":"x","links":{"next":"https://x.example/2"}}`, "https://x.example/2", true},
		"links of others": {`{"uri":"x","links":[{"next":"https://x.example/2"}]}`, "", true},
		"a number":        {`{"uri":"x","links":{"next":7}}`, "", true},
		"too long":        {`{"uri":"x","links":{"next":"https://x.example/` + strings.Repeat("a", 5000) + `"}}`, "", true},
		"a message":       {`{"message":"Rate limit of 12 exceeded."}`, "", false},
		"a list":          {`[{"ocid":"a"}]`, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := ocds.Spool(t.Context(), name, strings.NewReader(c.text), t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			next, pack, err := f.Next(t.Context())
			if err != nil || next != c.next || pack != c.pack {
				t.Errorf("%q, %v, %v", next, pack, err)
			}
		})
	}
}

// TestNextReal: every real search answer names its next page.
func TestNextReal(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob("../../../shared/data/notices/contracts-finder-packages/*.json")
	if len(names) == 0 {
		t.Skip("no real notices here")
	}
	for _, name := range names {
		if _, err := os.Stat(name); err != nil {
			t.Fatal(err)
		}
		f, err := ocds.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		next, pack, err := f.Next(t.Context())
		if err != nil || !pack || !strings.HasPrefix(next, "https://www.contractsfinder.service.gov.uk/") || !strings.Contains(next, "cursor=") {
			t.Errorf("%s: %q, %v, %v", name, next, pack, err)
		}
		f.Close()
	}
}
