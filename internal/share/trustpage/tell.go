package trustpage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Mail is one mail to send.
type Mail struct {
	ID, To, Subject, Text string
	At                    time.Time
}

// Postman sends mails. Invalid: never; any other error: try again.
type Postman interface {
	SendMail(ctx context.Context, m Mail) error
}

// lapse is one certificate that has ceased to count. Key and Ref name it for
// good, while Says counts days.
type lapse struct{ Ref, Key, Name, Says string }

// lapses compares what a person knows with the page. A certificate that left
// the page has ceased to be shown, which is told too.
func lapses(told map[string]bool, p *Page) []lapse {
	var out []lapse
	left := map[string]bool{}
	for ref, counted := range told {
		left[ref] = counted
	}
	for i := range p.Cards {
		c := &p.Cards[i]
		if told[c.Ref] && !c.Status.Counts() {
			out = append(out, lapse{c.Ref, c.Status.Key, c.name(), c.Status.Word + ": " + c.Status.Says + "."})
		}
		delete(left, c.Ref)
	}
	for ref, counted := range left {
		if counted {
			out = append(out, lapse{ref, "gone", "A certificate", "It is no longer shown on the page."})
		}
	}
	slices.SortFunc(out, func(a, b lapse) int { return strings.Compare(a.Ref, b.Ref) })
	return out
}

// name is how a mail names a certificate: "ISO 27001 of Fenmoor Digital Ltd,
// number 12345".
func (c *Card) name() string {
	s := c.Scheme
	if c.Holder != "" {
		s += " of " + c.Holder
	}
	if c.Number != "" {
		s += ", number " + c.Number
	}
	return s
}

// Look finds who is to be told, on the public pages of the organisation, and
// adds a job for each. It is called again and again: who waits to be told is
// not added twice. A page that is off tells nobody.
func (a *Alerts) Look(ctx context.Context, org string, now time.Time, today civil.Date) (int, error) {
	subs, err := a.Store.Subscriptions(ctx, org)
	if err != nil || len(subs) == 0 {
		return 0, err
	}
	p, found, err := a.page(ctx, org, now, today)
	if err != nil || !found {
		return 0, err
	}
	n := 0
	for _, s := range subs {
		if len(lapses(s.Told, &p)) == 0 {
			if !samesAll(s.Told, standing(&p)) { // a new certificate, or one that counts again
				s.Told = standing(&p)
				if err := a.Store.PutSubscription(ctx, s); err != nil {
					return n, err
				}
			}
			continue
		}
		payload, err := json.Marshal(confirmJob{ID: s.ID})
		if err != nil {
			return n, err
		}
		added, err := a.Store.TellSubscriber(ctx, org, change.Job{Work: WorkTell, Unique: s.ID, RunAt: now.UnixMicro(), Payload: payload})
		if err != nil {
			return n, err
		}
		if added {
			n++
		}
	}
	return n, nil
}

func samesAll(a, b map[string]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// page gives the organisation's public page; false when it is off.
func (a *Alerts) page(ctx context.Context, org string, now time.Time, today civil.Date) (Page, bool, error) {
	actor := change.SystemActor(org, "trust page")
	row, found, err := a.Pages.Settings(ctx, actor)
	if err != nil || !found || !row.Value.On {
		return Page{}, false, err
	}
	p, err := a.Pages.Preview(ctx, actor, &row.Value, now, today)
	return p, true, err
}

// Sweep forgets addresses that nobody confirmed.
func (a *Alerts) Sweep(ctx context.Context, now time.Time) error {
	_, err := a.Store.SweepSubscriptions(ctx, now.Add(-unconfirmedFor).UnixMicro())
	return err
}

// Deliver sends the mail of a job of WorkConfirm or WorkTell. It is safe to
// repeat: the same mail carries the same Message-ID.
func (a *Alerts) Deliver(ctx context.Context, j change.Claimed, now time.Time, today civil.Date, by Postman) error {
	var job confirmJob
	if err := json.Unmarshal(j.Payload, &job); err != nil {
		return errs.Wrap(err, errs.Invalid, "The job cannot be read.")
	}
	s, found, err := a.Store.SubscriptionBy(ctx, job.ID, "", "")
	if err != nil || !found || s.Org != j.Org {
		return err // ended meanwhile: there is nobody to tell
	}
	p, on, err := a.page(ctx, j.Org, now, today)
	if err != nil || !on {
		return err
	}
	if j.Work == WorkConfirm {
		if s.Confirmed {
			return nil
		}
		return by.SendMail(ctx, a.asking(&p, s, job.Secret, now))
	}
	if !s.Confirmed {
		return nil
	}
	if found := lapses(s.Told, &p); len(found) > 0 {
		if err := by.SendMail(ctx, a.telling(&p, s, found, now)); err != nil {
			return err
		}
	}
	s.Told = standing(&p)
	return a.Store.PutSubscription(ctx, s)
}

func (a *Alerts) asking(p *Page, s Subscription, secret string, now time.Time) Mail {
	return Mail{
		ID: s.ID + ".confirm@" + a.Domain, To: s.Email, At: now,
		Subject: "Confirm: tell me when a certificate of " + line(p.Organisation) + " lapses",
		Text: fmt.Sprintf(`Somebody, most likely you, asked to be told when a certificate that
%s shows on its trust page lapses.

To begin, open this page and press the button:
%s/trust/%s/confirm/%s

If it was not you, do nothing: without it nothing is sent, and the address is
forgotten after two days.

Holdfast
`, line(p.Organisation), a.Base, p.Handle, secret),
	}
}

func (a *Alerts) telling(p *Page, s Subscription, found []lapse, now time.Time) Mail {
	var b strings.Builder
	digest := sha256.New()
	fmt.Fprintf(&b, "On the trust page of %s:\n", line(p.Organisation))
	for _, l := range found {
		fmt.Fprintf(&b, "\n%s\n  %s\n", line(l.Name), line(l.Says))
		fmt.Fprintf(digest, "%s\x00%s\x00", l.Ref, l.Key)
	}
	fmt.Fprintf(&b, "\nLook at the page, and check at the source:\n%s/trust/%s\n\nThis is a fact from the organisation's own record and no verdict.\nTo end these mails: %s/trust/%s/stop/%s\n\nHoldfast\n", a.Base, p.Handle, a.Base, p.Handle, s.Stop)
	subject := fmt.Sprintf("%s: %s", line(found[0].Name), line(found[0].Says))
	if len(found) > 1 {
		subject = fmt.Sprintf("%d certificates of %s have lapsed", len(found), line(p.Organisation))
	}
	return Mail{ID: s.ID + "." + hex.EncodeToString(digest.Sum(nil)[:8]) + "@" + a.Domain, To: s.Email, Subject: subject, Text: b.String(), At: now}
}

// line makes one line of a text of others.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
