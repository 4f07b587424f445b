package office

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"

	"holdfast/internal/errs"
)

const (
	// looked is how much of the front of a file is looked at to tell its kind.
	looked = 8 << 10
	// MaxDirectory bounds the list of an archive's files, in bytes: ten thousand
	// names and more.
	MaxDirectory = 2 << 20
)

// OpenZip opens an archive whose list of files is of a bounded length.
func OpenZip(r io.ReaderAt, size int64) (*zip.Reader, error) {
	b := &bounded{r: r, left: MaxDirectory}
	z, err := zip.NewReader(b, size)
	switch {
	case errors.Is(err, errDirectory):
		return nil, errs.New(errs.TooLarge, "The archive lists more files than are looked at.")
	case err != nil:
		return nil, errs.Wrap(err, errs.Invalid, "The archive is damaged or cut off.")
	}
	b.left = math.MaxInt64 // from now on the files are read, which have bounds of their own
	return z, nil
}

// Sniff tells what a file is by its content, of all kinds that a Pack reads. The
// error is an errs.Invalid that says what it looks like and what to do instead.
func Sniff(r io.ReaderAt, size int64) (Kind, error) {
	head := make([]byte, min(size, looked))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return "", errs.Wrap(err, errs.Invalid, "The file could not be read.")
	}
	front := head[:min(len(head), sniffed)]
	switch {
	case len(bytes.TrimSpace(head)) == 0 && size <= looked:
		return "", errs.New(errs.Invalid, "The file is empty.")
	// Before PDF, whose mark may stand anywhere in front: an archive that holds a
	// PDF as it is has it there too.
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(r, size)
	case bytes.Contains(front, []byte("%PDF-")):
		return PDF, nil
	case isPicture(front):
		return "", errs.New(errs.Invalid, "A picture: no text is read from it.")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "", old(r, size)
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return "", errs.New(errs.Invalid, "A rich text file (.rtf). Save it as .docx or PDF and give that.")
	case bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")), bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return "", errs.New(errs.Invalid, "An archive of another kind than zip. Unpack it and give the files, or a zip of them.")
	case wide(head):
		return Text, nil
	case bytes.IndexByte(head, 0) >= 0 || !printable(front):
		return "", errs.New(errs.Invalid, "None of the kinds of file that are read: PDF, .docx, .xlsx, .odt, HTML, plain text, e-mail (.eml), zip.")
	case isHTML(front):
		return HTML, nil
	case isMail(head):
		return Mail, nil
	}
	return Text, nil
}

// wide says that a text is in UTF-16, by its mark.
func wide(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

func sniffZip(r io.ReaderAt, size int64) (Kind, error) {
	z, err := OpenZip(r, size)
	if err != nil {
		return "", err
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml", "word/document2.xml":
			return DOCX, nil
		case "xl/workbook.xml":
			return XLSX, nil
		case "xl/workbook.bin":
			return "", errs.New(errs.Invalid, "A binary Excel file (.xlsb). Save it as .xlsx and give that.")
		case "ppt/presentation.xml":
			return "", errs.New(errs.Invalid, "Slides are not read. Save them as PDF and give that.")
		case "mimetype":
			switch kind := mimetype(f); {
			case strings.HasPrefix(kind, "application/vnd.oasis.opendocument.text"):
				return ODT, nil
			case strings.HasPrefix(kind, "application/vnd.oasis.opendocument."):
				return "", errs.New(errs.Invalid, "Of OpenDocument only texts (.odt) are read. Save it as PDF or .xlsx and give that.")
			}
		}
	}
	return Zip, nil
}

func mimetype(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, 128))
	return string(b)
}

// old says which of the files in Microsoft's old container this is.
func old(r io.ReaderAt, size int64) error {
	b := make([]byte, min(size, 1<<20))
	n, _ := r.ReadAt(b, 0)
	names := func(s string) bool { return bytes.Contains(b[:n], []byte(strings.Join(strings.Split(s, ""), "\x00"))) }
	switch {
	case names("EncryptedPackage"):
		return errs.New(errs.Invalid, "The file is locked with a password. Save a copy without one and give that.")
	case names("__substg1.0_"):
		return errs.New(errs.Invalid, "An Outlook message (.msg). Save it as .eml, or give its attachments.")
	}
	return errs.New(errs.Invalid, "The file is in an old Office format. Save it as PDF, .docx or .xlsx and give that.")
}

var htmlStart = regexp.MustCompile(`(?i)^\s*(<!--[^>]*-->\s*|<\?xml[^>]*\?>\s*)*<(!doctype html|html|head|body|meta|title|div|table|p|h1)\b`)

func isHTML(b []byte) bool { return htmlStart.Match(bytes.TrimPrefix(b, []byte("\ufeff"))) }

var (
	headerLine = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):`)
	mailFields = map[string]bool{
		"from": true, "to": true, "cc": true, "subject": true, "date": true, "received": true, "return-path": true, "reply-to": true,
		"mime-version": true, "message-id": true, "delivered-to": true, "content-type": true, "dkim-signature": true, "x-mailer": true,
	}
)

// isMail says that a file begins with the header of a message: lines of fields
// only, three of them of a message, one of them its sender or its version.
func isMail(b []byte) bool {
	seen := map[string]bool{}
	for i, line := range bytes.Split(b, []byte("\n")) {
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			break
		}
		if i > 0 && (line[0] == ' ' || line[0] == '\t') {
			continue
		}
		m := headerLine.FindSubmatch(line)
		if m == nil {
			return false
		}
		if f := strings.ToLower(string(m[1])); mailFields[f] {
			seen[f] = true
		}
		if len(seen) >= 3 && (seen["from"] || seen["mime-version"]) {
			return true
		}
	}
	return false
}

var errDirectory = errors.New("directory too long")

// bounded refuses to read more than so many bytes.
type bounded struct {
	r    io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errDirectory
	}
	return b.r.ReadAt(p, at)
}
