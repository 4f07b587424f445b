package web

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"

	"holdfast/internal/errs"
)

// Failure is what an error page says. It holds nothing of the inside.
type Failure struct {
	Status  int
	Title   string // "Page not found"
	Message string // safe to show to anyone
	Fields  []errs.Field
	// Reference names the request in the log, for a person to quote.
	Reference string
}

// errGone says that the browser went away while it was answered.
var errGone = errors.New("the browser went away")

// Status gives the HTTP status of an error's code: the one place that knows.
func Status(code errs.Code) int {
	switch code {
	case "":
		return http.StatusOK
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

// title names a status in words that a bid manager would say.
func title(status int) string {
	switch status {
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "Something needs putting right"
	case http.StatusNotFound:
		return "Page not found"
	case http.StatusMethodNotAllowed:
		return "That cannot be done here"
	case http.StatusConflict:
		return "Somebody else was first"
	case http.StatusForbidden, http.StatusUnauthorized:
		return "Not allowed"
	case http.StatusMisdirectedRequest:
		return "Wrong address"
	case http.StatusRequestEntityTooLarge:
		return "Too large"
	case http.StatusTooManyRequests:
		return "Too many attempts"
	case http.StatusInsufficientStorage:
		return "The disk is full"
	case http.StatusServiceUnavailable:
		return "Not available just now"
	default:
		return "Something went wrong"
	}
}

// failureOf turns any error into what may be shown.
func failureOf(err error, reference string) Failure {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = errs.New(errs.TooLarge, "What was sent is larger than the %d kB that fit here.", tooLarge.Limit>>10)
	}
	f := Failure{Status: Status(errs.CodeOf(err)), Message: errs.Safe(err), Fields: errs.FieldsOf(err), Reference: reference}
	f.Title = title(f.Status)
	return f
}

// fail answers with an error page, when nothing has been sent yet.
func (s *Server) fail(w *answer, r *http.Request, err error) {
	if errors.Is(err, errGone) || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	f := failureOf(err, w.entry.reference)
	if f.Status >= http.StatusInternalServerError {
		s.Log.Error("request failed", slog.String("reference", f.Reference), slog.String("page", w.entry.page), slog.Any("error", err))
	}
	s.showFailure(w, r, f)
}

func (s *Server) showFailure(w *answer, r *http.Request, f Failure) {
	if w.status != 0 {
		panic(http.ErrAbortHandler) // half a page must not look whole
	}
	h := w.Header()
	for _, name := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified"} {
		h.Del(name) // the handler had begun to describe something else
	}
	h.Set("Cache-Control", "no-store")
	if f.Status == http.StatusServiceUnavailable || f.Status == http.StatusTooManyRequests {
		h.Set("Retry-After", "5")
	}
	var page Component = plainPage{f}
	if s.ErrorPage != nil {
		if own := s.ErrorPage(r, f); own != nil {
			page = own
		}
	}
	if err := Render(w, r, f.Status, page); err != nil {
		if w.status != 0 {
			panic(http.ErrAbortHandler)
		}
		s.Log.Error("error page failed", slog.String("reference", f.Reference), slog.Any("error", err))
		_ = Render(w, r, f.Status, plainPage{f})
	}
}

// plainPage is the error page that needs nothing else to work.
type plainPage struct{ f Failure }

func (p plainPage) Render(_ context.Context, w io.Writer) error {
	extra := ""
	if p.f.Reference != "" && p.f.Status >= http.StatusInternalServerError {
		extra = "<p>Reference " + html.EscapeString(p.f.Reference) + "</p>"
	}
	return plain(w, p.f.Title, "<p>"+html.EscapeString(p.f.Message)+"</p>"+extra)
}

// plain writes a small page around body, which is HTML.
func plain(w io.Writer, title, body string) error {
	_, err := fmt.Fprintf(w, `<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>%[1]s · Holdfast</title></head>
<body><main><h1>%[1]s</h1>
%[2]s
</main></body>
</html>
`, html.EscapeString(title), body)
	return err
}
