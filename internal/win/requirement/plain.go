package requirement

import "strings"

// plain names are told by their words alone. Letters written as capitals must
// be capitals in the text when exact is set.
var plain = []struct {
	scheme string
	exact  bool
	names  []string
}{
	{"dtac", true, []string{"DTAC"}},
	{"dtac", false, []string{"digital technology assessment criteria"}},
	{"ssip", true, []string{"SSIP", "CHAS"}},
	{"ssip", false, []string{"safety schemes in procurement", "safecontractor", "safe contractor", "constructionline", "construction line certif"}},
	{"joscar", false, []string{"joscar"}},
	{"crp", false, []string{"carbon reduction plan"}},
	{"msa", false, []string{"modern slavery statement"}},
	{"bpss", true, []string{"BPSS"}},
	{"bpss", false, []string{"baseline personnel security standard"}},
	{"ctc", false, []string{"counter terrorist check", "counter-terrorist check"}},
	{"dv", false, []string{"developed vetting"}},
	{"sc", true, []string{"SC clear", "SC Clear", "SC-clear"}},
	{"pentest", false, []string{"penetration test", "it health check"}},
	{"pentest", true, []string{"ITHC"}},
	{"ico-fee", false, []string{"data protection fee", "ico registration", "registered with the information commissioner", "registration with the information commissioner"}},
	{"insurance-cyber", false, []string{"cyber insurance", "cyber liability insurance"}},
	{"insurance-professional-indemnity", false, []string{"professional indemnity"}},
	{"insurance-public-liability", false, []string{"public liability"}},
	{"insurance-employers-liability", false, []string{"employers liability", "employers' liability", "employers’ liability", "employer's liability", "employer’s liability", "employers (compulsory) liability"}},
}

func plainAtoms() []atom {
	var list []atom
	for _, p := range plain {
		for _, n := range p.names {
			list = append(list, atom{text: n, exact: p.exact, read: func(out []mention, text string, at int) []mention {
				end := at + len(n)
				if at > 0 && isWordByte(text[at-1]) {
					return out
				}
				if p.exact && !strings.Contains(n, " ") && !standsAlone(text, at, end) {
					return out
				}
				for end < len(text) && isLetter(text[end]) {
					end++
				}
				return append(out, mention{scheme: p.scheme, start: at, end: end})
			}})
		}
	}
	return list
}
