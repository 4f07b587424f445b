package custom

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Reader is a change.View or a change.Tx.
type Reader interface {
	change.Reader
	Context() context.Context
	Port() change.Port
	Actor() change.Actor
	Members() ([]change.Member, error)
}

// Prefix stands before a custom field's name where names of declared fields
// stand too.
const Prefix = "custom."

// Field is a definition with the record that holds it.
type Field struct {
	Definition
	ID, Number string
	Version    int64
}

// Declared gives the field in the form of a declared one; its name begins with
// Prefix.
func (f Field) Declared() register.Field {
	out := register.Field{
		Name: Prefix + f.Name, Label: f.Label, Type: register.Type(f.Type), To: register.Kind(f.To),
		Required: f.Required && !f.Retired, Help: f.Help,
	}
	for _, c := range f.Choices {
		out.Choices = append(out.Choices, register.Option{Value: c, Label: c})
	}
	return out
}

// holder is a record that can hold custom fields.
type holder interface{ CustomValues() *map[string]string }

// Takes says whether records of a register can hold custom fields.
func Takes(reg register.Any) bool {
	_, ok := reg.New().(holder)
	return ok
}

// Of gives the custom values of a record, nil where it has none; value points
// to the register's struct.
func Of(value any) map[string]string {
	if h, ok := value.(holder); ok {
		return *h.CustomValues()
	}
	return nil
}

// Set puts typed text under a name, with or without Prefix; empty text empties
// it. The text is checked and brought into its form by Ready. It changes nothing
// in a record that can hold no custom fields.
func Set(value any, name, text string) {
	h, ok := value.(holder)
	if !ok {
		return
	}
	name = strings.TrimPrefix(name, Prefix)
	m := h.CustomValues()
	out := map[string]string{} // the record may share its map with another
	for k, v := range *m {
		out[k] = v
	}
	if out[name] = text; text == "" {
		delete(out, name)
	}
	*m = out
}

// Fields gives the fields that were added to a register, retired ones too, in
// their order. They are part of the form of the register's records: who may read
// those may read them, whatever else their role or token covers.
func Fields(in Reader, book *register.Book, kind register.Kind) ([]Field, error) {
	reg, ok := book.Of(Kind).(*register.Register[Definition])
	if !ok {
		return nil, nil
	}
	plan, err := reg.Plan(register.Query{Filters: []register.Filter{register.Where("for", string(kind))}, Limit: register.MaxLimit, NoTotal: true, AsAt: in.Actor().AsAt})
	if err != nil {
		return nil, err
	}
	recs, _, err := in.Port().List(in.Context(), plan)
	if err != nil {
		return nil, err
	}
	out := make([]Field, 0, len(recs))
	for i := range recs {
		row, err := reg.Row(&recs[i])
		if err != nil {
			return nil, err
		}
		out = append(out, Field{Definition: row.Value, ID: row.ID, Number: row.Number, Version: row.Version})
	}
	slices.SortStableFunc(out, func(a, b Field) int { return a.Order - b.Order })
	return out, nil
}

// Checker checks the custom values of one register's records; it has read what
// it needs once, for one transaction.
type Checker struct {
	in      Reader
	book    *register.Book
	takes   bool
	fields  []Field
	members []change.Member
}

// For makes the checker of a register.
func For(in Reader, book *register.Book, reg register.Any) (*Checker, error) {
	c := &Checker{in: in, book: book, takes: Takes(reg)}
	var err error
	if c.takes {
		c.fields, err = Fields(in, book, reg.Declaration().Kind)
	}
	return c, err
}

// Fields gives the register's fields in their order, retired ones too.
func (c *Checker) Fields() []Field { return c.fields }

// Ready checks the custom values of a record that takes the place of old (nil:
// a new one) and brings them into the form in which they are kept. What stays as
// it was is not asked again, so that a value of a retired field, or a choice
// that is offered no more, stays. The error is an errs.Invalid at
// /custom/NAME. A field that is required is asked of new records, and cannot be
// emptied in others.
func (c *Checker) Ready(old, value any) error {
	h, ok := value.(holder)
	if !ok {
		return nil
	}
	was, now := Of(old), *h.CustomValues()
	var out []errs.Field
	say := func(name, message string) {
		out = append(out, errs.Field{Pointer: "/custom/" + name, Message: message})
	}
	known, next := map[string]bool{}, map[string]string{}
	for _, f := range c.fields {
		known[f.Name] = true
		text, fault := now[f.Name], ""
		switch {
		case text == was[f.Name]:
		case f.Retired && strings.TrimSpace(text) != "":
			fault = f.Label + " is retired: it can stay as it was, or be emptied."
		default:
			text, fault = c.form(f, text)
		}
		if fault == "" && text == "" && f.Required && !f.Retired && (old == nil || was[f.Name] != "") {
			fault = f.Label + " is missing."
		}
		if fault != "" {
			say(f.Name, fault)
		}
		if text != "" {
			next[f.Name] = text
		}
	}
	for _, name := range sorted(now) {
		if known[name] || now[name] == "" {
			continue
		}
		if now[name] != was[name] {
			say(name, "There is no such field.")
		}
		next[name] = now[name]
	}
	if len(out) > 0 {
		return errs.InvalidFields(out...)
	}
	if len(next) == 0 {
		next = nil
	}
	*h.CustomValues() = next
	return nil
}

// Ready is Checker.Ready for one record: what every edge calls before it writes
// one. For records that can hold no custom fields it asks nothing.
func Ready(in Reader, book *register.Book, reg register.Any, old, value any) error {
	if !Takes(reg) {
		return nil
	}
	c, err := For(in, book, reg)
	if err != nil {
		return err
	}
	return c.Ready(old, value)
}

const maxLong = 20_000

// form brings a text into the form of a field's type; or says what is wrong.
func (c *Checker) form(f Field, text string) (kept, fault string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", ""
	}
	switch register.Type(f.Type) {
	case register.Date:
		d, err := civil.Parse(text)
		if err != nil {
			return "", err.Error()
		}
		return d.String(), ""
	case register.Number:
		n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) || math.Abs(n) > 1e15 {
			return "", "“" + cut(text) + "” is not a number of a usual size."
		}
		return strconv.FormatFloat(n, 'f', -1, 64), ""
	case register.YesNo:
		switch register.Fold(text) {
		case "yes", "y", "true", "1", "on":
			return "yes", ""
		case "no", "n", "false", "0":
			return "no", ""
		}
		return "", "Answer yes or no, not “" + cut(text) + "”."
	case register.Choice:
		for _, choice := range f.Choices {
			if register.Fold(choice) == register.Fold(text) {
				return choice, ""
			}
		}
		return "", f.Label + " must be one of: " + strings.Join(f.Choices, ", ") + "."
	case register.Person:
		return c.person(text)
	case register.Link:
		return c.link(f, text)
	case register.LongText:
		if len(text) > maxLong {
			return "", f.Label + " is too long."
		}
		return text, ""
	default:
		if len(text) > register.MaxText || strings.ContainsAny(text, "\r\n") {
			return "", f.Label + " is one line of up to " + itoa(register.MaxText) + " characters."
		}
		return text, ""
	}
}

// person finds a member by id, address or name, and keeps the id.
func (c *Checker) person(text string) (string, string) {
	if c.members == nil {
		var err error
		if c.members, err = c.in.Members(); err != nil {
			return "", "The people of the organisation could not be read."
		}
	}
	for _, m := range c.members {
		if m.Person == text {
			return m.Person, ""
		}
	}
	var found []string
	for _, m := range c.members {
		if m.Active && (register.Fold(m.Name) == register.Fold(text) || m.Email != "" && strings.EqualFold(m.Email, text)) {
			found = append(found, m.Person)
		}
	}
	if len(found) != 1 {
		return "", "“" + cut(text) + "” is nobody of the organisation, or more than one."
	}
	return found[0], ""
}

// link finds a record by number or id, and keeps its number, which never
// changes and which people read.
func (c *Checker) link(f Field, text string) (string, string) {
	none := "There is no such record: give a number."
	reg := c.book.Of(register.Kind(f.To))
	if reg == nil {
		return "", none
	}
	d := reg.Declaration()
	rec, err := change.AnyGet(c.in, reg, text, 0)
	if err != nil {
		return "", "There is no such " + d.Singular + ": give its number, like " + d.Number(1) + "."
	}
	return d.Number(rec.Num), ""
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
