package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/secret"
	"holdfast/internal/trail"
)

// benchTrailCmd makes a bundle of many events and verifies it.
type benchTrailCmd struct {
	Events int    `name:"events" default:"1000000" help:"How many events."`
	Out    string `name:"out" placeholder:"FILE" help:"Keep the bundle in this file, and its key in FILE.key."`
	Temp   string `name:"temp" placeholder:"DIR" help:"Where the bundle lies meanwhile; default: the folder for temporary files."`
	JSON   bool   `name:"json" help:"Print one JSON document."`
}

// benchTrail is what was measured.
type benchTrail struct {
	Events        int     `json:"events"`
	Records       int64   `json:"records"`
	BundleBytes   int64   `json:"bundleBytes"`
	MakeSeconds   float64 `json:"makeSeconds"` // the events are made meanwhile
	VerifySeconds float64 `json:"verifySeconds"`
	EventsPerSec  float64 `json:"eventsPerSecond"`
	PeakHeapBytes int64   `json:"peakHeapBytes"` // while verifying
}

func (c *benchTrailCmd) Run(e *env) error {
	if c.Events < 1 {
		return errs.New(errs.Invalid, "Say how many events: --events 1000000.")
	}
	path := c.Out
	if path == "" {
		dir, err := os.MkdirTemp(c.Temp, "holdfast-bench-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		path = filepath.Join(dir, "bundle.zip")
	}
	ring, err := secret.New(rand.Reader, e.now())
	if err != nil {
		return err
	}
	texts, err := ring.Public(proof.Origin(benchOrg))
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := os.WriteFile(path+".key", []byte(strings.Join(texts, "\n")+"\n"), 0o644); err != nil {
			return err
		}
	}
	known, err := proof.ParsePublic(strings.Join(texts, "\n"))
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	r := benchTrail{Events: c.Events}
	began := time.Now()
	m, err := proof.Write(e.ctx, f, &madeTrail{events: c.Events, ring: ring, at: e.now()}, ring,
		proof.Export{Org: benchOrg, Name: "Benchmark", Made: e.now(), Program: "bench"})
	if err != nil {
		return err
	}
	r.MakeSeconds, r.Records = time.Since(began).Seconds(), m.Records
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r.BundleBytes = info.Size()
	debug.FreeOSMemory()
	stop := peak(&r.PeakHeapBytes)
	began = time.Now()
	report, err := proof.Verify(f, info.Size(), known, nil)
	r.VerifySeconds = time.Since(began).Seconds()
	stop()
	if err != nil {
		return err
	}
	if !report.Intact {
		return errs.New(errs.Internal, "the benchmark's own bundle is not intact: %s", report.Answer)
	}
	r.EventsPerSec = float64(c.Events) / r.VerifySeconds
	if c.JSON {
		return indented(e.stdout, r)
	}
	_, err = fmt.Fprintf(e.stdout, "%d events and %d records, %.0f MB: made in %.1f s, verified in %.1f s (%.0f events/s), heap at most %.0f MB\n",
		r.Events, r.Records, float64(r.BundleBytes)/1e6, r.MakeSeconds, r.VerifySeconds, r.EventsPerSec, float64(r.PeakHeapBytes)/1e6)
	return err
}

// peak watches the heap until it is told to stop.
func peak(most *int64) (stop func()) {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var s runtime.MemStats
		for {
			runtime.ReadMemStats(&s)
			*most = max(*most, int64(s.HeapInuse))
			select {
			case <-time.After(50 * time.Millisecond):
			case <-ended:
				return
			}
		}
	}()
	return func() { close(ended); <-done }
}

const benchOrg = "bench"

// madeTrail is a trail that is made while it is read: each record lives through
// four versions.
type madeTrail struct {
	proof.Shelf
	events  int
	ring    *secret.Ring
	at      time.Time
	tree    proof.Range
	records []proof.Record
}

func (m *madeTrail) TrailEntries(_ context.Context, each func(proof.Entry) error) error {
	const versions = 4
	var before string
	var rec proof.Record
	for i := range m.events {
		e := trail.Event{
			Org: benchOrg, Seq: int64(i), At: m.at.UnixMicro(), Who: "0198a0c4-7f7e-7000-8000-00000000000a", Role: "compliance-manager",
			Action: "certificate.update", Change: fmt.Sprintf("0198a0c4-7f7e-7000-9000-%012x", i), Kind: "certificate",
			ID: fmt.Sprintf("0198a0c4-7f7e-7000-8000-%012x", i/versions), Ref: fmt.Sprintf("CERT-%d", i/versions),
			Version: int64(i%versions + 1),
		}
		if e.Version == 1 {
			before = ""
		}
		body := fmt.Sprintf(`{"scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","number":"CE-%d","owner":"person-%d","issued":"2026-01-20"}`, i, i%11)
		rec = proof.Record{Kind: e.Kind, ID: e.ID, Version: e.Version, Salt: trail.NewSalt(), Body: []byte(body)}
		e.Before, e.After = before, trail.Hash(rec.Salt, rec.Body)
		before = e.After
		e.Payload = map[string]any{"before": map[string]any{"number": fmt.Sprintf("CE-%d", i-1), "owner": "person-3"}, "after": map[string]any{"number": fmt.Sprintf("CE-%d", i), "owner": "person-4"}}
		l, err := trail.Seal(e)
		if err != nil {
			return err
		}
		if e.Version == versions || i == m.events-1 {
			m.records = append(m.records, rec)
		}
		m.tree.Add(tlog.RecordHash(l.Bytes))
		if err := each(proof.Entry{Seq: e.Seq, Kind: e.Kind, ID: e.ID, Leaf: l.Bytes, Salt: l.Salt, Payload: l.Payload}); err != nil {
			return err
		}
	}
	return nil
}

func (m *madeTrail) TrailRecords(_ context.Context, _ int64, each func(proof.Record) error) error {
	for _, r := range m.records {
		if err := each(r); err != nil {
			return err
		}
	}
	m.records = nil
	return nil
}

func (m *madeTrail) Checkpoints(_ context.Context, each func(proof.Stored) error) error {
	signer, err := m.ring.Signer(proof.Origin(benchOrg))
	if err != nil {
		return err
	}
	c := proof.Checkpoint{Origin: proof.Origin(benchOrg), Number: 1, Size: m.tree.Size(), Root: m.tree.Root(), At: m.at}
	signed, err := c.Sign(signer)
	if err != nil {
		return err
	}
	return each(proof.Stored{Number: 1, Size: c.Size, At: m.at.UnixMicro(), Note: signed})
}

var _ proof.Source = (*madeTrail)(nil)
