package bundle

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"holdfast/internal/errs"
)

const (
	// maxFields bounds the header of a message, in bytes.
	maxFields = 256 << 10
	// maxNested bounds pieces within pieces.
	maxNested = 10
	// maxPieces bounds the pieces of one message.
	maxPieces = 500
)

// piece is a message, or a part of one: fields and what follows them as it was
// sent.
type piece struct {
	fields textproto.MIMEHeader
	raw    []byte
	kind   string // "text/plain"
	params map[string]string
}

func openMessage(b []byte) (*piece, error) {
	at, skip := bytes.Index(b, []byte("\n\n")), 2
	if i := bytes.Index(b, []byte("\n\r\n")); i >= 0 && (at < 0 || i < at) {
		at, skip = i, 3
	}
	if at < 0 {
		at, skip = len(b), 0
	}
	if at > maxFields {
		return nil, errs.New(errs.TooLarge, "The head of the message is longer than %d KiB.", maxFields>>10)
	}
	r := textproto.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(b[:min(at+1, len(b))]), strings.NewReader("\r\n\r\n"))))
	fields, err := r.ReadMIMEHeader()
	if err != nil && len(fields) == 0 {
		return nil, errs.Wrap(err, errs.Invalid, "The head of the message is damaged.")
	}
	return newPiece(fields, b[at+skip:]), nil
}

func newPiece(fields textproto.MIMEHeader, raw []byte) *piece {
	p := &piece{fields: fields, raw: raw, kind: "text/plain"}
	if kind, params, err := mime.ParseMediaType(fields.Get("Content-Type")); kind != "" && err == nil {
		p.kind, p.params = kind, params
	} else if c := fields.Get("Content-Type"); c != "" {
		kind, rest, _ := strings.Cut(c, ";")
		p.kind, p.params = strings.ToLower(strings.TrimSpace(kind)), map[string]string{}
		for _, name := range []string{"boundary", "charset", "name"} {
			if v := loose(name, rest); v != "" {
				p.params[name] = v
			}
		}
	}
	return p
}

// looseParams are the parameters of fields that do not keep the rules.
var looseParams = regexp.MustCompile(`(?i)\b(boundary|charset|name|filename)\s*=\s*("[^"]*"|[^\s;]+)`)

func loose(name, fields string) string {
	for _, m := range looseParams.FindAllStringSubmatch(fields, 20) {
		if strings.EqualFold(m[1], name) {
			return strings.Trim(m[2], `"`)
		}
	}
	return ""
}

// parts gives the pieces of a multipart to f until it says no more. The error is
// about the form: what came before it has been given.
func (p *piece) parts(f func(*piece) bool) error {
	r := multipart.NewReader(bytes.NewReader(p.raw), p.params["boundary"])
	for n := 0; ; n++ {
		if n > maxPieces {
			return errs.New(errs.TooLarge, "The message has too many pieces.")
		}
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(part)
		if len(raw) > 0 || err == nil {
			if !f(newPiece(part.Header, raw)) {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

func (p *piece) multi() bool {
	return strings.HasPrefix(p.kind, "multipart/") && p.params["boundary"] != ""
}

// each gives every piece that has no others in it.
func (p *piece) each(f func(*piece) bool) error {
	going := true
	var walk func(p *piece, depth int) error
	walk = func(p *piece, depth int) (fault error) {
		if !p.multi() {
			going = f(p)
			return nil
		}
		if depth >= maxNested {
			return errs.New(errs.TooLarge, "The message is nested too deep.")
		}
		err := p.parts(func(child *piece) bool {
			if err := walk(child, depth+1); err != nil && fault == nil {
				fault = err
			}
			return going
		})
		if fault == nil {
			fault = err
		}
		return fault
	}
	return walk(p, 0)
}

// disposition is "attachment", "inline" or nothing, and the file's name.
func (p *piece) disposition() (kind, name string) {
	field := p.fields.Get("Content-Disposition")
	kind, params, err := mime.ParseMediaType(field)
	if err != nil || kind == "" {
		first, rest, _ := strings.Cut(field, ";")
		kind, params = strings.ToLower(strings.TrimSpace(first)), map[string]string{"filename": loose("filename", rest)}
	}
	if name = params["filename"]; name == "" {
		name = p.params["name"]
	}
	return kind, unfold(name)
}

// isText says that the piece is something that the message says, not a file.
func (p *piece) isText() bool {
	if p.kind != "text/plain" && p.kind != "text/html" {
		return false
	}
	kind, name := p.disposition()
	return kind != "attachment" && name == ""
}

// isDecoration says that it is a picture within the text: a firm's logo.
func (p *piece) isDecoration() bool {
	kind, _ := p.disposition()
	return strings.HasPrefix(p.kind, "image/") && kind != "attachment"
}

func (p *piece) name() string {
	_, name := p.disposition()
	if name == "" && p.kind == "message/rfc822" {
		if inner, err := openMessage(p.raw); err == nil {
			name = unfold(inner.fields.Get("Subject"))
		}
		if name == "" {
			name = "message"
		}
		name += ".eml"
	}
	return strings.ReplaceAll(name, "/", "-")
}

// decoded undoes the encoding of the transfer.
func (p *piece) decoded() io.Reader {
	r := io.Reader(bytes.NewReader(p.raw))
	switch strings.ToLower(strings.TrimSpace(p.fields.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &base64Only{r})
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// base64Only drops what is between the letters of base64: spaces, and marks that
// gateways put there.
type base64Only struct{ r io.Reader }

func (b *base64Only) Read(p []byte) (int, error) {
	for {
		n, err := b.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// said is a text of the message, in UTF-8.
type said struct {
	b    []byte
	rich bool // HTML
}

// texts are what the message says; of alternatives the plain one, if it says
// anything.
func (p *piece) texts(depth int) (out []said, err error) {
	if !p.multi() {
		if !p.isText() {
			return nil, nil
		}
		b, err := io.ReadAll(p.decoded())
		return []said{{utf8Of(b, p.params["charset"], p.kind), p.kind == "text/html"}}, err
	}
	if depth >= maxNested {
		return nil, errs.New(errs.TooLarge, "The message is nested too deep.")
	}
	var inner error
	err = p.parts(func(child *piece) bool {
		t, fault := child.texts(depth + 1)
		if fault != nil && inner == nil {
			inner = fault
		}
		if p.kind == "multipart/alternative" && len(t) > 0 {
			if len(out) > 0 && !out[0].rich && len(bytes.TrimSpace(out[0].b)) > 0 {
				return true
			}
			out = nil
		}
		out = append(out, t...)
		return true
	})
	if err == nil {
		err = inner
	}
	return out, err
}

// utf8Of gives a text in UTF-8; a letter that its character set does not have
// becomes the mark for that.
func utf8Of(b []byte, label, kind string) []byte {
	var r io.Reader
	var err error
	if label == "" {
		r, err = charset.NewReader(bytes.NewReader(b), kind)
	} else {
		r, err = charset.NewReaderLabel(label, bytes.NewReader(b))
	}
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return out
}

// unfold gives a field as people read it.
func unfold(s string) string {
	d := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) { return charset.NewReaderLabel(label, r) }}
	if out, err := d.DecodeHeader(s); err == nil {
		s = out
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
