package certificate_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/win/certificate"
)

func service(t *testing.T) (*certificate.Service, certificate.By) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	certs, tasks, org := certificate.Register(scheme.Default()), task.Register(), id.New()
	door := change.New(st, register.NewBook(certs, tasks))
	now := time.Date(2027, time.January, 6, 12, 0, 0, 0, time.UTC)
	_, err = door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return certificate.NewService(door, scheme.Default(), certs, tasks),
		certificate.By{Actor: change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: "bid-manager"}, Now: now}
}

const three = `{"ref":"a","scheme":"iso27001","holder":"Fenmoor Digital Ltd","number":"N-1","decision":"2024-05-01","issued":"2024-05-01","expires":"2027-04-30","owner":"p-2"}
{"ref":"b","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","number":"N-2","issued":"2026-09-30"}

{"scheme":"dspt","level":"Standards Met","edition":"2025-26","issued":"2026-06-24","number":"XJ417","sites":"Leeds"}
`

func TestImportTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	s, by := service(t)
	first, err := s.Import(t.Context(), by, strings.NewReader(three))
	if err != nil || first.New != 3 || strings.Join(first.Numbers, " ") != "CERT-1 CERT-2 CERT-3" {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := s.Import(t.Context(), by, strings.NewReader(three))
	if err != nil || again.Unchanged != 3 || again.New != 0 || again.Updated != 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	// A later file without the owner does not take it away; a new date is an update.
	moved, err := s.Import(t.Context(), by, strings.NewReader(`{"ref":"a","scheme":"iso27001","holder":"Fenmoor Digital Ltd","number":"N-1","decision":"2024-05-01","issued":"2024-05-01","expires":"2027-05-31"}`))
	if err != nil || moved.Updated != 1 {
		t.Fatalf("%+v, %v", moved, err)
	}
	row, err := s.Get(t.Context(), by.Actor, "CERT-1")
	if err != nil || row.Value.Owner != "p-2" || row.Value.Expires.String() != "2027-05-31" || row.Version != 2 {
		t.Errorf("%+v, %v", row, err)
	}
	if state, _ := row.Value.Recorded(civil.MustParse("2024-05-01")); state != certificate.Certified {
		t.Errorf("the history begins as %q", state)
	}
}

func TestImportAllOrNothing(t *testing.T) {
	t.Parallel()
	s, by := service(t)
	for _, tt := range []struct{ file, pointer, message string }{
		{three + `{"scheme":"iso-27001"}`, "line 5: /scheme", `Did you mean "iso27001"?`},
		{three + `{"scheme":"cyber-essentials","issued":"2027-02-30"}`, "line 5: /issued", "does not exist"},
		{three + `{"scheme":"cyber-essentials","Issued":"2027-02-03"}`, "line 5: /Issued", "not a known field"},
		{three + `{"scheme":"cyber-essentials","issued":"2027-02-03","expires":"2027-02-02"}`, "line 5: /expires", "before"},
		{three + `{"scheme":"cyber-essentials","level":"2"}`, "line 5: /level", "no levels"},
		{three + `{"scheme":"dspt","level":"perfect"}`, "line 5: /level", "standards_met"},
		{three + `{"scheme":"dspt","status":[{"state":"certified"}]}`, "line 5: /status/0/from", "Say from which day"},
		{three + `{"scheme":"dspt","status":[{"state":"alive","from":"2026-01-01"}]}`, "line 5: /status/0/state", "not a state"},
		{three + `{"ref":"a","scheme":"dspt"}`, "line 5: /ref", "on line 1 already"},
		{three + `{"scheme":"dspt","issued":"20270-01-01"}`, "line 5: /issued", "not a date"},
		{three + `{"scheme":"dspt","covers":"perhaps"}`, "line 5: /covers", "yes, no or unknown"},
		{three + `{"scheme":"dspt","verifyLink":"javascript:alert(1)"}`, "line 5: /verifyLink", "https://"},
		{three + `{"scheme":"dspt"`, "line 5:", "cut off"},
		{three + "\xff", "line 5:", ""},
	} {
		_, err := s.Import(t.Context(), by, strings.NewReader(tt.file))
		fields := errs.FieldsOf(err)
		if errs.CodeOf(err) != errs.Invalid || len(fields) != 1 || !strings.HasPrefix(fields[0].Pointer, strings.TrimSuffix(tt.pointer, ":")) || !strings.Contains(fields[0].Message, tt.message) {
			t.Errorf("%q: %v", tt.file[len(three):], err)
		}
	}
	if _, err := s.Import(t.Context(), by, strings.NewReader("\n\n")); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an empty file: %v", err)
	}
	rows, err := s.List(t.Context(), by.Actor)
	if err != nil || len(rows) != 0 {
		t.Errorf("%d certificates were stored, %v", len(rows), err)
	}
}

func TestRenewalFromStartToEnd(t *testing.T) {
	t.Parallel()
	s, by := service(t)
	today := civil.MustParse("2027-01-06")
	old, err := s.Add(t.Context(), by, certificate.Certificate{Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Issued: civil.MustParse("2026-02-10"), Owner: "p-2"})
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := s.StartRenewal(t.Context(), by, "CERT-1", today, "")
	if err != nil || len(tasks) != 5 {
		t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	for _, task := range tasks {
		if task.Value.Owner != "p-2" || task.Value.AboutID != old.ID || task.Value.Due < today {
			t.Errorf("%+v", task.Value)
		}
	}
	if last := tasks[4].Value; last.Due.String() != "2027-02-09" || !last.Hard {
		t.Errorf("the last task: %+v", last)
	}
	again, err := s.StartRenewal(t.Context(), by, "CERT-1", today+1, "p-3")
	if err != nil || len(again) != 5 || again[0].ID != tasks[0].ID {
		t.Errorf("started twice: %d tasks, %v", len(again), err)
	}
	file := strings.Repeat("0a", 32)
	if _, err := s.ConfirmDraft(t.Context(), by, certificate.Certificate{Scheme: "cyber-essentials", Holder: "Fenmoor Digital Limited", Issued: civil.MustParse("2027-01-05"), Replaces: "CERT-1"}, file, "new.pdf"); err != nil {
		t.Fatal(err)
	}
	rows, err := s.List(t.Context(), by.Actor)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range certificate.Due(scheme.Default(), certificate.Numbers(rows), today) {
		if item.Ref != "CERT-2" {
			t.Errorf("the old one still has %s due", item.Step)
		}
	}
	if _, err := s.Add(t.Context(), by, certificate.Certificate{Scheme: "bpss"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StartRenewal(t.Context(), by, "CERT-3", today, ""); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("without an end: %v", err)
	}
	if _, err := s.StartRenewal(t.Context(), by, "CERT-9", today, ""); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("unknown: %v", err)
	}
}

func TestRecordStatus(t *testing.T) {
	t.Parallel()
	s, by := service(t)
	if _, err := s.Import(t.Context(), by, strings.NewReader(three)); err != nil {
		t.Fatal(err)
	}
	line := certificate.StatusChange{State: certificate.Suspended, From: civil.MustParse("2026-12-01"), Note: "surveillance refused"}
	for range 2 {
		row, err := s.RecordStatus(t.Context(), by, "CERT-1", line)
		if err != nil || row.Version != 2 || len(row.Value.Status) != 2 {
			t.Fatalf("%+v, %v", row, err)
		}
	}
	reader := by
	reader.Role = "reader"
	if _, err := s.RecordStatus(t.Context(), reader, "CERT-1", line); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a reader: %v", err)
	}
	if _, err := s.RecordStatus(t.Context(), by, "CERT-1", certificate.StatusChange{State: "asleep", From: 1}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an unknown state: %v", err)
	}
}

// TestTwoRefsAreTwoCertificates: what differs only by its ref is not folded,
// not even with the same number on both.
func TestTwoRefsAreTwoCertificates(t *testing.T) {
	t.Parallel()
	s, by := service(t)
	line := `{"ref":"REF","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","number":"N-1","issued":"2026-10-01","expires":"2027-09-30"}`
	file := strings.ReplaceAll(line, "REF", "a") + "\n" + strings.ReplaceAll(line, "REF", "b")
	got, err := s.Import(t.Context(), by, strings.NewReader(file))
	if err != nil || got.New != 2 {
		t.Fatalf("%+v, %v: two were wanted", got, err)
	}
	again, err := s.Import(t.Context(), by, strings.NewReader(file))
	if err != nil || again.Unchanged != 2 {
		t.Fatalf("%+v, %v: nothing was to change", again, err)
	}
}
