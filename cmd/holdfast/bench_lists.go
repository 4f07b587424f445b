package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/search"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/strictjson"
)

// onStore is where the records of a bench lie.
type onStore struct {
	Others   int    `name:"others" default:"50" help:"Other organisations in the same tables, of 1,000 records each."`
	Times    int    `name:"times" default:"40" help:"How often each is read."`
	Temp     string `name:"temp" placeholder:"DIR" help:"Where the database lies; default: the folder for temporary files."`
	Database string `name:"database" placeholder:"URL" help:"An empty PostgreSQL database (postgres://...) instead."`
	JSON     bool   `name:"json" help:"Print one JSON document."`
}

// benchListsCmd reads pages of one large register: the server's part, without
// the way to it.
type benchListsCmd struct {
	Rows int `name:"rows" default:"100000" help:"Records of the organisation that is asked."`
	onStore
}

// benchSearchCmd searches everything that one organisation has.
type benchSearchCmd struct {
	Rows int `name:"rows" default:"50000" help:"Records of the organisation that is asked."`
	onStore
}

// benchReads is what was measured.
type benchReads struct {
	Engine  string         `json:"engine"`
	Rows    int            `json:"rows"`
	Others  int            `json:"others"`
	Fill    float64        `json:"fillSeconds"`
	CatchUp float64        `json:"catchUpSeconds"` // of the search's sets, after the filling
	Reads   []readMeasured `json:"reads"`
	All     readMeasured   `json:"all"`
}

// readMeasured is one kind of read, in milliseconds.
type readMeasured struct {
	What  string  `json:"what"`
	Total int64   `json:"total"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	Worst float64 `json:"worst"`
	// CPU is the processor time of one read, which other work on the machine does
	// not lengthen.
	CPU float64 `json:"cpuMilliseconds"`

	took []time.Duration
	cpu  time.Duration
}

func (c *benchListsCmd) Run(e *env) error {
	return c.over(e, c.Rows, func(b *apiBench, out *benchReads) error {
		for _, l := range benchedLists() {
			for _, page := range []string{"first", "20th"} {
				q := l.query
				read := func() (total int64, next string, err error) {
					err = b.h.door.See(e.ctx, b.owner, func(v *change.View) error {
						p, err := change.List(v, b.h.certRegister, q)
						total, next = p.Total, p.Next
						return err
					})
					return total, next, err
				}
				if page != "first" {
					for range 19 {
						if _, next, err := read(); err != nil {
							return err
						} else if next != "" {
							q.After = next
						}
					}
				}
				err := out.time(l.name+", "+page+" page", c.Times, func() (int64, error) {
					total, _, err := read()
					return total, err
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

type benchedList struct {
	name  string
	query register.Query
}

// benchedLists are lists of certificates with their totals.
func benchedLists() []benchedList {
	is := func(field string, values ...string) register.Filter { return register.Where(field, values...) }
	from := func(field, day string) register.Filter {
		return register.Filter{Field: field, Op: register.From, Values: []string{day}}
	}
	return []benchedList{
		{"by number", register.Query{}},
		{"newest first", register.Query{Sort: "-number"}},
		{"by holder", register.Query{Sort: "holder"}},
		{"by last day", register.Query{Sort: "expires"}},
		{"by last day, latest first", register.Query{Sort: "-expires"}},
		{"scheme is", register.Query{Filters: []register.Filter{is("scheme", "iso27001")}}},
		{"scheme is, by last day", register.Query{Sort: "expires", Filters: []register.Filter{is("scheme", "iso27001")}}},
		{"scheme is not, by holder", register.Query{Sort: "holder", Filters: []register.Filter{{Field: "scheme", Op: register.Not, Values: []string{"iso27001"}}}}},
		{"owner and scheme, by last day", register.Query{Sort: "expires", Filters: []register.Filter{is("owner", "person-3"), is("scheme", "iso9001", "iso14001")}}},
		{"ends after a day", register.Query{Filters: []register.Filter{from("expires", "2026-03-01")}}},
		{"ends after a day, issued before one, owner, by holder", register.Query{Sort: "-holder", Filters: []register.Filter{from("expires", "2026-03-01"), {Field: "issued", Op: register.To, Values: []string{"2026-05-31"}}, is("owner", "person-3", "person-4")}}},
		{"a word of all", register.Query{Search: "harbour"}},
		{"words of some, by last day", register.Query{Search: "works 17", Sort: "expires"}},
		{"a word of one", register.Query{Search: "hw-000777"}},
		{"a beginning and a filter, by owner", register.Query{Search: "hw-0001", Sort: "owner", Filters: []register.Filter{is("scheme", "iso27001")}}},
	}
}

func (c *benchSearchCmd) Run(e *env) error {
	return c.over(e, c.Rows, func(b *apiBench, out *benchReads) error {
		board := &search.Board{Book: b.h.door.Book(), Skip: notFound, Keys: knownBy, Notices: findNotices}
		for _, q := range []string{"harbour works", "hw-000777", "works 17", "CERT-4711", "ukas cyber", "essentials 2025 quay", "h", "ha", "nothing of the kind"} {
			err := out.time("“"+q+"”", c.Times, func() (total int64, err error) {
				err = b.h.door.See(e.ctx, b.owner, func(v *change.View) error {
					found, err := board.Find(v, search.Query{Text: q})
					total = found.Total
					return err
				})
				return total, err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// over fills a new store and measures.
func (o *onStore) over(e *env, rows int, measure func(*apiBench, *benchReads) error) error {
	if rows < 1 || o.Times < 1 || o.Others < 0 {
		return errs.New(errs.Invalid, "Say how many records and how often: --rows 100000 --times 40.")
	}
	dir, err := os.MkdirTemp(o.Temp, "holdfast-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(e.ctx, store.Options{Dir: dir, URL: o.Database, Server: true})
	if err != nil {
		return err
	}
	defer st.Close()
	b := &apiBench{benchAPICmd: &benchAPICmd{}, e: e, h: wire(st, scheme.Default())}
	if _, err := st.Settle(e.ctx, b.h.door.Book()); err != nil {
		return err
	}
	start := time.Now()
	for i := range o.Others + 1 {
		owner := change.Actor{Org: id.New(), Person: id.New(), Name: "Bench Owner", Role: authz.Owner}
		if err := b.found(owner, "Bench Ltd"); err != nil {
			return err
		}
		n := 1000
		if i == o.Others/2 {
			b.owner, n = owner, rows
		}
		if err := b.fill(owner, n); err != nil {
			return err
		}
	}
	out := &benchReads{Engine: st.Engine(), Rows: rows, Others: o.Others, Fill: time.Since(start).Seconds()}
	start = time.Now()
	if err := st.Index(e.ctx); err != nil {
		return err
	}
	out.CatchUp = time.Since(start).Seconds()
	runtime.GC()
	if err := measure(b, out); err != nil {
		return err
	}
	return out.print(e, o.JSON)
}

// time reads often and keeps how long it took.
func (r *benchReads) time(what string, times int, read func() (int64, error)) error {
	m := readMeasured{What: what}
	cpu := cpuTime()
	for range times {
		start := time.Now()
		total, err := read()
		if err != nil {
			return err
		}
		m.Total = total
		m.took = append(m.took, time.Since(start))
	}
	m.cpu = cpuTime() - cpu
	r.All.cpu += m.cpu
	r.All.took = append(r.All.took, m.took...)
	m.sum()
	r.Reads = append(r.Reads, m)
	return nil
}

func (m *readMeasured) sum() {
	slices.Sort(m.took)
	at := func(share float64) float64 {
		return float64(m.took[int(share*float64(len(m.took)-1))].Microseconds()) / 1000
	}
	m.P50, m.P95, m.Worst = at(0.5), at(0.95), at(1)
	m.CPU = m.cpu.Seconds() * 1000 / float64(len(m.took))
}

func (r *benchReads) print(e *env, asJSON bool) error {
	r.All.What = "all of them"
	r.All.sum()
	if asJSON {
		text, err := strictjson.Marshal(r)
		if err == nil {
			_, err = fmt.Fprintf(e.stdout, "%s\n", text)
		}
		return err
	}
	fmt.Fprintf(e.stdout, "%d records among %d other organisations, on %s; filled in %.0f s, the search caught up %.1f s later\n", r.Rows, r.Others, r.Engine, r.Fill, r.CatchUp)
	for _, m := range append(r.Reads, r.All) {
		fmt.Fprintf(e.stdout, "%s: p50 %.1f ms, p95 %.1f ms, worst %.1f ms, %.2f ms of processor time", m.What, m.P50, m.P95, m.Worst, m.CPU)
		if m.Total > 0 {
			fmt.Fprintf(e.stdout, " (%d found)", m.Total)
		}
		fmt.Fprintln(e.stdout)
	}
	return nil
}
