package control

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// ProposalView is the page on which the next version is written down.
type ProposalView struct {
	Shell    ui.Shell
	Head     ui.Head
	Changes  []ui.Row
	Since    string
	Findings int
	Grave    int
	Note     string
	Err      string
	May      bool
}

func (p *Pages) proposal(w http.ResponseWriter, r *http.Request) error {
	return p.showProposal(w, r, http.StatusOK, "")
}

func (p *Pages) showProposal(w http.ResponseWriter, r *http.Request, status int, fault string) error {
	if !p.mayIssue(r) {
		return errs.New(errs.Forbidden, "Only who may act in the management system writes a version down.")
	}
	v := ProposalView{Err: fault, Note: r.PostForm.Get("note")}
	next := int64(1)
	err := p.see(r, func(in *change.View) error {
		f, err := p.Controls.Facts(in, p.Today())
		if err != nil {
			return err
		}
		grave := map[string]bool{}
		for _, rule := range control.Rules() {
			grave[rule.ID] = rule.Grave
		}
		for _, x := range control.Check(f) {
			if x.Rule == control.RuleNotIssued || x.Rule == control.RuleIssuedOlder {
				continue
			}
			v.Findings++
			if grave[x.Rule] {
				v.Grave++
			}
		}
		v.May = len(f.Controls) > 0
		if f.Issued > 0 {
			next = f.Issued + 1
			v.Since, v.Changes = f.Changed.Words()+fmt.Sprintf(" since version %d", f.Issued), changes(f.Changed)
			v.May = len(f.Changed) > 0
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := fmt.Sprintf("Issue version %d", next)
	sh, err := p.Shell(r.Context(), title, "/controls/issue", "")
	if err != nil {
		return err
	}
	sh.Problem, v.Shell = fault != "", sh
	v.Head = ui.Head{Crumbs: crumbs(), Title: title, Lede: "It is written down as the controls stand now. Somebody else then approves it, and from then on nothing of it changes."}
	return web.Render(w, r, status, ProposalPage(v))
}

func (p *Pages) propose(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	n := int64(0)
	err := p.do(r, "soa.propose", "", func(tx *change.Tx) error {
		row, err := p.Controls.Propose(tx, r.PostForm.Get("note"))
		n = row.Value.Version
		return err
	})
	if words, ok := refused(err); ok {
		return p.showProposal(w, r, http.StatusUnprocessableEntity, words)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, versionPath(n), "proposed")
}

// CompareView sets two versions, or one and the draft, side by side.
type CompareView struct {
	Shell    ui.Shell
	Head     ui.Head
	From, To []ui.Choice
	Changes  []ui.Row
}

// side is one side of a comparison: a version, or the draft.
type side struct {
	name    string
	content control.Statement
}

func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	var v CompareView
	var d control.Differences
	var from, to side
	err := p.see(r, func(in *change.View) error {
		rows, err := p.Controls.All(in)
		if err != nil {
			return err
		}
		pick := func(name, otherwise string) (side, []ui.Choice, error) {
			if name == "" {
				name = otherwise
			}
			var out side
			var choices []ui.Choice
			for i := range rows {
				s := &rows[i].Value
				n := strconv.FormatInt(s.Version, 10)
				if n == name {
					out = side{"version " + n, s.Content}
				}
				choices = append(choices, ui.Choice{Value: n, Label: "Version " + n, On: n == name})
			}
			choices = append(choices, ui.Choice{Value: "draft", Label: "The draft", On: name == "draft"})
			if name == "draft" {
				draft, err := p.Controls.Draft(in, p.Today())
				return side{"the draft", draft}, choices, err
			}
			if out.name == "" {
				return out, nil, errs.New(errs.NotFound, "There is no version %s to compare.", strings.TrimSpace(name))
			}
			return out, choices, nil
		}
		first := "draft"
		for i := range rows {
			if rows[i].Value.State == control.Issued {
				first = strconv.FormatInt(rows[i].Value.Version, 10)
				break
			}
		}
		if from, v.From, err = pick(q.Get("from"), first); err != nil {
			return err
		}
		if to, v.To, err = pick(q.Get("to"), "draft"); err != nil {
			return err
		}
		d = control.Diff(&from.content, &to.content)
		return nil
	})
	if err != nil {
		return err
	}
	title := "Compare " + from.name + " with " + to.name
	sh, err := p.shell(r, title, "/controls/compare")
	if err != nil {
		return err
	}
	v.Shell, v.Changes = sh, changes(d)
	v.Head = ui.Head{Crumbs: crumbs(ui.Link{Label: "Versions", Href: "/controls/versions"}), Title: title, Lede: d.Words() + "."}
	return web.Render(w, r, http.StatusOK, ComparePage(v))
}
