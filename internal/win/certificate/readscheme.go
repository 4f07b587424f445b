package certificate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/scheme"
)

// isoPattern knows a management system standard with its edition.
var isoPattern = regexp.MustCompile(`(?i)\bISO\s*(?:/\s*IEC)?\s*(27001|27701|27017|27018|9001|14001|22301|45001|20000(?:\s*-\s*1)?|42001)\b(?:\s*[:\-]\s*((?:19|20)\d{2}))?`)

// schemeWords are the words by which other schemes are known on their papers.
var schemeWords = []struct {
	pattern *regexp.Regexp
	id      string
}{
	{regexp.MustCompile(`(?i)\bdata security (?:and|&) protection toolkit\b|\bDSPT\b`), "dspt"},
	{regexp.MustCompile(`(?i)\bdefence cyber certification\b`), "dcc"},
	{regexp.MustCompile(`(?i)\bIASME cyber assurance\b.{0,40}\blevel\s*(?:1|one)\b`), "iasme-cyber-assurance-1"},
	{regexp.MustCompile(`(?i)\bIASME cyber assurance\b.{0,40}\blevel\s*(?:2|two)\b`), "iasme-cyber-assurance-2"},
	{regexp.MustCompile(`(?i)\bemployer'?s'?\s+liability\b`), "insurance-employers-liability"},
	{regexp.MustCompile(`(?i)\bprofessional\s+(?:indemnity|liability)\b`), "insurance-professional-indemnity"},
	{regexp.MustCompile(`(?i)\bpublic(?:\s+and\s+products|\s*/\s*products|\s+(?:&|and)\s+product)?\s+liability\b`), "insurance-public-liability"},
	{regexp.MustCompile(`(?i)\bcyber(?:\s+(?:and data|liability|risks?))?\s+insurance\b|\bcyber\s+(?:liability|policy)\b`), "insurance-cyber"},
	{regexp.MustCompile(`(?i)\bSOC\s*2\b.{0,40}\btype\s*(?:II|2)\b`), "soc2"},
	{regexp.MustCompile(`(?i)\bPCI\s*DSS\b|\bpayment card industry data security standard\b`), "pci-dss"},
	{regexp.MustCompile(`(?i)\bregister of (?:data protection )?fee payers\b|\bdata protection (?:fee|registration)\b|\binformation commissioner'?s office\b`), "ico-fee"},
}

var (
	plusPattern = regexp.MustCompile(`(?i)\bcyber\s+essentials\s*(?:plus\b|\+)`)
	cePattern   = regexp.MustCompile(`(?i)\bcyber\s+essentials\b`)
	// tells are words that say which standard a certificate is to.
	tells = regexp.MustCompile(`(?i)requirements of|complies with|conforms? (?:to|with)|in accordance with|certified (?:to|against)|assessed (?:against|and)|certificate of|for compliance|meets?|standard\s*:`)
	// asides are sentences that name a scheme beside the matter.
	asides = regexp.MustCompile(`(?i)\b(?:apply for|next step|upgrade|not a|does not|more about|consider|accredited to|in addition|competence|17021|27006)\b`)
)

// shortLine is the length of a line that is likely a title, in bytes.
const shortLine = 60

// hit is a scheme named in a line.
type hit struct {
	id, edition, quote string
	strong             bool // a title, or a sentence that says what is certified
}

func hits(lines []line) []hit {
	var out []hit
	for _, l := range lines {
		if l.text == "" || asides.MatchString(l.text) {
			continue
		}
		strong := len(l.text) <= shortLine || tells.MatchString(l.text)
		for _, m := range isoPattern.FindAllStringSubmatch(l.text, -1) {
			id := "iso" + strings.NewReplacer(" ", "", "-1", "").Replace(m[1])
			out = append(out, hit{id, m[2], l.text, strong})
		}
		switch {
		case plusPattern.MatchString(l.text):
			out = append(out, hit{plusID, "", l.text, strong})
		case cePattern.MatchString(l.text):
			out = append(out, hit{ceID, "", l.text, strong})
		}
		for _, w := range schemeWords {
			if w.pattern.MatchString(l.text) {
				out = append(out, hit{w.id, "", l.text, strong})
			}
		}
	}
	return out
}

// readScheme tells the scheme and its edition. Where a paper names several it
// is told only if just one of them stands in a title or in the sentence that
// says what is certified.
func (r *reading) readScheme(book *scheme.Book) {
	all := hits(r.lines)
	ids := func(keep func(hit) bool) []string {
		var out []string
		for _, h := range all {
			if _, ok := book.Scheme(h.id); ok && keep(h) && !slices.Contains(out, h.id) {
				out = append(out, h.id)
			}
		}
		return out
	}
	some := ids(func(h hit) bool { return h.strong })
	if len(some) == 0 {
		some = ids(func(hit) bool { return true })
	}
	// A Plus names the basic scheme too, and an extension the standard below it.
	if slices.Contains(some, plusID) {
		some = slices.DeleteFunc(some, func(id string) bool { return id == ceID || id == "insurance-cyber" })
	}
	if len(some) > 1 && slices.Contains(some, "iso27001") {
		some = slices.DeleteFunc(some, func(id string) bool { return id == "iso27017" || id == "iso27018" })
	}
	if len(some) > 1 && slices.Contains(some, "dspt") {
		some = slices.DeleteFunc(some, func(id string) bool { return id == ceID || id == plusID })
	}
	switch len(some) {
	case 0:
		r.doubt("/scheme", "No scheme was recognised in the text.")
		return
	case 1:
	default:
		r.doubt("/scheme", "The text names %s: make one record for each.", strings.Join(some, " and "))
		return
	}
	id := some[0]
	r.c.Scheme = id
	quote, editions := "", []string{}
	for _, h := range all {
		if h.id != id {
			continue
		}
		if quote == "" || (h.strong && h.edition != "" && len(editions) == 0) {
			quote = h.quote
		}
		if h.edition != "" && !slices.Contains(editions, h.edition) {
			editions = append(editions, h.edition)
		}
	}
	r.read("/scheme", id, quote)
	switch len(editions) {
	case 0:
	case 1:
		r.c.Edition = editions[0]
		for _, h := range all {
			if h.id == id && h.edition == editions[0] {
				r.read("/edition", h.edition, h.quote)
				break
			}
		}
	default:
		r.doubt("/edition", "The text names the editions %s.", strings.Join(editions, " and "))
	}
}

var (
	questionSets = regexp.MustCompile(`\b(Evendine|Beacon|Montpellier|Willow|Danzell)\b`)
	toolkitYears = regexp.MustCompile(`\b(20\d{2})\s*[-/]\s*(?:20)?(\d{2})\b`)
	statuses     = regexp.MustCompile(`(?i)\b(standards\s+not\s+met|standards\s+met|standards\s+exceeded|approaching\s+standards|not\s+published)\b`)
	levelWords   = regexp.MustCompile(`(?i)\blevel\s*(\d)\b`)
)

// readEdition reads the question set of Cyber Essentials and the year of the
// toolkit, and readLevel its status.
func (r *reading) readEdition(book *scheme.Book) {
	s, ok := book.Scheme(r.c.Scheme)
	if !ok || r.c.Edition != "" {
		return
	}
	var pattern *regexp.Regexp
	switch {
	case s.ID == ceID || s.ID == plusID:
		pattern = questionSets
	case s.Term == scheme.TermToolkitYear:
		pattern = toolkitYears
	default:
		return
	}
	r.only("/edition", &r.c.Edition, pattern, func(m []string) string {
		if pattern == toolkitYears {
			if !followsYear(m[1], m[2]) {
				return "" // a date
			}
			return m[1] + "-" + m[2]
		}
		return m[1]
	})
}

// followsYear says that the second is the year after the first: 2025 and 26.
func followsYear(first, second string) bool {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	return (a+1)%100 == b
}

func (r *reading) readLevel(book *scheme.Book) {
	s, ok := book.Scheme(r.c.Scheme)
	if !ok || len(s.Levels) == 0 {
		return
	}
	pattern := levelWords
	if s.Term == scheme.TermToolkitYear {
		pattern = statuses
	}
	var level string
	r.only("/level", &level, pattern, func(m []string) string {
		if got, ok := s.Level(strings.Join(strings.Fields(m[1]), " ")); ok {
			return got.ID
		}
		return ""
	})
	if level != "" {
		_ = r.c.Level.UnmarshalJSON(fmt.Appendf(nil, "%q", level)) // a known level is a short text
	}
}

// only takes a value when the text has just one.
func (r *reading) only(pointer string, into *string, pattern *regexp.Regexp, value func([]string) string) {
	var values, quotes []string
	for _, l := range r.lines {
		for _, m := range pattern.FindAllStringSubmatch(l.text, -1) {
			if v := value(m); v != "" && !slices.Contains(values, v) {
				values, quotes = append(values, v), append(quotes, l.text)
			}
		}
	}
	switch len(values) {
	case 0:
	case 1:
		*into = values[0]
		r.read(pointer, values[0], quotes[0])
	default:
		r.doubt(pointer, "The text names %s: choose one.", strings.Join(values, " and "))
	}
}
