package control

import (
	"fmt"
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

// print shows the draft as it would be issued, laid out for paper.
func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	v := PrintView{}
	err := p.see(r, func(in *change.View) error {
		sheet, err := p.Controls.Sheet(in, p.Today())
		if err != nil {
			return err
		}
		issued, _, err := p.Controls.Latest(in)
		if err != nil {
			return err
		}
		s := p.Controls.State(sheet, func(id string) string { return p.Name(r.Context(), id) })
		v.Groups = lineGroups(&s)
		v.Head = ui.Head{Crumbs: crumbs(), Title: "Statement of Applicability", Lede: lede(sheet.Counts(), sheet.Lacking())}
		v.Sign = signing{Note: "Draft. Not issued, not signed."}
		if issued != nil {
			v.Sign.Note = fmt.Sprintf("Draft after version %d. Not issued, not signed.", issued.Value.Version)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Shell, err = p.shell(r, "Statement of Applicability", "/controls/print")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, PrintPage(v))
}

// PrintView is the draft for paper.
type PrintView struct {
	Shell  ui.Shell
	Head   ui.Head
	Groups []lineGroup
	Sign   signing
}
