package portal_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/win/notice"
)

// TestReal replays what the portals really sent, where it is at hand: nothing of
// it is refused, and pages lead on to each other as they did.
func TestReal(t *testing.T) {
	t.Parallel()
	const data = "../../../shared/data/notices/"
	for _, c := range []struct {
		portal  notice.Portal
		files   string
		host    string
		fewest  int
		further bool // its pages name the next
	}{
		{notice.FindATender, "find-a-tender/fts_*.json", "https://www.find-tender.service.gov.uk", 20, true},
		{notice.ContractsFinder, "contracts-finder-packages/*.json", "https://www.contractsfinder.service.gov.uk", 100, true},
		{notice.PublicContracts, "public-contracts-scotland-2019/*.json", "", 20, false},
		{notice.Sell2Wales, "sell2wales-2025/*.json", "", 20, false},
	} {
		t.Run(string(c.portal), func(t *testing.T) {
			t.Parallel()
			names, _ := filepath.Glob(data + c.files)
			if len(names) == 0 {
				t.Skip("no real notices here")
			}
			h := newHouse(t, c.portal, nil)
			h.walker.Client.HTTP.Transport = http.DefaultTransport // these are larger than the tests' bound
			h.fault = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n >= len(names) {
					return false
				}
				b, err := os.ReadFile(names[n])
				if err != nil {
					t.Error(err)
				}
				text := string(b)
				if c.host != "" {
					text = strings.ReplaceAll(text, `"next": "`+c.host, `"next": "`+h.URL)
				}
				_, _ = w.Write([]byte(text))
				return true
			}
			h.run(t, 1)
			st := h.f.State
			if len(h.kept) < c.fewest || st.Fault != "" || len(st.Gaps) > 0 || st.Total.Rejected > 0 {
				t.Errorf("%d releases, %+v", len(h.kept), st)
			}
			if c.further && !h.urls[1].Query().Has("cursor") {
				t.Errorf("the second question is %s", h.urls[1])
			}
		})
	}
}
