package main

import (
	"maps"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/isms/risk"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	riskpages "holdfast/internal/web/isms/risk"
	"holdfast/internal/web/site"
)

// riskPart is risks, the method by which they are judged, and scenarios in figures.
func riskPart() *part {
	parts := risk.Parts{Risks: risk.Register(), Methods: risk.Methods(), Scenarios: risk.Scenarios(), Zone: london}
	p := &part{registers: []register.Any{parts.Risks, parts.Methods, parts.Scenarios}}
	p.wire = func(h *app) {
		parts.Door, parts.Tasks = h.door, h.taskRegister
		s := risk.NewService(parts)
		r := riskWing{Service: s, book: h.door.Book()}
		p.rules = r.rules()
		p.operations = r.operations()
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			return riskpages.New(f, s, p.rules, files).Routes()
		}
		p.due = r.due
		p.count = func(v *change.View) (map[string]int, error) {
			page, err := change.List(v, parts.Risks, register.Query{Filters: []register.Filter{{Field: "state", Op: register.Not, Values: []string{risk.Closed}}}, Limit: 1})
			return map[string]int{"/risks": int(page.Total)}, err
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return r.tell(e, h, story) }
	}
	return p
}

// riskWing is what the part's ways in stand on.
type riskWing struct {
	*risk.Service
	book *register.Book
}

// rules: what named actions change, plain writes do not.
func (w *riskWing) rules() map[register.Kind]rest.Rule {
	const assess, treat, accept, review, end = "POST …/risks/{id}/assess", "POST …/risks/{id}/treat", "POST …/risks/{id}/accept", "POST …/risks/{id}/review", "POST …/risks/{id}/close"
	const approve = "POST …/risk-methods/{id}/approve"
	return map[register.Kind]rest.Rule{
		risk.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				row, err := w.Service.Create(tx, risk.New{Risk: *value.(*risk.Risk)})
				return row.ID, err
			},
			Ready: func(tx *change.Tx, old, value any) error {
				return w.Keep(tx, old.(*risk.Risk), value.(*risk.Risk))
			},
			Fixed: map[string]string{
				"likelihood": assess, "impact": assess, "score": assess, "afterLikelihood": assess, "afterImpact": assess, "afterScore": assess,
				"method": assess, "methodNo": assess, "assessedOn": assess, "assessedBy": assess, "assessedWhy": assess,
				"treatment": treat, "plan": treat, "target": treat, "state": "a named action such as " + treat,
				"acceptances": accept, "acceptedUntil": accept, "reviews": review, "nextReview": review, "closedOn": end, "closedWhy": end,
			},
			NoDelete: true,
		},
		risk.MethodKind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				m := value.(*risk.Method)
				if err := w.KeepMethod(tx, &risk.Method{State: risk.Draft}, m); err != nil {
					return "", err
				}
				row, err := change.Insert(tx, w.Methods, *m)
				return row.ID, err
			},
			Ready: func(tx *change.Tx, old, value any) error {
				return w.KeepMethod(tx, old.(*risk.Method), value.(*risk.Method))
			},
			Fixed: map[string]string{
				"state": approve, "number": approve, "approvedBy": approve, "approvedAt": approve, "hash": approve, "from": approve, "basis": approve, "decidedOn": approve,
			},
			NoDelete: true,
		},
	}
}

// due reads every risk with its links in two queries.
func (w *riskWing) due(in change.Reader, today civil.Date) ([]due.Item, error) {
	v := viewOf(in)
	if !v.Actor().May(authz.Read, authz.ISMS) {
		return nil, nil // what falls due of it is not theirs to know
	}
	all, err := w.All(v, w.linkedTo()...)
	if err != nil {
		return nil, err
	}
	return risk.Due(&all, today), nil
}

// linkedTo gives the registers that risks are linked to, as far as there are.
func (w *riskWing) linkedTo() []register.Any {
	var out []register.Any
	for _, kind := range []register.Kind{"control", "asset"} {
		if reg := w.book.Of(kind); reg != nil {
			out = append(out, reg)
		}
	}
	return out
}

// tell enters the method, the risks and the scenarios of the story, once.
func (w *riskWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Methods, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	owner := story.People[len(story.People)-1]
	boss := h.by(e, "")
	boss.Actor = change.Actor{Org: h.org.ID, Person: owner.Email, Name: owner.Name, Role: authz.Owner}
	versions, on := story.RiskMethods()
	var ids [2]string
	for i, m := range versions {
		if err := w.Do(e.ctx, h.by(e, "for the demonstration"), "risk-method.create", nil, func(tx *change.Tx) error {
			row, err := change.Insert(tx, w.Methods, m)
			ids[i] = row.ID
			return err
		}); err != nil {
			return err
		}
		if err := w.Do(e.ctx, boss, "risk-method.approve", nil, func(tx *change.Tx) error {
			return w.ApproveMethod(tx, ids[i], risk.Approval{Basis: "the management review", On: on[i]})
		}); err != nil {
			return err
		}
		if err := w.tellRisks(e, h, story, i == 0); err != nil {
			return err
		}
	}
	return w.tellAccepted(e, h, story)
}

// tellRisks enters the risks under the first version of the method, and what the
// second round made of them under the second.
func (w *riskWing) tellRisks(e *env, h *app, story demo.Story, first bool) error {
	return w.Do(e.ctx, h.by(e, "for the demonstration"), "risk.create", nil, func(tx *change.Tx) error {
		find := finder(tx, w.book)
		numbers := map[int64]string{}
		for i, r := range story.Risks() {
			number := w.Risks.Declaration().Number(int64(i + 1))
			if first {
				n := risk.New{Risk: r.Risk, Judged: r.Earlier}
				var err error
				if n.Controls, err = find("control", "ref", r.Controls); err != nil {
					return err
				}
				if n.Assets, err = find("asset", "name", r.Assets); err != nil {
					return err
				}
				if _, err := w.Create(tx, n); err != nil {
					return err
				}
				continue
			}
			if err := w.Assess(tx, number, r.Judged); err != nil {
				return err
			}
			if err := w.Treat(tx, number, r.Treat); err != nil {
				return err
			}
			for _, a := range r.Actions {
				if _, err := w.AddAction(tx, number, task.Task{Title: a.Title, Owner: a.Owner, Due: story.Today.AddDays(a.Days)}); err != nil {
					return err
				}
			}
			if !r.Treat.Target.IsZero() && r.Treat.Target < story.Today {
				if err := w.Complete(tx, number); err != nil {
					return err
				}
			}
			row, err := change.GetNumber(tx, w.Risks, number)
			if err != nil {
				return err
			}
			numbers[int64(i+1)] = row.ID
		}
		if first {
			return nil
		}
		for _, sc := range story.LossScenarios() {
			sc.Scenario.Risk = numbers[sc.Risk]
			if _, err := change.Insert(tx, w.Scenarios, sc.Scenario); err != nil {
				return err
			}
		}
		return nil
	})
}

// tellAccepted has each owner accept theirs, in a change of their own.
func (w *riskWing) tellAccepted(e *env, h *app, story demo.Story) error {
	var members []change.Member
	if err := h.door.See(e.ctx, h.actor, func(v *change.View) (err error) {
		members, err = v.Members()
		return err
	}); err != nil {
		return err
	}
	mine := map[string][]int{}
	all := story.Risks()
	for i, r := range all {
		if r.Accepted > 0 {
			mine[r.Risk.Owner] = append(mine[r.Risk.Owner], i)
		}
	}
	for _, person := range slices.Sorted(maps.Keys(mine)) {
		at := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == person })
		by := h.by(e, "")
		by.Actor = change.Actor{Org: h.org.ID, Person: person, Name: members[at].Name, Role: authz.Role(members[at].Role)}
		if !by.Actor.May(authz.Act, authz.ISMS) {
			continue // their role accepts nothing
		}
		if err := w.Do(e.ctx, by, "risk.accept", nil, func(tx *change.Tx) error {
			for _, i := range mine[person] {
				a := risk.Accepting{Until: story.Today.AddDays(all[i].Accepted), Reason: all[i].Why}
				if err := w.Accept(tx, w.Risks.Declaration().Number(int64(i+1)), a); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// finder gives a search of records by what a field says; what is not there is left
// out.
func finder(in change.Reader, book *register.Book) func(kind register.Kind, field string, values []string) ([]register.Ref, error) {
	known := map[register.Kind]map[string]register.Ref{}
	return func(kind register.Kind, field string, values []string) ([]register.Ref, error) {
		reg := book.Of(kind)
		if reg == nil {
			return nil, nil
		}
		if known[kind] == nil {
			known[kind] = map[string]register.Ref{}
			found, err := change.AnyList(in, reg, register.Query{Limit: register.MaxLimit, NoTotal: true})
			if err != nil {
				return nil, err
			}
			for i := range found.Records {
				value, err := reg.Decode(found.Records[i].Body)
				if err != nil {
					return nil, err
				}
				known[kind][reg.Text(value, field)] = register.Ref{Kind: kind, ID: found.Records[i].ID}
			}
		}
		var out []register.Ref
		for _, v := range values {
			if ref, ok := known[kind][v]; ok {
				out = append(out, ref)
			}
		}
		return out, nil
	}
}
