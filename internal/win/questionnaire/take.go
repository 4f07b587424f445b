package questionnaire

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"holdfast/internal/win/answer"
)

const (
	// MaxQuestions bounds the questions of one questionnaire.
	MaxQuestions = 5000
	// maxQuestion bounds the text of one, in bytes; what is longer is cut.
	maxQuestion = 8000
	// headLength is how long the heading of a section is at most.
	headLength = 90
)

// Limit is how long an answer may be.
type Limit struct {
	N    int64  `json:"n,omitempty"`
	Unit string `json:"unit,omitempty"`
}

// The units of a limit.
const (
	InWords      = "words"
	InCharacters = "characters"
)

// Of counts a text in the limit's unit.
func (l Limit) Of(text string) int64 {
	n := answer.LengthOf(text)
	if l.Unit == InCharacters {
		return int64(n.Characters)
	}
	return int64(n.Words)
}

// Over says that a text is longer than the limit.
func (l Limit) Over(text string) bool { return l.N > 0 && l.Of(text) > l.N }

// limits find "maximum 250 words", "(1,500 characters)", "no more than 2000 chars".
var (
	limitIn  = regexp.MustCompile(`(?i)\b(\d{1,3}(?:[, ]\d{3})+|\d{2,6})[\s-]*(words?|characters?|chars)\b`)
	limitNum = regexp.MustCompile(`\d{1,3}(?:,\d{3})+|\d{1,6}`)
)

// limitOf reads a limit out of a question's text.
func limitOf(text string) Limit {
	var out Limit
	for _, m := range limitIn.FindAllStringSubmatch(text, -1) {
		out = Limit{N: number(m[1]), Unit: unitOf(m[2])} // the last is said last: the limit as a rule
	}
	return out
}

func unitOf(word string) string {
	if strings.HasPrefix(strings.ToLower(word), "char") {
		return InCharacters
	}
	return InWords
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(strings.NewReplacer(",", "", " ", "").Replace(s), 10, 64)
	return n
}

// Questions gives the questions of a table under a mapping.
func Questions(t *Table, m Mapping) []Found {
	found, _ := Take(t, m)
	return found
}

// Take gives the questions of a table under a mapping, and counts what else
// there is.
func Take(t *Table, m Mapping) ([]Found, Counted) {
	var out []Found
	var c Counted
	if m.Question <= 0 || m.Answer <= 0 || m.Question == m.Answer {
		return nil, c
	}
	section, unit := "", ""
	for i := range t.Rows {
		row := &t.Rows[i]
		if row.N <= m.Header {
			if row.N == m.Header && m.Limit > 0 {
				unit = row.Cell(m.Limit).Text
			}
			continue
		}
		if row.Hidden {
			c.Hidden++
			continue
		}
		q := row.Cell(m.Question)
		text := strings.TrimSpace(q.Text)
		if text == "" {
			if head := alone(row, m); head != "" {
				section = head
				c.Sections++
			} else {
				c.Empty++
			}
			continue
		}
		a := row.Cell(m.Answer)
		num := ""
		if m.Number > 0 {
			num = oneLine(row.Cell(m.Number).Text)
		}
		if t.Flow && !row.Heading && !asks(oneLine(text)) {
			continue // text that asks nothing
		}
		if isSection(row, m, text, num, a) || heads(t, i, m, num) && !asks(oneLine(text)) {
			section = cut(oneLine(text), 200)
			c.Sections++
			continue
		}
		if a.Place == "" || a.Locked != "" || len(out) == MaxQuestions {
			c.Locked++
			continue
		}
		f := Found{Table: t.Name, Place: a.Place, Row: row.N, Number: num, Section: section, Text: cut(text, maxQuestion), Choices: a.Choices, Was: cut(strings.TrimSpace(a.Text), maxQuestion)}
		if f.Number == "" {
			if n := leading.FindStringSubmatch(oneLine(text)); n != nil {
				f.Number = n[1]
			}
		}
		f.Number = cut(f.Number, 40)
		if m.Section > 0 {
			if s := oneLine(row.Cell(m.Section).Text); s != "" {
				section = cut(s, 200)
			}
			f.Section = section
		}
		f.Limit = limitOf(text)
		if m.Limit > 0 {
			f.Limit = columnLimit(row.Cell(m.Limit).Text, unit, f.Limit)
		}
		c.Questions++
		if f.Was != "" {
			c.Answered++
		}
		if f.Limit.N > 0 {
			c.Limited++
		}
		if len(f.Choices) > 0 {
			c.Choices++
		}
		out = append(out, f)
	}
	return out, c
}

// columnLimit reads a limit out of its own column, whose head may name the unit.
func columnLimit(cell, head string, otherwise Limit) Limit {
	n := limitNum.FindString(cell)
	if n == "" {
		return otherwise
	}
	unit := InWords
	if strings.Contains(strings.ToLower(head+" "+cell), "char") {
		unit = InCharacters
	}
	return Limit{N: number(n), Unit: unit}
}

// alone gives the one text of a row that has nothing in the question's column: a
// heading beside it.
func alone(row *Line, m Mapping) string {
	head, n := "", 0
	for _, c := range row.Cells {
		if text := oneLine(c.Text); text != "" {
			n++
			head = text
			if c.Col >= m.Question {
				return ""
			}
		}
	}
	if n == 0 || n > 2 || len(head) > headLength || numbered.MatchString(head) {
		return ""
	}
	return head
}

// heads says that the number of a row begins that of the next: 1 before 1.1, A
// before A1.
func heads(t *Table, i int, m Mapping, num string) bool {
	num = strings.TrimRight(num, ".)")
	if num == "" || m.Number == 0 || strings.Contains(num, ".") {
		return false
	}
	for j := i + 1; j < min(i+4, len(t.Rows)); j++ {
		next := oneLine(t.Rows[j].Cell(m.Number).Text)
		if next == "" {
			continue
		}
		rest, ok := strings.CutPrefix(next, num)
		letter := len(num) <= 2 && strings.Trim(num, "0123456789") == num
		return ok && (strings.HasPrefix(rest, ".") || letter && rest != "" && rest[0] >= '0' && rest[0] <= '9')
	}
	return false
}

// isSection says that what stands in the question's column heads what follows.
func isSection(row *Line, m Mapping, text, num string, a Cell) bool {
	line := oneLine(text)
	if row.Heading {
		return true
	}
	if asks(line) {
		return false
	}
	if len(line) > headLength {
		return false
	}
	if a.Locked != "" || a.Place == "" || named.MatchString(line) {
		return true
	}
	if len(a.Choices) > 0 || limitOf(line).N > 0 || strings.Contains(num, ".") || leading.MatchString(line) && strings.Contains(leading.FindString(line), ".") {
		return false
	}
	// A short line that stands alone in its row, where others have more.
	for _, c := range row.Cells {
		if c.Col != m.Question && c.Col != m.Number && strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return utf8.RuneCountInString(line) <= 60 && num == "" && m.Number > 0 || shout(line)
}

// named are headings that say so.
var named = regexp.MustCompile(`(?i)^(section|part|schedule|category|domain|appendix|annex)\s+([A-Z]|\d+|[ivx]+)\b`)

// shout says that a line is in capitals throughout.
func shout(s string) bool {
	return strings.ToUpper(s) == s && strings.ToLower(s) != s && len(s) > 3
}

// cut shortens a text to so many bytes, at a letter.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
