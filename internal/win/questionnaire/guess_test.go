package questionnaire_test

import (
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/win/questionnaire"
)

// grid makes a table of lines "a|b|c"; a cell of "#…" is locked, one of "?a,b"
// lets choose.
func grid(name string, lines ...string) questionnaire.Table {
	t := questionnaire.Table{Name: name}
	width := 0
	for i, line := range lines {
		row := questionnaire.Line{N: i + 1}
		for j, text := range strings.Split(line, "|") {
			c := questionnaire.Cell{Col: j + 1, Place: string(rune('A'+j)) + strconv.Itoa(i+1), Text: text}
			if rest, ok := strings.CutPrefix(text, "#"); ok {
				c.Text, c.Locked = rest, "locked"
			}
			if rest, ok := strings.CutPrefix(text, "?"); ok {
				c.Text, c.Choices = "", strings.Split(rest, ",")
			}
			row.Cells = append(row.Cells, c)
			width = max(width, j+1)
		}
		t.Rows = append(t.Rows, row)
	}
	for j := range width {
		t.Columns = append(t.Columns, string(rune('A'+j)))
	}
	return t
}

func TestGuess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table questionnaire.Table
		want  questionnaire.Mapping
		texts []string // "number section: text @place limit"
	}{
		"a header names the columns": {
			grid("S", "Supplier questionnaire|||", "|||", "Ref|Question|Word limit|Supplier response", "1|Information security||", "1.1|Do you hold ISO 27001?|250|", "1.2|Certificate number||", "1.3|Describe your policy (max 100 words)||Not yet"),
			questionnaire.Mapping{Use: true, Header: 3, Number: 1, Question: 2, Limit: 3, Answer: 4},
			[]string{"1.1 Information security: Do you hold ISO 27001? @D5 250 words", "1.2 Information security: Certificate number @D6 ", "1.3 Information security: Describe your policy (max 100 words) @D7 100 words"},
		},
		"requirements and compliance, in another order": {
			grid("S", "Section|Requirement|Yes/No|Comments|Score", "Access|The supplier shall remove access within one day of a person leaving.|?Yes,No||#0", "|The supplier shall review access each quarter.|?Yes,No||#0"),
			questionnaire.Mapping{Use: true, Header: 1, Section: 1, Question: 2, Answer: 3},
			[]string{" Access: The supplier shall remove access within one day of a person leaving. @C2 ", " Access: The supplier shall review access each quarter. @C3 "},
		},
		"no header": {
			grid("S", "1|What is your name?|", "2|Describe how you test your backups, and how often.|", "3|Is data encrypted at rest?|"),
			questionnaire.Mapping{Use: true, Number: 1, Question: 2, Answer: 3},
			[]string{"1 : What is your name? @C1 ", "2 : Describe how you test your backups, and how often. @C2 ", "3 : Is data encrypted at rest? @C3 "},
		},
		"headings between, characters, a locked answer": {
			grid("S", "Question|Response", "PART A: GOVERNANCE|", "Who owns security? (2,000 characters)|", "Section 2 Operations|", "Is there a rota?|#=A1", "How is it kept?|"),
			questionnaire.Mapping{Use: true, Header: 1, Question: 1, Answer: 2},
			[]string{" PART A: GOVERNANCE: Who owns security? (2,000 characters) @B3 2000 characters", " Section 2 Operations: How is it kept? @B6 "},
		},
		"a sheet of notes": {
			grid("S", "How to use this workbook|", "Answer every question in the column “Response”.|", "Do not change the layout.|"),
			questionnaire.Mapping{},
			nil,
		},
		"a price list": {
			grid("S", "Item|Unit|Price", "Discovery phase|day|", "Hosting of the platform, for each month|month|"),
			questionnaire.Mapping{},
			nil,
		},
	} {
		m := questionnaire.Guess(&questionnaire.Form{Tables: []questionnaire.Table{c.table}})[0]
		c.want.Table = "S"
		if !c.want.Use {
			if m.Use {
				t.Errorf("%s: guessed %+v", name, m)
			}
			continue
		}
		if m != c.want {
			t.Errorf("%s: guessed %+v, want %+v", name, m, c.want)
		}
		var got []string
		for _, q := range questionnaire.Questions(&c.table, m) {
			limit := ""
			if q.Limit.N > 0 {
				limit = strconv.FormatInt(q.Limit.N, 10) + " " + q.Limit.Unit
			}
			got = append(got, q.Number+" "+q.Section+": "+q.Text+" @"+q.Place+" "+limit)
		}
		if strings.Join(got, "\n") != strings.Join(c.texts, "\n") {
			t.Errorf("%s: took\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.texts, "\n"))
		}
	}
}

func TestQuestionsInTheText(t *testing.T) {
	t.Parallel()
	table := grid("Text", "Introduction|", "This document is for suppliers.|", "1.2 How do you protect our data?|", "Please describe your approach to testing.|", "We will score it.|")
	table.Flow = true
	table.Rows[0].Heading = true
	m := questionnaire.Guess(&questionnaire.Form{Tables: []questionnaire.Table{table}})[0]
	found, c := questionnaire.Take(&table, m)
	if !m.Use || len(found) != 2 || found[0].Number != "1.2" || found[0].Section != "Introduction" || c.Sections != 1 {
		t.Errorf("%+v: %+v, %+v", m, found, c)
	}
}

func TestCountsSayWhatIsThere(t *testing.T) {
	t.Parallel()
	table := grid("S", "Question|Answer", "Do you test?|?Yes,No", "Do you train people? In 50 words|Yes", "Is it locked?|#x", "|", "Is it hidden?|")
	table.Rows[5].Hidden = true
	_, c := questionnaire.Take(&table, questionnaire.Mapping{Table: "S", Use: true, Header: 1, Question: 1, Answer: 2})
	if want := (questionnaire.Counted{Questions: 2, Locked: 1, Empty: 1, Hidden: 1, Answered: 1, Limited: 1, Choices: 1}); c != want {
		t.Errorf("counted %+v, want %+v", c, want)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	words, letters := questionnaire.Limit{N: 3, Unit: questionnaire.InWords}, questionnaire.Limit{N: 5, Unit: questionnaire.InCharacters}
	for text, want := range map[string][2]bool{"": {false, false}, "a b c": {false, false}, "a b c d": {true, true}, "– a b c": {false, true}, "abcdé": {false, false}, "abcdef": {false, true}} {
		if words.Over(text) != want[0] || letters.Over(text) != want[1] {
			t.Errorf("%q: %t, %t", text, words.Over(text), letters.Over(text))
		}
	}
	if (questionnaire.Limit{}).Over("a b c") {
		t.Error("no limit is passed")
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for md, want := range map[string]string{
		"Certified to **ISO/IEC 27001**.":                         "Certified to ISO/IEC 27001.",
		"# Head\n\n- one\n- *two*\n\n\n\n[us](https://a.example)": "Head\n\n• one\n• two\n\nus (https://a.example)",
		"2 * 3 * 4 and snake_case_word":                           "2 * 3 * 4 and snake_case_word",
		"Run `make`":                                              "Run make",
	} {
		if got := questionnaire.Plain(md); got != want {
			t.Errorf("%q gave %q, want %q", md, got, want)
		}
	}
}
