package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dialling are the names of the standard library by which a program goes out to
// another machine, or asks where it is.
var dialling = map[string][]string{
	"net/http":   {"Get", "Head", "Post", "PostForm", "DefaultClient", "DefaultTransport", "Client", "Transport"},
	"net":        {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "Resolver", "DefaultResolver", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupMX", "LookupTXT", "LookupSRV", "LookupNS"},
	"crypto/tls": {"Dial", "DialWithDialer", "Dialer", "Client"},
}

// goesOut are those who may: outbound looks at the address that it has reached,
// and the measuring of the API calls this program itself.
var goesOut = []string{"outbound", "cmd/holdfast/bench_api_load.go"}

// clients are modules that go out by themselves, with who may import them:
// the sender of mail, to the server that the operator names; sign-in providers,
// through outbound's client; the store, to its database.
var clients = map[string][]string{
	"github.com/wneessen/go-mail":              {"mail"},
	"github.com/coreos/go-oidc":                {"auth/oidc"},
	"golang.org/x/oauth2":                      {"auth/oidc"},
	"net/smtp":                                 {},
	"net/rpc":                                  {},
	"golang.org/x/net/websocket":               {},
	"github.com/go-webauthn/webauthn/metadata": {},
}

// TestOneOutboundDialer: what leaves this program leaves through the one package
// that looks at the address that it is connected to.
func TestOneOutboundDialer(t *testing.T) {
	t.Parallel()
	files := 0
	eachFile(t, func(p pkg, fset *token.FileSet, f *ast.File) {
		from := name(p.ImportPath)
		file := fset.Position(f.Pos()).Filename
		file = from + file[strings.LastIndexByte(file, '/'):]
		if in(from, support) || slices.Contains(goesOut, from) || slices.Contains(goesOut, file) {
			return
		}
		files++
		for _, what := range outward(f) {
			t.Errorf("%s: %s goes out by itself: outbound.NewClient does it", file, what)
		}
		for _, imp := range f.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			for module, who := range clients {
				if (path == module || strings.HasPrefix(path, module+"/")) && !slices.Contains(who, from) {
					t.Errorf("%s imports %s, which goes out by itself", file, path)
				}
			}
		}
	})
	if files < 200 {
		t.Errorf("only %d files were looked at", files)
	}
}

// outward gives the mentions of dialling in a file. A client or a transport as a
// type (a field, a parameter) is none: only who makes one goes out.
func outward(f *ast.File) []string {
	var out []string
	types := map[ast.Node]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StarExpr:
			types[n.X] = true
		case *ast.Field:
			types[n.Type] = true
		}
		return true
	})
	for path, names := range dialling {
		uses(f, path, names, func(n ast.Node, what string) {
			if !types[n] {
				out = append(out, what)
			}
		})
	}
	slices.Sort(out)
	return out
}

func TestOutwardFindsDialling(t *testing.T) {
	t.Parallel()
	const src = `package p
import ("net"; web "net/http")
type t struct{ c *web.Client; d net.Dialer }
func f(c *web.Client) { web.Get("x"); _ = web.DefaultClient; _ = &web.Client{}; net.Dial("tcp", "x") }
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := outward(f); !slices.Equal(got, []string{"net.Dial", "net/http.Client", "net/http.DefaultClient", "net/http.Get"}) {
		t.Errorf("found %q", got)
	}
}
