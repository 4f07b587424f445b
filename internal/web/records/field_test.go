package records_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func htmx(r *http.Request) { r.Header.Set("HX-Request", "true") }

func (h *house) piece(as, path string) answer {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	htmx(r)
	return h.send(as, r)
}

func TestACellBecomesItsInput(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	const at = "/records/boat/BOAT-1/field/state"
	h.get("owner", "/boats").wants(http.StatusOK, `href="`+at+`"`)
	// Without script the link is a page with the one field.
	h.get("owner", at).wants(http.StatusOK, "State of BOAT-1, Albatross", `<option value="afloat" selected>`)
	h.post("owner", at, url.Values{"version": {"1"}, "state": {"dry"}}).wants(http.StatusSeeOther, "/boats/BOAT-1?done=saved")
	// With it, a piece that takes the value's place.
	h.piece("owner", at).wants(http.StatusOK, `<option value="dry" selected>`, `name="version" value="2"`, `href="`+at+`?show=1"`).lacks("<html")
	h.piece("owner", at+"?show=1").wants(http.StatusOK, "In the dry dock").lacks("<html", "<form")
	h.post("owner", at, url.Values{"version": {"2"}, "state": {"afloat"}}, htmx).wants(http.StatusOK, "Afloat").lacks("<form")
	h.post("owner", at, url.Values{"version": {"3"}, "state": {"sunk"}}, htmx).wants(http.StatusOK, "must be one of", `role="alert"`)
	for field, value := range map[string]string{"berth": "S 2", "length": "7", "fit": "", "marks": "a, b", "seen": "2027-01-01T10:00", "worth": "12 EUR", "trip.begin": "2027-01-09", "log": "new\nlines"} {
		v := h.boat("BOAT-1").Version
		h.post("owner", "/records/boat/BOAT-1/field/"+field, url.Values{"version": {itoa(v)}, field: {value}}, htmx).wants(http.StatusOK).lacks("<form")
		if now := h.boat("BOAT-1").Version; now != v+1 {
			t.Errorf("%s was not stored (version %d)", field, now)
		}
	}
	for _, field := range []string{"stage", "size", "papers", "nothing"} {
		h.get("owner", "/records/boat/BOAT-1/field/"+field).wants(http.StatusNotFound)
	}
	h.get("compliance-manager", "/records/boat/BOAT-1/field/secret").wants(http.StatusNotFound)
	h.get("reader", at).wants(http.StatusForbidden)
	h.get("reader", "/boats").wants(http.StatusOK).lacks(`class="edit"`)
}

func TestAnotherFieldIsNoConflict(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.post("manager-2", "/records/boat/BOAT-1/field/length", url.Values{"version": {"1"}, "length": {"14"}}).wants(http.StatusSeeOther)
	h.post("owner", "/records/boat/BOAT-1/field/state", url.Values{"version": {"1"}, "state": {"dry"}}, htmx).wants(http.StatusOK, "In the dry dock").lacks("<form")
	now := h.boat("BOAT-1").Value
	if now.Length != 14 || now.State != "dry" {
		t.Errorf("the two changes gave %+v", now)
	}
	// The same field: theirs is said, what was typed stays.
	page := h.post("owner", "/records/boat/BOAT-1/field/length", url.Values{"version": {"1"}, "length": {"15"}}, htmx).wants(http.StatusOK, "Gareth Lowe set this to 14 on 6 January 2027, 10:00", `value="15"`, `name="version" value="3"`)
	if strings.Contains(page.Body.String(), "<html") {
		t.Error("a whole page in a cell")
	}
	h.post("owner", "/records/boat/BOAT-1/field/length", url.Values{"version": {"1"}, "length": {"15"}}).wants(http.StatusConflict, "Gareth Lowe changed this")
	h.post("owner", "/records/boat/BOAT-1/field/length", url.Values{"version": {"3"}, "length": {"15"}}, htmx).wants(http.StatusOK, "15").lacks("<form")
	h.post("owner", "/records/boat/BOAT-1/field/length", url.Values{"version": {"3"}, "length": {"15"}}, htmx).wants(http.StatusOK, "15").lacks("<form") // both want the same
}
