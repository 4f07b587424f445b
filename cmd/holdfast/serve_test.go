package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func TestServeOnANewFolderAndAgain(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	first := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if code, body := first.get(t, "/bids"); code != http.StatusOK || !strings.Contains(body, "No bids yet") {
		t.Errorf("bids of a new folder: %d\n%.500s", code, body)
	}
	code, body := first.post(t, "/bids/new", url.Values{"title": {"A first bid"}, "deadline": {"2027-02-01"}})
	if code != http.StatusOK || !strings.Contains(body, "The bid has been added.") {
		t.Errorf("typing a bid in: %d\n%.800s", code, body)
	}
	key := first.address[strings.Index(first.address, "?"):]
	if got := first.stop(); got != 0 {
		t.Errorf("told to stop, it ended with %d", got)
	}
	second := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	if !strings.HasSuffix(second.address, key) {
		t.Error("the key has changed: a restart would sign everybody out")
	}
	if code, body := second.get(t, "/bids/BID-1"); code != http.StatusOK || !strings.Contains(body, "A first bid") {
		t.Errorf("the bid after a restart: %d", code)
	}
}

func TestServeListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"serve", "demo"} {
		for _, addr := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.7:0", "holdfast.example:80"} {
			p := command(t, "", name, "--addr", addr, "--data", filepath.Join(t.TempDir(), "data"))
			p.wants(t, 1, addr, "without --url", "127.0.0.1")
		}
		command(t, "", name, "--addr", "127.0.0.1", "--data", filepath.Join(t.TempDir(), "data")).wants(t, 1, "HOST:PORT")
	}
}

func TestTwoServersOnOneFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	first := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	p := command(t, "", "serve", "--addr", "127.0.0.1:0", "--data", dir)
	p.wants(t, 1, "holdfast: ", dir)
	if strings.Contains(p.out, "Open ") {
		t.Errorf("it printed an address: %s", p.out)
	}
	// A port that is taken is another matter, and says so.
	taken := strings.TrimPrefix(first.base, "http://")
	command(t, "", "serve", "--addr", taken, "--data", filepath.Join(t.TempDir(), "data")).wants(t, 1, "is taken", "--addr")
	// A command may work beside the server, and the server sees what it did.
	command(t, bidHolds, "bids", "import", "--data", dir, "-").wants(t, 0, "1 new")
	if code, body := first.get(t, "/bids"); code != http.StatusOK || !strings.Contains(body, "One that holds") {
		t.Errorf("the server does not show the bid that a command imported: %d", code)
	}
	if code, found := doctorAt(t, january, "--data", dir); code != 0 || found["server"].State != "ok" {
		t.Errorf("doctor beside a server: %d, %+v", code, found)
	}
}

func TestWrongCommandLines(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"servee"}, {"serve", "--addrr", "x"}, {"bids"}, {"notices", "import"}, {"notices", "import", "-", "-"}} {
		if p := command(t, "", args...); p.code != 1 || p.err == "" {
			t.Errorf("%q: exit %d, %q", args, p.code, p.err)
		}
	}
	command(t, "", "version", "--json").wants(t, 0, `"go":"go`)
}
