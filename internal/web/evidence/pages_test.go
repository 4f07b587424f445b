package evidence_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/evidence"
)

func (h *house) collect(e evidence.Evidence, again string, refs ...string) evidence.Row {
	h.t.Helper()
	row, err := h.s.Collect(h.t.Context(), h.by, evidence.Collecting{Evidence: e, For: refs, Again: again})
	if err != nil {
		h.t.Fatal(err)
	}
	return row
}

func (h *house) link(title string, ago int, every int64) evidence.Evidence {
	return evidence.Evidence{Title: title, Type: evidence.Link, URL: "https://wiki.example.org/x", Collected: h.today().AddDays(-ago), CollectEvery: every, Owner: "p-1", Classification: "internal"}
}

// TestTheFirstLineAnswers: how fresh evidence is, what has none, what goes stale.
func TestTheFirstLineAnswers(t *testing.T) {
	t.Parallel()
	h := setup(t)
	a := h.get("owner", "/evidence")
	a.says(t, "There is no evidence yet.", "2 controls apply and are waiting for it")
	h.collect(h.link("Access review", 5, 90), "", "A.5.1")
	h.collect(h.link("Old list", 100, 90), "", "A.5.19")
	h.collect(h.link("Scan", 20, 30), "")
	a = h.get("owner", "/evidence")
	a.says(t, "1 of 3 items are fresh; 1 goes stale within 30 days.", "Evidence is stale or missing for 1 of the 2 controls that apply", "Old list", "Collect again", "A.5.19 Control A.5.19")
	for _, want := range []string{"/evidence/collect?again=EV-2", "/evidence/requests/new?control=A.5.19"} {
		if !strings.Contains(a.Body.String(), want) {
			t.Errorf("no way to %s", want)
		}
	}
	// Who only reads is offered nothing that would be refused.
	if b := h.get("reader", "/evidence").Body.String(); strings.Contains(b, "/evidence/collect") || strings.Contains(b, "requests/new") {
		t.Error("a reader is offered to collect")
	}
}

func TestCollectingByHand(t *testing.T) {
	t.Parallel()
	h := setup(t)
	fields := map[string]string{"title": "Access review", "collected": h.today().String(), "collectEvery": "90", "classification": "internal", "owner": "p-1", "for": "CTRL-1", "also": "A.5.19", "key": "k1"}
	h.get("owner", "/evidence/collect?control=A.5.19").says(t, "1 control chosen", "Keep it")
	for range 2 { // sent twice, it is there once
		a := h.send("owner", "/evidence/collect", fields, sent{"review.txt", "reviewed"})
		if a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/evidence/EV-1?done=collected" {
			t.Fatalf("%d %s", a.Code, a.text())
		}
	}
	h.get("owner", "/evidence/EV-1").says(t, "Fresh", "A.5.1 Control A.5.1", "A.5.19 Control A.5.19", "Save review.txt")
	a := h.get("owner", "/evidence/files/EV-1")
	if a.Body.String() != "reviewed" || !strings.HasPrefix(a.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %v", a.Code, a.Header())
	}
	if a := h.get("", "/evidence/files/EV-1"); a.Code == http.StatusOK {
		t.Error("a stranger gets the file")
	}
	// Again: the older one is kept, and says what took its place.
	h.get("owner", "/evidence/collect?again=EV-1").says(t, "Collect EV-1 again", "2 controls chosen")
	again := map[string]string{"title": "Access review", "collected": h.today().String(), "again": "EV-1", "url": "https://wiki.example.org/review", "classification": "internal"}
	if a := h.send("owner", "/evidence/collect", again); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	h.get("owner", "/evidence/EV-1").says(t, "EV-2 has taken its place", "Collections of the same")
	h.get("owner", "/evidence/EV-2").says(t, "A.5.1 Control A.5.1", "Nobody has looked whether it still leads anywhere.")
	if a := h.post("owner", "/evidence/EV-2/check", nil); a.Code != http.StatusSeeOther {
		t.Fatalf("%d", a.Code)
	}
	h.get("owner", "/evidence/EV-2").says(t, "Looked at on 6 January 2027. The address answers.")
	if a := h.post("owner", "/evidence/EV-2/for", url.Values{"for": {"CTRL-2"}}); a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	if text := h.get("owner", "/evidence/EV-2").text(); strings.Contains(text, "A.5.1 Control A.5.1 ") && !strings.Contains(text, "A.5.19 Control") {
		t.Error("what it is for was not changed")
	}
}

func TestFormsSayWhatToPutRight(t *testing.T) {
	t.Parallel()
	h := setup(t)
	good := map[string]string{"title": "x", "collected": h.today().String(), "classification": "internal"}
	with := func(more ...string) map[string]string {
		out := map[string]string{}
		for k, v := range good {
			out[k] = v
		}
		for i := 0; i+1 < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	for name, c := range map[string]struct {
		fields map[string]string
		files  []sent
		says   string
	}{
		"nothing":     {good, nil, "Choose a file, or give a link or a record."},
		"two":         {with("url", "https://a.example"), []sent{{"a.txt", "a"}}, "Give one of them"},
		"a script":    {with("url", "javascript:alert(1)"), nil, "begins with https://"},
		"no record":   {with("recordNumber", "CERT-9"), nil, "There is no such record"},
		"no control":  {with("url", "https://a.example", "also", "A.9.9"), nil, "There is no control"},
		"to come":     {with("url", "https://a.example", "collected", h.today().AddDays(1).String()), nil, "still to come"},
		"no title":    {with("url", "https://a.example", "title", ""), nil, "There is a problem"},
		"empty file":  {good, []sent{{"a.txt", ""}}, "a.txt is empty"},
		"a bad day":   {with("url", "https://a.example", "collected", "2027-02-30"), nil, "does not exist"},
		"three files": {good, []sent{{"a", "a"}, {"b", "b"}, {"c", "c"}}, "No more than 1 file"},
	} {
		a := h.send("owner", "/evidence/collect", c.fields, c.files...)
		if a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.Code)
		}
		a.says(t, c.says)
		if kept := h.kept(); len(kept) != 0 {
			t.Errorf("%s: kept %v", name, kept)
		}
	}
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"nobody":     {url.Values{"title": {"x"}}, "Say who is asked"},
		"no address": {url.Values{"title": {"x"}, "name": {"Ada"}, "email": {"ada"}}, "Enter an e-mail address"},
		"the past":   {url.Values{"title": {"x"}, "name": {"Ada"}, "due": {"2026-01-01"}}, "passed already"},
		"a number":   {url.Values{"title": {"x"}, "name": {"Ada"}, "maxFiles": {"many"}}, "whole number"},
	} {
		a := h.post("owner", "/evidence/requests/new", c.form)
		if a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.Code)
		}
		a.says(t, c.says)
	}
	for _, as := range []string{"reader"} {
		if a := h.send(as, "/evidence/collect", with("url", "https://a.example")); a.Code != http.StatusForbidden {
			t.Errorf("%s collects: %d", as, a.Code)
		}
		if a := h.post(as, "/evidence/requests/new", url.Values{"title": {"x"}, "name": {"Ada"}}); a.Code != http.StatusForbidden {
			t.Errorf("%s asks: %d", as, a.Code)
		}
	}
}

// TestALinkIsShownOnce: by the answer to the form, and nowhere after.
func TestALinkIsShownOnce(t *testing.T) {
	t.Parallel()
	h := setup(t)
	form := url.Values{"title": {"Questionnaire"}, "name": {"Ada"}, "for": {"CTRL-2"}, "classification": {"internal"}, "key": {"k"}}
	a := h.post("owner", "/evidence/requests/new", form)
	a.says(t, "https://holdfast.example.org/send/", "It is shown here once")
	if a := h.post("owner", "/evidence/requests/new", form); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/evidence/requests/REQ-1?done=asked" {
		t.Errorf("sent twice: %d %s", a.Code, a.text())
	}
	if strings.Contains(h.get("owner", "/evidence/requests/REQ-1").Body.String(), "/send/") {
		t.Error("the link is shown again")
	}
	h.get("owner", "/evidence/requests").says(t, "1 request is under way.", "Questionnaire", "Ada")
	h.post("owner", "/evidence/requests/REQ-1/link", nil).says(t, "https://holdfast.example.org/send/")
	if a := h.post("owner", "/evidence/requests/REQ-1/return", url.Values{"reason": {"x"}}); a.Code != http.StatusConflict {
		t.Errorf("returned before anything came: %d", a.Code)
	}
	if a := h.post("owner", "/evidence/requests/REQ-1/revoke", nil); a.Code != http.StatusSeeOther {
		t.Errorf("%d", a.Code)
	}
	h.get("owner", "/evidence/requests/REQ-1?done=revoked").says(t, "its link is dead")
}

// TestReturning: the reason is said to who sends it, by a new link.
func TestReturning(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(questionnaire)
	h.send("", "/send/"+asked.Secret, nil, sent{"a.txt", "a"})
	one := "/evidence/requests/" + asked.Number
	if a := h.post("owner", one+"/return", url.Values{"reason": {" "}}); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.Code)
	}
	if a := h.post("owner", one+"/accept", nil); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", a.Code)
	}
	a := h.post("owner", one+"/return", url.Values{"reason": {"Page two is missing."}})
	_, rest, found := strings.Cut(a.Body.String(), "https://holdfast.example.org/send/")
	if !found {
		t.Fatalf("no new link: %s", a.text())
	}
	h.get("", "/send/"+rest[:26]).says(t, "What came before was not enough", "Page two is missing.")
	if a := h.get("", "/send/"+asked.Secret); a.Code != http.StatusNotFound {
		t.Errorf("the link before: %d", a.Code)
	}
	for path, want := range map[string]int{"/accept": http.StatusForbidden, "/return": http.StatusForbidden, "/link": http.StatusForbidden, "/revoke": http.StatusForbidden} {
		if a := h.post("reader", one+path, url.Values{"reason": {"x"}, "files": {"RCVD-1"}}); a.Code != want {
			t.Errorf("a reader, %s: %d", path, a.Code)
		}
	}
}
