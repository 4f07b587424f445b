package control

import (
	"fmt"
	"net/http"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/isms/control"
	"holdfast/internal/web/ui"
)

// signing is the two lines for signatures on paper.
type signing struct {
	Note               string // what is on the paper: "Draft after version 4. Not issued, not signed."
	Prepared, Approved string
	PreparedOn         string
	ApprovedOn         string
}

// banner says which version is issued and what has changed since, or that one
// waits for approval.
func (p *Pages) banner(r *http.Request, in *change.View, v *SheetView, sheet *control.Sheet) error {
	issued, waiting, err := p.Controls.Latest(in)
	if err != nil {
		return err
	}
	next := int64(1)
	var changed control.Differences
	if issued != nil {
		next = issued.Value.Version + 1
		now := p.Controls.State(sheet, func(id string) string { return p.Name(r.Context(), id) })
		changed = control.Diff(&issued.Value.Content, &now)
	}
	v.Sign = &signing{Note: "Draft. No version is issued yet."}
	switch {
	case waiting != nil:
		v.Banner = waits(waiting)
	case issued != nil:
		v.Banner = stands(&issued.Value, changed)
	default:
		v.Banner = &ui.Banner{Text: []ui.Run{{Text: "No version is issued yet.", Strong: true}, {Text: " Stage 1 of a certification begins with an issued Statement of Applicability."}}}
	}
	if issued != nil {
		v.Sign.Note = fmt.Sprintf("Draft after version %d. Not issued, not signed.", issued.Value.Version)
	}
	if waiting == nil && p.mayIssue(r) && (issued == nil || len(changed) > 0) {
		v.Actions = append(v.Actions, ui.Action{Label: fmt.Sprintf("Issue version %d", next), Href: "/controls/issue", Primary: true})
	}
	return nil
}

// stands is the banner of an issued version.
func stands(s *control.SoA, changed control.Differences) *ui.Banner {
	b := &ui.Banner{Text: []ui.Run{{Text: fmt.Sprintf("Version %d is the issued one", s.Version), Strong: true}}}
	say := func(words string) { b.Text = append(b.Text, ui.Run{Text: words}) }
	say(", " + signed(s) + " ")
	compare := fmt.Sprintf("/controls/compare?from=%d&to=draft", s.Version)
	if len(changed) == 0 {
		say("Nothing has changed since. ")
	} else {
		say("The draft has ")
		b.Text = append(b.Text, ui.Run{Text: ui.Count(len(changed), "change", "changes") + " since", Strong: true, Href: compare})
		say(": " + strings.Join(changed.Parts(), ", ") + ". ")
		b.Action = &ui.Action{Label: fmt.Sprintf("Compare %d with the draft", s.Version), Href: compare}
	}
	b.Text = append(b.Text, ui.Run{Text: "sha256 " + shortHash(s.SHA256), Mute: true})
	return b
}

// signed says who wrote and who approved a version.
func signed(s *control.SoA) string {
	if s.Approver == s.Author {
		return fmt.Sprintf("written and approved by %s on %s, who works alone.", s.AuthorName, s.Issued.Long())
	}
	return fmt.Sprintf("written by %s and approved by %s on %s.", s.AuthorName, s.ApproverName, s.Issued.Long())
}

func waits(row *control.SoARow) *ui.Banner {
	s := &row.Value
	return &ui.Banner{
		Text: []ui.Run{
			{Text: fmt.Sprintf("Version %d waits for approval", s.Version), Strong: true},
			{Text: fmt.Sprintf(", as %s wrote it down on %s. What is changed here now comes into the version after it.", s.AuthorName, s.Written.Long())},
		},
		Action: &ui.Action{Label: fmt.Sprintf("Read and approve %d", s.Version), Href: fmt.Sprintf("/controls/versions/%d", s.Version)},
	}
}

// shortHash shortens a hash as people compare it: its first and last figures.
func shortHash(h string) string {
	if len(h) < 12 {
		return h
	}
	return h[:4] + "…" + h[len(h)-4:]
}
