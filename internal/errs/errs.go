// Package errs has the one error type of Holdfast: a code for machines, a
// message that is safe to show to anyone, and the fields at fault. Ways in map
// the code to an HTTP status or an exit code in one place each.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of thing went wrong; it decides the HTTP status.
type Code string

const (
	Invalid         Code = "invalid"         // the input is wrong; Fields says where
	NotFound        Code = "not-found"       // unknown, or of another organisation: the two look the same
	Conflict        Code = "conflict"        // somebody else changed it first, or a unique key is taken
	Forbidden       Code = "forbidden"       // known who, not allowed
	Unauthenticated Code = "unauthenticated" // not known who
	TooLarge        Code = "too-large"       // the body or file is over its limit
	RateLimited     Code = "rate-limited"    // too many attempts; try later
	StorageFull     Code = "storage-full"    // no room: nothing was written
	Unavailable     Code = "unavailable"     // the store cannot answer now; safe to repeat with the same key
	Internal        Code = "internal"        // a defect; the message says nothing of its inside
)

// Field is one thing wrong with the input.
type Field struct {
	// Pointer is the place: a JSON pointer ("/bid/dates/award"), a form field's
	// name or a cell. Empty means the input as a whole.
	Pointer string `json:"pointer"`
	// Message says what is wrong and how to put it right.
	Message string `json:"message"`
}

// Error is what every use case returns when it refuses.
type Error struct {
	Code    Code    `json:"code"`
	Message string  `json:"message"`
	Fields  []Field `json:"fields,omitempty"`
	cause   error
}

// New makes an error whose message is shown as it is.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap keeps cause for the log behind a message that is safe to show.
func Wrap(cause error, code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), cause: cause}
}

// At is an Invalid error about one place.
func At(pointer, format string, args ...any) *Error {
	return InvalidFields(Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
}

// InvalidFields is an Invalid error about several places; nil without any.
func InvalidFields(fields ...Field) *Error {
	if len(fields) == 0 {
		return nil
	}
	msg := fields[0].Message
	if len(fields) > 1 {
		msg = fmt.Sprintf("%d things need putting right", len(fields))
	}
	return &Error{Code: Invalid, Message: msg, Fields: fields}
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		if f.Pointer == "" || (len(e.Fields) == 1 && f.Message == e.Message) {
			if f.Pointer != "" {
				b.WriteString(" (at " + f.Pointer + ")")
			}
			continue
		}
		b.WriteString("; " + f.Pointer + ": " + f.Message)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.cause }

// CodeOf gives the code of err: Internal for an error that is not ours, and
// the empty code for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// FieldsOf gives the fields of err, nil when it has none.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// Safe gives the message of err that may be shown to anyone.
func Safe(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "Something went wrong inside Holdfast. Nothing was changed."
}
