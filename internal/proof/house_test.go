package proof_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/proof"
	"holdfast/internal/secret"
	"holdfast/internal/trail"
	"holdfast/internal/trail/erased"
)

var noon = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// house is an organisation in memory: a trail, its records and a sealer.
type house struct {
	org     string
	entries []proof.Entry
	records map[string]*proof.Record
	hashes  map[string]string // of each record's last version
	sealed  int64
	tiles   map[string][]byte
	points  []proof.Stored
	ring    *secret.Ring
	sealer  *proof.Sealer
	hours   int
}

// fixed gives the same bytes every time, so that a fixture can be made again.
type fixed byte

func (f *fixed) Read(b []byte) (int, error) {
	for i := range b {
		*f = *f*31 + 7
		b[i] = byte(*f)
	}
	return len(b), nil
}

func newRing(seed byte) *secret.Ring {
	f := fixed(seed)
	ring, err := secret.New(&f, noon)
	if err != nil {
		panic(err)
	}
	return ring
}

func newHouse(org string) *house {
	h := &house{org: org, records: map[string]*proof.Record{}, hashes: map[string]string{}, tiles: map[string][]byte{}, ring: newRing(1)}
	h.sealer = &proof.Sealer{Store: h, Keys: h.ring, Rules: func() string { return "rules-1" }}
	return h
}

func (h *house) add(e trail.Event) {
	e.Org, e.Seq, e.At, e.Who, e.Role, e.Change = h.org, int64(len(h.entries)), noon.UnixMicro()+int64(len(h.entries)), "person-1", "owner", fmt.Sprint("change-", len(h.entries))
	l, err := trail.Seal(e)
	if err != nil {
		panic(err)
	}
	h.entries = append(h.entries, proof.Entry{Seq: e.Seq, Kind: e.Kind, ID: e.ID, Leaf: l.Bytes, Salt: l.Salt, Payload: l.Payload})
}

// put makes the next version of a record; del ends it.
func (h *house) put(kind, id, body string) {
	r := h.records[id]
	before := h.hashes[id]
	if r == nil {
		r = &proof.Record{Kind: kind, ID: id}
		h.records[id] = r
	}
	r.Version++
	r.Salt, r.Body = trail.NewSalt(), []byte(`{"title":"`+body+`"}`)
	h.hashes[id] = trail.Hash(r.Salt, r.Body)
	h.add(trail.Event{Action: kind + ".update", Kind: kind, ID: id, Ref: strings.ToUpper(kind) + "-" + id, Version: r.Version, Before: before, After: h.hashes[id], Payload: map[string]string{"after": body}})
}

func (h *house) del(id string) {
	r := h.records[id]
	h.add(trail.Event{Action: r.Kind + ".delete", Kind: r.Kind, ID: id, Ref: id, Version: r.Version, Before: h.hashes[id]})
	delete(h.records, id)
	delete(h.hashes, id)
}

// erase takes payloads away and, when it says so, leaves the event.
func (h *house) erase(said bool, seqs ...int64) {
	var spans [][2]int64
	for _, s := range seqs {
		h.entries[s].Salt, h.entries[s].Payload = nil, nil
		spans = append(spans, [2]int64{s, s})
	}
	if said {
		h.add(trail.Event{Action: "erasure.run", Payload: map[string]any{"reason": "the person asked for it", "erased": erased.Matter{Erasure: "e", Events: spans}}})
	}
}

func (h *house) sign(t testing.TB) proof.Checkpoint {
	t.Helper()
	h.hours++
	c, _, err := h.sealer.Checkpoint(context.Background(), h.org, noon.Add(time.Duration(h.hours)*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// lived gives a house with a life behind it: every kind of event, three
// checkpoints and two entries that are not signed yet.
func lived(t testing.TB) *house {
	h := newHouse("org-1")
	h.add(trail.Event{Action: "settings.create", Payload: map[string]string{"organisation": "Quayside"}})
	for i := range 6 {
		h.put("certificate", fmt.Sprint("c", i), fmt.Sprint("first ", i))
	}
	h.sign(t)
	h.put("certificate", "c2", "second")
	h.put("bid", "b1", "a bid")
	h.add(trail.Event{Action: "bid.link", Kind: "bid", ID: "b1", Payload: map[string]string{"link": "c1"}})
	h.sign(t)
	h.del("c5")
	h.erase(true, 1, 2)
	h.put("bid", "b1", "changed")
	h.sign(t)
	h.put("bid", "b2", "late")
	h.put("bid", "b3", "later")
	return h
}

// clone gives a copy that lives on by itself.
func (h *house) clone() *house {
	c := *h
	c.entries, c.points = slices.Clone(h.entries), slices.Clone(h.points)
	c.records, c.hashes, c.tiles = map[string]*proof.Record{}, maps.Clone(h.hashes), maps.Clone(h.tiles)
	for id, r := range h.records {
		own := *r
		c.records[id] = &own
	}
	c.sealer = &proof.Sealer{Store: &c, Keys: h.ring}
	return &c
}

// The store's side.

func (h *house) LookAtTrail(_ context.Context, _ string, fn func(proof.Shelf) error) error {
	return fn(h)
}

func (h *house) WriteTrail(_ context.Context, _ string, fn func(proof.Pen) error) error { return fn(h) }

func (h *house) TrailSize(context.Context) (int64, error) { return int64(len(h.entries)), nil }

func (h *house) TrailSealed(context.Context) (int64, error) { return h.sealed, nil }

func (h *house) TrailLeaves(_ context.Context, from, to int64, each func(int64, []byte) error) error {
	for _, e := range h.entries[from:min(to, int64(len(h.entries)))] {
		if err := each(e.Seq, e.Leaf); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) TrailTile(_ context.Context, level int, n int64) ([]byte, error) {
	return h.tiles[fmt.Sprint(level, n)], nil
}

func (h *house) SealTrail(_ context.Context, from, to int64, tiles []proof.Tile) (bool, error) {
	if h.sealed != from {
		return false, nil
	}
	h.sealed = to
	for _, t := range tiles {
		h.tiles[fmt.Sprint(t.Level, t.N)] = slices.Clone(t.Hashes)
	}
	return true, nil
}

func (h *house) KeepCheckpoint(_ context.Context, c proof.Stored) (bool, error) {
	h.points = append(h.points, c)
	return true, nil
}

func (h *house) LastCheckpoint(context.Context) (proof.Stored, bool, error) {
	if len(h.points) == 0 {
		return proof.Stored{}, false, nil
	}
	return h.points[len(h.points)-1], true, nil
}

func (h *house) CheckpointNumber(_ context.Context, n int64) (proof.Stored, bool, error) {
	if n < 1 || n > int64(len(h.points)) {
		return proof.Stored{}, false, nil
	}
	return h.points[n-1], true, nil
}

func (h *house) Checkpoints(_ context.Context, each func(proof.Stored) error) error {
	for _, p := range h.points {
		if err := each(p); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) TrailEntries(_ context.Context, each func(proof.Entry) error) error {
	for _, e := range h.entries {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) TrailRecords(_ context.Context, _ int64, each func(proof.Record) error) error {
	var ids []string
	for id := range h.records {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := each(*h.records[id]); err != nil {
			return err
		}
	}
	return nil
}

// bundle exports the house.
func (h *house) bundle(t testing.TB, only proof.Only, files ...proof.Evidence) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := proof.Write(context.Background(), &b, h, h.ring, proof.Export{Org: h.org, Name: "Quayside Ltd", Made: noon.Add(100 * time.Hour), Program: "test", Only: only, Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (h *house) public(t testing.TB) proof.Public {
	t.Helper()
	texts, err := h.ring.Public(proof.Origin(h.org))
	if err != nil {
		t.Fatal(err)
	}
	p, err := proof.ParsePublic(strings.Join(texts, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func verify(t testing.TB, b []byte, known proof.Public, given ...proof.Stored) *proof.Report {
	t.Helper()
	var list []proof.Given
	for _, g := range given {
		list = append(list, proof.Given{Name: fmt.Sprintf("mail-%d.txt", g.Number), Note: g.Note})
	}
	r, err := proof.Verify(bytes.NewReader(b), int64(len(b)), known, list)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// members unpacks a bundle; pack makes one again.
func members(t testing.TB, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func pack(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var names []string
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		method := zip.Deflate
		if strings.HasPrefix(n, "files/") {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(files[n]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func says(r *proof.Report) string {
	b, _ := json.MarshalIndent(r, "", " ")
	return string(b)
}
