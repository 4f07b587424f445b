package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/webtest"
)

// certifying are the people of a small company on the way to its certificate, each
// in a window of their own.
type certifying struct {
	*shared
	olga  window // owner
	priya window // compliance manager
	owen  window // owns risks
	dafi  window // contributor
}

// TestFromNothingToAnIssuedStatement is the story of a management system: from an
// organisation in which there is nothing to a scope, a risk that its owner accepts,
// an issued Statement of Applicability, a policy that was read, and evidence that a
// stranger sent. At the end the record proves itself.
func TestFromNothingToAnIssuedStatement(t *testing.T) {
	t.Parallel()
	s := &certifying{shared: emptyHouse(t)}
	s.olga = s.first(t, "Olga Pier", "olga@fenmoor.example", ownersWords)
	s.priya = s.olga.invites(t, s.shared, "Priya Nair", "priya@fenmoor.example", "compliance-manager", managersWords)
	s.owen = s.olga.invites(t, s.shared, "Owen Pryce", "owen@fenmoor.example", "risk-owner", ownersOfRisksWords)
	s.dafi = s.olga.invites(t, s.shared, "Dafydd Rees", "dafydd@fenmoor.example", "contributor", contributorsWords)
	for _, w := range []window{s.olga, s.priya, s.owen, s.dafi} {
		w.Allow("status of 4") // refusals on purpose
	}
	s.scope(t)
	s.method(t)
	s.nextDay(t)
	s.controls(t)
	s.nextDay(t)
	s.risks(t)
	s.nextDay(t)
	s.statement(t)
	s.policy(t)
	s.nextDay(t)
	s.evidence(t)

	// And who has nothing but the bundle and the key finds it whole.
	bundle := filepath.Join(s.dir, "bundle.zip")
	commandAt(t, s.at(), "", append([]string{"trail", "export", "--out", bundle}, s.place()...)...).wants(t, 0, "entries")
	key := commandAt(t, s.at(), "", append([]string{"trail", "key"}, s.place()...)...)
	commandAt(t, s.at(), "", "trail", "verify", bundle, "--key", strings.TrimSpace(key.out)).wants(t, 0, "INTACT")
}

// words by which the others sign in.
const (
	ownersOfRisksWords = "eleven wet ropes on a quay"
	contributorsWords  = "a grey door beside the mill"
)

// nextDay has everybody come back in a new window.
func (s *certifying) nextDay(t *testing.T) {
	t.Helper()
	s.pass(24 * time.Hour)
	for _, who := range []struct {
		w            *window
		email, words string
	}{
		{&s.olga, "olga@fenmoor.example", ownersWords},
		{&s.priya, "priya@fenmoor.example", managersWords},
		{&s.owen, "owen@fenmoor.example", ownersOfRisksWords},
		{&s.dafi, "dafydd@fenmoor.example", contributorsWords},
	} {
		*who.w = open(t, s.base+"/sign-in")
		who.w.Allow("status of 4")
		who.w.signIn(t, who.email, who.words)
	}
}

// scope is issued by who did not write it.
func (s *certifying) scope(t *testing.T) {
	t.Helper()
	s.olga.does(t, "/settings/entities/new", "/settings/entities/new", http.StatusOK, "name", "Fenmoor Digital Ltd")
	s.priya.looks(t, "/scope", "Nobody has said yet what the ISMS covers.")
	s.priya.does(t, "/records/site/new", "/records/site/new", http.StatusOK, "name", "Harbour House", "inScope", "yes")
	const edit = "/scope/statement/edit"
	s.priya.looks(t, edit, "Seven questions")
	s.priya.does(t, "", edit, http.StatusUnprocessableEntity, "wording", "Hosting of flood data", "what", "The shed", "→", "nothing is left out without a reason")
	s.priya.does(t, "", edit, http.StatusOK, "activities", "We host flood data for councils.", "entities", "=Fenmoor Digital Ltd", "boundary", "Our people and the platform.",
		"interfaces", "Council networks by VPN.", "dependencies", "A data centre in Leeds.", "why", "Holds bicycles alone.", "→", "The draft is saved.")
	s.priya.looks(t, "/scope/statement/draft", "nobody issues what they wrote", "It can be issued by")
	s.olga.looks(t, "/scope/statement/draft", "The draft of version 1", "The shed", "Harbour House")
	s.olga.does(t, "", "/scope/statement/issue", http.StatusOK, "note", "The first.", "→", "Version 1 is issued.", "The ISMS covers 1 entity and 1 site.")
	s.priya.looks(t, "/scope/statement/1", "Priya Nair", "Olga Pier", "Hosting of flood data")
}

// method is drafted by one and approved by another.
func (s *certifying) method(t *testing.T) {
	t.Helper()
	s.priya.looks(t, "/risks")
	s.priya.looks(t, "/risks/method", "No method is in force yet")
	s.priya.FollowText("Begin with 5 × 5")
	s.priya.looks(t, "", "METHOD-1 is a draft")
	s.priya.lacks(t, "Approve it")
	const approve = "/risks/method/versions/METHOD-1/approve"
	s.olga.looks(t, approve, "Who set it")
	s.olga.does(t, "", approve, http.StatusOK, "→", "Version 1 is in force")
}

// controls are started, and a dozen of them decided in three ways.
func (s *certifying) controls(t *testing.T) {
	t.Helper()
	p := s.priya
	p.looks(t, "/controls", "No controls yet.")
	p.does(t, "", "/controls/start", http.StatusOK, "→", "None of the 93 controls is decided yet.")
	p.looks(t, "/clauses", "0 of 30 clauses")
	p.looks(t, "/controls", "Not decided")

	// Ten at once: first looked at, then made, undone, and made again.
	p.bulk(t, http.StatusOK, "=Applies", "=yes", dozen...)
	p.looks(t, "", "10 would change.")
	bulk := func(again bool) {
		t.Helper()
		p.does(t, "", "/bulk/control/apply", http.StatusOK, "reason", "What a company that hosts data always needs", "→", "Done.")
	}
	bulk(false)
	p.looks(t, "", "BULK-1", "Undo")
	p.Go("/controls")
	p.Says("10 of 93")
	p.does(t, "/changes/BULK-1", "/changes/BULK-1/undo", http.StatusOK, "→", "Undone.", "BULK-1")
	p.Go("/controls")
	p.Says("None of the 93 controls is decided yet.")
	p.bulk(t, http.StatusOK, "=Applies", "=yes", dozen...)
	bulk(true)
	p.bulk(t, http.StatusOK, "=Why it applies", "risk, good-practice", dozen...)
	bulk(true)
	p.bulk(t, http.StatusOK, "=State", "=Implemented", dozen...)
	bulk(true)
}

// bulk ticks controls and looks at what setting a field of them would do.
func (w window) bulk(t *testing.T, status int, field, value string, refs ...string) {
	t.Helper()
	fields := []string{"field", field}
	for _, ref := range refs {
		fields = append(fields, "pick", "=Select "+ref)
	}
	w.does(t, "/controls", "/bulk/control", http.StatusOK, fields...)
	w.does(t, "", "/bulk/control", status, "value", value)
}

// risks are found, judged, treated and accepted by their owner.
func (s *certifying) risks(t *testing.T) {
	t.Helper()
	s.priya.looks(t, "/risks/new", "What could go wrong?")
	starters := webtest.Value[[]string](s.priya.Page, `[...document.querySelectorAll("input[name=starter]")].slice(0, 3).map(e => e.value)`)
	s.priya.does(t, "", "/risks/new/starters", http.StatusOK, "starter", starters[0], "starter", starters[1], "starter", starters[2], "owner", "=Owen Pryce")
	s.priya.looks(t, "/risks", "RISK-1", "RISK-2", "RISK-3")
	o := s.owen
	o.looks(t, "/risks/RISK-1", "Not assessed yet.", "Owen Pryce")
	o.looks(t, "/risks/RISK-1/assess", "How likely is it, and how bad?")
	o.does(t, "", "/risks/RISK-1/assess", http.StatusOK, "likelihood", "4", "impact", "4", "why", "It happened to a neighbour.", "→", "The risk has been assessed.", "at 16 before treatment")
	o.looks(t, "/risks/RISK-1/treat", "What is done about it?")
	treat := func(want int, controls string, says ...string) {
		t.Helper()
		o.does(t, "/risks/RISK-1/treat", "/risks/RISK-1/treat", want, append([]string{
			"treatment", "modify", "plan", "Backups are taken each night and tried each quarter.", "target", "2027-02-26", "controls", controls, "afterLikelihood", "2", "afterImpact", "3", "→",
		}, says...)...)
	}
	treat(http.StatusUnprocessableEntity, "A.5.15, A.9.9", "There is no control")
	treat(http.StatusOK, "A.8.13, A.5.15", "The treatment has been chosen.", "A.8.13")
	o.does(t, "/risks/RISK-1/plan", "/risks/RISK-1/plan", http.StatusOK, "title", "Try a restore", "owner", "=Dafydd Rees", "due", "2027-01-29", "→", "it is a task of its owner")

	// Its action is done where the contributor looks in the morning.
	s.dafi.looks(t, "/work", "Try a restore")
	s.dafi.Follow("main form[action$='/done'] button")
	s.dafi.Says("Marked as done.")
	o.does(t, "/risks/RISK-1", "/risks/RISK-1/complete", http.StatusOK, "→", "The treatment is done.")

	// Its owner accepts it, and nobody else.
	s.priya.does(t, "/risks/RISK-1/accept", "/risks/RISK-1/accept", http.StatusForbidden, "reason", "For them", "→", "Nobody accepts a risk that is not theirs")
	o.looks(t, "/risks/RISK-1/accept", "bound to exactly what the page says now")
	o.does(t, "", "/risks/RISK-1/accept", http.StatusOK, "reason", "What is left is small.", "→", "The risk is accepted.")
	o.lacks(t, "What changed:")

	// What it was accepted for has changed: the acceptance is void, and says why.
	o.does(t, "/risks/RISK-1/assess", "/risks/RISK-1/assess", http.StatusOK, "afterLikelihood", "3", "why", "Last week’s restore took long.")
	o.looks(t, "/risks/RISK-1", "What changed:")
	s.olga.looks(t, "/risks", "Changed since accepted")
	o.does(t, "/risks/RISK-1/accept", "/risks/RISK-1/accept", http.StatusOK, "reason", "It is still small enough.", "→", "The risk is accepted.")
	o.lacks(t, "What changed:")
}

// statement is issued by who did not write it, after two people wrote at once.
func (s *certifying) statement(t *testing.T) {
	t.Helper()
	p := s.priya
	p.Go("/controls?edit=A.8.13%3Astatus")
	save := func(w window, state, then string) {
		t.Helper()
		const form = "form[action='/controls/A.8.13/status']"
		w.fills(t, form, "state", state)
		w.Click(form + " button")
		w.WaitFor(then)
	}
	s.dafi.Go("/controls?edit=A.8.13%3Astatus")
	save(s.dafi, "partly", "#r-A-8-13 a.edit[aria-label*='Partly']")
	save(p, "planned", "#r-A-8-13 [role=alert]")
	p.Says("meanwhile")
	save(p, "implemented", "#r-A-8-13 a.edit[aria-label*='Implemented']")
	p.does(t, "/controls/A.7.1", "/controls/A.7.1/decision", http.StatusOK, "applies", "no", "against", "We have no premises of our own.", "→", "The decision was saved.")
	p.looks(t, "/controls/A.7.1", "We have no premises of our own.")
	p.looks(t, "/controls/check", "No version of the Statement of Applicability is issued.")
	p.looks(t, "/controls/issue", "Write it down for approval")
	p.does(t, "", "/controls/issue", http.StatusOK, "note", "For stage 1.", "→", "waits for approval", "You wrote it, so somebody else approves it.")
	s.olga.looks(t, "/controls/versions/1", "For stage 1.")
	s.olga.does(t, "", "/controls/versions/1/approve", http.StatusOK, "→", "It is issued.")
	p.looks(t, "/controls", "Nothing has changed since.")
	p.does(t, "/controls/A.8.7", "/controls/A.8.7/how", http.StatusOK, "how", "A scanner on each machine.", "owner", "=Owen Pryce", "state", "partly")
	p.looks(t, "/controls/compare?from=1&to=draft", "A.8.7", "Owen Pryce", "Partly")
	p.looks(t, "/controls/versions", "Version 1 is the issued one")
}

// policy is begun from a starter, approved by another than its author, and read.
func (s *certifying) policy(t *testing.T) {
	t.Helper()
	p := s.priya
	p.looks(t, "/documents", "0 of 14 mandatory documents are approved.")
	p.looks(t, "/documents/new")
	p.does(t, "", "/documents/new", http.StatusOK, "starters", "information-security-policy")
	doc := p.linked(t, "/documents/new", "Information security policy")
	p.looks(t, doc, "open, and marked in the text")
	p.looks(t, "/documents/answers")
	p.answersAll(t)
	p.does(t, "", "/documents/answers", http.StatusOK)
	p.looks(t, doc+"/details", "Who reads and acknowledges it?")
	p.does(t, "", doc+"/details", http.StatusOK, "owner", "=Priya Nair", "who", "=Those ticked below", "ackPeople", "=Dafydd Rees")
	p.looks(t, doc, "Put it up for review")
	p.does(t, "", doc+"/submit", http.StatusOK, "reviewers", "=Olga Pier", "→", "In review")
	if p.Count("form[action$='/approve']") != 0 {
		t.Error("an author is offered to approve")
	}
	s.olga.looks(t, "/work", "Read and approve")
	s.olga.looks(t, doc, "In review")
	s.olga.does(t, "", doc+"/approve", http.StatusOK, "→", "In force")
	s.dafi.looks(t, "/work", "acknowledge")
	s.dafi.Follow("main a[href^='/documents']")
	s.dafi.looks(t, "")
	s.dafi.FollowText("I have read version 1.0")
	s.dafi.Go("/work")
	s.dafi.lacks(t, "acknowledge")
	p.looks(t, doc, "Dafydd Rees", civil.FromTime(s.at()).Short())
	p.Go("/documents")
	p.Says("1 of 14 mandatory documents are approved.")
}

// linked gives where the link with these words leads.
func (w window) linked(t *testing.T, page, words string) string {
	t.Helper()
	w.Go(page)
	href := webtest.Value[string](w.Page, fmt.Sprintf(`[...document.querySelectorAll("main a")].find(a => a.innerText.trim() === %q)?.getAttribute("href") ?? ""`, words))
	if href == "" {
		t.Fatalf("%s has no link %q", page, words)
	}
	return href
}

// answersAll answers each question of the page that is open.
func (w window) answersAll(t *testing.T) {
	t.Helper()
	if n := webtest.Value[int](w.Page, `(() => {
		let n = 0;
		for (const e of document.querySelectorAll("main form[action='/documents/answers'] .in")) {
			if (e.value) continue;
			n++;
			if (e.tagName === "SELECT") e.selectedIndex = e.options.length - 1;
			else e.value = e.type === "number" ? "30" : "Priya Nair";
		}
		return n;
	})()`); n == 0 {
		t.Error("nothing is asked")
	}
}

// evidence is asked of somebody without an account, and comes.
func (s *certifying) evidence(t *testing.T) {
	t.Helper()
	p := s.priya
	p.looks(t, "/evidence")
	p.looks(t, "/evidence/requests/new?control=A.8.13", "Ask somebody for evidence")
	p.does(t, "", "/evidence/requests/new", http.StatusOK, "title", "The report of the last restore", "name", "Hal Stone", "email", "hal@hosting.example", "due", "2027-01-20", "for", "=A.8.13", "→", "Hand this link to who is asked")
	p.looks(t, "")
	link := p.Text("#link .hash")
	hal := open(t, s.base+pathOf(t, link))
	hal.looks(t, "", "The report of the last restore", "My organisation asks you for")
	sent := filepath.Join(t.TempDir(), "restore.csv")
	content := []byte("day,hours\n2026-12-18,3\n\xff\x00\n")
	if err := os.WriteFile(sent, content, 0o600); err != nil {
		t.Fatal(err)
	}
	hal.Upload("main input[type=file]", sent)
	if got := hal.Follow("main form button"); got != http.StatusOK {
		t.Fatalf("sending answers %d: %.600s", got, hal.Text("body"))
	}
	hal.looks(t, "", "Arrived.", "restore.csv")
	p.looks(t, "/evidence/requests", "The report of the last restore")
	p.FollowText("The report of the last restore")
	p.looks(t, "", "restore.csv", "Accept as evidence")
	p.does(t, "", "/evidence/requests/REQ-1/accept", http.StatusOK)
	p.looks(t, "/controls/A.8.13", "Fresh")

	// It comes back as it was sent.
	p.FollowText("The report of the last restore")
	href := p.Path()
	if got := webtest.Value[int](p.Page, `(() => {
		const a = [...document.querySelectorAll("main a")].find(a => a.pathname.includes("/file"));
		if (!a) return 0;
		fetch(a.href).then(r => r.arrayBuffer()).then(b => crypto.subtle.digest("SHA-256", b)).then(d =>
			document.body.dataset.got = [...new Uint8Array(d)].map(b => b.toString(16).padStart(2, "0")).join(""));
		return 1;
	})()`); got == 0 {
		t.Fatalf("%s offers no file: %.600s", href, p.Text("main"))
	}
	p.WaitFor("body[data-got]")
	if got, want := webtest.Value[string](p.Page, `document.body.dataset.got`), fmt.Sprintf("%x", sha256.Sum256(content)); got != want {
		t.Errorf("the file comes back with the hash %s, not %s", got, want)
	}
}
