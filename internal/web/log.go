package web

import (
	"log/slog"
	"net/http"
	"time"
)

// entry is what the log says of a request. It holds no address, no query, no
// name and no header: the page's name, never the path, which may hold an id.
type entry struct {
	reference string
	page      string
	start     time.Time
}

func (s *Server) record(w *answer, r *http.Request, aborted bool) {
	level := slog.LevelInfo
	if w.entry.page == assetPage {
		level = slog.LevelDebug
	}
	s.Log.LogAttrs(r.Context(), level, "request",
		slog.String("reference", w.entry.reference),
		slog.String("method", knownMethod(r.Method)),
		slog.String("page", w.entry.page),
		slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes),
		slog.Duration("took", time.Since(w.entry.start)),
		slog.Bool("cut", aborted),
	)
}

// knownMethod keeps what a stranger wrote out of the log.
func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// answer is the response with what the server must know of it afterwards.
type answer struct {
	http.ResponseWriter
	entry  entry
	status int // 0 until the header has been sent
	bytes  int64
}

func (w *answer) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *answer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// silent hears what a handler would answer.
type silent struct {
	header http.Header
	status int
}

func (w *silent) Header() http.Header         { return w.header }
func (w *silent) WriteHeader(status int)      { w.status = status }
func (w *silent) Write(b []byte) (int, error) { return len(b), nil }
