package notice

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendBody appends a Node as one line of JSON, members sorted: two releases
// with the same content have the same body, however they were written.
func AppendBody(b []byte, n *Node) []byte {
	switch n.Kind {
	case Object:
		b = append(b, '{')
		for i := range n.Kids {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, n.Kids[i].Key)
			b = append(b, ':')
			b = AppendBody(b, &n.Kids[i])
		}
		return append(b, '}')
	case Array:
		b = append(b, '[')
		for i := range n.Kids {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendBody(b, &n.Kids[i])
		}
		return append(b, ']')
	case Text:
		return appendText(b, n.Text)
	case Number:
		return append(b, n.Text...)
	case True:
		return append(b, "true"...)
	case False:
		return append(b, "false"...)
	}
	return append(b, "null"...)
}

const hexDigits = "0123456789abcdef"

// appendText writes a JSON string; s is valid UTF-8.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

// ParseBody reads what AppendBody wrote.
func ParseBody(b []byte) (*Node, error) {
	d := jsontext.NewDecoder(bytes.NewReader(b), jsontext.AllowDuplicateNames(true))
	var n Node
	if err := parse(d, &n); err != nil {
		return nil, fmt.Errorf("stored release: %w", err)
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, fmt.Errorf("stored release: text after its end")
	}
	return &n, nil
}

func parse(d *jsontext.Decoder, n *Node) error {
	t, err := d.ReadToken()
	if err != nil {
		return err
	}
	switch t.Kind() {
	case '{':
		n.Kind = Object
		for d.PeekKind() != '}' {
			key, err := d.ReadToken()
			if err != nil {
				return err
			}
			kid := Node{Key: key.String()}
			if err := parse(d, &kid); err != nil {
				return err
			}
			n.Kids = append(n.Kids, kid)
		}
		_, err = d.ReadToken()
		n.Sort()
	case '[':
		n.Kind = Array
		for d.PeekKind() != ']' {
			var kid Node
			if err := parse(d, &kid); err != nil {
				return err
			}
			n.Kids = append(n.Kids, kid)
		}
		_, err = d.ReadToken()
	case '"':
		n.Kind, n.Text = Text, t.String()
	case '0':
		n.Kind, n.Text = Number, t.String()
	case 't':
		n.Kind = True
	case 'f':
		n.Kind = False
	}
	return err
}
