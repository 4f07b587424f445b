package control

import (
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/isms/control"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

// CheckView is what an auditor would find.
type CheckView struct {
	Shell ui.Shell
	Head  ui.Head
	Rules []ruleView
	Met   []control.Rule
}

// ruleView is a rule with what it finds.
type ruleView struct {
	control.Rule
	Table ui.Table
	N     int
}

func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.shell(r, "What an auditor would find", "/controls/check")
	if err != nil {
		return err
	}
	v := CheckView{Shell: sh, Head: ui.Head{Crumbs: crumbs(), Title: "What an auditor would find"}}
	var found []control.Finding
	none := false
	if err := p.see(r, func(in *change.View) error {
		f, err := p.Controls.Facts(in, p.Today())
		found, none = control.Check(f), len(f.Controls) == 0
		return err
	}); err != nil {
		return err
	}
	grave := 0
	for _, rule := range control.Rules() {
		x := ruleView{Rule: rule, Table: ui.Table{Caption: rule.Title, Columns: []ui.Column{{Label: "About"}, {Label: "What is amiss", Wide: true}, {Label: "What puts it right", Wide: true}}}}
		for _, f := range found {
			if f.Rule != rule.ID {
				continue
			}
			about := f.About
			if f.Title != "" {
				about += " " + f.Title
			}
			x.Table.Rows = append(x.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: about, Href: f.Href}, {Text: f.Says}, {Text: f.Fix}}})
		}
		x.N = len(x.Table.Rows)
		if x.N == 0 {
			v.Met = append(v.Met, rule)
			continue
		}
		if rule.Grave {
			grave += x.N
		}
		v.Rules = append(v.Rules, x)
	}
	switch {
	case none:
		v.Head.Lede = "There are no controls to check yet."
		v.Met = nil
	case len(found) == 0:
		v.Head.Lede = "Nothing. Every rule below is met today."
	default:
		v.Head.Lede = ui.Count(len(found), "thing", "things") + " today. "
		if grave > 0 {
			v.Head.Lede += ui.Count(grave, "is likely to be a nonconformity; the rest are questions.", "are likely to be nonconformities; the rest are questions.")
		} else {
			v.Head.Lede += "None is likely to be a nonconformity: an auditor would ask about them."
		}
	}
	return web.Render(w, r, http.StatusOK, CheckPage(v))
}
