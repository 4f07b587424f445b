// Package rest is the way in for other programs: HTTP and JSON under /api/v1,
// described by OpenAPI 3.1. The operations of every register are read from its
// one declaration; what else can be done is handed over as a table of
// operations. The package names no register.
package rest

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

const (
	// prefix is where the operations lie.
	prefix = "/api/v1"
	// specPath is where the specification is served, and docsPath where people
	// read it.
	specPath = "/api/openapi.json"
	docsPath = "/api/"
	// version is the API's own; it changes when a client would notice.
	version = "1.0.0"
)

// Bearer proves a token. It gives errs.Unauthenticated, or nil for the visit,
// when the token is unknown, has ended or was revoked.
type Bearer interface {
	Bearer(ctx context.Context, token string) (*auth.Visit, error)
}

// Config is what the API is made of; cmd fills it.
type Config struct {
	Door   *change.Door
	Bearer Bearer
	// Rules says what is special about writing to a register; those that it does
	// not name are written by their declaration alone.
	Rules map[register.Kind]Rule
	// Operations are what can be done beside reading and writing records.
	Operations []Operation
	// Forms gives the JSON form of Go types whose own JSON methods hide it.
	Forms Forms
	Files Files
	Log   *slog.Logger
	Now   func() time.Time
	Zone  *time.Location // Europe/London: the end of a day
}

// API answers requests.
type API struct {
	Config
	mux   *http.ServeMux
	huma  huma.API
	types *types
	// The specification and its page are written when they are first asked for:
	// a start waits for neither.
	spec  func() []byte
	page  func() []byte // what people read
	kinds map[register.Kind]*kind
}

// New makes the API. An operation that is incomplete or that clashes with
// another is a defect of the program: it panics.
func New(c Config) *API {
	a := &API{Config: c, mux: http.NewServeMux(), kinds: map[register.Kind]*kind{}}
	a.types = newTypes(c.Forms)
	a.huma = humago.New(a.mux, huma.Config{OpenAPI: a.describe()})
	for _, reg := range c.Door.Book().All() {
		if c.Rules[reg.Declaration().Kind].Hidden {
			continue
		}
		k := newKind(a, reg)
		a.kinds[k.decl.Kind] = k
		k.mount()
	}
	for i := range c.Operations {
		a.mount(a.operation(&c.Operations[i]))
	}
	a.finish()
	a.spec, a.page = sync.OnceValue(a.writeSpec), sync.OnceValue(a.writeDocs)
	a.mux.HandleFunc("GET "+specPath, a.serveSpec)
	a.mux.HandleFunc("GET "+docsPath+"{$}", a.serveDocs)
	a.mux.HandleFunc("/", a.nothing)
	return a
}

// endpoint is one operation: what the specification says of it, and what it
// does.
type endpoint struct {
	huma.Operation
	access
	serve func(c *Call) error
	// query are the names of parameters that may stand in the address.
	query map[string]bool
}

// mount puts an operation into the specification and the router.
func (a *API) mount(e *endpoint) {
	e.Path = prefix + e.Path
	a.complete(e)
	a.huma.OpenAPI().AddOperation(&e.Operation)
	a.huma.Adapter().Handle(&e.Operation, func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		a.answer(e, w, r)
	})
}

// Spec gives the specification as canonical JSON with indents.
func (a *API) Spec() []byte { return a.spec() }

// Handler gives everything below /api/.
func (a *API) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The router would lead to the tidied path: an address with "//" or ".." in
		// it names nothing.
		if untidy(r.URL.Path) {
			(&Call{api: a, w: w, req: r, ctx: r.Context()}).fail(errNothing())
			return
		}
		a.mux.ServeHTTP(w, r)
	})
}

// nothing answers for what is not there.
func (a *API) nothing(w http.ResponseWriter, r *http.Request) {
	c := &Call{api: a, w: w, req: r, ctx: r.Context()}
	if allowed := a.methods(r); allowed != "" {
		w.Header().Set("Allow", allowed)
		c.problem(&problem{Status: http.StatusMethodNotAllowed, Detail: "This address takes " + allowed + "."})
		return
	}
	c.fail(errNothing())
}

func errNothing() error { return errs.New(errs.NotFound, "There is nothing at this address.") }
