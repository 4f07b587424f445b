package framework_test

import (
	"strings"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/framework"
)

const ownYAML = `# What the customer asks of us
id: fenmoor-supplier
edition: 2026
name: Supplier standard of Fenmoor Digital
groups:
  - {id: "4", title: Access}
items:
  - id: 4.1
    title: No shared accounts
    group: 4
  - id: 4.10
    title: "MFA: on everything"
    group: 4
    kind: control
    text: |
      First line.
      Second line.
  - {id: 5.1, title: no}
`

func TestOwnYAML(t *testing.T) {
	t.Parallel()
	c, err := framework.ReadOwn([]byte(ownYAML))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Own || c.Ref() != "fenmoor-supplier:2026" || len(c.Items) != 3 || len(c.Below("4")) != 2 {
		t.Errorf("got %+v", c)
	}
	it, ok := c.Item("4.10")
	if !ok || it.Kind != framework.KindControl || it.Text != "First line.\nSecond line.\n" {
		t.Errorf("4.10: %+v", it)
	}
	if it, _ := c.Item("5.1"); it == nil || it.Title != "no" || it.Kind != framework.KindRequirement {
		t.Errorf("5.1: %+v", it)
	}
}

func TestOwnJSON(t *testing.T) {
	t.Parallel()
	c, err := framework.ReadOwn(mustJSON(t, map[string]any{
		"id": "x1", "edition": "1", "name": "X", "items": []any{map[string]any{"id": "a", "title": "A"}},
	}))
	if err != nil || len(c.Items) != 1 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestOwnTable(t *testing.T) {
	t.Parallel()
	h := framework.Head{ID: "x1", Edition: "1", Name: "X"}
	c, err := framework.ReadOwnCSV(h, []byte("\ufeffGroup,ID,Title,\nAccess,1.1,\"Accounts, named\",\n,,,\nNetwork,2.1,Firewall\nAccess,1.2,MFA\n"))
	if err != nil {
		t.Fatal(err)
	}
	it, _ := c.Item("1.2")
	if len(c.Items) != 3 || len(c.Groups) != 2 || it == nil || c.Title(it.Group) != "Access" || c.Title("1.1") != "Accounts, named" {
		t.Errorf("%+v", c)
	}
	for what, in := range map[string]struct{ table, pointer string }{
		"no title":       {"id,group\n1,2\n", "/columns/title"},
		"unknown column": {"id,title,owner\n1,2,3\n", "/columns/owner"},
		"column twice":   {"id,title,id\n1,2,3\n", "/columns/id"},
		"no rows":        {"id,title\n", "/items"},
		"nothing":        {"", ""},
		"id twice":       {"id,title\n1,A\n1,B\n", "/items/1/id"},
		"broken":         {"id,title\n\"1,A\n", ""},
	} {
		_, err := framework.ReadOwnCSV(h, []byte(in.table))
		wantField(t, what, err, in.pointer)
	}
}

func TestOwnRefuses(t *testing.T) {
	t.Parallel()
	bomb := "id: x1\nedition: 1\nname: &a [x,x]\nabout: *a\nitems: []\n"
	many := strings.Repeat("  - {id: a, title: A}\n", framework.OwnMaxItems+1)
	for what, in := range map[string]struct{ text, pointer string }{
		"empty":          {" \n", ""},
		"a list":         {"- a\n- b\n", ""},
		"a word":         {"hello", ""},
		"broken":         {"id: [", ""},
		"two documents":  {ownYAML + "---\nid: x\n", ""},
		"an alias":       {bomb, "line 3"},
		"a tag":          {strings.Replace(ownYAML, "edition: 2026", "edition: !!int 2026", 1), "line 3"},
		"a merge key":    {ownYAML + "<<: {a: b}\n", "line"},
		"a name twice":   {strings.Replace(ownYAML, "edition: 2026", "edition: 1\nedition: 2", 1), ""},
		"unknown name":   {strings.Replace(ownYAML, "edition: 2026", "edition: 1\nversion: 2", 1), "/version"},
		"bad id":         {strings.Replace(ownYAML, "id: fenmoor-supplier", "id: Fenmoor", 1), "/id"},
		"no edition":     {strings.Replace(ownYAML, "edition: 2026", "edition:", 1), "/edition"},
		"id twice":       {strings.Replace(ownYAML, "id: 4.10", "id: 4.1", 1), "/items/1/id"},
		"group unknown":  {strings.Replace(ownYAML, "group: 4", "group: 9", 1), "/items/0/group"},
		"kind unknown":   {strings.Replace(ownYAML, "kind: control", "kind: wish", 1), "/items/1/kind"},
		"item not a map": {"id: x1\nedition: 1\nname: X\nitems: [a]\n", "/items/0"},
		"a deep one":     {"id: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), ""},
		"too many":       {"id: x1\nedition: 1\nname: X\nitems:\n" + many, "/items"},
		"too big":        {strings.Repeat("#", framework.OwnMaxBytes+1), ""},
		"JSON numbers":   {`{"id":"x1","edition":1,"name":"X","items":[]}`, "/edition"},
	} {
		_, err := framework.ReadOwn([]byte(in.text))
		wantField(t, what, err, in.pointer)
	}
}

func TestOwnBesideTheBuiltIn(t *testing.T) {
	t.Parallel()
	own, err := framework.ReadOwn([]byte(ownYAML))
	if err != nil {
		t.Fatal(err)
	}
	b, err := framework.Default().With(own)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := b.Catalogue("fenmoor-supplier"); err != nil || c != own {
		t.Errorf("%v %v", c, err)
	}
	if _, err := framework.Default().Catalogue("fenmoor-supplier"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("the built-in book has changed: %v", err)
	}
	if _, err := b.With(own); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("twice: %v", err)
	}
	taken, err := framework.ReadOwn([]byte(strings.Replace(ownYAML, "id: fenmoor-supplier", "id: iso27001", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := framework.Default().With(taken); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an id that is taken: %v", err)
	}
}

func FuzzReadOwn(f *testing.F) {
	f.Add([]byte(ownYAML))
	f.Add([]byte(`{"id":"x1"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := framework.ReadOwn(raw)
		if err == nil && (len(c.Items) == 0 || c.ID == "") {
			t.Errorf("accepted %q", raw)
		}
	})
}
