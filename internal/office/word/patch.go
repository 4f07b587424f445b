package word

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// MaxText bounds what is written into one place, in bytes.
const MaxText = 200_000

// Patch writes text into a place, kept until Bytes: into a cell, into a control,
// or below a paragraph. A cell and a paragraph with one control take it into the
// control. Each line becomes a paragraph of its own, in the form that the place
// had. Invalid: no such place, one that takes no text, or too much of it.
func (d *Document) Patch(place, text string) error {
	s, ok := d.spots[place]
	if !ok {
		return errs.New(errs.Invalid, "The document has no place %q.", place)
	}
	if s.locked != "" {
		return errs.New(errs.Invalid, "Nothing can be written at %s of the document. %s", place, s.locked)
	}
	if len(text) > MaxText {
		return errs.New(errs.TooLarge, "A place of the document takes at most 200,000 characters.")
	}
	if s.kind == 't' {
		if c := d.only(s.at); c != nil {
			place = c.Place
		}
	}
	text = opc.Clean(text)
	if c := d.controls[place]; c != nil && len(c.Choices) > 0 && d.tree.path(d.spots[place].at, "sdtPr", "dropDownList") != 0 && text != "" && !slices.Contains(c.Choices, text) {
		return errs.New(errs.Invalid, "The buyer lets choose from %s here.", strings.Join(c.Choices, ", "))
	}
	d.patches[place] = text
	return nil
}

// edit is a change to a range of the document's bytes.
type edit struct {
	from, to int
	with     []byte
}

// Bytes gives the file with what was patched. The same patches give the same
// bytes.
func (d *Document) Bytes() ([]byte, error) {
	if len(d.patches) == 0 {
		return d.pkg.With(nil)
	}
	var all []edit
	for place, text := range d.patches {
		s := d.spots[place]
		switch s.kind {
		case 't':
			all = append(append(all, d.shown(d.tree.kid(d.around[s.at], "sdtPr"))...), d.cell(s.at, text))
		case 'p':
			all = append(all, d.below(s, text)...)
		case 's':
			all = append(all, d.fill(s.at, text)...)
		}
	}
	slices.SortFunc(all, func(a, b edit) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	e := opc.NewEdits(d.tree.scan.Src)
	upTo := 0
	for _, c := range all {
		if c.from < upTo {
			return nil, errs.New(errs.Invalid, "Two answers go to one place of the document.")
		}
		e.Replace(c.from, c.to, c.with)
		upTo = c.to
	}
	return d.pkg.With(map[string][]byte{d.part: e.Bytes()})
}

// form is how a place writes: the properties of its paragraphs and of its runs.
type form struct{ tag, para, run []byte }

// formOf takes the form of the first paragraph within an element.
func (d *Document) formOf(in int32) form {
	t := d.tree
	p := in
	if t.name(in) != "p" {
		p = t.kid(in, "p")
	}
	if p == 0 {
		return form{}
	}
	f := form{tag: t.scan.Src[t.nodes[p].tok.From:t.nodes[p].tok.To], para: t.raw(t.kid(p, "pPr"))}
	if r := t.kid(p, "r"); r != 0 {
		f.run = t.raw(t.kid(r, "rPr"))
	} else if mark := t.path(p, "pPr", "rPr"); !t.has(mark, "ins", "del", "moveFrom", "moveTo") {
		f.run = t.raw(mark)
	}
	return f
}

// paragraphs writes each line as a paragraph; the first keeps the tag that the
// paragraph in its place had.
func (d *Document) paragraphs(f form, text string) []byte {
	var b bytes.Buffer
	for i, line := range strings.Split(text, "\n") {
		if i == 0 && f.tag != nil {
			b.Write(bytes.TrimRight(bytes.TrimRight(f.tag, "/>"), " \t\r\n"))
			b.WriteByte('>')
		} else {
			b.WriteString("<" + d.w + "p>")
		}
		b.Write(f.para)
		b.Write(d.run(f.run, line))
		b.WriteString("</" + d.w + "p>")
	}
	return b.Bytes()
}

// run writes text of one paragraph: tabs and ends of lines by their elements.
func (d *Document) run(props []byte, text string) []byte {
	if text == "" {
		return nil
	}
	var b bytes.Buffer
	b.WriteString("<" + d.w + "r>")
	b.Write(props)
	for text != "" {
		i := strings.IndexAny(text, "\t\n")
		if i < 0 {
			i = len(text)
		}
		if i > 0 {
			b.WriteString("<" + d.w + `t xml:space="preserve">` + opc.Escape(text[:i]) + "</" + d.w + "t>")
		}
		if text = text[i:]; text != "" {
			if text[0] == '\t' {
				b.WriteString("<" + d.w + "tab/>")
			} else {
				b.WriteString("<" + d.w + "br/>")
			}
			text = text[1:]
		}
	}
	b.WriteString("</" + d.w + "r>")
	return b.Bytes()
}

// cell replaces the paragraphs of a cell; its properties stay.
func (d *Document) cell(i int32, text string) edit {
	t := d.tree
	n := &t.nodes[i]
	from := n.tok.To
	if props := t.kid(i, "tcPr"); props != 0 {
		from = int(t.nodes[props].to)
	}
	with := d.paragraphs(d.formOf(i), text)
	if n.tok.Kind == opc.Empty {
		tag := bytes.TrimSuffix(t.scan.Src[n.tok.From:n.tok.To], []byte("/>"))
		return edit{n.tok.From, n.tok.To, slices.Concat(tag, []byte(">"), with, []byte("</"+d.w+"tc>"))}
	}
	return edit{from, int(n.inTo), with}
}

// below writes below a paragraph: into the empty one that follows, else into new
// ones in the document's usual form.
func (d *Document) below(s spot, text string) []edit {
	t := d.tree
	if s.after != 0 {
		n := &t.nodes[s.after]
		return []edit{{n.tok.From, int(n.to), d.paragraphs(d.formOf(s.after), text)}}
	}
	if text == "" {
		return nil
	}
	at := int(t.nodes[s.at].to)
	return []edit{{at, at, d.paragraphs(form{}, text)}}
}

// shown takes away that a control shows a placeholder.
func (d *Document) shown(props int32) []edit {
	if props == 0 {
		return nil
	}
	holder := d.tree.kid(props, "showingPlcHdr")
	if holder == 0 {
		return nil
	}
	return []edit{{d.tree.nodes[holder].tok.From, int(d.tree.nodes[holder].to), nil}}
}

// fill replaces what a control holds, and says that it is no placeholder.
func (d *Document) fill(i int32, text string) []edit {
	t := d.tree
	props, content := t.kid(i, "sdtPr"), t.kid(i, "sdtContent")
	own := t.raw(t.kid(props, "rPr"))
	holder := t.kid(props, "showingPlcHdr")
	out := d.shown(props)
	n := &t.nodes[content]
	var with []byte
	if t.kid(content, "p") != 0 {
		f := d.formOf(content)
		if holder != 0 {
			f.run = own
		}
		with = d.paragraphs(f, text)
	} else {
		run := own
		if r := t.kid(content, "r"); r != 0 && holder == 0 {
			run = t.raw(t.kid(r, "rPr"))
		}
		with = d.run(run, text)
	}
	if n.tok.Kind == opc.Empty {
		return append(out, edit{n.tok.From, n.tok.To, slices.Concat([]byte("<"+d.w+"sdtContent>"), with, []byte("</"+d.w+"sdtContent>"))})
	}
	return append(out, edit{n.tok.To, int(n.inTo), with})
}
