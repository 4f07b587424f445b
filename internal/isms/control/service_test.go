package control_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/framework"
	"holdfast/internal/id"
	"holdfast/internal/isms/asset"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// risk and doc stand for the registers of other nouns, which this one reads by
// the names of their fields.
type risk struct {
	Title     string `json:"title"`
	Treatment string `json:"treatment,omitempty"`
}

type doc struct {
	Title string `json:"title"`
	State string `json:"state,omitempty"`
}

type house struct {
	*control.Service
	t     testing.TB
	org   string
	now   time.Time
	risks *register.Register[risk]
	docs  *register.Register[doc]
	ev    *register.Register[evidence.Evidence]
}

func open(t testing.TB, people ...change.Member) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return over(t, st, people...)
}

func over(t testing.TB, st change.Store, people ...change.Member) *house {
	t.Helper()
	one := func(name string) register.Field { return register.Field{Name: name, Label: name, Type: register.Text} }
	h := &house{
		t: t, org: id.New(), now: time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC), ev: evidence.Register(),
		risks: register.Declare[risk](register.Declaration{Kind: "risk", Prefix: "RISK", Singular: "risk", Plural: "risks", Area: authz.ISMS, Fields: []register.Field{one("title"), one("treatment")}}, nil),
		docs:  register.Declare[doc](register.Declaration{Kind: "document", Prefix: "DOC", Singular: "document", Plural: "documents", Area: authz.ISMS, Fields: []register.Field{one("title"), one("state")}}, nil),
	}
	p := control.Parts{Book: framework.Default(), Zone: time.UTC, Controls: control.Register(), Clauses: control.Clauses(), Versions: control.Versions(), Owns: control.Owns(), Evidence: h.ev, Risks: h.risks, Documents: h.docs, Assets: asset.Register()}
	p.Door = change.New(st, register.NewBook(p.Controls, p.Clauses, p.Versions, p.Owns, h.ev, h.risks, h.docs, p.Assets))
	h.Service = control.NewService(p)
	_, err := p.Door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
		if _, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "gareth", Name: "Gareth Lowe"}); err != nil {
			return err
		}
		for _, m := range people {
			m.Active = true
			if err := tx.Member(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

var priya = change.Member{Person: "priya", Name: "Priya Nair", Email: "priya@fenmoor.example", Role: string(authz.ComplianceManager)}

func (h *house) do(person, action, reason string, fn func(*change.Tx) error) error {
	role := authz.ComplianceManager
	if person == "gareth" {
		role = authz.Owner
	}
	_, err := h.Door().Do(h.t.Context(), change.Request{Actor: change.Actor{Org: h.org, Person: person, Role: role}, Action: action, Now: h.now, Reason: reason}, fn)
	return err
}

func (h *house) must(action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if err := h.do("priya", action, "", fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) see(fn func(*change.View) error) {
	h.t.Helper()
	if err := h.Door().See(h.t.Context(), change.Actor{Org: h.org, Person: "priya", Role: authz.ComplianceManager}, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) start() {
	h.must("control.start", func(tx *change.Tx) error { _, err := h.Start(tx, ""); return err })
}

func TestStartTwiceAddsNothing(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	for _, want := range []control.Started{{Controls: 93, Clauses: 30}, {}} {
		h.must("control.start", func(tx *change.Tx) error {
			got, err := h.Start(tx, "")
			if got != want {
				t.Errorf("started %+v, want %+v", got, want)
			}
			return err
		})
	}
	h.see(func(v *change.View) error {
		sheet, err := h.Sheet(v, today)
		if err != nil {
			return err
		}
		if n := sheet.Counts(); n.All != 93 || n.Undecided != 93 {
			t.Errorf("%+v", n)
		}
		if a, b := sheet.Rows[1].Value.Ref, sheet.Rows[9].Value.Ref; a != "A.5.2" || b != "A.5.10" {
			t.Errorf("the second is %s and the tenth %s", a, b)
		}
		return nil
	})
}

func TestDecide(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	h.start()
	for _, c := range []struct {
		d       control.Decision
		pointer string
	}{
		{control.Decision{Applies: true}, "/why"},
		{control.Decision{Applies: true, Why: []string{"fashion"}}, "/why"},
		{control.Decision{Reason: " "}, "/reason"},
		{control.Decision{Applies: true, Why: []string{control.ByLaw}, Reason: "The law says so."}, ""},
		{control.Decision{Reason: "No such thing here."}, ""},
	} {
		err := h.do("priya", "control.decide", "", func(tx *change.Tx) error { _, err := h.Decide(tx, "A.5.34", 0, c.d); return err })
		if fs := errs.FieldsOf(err); c.pointer == "" && err != nil || c.pointer != "" && (len(fs) != 1 || fs[0].Pointer != c.pointer) {
			t.Errorf("%+v: %v, want a fault at %q", c.d, err, c.pointer)
		}
	}
	h.see(func(v *change.View) error {
		row, err := h.Find(v, "a.5.34")
		// A decision that is turned round keeps the reasons of the other side.
		if err == nil && (!row.Value.Excluded() || row.Value.ReasonFor != "The law says so." || row.Value.Status() != control.NotApplicable) {
			t.Errorf("%+v", row.Value)
		}
		return err
	})
}

func TestTested(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	h.start()
	h.must("control.update", func(tx *change.Tx) error {
		row, err := h.Find(tx, "A.8.13")
		if err != nil {
			return err
		}
		row.Value.Test = control.Plan{What: "Restore a database.", Every: 3}
		_, err = change.AnyPut(tx, h.Door().Book().Of(control.Kind), row.ID, row.Version, &row.Value)
		return err
	})
	test := func(r control.Result) error {
		return h.do("priya", "control.test", "", func(tx *change.Tx) error { _, err := h.Tested(tx, "A.8.13", 0, r); return err })
	}
	for pointer, r := range map[string]control.Result{
		"/day": {Day: today + 1, Outcome: control.Effective}, "/outcome": {Day: today, Outcome: "fine"}, "/note": {Day: today, Outcome: control.Failed},
	} {
		if fs := errs.FieldsOf(test(r)); len(fs) != 1 || fs[0].Pointer != pointer {
			t.Errorf("%+v: %v, want a fault at %s", r, fs, pointer)
		}
	}
	for _, r := range []control.Result{{Day: today, Outcome: control.Effective}, {Day: today - 90, Outcome: control.Failed, Note: "The key was lost."}} {
		if err := test(r); err != nil {
			t.Fatal(err)
		}
	}
	h.see(func(v *change.View) error {
		row, err := h.Find(v, "A.8.13")
		if err == nil && (row.Value.Last().Outcome != control.Effective || row.Value.Test.Next.String() != "2027-02-24" || row.Value.Last().By != "priya") {
			t.Errorf("a test entered late is not the last: %+v", row.Value)
		}
		return err
	})
}

func (h *house) propose(person string) error {
	return h.do(person, "soa.propose", "", func(tx *change.Tx) error { _, err := h.Propose(tx, "First."); return err })
}

func (h *house) issue(person, reason string) error {
	return h.do(person, "soa.issue", reason, func(tx *change.Tx) error { _, err := h.Issue(tx, 1, control.Approval{Reason: reason}); return err })
}

// Nobody issues what they wrote while somebody else could; what is issued stays.
func TestIssue(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	if err := h.propose("priya"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a statement of nothing: %v", err)
	}
	h.start()
	if err := h.propose("priya"); err != nil {
		t.Fatal(err)
	}
	if err := h.propose("gareth"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a second proposal beside the first: %v", err)
	}
	if err := h.issue("priya", "I am in a hurry."); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("the author issued it: %v", err)
	}
	// What changes while it waits is not in it.
	h.must("control.decide", func(tx *change.Tx) error {
		_, err := h.Decide(tx, "A.5.1", 0, control.Decision{Applies: true, Why: []string{control.ByGoodPractice}})
		return err
	})
	if err := h.issue("gareth", ""); err != nil {
		t.Fatal(err)
	}
	if err := h.issue("gareth", ""); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("issued twice: %v", err)
	}
	h.see(func(v *change.View) error {
		row, err := h.Version(v, 1)
		if err != nil {
			return err
		}
		if s := &row.Value; s.AuthorName != "Priya Nair" || s.ApproverName != "Gareth Lowe" || s.Issued != today || !s.Intact() || s.Content.Count().Undecided != 93 || s.Alone != "" {
			t.Errorf("%+v", s)
		}
		now, err := h.Draft(v, today)
		if err != nil {
			return err
		}
		if d := control.Diff(&row.Value.Content, &now); d.Words() != "1 change: 1 decision" {
			t.Error(d.Words())
		}
		leaves, err := v.Trail(change.TrailQuery{Action: "soa.issue", Limit: 10})
		found := false
		for _, l := range leaves {
			found = found || strings.Contains(string(l.Payload), row.Value.SHA256)
		}
		if !found {
			t.Error("the trail does not hold the hash")
		}
		return err
	})
	err := h.do("gareth", "soa.update", "", func(tx *change.Tx) error {
		row, err := h.Version(tx, 1)
		if err != nil {
			return err
		}
		row.Value.Note = "As if nothing had been."
		_, err = change.AnyPut(tx, h.Door().Book().Of(control.SoAKind), row.ID, row.Version, &row.Value)
		return err
	})
	if errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an issued version was changed: %v", err)
	}
	if err := h.propose("priya"); err != nil {
		t.Errorf("the next version: %v", err)
	}
}

// An organisation of one issues alone, for a reason that is kept.
func TestIssueAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	if err := h.do("gareth", "control.start", "", func(tx *change.Tx) error { _, err := h.Start(tx, ""); return err }); err != nil {
		t.Fatal(err)
	}
	if err := h.propose("gareth"); err != nil {
		t.Fatal(err)
	}
	if fs := errs.FieldsOf(h.issue("gareth", "")); len(fs) != 1 || fs[0].Pointer != "/reason" {
		t.Errorf("issued alone without a reason: %v", fs)
	}
	if err := h.issue("gareth", "I work alone."); err != nil {
		t.Fatal(err)
	}
	if err := h.Door().See(t.Context(), change.Actor{Org: h.org, Person: "gareth", Role: authz.Owner}, func(v *change.View) error {
		row, err := h.Version(v, 1)
		if err == nil && row.Value.Alone != "I work alone." {
			t.Errorf("the reason is lost: %+v", row.Value.Alone)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestSheetAndFacts(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	h.start()
	h.must("risk.import", func(tx *change.Tx) error {
		c, err := h.Find(tx, "A.8.30")
		if err != nil {
			return err
		}
		if _, err := h.Decide(tx, "A.8.30", 0, control.Decision{Reason: "Nobody else writes code."}); err != nil {
			return err
		}
		r, err := change.Insert(tx, h.risks, risk{Title: "Somebody does", Treatment: "modify"})
		if err != nil {
			return err
		}
		if _, err := change.Insert(tx, h.risks, risk{Title: "Nobody cares", Treatment: "modify"}); err != nil {
			return err
		}
		d, err := change.Insert(tx, h.docs, doc{Title: "Policy", State: "approved"})
		if err != nil {
			return err
		}
		e, err := change.Insert(tx, h.ev, evidence.Evidence{Title: "Letter", Type: evidence.Record, RecordNumber: "DOC-1", Collected: today - 10})
		if err != nil {
			return err
		}
		return errsOf(tx.Link(r.Ref, c.Ref, links.TreatedBy), tx.Link(c.Ref, d.Ref, links.DescribedIn), tx.Link(e.Ref, c.Ref, links.Evidences))
	})
	h.see(func(v *change.View) error {
		sheet, err := h.Sheet(v, today)
		if err != nil {
			return err
		}
		for _, r := range sheet.Rows {
			if r.Value.Ref == "A.8.30" && (len(r.Risks) != 1 || r.Risks[0].Number != "RISK-1" || r.Documents[0].Number != "DOC-1" || r.Fresh != evidence.Fresh || r.Latest != today-10) {
				t.Errorf("%+v", r)
			}
		}
		got := map[string]bool{}
		findings, err := h.Audit(v, today)
		for _, f := range findings {
			got[f.Rule+" "+f.About] = true
		}
		for _, want := range []string{"treats-but-excluded A.8.30", "risk-without-control RISK-2", "not-decided A.5.1", "not-issued The statement"} {
			if !got[want] {
				t.Errorf("not found: %s", want)
			}
		}
		if got["risk-without-control RISK-1"] {
			t.Error("RISK-1 has a control")
		}
		return err
	})
}

func errsOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

const acme = `
id: acme
edition: "1"
name: ACME supplier rules
items:
  - {id: A.5.1, title: Have a policy}
  - {id: net/3, title: Split the networks}
`

func TestOwnCatalogue(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	h.start()
	h.must("own-catalogue.create", func(tx *change.Tx) error {
		row, err := h.AddOwn(tx, control.Upload{Text: acme})
		if err == nil && (row.Value.Name != "ACME supplier rules" || row.Value.Items != 2) {
			t.Errorf("%+v", row.Value)
		}
		return err
	})
	h.must("control.start", func(tx *change.Tx) error {
		got, err := h.Start(tx, "acme:1")
		if got.Controls != 2 {
			t.Errorf("%+v", got)
		}
		return err
	})
	h.see(func(v *change.View) error {
		for ref, item := range map[string]string{"ACME-A.5.1": "A.5.1", "net-3": "net/3"} {
			row, err := h.Find(v, ref)
			if err != nil || row.Value.Entry() != item || row.Value.Catalogue != "acme:1" {
				t.Errorf("%s: %+v, %v", ref, row.Value, err)
			}
		}
		return nil
	})
	for _, bad := range []control.Upload{{Text: "id: iso27001\nedition: \"2022\"\nname: x\nitems: [{id: a, title: b}]"}, {Text: "id,title\n1,One"}, {Text: "{"}, {}} {
		if err := h.do("priya", "own-catalogue.create", "", func(tx *change.Tx) error { _, err := h.AddOwn(tx, bad); return err }); err == nil {
			t.Errorf("taken: %q", bad.Text)
		}
	}
	h.must("own-catalogue.create", func(tx *change.Tx) error {
		_, err := h.AddOwn(tx, control.Upload{ID: "rows", Edition: "2", Name: "Rows", Text: "id,title\n1,One"})
		return err
	})
}
