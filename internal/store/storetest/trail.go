package storetest

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/register"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

// Sealing is a sealer of a house with a key ring of its own.
type Sealing struct {
	*House
	Ring   *secret.Ring
	Sealer *proof.Sealer
}

// Seal gives a house with a sealer.
func Seal(t testing.TB, s *store.Store) *Sealing {
	t.Helper()
	ring, err := secret.New(rand.Reader, Noon)
	if err != nil {
		t.Fatal(err)
	}
	return &Sealing{House: NewHouse(t, s), Ring: ring, Sealer: &proof.Sealer{Store: s, Keys: ring}}
}

// Bundle exports everything.
func (h *Sealing) Bundle(t testing.TB, only proof.Only) []byte {
	t.Helper()
	var b bytes.Buffer
	err := h.Store.ExportTrail(context.Background(), h.Owner.Org, func(src proof.Source) error {
		_, err := proof.Write(context.Background(), &b, src, h.Ring, proof.Export{Org: h.Owner.Org, Name: "Quayside", Made: Noon, Program: "test", Only: only})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Public gives what an outsider is handed.
func (h *Sealing) Public(t testing.TB) proof.Public {
	t.Helper()
	texts, err := h.Ring.Public(proof.Origin(h.Owner.Org))
	if err != nil {
		t.Fatal(err)
	}
	p, err := proof.ParsePublic(strings.Join(texts, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// naive is RFC 6962's tree hash, word for word, sharing no code.
func naive(leaves [][]byte) tlog.Hash {
	switch n := len(leaves); n {
	case 1:
		return tlog.RecordHash(leaves[0])
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		return tlog.NodeHash(naive(leaves[:k]), naive(leaves[k:]))
	}
}

func (h *Sealing) leaves(t *testing.T) [][]byte {
	t.Helper()
	var all [][]byte
	err := h.Store.LookAtTrail(context.Background(), h.Owner.Org, func(sh proof.Shelf) error {
		return sh.TrailLeaves(context.Background(), 0, 1<<40, func(_ int64, leaf []byte) error {
			all = append(all, bytes.Clone(leaf))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sealing: checkpoints over trails of every awkward size are those of an
// independent tree, prove what they should, and verify offline.
func sealing(t *testing.T, s *store.Store) {
	ctx := context.Background()
	h := Seal(t, s)
	var roots []tlog.Hash
	for i, more := range []int{1, 3, 249, 1, 1, 260, 600} {
		h.Fill(t, more)
		c, signed, err := h.Sealer.Checkpoint(ctx, h.Owner.Org, Noon.Add(time.Duration(i)*time.Hour))
		if err != nil || !signed || c.Number != int64(i+1) {
			t.Fatalf("checkpoint %+v, %v, %v", c, signed, err)
		}
		if all := h.leaves(t); c.Size != int64(len(all)) || c.Root != naive(all) {
			t.Errorf("checkpoint over %d of %d leaves has another root than the tree", c.Size, len(all))
		}
		roots = append(roots, c.Root)
	}
	if again, signed, err := h.Sealer.Checkpoint(ctx, h.Owner.Org, Noon.Add(99*time.Hour)); signed || err != nil || again.Number != 7 {
		t.Errorf("nothing happened, and %+v was signed: %v, %v", again, signed, err)
	}
	all := h.leaves(t)
	for _, seq := range []int64{0, 1, 255, 256, 257, int64(len(all)) - 1} {
		p, err := h.Sealer.Prove(ctx, h.Owner.Org, seq)
		if err != nil || p.Leaf != string(all[seq]) {
			t.Fatalf("entry %d: %v", seq, err)
		}
		if _, err := p.Check(h.Public(t)); err != nil {
			t.Errorf("entry %d: %v", seq, err)
		}
		p.Leaf += " "
		if _, err := p.Check(h.Public(t)); err == nil {
			t.Errorf("an altered entry %d was proved", seq)
		}
	}
	for from := int64(1); from <= 7; from++ {
		g, err := h.Sealer.ProveGrowth(ctx, h.Owner.Org, from, 7)
		if err != nil {
			t.Fatal(err)
		}
		older, newer, err := g.Check(h.Public(t))
		if err != nil || older.Root != roots[from-1] || newer.Root != roots[6] {
			t.Errorf("growth from %d: %v", from, err)
		}
	}
	if _, err := h.Sealer.Prove(ctx, h.Owner.Org, int64(len(all))); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("an entry that is not there: %v", err)
	}
	h.Fill(t, 2)
	b := h.Bundle(t, proof.Only{})
	r, err := proof.Verify(bytes.NewReader(b), int64(len(b)), h.Public(t), nil)
	if err != nil || !r.Intact || r.Unsigned != 2 || r.Checkpoints != 7 || r.Entries != int64(len(all))+2 {
		t.Errorf("verified: %+v, %v", r, err)
	}
	if other := Seal(t, s); len(other.leaves(t)) > 3 {
		t.Error("another organisation's leaves are shown")
	}
}

// asAtBundle: a bundle that is fixed to an instant shows each record in the
// version of then, no content of later, and verifies.
func asAtBundle(t *testing.T, s *store.Store) {
	ctx := context.Background()
	h := Seal(t, s)
	at := func(n int, action string, fn func(*change.Tx) error) {
		t.Helper()
		req := change.Request{Actor: h.Owner, Action: action, Now: Noon.Add(time.Duration(n) * time.Minute)}
		if _, err := h.Door.Do(ctx, req, fn); err != nil {
			t.Fatal(err)
		}
	}
	var rows []register.Row[Thing]
	add := func(title string) func(*change.Tx) error {
		return func(tx *change.Tx) error {
			row, err := change.Insert(tx, Things, Thing{Title: title, State: "open"})
			rows = append(rows, row)
			return err
		}
	}
	put := func(i int, version int64, title string) func(*change.Tx) error {
		return func(tx *change.Tx) error {
			_, err := change.Put(tx, Things, rows[i].ID, version, Thing{Title: title, State: "open"})
			return err
		}
	}
	at(1, "thing.create", add("early one"))
	at(1, "thing.create", add("early two"))
	at(1, "thing.update", put(0, 1, "middle one")) // in the same instant: it holds a microsecond later
	at(9, "thing.update", put(0, 2, "late one"))
	at(5, "thing.update", put(0, 3, "a clock set back")) // it never stood before the one before it
	at(9, "thing.create", add("late three"))
	at(9, "thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, rows[1].ID, 1) })
	if _, _, err := h.Sealer.Checkpoint(ctx, h.Owner.Org, Noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		only    proof.Only
		records int64
		without []string
	}{
		{proof.Only{Until: Noon.Add(time.Minute).UnixMicro()}, 2, []string{"late one", "late three"}},
		{proof.Only{Until: Noon.Add(8 * time.Minute).UnixMicro()}, 2, []string{"late one", "late three"}},
		{proof.Only{Until: Noon.Add(8 * time.Minute).UnixMicro(), Kinds: []string{"other"}}, 0, []string{"early one", "middle one", "late one"}},
		{proof.Only{Until: Noon.Add(10 * time.Minute).UnixMicro(), Kinds: []string{"thing"}}, 2, nil},
	} {
		b := h.Bundle(t, c.only)
		r, err := proof.Verify(bytes.NewReader(b), int64(len(b)), h.Public(t), nil)
		if err != nil || !r.Intact || r.Records != c.records || r.LeftOut == 0 {
			t.Errorf("%+v: %+v, %v", c.only, r, err)
		}
		for _, text := range c.without {
			if bytes.Contains(unpacked(t, b, "records.txt", "leaves.txt"), []byte(text)) {
				t.Errorf("%+v shows %q", c.only, text)
			}
		}
	}
}

// unpacked gives members of a bundle, one after the other.
func unpacked(t *testing.T, bundle []byte, names ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, name := range names {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b...)
	}
	return out
}

// sealers: two replicas seal and sign at once while others write. Nothing is
// lost or done twice, and every checkpoint continues the one before.
func sealers(t *testing.T, s *store.Store) {
	ctx := context.Background()
	h := Seal(t, s)
	var done sync.WaitGroup
	for range 2 {
		done.Go(func() {
			for range 10 {
				h.Fill(t, 30)
			}
		})
		done.Go(func() {
			mine := &proof.Sealer{Store: s, Keys: h.Ring}
			for range 12 {
				if _, _, err := mine.Checkpoint(ctx, h.Owner.Org, Noon); err != nil {
					t.Errorf("a sealer was refused: %v", err)
				}
			}
		})
	}
	done.Wait()
	c, _, err := h.Sealer.Checkpoint(ctx, h.Owner.Org, Noon)
	if err != nil {
		t.Fatal(err)
	}
	if all := h.leaves(t); c.Size != int64(len(all)) || c.Root != naive(all) {
		t.Error("the tree is not that of the leaves")
	}
	b := h.Bundle(t, proof.Only{})
	if r, err := proof.Verify(bytes.NewReader(b), int64(len(b)), h.Public(t), nil); err != nil || !r.Intact || r.Checkpoints != c.Number {
		t.Errorf("%+v, %v", r, err)
	}
}

// half is a store that dies after keeping hashes, before the checkpoint.
type half struct{ *store.Store }

func (d half) WriteTrail(ctx context.Context, org string, fn func(proof.Pen) error) error {
	return d.Store.WriteTrail(ctx, org, func(p proof.Pen) error { return fn(halfPen{p}) })
}

type halfPen struct{ proof.Pen }

func (halfPen) KeepCheckpoint(context.Context, proof.Stored) (bool, error) {
	return false, errs.New(errs.Unavailable, "the power is off")
}

// sealCut: a sealer that dies at any step leaves what the next one goes on from.
func sealCut(t *testing.T, s *store.Store) {
	ctx := context.Background()
	h := Seal(t, s)
	h.Fill(t, 300)
	dying := &proof.Sealer{Store: half{s}, Keys: h.Ring}
	if _, _, err := dying.Checkpoint(ctx, h.Owner.Org, Noon); errs.CodeOf(err) != errs.Unavailable {
		t.Fatalf("it did not die: %v", err)
	}
	st, err := h.Sealer.State(ctx, h.Owner.Org)
	if err != nil || st.Trouble != nil || st.Last != nil || st.Sealed != st.Size || st.Unsigned != st.Size {
		t.Fatalf("state %+v, %v", st, err)
	}
	h.Fill(t, 5)
	c, signed, err := h.Sealer.Checkpoint(ctx, h.Owner.Org, Noon)
	if err != nil || !signed || c.Number != 1 || c.Root != naive(h.leaves(t)) {
		t.Errorf("checkpoint %+v, %v, %v", c, signed, err)
	}
}
