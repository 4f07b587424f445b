package tender_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/web/uitest"
	"holdfast/internal/win/tender"
)

const (
	itt = "Invitation to Tender for Regional data platform\nContracting authority: Trentwell Integrated Care Board\n\nDeadline for receipt of tenders: 12:00 on 14 January 2027\nExpected contract award: 19 February 2027\n\n" +
		"Bidders must hold ISO 27001 certification at the submission of the tender.\f" +
		"The Supplier should hold Cyber Essentials Plus by contract award.\n\nThe Board itself is certified to ISO 9001. <script>alert(1)</script>"
	plain = "Nothing is asked for here."
)

func TestABidIsMadeOfADroppedPack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.get("/tenders/new").says(t, 200, "Drop in what the buyer sent", "up to 100 MB each")
	a := h.send("owner", "/tenders/new", "ITT.pdf", itt, "Letter.pdf", "#scan")
	at := a.Header().Get("Location")
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/tenders/new/") {
		t.Fatalf("%d %s: %s", a.Code, at, a.text())
	}
	p := h.get(at)
	p.says(t, 200, "2 documents, 2 pages: 2 certifications are asked for. Confirm the bid.",
		"Read in ITT.pdf, page 1: “Deadline for receipt of tenders: 12:00 on 14 January 2027”", "Read in ITT.pdf, page 1: “Contracting authority: Trentwell Integrated Care Board”",
		"No text: scanned There is no text in it, only pictures of pages. Ask the buyer for the original, or type in what it asks.", "“Bidders must hold ISO 27001")
	value := func(id string) string {
		for _, e := range uitest.All(p.page, "input") {
			if uitest.Attr(e, "id") == id {
				return uitest.Attr(e, "value")
			}
		}
		return "no such field"
	}
	for id, want := range map[string]string{"title": "Regional data platform", "deadline": "2027-01-14", "award": "2027-02-19", "start": "", "entity": "Fenmoor Digital Ltd"} {
		if got := value(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	h.get("/tenders/new").says(t, 200, "Dropped in, and not a bid yet", "ITT.pdf and 1 more")
	form := url.Values{"title": {""}, "buyer": {"Trentwell ICB"}, "entity": {"Fenmoor Digital Ltd"}, "deadline": {"2027-01-14"}, "award": {"2027-01-02"}}
	h.post(at, form).says(t, http.StatusUnprocessableEntity, "Give the bid a title", "This day is before the tender deadline, 14 January 2027.")
	form.Set("title", "Data platform")
	form.Set("award", "2027-02-19")
	made := h.post(at, form)
	if got := made.Header().Get("Location"); got != "/bids/BID-1/documents?done=made" {
		t.Fatalf("%d %s: %s", made.Code, got, made.text())
	}
	h.get("/bids/BID-1/documents").says(t, 200, "2 documents, 2 pages: 2 certifications are asked for, 1 of them is at risk.", "Data platform", "ISO 27001", "page 1")
	row, err := h.bids.Get(t.Context(), h.by.Actor, "BID-1")
	if err != nil {
		t.Fatal(err)
	}
	if s := row.Value.Sources["deadline"]; s.Time != "12:00" || !strings.Contains(s.Why, "read in ITT.pdf, page 1") || s.By != "Priya Nair" {
		t.Errorf("%+v", s)
	}
	h.get(at).says(t, http.StatusNotFound)
	gone := h.send("owner", "/tenders/new", "Other.pdf", plain).Header().Get("Location")
	h.post(gone+"/discard", nil)
	h.get(gone).says(t, http.StatusNotFound)
}

func TestTheReaderShowsEachDemandInItsPlace(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bid()
	h.get("/bids/BID-1/documents").says(t, 200, "No documents yet: drop in what the buyer sent.")
	if a := h.send("owner", "/bids/BID-1/documents", "ITT.pdf", itt); a.Header().Get("Location") != "/bids/BID-1/documents?done=dropped" {
		t.Fatalf("%d %s", a.Code, a.text())
	}
	if a := h.send("owner", "/bids/BID-1/documents", "ITT copy.pdf", itt); a.Header().Get("Location") != "/bids/BID-1/documents?done=known" {
		t.Errorf("%d %s", a.Code, a.text())
	}
	p := h.get("/bids/BID-1/documents/TDOC-1")
	p.says(t, 200, "ITT.pdf asks in 2 places, from page 1 to page 2", "Page 1 of 2", "Mandatory, at submission")
	marks := uitest.All(p.page, "mark")
	if len(marks) != 1 || uitest.Text(marks[0]) != "Bidders must hold ISO 27001 certification at the submission of the tender." {
		t.Fatalf("%d marks", len(marks))
	}
	// The mark says its state in words, and leads to the next, on the next page.
	p.says(t, 200, "Unknown ISO 27001")
	if !strings.Contains(p.Body.String(), `href="/bids/BID-1/documents/TDOC-1?page=2#m2"`) {
		t.Error("no way to the next mark")
	}
	second := h.get("/bids/BID-1/documents/TDOC-1?page=2")
	second.says(t, 200, "At risk Cyber Essentials Plus", "<script>alert(1)</script>", "Expected, by award")
	if strings.Contains(second.Body.String(), "<script>alert(1)") {
		t.Error("the document's text is taken for markup")
	}
	if n := len(uitest.All(second.page, "mark")); n != 1 {
		t.Errorf("%d marks: mentions are shown unasked", n)
	}
	mentions := h.get("/bids/BID-1/documents/TDOC-1?page=2&mentions=1")
	mentions.says(t, 200, "ISO 9001: asks nothing", "It is asked for")
	if n := len(uitest.All(mentions.page, "mark")); n != 2 {
		t.Errorf("%d marks", n)
	}
	for _, bad := range []string{"?page=3", "?page=0", "?page=x"} {
		h.get("/bids/BID-1/documents/TDOC-1"+bad).says(t, http.StatusNotFound)
	}
	file := h.get("/bids/BID-1/documents/TDOC-1/file")
	if file.Body.String() != itt || !strings.HasPrefix(file.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", file.Header())
	}
	if got := h.get("/tenders/TDOC-1").Header().Get("Location"); got != "/bids/BID-1/documents/TDOC-1" {
		t.Errorf("%q", got)
	}
	h.get("/tenders").says(t, 200, "ITT.pdf")
}

func TestWhatWasReadIsCorrected(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bid()
	h.send("owner", "/bids/BID-1/documents", "ITT.pdf", itt)
	doc := "/bids/BID-1/documents/TDOC-1"
	row, err := h.bids.Get(t.Context(), h.by.Actor, "BID-1")
	if err != nil {
		t.Fatal(err)
	}
	iso, plus := row.Value.Requirements[0].ID, row.Value.Requirements[1].ID
	form := url.Values{"scheme": {"cyber-essentials"}, "strength": {"desirable"}, "when": {"by-award"}, "page": {"2"}}
	h.post(doc+"/requirements/"+plus, form).says(t, http.StatusUnprocessableEntity, "There is a problem", "Say in a few words where this comes from")
	form.Set("reason", "said so at the bidder day")
	if got := h.post(doc+"/requirements/"+plus, form).Header().Get("Location"); got != doc+"?page=2&done=corrected" {
		t.Errorf("%q", got)
	}
	h.get(doc+"?page=2").says(t, 200, "Desirable, by award", "Corrected by Priya Nair: said so at the bidder day")
	h.post(doc+"/requirements/"+iso+"/remove", url.Values{"page": {"1"}}).says(t, http.StatusUnprocessableEntity, "There is a problem")
	h.post(doc+"/requirements/"+iso+"/remove", url.Values{"page": {"1"}, "reason": {"of the buyer"}})
	h.get(doc).says(t, 200, "ISO 27001: not asked", "Not asked, says Priya Nair: of the buyer")
	missed := url.Values{"scheme": {"iso9001"}, "strength": {"mandatory"}, "when": {"by-award"}, "page": {"2"}, "reason": {"asked on the portal"}, "quote": {"words that are not there"}, "form": {"missed"}}
	h.post(doc+"/requirements", missed).says(t, http.StatusUnprocessableEntity, "These words do not stand on this page")
	missed.Set("quote", "The Board itself is certified to ISO 9001.")
	if got := h.post(doc+"/requirements", missed).Header().Get("Location"); got != doc+"?page=2&done=added" {
		t.Errorf("%q", got)
	}
	h.get(doc+"?page=2").says(t, 200, "Fails ISO 9001", "Added by Priya Nair: asked on the portal")
	out := h.get("/bids/BID-1/documents/corrections")
	if n := strings.Count(out.Body.String(), "\n"); n != 3 || !strings.HasPrefix(out.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d lines: %s", n, out.Body.String())
	}
	h.post(doc+"/remove", nil).says(t, http.StatusUnprocessableEntity, "Say in a few words why it does not belong")
	h.post(doc+"/remove", url.Values{"reason": {"another tender"}})
	h.get(doc).says(t, http.StatusNotFound)
}

func TestRefusedFilesLeaveNothing(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bid()
	before := h.kept()
	for _, to := range []string{"/bids/BID-1/documents", "/tenders/new"} {
		h.send("owner", to, "Bad.pdf", "#bad It is damaged.").says(t, http.StatusUnprocessableEntity, "There is a problem", "Bad.pdf: It is damaged.")
		h.send("owner", to, "Good.pdf", itt, "../Bad.pdf", "#bad It is damaged.").says(t, http.StatusUnprocessableEntity, "Bad.pdf: It is damaged.")
		h.send("owner", to, "Empty.pdf", "").says(t, http.StatusUnprocessableEntity, "Empty.pdf is empty.")
		h.send("owner", to).says(t, http.StatusUnprocessableEntity, "Choose the files first.")
		h.send("reader", to, "Good.pdf", itt).says(t, http.StatusForbidden)
	}
	h.send("owner", "/bids/BID-99/documents", "Good.pdf", itt).says(t, http.StatusNotFound)
	h.get("/bids/BID-99/documents").says(t, http.StatusNotFound)
	h.get("/bids/BID-1/documents/TDOC-1").says(t, http.StatusNotFound)
	h.get("/bids/BID-1/documents/TDOC-x").says(t, http.StatusNotFound)
	h.get("/tenders/TDOC-1").says(t, http.StatusNotFound)
	if n := h.kept(); n != before {
		t.Errorf("%d files are left", n-before)
	}
}

func TestAPageFollowsWhatIsBeingRead(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.bid()
	for range cap(h.s.Room) { // no room to read at once
		h.s.Room <- struct{}{}
	}
	if got := h.send("owner", "/bids/BID-1/documents", "ITT.pdf", itt).Header().Get("Location"); got != "/bids/BID-1/documents?done=later" {
		t.Fatalf("%q", got)
	}
	p := h.get("/bids/BID-1/documents")
	p.says(t, 200, "1 document: being read.", "still being read")
	for _, want := range []string{`http-equiv="refresh"`, `hx-trigger="every 2s"`} {
		if !strings.Contains(p.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	jobs, err := h.store.ClaimJobs(t.Context(), []string{tender.Work}, h.now, h.now.Add(time.Minute), 1)
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%d jobs, %v", len(jobs), err)
	}
	if err := h.s.Do(t.Context(), jobs[0], change.By{Actor: change.SystemActor(jobs[0].Org, "tender-reading"), Now: h.now}); err != nil {
		t.Fatal(err)
	}
	p = h.get("/bids/BID-1/documents?done=later")
	p.says(t, 200, "1 document, 2 pages: 2 certifications are asked for", "The documents have been read.")
	if strings.Contains(p.Body.String(), `http-equiv="refresh"`) {
		t.Error("it looks again though all is read")
	}
}
