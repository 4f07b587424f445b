package office

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"holdfast/internal/errs"
)

// sniffed is how much of the front of a file tells what it is. PDF readers
// accept the mark anywhere in the first kilobyte.
const sniffed = 1024

// KindOf tells what a file is by its bytes. The error is an errs.Invalid that
// says what the file looks like and what to do instead.
func KindOf(b []byte) (Kind, error) {
	head := b[:min(len(b), sniffed)]
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return "", errs.New(errs.Invalid, "The file is empty.")
	case bytes.Contains(head, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		if bytes.Contains(b, []byte("word/document.xml")) {
			return DOCX, nil
		}
		return "", errs.New(errs.Invalid, "The file is a zip archive but not a Word document. Give a PDF, a Word file (.docx) or plain text.")
	case isPicture(head):
		return "", errs.New(errs.Invalid, "The file is a picture and holds no text. Ask the certification body for its PDF, or type the fields.")
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return "", errs.New(errs.Invalid, "The file is in an old Office format. Save it as PDF or .docx and give that.")
	case bytes.IndexByte(b, 0) < 0 && utf8.Valid(b) && printable(head):
		return Text, nil
	}
	return "", errs.New(errs.Invalid, "The file is neither a PDF, a Word file (.docx) nor plain text in UTF-8.")
}

func isPicture(head []byte) bool {
	for _, mark := range []string{"\x89PNG\r\n", "\xff\xd8\xff", "GIF8", "II*\x00", "MM\x00*", "BM", "RIFF"} {
		if strings.HasPrefix(string(head), mark) {
			// "BM" and "RIFF" may begin a text too.
			return mark[0] >= 0x80 || !utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 || strings.HasPrefix(mark, "GIF8")
		}
	}
	return false
}

// printable says that the bytes have no control characters but white space.
func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && !strings.ContainsRune("\t\n\r\f\v\x1b", rune(c)) {
			return false
		}
	}
	return true
}
