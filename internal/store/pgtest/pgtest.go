// Package pgtest gives tests a private PostgreSQL: started from Debian's
// binaries on a socket in a temporary folder, one for each package's tests, with
// a database of its own for each test, cloned from one that is migrated once.
// It stops only what it started, and the server does not outlive the tests,
// however they end.
package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver under "pgx"

	"holdfast/internal/id"
	"holdfast/internal/store"
)

const (
	// startWait is how long a server may take to accept connections.
	startWait = 30 * time.Second
	owner     = "holdfast_owner"
	serving   = "holdfast_server"
	superuser = "postgres"
	template  = "holdfast_template"
)

// Server is one private server.
type Server struct {
	dir    string
	cmd    *exec.Cmd
	ended  chan struct{}
	admin  *sql.DB
	cloned sync.Mutex // one clone at a time: the template may not be in use
}

var (
	once   sync.Once
	shared *Server
	failed error
)

// Main runs a package's tests and stops the server they started. Call it from
// TestMain: os.Exit(pgtest.Main(m)).
func Main(m *testing.M) int {
	code := m.Run()
	if shared != nil {
		shared.stop()
	}
	return code
}

// Database makes a migrated database for one test and gives the options that
// open it. Without PostgreSQL the test is skipped with the reason, or fails
// under CI=true.
func Database(t testing.TB) store.Options {
	t.Helper()
	return Get(t).Database(t)
}

// Database makes a migrated database of this server for one test.
func (s *Server) Database(t testing.TB) store.Options {
	t.Helper()
	name := "t_" + strings.ReplaceAll(id.New(), "-", "")
	s.cloned.Lock()
	_, err := s.admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER " + owner)
	s.cloned.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return store.Options{URL: s.URL(serving, name), MigrateURL: s.URL(owner, name)}
}

// Empty makes a database without any table, and gives the options that open it.
func Empty(t testing.TB) store.Options {
	t.Helper()
	s := Get(t)
	name := "e_" + strings.ReplaceAll(id.New(), "-", "")
	if _, err := s.admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0 OWNER " + owner); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return store.Options{URL: s.URL(serving, name), MigrateURL: s.URL(owner, name)}
}

// Get gives the package's server, started the first time.
func Get(t testing.TB) *Server {
	t.Helper()
	once.Do(func() { shared, failed = Start() })
	if failed != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(failed)
		}
		t.Skip(failed)
	}
	return shared
}

// Superuser gives the address of a database as the superuser, whom nothing binds.
func (s *Server) Superuser(o store.Options) string {
	u, _ := url.Parse(o.URL)
	return s.URL(superuser, strings.TrimPrefix(u.Path, "/"))
}

// Admin gives a connection as the superuser to no test's database.
func (s *Server) Admin() *sql.DB { return s.admin }

// URL gives the address of a database for a role.
func (s *Server) URL(role, database string) string {
	return "postgres://" + role + "@/" + database + "?host=" + url.QueryEscape(s.dir)
}

// Start starts a server with its two roles and the template. The caller stops
// it; tests use Database instead.
func Start(settings ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "hfpg")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, ended: make(chan struct{})}
	as, err := plainUser(dir)
	if err == nil {
		err = s.initialise(bin, as)
	}
	if err == nil {
		err = s.run(bin, as, settings)
	}
	if err == nil {
		err = s.prepare()
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// binaries finds the folder of the newest PostgreSQL.
func binaries() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	version := func(dir string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		return n
	}
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("PostgreSQL is not installed: apt-get install postgresql")
}

// plainUser: PostgreSQL refuses to run as root, so root runs it as somebody
// else, to whom the folder then belongs.
func plainUser(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

func (s *Server) initialise(bin string, as *syscall.Credential) error {
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(s.dir, "data"), "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (s *Server) run(bin string, as *syscall.Credential, settings []string) error {
	args := []string{"-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-h", "", "-F"}
	for _, set := range append([]string{"full_page_writes=off", "max_connections=200", "shared_buffers=32MB", "jit=off"}, settings...) {
		args = append(args, "-c", set)
	}
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), args...)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.dir, log, log
	// The signal comes when the thread that started the server ends: the
	// goroutine keeps its thread until the server is gone. SIGQUIT makes
	// PostgreSQL end all its processes at once.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT, Setpgid: true}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait()
			close(s.ended)
		}
	}()
	if err := <-started; err != nil {
		s.cmd = nil
		return err
	}
	if s.admin, err = sql.Open("pgx", s.URL(superuser, "postgres")); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startWait)
	defer cancel()
	for s.admin.PingContext(ctx) != nil {
		select {
		case <-s.ended:
			out, _ := os.ReadFile(log.Name())
			return fmt.Errorf("PostgreSQL did not start: %s", out)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer in %s", startWait)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (s *Server) prepare() error {
	for _, statement := range []string{
		"CREATE ROLE " + owner + " LOGIN",
		"CREATE ROLE " + serving + " LOGIN",
		"CREATE DATABASE " + template + " TEMPLATE template0 OWNER " + owner,
	} {
		if _, err := s.admin.Exec(statement); err != nil {
			return err
		}
	}
	st, err := store.Open(context.Background(), store.Options{URL: s.URL(serving, template), MigrateURL: s.URL(owner, template)})
	if err != nil {
		return err
	}
	return st.Close()
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() { s.stop() }

func (s *Server) stop() {
	if s.admin != nil {
		_ = s.admin.Close()
	}
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(syscall.SIGQUIT)
		<-s.ended
	}
	_ = os.RemoveAll(s.dir)
}
