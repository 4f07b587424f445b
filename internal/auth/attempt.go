package auth

import (
	"context"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// limit says how often something may be tried.
type limit struct {
	window time.Duration
	most   int64
	// hold is how long one waits then, the first time; it doubles with each time
	// up to maxHold.
	hold    time.Duration
	maxHold time.Duration
}

var (
	// accountLimit is for one account, or for one address of none.
	accountLimit = limit{window: 15 * time.Minute, most: 10, hold: time.Minute, maxHold: time.Hour}
	// sourceLimit is for one source address, whomever it tries.
	sourceLimit = limit{window: 15 * time.Minute, most: 50, hold: 15 * time.Minute, maxHold: time.Hour}
	// resetLimit is for the mails that one account is sent.
	resetLimit = limit{window: time.Hour, most: 5, hold: time.Hour, maxHold: time.Hour}
	// inviteLimit is for the invitations of one organisation.
	inviteLimit = limit{window: time.Hour, most: 100, hold: time.Hour, maxHold: time.Hour}
	// beginLimit is for the sign-ins by providers and passkeys that one source
	// begins: each leaves a row until it is finished or too old.
	beginLimit = limit{window: 15 * time.Minute, most: 120, hold: 15 * time.Minute, maxHold: time.Hour}
)

// holdsForgotten is how long after its last attempt a subject begins anew.
const holdsForgotten = 24 * time.Hour

// What is counted. An account is counted by its address, so that one that does
// not exist waits exactly as one that does.
func subjectOf(a account.Account) string {
	if a.Email == "" {
		return "person:" + a.ID
	}
	return subjectOfEmail(a.Email)
}

func subjectOfEmail(email string) string { return "account:" + hashOf(account.Key(email)) }
func subjectOfSource(f From) string      { return "source:" + address(f.Address) }

// take counts one more attempt before it is made, so that many at once cannot
// pass together. It gives how long to wait when there have been too many.
func (l limit) take(ctx context.Context, p account.Port, subject string, now int64) (wait time.Duration, err error) {
	a, err := p.Attempt(ctx, subject)
	if err != nil {
		return 0, err
	}
	if a.HeldUntil > now {
		return time.Duration(a.HeldUntil-now) * time.Microsecond, nil
	}
	if now-a.LastAt > holdsForgotten.Microseconds() {
		a.Holds = 0
	}
	if now-a.Since > l.window.Microseconds() {
		a.Since, a.Count = now, 0
	}
	if a.Count >= l.most {
		return time.Duration(a.Since-now)*time.Microsecond + l.window, nil
	}
	a.Count, a.LastAt = a.Count+1, now
	return 0, p.SetAttempt(ctx, a)
}

// miss says that the attempt failed; held is until when the subject waits now,
// 0 when it does not, and again that it has had to wait before and nobody has
// got in since.
func (l limit) miss(ctx context.Context, p account.Port, subject string, now int64) (held int64, again bool, err error) {
	a, err := p.Attempt(ctx, subject)
	if err != nil || a.Count < l.most {
		return 0, false, err
	}
	hold := l.hold << min(a.Holds, 16)
	if hold > l.maxHold || hold <= 0 {
		hold = l.maxHold
	}
	a.HeldUntil, a.Holds, a.Count, a.Since = now+hold.Microseconds(), a.Holds+1, 0, now
	return a.HeldUntil, a.Holds > 1, p.SetAttempt(ctx, a)
}

// giveBack takes one attempt back: it succeeded, and does not count against
// others of the same source.
func giveBack(ctx context.Context, p account.Port, subject string) error {
	a, err := p.Attempt(ctx, subject)
	if err != nil || a.Count == 0 {
		return err
	}
	a.Count--
	return p.SetAttempt(ctx, a)
}

// tooMany says to wait.
func tooMany(wait time.Duration) error {
	minutes := max(1, int((wait+time.Minute-1)/time.Minute))
	unit := "minutes"
	if minutes == 1 {
		unit = "minute"
	}
	return errs.New(errs.RateLimited, "There were too many attempts. Wait %d %s, then try again.", minutes, unit)
}

// attempt is one attempt of somebody to prove something, on its way.
type attempt struct {
	s       *Service
	from    From
	subject string
	kind    string // for the security log
	person  string // id, where it is known
	again   bool   // it has had to wait before, and nobody has got in since
}

// begin counts the attempt, in the transaction that reads what it is about.
func (t *attempt) begin(ctx context.Context, p account.Port, now int64) (wait time.Duration, err error) {
	if wait, err = sourceLimit.take(ctx, p, subjectOfSource(t.from), now); wait > 0 || err != nil {
		return wait, err
	}
	return accountLimit.take(ctx, p, t.subject, now)
}

// failed counts the failure; held is until when the account waits, if it does.
func (t *attempt) failed(ctx context.Context, p account.Port, now int64) (held int64, err error) {
	if _, _, err := sourceLimit.miss(ctx, p, subjectOfSource(t.from), now); err != nil {
		return 0, err
	}
	held, t.again, err = accountLimit.miss(ctx, p, t.subject, now)
	return held, err
}

// passed forgets what was counted of the account and gives the source its
// attempt back.
func (t *attempt) passed(ctx context.Context, p account.Port) error {
	if err := giveBack(ctx, p, subjectOfSource(t.from)); err != nil {
		return err
	}
	return p.DropAttempt(ctx, t.subject)
}

// refused writes the security log, and tells the organisations of a member who
// is locked out now.
func (t *attempt) refused(ctx context.Context, why string, held int64) {
	t.s.guard.refused(t.kind, why, t.from, t.person)
	if held == 0 || t.person == "" {
		return
	}
	t.s.guard.refused("lock-out", "too many failures", t.from, t.person)
	if t.again {
		return // it is told: a stranger who goes on must not make the trail grow
	}
	t.s.tell(ctx, t.person, "settings.lock-out", map[string]any{"lockedOut": t.person, "until": held, "from": address(t.from.Address)})
}

// Begins counts that a source begins to sign in another way ("oidc",
// "passkey"). RateLimited after too many.
func (s *Service) Begins(ctx context.Context, kind string, from From) error {
	var wait time.Duration
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		wait, err = beginLimit.take(ctx, p, "begin:"+address(from.Address), now)
		return err
	})
	if err == nil && wait > 0 {
		s.guard.refused(kind, "held back", from, "")
		err = tooMany(wait)
	}
	return err
}

// Tell puts what a person has done to their own way in into the trail of each of
// their organisations.
func (s *Service) Tell(ctx context.Context, v *Visit, action string, payload any) {
	s.tell(ctx, v.Account.ID, action, payload)
}

// tell puts an event about a person into the trail of each of their
// organisations. What goes wrong is logged: the refusal stands all the same.
func (s *Service) tell(ctx context.Context, person, action string, payload any) {
	ctx = context.WithoutCancel(ctx)
	var places []account.Place
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		places, err = p.Places(ctx, person)
		return err
	})
	for _, place := range places {
		if err == nil {
			_, err = s.c.Door.Do(ctx, change.Request{Actor: change.SystemActor(place.Org, "sign-in"), Action: action, Now: s.c.Now()}, func(tx *change.Tx) error {
				tx.Note(payload)
				return nil
			})
		}
	}
	if err != nil {
		s.c.Log.Error("trail of sign-in", "error", err)
	}
}
