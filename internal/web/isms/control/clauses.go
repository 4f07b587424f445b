package control

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// ClausesView lists the clauses.
type ClausesView struct {
	Shell ui.Shell
	Head  ui.Head
	Empty *ui.Empty
	Start bool
	Table *ui.Table
}

func (p *Pages) clauses(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.shell(r, "Clauses 4 to 10", "/clauses")
	if err != nil {
		return err
	}
	v := ClausesView{Shell: sh, Head: ui.Head{Crumbs: crumbs(), Title: "Clauses 4 to 10"}}
	err = p.see(r, func(in *change.View) error {
		rows, err := p.Controls.ClauseSheet(in, p.Today())
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			v.Head.Lede = "The clauses come with the controls of Annex A."
			v.Empty = &ui.Empty{Title: "No clauses yet", Text: "What a management system has to do, clause by clause, with how each is met here."}
			v.Start = p.may(r)
			return nil
		}
		met := 0
		t := &ui.Table{Caption: "Clauses by heading", Dense: true, Columns: []ui.Column{{Label: "Clause", Wide: true}, {Label: "State"}, {Label: "Owner", HideSm: true}, {Label: "Evidence"}, {Label: "Documents", HideMd: true}}}
		heading := ""
		for i := range rows {
			c := &rows[i].Value
			if c.State == control.Met {
				met++
			}
			if c.Heading != heading {
				heading = c.Heading
				t.Rows = append(t.Rows, ui.Row{Group: heading})
			}
			var docs []string
			for _, d := range rows[i].Documents {
				docs = append(docs, d.Number)
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
				{Text: c.Ref + " " + c.Title, Href: clausePath(c.Ref)},
				{Text: label(control.ClauseStates(), c.State), Status: statusMark(c.State)},
				{Text: p.ownerName(r, c.Owner), Mute: c.Owner == ""},
				{Body: ui.Fresh(rows[i].Fresh.Level(), rows[i].Fresh.Label())},
				{Text: strings.Join(docs, " "), Mute: true},
			}})
		}
		v.Table = t
		v.Head.Lede = fmt.Sprintf("%d of %s %s met.", met, ui.Count(len(rows), "clause", "clauses"), areIs(met))
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, ClausesPage(v))
}

func clausePath(ref string) string { return "/clauses/" + url.PathEscape(ref) }

// ClauseView is the page of one clause.
type ClauseView struct {
	Shell     ui.Shell
	Head      ui.Head
	May       bool
	Ref       string
	Version   int64
	Facts     []ui.KV
	How       string
	Form      []ui.Field
	Err       string
	Evidence  *ui.Table
	Documents *ui.Table
	Guide     *guide
	Panels    templ.Component
}

func (p *Pages) clause(w http.ResponseWriter, r *http.Request) error {
	return p.showClause(w, r, http.StatusOK, "")
}

func (p *Pages) showClause(w http.ResponseWriter, r *http.Request, status int, fault string) error {
	v := ClauseView{May: p.may(r), Err: fault}
	err := p.see(r, func(in *change.View) error {
		found, err := p.Controls.FindClause(in, r.PathValue("clause"))
		if err != nil {
			return err
		}
		rows, err := p.Controls.ClauseSheet(in, p.Today())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(s control.ClauseSheetRow) bool { return s.ID == found.ID })
		if i < 0 {
			return nil
		}
		return p.fillClause(r, in, &v, &rows[i])
	})
	if err != nil {
		return err
	}
	sh, err := p.shell(r, v.Head.Title, clausePath(v.Ref))
	if err != nil {
		return err
	}
	sh.Problem, v.Shell = fault != "", sh
	return web.Render(w, r, status, ClausePage(v))
}

func (p *Pages) fillClause(r *http.Request, in *change.View, v *ClauseView, s *control.ClauseSheetRow) error {
	c := &s.Value
	v.Ref, v.Version, v.How = c.Ref, s.Version, c.How
	v.Head = ui.Head{Crumbs: []ui.Link{{Label: "ISMS"}, {Label: "Clauses", Href: "/clauses"}, {Label: c.Heading}}, Title: c.Ref + " " + c.Title, Lede: clauseLede(s)}
	v.Facts = facts("State", label(control.ClauseStates(), c.State), "Owner", p.ownerName(r, c.Owner), "Met by", c.Target.Long(), "Review by", c.Review.Long())
	v.Form = []ui.Field{
		{ID: "how", Label: "How it is met here", Kind: "textarea", Rows: 4, Value: c.How, Optional: true},
		{ID: "state", Label: "State", Kind: "select", Choices: frame.Choices(control.ClauseStates(), c.State)},
		{ID: "owner", Label: "Owner", Kind: "select", Choices: p.people(r, c.Owner)},
		{ID: "target", Label: "Met by", Kind: "date", Value: c.Target.String(), Optional: true},
		{ID: "review", Label: "Review by", Kind: "date", Value: c.Review.String(), Optional: true},
	}
	shown := ItemView{}
	err := p.related(r, in, &shown, &control.SheetRow{Documents: s.Documents, Evidence: s.Evidence})
	if err != nil {
		return err
	}
	v.Evidence, v.Documents = shown.Evidence, shown.Documents
	if v.Guide, err = p.guideOf(in, c.Catalogue, c.Ref); err != nil {
		return err
	}
	v.Panels, err = p.panels(r, in, control.ClauseKind, s.ID)
	return err
}

func clauseLede(s *control.ClauseSheetRow) string {
	out := map[string]string{control.Met: "It is met. ", control.Partly: "It is partly met. ", control.Planned: "It is planned. "}[s.Value.State]
	out = cmp.Or(out, "Nobody has begun with it. ")
	switch s.Fresh {
	case evidence.Missing:
		return out + "No evidence shows it."
	case evidence.Stale:
		return out + "Its latest evidence, of " + s.Latest.Long() + ", is stale."
	}
	return out + "Its latest evidence is of " + s.Latest.Long() + "."
}

func (p *Pages) setClause(w http.ResponseWriter, r *http.Request) error {
	version, err := posted(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("clause")
	err = p.do(r, "clause.update", "", func(tx *change.Tx) error {
		row, err := p.Controls.FindClause(tx, ref)
		if err != nil {
			return err
		}
		c := row.Value
		c.How, c.State, c.Owner = strings.TrimSpace(r.PostForm.Get("how")), r.PostForm.Get("state"), r.PostForm.Get("owner")
		if err := cmp.Or(p.day(r, "target", &c.Target), p.day(r, "review", &c.Review)); err != nil {
			return err
		}
		_, err = p.Controls.PutClause(tx, row, version, c)
		return err
	})
	if words, ok := refused(err); ok {
		return p.showClause(w, r, http.StatusUnprocessableEntity, words)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, clausePath(ref), "saved")
}
