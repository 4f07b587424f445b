package records

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Files keeps files by the SHA-256 of their content.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	Get(hash string) (io.ReadSeekCloser, int64, error)
}

// Pages makes the pages of some registers.
type Pages struct {
	*frame.Frame
	files Files
	atlas *atlas
	own   []*place

	// asAt is the instant asked for as the address has it, and past what the shell
	// says of it; both empty now.
	asAt string
	past *ui.Past
}

// atlas knows where the pages of every register are, whichever Pages makes them.
type atlas struct {
	places map[register.Kind]*place
	kit    *Kit
}

func atlasOf(f *frame.Frame) *atlas {
	return f.Hold("records", func() any { return &atlas{places: map[register.Kind]*place{}} }).(*atlas)
}

// New makes the pages of the places. Pages of one frame know each other, so that
// a record of one register leads to those of another.
func New(f *frame.Frame, files Files, places ...Place) *Pages {
	p := &Pages{Frame: f, files: files, atlas: atlasOf(f)}
	for i := range places {
		pl := newPlace(&places[i])
		p.own = append(p.own, pl)
		p.atlas.places[pl.d.Kind] = pl
	}
	return p
}

// PageOf gives what says where a record's page is, empty when it has none; value
// points to the register's struct, and is nil where only the number is known.
func PageOf(f *frame.Frame) func(ref register.Ref, value any) string {
	a := atlasOf(f)
	return func(ref register.Ref, value any) string {
		if pl := a.places[ref.Kind]; pl != nil {
			return pl.page(ref.Number, value)
		}
		return ""
	}
}

// ListOf gives what says where a register's list is and what it is called.
func ListOf(f *frame.Frame) func(register.Kind) (path, title string) {
	a := atlasOf(f)
	return func(kind register.Kind) (string, string) {
		if pl := a.places[kind]; pl != nil {
			return pl.Path, pl.Title
		}
		return "", ""
	}
}

// place is a Place with what follows from it.
type place struct {
	Place
	d     *register.Declaration
	base  string // of all addresses but those of the list and the record: "/records/asset"
	title *register.Field
	three map[string]bool // yes or no, or not said
	files []*register.Field
}

func newPlace(p *Place) *place {
	pl := &place{Place: *p, d: p.Register.Declaration(), three: map[string]bool{}}
	pl.base = "/records/" + string(pl.d.Kind)
	blank := p.Register.New()
	for i := range pl.d.Fields {
		f := &pl.d.Fields[i]
		switch {
		case f.Computed:
		case f.Type == register.File:
			pl.files = append(pl.files, f)
		case f.Type == register.YesNo && f.Default == "" && p.Register.Get(blank, f.Name) == nil:
			pl.three[f.Name] = true
		}
		if f.Type == register.Text && f.Name != p.Key && (pl.title == nil || f.Search && !pl.title.Search) {
			pl.title = f
		}
	}
	return pl
}

// page gives the address of a record's page.
func (pl *place) page(number string, value any) string {
	if pl.Key != "" && value != nil {
		if key := pl.Register.Text(value, pl.Key); key != "" {
			return pl.Path + "/" + url.PathEscape(key)
		}
	}
	return pl.Path + "/" + number
}

// called gives what people call a record: its key or number, and its title.
func (pl *place) called(number string, value any) (short, title string) {
	short = number
	if pl.Key != "" {
		if key := pl.Register.Text(value, pl.Key); key != "" {
			short = key
		}
	}
	if pl.title != nil {
		title = pl.Register.Text(value, pl.title.Name)
	}
	return short, title
}

// Routes gives every page and action of the places.
func (p *Pages) Routes() []web.Route {
	var out []web.Route
	for _, pl := range p.own {
		out = append(out, p.routes(pl)...)
	}
	return out
}

// handler is a page of one register.
type handler func(p *Pages, pl *place, w http.ResponseWriter, r *http.Request) error

func (p *Pages) routes(pl *place) []web.Route {
	kind := string(pl.d.Kind)
	var out []web.Route
	add := func(method, pattern, page string, h handler, body int64) {
		serve := func(w http.ResponseWriter, r *http.Request) error { return h(p, pl, w, r) }
		if method == http.MethodGet {
			serve = func(w http.ResponseWriter, r *http.Request) error { return p.then(pl, h, w, r) }
		}
		out = append(out, web.Route{Method: method, Pattern: pattern, Page: kind + "-" + page, Handler: serve, MaxBody: body})
	}
	get := func(pattern, page string, h handler) { add(http.MethodGet, pattern, page, h, 0) }
	if !pl.NoList {
		get(pl.Path, "list", (*Pages).list)
	}
	if !pl.NoRecord {
		get(pl.Path+"/{id}", "record", (*Pages).record)
	}
	get(pl.base+"/export.csv", "csv", (*Pages).export)
	for _, f := range pl.files {
		get(pl.base+"/{id}/files/"+f.Name, "file-"+f.Name, downloadOf(f))
	}
	out = append(out, p.viewRoutes(pl)...)
	if pl.Rule.ReadOnly {
		return out
	}
	body := int64(0)
	if len(pl.files) > 0 {
		body = maxUpload
	}
	get(pl.base+"/new", "new", (*Pages).newForm)
	add(http.MethodPost, pl.base+"/new", "add", (*Pages).add, body)
	get(pl.base+"/{id}/edit", "edit", (*Pages).editForm)
	add(http.MethodPost, pl.base+"/{id}/edit", "change", (*Pages).change, body)
	get(pl.base+"/{id}/field/{field}", "field", (*Pages).fieldForm)
	add(http.MethodPost, pl.base+"/{id}/field/{field}", "field-change", (*Pages).changeField, 0)
	if !pl.Rule.NoDelete {
		get(pl.base+"/{id}/delete", "delete", (*Pages).confirmDelete)
		add(http.MethodPost, pl.base+"/{id}/delete", "delete-do", (*Pages).remove, 0)
	}
	return out
}

// then shows a page as the record stood, when the address asks for it.
func (p *Pages) then(pl *place, h handler, w http.ResponseWriter, r *http.Request) error {
	past, err := p.Past(r)
	if err != nil {
		return err
	}
	if past == nil {
		return h(p, pl, w, r)
	}
	out := *p
	out.Frame, out.asAt, out.past = past.Frame, past.Text, &past.Said
	return h(&out, pl, w, past.Asks)
}

// to gives an address that shows the same instant as this page.
func (p *Pages) to(href string) string {
	if p.asAt == "" || href == "" {
		return href
	}
	sep := "?"
	if strings.Contains(href, "?") {
		sep = "&"
	}
	return href + sep + frame.AsAtParam + "=" + url.QueryEscape(p.asAt)
}

// shell is the frame's, with what a page says of the record as it stood. past is
// the page's address, where it can be shown so.
func (p *Pages) shell(r *http.Request, title, rail, done, past string) (ui.Shell, error) {
	sh, err := p.Shell(r.Context(), title, rail, done)
	if p.past != nil {
		was := *p.past
		was.Back = past
		sh.Past = &was
	}
	sh.PastPath = past
	return sh, err
}

// may says whether who looks may do something to the records of a register now.
func (p *Pages) may(ctx context.Context, pl *place, verb authz.Verb) bool {
	a := frame.Actor(ctx)
	if verb != authz.Read && (pl.Rule.ReadOnly || p.asAt != "") {
		return false
	}
	return a.May(verb, pl.d.Area)
}

// find gives the record that an address names: by its number, its key or its id.
func (p *Pages) find(in change.Reader, pl *place, ref string) (register.Record, any, error) {
	if pl.Key != "" && pl.d.ParseNumber(ref) == 0 {
		found, err := change.AnyList(in, pl.Register, register.Query{Filters: []register.Filter{register.Where(pl.Key, ref)}, Limit: 1, NoTotal: true})
		if err != nil {
			return register.Record{}, nil, err
		}
		if len(found.Records) > 0 {
			value, err := pl.Register.Decode(found.Records[0].Body)
			return found.Records[0], value, err
		}
	}
	rec, err := change.AnyGet(in, pl.Register, ref, 0)
	if err != nil {
		return rec, nil, err
	}
	value, err := pl.Register.Decode(rec.Body)
	return rec, value, err
}

// place gives the place of a register; a register without pages is an error of
// the source.
func (p *Pages) place(kind register.Kind) (*place, error) {
	if pl := p.atlas.places[kind]; pl != nil {
		return pl, nil
	}
	return nil, errs.New(errs.Internal, "The register %q has no pages.", kind)
}
