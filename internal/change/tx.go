package change

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/trail"
)

// View reads one organisation, in one snapshot.
type View struct {
	ctx   context.Context
	port  Port
	actor Actor
	book  *register.Book
}

// Tx is a change under way: it reads and writes one organisation.
type Tx struct {
	View
	req     Request
	at      int64
	change  string
	events  []trail.Event
	touched []Touch
	answer  json.RawMessage
	alone   []string // separated duties that one person did alone, with a reason
}

// Context gives the context of the request.
func (v *View) Context() context.Context { return v.ctx }

// Actor gives who reads or writes.
func (v *View) Actor() Actor { return v.actor }

// Port gives the store's side, for the few special queries: the package that
// asks names them in a small interface of its own, which the store implements,
// and asserts it here.
func (v *View) Port() Port { return v.port }

// Links gives the links from and to a record; asAt 0 means now.
func (v *View) Links(id string, asAt int64) ([]Link, error) {
	return v.port.Links(v.ctx, id, v.asAt(asAt))
}

// asAt gives the instant that was asked for, else the one that the actor sees.
func (v *View) asAt(asked int64) int64 {
	if asked != 0 {
		return asked
	}
	return v.actor.AsAt
}

// Trail gives events of the trail, the latest first, at most 1,000.
func (v *View) Trail(q TrailQuery) ([]trail.Leaf, error) {
	if at := v.actor.AsAt; at != 0 && (q.To == 0 || q.To > at) {
		q.To = at
	}
	return v.port.Trail(v.ctx, q)
}

// Members gives the organisation's members by name.
func (v *View) Members() ([]Member, error) { return v.port.Members(v.ctx) }

func (v *View) may(verb authz.Verb, d *register.Declaration) error {
	return authz.Decide(authz.Question{Role: v.actor.Role, Scope: v.actor.Scope, Verb: verb, Area: d.Area, What: d.Plural})
}

// Now gives the instant of the change.
func (t *Tx) Now() time.Time { return time.UnixMicro(t.at).UTC() }

// Answer keeps what the caller is to have, in the receipt: a repeated request
// gets the same.
func (t *Tx) Answer(v any) error {
	b, err := json.Marshal(v)
	t.answer = b
	return err
}

// Enqueue adds background work that is done once the change is durable. False:
// a job of the same work and unique key is still to be done.
func (t *Tx) Enqueue(j Job) (bool, error) {
	if j.RunAt == 0 {
		j.RunAt = t.at
	}
	return t.port.Enqueue(t.ctx, j)
}

// Note adds an event to the trail that is about no single record: an import's
// counts, a setting. payload is any JSON value.
func (t *Tx) Note(payload any) { t.events = append(t.events, trail.Event{Payload: payload}) }

// Link says that two records have to do with each other. Both must be in the
// organisation. Linking what is linked changes nothing.
func (t *Tx) Link(from, to register.Ref, role string) error {
	return t.relink(from, to, role, true)
}

// Unlink ends a link; ending none changes nothing.
func (t *Tx) Unlink(from, to register.Ref, role string) error {
	return t.relink(from, to, role, false)
}

func (t *Tx) relink(from, to register.Ref, role string, join bool) error {
	reg := t.book.Of(from.Kind)
	if reg == nil || t.book.Of(to.Kind) == nil {
		return errs.New(errs.NotFound, "There is no such record.")
	}
	if err := t.may(authz.Update, reg.Declaration()); err != nil {
		return err
	}
	ends := []*register.Ref{&from, &to}
	for _, end := range ends {
		rec, found, err := t.port.Find(t.ctx, end.Kind, end.ID)
		if err != nil {
			return err
		}
		if !found {
			return missing(t.book.Of(end.Kind).Declaration())
		}
		end.Number = t.book.Of(end.Kind).Declaration().Number(rec.Num)
	}
	l := Link{From: from.ID, To: to.ID, FromKind: from.Kind, ToKind: to.Kind, Role: role, At: t.at}
	do, verb := t.port.Join, "link"
	if !join {
		do, verb = t.port.Part, "unlink"
	}
	done, err := do(t.ctx, l)
	if err != nil || !done {
		return err
	}
	t.events = append(t.events, trail.Event{
		Kind: string(from.Kind), ID: from.ID, Ref: from.Number,
		Payload: map[string]any{verb: map[string]string{"role": role, "kind": string(to.Kind), "id": to.ID, "number": to.Number}},
	})
	return nil
}

func missing(d *register.Declaration) error {
	return errs.New(errs.NotFound, "There is no such %s.", d.Singular)
}

// clean refuses text that is not valid UTF-8 or holds U+0000, which one engine
// would store and the other refuse.
func clean(field, s string) error {
	if !utf8.ValidString(s) {
		return errs.At(field, "This is not valid text (UTF-8).")
	}
	if strings.IndexByte(s, 0) >= 0 {
		return errs.At(field, "This text holds a zero character.")
	}
	return nil
}

// insert, replace and remove are the typed helpers without the type.

func (t *Tx) insert(reg register.Any, value any) (register.Record, error) {
	d := reg.Declaration()
	var rec register.Record
	if err := t.may(t.writeVerb(authz.Create), d); err != nil {
		return rec, err
	}
	if err := t.checkFields(reg, nil, value); err != nil {
		return rec, err
	}
	rec = register.Record{Kind: d.Kind, ID: id.New(), Version: 1, CreatedAt: t.at, CreatedBy: t.actor.Person}
	if err := t.fill(reg, &rec, value); err != nil {
		return rec, err
	}
	if err := t.port.Create(t.ctx, &rec); err != nil {
		return rec, err
	}
	t.did("create", d, &rec, "", rec.Hash, map[string]any{"after": json.RawMessage(rec.Body)})
	return rec, nil
}

func (t *Tx) replace(reg register.Any, key string, version int64, value any) (register.Record, error) {
	d := reg.Declaration()
	if err := t.may(t.writeVerb(authz.Update), d); err != nil {
		return register.Record{}, err
	}
	was, found, err := t.port.Find(t.ctx, d.Kind, key)
	if err != nil {
		return was, err
	}
	if !found {
		return was, missing(d)
	}
	if version != was.Version {
		return was, overtaken(d, &was)
	}
	old, err := reg.Decode(was.Body)
	if err != nil {
		return was, err
	}
	if err := t.checkFields(reg, old, value); err != nil {
		return was, err
	}
	rec := was
	rec.Version++
	if err := t.fill(reg, &rec, value); err != nil {
		return rec, err
	}
	if bytes.Equal(rec.Body, was.Body) {
		return was, nil // nothing changed: no revision, no event
	}
	done, err := t.port.Replace(t.ctx, &rec, was.Version)
	if err != nil {
		return rec, err
	}
	if !done {
		return rec, overtaken(d, &was)
	}
	t.did("update", d, &rec, was.Hash, rec.Hash, difference(was.Body, rec.Body))
	return rec, nil
}

func (t *Tx) remove(reg register.Any, key string, version int64) error {
	d := reg.Declaration()
	if err := t.may(t.writeVerb(authz.Delete), d); err != nil {
		return err
	}
	was, found, err := t.port.Find(t.ctx, d.Kind, key)
	if err != nil {
		return err
	}
	if !found {
		return missing(d)
	}
	if version != was.Version {
		return overtaken(d, &was)
	}
	done, err := t.port.Remove(t.ctx, &was, t.at, t.actor.Person)
	if err != nil {
		return err
	}
	if !done {
		return overtaken(d, &was)
	}
	t.did("delete", d, &was, was.Hash, "", map[string]any{"before": json.RawMessage(was.Body)})
	return nil
}

// writeVerb: what an import creates and changes is covered by the right to
// import; everything else by the right to do it.
func (t *Tx) writeVerb(v authz.Verb) authz.Verb {
	if authz.VerbOf(t.req.Action) == authz.Import && v != authz.Delete {
		return authz.Import
	}
	return v
}

func overtaken(d *register.Declaration, was *register.Record) error {
	return errs.New(errs.Conflict, "%s was changed by somebody else meanwhile. Look at the newer version and change it again.", d.Number(was.Num))
}

// checkFields asks the declaration: the values, and who may change which field.
func (t *Tx) checkFields(reg register.Any, old, value any) error {
	if err := errs.InvalidFields(reg.Check(old, value)...); err != nil {
		return err
	}
	for _, f := range reg.Changed(old, value) {
		if len(f.Only) > 0 && !slices.Contains(f.Only, t.actor.Role) {
			return errs.New(errs.Forbidden, "Your role (%s) may not change %q.", t.actor.Role, f.Label)
		}
	}
	return nil
}

// fill makes the stored form of a value.
func (t *Tx) fill(reg register.Any, rec *register.Record, value any) error {
	body, err := reg.Encode(value)
	if err != nil {
		return errs.At("", "The %s holds text that is not valid (UTF-8).", reg.Declaration().Singular)
	}
	if err := noZero(body); err != nil {
		return err
	}
	salt := trail.NewSalt()
	rec.Body, rec.Salt, rec.Hash = body, hex.EncodeToString(salt), trail.Hash(salt, body)
	rec.Slots, rec.Words = reg.Slots(value), reg.Words(value)
	rec.UpdatedAt, rec.UpdatedBy = max(t.at, rec.UpdatedAt+1), t.actor.Person
	if rec.Version == 1 {
		rec.UpdatedAt = t.at
	}
	return nil
}

func (t *Tx) did(verb string, d *register.Declaration, rec *register.Record, before, after string, payload map[string]any) {
	ref := register.Ref{Kind: d.Kind, ID: rec.ID, Number: d.Number(rec.Num)}
	t.touched = append(t.touched, Touch{Ref: ref, Version: rec.Version, Verb: verb})
	t.events = append(t.events, trail.Event{
		Kind: string(d.Kind), ID: rec.ID, Ref: ref.Number, Version: rec.Version,
		Before: before, After: after, Payload: payload,
	})
}

// actionOf names an event: the action that was asked for.
func (t *Tx) actionOf(trail.Event) string { return t.req.Action }
