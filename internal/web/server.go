package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

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
	Log *slog.Logger
	// Key is the access key (NewKey), without which every page answers 403.
	Key    string
	Routes []Route
	// ErrorPage makes the page of a failure in the product's own look; without
	// it, or when it fails itself, a plain one is sent.
	ErrorPage func(r *http.Request, f Failure) Component
}

// Server answers browsers. It keeps no state between requests.
type Server struct {
	log       *slog.Logger
	key       string
	routes    []Route
	open      map[string]bool // patterns that answer without the session
	mux       *http.ServeMux
	errorPage func(*http.Request, Failure) Component
}

// New makes a server for the routes and the static assets. A route that is
// incomplete, or that clashes with another, is an error of the source.
func New(c Config) (s *Server, err error) {
	if c.Log == nil || c.Key == "" {
		return nil, errors.New("web: a server needs a log and an access key")
	}
	assets := static.Handler()
	routes := append([]Route{{
		Method: http.MethodGet, Pattern: static.Prefix, Page: "asset",
		Handler: func(w http.ResponseWriter, r *http.Request) error { assets.ServeHTTP(w, r); return nil },
	}}, c.Routes...)
	s = &Server{log: c.Log, key: c.Key, routes: routes, open: map[string]bool{}, mux: http.NewServeMux(), errorPage: c.ErrorPage}
	defer func() {
		if p := recover(); p != nil { // ServeMux panics on a clash
			s, err = nil, fmt.Errorf("web: %v", p)
		}
	}()
	for _, route := range routes {
		if route.Method == "" || route.Pattern == "" || route.Page == "" || route.Handler == nil {
			return nil, fmt.Errorf("web: incomplete route %s %s (%s)", route.Method, route.Pattern, route.Page)
		}
		pattern := route.Method + " " + route.Pattern
		s.mux.Handle(pattern, s.serveRoute(route))
		s.open[pattern] = route.Open
	}
	return s, nil
}

// Routes gives the table of routes, for tests that go through all of them.
func (s *Server) Routes() []Route { return append([]Route(nil), s.routes...) }

// Address gives what to open in a browser: the key in it signs the browser in.
func (s *Server) Address(l net.Listener) string {
	return "http://" + l.Addr().String() + "/?" + keyParam + "=" + s.key
}

// Serve answers on l until ctx ends, then lets requests under way finish. It
// closes l. It gives nil after an orderly end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	port := l.Addr().(*net.TCPAddr).Port
	hs := &http.Server{
		Handler:           s.Handler(port),
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	forget := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- hs.Shutdown(last)
	})
	if err := hs.Serve(l); !errors.Is(err, http.ErrServerClosed) {
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
// where the request comes from, the session, the route with its body limit.
func (s *Server) Handler(port int) http.Handler {
	gate, near := newAccess(s.key, port), newNeighbourhood(port)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := &answer{ResponseWriter: rw, entry: entry{reference: rand.Text()[:10], page: "-", start: time.Now()}}
		defer s.finish(w, r)
		setHeaders(w.Header())
		if !near.hosts[strings.ToLower(r.Host)] {
			s.refuseHost(w, r)
			return
		}
		if err := near.check(r); err != nil {
			s.fail(w, r, err)
			return
		}
		h, pattern := s.mux.Handler(r)
		switch {
		case gate.opens(r):
			gate.letIn(w)
		case !gate.known(r) && !s.open[pattern]:
			refuse(w)
		case pattern == "":
			s.noRoute(w, r, h)
		default:
			s.mux.ServeHTTP(w, r)
		}
	})
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
		s.log.Error("panic", slog.String("reference", w.entry.reference), slog.String("page", w.entry.page),
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
