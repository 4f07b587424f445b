package tender

import (
	"io"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// MaxText bounds the stored text of one document in bytes, with what JSON puts
// round it.
const MaxText = 24 << 20

// Page is the text of one page, or of a sheet, or of the whole where a format has
// no pages.
type Page struct {
	Label string `json:"label,omitempty"` // "page 4", "sheet Pricing"; empty: the whole
	Text  string `json:"text"`
}

// Text is what was read of a document.
type Text struct {
	Pages []Page `json:"pages"`
}

// Encode gives the text as it is stored.
func (t Text) Encode() ([]byte, error) { return strictjson.Marshal(t) }

// DecodeText reads a stored text.
func DecodeText(r io.Reader) (Text, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxText+1))
	if err != nil {
		return Text{}, err
	}
	if len(b) > MaxText {
		return Text{}, errs.New(errs.TooLarge, "The stored text is longer than any that is read.")
	}
	var t Text
	return t, strictjson.Unmarshal(b, &t)
}

// Empty says that there is nothing on any page but white space.
func (t Text) Empty() bool {
	for _, p := range t.Pages {
		if strings.TrimSpace(p.Text) != "" {
			return false
		}
	}
	return true
}

// LabelOf names a page for people: "page 4", and nothing of a document that has
// no pages.
func (t Text) LabelOf(page int) string {
	if page < 1 || page > len(t.Pages) {
		return ""
	}
	return t.Pages[page-1].Label
}

// maxPortion bounds what is shown as one page, in code points: a document without
// pages is one text of any length.
const maxPortion = 15_000

// portions parts what is too long to be shown at once, between two paragraphs
// where it can.
func portions(pages []Page) []Page {
	out := make([]Page, 0, len(pages))
	for _, p := range pages {
		text := []rune(p.Text)
		if len(text) <= maxPortion {
			out = append(out, p)
			continue
		}
		for n := 1; len(text) > 0; n++ {
			at := cutAt(text)
			label := "part " + itoa(n)
			if p.Label != "" {
				label = p.Label + ", " + label
			}
			out = append(out, Page{Label: label, Text: string(text[:at])})
			text = text[at:]
		}
	}
	return out
}

// cutAt says where a text is parted: at the last empty line, else at the last line
// or word, that fits.
func cutAt(text []rune) int {
	if len(text) <= maxPortion {
		return len(text)
	}
	line, word := 0, 0
	for i := maxPortion; i > maxPortion/2; i-- {
		switch {
		case text[i-1] == '\n' && text[i] == '\n':
			return i
		case text[i-1] == '\n' && line == 0:
			line = i
		case text[i-1] == ' ' && word == 0:
			word = i
		}
	}
	switch {
	case line > 0:
		return line
	case word > 0:
		return word
	}
	return maxPortion
}
