package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// says fails unless a page answers with the status and has the words.
func (r *running) says(t *testing.T, path string, want int, words ...string) string {
	t.Helper()
	code, body := r.get(t, path)
	return saysOf(t, "GET "+path, code, body, want, words)
}

// sends posts a form, and is says of what follows.
func (r *running) sends(t *testing.T, path string, form url.Values, want int, words ...string) string {
	t.Helper()
	code, body := r.post(t, path, form)
	return saysOf(t, "POST "+path, code, body, want, words)
}

func saysOf(t *testing.T, what string, code int, body string, want int, words []string) string {
	t.Helper()
	if code != want {
		t.Errorf("%s: %d, want %d\n%.600s", what, code, want, message(t, body))
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q:\n%.1500s", what, w, message(t, body))
		}
	}
	return body
}

// TestTheScopeOfTheDemonstration: the first page answers its question, and what
// is done to the registers is seen there.
func TestTheScopeOfTheDemonstration(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	r.says(t, "/scope", 200, "The ISMS covers 2 entities and 3 sites.", "Version 3 is issued, the draft has 2 changes.", "1 issue and 2 parties want review by 3 February 2027.", "3 on track, 1 behind, 1 met")
	r.says(t, "/scope/statement/draft", 200, "It changes version 3 in 2 places.", "Priya Nair wrote what it changes, and nobody issues what they wrote. It can be issued by ", "Gareth Lowe")
	r.sends(t, "/scope/statement/issue", url.Values{"note": {"mine"}}, http.StatusForbidden, "Nobody issues a scope statement that they wrote")
	r.says(t, "/scope/statement/compare?from=9&to=3", http.StatusNotFound)
	r.says(t, "/scope/statement/compare?from=1&to=3", 200, "Version 1 and version 3 differ in 3 places.", "Mill Studio, The Old Mill, Penfelin: Design and research")
	r.says(t, "/scope/statement/SCOPE-2", 200, "Version 3 is in force since", "The field company joins.")
	r.says(t, "/scope/statement/9", http.StatusNotFound)

	r.sends(t, "/scope/objectives/OBJ-4/read", url.Values{"value": {"six"}}, http.StatusUnprocessableEntity, "Give the value as a number")
	r.sends(t, "/scope/objectives/OBJ-4/read", url.Values{"value": {"6"}, "day": {"2027-01-06"}}, 200, "The reading is added.", "Met: 6 of 6 on 6 January 2027")
	r.sends(t, "/scope/issues/ISSUE-4/review", url.Values{"next": {"2027-01-06"}}, http.StatusUnprocessableEntity, "The next review lies ahead.")
	r.sends(t, "/scope/issues/ISSUE-4/review", url.Values{}, 200, "Reviewed.")
	r.says(t, "/scope", 200, "2 parties want review by", "3 on track, 2 met")
	r.sends(t, "/scope/changes/PC-1/approve", url.Values{}, http.StatusForbidden, "Nobody approves their own change")
	r.sends(t, "/scope/changes/PC-1/done", url.Values{}, http.StatusConflict, "have it approved first")
	r.sends(t, "/scope/changes/PC-2/drop", url.Values{"outcome": {"The contract was lost."}}, 200, "Dropped.")
	r.says(t, "/scope/obligations/start", 200, "10 obligations to begin with.")
	r.sends(t, "/scope/obligations/start", url.Values{}, 200, "The starter set is there")
	r.says(t, "/scope", 200, "10 apply, 1 not, 11 not judged", "Judge 11 obligations")
}

// TestAnOrganisationOfOneIssuesItsScope: from nothing to a first version, with
// the reason that a second person would have made needless.
func TestAnOrganisationOfOneIssuesItsScope(t *testing.T) {
	t.Parallel()
	r := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	r.says(t, "/scope", 200, "Nobody has said yet what the ISMS covers.", "Look at the starter set")
	r.sends(t, "/settings/entities/new", url.Values{"name": {"Solo Ltd"}}, 200)
	body := r.says(t, "/scope/statement/edit", 200, "Seven questions", "Solo Ltd", "where none stands yet")
	_, entity, _ := strings.Cut(body, `name="entities" value="`)
	entity, _, _ = strings.Cut(entity, `"`)
	answers := url.Values{
		"version": {"0"}, "wording": {"Hosting."}, "activities": {"I host."}, "entities": {entity}, "boundary": {"My desk."}, "interfaces": {"The line."}, "dependencies": {"The exchange."},
		"what": {"The shed", ""}, "why": {"", ""},
	}
	r.sends(t, "/scope/statement/edit", answers, http.StatusUnprocessableEntity, "nothing is left out without a reason", "The shed")
	answers["why"] = []string{"Holds bicycles.", ""}
	r.sends(t, "/scope/statement/edit", answers, 200, "The draft is saved.", "Before it can be issued", "No site is in scope yet")
	r.sends(t, "/scope/statement/edit", answers, http.StatusConflict, "changed the draft meanwhile")
	r.sends(t, "/records/site/new", url.Values{"name": {"Desk"}, "inScope": {"yes"}}, 200, "Desk")
	r.says(t, "/scope/statement/draft", 200, "Issue version 1", "Why you issue it alone")
	r.sends(t, "/scope/statement/issue", url.Values{}, http.StatusUnprocessableEntity, "say why you do it alone")
	r.sends(t, "/scope/statement/issue", url.Values{"reason": {"There is nobody else."}}, 200, "The ISMS covers 1 entity and 1 site.", "Version 1 is issued.")
	r.says(t, "/scope/statement/1", 200, "By its author alone, because", "There is nobody else.", "The shed: Holds bicycles.")
}

// TestAssetsOfTheDemonstration: the list counts what matters, and a key says
// whose need it carries.
func TestAssetsOfTheDemonstration(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	body := r.says(t, "/assets?q=Data+encryption+key", 200, "25 assets.", "2 keys or certificates expire within 60 days; 3 have no owner.")
	_, key, _ := strings.Cut(body, `href="/assets/ASSET-`)
	key, _, _ = strings.Cut(key, `"`)
	key = "/assets/ASSET-" + key
	r.says(t, key, 200, "It needs more confidentiality, integrity and availability than its own", "Patient records on the data platform", "by way of Regional data platform", "What rests on it")
	r.sends(t, key+"/renew", url.Values{"expires": {"2027-01-05"}}, http.StatusUnprocessableEntity, "Give the new last day")
	r.sends(t, key+"/renew", url.Values{"expires": {"2028-01-05"}, "renewBy": {"2027-12-20"}}, 200, "Renewed.", "20 December 2027")
	r.sends(t, key+"/depend", url.Values{"on": {strings.TrimPrefix(key, "/assets/")}}, http.StatusUnprocessableEntity, "does not depend on itself")
	r.sends(t, key+"/depend", url.Values{"on": {"ASSET-1"}}, 200, "The dependency is there.", "Take off")
	r.sends(t, key+"/release", url.Values{"on": {"ASSET-1"}}, 200, "It depends on it no more.")
	r.sends(t, key+"/retire", url.Values{"disposal": {""}}, http.StatusUnprocessableEntity, "Say what became of it")
	r.sends(t, key+"/retire", url.Values{"disposal": {"Destroyed by the key service."}}, 200, "Retired.", "asks for nothing, and passes nothing on")
	r.says(t, "/assets", 200, "24 assets.")
	r.says(t, "/classification", 200, "4 levels of classification.", "Restricted asks for the most care.")
}
