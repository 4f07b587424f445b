package bulk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// UndoOrder asks to take a bulk change back.
type UndoOrder struct {
	Number string // BULK-7
	// Skip leaves what somebody changed since as it is; without it one such record
	// keeps everything from happening.
	Skip  bool
	Print string // of the preview that was agreed to; empty: not asked
}

// UndoUntil gives the instant after which a change of an instant (microseconds
// UTC) can be undone no more.
func UndoUntil(at int64) time.Time { return time.UnixMicro(at).UTC().Add(UndoFor) }

// PreviewUndo says what undoing would do, and does nothing.
func (s *Service) PreviewUndo(ctx context.Context, by change.By, o UndoOrder) (Preview, error) {
	var of register.Kind
	err := s.door.See(ctx, by.Actor, func(v *change.View) error {
		row, err := s.find(v, o.Number)
		of = row.Value.Of
		return err
	})
	if err != nil {
		return Preview{}, err
	}
	var out Preview
	run := func(v *change.View, tx *change.Tx) error {
		w, _, err := s.back(v, tx, by.Now, &o, false)
		if err == nil {
			out = w.out
		}
		return err
	}
	return out, s.dry(ctx, by, of, run)
}

// Undo takes a bulk change back, in one change that is a bulk change itself.
// Each record goes back field by field where nobody changed the field since.
// Errors: Conflict when the thirty days are over, or records were changed since
// and are not to be left; else as Apply's.
func (s *Service) Undo(ctx context.Context, by change.By, o UndoOrder) (Result, error) {
	return s.do(ctx, by, string(Kind)+".undo", o, func(tx *change.Tx) (*work, *Change, error) {
		w, was, err := s.back(&tx.View, tx, tx.Now(), &o, true)
		if err != nil {
			return nil, nil, err
		}
		set := make([]Set, len(w.fields))
		for i, f := range w.fields {
			set[i] = Set{Field: f.name}
		}
		return w, &Change{Title: "Undo of " + was.Number + " (" + was.Value.Title + ")", Of: was.Value.Of, Set: set, Undoes: was.Number}, nil
	}, o.Skip, o.Print)
}

// Get gives a bulk change that the actor may see.
func (s *Service) Get(v *change.View, number string) (register.Row[Change], error) {
	return s.find(v, number)
}

// UndoneBy gives the change that took this one back last; false: none did.
func (s *Service) UndoneBy(v *change.View, number string) (register.Row[Change], bool, error) {
	page, err := change.List(v, s.reg, register.Query{Filters: []register.Filter{register.Where("undoes", number)}, Sort: "-number", Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[Change]{}, false, err
	}
	return page.Rows[0], true, nil
}

// find gives a bulk change; one about a register that the actor may not read is
// answered like one that does not exist.
func (s *Service) find(v *change.View, number string) (register.Row[Change], error) {
	row, err := change.Get(v, s.reg, number)
	if err != nil {
		return row, err
	}
	if reg := s.door.Book().Of(row.Value.Of); reg == nil || !Sees(v.Actor(), reg) {
		return register.Row[Change]{}, errs.New(errs.NotFound, "There is no such bulk change.")
	}
	return row, nil
}

// back goes through the records of a change that is taken back.
func (s *Service) back(v *change.View, tx *change.Tx, now time.Time, o *UndoOrder, write bool) (*work, register.Row[Change], error) {
	was, err := s.find(v, o.Number)
	if err != nil {
		return nil, was, err
	}
	if until := UndoUntil(was.CreatedAt); now.After(until) {
		return nil, was, errs.New(errs.Conflict, "%s can be undone no more: its thirty days are over.", was.Number)
	}
	w, err := s.begin(v, tx, was.Value.Of)
	if err != nil {
		return nil, was, err
	}
	w.known(was.Value.Fields())
	past, err := w.past(was.Value.Items)
	if err != nil {
		return nil, was, err
	}
	for i := range past {
		l, err := w.goBack(&past[i])
		if err != nil {
			return nil, was, err
		}
		if write {
			if err := w.write(&l); err != nil {
				return nil, was, err
			}
		}
		w.out.add(l)
	}
	w.out.seal(nil)
	return w, was, nil
}

// known takes the fields that a change set, whatever became of them since.
func (w *work) known(names []string) {
	for _, name := range names {
		f := field{name: name, label: name}
		if own, is := strings.CutPrefix(name, custom.Prefix); is {
			f.own, f.label = true, own
			for _, c := range w.custom.Fields() {
				if c.Name == own {
					f.label = c.Label
				}
			}
		} else if d := w.decl.Field(name); d != nil && !d.Computed {
			f.label = d.Label
		} else {
			continue // of another version of the program
		}
		w.fields = append(w.fields, f)
	}
}

// then is a record as it stood before a change, after it, and now.
type then struct {
	Item
	before, after, now *register.Record // nil: not there
}

// versionsApart bounds how many versions of a record one query reads in vain.
const versionsApart = 3

// past reads the records of a change, few queries for many.
func (w *work) past(items Items) ([]then, error) {
	st, err := storeOf(w.view)
	if err != nil {
		return nil, err
	}
	ctx, kind := w.view.Context(), w.decl.Kind
	out := make([]then, len(items))
	at := make(map[int64]*then, len(items))
	nums := make([]int64, len(items))
	for i, it := range items {
		out[i] = then{Item: it}
		at[it.Num], nums[i] = &out[i], it.Num
	}
	recs, err := st.RecordsByNum(ctx, kind, nums)
	if err != nil {
		return nil, err
	}
	for i := range recs {
		at[recs[i].Num].now = &recs[i]
	}
	byVersion := slices.Clone(items)
	slices.SortFunc(byVersion, func(a, b Item) int { return cmp.Or(cmp.Compare(a.Was, b.Was), cmp.Compare(a.Num, b.Num)) })
	for len(byVersion) > 0 {
		first := byVersion[0].Was
		n := 0
		for n < len(byVersion) && byVersion[n].Was-first < versionsApart {
			n++
		}
		nums = nums[:0]
		for _, it := range byVersion[:n] {
			nums = append(nums, it.Num)
		}
		revs, err := st.RevisionsByNum(ctx, kind, nums, first, byVersion[n-1].Was+1)
		if err != nil {
			return nil, err
		}
		for i := range revs {
			switch t := at[revs[i].Num]; revs[i].Version {
			case t.Was:
				t.before = &revs[i]
			case t.Was + 1:
				t.after = &revs[i]
			}
		}
		byVersion = byVersion[n:]
	}
	return out, nil
}

// goBack makes the line of one record that goes back: whole where nobody
// changed it since, else the fields that still say what the change left.
func (w *work) goBack(t *then) (Line, error) {
	gone := Line{Ref: register.Ref{Kind: w.decl.Kind, Number: w.decl.Number(t.Num)}, num: t.Num, Outcome: Conflict}
	switch {
	case t.now == nil:
		gone.Reason = "It was deleted since."
		return gone, nil
	case t.before == nil || t.after == nil:
		gone.Version, gone.ID, gone.Reason = t.now.Version, t.now.ID, "Its earlier version is kept no more."
		return gone, nil
	}
	l := w.line(t.now)
	before, err := w.reg.Decode(t.before.Body)
	if err != nil {
		return l, err
	}
	if t.now.Version == t.Was+1 {
		return l, w.judge(&l, t.now, func() (any, error) { return before, nil })
	}
	after, err := w.reg.Decode(t.after.Body)
	if err != nil {
		return l, err
	}
	var stays []string
	err = w.judge(&l, t.now, func() (any, error) {
		value, err := w.reg.Decode(t.now.Body)
		if err != nil {
			return nil, err
		}
		for _, f := range w.fields {
			was, left, now := w.text(before, f), w.text(after, f), w.text(value, f)
			switch {
			case was == left || now == was: // it was not the change's doing, or is back already
			case now != left:
				stays = append(stays, f.label)
			case f.own:
				custom.Set(value, f.name, was)
			default:
				if err := w.reg.Set(value, f.name, was); err != nil {
					return value, err
				}
			}
		}
		return value, nil
	})
	if len(stays) > 0 && err == nil && l.Outcome != Refused {
		l.Reason = strings.Join(stays, ", ") + " was changed since."
		if l.partly = l.Outcome == Changes; !l.partly {
			l.Outcome = Conflict
		}
	}
	return l, err
}
