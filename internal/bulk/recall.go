package bulk

import (
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// Recall gives a bulk change with what it did to each of its first records, at
// most: the fields before and after. A record that somebody changed or deleted
// since says so as its reason.
func (s *Service) Recall(v *change.View, number string, most int) (register.Row[Change], []Line, error) {
	row, err := s.find(v, number)
	if err != nil {
		return row, nil, err
	}
	reg := s.door.Book().Of(row.Value.Of)
	w := &work{s: s, reg: reg, decl: reg.Declaration(), view: v}
	if w.custom, err = custom.For(v, s.door.Book(), reg); err != nil {
		return row, nil, err
	}
	w.known(row.Value.Fields())
	past, err := w.past(row.Value.Items[:min(most, len(row.Value.Items))])
	if err != nil {
		return row, nil, err
	}
	out := make([]Line, 0, len(past))
	for i := range past {
		l, err := w.recall(&past[i])
		if err != nil {
			return row, nil, err
		}
		out = append(out, l)
	}
	return row, out, nil
}

func (w *work) recall(t *then) (Line, error) {
	l := Line{Ref: register.Ref{Kind: w.decl.Kind, Number: w.decl.Number(t.Num)}, Version: t.Was, num: t.Num, Outcome: Changes}
	switch {
	case t.now == nil:
		l.Reason = "Deleted since"
	case t.now.Version != t.Was+1:
		l.ID, l.Reason = t.now.ID, "Changed again since"
	default:
		l.ID = t.now.ID
	}
	if t.before == nil || t.after == nil {
		l.Reason = "Its earlier versions are kept no more"
		return l, nil
	}
	var err error
	if l.Old, err = w.reg.Decode(t.before.Body); err != nil {
		return l, err
	}
	if l.New, err = w.reg.Decode(t.after.Body); err != nil {
		return l, err
	}
	l.Values = w.values(l.Old, l.New)
	return l, nil
}
