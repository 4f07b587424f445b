package records_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A change of a few fields is a sentence; one of many is a list, a field a line.
func TestAChangeOfManyFieldsIsAList(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	h.post("owner", "/records/boat/BOAT-4/edit", url.Values{"version": {"1"}, "name": {"Dabchick"}, "log": {"Sound."}}).wants(http.StatusSeeOther)
	h.get("owner", "/boats/BOAT-4").wants(http.StatusOK, "Dabchick", "log to Sound.").lacks("log-many")
	h.post("owner", "/records/boat/BOAT-4/edit", url.Values{"version": {"2"}, "name": {"Diver"}, "log": {"Leaks."}, "state": {"dry"}, "berth": {"S 2"}}).wants(http.StatusSeeOther)
	page := h.get("owner", "/boats/BOAT-4").wants(http.StatusOK, "changed four things", `<ul class="log-many">`, "log from Sound. to Leaks.").Body.String()
	_, list, _ := strings.Cut(page, `<ul class="log-many">`)
	list, _, _ = strings.Cut(list, "</ul>")
	if n := strings.Count(list, "<li>"); n != 4 {
		t.Errorf("%d lines for four fields: %s", n, list)
	}
}
