package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"

	"golang.org/x/sys/cpu"

	"holdfast/internal/errs"
)

// compiling lets one child of this process compile at a time.
var compiling sync.Mutex

// Prepare compiles the reader of PDFs into the Cache, if it is not there yet:
// five seconds of a processor and 350 MiB, once for each version of the program
// and kind of processor, in a child of its own. An error is Unavailable, and not
// one to stop for: PDFs are read without it.
func (r Reader) Prepare(ctx context.Context) error {
	if r.Cache == "" || r.compiled() != "" {
		return nil
	}
	compiling.Lock()
	defer compiling.Unlock()
	key := cacheKey()
	if key == "" || r.compiled() != "" {
		return nil
	}
	// Under another name first, so that a half-written one is never there.
	if err := os.MkdirAll(r.Cache, 0o700); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The reader of PDFs cannot be kept in %s.", r.Cache)
	}
	next, err := os.MkdirTemp(r.Cache, "next-")
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "The reader of PDFs cannot be kept in %s.", r.Cache)
	}
	defer os.RemoveAll(next)
	r.Time = max(r.Time, 4*ReadTime)
	if err := r.run(ctx, Job{Task: TaskCompile, Cache: next}, nil, maxAnswer, func([]byte) error { return nil }); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The reader of PDFs could not be compiled.")
	}
	if err := os.Rename(next, filepath.Join(r.Cache, key)); err != nil && r.compiled() == "" {
		return errs.Wrap(err, errs.Unavailable, "The reader of PDFs cannot be kept in %s.", r.Cache)
	}
	old, _ := filepath.Glob(filepath.Join(r.Cache, "pdf-*"))
	for _, dir := range old { // of other versions of the program
		if filepath.Base(dir) != key {
			_ = os.RemoveAll(dir)
		}
	}
	return nil
}

// compiled is the folder of the compiled reader of PDFs; empty: not there.
func (r Reader) compiled() string {
	if r.Cache == "" {
		return ""
	}
	dir, err := filepath.Abs(filepath.Join(r.Cache, cacheKey()))
	if err != nil || cacheKey() == "" {
		return ""
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// cacheKey names what was compiled, by what, for which processor; empty when
// the program cannot tell what it is made of.
var cacheKey = sync.OnceValue(func() string {
	h := sha256.New()
	parts := 0
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/klippa-app/go-pdfium" || m.Path == "github.com/tetratelabs/wazero" {
				fmt.Fprintln(h, m.Path, m.Version, m.Sum)
				parts++
			}
		}
	}
	if parts != 2 { // a program of tests knows itself only as a file
		exe, err := os.Executable()
		if err != nil {
			return ""
		}
		info, err := os.Stat(exe)
		if err != nil {
			return ""
		}
		fmt.Fprintln(h, info.Size(), info.ModTime().UnixNano())
	}
	fmt.Fprintln(h, runtime.GOOS, runtime.GOARCH, cpu.X86, cpu.ARM64)
	return "pdf-" + hex.EncodeToString(h.Sum(nil)[:8])
})
