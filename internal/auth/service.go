package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// How long things last.
const (
	// sessionLife is the longest that a session lasts, and sessionIdle how long
	// one lasts that nobody uses.
	sessionLife = 7 * 24 * time.Hour
	sessionIdle = 12 * time.Hour
	// localLife is the same for the machine's own, which is opened anew by the
	// address that is printed.
	localLife = 30 * 24 * time.Hour
	// freshness is how long a proof of who it is serves for dangerous acts.
	freshness = 15 * time.Minute
	// secondStepLife is the time between the password and the second factor.
	secondStepLife = 10 * time.Minute
	// resetLife is how long a link to set a new password serves, and setUpLife
	// one to set up the first owner.
	resetLife = time.Hour
	setUpLife = 24 * time.Hour
	// InvitationLife is how long an invitation may be accepted.
	InvitationLife = 7 * 24 * time.Hour
	// seenEvery is how exactly the last use of a session or token is known.
	seenEvery = time.Minute
)

// Sealer seals what is secret at rest (secret.Ring).
type Sealer interface {
	Seal(place string, plain []byte) (string, error)
	Open(place, sealed string) ([]byte, error)
}

// Letter is a mail to one person.
type Letter struct {
	ID      string // Message-ID, without angle brackets
	To      string // address
	ToName  string
	Subject string
	Text    string
}

// Config is what the service is made of.
type Config struct {
	Store  account.Store
	Door   *change.Door
	Sealer Sealer
	Now    func() time.Time
	// Log takes the lines about refused attempts: never a password, a code or a
	// token.
	Log *slog.Logger
	// Send sends a mail; nil: this installation sends none.
	Send func(context.Context, Letter) error
	// Base gives the address of the server, "https://holdfast.example.org", for
	// the links in mails; nil: links are paths.
	Base func() string
	// Client gives the source address of a request that carries a token.
	Client func(context.Context) netip.Addr
}

// Service proves who sends a request. Its methods may be called from many
// goroutines; it keeps nothing that another replica would miss.
type Service struct {
	c      Config
	hasher *hasher
	guard  *guard
	seen   seen
	post   chan func(context.Context)
}

// NewService makes the service. Tend must run beside it.
func NewService(c Config) *Service {
	if c.Client == nil {
		c.Client = func(context.Context) netip.Addr { return netip.Addr{} }
	}
	return &Service{c: c, hasher: newHasher(), guard: newGuard(c.Log), post: make(chan func(context.Context), maxPost)}
}

// From says where an attempt comes from.
type From struct {
	Address netip.Addr
	Agent   string // what the browser says it is
}

// Entry is what a proof opens: a session, or the way to the second step.
type Entry struct {
	// Session is the token for the cookie. It is not kept anywhere.
	Session string
	// Second is the token of the second step, where the account has one.
	Second string
	// Person is the account's id.
	Person string
}

// Mails says whether this installation sends mail.
func (s *Service) Mails() bool { return s.c.Send != nil }

// Runs counts the hashes of passwords that were computed.
func (s *Service) Runs() int64 { return s.hasher.runs.Load() }

func (s *Service) now() int64 { return s.c.Now().UTC().UnixMicro() }

// newToken gives 256 random bits as 43 characters that need no escaping.
func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

const tokenLength = 43

// hashOf gives what is kept of a token.
func hashOf(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// link gives the address of a page with a secret in it.
func (s *Service) link(path, token string) string {
	if s.c.Base == nil {
		return path + token
	}
	return strings.TrimSuffix(s.c.Base(), "/") + path + token
}

// cleanName checks a person's name.
func cleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", errs.At("/name", "Give a name.")
	case len(name) > maxName || !printable(name):
		return "", errs.At("/name", "Give a name of at most %d characters, without control characters.", maxName)
	}
	return name, nil
}

const maxName = 200

// short cuts what a browser says of itself to what a person reads.
func short(s string, n int) string {
	out := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(out) > n {
		out = strings.ToValidUTF8(out[:n], "")
	}
	return out
}

func printable(s string) bool {
	return short(s, len(s)) == s
}

// address gives the form of a source address that is kept and counted: of IPv6
// the network that one household or office has.
func address(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	if !a.IsValid() {
		return "unknown"
	}
	return a.Unmap().String()
}
