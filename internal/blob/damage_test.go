package blob_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/errs"
)

// large is more than is read into memory.
var large = strings.Repeat("a page of a long report\n", 300_000)

// TestHarm is R17: whatever is done to a stored file is found, and nothing of it
// is ever served.
func TestHarm(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(t *testing.T, path, other string){
		"a byte changed": func(t *testing.T, path, _ string) {
			b := must(os.ReadFile(path))
			b[len(b)/2] ^= 1
			check(t, os.WriteFile(path, b, 0o600))
		},
		"the last byte changed": func(t *testing.T, path, _ string) {
			b := must(os.ReadFile(path))
			b[len(b)-1] ^= 1
			check(t, os.WriteFile(path, b, 0o600))
		},
		"cut": func(t *testing.T, path, _ string) {
			check(t, os.Truncate(path, must(os.Stat(path)).Size()-1))
		},
		"emptied":     func(t *testing.T, path, _ string) { check(t, os.Truncate(path, 0)) },
		"made longer": func(t *testing.T, path, _ string) { check(t, os.Truncate(path, must(os.Stat(path)).Size()+1)) },
		"swapped": func(t *testing.T, path, other string) {
			check(t, os.Rename(other, path))
		},
		"missing": func(t *testing.T, path, _ string) { check(t, os.Remove(path)) },
		"replaced by a link": func(t *testing.T, path, other string) {
			check(t, os.Remove(path))
			check(t, os.Symlink(other, path))
		},
		"replaced by a link to its own content": func(t *testing.T, path, _ string) {
			check(t, os.Rename(path, path+".moved"))
			check(t, os.Symlink(path+".moved", path))
		},
		"replaced by a folder": func(t *testing.T, path, _ string) {
			check(t, os.Remove(path))
			check(t, os.Mkdir(path, 0o700))
		},
	} {
		for size, content := range map[string]string{"small": text, "large": large} {
			t.Run(name+", "+size, func(t *testing.T) {
				t.Parallel()
				f, dir := setup(t)
				hash, _, err := f.Put(t.Context(), strings.NewReader(content), 1<<30)
				check(t, err)
				other := put(t, f, "another")
				harm(t, filepath.Join(dir, hash[:2], hash[2:]), filepath.Join(dir, other[:2], other[2:]))
				want := errs.Internal
				if name == "missing" {
					want = errs.NotFound
				}
				r, _, err := f.Get(hash)
				if errs.CodeOf(err) != want || r != nil {
					t.Errorf("Get gives %v, want the code %s", err, want)
				}
				if _, err := f.Prove(hash); errs.CodeOf(err) != want {
					t.Errorf("Prove gives %v", err)
				}
				found := false
				check(t, f.Verify(t.Context(), func(name string, _ int64, problem error) { found = found || name == hash && problem == nil }))
				if found {
					t.Error("Verify calls it sound")
				}
			})
		}
	}
}

// TestAlteredWhileItIsServed: a large file that changes after it was proved
// ends in an error before it is whole.
func TestAlteredWhileItIsServed(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	hash, _, err := f.Put(t.Context(), strings.NewReader(large), 1<<30)
	check(t, err)
	r, size, err := f.Get(hash)
	check(t, err)
	defer r.Close()
	file, err := os.OpenFile(filepath.Join(dir, hash[:2], hash[2:]), os.O_WRONLY, 0)
	check(t, err)
	defer file.Close()
	_, err = file.WriteAt([]byte("X"), size-1)
	check(t, err)
	b, err := io.ReadAll(r)
	if errs.CodeOf(err) != errs.Internal || int64(len(b)) >= size || bytes.Contains(b, []byte("X")) {
		t.Errorf("%d of %d bytes were read, with %v", len(b), size, err)
	}
	if _, err := r.Seek(10, io.SeekStart); err == nil {
		t.Error("it can be read from its middle, where nothing is proved")
	}
}

// TestLargeFilesTwice: going back to the start gives the same again.
func TestLargeFilesTwice(t *testing.T) {
	t.Parallel()
	f, _ := setup(t)
	hash, _, err := f.Put(t.Context(), strings.NewReader(large), 1<<30)
	check(t, err)
	r, _, err := f.Get(hash)
	check(t, err)
	defer r.Close()
	for range 2 {
		if b, err := io.ReadAll(r); string(b) != large || err != nil {
			t.Errorf("%d bytes, %v", len(b), err)
		}
		_, err = r.Seek(0, io.SeekStart)
		check(t, err)
	}
}

// TestWhatIsNoStoredFile: what does not belong in the folder is named.
func TestWhatIsNoStoredFile(t *testing.T) {
	t.Parallel()
	f, dir := setup(t)
	hash := put(t, f, text)
	check(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o600))
	check(t, os.MkdirAll(filepath.Join(dir, hash[:2], "deeper", "still"), 0o700))
	strangers := map[string]bool{}
	check(t, f.Verify(t.Context(), func(name string, _ int64, problem error) {
		if errs.CodeOf(problem) == errs.Invalid {
			strangers[name] = true
		}
	}))
	if len(strangers) != 2 || !strangers["notes.txt"] || !strangers[filepath.Join(hash[:2], "deeper")] {
		t.Errorf("found %v", strangers)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
