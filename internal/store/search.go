package store

import (
	"context"

	"holdfast/internal/desk/search"
	"holdfast/internal/register"
)

var _ search.Store = (*Tx)(nil)

// found is what of one register has the words so far.
type found struct{ all, title numSet }

// SearchRecords implements search.Store. Each word is a stretch of the terms of
// every register; what the sets are behind with is looked at itself.
func (t *Tx) SearchRecords(ctx context.Context, a search.Ask) ([]search.Matched, error) {
	if len(a.Kinds) == 0 || len(a.Words) == 0 || a.Most < 1 {
		return nil, nil
	}
	var got map[register.Kind]*found
	for _, w := range a.Words {
		of, err := t.haveWord(ctx, a.Kinds, w)
		if err != nil {
			return nil, err
		}
		if got == nil {
			got = of
			continue
		}
		for kind, f := range got {
			if of[kind] == nil {
				delete(got, kind)
				continue
			}
			f.all.cut(of[kind].all)
			f.title.cut(of[kind].title)
		}
	}
	if err := t.lookAtDue(ctx, a, got); err != nil {
		return nil, err
	}
	var out []search.Matched
	for _, kind := range a.Kinds {
		f := got[kind]
		if f == nil {
			continue
		}
		n := f.all.count()
		if n == 0 {
			continue
		}
		m := search.Matched{Kind: kind, Total: n}
		nums := f.title.page(0, true, a.Most)
		inTitle := len(nums)
		f.all.without(f.title)
		if inTitle < a.Most {
			nums = append(nums, f.all.page(0, true, a.Most-inTitle)...)
		}
		rows, err := t.numbered(ctx, kind, nums)
		if err != nil {
			return nil, err
		}
		for i, num := range nums {
			if r, there := rows[num]; there {
				m.Rows = append(m.Rows, search.Row{Record: r, InTitle: i < inTitle})
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// haveWord gives which records of several registers have a word.
func (t *Tx) haveWord(ctx context.Context, kinds []register.Kind, word string) (map[register.Kind]*found, error) {
	out := map[register.Kind]*found{}
	for _, class := range []string{termTitle, termOther} {
		from, to := wordSpan(class, word)
		args := []any{t.Org(), from, to}
		for _, k := range kinds {
			args = append(args, string(k))
		}
		err := t.Query(ctx, "SELECT kind, block, nums FROM search_set WHERE org_id = $1 AND term >= $2 AND term < $3 AND kind IN ("+list(4, len(kinds))+")", args, func(scan func(...any) error) error {
			var kind register.Kind
			var at int64
			var stored []byte
			if err := scan(&kind, &at, &stored); err != nil {
				return err
			}
			f := out[kind]
			if f == nil {
				f = &found{numSet{}, numSet{}}
				out[kind] = f
			}
			f.all.load(at, stored)
			if class == termTitle {
				f.title.load(at, stored)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lookAtDue puts right what the sets say of records that have changed since.
func (t *Tx) lookAtDue(ctx context.Context, a search.Ask, got map[register.Kind]*found) error {
	args := []any{t.Org()}
	for _, k := range a.Kinds {
		args = append(args, string(k))
	}
	return t.Query(ctx, `SELECT d.kind, d.num, r.words FROM search_due d LEFT JOIN record r ON r.org_id = d.org_id AND r.kind = d.kind AND r.num = d.num
WHERE d.org_id = $1 AND d.kind IN (`+list(2, len(a.Kinds))+")", args, func(scan func(...any) error) error {
		var kind register.Kind
		var num int64
		var words string
		if err := scan(&kind, &num, text(&words)); err != nil {
			return err
		}
		f := got[kind]
		has, inTitle := foundIn(words, a.Words)
		if f == nil {
			if !has {
				return nil
			}
			f = &found{numSet{}, numSet{}}
			got[kind] = f
		}
		f.all.remove(num)
		f.title.remove(num)
		if has {
			f.all.add(num)
		}
		if inTitle {
			f.title.add(num)
		}
		return nil
	})
}

// numbered reads records of a register by their numbers.
func (t *Tx) numbered(ctx context.Context, kind register.Kind, nums []int64) (map[int64]register.Record, error) {
	args := []any{t.Org(), string(kind)}
	for _, n := range nums {
		args = append(args, n)
	}
	out := map[int64]register.Record{}
	return out, t.Query(ctx, "SELECT "+recordColumns+" FROM record WHERE org_id = $1 AND kind = $2 AND num IN ("+list(3, len(nums))+")", args, func(scan func(...any) error) error {
		var r register.Record
		err := scanRecord(&r, scan)
		out[r.Num] = r
		return err
	})
}
