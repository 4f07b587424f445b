package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
)

// generated are the generated pages of one register, as the table of routes has
// them; a page that the wing draws itself is empty.
type generated struct {
	reg                           register.Any
	list, record, add, edit, file string
}

// generatedPages gives those of every register that has any, with the number of
// a record.
func generatedPages(m *house8417, h *app) []generated {
	var out []generated
	for _, reg := range h.door.Book().All() {
		g, kind := generated{reg: reg}, string(reg.Declaration().Kind)
		for _, r := range m.routes {
			switch r.Page {
			case kind + "-list":
				g.list = r.Pattern
			case kind + "-record":
				g.record = strings.TrimSuffix(r.Pattern, "{id}")
			}
			switch r.Pattern { // a wing has forms of its own by like names
			case "/records/" + kind + "/new":
				g.add = r.Pattern
			case "/records/" + kind + "/{id}/edit":
				g.edit = r.Pattern
			case "/records/" + kind + "/export.csv":
				g.file = r.Pattern
			}
		}
		if g.file != "" {
			out = append(out, g)
		}
	}
	return out
}

// TestEveryRegisterHasItsPages goes through the declarations: each list, record,
// form and export answers soundly, and a record of another organisation is like
// one that there never was.
func TestEveryRegisterHasItsPages(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	m, h := demoHouseOf(t, e)
	elsewhere := id.New()
	foreign := change.SystemActor(elsewhere, "start")
	if _, err := h.door.Do(t.Context(), change.Request{Actor: foreign, Action: "settings.create", Now: january}, func(tx *change.Tx) error {
		_, err := tx.Found("Elsewhere Ltd", change.Member{Person: "olga", Name: "Olga Other", Email: "olga@example.org"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	owner := change.Actor{Org: elsewhere, Person: "olga", Name: "Olga Other", Role: authz.Owner}
	all := generatedPages(m, h)
	if len(all) < 5 {
		t.Fatalf("only %d registers have generated pages", len(all))
	}
	for _, g := range all {
		d := g.reg.Declaration()
		ok := func(path string) {
			if path == "" {
				return
			}
			w := m.ask(http.MethodGet, path, "", nil)
			if w.Code != http.StatusOK && w.Code != http.StatusForbidden { // a scope of the role
				t.Errorf("%s: %d", path, w.Code)
			}
			soundPage(t, path, w)
		}
		ok(g.list)
		ok(g.file)
		ok(g.add)
		var rec register.Record
		if err := h.door.See(t.Context(), h.actor, func(v *change.View) error {
			found, err := change.AnyList(v, g.reg, register.Query{Limit: 1})
			if err == nil && len(found.Records) > 0 {
				rec = found.Records[0]
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if rec.ID == "" {
			continue
		}
		number := d.Number(rec.Num)
		if g.edit != "" {
			ok(strings.Replace(g.edit, "{id}", number, 1))
		}
		if g.record == "" {
			continue
		}
		ok(g.record + number)
		value, err := g.reg.Decode(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		var theirs register.Record
		if _, err := h.door.Do(t.Context(), change.Request{Actor: owner, Action: string(d.Kind) + ".create", Now: january}, func(tx *change.Tx) (err error) {
			theirs, err = change.AnyInsert(tx, g.reg, value)
			return err
		}); err != nil {
			t.Errorf("%s in another organisation: %v", d.Kind, err)
			continue
		}
		never := m.ask(http.MethodGet, g.record+id.New(), "", nil)
		got := m.ask(http.MethodGet, g.record+theirs.ID, "", nil)
		if got.Code != http.StatusNotFound || never.Code != http.StatusNotFound || message(t, got.Body.String()) != message(t, never.Body.String()) {
			t.Errorf("%s: another organisation's answers %d %q, an unknown one %d %q", d.Kind, got.Code, message(t, got.Body.String()), never.Code, message(t, never.Body.String()))
		}
		if w := m.ask(http.MethodGet, g.record+d.Number(999_999), "", nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: a number that was never given answers %d", d.Kind, w.Code)
		}
	}
	m.quiet(t)
}

// TestGeneratedPagesShowTextAsText puts markup into every text of a record of
// every register and looks for it on its pages.
func TestGeneratedPagesShowTextAsText(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	m, h := demoHouseOf(t, e)
	const hostile = `zq"'><img src=x onerror=alert(1)><script>alert(2)</script>`
	for _, g := range generatedPages(m, h) {
		d := g.reg.Declaration()
		put := 0
		var number string
		_, err := h.door.Do(t.Context(), change.Request{Actor: ownerOf(h), Action: string(d.Kind) + ".update", Now: january}, func(tx *change.Tx) error {
			found, err := change.AnyList(tx, g.reg, register.Query{Limit: 1})
			if err != nil || len(found.Records) == 0 {
				return err
			}
			rec := found.Records[0]
			number = d.Number(rec.Num)
			value, err := g.reg.Decode(rec.Body)
			if err != nil {
				return err
			}
			old, err := g.reg.Decode(rec.Body)
			if err != nil {
				return err
			}
			for i := range d.Fields {
				f := &d.Fields[i]
				if f.Computed || f.Type != register.Text && f.Type != register.LongText && f.Type != register.Tags {
					continue
				}
				was := g.reg.Text(value, f.Name)
				if g.reg.Set(value, f.Name, hostile) == nil && len(g.reg.Check(old, value)) == 0 {
					put++
				} else if err := g.reg.Set(value, f.Name, was); err != nil {
					return err
				}
			}
			_, err = change.AnyPut(tx, g.reg, rec.ID, rec.Version, value)
			return err
		})
		if g.edit == "" && errs.CodeOf(err) == errs.Invalid {
			continue // what nobody types, such as an issued version, stays as it is
		}
		if err != nil {
			t.Errorf("%s: %v", d.Kind, err)
			continue
		}
		if number == "" || put == 0 {
			continue
		}
		for _, path := range []string{g.list, g.record, g.edit} {
			switch {
			case path == "":
				continue
			case path == g.record:
				path += number
			default:
				path = strings.Replace(path, "{id}", number, 1)
			}
			w := m.ask(http.MethodGet, path, "", nil)
			body := w.Body.String()
			if w.Code != http.StatusOK && w.Code != http.StatusForbidden {
				t.Errorf("%s: %d", path, w.Code)
			}
			if strings.Contains(body, "<img src=x") || strings.Contains(body, "<script>alert") {
				t.Errorf("%s has markup that somebody typed", path)
			}
			soundPage(t, path, w)
		}
	}
	m.quiet(t)
}

// ownerOf is the demonstration's organisation's owner, who may change whatever
// fields there are.
func ownerOf(h *app) change.Actor {
	a := h.actor
	a.Role = authz.Owner
	return a
}
