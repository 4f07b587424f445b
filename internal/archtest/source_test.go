package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// eachFile parses every file of our own code but tests and generated ones.
func eachFile(t *testing.T, visit func(p pkg, fset *token.FileSet, f *ast.File)) {
	t.Helper()
	pkgs := load(t)
	for _, path := range sortedPaths(pkgs) {
		for _, file := range pkgs[path].GoFiles {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, filepath.Join(pkgs[path].Dir, file), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("%s: %v", name(path), err)
				continue
			}
			if !ast.IsGenerated(f) {
				visit(pkgs[path], fset, f)
			}
		}
	}
}

// uses calls found for each mention of one of the functions of a package.
func uses(f *ast.File, importPath string, functions []string, found func(ast.Node, string)) {
	local := ""
	for _, imp := range f.Imports {
		if p, _ := strconv.Unquote(imp.Path.Value); p == importPath {
			local = p[strings.LastIndexByte(p, '/')+1:]
			if imp.Name != nil {
				local = imp.Name.Name
			}
		}
	}
	if local == "" {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && id.Name == local && slices.Contains(functions, sel.Sel.Name) {
			found(n, importPath+"."+sel.Sel.Name)
		}
		return true
	})
}

func TestPureCodeReadsNoClock(t *testing.T) {
	t.Parallel()
	eachFile(t, func(p pkg, fset *token.FileSet, f *ast.File) {
		i, ok := floorOf(name(p.ImportPath))
		if !ok || !floors[i].pure {
			return
		}
		uses(f, "time", clock, func(n ast.Node, what string) {
			t.Errorf("%s: %s in the floor “%s”: time is an argument there", fset.Position(n.Pos()), what, floors[i].name)
		})
	})
}

func TestOnlyCmdReadsTheEnvironment(t *testing.T) {
	t.Parallel()
	eachFile(t, func(p pkg, fset *token.FileSet, f *ast.File) {
		from := name(p.ImportPath)
		if strings.HasPrefix(from, "cmd/") || in(from, support) {
			return
		}
		uses(f, "os", environment, func(n ast.Node, what string) {
			t.Errorf("%s: %s: cmd alone reads the environment and passes it down", fset.Position(n.Pos()), what)
		})
	})
}

func TestNoInit(t *testing.T) {
	t.Parallel()
	eachFile(t, func(_ pkg, fset *token.FileSet, f *ast.File) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init: cmd wires by hand", fset.Position(fn.Pos()))
			}
		}
	})
}

func TestUsesFindsCalls(t *testing.T) {
	t.Parallel()
	const src = "package p\nimport clk \"time\"\nvar t = clk.Now()\nvar d clk.Duration\n"
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	uses(f, "time", clock, func(_ ast.Node, what string) { found = append(found, what) })
	if !slices.Equal(found, []string{"time.Now"}) {
		t.Errorf("found %q", found)
	}
}
