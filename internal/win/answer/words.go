package answer

import (
	"slices"
	"strings"

	"holdfast/internal/fold"
)

// common are words that tell nothing of what a question is about.
var common = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`a about above across after all also an and any are as at be been being between both but by can confirm could
		demonstrate describe detail details did do does each ensure explain following for from full give had has have having how if in including
		information into is it its itself many may more most must no not of on or organisation other our out outline please provide question
		relevant response set shall should state such supplier tenderer than that the their them then there these they this those to under up us
		use used using was we were what when where whether which who will with within would yes you your company bidder applicant`) {
		out[w] = true
	}
	return out
}()

// same are short forms that buyers use, with the words that they stand for.
var same = map[string]string{
	"isms": "information security management", "bcp": "business continuity plan", "dr": "disaster recovery", "gdpr": "data protection",
	"h&s": "health safety", "hse": "health safety", "edi": "equality diversity inclusion", "mfa": "multi factor authentication", "2fa": "multi factor authentication",
	"ce": "cyber essentials", "dpia": "data protection impact assessment", "qms": "quality management", "ems": "environmental management",
	"pentest": "penetration test", "kpi": "performance indicators", "kpis": "performance indicators", "sla": "service level", "slas": "service level",
	"tupe": "transfer staff", "csr": "social value", "dpo": "data protection officer", "rto": "recovery time", "rpo": "recovery point",
}

// stem cuts what English puts at the end of a word, roughly: both sides are cut
// alike, and what is left still begins the word, so that it can be searched for.
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ements", "ement", "ities", "ity", "ings", "ing", "ies", "ied", "ions", "ion", "ers", "er", "ed", "es", "s", "y", "e", "al"} {
		if cut, ok := strings.CutSuffix(w, end); ok && len(cut) >= 4 {
			return cut
		}
	}
	return w
}

// stems gives the telling words of a text, cut, each once, in their order. A text
// of nothing but common words gives those.
func stems(text string) []string {
	var out, all []string
	add := func(w string) {
		s := stem(w)
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
		if !common[w] && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, w := range fold.Words(text) {
		if long, ok := same[w]; ok {
			for x := range strings.FieldsSeq(long) {
				add(x)
			}
			continue
		}
		for _, part := range strings.FieldsFunc(w, func(r rune) bool { return r == '/' || r == '-' || r == ':' || r == '\'' || r == '’' }) {
			if len(part) > 1 {
				add(part)
			}
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// hasStem says that one of the words is the same but for its end: "apprentic" and
// "apprenticeship".
func hasStem(words []string, w string) bool {
	return slices.ContainsFunc(words, func(o string) bool {
		return o == w || len(o) >= 5 && strings.HasPrefix(w, o) || len(w) >= 5 && strings.HasPrefix(o, w)
	})
}
