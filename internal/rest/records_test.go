package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const iso = `{"scheme":"iso27001","holder":"Quayside Ltd","number":"IS 1","issued":"2025-03-01","expires":"2028-02-29"}`

func TestARecordFromItsFirstDayToItsLast(t *testing.T) {
	t.Parallel()
	s := build(t)
	made := s.ask("POST", "/api/v1/things", `{"title":"Ladder","due":"2027-02-01","tags":["a","b"]}`).is(201, `"number":"THING-1"`, `"state":"open"`, `"computed":{"parts":0}`)
	one := made.record()
	if got := made.Header().Get("Location"); got != "/api/v1/things/"+one.ID {
		t.Errorf("Location %s", got)
	}
	if got := made.Header().Get("ETag"); got != `"1"` {
		t.Errorf("ETag %s", got)
	}
	path := "/api/v1/things/" + one.ID
	for _, p := range []string{path, "/api/v1/things/THING-1", "/api/v1/things/thing-1"} {
		if got := s.ask("GET", p, "").is(200); got.Body.String() != made.Body.String() {
			t.Errorf("%s: %s", p, got.Body)
		}
	}
	s.ask("GET", path, "", "If-None-Match", `"1"`).is(304)

	s.now = s.now.Add(time.Hour)
	s.ask("PUT", path, `{"title":"Long ladder","state":"open"}`).is(428, "If-Match")
	s.ask("PUT", path, `{"title":"Long ladder","state":"open"}`, "If-Match", `"7"`).is(412, "another version")
	s.ask("PUT", path, `{"title":"Long ladder","state":"open"}`, "If-Match", `W/"1"`).is(412)
	put := s.ask("PUT", path, `{"title":"Long ladder","state":"open"}`, "If-Match", `"1"`, "Holdfast-Reason", "longer – really").is(200, `"due":null`)
	if put.record().Version != 2 || put.record().Value["tags"] != nil {
		t.Errorf("what is not sent in a whole value is gone: %s", put.Body)
	}
	s.ask("PUT", path, `{"title":"Long ladder","state":"open"}`, "If-Match", `"2"`).is(200, `"version":2`) // equal: no new version
	s.ask("PATCH", path, `{"due":"2027-03-01"}`, "If-Match", `"2"`, "Content-Type", "application/merge-patch+json").is(200, "Long ladder", `"due":"2027-03-01"`)
	s.ask("PATCH", path, `{"due":null,"title":"Step"}`, "If-Match", "*").is(200, `"version":4`, `"due":null`)
	s.ask("PATCH", path, `{"state":"closed"}`, "If-Match", `"4"`).is(422, `"pointer":"/due"`)

	history := s.ask("GET", path+"/history", "").is(200).list()
	if len(history.Records) != 4 || history.Records[0].Value["title"] != "Step" || history.Records[3].Value["title"] != "Ladder" {
		t.Errorf("history: %+v", history)
	}
	s.ask("GET", "/api/v1/things/THING-1?asAt=2027-01-06T12:30:00Z", "").is(200, `"title":"Ladder"`)
	s.ask("GET", path+"?asAt=2027-01-06", "").is(200, `"title":"Step"`)
	s.ask("GET", path+"?asAt=2027-01-05", "").is(404)
	s.ask("GET", path+"?asAt=yesterday", "").is(422, `"pointer":"asAt"`)

	s.ask("DELETE", path, "").is(428)
	s.ask("DELETE", path, "", "If-Match", `"3"`).is(412)
	s.now = s.now.Add(time.Hour)
	s.ask("DELETE", path, "", "If-Match", `"4"`).is(204)
	s.ask("GET", path, "").is(404)
	s.ask("GET", "/api/v1/things/THING-1", "").is(404)
	s.ask("GET", "/api/v1/things/THING-1?asAt=2027-01-06T13:30:00Z", "").is(200, "Step")
	if h := s.ask("GET", path+"/history", "").is(200).list().Records; len(h) != 5 || !h[0].Deleted {
		t.Errorf("history of what was deleted: %+v", h)
	}
	s.ask("GET", "/api/v1/trail?kind=thing&id="+one.ID, "").is(200, "thing.delete", "longer – really")
}

func TestListsFilterSortAndPage(t *testing.T) {
	t.Parallel()
	s := build(t)
	for i := range 7 {
		s.ask("POST", "/api/v1/things", fmt.Sprintf(`{"title":"Thing %d","due":"2027-01-%02d","count":%d,"tags":["n%d"],"checked":%v}`, i, 20-i, i, i%2, i > 3)).is(201)
	}
	titles := func(query string) string {
		t.Helper()
		var out []string
		for _, r := range s.ask("GET", "/api/v1/things?"+query, "").is(200).list().Records {
			out = append(out, strings.TrimPrefix(r.Value["title"].(string), "Thing "))
		}
		return strings.Join(out, "")
	}
	for query, want := range map[string]string{
		"": "0123456", "sort=-number": "6543210", "sort=due": "6543210", "sort=-due&limit=2": "01",
		"due[from]=2027-01-16&due[to]=2027-01-18": "234", "tags[has]=n1": "135", "title=Thing+3": "3", "title=Thing+3&title=Thing+4": "34",
		"title[not]=Thing+3": "012456", "q=thing+4": "4", "checked=yes": "456", "owner[empty]=true": "0123456", "owner[given]=true": "", "count[from]=5": "56",
	} {
		if got := titles(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	all, query := "", "limit=3&sort=due&total=true"
	for after := ""; ; {
		page := s.ask("GET", "/api/v1/things?"+query+after, "").is(200).list()
		if page.Total == nil || *page.Total != 7 {
			t.Fatalf("total: %v", page.Total)
		}
		for _, r := range page.Records {
			all += strings.TrimPrefix(r.Value["title"].(string), "Thing ")
		}
		if page.Next == "" {
			break
		}
		after = "&after=" + page.Next
	}
	if all != "6543210" {
		t.Errorf("all pages: %s", all)
	}
	if l := s.ask("GET", "/api/v1/things", "").list(); l.Total != nil {
		t.Error("nobody asked for the total")
	}
	for query, at := range map[string]string{
		"stat=open": "stat", "due[has]=x": "due[has]", "due[from]=soon": "due", "due[from]=2027-01-01&due[from]=2027-01-02": "due",
		"limit=0": "limit", "limit=x": "limit", "limit=1001": "limit", "limit=1&limit=2": "limit", "sort=notes": "sort", "after=zz": "after", "total=yes": "total",
		"owner[empty]=no": "owner[empty]", "count=much": "count", "q=%ff": "q", "q=%00": "q",
	} {
		s.ask("GET", "/api/v1/things?"+query, "").is(422, `"pointer":"`+at+`"`)
	}
	s.ask("GET", "/api/v1/things?q=%zz", "").is(422)
}

func TestAKeyMakesAWriteSafeToRepeat(t *testing.T) {
	t.Parallel()
	s := build(t)
	key := []string{"Idempotency-Key", "order-1"}
	first := s.ask("POST", "/api/v1/certificates", iso, key...).is(201)
	again := s.ask("POST", "/api/v1/certificates", iso, key...).is(201)
	if first.Body.String() != again.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" || first.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("again: %s\n%s", first.Body, again.Body)
	}
	s.ask("POST", "/api/v1/certificates", strings.Replace(iso, "IS 1", "IS 2", 1), key...).is(409, "used for another request")
	s.ask("POST", "/api/v1/bids", `{"title":"Bridge"}`, key...).is(409)

	change := append([]string{"If-Match", `"1"`}, "Idempotency-Key", "change-1")
	one := s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"holder":"Quayside Group"}`, change...).is(200)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"note":"Seen"}`, "If-Match", `"2"`).is(200)
	if two := s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"holder":"Quayside Group"}`, change...).is(200); two.Body.String() != one.Body.String() {
		t.Errorf("a repeated change answers as the first time: %s", two.Body)
	}
	// The first answer stays the first answer.
	if again := s.ask("POST", "/api/v1/certificates", iso, key...).is(201); again.Body.String() != first.Body.String() {
		t.Errorf("after a change: %s", again.Body)
	}
	gone := append([]string{"If-Match", "*"}, "Idempotency-Key", "gone-1")
	s.ask("DELETE", "/api/v1/certificates/CERT-1", "", gone...).is(204)
	s.ask("DELETE", "/api/v1/certificates/CERT-1", "", gone...).is(204)
	if n := len(s.ask("GET", "/api/v1/certificates", "").list().Records); n != 0 {
		t.Errorf("%d certificates", n)
	}
	for _, bad := range []string{"", " ", strings.Repeat("k", 181), "käy", "a b"} {
		s.ask("POST", "/api/v1/certificates", iso, "Idempotency-Key", bad).is(422, "Idempotency-Key")
	}
	// Another organisation's keys are its own.
	s.ask("POST", "/api/v1/certificates", iso, append(key, as("loft-owner")...)...).is(201, "CERT-1")
}

func TestJSONIsReadStrictly(t *testing.T) {
	t.Parallel()
	s := build(t)
	deep := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	for body, want := range map[string]string{
		`{"scheme":"iso27001","colour":"red"}`:                                  `"pointer":"/colour"`,
		`{"scheme":"iso27001","Holder":"X"}`:                                    `"pointer":"/Holder"`,
		`{"scheme":"iso27001","scheme":"iso9001"}`:                              `occurs twice`,
		`{"scheme":"iso27001","renewal":{"start":"2027-01-01","booked":"yes"}}`: `"pointer":"/renewal/booked"`,
		`{"scheme":7}`: `"pointer":"/scheme"`,
		`{"scheme":"iso27001","note":"a\u0000b"}`:     `"pointer":"/note"`,
		"{\"scheme\":\"iso27001\",\"note\":\"\xff\"}": `UTF-8`,
		`{"scheme":"iso27001"`:                        `cut off`,
		`{"scheme":"iso27001"} {}`:                    `"pointer":""`,
		`[]`:                                          `"pointer":""`,
		``:                                            `empty`,
		`{"note":` + deep + `}`:                       `nested`,
		`{"scheme":"iso27001","expires":"2027-02-30"}`: `"pointer":"/expires"`,
		`{"holder":"X"}`:         `"pointer":"/scheme"`,
		`{"scheme":"iso-27001"}`: `"pointer":"/scheme"`,
	} {
		headers := []string{"Content-Type", "application/json"}
		a := s.ask("POST", "/api/v1/certificates", body, headers...)
		a.is(422, want)
		if ct := a.Header().Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("%s: %s", body, ct)
		}
	}
	s.ask("POST", "/api/v1/certificates", iso).is(201)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"colour":null}`, "If-Match", "*").is(422, `"pointer":"/colour"`)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"renewal":{"begin":null}}`, "If-Match", "*").is(422, `"pointer":"/renewal/begin"`)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `7`, "If-Match", "*").is(422)
	s.ask("POST", "/api/v1/certificates", iso, "Content-Type", "text/plain").is(415)
	s.ask("POST", "/api/v1/certificates", `{"note":"`+strings.Repeat("x", 1<<20)+`"}`).is(413)
	s.ask("POST", "/api/v1/imports/certificates", iso, "Content-Type", "application/x-ndjson").is(200, `"read":1`)
	s.ask("POST", "/api/v1/certificates/CERT-1/record-status", `{"state":"suspended","from":"2027-01-01","extra":1}`).is(422, `"pointer":"/extra"`)
}

func TestPlainWritesDoNotDoWhatNamedActionsDo(t *testing.T) {
	t.Parallel()
	s := build(t)
	s.ask("POST", "/api/v1/certificates", iso).is(201, `"status":[{"state":"certified"`) // the first line of its history is written
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"status":[{"state":"withdrawn","from":"2027-01-01"}]}`, "If-Match", "*").is(422, `"pointer":"/status"`, "record-status")
	s.ask("PUT", "/api/v1/certificates/CERT-1", iso, "If-Match", "*").is(200, `"state":"certified"`) // left out it stays
	s.ask("POST", "/api/v1/imports/certificates", iso, "Content-Type", "application/x-ndjson").is(200, `"read":1`)
	s.ask("POST", "/api/v1/certificates/CERT-1/record-status", `{"state":"suspended","from":"2027-01-02","note":"an audit was missed"}`).is(200, "suspended")

	hash := strings.Repeat("ab", 32)
	s.ask("POST", "/api/v1/certificates", strings.Replace(iso, "{", `{"file":"`+hash+`",`, 1)).is(422, `"pointer":"/file"`)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"file":"`+hash+`"}`, "If-Match", "*").is(422, `"pointer":"/file"`)
	s.ask("POST", "/api/v1/imports/certificates", strings.Replace(iso, "{", `{"f\u0069le":"`+hash+`",`, 1), "Content-Type", "application/x-ndjson").is(422, "line 1: /file")

	s.ask("POST", "/api/v1/bids", `{"title":"Bridge","requirements":[{"scheme":"iso27001","strength":"mandatory","when":"by-award","condition":"where data is processed"}],"covers":{"CERT-1":{"covers":"yes","by":"Somebody Else"}}}`).
		is(201, `"stage":"preparing"`, `"id":"r1"`, `"by":"Orla Quay"`)
	for member, patch := range map[string]string{
		"stage": `{"stage":"won"}`, "dates": `{"dates":{"award":{"date":"2027-05-01","basis":"stated"}}}`,
		"requirements": `{"requirements":[]}`, "covers": `{"covers":{"CERT-1":"no"}}`, "sources": `{"sources":{"award":{"by":"me"}}}`, "notice": `{"notice":"ocds-1"}`,
	} {
		s.ask("PATCH", "/api/v1/bids/BID-1", patch, "If-Match", "*").is(422, `"pointer":"/`+member+`"`)
	}
	s.ask("PATCH", "/api/v1/bids/BID-1", `{"title":"Long bridge"}`, "If-Match", `"1"`).is(200, "Long bridge", `"version":2`)
	s.ask("POST", "/api/v1/bids/BID-1/set-stage", `{"stage":"submitted","reason":"sent"}`, "Idempotency-Key", "s").is(200, `"stage":"submitted"`)
	s.ask("POST", "/api/v1/bids/BID-1/set-stage", `{"stage":"submitted","reason":"sent"}`, "Idempotency-Key", "s").is(200)
	s.ask("POST", "/api/v1/bids/BID-1/set-stage", `{"stage":"dreaming"}`).is(422)
	s.ask("POST", "/api/v1/bids/BID-1/set-date", `{"which":"award","date":"2027-05-01"}`).is(422, "reason")
	s.ask("POST", "/api/v1/bids/BID-1/set-date", `{"which":"award","date":"2027-05-01","reason":"the buyer's answer"}`).is(200, "2027-05-01")
	s.ask("POST", "/api/v1/bids/BID-1/requirements/r1/answer-condition", `{"applies":true}`).is(200, `"applies":true`)
	s.ask("POST", "/api/v1/bids/BID-1/requirements/r9/remove", `{"reason":"no"}`).is(404)
	s.ask("POST", "/api/v1/bids/BID-1/add-requirement", `{"scheme":"cyber-essentials","strength":"mandatory","when":"by-award","reason":"page 3"}`).is(200, `"id":"r2"`)
	s.ask("POST", "/api/v1/bids/BID-1/requirements/r2/correct", `{"scheme":"cyber-essentials-plus","strength":"mandatory","when":"by-award","reason":"page 4"}`).is(200, "cyber-essentials-plus")
	s.ask("POST", "/api/v1/bids/BID-1/requirements/r2/remove", `{"reason":"withdrawn by the buyer"}`).is(200, `"removed":true`)
	s.ask("POST", "/api/v1/bids/BID-1/judge-scope", `{"certificate":"CERT-1","covers":"no"}`).is(200, `"covers":"no"`)
	s.ask("GET", "/api/v1/bids/BID-1/verdict", "").is(200, `"live":true`, `"certificate":"CERT-1"`)
	s.ask("GET", "/api/v1/bids/BID-1/what-if?what=award&to=2027-06-01", "").is(200, "If the award is on")
	s.ask("GET", "/api/v1/bids/BID-1/what-if?what=award", "").is(422, `"pointer":"to"`)
	s.ask("GET", "/api/v1/verdicts", "").is(200, `"tally":{"live":1,`, `"state":"`)
	s.ask("POST", "/api/v1/certificates/CERT-1/start-renewal", `{}`).is(200, `"renewal":{"start"`)
	s.ask("POST", "/api/v1/tasks/TASK-1/done", `{}`).is(200, `"done":"2027-01-06"`)
	s.ask("PATCH", "/api/v1/tasks/TASK-2", `{"done":"2027-01-01"}`, "If-Match", "*").is(422, `"pointer":"/done"`)
	s.ask("GET", "/api/v1/certificates/CERT-1/standing", "").is(200, `"status":"suspended"`)
	s.ask("GET", "/api/v1/due", "").is(200, `"items":[`)
	s.ask("GET", "/api/v1/me", "").is(200, `"role":"owner"`)
	s.ask("GET", "/api/v1/members", "").is(200, "orla@example.org")
	s.ask("GET", "/api/v1/schemes/iso27001", "").is(200)
	s.ask("POST", "/api/v1/decisions-on-notices", `{}`).is(405)
}

func TestFilesBelongToTheirRecord(t *testing.T) {
	t.Parallel()
	s := build(t)
	s.ask("POST", "/api/v1/certificates", iso).is(201)
	const path = "/api/v1/certificates/CERT-1/files/file"
	s.ask("GET", path, "").is(404)
	s.ask("PUT", path, "A certificate.\n", "Content-Type", "application/octet-stream").is(428)
	s.ask("PUT", path, "MZ\x00\x01", "Content-Type", "application/octet-stream", "If-Match", `"1"`).is(422)
	up := s.ask("PUT", path+"?name=..%2F..%2Fmy%20cert%22.txt", "A certificate.\n", "Content-Type", "application/octet-stream", "If-Match", `"1"`).is(200, `"fileName":"my cert\".txt"`)
	hash := up.record().Value["file"].(string)
	got := s.ask("GET", path, "").is(200)
	if got.Body.String() != "A certificate.\n" || got.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.Header().Get("Content-Disposition"), `attachment; filename="my cert\".txt"`) {
		t.Errorf("%v %s", got.Header(), got.Body)
	}
	// Whoever knows the hash has no key to the file.
	s.ask("POST", "/api/v1/certificates", iso, as("loft-owner")...).is(201)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"file":"`+hash+`"}`, append([]string{"If-Match", "*"}, as("loft-owner")...)...).is(422)
	s.ask("GET", path, "", as("loft-owner")...).is(404)
	s.ask("PATCH", "/api/v1/certificates/CERT-1", `{"file":null}`, "If-Match", "*").is(200)
	s.ask("GET", path, "").is(404)
	s.ask("GET", path+"?asAt=2027-01-06", "").is(404)
}

func TestLinks(t *testing.T) {
	t.Parallel()
	s := build(t)
	a := s.ask("POST", "/api/v1/things", `{"title":"A"}`).is(201).record()
	b := s.ask("POST", "/api/v1/certificates", iso).is(201).record()
	foreign := s.ask("POST", "/api/v1/certificates", iso, as("loft-owner")...).is(201).record()
	path := "/api/v1/things/" + a.ID + "/links"
	s.ask("PUT", path+"/treats/certificate/CERT-1", "").is(204)
	s.ask("PUT", path+"/treats/certificate/"+b.ID, "").is(204)
	s.ask("GET", path, "").is(200, `"role":"treats","direction":"to","kind":"certificate","id":"`+b.ID+`"`)
	s.ask("GET", "/api/v1/certificates/CERT-1/links", "").is(200, `"direction":"from","kind":"thing"`)
	s.ask("PUT", path+"/treats/certificate/"+foreign.ID, "").is(404)
	s.ask("PUT", path+"/treats/cellar/"+b.ID, "").is(404)
	s.ask("PUT", path+"/Treats%00/certificate/"+b.ID, "").is(404)
	s.ask("PUT", path+"/Treats/certificate/"+b.ID, "").is(422)
	s.ask("DELETE", path+"/treats/certificate/CERT-1", "").is(204)
	if got := s.ask("GET", path, "").is(200).Body.String(); got != `{"links":[]}` {
		t.Error(got)
	}
}

func TestWhoMayNotIsToldHow(t *testing.T) {
	t.Parallel()
	s := build(t)
	for _, token := range []string{"", "Basic hf_quay-owner", "Bearer quay-owner", "Bearer hf_", "Bearer hf_nobody-owner", "Bearer"} {
		a := s.ask("GET", "/api/v1/certificates", "", "Authorization", token)
		a.is(401)
		if !strings.HasPrefix(a.Header().Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%q: %v", token, a.Header())
		}
	}
	s.ask("GET", "/api/v1/certificates", "", as("quay-owner!isms:read")...).is(403, "limited to isms:read")
	s.ask("POST", "/api/v1/certificates", iso, as("quay-owner!win:read")...).is(403)
	s.ask("GET", "/api/v1/nowhere", "").is(404)
	s.ask("GET", "/api/v1//certificates", "").is(404)
	s.ask("GET", "/api/v1/certificates/", "").is(404)
	if a := s.ask("POST", "/api/v1/me", "{}").is(405); a.Header().Get("Allow") != "GET" {
		t.Errorf("Allow: %v", a.Header())
	}
	if a := s.ask("GET", "/api/openapi.json", "", "Authorization", "").is(200, `"openapi": "3.1.0"`); a.Header().Get("Content-Type") != "application/openapi+json" {
		t.Error(a.Header())
	}
	page := s.ask("GET", "/api/", "", "Authorization", "").is(200, "POST /api/v1/things", `id="schema-Thing"`, "curl -H", "/static/holdfast.")
	if strings.Contains(page.Body.String(), "<script") || page.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Error("the page of the API has a script, or is none")
	}
	if a := s.ask(http.MethodHead, "/api/v1/me", ""); a.Code != 200 {
		t.Errorf("HEAD: %d", a.Code)
	}
}
