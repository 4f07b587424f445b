package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(t), path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func requires(t *testing.T, path string) map[string]string {
	t.Helper()
	f, err := modfile.Parse(path, []byte(read(t, path)), nil)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, r := range f.Require {
		versions[r.Mod.Path] = r.Mod.Version
	}
	return versions
}

// moduleOf gives the required module that holds a package, by longest prefix.
func moduleOf(importPath string, modules map[string]string) string {
	best := ""
	for m := range modules {
		if (importPath == m || strings.HasPrefix(importPath, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return best
}

func TestNoticeNamesEveryLinkedModule(t *testing.T) {
	t.Parallel()
	notice := read(t, "NOTICE")
	type dep struct {
		Module *struct {
			Path, Version string
			Main          bool
		}
	}
	seen := map[string]bool{}
	for _, d := range goList[dep](t, "-e", "-deps", "-json=Module", "./cmd/holdfast") {
		if d.Module == nil || d.Module.Main || seen[d.Module.Path] {
			continue
		}
		seen[d.Module.Path] = true
		if !strings.Contains(notice, "\n"+d.Module.Path+" "+d.Module.Version+"\n") {
			t.Errorf("NOTICE does not name %s %s: run make licences", d.Module.Path, d.Module.Version)
		}
	}
}

// TestEveryDependencyIsArgued: each module that our code or tests import, and
// each tool, has its line in docs/dependencies.md.
func TestEveryDependencyIsArgued(t *testing.T) {
	t.Parallel()
	modules := requires(t, "go.mod")
	var direct []string
	for _, p := range load(t) {
		for _, imports := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
			for _, i := range imports {
				if m := moduleOf(i, modules); m != "" {
					direct = append(direct, m)
				}
			}
		}
	}
	toolModules := requires(t, "tools/go.mod")
	tools, err := modfile.Parse("tools/go.mod", []byte(read(t, "tools/go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools.Tool {
		direct = append(direct, moduleOf(tool.Path, toolModules))
	}
	slices.Sort(direct)
	doc := read(t, "docs/dependencies.md")
	for _, m := range slices.Compact(direct) {
		if !strings.Contains(doc, "`"+m+"`") {
			t.Errorf("docs/dependencies.md has no line for `%s`: why, and what would replace it", m)
		}
	}
}

// TestTemplIsOneVersion: the generator and the library that runs its output
// must agree.
func TestTemplIsOneVersion(t *testing.T) {
	t.Parallel()
	const templ = "github.com/a-h/templ"
	if lib, tool := requires(t, "go.mod")[templ], requires(t, "tools/go.mod")[templ]; lib != tool {
		t.Errorf("go.mod has templ %s and tools/go.mod %s", lib, tool)
	}
}
