package auth_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/job"
	"holdfast/internal/register"
	"holdfast/internal/secret"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"

	"github.com/pquerna/otp/totp"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

const (
	right = "tarpaulin gull sings at noon"
	other = "seven kettles and one heron"
)

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// house is an installation with one organisation and its owner.
type house struct {
	*auth.Service
	store   *store.Store
	options store.Options
	door    *change.Door
	ring    *secret.Ring
	org     string
	mu      sync.Mutex
	at      time.Time
	log     *bytes.Buffer
	mails   []auth.Letter
}

// engines runs a test on both engines.
func engines(t *testing.T, test func(*testing.T, *house)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, newHouse(t, store.Options{Dir: t.TempDir()}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newHouse(t, pgtest.Database(t)))
	})
}

func newHouse(t testing.TB, o store.Options) *house {
	t.Helper()
	ring, err := secret.New(rand.Reader, noon)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{options: o, ring: ring, at: noon, log: &bytes.Buffer{}, org: id.New()}
	h.open(t)
	t.Cleanup(func() { _ = h.store.Close() })
	h.found(t, h.org, change.Member{Person: "olga", Name: "Olga Pier", Email: "olga@example.org"})
	return h
}

// open starts the installation, anew when it was running.
func (h *house) open(t testing.TB) {
	t.Helper()
	if h.store != nil {
		if err := h.store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	st, err := store.Open(context.Background(), h.options)
	if err != nil {
		t.Fatal(err)
	}
	h.store, h.door = st, change.New(st, register.NewBook())
	h.Service = auth.NewService(auth.Config{
		Store: st, Door: h.door, Sealer: h.ring, Now: h.now, Log: slog.New(slog.NewJSONHandler(h, nil)),
		Send: h.send,
		Base: func() string { return "https://holdfast.example.org" },
	})
}

// send keeps a letter; letters are delivered beside each other.
func (h *house) send(_ context.Context, l auth.Letter) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.mails = append(h.mails, l)
	return nil
}

// Flush also sends the letters that wait in the store.
func (h *house) Flush(ctx context.Context) {
	h.Service.Flush(ctx)
	runner := &job.Runner{Store: h.store, Now: h.now, Log: slog.New(slog.DiscardHandler), Workers: map[string]job.Worker{auth.MailWork: h.Deliver}}
	if _, err := runner.Once(ctx); err != nil {
		panic(err)
	}
}

func (h *house) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.Write(b)
}

func (h *house) logged() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.String()
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func (h *house) found(t testing.TB, org string, owner change.Member) {
	t.Helper()
	h.do(t, change.SystemActor(org, "start"), func(tx *change.Tx) error {
		_, err := tx.Found("Org "+org[len(org)-4:], owner)
		return err
	})
}

func (h *house) do(t testing.TB, a change.Actor, fn func(*change.Tx) error) {
	t.Helper()
	if _, err := h.door.Do(context.Background(), change.Request{Actor: a, Action: "settings.update", Now: h.now()}, fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) member(t *testing.T, m change.Member) {
	t.Helper()
	h.do(t, change.Actor{Org: h.org, Person: "olga", Name: "Olga Pier", Role: authz.Owner}, func(tx *change.Tx) error { return tx.Member(m) })
}

func from(last byte) auth.From {
	return auth.From{Address: netip.AddrFrom4([4]byte{192, 0, 2, last}), Agent: "Mozilla/5.0 Firefox/150.0"}
}

// withPassword gives a person a password, by a link from the machine.
func (h *house) withPassword(t testing.TB, email string) {
	t.Helper()
	link, _, err := h.ResetLink(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Reset(t.Context(), tail(link), right, from(1)); err != nil {
		t.Fatal(err)
	}
}

// tail gives the secret of a link.
func tail(link string) string { return link[strings.LastIndexByte(link, '/')+1:] }

// enter signs a person in who has no second factor.
func (h *house) enter(t testing.TB, email string) (string, *auth.Visit) {
	t.Helper()
	e, err := h.SignIn(t.Context(), email, right, from(1))
	if err != nil || e.Session == "" {
		t.Fatalf("%s: %+v, %v", email, e, err)
	}
	return e.Session, h.visit(t, e.Session)
}

func (h *house) visit(t testing.TB, token string) *auth.Visit {
	t.Helper()
	v, err := h.Visit(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// withAuthenticator adds one and gives its seed and the recovery codes.
func (h *house) withAuthenticator(t *testing.T, v *auth.Visit) (seed string, codes []string) {
	t.Helper()
	e, err := h.Enrol(v)
	if err != nil {
		t.Fatal(err)
	}
	codes, err = h.AddAuthenticator(t.Context(), v, e.Sealed, h.code(t, e.Seed))
	if err != nil || len(codes) != 10 {
		t.Fatalf("%v, %v", codes, err)
	}
	return e.Seed, codes
}

func (h *house) code(t *testing.T, seed string) string {
	t.Helper()
	code, err := totp.GenerateCode(seed, h.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wantCode fails unless the error has the code.
func wantCode(t *testing.T, what string, err error, want errs.Code) {
	t.Helper()
	if errs.CodeOf(err) != want {
		t.Errorf("%s: %v (%s), want %q", what, err, errs.CodeOf(err), want)
	}
}

// events gives the actions in the organisation's trail, and their payloads.
func (h *house) events(t *testing.T, org string) string {
	t.Helper()
	var b strings.Builder
	err := h.door.See(t.Context(), change.SystemActor(org, "test"), func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{})
		for _, l := range leaves {
			b.WriteString(l.Action + " " + string(l.Payload) + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(errors.Join(err))
	}
	return b.String()
}
