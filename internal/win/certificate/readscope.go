package certificate

import (
	"regexp"
	"slices"
	"strings"
)

const (
	// maxScope bounds a scope statement in bytes.
	maxScope = 2000
	// maxSites bounds the lines of a list of sites.
	maxSites = 12
	// maxCandidates bounds what is compared: two are a doubt already.
	maxCandidates = 5
)

var (
	// scopeEnds begins a line that is no scope any more.
	scopeEnds = regexp.MustCompile(`(?i)^(?:signed|your|you|we|our|please|for and on behalf|this certificate|the certificate|certificate|certified|page \d|director|managing director|president|authori[sz]ed|further clarifications|validity|valid|accredited|ukas|the use of|to verify|verify|check|printed copies|issued|expiry|date|remains? (?:valid|the property)|bsi|lrqa|sgs|nqa|in the absence|and operates|operates an?|has been|complies|which complies|remote scope|head office|invented)\b`)
	// scopeIn introduces a scope in a sentence.
	scopeIn = regexp.MustCompile(`(?i)\b(?:for the following (?:scope|activities|products and services|services)|the following activities|covering the following|applicable to|in respect of|for the scope|the scope of (?:the )?(?:certification|registration|approval) is)\b\s*:?\s*`)
)

// readScope takes the words after the scope's label, over the lines that it
// runs on.
func (r *reading) readScope() {
	var texts, quotes []string
	add := func(first string, row int) {
		if len(texts) == maxCandidates {
			return
		}
		text, quote := r.runOn(first, row)
		if len(text) < 5 || len(text) > maxScope || !strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return
		}
		if !slices.ContainsFunc(texts, func(o string) bool { return holderKey(o) == holderKey(text) }) {
			texts, quotes = append(texts, text), append(quotes, quote)
		}
	}
	for _, f := range r.found {
		if f.field == "scope" {
			add(f.value, f.row)
		}
	}
	if len(texts) == 0 {
		for i, l := range r.lines {
			if m := scopeIn.FindStringIndex(l.text); m != nil {
				add(l.text[m[1]:], i)
			} else if i+1 < len(r.lines) {
				// The introduction may run over the end of its line.
				both := l.text + " " + r.lines[i+1].text
				if m := scopeIn.FindStringIndex(both); m != nil && m[0] < len(l.text) && m[1] > len(l.text)+1 {
					add(both[m[1]:], i+1)
				}
			}
		}
	}
	switch len(texts) {
	case 0:
	case 1:
		r.c.Scope = texts[0]
		r.read("/scope", texts[0], quotes[0])
	default:
		r.doubt("/scope", "The text has more than one scope statement: copy the right one, word for word.")
	}
}

// runOn gathers a text over the lines that it runs on: to an empty line, a
// label, the words that end a scope, or the end of its sentence.
func (r *reading) runOn(first string, row int) (text, quote string) {
	first = strings.TrimSpace(first)
	text, quote = first, r.lines[row].text
	for j := row + 1; j < len(r.lines) && len(text) < maxScope; j++ {
		l := r.lines[j]
		if l.text == "" {
			if text == "" {
				continue
			}
			break
		}
		if text != "" && endsSentence(text) {
			break
		}
		if len(l.labels[0]) > 0 || scopeEnds.MatchString(l.text) || certifies.MatchString(l.text) {
			break
		}
		if len(l.cells) > 1 && text != "" {
			break // a row of a table
		}
		if text != "" {
			text += " "
		}
		text += l.cells[0]
		quote += "\n" + l.text
	}
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(text), `"`)), quote
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `" `)
	return strings.HasSuffix(s, ".") && !strings.HasSuffix(strings.ToLower(s), "ltd.") && !strings.HasSuffix(s, "v.")
}

// readSites takes the lines after a label of sites or addresses.
func (r *reading) readSites() {
	var sites []string
	quote := ""
	for _, f := range r.found {
		if f.field != "sites" {
			continue
		}
		if f.value != "" {
			if !slices.Contains(sites, f.value) {
				sites, quote = append(sites, f.value), quote+f.quote+"\n"
			}
			if !f.below && !strings.HasSuffix(f.quote, ",") {
				continue
			}
		}
		quote += r.lines[f.row].text + "\n"
		for j := f.row + 1; j < len(r.lines) && j <= f.row+maxSites; j++ {
			l := r.lines[j]
			if l.text == "" || len(l.cells) != 1 || len(l.labels[0]) > 0 || scopeEnds.MatchString(l.text) {
				break
			}
			site := strings.Trim(l.text, " •*-·")
			if n := len(sites); n > 0 && strings.HasSuffix(sites[n-1], ",") {
				sites[n-1] += " " + site
			} else if !slices.Contains(sites, site) {
				sites = append(sites, site)
			}
			quote += l.text + "\n"
		}
	}
	if len(sites) > 0 && len(sites) <= maxSites {
		r.c.Sites = Lines(strings.Join(sites, "\n"))
		r.read("/sites", strings.Join(sites, "; "), quote)
	}
}
