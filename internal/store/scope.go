package store

import (
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Scope says whose rows a transaction may see: one organisation, a stated list
// (to read only), or the whole installation for named work.
type Scope struct {
	orgs   []string
	system Work
}

// Work names what may run over the whole installation. The list is closed.
type Work string

const (
	WorkJobs    Work = "jobs"    // claims jobs of every organisation
	WorkNotices Work = "notices" // imports notices, which are public matter
	WorkStart   Work = "start"   // first start, layouts of registers
	WorkDoctor  Work = "doctor"  // proves data at rest
	WorkDue     Work = "due"     // looks for what is due in every organisation
	WorkHistory Work = "history" // makes lists as they stood quick
	WorkSignIn  Work = "sign-in" // finds who a request comes from, and proves it
	WorkTrail   Work = "trail"   // looks for trails that are to be signed
	WorkKeys    Work = "keys"    // seals anew what is sealed, when a key is rotated
	WorkErase   Work = "erasure" // takes people out of what the whole installation keeps
	WorkShare   Work = "share"   // finds the organisation behind a public address
)

var works = []Work{WorkJobs, WorkNotices, WorkStart, WorkDoctor, WorkDue, WorkSignIn, WorkKeys, WorkTrail, WorkHistory, WorkErase, WorkShare}

// Org is the scope of one organisation.
func Org(id string) Scope { return Scope{orgs: []string{id}} }

// Orgs is the scope of several organisations, to read only.
func Orgs(ids ...string) Scope { return Scope{orgs: slices.Clone(ids)} }

// System is the scope of named work over the whole installation.
func System(w Work) Scope { return Scope{system: w} }

// org gives the one organisation of the scope, empty when it is not one.
func (s Scope) org() string {
	if len(s.orgs) == 1 {
		return s.orgs[0]
	}
	return ""
}

func (s Scope) check(writes bool) error {
	switch {
	case s.system != "":
		if len(s.orgs) > 0 || !slices.Contains(works, s.system) {
			return errs.New(errs.Internal, "no such system scope: %s", s.system)
		}
	case len(s.orgs) == 0:
		return errs.New(errs.Internal, "a transaction without a scope")
	case writes && len(s.orgs) > 1:
		return errs.New(errs.Internal, "a list of organisations can only be read")
	}
	for _, o := range s.orgs {
		if o == "" || strings.ContainsAny(o, ", \x00") {
			return errs.New(errs.Internal, "not an organisation's id: %q", o)
		}
	}
	return nil
}

// lane is the queue of changes that the scope's writes stand in.
func (s Scope) lane() string {
	if s.system != "" {
		return "system:" + string(s.system)
	}
	return s.orgs[0]
}
