package store

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"holdfast/internal/register"
)

const (
	// indexBatch is how many changed records are put into the sets in one commit.
	indexBatch = 250
	// indexWait lets the changes of a moment gather: together they touch fewer sets.
	indexWait = 200 * time.Millisecond
	// termChunk is how many sets are read with one statement, setChunk how many
	// written.
	termChunk = 64
	setChunk  = 16
)

var (
	oldSlots = "d." + strings.ReplaceAll(slotColumns, ", ", ", d.")
	newSlots = "r." + strings.ReplaceAll(slotColumns, ", ", ", r.")
)

const (
	dueAgain = " ON CONFLICT (org_id, kind, num) DO UPDATE SET touched = search_due.touched + 1"
	dueFresh = "INSERT INTO search_due (org_id, kind, num, fresh, words) VALUES ($1, $2, $3, 1, '')" + dueAgain
	dueOld   = `INSERT INTO search_due (org_id, kind, num, fresh, ` + slotColumns + `, words)
SELECT org_id, kind, num, 0, ` + slotColumns + `, words FROM record WHERE org_id = $1 AND kind = $2 AND num = $3` + dueAgain
)

// unindexed and outdated say that the sets are behind with a record, in the
// transaction that changes it. Until they have caught up, every search looks at
// the record itself: a record is found as it stands from its commit on.
func (t *Tx) unindexed(ctx context.Context, kind register.Kind, num int64) error {
	t.turned = true
	_, err := t.Exec(ctx, dueFresh, t.Org(), string(kind), num)
	return err
}

// outdated is called before the record is changed, and keeps what the sets hold
// of it. What was kept before stays: it is what they hold.
func (t *Tx) outdated(ctx context.Context, kind register.Kind, num int64) error {
	t.turned = true
	_, err := t.Exec(ctx, dueOld, t.Org(), string(kind), num)
	return err
}

// reindex lets the sets of a register be made anew, for every organisation.
func (t *Tx) reindex(ctx context.Context, kind register.Kind) error {
	t.turned = true
	for _, q := range []string{
		"DELETE FROM search_set WHERE kind = $1",
		"DELETE FROM search_due WHERE kind = $1",
		"INSERT INTO search_due (org_id, kind, num, fresh, words) SELECT org_id, kind, num, 1, '' FROM record WHERE kind = $1",
	} {
		if _, err := t.Exec(ctx, q, string(kind)); err != nil {
			return err
		}
	}
	return nil
}

// Index brings the sets up to date with every change that was made so far. A
// server does it by itself.
func (s *Store) Index(ctx context.Context) error {
	s.indexing.Lock()
	defer s.indexing.Unlock()
	for {
		var org, kind string
		var more bool
		err := s.View(ctx, System(WorkHistory), func(tx *Tx) (err error) {
			more, err = tx.QueryRow(ctx, "SELECT org_id, kind FROM search_due LIMIT 1", nil, &org, &kind)
			return err
		})
		if err != nil || !more {
			return err
		}
		err = s.In(ctx, System(WorkHistory), func(tx *Tx) error { return tx.index(ctx, org, kind, 0, math.MaxInt64) })
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(eraRest):
		}
	}
}

// setKey is one block of a set.
type setKey struct {
	block int64
	term  string
}

// moves are the numbers that enter and leave a block.
type moves struct{ in, out []int64 }

// index puts the next changed records of a register into its sets.
func (t *Tx) index(ctx context.Context, org, kind string, from, to int64) error {
	changes := map[setKey]*moves{}
	at := func(term string, num int64) *moves {
		k := setKey{num / blockSize, term}
		if changes[k] == nil {
			changes[k] = &moves{}
		}
		return changes[k]
	}
	var nums []int64
	err := t.Query(ctx, "SELECT d.num, d.fresh, "+oldSlots+", d.words, r.version, "+newSlots+`, r.words
FROM search_due d LEFT JOIN record r ON r.org_id = d.org_id AND r.kind = d.kind AND r.num = d.num
WHERE d.org_id = $1 AND d.kind = $2 AND d.num >= $3 AND d.num <= $4 ORDER BY d.num LIMIT $5`, []any{org, kind, from, to, indexBatch}, func(scan func(...any) error) error {
		var num, fresh int64
		var version *int64
		var was, is register.Slots
		var wasWords, isWords string
		dest := slotDest([]any{&num, &fresh}, &was)
		dest = slotDest(append(dest, &wasWords, &version), &is)
		if err := scan(append(dest, text(&isWords))...); err != nil {
			return err
		}
		nums = append(nums, num)
		old, now := map[string]bool{}, map[string]bool{}
		if fresh == 0 {
			old = termsOf(&was, wasWords)
		}
		if version != nil {
			now = termsOf(&is, isWords)
		}
		for term := range now {
			if !old[term] {
				m := at(term, num)
				m.in = append(m.in, num)
			}
		}
		for term := range old {
			if !now[term] {
				m := at(term, num)
				m.out = append(m.out, num)
			}
		}
		return nil
	})
	if err != nil || len(nums) == 0 {
		return err
	}
	keys := slices.SortedFunc(maps.Keys(changes), func(a, b setKey) int {
		return cmp.Or(cmp.Compare(a.block, b.block), strings.Compare(a.term, b.term))
	})
	for len(keys) > 0 {
		n := 1
		for n < len(keys) && n < termChunk && keys[n].block == keys[0].block {
			n++
		}
		if err := t.move(ctx, org, kind, keys[:n], changes); err != nil {
			return err
		}
		keys = keys[n:]
	}
	_, err = t.Exec(ctx, "DELETE FROM search_due WHERE org_id = $1 AND kind = $2 AND num >= $3 AND num <= $4", org, kind, nums[0], nums[len(nums)-1])
	return err
}

func slotDest(dest []any, s *register.Slots) []any {
	for i := range s.Text {
		dest = append(dest, &s.Text[i])
	}
	for i := range s.Number {
		dest = append(dest, &s.Number[i])
	}
	return dest
}

var termList = list(4, termChunk)

// move changes sets, all of one block.
func (t *Tx) move(ctx context.Context, org, kind string, keys []setKey, changes map[setKey]*moves) error {
	block := keys[0].block
	args := []any{org, kind, block}
	for i := range termChunk {
		args = append(args, keys[min(i, len(keys)-1)].term)
	}
	there := map[string]*numBlock{}
	err := t.Query(ctx, "SELECT term, nums FROM search_set WHERE org_id = $1 AND kind = $2 AND block = $3 AND term IN ("+termList+")", args, func(scan func(...any) error) error {
		var term string
		var stored []byte
		if err := scan(&term, &stored); err != nil {
			return err
		}
		there[term] = new(numBlock)
		there[term].load(stored)
		return nil
	})
	if err != nil {
		return err
	}
	var put []any
	for _, k := range keys {
		b, known := there[k.term]
		if !known {
			b = new(numBlock)
		}
		for _, n := range changes[k].in {
			b.set(n % blockSize)
		}
		for _, n := range changes[k].out {
			b[n%blockSize/64] &^= 1 << (n % 64)
		}
		stored := b.stored()
		if stored == nil {
			if _, err := t.Exec(ctx, "DELETE FROM search_set WHERE org_id = $1 AND kind = $2 AND term = $3 AND block = $4", org, kind, k.term, block); err != nil {
				return err
			}
			continue
		}
		put = append(put, k.term, stored)
	}
	for len(put) > 0 {
		n, query := 1, putSet
		if len(put) >= 2*setChunk {
			n, query = setChunk, putSets
		}
		if _, err := t.Exec(ctx, query, append([]any{org, kind, block}, put[:2*n]...)...); err != nil {
			return err
		}
		put = put[2*n:]
	}
	return nil
}

const (
	putInto = "INSERT INTO search_set (org_id, kind, block, term, nums) VALUES "
	putOver = " ON CONFLICT (org_id, kind, term, block) DO UPDATE SET nums = excluded.nums"
)

var (
	putSet  = putInto + "($1, $2, $3, $4, $5)" + putOver
	putSets = putInto + setRows() + putOver
)

// setRows writes the parameters of setChunk sets of one block.
func setRows() string {
	var b strings.Builder
	for i := range setChunk {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("($1, $2, $3, " + list(4+2*i, 2) + ")")
	}
	return b.String()
}
