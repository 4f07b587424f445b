// Package strictjson reads JSON that people and machines hand to Holdfast:
// unknown, duplicate and differently-cased names, bad UTF-8 and trailing text
// are errors, and each error names its place as a JSON pointer.
package strictjson

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/errs"
)

const (
	// MaxLine bounds one JSON line: a notice with all its lots is under 1 MiB.
	MaxLine = 16 << 20
	// MaxDepth bounds nesting; the forms that we read are under 12 deep.
	MaxDepth = 100
)

// Unmarshal reads one JSON value into v. The error is an errs.Invalid with the
// pointer of the value at fault.
func Unmarshal(b []byte, v any) error {
	if d := depth(b); d > MaxDepth {
		return errs.At("", "the JSON is nested more than %d deep", MaxDepth)
	}
	if err := json.Unmarshal(b, v, json.RejectUnknownMembers(true)); err != nil {
		return invalid(err)
	}
	return nil
}

// Marshal writes v as one line of JSON with its fields in the order declared.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// Lines reads JSON lines, calling fn with the number of each line that is not
// blank, from 1, and its bytes, which fn must not keep. An error of fn ends it.
func Lines(r io.Reader, fn func(line int, b []byte) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), MaxLine)
	n := 0
	for s.Scan() {
		n++
		b := bytes.TrimSpace(s.Bytes())
		if n == 1 {
			b = bytes.TrimPrefix(b, []byte("\ufeff"))
		}
		if len(b) == 0 {
			continue
		}
		if err := fn(n, b); err != nil {
			return err
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return errs.New(errs.TooLarge, "line %d is longer than %d MiB: write one object on each line", n+1, MaxLine>>20)
	}
	return s.Err()
}

func depth(b []byte) int {
	d, deepest, inString := 0, 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if d++; d > deepest {
				deepest = d
			}
		case c == '}' || c == ']':
			d--
		}
	}
	return deepest
}

func invalid(err error) error {
	var sem *json.SemanticError
	if errors.As(err, &sem) {
		at := string(sem.JSONPointer)
		switch {
		case errors.Is(sem.Err, json.ErrUnknownName):
			name := at[strings.LastIndexByte(at, '/')+1:]
			return errs.At(at, "%q is not a known field: names are exact, small letters count", name)
		case sem.Err != nil:
			return errs.At(at, "%s", sem.Err.Error())
		default:
			return errs.At(at, "a %s is wanted here, not %s", wanted(sem.GoType), kind(sem.JSONKind))
		}
	}
	var syn *jsontext.SyntacticError
	if errors.As(err, &syn) {
		msg := "the JSON is broken"
		switch {
		case errors.Is(syn.Err, jsontext.ErrDuplicateName):
			msg = "this name occurs twice"
		case errors.Is(syn.Err, io.ErrUnexpectedEOF):
			msg = "the JSON ends too early: it was cut off"
		case syn.Err != nil:
			msg = "the JSON is broken: " + syn.Err.Error()
		}
		return errs.At(string(syn.JSONPointer), "%s (byte %d)", msg, syn.ByteOffset)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errs.At("", "the JSON ends too early: it was cut off")
	}
	return errs.At("", "%s", err.Error())
}

func wanted(t reflect.Type) string {
	if t == nil {
		return "different value"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Float64, reflect.Float32:
		return "number"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Pointer:
		return wanted(t.Elem())
	default:
		return "JSON object"
	}
}

func kind(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "text"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return fmt.Sprintf("%q", k.String())
}
