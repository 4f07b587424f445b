package requirement

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mention is one place where a scheme is named.
type mention struct {
	scheme  string
	name    string // for scheme "other"
	edition string
	level   string
	// weak marks a name that counts only beside stronger words: a bare number,
	// "this toolkit", the name of the scheme after its Plus certificate.
	weak       string
	start, end int // bytes
}

const (
	weakNumber  = "number"  // 27001 without ISO before it
	weakToolkit = "toolkit" // "the Toolkit"
	weakScheme  = "scheme"  // "under the Cyber Essentials Scheme"
	weakSOC     = "soc"     // "SOC 2" with a blank: also a socket, a social care code
	weakCAF     = "caf"     // CAF alone: also a common assessment form
	weakIASME   = "iasme"   // IASME alone: mostly the company
	weakDCC     = "dcc"     // DCC alone
)

var theScanner = newScanner(atoms())

func atoms() []atom {
	list := []atom{
		{text: "cyber", read: readCyber},
		{text: "ce+", read: readCEPlus},
		{text: "ce plus", read: readCEPlus},
		{text: "dspt", read: readDSPT},
		{text: "toolkit", read: readToolkit},
		{text: "tool kit", read: readToolkit},
		{text: "soc2", read: readSOC},
		{text: "soc 2", read: readSOC},
		{text: "soc-2", read: readSOC},
		{text: "soc ii", read: readSOC},
		{text: "pci", read: readPCI},
		{text: "payment card industry", read: readPCI},
		{text: "CAF", exact: true, read: readCAF},
		{text: "IASME", exact: true, read: readIASME},
		{text: "05-138", read: readDefStan},
		{text: "05 138", read: readDefStan},
		{text: "defcon", read: readDefcon},
		{text: "DCC", exact: true, read: readDCC},
		{text: "27k", read: readISO},
	}
	for n := range isoNumbers {
		list = append(list, atom{text: n, read: readISO})
	}
	return append(list, plainAtoms()...)
}

// isoNumbers are the standards that people ask for by number. A name in place
// of an id makes it "other".
var isoNumbers = map[string]string{
	"27001": "iso27001", "270001": "iso27001", "9001": "iso9001", "14001": "iso14001",
	"22301": "iso22301", "45001": "iso45001", "27701": "iso27701", "20000": "iso20000",
	"42001": "iso42001", "27017": "iso27017", "27018": "iso27018",
	"27002": "ISO 27002", "27005": "ISO 27005", "27031": "ISO 27031", "27035": "ISO 27035",
	"25999": "ISO 25999", "18001": "ISO 18001", "28000": "ISO 28000", "28001": "ISO 28001",
	"50001": "ISO 50001", "13485": "ISO 13485", "17025": "ISO 17025", "17020": "ISO 17020",
	"15189": "ISO 15189", "22000": "ISO 22000", "20121": "ISO 20121", "44001": "ISO 44001",
	"55001": "ISO 55001", "37001": "ISO 37001", "19650": "ISO 19650", "10008": "BS 10008",
}

var (
	// isoBefore is what stands before the number: ISO, I.S.O., BS EN ISO/IEC.
	isoBefore = regexp.MustCompile(`(?i)(?:\b(?:iso|i\.s\.o\.?|is0|iec|bs|en|ohsas|din)[\s/\-:.,_(\x{00a0}\x{00ad}\x{2010}-\x{2015}]*(?:(?:no\.?|standards?|certificat(?:es?|ion)|accreditations?)\s*[(:]?\s*)?)+$`)
	// listBefore is what stands between two numbers of one list.
	listBefore = regexp.MustCompile(`(?i)\b\d{4,5}(?:[:\-](?:19|20)\d\d)?\)?(?:\s*[,/&+]\s*|\s*,?\s*(?:and|or)\s+)(?:bs\s+)?(?:en\s+)?$`)
	editionOf  = regexp.MustCompile(`^\s?(?:\s?[:\-–]\s?|\s?\(?)((?:19|20)\d\d)\b`)
	// notBefore are words that make a number a house, an order or an amount.
	notBefore = regexp.MustCompile(`(?i)(?:\b(?:box|ward|unit|room|order|ref|reference|no|number|po|lot|invoice|account|code|id|part|tel|phone|ext|ordinal|page|item|contract|cpv)\b\.?["']?[\s:#.\-]*|[£$€#]\s?|[\d.,]{1,3})$`)
)

func readISO(out []mention, text string, at int) []mention {
	end := at
	for end < len(text) && isDigit(text[end]) {
		end++
	}
	number := text[at:end]
	from := back(text, at, 24)
	before := text[from:at]
	if number == "27" && end < len(text) && lower(text[end]) == 'k' {
		loc := isoBefore.FindStringIndex(before)
		if loc == nil || (end+1 < len(text) && isWordByte(text[end+1])) {
			return out
		}
		return append(out, mention{scheme: "iso27001", start: from + loc[0], end: end + 1})
	}
	scheme, known := isoNumbers[number]
	if !known || at > 0 && isDigit(text[at-1]) {
		return out
	}
	if end < len(text) && (isLetter(text[end]) || text[end] == '_') {
		return out
	}
	m := mention{scheme: scheme, start: at, end: end}
	if strings.Contains(scheme, " ") {
		m.scheme, m.name = "other", scheme
	}
	if loc := isoBefore.FindStringIndex(before); loc != nil {
		m.start = from + loc[0]
		if m.name == "ISO 18001" && strings.Contains(strings.ToLower(before[loc[0]:]), "ohsas") {
			m.name = "OHSAS 18001"
		}
	} else {
		switch {
		case at > 0 && (isWordByte(text[at-1]) || text[at-1] == '-' || text[at-1] == '.'),
			end < len(text) && text[end] == '-' && editionOf.FindStringIndex(text[end:]) == nil,
			m.scheme == "other", number == "20000",
			notBefore.MatchString(before) && !listBefore.MatchString(before):
			return out
		case !listBefore.MatchString(before):
			m.weak = weakNumber
		}
	}
	rest := text[end:min(len(text), end+12)]
	if loc := editionOf.FindStringSubmatchIndex(rest); loc != nil {
		m.edition = rest[loc[2]:loc[3]]
		m.end = end + loc[3]
		if m.weak == weakNumber && (rest[0] == ':' || number == "27001") {
			m.weak = ""
		}
	}
	out = append(out, m)
	if number == "27001" && strings.HasPrefix(rest, "/2") && (len(rest) == 2 || !isDigit(rest[2])) {
		out = append(out, mention{scheme: "other", name: "ISO 27002", start: end + 1, end: end + 2})
	}
	return out
}

var (
	// essentials covers the names and slips of Cyber Essentials after "cyber".
	essentials = regexp.MustCompile(`(?i)^cyber(?:s?[\s\-_\x{00a0}]*(?:security[\s\-]+)?(?:essentials?|essentails|essential's|esentials|essensials|essen-\s*\n\s*tials)\b|essentials?)(?:[’']s?)?`)
	plusAfter  = regexp.MustCompile(`(?i)^(?:[\s\x{00a0}\-–("'“‘]*(?:(?:scheme|certification|certified)[\s(]+)?plus\b\)?|\s?\+|\s*\(\s*(?:CE)?\+\s*\))`)
	// bothAfter is "Cyber Essentials or Plus", "Cyber Essentials (Basic) / Plus".
	bothAfter = regexp.MustCompile(`(?i)^\s*(?:\(?basic\)?\s*)?(?:/|or|and|and/or|&)\s*(?:\(?CE)?(plus\b|\+)`)
	// plusLevel is the other level further on in the sentence, and nothing else:
	// "at Plus level", "reach Plus within", "Plus certification".
	plusLevel   = regexp.MustCompile(`^[^.!?\n]{2,160}?\b(?:(Plus)[\s\x{00a0}]+(?:level|within|certifi|standard|by|before|at)|(?:to|reach|achieve|obtain|gain|hold|at|for)[\s\x{00a0}]+(Plus)\b)`)
	optionalTo  = regexp.MustCompile(`(?i)^\s*\(\s*(?:or|and|and/or|/)\s+(plus)\s*\)`)
	schemeAfter = regexp.MustCompile(`(?i)^\s*(?:scheme|programme)\b`)
	scheduleOf  = regexp.MustCompile(`(?i)(?:schedule|annex|appendix)\s+\w{1,4}\s*[(\-–:]\s*$`)
	cafName     = regexp.MustCompile(`(?i)^cyber\s+assessment\s+framework(?:\s*\(CAF\))?`)
	dccName     = regexp.MustCompile(`(?i)defen[cs]e\s+$`)
	dccAfter    = regexp.MustCompile(`(?i)^cyber\s+certification(?:\s*\(DCC\))?(?:\s*\(?(?:at\s+)?level\s*:?\s*([0-3]))?`)
	levelAfter  = regexp.MustCompile(`(?i)^\s*[(,]?\s*(?:at\s+)?level\s*:?\s*([0-4])\b`)
)

func readCyber(out []mention, text string, at int) []mention {
	if at > 0 && isWordByte(text[at-1]) {
		return out
	}
	rest := text[at:min(len(text), at+90)]
	if loc := cafName.FindStringIndex(rest); loc != nil {
		return append(out, mention{scheme: "caf", start: at, end: at + loc[1]})
	}
	if loc := dccAfter.FindStringSubmatchIndex(rest); loc != nil {
		from := back(text, at, 10)
		if d := dccName.FindStringIndex(text[from:at]); d != nil {
			m := mention{scheme: "def-stan-05-138", start: from + d[0], end: at + loc[1]}
			if loc[2] >= 0 {
				m.level = rest[loc[2]:loc[3]]
			}
			return append(out, m)
		}
	}
	loc := essentials.FindStringIndex(rest)
	if loc == nil {
		return out
	}
	end := at + loc[1]
	rest = rest[loc[1]:]
	if p := plusAfter.FindStringIndex(rest); p != nil {
		end += p[1]
		if ce := cePlusInBrackets.FindStringIndex(text[end:min(len(text), end+12)]); ce != nil {
			end += ce[1]
		}
		return append(out, mention{scheme: "cyber-essentials-plus", start: at, end: end})
	}
	m := mention{scheme: "cyber-essentials", start: at, end: end}
	for _, r := range []*regexp.Regexp{bothAfter, optionalTo} {
		if p := r.FindStringSubmatchIndex(rest); p != nil {
			return append(out, m, mention{scheme: "cyber-essentials-plus", start: end + p[2], end: end + p[3]})
		}
	}
	if p := plusLevel.FindStringSubmatchIndex(text[end:min(len(text), end+180)]); p != nil && !strings.Contains(text[end:end+p[1]], "ssential") {
		i := 2
		if p[2] < 0 {
			i = 4
		}
		return append(out, m, mention{scheme: "cyber-essentials-plus", start: end + p[i], end: end + p[i+1]})
	}
	if schemeAfter.MatchString(rest) || scheduleOf.MatchString(text[back(text, at, 40):at]) {
		m.weak = weakScheme
	}
	return append(out, m)
}

var cePlusInBrackets = regexp.MustCompile(`(?i)^\s*\(CE\s?(?:\+|plus)\)`)

func readCEPlus(out []mention, text string, at int) []mention {
	if at > 0 && isWordByte(text[at-1]) || text[at] != 'C' || text[at+1] != 'E' {
		return out
	}
	end := at + 3
	if text[at+2] != '+' {
		end = at + len("ce plus")
	}
	if end < len(text) && isWordByte(text[end]) {
		return out
	}
	return append(out, mention{scheme: "cyber-essentials-plus", start: at, end: end})
}

var (
	fileOf        = regexp.MustCompile(`^-\d`)
	toolkitBefore = regexp.MustCompile(`(?i)\b(?:(?:data[\s,]+(?:and\s+)?(?:security|protection)[\s,]+(?:and|&|/|\+)?\s*(?:data\s+)?(?:protection|security)|information\s+governance|dsp|ig|d\.?s\.?p\.?|dsp\s?&?|data\s+security)[\s\-\x{00a0}]*(?:\((?:dsp|ig)\)\s*)?)$`)
	theToolkit    = regexp.MustCompile(`(?i)\b(?:(?:the|this)\s+(?:nhs\s+)?|nhs\s+)$`)
	dsptInBracket = regexp.MustCompile(`(?i)^\s*\(\s*["'“‘]?(?:the\s+)?(?:nhs\s+)?(?:DSPT|DSP\s+Toolkit|IGT|DSP)["'”’]?\s*\)`)
)

func readDSPT(out []mention, text string, at int) []mention {
	end := at + 4
	if at > 0 && (isWordByte(text[at-1]) || text[at-1] == '/' || text[at-1] == '-') ||
		end < len(text) && isWordByte(text[end]) && text[end] != 's' ||
		fileOf.MatchString(text[end:min(len(text), end+3)]) {
		return out
	}
	return append(out, mention{scheme: "dspt", start: at, end: end})
}

func readToolkit(out []mention, text string, at int) []mention {
	from := back(text, at, 60)
	before := text[from:at]
	end := at + len("toolkit")
	if text[at+4] == ' ' {
		end++
	}
	if end < len(text) && isLetter(text[end]) {
		return out
	}
	if loc := toolkitBefore.FindStringIndex(before); loc != nil {
		m := mention{scheme: "dspt", start: from + loc[0], end: end}
		if b := dsptInBracket.FindStringIndex(text[end:min(len(text), end+24)]); b != nil {
			m.end += b[1]
		}
		return append(out, m)
	}
	if lower(text[at]) == 't' {
		if loc := theToolkit.FindStringIndex(before); loc != nil {
			return append(out, mention{scheme: "dspt", weak: weakToolkit, start: from + loc[0], end: end})
		}
	}
	return out
}

var (
	socAt    = regexp.MustCompile(`^(?i:soc[\s\-]?(?:2|ii)(?:\s*[,/&]\s*(?:soc\s*)?3)?)`)
	socAfter = regexp.MustCompile(`(?i)^\s*[,(:\-]?\s*(?:\(?(?:ssae|aicpa)|type[\s\-]*(1|2|ii|i)\b|reports?\b|complian|certif|audit|attest|accredit|assurance|standard|control)`)
)

func readSOC(out []mention, text string, at int) []mention {
	if at > 0 && isWordByte(text[at-1]) || text[at] != 'S' && text[at] != 's' {
		return out
	}
	loc := socAt.FindStringIndex(text[at:min(len(text), at+20)])
	if loc == nil {
		return out
	}
	end := at + loc[1]
	if end < len(text) && isWordByte(text[end]) {
		return out
	}
	m := mention{scheme: "soc2", start: at, end: end, weak: weakSOC}
	rest := text[end:min(len(text), end+30)]
	if a := socAfter.FindStringSubmatchIndex(rest); a != nil {
		m.weak = ""
		if a[2] >= 0 {
			m.level = map[string]string{"1": "type1", "i": "type1", "2": "type2", "ii": "type2"}[strings.ToLower(rest[a[2]:a[3]])]
			m.end = end + a[3]
		}
	} else if text[at+3] == '2' && text[at] == 'S' && text[at+1] == 'O' {
		m.weak = ""
	}
	return append(out, m)
}

var pciAt = regexp.MustCompile(`^(?i:payment\s+card\s+industr(?:y|ies)(?:[’']s)?\s*(?:\(\s*PCI\s*\)\s*)?[,\-–]?\s*(?:\(?data\s+security\s+standards?\)?|data\s+security|dss)(?:\s*\(\s*["'“]?PCI[\s\-]*(?:DSS)?["'”]?\s*\))?|pci[\s\-/_(]*dss\)?|pci\s+data\s+security\s+standards?)(?:\s*v?(?:ersion)?\s*(\d(?:\.\d){1,2}))?`)

func readPCI(out []mention, text string, at int) []mention {
	if at > 0 && isWordByte(text[at-1]) {
		return out
	}
	rest := text[at:min(len(text), at+110)]
	loc := pciAt.FindStringSubmatchIndex(rest)
	if loc == nil || at+loc[1] < len(text) && isLetter(text[at+loc[1]]) && isLetter(text[at+loc[1]-1]) {
		return out
	}
	m := mention{scheme: "pci-dss", start: at, end: at + loc[1]}
	if loc[2] >= 0 {
		m.edition = rest[loc[2]:loc[3]]
	}
	if l := levelAfter.FindStringSubmatch(rest[loc[1]:]); l != nil {
		m.level = l[1]
	}
	return append(out, m)
}

func readCAF(out []mention, text string, at int) []mention {
	if standsAlone(text, at, at+3) {
		out = append(out, mention{scheme: "caf", weak: weakCAF, start: at, end: at + 3})
	}
	return out
}

var (
	iasmeCertificate = regexp.MustCompile(`(?i)^IASME[\s\-]+(?:(?:consortium\s+)?(?:cyber\s+assurance|governance|gold|standard|audited|(?:self[\s\-]+)?assess(?:ed|ment)|level\s*[12])\b|certificat(?:e|es|ion)\b|certified\b|accredit(?:ation|ed)\b)(?:\s+(?:standard|certification|certificate|gold|scheme))*`)
	iasmeBody        = regexp.MustCompile(`(?i)^(?:certified|certification|accredited|approved|licensed)?[\s\-]*(?:certification\s+|certifying\s+|accreditation\s+)?(?:bod(?:y|ies)|assessors?|part(?:y|ies)|auditors?)\b`)
	iasmeLevel       = regexp.MustCompile(`(?i)^.{0,24}?(?:\blevel\s*(?:(1|one)|(2|two))\b|\b(gold|audited)\b)`)
	iasmeBaseline    = regexp.MustCompile(`^(?i:IASME\s+cyber\s+baseline)`)
)

func readIASME(out []mention, text string, at int) []mention {
	if !standsAlone(text, at, at+5) {
		return out
	}
	rest := text[at:min(len(text), at+70)]
	if loc := iasmeBaseline.FindStringIndex(rest); loc != nil {
		return append(out, mention{scheme: "other", name: "IASME Cyber Baseline", start: at, end: at + loc[1]})
	}
	loc := iasmeCertificate.FindStringIndex(rest)
	if loc == nil {
		return append(out, mention{scheme: "iasme-cyber-assurance", weak: weakIASME, start: at, end: at + 5})
	}
	if iasmeBody.MatchString(strings.TrimLeft(rest[5:], " -")) || iasmeBody.MatchString(strings.TrimLeft(rest[loc[1]:], " -")) {
		return out
	}
	m := mention{scheme: "iasme-cyber-assurance", start: at, end: at + loc[1]}
	if l := iasmeLevel.FindStringSubmatch(rest[5:]); l != nil {
		switch {
		case l[1] != "":
			m.level = "1"
		default:
			m.level = "2"
		}
	}
	return append(out, m)
}

var (
	defStanBefore = regexp.MustCompile(`(?i)\b(?:def(?:ence)?[\s\-]*stan(?:dard)?s?)[\s\-]*(?:\(def\s*stan\)\s*)?$`)
	issueAfter    = regexp.MustCompile(`(?i)^\s*[,(]?\s*issue\s+(\d)`)
	defconAt      = regexp.MustCompile(`^(?i:defcon)[\s\-]*(?:no\.?\s*)?658\b`)
)

func readDefStan(out []mention, text string, at int) []mention {
	end := at + 6
	if at > 0 && isDigit(text[at-1]) || end < len(text) && isDigit(text[end]) {
		return out
	}
	from := back(text, at, 40)
	m := mention{scheme: "def-stan-05-138", start: at, end: end}
	if loc := defStanBefore.FindStringIndex(text[from:at]); loc != nil {
		m.start = from + loc[0]
	} else if text[at+2] != '-' {
		return out
	}
	rest := text[end:min(len(text), end+14)]
	if loc := issueAfter.FindStringSubmatchIndex(rest); loc != nil {
		m.edition, m.end = "issue "+rest[loc[2]:loc[3]], end+loc[1]
	}
	return append(out, m)
}

func readDefcon(out []mention, text string, at int) []mention {
	if loc := defconAt.FindStringIndex(text[at:min(len(text), at+20)]); loc != nil {
		out = append(out, mention{scheme: "def-stan-05-138", start: at, end: at + loc[1]})
	}
	return out
}

func readDCC(out []mention, text string, at int) []mention {
	if !standsAlone(text, at, at+3) {
		return out
	}
	m := mention{scheme: "def-stan-05-138", weak: weakDCC, start: at, end: at + 3}
	rest := text[m.end:min(len(text), m.end+20)]
	if l := levelAfter.FindStringSubmatchIndex(rest); l != nil {
		m.level, m.end = rest[l[2]:l[3]], m.end+l[1]
	}
	return append(out, m)
}

// back gives the byte that is n or a few more before at, on a rune's start.
func back(text string, at, n int) int {
	from := max(0, at-n)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	return from
}

func standsAlone(text string, from, to int) bool {
	return (from == 0 || !isWordByte(text[from-1])) && (to >= len(text) || !isWordByte(text[to]))
}

func isDigit(b byte) bool    { return b >= '0' && b <= '9' }
func isLetter(b byte) bool   { b = lower(b); return b >= 'a' && b <= 'z' }
func isWordByte(b byte) bool { return isLetter(b) || isDigit(b) || b == '_' }
func isSpace(r rune) bool    { return unicode.IsSpace(r) }
