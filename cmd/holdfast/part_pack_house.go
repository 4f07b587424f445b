package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/isms/document"
	"holdfast/internal/isms/scope"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/pack"
)

// house gathers what the pack of a bid is made of, in one snapshot: what who reads
// may not see is not in it.
func (w *packWing) house(v *change.View, ref string, today civil.Date) (*pack.House, error) {
	a := v.Actor()
	row, err := w.Bid(v, ref)
	if err != nil {
		return nil, err
	}
	h := &pack.House{Today: today, Book: w.app.book, Bid: row}
	if h.Certs, err = change.Collect(v, w.app.certRegister, register.Query{}); err != nil {
		return nil, err
	}
	h.Verdict = bid.Judge(verdict.NewHolder(h.Book, today, bid.Held(h.Certs)), row.Number, &row.Value, today).Verdict
	if h.Facts, err = change.Collect(v, w.Facts, register.Query{}); err != nil {
		return nil, err
	}
	if h.Name, err = control.Names(v); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		area authz.Area
		read func(*change.View, *pack.House) error
	}{
		{w.app.entRegister.Declaration().Area, w.entity}, {authz.ISMS, w.scopeOf}, {authz.ISMS, w.soaOf}, {authz.ISMS, w.documentsOf}, {authz.Assure, w.evidenceOf},
	} {
		if a.May(authz.Read, part.area) {
			if err := part.read(v, h); err != nil {
				return nil, err
			}
		}
	}
	return h, nil
}

// entity finds the legal entity that bids.
func (w *packWing) entity(v *change.View, h *pack.House) error {
	rows, err := change.Collect(v, w.app.entRegister, register.Query{})
	for i := range rows {
		if slices.ContainsFunc(rows[i].Value.Names(), func(n string) bool { return party.Key(n) == party.Key(h.Bid.Value.Entity) }) {
			h.Entity = &rows[i]
			break
		}
	}
	return err
}

func (w *packWing) scopeOf(v *change.View, h *pack.House) error {
	row, found, err := w.scopes.LatestStatement(v)
	if err != nil || !found {
		return err
	}
	pending, err := w.scopes.Pending(v)
	st := &row.Value
	h.Scope = &pack.Issued{
		Source: pack.Source{Number: row.Number, Version: row.Version}, Version: strconv.Itoa(st.Version), On: st.IssuedOn, Hash: st.Hash,
		Body: scopeText(&st.Content), Changes: len(pending), Href: "/scope/statement",
	}
	return err
}

// scopeText is a scope statement in Markdown.
func scopeText(c *scope.Content) string {
	var b strings.Builder
	b.WriteString(c.Wording + "\n")
	part := func(title, text string) {
		if text = strings.TrimSpace(text); text != "" {
			b.WriteString("\n## " + title + "\n\n" + text + "\n")
		}
	}
	list := func(n int, text func(i int) string) string {
		var out strings.Builder
		for i := range n {
			out.WriteString("- " + text(i) + "\n")
		}
		return out.String()
	}
	part("What we do", c.Activities)
	part("Legal entities", list(len(c.Entities), func(i int) string { return c.Entities[i].Text() }))
	part("Sites", list(len(c.Sites), func(i int) string { return c.Sites[i].Text() }))
	part("Boundary", c.Boundary)
	part("Interfaces", c.Interfaces)
	part("Dependencies", c.Dependencies)
	part("Left out", list(len(c.Exclusions), func(i int) string { return c.Exclusions[i].Text() }))
	return b.String()
}

// soaOf reads the Statement of Applicability in force and counts what has changed.
func (w *packWing) soaOf(v *change.View, h *pack.House) error {
	row, _, err := w.soa.Latest(v)
	if err != nil || row == nil {
		return err
	}
	draft, err := w.soa.Draft(v, h.Today)
	if err != nil {
		return err
	}
	s := &row.Value
	out := &pack.Statement{
		Issued: pack.Issued{
			Source: pack.Source{Number: row.Number, Version: row.Version}, Version: strconv.FormatInt(s.Version, 10), On: s.Issued, Hash: s.SHA256,
			Changes: len(control.Diff(&s.Content, &draft)), Href: "/controls/versions/" + strconv.FormatInt(s.Version, 10),
		},
		Approver: s.ApproverName,
	}
	words := func(all []register.Option, value string) string {
		for _, o := range all {
			if o.Value == value {
				return o.Label
			}
		}
		return value
	}
	for i := range s.Content.Lines {
		l := &s.Content.Lines[i]
		x := pack.SoALine{Ref: l.Ref, Title: l.Title, Status: words(control.States(), l.Status), How: l.How, Owner: l.Owner}
		var why []string
		for _, reason := range l.Why {
			why = append(why, words(control.Reasons(), reason))
		}
		x.Why = strings.Join(why, ", ")
		switch l.Applies {
		case "yes":
			x.Applies, x.Reason = "Yes", l.ReasonFor
		case "no":
			x.Applies, x.Reason, x.Status = "No", l.ReasonAgainst, ""
		}
		out.Lines = append(out.Lines, x)
	}
	h.SoA = out
	return nil
}

// documentsOf reads what was approved: the policies for their list, and all of
// them to be chosen one by one.
func (w *packWing) documentsOf(v *change.View, h *pack.House) error {
	docs, versions := registerOf[document.Document](w.app, document.Kind), registerOf[document.Version](w.app, document.VersionKind)
	rows, err := change.Collect(v, docs, register.Query{})
	if err != nil {
		return err
	}
	for i := range rows {
		row, d := rows[i], &rows[i].Value
		if d.Version == "" || d.State == document.Withdrawn {
			continue
		}
		p := pack.Policy{Source: pack.Source{Number: row.Number, Version: row.Version}, Title: d.Title, Version: d.Version, Approved: d.Approved, ReviewDue: d.ReviewDue}
		if d.Type == "policy" {
			h.Policies = append(h.Policies, p)
		}
		h.Documents = append(h.Documents, pack.Text{Policy: p, Type: d.Type, Hash: d.Hash, Body: func() (string, error) {
			found, err := change.Collect(v, versions, register.Query{Filters: []register.Filter{register.Where("document", row.ID)}})
			for _, x := range found {
				if x.Value.Version == d.Version {
					return x.Value.Body, err
				}
			}
			return "", err
		}})
	}
	return nil
}

// evidenceOf reads the evidence that can be sent: files that nothing has taken the
// place of, and those that a pack has chosen before that.
func (w *packWing) evidenceOf(v *change.View, h *pack.House) error {
	items := registerOf[evidence.Evidence](w.app, evidence.Kind)
	rows, err := change.Collect(v, items, register.Query{})
	if err != nil {
		return err
	}
	packs, err := w.Of(v, h.Bid.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		chosen := slices.ContainsFunc(packs, func(p pack.Row) bool {
			return slices.ContainsFunc(p.Value.Choices, func(c pack.Choice) bool { return c.Item == pack.Evidence && c.Of == r.Number })
		})
		if chosen || r.Value.Type == evidence.File && r.Value.SupersededBy == "" {
			h.Evidence = append(h.Evidence, r)
		}
	}
	slices.SortStableFunc(h.Evidence, func(a, b evidence.Row) int { return cmp.Compare(a.Value.Title, b.Value.Title) })
	return nil
}
