package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestImportsGoDown(t *testing.T) {
	t.Parallel()
	for _, problem := range badImports(load(t)) {
		t.Error(problem)
	}
}

// badImports checks every import between our packages against the table.
func badImports(pkgs map[string]pkg) []string {
	var problems []string
	for _, path := range sortedPaths(pkgs) {
		from := name(path)
		if in(from, support) {
			continue
		}
		if !strings.HasPrefix(path, inner) {
			if !strings.HasPrefix(path, modulePath+"/cmd/") {
				problems = append(problems, from+" is neither below cmd/ nor below internal/")
			}
			continue
		}
		if _, ok := floorOf(from); !ok {
			if _, ok := besideOf(from); !ok {
				problems = append(problems, from+" has no floor: give it its line in table_test.go and in docs/ARCHITECTURE.md")
				continue
			}
		}
		for _, imp := range pkgs[path].Imports {
			if _, ours := pkgs[imp]; !ours {
				continue
			}
			if why := mayImport(from, name(imp)); why != "" {
				problems = append(problems, fmt.Sprintf("%s imports %s: %s%s", from, name(imp), why, because(pkgs, imp)))
			}
		}
	}
	return problems
}

// mayImport gives the reason against an import, or nothing.
func mayImport(from, to string) string {
	if in(to, support) {
		return "it is for tests alone"
	}
	if allowed, ok := besideOf(from); ok {
		if _, same := besideOf(to); same {
			if strings.Split(from, "/")[0] == strings.Split(to, "/")[0] {
				return ""
			}
			return "store and blob do not know each other"
		}
		f, ok := floorOf(to)
		if !ok || !slices.Contains(allowed, floors[f].name) {
			return "what stands beside the house may import " + strings.Join(allowed, ", ")
		}
		return ""
	}
	if _, ok := besideOf(to); ok {
		return "only cmd imports store and blob"
	}
	f, _ := floorOf(from)
	g, ok := floorOf(to)
	switch {
	case !ok:
		return "" // reported on its own
	case g < f, g == f && (floors[f].inside || slices.Contains(sameFloor[from], to) || in(from, []string{to + "/"}) || in(to, []string{from + "/"})):
		return ""
	case g == f:
		return "packages of the floor “" + floors[f].name + "” do not import each other; what two need moves down"
	default:
		return fmt.Sprintf("imports go down, and %s is on the floor “%s” above “%s”", to, floors[g].name, floors[f].name)
	}
}

// because shows where a wrong import leads on to, so that a reader sees what is
// dragged in with it.
func because(pkgs map[string]pkg, imp string) string {
	var next []string
	for _, i := range pkgs[imp].Imports {
		if _, ours := pkgs[i]; ours {
			next = append(next, name(i))
		}
	}
	if len(next) == 0 {
		return ""
	}
	return " (which imports " + strings.Join(next, ", ") + ")"
}

func TestPureFloorsReachNothingImpure(t *testing.T) {
	t.Parallel()
	pkgs := load(t)
	for path, p := range pkgs {
		allowed := impureAllowed[name(path)]
		p.Imports = slices.DeleteFunc(p.Imports, func(imp string) bool { return slices.Contains(allowed, imp) })
		pkgs[path] = p
	}
	for _, path := range sortedPaths(pkgs) {
		f, ok := floorOf(name(path))
		if !ok || !floors[f].pure {
			continue
		}
		if c := chain(pkgs, path, func(p string) bool { return slices.Contains(impure, p) }); c != "" {
			t.Errorf("%s: %s is pure", c, floors[f].name)
		}
	}
}

func TestOnlyStoreReachesADatabase(t *testing.T) {
	t.Parallel()
	pkgs := load(t)
	isDriver := func(p string) bool {
		return slices.ContainsFunc(drivers, func(d string) bool { return p == d || strings.HasPrefix(p, d+"/") })
	}
	for _, path := range sortedPaths(pkgs) {
		from := name(path)
		if in(from, []string{"store/"}) || in(from, support) {
			continue
		}
		if strings.HasPrefix(path, modulePath+"/cmd/") {
			for _, imp := range pkgs[path].Imports {
				if isDriver(imp) {
					t.Errorf("%s imports %s: only store speaks to a database", from, imp)
				}
			}
			continue
		}
		if c := chain(pkgs, path, isDriver); c != "" {
			t.Errorf("%s: only store speaks to a database", c)
		}
	}
}

// TestTheRulesCatch feeds the rules wrong houses, so that a rule that catches
// nothing is itself caught.
func TestTheRulesCatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		imports map[string][]string
		want    string
	}{
		"up":                 {map[string][]string{"change": {"win/bid"}}, "change imports win/bid: imports go down"},
		"wing to wing":       {map[string][]string{"isms/risk": {"win/bid"}}, "do not import each other"},
		"wing against order": {map[string][]string{"win/notice": {"win/bid"}}, "do not import each other"},
		"store from a page":  {map[string][]string{"web/win": {"store"}}, "only cmd imports store"},
		"store to a way in":  {map[string][]string{"store": {"web/ui"}}, "beside the house"},
		"test support":       {map[string][]string{"web/win": {"webtest"}}, "for tests alone"},
		"unknown package":    {map[string][]string{"util": nil}, "util has no floor"},
		"its own folder":     {map[string][]string{"office/textout": {"office"}}, ""},
		"bid reads notices":  {map[string][]string{"win/bid": {"win/notice"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pkgs := map[string]pkg{}
			for from, to := range c.imports {
				p := pkg{ImportPath: inner + from}
				for _, imp := range to {
					p.Imports = append(p.Imports, inner+imp)
					if _, ok := pkgs[inner+imp]; !ok {
						pkgs[inner+imp] = pkg{ImportPath: inner + imp}
					}
				}
				pkgs[p.ImportPath] = p
			}
			got := strings.Join(badImports(pkgs), "\n")
			if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a long chain", func(t *testing.T) {
		t.Parallel()
		pkgs := map[string]pkg{
			inner + "win/bid": {Imports: []string{inner + "due"}},
			inner + "due":     {Imports: []string{inner + "errs"}},
			inner + "errs":    {Imports: []string{"net/http"}},
		}
		got := chain(pkgs, inner+"win/bid", func(p string) bool { return p == "net/http" })
		if want := "win/bid imports due imports errs imports net/http"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
