package handover

import (
	"bytes"
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/errs"
)

// MaxLine bounds one line of a part, in bytes: a record's body and what stands
// round it.
const MaxLine = 16 << 20

// Encode gives a row's line, with its end.
func (p *Part) Encode(row Row) ([]byte, error) {
	if len(row) != len(p.Columns) {
		return nil, errs.New(errs.Internal, "a row of %s has %d values", p.Name, len(row))
	}
	var b bytes.Buffer
	enc := jsontext.NewEncoder(&b)
	write := func(tokens ...jsontext.Token) error {
		for _, t := range tokens {
			if err := enc.WriteToken(t); err != nil {
				return errs.Wrap(err, errs.Invalid, "A row of %s holds text that is not valid.", p.Name)
			}
		}
		return nil
	}
	if err := write(jsontext.BeginObject); err != nil {
		return nil, err
	}
	for i, c := range p.Columns {
		var v jsontext.Token
		switch x := row[i].(type) {
		case nil:
			v = jsontext.Null
		case string:
			v = jsontext.String(x)
		case int64:
			v = jsontext.Int(x)
		case []byte:
			v = jsontext.String(base64.StdEncoding.EncodeToString(x))
		default:
			return nil, errs.New(errs.Internal, "%s of %s is %T", c.Name, p.Name, x)
		}
		if err := write(jsontext.String(c.Name), v); err != nil {
			return nil, err
		}
	}
	if err := write(jsontext.EndObject); err != nil {
		return nil, err
	}
	return b.Bytes(), nil // the encoder ends each value with a new line
}

// Decode reads a line as Encode writes it: these columns in this order and
// nothing else. The error is an errs.Invalid that says what is wrong.
func (p *Part) Decode(line []byte) (Row, error) {
	bad := func(words string, args ...any) (Row, error) { return nil, errs.New(errs.Invalid, words, args...) }
	dec := jsontext.NewDecoder(bytes.NewReader(line))
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return bad("it is no JSON object")
	}
	row := make(Row, len(p.Columns))
	for i, c := range p.Columns {
		name, err := dec.ReadToken()
		if err != nil || name.Kind() != '"' || name.String() != c.Name {
			return bad("%q is wanted as member %d", c.Name, i+1)
		}
		v, err := dec.ReadToken()
		if err != nil {
			return bad("%q cannot be read", c.Name)
		}
		value, ok := c.value(v)
		if !ok {
			return bad("%q is not what it should be", c.Name)
		}
		row[i] = value
	}
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '}' {
		return bad("it has more members than are known")
	}
	if _, err := dec.ReadToken(); err != io.EOF {
		return bad("something follows the object")
	}
	return row, nil
}

func (c Column) value(t jsontext.Token) (any, bool) {
	switch k := t.Kind(); {
	case k == 'n':
		return nil, c.Null
	case k == '0' && c.Type == Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		return n, err == nil
	case k == '"' && c.Type == Text:
		s := t.String()
		return s, strings.IndexByte(s, 0) < 0
	case k == '"' && c.Type == Bytes:
		b, err := base64.StdEncoding.Strict().DecodeString(t.String())
		return b, err == nil
	}
	return nil, false
}
