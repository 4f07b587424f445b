package document_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

// TestLife: a document from its first word to its withdrawal, on both engines.
func TestLife(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *house{
		"sqlite":   func(t *testing.T) *house { return houseOf(t, store.Options{Dir: t.TempDir()}) },
		"postgres": func(t *testing.T) *house { return houseOf(t, pgtest.Database(t)) },
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); life(t, open(t)) })
	}
}

func life(t *testing.T, h *house) {
	row, err := h.create(authz.Contributor, policy(), "First words of {{organisation}}\r\n\r\n")
	h.must(err)
	if err := h.submit(authz.Contributor, row.Number, "owner"); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "What is the organisation called") {
		t.Errorf("a blank is put up for review: %v", err)
	}
	_, w, _ := h.state(row.Number)
	_, err = h.write(authz.ComplianceManager, row.Number, w.Version, document.Text{Body: "First words of Fenmoor."})
	h.must(err)
	h.must(h.submit(authz.Contributor, row.Number, "owner", "owner"))
	doc, w, _ := h.state(row.Number)
	if doc.Value.State != document.Review || len(doc.Value.Reviewers) != 1 || w.Value.Body != "First words of Fenmoor.\n" || len(w.Value.Authors) != 2 {
		t.Fatalf("%+v, %+v", doc.Value, w.Value)
	}
	// Nobody writes while it is in review, authors do not approve, and contributors
	// never do.
	if _, err := h.write(authz.Contributor, row.Number, w.Version, document.Text{Body: "x"}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("written while in review: %v", err)
	}
	good := document.Approval{Hash: w.Value.SubmittedHash, Effective: civil.MustParse("2027-02-01")}
	for role, want := range map[authz.Role]errs.Code{
		authz.ComplianceManager: errs.Forbidden, authz.Contributor: errs.Forbidden, authz.Reader: errs.Forbidden, authz.InternalAuditor: errs.Forbidden, authz.ExternalAuditor: errs.Forbidden,
	} {
		if err := h.approve(role, row.Number, good); errs.CodeOf(err) != want {
			t.Errorf("%s approves: %v", role, err)
		}
	}
	if err := h.approve(authz.Owner, row.Number, document.Approval{Hash: strings.Repeat("0", 64)}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("approved unread: %v", err)
	}
	if err := h.approve(authz.Owner, row.Number, document.Approval{Hash: good.Hash, Effective: civil.MustParse("2027-01-05")}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("in force before its approval: %v", err)
	}
	h.must(h.approve(authz.RiskOwner, row.Number, good))
	doc, w, versions := h.state(row.Number)
	if w != nil || len(versions) != 1 || doc.Value.State != document.Approved || doc.Value.Version != "1.0" || doc.Value.ReviewDue != civil.MustParse("2028-01-06") {
		t.Fatalf("%+v, %v, %d", doc.Value, w, len(versions))
	}
	v := versions[0].Value
	if !v.Intact() || v.Hash != good.Hash || v.ApprovedBy != "risk-owner" || document.InForce(versions, civil.MustParse("2027-01-31")) != nil || document.InForce(versions, good.Effective) == nil {
		t.Errorf("%+v", v)
	}

	// The next version leaves the one in force alone until it is approved.
	h.now = h.now.AddDate(0, 2, 0)
	w2, err := h.write(authz.ComplianceManager, row.Number, 0, document.Text{Body: "Better words.", Note: "Better words"})
	h.must(err)
	doc, _, _ = h.state(row.Number)
	if doc.Value.State != document.Approved || doc.Value.Next != document.Draft || w2.Value.Base != "1.0" {
		t.Errorf("%+v", doc.Value)
	}
	if _, err := h.write(authz.Contributor, row.Number, 0, document.Text{Body: "Mine"}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a second draft: %v", err)
	}
	h.must(h.submit(authz.ComplianceManager, row.Number, "owner"))
	h.must(h.do(authz.Owner, "document-draft.return", func(tx *change.Tx) error { return h.s.Return(tx, row.Number, "Say who") }))
	_, w, _ = h.state(row.Number)
	if w.Value.State != document.Draft || w.Value.Returned != "Say who" || w.Value.ReturnedBy != "owner" {
		t.Errorf("%+v", w.Value)
	}
	h.must(h.submit(authz.ComplianceManager, row.Number, "owner"))
	_, w, _ = h.state(row.Number)
	h.must(h.approve(authz.Owner, row.Number, document.Approval{Hash: w.Value.SubmittedHash}))
	doc, _, versions = h.state(row.Number)
	if doc.Value.Version != "1.1" || len(versions) != 2 || versions[1].Value.Body != "First words of Fenmoor.\n" || doc.Value.AckFrom != "1.0" {
		t.Errorf("%+v, %d versions", doc.Value, len(versions))
	}

	// Good as it stands; then no longer needed.
	h.now = h.now.AddDate(0, 6, 0)
	if err := h.do(authz.Contributor, "document.update", func(tx *change.Tx) error { return h.s.Reaffirm(tx, row.Number) }); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a contributor who does not own it reviews it: %v", err)
	}
	h.must(h.do(authz.ComplianceManager, "document.update", func(tx *change.Tx) error { return h.s.Reaffirm(tx, row.Number) }))
	doc, _, _ = h.state(row.Number)
	if doc.Value.ReviewDue != civil.MustParse("2028-09-06") {
		t.Errorf("review due %s", doc.Value.ReviewDue)
	}
	if err := h.do(authz.Owner, "document.withdraw", func(tx *change.Tx) error { return h.s.Withdraw(tx, row.Number, " ") }); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	h.must(h.do(authz.Owner, "document.withdraw", func(tx *change.Tx) error { return h.s.Withdraw(tx, row.Number, "Replaced") }))
	doc, w, versions = h.state(row.Number)
	if doc.Value.State != document.Withdrawn || w != nil || len(versions) != 2 || doc.Value.Asked(change.Member{Person: "owner", Role: "owner", Active: true}) {
		t.Errorf("%+v", doc.Value)
	}
}

// TestApprovalIsBoundToWhatWasSeen: nothing that was changed after it was put up
// for review is approved with it.
func TestApprovalIsBoundToWhatWasSeen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	row, err := h.create(authz.ComplianceManager, policy(), "Words.")
	h.must(err)
	h.must(h.submit(authz.ComplianceManager, row.Number, "owner"))
	_, w, _ := h.state(row.Number)
	seen := w.Value.SubmittedHash
	edits := map[string]func(*document.Document){
		"title":          func(d *document.Document) { d.Title = "Another policy" },
		"type":           func(d *document.Document) { d.Type = "procedure" },
		"classification": func(d *document.Document) { d.Classification = "public" },
		"refs":           func(d *document.Document) { d.Refs = []string{"A.5.1"} },
	}
	for name, edit := range edits {
		doc, _, _ := h.state(row.Number)
		was := doc.Value
		h.must(h.do(authz.ComplianceManager, "document.update", func(tx *change.Tx) error {
			_, err := h.s.Change(tx, row.Number, doc.Version, edit)
			return err
		}))
		if err := h.approve(authz.Owner, row.Number, document.Approval{Hash: seen}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("%s was changed after the review began, and is approved: %v", name, err)
		}
		doc, _, _ = h.state(row.Number)
		h.must(h.do(authz.ComplianceManager, "document.update", func(tx *change.Tx) error {
			_, err := h.s.Change(tx, row.Number, doc.Version, func(d *document.Document) { *d = was })
			return err
		}))
	}
	// Taken back, rewritten, and put up again: the old hash approves nothing.
	h.must(h.do(authz.ComplianceManager, "document-draft.take-back", func(tx *change.Tx) error { return h.s.TakeBack(tx, row.Number) }))
	_, w, _ = h.state(row.Number)
	_, err = h.write(authz.ComplianceManager, row.Number, w.Version, document.Text{Body: "Other words."})
	h.must(err)
	h.must(h.submit(authz.ComplianceManager, row.Number, "owner"))
	if err := h.approve(authz.Owner, row.Number, document.Approval{Hash: seen}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an old text's hash approves a new one: %v", err)
	}
	_, w, _ = h.state(row.Number)
	h.must(h.approve(authz.Owner, row.Number, document.Approval{Hash: w.Value.SubmittedHash}))

	// Changed beside the text afterwards: it is told, and the version stays.
	doc, _, versions := h.state(row.Number)
	h.must(h.do(authz.ComplianceManager, "document.update", func(tx *change.Tx) error {
		_, err := h.s.Change(tx, row.Number, doc.Version, edits["title"])
		return err
	}))
	doc, _, after := h.state(row.Number)
	if got := doc.Value.Outside(&after[0].Value); strings.Join(got, ",") != "title" || after[0].Value.Title != versions[0].Value.Title {
		t.Errorf("%v", got)
	}
}

// TestVersionsStay: no role and no way writes over an approved version, and none
// deletes it or an acknowledgement.
func TestVersionsStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.approved(policy(), "Words.")
	h.must(h.acknowledge(authz.Reader, doc.Number, "1.0"))
	_, _, versions := h.state(doc.Number)
	var acks []document.AckRow
	h.must(h.see(authz.Owner, func(v *change.View) (err error) { acks, err = h.s.AcksOf(v, doc.ID); return err }))
	for _, r := range authz.Roles() {
		v := versions[0].Value
		v.Body = "Forged."
		v.Hash = document.Hash(document.Content{Title: v.Title, Type: v.Type, Classification: v.Classification, Refs: v.Refs, Body: v.Body})
		for what, fn := range map[string]func(*change.Tx) error{
			"change":             func(tx *change.Tx) error { _, err := change.Put(tx, h.s.Versions, versions[0].ID, 1, v); return err },
			"delete":             func(tx *change.Tx) error { return change.Delete(tx, h.s.Versions, versions[0].ID, 1) },
			"delete the reading": func(tx *change.Tx) error { return change.Delete(tx, h.s.Acks, acks[0].ID, 1) },
		} {
			if err := h.do(r, "document-version.update", fn); err == nil {
				t.Errorf("%s may %s an approved version", r, what)
			}
		}
	}
	if v := versions[0].Value; !v.Intact() {
		t.Error("it is not what was approved")
	} else if v.Body += "!"; v.Intact() {
		t.Error("a change is not noticed")
	}
}

// TestOutsidersSeeApprovedVersionsAlone: an external auditor reads versions and
// acknowledgements, and no word of a draft.
func TestOutsidersSeeApprovedVersionsAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.approved(policy(), "Approved words.")
	_, err := h.write(authz.ComplianceManager, doc.Number, 0, document.Text{Body: "Secret plans."})
	h.must(err)
	for role, want := range map[authz.Role]errs.Code{
		authz.ExternalAuditor: errs.Forbidden, authz.Reader: errs.Forbidden, authz.Contributor: "", authz.InternalAuditor: "",
	} {
		if err := h.see(role, func(v *change.View) error { _, _, err := h.s.Working(v, doc.ID); return err }); errs.CodeOf(err) != want {
			t.Errorf("%s reads the draft: %v", role, err)
		}
		if err := h.see(role, func(v *change.View) error { _, err := h.s.Version(v, doc.ID, "1.0"); return err }); err != nil {
			t.Errorf("%s reads the version: %v", role, err)
		}
	}
	if err := h.acknowledge(authz.ExternalAuditor, doc.Number, "1.0"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an outsider acknowledges: %v", err)
	}
}

func TestAcknowledgements(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.approved(policy(), "Words.")
	owed := func() (people []string) {
		h.must(h.see(authz.Owner, func(v *change.View) error {
			members, err := v.Members()
			if err != nil {
				return err
			}
			acks, err := h.s.AcksOf(v, doc.ID)
			if err != nil {
				return err
			}
			d, err := h.s.Find(v, doc.ID)
			for _, o := range document.OwedBy([]document.Row{d}, members, acks) {
				people = append(people, o.Person)
			}
			return err
		}))
		return people
	}
	all := len(authz.Roles()) - 1 // all but the external auditor
	if got := owed(); len(got) != all {
		t.Fatalf("%v", got)
	}
	for _, r := range []authz.Role{authz.Reader, authz.Contributor, authz.Administrator, authz.BidManager, authz.Reader} {
		h.must(h.acknowledge(r, doc.Number, "1.0"))
	}
	if got := owed(); len(got) != all-4 {
		t.Errorf("%v", got)
	}
	if err := h.acknowledge(authz.Reader, doc.Number, "2.0"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a version that is not there: %v", err)
	}
	next := func(material bool) {
		h.now = h.now.Add(24 * time.Hour)
		_, err := h.write(authz.ComplianceManager, doc.Number, 0, document.Text{Body: "Words of " + h.now.String(), Note: "New words", Material: material})
		h.must(err)
		h.must(h.submit(authz.ComplianceManager, doc.Number, "owner"))
		_, w, _ := h.state(doc.Number)
		h.must(h.approve(authz.Owner, doc.Number, document.Approval{Hash: w.Value.SubmittedHash}))
	}
	next(false) // a small change asks nobody anew, and the rest may give either
	if got := owed(); len(got) != all-4 {
		t.Errorf("a small change: %v", got)
	}
	h.must(h.acknowledge(authz.RiskOwner, doc.Number, "1.1"))
	h.must(h.acknowledge(authz.InternalAuditor, doc.Number, "1.0"))
	if got := owed(); len(got) != all-6 {
		t.Errorf("%v", got)
	}
	next(true)
	if got := owed(); len(got) != all {
		t.Errorf("a material change: %v", got)
	}
	if err := h.acknowledge(authz.Reader, doc.Number, "1.0"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("an old version is acknowledged: %v", err)
	}
	h.must(h.acknowledge(authz.Reader, doc.Number, "2.0"))
	if got := owed(); len(got) != all-1 {
		t.Errorf("%v", got)
	}
}

// TestOneAlone: in an organisation in which nobody else could, the author
// approves with a reason, which the version keeps.
func TestOneAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.must(h.do(authz.Owner, "settings.update", func(tx *change.Tx) error {
		for _, r := range []authz.Role{authz.ComplianceManager, authz.RiskOwner} {
			if err := tx.Member(change.Member{Person: string(r), Name: string(r), Role: string(r)}); err != nil {
				return err
			}
		}
		return nil
	}))
	row, err := h.create(authz.Owner, policy(), "Words.")
	h.must(err)
	h.must(h.submit(authz.Owner, row.Number, "owner"))
	_, w, _ := h.state(row.Number)
	if err := h.approve(authz.Owner, row.Number, document.Approval{Hash: w.Value.SubmittedHash}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("approved alone without a reason: %v", err)
	}
	req := change.Request{Actor: h.actor(authz.Owner), Action: "document.approve", Now: h.now, Reason: "There are two of us"}
	_, err = h.door.Do(t.Context(), req, func(tx *change.Tx) error {
		_, err := h.s.Approve(tx, row.Number, document.Approval{Hash: w.Value.SubmittedHash, Reason: req.Reason})
		return err
	})
	h.must(err)
	if _, _, versions := h.state(row.Number); versions[0].Value.Alone != "There are two of us" {
		t.Errorf("%+v", versions[0].Value)
	}
}
