package measure

import "regexp"

// names are what a search for key words would look for.
var names = map[string]*regexp.Regexp{
	"iso27001": regexp.MustCompile(`27001`), "iso9001": regexp.MustCompile(`9001`), "iso14001": regexp.MustCompile(`14001`),
	"iso22301": regexp.MustCompile(`22301`), "iso27701": regexp.MustCompile(`27701`), "iso45001": regexp.MustCompile(`45001`),
	"cyber-essentials-plus": regexp.MustCompile(`(?i)cyber\s+essentials\s+plus|\bCE\+`),
	"dspt":                  regexp.MustCompile(`(?i)\bDSPT\b|data security (?:and|&) protection toolkit`),
	"soc2":                  regexp.MustCompile(`(?i)\bSOC ?2\b`), "pci-dss": regexp.MustCompile(`(?i)\bPCI[ -]?DSS\b`),
	"caf":                   regexp.MustCompile(`(?i)\bCAF\b|cyber assessment framework`),
	"iasme-cyber-assurance": regexp.MustCompile(`(?i)\bIASME\b`), "def-stan-05-138": regexp.MustCompile(`05-138`),
}

var (
	essentials = regexp.MustCompile(`(?i)cyber\s+essentials`)
	plus       = regexp.MustCompile(`(?i)^\s+plus`)
)

// keywords gives the schemes that a text names, to a search for key words that
// calls each of them a demand: the figure to beat.
func keywords(text string) map[string]bool {
	out := map[string]bool{}
	for scheme, r := range names {
		out[scheme] = r.MatchString(text)
	}
	for _, at := range essentials.FindAllStringIndex(text, -1) {
		if !plus.MatchString(text[at[1]:]) {
			out["cyber-essentials"] = true
		}
	}
	return out
}
