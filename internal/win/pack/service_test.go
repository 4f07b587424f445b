package pack_test

import (
	"slices"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/win/pack"
)

func refused(t *testing.T, what string, err error, code errs.Code) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestAPackFromChoiceToSending(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *stored) {
		var row pack.Row
		on := func(r authz.Role, action string, fn func(tx *change.Tx) (pack.Row, error)) error {
			return h.do(t, r, action, func(tx *change.Tx) error {
				got, err := fn(tx)
				if err == nil {
					row = got
				}
				return err
			})
		}
		must := func(action string, fn func(tx *change.Tx) (pack.Row, error)) {
			t.Helper()
			if err := on(authz.BidManager, action, fn); err != nil {
				t.Fatal(err)
			}
		}
		hs := house()
		refused(t, "a reader", on(authz.Reader, "pack.create", func(tx *change.Tx) (pack.Row, error) { return h.s.Begin(tx, h.bid.Number) }), errs.Forbidden)
		must("pack.create", func(tx *change.Tx) (pack.Row, error) { return h.s.Begin(tx, h.bid.Number) })
		first := row.ID
		must("pack.create", func(tx *change.Tx) (pack.Row, error) { return h.s.Begin(tx, h.bid.ID) })
		if row.ID != first {
			t.Fatal("a second pack was begun beside the first")
		}
		choose := func(keys ...string) error {
			return on(authz.BidManager, "pack.update", func(tx *change.Tx) (pack.Row, error) { return h.s.Choose(tx, first, 0, keys, hs) })
		}
		for _, key := range []string{"certificate:CERT-9", "evidence:EV-99", "document:DOC-9", "nonsense", "cover:CERT-1"} {
			refused(t, key, choose("cover", key), errs.Invalid)
		}
		if err := choose("undertaking", "evidence:ev-1", "certificate:CERT-1", "cover", "cover"); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, c := range row.Value.Choices {
			keys = append(keys, c.Key())
		}
		if got := strings.Join(keys, " "); got != "cover certificate:CERT-1 undertaking evidence:EV-1" {
			t.Errorf("chosen %s", got)
		}
		set := func(key string, to pack.Setting) error {
			return on(authz.Contributor, "pack.update", func(tx *change.Tx) (pack.Row, error) { return h.s.Set(tx, first, 0, key, to) })
		}
		refused(t, "what is not chosen", set("soa", pack.Setting{}), errs.NotFound)
		refused(t, "a column of nothing", set("cover", pack.Setting{Columns: []string{"salary"}}), errs.Invalid)
		if err := set("undertaking", pack.Setting{WaitsOn: "owner", WaitsFor: "a word"}); err != nil {
			t.Fatal(err)
		}
		if err := choose("undertaking", "certificate:CERT-1", "cover"); err != nil || row.Value.Choices[2].WaitsOn != "owner" {
			t.Errorf("what was said of it is gone: %+v, %v", row.Value.Choices, err)
		}
		send := func(s pack.Sending) error {
			return on(authz.BidManager, "pack.send", func(tx *change.Tx) (pack.Row, error) { return h.s.Send(tx, first, s) })
		}
		sending := pack.Sending{To: "Trentwell Integrated Care Board", Way: "portal", On: today}
		refused(t, "sent before it was built", send(sending), errs.Conflict)
		made := pack.Made{File: hash, FileName: "bid-4-pack-1.zip", FileSize: 7, Manifest: strings.Repeat("c", 64), Built: pack.Built{Items: []pack.BuiltItem{{Key: "cover", Label: "Cover"}}}}
		build := func(version int64) error {
			return on(authz.BidManager, "pack.build", func(tx *change.Tx) (pack.Row, error) { return h.s.Keep(tx, first, version, made) })
		}
		refused(t, "built of what has changed since", build(row.Version-1), errs.Conflict)
		if err := build(row.Version); err != nil || row.Value.State != pack.BuiltOnce || row.Value.Built.By != string(authz.BidManager) {
			t.Fatalf("%+v, %v", row.Value, err)
		}
		if err := choose("certificate:CERT-1", "cover"); err != nil || row.Value.State != pack.Preparing {
			t.Errorf("chosen anew after it was built: %s, %v", row.Value.State, err)
		}
		if err := build(row.Version); err != nil {
			t.Fatal(err)
		}
		refused(t, "sent tomorrow", send(pack.Sending{To: "x", Way: "portal", On: today + 1}), errs.Invalid)
		refused(t, "sent before it was built", send(pack.Sending{To: "x", Way: "portal", On: today - 1}), errs.Invalid)
		refused(t, "by pigeon", send(pack.Sending{To: "x", Way: "pigeon", On: today}), errs.Invalid)
		refused(t, "by a contributor", on(authz.Contributor, "pack.send", func(tx *change.Tx) (pack.Row, error) { return h.s.Send(tx, first, sending) }), errs.Forbidden)
		if err := send(sending); err != nil || row.Value.State != pack.Sent || row.Value.Last().By == "" {
			t.Fatalf("%+v, %v", row.Value, err)
		}
		refused(t, "chosen after it was sent", choose("cover"), errs.Conflict)
		refused(t, "built after it was sent", build(row.Version), errs.Conflict)
		refused(t, "discarded after it was sent", h.do(t, authz.BidManager, "pack.delete", func(tx *change.Tx) error { return h.s.Discard(tx, first) }), errs.Conflict)
		// And through no other door either.
		for name, edit := range map[string]func(p *pack.Pack){
			"its file": func(p *pack.Pack) { p.File = strings.Repeat("d", 64) }, "its manifest": func(p *pack.Pack) { p.Manifest = "" }, "its state": func(p *pack.Pack) { p.State = pack.Preparing },
			"whom it went to": func(p *pack.Pack) { p.Sendings = slices.Clone(p.Sendings); p.Sendings[0].To = "nobody" }, "that it went": func(p *pack.Pack) { p.Sendings = nil }, "what it was built of": func(p *pack.Pack) { p.Built = nil },
		} {
			was := row
			p := was.Value
			edit(&p)
			refused(t, name, h.do(t, authz.Owner, "pack.update", func(tx *change.Tx) error {
				_, err := change.Put(tx, h.s.Packs, was.ID, was.Version, p)
				return err
			}), errs.Invalid)
		}
		if err := send(pack.Sending{To: "Their adviser", Way: "mail", On: today}); err != nil || len(row.Value.Sendings) != 2 {
			t.Errorf("sent once more: %+v, %v", row.Value.Sendings, err)
		}
		must("pack.create", func(tx *change.Tx) (pack.Row, error) { return h.s.Begin(tx, h.bid.Number) })
		if row.ID == first || len(row.Value.Choices) != 2 || row.Value.File != "" {
			t.Errorf("the next pack: %+v", row.Value)
		}
		h.must(t, authz.BidManager, "pack.delete", func(tx *change.Tx) error { return h.s.Discard(tx, row.ID) })
	})
}

func TestAnUndertakingIsApprovedByAnother(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *stored) {
		hs := house()
		var row pack.Row
		write := func(text string) error {
			return h.do(t, authz.BidManager, "pack.update", func(tx *change.Tx) (err error) {
				first, err := h.s.Begin(tx, h.bid.ID)
				if err != nil {
					return err
				}
				row, err = h.s.Write(tx, first.ID, 0, text, "Gareth Lowe", hs)
				return err
			})
		}
		refused(t, "a promise that passes over a gap", write("We promise everything."), errs.Invalid)
		if err := write(hs.Draft()); err != nil {
			t.Fatal(err)
		}
		approve := func(r authz.Role, hash string) error {
			return h.do(t, r, "pack.approve", func(tx *change.Tx) (err error) {
				got, err := h.s.Approve(tx, row.ID, hash, "", hs)
				if err == nil {
					row = got
				}
				return err
			})
		}
		read := row.Value.Undertaking.Content()
		refused(t, "its author", approve(authz.BidManager, read), errs.Forbidden)
		refused(t, "another text", approve(authz.ComplianceManager, "x"), errs.Conflict)
		if err := approve(authz.ComplianceManager, read); err != nil || !row.Value.Undertaking.InForce() || row.Value.Undertaking.ApprovedBy != string(authz.ComplianceManager) {
			t.Fatalf("%+v, %v", row.Value.Undertaking, err)
		}
		refused(t, "twice", approve(authz.ComplianceManager, read), errs.Conflict)
		if err := write(hs.Draft() + "\nAnd more."); err != nil || row.Value.Undertaking.InForce() || row.Value.Undertaking.ApprovedBy != "" {
			t.Errorf("written on after its approval: %+v, %v", row.Value.Undertaking, err)
		}
	})
}

func TestFactsAreChecked(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *stored) {
		minus := int64(-1)
		for name, a := range map[string]pack.Attestation{
			"no day":               {Type: pack.PenTest, Title: "x"},
			"ends before it began": {Type: pack.PenTest, Title: "x", Date: today, Until: today - 1},
			"less than none":       {Type: pack.PenTest, Title: "x", Date: today, OpenHighs: &minus},
			"findings of a plan":   {Type: pack.Continuity, Title: "x", Date: today, OpenHighs: new(int64)},
			"of no kind":           {Type: "rumour", Title: "x", Date: today},
		} {
			refused(t, name, h.do(t, authz.Contributor, "attestation.create", func(tx *change.Tx) error {
				_, err := change.Insert(tx, h.s.Facts, a)
				return err
			}), errs.Invalid)
		}
		h.must(t, authz.Contributor, "attestation.create", func(tx *change.Tx) error {
			_, err := change.Insert(tx, h.s.Facts, pack.Attestation{Type: pack.PenTest, Title: "x", Date: civil.MustParse("2026-05-05"), OpenHighs: new(int64)})
			return err
		})
	})
}
