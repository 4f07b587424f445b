package frame

import (
	"errors"
	"net/http"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

// Done reads what a redirect after a POST says has been done: a word of our own
// list, never text from the address.
func Done(r *http.Request, words map[string]string) string { return words[r.URL.Query().Get("done")] }

// Back sends the browser to a page of ours, saying what has been done.
func Back(w http.ResponseWriter, path, word string) error {
	if word != "" {
		path += "?done=" + word
	}
	return web.SeeOther(w, path)
}

// Form reads a posted form; a body that is none is an error that says so.
func Form(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	return nil
}

// Faults gives the messages of a refused input by field, the pointer's last
// part; false when err is another kind of error.
func Faults(err error) (map[string]string, bool) {
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Invalid || len(e.Fields) == 0 {
		return nil, false
	}
	out := map[string]string{}
	for _, f := range e.Fields {
		name := strings.TrimPrefix(f.Pointer, "/")
		if _, ok := out[name]; !ok {
			out[name] = f.Message
		}
	}
	return out, true
}

// Day reads a date field; the message is for the field.
func Day(text string) (civil.Date, string) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, ""
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, err.Error()
	}
	return d, ""
}

// PostedDay reads a date field that was sent; the error is an errs.Invalid at it.
func PostedDay(r *http.Request, field string) (civil.Date, error) {
	d, wrong := Day(r.PostFormValue(field))
	if wrong != "" {
		return 0, errs.At("/"+field, "%s", wrong)
	}
	return d, nil
}

// Choices offers declared options in a form, with one of them chosen.
func Choices(all []register.Option, on string) []ui.Choice {
	out := make([]ui.Choice, len(all))
	for i, o := range all {
		out[i] = ui.Choice{Value: o.Value, Label: o.Label, On: o.Value == on}
	}
	return out
}
