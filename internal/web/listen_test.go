package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/web"
)

func TestListenOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:0":        "",
		"localhost:0":        "",
		"0.0.0.0:0":          "without --url",
		":0":                 "without --url",
		"[::]:0":             "without --url",
		"192.0.2.7:8417":     "without --url",
		"127.0.0.2:8417":     "without --url",
		"holdfast.example:1": "without --url",
		"8417":               "is not HOST:PORT",
		"127.0.0.1:http":     "is not a port",
		"127.0.0.1:70000":    "is not a port",
	} {
		l, err := web.Listen(addr, false)
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", addr, err)
				continue
			}
			l.Close()
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", addr, err, want)
		}
	}
}

func TestAServerWithANameListensAnywhere(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0"} {
		l, err := web.Listen(addr, true)
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		l.Close()
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := web.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := web.Listen(l.Addr().String(), false); errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), "--addr 127.0.0.1:0") {
		t.Errorf("%v", err)
	}
}

func TestServeLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan struct{}), make(chan struct{})
	s, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Gate: keyGate, Now: time.Now, Routes: []web.Route{
		{Method: "GET", Pattern: "/{$}", Page: "slow", Handler: func(w http.ResponseWriter, r *http.Request) error {
			if r.URL.Query().Has("wait") {
				close(begun)
				<-goOn
			}
			return web.Render(w, r, 200, words("done"))
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := web.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()

	var client http.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	first, err := client.Get(s.Address(l) + "/?key=" + key)
	if err != nil {
		t.Fatal(err)
	}
	first.Body.Close()
	answered := make(chan string, 1)
	go func() {
		r, _ := http.NewRequest("GET", "http://"+l.Addr().String()+"/?wait", nil)
		r.AddCookie(first.Cookies()[0])
		resp, err := client.Do(r)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answered <- string(b)
	}()
	<-begun
	stop()
	close(goOn)
	if got := <-answered; got != "done" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}
