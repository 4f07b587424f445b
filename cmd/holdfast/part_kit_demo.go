package main

import (
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/demo"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// tellRemarks puts in what the company said about its records, once.
func (h *app) tellRemarks(e *env, comments *comment.Service) error {
	var members []change.Member
	var todo []demo.Remark
	err := h.door.See(e.ctx, h.actor, func(v *change.View) (err error) {
		if members, err = v.Members(); err != nil {
			return err
		}
		said := map[string]bool{}
		for _, r := range demo.Remarks() {
			reg := h.door.Book().Of(register.Kind(r.Kind))
			if reg == nil {
				continue
			}
			rec, err := change.AnyGet(v, reg, r.Number, 0)
			if errs.CodeOf(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			rows, err := comments.Of(v, reg, rec.ID)
			if err != nil {
				return err
			}
			if len(rows) == 0 || said[r.Number] {
				said[r.Number] = true
				todo = append(todo, r)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range todo {
		i := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == r.By })
		if i < 0 {
			continue
		}
		by := h.by(e, "")
		by.Actor = change.Actor{Org: h.org.ID, Person: r.By, Name: members[i].Name, Role: authz.Role(members[i].Role)}
		if _, err := comments.Add(e.ctx, by, register.Kind(r.Kind), r.Number, r.Text); err != nil {
			return err
		}
	}
	return nil
}
