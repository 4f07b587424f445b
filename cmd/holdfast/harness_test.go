package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"holdfast/internal/webtest"
)

// TestMain lets the test binary stand in for the program as the reader of one
// document, which the program starts as a child of its own.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == textOutWords {
		e := &env{ctx: context.Background(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
		os.Exit(run(e, os.Args[1:]))
	}
	if os.Getenv(childWord) != "" {
		e := &env{ctx: context.Background(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
		os.Exit(run(e, os.Args[1:]))
	}
	webtest.Main(m)
}

// printed is what a command line said.
type printed struct {
	code     int
	out, err string
}

// command runs a command line as at noon on 6 January 2027, the day of the
// worked examples, with input on its standard input.
func command(t *testing.T, input string, args ...string) printed {
	t.Helper()
	return commandAt(t, january, input, args...)
}

func commandAt(t *testing.T, now time.Time, input string, args ...string) printed {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{ctx: t.Context(), stdin: strings.NewReader(input), stdout: &out, stderr: &errOut, now: func() time.Time { return now }}
	return printed{code: run(e, args), out: out.String(), err: errOut.String()}
}

// wants fails the test unless the command ended so and said these words.
func (p printed) wants(t *testing.T, code int, words ...string) {
	t.Helper()
	if p.code != code {
		t.Errorf("exit status %d, want %d\n%s%s", p.code, code, p.out, p.err)
	}
	for _, w := range words {
		if !strings.Contains(p.out+p.err, w) {
			t.Errorf("it does not say %q:\n%s%s", w, p.out, p.err)
		}
	}
}

// running is a server under test with a browser-like client that is signed in.
type running struct {
	address string // as printed, with its key
	base    string
	client  *http.Client
	stop    func() int // tells it to stop and gives its exit status
}

// start runs a command that serves and waits for the address that it prints.
func start(t *testing.T, now time.Time, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var errOut bytes.Buffer
	e := &env{ctx: ctx, stdin: strings.NewReader(""), stdout: in, stderr: &errOut, now: func() time.Time { return now }}
	ended := make(chan int, 1)
	go func() {
		code := run(e, args)
		_ = in.Close()
		ended <- code
	}()
	r := &running{}
	stopped := false
	r.stop = func() int {
		if stopped {
			return 0
		}
		stopped = true
		if r.client != nil {
			r.client.CloseIdleConnections()
		}
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if code := r.stop(); code != 0 {
			t.Errorf("the server ended with %d: %s", code, errOut.String())
		}
		if strings.Contains(errOut.String(), "level=ERROR") {
			t.Errorf("the server logged errors:\n%.3000s", errOut.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
			r.address, _, _ = strings.Cut(rest, " ")
			break
		}
	}
	if r.address == "" {
		stopped = true
		t.Fatalf("%v ended with %d and printed no address: %s", args, <-ended, errOut.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	u, err := url.Parse(r.address)
	if err != nil {
		t.Fatal(err)
	}
	r.base = u.Scheme + "://" + u.Host
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r.client = &http.Client{Jar: jar, Transport: &http.Transport{}}
	if code, _ := r.get(t, "/?"+u.RawQuery); code != http.StatusOK {
		t.Fatalf("the printed address answers %d", code)
	}
	return r
}

// startDemo serves the demonstration in a folder of its own.
func startDemo(t *testing.T, now time.Time) *running {
	t.Helper()
	return start(t, now, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
}

// get gives the status and the body of a page.
func (r *running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := r.client.Get(r.base + path)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

// post sends a form and gives what the browser would show after it.
func (r *running) post(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	resp, err := r.client.PostForm(r.base+path, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) (int, string) {
	t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}
