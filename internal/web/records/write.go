package records

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/strictjson"
	"holdfast/internal/web/frame"
)

// request makes the change that a page asks for.
func (p *Pages) request(r *http.Request, pl *place, verb authz.Verb) change.Request {
	by := p.By(r.Context(), r.PostFormValue("reason"))
	if by.Key = r.PostFormValue("key"); by.Key != "" {
		by.Key = string(pl.d.Kind) + " " + by.Key
	}
	return by.Request(string(pl.d.Kind)+"."+string(verb), r.PostForm)
}

// create stores a new record as the API does: what is special about the register
// is its Rule's.
func (p *Pages) create(tx *change.Tx, pl *place, value any) (register.Record, error) {
	if err := custom.Ready(tx, p.Door.Book(), pl.Register, nil, value); err != nil {
		return register.Record{}, err
	}
	if pl.Rule.Create == nil {
		return change.AnyInsert(tx, pl.Register, value)
	}
	id, err := pl.Rule.Create(tx, value)
	if err != nil {
		return register.Record{}, err
	}
	return change.AnyGet(tx, pl.Register, id, 0)
}

// put stores value in place of old, as the API does.
func (p *Pages) put(tx *change.Tx, pl *place, was *register.Record, old, value any) (register.Record, error) {
	if pl.Rule.Ready != nil {
		if err := pl.Rule.Ready(tx, old, value); err != nil {
			return *was, err
		}
	}
	if err := custom.Ready(tx, p.Door.Book(), pl.Register, old, value); err != nil {
		return *was, err
	}
	if err := pl.keepFixed(was.Body, value); err != nil {
		return *was, err
	}
	return change.AnyPut(tx, pl.Register, was.ID, was.Version, value)
}

// keepFixed refuses a value that changes what only named actions change. Forms do
// not ask for it; a register's Ready could.
func (pl *place) keepFixed(stored []byte, value any) error {
	if len(pl.Rule.Fixed) == 0 {
		return nil
	}
	text, err := pl.Register.Encode(value)
	if err != nil {
		return errs.At("", "This holds text that is not valid (UTF-8).")
	}
	was, now := map[string]jsontext.Value{}, map[string]jsontext.Value{}
	if err := strictjson.Unmarshal(stored, &was); err != nil {
		return err
	}
	if err := strictjson.Unmarshal(text, &now); err != nil {
		return err
	}
	var out []errs.Field
	for _, name := range slices.Sorted(keys(pl.Rule.Fixed)) {
		if !bytes.Equal(was[name], now[name]) {
			out = append(out, errs.Field{Pointer: "/" + name, Message: "This is changed by an action of its own; here it stays as it is."})
		}
	}
	if len(out) == 0 {
		return nil
	}
	return errs.InvalidFields(out...)
}

// faultsOf gives the messages of a refused input by field, and those about no
// field of the form; false when err is another kind of error.
func (pl *place) faultsOf(err error, in []field) (wrong map[string]string, others []string, ok bool) {
	faults, ok := frame.Faults(err)
	if !ok {
		if errs.CodeOf(err) == errs.Invalid {
			return nil, []string{errs.Safe(err)}, true
		}
		return nil, nil, false
	}
	wrong = map[string]string{}
	for at, message := range faults {
		name := strings.ReplaceAll(at, "/", ".")
		if slices.ContainsFunc(in, func(f field) bool { return f.Name == name }) {
			wrong[name] = message
		} else {
			others = append(others, message)
		}
	}
	slices.Sort(others)
	return wrong, others, true
}
