package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTheRisksOfTheDemonstration: the first page answers how many are too much,
// its cells and chips lead to the risks behind a figure, and a risk leads on to its
// controls and back.
func TestTheRisksOfTheDemonstration(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	r.says(t, "/risks", 200, "16 of 34 risks are above appetite before treatment, and 1 after it", "Appetite: a residual score of 9 or less, set by the management review of",
		"Eight risks are very high before treatment", "Treatment cuts a one-in-ten year from £", "3 risks, likelihood 4, impact 4", "from 20 to 10, appetite 9", "A.5.15")
	r.says(t, "/risks?side=after", 200, "One risk is high after treatment, none is above that", "1 risk, likelihood 2, impact 5")
	cell := r.says(t, "/risks?l=4&i=4", 200, "RISK-18", "RISK-12", "RISK-8", "Likelihood 4, impact 4 before treatment")
	if strings.Contains(cell, "RISK-31") {
		t.Error("a cell shows a risk of another")
	}
	r.says(t, "/risks?show=above-after", 200, "RISK-31", "1 risk,")
	r.says(t, "/risks?show=ending", 200, "RISK-1<", "1 risk,")
	r.says(t, "/risks?q=leaver", 200, "RISK-2<", "1 risk,")
	r.says(t, "/risks?cols=score,owner&sort=-score", 200, "Back to the heat map", "RISK-31")
	r.says(t, "/records/risk/export.csv", 200, "Leaver keeps access to a customer system")

	r.says(t, "/risks/RISK-31", 200, "Very high at 20 before treatment, high at 10 after it: above the appetite of 9.", "/controls/A.8.2", "0 of 2 actions done", "Nobody has accepted it yet", "Only its owner accepts it: Dafydd Rees.", "by version 1")
	r.says(t, "/risks/RISK-2", 200, "Accepted by Hannah Okafor to", "Bound to the state")
	r.says(t, "/risks/RISK-99", http.StatusNotFound)
	// As it stood: the same pages, and nothing to change them by.
	for _, path := range []string{"/risks", "/risks/RISK-2", "/risks/method", "/risks/scenarios"} {
		if past := r.says(t, path+"?asAt=2027-01-06", 200, "6 January 2027"); strings.Contains(past, "btn-1") {
			t.Errorf("%s as it stood offers to change it", path)
		}
	}
	r.says(t, "/risks/RISK-2/dance", http.StatusNotFound)

	// Nobody but its owner accepts a risk, and none while it is refused.
	r.sends(t, "/risks/RISK-2/accept", url.Values{"until": {"2027-06-30"}}, http.StatusForbidden, "Nobody accepts a risk that is not theirs")
	// A change of what was accepted shows at once, and says what changed.
	r.sends(t, "/risks/RISK-2/assess", url.Values{"likelihood": {"3"}, "impact": {"5"}, "afterLikelihood": {"2"}, "afterImpact": {"5"}}, 200, "Changed since accepted by Hannah Okafor on", "accept again", "score after treatment 5, now 10")
	r.says(t, "/risks", 200, "and 2 after it", "Acceptance lapsed")

	// A control that goes ends an acceptance too; the form takes references.
	r.sends(t, "/risks/RISK-4/treat", url.Values{"treatment": {"modify"}, "plan": {"All machines managed"}, "target": {"2027-01-31"}, "controls": {"A.9.99"}}, http.StatusUnprocessableEntity, "There is no control &#34;A.9.99&#34;.")
	r.sends(t, "/risks/RISK-4/treat", url.Values{"treatment": {"modify"}, "plan": {"All machines managed"}, "target": {"2027-01-31"}, "controls": {"a.7.9"}}, 200, "1 control no longer linked")

	r.sends(t, "/risks/RISK-31/complete", nil, http.StatusConflict, "2 actions of RISK-31 are still to be done.")
	r.sends(t, "/risks/RISK-31/plan", url.Values{"title": {""}, "due": {"2027-02-01"}}, http.StatusUnprocessableEntity, "Say what is to be done.")
	body := r.sends(t, "/risks/RISK-31/plan", url.Values{"title": {"Tell the customer"}, "due": {"2027-02-01"}}, 200, "0 of 3 actions done", "Tell the customer")
	_, task, _ := strings.Cut(body, `name="task" value="`)
	task, _, _ = strings.Cut(task, `"`)
	r.sends(t, "/risks/RISK-31/done", url.Values{"task": {task}}, 200, "1 of 3 actions done")
	r.sends(t, "/risks/RISK-14/done", url.Values{"task": {task}}, http.StatusNotFound)
	r.sends(t, "/risks/RISK-30/review", url.Values{"outcome": {"changed"}}, http.StatusUnprocessableEntity, "Say what changed")
	r.sends(t, "/risks/RISK-30/review", url.Values{"outcome": {"changed"}, "note": {"We sell by it now."}}, 200, "We sell by it now.", "To be assessed.")
	r.sends(t, "/risks/RISK-30/close", url.Values{"reason": {"The website is gone."}}, 200, "Closed.", "Open again")
	r.says(t, "/risks", 200, "33 risks")

	// Two people changed it: the second is told.
	edit := url.Values{"title": {"A laptop is lost"}, "owner": {"hannah.okafor@fenmoor.example"}, "category": {"People"}, "assets": {"ASSET-19"}}
	r.sends(t, "/risks/RISK-6/edit?version=1", edit, http.StatusConflict, "changed by somebody else meanwhile")
}

// TestTheFiguresOfTheDemonstration: scenarios are played, and a change of one
// changes the curve.
func TestTheFiguresOfTheDemonstration(t *testing.T) {
	t.Parallel()
	r := startDemo(t, january)
	r.says(t, "/risks/scenarios", 200, "Treatment cuts a one-in-ten year from £", "100,000 years played", "× its cost", "RISK-31")
	r.says(t, "/risks/scenarios/SCEN-1", 200, "The treatment saves £", "in an average year for £9,500")
	good := url.Values{"title": {"A van is stolen"}, "before.rate": {"0.5"}, "before.shape": {"interval"}, "before.low": {"1000"}, "before.high": {"20000"}, "cost": {"300"}, "after.rate": {"0.1"}}
	bad := url.Values{"title": {"A van is stolen"}, "before.rate": {"often"}, "before.shape": {"interval"}, "before.low": {"1000"}, "before.high": {"20000"}}
	r.sends(t, "/risks/scenarios/new", bad, http.StatusUnprocessableEntity, "There is a problem")
	bad.Set("before.rate", "0.5")
	bad.Set("before.high", "10")
	r.sends(t, "/risks/scenarios/new", bad, http.StatusUnprocessableEntity, "The two sums go upwards")
	r.sends(t, "/risks/scenarios/new", good, 200, "A van is stolen", "SCEN-7")
}

// TestAnOrganisationOfOneJudgesItsRisks: from nothing to an accepted risk: the
// method is approved alone for a stated reason, risks come from a set and from
// questions, and one is judged, treated and accepted.
func TestAnOrganisationOfOneJudgesItsRisks(t *testing.T) {
	t.Parallel()
	r := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	r.says(t, "/risks", 200, "No risks are on record yet", "The method first.", "A starter set.", "Ask me.", "Type one.")
	r.says(t, "/risks/method", 200, "No method is in force yet", "Begin with 3 × 3")
	r.sends(t, "/risks/method/draft", url.Values{"steps": {"5"}}, 200, "METHOD-1 is a draft: nothing is judged by it yet")
	form := r.says(t, "/risks/method/versions/METHOD-1/edit", 200, "Score of likelihood 5, impact 5")
	values := formValues(form)
	values.Set("scores.4.4", "3")
	r.sends(t, "/risks/method/versions/METHOD-1/edit?version=1", values, http.StatusUnprocessableEntity, "The score falls")
	values.Set("scores.4.4", "25")
	values.Set("appetite", "8")
	values.Set("appetites", "Data protection: 6")
	r.sends(t, "/risks/method/versions/METHOD-1/edit?version=1", values, 200, "The draft is kept.", "For Data protection")
	r.sends(t, "/risks/method/versions/METHOD-1/approve?version=2", url.Values{"basis": {"the director"}}, http.StatusUnprocessableEntity, "say why you do it alone")
	r.sends(t, "/risks/method/versions/METHOD-1/approve?version=2", url.Values{"basis": {"the director"}, "on": {"2027-01-05"}, "reason": {"I am alone."}}, 200, "Version 1 is in force: a score of 8 or less is taken", "Set by the director of 5 January 2027.")
	r.says(t, "/risks/method/versions/METHOD-1/edit", http.StatusConflict, "stays as it is")

	r.says(t, "/risks/new?from=set&set=health", 200, "Somebody looks at a record without a reason")
	r.says(t, "/risks/new?from=ask", 200, "Do you write or change software?")
	r.says(t, "/risks/new?from=ask&yes=code", 200, "A copied component in the build carries harmful code")
	r.says(t, "/risks/new?from=threat", 200, "Somebody walks in")
	r.sends(t, "/risks/new/starters", url.Values{}, http.StatusUnprocessableEntity, "Tick at least one risk.")
	r.sends(t, "/risks/new/starters", url.Values{"starter": {"leaver", "ransom", "snoop"}}, 200, "3 risks are on record, none assessed yet", "RISK-3")
	r.sends(t, "/risks/new", url.Values{"title": {" "}}, http.StatusUnprocessableEntity, "Risk is missing.")
	r.sends(t, "/risks/new", url.Values{"title": {"The dog eats the backup"}, "owner": {"person-1"}, "likelihood": {"2"}, "impact": {"4"}}, 200, "The risk has been added.", "Medium at 8 before treatment, within the appetite of 8.")
	r.sends(t, "/risks/RISK-4/accept", url.Values{"until": {"2027-12-31"}}, http.StatusUnprocessableEntity, "Judge first what stands after treatment")
	r.sends(t, "/risks/RISK-4/treat", url.Values{"treatment": {"retain"}}, 200, "Retained, not accepted yet")
	r.sends(t, "/risks/RISK-4/accept", url.Values{"until": {"2028-12-31"}}, http.StatusUnprocessableEntity, "for at most 12 months")
	r.sends(t, "/risks/RISK-4/accept?seen=other", url.Values{"until": {"2027-12-31"}}, http.StatusConflict, "changed after you opened it")
	r.sends(t, "/risks/RISK-4/accept", url.Values{"until": {"2027-12-31"}}, 200, "The risk is accepted.", "to 31 December 2027")
	r.sends(t, "/risks/method/draft", nil, 200, "METHOD-2 is a draft")
	r.sends(t, "/risks/method/versions/METHOD-2/approve", url.Values{"basis": {"the director"}, "reason": {"I am alone."}}, 200, "Version 2 is in force", "Judge 1 risk by it")
	r.says(t, "/risks/method/compare?from=METHOD-1&to=METHOD-2", 200, "METHOD-1 and METHOD-2 say the same")
	r.says(t, "/risks/RISK-4", 200, "by version 1 of the method; version 2 is in force", "Accepted by")
	r.sends(t, "/risks/method/adopt", nil, 200, "judged by the version in force")
	r.says(t, "/risks/RISK-4", 200, "Changed since accepted by", "the version of the method")
}

// formValues reads the fields of a page's form with what they hold.
func formValues(page string) url.Values {
	out := url.Values{}
	attr := func(tag, name string) string {
		_, v, _ := strings.Cut(tag, " "+name+`="`)
		v, _, _ = strings.Cut(v, `"`)
		return v
	}
	for _, tag := range strings.Split(page, "<")[1:] {
		switch {
		case strings.HasPrefix(tag, "input ") && attr(tag, "name") != "":
			out.Set(attr(tag, "name"), attr(tag, "value"))
		case strings.HasPrefix(tag, "textarea "):
			_, text, _ := strings.Cut(tag, ">")
			out.Set(attr(tag, "name"), text)
		}
	}
	return out
}
