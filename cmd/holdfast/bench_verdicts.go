package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
	"holdfast/internal/verdict"
)

// benchVerdictsCmd measures how fast many suppliers are held against many
// notices, and that the fast way says what the verdict says.
type benchVerdictsCmd struct {
	Suppliers int    `name:"suppliers" default:"10000" help:"How many suppliers to make."`
	Notices   int    `name:"notices" default:"30000" help:"How many notices to make."`
	Seed      uint64 `name:"seed" default:"1" help:"The same seed makes the same suppliers and notices."`
	Check     int    `name:"check" default:"1000000" help:"How many random pairs to compare with the verdict itself, outside the measured time; 0 for none."`
	JSON      bool   `name:"json" help:"Print one JSON document."`
}

// benchVerdicts is what was measured. Times are by the clock, on all cores.
type benchVerdicts struct {
	Suppliers    int            `json:"suppliers"`
	Certificates int            `json:"certificates"`
	Notices      int            `json:"notices"`
	Requirements int            `json:"requirements"`
	Cores        int            `json:"cores"`
	Pairs        int64          `json:"pairs"`
	Seconds      float64        `json:"seconds"`        // counting every pair by state
	CPUSeconds   float64        `json:"cpuSeconds"`     // the same, of all cores together
	Compile      float64        `json:"compileSeconds"` // before that: clocks and days to stretches
	States       verdict.Counts `json:"states"`
	Fallbacks    int            `json:"fallbacks"` // notices that the compiled form cannot answer
	// Compared with the verdict itself, after the measured time.
	Checked      int     `json:"checked"`
	Mismatches   int     `json:"mismatches"`
	CheckSeconds float64 `json:"checkSeconds"`
	// All verdicts with their reasons of one large supplier, on one core.
	Reasons struct {
		Certificates int     `json:"certificates"`
		Bids         int     `json:"bids"`
		Seconds      float64 `json:"seconds"`
	} `json:"reasons"`
	// One of those certificates and one date moved, and the bid judged again.
	WhatIfSeconds float64 `json:"whatIfSeconds"`
}

func (c *benchVerdictsCmd) Run(e *env) error {
	if c.Suppliers < 1 || c.Notices < 1 || c.Check < 0 {
		fmt.Fprintln(e.stderr, "holdfast: --suppliers and --notices are at least 1, --check is not negative")
		return exitCode(1)
	}
	book, today := scheme.Default(), e.today()
	m := newMaker(c.Seed, today)
	suppliers, notices := m.suppliers(c.Suppliers), m.notices(c.Notices)
	out := benchVerdicts{Suppliers: c.Suppliers, Notices: c.Notices, Cores: runtime.GOMAXPROCS(0), Pairs: int64(c.Suppliers) * int64(c.Notices)}
	for _, s := range suppliers {
		out.Certificates += len(s.Certificates)
	}
	for _, n := range notices {
		out.Requirements += len(n.Requirements)
	}
	runtime.GC()
	start := time.Now()
	crowd := verdict.NewCrowd(book, today, suppliers, notices, out.Cores)
	out.Compile = time.Since(start).Seconds()
	runtime.GC()
	start, cpu := time.Now(), cpuTime()
	out.States = crowd.Count(out.Cores)
	out.Seconds = time.Since(start).Seconds()
	out.CPUSeconds = (cpuTime() - cpu).Seconds()
	out.Fallbacks = crowd.Fallbacks()

	start = time.Now()
	out.check(crowd, c.Seed, c.Check, suppliers, notices)
	out.CheckSeconds = time.Since(start).Seconds()
	out.reasons(book, today, m)
	if err := out.print(e, c.JSON); err != nil {
		return err
	}
	if out.Mismatches > 0 {
		return exitCode(1)
	}
	return nil
}

// check compares random pairs with the verdict itself.
func (out *benchVerdicts) check(crowd *verdict.Crowd, seed uint64, n int, suppliers []verdict.Supplier, notices []verdict.Bid) {
	rnd := rand.New(rand.NewPCG(seed, 2))
	pairs := make([]verdict.Pair, n)
	for i := range pairs {
		pairs[i] = verdict.Pair{Supplier: rnd.IntN(len(suppliers)), Bid: rnd.IntN(len(notices))}
	}
	states := crowd.States(pairs, out.Cores)
	var wrong atomic.Int64
	var wg sync.WaitGroup
	for w := range out.Cores {
		wg.Go(func() {
			for i := w; i < n; i += out.Cores {
				p := pairs[i]
				if crowd.Holder(p.Supplier).Judge("", suppliers[p.Supplier].Entity, &notices[p.Bid]).State != states[i] {
					wrong.Add(1)
				}
			}
		})
	}
	wg.Wait()
	out.Checked, out.Mismatches = n, int(wrong.Load())
}

// reasons measures a page of verdicts and a what-if, each the best of five.
func (out *benchVerdicts) reasons(book *scheme.Book, today civil.Date, m *maker) {
	s, bids := m.large(50), m.notices(2000)
	out.Reasons.Certificates, out.Reasons.Bids = len(s.Certificates), len(bids)
	best := func(n int, fn func()) float64 {
		d := time.Hour
		for range n {
			start := time.Now()
			fn()
			d = min(d, time.Since(start))
		}
		return d.Seconds()
	}
	out.Reasons.Seconds = best(5, func() {
		h := verdict.NewHolder(book, today, s.Certificates)
		for i := range bids {
			h.Judge("", s.Entity, &bids[i])
		}
	})
	out.WhatIfSeconds = best(5, func() {
		moved := bids[0]
		moved.Dates.Award = &verdict.Day{Date: today + 90, Basis: "stated"}
		s.Certificates[0].Issued++
		verdict.NewHolder(book, today, s.Certificates).Judge("", s.Entity, &moved)
	})
}

func (out *benchVerdicts) print(e *env, asJSON bool) error {
	if asJSON {
		b, err := strictjson.Marshal(out)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.stdout, "%s\n", b)
		return err
	}
	n := out.States
	_, err := fmt.Fprintf(e.stdout, `%d suppliers × %d notices = %d pairs, counted in %.3f s on %d cores (%.3f s of processor time; made ready in %.3f s)
  holds %d, at risk %d, unknown %d, fails %d; %d notices by the verdict itself
%d random pairs compared with the verdict itself in %.1f s: %d differ
%d bids with reasons for %d certificates: %.1f ms; one what-if: %.2f ms
`, out.Suppliers, out.Notices, out.Pairs, out.Seconds, out.Cores, out.CPUSeconds, out.Compile,
		n.Holds, n.AtRisk, n.Unknown, n.Fails, out.Fallbacks,
		out.Checked, out.CheckSeconds, out.Mismatches,
		out.Reasons.Bids, out.Reasons.Certificates, out.Reasons.Seconds*1000, out.WhatIfSeconds*1000)
	return err
}
