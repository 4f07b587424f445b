package bid_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// TestRefresh: a bid follows its notice, keeps what persons corrected, says what
// changed and what that does to the verdict, and says it once.
func TestRefresh(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		again := func(id, at, text string, changes ...string) string {
			s := strings.NewReplacer(`"id":"1"`, `"id":"`+id+`"`, "2026-12-01T09", at).Replace(release(ocidA, text))
			return strings.NewReplacer(changes...).Replace(s)
		}
		h.notices(t, release(ocidA, asks), release(ocidC, "Bricks."))
		h.certificate(t, certificate.Certificate{Scheme: "cyber-essentials-plus", Holder: company, Issued: day("2026-02-10").Date, Expires: day("2027-02-10").Date})
		row, err := h.bids.Accept(t.Context(), h.by, ocidA, company, "p-1")
		if err != nil {
			t.Fatal(err)
		}
		if row, err = h.bids.SetDate(t.Context(), h.because("the buyer told us"), row.Number, "start", verdict.Day{Date: day("2027-05-10").Date, Basis: "stated"}); err != nil {
			t.Fatal(err)
		}
		system := bid.By{Actor: change.SystemActor(h.by.Org, "notices"), Now: noon.Add(time.Hour)}
		refresh := func(want int) []bid.Row {
			t.Helper()
			rows, err := h.bids.Refresh(t.Context(), system, today)
			if err != nil || len(rows) != want {
				t.Fatalf("%d bids changed, want %d: %v", len(rows), want, err)
			}
			return rows
		}
		refresh(0)

		h.notices(t, again("2", "2027-01-07T09", asks, "2027-02-01T12", "2027-02-15T12", "2027-05-01", "2027-06-01"))
		got := refresh(1)[0].Value
		if got.Dates.Deadline.Date != day("2027-02-15").Date || got.Dates.Start.Date != day("2027-05-10").Date {
			t.Errorf("deadline %v, start %v", got.Dates.Deadline, got.Dates.Start)
		}
		last := got.Followed[0]
		if w := last.Words(); !strings.Contains(w, "deadline moved from 1 Feb 2027 to 15 Feb 2027") ||
			!strings.Contains(w, "contract start is now 1 Jun 2027 in the notice; it stays 10 May 2027, as Priya Nair corrected it") {
			t.Errorf("it says %q", w)
		}
		if last.Release != "2" || last.On != today || last.Before == "" || last.After == "" {
			t.Errorf("%+v", last)
		}
		refresh(0)

		h.notices(t, again("3", "2027-01-08T09", asks+" Suppliers must be certified to ISO 27001.", "2027-02-01T12", "2027-02-15T12", "2027-05-01", "2027-06-01"))
		rows := refresh(1)
		got = rows[0].Value
		if w := got.Followed[1]; !strings.Contains(w.Words(), "asks for ISO 27001 now") || w.After != verdict.Fails && w.After != verdict.Unknown && w.After != verdict.AtRisk {
			t.Errorf("%+v", w)
		}
		refresh(0)

		h.notices(t, again("4", "2027-01-09T09", asks+" Suppliers must be certified to ISO 27001.", "2027-02-01T12", "2027-02-15T12", "2027-05-01", "2027-06-01", `"status":"active"`, `"status":"cancelled"`, `["tender"]`, `["tenderCancellation"]`))
		if f := refresh(1)[0].Value.Followed; !f[2].Ended || !strings.Contains(f[2].Words(), "cancelled") {
			t.Errorf("%+v", f[2])
		}
		refresh(0)

		word := func(s verdict.State) string { return string(s) }
		if items := bid.DueFollowed(h.rows(t), today+3, word); len(items) != 3 || items[0].Owner != "p-1" || items[0].Days != 4 || items[0].Link != "/bids/BID-1" {
			t.Errorf("%+v", items)
		}
		if items := bid.DueFollowed(h.rows(t), today+8, word); len(items) != 0 {
			t.Errorf("after a week: %+v", items)
		}
		reader := h.by
		reader.Role = "reader"
		h.notices(t, again("5", "2027-01-10T09", asks, "2027-02-01T12", "2027-02-20T12"))
		_, err = h.bids.Refresh(t.Context(), reader, today)
		refused(t, "a reader", err, errs.Forbidden, "")
	})
}
