// Package auth says who a request comes from, and proves it: passwords, second
// factors, passkeys, other sign-in providers, sessions and API tokens. What the
// person may then do is authz's matter.
package auth

import (
	"context"
	"sync"

	"holdfast/internal/change"
)

// Visit is who sends one request. It is made anew for each request from the
// session or the token, so that a role that was changed, a session that was
// ended or a person who has left counts at once.
type Visit struct {
	// Account is the person, over all organisations; its ID is also the Person of
	// Actor and of the memberships.
	Account Account
	// Actor acts in the organisation that the session works for. Its Org is empty
	// for a person who belongs to none.
	Actor change.Actor
	Org   Place
	// Places are all organisations that the person may work in, by name.
	Places []Place
	// Session is the id of the session (not its secret), empty for a token.
	Session string
	// Token is the id of the API token, empty for a session.
	Token string
	// FreshUntil is how long a dangerous act needs no new proof of who it is, in
	// microseconds UTC; zero for a token.
	FreshUntil int64
	// Local is a visit from the machine itself, by the address that it printed.
	Local bool

	mu   sync.Mutex
	memo map[string]any
}

// Memo gives what make made under the key the first time in this request. What
// it keeps is the same whichever instant is looked at (AsAt), such as names.
func (v *Visit) Memo(key string, make func() any) any {
	v.mu.Lock()
	defer v.mu.Unlock()
	if out, ok := v.memo[key]; ok {
		return out
	}
	if v.memo == nil {
		v.memo = map[string]any{}
	}
	out := make()
	v.memo[key] = out
	return out
}

// Account is a person as the installation knows them.
type Account struct {
	ID    string // also Member.Person
	Name  string
	Email string
}

// Place is an organisation that a person belongs to, with their role there.
type Place struct {
	Org  string // id
	Name string
	Role string
}

type visitKey struct{}

// With puts a visit into the context of its request.
func With(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// Of gives the visit of a request; nil where nobody is signed in, which only
// public routes ever see.
func Of(ctx context.Context) *Visit {
	v, _ := ctx.Value(visitKey{}).(*Visit)
	return v
}
