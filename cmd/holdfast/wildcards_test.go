package main

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/win/tender"
)

// fill says which record stands for each wildcard of the management system's
// pages. What the demonstration has none of is made here: a view of every
// register, and a bulk change.
func (m *house8417) fill(t *testing.T, h *app) {
	t.Helper()
	for name, value := range map[string]string{
		"documents number": "DOC-2", "documents/{number}/versions version": "2.0", "/documents/{number}/draft number": "DOC-15",
		"risks number": "RISK-31", "risks/{number} action": "edit", "risks/scenarios number": "SCEN-1", "risks/method/versions number": "METHOD-2",
		"evidence number": "EV-1", "evidence id": "EV-1", "evidence/sent number": "RCVD-1", "evidence/requests number": "REQ-1", "evidence/requests/{number}/files file": "RCVD-1",
		"answers id": "ANS-1", "answers number": "ANS-1", "answers/{number}/do action": "use",
		"bids bid": "BID-4", "bids/{bid}/statement/export format": "json", "statements id": "STMT-1",
		"clarifications id": "CQ-1", "bids/{id}/questions cq": "CQ-1", "bids/{id}/documents doc": "TDOC-1", "/bids/{id}/documents/{doc}/remove doc": "TDOC-2", "tenders doc": "TDOC-1", "/records/answer/{id}/delete id": "ANS-2", "/records/attestation/{id}/delete id": "ATT-2", "tenders/new pack": m.waiting(t, h),
		"notices/watches id": "WATCH-1", "bids/{id}/pack/items key": "soa", "packs id": "PACK-1", "packs/facts id": "ATT-1", "questionnaires number": "QNR-1", "questions number": "QQ-1",
		"comments number": "COMMENT-1", "bulk kind": "risk", "send token": "nobody-s",
	} {
		m.values[name] = value
	}
	takes := m.takes()
	for _, reg := range h.door.Book().All() {
		d := reg.Declaration()
		kind := string(d.Kind)
		m.values["records/"+kind+" id"] = d.Number(1)
		m.values["records/"+kind+"/{id}/field field"] = typed(d)
		if takes(http.MethodPost, "/views/"+kind) {
			m.values["views/"+kind+" view"] = m.made(t, "/views/"+kind, url.Values{"name": {"Mine"}, "query": {"sort=-number"}, "shared": {"private"}}, `view=(VIEW-[0-9]+)`)
		}
	}
	m.values["records/questionnaire-question/{id}/field field"] = "answer" // which questionnaire it is of stays
	if w := m.ask(http.MethodPost, "/bids/BID-4/pack/build", "", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("the pack is not built: %d %.500s", w.Code, message(t, w.Body.String()))
	}
	m.values["changes number"] = m.made(t, "/bulk/risk/apply", url.Values{"pick": {"RISK-7"}, "field": {"owner"}, "value": {"owen.pryce@fenmoor.example"}, "reason": {"they look after it now"}, "print": {m.print(t)}}, `/changes/([A-Z]+-[0-9]+)`)
}

// waiting drops a pack in that nobody has made a bid of, and gives its name.
func (m *house8417) waiting(t *testing.T, h *app) string {
	t.Helper()
	const pack = "dropped-in"
	docs := registerOf[tender.Document](h, tender.Kind)
	hash, size, err := newTenderWing(h, docs).keep(t.Context(), []byte("Bidders must hold ISO 27001."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.door.Do(t.Context(), change.Request{Actor: ownerOf(h), Action: "tender-document.create", Now: january}, func(tx *change.Tx) error {
		_, err := change.Insert(tx, docs, tender.Document{Pack: pack, Name: "Letter.txt", FileName: "Letter.txt", Type: "text", File: hash, Content: hash, Size: size, State: tender.Read, Pages: 1})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return pack
}

// typed gives a field that people type, the first text before others.
func typed(d *register.Declaration) string {
	first := ""
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Computed || f.Type == register.File {
			continue
		}
		if f.Type == register.Text {
			return f.Name
		}
		if first == "" {
			first = f.Name
		}
	}
	return first
}

// print is what the preview of the bulk change says it would do.
func (m *house8417) print(t *testing.T) string {
	t.Helper()
	w := m.ask(http.MethodPost, "/bulk/risk", url.Values{"pick": {"RISK-7"}, "field": {"owner"}, "value": {"owen.pryce@fenmoor.example"}, "look": {"1"}}.Encode(), nil)
	found := regexp.MustCompile(`name="print" value="([^"]+)"`).FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatalf("no preview: %d %.1500s", w.Code, message(t, w.Body.String()))
	}
	return found[1]
}

// made sends a form and gives the number in the address that it leads to.
func (m *house8417) made(t *testing.T, path string, f url.Values, pattern string) string {
	t.Helper()
	w := m.ask(http.MethodPost, path, f.Encode(), nil)
	found := regexp.MustCompile(pattern).FindStringSubmatch(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || found == nil {
		t.Fatalf("%s: %d to %q: %.500s", path, w.Code, w.Header().Get("Location"), message(t, w.Body.String()))
	}
	return found[1]
}
