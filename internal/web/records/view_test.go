package records_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func saved(name, query, shared string) url.Values {
	return url.Values{"name": {name}, "query": {query}, "shared": {shared}}
}

func TestAListIsSavedAsAView(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.get("owner", "/boats?state=dry&sort=-name&panel=save").wants(http.StatusOK, "Save this list as a view", `action="/views/boat"`, `name="query" value="sort=-name&amp;state=dry"`)
	h.post("owner", "/views/boat", saved("Before the audit", "sort=-name&state=dry&cols=keeper", "organisation")).wants(http.StatusSeeOther, "/boats?view=VIEW-1&done=view-saved")
	h.get("owner", "/boats?view=VIEW-1&done=view-saved").wants(http.StatusOK, "View: Before the audit", "State: In the dry dock", "Bittern", "The view is saved.", `aria-sort="descending"`).lacks("Albatross")
	h.get("reader", "/boats?view=VIEW-1").wants(http.StatusOK, "View: Before the audit", "Bittern").lacks("Albatross", "Rename, share or delete")
	// What the address says beside it takes the place of what the view says.
	h.get("owner", "/boats?view=VIEW-1&state=afloat").wants(http.StatusOK, "View: Before the audit, changed", "Albatross").lacks("Bittern</a></th>")
	h.get("owner", "/records/boat/export.csv?view=VIEW-1").wants(http.StatusOK, "Number,Name,Keeper\r\nBOAT-2,Bittern,Gareth Lowe\r\n")
	h.get("owner", "/boats?view=VIEW-1&panel=view").wants(http.StatusOK, `action="/views/boat/VIEW-1"`, "Delete this view", `value="Before the audit"`)
	h.post("owner", "/views/boat/VIEW-1", url.Values{"version": {"1"}, "name": {"After the audit"}, "query": {"state=afloat"}, "shared": {"team"}}).wants(http.StatusSeeOther, "view=VIEW-1")
	h.get("owner", "/boats?view=VIEW-1").wants(http.StatusOK, "After the audit", "Albatross")
	h.post("owner", "/views/boat/VIEW-1", url.Values{"version": {"1"}, "name": {"Late"}, "shared": {"team"}}).wants(http.StatusConflict)
	h.post("owner", "/views/boat/VIEW-1/delete", url.Values{"version": {"2"}}).wants(http.StatusSeeOther, "/boats?done=view-gone")
	h.get("owner", "/boats?view=VIEW-1").wants(http.StatusNotFound)
	for name, form := range map[string]url.Values{
		"no name": saved(" ", "state=dry", "private"), "no such field": saved("x", "colour[is]=red", "private"), "no such value": saved("x", "built[from]=soon", "private"), "no such order": saved("x", "sort=log", "private"), "nobody": saved("x", "", "everyone"),
	} {
		if got := h.post("owner", "/views/boat", form).Code; got != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, got)
		}
	}
}

// TestViewsOfOthersAreUnknown looks for every view as every person, and wants
// one that is not theirs to be exactly like one that does not exist.
func TestViewsOfOthersAreUnknown(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.post("compliance-manager", "/views/boat", saved("Mine alone", "state=dry", "private")).wants(http.StatusSeeOther, "VIEW-1")
	h.post("compliance-manager", "/views/boat", saved("My team’s", "state=dry", "team")).wants(http.StatusSeeOther, "VIEW-2")
	h.post("compliance-manager", "/views/boat", saved("Everybody’s", "state=dry", "organisation")).wants(http.StatusSeeOther, "VIEW-3")
	sees := map[string]string{"compliance-manager": "123", "manager-2": "23", "owner": "3", "reader": "3", "risk-owner": "3", "bid-manager": "3", "administrator": "3", "contributor": "3", "internal-auditor": "3", "other": ""}
	for who, may := range sees {
		menu := h.get(who, "/boats").wants(http.StatusOK).Body.String()
		unknown := strings.ReplaceAll(h.get(who, "/boats?view=VIEW-99").Body.String(), "VIEW-99", "")
		for _, n := range []string{"1", "2", "3"} {
			seen := strings.Contains(may, n)
			if got := strings.Contains(menu, "view=VIEW-"+n+`"`); got != seen && who != "other" {
				t.Errorf("%s finds VIEW-%s in the menu: %v", who, n, got)
			}
			for _, path := range []string{"/boats?view=VIEW-" + n, "/records/boat/export.csv?view=VIEW-" + n, "/boats?panel=view&view=VIEW-" + n} {
				page := h.get(who, path)
				if got := page.Code == http.StatusOK; got != seen {
					t.Errorf("%s opens %s: %d", who, path, page.Code)
				}
				if !seen && !strings.Contains(path, "panel") && !strings.Contains(path, "csv") && strip(page.Body.String(), "VIEW-"+n) != strip(unknown, "VIEW-99") {
					t.Errorf("%s: %s differs from an unknown view", who, path)
				}
			}
			if !seen {
				h.post(who, "/views/boat/VIEW-"+n, url.Values{"version": {"1"}, "name": {"Taken"}, "shared": {"private"}}).wants(refusal(who), "")
				h.post(who, "/views/boat/VIEW-"+n+"/delete", url.Values{"version": {"1"}}).wants(refusal(who), "")
			}
		}
	}
	// Who sees a view of somebody else does not change it; who runs the organisation
	// may, when it is everybody's.
	h.post("manager-2", "/views/boat/VIEW-2", url.Values{"version": {"1"}, "name": {"Taken"}, "shared": {"team"}}).wants(http.StatusForbidden)
	h.post("owner", "/views/boat/VIEW-3", url.Values{"version": {"1"}, "name": {"Tidied"}, "query": {"state=dry"}, "shared": {"organisation"}}).wants(http.StatusSeeOther)
	h.get("compliance-manager", "/boats?view=VIEW-3").wants(http.StatusOK, "Tidied")
	// A view of a register that somebody may not read is not theirs either.
	h.get("other", "/boats?view=VIEW-3").wants(http.StatusNotFound)
}

// refusal is what somebody gets for changing what they do not see: who may save
// no views is told so first.
func refusal(who string) int {
	if who == "reader" {
		return http.StatusForbidden
	}
	return http.StatusNotFound
}

// strip takes out of an error page what names the request.
func strip(page, ref string) string {
	page = strings.ReplaceAll(page, ref, "")
	if i := strings.Index(page, "reference"); i >= 0 {
		page = page[:i]
	}
	return text(page)
}
