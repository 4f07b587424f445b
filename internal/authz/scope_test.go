package authz_test

import (
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
)

func TestScopeNarrows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scope string
		verb  authz.Verb
		area  authz.Area
		want  bool
	}{
		{"", authz.Delete, authz.Win, true},
		{"win:read", authz.Read, authz.Win, true},
		{"win:read", authz.Update, authz.Win, false},
		{"win:read", authz.Read, authz.ISMS, false},
		{"win:write", authz.Act, authz.Win, true},
		{"win:write", authz.Read, authz.Win, true},
		{"*:read", authz.Read, authz.Settings, true},
		{"*:read isms:write", authz.Create, authz.ISMS, true},
		{"*:read, isms:write", authz.Create, authz.Win, false},
	} {
		s, err := authz.ParseScope(c.scope)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Covers(c.verb, c.area); got != c.want {
			t.Errorf("%q covers %s in %s: %v", c.scope, c.verb, c.area, got)
		}
		err = authz.Decide(authz.Question{Role: authz.Owner, Scope: s, Verb: c.verb, Area: c.area})
		if (err == nil) != c.want {
			t.Errorf("%q, %s in %s: %v", c.scope, c.verb, c.area, err)
		}
	}
	if (authz.Scope{}).Covers(authz.Read, authz.Win) {
		t.Error("an empty scope grants nothing")
	}
}

func TestScopeNeverWidens(t *testing.T) {
	t.Parallel()
	a, b := authz.Scope{"*:read", "win:write"}, authz.Scope{"win:read", "isms:write"}
	both := a.Narrow(b)
	for _, area := range authz.Areas() {
		for _, verb := range authz.Verbs() {
			if both.Covers(verb, area) != (a.Covers(verb, area) && b.Covers(verb, area)) {
				t.Errorf("%s and %s: %s in %s", a, b, verb, area)
			}
		}
	}
	if authz.Decide(authz.Question{Role: authz.Reader, Scope: authz.Scope{"*:write"}, Verb: authz.Update, Area: authz.Win}) == nil {
		t.Error("a scope grants what the role does not")
	}
}

func TestParseScopeNamesTheFault(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"win", "win:all", "cellar:read", ":read", "win:read,,isms"} {
		if _, err := authz.ParseScope(bad); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
