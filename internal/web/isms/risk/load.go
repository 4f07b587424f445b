package risks

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/risk"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// shown is a risk with everything that its page needs.
type shown struct {
	row      risk.Row
	linked   risk.Linked
	history  []risk.Row
	versions map[string]risk.MethodRow
	inForce  *risk.MethodRow
	judged   *risk.Method
	controls []other
	assets   []other
	evidence map[string][]evidence.Evidence // by control
	figures  []other
	panels   templ.Component
}

func (p *Pages) load(r *http.Request, number string) (*shown, error) {
	s := &shown{versions: map[string]risk.MethodRow{}, judged: &risk.Method{}}
	err := p.see(r, func(in *change.View) (err error) {
		if s.row, err = change.GetNumber(in, p.Service.Risks, number); err != nil {
			return err
		}
		if s.linked, err = p.Service.Linked(in, s.row.ID); err != nil {
			return err
		}
		if s.history, err = change.History(in, p.Service.Risks, s.row.ID); err != nil {
			return err
		}
		versions, err := p.Service.Versions(in)
		if err != nil {
			return err
		}
		for i := range versions {
			v := &versions[i]
			s.versions[v.ID] = *v
			if v.Value.State == risk.Approved {
				s.inForce = v
			}
			if v.ID == s.row.Value.Method {
				s.judged = &v.Value
			}
		}
		if s.controls, err = p.some(in, "control", s.linked.Controls); err != nil {
			return err
		}
		if s.assets, err = p.some(in, "asset", s.linked.Assets); err != nil {
			return err
		}
		if s.evidence, err = p.evidenceOf(in, s.linked.Controls); err != nil {
			return err
		}
		scenarios, err := change.List(in, p.Service.Scenarios, register.Query{Filters: []register.Filter{register.Where("risk", s.row.ID)}, NoTotal: true, AsAt: in.Actor().AsAt})
		for _, sc := range scenarios.Rows {
			s.figures = append(s.figures, other{Label: sc.Number, Title: sc.Value.Title, Href: scenarioPath + "/" + sc.Number})
		}
		if err != nil || p.past != nil || r.PathValue("action") != "" {
			return err
		}
		rec, err := change.AnyGet(in, p.Service.Risks, s.row.ID, 0)
		if err == nil {
			s.panels, err = p.records.Panels(r, in, risk.Kind, &rec, &s.row.Value, links.TreatedBy, links.Affects)
		}
		return err
	})
	return s, err
}

// some gives the records of a kind with these ids, by number.
func (p *Pages) some(in *change.View, kind register.Kind, ids []string) ([]other, error) {
	reg := p.Door.Book().Of(kind)
	if reg == nil {
		return nil, nil
	}
	var out []other
	for _, id := range ids {
		rec, err := change.AnyGet(in, reg, id, 0)
		if code := errs.CodeOf(err); code == errs.NotFound || code == errs.Forbidden {
			continue
		}
		if err != nil {
			return nil, err
		}
		value, err := reg.Decode(rec.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, otherOf(reg, &rec, value))
	}
	slices.SortFunc(out, func(a, b other) int { return cmp.Compare(a.Num, b.Num) })
	return out, nil
}

// evidenceOf gives the evidence of some controls, by the control's id.
func (p *Pages) evidenceOf(in *change.View, controls []string) (map[string][]evidence.Evidence, error) {
	reg := p.Door.Book().Of(evidence.Kind)
	out := map[string][]evidence.Evidence{}
	if reg == nil {
		return out, nil
	}
	for _, id := range controls {
		all, err := in.Links(id, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			if l.Role != links.Evidences || l.To != id || l.FromKind != evidence.Kind {
				continue
			}
			rec, err := change.AnyGet(in, reg, l.From, 0)
			if code := errs.CodeOf(err); code == errs.NotFound || code == errs.Forbidden {
				continue
			}
			if err != nil {
				return nil, err
			}
			value, err := reg.Decode(rec.Body)
			if err != nil {
				return nil, err
			}
			if e, ok := value.(*evidence.Evidence); ok {
				out[id] = append(out[id], *e)
			}
		}
	}
	return out, nil
}
