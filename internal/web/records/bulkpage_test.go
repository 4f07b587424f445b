package records_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"holdfast/internal/authz"
)

// hidden gives what the form of an address would send unseen.
func (a answer) hidden(action string) url.Values {
	a.h.t.Helper()
	body := a.Body.String()
	i := strings.Index(body, `action="`+action+`"`)
	if i < 0 {
		a.h.t.Fatalf("%s has no form of %s", a.path, action)
	}
	form, _, _ := strings.Cut(body[i:], "</form>")
	out := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		out.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return out
}

// TestChangeManyAndBack: choose rows, choose a field, see the preview, apply,
// find it again, and undo it; what somebody changed since is named, and left when
// the person says so.
func TestChangeManyAndBack(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.put(h.owner, boat{Name: "Alder"}, boat{Name: "Birch", Keeper: "p-2"}, boat{Name: "Cedar", State: "afloat"}, boat{Name: "Dogwood"})
	h.get("owner", "/boats").wants(200, `value="BOAT-1@1"`, "Next…", "All 4 that the list finds…")
	h.post("owner", "/bulk/boat", url.Values{"field": {"keeper"}}).wants(422)
	h.post("owner", "/bulk/boat", url.Values{"pick": {"BOAT-1"}}).wants(200, "Change 1 boat")
	picks := url.Values{"pick": {"BOAT-1@1", "BOAT-2@1", "BOAT-3@7"}, "field": {"keeper"}}
	h.post("owner", "/bulk/boat", picks).wants(200, "Set Keeper of 3 boats", "Gareth Lowe")
	picks.Set("look", "1")
	picks.Set("value", "p-2")
	seen := h.post("owner", "/bulk/boat", picks).wants(200, "1 would change, 1 says so already and 1 was changed by somebody meanwhile", "Apply 1 change", "<ins>Gareth Lowe</ins>", "Says so already")
	order := seen.hidden("/bulk/boat/apply")
	order.Set("reason", "Gareth keeps them")
	if at := h.post("owner", "/bulk/boat/apply", order).wants(303).Header().Get("Location"); at != "/changes/BULK-1?done=applied" {
		t.Errorf("led to %s", at)
	}
	if h.boat("BOAT-1").Value.Keeper != "p-2" || h.boat("BOAT-3").Value.Keeper != "" {
		t.Error("not what the preview said")
	}
	h.post("owner", "/bulk/boat/apply", order).wants(409, "changed meanwhile") // once more: it would do something else
	h.get("reader", "/changes/BULK-1?done=applied").wants(200, "Keeper set to Gareth Lowe in 1 boat", "Gareth keeps them", "Done.", "1 chosen and left").lacks(">Undo<")

	rest := url.Values{"all": {"1"}, "query": {`{"f":[{"field":"keeper","op":"empty"}]}`}, "field": {"length"}, "look": {"1"}, "value": {"9"}}
	order = h.post("owner", "/bulk/boat", rest).wants(200, "2 would change").hidden("/bulk/boat/apply")
	h.post("owner", "/bulk/boat/apply", order).wants(303, "/changes/BULK-2")
	h.now = h.now.Add(time.Hour)
	h.post("owner", "/records/boat/BOAT-3/field/length", url.Values{"version": {"2"}, "length": {"11"}}).wants(303)
	choice := h.post("owner", "/changes/BULK-2/undo", nil).wants(409, "Some of it was changed since BULK-2", "Length was changed since.", "Undo the other 1")
	if h.boat("BOAT-4").Value.Length != 9 {
		t.Error("undone before anybody chose")
	}
	h.post("owner", "/changes/BULK-2/undo", choice.hidden("/changes/BULK-2/undo")).wants(303, "/changes/BULK-3?done=undone")
	if h.boat("BOAT-3").Value.Length != 11 || h.boat("BOAT-4").Value.Length != 0 {
		t.Error("not what was chosen")
	}
	h.get("owner", "/changes/BULK-3").wants(200, "Undo of BULK-2", "It took")
	h.get("owner", "/changes/BULK-2").wants(200, "taken back by", "Changed again since").lacks(">Undo<")
}

// TestWhoMayChangeMany: who may change the register, in the fields that are
// theirs; nobody else, of no other organisation.
func TestWhoMayChangeMany(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.put(h.owner, boat{Name: "Alder"})
	try := url.Values{"pick": {"BOAT-1"}, "field": {"keeper"}, "look": {"1"}, "value": {"p-2"}}
	for as, want := range map[string]int{
		"owner": 200, string(authz.ComplianceManager): 200, string(authz.Contributor): 200, string(authz.RiskOwner): 200,
		string(authz.Reader): 403, string(authz.BidManager): 403, string(authz.InternalAuditor): 403, string(authz.Administrator): 403,
	} {
		h.post(as, "/bulk/boat", try).wants(want)
	}
	h.post("owner", "/bulk/ship", try).wants(404)
	h.post("other", "/bulk/boat", try).wants(200, "It is there no more").lacks("Alder")
	order := h.post("owner", "/bulk/boat", try).hidden("/bulk/boat/apply")
	h.post(string(authz.Reader), "/bulk/boat/apply", order).wants(403)
	h.post("owner", "/bulk/boat/apply", url.Values{"pick": {"BOAT-1"}, "field": {"keeper"}, "value": {"p-2"}}).wants(422) // no preview
	h.post("owner", "/bulk/boat/apply", order).wants(303)
	for as, want := range map[string]int{"other": 404, string(authz.Reader): 403} {
		h.post(as, "/changes/BULK-1/undo", nil).wants(want)
	}
	h.get("other", "/changes/BULK-1").wants(404)
	h.people["win"] = h.people["owner"]
	win := h.people["win"]
	win.Scope = authz.Scope{"win:write", "commons:write"}
	h.people["win"] = win
	h.get("win", "/changes/BULK-1").wants(404)
	secret := url.Values{"pick": {"BOAT-1"}, "field": {"secret"}, "look": {"1"}, "value": {"x"}}
	h.post(string(authz.ComplianceManager), "/bulk/boat", secret).wants(200, "Change 1 boat") // not among what can be set
	h.post("owner", "/bulk/boat", secret).wants(200, "1 would change")
	h.post("owner", "/bulk/boat", url.Values{"pick": {"BOAT-1"}, "field": {"built"}, "look": {"1"}, "value": {"soon"}}).wants(422)
}
