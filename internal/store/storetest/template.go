package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/template"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// templates: records pushed from one organisation to another, three ways.
func templates(t *testing.T, s *store.Store) {
	mine, theirs := NewHouse(t, s), NewHouse(t, s)
	svc := template.NewService(mine.Door)
	ctx := context.Background()
	me := mine.Owner.Person
	if _, err := theirs.Do("settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: me, Name: "Orla Quay", Role: string(authz.ComplianceManager), Active: true})
	}); err != nil {
		t.Fatal(err)
	}
	there := change.Actor{Org: theirs.Owner.Org, Person: me, Role: authz.ComplianceManager}
	rows := mine.Add(t, Thing{Title: "parent", Owner: me}, Thing{Title: "child", Owner: "stranger"}, Thing{Title: "left behind"}, Thing{Title: "about it"})
	put := func(h *House, by change.Actor, number string, fn func(*Thing)) {
		t.Helper()
		_, err := h.Door.Do(ctx, change.Request{Actor: by, Action: "thing.update", Now: Noon}, func(tx *change.Tx) error {
			row, err := change.GetNumber(tx, Things, number)
			if err != nil {
				return err
			}
			fn(&row.Value)
			_, err = change.Put(tx, Things, row.ID, row.Version, row.Value)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(mine, mine.Owner, "THING-2", func(v *Thing) { v.Parent = rows[0].ID })
	put(mine, mine.Owner, "THING-4", func(v *Thing) { v.Parent = rows[2].ID })
	if _, err := mine.Do("thing.update", func(tx *change.Tx) error { return tx.Link(rows[1].Ref, rows[0].Ref, "treats") }); err != nil {
		t.Fatal(err)
	}
	ids := []string{rows[0].ID, rows[1].ID, rows[3].ID}
	states := func() string {
		t.Helper()
		items, err := svc.Compare(ctx, mine.Owner, there, ids)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, i := range items {
			out = append(out, string(i.State)+":"+i.There)
		}
		return strings.Join(out, " ")
	}
	push := func(want template.Result, over ...string) {
		t.Helper()
		got, err := svc.Push(ctx, mine.Owner, change.By{Actor: there, Now: Noon}, ids, over)
		if err != nil || got != want {
			t.Errorf("pushed %+v, %v, want %+v", got, err, want)
		}
	}
	is := func(want string) {
		t.Helper()
		if got := states(); got != want {
			t.Errorf("it stands %s, want %s", got, want)
		}
	}
	is("new: new: bound:")
	push(template.Result{Added: 2, Left: 1})
	is("unchanged:THING-1 unchanged:THING-2 bound:")
	theirs.See(t, func(v *change.View) error {
		a, err := change.GetNumber(v, Things, "THING-1")
		b, berr := change.GetNumber(v, Things, "THING-2")
		links, lerr := v.Links(b.ID, 0)
		if a.Value.Owner != me || b.Value.Owner != "" || b.Value.Parent != a.ID || len(links) != 1 || links[0].To != a.ID {
			t.Errorf("it came as %+v and %+v with %+v", a.Value, b.Value, links)
		}
		return errors.Join(err, berr, lerr)
	})
	push(template.Result{Left: 1})
	put(mine, mine.Owner, "THING-1", func(v *Thing) { v.Notes = "ours" })
	is("changed:THING-1 unchanged:THING-2 bound:")
	push(template.Result{Updated: 1, Left: 1})
	put(theirs, theirs.Owner, "THING-2", func(v *Thing) { v.Notes = "theirs" })
	is("unchanged:THING-1 kept:THING-2 bound:")
	push(template.Result{Left: 1})
	put(mine, mine.Owner, "THING-2", func(v *Thing) { v.Notes = "ours again" })
	is("unchanged:THING-1 conflict:THING-2 bound:")
	push(template.Result{Left: 2})
	push(template.Result{Updated: 1, Left: 1}, rows[1].ID)
	is("unchanged:THING-1 unchanged:THING-2 bound:")
	refusedPushes(t, svc, mine, there, ids)
}

// refusedPushes: the rights there count, and so does what the source shows.
func refusedPushes(t *testing.T, svc *template.Service, mine *House, there change.Actor, ids []string) {
	t.Helper()
	ctx := context.Background()
	reader := there
	reader.Role = authz.Reader
	narrow := there
	narrow.Scope = authz.Scope{"win:read", "commons:write"}
	outsider := mine.Owner
	outsider.Scope = authz.Scope{"assure:read"}
	nobody := mine.Owner
	nobody.Org = there.Org
	for name, c := range map[string]struct {
		from, to change.Actor
		ids      []string
		want     errs.Code
	}{
		"a reader there":            {mine.Owner, reader, ids, errs.Forbidden},
		"narrowed there":            {mine.Owner, narrow, []string{mine.Add(t, Thing{Title: "more"})[0].ID}, errs.Forbidden},
		"who may not read it here":  {outsider, there, ids, errs.NotFound},
		"ids of nobody":             {mine.Owner, there, []string{"no-such-id"}, errs.NotFound},
		"another organisation's id": {nobody, there, ids, errs.NotFound},
	} {
		if _, err := svc.Push(ctx, c.from, change.By{Actor: c.to, Now: Noon}, c.ids, nil); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	lines, err := svc.Offer(ctx, mine.Owner)
	if err != nil || fmt.Sprint(lines[0]) == "" || lines[0].Title != "parent" || lines[0].Kind != register.Kind("thing") {
		t.Errorf("offered: %+v, %v", lines, err)
	}
}
