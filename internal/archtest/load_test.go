package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	modulePath = "holdfast"
	inner      = modulePath + "/internal/"
)

// pkg is what `go list` knows of one package.
type pkg struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// name gives the path below internal/, or the whole path outside of it.
func name(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, inner), modulePath+"/")
}

// root gives the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// load lists our packages.
func load(t *testing.T) map[string]pkg {
	t.Helper()
	pkgs := map[string]pkg{}
	for _, p := range goList[pkg](t, "-e", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "./...") {
		pkgs[p.ImportPath] = p
	}
	if len(pkgs) < 5 {
		t.Fatalf("go list found %d packages", len(pkgs))
	}
	return pkgs
}

func goList[T any](t *testing.T, args ...string) []T {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = root(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var all []T
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var v T
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
}

// in tells whether the package is one of the list, whose entries that end in a
// slash stand for a whole folder.
func in(pkgName string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		folder, isFolder := strings.CutSuffix(p, "/")
		return pkgName == folder || isFolder && strings.HasPrefix(pkgName, p)
	})
}

// floorOf gives the storey of a package, false when it has none.
func floorOf(pkgName string) (int, bool) {
	for i, f := range floors {
		if in(pkgName, f.packages) {
			return i, true
		}
	}
	return 0, false
}

// besideOf gives the floors that a package beside the house may import.
func besideOf(pkgName string) ([]string, bool) {
	for p, allowed := range beside {
		if in(pkgName, []string{p}) {
			return allowed, true
		}
	}
	return nil, false
}

// chain gives the shortest way along our own packages from one to an import
// that bad accepts: "a imports b imports c"; empty when there is none.
func chain(pkgs map[string]pkg, from string, bad func(string) bool) string {
	type step struct{ path []string }
	seen := map[string]bool{from: true}
	for queue := []step{{[]string{from}}}; len(queue) > 0; queue = queue[1:] {
		path := queue[0].path
		for _, next := range pkgs[path[len(path)-1]].Imports {
			longer := append(slices.Clone(path), next)
			if bad(next) {
				for i := range longer {
					longer[i] = name(longer[i])
				}
				return strings.Join(longer, " imports ")
			}
			if _, ours := pkgs[next]; ours && !seen[next] {
				seen[next] = true
				queue = append(queue, step{longer})
			}
		}
	}
	return ""
}

// sortedPaths keeps reports in a steady order.
func sortedPaths(pkgs map[string]pkg) []string {
	paths := make([]string, 0, len(pkgs))
	for p := range pkgs {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}
