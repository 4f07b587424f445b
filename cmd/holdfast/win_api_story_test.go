package main

import (
	"net/http"
	"path"
	"strings"
	"testing"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
)

// TestFromADroppedTenderToAVerifiedPackByTheAPI is the story of a bid as programs
// tell it: the refusals, tags and keys included.
func TestFromADroppedTenderToAVerifiedPackByTheAPI(t *testing.T) {
	t.Parallel()
	s := shareHouse(t)
	link, err := s.app.signing.service.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.app.signing.service.SetUp(t.Context(), path.Base(link), "Olga Pier", "olga@fenmoor.example", ownersWords, auth.From{})
	olga := s.calls(t, e, err)
	ben := s.joins(t, olga, "Ben Marsh", "ben@fenmoor.example", authz.BidManager)
	rea := s.joins(t, olga, "Rea Dunn", "rea@fenmoor.example", authz.Reader)
	const octets = "application/octet-stream"

	// A bid, and what its documents ask for.
	typed := m{"title": "Harbour sensor network", "buyer": "Quay Council", "entity": "Fenmoor Digital Ltd"}
	first := ben.post("/bids", http.StatusCreated, typed, "Idempotency-Key", "bid-1").is("number", "BID-1")
	ben.post("/bids", http.StatusCreated, typed, "Idempotency-Key", "bid-1").is("id", first.text("id"))
	ben.post("/bids", http.StatusConflict, m{"title": "Another"}, "Idempotency-Key", "bid-1")
	ben.post("/bids", http.StatusUnprocessableEntity, `{"title":"x","colour":"red"}`).says("/colour")
	rea.post("/bids/BID-1/documents?name=a.pdf", http.StatusForbidden, "%PDF", "Content-Type", octets)
	ben.post("/bids/BID-1/documents?name=Instructions.pdf", http.StatusCreated, string(tenderPDF(t)), "Content-Type", octets).is("new", 1, "later", false)
	ben.post("/bids/BID-1/documents?name=Again.pdf", http.StatusCreated, string(tenderPDF(t)), "Content-Type", octets).is("new", 0)
	ben.get("/bids/BID-1/documents/places").says("must hold Cyber Essentials Plus certification").is("places/0/requirement", "r1", "places/0/here", true)

	// A question, its answer, a decision.
	ask := m{"question": "Is the award on 6 April?"}
	ben.post("/bids/BID-1/ask", http.StatusUnprocessableEntity, `{"question":"x","question":"y"}`).says("/question")
	number := ben.post("/bids/BID-1/ask", http.StatusOK, ask).text("number")
	ben.post("/bids/BID-1/ask", http.StatusOK, ask).is("number", number)
	ben.post("/clarifications/"+number+"/send", http.StatusOK, m{"on": "2027-01-06"}).is("value/state", "sent")
	ben.post("/clarifications/"+number+"/answer", http.StatusOK, m{"answer": "It is.", "on": "2027-01-06"}).is("value/state", "answered")
	rea.post("/bids/BID-1/decide", http.StatusForbidden, m{"go": true, "reason": "x"})
	ben.post("/bids/BID-1/decide", http.StatusUnprocessableEntity, m{"go": true}).says("Say why")
	ben.post("/bids/BID-1/decide", http.StatusOK, m{"go": true, "reason": "Our trade"})

	// An answer that its author does not approve.
	answer := m{"question": "How do you know that backups can be restored?", "text": "A restore is tried each quarter.", "topic": "security", "owner": ben.id}
	at := "/answers/" + ben.post("/answers", http.StatusCreated, answer).text("number")
	read := ben.get(at)
	ben.asks(http.MethodPatch, at, http.StatusPreconditionRequired, m{"short": "Each quarter."})
	ben.asks(http.MethodPatch, at, http.StatusOK, m{"short": "Each quarter."}, "If-Match", read.etag)
	ben.asks(http.MethodPatch, at, http.StatusPreconditionFailed, m{"short": "Yearly."}, "If-Match", read.etag)
	ben.post(at+"/submit", http.StatusOK, m{})
	olga.post(at+"/approve", http.StatusConflict, m{"hash": strings.Repeat("0", 64)})

	// A questionnaire goes back filled.
	set := "/questionnaires/" + ben.post("/questionnaires/add?bid=BID-1&name=Assurance.xlsx", http.StatusCreated, string(askedInACell(t)), "Content-Type", octets).text("number")
	places := []m{{"table": "Security", "use": true, "header": 1, "question": 2, "answer": 4, "number": 1}}
	ben.post(set+"/places", http.StatusConflict, m{"version": 99, "mapping": places})
	ben.post(set+"/places", http.StatusOK, m{"version": ben.get(set).at("version"), "mapping": places}).is("value/mapped", true)
	ben.get(set+"/sum").is("questions", 2, "open", 2)
	ben.post("/questionnaire-questions/QQ-1/accept", http.StatusOK, m{"answer": "ANS-1"})
	_, names := members(t, ben.get(set+"/filled").body)
	if len(names) != 7 {
		t.Errorf("the filled file holds %q", names)
	}

	// The pack is chosen, built and sent; from then on it stays.
	choose := m{"items": []string{"cover", "certificate:CERT-1"}}
	rea.post("/bids/BID-1/pack/choose", http.StatusForbidden, choose)
	ben.post("/bids/BID-1/pack/choose", http.StatusUnprocessableEntity, m{"items": []string{"nonsense"}})
	ben.post("/bids/BID-1/pack/choose", http.StatusOK, choose).is("number", "PACK-1")
	ben.post("/bids/BID-1/pack/build", http.StatusOK, m{}).is("value/state", "built")
	file := keeps(t, "pack.zip", ben.get("/evidence-packs/PACK-1/files/file").body)
	command(t, "", "pack", "verify", file).wants(t, 0, "INTACT")
	ben.post("/bids/BID-1/pack/send", http.StatusOK, m{"to": "Quay Council", "way": "portal"}).is("value/state", "sent")
	ben.post("/bids/BID-1/pack/choose", http.StatusConflict, choose)
}
