package certificate

import (
	"regexp"
	"slices"
	"strings"
)

// A label is the words that a certificate prints before a value. Rank orders
// the labels of one field: only the best rank that is found counts. The field
// "" is for labels that are known so as not to be taken for another: an
// original issue date is not the issue date.
type label struct {
	field string
	rank  int
}

// labelTable holds the words of each label by field; "|" parts them.
var labelTable = []struct {
	field, words string
	rank         int
}{
	{"number", "certificate number|certificate no|certificate no.|certificate nr|cert no|cert. no|cert. no.|certificate identity number|certificate ref|certificate reference|certificate id|certificate identifier|certificate serial number|unique certificate number|policy number|policy no|policy no.|policy ref|policy reference", 1},
	{"number", "registration number|registration no|registration reference|approval number|approval no|approval no(s)|organisation code|ods code|organisation ods code|reference number|code", 2},
	{"issued", "date of issue|issue date|date issued|issued on|issued|date of current issue|current issue date|certificate issue date|certificate issued|certificate date|date of certificate|date of publication|date published|published on|publication date|published|status published on|date of commencement of insurance policy|date of commencement|commencement date|inception date|policy start date|start date|cover starts|date registered|passed on|date of assessment pass|date awarded|award date|date of award", 1},
	{"issued", "valid from|effective date|effective from|date effective|certificate valid from|latest issue", 2},
	{"decision", "certification decision|certification decision date|decision date|date of decision|date of certification decision|date of certification|certification date|certification cycle start date|recertification cycle start date|certification / recertification cycle start date|certification/recertification cycle start date|cycle start date|current cycle start date|date of recertification|recertification date|recertified on", 1},
	{"expires", "expiry date|date of expiry|expires|expires on|expiry|expiration date|certificate expiry|certificate expiry date|certificate expires|valid until|valid to|valid till|valid through|validity date|valid up to|certificate valid until|date of expiry of insurance policy|policy expiry date|policy end date|end date|cover ends|registration expires|status valid until|this certificate expires on", 1},
	{"expires", "recertification due|recertification due date|recertification due by|re-certification due|recertification date due|renewal date|renewal due|renewal due date|certificate renewal date|due for renewal|annual renewal date", 2},
	{"period", "period of insurance|insurance period|policy period|period of cover|period of validity|validity period|valid from and to|validity", 1},
	{"holder", "company name|name of company|organisation name|organization name|name of organisation|name of organization|certificate holder|holder|legal entity|legal name|name of policyholder|policyholder|policy holder|name of policy holder|insured|the insured|name of insured|registered name|certified organisation|certified organization|awarded to|issued to|granted to|client name|name of client|registered to|organisation|organization|company|client|data controller", 1},
	{"body", "certification body|certifying body|certified by|name of certification body|assessed by|assessor|assessing body|insurer|insurers|name of insurer|underwriter|underwritten by|issuing body|tested by|authorised insurer", 1},
	{"body", "issued by|issuing office|for and on behalf of|signed on behalf of|on behalf of|certificate issued by", 2},
	{"accreditationNumber", "accreditation number|accreditation no|ukas accreditation number|ukas number|ukas no|accreditation ref", 1},
	{"accreditationBody", "accreditation body|accredited by|accreditation", 1},
	{"edition", "question set|question set version|version of question set|profile version|scheme version|assessment version|toolkit version|assessment year|toolkit year|assessment", 1},
	{"level", "status|assessment status|overall status|toolkit status|level", 1},
	{"scope", "scope of certification|scope of registration|scope of certificate|scope of approval|scope statement|certification scope|scope of assessment|assessment scope|certificate scope|scope of the certification|scope of supply|scope|description of scope", 1},
	{"sites", "sites|site|certified sites|sites covered|locations|location|site address|site addresses|main site|site(s)|address|addresses|registered address|registered office|head office|address of site|principal address", 1},
	{"", "certification body address|address of certification body|assessor address|insurer address|original registration date|originally registered|original issue date|original issue|original approval|original approvals|original approval date|original cycle start date|original certification date|first issued|first issued on|date first issued|date of first issue|initial issue date|initial certification date|initial certification|initial registration date|first certified|first certification date|certified since|registered since|client since|expiry date of previous cycle|previous expiry date|date of previous expiry|last certificate expiry|latest revision date|revision date|revised|reissue date|re-issue date|date of re-issue|last updated|last audit|audit date|date of audit|last surveillance|next surveillance|next surveillance audit|surveillance due|next audit due|next assessment due|certification / recertification audit date|certification/recertification audit date|recertification audit date|recertification audit before|date printed|print date|printed on|statement of applicability|soa version|limit of indemnity|limits of indemnity|limit of liability|indemnity limit|limit|excess|premium|telephone|tel|email|website|web|signed|signature|authorised by|authorised signatory|position|page|issue number|issue no|issue|version|revision|technical expert|sector|sector code|nace|eac code|ea code|standard|standards|management system standard|type of certificate|verify at|verify this certificate|verification|company number|company no|company registration number|registered number|company registration no|vat number|date of birth|certificate type|date|number of employees|territorial limits|class of insurance|type of insurance|business|business description|occupation|retroactive date|deadline|number|primary sector|sector|category|organisation type|tier", 9},
}

// known are the labels by their words in small letters, and the pattern that
// finds one.
var known = func() (k struct {
	byWords map[string]label
	pattern *regexp.Regexp
},
) {
	k.byWords = map[string]label{}
	var words []string
	for _, row := range labelTable {
		for w := range strings.SplitSeq(row.words, "|") {
			if _, twice := k.byWords[w]; !twice {
				k.byWords[w] = label{row.field, row.rank}
				words = append(words, regexp.QuoteMeta(w))
			}
		}
	}
	// Longer first: the pattern takes the first that fits.
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], " ", `\s+`)
	}
	k.pattern = regexp.MustCompile(`(?i)(?:` + strings.Join(words, "|") + `)`)
	return k
}()

// nearDate is how far after its label a date is looked for, in bytes; maxLine is
// how much of a line is read, and maxLines how many: a certificate has some
// sixty, and what follows is terms.
const (
	nearDate = 60
	maxLine  = 4000
	maxLines = 400
)

// bullet is what may stand before a label at the start of its cell.
var bullet = regexp.MustCompile(`^[\s•*·-]*(?:\(?\d{1,2}[.)]\s*)?$`)

var wideGap = regexp.MustCompile(`\t+| {3,}`)

// line is one line of the text in cells.
type line struct {
	text   string
	cells  []string
	labels [][]at // of each cell
}

func linesOf(text string) []line {
	var out []line
	for l := range strings.SplitSeq(text, "\n") {
		var cells []string
		if len(l) > maxLine {
			l = strings.ToValidUTF8(l[:maxLine], "")
		}
		for _, c := range wideGap.Split(strings.TrimSpace(l), -1) {
			if c = strings.TrimSpace(c); c != "" {
				cells = append(cells, c)
			}
		}
		labels := make([][]at, len(cells))
		for i, c := range cells {
			labels[i] = labelsIn(c)
		}
		out = append(out, line{strings.TrimSpace(l), cells, labels})
		if len(out) == maxLines {
			break
		}
	}
	return out
}

// found is a label with the value that belongs to it.
type found struct {
	label
	words string // the label as printed
	value string
	quote string // the line or lines it was read from
	row   int    // of the value
	below bool   // the value stands under its label
}

// at is a label inside a cell.
type at struct {
	label
	words      string
	start, end int // end: past the label and what parts it from its value
	colon      bool
}

// labelsIn gives the labels of a cell: at its start, or anywhere before a colon
// or a date. One word alone must be before a colon or fill the cell.
func labelsIn(c string) []at {
	var out []at
	for _, m := range known.pattern.FindAllStringIndex(c, -1) {
		if !boundary(c, m[0], m[1]) {
			continue
		}
		words := strings.Join(strings.Fields(strings.ToLower(c[m[0]:m[1]])), " ")
		l, ok := known.byWords[words]
		if !ok {
			continue
		}
		rest := c[m[1]:]
		trimmed := strings.TrimLeft(rest, " .")
		colon := strings.HasPrefix(trimmed, ":") || strings.HasPrefix(trimmed, "- ")
		value := strings.TrimLeft(rest, " .:-=")
		first := bullet.MatchString(c[:m[0]])
		single := !strings.Contains(words, " ")
		dated := false
		for _, d := range dates(value[:min(len(value), nearDate)]) {
			lead := strings.ToLower(strings.Trim(value[:d.start], " :,"))
			dated = dated || lead == "" || lead == "on" || lead == "the" || lead == "is" || lead == "from" || lead == "of"
			break
		}
		switch {
		case colon && (first || len(out) > 0 || !single || dated || l.field == "number"):
		case first && strings.TrimSpace(value) == "":
		case first && !single:
		case dated && isDateField(l.field):
		default:
			continue
		}
		out = append(out, at{label: l, words: strings.TrimSpace(c[m[0]:m[1]]), start: m[0], end: m[1] + len(rest) - len(value), colon: colon})
	}
	return out
}

func isDateField(f string) bool {
	return f == "issued" || f == "expires" || f == "decision" || f == "period" || f == ""
}

func boundary(s string, from, to int) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
	return (from == 0 || !letter(s[from-1])) && (to == len(s) || !letter(s[to]) || !letter(s[to-1]))
}

// gather finds every label of the text with its value: right of it, in the next
// cell, or in the line below.
func gather(lines []line) []found {
	var out []found
	for i, l := range lines {
		for k, c := range l.cells {
			all := l.labels[k]
			for n, a := range all {
				end := len(c)
				if n+1 < len(all) {
					end = all[n+1].start
				}
				f := found{label: a.label, words: a.words, row: i, quote: l.text}
				f.value = strings.Trim(c[a.end:max(end, a.end)], " ,;|")
				if f.value == "" && n+1 == len(all) {
					beside(lines, i, k, &f)
				}
				out = append(out, f)
			}
		}
	}
	return out
}

// beside looks for the value of a label that fills its cell: in the next cell
// of the line, or below, in the cell of the same place.
func beside(lines []line, i, k int, f *found) {
	row := lines[i].cells
	if k+1 < len(row) && len(lines[i].labels[k+1]) == 0 {
		f.value = row[k+1]
		return
	}
	if len(row) == 1 && i > 0 && onlyLabel(lines[i-1]) {
		return // labels come first and values later: which is whose is not told
	}
	for j := i + 1; j < len(lines) && j <= i+2; j++ {
		next := lines[j].cells
		if len(next) == 0 {
			continue
		}
		if len(next) == len(row) && len(lines[j].labels[k]) == 0 {
			f.value, f.quote, f.row, f.below = next[k], lines[i].text+"\n"+lines[j].text, j, true
		}
		return
	}
}

// onlyLabel says that a line is one label without a value.
func onlyLabel(l line) bool {
	if len(l.cells) != 1 {
		return false
	}
	all := l.labels[0]
	return len(all) == 1 && all[0].end >= len(l.cells[0])
}
