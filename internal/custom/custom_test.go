package custom_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

type boat struct {
	custom.Values
	Name string `json:"name"`
}

type buoy struct {
	Name string `json:"name"`
}

func declare[T any](kind register.Kind, prefix string) *register.Register[T] {
	return register.Declare[T](register.Declaration{
		Kind: kind, Prefix: prefix, Singular: string(kind), Plural: string(kind) + "s", Area: authz.ISMS,
		Fields: []register.Field{{Name: "name", Label: "Name", Type: register.Text, Search: true}},
	}, nil)
}

type house struct {
	t     *testing.T
	door  *change.Door
	book  *register.Book
	boats *register.Register[boat]
	buoys *register.Register[buoy]
	defs  *custom.Definitions
	owner change.Actor
}

func build(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{t: t, boats: declare[boat]("boat", "BOAT"), buoys: declare[buoy]("buoy", "BUOY"), owner: change.Actor{Org: id.New(), Person: "orla", Name: "Orla Quay", Role: authz.Owner}}
	reg := custom.Register()
	h.book = register.NewBook(h.boats, h.buoys, reg)
	h.door = change.New(st, h.book)
	h.defs = custom.NewDefinitions(reg, h.book)
	h.must(h.do(change.SystemActor(h.owner.Org, "start"), "settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Quayside", change.Member{Person: "orla", Name: "Orla Quay", Email: "orla@example.org"})
		return err
	}))
	h.must(h.do(h.owner, "buoy.create", func(tx *change.Tx) error {
		_, err := change.Insert(tx, h.buoys, buoy{Name: "East"})
		return err
	}))
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) do(a change.Actor, action string, fn func(*change.Tx) error) error {
	_, err := h.door.Do(h.t.Context(), change.Request{Actor: a, Action: action, Now: noon}, fn)
	return err
}

func (h *house) define(d custom.Definition) error {
	return h.do(h.owner, "custom-field.create", func(tx *change.Tx) error {
		one := d
		_, err := h.defs.Create(tx, &one)
		return err
	})
}

// ready gives what becomes of custom values, or what is wrong with them.
func (h *house) ready(a change.Actor, old, now map[string]string) (map[string]string, string) {
	h.t.Helper()
	value := &boat{Name: "Alder", Values: custom.Values{Custom: now}}
	var before any
	if old != nil {
		before = &boat{Name: "Alder", Values: custom.Values{Custom: old}}
	}
	err := h.door.See(h.t.Context(), a, func(v *change.View) error { return custom.Ready(v, h.book, h.boats, before, value) })
	if err == nil {
		return value.Custom, ""
	}
	if errs.CodeOf(err) != errs.Invalid {
		h.t.Fatal(err)
	}
	var at []string
	for _, f := range errs.FieldsOf(err) {
		at = append(at, f.Pointer)
	}
	return nil, strings.Join(at, " ")
}

func TestValuesAreCheckedAndBroughtIntoTheirForm(t *testing.T) {
	t.Parallel()
	h := build(t)
	for _, d := range []custom.Definition{
		{For: "boat", Label: "Berth", Type: "text"},
		{For: "boat", Label: "Story", Type: "long-text"},
		{For: "boat", Label: "Insurer", Type: "choice", Choices: []string{"Tern Mutual", "Harbour Re"}},
		{For: "boat", Label: "Surveyed", Type: "date"},
		{For: "boat", Label: "Draught", Type: "number"},
		{For: "boat", Label: "Lit", Type: "yes-no"},
		{For: "boat", Label: "Skipper", Type: "person"},
		{For: "boat", Label: "Mooring", Type: "link", To: "buoy"},
	} {
		h.must(h.define(d))
	}
	narrow := h.owner
	narrow.Scope = authz.Scope{"isms:write"} // definitions are part of the form: no right to settings is wanted
	for in, want := range map[string]string{
		"berth= 4 B ": "4 B", "berth=a\nb": "!", "berth=" + strings.Repeat("x", 1001): "!", "berth= ": "",
		"story=a\nb": "a\nb", "insurer=tern  mutual": "Tern Mutual", "insurer=Nobody": "!", "surveyed=2027-02-28": "2027-02-28", "surveyed=2027-02-30": "!",
		"draught=1,200.50": "1200.5", "draught=deep": "!", "draught=NaN": "!", "draught=1e300": "!", "draught=-0.25": "-0.25",
		"lit=Y": "yes", "lit=false": "no", "lit=perhaps": "!", "skipper=orla quay": "orla", "skipper=orla@example.org": "orla", "skipper=orla": "orla", "skipper=Nobody": "!",
		"mooring=buoy-1": "BUOY-1", "mooring=BUOY-9": "!", "mooring=East": "!", "colour=red": "!",
	} {
		name, text, _ := strings.Cut(in, "=")
		got, fault := h.ready(narrow, nil, map[string]string{name: text})
		switch {
		case want == "!":
			if fault != "/custom/"+name {
				t.Errorf("%.40s: %v, at %q", in, got, fault)
			}
		case fault != "" || got[name] != want || want == "" && got != nil:
			t.Errorf("%.40s: %v, at %q, want %q", in, got, fault, want)
		default: // its own form stays
			if again, fault := h.ready(narrow, nil, map[string]string{name: want}); fault != "" || again[name] != want {
				t.Errorf("%.40s again: %v, at %q", in, again, fault)
			}
		}
	}
}

// TestWhatStaysIsNotAskedAgain: a required field is asked of new records and
// cannot be emptied; a retired one, a choice that went, and a name that is
// unknown stay as they were.
func TestWhatStaysIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(h.define(custom.Definition{For: "boat", Label: "Insurer", Type: "choice", Choices: []string{"Tern Mutual"}, Required: true}))
	h.must(h.define(custom.Definition{For: "boat", Label: "Berth", Type: "text"}))
	h.must(h.do(h.owner, "custom-field.update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, h.defs.Register(), "FIELD-2")
		if err != nil {
			return err
		}
		row.Value.Retired = true
		_, err = change.Put(tx, h.defs.Register(), row.ID, row.Version, row.Value)
		return err
	}))
	type m = map[string]string
	for name, c := range map[string]struct {
		old, now m
		fault    string
	}{
		"new, without":          {nil, m{}, "/custom/insurer"},
		"new, with":             {nil, m{"insurer": "Tern Mutual"}, ""},
		"never had it":          {m{}, m{}, ""},
		"emptied":               {m{"insurer": "Tern Mutual"}, m{}, "/custom/insurer"},
		"a choice that went":    {m{"insurer": "Old Co"}, m{"insurer": "Old Co"}, ""},
		"to a choice that went": {m{"insurer": "Tern Mutual"}, m{"insurer": "Old Co"}, "/custom/insurer"},
		"retired, stays":        {m{"berth": "4"}, m{"berth": "4"}, ""},
		"retired, emptied":      {m{"berth": "4"}, m{}, ""},
		"retired, changed":      {m{"berth": "4"}, m{"berth": "5"}, "/custom/berth"},
		"unknown, stays":        {m{"old": "x"}, m{"old": "x"}, ""},
		"unknown, changed":      {m{"old": "x"}, m{"old": "y"}, "/custom/old"},
		"unknown, taken away":   {m{"old": "x"}, m{}, ""},
	} {
		got, fault := h.ready(h.owner, c.old, c.now)
		if fault != c.fault {
			t.Errorf("%s: %v, at %q, want %q", name, got, fault, c.fault)
		}
		for k, v := range c.now {
			if fault == "" && got[k] != v {
				t.Errorf("%s: %s became %q", name, k, got[k])
			}
		}
	}
	h.must(h.door.See(t.Context(), h.owner, func(v *change.View) error {
		fields, err := custom.Fields(v, h.book, "boat")
		var words []string
		for _, s := range custom.Show(fields, m{"berth": "4", "old": "x"}) {
			word := s.Name + "=" + s.Value
			if s.Gone {
				word += " gone"
			}
			words = append(words, word)
		}
		if got := strings.Join(words, ", "); got != "insurer=, berth=4 gone, old=x gone" {
			t.Errorf("shown: %s", got)
		}
		return err
	}))
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	h := build(t)
	for name, c := range map[string]struct {
		d  custom.Definition
		at string
	}{
		"no label":             {custom.Definition{For: "boat", Type: "text"}, "/label"},
		"no such register":     {custom.Definition{For: "ship", Label: "A", Type: "text"}, "/for"},
		"one that takes none":  {custom.Definition{For: "buoy", Label: "A", Type: "text"}, "/for"},
		"no such type":         {custom.Definition{For: "boat", Label: "A", Type: "money"}, "/type"},
		"a choice of nothing":  {custom.Definition{For: "boat", Label: "A", Type: "choice"}, "/choices"},
		"a choice twice":       {custom.Definition{For: "boat", Label: "A", Type: "choice", Choices: []string{"x", "X"}}, "/choices"},
		"a choice with commas": {custom.Definition{For: "boat", Label: "A", Type: "choice", Choices: []string{"x, y"}}, "/choices"},
		"a link to nothing":    {custom.Definition{For: "boat", Label: "A", Type: "link"}, "/to"},
		"a link to nowhere":    {custom.Definition{For: "boat", Label: "A", Type: "link", To: "ship"}, "/to"},
		"a text to somewhere":  {custom.Definition{For: "boat", Label: "A", Type: "text", To: "buoy"}, "/to"},
		"a name that is none":  {custom.Definition{For: "boat", Label: "A", Type: "text", Name: "A b"}, "/name"},
	} {
		err := h.define(c.d)
		if f := errs.FieldsOf(err); len(f) == 0 || f[0].Pointer != c.at {
			t.Errorf("%s: %v, want %s", name, err, c.at)
		}
	}
	for range 2 {
		h.must(h.define(custom.Definition{For: "boat", Label: "Insurer’s naïve 2nd name!", Type: "text"}))
	}
	if err := h.define(custom.Definition{For: "boat", Label: "Again", Name: "insurer-s-naive-2nd-name", Type: "text"}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a name that is taken: %v", err)
	}
	reader := h.owner
	reader.Role = authz.ComplianceManager
	err := h.do(reader, "custom-field.create", func(tx *change.Tx) error { return nil })
	if errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("who may not change settings: %v", err)
	}
	h.must(h.door.See(t.Context(), h.owner, func(v *change.View) error {
		fields, err := custom.Fields(v, h.book, "boat")
		if len(fields) != 2 || fields[0].Name != "insurer-s-naive-2nd-name" || fields[1].Name != "insurer-s-naive-2nd-name-2" || fields[1].Order != 2 {
			t.Errorf("%+v", fields)
		}
		return err
	}))
	err = h.do(h.owner, "custom-field.update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, h.defs.Register(), "FIELD-1")
		if err != nil {
			return err
		}
		row.Value.Type = "number"
		_, err = change.Put(tx, h.defs.Register(), row.ID, row.Version, row.Value)
		return err
	})
	if f := errs.FieldsOf(err); len(f) != 1 || f[0].Pointer != "/type" {
		t.Errorf("another type: %v", err)
	}
	for i := range custom.MaxFields - 2 {
		h.must(h.define(custom.Definition{For: "boat", Label: "More", Type: "text", Order: i + 10}))
	}
	if err := h.define(custom.Definition{For: "boat", Label: "Too many", Type: "text"}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("too many: %v", err)
	}
}

func TestSetLeavesAnotherRecordsValuesAlone(t *testing.T) {
	t.Parallel()
	a := &boat{Values: custom.Values{Custom: map[string]string{"x": "1"}}}
	b := *a
	custom.Set(&b, "custom.x", "2")
	custom.Set(&b, "y", "3")
	if a.Custom["x"] != "1" || len(a.Custom) != 1 || b.Custom["x"] != "2" || b.Custom["y"] != "3" {
		t.Errorf("%v %v", a.Custom, b.Custom)
	}
	custom.Set(&b, "y", "")
	if _, there := b.Custom["y"]; there {
		t.Errorf("%v", b.Custom)
	}
	custom.Set(&buoy{}, "x", "1") // takes none: nothing happens
}
