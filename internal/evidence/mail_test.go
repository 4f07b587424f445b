package evidence_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/job"
	"holdfast/internal/secret"
)

// post keeps the letters that were sent.
type post struct{ letters []evidence.Letter }

func (p *post) SendLetter(_ context.Context, l evidence.Letter) error {
	p.letters = append(p.letters, l)
	return nil
}

// deliver runs what waits in the store, as a server does.
func (h *house) deliver(p *post, payloads *[]string) {
	h.t.Helper()
	runner := &job.Runner{Store: h.store, Now: func() time.Time { return h.by.Now }, Log: slog.New(slog.DiscardHandler), Workers: map[string]job.Worker{
		evidence.MailWork: func(ctx context.Context, j change.Claimed) error {
			*payloads = append(*payloads, string(j.Payload))
			return h.s.Deliver(ctx, j, "https://holdfast.example.org", "example.org", "Fenmoor Digital Ltd", h.today, p)
		},
	}}
	for range 5 {
		if _, err := runner.Once(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
	}
}

// TestLinksAreMailedSealed: where mail is sent, the link goes to who is asked;
// what waits in the store opens nothing, and a link that died is not sent.
func TestLinksAreMailedSealed(t *testing.T) {
	t.Parallel()
	h := setup(t)
	ring, err := secret.New(zeros{}, h.by.Now)
	if err != nil {
		t.Fatal(err)
	}
	h.s.Seal, h.s.Mails = ring, func() bool { return true }
	asked := h.ask(somebody)
	dead := h.ask(somebody)
	if _, err := h.s.Revoke(t.Context(), h.by, dead.Number, ""); err != nil {
		t.Fatal(err)
	}
	member := h.ask(evidence.Request{Title: "Access\r\nreview", Person: "p-2"})
	unknown := h.ask(evidence.Request{Title: "x", Name: "Without an address"})
	if !asked.Mailed || !member.Mailed || unknown.Mailed {
		t.Errorf("mailed: %v, %v, %v", asked.Mailed, member.Mailed, unknown.Mailed)
	}
	var p post
	var payloads []string
	h.deliver(&p, &payloads)
	if len(p.letters) != 2 || len(payloads) != 3 {
		t.Fatalf("%d letters of %d jobs", len(p.letters), len(payloads))
	}
	for _, l := range p.letters {
		if strings.ContainsAny(l.Subject, "\r\n") {
			t.Errorf("a subject of two lines: %q", l.Subject)
		}
		switch l.To {
		case "ada@supplier.example":
			if !strings.Contains(l.Text, "https://holdfast.example.org/send/"+asked.Secret) || !strings.Contains(l.Text, "Fenmoor Digital Ltd asks you for") {
				t.Errorf("%s", l.Text)
			}
		case "owen@example.org":
		default:
			t.Errorf("a letter to %q", l.To)
		}
	}
	for _, payload := range payloads {
		for _, s := range []string{asked.Secret, member.Secret, dead.Secret} {
			if strings.Contains(payload, s) {
				t.Errorf("a link waits open: %s", payload)
			}
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
