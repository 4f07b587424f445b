package main

import (
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/isms/scope"
	"holdfast/internal/links"
	"holdfast/internal/party"
	"holdfast/internal/register"
	scopeweb "holdfast/internal/web/isms/scope"

	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/site"
)

// scopePart is what the organisation knows about itself: clause 4 and its
// neighbours.
func scopePart() *part {
	regs := scope.NewRegisters()
	p := &part{registers: regs.All(), rules: scopeweb.Rules()}
	p.wire = func(h *app) {
		sv := scope.NewService(h.door, regs, h.entRegister, london)
		p.operations = scopeOperations(sv)
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			pages := &scopeweb.Pages{Frame: f, Service: sv, Entities: h.entRegister}
			return append(pages.Routes(), records.New(f, files, pages.Places()...).Routes()...)
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return tellScope(e, h, sv, story) }
	}
	p.due = regs.Due
	return p
}

// tellScope puts the company's scope in: what it knows of itself, three versions
// of the statement, and the draft of the fourth.
func tellScope(e *env, h *app, sv *scope.Service, story demo.Story) error {
	by := h.by(e, "for the demonstration")
	told := story.Scope()
	if _, err := sv.Enter(e.ctx, by, told.Items...); err != nil {
		return err
	}
	if err := joinScope(e, h, sv, told.Joined); err != nil {
		return err
	}
	var draft register.Row[scope.Draft]
	var written bool
	var entities []party.Row
	read := func() error {
		return h.door.See(e.ctx, by.Actor, func(v *change.View) (err error) {
			if draft, written, err = sv.DraftOf(v); err != nil {
				return err
			}
			entities, err = h.entities.All(v)
			return err
		})
	}
	if err := read(); err != nil || written {
		return err
	}
	for _, row := range entities {
		told.Draft.Entities = append(told.Draft.Entities, row.ID)
	}
	told.Pending.Entities = told.Draft.Entities
	draft, err := sv.SaveDraft(e.ctx, by, 0, told.Draft)
	if err != nil {
		return err
	}
	var content scope.Content
	if err := h.door.See(e.ctx, by.Actor, func(v *change.View) (err error) {
		content, err = sv.Compose(v, draft.Value)
		return err
	}); err != nil {
		return err
	}
	var issued []any
	for i := range told.Issued {
		st := &told.Issued[i]
		st.Content = content
		if st.Version < 3 { // before the second office, and the depot by name
			st.Content.Sites = withoutSite(content.Sites, "Mill Studio")
			st.Content.Exclusions = content.Exclusions[:1]
		}
		if st.Version < 2 {
			st.Content.Entities = content.Entities[:1]
		}
		st.Hash = st.Content.Hash()
		issued = append(issued, st)
	}
	if _, err := sv.Enter(e.ctx, by, issued...); err != nil {
		return err
	}
	_, err = sv.SaveDraft(e.ctx, by, draft.Version, told.Pending)
	return err
}

// joinScope links what parties need with the obligations that it rests on, by
// their names. Joined twice it changes nothing.
func joinScope(e *env, h *app, sv *scope.Service, joined map[string][]string) error {
	_, err := h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("interested-party.link", joined), func(tx *change.Tx) error {
		laws, err := change.Collect(tx, sv.Obligations, register.Query{})
		if err != nil {
			return err
		}
		parties, err := change.Collect(tx, sv.Parties, register.Query{})
		if err != nil {
			return err
		}
		for _, p := range parties {
			for _, l := range laws {
				if !slices.Contains(joined[p.Value.Name], l.Value.Title) {
					continue
				}
				if err := tx.Link(p.Ref, l.Ref, links.Related); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

func withoutSite(sites []scope.CoveredSite, name string) []scope.CoveredSite {
	out := []scope.CoveredSite{}
	for _, s := range sites {
		if s.Name != name {
			out = append(out, s)
		}
	}
	return out
}
