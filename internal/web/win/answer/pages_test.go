package answer_test

import (
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/win/answer"
)

// TestLibrary goes the way of an answer: begun from what buyers ask, filled in, put
// up for review, approved by another, used in a bid whose award comes after its
// certificate ends.
func TestLibrary(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.get("owner", "/answers", 200, "No answers yet", "Choose from them")
	h.get("owner", "/answers/start", 200, "35 questions that buyers ask are not in your library yet.", "Cyber Essentials")
	h.post("owner", "/answers/start", url.Values{}, 422, "Tick at least one question.")
	h.post("owner", "/answers/start", url.Values{"starters": {"nothing"}}, 422, "There is no question")
	h.post("bid-manager", "/answers/start", url.Values{"starters": {"cyber-essentials", "carbon"}}, 303, "/answers?done=begun")
	h.get("owner", "/answers/start", 200, "33 questions", "begun already")
	h.get("bid-manager", "/answers/ANS-1", 200, "blanks are open", "certification body", "A draft: it was never approved.", "Say what it rests on")
	h.post("bid-manager", "/answers/ANS-1/do/submit", nil, 422, "Fill in what is open first")
	h.change("bid-manager", "answer.update", func(tx *change.Tx) error {
		row, err := h.s.Find(tx, "ANS-1")
		if err != nil {
			return err
		}
		_, err = h.s.Change(tx, "ANS-1", row.Version, func(a *answer.Answer) { a.Text = "Yes: **both**.<script>alert(1)</script>" })
		return err
	})
	h.get("bid-manager", "/answers/ANS-1", 200, "Put it up for review", "2 words")
	h.post("bid-manager", "/answers/ANS-1/do/submit", nil, 303, "/answers/ANS-1?done=submit")
	h.get("bid-manager", "/answers/ANS-1", 200, "In review: nobody has approved this text yet.", "You wrote it: somebody else approves it.")
	h.get("owner", "/answers/ANS-1", 200, "Approve it", "Send it back")
	h.post("owner", "/answers/ANS-1/do/approve", url.Values{"hash": {"of another"}}, 409, "changed since you read it")
	hash := ""
	h.change("owner", "answer.update", func(tx *change.Tx) error {
		row, err := h.s.Find(tx, "ANS-1")
		hash = row.Value.Content().Hash()
		return err
	})
	h.post("reader", "/answers/ANS-1/do/approve", url.Values{"hash": {hash}}, 403)
	h.post("owner", "/answers/ANS-1/do/approve", url.Values{"hash": {hash}}, 303, "done=approve")
	h.get("owner", "/answers", 200, "2 answers: 1 fresh.")
	h.post("owner", "/answers/ANS-1/do/rest", url.Values{"on": {"CERT-7"}}, 422, "no certificate, evidence, document or control CERT-7")
	h.post("owner", "/answers/ANS-1/do/rest", url.Values{"on": {"CERT-1"}}, 303, "done=rest")
	h.get("owner", "/answers/ANS-1/do/rest", 200, "What the answer rests on")
	h.get("owner", "/answers", 200, "1 leans on something that has ended or ends within 90 days.")
	h.get("owner", "/answers/ANS-1/do/use", 200, "BID-1: Regional portal")
	h.post("owner", "/answers/ANS-1/do/use", url.Values{}, 422, "Choose a bid.")
	text := h.get("owner", "/answers/compare?q=Do+you+have+Cyber+Essentials&bid=BID-1", 200, "1 answer fits.", "Leans on CERT-1, which ends on 13 February 2027, before the award of this bid.", "Use it in BID-1")
	if strings.Contains(text, "alert(1)") && !strings.Contains(text, "both") {
		t.Error("a script of the text")
	}
	h.post("owner", "/answers/ANS-1/do/use", url.Values{"bid": {"BID-1"}}, 303, "done=use")
	h.get("owner", "/answers/ANS-1", 200, "Used in 1 bid.", "Regional portal", "Ends on 13 February 2027", "Leans on CERT-1, which ends on 13 February 2027, before the award of this bid.")
	h.get("owner", "/answers/compare?q=What+is+the+airspeed", 200, "No answer fits.")
	h.get("owner", "/answers/compare?q="+strings.Repeat("x", 5000), 422)
	h.get("owner", "/answers/ANS-1/do/nothing", 404)
	h.get("owner", "/answers/ANS-9/do/use", 404)
	h.post("reader", "/answers/ANS-1/do/use", url.Values{"bid": {"BID-1"}}, 403)
	h.get("owner", "/answers/export", 200, "### ANS-1: Do you hold Cyber Essentials", "SHA-256 "+hash, "_Draft: not approved._")
}

// TestImport: what is read is shown before anything is kept, and a fault keeps all
// of it back.
func TestImport(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.get("owner", "/answers/import", 200, "Take questions and answers in from a spreadsheet.")
	h.get("reader", "/answers/import", 403)
	const good = "Question,Answer,Topic\nHow do you patch?,Every night.,Security\nWho owns quality?,Marta.,Quality\n"
	h.upload("/answers/import", good+",nothing,\n", 422, "1 line cannot be read, and nothing was kept.", "Line 4: the question is missing.")
	h.upload("/answers/import", good, 200, "2 answers would be taken in as drafts, of 2 lines.", "How do you patch?", "a new draft")
	h.get("owner", "/answers", 200, "No answers yet")
	h.post("owner", "/answers/import", url.Values{"rows": {good}, "step": {"keep"}}, 303, "done=imported")
	h.post("owner", "/answers/import", url.Values{"rows": {good}}, 200, "0 answers would be taken in", "is here already", "ANS-1")
	h.post("owner", "/answers/import", url.Values{"rows": {good}, "step": {"keep"}}, 303)
	h.get("owner", "/answers", 200, "2 answers: 0 fresh.")
}
