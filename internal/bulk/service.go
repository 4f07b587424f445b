package bulk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Service changes records in bulk.
type Service struct {
	door  *change.Door
	reg   *register.Register[Change]
	rules func(register.Kind) Rule
}

// NewService makes the service; rules gives what writing to a register takes.
func NewService(door *change.Door, reg *register.Register[Change], rules func(register.Kind) Rule) *Service {
	return &Service{door: door, reg: reg, rules: rules}
}

// Register gives the register of what was done.
func (s *Service) Register() *register.Register[Change] { return s.reg }

// Result says what was done.
type Result struct {
	Number    string `json:"number" doc:"Of the bulk change: BULK-7."`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Left      int    `json:"left" doc:"Chosen, and left as they were: refused, or changed by somebody meanwhile."`
}

// field is one field that is set.
type field struct {
	name, label string
	value       string
	own         bool // one of the organisation's own
}

// work is one change being looked at or made.
type work struct {
	s      *Service
	reg    register.Any
	decl   *register.Declaration
	rule   Rule
	view   *change.View
	tx     *change.Tx // nil: only looked at, by a register without a Ready
	custom *custom.Checker
	fields []field
	out    Preview
}

func (s *Service) begin(v *change.View, tx *change.Tx, kind register.Kind) (*work, error) {
	reg := s.door.Book().Of(kind)
	if reg == nil {
		return nil, errs.At("/of", "%q is no register.", kind)
	}
	w := &work{s: s, reg: reg, decl: reg.Declaration(), rule: s.rules(kind), view: v, tx: tx, out: Preview{Of: kind, Lines: []Line{}}}
	a := v.Actor()
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Update, Area: w.decl.Area, What: w.decl.Plural}); err != nil {
		return nil, err
	}
	if w.rule.ReadOnly || kind == Kind {
		return nil, errs.New(errs.Invalid, "%s are changed one by one, by what is done to them.", w.decl.Plural)
	}
	var err error
	w.custom, err = custom.For(reader(v, tx), s.door.Book(), reg)
	return w, err
}

func reader(v *change.View, tx *change.Tx) custom.Reader {
	if tx != nil {
		return tx
	}
	return v
}

// Settable gives the fields of a register that an actor can set in bulk, those
// of the organisation's own among them.
func (s *Service) Settable(in custom.Reader, reg register.Any) ([]register.Field, error) {
	d, a := reg.Declaration(), in.Actor()
	rule := s.rules(d.Kind)
	if rule.ReadOnly || !a.May(authz.Update, d.Area) {
		return nil, nil
	}
	var out []register.Field
	for i := range d.Fields {
		if f := &d.Fields[i]; settable(f, rule) == "" && mayOnly(f, a.Role) {
			out = append(out, *f)
		}
	}
	if !custom.Takes(reg) {
		return out, nil
	}
	own, err := custom.Fields(in, s.door.Book(), d.Kind)
	for _, f := range own {
		if !f.Retired {
			out = append(out, f.Declared())
		}
	}
	return out, err
}

// settable says why a declared field cannot be set in bulk, or nothing.
func settable(f *register.Field, rule Rule) string {
	head, _, _ := strings.Cut(f.Name, ".")
	how, fixed := rule.Fixed[head]
	switch {
	case f.Computed:
		return f.Label + " is reckoned from the rest."
	case f.Type == register.File:
		return "A file comes to one record at a time."
	case fixed:
		return f.Label + " is changed by " + how + "."
	}
	return ""
}

func mayOnly(f *register.Field, role authz.Role) bool {
	return len(f.Only) == 0 || slices.Contains(f.Only, role)
}

// set reads the fields that an order sets.
func (w *work) set(all []Set) error {
	if len(all) == 0 || len(all) > maxSet {
		return errs.At("/set", "Say which fields to set: 1 to %d.", maxSet)
	}
	for i, s := range all {
		if slices.ContainsFunc(all[:i], func(o Set) bool { return o.Field == s.Field }) {
			return errs.At("/set", "%s is set twice.", s.Field)
		}
		f := field{name: s.Field, value: s.Value}
		if name, own := strings.CutPrefix(s.Field, custom.Prefix); own {
			fields := w.custom.Fields()
			j := slices.IndexFunc(fields, func(f custom.Field) bool { return f.Name == name && !f.Retired })
			if j < 0 {
				return errs.At("/set", "%s have no field %q.", w.decl.Plural, s.Field)
			}
			f.own, f.label = true, fields[j].Label
		} else {
			d := w.decl.Field(s.Field)
			if d == nil {
				return errs.At("/set", "%s have no field %q.", w.decl.Plural, s.Field)
			}
			if why := settable(d, w.rule); why != "" {
				return errs.At("/set", "%s", why)
			}
			if role := w.view.Actor().Role; !mayOnly(d, role) {
				return errs.New(errs.Forbidden, "Your role (%s) may not change %q.", role, d.Label)
			}
			f.label = d.Label
			if err := w.reg.Set(w.reg.New(), s.Field, s.Value); err != nil {
				return errs.At("/value", "%s", errs.Safe(err)) // the same for every record
			}
		}
		w.fields = append(w.fields, f)
	}
	return nil
}

// Preview says what an order would do, and does nothing.
func (s *Service) Preview(ctx context.Context, by change.By, o Order) (Preview, error) {
	var out Preview
	run := func(v *change.View, tx *change.Tx) error {
		w, err := s.look(v, tx, &o, false)
		if err == nil {
			out = w.out
		}
		return err
	}
	return out, s.dry(ctx, by, o.Of, run)
}

// dry runs fn so that nothing of it stays: in a snapshot where the register's
// rule needs none, else in a change that is given up.
func (s *Service) dry(ctx context.Context, by change.By, of register.Kind, fn func(*change.View, *change.Tx) error) error {
	a := by.Actor
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Act, Area: authz.Commons, What: "bulk changes"}); err != nil {
		return err
	}
	if a.AsAt != 0 {
		return errs.New(errs.Forbidden, "This is the record as it stood: nothing can be changed in it. Go back to today first.")
	}
	if s.rules(of).Ready == nil {
		return s.door.See(ctx, a, func(v *change.View) error { return fn(v, nil) })
	}
	r := by.Request(string(Kind)+".preview", nil)
	r.Key = ""
	_, err := s.door.Do(ctx, r, func(tx *change.Tx) error {
		if err := fn(&tx.View, tx); err != nil {
			return err
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		return nil
	}
	return err
}

var errDry = errs.New(errs.Internal, "looked at and given up")

// Apply does what an order says, in one change. Errors: Invalid with a field
// /records/NUMBER for each record that is refused, Conflict when records were
// changed since they were shown or the outcome is not that of the preview; what
// the door refuses.
func (s *Service) Apply(ctx context.Context, by change.By, o Order) (Result, error) {
	return s.do(ctx, by, string(Kind)+".apply", o, func(tx *change.Tx) (*work, *Change, error) {
		w, err := s.look(&tx.View, tx, &o, true)
		if err != nil {
			return nil, nil, err
		}
		title, err := w.title()
		return w, &Change{Title: title, Of: o.Of, Set: w.kept()}, err
	}, o.Skip, o.Print)
}

// do makes the change that fn makes and keeps what was done.
func (s *Service) do(ctx context.Context, by change.By, action string, body any, fn func(*change.Tx) (*work, *Change, error), skip bool, print string) (Result, error) {
	receipt, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) error {
		w, c, err := fn(tx)
		if err != nil {
			return err
		}
		p := &w.out
		if print != "" && print != p.Print {
			return errs.New(errs.Conflict, "Some of it was changed meanwhile, so that this would not do what was shown. Look at it again.")
		}
		if err := w.hold(skip); err != nil {
			return err
		}
		if p.Changes == 0 {
			return errs.New(errs.Invalid, "Nothing would change.")
		}
		c.Count, c.Left, c.Reason = p.Changes, p.Left()+p.partly, by.Reason
		for i := range p.Lines {
			if l := &p.Lines[i]; l.Outcome == Changes {
				c.Items = append(c.Items, Item{l.num, l.Version})
			}
		}
		row, err := change.Insert(tx, s.reg, *c)
		if err != nil {
			return err
		}
		return tx.Answer(Result{Number: row.Number, Changed: p.Changes, Unchanged: p.Unchanged, Left: c.Left})
	})
	var out Result
	if err == nil {
		err = json.Unmarshal(receipt.Answer, &out)
	}
	return out, err
}

// hold refuses everything when a record is refused or in conflict, unless those
// are to be left out.
func (w *work) hold(skip bool) error {
	if skip || w.out.Left()+w.out.partly == 0 {
		return nil
	}
	var fields []errs.Field
	for i := range w.out.Lines {
		if l := &w.out.Lines[i]; l.Outcome == Refused || l.Outcome == Conflict || l.partly {
			fields = append(fields, errs.Field{Pointer: "/records/" + l.Number, Message: l.Reason})
		}
	}
	if w.out.Refused == 0 {
		e := errs.New(errs.Conflict, "%s changed meanwhile: nothing was done.", plural(len(fields), w.decl))
		e.Fields = fields
		return e
	}
	return errs.InvalidFields(fields...)
}

// kept gives what was set, as the register keeps it.
func (w *work) kept() []Set {
	out := make([]Set, len(w.fields))
	for i, f := range w.fields {
		out[i] = Set{f.name, f.value}
	}
	return out
}
