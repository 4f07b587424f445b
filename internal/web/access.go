package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
)

// keyParam is the query parameter of the printed address that holds the key.
const keyParam = "key"

// NewKey makes an access key: 128 random bits as 22 characters that need no
// escaping in an address.
func NewKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // cannot happen: rand.Read ends the program first
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// access lets in who has opened the printed address. The cookie is derived
// from the key, so that nothing is kept in memory and a restart with the same
// key signs nobody out; it does not contain the key.
type access struct {
	key    string
	cookie string // its name: cookies ignore ports, so the name tells servers apart
	value  string
}

func newAccess(key string, port int) access {
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "holdfast session for port %d", port)
	return access{
		key:    key,
		cookie: "holdfast_" + strconv.Itoa(port),
		value:  base64.RawURLEncoding.EncodeToString(mac.Sum(nil)),
	}
}

// known tells whether the request carries the session cookie.
func (a access) known(r *http.Request) bool {
	for _, c := range r.CookiesNamed(a.cookie) {
		if same(c.Value, a.value) {
			return true
		}
	}
	return false
}

// opens tells whether the request is for the printed address with the right
// key. Only the first page takes a key, so that the redirect after it goes to
// a place that we name.
func (a access) opens(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && same(r.URL.Query().Get(keyParam), a.key)
}

// same compares in a time that tells nothing of the content or the length.
func same(given, want string) bool {
	g, w := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return hmac.Equal(g[:], w[:])
}

// letIn sets the session cookie and leads to the address without the key, so
// that it stays out of the history and of copied addresses.
func (a access) letIn(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{
		Name: a.cookie, Value: a.value, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	_ = SeeOther(w, "/")
}

// refuse says how to get in. The answer is the same for every address, be
// there a page or not. The link asks for this very address again: a browser
// that came from another site (a link in a mail) kept the cookie back the
// first time, and sends it the second.
func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_ = plain(w, "Open Holdfast from its printed address", `<p>Holdfast lets in the browser that opened the address it printed when it started. Look in the terminal for the line that begins with “Open http” and open that address, with its key.</p>
<p>If you came here by a link from elsewhere: <a href="">open this page again</a>.</p>`)
}
