package tender_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"holdfast/internal/web"
	"holdfast/internal/webtest"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// TestInABrowser looks at these pages with axe, light and dark, wide and narrow,
// and on paper.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bid()
	h.send("owner", "/bids/BID-1/documents", "1 Invitation to tender, with its schedules and annexes.pdf", itt, "Letter.pdf", "#scan")
	waiting := h.send("owner", "/tenders/new", "Pack of another buyer.pdf", itt).Header().Get("Location")
	h.everybody = "owner"
	p := webtest.Open(t, h.serve(t)+"/tenders/new")
	for _, path := range []string{"/tenders/new", waiting, "/bids/BID-1/documents", "/bids/BID-1/documents/TDOC-1?page=2&mentions=1"} {
		p.Go(path)
		for _, v := range []webtest.View{{Width: 1440, Dark: true}, {Width: 360}, {Width: 780, Print: true}} {
			p.Look(v)
			p.Fits(v.String())
			if v.Print {
				continue
			}
			for _, found := range p.Violations() {
				t.Errorf("%s at %s: %s", path, v, found)
			}
		}
	}
}

// serve answers on an address of this machine until the test ends.
func (h *house) serve(t *testing.T) string {
	t.Helper()
	l, err := web.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.web.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}
