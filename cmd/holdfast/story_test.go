package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/webtest"
)

// TestTheFirstMinute is the story of the first minute in a real browser, told
// twice: as most people see it, and with scripts turned off.
func TestTheFirstMinute(t *testing.T) {
	t.Parallel()
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			t.Parallel()
			s := &story{script: script, dir: t.TempDir(), today: civil.FromTime(january)}
			server := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", s.dir)
			s.Page = webtest.Open(t, server.address)
			s.Allow("status of 422") // refusals on purpose
			if !script {
				s.WithoutScript()
				s.Go("/")
			}
			s.today1(t)
			s.bids2(t)
			s.whatIf(t)
			s.notices(t)
			s.requirements(t)
			s.need(t)
			s.renewal3(t)
			s.drop4(t)
		})
	}
}

type story struct {
	*webtest.Page
	script bool
	dir    string
	today  civil.Date
}

// shot keeps pictures of a page for a person, when one has asked for them.
func (s *story) shot(name string) {
	if s.script && os.Getenv("HOLDFAST_SHOTS") != "" {
		s.Shots(name, webtest.View{Width: 1440}, webtest.View{Width: 360, Dark: true})
		s.Look(webtest.View{Width: 1440})
	}
}

// unfold opens the first fold whose words begin so.
func (s *story) unfold(t *testing.T, within, words string) {
	t.Helper()
	if !webtest.Value[bool](s.Page, fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll(%s)].find(e => e.innerText.trim().startsWith(%s));
		if (!e) return false;
		if (!e.parentElement.open) e.click();
		return e.parentElement.open;
	})()`, strconv.Quote(within+" summary"), strconv.Quote(words))) {
		t.Fatalf("%s: nothing to unfold called %q in %s", s.Path(), words, within)
	}
}

// sends follows a button and wants a page of this status that says these words.
func (s *story) sends(t *testing.T, selector string, status int, words ...string) {
	t.Helper()
	if got := s.Follow(selector); got != status {
		t.Errorf("%s led to %s with %d, want %d", selector, s.Path(), got, status)
	}
	for _, w := range words {
		s.Says(w)
	}
}

// today1 is step 1: one sentence says it.
func (s *story) today1(t *testing.T) {
	if got := s.Path(); got != "/" {
		t.Errorf("the key stays in the address: %s", got)
	}
	if got := s.Text("h1"); !strings.HasPrefix(got, "2 of 9 live bids are at risk") {
		t.Errorf("Today begins with %q", got)
	}
	for _, w := range []string{"Priya Nair", "Compliance manager", "Harrowdene County Council", "Trentwell Integrated Care Board"} {
		s.Says(w)
	}
	if s.Count("main svg") == 0 {
		t.Error("Today has no picture")
	}
	s.shot("today")
}

// bids2 is step 2: one at risk, one that fails, one that cannot be told.
func (s *story) bids2(t *testing.T) {
	s.Go("/bids")
	s.shot("bids")
	if got := s.Follow("main table a[href='/bids/BID-4']"); got != 200 {
		t.Fatalf("BID-4: %d", got)
	}
	if got := s.Path(); got != "/bids/BID-4" {
		t.Fatalf("the bid is at %s", got)
	}
	for _, w := range []string{
		"At risk at award: Cyber Essentials Plus ends six days too soon", "must hold Cyber Essentials Plus certification at the date of contract award",
		"CERT-3", "6 days short", "R01", "First failing day", "Start by", "Earliest finish", "Start renewal", "days to spare",
	} {
		s.Says(w)
	}
	s.shot("bid-at-risk")
	s.Go("/bids/BID-7")
	for _, w := range []string{"Fails at submission", "too late", "in its own name at the time of tender submission", "bid as Fenmoor Digital Ltd"} {
		s.Says(w)
	}
	if strings.Contains(s.Text("main"), "Start renewal") {
		t.Error("a renewal is offered where another legal entity holds the certificate")
	}
	s.shot("bid-fails")
	s.Go("/bids/BID-9")
	for _, w := range []string{"Unknown", "On which date do you expect to award the contract?", "not stated"} {
		s.Says(w)
	}
	s.shot("bid-unknown")
}

// whatIf tries an earlier award, which moves the question to the contract start,
// and an earlier renewal, with which all hold; neither is saved.
func (s *story) whatIf(t *testing.T) {
	s.Go("/bids/BID-4")
	history := s.Texts("#history")
	for _, try := range []struct{ what, to, reason, state string }{
		{"award", "2027-03-01", "the contract start is on", "At risk"},
		{"CERT-3", "2027-02-20", "", "Holds"},
	} {
		s.Go("/bids/BID-4")
		s.Choose("#what", try.what)
		s.Choose("#to", try.to)
		if s.script {
			s.Click("#what-if button")
			s.WaitFor("#what-if-answer table")
		} else {
			s.Follow("#what-if button")
		}
		rows := s.Texts("#what-if-answer tbody tr")
		if len(rows) != 2 || !strings.HasSuffix(rows[0], "At risk") || !strings.HasSuffix(rows[1], try.state) || !strings.Contains(rows[1], try.reason) {
			t.Errorf("what if: %q", rows)
		}
		s.Says("Nothing has been saved.")
		if !strings.Contains(s.Path(), "what="+try.what+"&to="+try.to) {
			t.Errorf("the question is not in the address: %s", s.Path())
		}
	}
	s.shot("bid-what-if")
	s.Go("/bids/BID-4")
	if got := s.Texts("#history"); len(got) != 1 || got[0] != history[0] {
		t.Errorf("something was saved: %q, before %q", got, history)
	}
	s.Says("ends six days too soon")
}

// notices takes one notice on and dismisses another.
func (s *story) notices(t *testing.T) {
	s.Go("/notices")
	if got := s.Text("h1"); got != "4 notices to decide on; 3 ask for a certificate" {
		t.Errorf("the inbox begins with %q", got)
	}
	s.Says("Suppliers must hold ISO/IEC 27001 certification and ISO 22301 certification, or equivalent, by contract award.")
	s.shot("notices")
	s.FollowText("Mobilising data hub and station end equipment support")
	s.Says("The notice in its own words")
	s.shot("notice")
	if got := s.FollowText("Accept as bid"); got != 200 || s.Path() != "/bids/BID-10?done=accepted" {
		t.Fatalf("taken on: %d at %s", got, s.Path())
	}
	for _, w := range []string{"The notice has been taken on.", "ISO 22301", "Vale of Arrow Fire and Rescue Service", "Priya Nair took on BID-10"} {
		s.Says(w)
	}
	s.shot("bid-accepted")
	s.Go("/notices")
	s.unfold(t, "article", "Dismiss")
	s.sends(t, "article details[open] button", 422, "Why is it not for us?")
	if n := s.Count(".errsum a"); n != 1 {
		t.Errorf("%d lines in the error summary", n)
	}
	s.shot("notices-refused")
	s.Fill("article details[open] input[name=reason]", "Grounds are not our trade")
	s.sends(t, "article details[open] button", 200, "The notice has been dismissed", "2 notices to decide on")
	s.Go("/notices?show=dismissed")
	s.Says("Dismissed: Grounds are not our trade")
}

// requirements corrects what was read: each change needs its reason, and the
// trail keeps it.
func (s *story) requirements(t *testing.T) {
	s.Go("/bids/BID-10")
	before := s.Count("#requirements li")
	add := "form[action='/bids/BID-10/requirements']"
	s.unfold(t, "#requirements", "Add a requirement")
	s.Choose(add+" select[name=scheme]", "dspt")
	s.Choose(add+" select[name=when]", "by-contract-start")
	s.sends(t, add+" button", 422)
	if s.Count(add+" select[name=scheme] option[value=dspt]:checked") != 1 {
		t.Error("what was chosen is gone after the refusal")
	}
	s.shot("requirement-refused")
	s.Fill(add+" input[name=reason]", "Said at the bidders’ day")
	s.sends(t, add+" button", 200, "The requirement has been added.", "Said at the bidders’ day")
	if got := s.Count("#requirements li"); got != before+1 {
		t.Errorf("%d requirements, want %d", got, before+1)
	}

	first := webtest.Value[string](s.Page, `[...document.querySelectorAll("#requirements form")].map(f => f.getAttribute("action")).find(a => a.endsWith("/remove"))`)
	correct := "form[action='" + strings.TrimSuffix(first, "/remove") + "']"
	s.unfold(t, "#requirements", "Correct")
	s.Choose(correct+" select[name=strength]", "expected")
	s.sends(t, correct+" button", 422)
	s.Fill(correct+" input[name=reason]", "Clause 4.2 says should")
	s.sends(t, correct+" button", 200, "The requirement has been corrected.", "corrected by Priya Nair: Clause 4.2 says should")

	remove := "form[action='" + first + "']"
	s.unfold(t, "#requirements", "Remove")
	s.sends(t, remove+" button", 422)
	s.Fill(remove+" input[name=reason]", "Withdrawn in clarification 7")
	s.sends(t, remove+" button", 200, "The requirement has been removed")
	if got := s.Count("#requirements li"); got != before {
		t.Errorf("%d requirements after one was removed, want %d", got, before)
	}

	dates := "form[action='/bids/BID-10/dates']"
	s.unfold(t, "#dates", "Correct a date")
	s.Choose(dates+" select[name=which]", "award")
	s.Choose(dates+" input[name=date]", "2027-04-20")
	s.sends(t, dates+" button", 422)
	s.Fill(dates+" input[name=reason]", "The buyer’s letter of 4 January")
	s.sends(t, dates+" button", 200, "The date has been corrected.", "20 Apr 2027", "entered by Priya Nair")

	s.Choose("form[action='/bids/BID-10/stage'] select", "submitted")
	s.sends(t, "form[action='/bids/BID-10/stage'] button", 200, "The stage has been changed.", "Submitted")
	s.Says("Priya Nair moved the stage of BID-10")
	s.shot("bid-corrected")
}

// need asks the six questions.
func (s *story) need(t *testing.T) {
	s.Go("/need")
	s.Choose("#buyer", webtest.Value[string](s.Page, `document.querySelector("#buyer").options[1].value`))
	s.Choose("#nation", "england")
	s.Choose("#regime", "pa2023")
	s.Click("input[name=data][value=citizens]")
	s.sends(t, "form.need button", 200, "Cyber Essentials", "Source:")
	if s.Count("h2") < 2 {
		t.Error("there is no answer")
	}
	s.shot("need")
}

// renewal3 is step 3: the tasks are planned backwards, with owners.
func (s *story) renewal3(t *testing.T) {
	s.Go("/bids/BID-4")
	if got := s.FollowText("Start renewal"); got != 200 {
		t.Fatalf("start renewal: %d at %s", got, s.Path())
	}
	s.Go("/certificates/CERT-3")
	text := s.Text("#renewal")
	if !strings.Contains(text, "Owen Pryce") || s.Count("#renewal form button") < 2 {
		t.Errorf("the plan: %q", text)
	}
	if got := s.Text("#history"); !strings.Contains(got, "Priya Nair") || !strings.Contains(got, "renewal") {
		t.Errorf("the history does not say who planned it: %q", got)
	}
	s.shot("certificate-renewal")
	s.Go("/")
	s.shot("today-renewal")
}

// drop4 is step 4: the new certificate's PDF makes the bid hold.
func (s *story) drop4(t *testing.T) {
	s.Go("/certificates")
	s.shot("certificates")
	s.Upload("#file", filepath.Join(s.dir, demoCertificate))
	if got := s.Follow("form[action='/certificates/read'] button"); got != 200 {
		t.Fatalf("reading the file: %d", got)
	}
	want := demo.RenewedFields(s.today)
	for field, v := range map[string]string{
		"scheme": "cyber-essentials-plus", "number": want.Number, "holder": want.Holder, "issued": want.Issued.String(), "expires": want.Expires.String(), "body": want.Body, "scope": want.Scope,
	} {
		if got := webtest.Value[string](s.Page, `document.querySelector("[name=`+field+`]").value`); got != v {
			t.Errorf("read as %s: %q, want %q", field, got, v)
		}
	}
	s.unfoldAll()
	s.shot("certificate-draft")
	s.Go("/bids/BID-4") // a draft records nothing
	s.Says("ends six days too soon")
	s.Go("/certificates")
	s.Upload("#file", filepath.Join(s.dir, demoCertificate))
	s.Follow("form[action='/certificates/read'] button")
	s.sends(t, "form[action='/certificates/new'] button", 200, "CERT-7", want.Number)
	if got := s.Text("#history"); !strings.Contains(got, "Priya Nair") || !strings.Contains(got, "Today") {
		t.Errorf("the history does not say who recorded it, and when: %q", got)
	}
	s.shot("certificate-new")
	s.Go("/bids/BID-4")
	if h := s.Texts("main .ruling, main [class*=ruling]"); len(h) == 0 || !strings.Contains(h[0], "Holds") {
		t.Errorf("BID-4 after the renewal: %q", h)
	}
	s.Says("CERT-7")
	s.shot("bid-holds")
	s.Go("/")
	if got := s.Text("h1"); !strings.HasPrefix(got, "1 of 10 live bids is at risk") && !strings.HasPrefix(got, "2 of 10 live bids are at risk") {
		t.Errorf("Today then says %q", got)
	}
	s.Says("recorded CERT-7")
}

func (s *story) unfoldAll() {
	webtest.Value[bool](s.Page, `[...document.querySelectorAll("main details")].forEach(d => d.open = true), true`)
}
