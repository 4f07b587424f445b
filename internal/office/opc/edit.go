package opc

import "bytes"

// Edits are changes to a part, gathered from front to back.
type Edits struct {
	src  []byte
	out  bytes.Buffer
	upTo int
}

// NewEdits begins changes to a part.
func NewEdits(src []byte) *Edits { return &Edits{src: src} }

// Replace puts text in place of a range of bytes that lies behind the one
// before; an empty range inserts.
func (e *Edits) Replace(from, to int, with []byte) {
	e.out.Write(e.src[e.upTo:from])
	e.out.Write(with)
	e.upTo = to
}

// Bytes gives the part as changed.
func (e *Edits) Bytes() []byte {
	e.out.Write(e.src[e.upTo:])
	e.upTo = len(e.src)
	return e.out.Bytes()
}
