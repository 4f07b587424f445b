package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/pquerna/otp/totp"

	"holdfast/internal/webtest"
)

// idp is a sign-in provider on this machine, under the name localhost, which is
// another site than the server's 127.0.0.1.
type idp struct {
	url string
	key *rsa.PrivateKey

	mu     sync.Mutex
	claims map[string]any // of the next person
	asked  map[string]url.Values
	last   url.Values // what the last sign-in asked
	page   bool       // a person presses a button there
}

const idpSecret = "the secret of the client"

func newIDP(t *testing.T) *idp {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{key: key, asked: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("/token", p.token)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	p.url = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	return p
}

// is says who signs in there from now on, and what the provider says of it.
func (p *idp) is(claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims = claims
}

func (p *idp) lastAsked() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

func (p *idp) authorize(w http.ResponseWriter, r *http.Request) {
	code, q := rand.Text(), r.URL.Query()
	p.mu.Lock()
	p.asked[code], p.last = q, q
	page := p.page
	p.mu.Unlock()
	to := q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	if !page {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, `<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><h1>The provider</h1><a id="yes" href="`+strings.ReplaceAll(to, "&", "&amp;")+`">It is me</a>`)
}

func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	code := r.PostFormValue("code")
	q, ok := p.asked[code]
	delete(p.asked, code)
	_, pass, _ := r.BasicAuth()
	pass, _ = url.QueryUnescape(pass)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || pass != idpSecret || q.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || q.Get("redirect_uri") != r.PostFormValue("redirect_uri") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{"iss": p.url, "aud": "holdfast", "nonce": q.Get("nonce"), "iat": january.Unix(), "exp": january.Add(time.Minute).Unix(), "email_verified": true}
	for k, v := range p.claims {
		claims[k] = v
	}
	b, _ := json.Marshal(claims)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: "k"}}, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	signed, err := signer.Sign(b)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text, _ := signed.CompactSerialize()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"access_token": "a", "token_type": "Bearer", "id_token": text})
}

var providerID = regexp.MustCompile(`/sign-in/oidc/([0-9a-f-]{36})`)

// withProvider serves an organisation whose owner has let people in by the
// provider, and gives where a sign-in by it begins.
func withProvider(t *testing.T, p *idp) (*running, string) {
	t.Helper()
	r := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir(), "--intranet", strings.TrimPrefix(p.url, "http://"))
	code, body := r.post(t, "/settings/sign-in/new", url.Values{
		"name": {"Quay accounts"}, "preset": {"other"}, "issuer": {p.url}, "client": {"holdfast"}, "secret": {idpSecret}, "domains": {"quay.example"}, "says": {"join", "owners"},
	})
	found := providerID.FindString(body)
	if code != http.StatusOK || found == "" {
		t.Fatalf("setting the provider up: %d %s", code, plainly(body))
	}
	return r, found
}

// plainly gives the words of a page, for what a test says.
func plainly(body string) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`(?s)<style.*?</style>|<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

// says fails unless a page answers so and says this.
func says(t *testing.T, what string, code int, body string, want int, words string) {
	t.Helper()
	if code != want || !strings.Contains(plainly(body), words) {
		t.Fatalf("%s: %d, wanted %d and %q: %.1500s", what, code, want, words, plainly(body))
	}
}

// TestSignInByAProvider goes the way of an owner: link the provider, sign out,
// come back by it and by the code of the authenticator.
func TestSignInByAProvider(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	r, way := withProvider(t, p)
	p.is(map[string]any{"sub": "1", "email": "olga@elsewhere.example", "email_verified": false})
	r.post(t, "/account/email", url.Values{"email": {"olga@quay.example"}})
	code, body := r.get(t, way+"/link")
	says(t, "linking", code, body, http.StatusOK, "The provider is linked.")
	r.post(t, "/account/password", url.Values{"password": {"tarpaulin gull sings at noon"}})
	code, body = r.get(t, "/account/authenticator")
	enrolment := regexp.MustCompile(`name="enrolment" value="([^"]+)"`).FindStringSubmatch(body)
	seed := regexp.MustCompile(`[A-Z2-7]{4}( [A-Z2-7]{4}){7}`).FindString(body)
	if code != http.StatusOK || enrolment == nil || seed == "" {
		t.Fatalf("the authenticator's page: %d %s", code, plainly(body))
	}
	totpCode, err := totp.GenerateCode(strings.ReplaceAll(seed, " ", ""), january)
	if err != nil {
		t.Fatal(err)
	}
	code, body = r.post(t, "/account/authenticator", url.Values{"enrolment": {enrolment[1]}, "code": {totpCode}})
	recovery := regexp.MustCompile(`[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}`).FindAllString(body, -1)
	if code != http.StatusOK || len(recovery) != 10 {
		t.Fatalf("adding the authenticator: %d %s", code, plainly(body))
	}
	code, body = r.post(t, "/sign-out", nil)
	says(t, "signing out", code, body, http.StatusOK, "Sign in with Quay accounts")

	// One factor there is not two here.
	code, body = r.get(t, "/bids?stage=open")
	button := regexp.MustCompile(`/sign-in/oidc/[0-9a-f-]{36}\?to=[^"]+`).FindString(body)
	says(t, "a page of whom is nobody", code, body, http.StatusOK, "Sign in")
	if !strings.HasSuffix(button, "?to=%2Fbids%3Fstage%3Dopen") {
		t.Fatalf("the button forgets where to go: %q", button)
	}
	code, body = r.get(t, button)
	says(t, "the provider's one factor", code, body, http.StatusOK, "Enter the code")
	code, body = r.post(t, "/second-factor", url.Values{"code": {totpCode}, "to": {"/account/password"}})
	says(t, "a code that was used", code, body, http.StatusUnauthorized, "code")
	code, body = r.post(t, "/second-factor", url.Values{"code": {recovery[0]}, "to": {"/account/password"}})
	says(t, "the second factor, which proves it anew", code, body, http.StatusOK, "Set your password")

	// Two factors there are, but say nothing of now.
	r.post(t, "/sign-out", nil)
	p.is(map[string]any{"sub": "1", "amr": []string{"pwd", "mfa"}})
	code, body = r.get(t, way+"?to=%2Fcertificates")
	says(t, "two factors at the provider", code, body, http.StatusOK, "ertificate")
	code, body = r.get(t, "/account/password")
	says(t, "a dangerous act", code, body, http.StatusOK, "Confirm that it is you")
	code, body = r.get(t, way+"/confirm?to=/account/password")
	says(t, "the provider does not stand for a password", code, body, http.StatusOK, "Password")
	if p.lastAsked().Get("max_age") != "" {
		t.Error("the provider was asked all the same")
	}
}

// TestConfirmByAProvider: who has no proof here is asked anew there.
func TestConfirmByAProvider(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	r, way := withProvider(t, p)
	r.post(t, "/sign-out", nil)
	tom := map[string]any{"sub": "2", "email": "tom@quay.example", "name": "Tom Lee", "auth_time": january.Add(-time.Hour).Unix()}
	p.is(tom)
	code, body := r.get(t, way)
	says(t, "joining", code, body, http.StatusOK, "Tom Lee")
	code, body = r.get(t, "/account/password")
	says(t, "a dangerous act", code, body, http.StatusOK, "Confirm with Quay accounts")
	confirm := way + "/confirm?to=%2Faccount%2Fpassword"
	if !strings.Contains(body, confirm) {
		t.Errorf("the page does not lead to %s", confirm)
	}
	code, body = r.get(t, confirm)
	says(t, "a provider that did not ask", code, body, http.StatusUnauthorized, "did not say that it asked you anew")
	if q := p.lastAsked(); q.Get("prompt") != "login" || q.Get("max_age") != "0" {
		t.Errorf("it asked %v", q)
	}
	tom["auth_time"], tom["sub"] = january.Unix(), "3"
	p.is(tom)
	code, body = r.get(t, confirm)
	says(t, "another person", code, body, http.StatusUnauthorized, "Another person signed in")
	code, body = r.get(t, "/account/password")
	says(t, "still not confirmed", code, body, http.StatusOK, "Confirm that it is you")
	tom["sub"] = "2"
	p.is(tom)
	code, body = r.get(t, confirm)
	says(t, "asked anew", code, body, http.StatusOK, "Set your password")
}

// TestTheWayBackFromAProvider: once, by the browser that began, to this server.
func TestTheWayBackFromAProvider(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	r, way := withProvider(t, p)
	r.post(t, "/sign-out", nil)
	p.is(map[string]any{"sub": "2", "email": "tom@quay.example", "name": "Tom Lee"})
	stop := *r.client
	stop.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	ask := func(c *http.Client, address, site string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if site != "" {
			req.Header.Set("Sec-Fetch-Site", site)
		}
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp
	}
	back := func() string {
		t.Helper()
		away := ask(&stop, r.base+way+"?to=https://evil.example/", "").Header.Get("Location")
		return ask(&stop, away, "").Header.Get("Location")
	}
	// Another browser has no use for it.
	callback := back()
	if resp := ask(&http.Client{CheckRedirect: stop.CheckRedirect}, callback, ""); resp.StatusCode != http.StatusUnauthorized || len(resp.Cookies()) > 0 {
		t.Errorf("another browser: %d %v", resp.StatusCode, resp.Cookies())
	}
	// From the provider's site the browser is told to come once more, from here.
	resp := ask(&stop, callback, "cross-site")
	again, ok := strings.CutPrefix(resp.Header.Get("Refresh"), "0; url=/sign-in/oidc/callback?")
	if resp.StatusCode != http.StatusOK || !ok || len(resp.Cookies()) > 0 {
		t.Fatalf("the bounce: %d %v", resp.StatusCode, resp.Header)
	}
	resp = ask(&stop, r.base+"/sign-in/oidc/callback?"+again, "same-origin")
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/" {
		t.Errorf("it leads to %d %q", resp.StatusCode, resp.Header.Get("Location"))
	}
	if resp := ask(&stop, callback, ""); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a second time: %d", resp.StatusCode)
	}
	for _, path := range []string{"/sign-in/oidc/callback", "/sign-in/oidc/callback?code=x&state=y", way[:len(way)-1] + "x", way + "/confirm"} {
		r.client.Jar = nil
		if code, body := r.get(t, path); code != http.StatusUnauthorized && code != http.StatusNotFound && !strings.Contains(body, "Sign in to Holdfast") {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// TestAProviderInABrowser: the cookie of the session is kept back on the way from
// the provider's site, and comes with the next request.
func TestAProviderInABrowser(t *testing.T) {
	t.Parallel()
	provider := newIDP(t)
	provider.page = true
	r, way := withProvider(t, provider)
	provider.is(map[string]any{"sub": "1", "email": "olga@elsewhere.example", "email_verified": false})
	r.post(t, "/account/email", url.Values{"email": {"olga@quay.example"}})
	p := webtest.Open(t, r.address)
	p.Go("/account/passkeys")
	p.Says("Quay accounts is not linked to you")
	p.Accessible()
	p.Fits("linking")
	p.Follow(`a[href="` + way + `/link"]`)
	p.Says("The provider")
	p.Click("#yes")
	p.WaitFor(".rows")
	p.Says("Quay accounts signs you in")
	signOut(p)
	p.Accessible()
	p.Go("/sign-in?to=/certificates/new")
	p.Follow(`a[href="` + way + `?to=%2Fcertificates%2Fnew"]`)
	p.Says("The provider")
	p.Click("#yes")
	p.WaitFor("#holder")
	p.Go("/account/password")
	p.Says("Confirm with Quay accounts")
	p.Accessible()
	p.Fits("confirming")
}
