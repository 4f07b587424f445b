package records_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"holdfast/internal/authz"
)

// TestEachRoleDoesWhatTheTableGrants asks for every page and action of a
// register as every role, and wants exactly what the table of rights says.
func TestEachRoleDoesWhatTheTableGrants(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	for who, a := range h.people {
		if who == "other" {
			continue
		}
		may := func(v authz.Verb) bool { return authz.Allows(a.Role, v, authz.ISMS) }
		want := func(yes bool, code int) int {
			if yes {
				return code
			}
			return http.StatusForbidden
		}
		for path, verb := range map[string]authz.Verb{
			"/boats": authz.Read, "/boats/BOAT-1": authz.Read, "/records/boat/export.csv": authz.Read, "/records/boat/new": authz.Create,
			"/records/boat/BOAT-1/edit": authz.Update, "/records/boat/BOAT-1/field/state": authz.Update, "/records/boat/BOAT-4/delete": authz.Delete,
		} {
			h.get(who, path).wants(want(may(verb), http.StatusOK))
		}
		list := h.get(who, "/boats").wants(http.StatusOK)
		if !may(authz.Create) {
			list.lacks("/records/boat/new")
		}
		if !may(authz.Update) {
			list.lacks(`class="edit"`, `name="pick"`)
			h.get(who, "/boats/BOAT-1").wants(http.StatusOK).lacks(`class="edit"`, "/edit\"")
		}
		h.post(who, "/records/boat/new", url.Values{"name": {"By " + who}}).wants(want(may(authz.Create), http.StatusSeeOther))
		h.post(who, "/records/boat/BOAT-1/field/log", url.Values{"version": {itoa(h.boat("BOAT-1").Version)}, "log": {"By " + who}}).wants(want(may(authz.Update), http.StatusSeeOther))
		h.post(who, "/records/boat/BOAT-1/edit", url.Values{"version": {itoa(h.boat("BOAT-1").Version)}, "log": {"Again by " + who}}).wants(want(may(authz.Update), http.StatusSeeOther))
	}
	// Another organisation's number and one that was never given are the same.
	for _, path := range []string{"/boats/%s", "/records/boat/%s/edit", "/records/boat/%s/delete", "/records/boat/%s/field/state", "/records/boat/%s/files/papers"} {
		theirs, never := h.get("other", fmt.Sprintf(path, h.boat("BOAT-1").ID)), h.get("other", fmt.Sprintf(path, "01890000-0000-7000-8000-000000000000"))
		if theirs.Code != http.StatusNotFound || strip(theirs.Body.String(), "") != strip(never.Body.String(), "") {
			t.Errorf("%s: a foreign record answers %d, an unknown one %d", path, theirs.Code, never.Code)
		}
	}
}

// TestPagesUnderWayDoNotWaitForEachOther asks for more pages at once than there
// are connections to read by.
func TestPagesUnderWayDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() {
			for _, path := range []string{"/boats", "/boats/BOAT-1", "/records/boat/BOAT-1/edit", "/boats?asAt=" + url.QueryEscape(h.now.Format(time.RFC3339))} {
				h.get("owner", path)
			}
		})
	}
	wait.Wait()
}

func TestAPageAsItStoodChangesNothing(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	then := h.now
	h.now = h.now.Add(48 * time.Hour)
	h.post("owner", "/records/boat/BOAT-1/edit", url.Values{"version": {"1"}, "name": {"Renamed"}, "state": {"dry"}}).wants(http.StatusSeeOther)
	asAt := "asAt=" + then.Format("2006-01-02")
	h.get("owner", "/boats?"+asAt).wants(http.StatusOK, "As at 6 January 2027", "Albatross", "/boats/BOAT-1?asAt=2027-01-06").lacks("Renamed", `class="edit"`, "/records/boat/new", `name="pick"`)
	h.get("owner", "/boats?state=afloat&"+asAt).wants(http.StatusOK, "Albatross", `name="asAt" value="2027-01-06"`)
	h.get("owner", "/boats/BOAT-1?"+asAt).wants(http.StatusOK, "Albatross", "Afloat", "N/1").lacks("Renamed", `class="edit"`, "/edit\"")
	h.get("owner", "/records/boat/export.csv?"+asAt).wants(http.StatusOK, "Albatross").lacks("Renamed")
	h.get("owner", "/records/boat/BOAT-1/edit?"+asAt).wants(http.StatusForbidden)
	h.get("owner", "/boats/BOAT-1").wants(http.StatusOK, "Renamed", "from Albatross to Renamed")
}
