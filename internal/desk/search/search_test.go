package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/search"
	"holdfast/internal/fold"
)

func TestMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, query string
		want        []search.Piece
	}{
		{"Quayside (Leith), the quay", "QUAY", []search.Piece{{"Quayside", true}, {" (Leith), the ", false}, {"quay", true}}},
		{"ISO/IEC 27001:2022.", "iec 2022", []search.Piece{{"ISO/IEC", true}, {" ", false}, {"27001:2022", true}, {".", false}}},
		{"Éclair a la carte", "a", []search.Piece{{"Éclair ", false}, {"a", true}, {" la carte", false}}},
		{"<b>&", "b", []search.Piece{{"<", false}, {"b", true}, {">&", false}}},
		{"", "b", nil},
	} {
		if d := cmp.Diff(c.want, search.Mark(c.text, fold.Words(c.query))); d != "" {
			t.Errorf("%q in %q: %s", c.query, c.text, d)
		}
	}
}

// TestOffers: places are found by what people call them, and only those that
// the reader may use.
func TestOffers(t *testing.T) {
	t.Parallel()
	places := []search.Place{
		{Label: "Controls (SoA)", Href: "/controls", Also: []string{"statement of applicability", "annex a"}, Area: authz.ISMS, Verb: authz.Read},
		{Label: "Documents", Href: "/documents", Also: []string{"policies"}, Area: authz.ISMS, Verb: authz.Read},
		{Label: "Add a document", Href: "/documents/new", Area: authz.ISMS, Verb: authz.Create, Action: true},
		{Label: "Today", Href: "/"},
	}
	b := &search.Board{Places: func() []search.Place { return places }}
	for _, c := range []struct {
		role  authz.Role
		scope authz.Scope
		query string
		want  []string
	}{
		{authz.Owner, nil, "soa", []string{"/controls"}},
		{authz.Owner, nil, "Statement of", []string{"/controls"}},
		{authz.Owner, nil, "doc", []string{"/documents", "/documents/new"}},
		{authz.Owner, nil, "add", []string{"/documents/new"}},
		{authz.Reader, nil, "doc", []string{"/documents"}},
		{authz.Owner, authz.Scope{"win:read"}, "doc", nil},
		{authz.Owner, authz.Scope{"win:read"}, "", []string{"/"}},
		{authz.Owner, nil, "nothing", nil},
	} {
		var got []string
		for _, p := range b.Offers(change.Actor{Role: c.role, Scope: c.scope}, c.query) {
			got = append(got, p.Href)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %v %q: %s", c.role, c.scope, c.query, d)
		}
	}
}
