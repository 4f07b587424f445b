package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// versionIn gives the version that a control's forms on its page send.
func (r *running) versionIn(t *testing.T, path string) string {
	t.Helper()
	_, body := r.get(t, path)
	got := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(body)
	if got == nil {
		t.Fatalf("%s has no form with a version", path)
	}
	return got[1]
}

// TestTheStatementOfTheDemonstration: the page answers its question, a cell is
// edited where it stands, and what was changed is told against the issued
// version.
func TestTheStatementOfTheDemonstration(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	r.says(t, "/controls", 200, "87 of 93 controls apply; 64 are implemented. Evidence is stale or missing for 11 of them.",
		"Version 4 is the issued one", "written by Priya Nair and approved by Gareth Lowe on 16 July 2026", "12 changes since", "7 statuses, 3 owners, 2 reasons",
		"Organisational controls hold most of what is left: 13 of the 23 open", "Issue version 5")
	for query, shown := range map[string]string{"show=lacking": "11 of 93 shown", "show=open": "23 of 93 shown", "show=out": "6 of 93 shown", "linked=RISK-31": "2 of 93 shown", "q=privileged": "2 of 93 shown", "q=nonsense": "No control is like that."} {
		r.says(t, "/controls?"+query, 200, shown)
	}
	body := r.says(t, "/controls", 200)
	if a, b := strings.Index(body, `id="r-A-5-2"`), strings.Index(body, `id="r-A-5-10"`); a < 0 || b < a {
		t.Error("A.5.2 does not stand before A.5.10")
	}

	// In place, with the filter kept; the same form with an older version says who
	// was quicker.
	r.says(t, "/controls?edit=A.5.7%3Astatus&show=open", 200, `action="/controls/A.5.7/status"`)
	old := r.versionIn(t, "/controls/A.5.7")
	form := url.Values{"version": {old}, "from": {"list"}, "back": {"show=open"}, "state": {"implemented"}}
	r.sends(t, "/controls/A.5.7/status", form, 200, "22 of 93 shown", "13 changes since")
	r.sends(t, "/controls/A.5.7/status", form, http.StatusConflict, "meanwhile")
	decision := func(more url.Values) url.Values {
		out := url.Values{"version": {r.versionIn(t, "/controls/A.5.36")}}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	r.sends(t, "/controls/A.5.36/decision", decision(nil), http.StatusUnprocessableEntity, "Say whether it applies.")
	r.sends(t, "/controls/A.5.36/decision", decision(url.Values{"applies": {"no"}, "against": {""}}), http.StatusUnprocessableEntity, "Say why it does not apply")
	r.sends(t, "/controls/A.5.36/decision", decision(url.Values{"applies": {"no"}, "against": {"There are no rules."}}), 200, "The decision was saved.", "It does not apply: There are no rules.")
	r.sends(t, "/controls/A.5.19/decision", url.Values{"version": {r.versionIn(t, "/controls/A.5.19")}, "applies": {"no"}, "against": {"We buy nothing."}}, 200, "The decision was saved.")
	r.says(t, "/controls/check", 200, "Supplier controls excluded while there are suppliers", "It does not apply, but treats RISK-18", "Its latest evidence is from")

	// A control's page: what it is for, what it treats, what shows it.
	r.says(t, "/controls/A.8.13", 200, "What an auditor looks for", "RISK-14", "Seven hours and ten minutes.", "In other frameworks", "Where to look; meeting one does not show that the other is met.", "A.12.3.1")
	r.sends(t, "/controls/A.8.13/test", url.Values{"version": {r.versionIn(t, "/controls/A.8.13")}, "day": {"2027-01-06"}, "outcome": {"failed"}, "note": {""}}, http.StatusUnprocessableEntity, "Say what did not work.")
	r.sends(t, "/controls/A.8.13/test", url.Values{"version": {r.versionIn(t, "/controls/A.8.13")}, "day": {"2027-01-06"}, "outcome": {"failed"}, "note": {"The key was lost."}}, 200, "The result was recorded.", "The key was lost.", "6 April 2027")
	r.says(t, "/controls/check", 200, "its test of 6 January 2027 failed")
	r.says(t, "/clauses", 200, "22 of 30 clauses are met.")
	r.sends(t, "/clauses/10.1", url.Values{"version": {r.versionIn(t, "/clauses/10.1")}, "how": {"From a list."}, "state": {"met"}, "owner": {""}, "target": {""}, "review": {""}}, 200, "It is met.")
	r.says(t, "/clauses", 200, "23 of 30 clauses are met.")
	r.sends(t, "/controls/start", url.Values{"catalogue": {"trentwell-suppliers:3"}}, 200, "85 of 99 controls apply", "Trentwell supplier security terms: Patient data")
	r.says(t, "/controls/nothing", http.StatusNotFound)
}

// TestAVersionIsIssued: who wrote it does not approve it, what is issued stays,
// and two versions can be compared.
func TestAVersionIsIssued(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	r.says(t, "/controls/versions", 200, "Version 4 is the issued one", "For stage 1 of the first certification.")
	r.says(t, "/controls/compare?from=4&to=draft", 200, "12 changes: 7 statuses, 3 owners, 2 reasons.", "Dafydd Rees")
	r.says(t, "/controls/compare?from=1&to=2", 200, "changes: ", "Planned")
	r.says(t, "/controls/compare?from=9", http.StatusNotFound)
	r.says(t, "/controls/versions/4", 200, "Statement of Applicability, version 4", "87 of 93 controls apply; 59 are implemented.", "RISK-31", "holdfast statement of applicability 1", "approved by Gareth Lowe")
	r.sends(t, "/controls/issue", url.Values{"note": {"Before the audit."}}, 200, "waits for approval", "You wrote it, so somebody else approves it.", "12 changes: 7 statuses, 3 owners, 2 reasons since version 4")
	r.sends(t, "/controls/issue", url.Values{}, http.StatusUnprocessableEntity, "Version 5 waits for approval already.")
	r.sends(t, "/controls/versions/5/approve", url.Values{}, http.StatusForbidden, "Nobody issues a Statement of Applicability that they wrote")
	r.says(t, "/controls", 200, "Version 5 waits for approval", "Read and approve 5")
	r.sends(t, "/controls/versions/4/withdraw", url.Values{}, http.StatusConflict)
	r.sends(t, "/controls/versions/5/withdraw", url.Values{}, 200, "The proposal was withdrawn.", "Version 4 is the issued one")
}

// TestOneWorksAlone: from nothing to an issued statement, with the reason why
// nobody else approved it.
func TestOneWorksAlone(t *testing.T) {
	t.Parallel()
	r := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	r.says(t, "/controls", 200, "No controls yet.", "Start with Annex A and the clauses")
	r.says(t, "/controls/check", 200, "There are no controls to check yet.")
	r.sends(t, "/controls/start", url.Values{}, 200, "None of the 93 controls is decided yet.", "Nothing is decided yet", "Not decided")
	r.says(t, "/controls/check", 200, "94 things today.", "No version of the Statement of Applicability is issued.")
	r.sends(t, "/controls/issue", url.Values{"note": {"The first."}}, 200, "Why you approve it alone")
	r.sends(t, "/controls/versions/1/approve", url.Values{"reason": {" "}}, http.StatusUnprocessableEntity, "say why you do it alone")
	r.sends(t, "/controls/versions/1/approve", url.Values{"reason": {"I work alone."}}, 200, "It is issued.", "I work alone.", "who works alone")
	r.says(t, "/controls", 200, "Nothing has changed since.")
	r.sends(t, "/controls/catalogues", url.Values{"text": {"id,title\n1,One"}}, http.StatusUnprocessableEntity, "/id")
	r.sends(t, "/controls/catalogues", url.Values{"text": {"id,title\n1,One"}, "id": {"acme"}, "edition": {"1"}, "name": {"ACME"}}, 200, "The catalogue was taken in.", "Add its controls")
}
