package evidence_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
)

var somebody = evidence.Request{Title: "Supplier questionnaire", Name: "Ada Byrne", Email: "ada@supplier.example", CollectEvery: 180}

// TestRequestFromAskToEvidence is the whole way: asked, sent, returned with a
// reason, sent again, accepted.
func TestRequestFromAskToEvidence(t *testing.T) {
	t.Parallel()
	h := setup(t)
	old := link("last-year", h.today-400)
	before := h.collect(old, "", "A.5.1")
	r := somebody
	r.Again = before.Number
	asked := h.ask(r, "A.5.19")
	if asked.Secret == "" || strings.Contains(asked.Value.TokenHash, asked.Secret) || asked.Value.Expires != h.today+evidence.LinkDays || asked.Value.Owner != "p-1" {
		t.Fatalf("%+v", asked)
	}
	if err := h.send(asked.Secret, file(1), file(2)); err != nil {
		t.Fatal(err)
	}
	if o := h.survey(); o.Total != 1 || o.Counts[evidence.Missing] != 1 {
		t.Errorf("what waits counts as evidence: %+v", o)
	}
	back, err := h.s.Return(t.Context(), h.by, asked.Number, "The second page is missing.", h.today)
	if err != nil || back.Secret == "" || back.Secret == asked.Secret || back.Value.State != evidence.Returned {
		t.Fatalf("%+v, %v", back, err)
	}
	if err := h.send(asked.Secret, file(3)); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("the link before the return still works: %v", err)
	}
	if err := h.send(back.Secret, file(3), file(4)); err != nil {
		t.Fatal(err)
	}
	sent := h.sent(asked.Number)
	if len(sent) != 4 || sent[0].Value.State != evidence.Refused || sent[3].Value.State != evidence.Waiting || sent[3].Value.From != "Ada Byrne" {
		t.Fatalf("%+v", sent)
	}
	if _, err := h.s.Accept(t.Context(), h.by, asked.Number, evidence.Accepting{Files: []string{sent[0].Number}}, zone); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a file that was returned is accepted: %v", err)
	}
	rows, err := h.s.Accept(t.Context(), h.by, asked.Number, evidence.Accepting{Files: []string{sent[2].Number}}, zone)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	e := rows[0].Value
	if e.File != file(3).Hash || e.Source != "Ada Byrne" || e.Request != asked.Number || e.Collected != h.today || e.CollectEvery != 180 || e.Supersedes != before.Number || e.Note != "as asked" {
		t.Errorf("%+v", e)
	}
	if got := strings.Join(h.refs(rows[0].ID, links.Evidences), " "); got != "A.5.1 A.5.19" {
		t.Errorf("it is for %q: what was asked for, and what the older one was for", got)
	}
	sent = h.sent(asked.Number)
	if sent[2].Value.State != evidence.Taken || sent[2].Value.Evidence != rows[0].Number || sent[3].Value.State != evidence.Refused {
		t.Errorf("%+v", sent)
	}
	if err := h.send(back.Secret, file(5)); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("the link of an accepted request: %v", err)
	}
	if _, err := h.s.Accept(t.Context(), h.by, asked.Number, evidence.Accepting{}, zone); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("accepted twice: %v", err)
	}
}

// TestDeadLinksLookAlike: a link of nobody, one that ran out, was revoked or
// made anew, and one of another form get one answer.
func TestDeadLinksLookAlike(t *testing.T) {
	t.Parallel()
	h := setup(t)
	good := h.ask(somebody)
	if in, err := h.s.Invited(t.Context(), good.Secret, h.today+evidence.LinkDays); err != nil || in.Organisation != "Fenmoor Digital Ltd" {
		t.Fatalf("on its last day: %v", err)
	}
	anew := h.ask(somebody)
	if _, err := h.s.Relink(t.Context(), h.by, anew.Number, h.today); err != nil {
		t.Fatal(err)
	}
	revoked := h.ask(somebody)
	if _, err := h.s.Revoke(t.Context(), h.by, revoked.Number, ""); err != nil {
		t.Fatal(err)
	}
	want := evidence.NotThere().Error()
	for name, secret := range map[string]string{
		"made anew": anew.Secret, "revoked": revoked.Secret, "nobody's": strings.Repeat("A", 26), "the hash": good.Value.TokenHash,
		"small letters": strings.ToLower(good.Secret), "empty": "", "long": good.Secret + "A", "a path": "../../../../../etc/passwd/x",
	} {
		if _, err := h.s.Invited(t.Context(), secret, h.today); err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.s.Invited(t.Context(), good.Secret, h.today+evidence.LinkDays+1); err == nil || err.Error() != want {
		t.Errorf("run out: %v", err)
	}
}

func TestLimitsOfARequest(t *testing.T) {
	t.Parallel()
	h := setup(t)
	r := somebody
	r.MaxFiles = 2
	asked := h.ask(r)
	if err := h.send(asked.Secret, file(1), file(2), file(3)); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("three files for two: %v", err)
	}
	if err := h.send(asked.Secret); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("no file: %v", err)
	}
	if n := len(h.sent(asked.Number)); n != 0 {
		t.Errorf("%d of what was refused is kept", n)
	}
	for range 3 { // what waits already comes once
		if err := h.send(asked.Secret, file(1), file(2)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(h.sent(asked.Number)); n != 2 {
		t.Errorf("%d files wait, 2 were sent three times", n)
	}
	if err := h.send(asked.Secret, file(3)); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a third: %v", err)
	}
}

// TestNothingIsRecordedThatIsNotKept: a full disk leaves no delivery.
func TestNothingIsRecordedThatIsNotKept(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(somebody)
	in, err := h.s.Invited(t.Context(), asked.Secret, h.today)
	if err != nil {
		t.Fatal(err)
	}
	full := func() error { return errs.Wrap(errNoRoom, errs.StorageFull, "There is no room left.") }
	if err := h.s.Receive(t.Context(), in, change.By{Now: h.by.Now}, []evidence.Arrived{file(1)}, "", "", full); errs.CodeOf(err) != errs.StorageFull {
		t.Error(err)
	}
	if n := len(h.sent(asked.Number)); n != 0 {
		t.Errorf("%d deliveries without a file", n)
	}
}

// TestDoubleSubmit: the same form sent many times at once arrives once.
func TestDoubleSubmit(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(somebody)
	in, err := h.s.Invited(t.Context(), asked.Secret, h.today)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := h.s.Receive(context.Background(), in, change.By{Now: h.by.Now}, []evidence.Arrived{file(1), file(2)}, "", "once", func() error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(h.sent(asked.Number)); n != 2 {
		t.Errorf("%d files wait, 2 were sent", n)
	}
}

func TestMembersAnswerToo(t *testing.T) {
	t.Parallel()
	h := setup(t)
	asked := h.ask(evidence.Request{Title: "Access review", Person: "p-2"}, "A.5.1")
	reader, other := h.as("p-2", authz.Reader), h.as("p-3", authz.Contributor)
	if _, err := h.s.ForMember(t.Context(), other.Actor, asked.Number, h.today); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("another member answers: %v", err)
	}
	in, err := h.s.ForMember(t.Context(), reader.Actor, asked.Number, h.today)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.s.Receive(t.Context(), in, reader, []evidence.Arrived{file(1)}, "", "", func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	sent := h.sent(asked.Number)
	if len(sent) != 1 || sent[0].Value.Person != "p-2" || sent[0].CreatedBy != "system:evidence-request" {
		t.Errorf("%+v", sent)
	}
	if _, err := h.s.Accept(t.Context(), reader, asked.Number, evidence.Accepting{}, zone); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a reader accepts: %v", err)
	}
	stranger := h.organisation("Elsewhere Ltd", "p-9", "Eve")
	if _, err := h.s.ForMember(t.Context(), change.Actor{Org: stranger.Org, Person: "p-2", Role: authz.Owner}, asked.Number, h.today); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("from another organisation: %v", err)
	}
}

func TestWhoIsAsked(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for name, r := range map[string]evidence.Request{
		"nobody":          {Title: "x"},
		"both":            {Title: "x", Person: "p-2", Email: "a@b.example"},
		"no member":       {Title: "x", Person: "p-77"},
		"no address":      {Title: "x", Name: "Ada", Email: "ada"},
		"header":          {Title: "x", Email: "a@b.example\r\nBcc: c@d.example"},
		"in the past":     {Title: "x", Name: "Ada", Due: h.today - 1},
		"a dead link":     {Title: "x", Name: "Ada", Expires: h.today - 1},
		"nothing":         {Name: "Ada"},
		"again something": {Title: "x", Name: "Ada", Again: "EV-99"},
	} {
		if _, err := h.s.Ask(t.Context(), h.by, evidence.Asking{Request: r}, h.today); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTokenIsTheFirstSlot(t *testing.T) {
	t.Parallel()
	if c := evidence.Requests().Declaration().Field("tokenHash").Column(); c != "t1" {
		t.Errorf("the store finds a request by t1; its link is in %s", c)
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"report.pdf": "report.pdf", `C:\Users\ada\report.pdf`: "report.pdf", "../../etc/passwd": "passwd", "": "file", "..": "file", "/": "file",
		"a\x00b\r\n.txt": "ab.txt", "\xff\xfe.pdf": "_.pdf", "evil\u202efdp.exe": "evilfdp.exe", "Prüfbericht 2026.pdf": "Prüfbericht 2026.pdf",
	} {
		if got := evidence.CleanName(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := evidence.CleanName(strings.Repeat("ü", 500) + ".pdf"); len(got) > 150 || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("a long name becomes %d bytes, %q", len(got), got)
	}
}

func (h *house) sent(number string) (rows []evidence.DeliveryRow) {
	h.t.Helper()
	if err := h.door.See(h.t.Context(), h.by.Actor, func(v *change.View) (err error) {
		rows, err = h.s.Sent(v, number)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return rows
}
