package bulk

import (
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// look goes through the records of an order; write makes the changes as it goes,
// so that each is judged by what those before it have left.
func (s *Service) look(v *change.View, tx *change.Tx, o *Order, write bool) (*work, error) {
	w, err := s.begin(v, tx, o.Of)
	if err != nil {
		return nil, err
	}
	if err := w.set(o.Set); err != nil {
		return nil, err
	}
	all, err := choose(v, w.reg, o)
	if err != nil {
		return nil, err
	}
	for i := range all {
		c := &all[i]
		if c.absent {
			w.out.add(Line{Ref: register.Ref{Kind: o.Of, Number: c.pick.Record}, Outcome: Conflict, Reason: "It is there no more."})
			continue
		}
		l := w.line(&c.rec)
		if c.pick.Version != 0 && c.pick.Version != c.rec.Version || o.Shown != 0 && c.rec.UpdatedAt > o.Shown {
			l.Outcome, l.Reason = Conflict, "Somebody changed it after it was shown to you."
		}
		if err := w.judge(&l, &c.rec, func() (any, error) { return w.put(c.rec.Body) }); err != nil {
			return nil, err
		}
		if write {
			if err := w.write(&l); err != nil {
				return nil, err
			}
		}
		w.out.add(l)
	}
	w.out.seal(w.kept())
	return w, nil
}

// line begins the line of a record.
func (w *work) line(rec *register.Record) Line {
	return Line{
		Ref: register.Ref{Kind: w.decl.Kind, ID: rec.ID, Number: w.decl.Number(rec.Num)}, Version: rec.Version, num: rec.Num,
		Outcome: Changes,
	}
}

// put gives what a body says with the fields set.
func (w *work) put(body []byte) (any, error) {
	value, err := w.reg.Decode(body)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "A stored record cannot be read.")
	}
	for _, f := range w.fields {
		if f.own {
			custom.Set(value, f.name, f.value)
		} else if err := w.reg.Set(value, f.name, f.value); err != nil {
			return value, err
		}
	}
	return value, nil
}

// judge has the new value of a record made, and says what becomes of it. A line
// that is in conflict already still shows its values.
func (w *work) judge(l *Line, rec *register.Record, next func() (any, error)) error {
	var err error
	if l.Old, err = w.reg.Decode(rec.Body); err != nil {
		return err
	}
	refuse := func(err error) error {
		switch errs.CodeOf(err) {
		case errs.Invalid, errs.Forbidden, errs.Conflict, errs.NotFound:
			if l.Outcome == Changes {
				l.Outcome, l.Reason = Refused, why(err)
			}
			return nil
		}
		return err
	}
	var fault error
	if l.New, fault = next(); l.New == nil {
		return fault
	}
	if fault == nil {
		fault = w.custom.Ready(l.Old, l.New)
	}
	l.Values = w.values(l.Old, l.New)
	switch {
	case fault != nil:
		return refuse(fault)
	case len(l.Values) == 0:
		if l.Outcome == Changes {
			l.Outcome = Same
		}
		return nil
	case l.Outcome != Changes:
		return nil
	}
	if w.rule.Ready != nil {
		if err := w.rule.Ready(w.tx, l.Old, l.New); err != nil {
			return refuse(err)
		}
	}
	if faults := w.reg.Check(l.Old, l.New); len(faults) > 0 {
		return refuse(errs.InvalidFields(faults...))
	}
	for _, f := range w.reg.Changed(l.Old, l.New) {
		if !mayOnly(f, w.view.Actor().Role) {
			return refuse(errs.New(errs.Forbidden, "Your role (%s) may not change %q.", w.view.Actor().Role, f.Label))
		}
	}
	return nil
}

// values gives the fields that are set and differ.
func (w *work) values(old, value any) []Value {
	var out []Value
	for _, f := range w.fields {
		was, now := w.text(old, f), w.text(value, f)
		if was != now {
			out = append(out, Value{Field: f.name, Label: f.label, Was: was, Now: now})
		}
	}
	return out
}

// text gives a field's value as typed.
func (w *work) text(value any, f field) string {
	if f.own {
		return custom.Of(value)[strings.TrimPrefix(f.name, custom.Prefix)]
	}
	return w.reg.Text(value, f.name)
}

// write stores the new value of a line that changes.
func (w *work) write(l *Line) error {
	if l.Outcome != Changes {
		return nil
	}
	_, err := change.AnyPut(w.tx, w.reg, l.ID, l.Version, l.New)
	return err
}

// why says a refusal in a line.
func why(err error) string {
	fields := errs.FieldsOf(err)
	if len(fields) == 0 {
		return errs.Safe(err)
	}
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = f.Message
	}
	return strings.Join(words, " ")
}

// title says what is set in words: "Owner set to Priya Shah, Due emptied".
func (w *work) title() (string, error) {
	var parts []string
	for _, f := range w.fields {
		value := f.value
		d := w.decl.Field(f.name)
		switch {
		case value == "":
			parts = append(parts, f.label+" emptied")
			continue
		case d != nil && d.Type == register.Person || f.own && w.personal(f.name):
			members, err := w.view.Members()
			if err != nil {
				return "", err
			}
			for _, m := range members {
				if m.Person == value {
					value = m.Name
				}
			}
		case d != nil:
			value = d.LabelOf(value)
		}
		if r := []rune(value); len(r) > 80 {
			value = string(r[:80]) + "…"
		}
		parts = append(parts, f.label+" set to "+value)
	}
	return strings.Join(parts, ", "), nil
}

func (w *work) personal(name string) bool {
	for _, f := range w.custom.Fields() {
		if custom.Prefix+f.Name == name {
			return f.Type == string(register.Person)
		}
	}
	return false
}
