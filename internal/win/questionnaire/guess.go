package questionnaire

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What buyers write above their columns.
var (
	asksHead    = regexp.MustCompile(`(?i)\b(questions?|requirements?|quer(y|ies)|criteri(a|on)|enquir(y|ies)|information required|what we need|evidence required|control)\b`)
	answersHead = regexp.MustCompile(`(?i)\b(answers?|response|responses|respond|repl(y|ies)|(supplier|tenderer|bidder|vendor|applicant)('s|’s|s)?( name)?$|your (answer|response|comments?)|compliance statement|yes ?/ ?no)\b`)
	numberHead  = regexp.MustCompile(`(?i)^\s*((question|item|q|ref(erence)?|serial|row)?\s*\.?\s*(no|nr|num|number|ref|reference|id|#)\.?|#|q|ref\.?|id)\s*$`)
	limitHead   = regexp.MustCompile(`(?i)\b(word|character|max(imum)?)\w*\b.*\b(limit|count|number|words?|characters?|length)\b|\blimit\b`)
	sectionHead = regexp.MustCompile(`(?i)^\s*(section|category|theme|topic|domain|area|heading|subject)\s*$`)
	notAnswer   = regexp.MustCompile(`(?i)\b(score|scoring|weight(ing)?|guidance|notes? (to|for)|max(imum)?|evaluat\w*|buyer|authority)\b`)
)

// headRows is how far down a header is looked for.
const headRows = 40

// Guess says where the questions and the answers of each table seem to be. A
// person confirms it, or points elsewhere.
func Guess(f *Form) []Mapping {
	out := make([]Mapping, 0, len(f.Tables))
	for i := range f.Tables {
		out = append(out, guess(&f.Tables[i]))
	}
	return out
}

func guess(t *Table) Mapping {
	m := Mapping{Table: t.Name}
	if t.Flow {
		m.Question, m.Answer = 1, 2
		m.Use = len(Questions(t, m)) > 0
		return m
	}
	if !byHead(t, &m) {
		m.Question = asking(t, 0)
	}
	if m.Question == 0 {
		return m
	}
	if m.Answer == 0 {
		m.Answer = blank(t, m)
	}
	if m.Number == 0 {
		m.Number = numbers(t, m)
	}
	found, c := Take(t, m)
	// A table of contents or of contacts has texts too; a questionnaire asks, or
	// says with its head that it does.
	asked := 0
	for _, q := range found {
		if asks(q.Text) {
			asked++
		}
	}
	m.Use = !t.Hidden && m.Answer > 0 && c.Questions > 0 && (m.Header > 0 || asked > 1 && asked*2 >= c.Questions)
	return m
}

// byHead finds the row that names the columns: the one that says most of what is
// looked for.
func byHead(t *Table, m *Mapping) bool {
	best := 0
	for i := range t.Rows[:min(len(t.Rows), headRows)] {
		row := &t.Rows[i]
		var h Mapping
		score, said := 0, 0
		for _, c := range row.Cells {
			text := oneLine(c.Text)
			if text == "" || len(text) > 90 {
				continue
			}
			said++
			switch {
			case h.Number == 0 && numberHead.MatchString(text):
				h.Number = c.Col
				score++
			case h.Section == 0 && sectionHead.MatchString(text):
				h.Section = c.Col
				score++
			case h.Limit == 0 && limitHead.MatchString(text):
				h.Limit = c.Col
				score++
			case h.Answer == 0 && answersHead.MatchString(text) && !notAnswer.MatchString(text):
				h.Answer = c.Col
				score += 3
			case h.Question == 0 && asksHead.MatchString(text) && !strings.HasSuffix(text, "?"):
				h.Question = c.Col
				score += 3
			}
		}
		if said < 2 || h.Question == 0 && h.Answer == 0 || score <= best || score < 3 {
			continue
		}
		best = score
		h.Table, h.Header = m.Table, row.N
		*m = h
	}
	if best == 0 {
		return false
	}
	if m.Question == 0 {
		m.Question = asking(t, m.Header)
	}
	return m.Question != 0
}

// asking gives the column that asks most, 0 when none does.
func asking(t *Table, header int) int {
	score := map[int]int{}
	for i := range t.Rows {
		if t.Rows[i].N <= header {
			continue
		}
		for _, c := range t.Rows[i].Cells {
			switch text := oneLine(c.Text); {
			case asks(text):
				score[c.Col] += 3
			case len(text) > 40:
				score[c.Col]++
			}
		}
	}
	best := 0
	for col := range score {
		if score[col] >= 3 && (best == 0 || score[col] > score[best] || score[col] == score[best] && col < best) {
			best = col
		}
	}
	return best
}

// blank gives the first column to the right of the questions that is left open
// for answers, 0 when there is none.
func blank(t *Table, m Mapping) int {
	last := m.Question + 1
	for i := range t.Rows {
		for _, c := range t.Rows[i].Cells {
			last = max(last, c.Col)
		}
	}
	if len(t.Columns) > 0 {
		last = min(last, len(t.Columns))
	}
	best, bestScore := 0, 0
	for col := m.Question + 1; col <= last; col++ {
		if col == m.Limit || col == m.Number || col == m.Section {
			continue
		}
		score := 0
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.N <= m.Header || oneLine(row.Cell(m.Question).Text) == "" {
				continue
			}
			switch c := row.Cell(col); {
			case c.Locked != "":
				score -= 2
			case len(c.Choices) > 0:
				score += 3
			case strings.TrimSpace(c.Text) == "" && c.Place != "":
				score += 2
			case strings.TrimSpace(c.Text) == "":
				score++
			default:
				score--
			}
		}
		if score > bestScore {
			best, bestScore = col, score
		}
	}
	return best
}

// numbers gives the column to the left of the questions that counts them.
func numbers(t *Table, m Mapping) int {
	for col := m.Question - 1; col >= 1; col-- {
		n, other := 0, 0
		for i := range t.Rows {
			if t.Rows[i].N <= m.Header {
				continue
			}
			switch text := oneLine(t.Rows[i].Cell(col).Text); {
			case text == "":
			case numbered.MatchString(text):
				n++
			default:
				other++
			}
		}
		if n > 0 && n >= 2*other {
			return col
		}
	}
	return 0
}

var (
	numbered = regexp.MustCompile(`^[\[(]?([A-Z]{1,4}[-. ]?)?\d{1,4}([.\-]\d{1,4})*\s*[a-z]?[.)\]]?$|^[A-Za-z][.)]$`)
	leading  = regexp.MustCompile(`^[\[(]?(?:Q(?:uestion)?\s*)?((?:[A-Z]{1,3}[-. ]?)?\d{1,3}(?:\.\d{1,3})*[a-z]?)[.):\]]?\s+`)
)

// verbs begin what asks for something without a question mark.
var verbs = strings.Fields(`describe provide confirm state explain detail outline list give demonstrate specify indicate identify
	summarise summarize attach submit set include supply tell do does is are has have how what which who when where why will would can could please select`)

// tells begin notes for who fills the form in.
var tells = regexp.MustCompile(`(?i)^(do not|how to|what to|when to|where to|please (note|complete|answer|return|do not|read|use|ensure|fill|refer)|include this|set out below)\b`)

// asks says that a text asks for something.
func asks(text string) bool {
	text = oneLine(text)
	if strings.HasSuffix(strings.TrimRight(text, ` )"”*`), "?") || strings.Contains(text, "? ") {
		return true
	}
	text = leading.ReplaceAllString(text, "")
	if tells.MatchString(text) {
		return false
	}
	first, rest, more := strings.Cut(text, " ")
	first = strings.ToLower(strings.TrimRightFunc(first, func(r rune) bool { return !unicode.IsLetter(r) }))
	return more && strings.Contains(rest, " ") && slices.Contains(verbs, first)
}
