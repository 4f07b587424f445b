// Package outbound is the way out for requests to addresses that people type
// in: sign-in providers, webhooks, fetches. It looks at the address that a
// connection is really made to, so that no name, no redirect and no change of
// the name between two lookups leads into the network of this server.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"holdfast/internal/errs"
)

const (
	// DefaultTime bounds one request with its answer: a person is waiting.
	DefaultTime = 10 * time.Second
	// DefaultBody bounds an answer; discovery documents and keys are under 64 KiB.
	DefaultBody = 1 << 20
	// headerBytes bounds the header of an answer.
	headerBytes = 64 << 10
	// connectTime bounds one attempt to connect.
	connectTime = 5 * time.Second
)

// Options says what a client may do.
type Options struct {
	// Intranet are hosts ("idp.corp.example") or hosts with a port
	// ("127.0.0.1:8080") that may lie at private and loopback addresses, and be
	// spoken to without TLS. Whoever runs the server states them, nobody else.
	Intranet []string
	Time     time.Duration // of one request; 0: DefaultTime
	Body     int64         // bytes of one answer, unpacked; 0: DefaultBody
	// Roots are the certificate authorities; nil: the system's.
	Roots *x509.CertPool
	// Resolver looks names up; nil: the system's.
	Resolver *net.Resolver
}

// NewClient makes a client. It follows no redirect, uses no proxy of the
// environment, and gives an errs.Error for what it refuses: Invalid for an
// address that it does not go to, TooLarge for an answer over the limit.
func NewClient(o Options) *http.Client {
	if o.Time == 0 {
		o.Time = DefaultTime
	}
	if o.Body == 0 {
		o.Body = DefaultBody
	}
	t := &http.Transport{
		DialContext:            o.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    connectTime,
		ResponseHeaderTimeout:  o.Time,
		MaxResponseHeaderBytes: headerBytes,
		MaxIdleConns:           20,
		IdleConnTimeout:        time.Minute,
	}
	return &http.Client{
		Timeout:       o.Time,
		Transport:     gate{o, t},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// dial connects to a host. The address is looked at after every lookup, right
// before the connection is made to it.
func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	may := Public
	if o.allows(address) {
		may = intranet
	}
	d := net.Dialer{
		Timeout: connectTime, Resolver: o.Resolver,
		Control: func(_, connected string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(connected)
			if err != nil || !may(at.Addr()) {
				return refused(address, connected)
			}
			return nil
		},
	}
	return d.DialContext(ctx, network, address)
}

// refused says no without telling what the name leads to: the answer would map
// the inside of this network. The log has it.
func refused(address, connected string) error {
	host, _, _ := net.SplitHostPort(address)
	return errs.Wrap(fmt.Errorf("%s leads to %s", address, connected), errs.Invalid,
		"%s does not lie on the public internet, and this server connects to nothing else. Whoever runs it can allow one host of its own network with --intranet.", host)
}

// allows says whether the host (with its port) was allowed by name.
func (o Options) allows(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	return slices.ContainsFunc(o.Intranet, func(name string) bool {
		return strings.EqualFold(name, address) || strings.EqualFold(name, host)
	})
}

// Check says whether an address ("https://...") is one that a client of these
// options would try: https, or http for an allowed host, with a host and
// without a user. Where it leads is only known when it is connected to.
func (o Options) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" || strings.ContainsAny(u.Host, " %\\") {
		return errs.New(errs.Invalid, "%q is no address like https://host.example.", address)
	}
	return o.check(u)
}

func (o Options) check(u *url.URL) error {
	port := u.Port()
	switch u.Scheme {
	case "https":
		if port == "" {
			port = "443"
		}
	case "http":
		if port == "" {
			port = "80"
		}
		if !o.allows(net.JoinHostPort(u.Hostname(), port)) {
			return errs.New(errs.Invalid, "%s is asked without encryption. Give its https:// address.", u.Host)
		}
	default:
		return errs.New(errs.Invalid, "%q is no web address: it begins with https://.", u.Redacted())
	}
	// A host that is an address is refused before anything is tried.
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		may := Public
		if o.allows(net.JoinHostPort(u.Hostname(), port)) {
			may = intranet
		}
		if !may(a) {
			return refused(net.JoinHostPort(u.Hostname(), port), a.String())
		}
	}
	return nil
}

// gate checks each request and bounds each answer.
type gate struct {
	o    Options
	next http.RoundTripper
}

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.o.check(r.URL); err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = &bounded{resp.Body, g.o.Body, r.URL.Host}
	return resp, nil
}

// CloseIdleConnections lets http.Client close them.
func (g gate) CloseIdleConnections() { g.next.(*http.Transport).CloseIdleConnections() }

// bounded is a body that may have so many bytes and no more.
type bounded struct {
	io.ReadCloser
	left int64
	host string
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) > b.left {
		n = int(b.left)
		err = errs.New(errs.TooLarge, "%s answered with more than this server takes.", b.host)
	}
	b.left -= int64(n)
	return n, err
}

// Fault turns an error of a request into one whose message may be shown: what
// this package refused as it is, a time-out and an unknown host in words.
func Fault(host string, err error) error {
	var ours *errs.Error
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	var cert *tls.CertificateVerificationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return errs.Wrap(err, ours.Code, "%s", ours.Message)
	case errors.As(err, &dns):
		return errs.Wrap(err, errs.Unavailable, "There is no host %s to be found at the moment.", host)
	case errors.As(err, &cert):
		return errs.Wrap(err, errs.Unavailable, "%s does not prove that it is %s: its certificate is not valid.", host, host)
	case errors.As(err, &timeout) && timeout.Timeout():
		return errs.Wrap(err, errs.Unavailable, "%s did not answer in time.", host)
	}
	return errs.Wrap(err, errs.Unavailable, "%s cannot be reached at the moment.", host)
}
