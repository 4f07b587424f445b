package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

const (
	keyHeader    = "Idempotency-Key"
	reasonHeader = "Holdfast-Reason"
	replayHeader = "Idempotency-Replayed"
	// keySpace keeps the keys of clients apart from those of the program itself.
	keySpace = "api:"
	maxKey   = 180
	// maxBody bounds what most operations take.
	maxBody = 1 << 20
)

// access is what the role and the token of the caller must grant.
type access struct {
	area authz.Area
	verb authz.Verb
	what string // names the object in a refusal: "certificates"
}

// Call is one request under way.
type Call struct {
	api   *API
	ctx   context.Context
	w     http.ResponseWriter
	req   *http.Request
	visit *auth.Visit
	query map[string][]string
	now   time.Time
	key   string
	// Body is what was sent: a pointer to the type that the operation declares.
	Body any
	sent bool
	ref  string
}

// Context gives the context of the request.
func (c *Call) Context() context.Context { return c.ctx }

// Visit gives who asks.
func (c *Call) Visit() *auth.Visit { return c.visit }

// Actor gives who asks as the kernel knows them.
func (c *Call) Actor() change.Actor { return c.visit.Actor }

// Path gives a part of the address.
func (c *Call) Path(name string) string { return c.req.PathValue(name) }

// Query gives the first value of a parameter of the address.
func (c *Call) Query(name string) string {
	if v := c.query[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Sent gives what was sent, for operations that take something else than JSON;
// it ends with an error where it is too large.
func (c *Call) Sent() io.Reader { return c.req.Body }

// Now gives the instant of the request, Today its day in London.
func (c *Call) Now() time.Time { return c.now }

func (c *Call) Today() civil.Date { return civil.FromTime(c.now.In(c.api.Zone)) }

// By says who acts, for the services. The reason of the body goes before the
// one of the header.
func (c *Call) By(reason string) change.By {
	if reason == "" {
		reason = c.req.Header.Get(reasonHeader)
	}
	return change.By{Actor: c.visit.Actor, Now: c.now, Reason: strings.TrimSpace(reason), Key: c.key}
}

// See reads as the one who asks.
func (c *Call) See(fn func(*change.View) error) error {
	return c.api.Door.See(c.ctx, c.visit.Actor, fn)
}

// answer runs an operation: who it is, whether they may, what they say; and
// turns whatever goes wrong into a problem.
func (a *API) answer(e *endpoint, w http.ResponseWriter, r *http.Request) {
	c := &Call{api: a, w: w, req: r, ctx: r.Context(), now: a.Now()}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler || c.sent { //nolint:errorlint // net/http compares it so
				panic(http.ErrAbortHandler)
			}
			a.Log.Error("panic", slog.String("reference", c.reference()), slog.String("operation", e.OperationID), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
			c.problem(problemOf(errs.New(errs.Internal, "Something went wrong inside Holdfast. Nothing was changed.")))
		}
	}()
	if err := c.run(e); err != nil {
		c.fail(err)
	}
}

func (c *Call) run(e *endpoint) error {
	c.w.Header().Set("Cache-Control", "no-store")
	if err := c.who(); err != nil {
		return err
	}
	actor := &c.visit.Actor
	if actor.Org == "" {
		return errs.New(errs.Forbidden, "You belong to no organisation: ask to be invited to one.")
	}
	if e.area != "" {
		if err := authz.Decide(authz.Question{Role: actor.Role, Scope: actor.Scope, Verb: e.verb, Area: e.area, What: e.what}); err != nil {
			return err
		}
	}
	if err := c.words(e); err != nil {
		return err
	}
	limit := e.MaxBodyBytes
	if c.req.ContentLength > limit {
		return &http.MaxBytesError{Limit: limit}
	}
	c.req.Body = http.MaxBytesReader(c.w, c.req.Body, limit)
	return e.serve(c)
}

// who proves the token.
func (c *Call) who() error {
	head := c.req.Header["Authorization"]
	if len(head) != 1 {
		return errs.New(errs.Unauthenticated, "Send one header “Authorization: Bearer hf_…” with an API token of yours.")
	}
	kind, token, _ := strings.Cut(head[0], " ")
	if !strings.EqualFold(kind, "Bearer") || !strings.HasPrefix(token, "hf_") {
		return errs.New(errs.Unauthenticated, "Only API tokens are taken here: “Authorization: Bearer hf_…”.")
	}
	v, err := c.api.Bearer.Bearer(c.ctx, token)
	if err != nil {
		return err
	}
	if v == nil {
		return errs.New(errs.Unauthenticated, "This API token is not valid: it is unknown, has ended or was revoked.")
	}
	c.visit = v
	c.ctx = auth.With(c.ctx, v)
	return nil
}

// words checks what stands in the address and the headers: its parameters are
// known ones, its text is text.
func (c *Call) words(e *endpoint) error {
	if !utf8.ValidString(c.req.URL.Path) || strings.IndexByte(c.req.URL.Path, 0) >= 0 {
		return errNothing()
	}
	if c.req.URL.RawQuery != "" {
		q, err := parseQuery(c.req.URL.RawQuery)
		if err != nil {
			return err
		}
		for name := range q {
			if !e.query[name] {
				return errs.At(name, "%q is not a parameter of this address.", name)
			}
		}
		c.query = q
	}
	if e.Method == http.MethodGet {
		return nil
	}
	if keys := c.req.Header[keyHeader]; len(keys) > 0 {
		key := strings.Trim(keys[0], `"`)
		if len(keys) > 1 || key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errs.At(keyHeader, "Give one key of 1 to %d visible ASCII characters.", maxKey)
		}
		c.key = keySpace + key
	}
	if !utf8.ValidString(c.req.Header.Get(reasonHeader)) {
		return errs.At(reasonHeader, "This is not valid text (UTF-8).")
	}
	return nil
}

// raw reads the body, which must be of one of the types.
func (c *Call) raw(types ...string) ([]byte, error) {
	if err := c.typed(types...); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(c.req.Body)
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		return nil, errs.Wrap(err, errs.Invalid, "The body broke off.")
	}
	return b, err
}

// typed refuses bodies of another type than those named.
func (c *Call) typed(types ...string) error {
	got, _, _ := strings.Cut(c.req.Header.Get("Content-Type"), ";")
	got = strings.ToLower(strings.TrimSpace(got))
	for _, t := range types {
		if got == t {
			return nil
		}
	}
	return &problem{Status: http.StatusUnsupportedMediaType, Detail: "Send the body with Content-Type: " + strings.Join(types, " or ") + "."}
}

// strict reads JSON into v.
func strict(b []byte, v any) error {
	if len(b) == 0 {
		return errs.At("", "The body is empty: send a JSON object.")
	}
	return strictjson.Unmarshal(b, v)
}

// reference names the request in the log, for a person to quote.
func (c *Call) reference() string {
	if c.ref == "" {
		c.ref = rand.Text()[:10]
	}
	return c.ref
}

// write sends an answer.
func (c *Call) write(status int, contentType string, body []byte) error {
	c.sent = true
	if contentType != "" {
		c.w.Header().Set("Content-Type", contentType)
	}
	c.w.WriteHeader(status)
	if len(body) > 0 {
		_, _ = c.w.Write(body) // the reader may have left: nothing to tell anybody
	}
	return nil
}

const jsonType = "application/json"

// json sends a value.
func (c *Call) json(status int, v any) error {
	b, err := strictjson.Marshal(v)
	if err != nil {
		return err
	}
	return c.write(status, jsonType, b)
}

// Do runs one change as the one who asks, for actions that have no service of
// their own. body is all that is asked for: the key stands for nothing else.
func (c *Call) Do(action string, body any, reason string, fn func(*change.Tx) error) error {
	_, err := c.api.Door.Do(c.ctx, c.By(reason).Request(action, body), fn)
	return err
}
