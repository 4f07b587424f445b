// Package opc is what a workbook and a Word document have in common: a zip of
// XML parts that lead to each other (ECMA-376 part 2), read with limits, and
// written back with some parts replaced and every other one copied as it lies.
//
// Files of this kind come from outside and are hostile until read. They are read
// in the serving process all the same, because what is made of them is the very
// same file again: so nothing here may grow with what a file claims. The file is
// bounded, members are unpacked one by one and only those that are asked for,
// out of one budget, and the scanner of package opc keeps no tree, follows no
// entity, knows no document type and reads no address.
package opc

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"holdfast/internal/errs"
)

const (
	// MaxFile bounds the file in bytes.
	MaxFile = 20 << 20
	// MaxUnpacked bounds what is unpacked of one file, all members together.
	MaxUnpacked = 40 << 20
	// maxMembers bounds the members of the zip.
	maxMembers = 4000
)

// Package is an opened file.
type Package struct {
	zip     *zip.Reader
	members map[string]*zip.File // by folded name
	left    int64                // what may still be unpacked
	read    map[string][]byte
}

// Open opens a file. The error is an errs.Invalid or TooLarge in words for
// whoever gave the file.
func Open(b []byte) (*Package, error) {
	if len(b) > MaxFile {
		return nil, errs.New(errs.TooLarge, "The file is larger than %d MB.", MaxFile>>20)
	}
	if bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")) {
		return nil, errs.New(errs.Invalid, "The file is in an old Office format, or locked with a password. Save it as .xlsx or .docx without one, and give that.")
	}
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The file is neither a workbook (.xlsx) nor a Word document (.docx), or it is damaged.")
	}
	if len(zr.File) > maxMembers {
		return nil, errs.New(errs.TooLarge, "The file has more than %d parts.", maxMembers)
	}
	p := &Package{zip: zr, members: map[string]*zip.File{}, left: MaxUnpacked, read: map[string][]byte{}}
	for _, f := range zr.File {
		if f.Flags&1 != 0 {
			return nil, errs.New(errs.Invalid, "The file is locked with a password. Give it without one.")
		}
		name := fold(f.Name)
		if p.members[name] != nil {
			return nil, errs.New(errs.Invalid, "The file holds the part %q twice: it is damaged, or made to do harm.", cut(f.Name))
		}
		p.members[name] = f
	}
	if !p.Has("[Content_Types].xml") {
		return nil, errs.New(errs.Invalid, "The file is a zip archive, but neither a workbook (.xlsx) nor a Word document (.docx).")
	}
	return p, nil
}

// fold gives the name under which a part is found: parts are told apart without
// regard to case, and some writers put backslashes.
func fold(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func cut(s string) string {
	s = strings.ToValidUTF8(s, "_")
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

// Has says whether there is a part.
func (p *Package) Has(name string) bool { return p.members[fold(name)] != nil }

// HasSuffix says whether a part's name ends so, without regard to case.
func (p *Package) HasSuffix(end string) bool {
	for name := range p.members {
		if strings.HasSuffix(name, strings.ToLower(end)) {
			return true
		}
	}
	return false
}

// Read gives a part as it is; it must not be changed. NotFound when there is
// none, TooLarge when the file's budget is spent.
func (p *Package) Read(name string) ([]byte, error) {
	key := fold(name)
	if b, ok := p.read[key]; ok {
		return b, nil
	}
	f := p.members[key]
	if f == nil {
		return nil, errs.New(errs.NotFound, "The file has no part %q.", cut(name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The part %q of the file cannot be unpacked.", cut(name))
	}
	defer r.Close()
	var out bytes.Buffer
	if f.UncompressedSize64 <= uint64(p.left) { // a claim, believed as far as the budget goes
		out.Grow(int(min(f.UncompressedSize64, 1<<20)))
	}
	n, err := io.Copy(&out, io.LimitReader(r, p.left+1))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The part %q of the file is damaged.", cut(name))
	}
	if p.left -= n; p.left < 0 {
		p.left = 0
		return nil, errs.New(errs.TooLarge, "The file unpacks to more than %d MB.", MaxUnpacked>>20)
	}
	p.read[key] = out.Bytes()
	return out.Bytes(), nil
}

// Rel is where a part leads.
type Rel struct {
	ID, Type string // Type is the last step of its address: "worksheet"
	Part     string // the other part's name
}

// Rels gives where a part leads within the file; "" asks for the file as a
// whole.
func (p *Package) Rels(part string) ([]Rel, error) {
	dir, base := path.Split(part)
	b, err := p.Read(dir + "_rels/" + base + ".rels")
	if errs.CodeOf(err) == errs.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Rel
	s, err := Scan(b)
	if err != nil {
		return nil, err
	}
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if !t.Opens("Relationship") || s.Attr(t, "TargetMode") == "External" {
			continue
		}
		kind := s.Attr(t, "Type")
		target := strings.ReplaceAll(s.Attr(t, "Target"), `\`, "/")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(dir, target)
		}
		if len(out) == maxMembers {
			return nil, errs.New(errs.TooLarge, "A part of the file leads to more than %d others.", maxMembers)
		}
		out = append(out, Rel{ID: s.Attr(t, "Id"), Type: kind[strings.LastIndexByte(kind, '/')+1:], Part: target})
	}
}

// With gives the file with some parts replaced. Every other part is copied as it
// lies, compressed bytes and all, in the order in which the parts stood.
func (p *Package) With(changed map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if err := w.SetComment(p.zip.Comment); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "The file could not be written.")
	}
	byFold := make(map[string][]byte, len(changed))
	for name, b := range changed {
		if !p.Has(name) {
			return nil, errs.New(errs.NotFound, "The file has no part %q.", cut(name))
		}
		byFold[fold(name)] = b
	}
	for _, f := range p.zip.File {
		b, ok := byFold[fold(f.Name)]
		if !ok {
			if err := w.Copy(f); err != nil {
				return nil, errs.Wrap(err, errs.Invalid, "The part %q of the file is damaged.", cut(f.Name))
			}
			continue
		}
		h := &zip.FileHeader{Name: f.Name, Comment: f.Comment, NonUTF8: f.NonUTF8, Method: zip.Deflate, Modified: f.Modified, ExternalAttrs: f.ExternalAttrs}
		part, err := w.CreateHeader(h)
		if err != nil {
			return nil, errs.Wrap(err, errs.Internal, "The file could not be written.")
		}
		if _, err := part.Write(b); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "The file could not be written.")
		}
	}
	if err := w.Close(); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "The file could not be written.")
	}
	return out.Bytes(), nil
}
