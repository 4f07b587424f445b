package bid_test

import (
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

const (
	asks = "Suppliers must hold Cyber Essentials Plus at the time of contract award."
	// Portals write capital letters, and small ones that mean another process.
	ocidA = "ocds-b5fd17-0A1B2C3D"
	ocidB = "ocds-b5fd17-0a1b2c3d"
	ocidC = "ocds-h6vhtk-05c0de"
)

func TestInboxDecisions(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.notices(t, release(ocidA, asks), release(ocidB, asks), release(ocidC, "Bricks."))
		want := func(none, accepted, dismissed string) {
			t.Helper()
			if n, a, d := h.inbox(t, "none"), h.inbox(t, notice.Accepted), h.inbox(t, notice.Dismissed); n != none || a != accepted || d != dismissed {
				t.Errorf("to decide %q, accepted %q, dismissed %q; want %q, %q, %q", n, a, d, none, accepted, dismissed)
			}
		}
		want(ocidA+" "+ocidB+" "+ocidC, "", "")

		row, err := h.bids.Accept(t.Context(), h.by, ocidA, company, "p-1")
		if err != nil {
			t.Fatal(err)
		}
		b := row.Value
		if row.Number != "BID-1" || b.Title != "Hosting of records" || b.Buyer != "Saltmarsh Borough Council" || b.Notice != ocidA ||
			b.Entity != company || b.Owner != "p-1" || b.Stage != bid.Preparing || b.Value.String() != "250000.00 GBP" ||
			len(b.Requirements) != 1 || b.Requirements[0].Scheme != "cyber-essentials-plus" || b.Requirements[0].When != "by-award" {
			t.Errorf("%+v", b)
		}
		want(ocidB+" "+ocidC, ocidA, "")

		refused(t, "without a reason", h.bids.Dismiss(t.Context(), h.because(" "), ocidC), errs.Invalid, "/reason")
		want(ocidB+" "+ocidC, ocidA, "")
		if err := h.bids.Dismiss(t.Context(), h.because("we lay no bricks"), ocidC); err != nil {
			t.Fatal(err)
		}
		want(ocidB, ocidA, ocidC)

		_, err = h.bids.Accept(t.Context(), h.by, ocidA, company, "")
		refused(t, "taken on twice", err, errs.Conflict, "")
		_, err = h.bids.Add(t.Context(), h.by, bid.Bid{Title: "Again", Notice: ocidA})
		refused(t, "typed in for a notice that is taken", err, errs.Conflict, "")
		refused(t, "dismissed once taken on", h.bids.Dismiss(t.Context(), h.because("no"), ocidA), errs.Conflict, "")
		_, err = h.bids.Accept(t.Context(), h.by, "ocds-000000-none", company, "")
		refused(t, "no such notice", err, errs.NotFound, "")
		refused(t, "no such notice to dismiss", h.bids.Dismiss(t.Context(), h.because("no"), "ocds-000000-none"), errs.NotFound, "")
		want(ocidB, ocidA, ocidC)

		// A person who thinks again: the decision is replaced.
		if _, err := h.bids.Accept(t.Context(), h.by, ocidC, company, ""); err != nil {
			t.Fatal(err)
		}
		want(ocidB, ocidA+" "+ocidC, "")
		// The neighbour whose key differs in capitals is its own notice.
		if row, err := h.bids.Accept(t.Context(), h.by, ocidB, company, ""); err != nil || row.Number != "BID-3" {
			t.Fatalf("%+v, %v", row, err)
		}
		want("", ocidA+" "+ocidB+" "+ocidC, "")

		// What one organisation decided is nobody else's business.
		other := found(t, h.store)
		if got := other.inbox(t, "none"); got != ocidA+" "+ocidB+" "+ocidC {
			t.Errorf("another organisation has to decide on %q", got)
		}
		reader := h.by
		reader.Role = "reader"
		_, err = h.bids.Accept(t.Context(), reader, ocidA, company, "")
		refused(t, "a reader accepts", err, errs.Forbidden, "")
	})
}

// TestAcceptedTwiceByKey: a request that is sent again gets the bid that the
// first one made; the key stands for nothing else.
func TestAcceptedTwiceByKey(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.notices(t, release(ocidA, asks), release(ocidC, asks))
		by := h.because("entered")
		by.Key = "k-1"
		for range 2 {
			if row, err := h.bids.Accept(t.Context(), by, ocidA, company, ""); err != nil || row.Number != "BID-1" || row.Value.Notice != ocidA {
				t.Fatalf("%+v, %v", row, err)
			}
		}
		_, err := h.bids.Accept(t.Context(), by, ocidC, company, "")
		refused(t, "the key for another notice", err, errs.Conflict, "")

		by.Key = "k-2"
		second := h.add(t, bid.Bid{Title: "Another"})
		for range 2 {
			if row, err := h.bids.SetDate(t.Context(), by, "BID-1", "award", verdict.Day{Date: today}); err == nil || row.Version != 0 {
				t.Fatalf("an award before the deadline: %+v, %v", row, err)
			}
		}
		for range 2 {
			row, err := h.bids.SetDate(t.Context(), by, second.Number, "award", verdict.Day{Date: today})
			if err != nil || row.Number != second.Number || row.Value.Dates.Award == nil || row.Version != 2 {
				t.Fatalf("%+v, %v", row, err)
			}
		}
		_, err = h.bids.SetDate(t.Context(), by, "BID-1", "award", verdict.Day{Date: today})
		refused(t, "the key for another bid", err, errs.Conflict, "")
	})
}
