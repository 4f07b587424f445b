package proof_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/trail"
)

func TestIntact(t *testing.T) {
	t.Parallel()
	h := lived(t)
	r := verify(t, h.bundle(t, proof.Only{}), h.public(t))
	if !r.Intact || r.Entries != 15 || r.Records != 8 || r.Checkpoints != 3 || r.Unsigned != 2 || r.Outside {
		t.Fatal(says(r))
	}
	if want := "INTACT: the record of Quayside Ltd is complete up to checkpoint 3 of 2026-11-24T15:00:00Z; later removal cannot be excluded."; r.Answer != want {
		t.Errorf("answer %q, want %q", r.Answer, want)
	}
	if len(r.Erased) != 1 || r.Erased[0].Entries != 2 || r.Erased[0].Reason != "the person asked for it" {
		t.Errorf("erased %+v", r.Erased)
	}
	if r := verify(t, h.bundle(t, proof.Only{}), h.public(t), h.points...); !r.Intact || !r.Outside || !strings.Contains(r.Answer, "given another way") {
		t.Error(says(r))
	}
	var b bytes.Buffer
	if err := r.Print(&b); err != nil || !strings.HasPrefix(b.String(), r.Answer+"\n") {
		t.Errorf("the first line is not the answer:\n%s", b.String())
	}
}

func TestLimited(t *testing.T) {
	t.Parallel()
	h := lived(t)
	b := h.bundle(t, proof.Only{Kinds: []string{"bid"}, IDs: []string{"c2"}})
	r := verify(t, b, h.public(t))
	if !r.Intact || r.Records != 4 || r.LeftOut == 0 || r.Entries != 15 || len(r.Erased) != 1 {
		t.Fatal(says(r))
	}
	if f := members(t, b); bytes.Contains(f["leaves.txt"], []byte("first 4")) || bytes.Contains(f["records.txt"], []byte("first 4")) || !bytes.Contains(f["records.txt"], []byte("second")) {
		t.Error("it shows what it is not to show, or not what it is to show")
	}
}

// The database was tampered with by somebody who can then export: the bundle is
// well signed, and what was done comes to light all the same.
func TestTamperedDatabase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(h *house)
		want string // code of a finding
	}{
		"leaf edited": {func(h *house) {
			h.entries[4].Leaf = bytes.Replace(h.entries[4].Leaf, []byte("person-1"), []byte("person-2"), 1)
		}, "tree"},
		"payload edited":  {func(h *house) { h.entries[7].Payload = []byte(`{"after":"another"}`) }, "payload-altered"},
		"payload emptied": {func(h *house) { h.erase(false, 7) }, "payload-missing"},
		"salt emptied":    {func(h *house) { h.entries[7].Salt = nil }, "payload-altered"},
		"record edited":   {func(h *house) { h.records["c1"].Body = []byte(`{"title":"better"}`) }, "record-differs"},
		"record set back": {func(h *house) { h.records["c2"].Version = 1 }, "record-differs"},
		"record removed":  {func(h *house) { delete(h.records, "c1") }, "record-missing"},
		"record put in":   {func(h *house) { h.records["x"] = &proof.Record{Kind: "bid", ID: "x", Version: 1, Body: []byte("{}")} }, "record-extra"},
		"deleted record put back": {func(h *house) {
			h.records["c5"] = &proof.Record{Kind: "certificate", ID: "c5", Version: 1, Body: []byte("{}")}
		}, "record-extra"},
		"row removed":      {func(h *house) { h.entries = append(h.entries[:4], h.entries[5:]...) }, "order"},
		"last row removed": {func(h *house) { h.entries = h.entries[:12] }, "cut"},
		"rows swapped":     {func(h *house) { h.entries[3], h.entries[4] = h.entries[4], h.entries[3] }, "order"},
		"row twice":        {func(h *house) { h.entries = append(h.entries[:4], h.entries[3:]...) }, "order"},
		"row of another": {func(h *house) {
			h.entries[4] = lived(t).entries[4]
			h.entries[4].Leaf = bytes.Replace(h.entries[4].Leaf, []byte(`"org-1"`), []byte(`"org-2"`), 1)
		}, "foreign"},
		"checkpoint removed": {func(h *house) { h.points = append(h.points[:1], h.points[2:]...) }, "checkpoint"},
		"checkpoint edited": {func(h *house) {
			h.points[1].Note = bytes.Replace(h.points[1].Note, []byte("number 2"), []byte("number 3"), 1)
		}, "checkpoint"},
		"all checkpoints removed": {func(h *house) { h.points = nil }, "unsigned"},
		"changed beside the trail": {func(h *house) {
			h.hashes["b1"] = trail.Hash(nil, []byte("x"))
			h.put("bid", "b1", "goes on from it")
		}, "record-changed"},
		"garbage": {func(h *house) { h.entries[3].Leaf = []byte(`{"v":1}`) }, "tree"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := lived(t)
			c.do(h)
			r := verify(t, h.bundle(t, proof.Only{}), h.public(t))
			found := false
			for _, f := range r.Findings {
				found = found || f.Code == c.want
			}
			if r.Intact || !found || !strings.HasPrefix(r.Answer, "ALTERED: ") {
				t.Errorf("want %s:\n%s", c.want, says(r))
			}
		})
	}
}

// TestOutside: the tail cut back to an older signed checkpoint, and a fork, are
// found as soon as a later checkpoint is given, and not before.
func TestOutside(t *testing.T) {
	t.Parallel()
	whole := newHouse("org-1")
	for i := range 5 {
		whole.put("certificate", fmt.Sprint("c", i), "first")
	}
	whole.sign(t)
	cut := whole.clone() // the state of the first checkpoint, put back later
	whole.put("certificate", "c2", "second")
	whole.sign(t)
	whole.put("bid", "b1", "a bid")
	whole.sign(t)
	b := cut.bundle(t, proof.Only{})
	r := verify(t, b, whole.public(t))
	if want := "complete up to checkpoint 1 of 2026-11-24T13:00:00Z; later removal cannot be excluded."; !r.Intact || !strings.HasSuffix(r.Answer, want) {
		t.Error(says(r))
	}
	for _, later := range whole.points[1:] {
		if r := verify(t, b, whole.public(t), later); r.Intact || !has(r, "cut") {
			t.Error(says(r))
		}
	}
	fork := cut.clone()
	fork.put("certificate", "c2", "another second")
	fork.sign(t)
	fork.put("bid", "b1", "another bid")
	fork.sign(t)
	if r := verify(t, fork.bundle(t, proof.Only{}), whole.public(t), whole.points[0]); !r.Intact {
		t.Error("a checkpoint from before the fork proves nothing against it: " + says(r))
	}
	for _, p := range whole.points[1:] {
		if r := verify(t, fork.bundle(t, proof.Only{}), whole.public(t), p); r.Intact || !has(r, "fork") {
			t.Error(says(r))
		}
	}
	if r := verify(t, whole.bundle(t, proof.Only{}), whole.public(t), whole.points[1], fork.points[1]); !has(r, "fork") {
		t.Error("two checkpoints that contradict each other were taken")
	}
}

func has(r *proof.Report, code string) bool {
	for _, f := range r.Findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

func TestAnotherKey(t *testing.T) {
	t.Parallel()
	h := lived(t)
	known := h.public(t)
	forger := lived(t)
	forger.ring = newRing(99)
	forger.sealer.Keys = forger.ring
	forger.points = nil
	forger.sign(t)
	if r := verify(t, forger.bundle(t, proof.Only{}), known); r.Intact || !has(r, "key") || !has(r, "unsigned") {
		t.Error(says(r))
	}
	// Rotated: with both keys everything holds, and with the new one alone what
	// it has signed.
	f := fixed(5)
	next, err := h.ring.Rotate("trail", &f, noon)
	if err != nil {
		t.Fatal(err)
	}
	h.ring, h.sealer.Keys = next, next
	h.sign(t)
	if r := verify(t, h.bundle(t, proof.Only{}), h.public(t)); !r.Intact || r.Checkpoints != 4 {
		t.Error(says(r))
	}
	texts, _ := next.Public(proof.Origin(h.org))
	alone, err := proof.ParsePublic(texts[0])
	if err != nil {
		t.Fatal(err)
	}
	if r := verify(t, h.bundle(t, proof.Only{}), alone); !r.Intact || r.Checkpoints != 1 || len(r.Notes) != 1 {
		t.Error(says(r))
	}
	if r := verify(t, h.bundle(t, proof.Only{}), known); r.Intact || !has(r, "key") {
		t.Error(says(r))
	}
}

// TestAnyTampering: whatever is done to the bytes of a bundle's files, it is no
// longer taken for intact.
func TestAnyTampering(t *testing.T) {
	t.Parallel()
	h := lived(t)
	sound := members(t, h.bundle(t, proof.Only{}))
	known := h.public(t)
	names := []string{"README.txt", "leaves.txt", "records.txt", "checkpoints.jsonl", "checkpoint.txt", "manifest.txt"}
	rapid.Check(t, func(t2 *rapid.T) {
		f := map[string][]byte{}
		for n, b := range sound {
			f[n] = bytes.Clone(b)
		}
		name := rapid.SampledFrom(names).Draw(t2, "name")
		b := f[name]
		lines := bytes.SplitAfter(b, []byte("\n"))
		lines = lines[:len(lines)-1]
		i := rapid.IntRange(0, len(lines)-1).Draw(t2, "line")
		j := rapid.IntRange(0, len(lines)-1).Draw(t2, "other line")
		at := rapid.IntRange(0, len(b)-1).Draw(t2, "at")
		switch rapid.SampledFrom([]string{"byte", "cut", "drop", "swap", "double", "missing", "insert"}).Draw(t2, "how") {
		case "byte":
			b[at] ^= byte(rapid.IntRange(1, 255).Draw(t2, "bits"))
		case "cut":
			b = b[:at]
		case "drop":
			b = bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
		case "swap":
			lines[i], lines[j] = lines[j], lines[i]
			b = bytes.Join(lines, nil)
		case "double":
			b = bytes.Join(append(append([][]byte{}, lines[:i+1]...), lines[i:]...), nil)
		case "missing":
			delete(f, name)
			b = nil
		case "insert":
			b = append(append(append([]byte{}, b[:at]...), 'x'), b[at:]...)
		}
		if b != nil {
			f[name] = b
		}
		if b != nil && bytes.Equal(b, sound[name]) {
			return
		}
		packed := pack(t, f)
		r, err := proof.Verify(bytes.NewReader(packed), int64(len(packed)), known, nil)
		if err == nil && r.Intact {
			t2.Fatalf("altered %s passed", name)
		}
		if err != nil && errs.CodeOf(err) == errs.Internal {
			t2.Fatalf("%s: %v", name, err)
		}
	})
}

// TestNeverSignsAnotherHistory: a trail that no longer continues what was signed
// is refused, and the state says why.
func TestNeverSignsAnotherHistory(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(h *house)
		want string
	}{
		"cut back":             {func(h *house) { h.entries = h.entries[:5] }, "cut back"},
		"cut back with hashes": {func(h *house) { h.entries, h.sealed = h.entries[:5], 5 }, "cut back"},
		"hashed anew": {func(h *house) {
			*h = house{org: h.org, entries: lived(t).entries, points: h.points, ring: h.ring, sealer: h.sealer, tiles: map[string][]byte{}, hours: h.hours}
			h.sealer.Store = h
		}, "not the one that was signed"},
		"a tile altered": {func(h *house) { h.tiles["0 0"][40] ^= 1 }, "not the one that was signed"},
		"checkpoint of another": {func(h *house) {
			h.points = lived(t).points
			h.points[2].Note = bytes.Replace(h.points[2].Note, []byte("rules-1"), []byte("rules-2"), 1)
		}, "key of this installation"},
		"set back as a whole": {func(h *house) { h.entries, h.points, h.sealed = h.entries[:7], h.points[:1], 7 }, "cut back"},
		"set back and grown new": {func(h *house) {
			h.entries, h.points, h.sealed = h.entries[:7], h.points[:1], 7
			for range 20 {
				h.put("bid", "other", "new")
			}
		}, "not the one that was signed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := lived(t)
			m := memory{}
			h.sealer.Memory = m
			h.sign(t)
			c.do(h)
			h.add(trail.Event{Action: "more.done"})
			if len(h.entries) < 8 {
				h.entries = h.entries[:len(h.entries)-1]
			}
			_, signed, err := h.sealer.Checkpoint(context.Background(), h.org, noon)
			if signed || errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("signed %v, %v", signed, err)
			}
			st, err := h.sealer.State(context.Background(), h.org)
			if err != nil || st.Trouble == nil || !strings.Contains(st.Trouble.Error(), c.want) {
				t.Errorf("state %+v, %v", st, err)
			}
		})
	}
}

type memory map[string][]byte

func (m memory) Recall(origin string) ([]byte, error)        { return m[origin], nil }
func (m memory) Remember(origin string, signed []byte) error { m[origin] = signed; return nil }

func TestEvidence(t *testing.T) {
	t.Parallel()
	h := lived(t)
	text := "the certificate"
	sum := trail.Hash(nil, []byte(text))
	file := proof.Evidence{Sum: sum, Name: "a\tname\n.pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	b := h.bundle(t, proof.Only{}, file)
	if r := verify(t, b, h.public(t)); !r.Intact || r.Files != 1 {
		t.Error(says(r))
	}
	f := members(t, b)
	f["files/"+sum] = []byte("another")
	if r := verify(t, pack(t, f), h.public(t)); !has(r, "file-altered") {
		t.Error(says(r))
	}
	delete(f, "files/"+sum)
	if r := verify(t, pack(t, f), h.public(t)); !has(r, "file-missing") {
		t.Error(says(r))
	}
	f["files/"+trail.Hash(nil, nil)] = nil
	if r := verify(t, pack(t, f), h.public(t)); !has(r, "extra") {
		t.Error(says(r))
	}
}
