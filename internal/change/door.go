// Package change is the one door for every write. A change is authorised, then
// run in one transaction: load, domain rule, store, revision, trail event,
// outbox, commit; with an idempotency key and optimistic locking. Pages, API,
// command line, tools and imports all pass through it. Reads write nothing.
package change

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/trail"
)

// Actor is who acts, in one organisation: the one of the session, never one
// that the request names.
type Actor struct {
	Org    string
	Person string // id, or "system:" and the name of the work
	Name   string
	Role   authz.Role
	// Scope narrows what the role grants: that of an API token, or of an
	// auditor's visit. nil narrows nothing.
	Scope authz.Scope
	// AsAt shows the organisation's record as it stood at that instant, in
	// microseconds UTC, to whatever reads; nothing can be changed then. 0: now.
	AsAt int64
}

// May says whether the actor may do a verb in an area. Of the record as it stood
// everything but reading is refused.
func (a Actor) May(verb authz.Verb, area authz.Area) bool {
	return (verb == authz.Read || a.AsAt == 0) && authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: area}) == nil
}

// SystemActor is named background work acting in an organisation.
func SystemActor(org, work string) Actor {
	return Actor{Org: org, Person: "system:" + work, Name: "Holdfast", Role: authz.System}
}

// Request says who wants what.
type Request struct {
	Actor Actor
	// Action names what is done: "certificate.create", "bid.withdraw". What
	// stands before the full stop is the kind (or an area) that the role must be
	// allowed to act on, what stands after is the verb or a named action.
	Action string
	Now    time.Time
	Reason string // kept in the trail; some actions want one
	// Key makes the request safe to repeat: a second request with the key gets
	// the first one's receipt and changes nothing. Empty: not repeatable.
	Key string
	// Fingerprint is what the key stands for, such as the body: a key used again
	// for something else is refused.
	Fingerprint []byte
}

// Receipt says what a change did. It is what a repeated request gets back.
type Receipt struct {
	Change  string  `json:"change"` // id of the change; "" when nothing was changed
	At      int64   `json:"at"`     // microseconds UTC
	Changed []Touch `json:"changed"`
	// Answer is what the change wanted the caller to have (Tx.Answer).
	Answer   json.RawMessage `json:"answer,omitempty"`
	Repeated bool            `json:"-"` // it had been done before
}

// Touch is one record that a change created, changed or deleted.
type Touch struct {
	register.Ref
	Version int64  `json:"version"`
	Verb    string `json:"verb"`
}

const (
	maxKey    = 200
	maxReason = 2000
)

// Door lets changes through to one store.
type Door struct {
	store Store
	book  *register.Book
}

// New makes the door to a store for the registers of the book.
func New(s Store, b *register.Book) *Door { return &Door{store: s, book: b} }

// Book gives the registers that the door knows.
func (d *Door) Book() *register.Book { return d.book }

// Do runs one change. It answers nil only when everything that fn did is
// durable; with any error nothing of it is. fn may be run more than once, and
// must not start another change.
//
// Errors: Forbidden; Invalid from a rule; NotFound; Conflict when somebody
// changed the record first or the key was used for something else;
// StorageFull; Unavailable (repeat with the same key).
func (d *Door) Do(ctx context.Context, r Request, fn func(*Tx) error) (Receipt, error) {
	if err := d.admit(r); err != nil {
		return Receipt{}, err
	}
	at := r.Now.UTC().UnixMicro()
	print := fingerprint(r)
	var out Receipt
	err := d.store.Change(ctx, r.Actor.Org, func(p Port) error {
		out = Receipt{}
		if r.Key != "" {
			done, err := d.repeated(ctx, p, r.Key, print, &out)
			if done || err != nil {
				return err
			}
		}
		seq, err := p.Head(ctx)
		if err != nil {
			return err
		}
		tx := &Tx{View: View{ctx: ctx, port: p, actor: r.Actor, book: d.book}, req: r, at: at, change: id.New()}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.seal(seq); err != nil {
			return err
		}
		out = Receipt{At: at, Changed: tx.touched, Answer: tx.answer}
		if len(tx.events) > 0 {
			out.Change = tx.change
		}
		if r.Key == "" {
			return nil
		}
		answer, err := json.Marshal(out)
		if err != nil {
			return err
		}
		return p.Remember(ctx, r.Key, print, answer, at)
	})
	if err != nil {
		return Receipt{}, err
	}
	return out, nil
}

// See runs fn in one read-only snapshot of the actor's organisation.
func (d *Door) See(ctx context.Context, a Actor, fn func(*View) error) error {
	if a.Org == "" || a.Role == "" {
		return errs.New(errs.Unauthenticated, "Sign in first.")
	}
	return d.store.Look(ctx, a.Org, func(p Port) error {
		return fn(&View{ctx: ctx, port: p, actor: a, book: d.book})
	})
}

func (d *Door) admit(r Request) error {
	a := r.Actor
	if a.Org == "" || a.Person == "" || a.Role == "" {
		return errs.New(errs.Unauthenticated, "Sign in first.")
	}
	if a.AsAt != 0 {
		return errs.New(errs.Forbidden, "This is the record as it stood: nothing can be changed in it. Go back to today first.")
	}
	if r.Now.IsZero() {
		return errs.New(errs.Internal, "a change without a time")
	}
	if len(r.Key) > maxKey || len(r.Reason) > maxReason {
		return errs.New(errs.Invalid, "The reason or the key is too long.")
	}
	if err := clean("reason", r.Reason); err != nil {
		return err
	}
	if err := clean("key", r.Key); err != nil {
		return err
	}
	object, _, _ := strings.Cut(r.Action, ".")
	q := authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.VerbOf(r.Action), Area: authz.Area(object)}
	if reg := d.book.Of(register.Kind(object)); reg != nil {
		q.Area, q.What = reg.Declaration().Area, reg.Declaration().Plural
	}
	return authz.Decide(q)
}

// repeated answers from the idempotency key when the request was done before.
func (d *Door) repeated(ctx context.Context, p Port, key, print string, out *Receipt) (bool, error) {
	hash, answer, found, err := p.Answered(ctx, key)
	if err != nil || !found {
		return false, err
	}
	if hash != print {
		return false, errs.New(errs.Conflict, "This idempotency key was used for another request. Use a new key.")
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return false, err
	}
	out.Repeated = true
	return true, nil
}

func fingerprint(r Request) string {
	h := sha256.New()
	for _, part := range []string{r.Actor.Person, r.Action, string(r.Fingerprint)} {
		var n [8]byte
		for i := range n {
			n[i] = byte(len(part) >> (8 * i))
		}
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// seal turns what was done into leaves of the trail.
func (t *Tx) seal(seq int64) error {
	leaves := make([]trail.Leaf, len(t.events))
	for i, e := range t.events {
		e.Org, e.Seq, e.At, e.Change = t.port.Org(), seq+int64(i), t.at, t.change
		e.Who, e.Role, e.Action = t.actor.Person, string(t.actor.Role), t.actionOf(e)
		e.Payload = t.marked(reasoned(e.Payload, t.req.Reason))
		l, err := trail.Seal(e)
		if err != nil {
			return err
		}
		leaves[i] = l
	}
	if len(leaves) == 0 {
		return nil
	}
	return t.port.Append(t.ctx, leaves)
}

// reasoned puts why it was done beside what was done; it is erased with it.
func reasoned(payload any, reason string) any {
	members, ok := payload.(map[string]any)
	if reason == "" || (!ok && payload != nil) {
		return payload
	}
	out := map[string]any{"reason": reason}
	maps.Copy(out, members)
	return out
}
