package records

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// recordPage is the page of one record.
type recordPage struct {
	Shell    ui.Shell
	Head     ui.Head
	Above    templ.Component
	Sections []shownSection
	Missing  []ui.Link // fields that say nothing yet, each with where it is filled in
	Fill     string
	Below    templ.Component
	Panels   templ.Component
}

// shownSection is a heading with the fields below it.
type shownSection struct {
	Title string
	Lines []shownLine
}

type shownLine struct {
	Label string
	Name  string
	shown
	Edit string
}

// record is the page of one record.
func (p *Pages) record(pl *place, w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	out := recordPage{}
	var path, title string
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		rec, value, err := p.find(v, pl, r.PathValue("id"))
		if err != nil {
			return err
		}
		s := p.shownOf(r, pl, &rec, value)
		path = s.Href
		short, name := pl.called(s.Number, value)
		title = short
		out.Head = ui.Head{Crumbs: pl.crumbs(short), Title: name}
		if name == "" {
			out.Head.Title = short
		}
		out.Head.Facts = []ui.Fact{{Value: short}, {Value: "changed " + p.when(rec.UpdatedAt) + " by " + p.Name(ctx, rec.UpdatedBy)}}
		if pl.Actions != nil {
			if out.Head.Actions, err = pl.Actions(r, v, s); err != nil {
				return err
			}
		}
		if s.MayChange {
			primary := true
			for _, a := range out.Head.Actions {
				primary = primary && !a.Primary
			}
			out.Head.Actions = append(out.Head.Actions, ui.Action{Label: "Edit", Href: pl.base + "/" + s.Number + "/edit", Primary: primary})
		}
		if out.Sections, out.Missing, err = p.sections(r, v, pl, s); err != nil {
			return err
		}
		if len(out.Missing) > 0 {
			out.Fill = pl.base + "/" + s.Number + "/edit"
		}
		for _, part := range []struct {
			of   func(*http.Request, *change.View, *Shown) (templ.Component, error)
			into *templ.Component
		}{{pl.Above, &out.Above}, {pl.Below, &out.Below}} {
			if part.of == nil {
				continue
			}
			if *part.into, err = part.of(r, v, s); err != nil {
				return err
			}
		}
		out.Panels, err = p.panels(r, v, pl, s, pl.Without...)
		return err
	})
	if err != nil {
		return err
	}
	if out.Shell, err = p.shell(r, title, pl.Path, p.done(r, pl), path); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, recordPageOf(out))
}

// shownOf gives the record as hand-made parts of its page get it.
func (p *Pages) shownOf(r *http.Request, pl *place, rec *register.Record, value any) *Shown {
	number := pl.d.Number(rec.Num)
	return &Shown{Record: *rec, Number: number, Href: pl.page(number, value), Value: value, MayChange: p.may(r.Context(), pl, authz.Update)}
}

// sections are a record's fields under the place's headings. What says nothing is
// left out, and named in missing where who looks can say it.
func (p *Pages) sections(r *http.Request, v *change.View, pl *place, s *Shown) (out []shownSection, missing []ui.Link, err error) {
	fields, err := p.fieldsOf(v, pl)
	if err != nil {
		return nil, nil, err
	}
	n, err := p.namesOf(v, pl, fields, []any{s.Value})
	if err != nil {
		return nil, nil, err
	}
	role := v.Actor().Role
	titles, parts := pl.sectionsOf(fields)
	for i := range titles {
		sec := shownSection{Title: titles[i].Title}
		for j := range parts[i] {
			f := &parts[i][j]
			if !f.custom && pl.title != nil && f.Name == pl.title.Name {
				continue // it is the page's title
			}
			l := shownLine{Label: f.Label, Name: f.Name, shown: p.show(r.Context(), pl, n, f, s.Value)}
			may := s.MayChange && pl.entered(f, role)
			switch {
			case l.empty() && may && f.Type == register.File:
				missing = append(missing, ui.Link{Label: f.Label, Href: pl.base + "/" + s.Number + "/edit"})
			case l.empty() && may:
				missing = append(missing, ui.Link{Label: f.Label, Href: pl.fieldPage(s.Number, f.Name)})
			}
			if l.empty() {
				continue
			}
			if f.Type == register.File {
				l.Text, l.Href = "Download", pl.base+"/"+s.Number+"/files/"+f.Name
			} else if may {
				l.Edit = pl.fieldPage(s.Number, f.Name)
			}
			sec.Lines = append(sec.Lines, l)
		}
		if len(sec.Lines) > 0 {
			out = append(out, sec)
		}
	}
	return out, missing, nil
}

// fieldPage is where a field of a record's page becomes its input.
func (pl *place) fieldPage(number, name string) string {
	return pl.base + "/" + number + "/field/" + name + "?" + ofPage
}

// comma ends a word of a list that goes on.
func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}

// ofPage in a field's address says that its value stands on the record's page, not
// in a list's cell.
const ofPage = "page=1"

// Fields gives a record's fields under the place's headings, editable where they
// stand, for a hand-made page. It is called in the snapshot of the page.
func (p *Pages) Fields(r *http.Request, v *change.View, kind register.Kind, rec *register.Record, value any) (templ.Component, error) {
	pl, err := p.place(kind)
	if err != nil {
		return nil, err
	}
	s := p.shownOf(r, pl, rec, value)
	sections, missing, err := p.sections(r, v, pl, s)
	return sectionsOf(sections, missing, pl.base+"/"+s.Number+"/edit"), err
}

// Panels gives what stands at the end of every record's page: what it is linked
// with, what people say about it, and its latest changes. without are roles of
// links that the page draws itself. It is called in the snapshot of the page.
func (p *Pages) Panels(r *http.Request, v *change.View, kind register.Kind, rec *register.Record, value any, without ...string) (templ.Component, error) {
	pl, err := p.place(kind)
	if err != nil {
		return nil, err
	}
	return p.panels(r, v, pl, p.shownOf(r, pl, rec, value), without...)
}

func (p *Pages) panels(r *http.Request, v *change.View, pl *place, s *Shown, without ...string) (templ.Component, error) {
	var parts []templ.Component
	if k := p.atlas.kit; k != nil {
		links, err := k.LinksPanel(r, v, pl.Register, &s.Record, without...)
		if err != nil {
			return nil, err
		}
		said, err := k.CommentsPanel(r, v, pl.Register, &s.Record)
		if err != nil && errs.CodeOf(err) != errs.Forbidden {
			return nil, err
		}
		for _, part := range []templ.Component{links, said} {
			if part != nil {
				parts = append(parts, part)
			}
		}
	}
	past, err := p.history(r, v, pl, s)
	if err != nil {
		return nil, err
	}
	return panelsOf(append(parts, past)), nil
}

// latest is how many of a record's changes its page shows.
const latest = 6

// history is the latest changes of a record, each with what it changed.
func (p *Pages) history(r *http.Request, v *change.View, pl *place, s *Shown) (templ.Component, error) {
	recs, err := change.AnyHistory(v, pl.Register, s.ID)
	if err != nil {
		return nil, err
	}
	fields, err := p.fieldsOf(v, pl)
	if err != nil {
		return nil, err
	}
	h := historyPanel{Href: "/trail/" + string(pl.d.Kind) + "/" + s.ID}
	for i := range recs {
		if s.Version < recs[i].Version { // of a page of the past
			continue
		}
		if len(h.Entries) == latest {
			h.More = true
			break
		}
		e := historyEntry{When: civil.FromTime(time.UnixMicro(recs[i].UpdatedAt).In(p.Zone)).Short(), At: p.when(recs[i].UpdatedAt), Who: p.Name(r.Context(), recs[i].UpdatedBy)}
		if i+1 < len(recs) {
			before, err := pl.Register.Decode(recs[i+1].Body)
			if err != nil {
				return nil, err
			}
			after, err := pl.Register.Decode(recs[i].Body)
			if err != nil {
				return nil, err
			}
			n, err := p.namesOf(v, pl, fields, []any{before, after})
			if err != nil {
				return nil, err
			}
			e.Lines = p.differ(r, pl, n, fields, before, after)
		} else {
			e.First = true
		}
		h.Entries = append(h.Entries, e)
	}
	return historyPanelOf(h), nil
}

// inOneLine is how many changed fields are said in a sentence; more make a list.
const inOneLine = 3

type historyPanel struct {
	Entries []historyEntry
	Href    string
	More    bool
}

type historyEntry struct {
	When, At string // the day, and the minute
	Who      string
	First    bool
	Lines    []conflictLine
}

// downloadOf serves the file of a field.
func downloadOf(f *register.Field) handler {
	return func(p *Pages, pl *place, w http.ResponseWriter, r *http.Request) error {
		var hash, name string
		err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
			rec, value, err := p.find(v, pl, r.PathValue("id"))
			if err != nil {
				return err
			}
			hash, name = pl.Register.Text(value, f.Name), pl.d.Number(rec.Num)+" "+f.Label
			return nil
		})
		if err != nil {
			return err
		}
		if hash == "" || p.files == nil {
			return errs.New(errs.NotFound, "No file is kept here.")
		}
		file, size, err := p.files.Get(hash)
		if err != nil {
			return err
		}
		defer file.Close()
		return web.SendFile(w, r, name, size, file)
	}
}
