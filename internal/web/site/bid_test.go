package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/money"
	"holdfast/internal/verdict"
	"holdfast/internal/web/uitest"
	"holdfast/internal/win/bid"
)

// tender puts a bid in that asks for ISO 27001 in words that reach subcontractors.
func (h *house) tender() string {
	h.t.Helper()
	on := func(s string) *verdict.Day { return &verdict.Day{Date: civil.MustParse(s), Basis: "stated"} }
	b := bid.Bid{
		Title: "Hosting, =SUM(A1)", Buyer: "=Saltmarsh District Council", Entity: holder, Owner: "p-1", Regime: "pa2023", Nation: "england",
		Value: money.Amount{Minor: 120_000_000, Currency: "GBP"}, Enquiries: on("2027-01-20"),
		Dates: verdict.Dates{Deadline: on("2027-02-01"), Award: on("2027-03-12"), Start: on("2027-05-01")},
		Lots:  []bid.Lot{{ID: "1", Title: "Hosting"}, {ID: "2"}},
		Requirements: []bid.Requirement{{Requirement: verdict.Requirement{
			Scheme: "cyber-essentials", Strength: "mandatory", Proof: "certificate", When: "by-award", Subcontractors: true,
			Quote: "Suppliers and their subcontractors must hold Cyber Essentials.",
		}, Origin: "notice"}},
	}
	row, err := h.site.Bids.Add(h.t.Context(), bid.By{Actor: h.actor, Now: h.site.Clock()}, b)
	if err != nil {
		h.t.Fatal(err)
	}
	return "/bids/" + row.Number
}

func (a answer) shows(t *testing.T, words ...string) {
	t.Helper()
	text := uitest.Text(a.page)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q:\n%.1500s", w, text)
		}
	}
}

// follow posts a form and opens the page that it leads to.
func (h *house) follow(path string, form url.Values) answer {
	h.t.Helper()
	a := h.post(path, form)
	if a.Code != http.StatusSeeOther {
		h.t.Fatalf("%s %v: %d %s", path, form, a.Code, a.Body.String())
	}
	return h.get(a.Header().Get("Location"))
}

func (h *house) refuses(path string, form url.Values, words string) {
	h.t.Helper()
	a := h.post(path, form)
	if a.Code != http.StatusUnprocessableEntity {
		h.t.Fatalf("%s %v: %d", path, form, a.Code)
	}
	a.shows(h.t, "There is a problem", words)
}

func TestBidDesk(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := h.tender()
	h.get(at).shows(t, "Go or no-go: not decided", "Lots", "not chosen yet", "Who bids", "Nothing is planned yet", "20 Jan 2027", "10 working days", "reckoned from the award")

	h.refuses(at+"/decision", url.Values{"go": {"yes"}}, "Say why")
	h.refuses(at+"/decision", url.Values{"reason": {"x"}}, "Say whether we bid")
	h.follow(at+"/decision", url.Values{"go": {"yes"}, "reason": {"It is our work"}, "conditions": {"booked by Friday"}}).shows(t, "Go or no-go: go", "It is our work", "On condition: booked by Friday")

	h.refuses(at+"/lots", nil, "Tick at least one lot")
	h.get(at).shows(t, "not chosen yet")
	h.follow(at+"/lots", url.Values{"lot": {"2"}}).shows(t, "1 of 2 lots")
	h.refuses(at+"/partners", url.Values{"do": {"add"}, "role": {"member"}}, "Name the legal entity")
	h.follow(at+"/partners", url.Values{"do": {"add"}, "name": {"Orrell Hosting Ltd"}, "role": {"subcontractor"}, "part": {"Runs the servers"}}).
		shows(t, "Orrell Hosting Ltd", "Runs the servers", "No certificate is recorded with this holder.")
	h.refuses(at+"/partners", url.Values{"do": {"spare"}, "name": {"Orrell Hosting Ltd"}, "requirement": {"r1"}}, "Say in a few words")
	h.follow(at+"/partners", url.Values{"do": {"spare"}, "name": {"Orrell Hosting Ltd"}, "requirement": {"r1"}, "reason": {"sees no data"}}).shows(t, "does not touch Orrell Hosting Ltd")
	h.refuses(at+"/partners", url.Values{"do": {"spare"}, "requirement": {"r1"}, "reason": {"sees no data"}}, "Name the subcontractor")
	if a := h.post(at+"/partners", url.Values{"do": {"remove"}, "name": {"Orrell Hosting Ltd"}}); !strings.Contains(a.Body.String(), `href="#drop-orrell-hosting-ltd"`) {
		t.Error("the error of a removal does not lead to its field")
	}
	h.follow(at+"/partners", url.Values{"do": {"remove"}, "name": {"Orrell Hosting Ltd"}, "reason": {"left"}}).shows(t, "alone")

	h.follow(at+"/plan", nil).shows(t, "Review the bid", "6 to do")
	h.get(at+"?what=deadline&to=2027-02-08").shows(t, "Tasks that would move", "Nothing has been saved")
}

func TestQuestionsPage(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := h.tender() + "/questions"
	h.get(at).shows(t, "The buyer has been asked nothing", "The buyer takes questions until 20 January 2027, 14 days, 10 working days.")
	h.refuses(at, url.Values{"question": {" "}}, "Write the question")
	h.follow(at, url.Values{"question": {"Is a policy enough?"}, "requirement": {"r1"}, "why": {"ours lapses"}}).shows(t, "1 question to the buyer: 1 draft", "CQ-1", "Why we ask: ours lapses")
	h.refuses(at+"/CQ-1", url.Values{"do": {"answer"}, "on": {today}}, "Write what the buyer answered")
	h.follow(at+"/CQ-1", url.Values{"do": {"send"}, "on": {today}}).shows(t, "1 waiting for an answer")
	page := h.follow(at+"/CQ-1", url.Values{"do": {"answer"}, "answer": {"No <b>certificate</b> is needed."}, "on": {today}})
	page.shows(t, "1 answered", "No <b>certificate</b> is needed.", "Correct the requirement by this answer")
	form := page.form(t, at+"/CQ-1")
	form.Set("strength", "desirable")
	h.follow(at+"/CQ-1", form).shows(t, "The requirement has been corrected by the answer.")
	h.get(strings.TrimSuffix(at, "/questions")).shows(t, "to CQ-1")
	if a := h.post("/bids/BID-9/questions/CQ-1", url.Values{"do": {"send"}}); a.Code != http.StatusNotFound {
		t.Errorf("a question by the way of another bid: %d", a.Code)
	}
}

func TestPipelinePages(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := h.tender()
	h.get("/bids").shows(t, "live bids", "By stage", "£1.2m", "In preparation", "18 working days")
	h.get("/bids?q=saltmarsh&owner=p-1&stage=preparing").shows(t, "BID-1")
	h.get("/bids?q=nowhere").shows(t, "No bid matches this filter")
	h.get("/bids?view=board").shows(t, "Considering", "1 bid, £1.2m", "Move BID-1 to")
	h.follow(at+"/stage", url.Values{"stage": {"submitted"}, "from": {"board"}}).shows(t, "The stage has been changed.", "Submitted")
	csv := h.get("/bids?as=csv")
	if got := csv.Body.String(); !strings.Contains(got, "BID-1,\"Hosting, =SUM(A1)\",'=Saltmarsh District Council,"+holder+",Submitted,") || !strings.Contains(got, "2027-02-01") {
		t.Errorf("%s %s", csv.Header().Get("Content-Type"), got)
	}
}
