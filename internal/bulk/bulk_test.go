package bulk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

func fleet() []boat {
	return []boat{
		{Name: "Alder", State: "afloat", Length: 20},
		{Name: "Birch", State: "afloat", Length: 13},
		{Name: "Cedar", Owner: "orla", Length: 30},
		{Name: "Dogwood", Length: 40, Due: civil.Of(2027, 3, 1)},
	}
}

func picks(all ...string) []bulk.Pick {
	var out []bulk.Pick
	for _, s := range all {
		out = append(out, bulk.ParsePick(s))
	}
	return out
}

func outcomes(p bulk.Preview) string {
	var out []string
	for _, l := range p.Lines {
		out = append(out, l.Number+" "+string(l.Outcome))
	}
	return strings.Join(out, ", ")
}

// TestPreviewSaysWhatApplyDoes: what changes, stays, is refused by the rule or
// the declaration, or was changed meanwhile; and the change leaves those out or
// does nothing at all.
func TestPreviewSaysWhatApplyDoes(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, engine string) {
		h := build(t, engine, bulk.Rule{Ready: ready})
		h.add(fleet()...)
		h.edit("BOAT-4", func(b *boat) { b.Length = 41 })
		before := h.bodies()
		o := bulk.Order{Of: "boat", Picks: picks("BOAT-4@1", "BOAT-1@1", "BOAT-2", "boat-3", "BOAT-3", "BOAT-9"), Set: []bulk.Set{{Field: "owner", Value: "orla"}}}
		p, err := h.bulk.Preview(t.Context(), h.by(h.owner), o)
		if err != nil {
			t.Fatal(err)
		}
		if got := outcomes(p); got != "BOAT-9 conflict, BOAT-1 changes, BOAT-2 refused, BOAT-3 unchanged, BOAT-4 conflict" {
			t.Errorf("preview: %s", got)
		}
		if p.Changes != 1 || p.Unchanged != 1 || p.Refused != 1 || p.Conflicts != 2 || p.Left() != 3 {
			t.Errorf("counts: %+v", p)
		}
		if l := p.Lines[1]; len(l.Values) != 1 || l.Values[0] != (bulk.Value{Field: "owner", Label: "Owner", Now: "orla"}) {
			t.Errorf("values: %+v", l.Values)
		}
		if why := p.Lines[2].Reason; why != "A boat of 13 feet changes hands at the harbour office." {
			t.Errorf("refused because: %s", why)
		}
		if _, err := h.bulk.Apply(t.Context(), h.by(h.owner), o); errs.CodeOf(err) != errs.Invalid || len(errs.FieldsOf(err)) != 3 || errs.FieldsOf(err)[1].Pointer != "/records/BOAT-2" {
			t.Errorf("all or nothing: %v", err)
		}
		if !same(before, h.bodies()) {
			t.Error("a preview or a refused change left something behind")
		}
		o.Skip, o.Print = true, p.Print
		r, err := h.bulk.Apply(t.Context(), h.by(h.owner), o)
		if err != nil || r != (bulk.Result{Number: "BULK-1", Changed: 1, Unchanged: 1, Left: 3}) {
			t.Fatalf("%+v, %v", r, err)
		}
		if got := h.get("BOAT-1").Value; got.Owner != "orla" || got.Turned != len("afloat") {
			t.Errorf("the rule was not respected: %+v", got)
		}
		if _, err := h.bulk.Apply(t.Context(), h.by(h.owner), o); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("another outcome than the preview's: %v", err)
		}
		h.oneChange(t, "bulk-change.apply", 2)
	})
}

// oneChange: the last events are of one change, under one action.
func (h *house) oneChange(t *testing.T, action string, events int) {
	t.Helper()
	err := h.door.See(t.Context(), h.owner, func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{Limit: events + 1})
		if err != nil {
			return err
		}
		for i, l := range leaves {
			if mine := l.Change == leaves[0].Change && l.Action == action; mine != (i < events) {
				t.Errorf("event %d: %s of change %s", i, l.Action, l.Change)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// TestRefusedOrders: what no preview and no change is made of.
func TestRefusedOrders(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite", bulk.Rule{Ready: ready, Fixed: map[string]string{"stage": "POST …/stage"}})
	h.add(fleet()...)
	as := func(r authz.Role, scope ...string) change.Actor {
		a := h.owner
		a.Role = r
		if len(scope) > 0 {
			a.Scope = scope
		}
		return a
	}
	past := h.owner
	past.AsAt = noon.UnixMicro()
	set := func(field, value string) []bulk.Set { return []bulk.Set{{Field: field, Value: value}} }
	for name, c := range map[string]struct {
		by   change.Actor
		of   register.Kind
		set  []bulk.Set
		want errs.Code
	}{
		"a reader":                    {as(authz.Reader), "boat", set("name", "x"), errs.Forbidden},
		"who may not change the area": {as(authz.BidManager), "boat", set("name", "x"), errs.Forbidden},
		"a token of another area":     {as(authz.Owner, "win:write", "commons:write"), "boat", set("name", "x"), errs.Forbidden},
		"a token that reads":          {as(authz.Owner, "isms:read", "commons:write"), "boat", set("name", "x"), errs.Forbidden},
		"the record as it stood":      {past, "boat", set("name", "x"), errs.Forbidden},
		"a field for owners":          {as(authz.ComplianceManager), "boat", set("worth", "7"), errs.Forbidden},
		"a field for owners, by one":  {h.owner, "boat", set("worth", "7"), ""},
		"a contributor":               {as(authz.Contributor), "boat", set("name", "x"), ""},
		"no such field":               {h.owner, "boat", set("colour", "red"), errs.Invalid},
		"no such field of one's own":  {h.owner, "boat", set("custom.colour", "red"), errs.Invalid},
		"what is reckoned":            {h.owner, "boat", set("letters", "3"), errs.Invalid},
		"a file":                      {h.owner, "boat", set("paper", "00"), errs.Invalid},
		"what an action changes":      {h.owner, "boat", set("stage", "won"), errs.Invalid},
		"no date":                     {h.owner, "boat", set("due", "soon"), errs.Invalid},
		"nothing":                     {h.owner, "boat", nil, errs.Invalid},
		"one field twice":             {h.owner, "boat", append(set("name", "x"), set("name", "y")...), errs.Invalid},
		"no such register":            {h.owner, "ship", set("name", "x"), errs.Invalid},
		"bulk changes themselves":     {h.owner, bulk.Kind, set("reason", "x"), errs.Invalid},
	} {
		o := bulk.Order{Of: c.of, Set: c.set, Skip: true}
		if _, err := h.bulk.Preview(t.Context(), h.by(c.by), o); errs.CodeOf(err) != c.want {
			t.Errorf("%s, looked at: %v, want %q", name, err, c.want)
		}
		o.Picks = picks("BOAT-1")
		if _, err := h.bulk.Apply(t.Context(), h.by(c.by), o); errs.CodeOf(err) != c.want {
			t.Errorf("%s, done: %v, want %q", name, err, c.want)
		}
	}
	p, err := h.bulk.Preview(t.Context(), h.by(h.owner), bulk.Order{Of: "boat", Set: set("state", "sold")})
	if err != nil || outcomes(p) != "BOAT-1 refused, BOAT-2 refused, BOAT-3 refused, BOAT-4 changes" {
		t.Errorf("the declaration's own rule: %s, %v", outcomes(p), err)
	}
	if got := settable(t, h, as(authz.ComplianceManager)); got != "name state due owner length tags" {
		t.Errorf("what a compliance manager can set: %s", got)
	}
	if got := settable(t, h, as(authz.Reader)); got != "" {
		t.Errorf("what a reader can set: %s", got)
	}
}

func settable(t *testing.T, h *house, a change.Actor) string {
	t.Helper()
	var names []string
	err := h.door.See(t.Context(), a, func(v *change.View) error {
		fields, err := h.bulk.Settable(v, h.boats)
		for _, f := range fields {
			names = append(names, f.Name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

// TestAKeyRepeatsNothing: the same key gives the same answer and changes nothing;
// for another order it is refused.
func TestAKeyRepeatsNothing(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite", bulk.Rule{})
	h.add(fleet()...)
	o := bulk.Order{Of: "boat", Set: []bulk.Set{{Field: "length", Value: "9"}}}
	by := h.by(h.owner)
	by.Key = "k"
	first, err := h.bulk.Apply(t.Context(), by, o)
	if err != nil || first.Changed != 4 {
		t.Fatal(first, err)
	}
	h.edit("BOAT-1", func(b *boat) { b.Length = 10 })
	again, err := h.bulk.Apply(t.Context(), by, o)
	if err != nil || again != first || h.get("BOAT-1").Value.Length != 10 {
		t.Errorf("again: %+v, %v", again, err)
	}
	o.Set[0].Value = "8"
	if _, err := h.bulk.Apply(t.Context(), by, o); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the key for another order: %v", err)
	}
}

// TestUndoLeavesWhatWasChangedSince: field by field, named, all or nothing unless
// the person chooses.
func TestUndoLeavesWhatWasChangedSince(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, engine string) {
		h := build(t, engine, bulk.Rule{Ready: ready})
		h.add(append(fleet(), boat{Name: "Elm"}, boat{Name: "Fir"})...)
		r, err := h.bulk.Apply(t.Context(), h.by(h.owner), bulk.Order{
			Of: "boat", Picks: picks("BOAT-1", "BOAT-3", "BOAT-4", "BOAT-5", "BOAT-6"),
			Set: []bulk.Set{{Field: "due", Value: "2027-05-01"}, {Field: "length", Value: "7"}},
		})
		if err != nil || r.Changed != 5 {
			t.Fatal(r, err)
		}
		h.edit("BOAT-3", func(b *boat) { b.Name = "Cedar II" })                        // something else
		h.edit("BOAT-4", func(b *boat) { b.Length = 8 })                               // one of the two
		h.edit("BOAT-5", func(b *boat) { b.Length, b.Due = 8, civil.Of(2027, 6, 1) })  // both
		h.do("boat.delete", func(tx *change.Tx) error { return h.drop(tx, "BOAT-6") }) // gone
		p, err := h.bulk.PreviewUndo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-1"})
		if err != nil || outcomes(p) != "BOAT-1 changes, BOAT-3 changes, BOAT-4 changes, BOAT-5 conflict, BOAT-6 conflict" {
			t.Fatalf("preview: %s, %v", outcomes(p), err)
		}
		if p.Lines[2].Reason != "Length was changed since." || p.Lines[3].Reason != "Due, Length was changed since." || p.Lines[4].Reason != "It was deleted since." {
			t.Errorf("reasons: %q %q %q", p.Lines[2].Reason, p.Lines[3].Reason, p.Lines[4].Reason)
		}
		before := h.bodies()
		if _, err := h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-1"}); errs.CodeOf(err) != errs.Conflict || len(errs.FieldsOf(err)) != 3 {
			t.Errorf("without a choice: %v", err)
		}
		if !same(before, h.bodies()) {
			t.Error("a refused undo left something behind")
		}
		r, err = h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-1", Skip: true, Print: p.Print})
		if err != nil || r != (bulk.Result{Number: "BULK-2", Changed: 3, Left: 3}) {
			t.Fatalf("%+v, %v", r, err)
		}
		for number, want := range map[string]string{
			"BOAT-1": "Alder  20", "BOAT-3": "Cedar II  30", "BOAT-4": "Dogwood 2027-03-01 8", "BOAT-5": "Elm 2027-06-01 8",
		} {
			b := h.get(number).Value
			if got := fmt.Sprintf("%s %s %d", b.Name, dateText(b.Due), b.Length); got != want {
				t.Errorf("%s is %q, want %q", number, got, want)
			}
		}
		h.oneChange(t, "bulk-change.undo", 4)
	})
}

func dateText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (h *house) drop(tx *change.Tx, number string) error {
	row, err := change.Get(tx, h.boats, number)
	if err != nil {
		return err
	}
	return change.Delete(tx, h.boats, row.ID, row.Version)
}

// TestWhoMayUndoAndUntilWhen.
func TestWhoMayUndoAndUntilWhen(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite", bulk.Rule{})
	h.add(fleet()...)
	if _, err := h.bulk.Apply(t.Context(), h.by(h.owner), bulk.Order{Of: "boat", Set: []bulk.Set{{Field: "worth", Value: "5"}}}); err != nil {
		t.Fatal(err)
	}
	win := h.owner
	win.Scope = authz.Scope{"win:write", "commons:write"}
	if _, err := h.bulk.Undo(t.Context(), h.by(win), bulk.UndoOrder{Number: "BULK-1"}); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("who may not read boats: %v", err)
	}
	com := h.owner
	com.Role = authz.ComplianceManager
	if _, err := h.bulk.Undo(t.Context(), h.by(com), bulk.UndoOrder{Number: "BULK-1"}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("who may not change the field: %v", err)
	}
	if _, err := h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-7"}); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("no such change: %v", err)
	}
	h.now = noon.Add(bulk.UndoFor).Add(time.Minute)
	if _, err := h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-1"}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("after thirty days: %v", err)
	}
	h.now = noon.Add(bulk.UndoFor).Add(-time.Minute)
	if r, err := h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: "BULK-1"}); err != nil || r.Changed != 4 {
		t.Errorf("within them: %+v, %v", r, err)
	}
}

// TestFieldsOfOnesOwn are set, checked and undone like the declared ones.
func TestFieldsOfOnesOwn(t *testing.T) {
	t.Parallel()
	h := build(t, "sqlite", bulk.Rule{})
	h.add(fleet()...)
	h.do("custom-field.create", func(tx *change.Tx) error {
		_, err := h.defs.Create(tx, &custom.Definition{For: "boat", Label: "Insurer", Type: "choice", Choices: []string{"Tern Mutual", "Harbour Re"}})
		return err
	})
	set := func(v string) bulk.Order {
		return bulk.Order{Of: "boat", Set: []bulk.Set{{Field: "custom.insurer", Value: v}}}
	}
	if p, err := h.bulk.Preview(t.Context(), h.by(h.owner), set("Nobody")); err != nil || p.Refused != 4 {
		t.Errorf("no choice of the field: %s, %v", outcomes(p), err)
	}
	before := h.bodies()
	r, err := h.bulk.Apply(t.Context(), h.by(h.owner), set("tern mutual"))
	if err != nil || r.Changed != 4 || h.get("BOAT-2").Value.Custom["insurer"] != "Tern Mutual" {
		t.Fatalf("%+v, %v, %v", r, err, h.get("BOAT-2").Value)
	}
	if _, err := h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: r.Number}); err != nil || !same(before, h.bodies()) {
		t.Errorf("undone: %v", err)
	}
	if got := settable(t, h, h.owner); !slices.Contains(strings.Fields(got), "custom.insurer") {
		t.Errorf("what can be set: %s", got)
	}
}
