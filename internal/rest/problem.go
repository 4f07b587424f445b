package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

const problemType = "application/problem+json"

// problem is what goes wrong as RFC 9457 has it.
type problem struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Status   int          `json:"status"`
	Detail   string       `json:"detail"`
	Instance string       `json:"instance"` // the path that was asked for
	Errors   []errs.Field `json:"errors,omitempty"`
	// Reference names the request in the log of the server.
	Reference string `json:"reference"`
}

func (p *problem) Error() string { return p.Detail }

// problemOf turns any error into what may be said: the one place that knows
// which status a code has.
func problemOf(err error) *problem {
	var p *problem
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &large):
		err = errs.New(errs.TooLarge, "What was sent is larger than the %d kB that fit here.", large.Limit>>10)
	}
	return &problem{Status: status(errs.CodeOf(err)), Detail: errs.Safe(err), Errors: errs.FieldsOf(err)}
}

func status(code errs.Code) int {
	switch code {
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.RateLimited:
		return http.StatusTooManyRequests
	case errs.StorageFull:
		return http.StatusInsufficientStorage
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// titles name the problems; a client tells them apart by status or type.
var titles = map[int]string{
	http.StatusUnauthorized:          "Not signed in",
	http.StatusForbidden:             "Not allowed",
	http.StatusNotFound:              "Not found",
	http.StatusMethodNotAllowed:      "Method not allowed",
	http.StatusConflict:              "Conflict",
	http.StatusPreconditionFailed:    "Changed meanwhile",
	http.StatusRequestEntityTooLarge: "Too large",
	http.StatusUnsupportedMediaType:  "Wrong content type",
	http.StatusUnprocessableEntity:   "Something needs putting right",
	http.StatusPreconditionRequired:  "If-Match is missing",
	http.StatusTooManyRequests:       "Too many requests",
	http.StatusInternalServerError:   "Something went wrong",
	http.StatusServiceUnavailable:    "Not available just now",
	http.StatusInsufficientStorage:   "The disk is full",
}

// fail answers with a problem.
func (c *Call) fail(err error) {
	if errors.Is(err, context.Canceled) && c.req.Context().Err() != nil || c.sent {
		panic(http.ErrAbortHandler) // nobody is there, or half an answer must not look whole
	}
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError {
		c.api.Log.Error("request failed", slog.String("reference", c.reference()), slog.String("path", c.req.Pattern), slog.Any("error", err))
	}
	c.problem(p)
}

func (c *Call) problem(p *problem) {
	out := *p
	out.Type, out.Title = "about:blank", titles[out.Status]
	out.Instance, out.Reference = c.req.URL.EscapedPath(), c.reference()
	h := c.w.Header()
	for _, name := range []string{"Content-Disposition", "Content-Length", "ETag", "Location"} {
		h.Del(name) // the operation had begun to describe something else
	}
	switch out.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="holdfast"`)
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		h.Set("Retry-After", "5")
	}
	h.Set("Cache-Control", "no-store")
	b, _ := strictjson.Marshal(out) // plain values; EscapedPath is ASCII
	_ = c.write(out.Status, problemType, b)
}

// ofBody gives an error about the fields of a body: their names as JSON pointers
// (RFC 6901). A place in a file ("line 3: /title") stays as it is.
func ofBody(err error) error {
	fields := slices.Clone(errs.FieldsOf(err))
	if errs.CodeOf(err) != errs.Invalid || len(fields) == 0 {
		return err
	}
	for i, f := range fields {
		if f.Pointer != "" && !strings.ContainsAny(f.Pointer, "/: ") {
			fields[i].Pointer = "/" + f.Pointer
		}
	}
	return errs.InvalidFields(fields...)
}
