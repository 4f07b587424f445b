package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// Run runs the whole suite; open gives an empty store, closed by the test.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"a record's life":                life,
		"a change refused keeps nothing": refused,
		"the same key changes once":      repeated,
		"who changes second is told":     overtaken,
		"every write leaves its event":   events,
		"roles":                          roles,
		"templates":                      templates,
		"who may give which role":        people,
		"separated duties":               duties,
		"layouts of another program":     layouts,
		"each way to write":              everyWrite,
		"jobs":                           jobs,
		"a crowd of claimers":            crowd,
		"lists":                          lists,
		"long lists":                     longLists,
		"searches":                       searches,
		"as at an instant":               asAt,
		"as at every instant":            asAtOracle,
		"writers together":               together,
		"organisations apart":            apart,
		"scopes":                         scopes,
		"sealing the trail":              sealing,
		"sealers of two replicas":        sealers,
		"a sealer that dies":             sealCut,
		"a bundle as at an instant":      asAtBundle,
		"panics and those who left":      panics,
		"sealed values":                  sealed,
		"ways to sign in":                ways,
		"accounts":                       accounts,
		"memberships":                    memberships,
		"sessions":                       sessions,
		"proofs":                         proofs,
		"tokens and invitations":         tokens,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func life(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	yes := true
	want := Thing{
		Title: "Über Quay", Notes: "several\nlines", State: "open", Due: 739000, Seen: 1, Owner: "p1", Count: -3, Weight: 1.5,
		Checked: &yes, Tags: []string{"North", "sea"}, Nested: []Part{{"hull"}, {"mast"}},
	}
	row := h.Add(t, want)[0]
	if row.Number != "THING-1" || row.Version != 1 {
		t.Errorf("first row is %s, version %d", row.Number, row.Version)
	}
	h.See(t, func(v *change.View) error {
		got, err := change.Get(v, Things, row.ID)
		if err != nil {
			return err
		}
		if d := cmp.Diff(want, got.Value); d != "" {
			t.Errorf("read back (-stored +read):\n%s", d)
		}
		byNumber, err := change.GetNumber(v, Things, "thing-1")
		if err != nil || byNumber.ID != row.ID {
			t.Errorf("by number: %v, %v", byNumber.ID, err)
		}
		return nil
	})
	want.Title = "Another"
	if _, err := h.Do("thing.update", func(tx *change.Tx) error {
		got, err := change.Put(tx, Things, row.ID, 1, want)
		if err == nil && got.Version != 2 {
			t.Errorf("version %d after the second write", got.Version)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Do("thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, row.ID, 2) }); err != nil {
		t.Fatal(err)
	}
	err := h.Door.See(context.Background(), h.Owner, func(v *change.View) error {
		past, err := change.History(v, Things, row.ID)
		if err != nil {
			return err
		}
		if len(past) != 3 || !past[0].Deleted || past[2].Value.Title != "Über Quay" {
			t.Errorf("history: %+v", past)
		}
		_, err = change.Get(v, Things, row.ID)
		return err
	})
	if errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a deleted record: %v", err)
	}
	if next := h.Add(t, Thing{Title: "new"})[0]; next.Number != "THING-2" {
		t.Errorf("a number was used twice: %s", next.Number)
	}
}

func refused(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	_, err := h.Do("thing.import", func(tx *change.Tx) error {
		for _, title := range []string{"one", "two", ""} {
			if _, err := change.Insert(tx, Things, Thing{Title: title, State: "open"}); err != nil {
				return err
			}
		}
		return nil
	})
	if errs.CodeOf(err) != errs.Invalid || errs.FieldsOf(err)[0].Pointer != "/title" {
		t.Errorf("a thing without a title: %v", err)
	}
	h.See(t, func(v *change.View) error {
		page, err := change.List(v, Things, register.Query{})
		if err == nil && (page.Total != 0 || len(page.Rows) != 0) {
			t.Errorf("a refused import left %d rows", page.Total)
		}
		leaves, terr := v.Trail(change.TrailQuery{})
		if len(leaves) != 2 {
			t.Errorf("a refused import left events: %d", len(leaves))
		}
		return errors.Join(err, terr)
	})
	for name, v := range map[string]Thing{
		"U+0000":    {Title: "a\x00b", State: "open"},
		"nested":    {Title: "a", State: "open", Nested: []Part{{"\x00"}}},
		"not UTF-8": {Title: "a\xffb", State: "open"},
		"no choice": {Title: "a", State: "ajar"},
		"own rule":  {Title: "a", State: "closed"},
	} {
		_, err := h.Do("thing.create", func(tx *change.Tx) error {
			_, err := change.Insert(tx, Things, v)
			return err
		})
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func repeated(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	do := func(key, print string) (change.Receipt, error) {
		return h.Door.Do(context.Background(), change.Request{
			Actor: h.Owner, Action: "thing.create", Now: Noon, Key: key, Fingerprint: []byte(print),
		}, func(tx *change.Tx) error {
			row, err := change.Insert(tx, Things, Thing{Title: print, State: "open"})
			if err != nil {
				return err
			}
			return tx.Answer(row.Number)
		})
	}
	first, err := do("k1", "a")
	if err != nil || first.Repeated {
		t.Fatal(first, err)
	}
	second, err := do("k1", "a")
	if err != nil || !second.Repeated || string(second.Answer) != `"THING-1"` || second.Change != first.Change {
		t.Errorf("the same request again: %+v, %v", second, err)
	}
	if _, err := do("k1", "b"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the key for another request: %v", err)
	}
	if third, err := do("k2", "a"); err != nil || third.Repeated {
		t.Errorf("another key: %+v, %v", third, err)
	}
}

func overtaken(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	row := h.Add(t, Thing{Title: "shared"})[0]
	put := func(title string) error {
		_, err := h.Do("thing.update", func(tx *change.Tx) error {
			v := row.Value
			v.Title = title
			_, err := change.Put(tx, Things, row.ID, row.Version, v)
			return err
		})
		return err
	}
	if err := put("mine"); err != nil {
		t.Fatal(err)
	}
	if err := put("yours"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the second of two writers: %v", err)
	}
	if _, err := h.Do("thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, row.ID, 1) }); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("deleting an old version: %v", err)
	}
}

func events(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	row := h.Add(t, Thing{Title: "watched"})[0]
	v := row.Value
	v.Title = "moved"
	receipt, err := h.Do("thing.update", func(tx *change.Tx) error {
		if _, err := change.Put(tx, Things, row.ID, 1, v); err != nil {
			return err
		}
		_, err := change.Put(tx, Things, row.ID, 2, v) // the same again: nothing
		return err
	})
	if err != nil || len(receipt.Changed) != 1 {
		t.Fatal(receipt, err)
	}
	h.See(t, func(view *change.View) error {
		leaves, err := view.Trail(change.TrailQuery{Kind: "thing", ID: row.ID})
		if err != nil {
			return err
		}
		if len(leaves) != 2 {
			t.Fatalf("%d events for two writes", len(leaves))
		}
		up, made := leaves[0], leaves[1]
		if up.Before != made.After || up.Before == up.After || up.Action != "thing.update" || up.Who != h.Owner.Person || up.Version != 2 {
			t.Errorf("events do not follow each other: %s then %s", made.Bytes, up.Bytes)
		}
		if got, want := string(up.Payload), `{"after":{"title":"moved"},"before":{"title":"watched"}}`; got != want {
			t.Errorf("payload %s, want %s", got, want)
		}
		all, err := view.Trail(change.TrailQuery{})
		if len(all) != 4 { // the organisation, its owner, and the two
			t.Errorf("%d events in all", len(all))
		}
		for i, l := range all {
			if l.Seq != int64(len(all)-1-i) {
				t.Errorf("a gap in the trail at %d", l.Seq)
			}
		}
		return err
	})
}

// everyWrite: each way to write leaves one event more, and one that changes
// nothing leaves none.
func everyWrite(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	rows := h.Add(t, Thing{Title: "a"}, Thing{Title: "b"})
	a, b := rows[0], rows[1]
	v := a.Value
	v.Title = "a again"
	count := func() (n int) {
		h.See(t, func(view *change.View) error {
			leaves, err := view.Trail(change.TrailQuery{})
			n = len(leaves)
			return err
		})
		return n
	}
	for _, c := range []struct {
		name string
		want int
		fn   func(*change.Tx) error
	}{
		{"insert", 1, func(tx *change.Tx) error {
			_, err := change.Insert(tx, Things, Thing{Title: "c", State: "open"})
			return err
		}},
		{"put", 1, func(tx *change.Tx) error { _, err := change.Put(tx, Things, a.ID, 1, v); return err }},
		{"put the same", 0, func(tx *change.Tx) error { _, err := change.Put(tx, Things, a.ID, 2, v); return err }},
		{"link", 1, func(tx *change.Tx) error { return tx.Link(a.Ref, b.Ref, "r") }},
		{"link again", 0, func(tx *change.Tx) error { return tx.Link(a.Ref, b.Ref, "r") }},
		{"unlink", 1, func(tx *change.Tx) error { return tx.Unlink(a.Ref, b.Ref, "r") }},
		{"unlink again", 0, func(tx *change.Tx) error { return tx.Unlink(a.Ref, b.Ref, "r") }},
		{"delete", 1, func(tx *change.Tx) error { return change.Delete(tx, Things, a.ID, 2) }},
		{"note", 1, func(tx *change.Tx) error { tx.Note(map[string]int{"read": 3}); return nil }},
		{"member", 1, func(tx *change.Tx) error {
			return tx.Member(change.Member{Person: "p", Name: "Pat Weir", Role: "reader", Active: true})
		}},
		{"nothing", 0, func(*change.Tx) error { return nil }},
	} {
		before := count()
		if _, err := h.Do("thing.update", c.fn); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := count() - before; got != c.want {
			t.Errorf("%s leaves %d events, want %d", c.name, got, c.want)
		}
	}
}

func roles(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	row := h.Add(t, Thing{Title: "guarded"})[0]
	try := func(r authz.Role, action string, fn func(*change.Tx) error) errs.Code {
		_, err := h.Door.Do(context.Background(), change.Request{Actor: h.As(r), Action: action, Now: Noon}, fn)
		return errs.CodeOf(err)
	}
	insert := func(tx *change.Tx) error {
		_, err := change.Insert(tx, Things, Thing{Title: "x", State: "open"})
		return err
	}
	remove := func(tx *change.Tx) error { return change.Delete(tx, Things, row.ID, 1) }
	rich := func(tx *change.Tx) error {
		v := row.Value
		v.Worth.Currency = "GBP"
		_, err := change.Put(tx, Things, row.ID, 1, v)
		return err
	}
	for _, c := range []struct {
		role   authz.Role
		action string
		fn     func(*change.Tx) error
		want   errs.Code
	}{
		{authz.Reader, "thing.create", insert, errs.Forbidden},
		{"nobody", "thing.create", insert, errs.Forbidden},
		{authz.Owner, "unheard-of.create", insert, errs.Forbidden},
		{authz.Contributor, "thing.create", insert, ""},
		{authz.Contributor, "thing.delete", remove, errs.Forbidden},
		// A lesser action does not carry a greater one.
		{authz.Contributor, "thing.update", remove, errs.Forbidden},
		{authz.BidManager, "thing.update", rich, errs.Forbidden},
		{authz.ComplianceManager, "thing.update", rich, ""},
	} {
		if got := try(c.role, c.action, c.fn); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.role, c.action, got, c.want)
		}
	}
}
