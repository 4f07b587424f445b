package trustpage

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

// Subscription is somebody who wants to be told when a certificate of a page
// lapses. The address is personal data: it is kept until the person unsubscribes
// or is erased, and an address that is not confirmed for unconfirmedFor.
type Subscription struct {
	ID    string
	Org   string
	Email string
	// Confirm is the SHA-256 of the secret in the mail that asks to confirm.
	Confirm string
	// Stop is the secret of the link that ends the subscription. It stands in each
	// mail, so it is kept as it is: whoever has it can do nothing else.
	Stop        string
	Confirmed   bool
	CreatedAt   int64 // microseconds UTC
	ConfirmedAt int64
	// Told is what the person knows: by certificate, whether it counted.
	Told map[string]bool
	// Source is the sender's truncated address, for the limits alone.
	Source string
}

// Counted is how many subscriptions were asked for lately, for the limits.
type Counted struct{ Organisation, Email, Source int }

// SubscriptionStore keeps subscriptions. They are no records: a stranger must
// not be able to grow the trail.
type SubscriptionStore interface {
	// CountSubscriptions counts the unconfirmed ones asked for since an instant.
	CountSubscriptions(ctx context.Context, org, email, source string, since int64) (Counted, error)
	// AddSubscription stores one with the job that sends its mail. False: the
	// address is confirmed already, and nothing was stored.
	AddSubscription(ctx context.Context, s Subscription, j change.Job) (bool, error)
	// SubscriptionBy finds one by its id, by the hash of its confirming secret, or
	// by its ending secret; the others are empty.
	SubscriptionBy(ctx context.Context, id, confirm, stop string) (Subscription, bool, error)
	// Subscriptions gives the confirmed ones of an organisation.
	Subscriptions(ctx context.Context, org string) ([]Subscription, error)
	// PutSubscription stores what has changed of one.
	PutSubscription(ctx context.Context, s Subscription) error
	// EndSubscription removes one.
	EndSubscription(ctx context.Context, org, id string) error
	// SweepSubscriptions removes those unconfirmed and older than an instant.
	SweepSubscriptions(ctx context.Context, before int64) (int64, error)
	// TellSubscriber adds the job that tells one; false when one is waiting.
	TellSubscriber(ctx context.Context, org string, j change.Job) (bool, error)
}

const (
	// unconfirmedFor is how long an address that was typed in is kept while its
	// owner has not confirmed it.
	unconfirmedFor = 48 * time.Hour
	// Limits of what is asked for and not confirmed: a form that sends mail must
	// not be of use to bother others.
	window       = time.Hour
	perOrg       = 60
	perEmail     = 2
	perSource    = 10
	maxEmail     = 254
	secretLength = 26 // letters of 5 bits: 130 bits
)

// The works of the jobs that send the mails.
const (
	WorkConfirm = "trust.confirm"
	WorkTell    = "trust.tell"
)

// confirmJob is the payload of the mail that asks to confirm. The secret is in
// it alone, for as long as the job is kept.
type confirmJob struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

// Alerts is "tell me when it lapses".
type Alerts struct {
	Pages *Service
	Store SubscriptionStore
	// Base is how this server is called from outside: "https://example.org".
	Base string
	// Domain is that of the Message-IDs.
	Domain string
}

// Subscribe asks the owner of an address whether they want to be told. The
// answer is the same whether the address was there before or not. Errors:
// NotFound for a page that is not public; Invalid for what is no address;
// RateLimited.
func (a *Alerts) Subscribe(ctx context.Context, handle, email, source string, now time.Time, today civil.Date) error {
	_, org, err := a.Pages.Public(ctx, handle, now, today)
	if err != nil {
		return err
	}
	if email = strings.TrimSpace(email); !plausible(email) {
		return errs.At("/email", "Enter an e-mail address, like name@example.org.")
	}
	n, err := a.Store.CountSubscriptions(ctx, org, key(email), source, now.Add(-window).UnixMicro())
	if err != nil {
		return err
	}
	if n.Organisation >= perOrg || n.Email >= perEmail || n.Source >= perSource {
		return errs.New(errs.RateLimited, "Too many addresses were entered here lately. Try again in an hour, or subscribe to the calendar or the feed instead.")
	}
	secret := rand.Text()
	s := Subscription{ID: id.New(), Org: org, Email: key(email), Confirm: hashOf(secret), Stop: rand.Text(), CreatedAt: now.UnixMicro(), Source: source}
	payload, err := json.Marshal(confirmJob{ID: s.ID, Secret: secret})
	if err != nil {
		return err
	}
	_, err = a.Store.AddSubscription(ctx, s, change.Job{Work: WorkConfirm, Unique: s.ID, RunAt: now.UnixMicro(), Payload: payload})
	return err
}

// key is the form in which addresses are kept: without capitals, so that one
// person is found under one address.
func key(email string) string { return strings.ToLower(email) }

// plausible accepts an address that can be mailed to; whether it is anybody's
// the mail finds out.
func plausible(email string) bool {
	if len(email) > maxEmail || strings.ContainsFunc(email, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r)
	}) {
		return false
	}
	local, domain, ok := strings.Cut(email, "@")
	return ok && local != "" && len(local) <= 64 && !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.Contains(email, "..") &&
		!strings.Contains(domain, "@") && strings.Contains(domain, ".") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") &&
		!strings.HasPrefix(domain, "-") && !strings.HasSuffix(domain, "-")
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Pending gives the page that a confirming secret is for, without confirming: a
// program that looks at every link of a mail must not confirm by looking.
func (a *Alerts) Pending(ctx context.Context, handle, secret string, now time.Time, today civil.Date) (Page, error) {
	p, _, _, err := a.pending(ctx, handle, secret, now, today)
	return p, err
}

func (a *Alerts) pending(ctx context.Context, handle, secret string, now time.Time, today civil.Date) (Page, string, Subscription, error) {
	p, org, err := a.Pages.Public(ctx, handle, now, today)
	if err != nil {
		return p, "", Subscription{}, err
	}
	if len(secret) != secretLength {
		return p, org, Subscription{}, stale()
	}
	s, found, err := a.Store.SubscriptionBy(ctx, "", hashOf(secret), "")
	if err != nil {
		return p, org, s, err
	}
	if !found || s.Org != org || !s.Confirmed && now.Sub(time.UnixMicro(s.CreatedAt)) > unconfirmedFor {
		return p, org, s, stale()
	}
	return p, org, s, nil
}

func stale() error {
	return errs.New(errs.NotFound, "This link is not valid any more: it can be used for two days. Enter your address again.")
}

// Confirm begins the subscription: from now on the person is told of what
// lapses. Confirming twice changes nothing.
func (a *Alerts) Confirm(ctx context.Context, handle, secret string, now time.Time, today civil.Date) (Page, error) {
	p, _, s, err := a.pending(ctx, handle, secret, now, today)
	if err != nil || s.Confirmed {
		return p, err
	}
	s.Confirmed, s.ConfirmedAt, s.Told = true, now.UnixMicro(), standing(&p)
	return p, a.Store.PutSubscription(ctx, s)
}

// Stoppable says whether an ending secret is of any subscription.
func (a *Alerts) Stoppable(ctx context.Context, secret string) (bool, error) {
	if len(secret) != secretLength {
		return false, nil
	}
	_, found, err := a.Store.SubscriptionBy(ctx, "", "", secret)
	return found, err
}

// Stop ends a subscription and forgets its address. Ending one that is not
// there is no error.
func (a *Alerts) Stop(ctx context.Context, secret string) error {
	if len(secret) != secretLength {
		return nil
	}
	s, found, err := a.Store.SubscriptionBy(ctx, "", "", secret)
	if err != nil || !found {
		return err
	}
	return a.Store.EndSubscription(ctx, s.Org, s.ID)
}

// standing says of each certificate on the page whether it counts.
func standing(p *Page) map[string]bool {
	out := map[string]bool{}
	for i := range p.Cards {
		out[p.Cards[i].Ref] = p.Cards[i].Status.Counts()
	}
	return out
}
