package bundle

import (
	"bytes"
	"html"
	"net/textproto"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// mail walks a message: its text first, as a part with the message's own name,
// then what is attached, each decoded when its turn comes.
func (w *Walk) mail(name string, depth int, s source) error {
	lost := func(fault *errs.Error) error {
		return w.leaf(Leaf{Name: name, As: office.Mail, Size: s.size, Hash: hash(s), Fault: fault})
	}
	b, err := s.bytes(w.Limits.File)
	if err != nil {
		return lost(asFault(err))
	}
	whole, err := openMessage(b)
	if err != nil {
		return lost(asFault(err))
	}
	_, past, err := w.open(name, depth+1, s.size, false)
	if err != nil {
		return err
	}
	if !past {
		leaf := bodyLeaf(whole, w.Limits.Text)
		leaf.Name, leaf.As, leaf.Size, leaf.Hash = name, office.Mail, s.size, hash(s)
		if err := w.leaf(leaf); err != nil {
			return err
		}
	}
	var stop error
	pieces := 0
	err = whole.each(func(p *piece) bool {
		if pieces++; pieces > maxPieces || p.isText() || p.isDecoration() {
			return pieces <= maxPieces
		}
		if w.full() {
			w.leftOut++
			return true
		}
		stop = w.attached(w.inside(name, depth, cleanName(p.name(), "attachment")), depth, p)
		return stop == nil
	})
	switch {
	case stop != nil:
		return stop
	case err != nil || pieces > maxPieces:
		return w.lost(w.inside(name, depth, "rest of the message"), depth+1, 0,
			errs.New(errs.Invalid, "The message is damaged, cut off or made of too many pieces: what is attached further on is not read."))
	}
	return nil
}

func (w *Walk) attached(name string, depth int, p *piece) error {
	b, fault := w.take(p.decoded())
	if fault != nil {
		return w.lost(name, depth+1, int64(len(p.raw)), fault)
	}
	return w.visit(name, depth+1, source{bytes.NewReader(b), int64(len(b))})
}

// bodyLeaf is what a message says itself.
func bodyLeaf(whole *piece, most int) Leaf {
	texts, err := whole.texts(0)
	l := Leaf{Kind: office.Text, Head: headLines(whole.fields)}
	size, rich := 0, false
	for _, t := range texts {
		size += len(t.b)
		rich = rich || t.rich
	}
	if size > most {
		l.Fault = errs.New(errs.TooLarge, "The text of the message is longer than %d KiB.", most>>10)
		return l
	}
	var b bytes.Buffer
	for _, t := range texts {
		if rich && !t.rich {
			b.WriteString("<pre>" + html.EscapeString(string(t.b)) + "</pre>\n")
			continue
		}
		b.Write(t.b)
		b.WriteByte('\n')
	}
	if rich {
		l.Kind = office.HTML
	}
	l.Bytes = b.Bytes()
	if len(texts) == 0 && err != nil {
		l.Fault = errs.Wrap(err, errs.Invalid, "The message is damaged or cut off.")
	}
	return l
}

// headLines are the fields that people read.
func headLines(fields textproto.MIMEHeader) string {
	var b strings.Builder
	for _, f := range []string{"Subject", "From", "To", "Cc", "Date"} {
		if v := fields.Get(f); v != "" {
			b.WriteString(f + ": " + clip(unfold(v), 500) + "\n")
		}
	}
	return b.String() + "\n"
}
