package ocds

import (
	"errors"
	"fmt"
	"io"
)

// scanner walks over JSON in a window that moves along the input. It checks
// that brackets and quotation marks match and can hand out one value as bytes;
// what is inside a value is for the parser.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	base     int64 // offset of buf[0] in the input
	eof      bool
	err      error // of the reader, but io.EOF

	capturing bool
	mark      int    // start in buf of what is captured and not yet in held
	held      []byte // what was captured before the window moved
	over      bool   // more than MaxRelease was captured: held was let go

	deepest int // of the value that was skipped last
}

const window = 256 << 10

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, window)}
}

// fill moves the window on; false at the end of the input.
func (s *scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.capturing {
		s.hold()
		s.mark = 0
	}
	s.base += int64(s.end)
	s.pos, s.end = 0, 0
	for range 100 {
		n, err := s.r.Read(s.buf)
		s.end = n
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
		}
		if n > 0 {
			return true
		}
		if s.eof {
			return false
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
	return false
}

func (s *scanner) hold() {
	if s.over {
		return
	}
	if len(s.held)+s.pos-s.mark > MaxRelease {
		s.over, s.held = true, nil
		return
	}
	s.held = append(s.held, s.buf[s.mark:s.pos]...)
}

// capture starts to keep what is walked over.
func (s *scanner) capture() {
	s.capturing, s.mark, s.over = true, s.pos, false
	const usual = 4 << 20 // what a rare large release needed is not kept for ever
	if cap(s.held) > usual {
		s.held = nil
	}
	s.held = s.held[:0]
}

// captured ends a capture and gives its bytes, good until the next call of any
// method; over when there were too many.
func (s *scanner) captured() (b []byte, over bool) {
	s.capturing = false
	if len(s.held) == 0 && !s.over {
		b = s.buf[s.mark:s.pos]
		return b, len(b) > MaxRelease
	}
	s.hold()
	return s.held, s.over
}

// drop ends a capture that is not wanted.
func (s *scanner) drop() { s.capturing = false }

func (s *scanner) offset() int64 { return s.base + int64(s.pos) }

// cut is the error for an input that ends too early.
func (s *scanner) cut(pointer string) error {
	if s.err != nil {
		return s.ended(pointer)
	}
	return brokenf(pointer, "the file ends too early, at byte %d: it was cut off", s.offset())
}

// ended turns the reader's error into one about the file.
func (s *scanner) ended(pointer string) error {
	var b *broken
	if errors.As(s.err, &b) {
		return brokenf(pointer, "%s", b.reason)
	}
	return fmt.Errorf("byte %d: %w", s.offset(), s.err)
}

// next gives the next byte that is not white space, without consuming it.
func (s *scanner) next() (byte, bool) {
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\r', '\t', 0x1e: // 0x1e begins a value in RFC 7464
				s.pos++
			default:
				return c, true
			}
		}
		if !s.fill() {
			return 0, false
		}
	}
}

// skip walks over one value, whose first byte next has given.
func (s *scanner) skip(pointer string) error {
	s.deepest = 0
	var kinds [2]uint64 // of the open brackets down to 128 deep: 1 for an object
	depth := 0
	for {
		if s.pos >= s.end && !s.fill() {
			return s.cut(pointer)
		}
		switch c := s.buf[s.pos]; c {
		case '"':
			s.pos++
			if !s.skipString() {
				return s.cut(pointer)
			}
			if depth == 0 {
				return nil
			}
		case '{', '[':
			if depth < 128 {
				bit := uint64(1) << (depth & 63)
				if c == '{' {
					kinds[depth>>6] |= bit
				} else {
					kinds[depth>>6] &^= bit
				}
			}
			depth++
			s.deepest = max(s.deepest, depth)
			s.pos++
		case '}', ']':
			depth--
			if depth < 0 {
				return brokenf(pointer, "the JSON is broken at byte %d: a value is missing before %q", s.offset(), c)
			}
			if depth < 128 && (kinds[depth>>6]>>(depth&63)&1 == 1) != (c == '}') {
				return brokenf(pointer, "the JSON is broken at byte %d: %q closes what it did not open", s.offset(), c)
			}
			s.pos++
			if depth == 0 {
				return nil
			}
		default:
			if depth == 0 {
				return s.skipScalar(pointer)
			}
			s.pos++
		}
	}
}

// skipString walks to the end of a string whose opening mark is behind; false
// when it has none.
func (s *scanner) skipString() bool {
	for {
		b := s.buf[s.pos:s.end]
		for i := 0; i < len(b); i++ {
			if c := b[i]; c == '"' {
				s.pos += i + 1
				return true
			} else if c == '\\' {
				if i++; i == len(b) { // the escaped byte is in the next window
					s.pos = s.end
					if !s.fill() {
						return false
					}
					s.pos++
					b, i = s.buf[s.pos:s.end], -1
				}
			}
		}
		s.pos = s.end
		if !s.fill() {
			return false
		}
	}
}

// skipScalar walks over a number or a word.
func (s *scanner) skipScalar(pointer string) error {
	n := 0
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\n', '\r', '\t', ',', ']', '}', '{', '[', '"', ':':
				if n == 0 {
					return brokenf(pointer, "the JSON is broken at byte %d: a value is missing before %q", s.offset(), c)
				}
				return nil
			default:
				n++
				s.pos++
			}
		}
		if !s.fill() {
			if s.err != nil {
				return s.ended(pointer)
			}
			return nil
		}
	}
}
