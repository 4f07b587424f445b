package ocds

import (
	"context"
	"io"

	"holdfast/internal/win/notice"
)

// Next gives the address of the page that a package names as the next one
// (links.next); empty when it names none. The file is one plain JSON text that
// Check found whole. So that each kind of answer can be told apart, pack says
// whether it is an object that calls itself a package.
func (f *File) Next(ctx context.Context) (next string, pack bool, err error) {
	w := walker{scanner: newScanner(io.NewSectionReader(f.f, 0, f.size)), ctx: ctx}
	w.bom()
	if c, ok := w.next(); !ok || c != '{' {
		return "", false, nil
	}
	err = w.members("", func(ptr, name string, c byte) error {
		pack = pack || packageNames[name] || releaseNames[name]
		if name != "links" || c != '{' {
			return w.skip(ptr)
		}
		return w.members(ptr, func(ptr, name string, c byte) error {
			if name != "next" || c != '"' {
				return w.skip(ptr)
			}
			w.capture()
			if err := w.skip(ptr); err != nil {
				return err
			}
			raw, over := w.captured()
			if over || len(raw) > maxNext {
				return nil
			}
			root, t := new(parser).parse(raw)
			if t == nil && root.Kind == notice.Text {
				next = root.Text
			}
			return nil
		})
	})
	return next, pack, err
}

// maxNext bounds an address with its cursor: those seen are under 600 bytes.
const maxNext = 4096

// bom walks over a byte order mark.
func (w *walker) bom() {
	if w.eat(0xEF) && w.eat(0xBB) {
		w.eat(0xBF)
	}
}

// members walks over the members of the object that begins here; each walks over
// the value, which begins with c.
func (w *walker) members(ptr string, each func(ptr, name string, c byte) error) error {
	w.pos++ // the brace
	for i := 0; ; i++ {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		end, err := w.member(ptr, i)
		if err != nil || end {
			return err
		}
		name, err := w.name(ptr)
		if err != nil {
			return err
		}
		c, ok := w.next()
		if !ok {
			return w.cut(ptr)
		}
		if err := each(ptr+"/"+pointerEscape(name), name, c); err != nil {
			return err
		}
	}
}
