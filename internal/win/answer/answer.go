// Package answer is the library of answers: what buyers ask again and again, with
// the text that was approved for it, by whom and until when it is good, what it
// rests on, and which bids it was used in. The rules are pure: the day comes in
// as an argument.
package answer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "answer"

// Path is where the pages of answers are.
const Path = "/answers"

// The states of an answer.
const (
	Draft    = "draft"
	Review   = "review"
	Approved = "approved"
)

// Answer is one answer that can be used again.
type Answer struct {
	Question string `json:"question"`
	// Wordings are other ways in which buyers ask the same, one a line.
	Wordings string `json:"wordings,omitempty"`
	// Text is the answer in Markdown, Short the same for a tight limit of words.
	Text  string `json:"text,omitempty"`
	Short string `json:"short,omitempty"`
	Topic string `json:"topic"`
	Owner string `json:"owner,omitempty"` // the person who keeps it true
	Note  string `json:"note,omitempty"`  // for who uses it, never sent

	// ReviewEvery is in months; 0 is what the topic says.
	ReviewEvery int64      `json:"reviewEvery,omitempty"`
	ReviewDue   civil.Date `json:"reviewDue,omitzero"`

	State string `json:"state"`
	// Authors have written or changed it since it was last approved.
	Authors     []string   `json:"authors,omitempty"`
	Submitted   civil.Date `json:"submitted,omitzero"`
	SubmittedBy string     `json:"submittedBy,omitempty"`
	Returned    string     `json:"returned,omitempty"` // why a reviewer sent it back
	ReturnedBy  string     `json:"returnedBy,omitempty"`

	// Hash is the SHA-256 of exactly the content that was approved, in hex; it
	// stays when the text is written on, so that the approved one can be found in
	// the record's history.
	Hash       string     `json:"hash,omitempty"`
	Approved   civil.Date `json:"approved,omitzero"`
	ApprovedBy string     `json:"approvedBy,omitempty"`
	Alone      string     `json:"alone,omitempty"` // why its author approved it
	Reviewed   civil.Date `json:"reviewed,omitzero"`
	ReviewedBy string     `json:"reviewedBy,omitempty"`

	Starter string `json:"starter,omitempty"` // key of the skeleton it began from

	custom.Values
}

// Row is an answer with its number and version.
type Row = register.Row[Answer]

// Content is what an approval is bound to. Its members stand in alphabetical
// order: the JSON is what is hashed.
type Content struct {
	Question string `json:"question"`
	Short    string `json:"short"`
	Text     string `json:"text"`
}

// Content gives what an approval would be bound to now.
func (a *Answer) Content() Content {
	return Content{Question: a.Question, Short: a.Short, Text: a.Text}
}

// Hash gives the SHA-256 of the content in hex.
func (c Content) Hash() string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(c) // texts only: it cannot fail
	sum := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return hex.EncodeToString(sum[:])
}

// Intact says that the text is exactly what was approved.
func (a *Answer) Intact() bool { return a.Hash != "" && a.Content().Hash() == a.Hash }

// Questions gives the question and its other wordings.
func (a *Answer) Questions() []string {
	out := []string{a.Question}
	for line := range strings.Lines(a.Wordings) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// blanks are what a skeleton leaves to be filled in: [[how many people]].
var blanks = regexp.MustCompile(`\[\[([^\[\]\n]{1,200})\]\]`)

// Blanks gives what is still to be filled in, each once, in the order of the text.
func (a *Answer) Blanks() []string {
	var out []string
	for _, m := range blanks.FindAllStringSubmatch(a.Text+"\n"+a.Short, -1) {
		if what := strings.TrimSpace(m[1]); !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	return out
}

// Length is how long a text is as a buyer's form counts it.
type Length struct {
	Words      int `json:"words"`
	Characters int `json:"characters"` // blanks included, marks of Markdown too
}

// LengthOf counts a text: words are what stands between blanks and has a letter
// or a figure in it.
func LengthOf(text string) Length {
	text = strings.TrimSpace(text)
	out := Length{Characters: utf8.RuneCountInString(text)}
	for w := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			out.Words++
		}
	}
	return out
}
