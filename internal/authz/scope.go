package authz

import (
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Scope narrows what a role grants, as a list of "area:read" and "area:write",
// with "*" for every area; write includes read. A nil scope narrows nothing, an
// empty one that is not nil grants nothing.
type Scope []string

const (
	every    = "*"
	toRead   = "read"
	toWrite  = "write"
	division = ":"
)

// Covers says whether the scope leaves the verb in the area.
func (s Scope) Covers(verb Verb, area Area) bool {
	if s == nil {
		return true
	}
	return slices.ContainsFunc(s, func(grant string) bool {
		where, what, _ := strings.Cut(grant, division)
		return (where == every || where == string(area)) && (what == toWrite || what == toRead && verb == Read)
	})
}

// Narrow gives what both scopes leave.
func (s Scope) Narrow(other Scope) Scope {
	switch {
	case s == nil:
		return slices.Clone(other)
	case other == nil:
		return slices.Clone(s)
	}
	out := Scope{}
	for _, area := range Areas() {
		switch {
		case s.Covers(Update, area) && other.Covers(Update, area):
			out = append(out, string(area)+division+toWrite)
		case s.Covers(Read, area) && other.Covers(Read, area):
			out = append(out, string(area)+division+toRead)
		}
	}
	return out
}

// String gives the scope as it is typed: "win:read, isms:write".
func (s Scope) String() string {
	if s == nil {
		return every + division + toWrite
	}
	return strings.Join(s, ", ")
}

// ParseScope reads a scope as it is typed, with commas or blanks between the
// grants. Empty text is nil: nothing is narrowed. The error is an errs.Invalid
// that names the grant.
func ParseScope(text string) (Scope, error) {
	var out Scope
	for _, grant := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		where, what, ok := strings.Cut(grant, division)
		if !ok || what != toRead && what != toWrite || where != every && !slices.Contains(Areas(), Area(where)) {
			return nil, errs.New(errs.Invalid, "%q is no scope: give an area (win, isms, assure, share, room, commons, settings) or *, then :read or :write.", grant)
		}
		if !slices.Contains(out, grant) {
			out = append(out, grant)
		}
	}
	return out, nil
}
