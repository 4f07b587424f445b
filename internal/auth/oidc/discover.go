package oidc

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"holdfast/internal/errs"
	"holdfast/internal/outbound"
)

// metadataLife is how long a provider's description is believed without asking
// again: strangers who press the button must not make us ask it each time.
const metadataLife = 5 * time.Minute

// metadata is what a provider says of itself (OpenID Connect Discovery 1.0).
type metadata struct {
	Issuer       string   `json:"issuer"`
	AuthURL      string   `json:"authorization_endpoint"`
	TokenURL     string   `json:"token_endpoint"`
	KeysURL      string   `json:"jwks_uri"`
	Algorithms   []string `json:"id_token_signing_alg_values_supported"`
	TokenMethods []string `json:"token_endpoint_auth_methods_supported"`
	// NamesItself: its answers carry the iss parameter (RFC 9207), so that one
	// without it is not its own.
	NamesItself bool `json:"authorization_response_iss_parameter_supported"`
}

// descriptions keeps what providers said of themselves for a while. It is lost
// with the process, and another replica has its own: it only saves asking.
type descriptions struct {
	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	metadata
	until time.Time
}

// describe asks a provider for its description. The error's message may be shown.
func (s *Service) describe(ctx context.Context, issuer string) (metadata, error) {
	now := s.c.Now()
	s.known.mu.Lock()
	k, ok := s.known.kept[issuer]
	s.known.mu.Unlock()
	if ok && now.Before(k.until) {
		return k.metadata, nil
	}
	m, err := s.ask(ctx, issuer)
	if err != nil {
		return m, err
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if s.known.kept == nil || len(s.known.kept) > 1000 {
		s.known.kept = map[string]kept{}
	}
	s.known.kept[issuer] = kept{m, now.Add(metadataLife)}
	return m, nil
}

func (s *Service) ask(ctx context.Context, issuer string) (metadata, error) {
	var m metadata
	host := issuer
	if u, err := url.Parse(issuer); err == nil {
		host = u.Host
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", nil)
	if err != nil {
		return m, errs.Wrap(err, errs.Invalid, "%s is no address of a provider.", issuer)
	}
	resp, err := s.c.Client.Do(req)
	if err != nil {
		return m, outbound.Fault(host, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return m, outbound.Fault(host, err)
	}
	if resp.StatusCode != http.StatusOK {
		return m, errs.Wrap(fmt.Errorf("discovery of %s: %s", issuer, resp.Status), errs.Unavailable, "%s does not describe itself as an OpenID Connect provider.", host)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, errs.Wrap(err, errs.Unavailable, "%s does not describe itself as an OpenID Connect provider.", host)
	}
	if m.Issuer != issuer {
		return m, errs.Wrap(fmt.Errorf("discovery of %q names %q", issuer, m.Issuer), errs.Unavailable, "%s names itself otherwise than the issuer that was entered. Enter it exactly as it names itself.", host)
	}
	for what, address := range map[string]string{"sign-in page": m.AuthURL, "token address": m.TokenURL, "keys": m.KeysURL} {
		if err := s.c.Check(address); err != nil {
			return m, errs.Wrap(err, errs.Unavailable, "%s names an address for its %s that this server does not go to.", host, what)
		}
	}
	return m, nil
}
