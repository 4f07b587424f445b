package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/id"
	"holdfast/internal/scheme"
	"holdfast/internal/secret"
	"holdfast/internal/store"
	"holdfast/internal/strictjson"
	"holdfast/internal/web"
	"holdfast/internal/win/certificate"
)

// benchAPICmd starts a server over a temporary folder on this machine and sends
// it requests with a real token, from the same process: what the load costs is
// in the figures.
type benchAPICmd struct {
	Workers int           `name:"workers" default:"16" help:"How many send at the same time."`
	For     time.Duration `name:"for" default:"5s" help:"How long each measurement lasts."`
	Rows    int           `name:"rows" default:"1000" help:"Records of the organisation that is asked."`
	Others  int           `name:"others" default:"100000" help:"Records of other organisations in the same tables."`
	Temp    string        `name:"temp" placeholder:"DIR" help:"Where the database lies; default: the folder for temporary files."`
	Profile string        `name:"profile" placeholder:"FILE" help:"Write a processor profile of the measurements (for go tool pprof)."`
	Only    string        `name:"only" enum:"all,list,create" default:"all" help:"Which loads: all, list, create."`
	JSON    bool          `name:"json" help:"Print one JSON document."`
}

// benchAPI is what was measured.
type benchAPI struct {
	Workers int           `json:"workers"`
	Runs    []loadMeasure `json:"runs"`
}

func (c *benchAPICmd) Run(e *env) error {
	dir, err := os.MkdirTemp(c.Temp, "holdfast-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(e.ctx, store.Options{Dir: dir, Server: true})
	if err != nil {
		return err
	}
	defer st.Close()
	b := &apiBench{benchAPICmd: c, e: e, h: wire(st, scheme.Default())}
	if _, err := st.Settle(e.ctx, b.h.door.Book()); err != nil {
		return err
	}
	if err := b.people(); err != nil {
		return err
	}
	stop, err := b.serve(dir)
	if err != nil {
		return err
	}
	defer stop()
	out := benchAPI{Workers: c.Workers}
	if err := b.measure(&out); err != nil {
		return err
	}
	return out.print(e, c.JSON)
}

// apiBench is a server that is measured.
type apiBench struct {
	*benchAPICmd
	e     *env
	h     *app
	auth  *auth.Service
	owner change.Actor
	token string
	addr  string
}

// people founds the organisation and gives its owner a token.
func (b *apiBench) people() error {
	b.owner = change.Actor{Org: id.New(), Person: id.New(), Name: "Bench Owner", Role: authz.Owner}
	if err := b.found(b.owner, "Bench Ltd"); err != nil {
		return err
	}
	ring, err := secret.New(rand.Reader, b.e.now())
	if err != nil {
		return err
	}
	b.auth = auth.NewService(auth.Config{
		Store: b.h.store, Door: b.h.door, Sealer: ring, Now: b.e.now, Log: slog.New(slog.DiscardHandler),
		Base: func() string { return "" }, Client: web.Client,
	})
	err = b.h.store.SignIn(b.e.ctx, func(p account.Port) error {
		_, err := p.Put(b.e.ctx, account.Account{ID: b.owner.Person, Name: b.owner.Name, Email: "bench@example.org"})
		return err
	})
	if err != nil {
		return err
	}
	v := &auth.Visit{
		Account: auth.Account{ID: b.owner.Person, Name: b.owner.Name}, Actor: b.owner, Session: "bench",
		FreshUntil: b.e.now().Add(time.Hour).UnixMicro(),
	}
	b.token, _, err = b.auth.MakeToken(b.e.ctx, v, auth.NewToken{Name: "bench"})
	return err
}

func (b *apiBench) found(owner change.Actor, name string) error {
	req := change.Request{Actor: change.SystemActor(owner.Org, "start"), Action: "settings.create", Now: b.e.now()}
	_, err := b.h.door.Do(b.e.ctx, req, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: owner.Person, Name: owner.Name, Email: "bench@example.org"})
		return err
	})
	return err
}

// serve starts the server with all its guards.
func (b *apiBench) serve(dir string) (stop func(), err error) {
	log := slog.New(slog.DiscardHandler)
	folder, err := blob.Open(filepath.Join(dir, filesFolder))
	if err != nil {
		return nil, err
	}
	s, err := web.New(web.Config{Log: log, Now: b.e.now, Gate: web.KeyGate{}, API: b.h.api(b.e, b.auth, folder, log).Handler()})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(b.e.ctx)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	return func() { cancel(); <-done }, nil
}

// measure runs the loads one after the other.
func (b *apiBench) measure(out *benchAPI) error {
	if err := b.fill(b.owner, b.Rows); err != nil {
		return err
	}
	stop, err := b.profile()
	if err != nil {
		return err
	}
	defer stop()
	const list = "/api/v1/certificates?limit=50&total=true&sort=expires"
	run := func(name string, l load) error {
		if c := map[string]string{"GET": "list", "POST": "create"}[l.method]; b.Only != "all" && b.Only != c {
			return nil
		}
		l.addr, l.token, l.workers, l.lasting = b.addr, b.token, b.Workers, b.For
		m, err := l.run(name)
		out.Runs = append(out.Runs, m)
		return err
	}
	if err := run("list 50 with the total", load{method: "GET", path: list, want: 200}); err != nil {
		return err
	}
	for left := b.Others; left > 0; left -= 20_000 {
		other := change.Actor{Org: id.New(), Person: id.New(), Name: "Other Owner", Role: authz.Owner}
		if err := b.found(other, "Other Ltd"); err != nil {
			return err
		}
		if err := b.fill(other, min(left, 20_000)); err != nil {
			return err
		}
	}
	if b.Others > 0 {
		name := fmt.Sprintf("the same with %d records of other organisations", b.Others)
		if err := run(name, load{method: "GET", path: list, want: 200}); err != nil {
			return err
		}
	}
	body, err := strictjson.Marshal(sampleCertificate(7))
	if err != nil {
		return err
	}
	create := load{method: "POST", path: "/api/v1/certificates", body: body, want: 201}
	if err := run("create with history and trail, durable", create); err != nil {
		return err
	}
	create.keys = true
	return run("the same with an idempotency key each", create)
}

// profile begins a profile where one is asked for; stop ends it.
func (b *apiBench) profile() (stop func(), err error) {
	if b.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(b.Profile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// fill stores certificates as an import does.
func (b *apiBench) fill(owner change.Actor, n int) error {
	for from := 0; from < n; from += 1000 {
		req := change.Request{Actor: owner, Action: "certificate.import", Now: b.e.now()}
		_, err := b.h.door.Do(b.e.ctx, req, func(tx *change.Tx) error {
			for i := from; i < min(from+1000, n); i++ {
				if _, err := change.Insert(tx, b.h.certRegister, sampleCertificate(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sampleCertificate gives the i-th of many certificates, with fourteen fields
// filled in.
func sampleCertificate(i int) certificate.Certificate {
	schemes := []string{"iso27001", "iso9001", "cyber-essentials", "cyber-essentials-plus", "iso14001"}
	issued := civil.Of(2025, 1, 1) + civil.Date(i*31%600)
	yes := true
	return certificate.Certificate{
		Scheme: schemes[i%len(schemes)], Holder: fmt.Sprintf("Harbour Works %d Ltd", i%40), Number: fmt.Sprintf("HW-%06d", i),
		Body: "Assessors of the North Ltd", AccreditationBody: "UKAS", AccreditationNumber: fmt.Sprint(1000 + i%9), Accredited: &yes,
		Cycle: "initial", Scope: "The design, supply and support of systems for harbours, from the offices at the quay.", Covers: "yes",
		Issued: issued, Expires: issued + 364, EndLabel: "valid until", Owner: fmt.Sprintf("person-%d", i%11),
		Note: "Kept in the folder by the door.",
	}
}
