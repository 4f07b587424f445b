package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/due"
	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

// TestBidFollowsItsNotice: a buyer moves the deadline, and the bid, Today and the
// trail say so, however the notice came in.
func TestBidFollowsItsNotice(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	m, h := demoHouseOf(t, e)
	row, err := h.bids.Get(t.Context(), h.actor, "BID-4")
	if err != nil {
		t.Fatal(err)
	}
	follow := h.followNotices()
	if err := follow(t.Context(), january); err != nil {
		t.Fatal(err)
	}
	if row, _ = h.bids.Get(t.Context(), h.actor, "BID-4"); len(row.Value.Followed) > 0 {
		t.Fatalf("nothing was changed, and it says %+v", row.Value.Followed)
	}
	to := row.Value.Dates.Deadline.Date + 7
	f, err := ocds.Spool(t.Context(), "change", strings.NewReader(fmt.Sprintf(
		`{"releases":[{"ocid":%q,"id":"change-1","date":"2027-01-06T08:00:00Z","tag":["tenderUpdate"],"tender":{"tenderPeriod":{"endDate":"%sT12:00:00Z"}}}]}`,
		row.Value.Notice, to)), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im := notice.Importer{Store: h.store, Find: findAsked, Now: january}
	if got, err := im.Import(t.Context(), f); err != nil || got.New != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := follow(t.Context(), january); err != nil {
		t.Fatal(err)
	}
	page := m.ask(http.MethodGet, "/bids/BID-4", "", nil).Body.String()
	for _, want := range []string{"The buyer changed the notice", "deadline moved from " + (to - 7).Short() + " to " + to.Short(), "verdict"} {
		if !strings.Contains(page, want) {
			t.Errorf("the bid does not say %q", want)
		}
	}
	var items []due.Item
	if err := h.door.See(t.Context(), h.actor, func(v *change.View) (err error) {
		items, err = h.due(v, e.today())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, i := range items {
		if strings.Contains(i.Title, "deadline moved") && i.Ref == "BID-4" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("it falls due %d times that somebody looks at it", told)
	}
	if err := h.door.See(t.Context(), h.actor, func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{Action: "bid.follow-notice", Limit: 9})
		if len(leaves) != 1 || leaves[0].Who != "system:notices" {
			t.Errorf("the trail says it %d times", len(leaves))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
