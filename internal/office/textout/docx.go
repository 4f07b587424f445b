package textout

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

const (
	// maxXML bounds the main part of a Word file once unpacked, in bytes.
	maxXML = 32 << 20
	// maxXMLDepth bounds its nesting.
	maxXMLDepth = 200
)

// readDOCX gives the paragraphs of a Word file; the cells of a table's row
// stand on one line with tabs between them.
func (r *reader) readDOCX(b []byte) (office.Document, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return office.Document{}, errs.Wrap(err, errs.Invalid, "The Word file is damaged or cut off.")
	}
	for _, f := range z.File {
		if f.Name != "word/document.xml" {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return office.Document{}, errs.Wrap(err, errs.Invalid, "The Word file is damaged.")
		}
		defer part.Close()
		limited := &io.LimitedReader{R: part, N: maxXML + 1}
		text, err := r.wordText(limited)
		if limited.N <= 0 {
			return office.Document{}, errs.New(errs.TooLarge, "The Word file is larger than %d MiB when unpacked.", maxXML>>20)
		}
		if err != nil {
			return office.Document{}, err
		}
		return office.Document{Pages: []office.Page{{Text: clean(text)}}, PageCount: 1}, nil
	}
	return office.Document{}, errs.New(errs.Invalid, "The Word file has no main part.")
}

func (r *reader) wordText(in io.Reader) (string, error) {
	d := xml.NewDecoder(in)
	var b strings.Builder
	depth, cells := 0, 0
	inText := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", errs.Wrap(err, errs.Invalid, "The Word file is damaged.")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return "", errs.New(errs.TooLarge, "The Word file is nested too deep.")
			}
			switch t.Name.Local {
			case "t":
				inText = true
			case "tab":
				b.WriteByte('\t')
			case "br", "cr":
				b.WriteByte('\n')
			case "tc":
				cells++
			}
		case xml.EndElement:
			depth--
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				if cells == 0 {
					b.WriteByte('\n')
				} else {
					b.WriteByte(' ')
				}
			case "tc":
				cells--
				b.WriteByte('\t')
			case "tr":
				b.WriteByte('\n')
			}
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
		if b.Len() > r.limits.Text {
			return "", errs.New(errs.TooLarge, "The text of the Word file is longer than %d KiB.", r.limits.Text>>10)
		}
	}
}
