package archtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// treeFiles gives the paths of all files that are, or would be, in the
// repository. Without git (an unpacked archive) it walks the tree.
func treeFiles(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root(t)
	if out, err := cmd.Output(); err == nil {
		return strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	}
	var files []string
	err := filepath.WalkDir(cmd.Dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(cmd.Dir, path)
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// generated tells files that nobody writes by hand, and other people's.
func generated(path string, content []byte) bool {
	head := content[:min(len(content), 500)]
	return bytes.Contains(head, []byte("Code generated ")) ||
		strings.HasSuffix(path, ".min.js") || strings.Contains(path, "/testdata/") ||
		path == "LICENSE" || path == "go.sum" || path == "tools/go.sum" || path == "internal/licence/third-party.txt"
}

// text tells by the ending what people read and write.
func text(path string) bool {
	switch filepath.Ext(path) {
	case ".go", ".templ", ".md", ".css", ".js", ".sql", ".sh", ".json", ".mod", ".txt", ".html", ".yaml", ".yml", "":
		return true
	}
	return false
}

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	for _, path := range treeFiles(t) {
		switch filepath.Ext(path) {
		case ".go", ".templ", ".css", ".js", ".sql", ".sh", ".md":
		default:
			continue
		}
		b, err := os.ReadFile(filepath.Join(root(t), path))
		if err != nil || generated(path, b) {
			continue // deleted, or not written by hand
		}
		switch n := bytes.Count(b, []byte("\n")); {
		case n > tooLong:
			t.Errorf("%s has %d lines: over %d a file is redesigned", path, n, tooLong)
		case n > longFile:
			t.Logf("%s has %d lines: why?", path, n)
		}
	}
}

func TestKernelStaysSmall(t *testing.T) {
	t.Parallel()
	total := 0
	for path, p := range load(t) {
		if !in(name(path), kernel) {
			continue
		}
		for _, f := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			total += bytes.Count(b, []byte("\n"))
		}
	}
	t.Logf("the kernel has %d lines", total)
	if total > kernelLines {
		t.Errorf("the kernel has %d lines: over %d it is a framework", total, kernelLines)
	}
}

// forbidden matches what ties the repository to one machine: folders of
// somebody's home or work place, and hosts of package registries, which the
// toolchain's own settings name.
var forbidden = regexp.MustCompile(`(?:^|[\s"'=(:])/(?:work|root|home/[a-z]+)/` +
	`|\bproxy\.golang\.` + `org|\bsum\.golang\.` + `org|registry\.npmjs\.` + `org|\bpypi\.` + `org|\bcrates\.` + `io|\bdeb\.debian\.` + `org|maven\.` + `org`)

func TestNothingNamesAMachine(t *testing.T) {
	t.Parallel()
	for _, path := range treeFiles(t) {
		if !text(path) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(root(t), path))
		if err != nil || generated(path, b) && !strings.HasSuffix(path, ".go") {
			continue
		}
		for i, line := range strings.Split(string(b), "\n") {
			if m := forbidden.FindString(line); m != "" {
				t.Errorf("%s:%d names %q: a file of the project names no machine's folder and no registry's host", path, i+1, strings.TrimSpace(m))
			}
		}
	}
}

func TestForbiddenCatches(t *testing.T) {
	t.Parallel()
	for _, line := range []string{`open("/ro` + `ot/x")`, "see /wo" + "rk/main", "https://py" + "pi.org/simple", "GOPROXY=https://proxy.gol" + "ang.org"} {
		if !forbidden.MatchString(line) {
			t.Errorf("%q was not caught", line)
		}
	}
	for _, line := range []string{"/network/", "../shared/data", "the work of a day", "https://example.org/root/"} {
		if forbidden.MatchString(line) {
			t.Errorf("%q was caught", line)
		}
	}
}
