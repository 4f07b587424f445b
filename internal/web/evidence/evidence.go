// Package evidence has the pages of evidence: how fresh it is by control, how an
// item is collected and collected again, the requests for it, and the public
// page on which somebody without an account sends files in.
package evidence

import (
	"context"
	"io"
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/share/access"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

// Staged is a file that has come whole and is not stored yet.
type Staged struct {
	Hash string
	Size int64
	Head []byte // its first bytes, by which its type is told
	Keep func() error
	Drop func() // of what was not kept
	Undo func() // of what was kept, when no record names it after all
}

// Files keeps files by the SHA-256 of their content.
type Files struct {
	Stage func(ctx context.Context, r io.Reader, limit int64) (*Staged, error)
	// Get gives a stored file, proved as it is read.
	Get func(hash string) (io.ReadSeekCloser, int64, error)
}

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Service  *evidence.Service
	Controls *register.Register[control.Control]
	Clauses  *register.Register[control.Clause]
	Files    Files
	// Base is how this server is called from outside.
	Base func() string
	// Log takes a line of the access log.
	Log func(access.Entry)
	// Look looks at a link, when somebody asks for it.
	Look evidence.Looker

	limits limits
}

// Routes gives every page and action but those made from the declarations.
func (p *Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Method: get, Pattern: "/send/{token}", Page: "send", Access: web.Public, Handler: p.logged("Request for evidence", p.send)},
		{Method: post, Pattern: "/send/{token}", Page: "send-files", Access: web.Public, MaxBody: maxSend, Handler: p.logged("Sent evidence", p.sendFiles)},

		{Method: get, Pattern: "/evidence/requests/{number}/send", Page: "evidence-answer", Handler: p.answer},
		{Method: post, Pattern: "/evidence/requests/{number}/send", Page: "evidence-answered", MaxBody: maxSend, Handler: p.answerFiles},
	}
}

// by says that the request's person acts, once for each form that was opened.
func (p *Pages) by(r *http.Request, form, key string) change.By {
	by := p.By(r.Context(), "")
	if key != "" && len(key) <= 64 {
		by.Key = form + ":" + by.Person + ":" + key
	}
	return by
}
