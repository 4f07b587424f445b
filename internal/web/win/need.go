package win

import "holdfast/internal/web/ui"

// NeedView is "Would we need it?": six questions about a buyer and a contract,
// and which schemes the rules then say may or must be asked for.
type NeedView struct {
	Shell     ui.Shell
	Action    string
	Questions []ui.Field // selects, one a question
	Data      ui.Choices
	Asked     bool
	Sentence  string // the answer in a sentence
	Sure      []Expect
	Possible  []Expect
	Notes     []Expect
	Clear     string
}

// FieldID makes a notice's key fit for an id.
func FieldID(key string) string {
	b := []byte(key)
	for i, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
			b[i] = '-'
		}
	}
	return string(b)
}
