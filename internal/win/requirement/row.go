package requirement

import "strings"

// Words that stand alone in a cell of a table, or behind a name ("ISO 9001 –
// essential"), and say all by themselves how strongly it is asked.
var verdictWords = map[string]string{
	"mandatory": Mandatory, "essential": Mandatory, "required": Mandatory, "must": Mandatory, "must have": Mandatory,
	"compulsory": Mandatory, "minimum": Mandatory, "pass/fail": Mandatory, "pass / fail": Mandatory, "m": Mandatory,
	"minimum requirement": Mandatory, "mandatory requirement": Mandatory, "condition of participation": Mandatory,
	"expected": Expected, "should": Expected, "should have": Expected, "scored": Expected,
	"desirable": Desirable, "preferred": Desirable, "nice to have": Desirable, "beneficial": Desirable, "d": Desirable,
	"advantageous": Desirable, "an advantage": Desirable, "could": Desirable, "could have": Desirable, "recommended": Desirable,
	"optional": MentionOnly, "not required": MentionOnly, "not mandatory": MentionOnly, "no": MentionOnly, "none": MentionOnly,
	"n/a": MentionOnly, "not applicable": MentionOnly, "not needed": MentionOnly, "n": MentionOnly,
}

// ticks are the cells that say yes: the head of their column says to what.
var ticks = map[string]bool{"yes": true, "y": true, "✓": true, "✔": true, "☑": true, "x": true, "true": true}

// labelled reads a name with its verdict beside it: in the cells of its row, or
// behind a dash, a colon or in brackets.
func (p *page) labelled(f *found) (verdict, bool) {
	say := func(s, why string) (verdict, bool) {
		return verdict{strength: s, confidence: 0.8, reason: why, lead: f.unit}, true
	}
	from, to := p.line(f.start), min(len(p.text), f.end+maxRow)
	if n := strings.IndexByte(p.text[f.end:to], '\n'); n >= 0 {
		to = f.end + n
	}
	if s, ok := behind(p.text[f.end:to]); ok {
		return say(s, "labelled "+s)
	}
	if from < 0 || to-from > maxRow {
		return verdict{}, false
	}
	if s, ok := inFront(p.text[from:f.start]); ok {
		return say(s, "labelled "+s)
	}
	line := p.text[from:to]
	cut := byte('|')
	if strings.IndexByte(line, cut) < 0 {
		cut = '\t'
	}
	column := strings.Count(p.text[from:f.start], string(cut))
	cells := strings.Split(line, string(cut))
	if len(cells) < 2 || len(cells[column]) > 240 {
		return verdict{}, false
	}
	for i := column + 1; i < len(cells) && i <= column+4; i++ {
		word := cellWord(cells[i])
		if isPassFail(word) {
			return say(Mandatory, "its row of a table says so")
		}
		if s, ok := verdictWords[word]; ok && (len(word) > 1 || p.headOf(from, i, cut) != "") {
			return say(s, "its row of a table says so")
		}
		if !ticks[word] {
			continue
		}
		head := p.headOf(from, i, cut)
		if s, ok := verdictWords[head]; ok {
			return say(s, "ticked in its column")
		}
		if head == "" {
			return verdict{}, false
		}
		for _, q := range theLexicon().cues(theLexicon().tokenise(head, 0, len(head))) {
			switch {
			case q.class&(wish|preferred) != 0:
				return say(Desirable, "ticked in its column")
			case q.class&(essential|demanded|must|wants) != 0:
				return say(Mandatory, "ticked in its column")
			}
		}
		return say(MentionOnly, "answered with yes")
	}
	if column > 1 || cut == '\t' && column > 0 {
		switch head := p.headOf(from, column, cut); {
		case head == "":
		case headSays(head, essential|demanded):
			return say(Mandatory, "in a column of demands")
		case headSays(head, wish|preferred):
			return say(Desirable, "in a column of wishes")
		}
	}
	return verdict{}, false
}

// headSays: the head of a column has words of the class.
func headSays(head string, c class) bool {
	for _, q := range theLexicon().cues(theLexicon().tokenise(head, 0, len(head))) {
		if q.class&c != 0 {
			return true
		}
	}
	return false
}

// isPassFail: "[ ] Pass [ ] Fail", boxes to tick for an evaluator.
func isPassFail(s string) bool {
	return len(s) < 40 && strings.Contains(s, "pass") && strings.Contains(s, "fail") && strings.ContainsAny(s, "[☐□")
}

// maxRow is the longest line (bytes) that is looked at as a row of a table.
const maxRow = 1000

// line gives the place where the line begins that place at lies in; -1 when
// that is further off than a row is long.
func (p *page) line(at int) int {
	from := max(0, at-maxRow)
	if n := strings.LastIndexByte(p.text[from:at], '\n'); n >= 0 {
		return from + n + 1
	}
	if from > 0 {
		return -1
	}
	return 0
}

// cellWord is what a cell says, without marks around it.
func cellWord(s string) string {
	return strings.ToLower(strings.Trim(s, " \t\r*_()[].:"))
}

// headOf gives the first cell of column i of the table that the line at place
// from belongs to: up while lines have cells; "" for the first line itself.
func (p *page) headOf(from, i int, cut byte) string {
	head := ""
	for n := 0; n < 60 && from > 0; n++ {
		end := from - 1
		if from = p.line(end); from < 0 {
			break
		}
		line := p.text[from:end]
		if strings.IndexByte(line, cut) < 0 {
			break
		}
		if cells := strings.Split(line, string(cut)); i < len(cells) {
			if w := cellWord(cells[i]); strings.Trim(w, "-: ") != "" {
				head = w
			}
		}
	}
	return head
}

// inFront reads "[M]" or "(D)" at the start of the line s that leads to a name.
func inFront(s string) (string, bool) {
	s = strings.TrimLeft(s, " \t*-•")
	if n := strings.IndexAny(s, "])"); n > 0 && (s[0] == '[' || s[0] == '(') && len(s)-n < 60 {
		v, ok := verdictWords[strings.ToLower(s[1:n])]
		return v, ok
	}
	return "", false
}

// behind reads " – mandatory", ": Desirable", "(essential)" at the start of s,
// with a word such as "certification" before it.
func behind(s string) (string, bool) {
	s = strings.TrimLeft(s, " \t")
	for _, w := range []string{"certification", "accreditation", "certificate", "compliance", "compliant", "certified", "standard", "(or equivalent)", "or equivalent", "(basic)"} {
		if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
			s = strings.TrimLeft(s[len(w):], " \t")
		}
	}
	mark := ""
	for _, m := range []string{"-", "–", "—", ":", "(", "["} {
		if strings.HasPrefix(s, m) {
			mark = m
		}
	}
	if mark == "" {
		return "", false
	}
	s = strings.TrimLeft(s[len(mark):], " \t*")
	n := strings.IndexAny(s, ",;.)]*")
	if n < 0 {
		n = len(s)
	}
	if n > 24 {
		return "", false
	}
	word := strings.ToLower(strings.TrimSpace(s[:n]))
	v, ok := verdictWords[word]
	return v, ok && len(word) > 3
}
