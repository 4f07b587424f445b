package change

import (
	"context"

	"holdfast/internal/authz"
	"holdfast/internal/register"
	"holdfast/internal/trail"
)

// Store is what the door needs of a store.
type Store interface {
	// Change runs fn in one transaction of the organisation, and answers once it
	// is durable. fn may be run again when the store has to retry: nothing that
	// it changes outside the transaction may depend on being run once.
	Change(ctx context.Context, org string, fn func(Port) error) error
	// Look runs fn in one read-only snapshot of the organisation.
	Look(ctx context.Context, org string, fn func(Port) error) error
}

// Port is a transaction of one organisation, by declared kind. Instants are
// microseconds UTC. No method fails for a reason of the domain: absence is a
// boolean.
type Port interface {
	Org() string
	Find(ctx context.Context, kind register.Kind, id string) (register.Record, bool, error)
	FindNumber(ctx context.Context, kind register.Kind, num int64) (register.Record, bool, error)
	List(ctx context.Context, p register.Plan) (rows []register.Record, total int64, err error)
	// History gives every version of a record, the latest first, with the ended
	// one when it was deleted.
	History(ctx context.Context, kind register.Kind, id string) ([]register.Record, error)

	// Create stores a new record and gives it its number.
	Create(ctx context.Context, rec *register.Record) error
	// Replace stores the next version; false when the stored version is not was.
	Replace(ctx context.Context, rec *register.Record, was int64) (bool, error)
	// Remove ends a record and its links; rec is its last version and by and at
	// say who ended it. False when the stored version is not rec's.
	Remove(ctx context.Context, rec *register.Record, at int64, by string) (bool, error)

	// Join links two records; false when they are linked so already, or one of
	// them is not there.
	Join(ctx context.Context, l Link) (bool, error)
	// Part ends a link; false when there is none.
	Part(ctx context.Context, l Link) (bool, error)
	// Links gives the links from and to a record, as at an instant (0: now).
	Links(ctx context.Context, id string, asAt int64) ([]Link, error)

	// Head locks the organisation's trail and gives its size.
	Head(ctx context.Context) (int64, error)
	// Append adds leaves at the end of the trail.
	Append(ctx context.Context, leaves []trail.Leaf) error
	// Trail gives events of the trail, the latest first.
	Trail(ctx context.Context, q TrailQuery) ([]trail.Leaf, error)

	// Answered gives the answer kept under an idempotency key.
	Answered(ctx context.Context, key string) (hash string, answer []byte, found bool, err error)
	// Remember keeps an answer under a key.
	Remember(ctx context.Context, key, hash string, answer []byte, at int64) error

	// Enqueue adds a job, in the same transaction; false when one with the same
	// unique key is still to be done.
	Enqueue(ctx context.Context, j Job) (bool, error)

	// Found adds an organisation, the one of the scope; false when it is there.
	Found(ctx context.Context, name string, at int64) (bool, error)
	// Member adds a member or changes what is known of one. A change of role,
	// scope, time or activity ends every session of the person.
	Member(ctx context.Context, m Member, at int64) error
	// Members gives the organisation's members by name.
	Members(ctx context.Context) ([]Member, error)
}

// Link says that one record has to do with another, in a role such as
// "treats" or "evidence".
type Link struct {
	From, To         string // ids
	FromKind, ToKind register.Kind
	Role             string
	At               int64
}

// TrailQuery asks for events of the trail.
type TrailQuery struct {
	Kind register.Kind // with ID: the events of one record; alone: of all records of the kind
	ID   string
	// Who and Action narrow to one person's events, or one action's ("bid.create").
	Who, Action string
	// From and To bound the instants of the events, both included; 0: no bound.
	From, To int64
	Before   int64 // only events with a smaller sequence; 0 means from the end
	Limit    int
}

// Job is background work that a change asks for.
type Job struct {
	Work    string // what is to be done, the name of its worker: "mail.send"
	Unique  string // no second job of the work with this key is queued while one is to be done; empty: any number
	RunAt   int64  // not before; 0 means at once
	Payload []byte // JSON
}

// Member is a person's membership of the organisation.
type Member struct {
	Person string `json:"person"` // id
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"`
	Active bool   `json:"active"`
	// Scope narrows what the role grants; nil narrows nothing.
	Scope authz.Scope `json:"scope,omitzero"`
	// Until is when the membership ends by itself, microseconds UTC; 0 never.
	Until int64 `json:"until,omitempty"`
}
