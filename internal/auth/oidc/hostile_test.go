package oidc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// idp is a provider of our own that can be told to misbehave.
type idp struct {
	*httptest.Server
	key   *rsa.PrivateKey
	other *ecdsa.PrivateKey

	mu        sync.Mutex
	codes     map[string]asked
	claims    map[string]any // merged into every token; nil takes a claim away
	sign      func(payload []byte) string
	discovery map[string]any
	token     http.HandlerFunc // in place of the honest one
	keys      http.HandlerFunc
}

type asked struct{ challenge, nonce, redirect string }

const (
	clientID     = "holdfast-client"
	clientSecret = "s3cret of the client"
)

func newIDP(t *testing.T) *idp {
	t.Helper()
	p := &idp{codes: map[string]asked{}}
	var err error
	if p.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	if p.other, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	p.sign = func(b []byte) string { return signed(jose.RS256, p.key, "k1", b) }
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		m := map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256", "ES256", "HS256", "none"}, "authorization_response_iss_parameter_supported": true,
		}
		for k, v := range p.discovery {
			m[k] = v
		}
		_ = json.NewEncoder(w).Encode(m)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.keys != nil {
			p.keys(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}, {Key: p.other.Public(), KeyID: "k2", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", p.serveToken)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// serveToken is the honest token endpoint: each code once, for its verifier, to
// the client that proves itself.
func (p *idp) serveToken(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // read to the end, so that a caller who leaves is noticed
	if p.token != nil {
		p.token(w, r)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	id, pass, _ := r.BasicAuth()
	pass, _ = url.QueryUnescape(pass)
	code := r.PostFormValue("code")
	a, ok := p.codes[code]
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if id != clientID || pass != clientSecret || !ok || a.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) || a.redirect != r.PostFormValue("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	delete(p.codes, code)
	claims := map[string]any{
		"iss": p.URL, "aud": clientID, "sub": "subject-1", "nonce": a.nonce, "iat": now().Unix(), "exp": now().Unix() + 300,
		"email": "mina@fenmoor.example", "email_verified": true, "name": "Mina Okafor",
	}
	for k, v := range p.claims {
		if claims[k] = v; v == nil {
			delete(claims, k)
		}
	}
	b, _ := json.Marshal(claims)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": p.sign(b)})
}

// authorize is what the person does at the provider: it gives what the browser
// brings back.
func (p *idp) authorize(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("client_id") != clientID || q.Get("nonce") == "" || !strings.Contains(q.Get("scope"), "openid") {
		t.Fatalf("it asks %v", q)
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = asked{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri")}
	p.mu.Unlock()
	return url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
}

func signed(alg jose.SignatureAlgorithm, key any, id string, payload []byte) string {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		panic(err)
	}
	o, err := s.Sign(payload)
	if err != nil {
		panic(err)
	}
	text, err := o.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

// unsigned makes a token with the algorithm "none".
func unsigned(payload []byte) string {
	b := base64.RawURLEncoding
	return b.EncodeToString([]byte(`{"alg":"none"}`)) + "." + b.EncodeToString(payload) + "."
}

// publicPEM is the public key as text, which HS256 would be "signed" with.
func (p *idp) publicPEM() []byte {
	b, err := x509.MarshalPKIXPublicKey(p.key.Public())
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: b})
}
