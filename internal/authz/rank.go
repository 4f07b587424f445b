package authz

import (
	"slices"

	"holdfast/internal/errs"
)

// Grant is what one person gives another: a role, and what narrows it.
type Grant struct {
	Role  Role
	Scope Scope // nil narrows nothing
}

// Within says that the scope leaves nothing that the other does not.
func (s Scope) Within(other Scope) bool {
	if other == nil {
		return true
	}
	if s == nil {
		s = Scope{every + division + toWrite}
	}
	for _, area := range Areas() {
		for _, verb := range []Verb{Read, Update} {
			if s.Covers(verb, area) && !other.Covers(verb, area) {
				return false
			}
		}
	}
	return true
}

// ReadOnly says that the scope leaves nothing but reading. A nil scope narrows
// nothing and so is not.
func (s Scope) ReadOnly() bool {
	return s != nil && !slices.ContainsFunc(Areas(), func(a Area) bool { return s.Covers(Update, a) })
}

// rank orders the roles, 0 the most powerful. Named background work stands
// before all of them, what is unknown behind.
func (r Role) rank() int {
	if r == System {
		return -1
	}
	if i := slices.Index(Roles(), r); i >= 0 {
		return i
	}
	return len(Roles())
}

// MayGrant gives nil when someone with the first grant may give the second:
// by inviting, changing a member, making a token or an import. Nobody gives a
// role above their own, and no scope is widened. Whether they may change
// people at all is Decide's matter.
func MayGrant(own, given Grant) error {
	if !slices.Contains(Roles(), given.Role) {
		return errs.At("/role", "%q is not a role.", given.Role)
	}
	if given.Role.rank() < own.Role.rank() {
		return errs.New(errs.Forbidden, "Nobody gives more than they have: your role (%s) may not make somebody %s. Ask an owner of the organisation.", own.Role.Word(), given.Role.article())
	}
	if !given.Scope.Within(own.Scope) {
		return errs.New(errs.Forbidden, "Nobody gives more than they have: your access is limited to %s.", own.Scope)
	}
	return nil
}

// MayTouch gives nil when a role may change a member who has the other: nobody
// changes somebody above themselves.
func MayTouch(own, other Role) error {
	if other.rank() < own.rank() {
		return errs.New(errs.Forbidden, "Your role (%s) may not change %s. Ask an owner of the organisation.", own.Word(), other.article())
	}
	return nil
}

// Grantable gives the roles that a role may give, most powerful first: those of
// the list that a page offers.
func Grantable(own Role) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return r.rank() < own.rank() })
}

func (r Role) article() string {
	w := r.Word()
	if len(w) > 0 && slices.Contains([]byte("aeiou"), w[0]) {
		return "an " + w
	}
	return "a " + w
}
