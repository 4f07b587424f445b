package main

import (
	"net/http"
	"path/filepath"

	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	packpages "holdfast/internal/web/win/pack"
	"holdfast/internal/win/pack"
)

// packPart is the evidence packs of bids, and the dated facts that they show.
func packPart() *part {
	packs, facts := pack.Register(), pack.Facts()
	p := &part{registers: []register.Any{packs, facts}}
	p.wire = func(h *app) {
		w := &packWing{
			Service: pack.NewService(pack.Parts{Door: h.door, Packs: packs, Facts: facts, Bids: h.bidRegister, Zone: london}), app: h,
		}
		w.soa, w.scopes = w.statements(), w.scopeStatements()
		p.rules = map[register.Kind]rest.Rule{pack.Kind: {ReadOnly: true}}
		p.operations = w.operations()
		p.pages = func(e *env, f *frame.Frame, files site.Files) []web.Route {
			return w.newPages(e, f).Routes(f, files)
		}
		p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
			rows, err := change.Collect(in, facts, register.Query{})
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil // what falls due of it is not theirs to know
			}
			return pack.Due(rows, today), err
		}
		p.count = func(v *change.View) (map[string]int, error) {
			if !v.Actor().May(authz.Read, authz.Win) {
				return nil, nil
			}
			page, err := change.List(v, packs, register.Query{Limit: 1})
			return map[string]int{pack.Path: int(page.Total)}, err
		}
		p.tell = w.tell
	}
	return p
}

// packWing is what the part's ways in stand on.
type packWing struct {
	*pack.Service
	app    *app
	soa    *control.Service
	scopes *scope.Service
}

// statements reads the Statement of Applicability and what has changed since.
func (w *packWing) statements() *control.Service {
	h := w.app
	return control.NewService(control.Parts{
		Door: h.door, Book: framework.Default(), Zone: london, Controls: registerOf[control.Control](h, control.Kind), Clauses: registerOf[control.Clause](h, control.ClauseKind),
		Versions: registerOf[control.SoA](h, control.SoAKind), Owns: registerOf[control.Own](h, control.OwnKind),
		Risks: h.door.Book().Of("risk"), Documents: h.door.Book().Of("document"), Assets: h.door.Book().Of("asset"),
	})
}

// scopeStatements reads the scope statement and what its draft would change.
func (w *packWing) scopeStatements() *scope.Service {
	h := w.app
	return scope.NewService(h.door, scope.Registers{
		Sites: registerOf[scope.Site](h, scope.SiteKind), Drafts: registerOf[scope.Draft](h, scope.DraftKind), Statements: registerOf[scope.Statement](h, scope.StatementKind),
	}, h.entRegister, london)
}

// files is the store of files.
func (w *packWing) files() (*blob.Folder, error) {
	return blob.Open(filepath.Join(w.app.dir, filesFolder))
}

func (w *packWing) newPages(e *env, f *frame.Frame) *packpages.Pages {
	return &packpages.Pages{
		Frame: f, Service: w.Service, Certs: w.app.certRegister, Book: w.app.book, House: w.house,
		Build: func(r *http.Request, by change.By, ref string) (pack.Row, error) {
			return w.build(r.Context(), by, ref, e.today())
		},
		Key: func(org string) (string, error) {
			keys, err := w.app.keys.Public("holdfast/trail/" + org)
			if err != nil || len(keys) == 0 {
				return "", err
			}
			return keys[0], nil
		},
	}
}
