package retention

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Hit is one text of a document in which a subject was found.
type Hit struct {
	Field string // where: names with full stops between, without places in lists ("status.note")
	Text  string // what stands there, shortened round the match
	Count int
	Whole bool // the match is the whole text
}

// sampleRound is how much of a text is shown on each side of a match, in bytes.
const sampleRound = 40

// Redact takes a subject out of every text of a JSON document, and out of the
// names of members that are the subject and nothing else. keep says which
// fields stay as they are. It gives the document, unchanged in all the rest, and
// what was found, what was kept too. whole says what stands for a text that was
// nothing but a match; nil: what stands for any match.
func (s *Subject) Redact(doc []byte, keep func(field string) bool, whole func(as string) jsontext.Token) ([]byte, []Hit, error) {
	var hits []Hit
	var out bytes.Buffer
	dec := jsontext.NewDecoder(bytes.NewReader(doc), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	enc := jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.EscapeForHTML(false))
	changed := false
	for {
		tok, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if tok.Kind() == '"' {
			text := tok.String()
			spans := s.Find(text)
			within, n := dec.StackIndex(dec.StackDepth())
			isName := within == '{' && n%2 == 1
			all := len(spans) == 1 && spans[0].From == 0 && spans[0].To == len(text)
			if len(spans) > 0 && (!isName || all && !fieldName(text)) {
				field := s.fieldOf(string(dec.StackPointer()))
				hits = append(hits, Hit{Field: field, Text: sample(text, spans[0]), Count: len(spans), Whole: all})
				if keep == nil || !keep(field) {
					changed = true
					with, _ := s.Replace(text)
					tok = jsontext.String(with)
					if all && whole != nil && !isName {
						tok = whole(with)
					}
				}
			}
		}
		if err := enc.WriteToken(tok); err != nil {
			return nil, nil, err
		}
	}
	if !changed {
		return doc, hits, nil
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), hits, nil
}

// fieldName says that a member's name looks like a field's of a record and not
// like a person's: letters and digits alone, as every declared name has.
func fieldName(name string) bool {
	for _, r := range name {
		if r >= utf8.RuneSelf || !letter(r) {
			return false
		}
	}
	return true
}

// fieldOf makes a field of a pointer. A part that is itself the subject does not
// say so.
func (s *Subject) fieldOf(pointer string) string {
	var out []string
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if _, err := strconv.Atoi(part); err == nil {
			continue
		}
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		part, _ = s.Replace(part)
		out = append(out, part)
	}
	return strings.Join(out, ".")
}

// sample gives the text round a match.
func sample(text string, m Span) string {
	from, to := max(0, m.From-sampleRound), min(len(text), m.To+sampleRound)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	out := strings.Join(strings.Fields(text[from:to]), " ")
	if from > 0 {
		out = "…" + out
	}
	if to < len(text) {
		out += "…"
	}
	return out
}
