package tender_test

import (
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/tender"
)

const (
	itt  = "Invitation to Tender for Regional data platform\n\nEssential requirements\n\nThe Supplier must hold ISO 27001 certification at the submission of its tender.\fThe Supplier should hold Cyber Essentials Plus by contract award.\n\nThe Authority itself is certified to ISO 9001."
	spec = "Security\n\nBidders must hold a current Cyber Essentials certificate at tender submission.\n"
)

func TestADroppedDocumentIsReadAndItsDemandsReachTheBid(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		drop := h.drop(t, b.Number, h.file(t, "ITT.pdf", itt), h.file(t, "Spec.pdf", spec))
		if drop.New != 2 || drop.Later || drop.Bid != b.ID || strings.Join(drop.Documents, " ") != "TDOC-1 TDOC-2" {
			t.Fatalf("%+v", drop)
		}
		if got, want := h.asks(t, b.Number), "iso27001 mandatory document; cyber-essentials-plus expected document; cyber-essentials mandatory document"; got != want {
			t.Errorf("the bid asks %q, want %q", got, want)
		}
		rows := h.of(t, b)
		d := rows[0].Value
		if d.State != tender.Read || d.Pages != 2 || d.Asks != 2 || d.Mentions != 1 || d.By != "p-1" || d.Dropped != noon.UnixMicro() {
			t.Errorf("%+v", d)
		}
		text, err := h.s.TextOf(&d)
		if err != nil || len(text.Pages) != 2 {
			t.Fatalf("%+v, %v", text, err)
		}
		for _, f := range d.Found {
			if !f.Asked() {
				continue
			}
			page := []rune(text.Pages[f.Page-1].Text)
			if got := string(page[f.Start:f.End]); got != f.Quote {
				t.Errorf("the place on page %d holds %q, want %q", f.Page, got, f.Quote)
			}
		}
		row, err := h.bids.Get(t.Context(), h.by.Actor, b.Number)
		if err != nil {
			t.Fatal(err)
		}
		if r := row.Value.Requirements[1]; r.Place != "TDOC-1#/pages/2" || r.Heading != "ITT.pdf, page 2" || !strings.Contains(r.Quote, "Cyber Essentials Plus") {
			t.Errorf("%+v", r)
		}
	})
}

func TestTheSameFileTwiceIsTheSameDocument(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "ITT.pdf", itt))
		before := h.asks(t, b.Number)
		again := h.drop(t, b.ID, h.file(t, "Copy of ITT.pdf", itt), h.file(t, "ITT again.pdf", itt))
		if again.New != 0 || strings.Join(again.Documents, " ") != "TDOC-1 TDOC-1" || len(h.of(t, b)) != 1 {
			t.Errorf("%+v, %d documents", again, len(h.of(t, b)))
		}
		// Inside a pack too, whichever came first.
		packed := h.drop(t, b.Number, h.file(t, "Pack.zip", "=== ITT.pdf\n"+itt+"\n=== docs/Spec.pdf\n"+spec))
		rows := h.of(t, b)
		if packed.New != 1 || len(rows) != 3 || rows[1].Value.State != tender.Unpacked || rows[2].Value.Name != "Pack.zip/docs/Spec.pdf" {
			t.Errorf("%+v, %d documents", packed, len(rows))
		}
		if got := h.asks(t, b.Number); got == before {
			t.Errorf("the new document of the pack asks nothing: %s", got)
		}
		other := h.bid(t)
		if d := h.drop(t, other.Number, h.file(t, "ITT.pdf", itt)); d.New != 1 {
			t.Errorf("another bid's document is taken for its own: %+v", d)
		}
	})
}

func TestAPackSaysOfEachPartWhatIsWrong(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "Pack.zip", "=== ../../ITT.pdf\n"+itt+"\n=== Signed letter.pdf\n#scan\n=== Locked.pdf\n#bad It is locked. Ask for it without a password."))
		rows := h.of(t, b)
		if len(rows) != 4 {
			t.Fatalf("%d documents", len(rows))
		}
		for i, want := range []struct{ name, state, reason string }{
			{"Pack.zip", tender.Unpacked, ""},
			{"Pack.zip/ITT.pdf", tender.Read, ""},
			{"Pack.zip/Signed letter.pdf", tender.NoText, "Ask the buyer for the original"},
			{"Pack.zip/Locked.pdf", tender.Failed, "It is locked."},
		} {
			d := rows[i].Value
			if d.Name != want.name || d.State != want.state || !strings.Contains(d.Reason, want.reason) || d.File != rows[0].Value.File {
				t.Errorf("%d: %q %q %q", i, d.Name, d.State, d.Reason)
			}
		}
		sum := tender.Count(rows)
		if sum != (tender.Sum{Documents: 3, Pages: 2, Faults: 2}) {
			t.Errorf("%+v", sum)
		}
	})
}

func TestWhatCannotBeUsedIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		for name, content := range map[string]string{
			"Bomb.pdf":   "#bomb",
			"Broken.pdf": "#bad It is damaged.",
			"Pack.zip":   "=== a.pdf\n#bad It is damaged.\n=== b.pdf\n#bad It is locked.",
		} {
			f := h.file(t, name, content)
			files := h.files.names()
			_, err := h.s.Put(t.Context(), h.by, b.Number, []tender.Dropped{f})
			refused(t, name, err, errs.Invalid, "/file")
			if err != nil && !strings.Contains(errs.FieldsOf(err)[0].Message, name) {
				t.Errorf("%s: it is not named: %v", name, err)
			}
			if n := len(h.of(t, b)); n != 0 || h.files.names() != files {
				t.Errorf("%s: %d documents, %d files more", name, n, h.files.names()-files)
			}
		}
		// One bad file of several refuses the drop: nobody is to think it was read.
		_, err := h.s.Put(t.Context(), h.by, b.Number, []tender.Dropped{h.file(t, "ITT.pdf", itt), h.file(t, "Bomb.pdf", "#bomb")})
		refused(t, "with a good one", err, errs.Invalid, "/file")
		if n := len(h.of(t, b)); n != 0 {
			t.Errorf("%d documents", n)
		}
		_, err = h.s.Put(t.Context(), h.by, b.Number, nil)
		refused(t, "no files", err, errs.Invalid, "/file")
		_, err = h.s.Put(t.Context(), h.by, "BID-99", []tender.Dropped{h.file(t, "ITT.pdf", itt)})
		refused(t, "no such bid", err, errs.NotFound, "")
		reader := h.by
		reader.Role = authz.Reader
		_, err = h.s.Put(t.Context(), reader, b.Number, []tender.Dropped{h.file(t, "ITT.pdf", itt)})
		refused(t, "a reader", err, errs.Forbidden, "")
	})
}

func TestAnotherOrganisationsDocumentsLookUnknown(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		h.drop(t, b.Number, h.file(t, "ITT.pdf", itt))
		doc := h.of(t, b)[0]
		other := found(t, h.store)
		mine := other.bid(t)
		for _, ref := range []string{b.ID, id.New()} {
			_, err := other.s.Put(t.Context(), other.by, ref, []tender.Dropped{other.file(t, "ITT.pdf", itt)})
			refused(t, "their bid", err, errs.NotFound, "")
		}
		err := other.door.See(t.Context(), other.by.Actor, func(v *change.View) error {
			_, err := other.s.Find(v, mine, doc.Number)
			return err
		})
		refused(t, "their document", err, errs.NotFound, "")
		_, err = other.s.TakeOn(t.Context(), other.by, h.drop(t, "", h.file(t, "A.pdf", spec)).Pack, bid.Bid{Title: "Theirs"})
		refused(t, "their pack", err, errs.NotFound, "")
	})
}

func TestALargePackIsReadInTheBackground(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		b := h.bid(t)
		big := h.file(t, "Pack.zip", "=== ITT.pdf\n"+itt)
		big.Size = tender.AtOnce + 1
		drop := h.drop(t, b.Number, big)
		if !drop.Later || h.of(t, b)[0].Value.State != tender.Reading || h.asks(t, b.Number) != "" {
			t.Fatalf("%+v", drop)
		}
		if n := h.work(t); n != 1 {
			t.Errorf("%d jobs", n)
		}
		rows := h.of(t, b)
		if len(rows) != 2 || rows[0].Value.State != tender.Unpacked || rows[1].Value.State != tender.Read || h.asks(t, b.Number) == "" {
			t.Errorf("%d documents, asks %q", len(rows), h.asks(t, b.Number))
		}
		// What cannot be read says so in its row, and can be tried again.
		bad := h.file(t, "Bomb.pdf", "#bomb")
		bad.Size = tender.AtOnce + 1
		h.drop(t, b.Number, bad)
		h.work(t)
		last := h.of(t, b)[2]
		if last.Value.State != tender.Failed || !strings.Contains(last.Value.Reason, "too much memory") {
			t.Errorf("%+v", last.Value)
		}
		if err := h.s.Again(t.Context(), h.by, b.Number, last.Number); err != nil {
			t.Error(err)
		}
		if n := h.work(t); n != 1 || h.of(t, b)[2].Value.State != tender.Failed {
			t.Errorf("%d jobs", n)
		}
		refused(t, "read again what was read", h.s.Again(t.Context(), h.by, b.Number, rows[1].Number), errs.Conflict, "")
		// A reader that is away is tried again, and not for ever.
		away := h.file(t, "Away.pdf", "#away")
		h.drop(t, b.Number, away)
		if n := h.work(t); n != 4 || h.of(t, b)[3].Value.State != tender.Failed {
			t.Errorf("%d attempts, %q", n, h.of(t, b)[3].Value.State)
		}
	})
}

func TestABidIsMadeOfAPack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		drop := h.drop(t, "", h.file(t, "ITT.pdf", itt), h.file(t, "Spec.pdf", spec))
		if drop.Pack == "" || drop.Bid != "" {
			t.Fatalf("%+v", drop)
		}
		var packs []tender.Waiting
		if err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) (err error) {
			packs, err = h.s.Packs(v)
			return err
		}); err != nil || len(packs) != 1 || packs[0].More != 1 || packs[0].By != "p-1" {
			t.Fatalf("%+v, %v", packs, err)
		}
		row, err := h.s.TakeOn(t.Context(), h.by, drop.Pack, bid.Bid{Title: "Regional data platform", Entity: "Fenmoor Digital Ltd", Dates: verdict.Dates{Deadline: &verdict.Day{Date: civil.MustParse("2027-02-01"), Basis: "stated"}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.asks(t, row.Number); got != "iso27001 mandatory document; cyber-essentials-plus expected document; cyber-essentials mandatory document" {
			t.Errorf("asks %q", got)
		}
		if len(h.of(t, row)) != 2 {
			t.Errorf("%d documents", len(h.of(t, row)))
		}
		_, err = h.s.TakeOn(t.Context(), h.by, drop.Pack, bid.Bid{Title: "Again"})
		refused(t, "twice", err, errs.NotFound, "")
		_, err = h.s.TakeOn(t.Context(), h.by, "", bid.Bid{Title: "All"})
		refused(t, "no pack", err, errs.NotFound, "")
		gone := h.drop(t, "", h.file(t, "Other.pdf", spec))
		if err := h.s.Discard(t.Context(), h.by, gone.Pack); err != nil {
			t.Error(err)
		}
		refused(t, "thrown away twice", h.s.Discard(t.Context(), h.by, gone.Pack), errs.NotFound, "")
	})
}
