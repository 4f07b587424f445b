package site

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/scheme"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// pastPage are the addresses that can be shown as they stood.
var pastPage = regexp.MustCompile(`^/(|calendar|certificates|bids|certificates/CERT-[0-9]+|bids/BID-[0-9]+)$`)

// Shell is the frame's, with what a page says of the record as it stood.
func (s *Site) Shell(ctx context.Context, title, path, done string) (ui.Shell, error) {
	sh, err := s.Frame.Shell(ctx, title, path, done)
	if s.past != nil {
		p := *s.past
		p.Back = path
		sh.Past = &p
	}
	if !pastPage.MatchString(path) {
		return sh, err
	}
	sh.PastPath = path
	if _, number, ok := strings.Cut(path, "/certificates/CERT-"); ok {
		sh.History = "/trail/certificate/CERT-" + number
	} else if _, number, ok := strings.Cut(path, "/bids/BID-"); ok {
		sh.History = "/trail/bid/BID-" + number
	}
	return sh, err
}

// then makes a page answer ?asAt= too: everything it reads is read as it stood
// at that instant, judged by the rule data that was loaded then, on that day,
// and what could change anything is taken from it.
func (s *Site) then(page func(*Site, http.ResponseWriter, *http.Request) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		past, err := s.Past(r)
		if err != nil {
			return err
		}
		if past == nil {
			return page(s, w, r)
		}
		book, err := s.Rules(r.Context(), past.At)
		if err != nil {
			return err
		}
		held := &pastWriter{ResponseWriter: w, asAt: past.Text}
		if err := page(s.at(past, book), held, past.Asks); err != nil {
			return err
		}
		return held.send()
	}
}

// at gives the pages as they were at an instant.
func (s *Site) at(past *frame.Past, book *scheme.Book) *Site {
	out := *s
	out.Frame, out.Book = past.Frame, book
	out.Bids = s.Bids.With(book)
	out.Due = func(in change.Reader, today civil.Date) ([]due.Item, error) { return s.DueBy(book, in, today) }
	out.past = &past.Said
	out.past.Rules = book.Hash()
	return &out
}

// pastWriter holds a page back until it is whole, to take out of it what could
// change something and to lead its links to the same instant.
type pastWriter struct {
	http.ResponseWriter
	asAt   string
	status int
	body   bytes.Buffer
}

func (p *pastWriter) WriteHeader(status int)      { p.status = status }
func (p *pastWriter) Write(b []byte) (int, error) { return p.body.Write(b) }

func (p *pastWriter) send() error {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	page := pastHTML(p.body.Bytes(), p.asAt)
	p.ResponseWriter.WriteHeader(p.status)
	_, err := p.ResponseWriter.Write(page)
	return err
}

// pastHTML takes the forms that post and the ways to them out of a page, and
// adds the instant to links and forms that lead to pages of the past.
func pastHTML(page []byte, asAt string) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	back, dropping := false, atom.Atom(0)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.Bytes()
		}
		raw := bytes.Clone(z.Raw())
		tok := z.Token()
		if dropping != 0 {
			if kind == html.EndTagToken && tok.DataAtom == dropping {
				dropping = 0
			}
			continue
		}
		switch {
		case kind == html.TextToken:
			back = strings.Contains(tok.Data, "nothing can be changed here") || back && strings.Contains(tok.Data, "Judged by the rule data")
		case kind != html.StartTagToken:
		case tok.DataAtom == atom.Form && strings.EqualFold(attr(tok, "method"), "post"):
			dropping = atom.Form
			continue
		case tok.DataAtom == atom.Form:
			if pastPage.MatchString(attr(tok, "action")) && !strings.Contains(attr(tok, "class"), "as-at") {
				raw = append(raw, `<input type="hidden" name="asAt" value="`+html.EscapeString(asAt)+`">`...)
			}
		case tok.DataAtom == atom.A && leadsToForm(attr(tok, "href")):
			dropping = atom.A
			continue
		case tok.DataAtom == atom.A && !back:
			if to, ok := pastHref(attr(tok, "href"), asAt); ok {
				for i := range tok.Attr {
					if tok.Attr[i].Key == "href" {
						tok.Attr[i].Val = to
					}
				}
				raw = []byte(tok.String())
			}
		}
		out.Write(raw)
	}
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// leadsToForm says whether a link only leads to where something is changed.
func leadsToForm(href string) bool {
	path, _, _ := strings.Cut(href, "?")
	return strings.HasSuffix(path, "/new") || strings.HasSuffix(path, "/edit") || path == "/start" || path == "#drop"
}

// pastHref gives a link to the same instant.
func pastHref(href, asAt string) (string, bool) {
	u, err := url.Parse(href)
	if err != nil || u.Host != "" || u.Scheme != "" || !pastPage.MatchString(u.Path) {
		return "", false
	}
	q := u.Query()
	q.Set(frame.AsAtParam, asAt)
	u.RawQuery = q.Encode()
	return u.String(), true
}
