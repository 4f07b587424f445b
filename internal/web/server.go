package web

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/web/static"
)

// Limits of a connection. A page takes milliseconds; the long ones are for
// uploads and downloads over a slow line.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 2 * time.Minute
	writeTimeout  = 2 * time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
	// grace is how long requests under way may take when the server is told to
	// stop.
	grace = 10 * time.Second
	// DefaultMaxBody bounds a form; routes that take files state their own.
	DefaultMaxBody = 1 << 20
)

// Config is what a server is made of.
type Config struct {
	Log    *slog.Logger
	Gate   Gate
	Routes []Route
	// API answers every path below /api/, which carries its own proof of who asks;
	// nil: there is none.
	API http.Handler
	// Now is the clock that Fresh routes go by.
	Now func() time.Time
	// Public is the address by which other machines reach the server; nil: this
	// machine alone does.
	Public *url.URL
	// Proxies are the addresses whose word on where a request comes from is taken.
	Proxies []netip.Prefix
	// Certificate is for TLS without a proxy before the server; nil: plain HTTP.
	Certificate *tls.Certificate
	// ErrorPage makes the page of a failure in the product's own look; without
	// it, or when it fails itself, a plain one is sent.
	ErrorPage func(r *http.Request, f Failure) Component
}

// Server answers browsers. It keeps no state between requests.
type Server struct {
	Config
	table map[string]*Route // by pattern with method
	mux   *http.ServeMux
}

// Gate says who sends a request. It is asked for each request anew.
type Gate interface {
	// Visit gives who sends the request by its cookie; nil when nobody does. A
	// session that has ended is nobody.
	Visit(r *http.Request) (*auth.Visit, error)
	// Open signs in the browser that opens the address that the server printed. It
	// answers and gives true, or does neither.
	Open(w http.ResponseWriter, r *http.Request) bool
}

// New makes a server for the routes and the static assets. A route that is
// incomplete, or that clashes with another, is an error of the source.
func New(c Config) (s *Server, err error) {
	if c.Log == nil || c.Gate == nil || c.Now == nil {
		return nil, errors.New("web: a server needs a log, a gate and a clock")
	}
	assets := static.Handler()
	c.Routes = append([]Route{{
		Method: http.MethodGet, Pattern: static.Prefix, Page: assetPage, Access: Public,
		Handler: func(w http.ResponseWriter, r *http.Request) error { assets.ServeHTTP(w, r); return nil },
	}}, c.Routes...)
	s = &Server{Config: c, table: map[string]*Route{}, mux: http.NewServeMux()}
	defer func() {
		if p := recover(); p != nil { // ServeMux panics on a clash
			s, err = nil, fmt.Errorf("web: %v", p)
		}
	}()
	for _, route := range c.Routes {
		if route.Method == "" || route.Pattern == "" || route.Page == "" || route.Handler == nil {
			return nil, fmt.Errorf("web: incomplete route %s %s (%s)", route.Method, route.Pattern, route.Page)
		}
		pattern := route.Method + " " + route.Pattern
		s.mux.Handle(pattern, s.serveRoute(route))
		s.table[pattern] = &route
	}
	return s, nil
}

// assetPage is the page's name of what is neither private nor logged.
const assetPage = "asset"

// Table gives the table of routes, for tests that go through all of them.
func (s *Server) Table() []Route { return append([]Route(nil), s.Routes...) }

// Address gives what to open in a browser.
func (s *Server) Address(l net.Listener) string {
	if s.Public != nil {
		return s.Public.String()
	}
	return "http://" + l.Addr().String()
}

// Serve answers on l until ctx ends, then lets requests under way finish. It
// closes l. It gives nil after an orderly end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	port := l.Addr().(*net.TCPAddr).Port
	hs := &http.Server{
		Handler:           s.Handler(port),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	forget := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- hs.Shutdown(last)
	})
	serve := func() error { return hs.Serve(l) }
	if s.Certificate != nil {
		hs.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*s.Certificate}}
		serve = func() error { return hs.ServeTLS(l, "", "") }
	}
	if err := serve(); !errors.Is(err, http.ErrServerClosed) {
		forget()
		return err
	}
	if err := <-stopped; err != nil {
		_ = hs.Close() // what did not finish in time is cut
	}
	return nil
}

// Handler gives the whole server, guards included, as called on a port of this
// machine. From outside in: log and panics, headers, the name it is called by,
// where the request comes from, who sends it, the route with its body limit.
func (s *Server) Handler(port int) http.Handler {
	near := newNeighbourhood(port, s.Public)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := &answer{ResponseWriter: rw, entry: entry{reference: rand.Text()[:10], page: "-", start: time.Now()}}
		defer s.finish(w, r)
		setHeaders(w.Header(), s.Public)
		if !near.hosts[strings.ToLower(r.Host)] {
			s.refuseHost(w, r)
			return
		}
		if err := near.check(r); err != nil {
			s.fail(w, r, err)
			return
		}
		r = r.WithContext(withClient(r, s.Proxies))
		if s.API != nil && strings.HasPrefix(r.URL.Path, apiPrefix) {
			w.entry.page = "api"
			s.API.ServeHTTP(w, r)
			return
		}
		if s.Gate.Open(w, r) {
			return
		}
		s.route(w, r)
	})
}

// apiPrefix is where the API begins.
const apiPrefix = "/api/"

// route answers who may come to the route, and says the same to who may not,
// be there a route or none.
func (s *Server) route(w *answer, r *http.Request) {
	h, pattern := s.mux.Handler(r)
	route := s.table[pattern]
	if route != nil && route.Page == assetPage {
		s.mux.ServeHTTP(w, r)
		return
	}
	visit, err := s.Gate.Visit(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if visit != nil {
		r = r.WithContext(auth.With(r.Context(), visit))
	}
	switch {
	case route != nil && route.Access == Public:
		s.mux.ServeHTTP(w, r)
	case visit == nil:
		s.stranger(w, r)
	case visit.Actor.Role == authz.ExternalAuditor && (route == nil || !route.Outsiders):
		s.outsider(w, r)
	case route == nil:
		s.noRoute(w, r, h)
	case route.Access == Member && visit.Actor.Org == "":
		s.fail(w, r, errs.New(errs.Forbidden, "You belong to no organisation yet. Ask who runs yours to invite you."))
	case route.Fresh && visit.FreshUntil <= s.Now().UnixMicro():
		s.askAgain(w, r)
	default:
		if err := meantFor(r, visit); err != nil {
			s.fail(w, r, err)
			return
		}
		s.mux.ServeHTTP(w, r)
	}
}

func (s *Server) serveRoute(route Route) http.Handler {
	limit := route.MaxBody
	if limit == 0 {
		limit = DefaultMaxBody
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := rw.(*answer)
		w.entry.page = route.Page
		if r.ContentLength > limit {
			s.fail(w, r, &http.MaxBytesError{Limit: limit})
			return
		}
		r.Body = http.MaxBytesReader(w.ResponseWriter, r.Body, limit)
		if err := route.Handler(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) refuseHost(w *answer, r *http.Request) {
	f := Failure{Status: http.StatusMisdirectedRequest, Message: "This server answers to the address that it printed, and to no other name."}
	f.Title = title(f.Status)
	s.showPlain(w, r, f)
}

// showPlain answers a stranger: without the product's own page around it.
func (s *Server) showPlain(w *answer, r *http.Request, f Failure) {
	_ = Render(w, r, f.Status, plainPage{f})
}

// noRoute answers for the mux, which knows whether the path exists with
// another method.
func (s *Server) noRoute(w *answer, r *http.Request, h http.Handler) {
	probe := &silent{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		s.showFailure(w, r, Failure{
			Status: probe.status, Title: title(probe.status), Reference: w.entry.reference,
			Message: "This address does not take that kind of request. Go back and try again from the page.",
		})
		return
	}
	s.fail(w, r, errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone."))
}

// finish recovers from a panic and writes the line of the log.
func (s *Server) finish(w *answer, r *http.Request) {
	p := recover()
	abort := p == http.ErrAbortHandler //nolint:errorlint // net/http compares it so
	if p != nil && !abort {
		s.Log.Error("panic", slog.String("reference", w.entry.reference), slog.String("page", w.entry.page),
			slog.Any("value", p), slog.String("stack", string(debug.Stack())))
		abort = w.status != 0
		if !abort {
			s.showFailure(w, r, failureOf(errs.New(errs.Internal, "Something went wrong inside Holdfast. Nothing was changed."), w.entry.reference))
		}
	}
	s.record(w, r, abort)
	if abort {
		panic(http.ErrAbortHandler)
	}
}
