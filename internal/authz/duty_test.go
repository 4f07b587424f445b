package authz_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
)

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if that is meant, run the test with -update and say why in the commit.\n%s", path, got)
	}
}

// TestDuties: who may not do what is told by one table, and a change of it is
// seen.
func TestDuties(t *testing.T) {
	t.Parallel()
	golden(t, "duties.txt", authz.Duties()+"\n"+refusals())
}

// refusals says, for each row, what somebody in each relation is told.
func refusals() string {
	var b strings.Builder
	for line := range strings.Lines(authz.Duties()) {
		action := strings.Fields(line)[0]
		for _, rel := range []authz.Relation{"", authz.Author, authz.Keeper, authz.Subject, authz.Auditee, authz.Requester} {
			said := "may"
			if err := authz.Separate(action, authz.Relations{rel: {"p"}}, authz.Doer{Person: "p"}); err != nil {
				said = err.Error()
			}
			name := string(rel)
			if rel == "" {
				name = "none of these"
			}
			b.WriteString(action + ", " + name + ": " + said + "\n")
		}
	}
	return b.String()
}

func TestSeparate(t *testing.T) {
	t.Parallel()
	byMe := authz.Relations{authz.Author: {"", "me"}}
	for name, c := range map[string]struct {
		action string
		r      authz.Relations
		who    authz.Doer
		want   errs.Code
		waived bool
	}{
		"own document":                {"document.approve", byMe, authz.Doer{Person: "me"}, errs.Forbidden, false},
		"own document with a reason":  {"document.approve", byMe, authz.Doer{Person: "me", Reason: "because"}, errs.Forbidden, false},
		"another's document":          {"document.approve", byMe, authz.Doer{Person: "you"}, "", false},
		"alone":                       {"document.approve", byMe, authz.Doer{Person: "me", Alone: true}, errs.Invalid, false},
		"alone with blanks":           {"document.approve", byMe, authz.Doer{Person: "me", Alone: true, Reason: " \n"}, errs.Invalid, false},
		"alone with a reason":         {"document.approve", byMe, authz.Doer{Person: "me", Alone: true, Reason: "one of us"}, "", true},
		"alone, and not bound":        {"document.approve", nil, authz.Doer{Person: "me", Alone: true}, "", false},
		"own role, alone, a reason":   {"member.role", authz.Relations{authz.Subject: {"me"}}, authz.Doer{Person: "me", Alone: true, Reason: "x"}, errs.Forbidden, false},
		"a risk that is mine":         {"risk.accept", authz.Relations{authz.Keeper: {"me"}}, authz.Doer{Person: "me"}, "", false},
		"a risk of another":           {"risk.accept", authz.Relations{authz.Keeper: {"you"}}, authz.Doer{Person: "me", Alone: true, Reason: "x"}, errs.Forbidden, false},
		"a risk of nobody":            {"risk.accept", authz.Relations{authz.Keeper: {""}}, authz.Doer{Person: "me"}, errs.Forbidden, false},
		"nobody accepts for nobody":   {"risk.accept", authz.Relations{authz.Keeper: {""}}, authz.Doer{}, errs.Forbidden, false},
		"an action outside the table": {"bid.update", byMe, authz.Doer{Person: "me"}, "", false},
	} {
		if got := errs.CodeOf(authz.Separate(c.action, c.r, c.who)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := authz.Waived(c.action, c.r, c.who); got != c.waived {
			t.Errorf("%s: waived %v", name, got)
		}
	}
}

func grant(r authz.Role, s authz.Scope) authz.Grant { return authz.Grant{Role: r, Scope: s} }

// TestRank: nobody gives a role above their own or a wider scope, whoever they
// are.
func TestRank(t *testing.T) {
	t.Parallel()
	for i, own := range authz.Roles() {
		for j, given := range authz.Roles() {
			err := authz.MayGrant(authz.Grant{Role: own}, authz.Grant{Role: given})
			if (err == nil) != (j >= i) {
				t.Errorf("%s gives %s: %v", own, given, err)
			}
			if err := authz.MayTouch(own, given); (err == nil) != (j >= i) {
				t.Errorf("%s changes %s: %v", own, given, err)
			}
		}
	}
	for name, c := range map[string]struct {
		own, given authz.Grant
		want       errs.Code
	}{
		"an administrator makes an owner":   {authz.Grant{Role: authz.Administrator}, authz.Grant{Role: authz.Owner}, errs.Forbidden},
		"no such role":                      {authz.Grant{Role: authz.Owner}, authz.Grant{Role: "king"}, errs.Invalid},
		"work is no role of a person":       {authz.Grant{Role: authz.Owner}, authz.Grant{Role: authz.System}, errs.Invalid},
		"an unknown role gives the least":   {authz.Grant{Role: "king"}, authz.Grant{Role: authz.ExternalAuditor}, errs.Forbidden},
		"a narrow one gives all":            {grant(authz.Owner, authz.Scope{"settings:write"}), authz.Grant{Role: authz.Reader}, errs.Forbidden},
		"a narrow one gives more":           {grant(authz.Owner, authz.Scope{"win:read"}), grant(authz.Reader, authz.Scope{"win:write"}), errs.Forbidden},
		"a narrow one gives elsewhere":      {grant(authz.Owner, authz.Scope{"win:read"}), grant(authz.Reader, authz.Scope{"isms:read"}), errs.Forbidden},
		"a narrow one gives what it has":    {grant(authz.Owner, authz.Scope{"*:read"}), grant(authz.Reader, authz.Scope{"win:read", "isms:read"}), ""},
		"all areas one by one is all":       {grant(authz.Owner, authz.Scope{"win:write", "isms:write", "assure:write", "share:write", "room:write", "commons:write", "settings:write", "drafts:write", "signed:write"}), authz.Grant{Role: authz.Reader}, ""},
		"the narrowest is given by anybody": {grant(authz.Owner, authz.Scope{}), grant(authz.Reader, authz.Scope{}), ""},
	} {
		if got := errs.CodeOf(authz.MayGrant(c.own, c.given)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if !(authz.Scope{"win:read"}).ReadOnly() || authz.Scope(nil).ReadOnly() || (authz.Scope{"win:read", "isms:write"}).ReadOnly() {
		t.Error("what reads only is not told")
	}
}
