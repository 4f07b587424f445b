package outbound_test

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"holdfast/internal/errs"
	"holdfast/internal/outbound"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want bool
		list string
	}{
		{true, "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.167.1.1 11.0.0.0 223.255.255.255 2606:4700:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808"},
		{false, "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255"},
		{false, "192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255"},
		{false, ":: ::1 ::127.0.0.1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 ff02::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1"},
		{false, "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:0 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::a00:1 64:ff9b:1::1 2606:4700::1%2"},
	} {
		for _, text := range strings.Fields(c.list) {
			if got := outbound.Public(netip.MustParseAddr(text)); got != c.want {
				t.Errorf("%s is public: %v", text, got)
			}
		}
	}
	if outbound.Public(netip.Addr{}) {
		t.Error("no address at all is public")
	}
}

// server answers and counts who came.
func server(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	var hits atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &hits
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func get(t *testing.T, o outbound.Options, address string) (string, error) {
	t.Helper()
	c := outbound.NewClient(o)
	t.Cleanup(c.CloseIdleConnections)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.Status + " " + string(b), err
}

func TestThisMachineIsNotReached(t *testing.T) {
	t.Parallel()
	s, hits := server(t, hello)
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "127.1", "2130706433", "0x7f.1",
		"0177.0.0.1", "localhost.", "[64:ff9b::7f00:1]", "[::127.0.0.1]",
	} {
		for _, scheme := range []string{"https://", "http://"} {
			if got, err := get(t, outbound.Options{}, scheme+host+port+"/"); err == nil {
				t.Errorf("%s%s answered %q", scheme, host, got)
			}
		}
	}
	// The same where a wrong host was allowed: each name counts for itself.
	for _, host := range []string{"127.0.0.1", "localhost"} {
		if _, err := get(t, outbound.Options{Intranet: []string{"idp.example", "127.0.0.1:1", host + ":80"}}, "http://"+host+port); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", host, err)
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests arrived", hits.Load())
	}
	for _, allowed := range []string{"127.0.0.1", "127.0.0.1" + port} {
		if got, err := get(t, outbound.Options{Intranet: []string{allowed}}, s.URL); err != nil || got != "200 OK hello" {
			t.Errorf("allowed as %s: %q, %v", allowed, got, err)
		}
	}
}

// TestNamesThatLeadInside: a name is judged by the address that is connected to,
// each time anew.
func TestNamesThatLeadInside(t *testing.T) {
	t.Parallel()
	s, hits := server(t, hello)
	port := s.URL[strings.LastIndexByte(s.URL, ':')+1:]
	for name, answers := range map[string][][]string{
		"inside.example":  {{"127.0.0.1"}},
		"mixed.example":   {{"192.0.2.1", "127.0.0.1"}},
		"rebind.example":  {{"192.0.2.1"}, {"127.0.0.1"}, {"127.0.0.1"}},
		"cgnat.example":   {{"100.64.0.1"}},
		"cloud.example":   {{"169.254.169.254"}},
		"private.example": {{"10.0.0.1"}, {"192.168.0.1"}},
		"any.example":     {{"0.0.0.0"}},
	} {
		o := outbound.Options{Resolver: resolver(t, answers), Time: 3 * time.Second}
		for range len(answers) {
			_, err := get(t, o, "https://"+net.JoinHostPort(name, port))
			if errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			if msg := errs.Safe(outbound.Fault(name, err)); !strings.Contains(msg, name) || !strings.Contains(msg, "--intranet") || strings.Contains(msg, answers[0][0]) {
				t.Errorf("%s is told %q", name, msg)
			}
		}
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests arrived", hits.Load())
	}
	// A host of the intranet may be private, but neither link-local nor "any".
	o := outbound.Options{Resolver: resolver(t, [][]string{{"127.0.0.1"}}), Intranet: []string{"idp.corp.example"}}
	if got, err := get(t, o, "http://"+net.JoinHostPort("idp.corp.example", port)); err != nil || !strings.HasSuffix(got, "hello") {
		t.Errorf("the intranet: %q, %v", got, err)
	}
	for _, bad := range []string{"169.254.169.254", "0.0.0.0"} {
		o.Resolver = resolver(t, [][]string{{bad}})
		if _, err := get(t, o, "http://"+net.JoinHostPort("idp.corp.example", port)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("the intranet at %s: %v", bad, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	inside, hits := server(t, hello)
	s, _ := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inside.URL, http.StatusFound) })
	u, _ := url.Parse(s.URL)
	got, err := get(t, outbound.Options{Intranet: []string{u.Host}}, s.URL)
	if err != nil || !strings.HasPrefix(got, "302") || hits.Load() != 0 {
		t.Errorf("%q, %v, %d requests arrived elsewhere", got, err, hits.Load())
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	s, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/exact":
			_, _ = w.Write(make([]byte, 1000))
		case "/long":
			_, _ = w.Write(make([]byte, 1001))
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		case "/header":
			w.Header().Set("X-Long", strings.Repeat("x", 200<<10))
		case "/silent":
			<-r.Context().Done()
		case "/drip":
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("x"))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		}
	})
	u, _ := url.Parse(s.URL)
	o := outbound.Options{Intranet: []string{u.Host}, Body: 1000, Time: 300 * time.Millisecond}
	if got, err := get(t, o, s.URL+"/exact"); err != nil || len(got) != len("200 OK ")+1000 {
		t.Errorf("exactly as long as allowed: %d, %v", len(got), err)
	}
	for path, want := range map[string]errs.Code{"/long": errs.TooLarge, "/endless": errs.TooLarge, "/header": errs.Unavailable, "/silent": errs.Unavailable, "/drip": errs.Unavailable} {
		got, err := get(t, o, s.URL+path)
		if code := errs.CodeOf(outbound.Fault(u.Host, err)); err == nil || code != want || len(got) > 1100 {
			t.Errorf("%s: %d bytes, %v (%s)", path, len(got), err, code)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	o := outbound.Options{Intranet: []string{"idp.corp.example", "127.0.0.1:8080"}}
	for _, ok := range []string{"https://login.example/x", "http://idp.corp.example", "http://idp.corp.example:81", "http://127.0.0.1:8080", "https://login.example:8443"} {
		if err := o.Check(ok); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
	for _, bad := range []string{
		"", "login.example", "http://login.example", "ftp://login.example", "file:///etc/passwd", "https://", "https://user@login.example", "//login.example",
		"https://127.0.0.1", "http://127.0.0.1:8081", "https://[::1]/", "https://[fe80::1%25eth0]/", "javascript:alert(1)", "https:login.example", "gopher://x", "https://169.254.169.254/latest",
	} {
		if err := o.Check(bad); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestCertificatesAreChecked(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(hello))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = nil
	u, _ := url.Parse(s.URL)
	o := outbound.Options{Intranet: []string{u.Host}}
	if _, err := get(t, o, s.URL); err == nil || !strings.Contains(errs.Safe(outbound.Fault(u.Host, err)), "does not prove") {
		t.Errorf("a certificate of nobody: %v", err)
	}
	o.Roots = x509.NewCertPool()
	o.Roots.AddCert(s.Certificate())
	if got, err := get(t, o, s.URL); err != nil || !strings.HasSuffix(got, "hello") {
		t.Errorf("%q, %v", got, err)
	}
}

// resolver answers each lookup with the next of the answers, then with the last.
func resolver(t *testing.T, answers [][]string) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		buf, turn := make([]byte, 4096), 0
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Response = true
			q := m.Questions[0]
			m.Additionals = nil
			if q.Type == dnsmessage.TypeA {
				for _, text := range answers[min(turn, len(answers)-1)] {
					m.Answers = append(m.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
						Body:   &dnsmessage.AResource{A: netip.MustParseAddr(text).As4()},
					})
				}
				turn++
			}
			if b, err := m.Pack(); err == nil {
				_, _ = pc.WriteTo(b, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}
