package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"

	"holdfast/internal/auth"
)

// KeyParam is the query parameter of the printed address that holds the key.
const KeyParam = "key"

// NewKey makes an access key: 128 random bits as 22 characters that need no
// escaping in an address.
func NewKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // cannot happen: rand.Read ends the program first
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// KeyGate is the simplest gate: who has opened the printed address with its key
// is the one person that Person gives. Its cookie is derived from the key.
type KeyGate struct {
	Key    string
	Person func(r *http.Request) (*auth.Visit, error)
}

// Visit implements Gate.
func (g KeyGate) Visit(r *http.Request) (*auth.Visit, error) {
	name, value := g.cookie(r)
	for _, c := range r.CookiesNamed(name) {
		if same(c.Value, value) {
			return g.Person(r)
		}
	}
	return nil, nil
}

// Open implements Gate. Only the first page takes a key, so that the redirect
// after it goes to a place that we name, and keeps the key out of the history.
func (g KeyGate) Open(w http.ResponseWriter, r *http.Request) bool {
	if !OpensWith(r, g.Key) {
		return false
	}
	name, value := g.cookie(r)
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	_ = SeeOther(w, "/")
	return true
}

// OpensWith says whether the request is for the printed address with this key.
func OpensWith(r *http.Request, key string) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && key != "" && same(r.URL.Query().Get(KeyParam), key)
}

// CookieName gives the session cookie's name: cookies ignore ports, so the name
// tells the servers of one machine apart. Under https it is bound to the host.
func CookieName(r *http.Request, secure bool) string {
	if secure {
		return "__Host-holdfast"
	}
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80"
	}
	return "holdfast_" + port
}

func (g KeyGate) cookie(r *http.Request) (name, value string) {
	name = CookieName(r, false)
	mac := hmac.New(sha256.New, []byte(g.Key))
	fmt.Fprintf(mac, "holdfast session for %s", name)
	return name, base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// same compares in a time that tells nothing of the content or the length.
func same(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return hmac.Equal(g[:], w[:])
}
