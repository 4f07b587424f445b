// Package static holds what the pages load besides HTML: the product's own
// stylesheet, its fonts with their licences, the mark, and htmx. Everything is
// embedded and served from its own address, so that nothing comes from outside.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

//go:embed holdfast.css htmx.min.js palette.js passkey.js LICENSE-htmx.txt icon.svg fonts
var files embed.FS

// Prefix is the path below which Handler serves.
const Prefix = "/static/"

// forever is how long a browser may keep an asset without asking: its address
// changes with its content.
const forever = "public, max-age=31536000, immutable"

type asset struct {
	url  string
	kind string
	body []byte
}

type shelf struct {
	byName map[string]asset // "holdfast.css"
	byURL  map[string]asset // "/static/holdfast.1a2b3c4d5e6f.css"
}

var (
	fontRef = regexp.MustCompile(`url\((fonts/[a-z0-9.-]+)\)`)
	shelves = sync.OnceValue(load)
)

// URL gives the address of an asset, with a hash of its content in it:
// URL("holdfast.css") is "/static/holdfast.1a2b3c4d5e6f.css". A name that is
// not embedded is a slip in the source: URL panics, and so does the test of
// any page that uses it.
func URL(name string) string {
	a, ok := shelves().byName[name]
	if !ok {
		panic("static: no asset named " + name)
	}
	return a.url
}

// Bytes gives the content of an asset as it is served, for tests that measure
// the stylesheet. It panics as URL does.
func Bytes(name string) []byte {
	URL(name)
	return bytes.Clone(shelves().byName[name].body)
}

// Handler serves the assets under Prefix: GET and HEAD, kept by browsers for
// ever. An address with another hash is not found, never the newer content.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := shelves().byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD.", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", forever)
		h.Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
	})
}

func load() shelf {
	s := shelf{byName: map[string]asset{}, byURL: map[string]asset{}}
	var names []string
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		panic("static: " + err.Error())
	}
	// The stylesheet names the fonts, so they get their addresses first.
	for _, pass := range []bool{false, true} {
		for _, name := range names {
			if (path.Ext(name) == ".css") == pass {
				s.put(name)
			}
		}
	}
	return s
}

func (s shelf) put(name string) {
	body, err := files.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error())
	}
	if path.Ext(name) == ".css" {
		body = fontRef.ReplaceAllFunc(body, func(m []byte) []byte {
			return []byte("url(" + s.byName[string(m[len("url("):len(m)-1])].url + ")")
		})
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := asset{
		url:  Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		kind: kindOf(ext),
		body: body,
	}
	s.byName[name], s.byURL[a.url] = a, a
}

// kindOf does not ask the machine's own table for the kinds that matter.
func kindOf(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}
