package control

import (
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Audit gathers the facts of an organisation and checks them.
func (s *Service) Audit(v *change.View, today civil.Date) ([]Finding, error) {
	f, err := s.Facts(v, today)
	if err != nil {
		return nil, err
	}
	return Check(f), nil
}

// Facts gathers what the check looks at. What the actor may not read is not
// there: the check says nothing of it.
func (s *Service) Facts(v *change.View, today civil.Date) (Facts, error) {
	f := Facts{Today: today}
	sheet, err := s.Sheet(v, today)
	if err != nil {
		return f, err
	}
	approved, err := s.approved(v)
	if err != nil {
		return f, err
	}
	treats := map[string]int{}
	for i := range sheet.Rows {
		r := &sheet.Rows[i]
		fact := Fact{Control: r.Value, Fresh: r.Fresh, Latest: r.Latest}
		for _, x := range r.Risks {
			fact.Risks = append(fact.Risks, x.Number)
			treats[x.ID]++
		}
		for _, d := range r.Documents {
			fact.Documents = append(fact.Documents, DocumentFact{Number: d.Number, Approved: approved[d.ID]})
		}
		f.Controls = append(f.Controls, fact)
	}
	if f.Risks, err = s.risks(v, treats); err != nil {
		return f, err
	}
	if f.Suppliers, err = s.suppliers(v); err != nil {
		return f, err
	}
	issued, _, err := s.Latest(v)
	if err != nil || issued == nil {
		return f, err
	}
	names, err := Names(v)
	now := s.State(sheet, names)
	f.Issued, f.IssuedOn, f.Changed = issued.Value.Version, issued.Value.Issued, Diff(&issued.Value.Content, &now)
	return f, err
}

// each reads every record of another noun's register; none when it is not there
// or not to be read.
func (s *Service) each(v *change.View, reg register.Any, fn func(rec *register.Record, value any)) error {
	if reg == nil {
		return nil
	}
	for q := (register.Query{Limit: register.MaxLimit, NoTotal: true}); ; {
		found, err := change.AnyList(v, reg, q)
		if errs.CodeOf(err) == errs.Forbidden {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range found.Records {
			value, err := reg.Decode(found.Records[i].Body)
			if err != nil {
				return err
			}
			fn(&found.Records[i], value)
		}
		if found.Next == "" {
			return nil
		}
		q.After = found.Next
	}
}

// text gives a field of another noun's record in its typed form, empty when the
// register has no such field.
func text(reg register.Any, value any, field string) string {
	if reg.Declaration().Field(field) == nil {
		return ""
	}
	return reg.Text(value, field)
}

// approved tells the documents that are approved, by id.
func (s *Service) approved(v *change.View) (map[string]bool, error) {
	out := map[string]bool{}
	reg := s.parts.Documents
	err := s.each(v, reg, func(rec *register.Record, value any) {
		out[rec.ID] = slices.Contains([]string{"approved", "effective", "in-force"}, text(reg, value, "state"))
	})
	return out, err
}

// risks gives the open risks that are to be modified.
func (s *Service) risks(v *change.View, treats map[string]int) ([]RiskFact, error) {
	var out []RiskFact
	reg := s.parts.Risks
	err := s.each(v, reg, func(rec *register.Record, value any) {
		if text(reg, value, "treatment") == "modify" && text(reg, value, "state") != "closed" {
			out = append(out, RiskFact{Number: reg.Declaration().Number(rec.Num), Title: text(reg, value, "title"), Controls: treats[rec.ID]})
		}
	})
	return out, err
}

// suppliers gives what says that the organisation depends on suppliers: what
// Parts.Suppliers knows, and assets that are services or name a supplier.
func (s *Service) suppliers(v *change.View) ([]string, error) {
	var out []string
	reg := s.parts.Assets
	err := s.each(v, reg, func(rec *register.Record, value any) {
		if text(reg, value, "type") == "service" || strings.TrimSpace(text(reg, value, "supplier")) != "" {
			out = append(out, reg.Declaration().Number(rec.Num))
		}
	})
	if err != nil || s.parts.Suppliers == nil {
		return out, err
	}
	more, err := s.parts.Suppliers(v)
	return append(out, more...), err
}

// MayChange says whether who looks may change controls now.
func MayChange(v *change.View) bool {
	a := v.Actor()
	return a.May(authz.Update, authz.ISMS)
}
