package framework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"holdfast/internal/framework"
)

// small makes a book of invented catalogues with items 1 to 4 each. A mapping
// is written "a b authored C: 1 subset 2, 1 intersects 3".
func small(t *testing.T, ids string, mappings ...string) *framework.Book {
	t.Helper()
	files := fstest.MapFS{}
	for id := range strings.FieldsSeq(ids) {
		files["catalogues/"+id+".json"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			`{"id":"%s-x","edition":"1","current":true,"name":"X","about":"x","owner":"x","reference":"x","licence":"x","asOf":"2026-01-01",
			"facts":[{"of":"all","certainty":"P","asOf":"2026-01-01","source":"invented"}],
			"items":[{"id":"1","kind":"control","title":"One"},{"id":"2","kind":"control","title":"Two"},{"id":"3","kind":"control","title":"Three"},{"id":"4","kind":"control","title":"Four"}]}`, id)}
	}
	for i, m := range mappings {
		head, list, _ := strings.Cut(m, ": ")
		h := strings.Fields(head)
		types := map[string]string{"official": "official", "authored": "authored"}[h[2]]
		var pairs []string
		for p := range strings.SplitSeq(list, ", ") {
			w := strings.Fields(p)
			pairs = append(pairs, fmt.Sprintf(`{"from":%q,"to":%q,"type":%q}`, w[0], w[2], w[1]))
		}
		files[fmt.Sprintf("mappings/%d.json", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			`{"from":"%s-x:1","to":"%s-x:1","origin":%q,"types":%q,"certainty":%q,"asOf":"2026-01-0%d","source":"s%d","pairs":[%s]}`,
			h[0], h[1], h[2], types, h[3], i+1, i, strings.Join(pairs, ","))}
	}
	b, err := framework.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pairs prints a mapping's pairs, each with its middle.
func pairs(m *framework.Mapping) string {
	var out []string
	for _, p := range m.Pairs {
		out = append(out, strings.TrimSpace(p.From+" "+string(p.Type)+" "+p.To+" "+strings.Join(p.Via, "+")))
	}
	return strings.Join(out, ", ")
}

func TestChains(t *testing.T) {
	t.Parallel()
	const proves = "b c authored V: 2 subset 1, 3 subset 1"
	for _, c := range []struct {
		what     string
		mappings []string
		want     string
	}{
		{"of two ways the one that claims more is kept", []string{"a b authored V: 1 intersects 3, 1 subset 2", proves}, "1 subset 1 2"},
		{"in whatever order they come", []string{"a b authored V: 1 subset 2, 1 intersects 3", proves}, "1 subset 1 2"},
		{"two ways to the same claim are both told", []string{"a b authored V: 1 subset 2, 1 subset 3", proves}, "1 subset 1 2+3"},
		{"what proves nothing is told where nothing else is", []string{"a b authored V: 1 intersects 2", "b c authored V: 2 intersects 1"}, "1 possible 1 2"},
		{"and not beside a mapping of the data", []string{"a b authored V: 1 intersects 2", "b c authored V: 2 intersects 1", "a c authored V: 2 subset 2"}, "2 subset 2"},
		{"what a chain proves stands beside it", []string{"a b authored V: 1 subset 2", proves, "a c authored V: 2 subset 2"}, "1 subset 1 2, 2 subset 2"},
		{"but never changes its own pairs", []string{"a b authored V: 1 subset 2", proves, "a c authored V: 1 intersects 1"}, "1 intersects 1"},
		{"nor anything of an owner's", []string{"a b authored V: 1 subset 2", proves, "a c official V: 2 equal 2"}, "2 equal 2"},
	} {
		m, err := small(t, "a b c", c.mappings...).Map("a-x:1", "c-x:1")
		if err != nil || pairs(m) != c.want {
			t.Errorf("%s: got %q (%v), want %q", c.what, pairs(m), err, c.want)
		}
	}
}

// TestAChainIsAsSureAsItsWeakerPart, whichever part that is.
func TestAChainIsAsSureAsItsWeakerPart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, second string
		origin        framework.Origin
		certainty     framework.Certainty
	}{
		{"a b official V: 1 equal 1", "b c authored C: 1 subset 1", framework.Authored, framework.Common},
		{"a b authored C: 1 subset 1", "b c official V: 1 equal 1", framework.Authored, framework.Common},
		{"a b official U: 1 equal 1", "b c official V2: 1 equal 1", framework.Official, framework.Uncertain},
		{"a b official V: 1 equal 1", "b c official V2: 1 equal 1", framework.Official, framework.Secondary},
	} {
		m, err := small(t, "a b c", c.first, c.second).Map("a-x:1", "c-x:1")
		if err != nil || m.Origin != c.origin || m.Certainty != c.certainty || m.AsOf.String() != "2026-01-01" {
			t.Errorf("%s, %s: %+v %v", c.first, c.second, m, err)
			continue
		}
		if !slices.Equal(m.Via, []framework.Ref{"b-x:1"}) || m.Guidance() != (c.origin == framework.Authored) {
			t.Errorf("%s, %s: via %v, guidance %v", c.first, c.second, m.Via, m.Guidance())
		}
	}
	// Two chains side by side, and a chain beside the data: again the weaker.
	m, err := small(t, "a b c d", "a b official V: 1 equal 1", "b c official V: 1 equal 1", "a d authored C: 2 subset 2", "d c authored U: 2 subset 2").Map("a-x:1", "c-x:1")
	if err != nil || pairs(m) != "1 equal 1 1, 2 subset 2 2" || m.Origin != framework.Authored || m.Certainty != framework.Uncertain {
		t.Errorf("side by side: %+v %v", m, err)
	}
}
