package bid_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/ocds"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

const company = "Fenmoor Digital Ltd"

var (
	today = civil.MustParse("2027-01-06")
	noon  = time.Date(2027, time.January, 6, 12, 0, 0, 0, time.UTC)
)

func day(s string) *verdict.Day {
	from, to, _ := strings.Cut(s, "/")
	d := &verdict.Day{Date: civil.MustParse(from), Basis: "stated"}
	if to != "" {
		d.To, d.Basis = civil.MustParse(to), "estimated"
	}
	return d
}

// house is an organisation in a store, with bids and certificates.
type house struct {
	store *store.Store
	door  *change.Door
	bids  *bid.Service
	certs *certificate.Service
	by    bid.By
}

// found makes an organisation in a store: two of them may share one.
func found(t *testing.T, st *store.Store) *house {
	t.Helper()
	book, org := scheme.Default(), id.New()
	bids, certs, tasks := bid.Register(book), certificate.Register(book), task.Register()
	questions := bid.Clarifications()
	h := &house{store: st, door: change.New(st, register.NewBook(bids, certs, tasks, questions, notice.Decisions))}
	h.bids, h.certs = bid.NewService(h.door, book, bids, certs), certificate.NewService(h.door, book, certs, tasks)
	h.by = bid.By{Actor: change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: authz.BidManager}, Now: noon}
	_, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: noon}, func(tx *change.Tx) error {
		_, err := tx.Found(company, change.Member{Person: "p-1", Name: "Priya Nair"})
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

// because gives the same person with a reason.
func (h *house) because(reason string) bid.By {
	by := h.by
	by.Reason = reason
	return by
}

func (h *house) add(t *testing.T, b bid.Bid) bid.Row {
	t.Helper()
	row, err := h.bids.Add(t.Context(), h.by, b)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func (h *house) certificate(t *testing.T, c certificate.Certificate) string {
	t.Helper()
	row, err := h.certs.Add(t.Context(), h.by, c)
	if err != nil {
		t.Fatal(err)
	}
	return row.Number
}

// state gives the verdict on a bid as the board has it.
func (h *house) state(t *testing.T, number string) verdict.State {
	t.Helper()
	board, err := h.bids.Check(t.Context(), h.by.Actor, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range board.Bids {
		if c.Number == number {
			return c.Verdict.State
		}
	}
	t.Fatalf("no %s on the board", number)
	return ""
}

func (h *house) rows(t *testing.T) []bid.Row {
	t.Helper()
	board, err := h.bids.Check(t.Context(), h.by.Actor, today)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]bid.Row, len(board.Bids))
	for i := range board.Bids {
		rows[i] = board.Bids[i].Row
	}
	return rows
}

// feed is a file of releases that is already read.
type feed struct{ releases []notice.Release }

func (feed) Name() string { return "notices.json" }

func (feed) Check(context.Context) (string, []notice.Rejection, error) { return "00", nil, nil }

func (f feed) Each(_ context.Context, fn func(notice.Release) error, _ func(notice.Rejection)) error {
	for _, r := range f.releases {
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

// notices imports releases as a portal sends them.
func (h *house) notices(t *testing.T, releases ...string) {
	t.Helper()
	var f feed
	err := ocds.Decode(t.Context(), "notices.json", strings.NewReader(`{"releases":[`+strings.Join(releases, ",")+`]}`),
		func(r notice.Release) error { f.releases = append(f.releases, r); return nil },
		func(r notice.Rejection) { t.Error(r) })
	if err != nil {
		t.Fatal(err)
	}
	im := notice.Importer{Store: h.store, Now: noon}
	if got, err := im.Import(t.Context(), f); err != nil || got.New != len(releases) {
		t.Fatalf("%+v, %v", got, err)
	}
}

// release is an open tender in the portals' form.
func release(ocid, description string) string {
	return `{"ocid":"` + ocid + `","id":"1","date":"2026-12-01T09:00:00Z","tag":["tender"],"language":"en",
		"buyer":{"id":"B-1","name":"Saltmarsh Borough Council"},"parties":[{"id":"B-1","name":"Saltmarsh Borough Council","roles":["buyer"]}],
		"tender":{"id":"T-1","title":"Hosting of records","status":"active","description":"` + description + `",
		"value":{"amount":250000,"currency":"GBP"},"tenderPeriod":{"endDate":"2027-02-01T12:00:00Z"},
		"contractPeriod":{"startDate":"2027-05-01T00:00:00Z","endDate":"2029-04-30T00:00:00Z"}}}`
}

// inbox gives the keys of the notices of a kind of decision.
func (h *house) inbox(t *testing.T, decided string) string {
	t.Helper()
	var keys []string
	err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) error {
		page, err := bid.Shelf(v).Notices(t.Context(), notice.Query{Decided: decided})
		for _, l := range page.Lines {
			keys = append(keys, l.Key)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(keys, " ")
}

// refused asserts an error's code and that one of its fields is the place.
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
