package statement_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestForm: a bid's form is begun with what is known, answered part by part, printed
// and given away.
func TestForm(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const path = "/bids/BID-1/statement"
	h.get("owner", path, 200, "No form is filled in for this bid yet.", "Procurement Specific Questionnaire", "Single Procurement Document (Scotland)", "Begin it")
	if text := h.get("reader", path, 200); strings.Contains(text, "Begin it") {
		t.Error("a reader is offered to begin")
	}
	h.get("owner", path+"/print", 404)
	h.post("reader", path, url.Values{"begin": {"psq"}}, 403)
	h.post("owner", path, url.Values{"begin": {"psq"}}, 303, path+"?done=begun")
	h.post("owner", path, url.Values{"begin": {"psq"}}, 409, "BID-1 has a statement already")
	h.get("owner", path, 200, "of them by what is known.", "Will meet it by contract award", "CERT-1 ends on 13 February 2027, before the award on 20 February 2027", "rest on what ends before award", "not checked against the newest edition", "Open Government Licence")
	h.post("owner", path, url.Values{"version": {"1"}, "q-C13": {"perhaps"}, "q-C8": {"GB 7"}}, 422, "Answer yes or no.")
	h.post("owner", path, url.Values{"version": {"1"}, "q-C13": {"yes"}, "q-C8": {"GB 7"}, "q-C1": {"Fenmoor Digital Ltd"}}, 303, "done=saved")
	h.post("owner", path, url.Values{"version": {"1"}, "q-C8": {"GB 8"}}, 409)
	h.get("owner", path, 200, "The ground, the event, and what has been done since", "entered, 6 Jan 2027")
	h.post("owner", path, url.Values{"version": {"2"}, "q-3B.1": {""}, "lib-3B.1": {"ANS-1"}}, 303)
	h.get("owner", path, 200, "answer library ANS-1", "A draft: it was never approved.")
	h.get("owner", path+"/print", 200, "GB 7", "One for a port.", "not answered")
	h.get("owner", path+"/export/json", 200, `"value": "GB 7"`, `"ref": "ANS-1"`)
	h.get("owner", path+"/export/csv", 200, "GB 7")
	h.get("owner", path+"/export/pdf", 404)
	h.get("owner", "/bids/BID-9/statement", 404)
	h.get("owner", "/statements", 200, "PSQ for BID-1")
	h.get("owner", "/statements/STMT-1", 200, "BID-1")
}
