package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/blob"
	"holdfast/internal/errs"
)

const (
	text = "a certificate"
	// sum is printf 'a certificate' | sha256sum
	sum = "81acd762140fa692a142822d2fbe4dc6f54bcaa501f68ab37e5aeed0bafe4d99"
)

func setup(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func put(t *testing.T, f *blob.Folder, s string) string {
	t.Helper()
	hash, size, err := f.Put(t.Context(), strings.NewReader(s), 100)
	if err != nil || size != int64(len(s)) {
		t.Fatal(hash, size, err)
	}
	return hash
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPutAndGet(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	hash := put(t, f, text)
	if hash != sum {
		t.Errorf("hash %s, want %s", hash, sum)
	}
	if put(t, f, text) != hash || len(files(t, dir)) != 1 {
		t.Errorf("the same content is kept %d times", len(files(t, dir)))
	}
	r, size, err := f.Get(hash)
	if err != nil || size != int64(len(text)) {
		t.Fatal(size, err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); string(b) != text || err != nil {
		t.Errorf("read %q, %v", b, err)
	}
	st, err := os.Stat(files(t, dir)[0])
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("permissions %v, %v", st.Mode(), err)
	}
	for _, bad := range []string{"", "../../etc/passwd", strings.ToUpper(hash), strings.Repeat("0", 64)} {
		if _, _, err := f.Get(bad); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

type cut struct{}

func (cut) Read(p []byte) (int, error) { return copy(p, "half"), errors.New("the line went dead") }

func TestNothingHalfKept(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want errs.Code
	}{
		"too large":   {t.Context(), bytes.NewReader(make([]byte, 101)), errs.TooLarge},
		"cut off":     {t.Context(), cut{}, errs.Internal},
		"caller left": {gone, strings.NewReader(text), errs.Unavailable},
	} {
		if _, _, err := f.Put(c.ctx, c.r, 100); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	good, bad := put(t, f, "good"), put(t, f, "bad")
	path := filepath.Join(dir, bad[:2], bad[2:])
	if err := os.WriteFile(path, []byte("bat"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, _, err := f.Get(bad); errs.CodeOf(err) != errs.Internal || r != nil {
		t.Errorf("a damaged file was served: %v", err)
	}
	seen := map[string]bool{}
	if err := f.Verify(t.Context(), func(hash string, _ int64, problem error) { seen[hash] = problem == nil }); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 || !seen[good] || seen[bad] {
		t.Errorf("verified %v", seen)
	}
	if put(t, f, "bad") != bad {
		t.Fatal("another hash")
	}
	if _, _, err := f.Get(bad); err != nil {
		t.Errorf("storing it again did not mend it: %v", err)
	}
}
