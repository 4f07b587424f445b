package tender_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/tender"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var noon = time.Date(2027, time.January, 6, 12, 0, 0, 0, time.UTC)

// shelf keeps files in memory.
type shelf struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (s *shelf) Put(_ context.Context, r io.Reader, _ int64) (string, int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(b)
	hash := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[hash] = b
	return hash, int64(len(b)), nil
}

type open struct{ *bytes.Reader }

func (open) Close() error { return nil }

func (s *shelf) Get(hash string) (io.ReadSeekCloser, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.files[hash]
	if !ok {
		return nil, 0, errs.New(errs.NotFound, "There is no such file.")
	}
	return open{bytes.NewReader(b)}, int64(len(b)), nil
}

func (s *shelf) names() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.files)
}

// readText reads the form of these tests: pages with form feeds between; "#scan"
// is a scanned document, "#bad WORDS" one that cannot be read, "#away" a reader
// that is not there. A pack's parts begin with lines "=== NAME".
func readText(_ context.Context, name string, file io.Reader) (tender.Pack, error) {
	b, err := io.ReadAll(file)
	if err != nil {
		return tender.Pack{}, err
	}
	text := string(b)
	if strings.HasPrefix(text, "=== ") {
		out := tender.Pack{Type: "zip", Holds: true}
		for one := range strings.SplitSeq("\n"+text, "\n=== ") {
			if name, content, ok := strings.Cut(one, "\n"); ok {
				out.Parts = append(out.Parts, partOf(name, content))
			}
		}
		return out, nil
	}
	switch {
	case strings.HasPrefix(text, "#away"):
		return tender.Pack{}, errs.New(errs.Unavailable, "The reader is not there.")
	case strings.HasPrefix(text, "#bomb"):
		return tender.Pack{}, errs.New(errs.TooLarge, "The file took too much memory: it was given up.")
	}
	return tender.Pack{Type: "pdf", Parts: []tender.Part{partOf(name, text)}}, nil
}

func partOf(name, content string) tender.Part {
	sum := sha256.Sum256([]byte(content))
	p := tender.Part{Name: name, Type: "pdf", Hash: hex.EncodeToString(sum[:]), Size: int64(len(content))}
	switch {
	case strings.HasPrefix(content, "#scan"):
		p.Scanned, p.Count = true, 3
	case strings.HasPrefix(content, "#bad "):
		p.Fault = strings.TrimPrefix(content, "#bad ")
	default:
		for i, page := range strings.Split(content, "\f") {
			p.Pages = append(p.Pages, tender.Page{Label: "page " + string(rune('1'+i)), Text: page})
		}
		p.Count = len(p.Pages)
	}
	return p
}

// house is an organisation in a store, with bids and tender documents.
type house struct {
	store *store.Store
	door  *change.Door
	s     *tender.Service
	bids  *bid.Service
	certs *certificate.Service
	files *shelf
	by    change.By
}

func found(t *testing.T, st *store.Store) *house {
	t.Helper()
	book, org := scheme.Default(), id.New()
	bids, certs, tasks, docs := bid.Register(book), certificate.Register(book), task.Register(), tender.Register()
	h := &house{store: st, door: change.New(st, register.NewBook(bids, certs, tasks, notice.Decisions, docs)), files: &shelf{files: map[string][]byte{}}}
	h.bids, h.certs = bid.NewService(h.door, book, bids, certs), certificate.NewService(h.door, book, certs, tasks)
	h.s = tender.NewService(tender.Parts{Door: h.door, Documents: docs, BidRows: bids, Bids: h.bids, Files: h.files, Read: readText})
	h.by = change.By{Actor: change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: authz.BidManager}, Now: noon}
	_, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: noon}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, fn func(*testing.T, *house)) {
	t.Helper()
	open := func(t *testing.T, o store.Options) *house {
		t.Helper()
		st, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		return found(t, st)
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, store.Options{Dir: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, pgtest.Database(t)))
	})
}

func (h *house) because(reason string) change.By {
	by := h.by
	by.Reason = reason
	return by
}

func (h *house) bid(t *testing.T) bid.Row {
	t.Helper()
	row, err := h.bids.Add(t.Context(), h.by, bid.Bid{
		Title: "Regional data platform", Buyer: "Trentwell Integrated Care Board", Entity: "Fenmoor Digital Ltd",
		Dates: verdict.Dates{Deadline: &verdict.Day{Date: civil.MustParse("2027-02-01"), Basis: "stated"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// file stores a file, as a page does before it hands it over.
func (h *house) file(t *testing.T, name, content string) tender.Dropped {
	t.Helper()
	hash, size, err := h.files.Put(t.Context(), strings.NewReader(content), tender.MaxFile)
	if err != nil {
		t.Fatal(err)
	}
	return tender.Dropped{Name: name, Hash: hash, Size: size}
}

func (h *house) drop(t *testing.T, ref string, files ...tender.Dropped) tender.Drop {
	t.Helper()
	out, err := h.s.Put(t.Context(), h.by, ref, files)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (h *house) of(t *testing.T, b bid.Row) []tender.Row {
	t.Helper()
	var rows []tender.Row
	if err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) (err error) {
		rows, err = h.s.Of(v, b.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// asks gives what a bid asks for: "iso27001 mandatory document".
func (h *house) asks(t *testing.T, ref string) string {
	t.Helper()
	row, err := h.bids.Get(t.Context(), h.by.Actor, ref)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range row.Value.Requirements {
		line := r.Scheme + " " + r.Strength + " " + r.Origin
		if r.Removed {
			line += " removed"
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// work does the jobs that wait, as a server does.
func (h *house) work(t *testing.T) int {
	t.Helper()
	n := 0
	for range 20 {
		jobs, err := h.store.ClaimJobs(t.Context(), []string{tender.Work}, noon.Add(time.Duration(n)*time.Hour), noon.Add(time.Duration(n+1)*time.Hour), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobs {
			by := change.By{Actor: change.SystemActor(j.Org, "tender-reading"), Now: noon}
			o := change.Outcome{State: change.JobDone, At: noon.UnixMicro()}
			if err := h.s.Do(t.Context(), j, by); err != nil {
				o = change.Outcome{State: change.JobWaiting, At: noon.UnixMicro(), RunAt: noon.UnixMicro(), Problem: err.Error()}
			}
			if _, err := h.store.EndJob(t.Context(), j, o); err != nil {
				t.Fatal(err)
			}
			n++
		}
		if len(jobs) == 0 {
			break
		}
	}
	return n
}

func refused(t *testing.T, what string, err error, code errs.Code, pointer string) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("%s: %v, want %s", what, err, code)
		return
	}
	if pointer == "" {
		return
	}
	for _, f := range errs.FieldsOf(err) {
		if f.Pointer == pointer {
			return
		}
	}
	t.Errorf("%s: %v says nothing of %s", what, err, pointer)
}
