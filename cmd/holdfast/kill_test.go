package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/auth"
)

// childWord in the environment makes the test binary the program itself.
const childWord = "HOLDFAST_TEST_CHILD"

const (
	killWriters = 16
	killsInCI   = 50
	// killsWord in the environment asks for another number of kills: a long run.
	killsWord = "HOLDFAST_KILLS"
)

// victim is a server in a process of its own that can be killed like any other.
type victim struct {
	t         *testing.T
	dir, addr string
	cmd       *exec.Cmd
	errors    *bytes.Buffer
	slowest   time.Duration // from its start until it answers
}

// rise starts the server and waits until it says where it is.
func (v *victim) rise() {
	v.t.Helper()
	begun := time.Now()
	v.errors = &bytes.Buffer{}
	v.cmd = exec.Command(os.Args[0], "serve", "--data", v.dir, "--addr", v.addr)
	v.cmd.Env = append(os.Environ(), childWord+"=1")
	v.cmd.Stderr = v.errors
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		v.t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "Open ") {
			v.slowest = max(v.slowest, time.Since(begun))
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	_ = v.cmd.Wait()
	v.t.Fatalf("the server did not come up again: %s", v.errors)
}

// kill ends the process as a power cut would: nothing of it runs again.
func (v *victim) kill() {
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
}

// TestKilledServerLosesNothing is R1: writers work through the API while the
// server is killed and started again; every write that was answered with
// success is there once, and no other is.
func TestKilledServerLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for half a minute")
	}
	t.Parallel()
	kills := killsInCI
	if n, err := strconv.Atoi(os.Getenv(killsWord)); err == nil && n > 0 {
		kills = n
	}
	v := &victim{t: t, dir: filepath.Join(t.TempDir(), "data"), addr: freeAddress(t)}
	token := killToken(t, v.dir)
	v.rise()
	defer func() { v.kill() }()

	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	answered := map[string]string{} // title to id
	var crowd sync.WaitGroup
	for w := range killWriters {
		crowd.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				title := fmt.Sprintf("writer %d task %d", w, n)
				id, err := insist(v.addr, token, title)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answered[title] = id
				mu.Unlock()
			}
		})
	}
	for range kills {
		time.Sleep(time.Duration(20+rand.IntN(180)) * time.Millisecond)
		v.kill()
		v.rise()
	}
	stop()
	crowd.Wait()

	there := map[string]int{}
	for cursor, more := "", true; more; more = cursor != "" {
		var page struct {
			Records []struct {
				ID    string `json:"id"`
				Value struct {
					Title string `json:"title"`
				} `json:"value"`
			} `json:"records"`
			Next string `json:"next"`
		}
		if err := apiGet(v.addr, token, "/api/v1/tasks?limit=1000&after="+cursor, &page); err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Records {
			there[row.Value.Title]++
			if answered[row.Value.Title] != row.ID {
				t.Errorf("%q is there as %s and was answered as %q", row.Value.Title, row.ID, answered[row.Value.Title])
			}
		}
		cursor = page.Next
	}
	for title := range answered {
		if there[title] != 1 {
			t.Errorf("%q was answered with success and is there %d times", title, there[title])
		}
	}
	if len(there) != len(answered) || len(answered) < kills {
		t.Errorf("%d are there, %d were answered with success", len(there), len(answered))
	}
	v.kill()
	bundle := filepath.Join(t.TempDir(), "bundle")
	command(t, "", "trail", "export", "--data", v.dir, "--out", bundle).wants(t, 0)
	t.Logf("%d kills, %d writes answered, none lost; the slowest start took %s", kills, len(answered), v.slowest.Round(time.Millisecond))
}

// insist writes one task, with the same key until it is answered with success.
func insist(addr, token, title string) (id string, err error) {
	body, _ := json.Marshal(map[string]string{"title": title})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		r, err := http.NewRequest(http.MethodPost, "http://"+addr+"/api/v1/tasks", bytes.NewReader(body))
		if err != nil {
			return "", err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", strings.ReplaceAll(title, " ", "-"))
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			var made struct {
				ID string `json:"id"`
			}
			text, rerr := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if rerr == nil && resp.StatusCode == http.StatusCreated && json.Unmarshal(text, &made) == nil && made.ID != "" {
				return made.ID, nil
			}
			if rerr == nil && resp.StatusCode != http.StatusCreated && resp.StatusCode != http.StatusServiceUnavailable {
				return "", fmt.Errorf("%q: %d %s", title, resp.StatusCode, text)
			}
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("%q was not answered for a minute: %w", title, err)
		}
	}
}

func apiGet(addr, token, path string, into any) error {
	r, err := http.NewRequest(http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", path, resp.StatusCode, text)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// killToken founds the data folder and gives a token of its owner.
func killToken(t *testing.T, dir string) string {
	t.Helper()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: time.Now}
	h, err := openApp(e, place{Data: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	org := auth.Place{Org: h.org.ID, Name: h.org.Name, Role: string(h.actor.Role)}
	token, _, err := h.prove(e, slog.New(slog.DiscardHandler)).MakeToken(t.Context(), &auth.Visit{
		Account: auth.Account{ID: h.actor.Person, Name: h.actor.Name}, Actor: h.actor, Org: org, Places: []auth.Place{org},
		Session: "test", FreshUntil: time.Now().Add(time.Hour).UnixMicro(),
	}, auth.NewToken{Name: "kill"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}
