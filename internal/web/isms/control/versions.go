package control

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// VersionsView lists the versions.
type VersionsView struct {
	Shell   ui.Shell
	Head    ui.Head
	Table   *ui.Table
	Compare []ui.Choice
}

func (p *Pages) versions(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.shell(r, "Versions of the Statement of Applicability", "/controls/versions")
	if err != nil {
		return err
	}
	v := VersionsView{Shell: sh, Head: ui.Head{Crumbs: crumbs(), Title: "Versions of the Statement of Applicability"}}
	var rows []control.SoARow
	if err := p.see(r, func(in *change.View) (err error) { rows, err = p.Controls.All(in); return err }); err != nil {
		return err
	}
	issued := 0
	t := &ui.Table{Caption: "Versions", Columns: []ui.Column{{Label: "Version"}, {Label: "What changed", Wide: true}, {Label: "Written by", HideSm: true}, {Label: "Approved by"}, {Label: "Issued", Num: true}, {Label: "Apply", Num: true, HideMd: true}, {Label: "Implemented", Num: true, HideMd: true}, {Label: "SHA-256", HideMd: true}}}
	for i := range rows {
		s := &rows[i].Value
		n := s.Content.Count()
		cells := []ui.Cell{
			{Text: fmt.Sprintf("Version %d", s.Version), Href: versionPath(s.Version)},
			{Text: s.Note},
			{Text: s.AuthorName},
			{Text: s.ApproverName, Mute: s.ApproverName == ""},
			{Text: s.Issued.Short(), NoWrap: true},
			{Text: ui.Number(n.Applies())},
			{Text: ui.Number(n.Implemented)},
			{Text: shortHash(s.SHA256), Mute: true, NoWrap: true},
		}
		if s.State == control.Proposed {
			cells[3].Text, cells[3].Mute = "waits for approval", true
		} else {
			issued++
			v.Compare = append(v.Compare, ui.Choice{Value: fmt.Sprint(s.Version), Label: fmt.Sprintf("Version %d", s.Version)})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	v.Table = t
	switch {
	case issued == 0:
		v.Head.Lede = "No version is issued yet."
	default:
		for i := range rows {
			if s := &rows[i].Value; s.State == control.Issued {
				v.Head.Lede = fmt.Sprintf("Version %d is the issued one, %s", s.Version, signed(s))
				break
			}
		}
	}
	return web.Render(w, r, http.StatusOK, VersionsPage(v))
}

func versionPath(n int64) string { return fmt.Sprintf("/controls/versions/%d", n) }

// VersionView is one version as it was written down.
type VersionView struct {
	Shell     ui.Shell
	Head      ui.Head
	Broken    bool // its content has not the hash under which it was issued
	Facts     []ui.KV
	Signature string
	Changes   []ui.Row
	Since     string // "12 changes since version 3: …"
	Groups    []lineGroup
	Sign      signing
	// Approve is the form of who may approve; Alone asks for the reason why nobody
	// else does.
	Approve  bool
	Alone    bool
	Withdraw bool
	Why      string // why this person may not
	Err      string
	Reason   string
	N        int64
}

// lineGroup is the lines of a theme.
type lineGroup struct {
	Name  string
	Lines []control.Line
}

func (p *Pages) version(w http.ResponseWriter, r *http.Request) error {
	return p.showVersion(w, r, http.StatusOK, "")
}

func number(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || n < 1 {
		return 0, errs.New(errs.NotFound, "There is no such version.")
	}
	return n, nil
}

func (p *Pages) showVersion(w http.ResponseWriter, r *http.Request, status int, fault string) error {
	n, err := number(r)
	if err != nil {
		return err
	}
	v := VersionView{N: n, Err: fault, Reason: r.PostForm.Get("reason")}
	err = p.see(r, func(in *change.View) error {
		row, err := p.Controls.Version(in, n)
		if err != nil {
			return err
		}
		return p.fillVersion(r, in, &v, &row)
	})
	if err != nil {
		return err
	}
	sh, err := p.shell(r, v.Head.Title, versionPath(n))
	if err != nil {
		return err
	}
	sh.Problem, v.Shell = fault != "", sh
	return web.Render(w, r, status, VersionPage(v))
}

func (p *Pages) fillVersion(r *http.Request, in *change.View, v *VersionView, row *control.SoARow) error {
	s := &row.Value
	counts := s.Content.Count()
	v.Broken = !s.Intact()
	v.Head = ui.Head{
		Crumbs: crumbs(ui.Link{Label: "Versions", Href: "/controls/versions"}), Title: fmt.Sprintf("Statement of Applicability, version %d", s.Version),
		Lede: fmt.Sprintf("%d of %d controls apply; %d %s implemented. ", counts.Applies(), counts.All, counts.Implemented, areIs(counts.Implemented)),
	}
	if s.State == control.Issued {
		v.Head.Lede += "Written by " + strings.TrimPrefix(signed(s), "written by ")
		v.Head.Actions = []ui.Action{{Label: "Compare with the draft", Href: fmt.Sprintf("/controls/compare?from=%d&to=draft", s.Version)}}
	} else {
		v.Head.Lede += fmt.Sprintf("Written by %s on %s; it waits for approval.", s.AuthorName, s.Written.Long())
	}
	v.Facts = facts("What changed", s.Note, "SHA-256 of the content", s.SHA256, "Catalogue", strings.Join(s.Content.Catalogues, ", "), "Framework data", s.Content.Data, "Approved alone because", s.Alone)
	v.Signature = s.Signature
	v.Sign = signing{Note: fmt.Sprintf("Version %d", s.Version), Prepared: s.AuthorName, PreparedOn: s.Written.Long(), Approved: s.ApproverName, ApprovedOn: s.Issued.Long()}
	if s.State == control.Issued {
		v.Sign.Note += ", issued. SHA-256 " + s.SHA256
	} else {
		v.Sign.Note += ". Not issued, not signed."
	}
	v.Groups = lineGroups(&s.Content)
	if s.Version > 1 {
		before, err := p.Controls.Version(in, s.Version-1)
		if err != nil {
			return err
		}
		d := control.Diff(&before.Value.Content, &s.Content)
		v.Since = d.Words() + fmt.Sprintf(" since version %d", s.Version-1)
		v.Changes = changes(d)
	}
	if s.State != control.Proposed || !p.mayIssue(r) {
		return nil
	}
	a := frame.Actor(r.Context())
	v.Withdraw = true
	rel := authz.Relations{authz.Author: {s.Author}}
	alone, err := in.Alone("soa.issue", rel, p.Now())
	v.Alone = alone && a.Person == s.Author
	v.Approve = a.Person != s.Author || v.Alone
	if !v.Approve {
		v.Why = "You wrote it, so somebody else approves it."
	}
	return err
}

func lineGroups(s *control.Statement) []lineGroup {
	var out []lineGroup
	for _, l := range s.Lines {
		name := themeNames[l.Theme]
		if name == "" {
			name = strings.TrimSpace(l.Catalogue + " " + l.Theme)
		}
		if name == "" {
			name = "Our own"
		}
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, lineGroup{Name: name})
		}
		g := &out[len(out)-1]
		g.Lines = append(g.Lines, l)
	}
	return out
}

// changes makes the rows of a comparison.
func changes(d control.Differences) []ui.Row {
	rows := make([]ui.Row, len(d))
	for i, x := range d {
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: x.Ref + " " + x.Title, Href: refPath(x.Ref)}, {Text: x.Label, NoWrap: true}, {Body: fromTo(x.From, x.To)}}}
	}
	return rows
}

func changesTable(caption string, rows []ui.Row) ui.Table {
	return ui.Table{Caption: caption, Columns: []ui.Column{{Label: "Control", Wide: true}, {Label: "Field"}, {Label: "From and to", Wide: true}}, Rows: rows}
}

func (p *Pages) approve(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	err = p.do(r, "soa.issue", reason, func(tx *change.Tx) error {
		_, err := p.Controls.Issue(tx, n, control.Approval{Reason: reason})
		return err
	})
	if words, ok := refused(err); ok {
		return p.showVersion(w, r, http.StatusUnprocessableEntity, words)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, versionPath(n), "issued")
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	n, err := number(r)
	if err != nil {
		return err
	}
	if err := p.do(r, "soa.withdraw", "", func(tx *change.Tx) error { return p.Controls.Withdraw(tx, n) }); err != nil {
		return err
	}
	return frame.Back(w, "/controls", "withdrawn")
}
