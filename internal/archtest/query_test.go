package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// runners are the methods that take a statement, with the argument that it is.
// What is written into a builder of a statement is looked at the same way.
var runners = map[string]int{
	"Exec": 1, "Query": 1, "QueryRow": 1, "ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1,
	"and": 0, "WriteString": 0,
}

// placeholders give "$3", or several with commas between them, whatever they are
// given; seam are the words in which the engines differ, constants of the dialect.
var (
	placeholders = []string{"param", "list", "arg"}
	seam         = []string{"forUpdate", "skipLocked"}
)

// passers hand a statement on that they were given: their callers are looked at.
var passers = []string{"Exec", "Query", "QueryRow", "exec", "query"}

// queries proves that statements are made of the program's own words: literals
// and constants, joined with +, from variables that hold nothing else, and out of
// functions that give nothing else. Everything that is not proved so must stand
// in the list of madeOtherwise, with why it is safe.
type queries struct {
	consts map[string]ast.Expr        // package-level constants and variables
	funcs  map[string][]*ast.FuncDecl // functions and methods by name
	busy   map[string]bool            // functions being looked at
	calls  map[string][]call          // calls by the function's name
}

type call struct {
	in   *ast.FuncDecl
	args []ast.Expr
}

// proved says that an expression, in a function, is of our own words.
func (q *queries) proved(fn *ast.FuncDecl, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return q.proved(fn, e.X)
	case *ast.BinaryExpr:
		return q.proved(fn, e.X) && q.proved(fn, e.Y)
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				el = kv.Value
			}
			if !q.proved(fn, el) {
				return false
			}
		}
		return true
	case *ast.IndexExpr:
		return q.proved(fn, e.X)
	case *ast.Ident:
		return q.name(fn, e.Name)
	case *ast.SelectorExpr: // a field of a row of a table of ours
		if slices.Contains(seam, e.Sel.Name) {
			return true
		}
		id, ok := e.X.(*ast.Ident)
		if !ok {
			return false
		}
		if column, found := q.column(fn, id.Name, e.Sel.Name); found {
			return q.all(fn, column)
		}
		return q.name(fn, id.Name)
	case *ast.CallExpr:
		return q.called(fn, e)
	}
	return false
}

// column gives the values of one field of the table that a variable ranges over.
func (q *queries) column(fn *ast.FuncDecl, row, field string) (values []ast.Expr, found bool) {
	ast.Inspect(fn, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok {
			return true
		}
		id, ok := r.Value.(*ast.Ident)
		table, is := r.X.(*ast.CompositeLit)
		if !ok || id.Name != row || !is {
			return true
		}
		array, ok := table.Type.(*ast.ArrayType)
		if !ok {
			return true
		}
		of, ok := array.Elt.(*ast.StructType)
		if !ok {
			return true
		}
		at, i := -1, 0
		for _, f := range of.Fields.List {
			for _, name := range f.Names {
				if name.Name == field {
					at = i
				}
				i++
			}
		}
		for _, el := range table.Elts {
			if lit, ok := el.(*ast.CompositeLit); ok && at >= 0 && at < len(lit.Elts) {
				values, found = append(values, lit.Elts[at]), true
			}
		}
		return true
	})
	return values, found
}

// name says that a variable or constant holds our own words alone.
func (q *queries) name(fn *ast.FuncDecl, name string) bool {
	key := fn.Name.Name + "." + name
	if q.busy[key] {
		return true // as far as the rest is proved
	}
	q.busy[key] = true
	defer delete(q.busy, key)
	var given []ast.Expr
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && id.Name == name {
					given = append(given, n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if id.Name == name && i < len(n.Values) {
					given = append(given, n.Values[i])
				}
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				if id, ok := l.(*ast.Ident); ok && id.Name == name {
					given = append(given, n.X)
				}
			}
		}
		return true
	})
	if i := param(fn, name); i >= 0 {
		if len(q.calls[fn.Name.Name]) == 0 {
			return false
		}
		for _, c := range q.calls[fn.Name.Name] {
			if i >= len(c.args) || !q.proved(c.in, c.args[i]) {
				return false
			}
		}
		return q.all(fn, given)
	}
	if len(given) > 0 {
		return q.all(fn, given)
	}
	e, known := q.consts[name]
	return known && q.proved(fn, e)
}

func (q *queries) all(fn *ast.FuncDecl, list []ast.Expr) bool {
	return !slices.ContainsFunc(list, func(e ast.Expr) bool { return !q.proved(fn, e) })
}

// called says that a function gives our own words alone.
func (q *queries) called(fn *ast.FuncDecl, e *ast.CallExpr) bool {
	name := ""
	switch f := e.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if id, ok := f.X.(*ast.Ident); ok && (id.Name == "strings" && (name == "Join" || name == "Repeat" || name == "TrimSuffix") || id.Name == "strconv" && name == "Itoa") {
			return name == "Itoa" || q.proved(fn, e.Args[0])
		}
		if id, ok := f.X.(*ast.Ident); ok && id.Name == "fmt" && name == "Sprintf" {
			return q.all(fn, e.Args)
		}
	}
	switch {
	case name == "append":
		return q.all(fn, e.Args)
	case slices.Contains(placeholders, name):
		return true
	case name == "String" && len(e.Args) == 0:
		return true // a builder: what is written into it is looked at too
	}
	if len(q.funcs[name]) == 0 {
		return false
	}
	if q.busy[name] {
		return true // as far as the rest is proved
	}
	q.busy[name] = true
	defer delete(q.busy, name)
	for _, f := range q.funcs[name] {
		if f.Body == nil {
			return false
		}
		ok := true
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if _, inner := n.(*ast.FuncLit); inner {
				return false
			}
			if r, is := n.(*ast.ReturnStmt); is && (len(r.Results) == 0 || !q.proved(f, r.Results[0])) {
				ok = false
			}
			return true
		})
		if !ok {
			return false
		}
	}
	return true
}

// param gives the index of a parameter, -1 where it is none.
func param(fn *ast.FuncDecl, name string) int {
	i := 0
	for _, f := range fn.Type.Params.List {
		for _, id := range f.Names {
			if id.Name == name {
				return i
			}
			i++
		}
	}
	return -1
}

// read gathers what a package is made of.
func (q *queries) read(files []*ast.File) {
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				q.funcs[d.Name.Name] = append(q.funcs[d.Name.Name], d)
				ast.Inspect(d, func(n ast.Node) bool {
					if c, ok := n.(*ast.CallExpr); ok {
						switch f := c.Fun.(type) {
						case *ast.Ident:
							q.calls[f.Name] = append(q.calls[f.Name], call{d, c.Args})
						case *ast.SelectorExpr:
							q.calls[f.Sel.Name] = append(q.calls[f.Sel.Name], call{d, c.Args})
						}
					}
					return true
				})
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok {
						for i, id := range v.Names {
							if i < len(v.Values) {
								q.consts[id.Name] = v.Values[i]
							}
						}
					}
				}
			}
		}
	}
}

// unproved gives the functions that run a statement which is not proved.
func (q *queries) unproved() []string {
	found := map[string]bool{}
	for _, fns := range q.funcs {
		for _, fn := range fns {
			if slices.Contains(passers, fn.Name.Name) {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				c, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := c.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				i, runs := runners[sel.Sel.Name]
				if runs && i < len(c.Args) && !q.proved(fn, c.Args[i]) {
					found[receiver(fn)+fn.Name.Name] = true
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	t := fn.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	return fmt.Sprint(t) + "."
}

// madeOtherwise are the functions whose statements are proved by reading: where
// the words come from that this test cannot follow.
var madeOtherwise = map[string]string{
	"Tx.HandOver":       "table and columns of handover.Parts",
	"intake.row":        "table and columns of handover.Parts, not of the file",
	"Tx.History":        "revisionColumns, a constant made at the start",
	"Tx.versions":       "the statements of its two callers in erase.go, constants",
	"Tx.LinksBetween":   "two constants, through a function within it",
	"Tx.Trail":          "columns of a table within it, through a function within it",
	"Tx.RestOf":         "tables and columns of restTables",
	"Tx.RewriteRest":    "tables and columns of restTables, as RestOf gave them",
	"Tx.count":          "register.Plan: slots of the declaration, never a name that was asked for",
	"Tx.rows":           "register.Plan: slots of the declaration, never a name that was asked for",
	"listQuery.where":   "the dialect's contains, with a placeholder",
	"listQuery.cond":    "register.Plan: slots of the declaration, never a name that was asked for",
	"listQuery.order":   "register.Plan: slots of the declaration, never a name that was asked for",
	"Tx.walk":           "register.Plan: slots of the declaration, never a name that was asked for",
	"Tx.matching":       "register.Plan: slots of the declaration, never a name that was asked for",
	"Tx.index":          "oldSlots and newSlots, slotColumns with an alias",
	"listQuery.and":     "hands on what its callers give, who are looked at",
	"count":             "tables of sealedColumns",
	"sealedColumn.each": "tables and columns of sealedColumns",
	"sealedColumn.put":  "tables and columns of sealedColumns",
	"fence":             "tables of the catalogue, quoted as identifiers",
	"migrate":           "the migrations that are built in",
}

// TestNoSQLIsBuiltFromInput: every statement of the store is made of the
// program's own words; what is asked for comes in parameters.
func TestNoSQLIsBuiltFromInput(t *testing.T) {
	t.Parallel()
	q := &queries{consts: map[string]ast.Expr{}, funcs: map[string][]*ast.FuncDecl{}, busy: map[string]bool{}, calls: map[string][]call{}}
	var files []*ast.File
	eachFile(t, func(p pkg, fset *token.FileSet, f *ast.File) {
		if name(p.ImportPath) == "store" {
			files = append(files, f)
		}
	})
	if len(files) < 30 {
		t.Fatalf("%d files of the store", len(files))
	}
	q.read(files)
	got := q.unproved()
	for _, fn := range got {
		if madeOtherwise[fn] == "" {
			t.Errorf("%s runs a statement that is not made of constants: put what was asked for into parameters", fn)
		}
	}
	for fn := range madeOtherwise {
		if !slices.Contains(got, fn) {
			t.Errorf("%s is proved: take it off the list", fn)
		}
	}
}

// TestNobodyElseWritesSQL: statements are run by the store alone.
func TestNobodyElseWritesSQL(t *testing.T) {
	t.Parallel()
	eachFile(t, func(p pkg, fset *token.FileSet, f *ast.File) {
		from := name(p.ImportPath)
		if in(from, []string{"store/"}) || in(from, support) {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && statement(lit.Value) {
				t.Errorf("%s: SQL outside of the store: %.60s", fset.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	})
}

func statement(text string) bool {
	text = strings.Trim(text, "`\" \n\t")
	for _, w := range []string{"SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE "} {
		if strings.HasPrefix(text, w) && (strings.Contains(text, "$1") || strings.Contains(text, " FROM ") || strings.Contains(text, " SET ")) {
			return true
		}
	}
	return false
}

func TestUnprovedStatementsAreFound(t *testing.T) {
	t.Parallel()
	const src = `package p
const head = "SELECT a FROM b"
var tables = []string{"a", "b"}
func one(x string) string { return "'" + x + "'" }
func two() string { return head + " WHERE" }
func good(tx T, id string) {
	q := head
	q += " WHERE id = $1"
	tx.Exec(nil, q, id)
	for _, t := range tables { tx.Query(nil, "DELETE FROM "+t, nil) }
	tx.Query(nil, two(), nil)
}
func bad(tx T, id string) { tx.Exec(nil, head+" WHERE id = '"+id+"'") }
func worse(tx T, id string) { q := head; q = q + one(id); tx.QueryRow(nil, q, nil) }
func other(tx T, s S) { tx.Query(nil, s.Text(), nil) }
func built(tx T, id string) { var b B; b.WriteString(id); tx.Query(nil, b.String(), nil) }
func table(tx T) { for _, r := range []struct{ n int; q string }{{1, "SELECT"}, {2, "UPDATE"}} { tx.Query(nil, r.q, nil) } }
func main() { bad(nil, input()); worse(nil, input()) }
`
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("x", "p.go"), src, 0)
	if err != nil {
		t.Fatal(err)
	}
	q := &queries{consts: map[string]ast.Expr{}, funcs: map[string][]*ast.FuncDecl{}, busy: map[string]bool{}, calls: map[string][]call{}}
	q.read([]*ast.File{f})
	if got := q.unproved(); !slices.Equal(got, []string{"bad", "built", "other", "worse"}) {
		t.Errorf("found %q", got)
	}
}
