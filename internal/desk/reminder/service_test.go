package reminder_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/win/certificate"
)

type house struct {
	org   string
	door  *change.Door
	certs *certificate.Service
	told  *register.Register[reminder.Told]
	rem   *reminder.Service
	by    certificate.By
}

var noon = time.Date(2027, time.January, 6, 12, 0, 0, 0, time.UTC)

// build makes an organisation with two members in a database of its own.
func build(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{org: id.New(), told: reminder.Register()}
	certs, tasks := certificate.Register(scheme.Default()), task.Register()
	h.door = change.New(st, register.NewBook(certs, tasks, h.told))
	h.certs = certificate.NewService(h.door, scheme.Default(), certs, tasks)
	h.rem = reminder.NewService(h.door, h.told, "holdfast.example.org", "")
	_, err = h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: "settings.create", Now: noon}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair", Email: "priya@example.org"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.by = certificate.By{Actor: change.Actor{Org: h.org, Person: "p-1", Name: "Priya Nair", Role: "owner"}, Now: noon}
	return h
}

// due gives what is due of the certificates on a day.
func (h *house) due(today civil.Date) func(*change.View) ([]due.Item, error) {
	certs := certificate.Register(scheme.Default())
	return func(v *change.View) ([]due.Item, error) {
		rows, err := change.Collect(v, certs, register.Query{})
		if err != nil {
			return nil, err
		}
		return certificate.Due(scheme.Default(), certificate.Numbers(rows), today), nil
	}
}

func (h *house) run(t *testing.T, today civil.Date) int {
	t.Helper()
	n, err := h.rem.Run(t.Context(), h.org, noon, today, h.due(today))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// payload gives the delivery of the digest with the number.
func (h *house) payload(t *testing.T, number string) []byte {
	t.Helper()
	var row register.Row[reminder.Told]
	err := h.door.See(t.Context(), h.by.Actor, func(v *change.View) (err error) {
		row, err = change.GetNumber(v, h.told, number)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(map[string]string{"digest": row.ID})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type mailbox struct{ sent []reminder.Message }

func (m *mailbox) Send(_ context.Context, msg reminder.Message, _ time.Time) error {
	m.sent = append(m.sent, msg)
	return nil
}

func ce(issued string) certificate.Certificate {
	return certificate.Certificate{
		Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Number: "CE-" + issued,
		Issued: civil.MustParse(issued), Owner: "p-1",
	}
}

func TestRunAndDeliver(t *testing.T) {
	t.Parallel()
	h := build(t)
	today := civil.MustParse("2027-01-06")
	if _, err := h.certs.Add(t.Context(), h.by, ce("2026-01-20")); err != nil {
		t.Fatal(err)
	}
	if n := h.run(t, today); n != 1 {
		t.Fatalf("%d digests", n)
	}
	if n := h.run(t, today); n != 0 {
		t.Errorf("a restart wrote %d digests more", n)
	}
	if n := h.run(t, today-30); n != 0 {
		t.Errorf("a clock that went back wrote %d digests more", n)
	}
	var box mailbox
	for range 2 { // the answer to the first was lost
		if err := h.rem.Deliver(t.Context(), h.org, h.payload(t, "REM-1"), noon, &box, h.due(today)); err != nil {
			t.Fatal(err)
		}
	}
	if len(box.sent) != 2 || box.sent[0].ID != box.sent[1].ID || box.sent[0].To.Address != "priya@example.org" {
		t.Fatalf("sent %+v", box.sent)
	}
	if err := h.rem.Deliver(t.Context(), h.org, []byte("{"), noon, &box, h.due(today)); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a broken payload: %v", err)
	}
}

// Renewed while the mail waited: nothing goes out.
func TestRenewedBeforeTheMail(t *testing.T) {
	t.Parallel()
	h := build(t)
	today := civil.MustParse("2027-01-06")
	if _, err := h.certs.Add(t.Context(), h.by, ce("2026-01-20")); err != nil {
		t.Fatal(err)
	}
	if n := h.run(t, today); n != 1 {
		t.Fatalf("%d digests", n)
	}
	if _, err := h.certs.Add(t.Context(), h.by, ce("2027-01-05")); err != nil {
		t.Fatal(err)
	}
	var box mailbox
	if err := h.rem.Deliver(t.Context(), h.org, h.payload(t, "REM-1"), noon, &box, h.due(today)); err != nil {
		t.Fatal(err)
	}
	if len(box.sent) != 0 {
		t.Errorf("sent %+v", box.sent)
	}
	if n := h.run(t, today+1); n != 0 {
		t.Errorf("%d digests the day after", n)
	}
}
