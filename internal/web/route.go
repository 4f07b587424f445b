// Package web is the way in for browsers: the server with its guards, the
// table of routes, and the one place where an error becomes a page. The pages
// themselves are in web/<wing>, one a file; components in web/ui; assets in
// web/static.
package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
)

// Handler answers one request. An error that it returns before it has written
// anything becomes an error page with the status of its errs.Code; after that
// the connection is cut, so that half a page never looks whole.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one page or action. Every route of the server is in one table, so
// that tests can go through all of them.
type Route struct {
	Method  string // GET (HEAD is answered too) or POST
	Pattern string // as net/http.ServeMux has it, without method or host: "/bids/{id}"
	Page    string // the page's name, for the log and the tests: "bid"
	Handler Handler
	// MaxBody bounds the body in bytes; 0 is DefaultMaxBody.
	MaxBody int64
	// Access says who may come this far; a test holds the list of public routes.
	Access Access
	// Fresh routes want a person who has proved lately who they are.
	Fresh bool
	// Outsiders lets external auditors in, who see nothing else.
	Outsiders bool
}

// Access is who a route answers.
type Access int

const (
	// Member: who is signed in and works in an organisation. What they may see and
	// do there is decided by their role, where it is done.
	Member Access = iota
	// Account: who is signed in, in an organisation or in none.
	Account
	// Public routes answer anybody: what they give is public, or they check a
	// secret of their own (a calendar's address).
	Public
)

// Component is a page, or part of one, that can write itself (templ's
// components do).
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Render writes a page as HTML. The whole page is made before the first byte
// is sent, so that an error on the way gives an error page.
func Render(w http.ResponseWriter, r *http.Request, status int, page Component) error {
	b := pages.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= maxKeptPage {
			b.Reset()
			pages.Put(b)
		}
	}()
	if err := page.Render(r.Context(), b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(forOrganisation(r, b.Bytes()))
	if err != nil {
		return errGone // the reader has left: nothing to tell anybody
	}
	return nil
}

// pages are the buffers in which pages are made; one that held a page larger than
// maxKeptPage is not kept.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxKeptPage = 1 << 20

// SeeOther sends the browser to a path of this server after a POST. The path is
// written by us, never taken from the request.
func SeeOther(w http.ResponseWriter, path string) error {
	w.Header().Set("Location", path)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
