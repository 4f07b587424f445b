package bundle

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// zip walks an archive in the order of its list.
func (w *Walk) zip(name string, depth int, s source, past bool) error {
	z, err := office.OpenZip(s.at, s.size)
	if err != nil {
		if past {
			return nil
		}
		return w.leaf(Leaf{Name: name, As: office.Zip, Size: s.size, Hash: hash(s), Fault: asFault(err)})
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") || junk(f.Name) {
			continue
		}
		if w.full() {
			w.leftOut++
			continue
		}
		if err := w.member(name, depth, f); err != nil {
			return err
		}
	}
	return nil
}

func (w *Walk) member(in string, depth int, f *zip.File) error {
	name := w.inside(in, depth, zipName(f))
	size := int64(min(f.UncompressedSize64, 1<<62))
	switch {
	case f.Flags&1 != 0:
		return w.lost(name, depth+1, size, errs.New(errs.Invalid, "The file is locked with a password. Unpack the archive and give the files."))
	case !f.Mode().IsRegular():
		return w.lost(name, depth+1, size, errs.New(errs.Invalid, "This is a link, not a file."))
	case size > w.Limits.File:
		return w.lost(name, depth+1, size, tooLarge(w.Limits.File))
	}
	r, err := f.Open()
	if err != nil {
		return w.lost(name, depth+1, size, errs.Wrap(err, errs.Invalid, "The file is packed in a way that is not read."))
	}
	defer r.Close()
	b, fault := w.take(r)
	if fault != nil {
		return w.lost(name, depth+1, size, fault)
	}
	return w.visit(name, depth+1, source{bytes.NewReader(b), int64(len(b))})
}

// inside names a file within another. What is dropped is the outermost and not
// named again.
func (w *Walk) inside(in string, depth int, name string) string {
	if depth == 0 {
		return name
	}
	return in + "/" + name
}

// junk are files that systems leave in archives for themselves.
func junk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || base == ".DS_Store" || base == "Thumbs.db" || base == "desktop.ini"
}
