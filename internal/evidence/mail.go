package evidence

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// MailWork is the work that sends the link of a request.
const MailWork = "evidence-request.mail"

// Letter is a mail to one person.
type Letter struct {
	ID, To, Name, Subject, Text string
}

// Carrier sends a letter: nil once the mail server has taken it.
type Carrier interface {
	SendLetter(ctx context.Context, l Letter) error
}

// waitingMail is the payload of the job: what waits in the store opens nothing.
type waitingMail struct {
	Request string `json:"request"` // id
	Sealed  string `json:"sealed"`  // the link's secret
}

func sealedPlace(request string) string { return "job/" + MailWork + "/" + request }

// mail queues the mail with a request's link; false when none is sent.
func (s *Service) mail(tx *change.Tx, row RequestRow, secret string) (bool, error) {
	if s.Mails == nil || !s.Mails() || s.Seal == nil || row.Value.Email == "" && row.Value.Person == "" {
		return false, nil
	}
	sealed, err := s.Seal.Seal(sealedPlace(row.ID), []byte(secret))
	if err != nil {
		return false, err
	}
	payload, err := json.Marshal(waitingMail{row.ID, sealed})
	if err != nil {
		return false, err
	}
	// A link that was made anew is another job.
	_, err = tx.Enqueue(change.Job{Work: MailWork, Unique: row.Value.TokenHash, Payload: payload})
	return err == nil, err
}

// Deliver sends the mail of a job of MailWork, under the same Message-ID on
// every try. A link that has died meanwhile is not sent. base is how this server
// is called from outside, domain that of the Message-ID, name the organisation's.
func (s *Service) Deliver(ctx context.Context, j change.Claimed, base, domain, name string, today civil.Date, c Carrier) error {
	var w waitingMail
	if err := json.Unmarshal(j.Payload, &w); err != nil {
		return errs.Wrap(err, errs.Invalid, "This letter is damaged.")
	}
	secret, err := s.Seal.Open(sealedPlace(w.Request), w.Sealed)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "The link of this letter cannot be opened.")
	}
	var row RequestRow
	var to, called string
	err = s.door.See(ctx, change.SystemActor(j.Org, sender), func(v *change.View) (err error) {
		if row, err = s.FindRequest(v, w.Request); err != nil {
			return err
		}
		to, called = row.Value.Email, row.Value.Name
		if row.Value.Person == "" {
			return nil
		}
		members, err := v.Members()
		for _, m := range members {
			if m.Person == row.Value.Person && m.Active {
				to, called = m.Email, m.Name
			}
		}
		return err
	})
	if errs.CodeOf(err) == errs.NotFound || err == nil && (to == "" || row.Value.TokenHash != hashOf(string(secret)) || !row.Value.Takes(today)) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.SendLetter(ctx, Letter{
		ID: "evidence-" + row.ID + "-" + row.Value.TokenHash[:12] + "@" + domain, To: to, Name: called,
		Subject: name + " asks for: " + oneLine(row.Value.Title), Text: letterText(&row.Value, name, base+"/send/"+string(secret)),
	})
}

func letterText(r *Request, name, link string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s asks you for:\n\n    %s\n", name, oneLine(r.Title))
	if r.Reason != "" && r.State == Returned {
		fmt.Fprintf(&b, "\nWhat came was not enough yet: %s\n", r.Reason)
	}
	if r.Message != "" {
		fmt.Fprintf(&b, "\n%s\n", r.Message)
	}
	if !r.Due.IsZero() {
		fmt.Fprintf(&b, "\nIt is wanted by %s.\n", r.Due.Long())
	}
	fmt.Fprintf(&b, "\nSend the files here; no account is needed:\n\n%s\n\nThe link is for you alone and works until %s. If you do not know what this is about, do nothing.\n", link, r.Expires.Long())
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
