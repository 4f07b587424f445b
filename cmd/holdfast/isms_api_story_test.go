package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
)

// caller is somebody with a token.
type caller struct {
	t     *testing.T
	base  string
	token string
	id    string // of the member
}

// told is what the API said.
type told struct {
	t    *testing.T
	what string
	etag string
	body []byte
	doc  any
}

// asks sends one request and wants this status. body is nil, text that is sent as
// it is, or a value; headers are pairs.
func (c caller) asks(method, path string, status int, body any, headers ...string) told {
	c.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(j)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+"/api/v1"+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	a := told{t: c.t, what: method + " " + path, etag: resp.Header.Get("ETag")}
	if a.body, err = io.ReadAll(resp.Body); err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode != status {
		c.t.Fatalf("%s answers %d, want %d: %.1500s", a.what, resp.StatusCode, status, a.body)
	}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(a.body, &a.doc); err != nil {
			c.t.Fatalf("%s: %v", a.what, err)
		}
	}
	return a
}

func (c caller) get(path string) told {
	c.t.Helper()
	return c.asks(http.MethodGet, path, http.StatusOK, nil)
}

func (c caller) post(path string, status int, body any, headers ...string) told {
	c.t.Helper()
	return c.asks(http.MethodPost, path, status, body, headers...)
}

// at gives what stands at a place of the answer, such as value/title or lines/0.
func (a told) at(place string) any {
	a.t.Helper()
	now := a.doc
	for _, key := range strings.Split(place, "/") {
		switch v := now.(type) {
		case map[string]any:
			now = v[key]
		case []any:
			var n int
			if _, err := fmt.Sscan(key, &n); err != nil || n >= len(v) {
				a.t.Fatalf("%s has no %s: %.1500s", a.what, place, a.body)
			}
			now = v[n]
		default:
			a.t.Fatalf("%s has no %s: %.1500s", a.what, place, a.body)
		}
	}
	return now
}

func (a told) text(place string) string {
	a.t.Helper()
	s, _ := a.at(place).(string)
	return s
}

// is wants places to say what stands beside them.
func (a told) is(pairs ...any) told {
	a.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		place := pairs[i].(string)
		if got := fmt.Sprint(a.at(place)); got != fmt.Sprint(pairs[i+1]) {
			a.t.Errorf("%s: %s is %s, want %v: %.800s", a.what, place, got, pairs[i+1], a.body)
		}
	}
	return a
}

// says wants the answer to hold these words.
func (a told) says(words ...string) told {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(string(a.body), w) {
			a.t.Errorf("%s does not say %q: %.1500s", a.what, w, a.body)
		}
	}
	return a
}

type m = map[string]any

// calls lets somebody in and gives them a token.
func (s *shared) calls(t *testing.T, enter auth.Entry, err error) caller {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.app.signing.service.Visit(t.Context(), enter.Session)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.app.signing.service.MakeToken(t.Context(), v, auth.NewToken{Name: "story"})
	if err != nil {
		t.Fatal(err)
	}
	return caller{t, s.base, token, enter.Person}
}

// founder is the owner as the door knows her.
func (s *shared) founder(c caller) change.Actor {
	return change.Actor{Org: s.app.org.ID, Person: c.id, Name: "Olga Pier", Role: authz.Owner}
}

// joins invites somebody, who comes.
func (s *shared) joins(t *testing.T, owner caller, name, email string, role authz.Role) caller {
	t.Helper()
	by := change.By{Actor: s.founder(owner), Now: s.at()}
	link, _, err := s.app.signing.service.Invite(t.Context(), by, auth.Ask{Email: email, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.app.signing.service.Accept(t.Context(), path.Base(link), name, "a grey door beside the mill", auth.From{})
	return s.calls(t, e, err)
}

// calling are the people of the story, by their tokens.
type calling struct {
	*shared
	olga, priya, owen, dafi, rea caller
}

// TestFromNothingToAnIssuedStatementByTheAPI is the story of the management system
// as programs tell it: each refusal that a person would meet is met here too.
func TestFromNothingToAnIssuedStatementByTheAPI(t *testing.T) {
	t.Parallel()
	s := &calling{shared: emptyHouse(t)}
	link, err := s.app.signing.service.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.app.signing.service.SetUp(t.Context(), path.Base(link), "Olga Pier", "olga@fenmoor.example", ownersWords, auth.From{})
	s.olga = s.calls(t, e, err)
	s.priya = s.joins(t, s.olga, "Priya Nair", "priya@fenmoor.example", authz.ComplianceManager)
	s.owen = s.joins(t, s.olga, "Owen Pryce", "owen@fenmoor.example", authz.RiskOwner)
	s.dafi = s.joins(t, s.olga, "Dafydd Rees", "dafydd@fenmoor.example", authz.Contributor)
	s.rea = s.joins(t, s.olga, "Rea Dunn", "rea@fenmoor.example", authz.Reader)
	s.scope(t)
	s.controls(t)
	s.risk(t)
	s.statement()
	s.policy()
	s.evidence(t)
	s.around()

	bundle := filepath.Join(s.dir, "bundle.zip")
	commandAt(t, s.at(), "", append([]string{"trail", "export", "--out", bundle}, s.place()...)...).wants(t, 0, "entries")
	key := commandAt(t, s.at(), "", append([]string{"trail", "key"}, s.place()...)...)
	commandAt(t, s.at(), "", "trail", "verify", bundle, "--key", strings.TrimSpace(key.out)).wants(t, 0, "INTACT")
}

func (s *calling) scope(t *testing.T) {
	t.Helper()
	p := s.priya
	entity := s.olga.post("/legal-entities", http.StatusCreated, m{"name": "Fenmoor Digital Ltd"}).text("id")
	s.olga.post("/legal-entities", http.StatusUnprocessableEntity, m{"name": "FENMOOR  Digital Ltd"}).says("/name")
	site := m{"name": "Harbour House", "inScope": true}
	first := p.post("/sites", http.StatusCreated, site, "Idempotency-Key", "site-1")
	p.post("/sites", http.StatusCreated, site, "Idempotency-Key", "site-1").is("id", first.text("id"))
	p.post("/sites", http.StatusConflict, m{"name": "Another"}, "Idempotency-Key", "site-1")
	p.post("/sites", http.StatusUnprocessableEntity, `{"name":"x","colour":"red"}`).says("/colour")
	p.post("/sites", http.StatusUnprocessableEntity, `{"name":"x","name":"y"}`).says("/name")
	s.rea.post("/sites", http.StatusForbidden, site).says("reader")

	draft := m{"wording": "Hosting of flood data", "activities": "We host.", "entities": []string{entity}, "boundary": "Our people.", "interfaces": "VPN.", "dependencies": "A data centre.", "exclusions": []m{{"what": "The shed"}}}
	p.asks(http.MethodPut, "/scope/draft", http.StatusUnprocessableEntity, m{"draft": draft}).says("/draft/exclusions")
	draft["exclusions"] = []m{{"what": "The shed", "why": "Holds bicycles."}}
	p.asks(http.MethodPut, "/scope/draft", http.StatusOK, m{"draft": draft})
	now := s.olga.get("/scope").is("issued", 0)
	p.post("/scope/issue", http.StatusForbidden, m{"hash": now.text("hash")}).says("Nobody issues a scope statement that they wrote")
	s.olga.post("/scope/issue", http.StatusConflict, m{"hash": strings.Repeat("0", 64)})
	s.olga.post("/scope/issue", http.StatusCreated, m{"hash": now.text("hash"), "note": "The first."}).is("value/version", 1)

	p.post("/risk-method/draft", http.StatusCreated, m{"steps": 5}).is("number", "METHOD-1")
	p.post("/risk-methods/METHOD-1/approve", http.StatusForbidden, m{"basis": "the management review"})
	s.olga.post("/risk-methods/METHOD-1/approve", http.StatusOK, m{"basis": "the management review"}).is("value/state", "approved")
}

func (s *calling) controls(t *testing.T) {
	t.Helper()
	p := s.priya
	s.dafi.post("/controls/start", http.StatusForbidden, m{})
	p.post("/controls/start", http.StatusOK, m{}).is("controls", 93, "clauses", 30)
	p.post("/controls/start", http.StatusOK, m{}).is("controls", 0, "clauses", 0)

	var picks []m
	for _, ref := range dozen {
		c := p.get("/controls?ref=" + ref)
		picks = append(picks, m{"record": c.text("records/0/number"), "version": c.at("records/0/version")})
	}
	order := m{"of": "control", "records": picks, "set": []m{{"field": "applicable", "value": "yes"}, {"field": "why", "value": "risk, good-practice"}, {"field": "state", "value": "implemented"}}}
	look := p.post("/bulk-changes/preview", http.StatusOK, order).is("changes", 10, "refused", 0, "conflicts", 0)
	order["print"], order["reason"] = look.text("print"), "What a company that hosts data always needs"
	s.rea.post("/bulk-changes", http.StatusForbidden, order)
	p.post("/bulk-changes", http.StatusCreated, order, "Idempotency-Key", "b1").is("number", "BULK-1", "changed", 10)
	p.post("/bulk-changes", http.StatusCreated, order, "Idempotency-Key", "b1").is("number", "BULK-1")
	p.get("/controls?applicable=yes&total=true").is("total", 10)
	p.post("/bulk-changes", http.StatusConflict, order) // by now it would do something else
	p.post("/bulk-changes/BULK-1/undo", http.StatusOK, m{}).is("changed", 10)
	p.get("/controls?applicable=yes&total=true").is("total", 0)
	for i, ref := range dozen {
		picks[i]["version"] = p.get("/controls?ref=" + ref).at("records/0/version")
	}
	delete(order, "print")
	p.post("/bulk-changes", http.StatusCreated, order).is("changed", 10)

	// Two who write at once.
	c := p.get("/controls?ref=A.8.13")
	at := "/controls/" + c.text("records/0/number")
	read := p.get(at)
	p.asks(http.MethodPatch, at, http.StatusPreconditionRequired, m{"owner": s.owen.id})
	p.asks(http.MethodPatch, at, http.StatusOK, m{"owner": s.owen.id}, "If-Match", read.etag)
	s.dafi.asks(http.MethodPatch, at, http.StatusPreconditionFailed, m{"owner": s.dafi.id}, "If-Match", read.etag)
	p.post("/controls/A.7.1/decide", http.StatusUnprocessableEntity, m{"applies": false})
	p.post("/controls/A.7.1/decide", http.StatusOK, m{"applies": false, "text": "We have no premises of our own."})
	p.get("/controls/check").says("No version of the Statement of Applicability is issued.")
}

func (s *calling) risk(t *testing.T) {
	t.Helper()
	p, o := s.priya, s.owen
	s.rea.post("/risks", http.StatusForbidden, m{"title": "x"})
	o.post("/risks", http.StatusForbidden, m{"title": "x"}).says("risk-owner")
	p.post("/risks", http.StatusCreated, m{"title": "Backups that cannot be read", "owner": o.id, "state": "identified"}).is("number", "RISK-1")
	o.post("/risks/RISK-1/treat", http.StatusConflict, m{"treatment": "modify", "plan": "x", "target": "2027-02-26"}).says("Assess RISK-1 first")
	o.post("/risks/RISK-1/assess", http.StatusUnprocessableEntity, m{"likelihood": 9, "impact": 4})
	o.post("/risks/RISK-1/assess", http.StatusOK, m{"likelihood": 4, "impact": 4, "reason": "It happened to a neighbour."}).is("value/score", 16)
	o.post("/risks/RISK-1/treat", http.StatusOK, m{"treatment": "modify", "plan": "Try a restore.", "target": "2027-02-26", "afterLikelihood": 2, "afterImpact": 3})
	ctrl := p.get("/controls?ref=A.8.13").text("records/0/number")
	o.asks(http.MethodPut, "/risks/RISK-1/links/treated-by/control/"+ctrl, http.StatusNoContent, nil)
	o.post("/risks/RISK-1/plan", http.StatusOK, m{"title": "Try a restore", "owner": s.dafi.id, "due": "2027-01-29"})
	o.post("/risks/RISK-1/complete", http.StatusConflict, m{}).says("still to be done")
	s.dafi.post("/tasks/TASK-1/done", http.StatusOK, m{})
	o.post("/risks/RISK-1/complete", http.StatusOK, m{})

	seen := o.get("/risks/RISK-1/acceptance").is("accepted", false).text("state")
	accept := m{"until": "2027-07-06", "seen": seen, "reason": "What is left is small."}
	p.post("/risks/RISK-1/accept", http.StatusForbidden, accept).says("Nobody accepts a risk that is not theirs")
	o.post("/risks/RISK-1/accept", http.StatusUnprocessableEntity, m{"until": "2047-07-06"}).says("/until")
	o.post("/risks/RISK-1/accept", http.StatusOK, accept).is("value/state", "accepted")
	o.post("/risks/RISK-1/assess", http.StatusOK, m{"likelihood": 4, "impact": 4, "afterLikelihood": 3, "afterImpact": 3})
	o.get("/risks/RISK-1/acceptance").is("accepted", false)
	o.post("/risks/RISK-1/accept", http.StatusConflict, accept).says("changed after you opened it")
	accept["seen"] = o.get("/risks/RISK-1/acceptance").text("state")
	o.post("/risks/RISK-1/accept", http.StatusOK, accept)
	o.get("/risks/RISK-1/acceptance").is("accepted", true, "by", o.id)
}

func (s *calling) statement() {
	p := s.priya
	s.dafi.post("/statements-of-applicability/propose", http.StatusForbidden, m{})
	p.post("/statements-of-applicability/propose", http.StatusCreated, m{"note": "For stage 1."}).is("number", "SOA-1")
	p.post("/statements-of-applicability/propose", http.StatusConflict, m{}).says("waits for approval already")
	p.post("/statements-of-applicability/SOA-1/issue", http.StatusForbidden, m{}).says("Nobody issues a Statement of Applicability that they wrote")
	s.olga.post("/statements-of-applicability/SOA-1/issue", http.StatusOK, m{}).is("value/version", 1)
	p.post("/controls/A.5.1/decide", http.StatusOK, m{"applies": true, "why": []string{"law"}, "text": "The contract asks."})
	p.get("/statements-of-applicability/compare?from=1").says("A.5.1", "The contract asks")
}

func (s *calling) policy() {
	p := s.priya
	p.get("/document-starters").says("backup")
	doc := "/documents/" + p.post("/documents/start", http.StatusOK, m{"starters": []string{"backup"}, "owner": p.id}).text("created/0")
	d := p.get(doc + "/draft")
	p.post(doc+"/submit", http.StatusUnprocessableEntity, m{"reviewers": []string{s.olga.id}}).says("Fill in first")
	p.asks(http.MethodPut, doc+"/draft", http.StatusOK, m{"version": d.at("version"), "body": "## Rules\n\nBackups are taken each night."})
	p.asks(http.MethodPut, doc+"/draft", http.StatusConflict, m{"version": d.at("version"), "body": "## Rules\n\nNone."})
	read := p.get(doc)
	p.asks(http.MethodPatch, doc, http.StatusOK, m{"ackPeople": []string{s.dafi.id}}, "If-Match", read.etag)
	p.post(doc+"/submit", http.StatusOK, m{"reviewers": []string{s.olga.id}})
	hash := s.olga.get(doc + "/draft").text("hash")
	p.post(doc+"/approve", http.StatusForbidden, m{"hash": hash}).says("Nobody approves their own document")
	s.olga.post(doc+"/approve", http.StatusConflict, m{"hash": strings.Repeat("0", 64)})
	s.olga.post(doc+"/approve", http.StatusOK, m{"hash": hash}).is("value/state", "approved", "value/version", "1.0")
	s.dafi.post(doc+"/acknowledge", http.StatusOK, m{"version": "1.0"})
	p.get(doc+"/versions/1.0").is("intact", true)
	s.rea.asks(http.MethodGet, doc+"/draft", http.StatusForbidden, nil)
}

// evidence is asked for by one program, and sent by somebody with a link alone.
func (s *calling) evidence(t *testing.T) {
	t.Helper()
	p := s.priya
	s.rea.post("/evidence-requests/ask", http.StatusForbidden, m{"title": "x"})
	ask := m{"title": "The report of the last restore", "name": "Hal Stone", "email": "hal@hosting.example", "due": "2027-01-20", "for": []string{"A.8.13"}}
	got := p.post("/evidence-requests/ask", http.StatusCreated, ask, "Idempotency-Key", "ask-1")
	p.post("/evidence-requests/ask", http.StatusCreated, ask, "Idempotency-Key", "ask-1").is("number", got.text("number"), "link", "")

	content := []byte("day,hours\n2026-12-18,3\n\xff\x00\n")
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "restore.csv")
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	address := got.text("link")
	if strings.HasPrefix(address, "/") {
		address = s.base + address
	}
	resp, err := http.Post(address, w.FormDataContentType(), &form) //nolint:noctx // a stranger's
	if err != nil {
		t.Fatal(err)
	}
	if code, page := read(t, resp); code != http.StatusOK || !strings.Contains(page, "Arrived.") {
		t.Fatalf("sending answers %d: %.900s", code, page)
	}
	s.dafi.post("/evidence-requests/"+got.text("number")+"/accept", http.StatusForbidden, m{})
	item := p.post("/evidence-requests/"+got.text("number")+"/accept", http.StatusOK, m{}).text("evidence/0")
	p.get("/evidence/freshness").says(`"fresh"`)
	if back := p.get("/evidence/" + item + "/files/file").body; !bytes.Equal(back, content) {
		t.Errorf("the file comes back as %q", back)
	}
}

// around finds, keeps listings and talks.
func (s *calling) around() {
	p := s.priya
	p.get("/search?q=RISK-1").says("Backups that cannot be read")
	p.get("/search?q=restore").says("EV-1", "TASK-1").is("exact", nil)
	p.asks(http.MethodGet, "/search?q="+strings.Repeat("x", 201), http.StatusUnprocessableEntity, nil)
	view := m{"of": "control", "name": "Before the audit", "query": "applicable=yes", "sort": "order"}
	v := p.post("/views", http.StatusCreated, view).is("shared", "private")
	s.dafi.asks(http.MethodGet, "/views/"+v.text("number"), http.StatusNotFound, nil)
	view["shared"] = "organisation"
	p.asks(http.MethodPut, "/views/"+v.text("number"), http.StatusOK, view)
	s.dafi.get("/views/"+v.text("number")).is("name", "Before the audit")
	s.dafi.asks(http.MethodPut, "/views/"+v.text("number"), http.StatusForbidden, view)

	said := p.post("/comments", http.StatusCreated, m{"kind": "risk", "record": "RISK-1", "text": "@Dafydd Rees, how long did it take?"})
	s.dafi.get("/comments/waiting").says(said.text("number"), "how long did it take?")
	s.owen.asks(http.MethodPut, "/comments/"+said.text("number"), http.StatusForbidden, m{"text": "x"})
	s.dafi.post("/comments/"+said.text("number")+"/seen", http.StatusNoContent, m{})
	s.rea.get("/comments?kind=risk&record=RISK-1").says("how long")
}
