package search

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/fold"
)

// Place is a page of the product, or something that can be done there.
type Place struct {
	Label string // "Controls (SoA)", "Add a risk"
	Href  string
	Group string // of the navigation: "ISMS"; empty for an action
	// Also are other words that people have for it: "soa", "statement of
	// applicability".
	Also []string
	// Area and Verb are what the reader must be allowed; no area: everybody is.
	Area authz.Area
	Verb authz.Verb
	// Action: something to do rather than somewhere to go.
	Action bool
}

// Offers gives the places that fit the words: each begins a word of the label or
// of what people also call it. Without words it gives them all. Those whose
// label begins with the query come first, then those whose label has the words.
func (b *Board) Offers(a change.Actor, query string) []Place {
	words := fold.Words(query)
	whole := fold.Text(query)
	var begins, label, also []Place
	if b.Places == nil {
		return nil
	}
	for _, p := range b.Places() {
		if p.Area != "" && !a.May(p.Verb, p.Area) {
			continue
		}
		switch {
		case strings.HasPrefix(fold.Text(p.Label), whole):
			begins = append(begins, p)
		case all(p.Label, words):
			label = append(label, p)
		case all(p.Label+" "+strings.Join(p.Also, " "), words):
			also = append(also, p)
		}
	}
	return append(append(begins, label...), also...)
}

// all says whether every word begins a word of the text.
func all(text string, words []string) bool {
	var b strings.Builder
	fold.AddWords(&b, text)
	for _, w := range words {
		if !strings.Contains(b.String(), " "+w) {
			return false
		}
	}
	return true
}
