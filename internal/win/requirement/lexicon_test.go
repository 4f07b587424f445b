package requirement

import (
	"strings"
	"testing"
)

// A slip in a phrase (a choice that is optional as a whole) makes a bare "the"
// or "is" decide: no word that is in every sentence may carry a meaning.
func TestNoCommonWordDecides(t *testing.T) {
	t.Parallel()
	for word := range strings.FieldsSeq("the of a an it to in on at for by with from as its their this that these be not any all some so than then") {
		toks := theLexicon().tokenise(word, 0, len(word))
		for _, c := range theLexicon().cues(toks) {
			if c.class&^verb != 0 {
				t.Errorf("%q alone has the meaning %b", word, c.class)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Sub-contractors' data":  "Sub|contractors|'|data",
		"the Council’s (UK)":     "the|Council’s|(|UK|)",
		"you'll need £5m":        "you'll|need|£5m",
		"café – naïve":           "café|–|naïve",
		"ISO/IEC 27001:2022; or": "ISO|/|IEC|27001|:|2022|;|or",
		"\xff bad":               "\xff|bad",
	} {
		var got []string
		for _, k := range theLexicon().tokenise(text, 0, len(text)) {
			got = append(got, text[k.start:k.end])
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q is cut into %q, want %q", text, g, want)
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"One. Two! Three? Four", "One.|Two!|Three?|Four"},
		{"See e.g. ISO 9001. Ask Dr. Li at 9 a.m. daily.", "See e.g. ISO 9001.|Ask Dr. Li at 9 a.m. daily."},
		{"4.2 The bidder must\nhold this.", "4.2 The bidder must\nhold this."},
		{"Heading\n- one\n- two", "Heading|- one|- two"},
		{"The supplier shall hold a certificate that is valid for all of the\nSites named below.", "The supplier shall hold a certificate that is valid for all of the\nSites named below."},
		{"Lead:\n1. first\n2. second", "Lead:|1. first|2. second"},
		{"one<br/>two<li>three</li>", "one|two|three"},
		{"First thing.rn Second thing", "First thing.|Second thing"},
		{"| a | b |", "a|b"},
		{"", ""},
	} {
		var got []string
		for _, u := range units(c.text, nil, 0, len(c.text)) {
			got = append(got, c.text[u.start:u.end])
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%q is cut into\n %q, want\n %q", c.text, g, c.want)
		}
	}
}
