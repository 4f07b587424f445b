package certificate

import (
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/register"
)

var (
	// certifies introduces the holder in a sentence.
	certifies = regexp.MustCompile(`(?i)\b(?:this is to certify that|this certifies that|we certify that|it is hereby certified that|hereby certifies that|has been awarded to|is awarded to|awarded to|is granted to|granted to|presented to|issued to|certificate of registration to)\b\s*:?\s*`)
	// systemOf stands between that and the holder.
	systemOf = regexp.MustCompile(`(?i)^(?:the\s+)?(?:[a-z]+\s+){0,4}(?:management system|ISMS|QMS)s?(?:\s+(?:operated by|implemented by|of|at|for))?\s*:?\s*`)
	// afterName is what follows a holder's name in the same line.
	afterName = regexp.MustCompile(`(?i)\s+(?:has|have|is|was|holds?|operates?|meets?|complies|conforms|of\s+\d|whose|which|,?\s*company (?:no|number)|\(company|trading as|t/a)\b.*$|\s*,\s*(?:\d|unit|suite|floor).*$`)
	legalForm = regexp.MustCompile(`(?i)\b(?:ltd|limited|plc|llp|lp|cic|inc|gmbh|b\.?v\.?|council|trust|university|association|company|group|partnership|charity|partners)\b\.?`)

	// bodies are names by which certification bodies print themselves. The list
	// helps where no label stands before the name; it is not a list of the good.
	bodies = regexp.MustCompile(`\b(BSI(?: Assurance UK)?(?: Limited| Ltd)?|NQA(?: Limited| Ltd)?|LRQA(?: Limited| Ltd)?|SGS United Kingdom (?:Limited|Ltd)|Bureau Veritas(?: Certification)?(?: Holding)?(?: SAS)?(?: UK)?(?: Limited| Ltd)?|DNV(?: Business Assurance)?(?: UK)?(?: Limited| Ltd)?|Intertek(?: Certification)?(?: Limited| Ltd)?|Alcumus ISOQAR(?: Limited| Ltd)?|ISOQAR(?: Limited| Ltd)?|British Assessment Bureau|Centre for Assessment(?: Limited| Ltd)?|QMS International(?: Limited| Ltd)?|Northgate Certification(?: Limited| Ltd)?)\b`)

	accreditors = regexp.MustCompile(`\b(UKAS|ANAB|DAkkS|RvA|INAB|COFRAC|Cofrac|ACCREDIA|Accredia|SWEDAC|Swedac|ENAC|JAS-ANZ)\b`)
	accredits   = regexp.MustCompile(`(?i)\b(?:UKAS|accreditation|accredited)\b[^0-9\n]{0,60}?\b(?:no\.?|number|nr\.?|:|,|\s)\s*0*(\d{2,5})\b`)
	unaccredits = regexp.MustCompile(`(?i)\b(?:not|non|un)[\s-]?accredited\b|\bnot\s+(?:been\s+)?accredited\b|\bwithout accreditation\b`)
	verifyAt    = regexp.MustCompile(`(?i)\bhttps?://[^\s"<>]+[^\s"<>.,;)]`)
)

func (r *reading) readHolder() {
	var names, quotes []string
	add := func(name, quote string) {
		if len(names) == maxCandidates {
			return
		}
		name = tidyName(name)
		if !plausibleName(name) {
			return
		}
		for i, n := range names {
			a, b := holderKey(n), holderKey(name)
			if a == b || strings.Contains(a, b) {
				return
			}
			if strings.Contains(b, a) { // the fuller of two readings of one name
				names[i], quotes[i] = name, quote
				return
			}
		}
		names, quotes = append(names, name), append(quotes, quote)
	}
	for _, f := range r.found {
		if f.field == "holder" {
			add(f.value, f.quote)
			if f.value == "" {
				if j := r.nextText(f.row); j >= 0 {
					add(r.lines[j].text, f.quote+"\n"+r.lines[j].text)
				}
			}
		}
	}
	for i, l := range r.lines {
		m := certifies.FindStringIndex(l.text)
		if m == nil {
			continue
		}
		rest := l.text[m[1]:]
		quote := l.text
		for hop := 0; hop < 3; hop++ {
			rest = strings.TrimSpace(systemOf.ReplaceAllString(rest, ""))
			rest = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(rest, "of:"), "of "))
			if rest != "" && rest != ":" && rest != "of" {
				break
			}
			j := r.nextText(i)
			if j < 0 {
				break
			}
			i, rest, quote = j, r.lines[j].text, quote+"\n"+r.lines[j].text
		}
		add(rest, quote)
	}
	switch len(names) {
	case 0:
	case 1:
		r.c.Holder = names[0]
		r.read("/holder", names[0], quotes[0])
	default:
		r.doubt("/holder", "The text names %s: enter the legal entity that holds it.", strings.Join(names, " and "))
	}
}

// nextText gives the next line with text that is not a label, or -1.
func (r *reading) nextText(i int) int {
	for j := i + 1; j < len(r.lines) && j <= i+2; j++ {
		if len(r.lines[j].cells) == 0 {
			continue
		}
		if len(r.lines[j].labels[0]) > 0 {
			return -1
		}
		return j
	}
	return -1
}

func tidyName(s string) string {
	s, _, _ = strings.Cut(s, "\t")
	s = afterName.ReplaceAllString(s, "")
	return strings.Trim(s, " .,;:*\"'")
}

// plausibleName: a name begins with a capital or a figure, is short, and has no
// words of a sentence.
func plausibleName(s string) bool {
	if len(s) < 3 || len(s) > 120 || strings.Contains(s, ": ") {
		return false
	}
	c := s[0]
	if c >= 'a' && c <= 'z' {
		return false
	}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		switch w {
		case "certify", "certificate", "requirements", "following", "above", "below", "management", "standard", "been":
			if !legalForm.MatchString(s) {
				return false
			}
		}
	}
	return !datePattern.MatchString(s)
}

func (r *reading) readBody() {
	r.text("/body", "body", &r.c.Body, func(v string) string {
		v = strings.Trim(v, " .,;:")
		if plausibleName(v) && len(strings.Fields(v)) <= 9 {
			return v
		}
		return ""
	})
	if r.c.Body != "" || r.doubted("/body") {
		return
	}
	var names []string
	quote := ""
	for _, l := range r.lines {
		for _, n := range bodies.FindAllString(l.text, -1) {
			covered := slices.ContainsFunc(names, func(o string) bool { return strings.HasPrefix(o, n) })
			if covered {
				continue
			}
			names = slices.DeleteFunc(names, func(o string) bool { return strings.HasPrefix(n, o) })
			names, quote = append(names, n), l.text
		}
	}
	switch len(names) {
	case 0:
	case 1:
		r.c.Body = names[0]
		r.read("/body", names[0], quote)
	default:
		r.doubt("/body", "The text names %s: which of them certified?", strings.Join(names, " and "))
	}
}

// readAccreditation: recognised accreditation is told only by a printed
// accreditor, and never where the text denies it.
func (r *reading) readAccreditation() {
	for _, l := range r.lines {
		if unaccredits.MatchString(l.text) {
			no := false
			r.c.Accredited = &no
			r.read("/accredited", "no", l.text)
			return
		}
	}
	r.text("/accreditationBody", "accreditationBody", &r.c.AccreditationBody, func(v string) string { return accreditors.FindString(v) })
	if r.c.AccreditationBody == "" && !r.doubted("/accreditationBody") {
		r.only("/accreditationBody", &r.c.AccreditationBody, accreditors, func(m []string) string { return m[1] })
	}
	if r.c.AccreditationBody == "" {
		return
	}
	yes := true
	r.c.Accredited = &yes
	r.text("/accreditationNumber", "accreditationNumber", &r.c.AccreditationNumber, func(v string) string {
		return regexp.MustCompile(`\b\d{2,6}\b`).FindString(v)
	})
	if r.c.AccreditationNumber == "" && !r.doubted("/accreditationNumber") {
		for _, l := range r.lines {
			if accreditors.MatchString(l.text) {
				if m := accredits.FindStringSubmatchIndex(l.text); m != nil {
					n := regexp.MustCompile(`\d+$`).FindString(l.text[m[0]:m[3]])
					r.c.AccreditationNumber = n
					r.read("/accreditationNumber", n, l.text)
					return
				}
			}
		}
	}
}

func (r *reading) readLink() {
	var links []string
	quote := ""
	for _, l := range r.lines {
		for _, u := range verifyAt.FindAllString(l.text, -1) {
			if register.Fold(l.text) != "" && regexp.MustCompile(`(?i)verif|check|valid|scan`).MatchString(l.text) && !slices.Contains(links, u) {
				links, quote = append(links, u), l.text
			}
		}
	}
	if len(links) == 1 {
		r.c.VerifyLink = links[0]
		r.read("/verifyLink", links[0], quote)
	}
}
