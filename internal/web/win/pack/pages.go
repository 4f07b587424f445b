// Package pack has the pages of evidence packs: what goes with a bid and how ready
// it is, the undertaking, what was sent to whom, and the dated facts that packs
// show.
package pack

import (
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/site"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/pack"
)

// Pages are the handlers; cmd fills them.
type Pages struct {
	*frame.Frame
	Service *pack.Service
	Certs   *register.Register[certificate.Certificate]
	Book    *scheme.Book
	// House gathers what the pack of a bid is made of, as who reads may see it.
	House func(v *change.View, bid string, today civil.Date) (*pack.House, error)
	// Build puts a pack together and gives it as it was recorded.
	Build func(r *http.Request, by change.By, pack string) (pack.Row, error)
	// Key gives the public key that packs of an organisation are signed with.
	Key   func(org string) (string, error)
	files site.Files
}

// Routes gives the pages.
func (p *Pages) Routes(f *frame.Frame, files site.Files) []web.Route {
	p.files = files
	get := func(path string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: "/bids/{id}/pack" + path, Page: "pack", Handler: h}
	}
	post := func(path string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: "/bids/{id}/pack" + path, Page: "pack", Handler: h}
	}
	out := []web.Route{
		get("", p.show), post("", only(authz.Update, p.choose)), get("/file", p.download), post("/build", only(authz.Act, p.build)), post("/next", only(authz.Create, p.next)),
		get("/items/{key}", only(authz.Update, p.itemForm)), post("/items/{key}", only(authz.Update, p.setItem)),
		get("/send", only(authz.Act, p.sendForm)), post("/send", only(authz.Act, p.send)),
		get("/undertaking", p.undertaking), post("/undertaking", only(authz.Update, p.write)), post("/undertaking/approve", only(authz.Act, p.approve)),
	}
	return append(out, records.New(f, files, p.places()...).Routes()...)
}

var done = map[string]string{
	"chosen":   "What goes into the pack is chosen.",
	"set":      "It is recorded.",
	"built":    "The pack is built: look through it, then send it.",
	"sent":     "It is recorded as sent, and stays as it is.",
	"next":     "The next pack begins with what was chosen for the last.",
	"written":  "The undertaking is kept. Somebody approves it before it goes into the pack.",
	"approved": "The undertaking is approved as it stands.",
}

func path(bid string) string { return "/bids/" + bid + "/pack" }

// loaded is a bid's pack as a page shows it.
type loaded struct {
	house *pack.House
	rows  []pack.Row
	row   *pack.Row // the pack that is worked on; nil before the first
	lines []pack.Line
}

// load reads it in one snapshot.
func (p *Pages) load(r *http.Request) (*loaded, error) {
	out := &loaded{}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		number := r.PathValue("id")
		if p.Service.Bids.Declaration().ParseNumber(number) <= 0 {
			return errs.New(errs.NotFound, "There is no such bid.")
		}
		if out.house, err = p.House(v, number, p.Today()); err != nil {
			return err
		}
		out.rows, err = p.Service.Of(v, out.house.Bid.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.row = pack.Current(out.rows)
	value := &pack.Pack{}
	if out.row != nil {
		value = &out.row.Value
	}
	out.lines = out.house.Lines(value)
	return out, nil
}

func (l *loaded) value() *pack.Pack {
	if l.row == nil {
		return &pack.Pack{}
	}
	return &l.row.Value
}

// only lets nobody on whose role may not do a thing to packs: they learn no more
// than that.
func only(verb authz.Verb, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a := frame.Actor(r.Context())
		if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: authz.Win, What: "evidence packs"}); err != nil {
			return err
		}
		return h(w, r)
	}
}

func may(a change.Actor, verb authz.Verb) bool { return a.May(verb, authz.Win) && a.AsAt == 0 }

// do runs one change on the pack of a bid that is in preparation, which it begins
// where there is none.
func (p *Pages) do(r *http.Request, action string, body any, reason string, fn func(tx *change.Tx, ref string, h *pack.House) error) error {
	by := p.By(r.Context(), reason)
	_, err := p.Door.Do(r.Context(), by.Request(action, body), func(tx *change.Tx) error {
		h, err := p.House(&tx.View, r.PathValue("id"), p.Today())
		if err != nil {
			return err
		}
		rows, err := p.Service.Of(tx, h.Bid.ID)
		if err != nil {
			return err
		}
		row := pack.Current(rows)
		if row == nil {
			first, err := p.Service.Begin(tx, h.Bid.ID)
			if err != nil {
				return err
			}
			row = &first
		}
		return fn(tx, row.ID, h)
	})
	return err
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	keys := append([]string(nil), r.PostForm["items"]...)
	for _, number := range strings.FieldsFunc(strings.ToUpper(r.PostFormValue("also")), func(c rune) bool { return strings.ContainsRune(",; \r\n\t", c) }) {
		kind := pack.Evidence
		if strings.HasPrefix(number, "DOC-") {
			kind = pack.Document
		}
		keys = append(keys, kind+":"+number)
	}
	err := p.do(r, "pack.update", keys, "", func(tx *change.Tx, ref string, h *pack.House) error {
		_, err := p.Service.Choose(tx, ref, 0, keys, h)
		return err
	})
	if faults, ok := frame.Faults(err); ok {
		return p.page(w, r, http.StatusUnprocessableEntity, faults["items"], r.PostFormValue("also"))
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(r.PathValue("id")), "chosen")
}

func (p *Pages) build(w http.ResponseWriter, r *http.Request) error {
	l, err := p.load(r)
	if err != nil {
		return err
	}
	if l.row == nil {
		return errs.New(errs.Conflict, "Choose first what goes into the pack.")
	}
	if _, err := p.Build(r, p.By(r.Context(), ""), l.row.ID); err != nil {
		return err
	}
	return frame.Back(w, path(l.house.Bid.Number), "built")
}

func (p *Pages) next(w http.ResponseWriter, r *http.Request) error {
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), "").Request("pack.create", r.PathValue("id")), func(tx *change.Tx) error {
		_, err := p.Service.Begin(tx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return frame.Back(w, path(r.PathValue("id")), "next")
}

// download gives the zip that was built last, to be saved.
func (p *Pages) download(w http.ResponseWriter, r *http.Request) error {
	l, err := p.load(r)
	if err != nil {
		return err
	}
	v := l.value()
	if v.File == "" {
		return errs.New(errs.NotFound, "The pack has not been built yet.")
	}
	file, size, err := p.files.Get(v.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return web.SendFile(w, r, v.FileName, size, file)
}

// head is the first part of a page below a bid's pack.
func head(b string, title, lede string) ui.Head {
	return ui.Head{Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: b, Href: "/bids/" + b}, {Label: "Pack", Href: path(b)}}, Title: title, Lede: lede}
}
