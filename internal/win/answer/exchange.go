package answer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

const (
	// MaxImport bounds the answers of one import, MaxImportBytes what is sent.
	MaxImport      = 2000
	MaxImportBytes = 4 << 20
)

// columns are the fields that an import reads.
var columns = []string{"question", "text", "short", "topic", "wordings", "note"}

// Read reads question and answer pairs out of a spreadsheet: CSV with commas,
// semicolons or tabs between. With a header its columns are found by name, without
// one the first is the question and the second the answer. What is wrong is named
// by line, all of it at once; with any fault nothing should be kept.
func Read(text string) ([]Answer, []errs.Field) {
	if !utf8.ValidString(text) {
		return nil, []errs.Field{{Pointer: "/rows", Message: "This is no valid text (UTF-8). Save the spreadsheet as CSV UTF-8."}}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var out []Answer
	var wrong []errs.Field
	say := func(line int, words string) {
		wrong = append(wrong, errs.Field{Pointer: fmt.Sprintf("/rows/line %d", line), Message: fmt.Sprintf("Line %d: %s", line, words)})
	}
	at := map[string]int{"question": 0, "text": 1}
	seen := map[string]int{}
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			say(line, "this is no line of a spreadsheet.")
			break
		}
		if first {
			if found := header(rec); found != nil {
				at = found
				continue
			}
		}
		get := func(field string) string {
			if i, ok := at[field]; ok && i < len(rec) {
				return strings.TrimSpace(rec[i])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(rec, "")) == "" {
			continue
		}
		topic := topicNamed(get("topic"))
		a := Answer{Question: get("question"), Text: get("text"), Short: get("short"), Topic: topic, Wordings: get("wordings"), Note: get("note")}
		a.tidy()
		switch key := register.Fold(a.Question); {
		case a.Question == "":
			say(line, "the question is missing.")
		case len(a.Question) > register.MaxText:
			say(line, "the question is longer than 1,000 characters.")
		case seen[key] > 0:
			say(line, fmt.Sprintf("the question stands in line %d already.", seen[key]))
		case get("topic") != "" && topic == "":
			say(line, "“"+get("topic")+"” is no topic: "+topicList()+".")
		case len(a.Text) > MaxBody || len(a.Short) > MaxBody:
			say(line, "the answer is longer than 40,000 characters.")
		default:
			seen[key] = line
		}
		if a.Topic == "" {
			a.Topic = "security"
		}
		if out = append(out, a); len(out) > MaxImport {
			say(line, "at most 2,000 answers are taken in at once.")
			break
		}
	}
	if len(out) == 0 && len(wrong) == 0 {
		wrong = append(wrong, errs.Field{Pointer: "/rows", Message: "There is no answer in this. Paste lines of a question and its answer."})
	}
	return out, wrong
}

// separator tells what stands between cells: what the first line has most of.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(line, ",")
	for _, c := range []rune{'\t', ';'} {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// header finds the columns by their names; nil when the line is no header.
func header(rec []string) map[string]int {
	d := Register().Declaration()
	at := map[string]int{}
	for i, cell := range rec {
		key := register.Fold(cell)
		for _, name := range columns {
			f := d.Field(name)
			names := append([]string{f.Name, f.Label}, f.Synonyms...)
			if slices.ContainsFunc(names, func(n string) bool { return register.Fold(n) == key }) {
				if _, there := at[name]; !there {
					at[name] = i
				}
			}
		}
	}
	if _, ok := at["question"]; !ok || len(at) < 2 && len(rec) > 1 {
		return nil
	}
	return at
}

// topicNamed gives the topic of a name or label, empty for an unknown one.
func topicNamed(text string) string {
	for _, t := range Topics() {
		if k := register.Fold(text); k == register.Fold(t.Label) || k == t.Value {
			return t.Value
		}
	}
	return ""
}

func topicList() string {
	var out []string
	for _, t := range Topics() {
		out = append(out, t.Label)
	}
	return strings.Join(out, ", ")
}

// Import stores answers as drafts, all or nothing. A question that is here already
// is left out; its number is among the second. Action: answer.import.
func (s *Service) Import(tx *change.Tx, all []Answer, owner string) (made []Row, there []string, err error) {
	known := map[string]string{}
	for row, err := range change.All(tx, s.Answers, register.Query{}) {
		if err != nil {
			return nil, nil, err
		}
		known[register.Fold(row.Value.Question)] = row.Number
	}
	for _, a := range all {
		if n := known[register.Fold(a.Question)]; n != "" {
			there = append(there, n)
			continue
		}
		a.Owner = owner
		row, err := s.Create(tx, a)
		if err != nil {
			return nil, nil, err
		}
		made = append(made, row)
	}
	return made, there, nil
}

// Markdown writes answers as one Markdown text, by topic, each with its state.
func Markdown(w io.Writer, organisation string, rows []Row) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Answers of %s\n", organisation)
	for _, t := range Topics() {
		first := true
		for _, r := range rows {
			a := &r.Value
			if a.Topic != t.Value {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n## %s\n", t.Label)
				first = false
			}
			fmt.Fprintf(&b, "\n### %s: %s\n\n", r.Number, a.Question)
			switch a.State {
			case Approved:
				fmt.Fprintf(&b, "_Approved on %s, SHA-256 %s. Review due on %s._\n", a.Approved.Long(), a.Hash, a.ReviewDue.Long())
			case Review:
				b.WriteString("_In review: not approved._\n")
			default:
				b.WriteString("_Draft: not approved._\n")
			}
			if a.Text != "" {
				fmt.Fprintf(&b, "\n%s\n", a.Text)
			}
			if a.Short != "" {
				fmt.Fprintf(&b, "\n#### Short form\n\n%s\n", a.Short)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
