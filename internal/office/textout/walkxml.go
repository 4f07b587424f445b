package textout

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/net/html/charset"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

const (
	// maxXML bounds the parts of an Office file that are read, all together once
	// unpacked, in bytes; so does unpackedOver times what the file may have.
	maxXML       = 64 << 20
	unpackedOver = 4
	// maxXMLDepth bounds their nesting.
	maxXMLDepth = 200
)

// parts are the files within an Office file, which is an archive.
type parts struct {
	byName map[string]*zip.File
	most   int64 // bytes that may be unpacked
	left   int64
}

func (r *reader) openParts(b []byte) (*parts, error) {
	z, err := office.OpenZip(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	most := min(maxXML, unpackedOver*r.limits.File)
	p := &parts{byName: make(map[string]*zip.File, len(z.File)), most: most, left: most}
	for _, f := range z.File {
		if p.byName[f.Name] == nil {
			p.byName[f.Name] = f
		}
	}
	return p, nil
}

func (p *parts) has(name string) bool { return p.byName[name] != nil }

// walk reads one part as XML and gives each token to f with the depth that it
// stands at. A part that is not there is nothing to read.
func (p *parts) walk(name string, f func(t xml.Token, depth int) error) error {
	member := p.byName[name]
	if member == nil {
		return nil
	}
	in, err := member.Open()
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "The file is damaged: %s cannot be unpacked.", name)
	}
	defer in.Close()
	limited := &io.LimitedReader{R: in, N: p.left}
	err = walkXML(limited, f)
	if p.left = limited.N; p.left <= 0 {
		return errs.New(errs.TooLarge, "The file is larger than %d MiB when unpacked.", p.most>>20)
	}
	var own *errs.Error
	if err != nil && !errors.As(err, &own) {
		return errs.Wrap(err, errs.Invalid, "The file is damaged: %s is not XML to its end.", name)
	}
	return err
}

func walkXML(in io.Reader, f func(t xml.Token, depth int) error) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return errs.New(errs.TooLarge, "The file is nested too deep.")
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return errs.New(errs.Invalid, "The file is damaged: its XML is not in order.")
			}
		case xml.Directive:
			return errs.New(errs.Invalid, "The file declares entities of its own: it is made to do harm.")
		}
		if err := f(t, depth); err != nil {
			return err
		}
	}
}

// attr gives an attribute by its name without prefix.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
