package evidence

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// secretLength is that of a link's secret: letters of five bits, 130 bits.
const secretLength = 26

// hashOf is what of a link's secret is kept.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Asked is a request with the secret of its link, which is known this once.
type Asked struct {
	RequestRow
	// Secret is empty when the same request had been made before, by its key.
	Secret string
	Mailed bool // the link is on its way by mail too
}

// Asking is a request with what it is for.
type Asking struct {
	Request Request  `json:"request"`
	For     []string `json:"for"` // as Collecting.For
}

// Ask asks somebody for evidence, and gives the link to hand on. Invalid names
// the field at fault.
func (s *Service) Ask(ctx context.Context, by change.By, a Asking, today civil.Date) (Asked, error) {
	r := a.Request
	r.Title, r.Name, r.Email = strings.TrimSpace(r.Title), strings.TrimSpace(r.Name), strings.TrimSpace(r.Email)
	r.State, r.Reason = Open, ""
	if r.Owner == "" {
		r.Owner = by.Person
	}
	if r.Expires.IsZero() {
		r.Expires = max(today.AddDays(LinkDays), r.Due)
	}
	if r.Expires < today {
		return Asked{}, errs.At("/expires", "This day has passed already.")
	}
	if !r.Due.IsZero() && r.Due < today {
		return Asked{}, errs.At("/due", "This day has passed already.")
	}
	return s.link(ctx, by, "evidence-request.create", a, func(tx *change.Tx, hash string) (RequestRow, error) {
		targets, err := s.Targets(tx, a.For)
		if err != nil {
			return RequestRow{}, err
		}
		if err := s.askable(tx, &r); err != nil {
			return RequestRow{}, err
		}
		r := r
		r.TokenHash = hash
		row, err := change.Insert(tx, s.requests, r)
		if err != nil {
			return row, err
		}
		for _, t := range targets {
			if err := tx.Link(row.Ref, t, AskedFor); err != nil {
				return row, err
			}
		}
		return row, nil
	})
}

// askable checks what a request names: the member, and the item that it
// collects anew.
func (s *Service) askable(tx *change.Tx, r *Request) error {
	if r.Again != "" {
		old, err := s.find(tx, r.Again)
		if err != nil {
			return errs.At("/again", "There is no evidence %s.", r.Again)
		}
		r.Again = old.Number
	}
	for _, p := range []struct{ field, person string }{{"person", r.Person}, {"owner", r.Owner}} {
		if p.person == "" {
			continue
		}
		members, err := tx.Members()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(members, func(m change.Member) bool { return m.Person == p.person && m.Active }) {
			return errs.At("/"+p.field, "Choose a member.")
		}
	}
	return nil
}

// link runs a change that gives a request a new link, and has it mailed where
// mails are sent.
func (s *Service) link(ctx context.Context, by change.By, action string, body any, fn func(tx *change.Tx, hash string) (RequestRow, error)) (Asked, error) {
	out := Asked{Secret: rand.Text()}
	receipt, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if out.RequestRow, err = fn(tx, hashOf(out.Secret)); err != nil {
			return err
		}
		out.Mailed, err = s.mail(tx, out.RequestRow, out.Secret)
		return err
	})
	if err == nil && receipt.Repeated {
		out.Secret, out.Mailed = "", false
		if len(receipt.Changed) > 0 {
			out.RequestRow, err = s.Request(ctx, by.Actor, receipt.Changed[0].ID)
		}
	}
	return out, err
}

// Request gives a request by its id or number.
func (s *Service) Request(ctx context.Context, a change.Actor, ref string) (RequestRow, error) {
	var row RequestRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.FindRequest(v, ref)
		return err
	})
	return row, err
}

// FindRequest is Request within a snapshot.
func (s *Service) FindRequest(in change.Reader, ref string) (RequestRow, error) {
	if s.requests.Declaration().ParseNumber(ref) > 0 {
		return change.GetNumber(in, s.requests, strings.ToUpper(ref))
	}
	return change.Get(in, s.requests, ref)
}

// UnderWay gives the requests that are neither accepted nor closed.
func (s *Service) UnderWay(in change.Reader) ([]RequestRow, error) {
	return change.Collect(in, s.requests, register.Query{Filters: []register.Filter{register.Where("state", Open, Received, Returned)}})
}

// Sent gives what was sent in for a request, by number.
func (s *Service) Sent(in change.Reader, number string) ([]DeliveryRow, error) {
	return change.Collect(in, s.deliveries, register.Query{Filters: []register.Filter{register.Where("request", number)}})
}

// Delivery gives one file that was sent in, by its number.
func (s *Service) Delivery(ctx context.Context, a change.Actor, number string) (DeliveryRow, error) {
	var row DeliveryRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = change.GetNumber(v, s.deliveries, number)
		return err
	})
	return row, err
}

// Relink gives a request that is under way a new link, good for LinkDays at the
// least: the one before is dead.
func (s *Service) Relink(ctx context.Context, by change.By, ref string, today civil.Date) (Asked, error) {
	return s.link(ctx, by, "evidence-request.link", []string{ref, "link"}, func(tx *change.Tx, hash string) (RequestRow, error) {
		row, err := s.underWay(tx, ref)
		if err != nil {
			return row, err
		}
		r := row.Value
		r.TokenHash, r.Expires = hash, max(r.Expires, today.AddDays(LinkDays))
		return change.Put(tx, s.requests, row.ID, row.Version, r)
	})
}

func (s *Service) underWay(tx *change.Tx, ref string) (RequestRow, error) {
	row, err := s.FindRequest(tx, ref)
	if err == nil && !row.Value.UnderWay() {
		err = errs.New(errs.Conflict, "%s has ended: it is %s.", row.Number, row.Value.State)
	}
	return row, err
}

// Return asks again, with a reason: what waits is not taken, and there is a new
// link, good for LinkDays at the least.
func (s *Service) Return(ctx context.Context, by change.By, ref, reason string, today civil.Date) (Asked, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Asked{}, errs.At("/reason", "Say what is missing: it is shown to who sends it.")
	}
	if len(reason) > MaxMessage {
		return Asked{}, errs.At("/reason", "Keep this under 4,000 letters.")
	}
	by.Reason = reason
	return s.link(ctx, by, "evidence-request.return", []string{ref, reason}, func(tx *change.Tx, hash string) (RequestRow, error) {
		row, err := s.underWay(tx, ref)
		if err != nil {
			return row, err
		}
		if row.Value.State != Received {
			return row, errs.New(errs.Conflict, "Nothing has come for %s that could be returned.", row.Number)
		}
		if err := s.refuse(tx, row.Number, nil); err != nil {
			return row, err
		}
		r := row.Value
		r.State, r.Reason, r.TokenHash, r.Expires = Returned, reason, hash, max(r.Expires, today.AddDays(LinkDays))
		return change.Put(tx, s.requests, row.ID, row.Version, r)
	})
}

// refuse marks what waits as not taken, but for those whose numbers are kept.
func (s *Service) refuse(tx *change.Tx, number string, keep []string) error {
	sent, err := s.Sent(tx, number)
	if err != nil {
		return err
	}
	for _, d := range sent {
		if d.Value.State != Waiting || slices.Contains(keep, d.Number) {
			continue
		}
		v := d.Value
		v.State = Refused
		if _, err := change.Put(tx, s.deliveries, d.ID, d.Version, v); err != nil {
			return err
		}
	}
	return nil
}

// Revoke ends a request: its link is dead at once, and what waits is not taken.
func (s *Service) Revoke(ctx context.Context, by change.By, ref, reason string) (RequestRow, error) {
	var row RequestRow
	_, err := s.door.Do(ctx, by.Request("evidence-request.revoke", []string{ref, reason}), func(tx *change.Tx) (err error) {
		if row, err = s.underWay(tx, ref); err != nil {
			return err
		}
		if err = s.refuse(tx, row.Number, nil); err != nil {
			return err
		}
		r := row.Value
		r.State, r.TokenHash = Closed, ""
		if reason = strings.TrimSpace(reason); reason != "" {
			r.Reason = reason
		}
		row, err = change.Put(tx, s.requests, row.ID, row.Version, r)
		return err
	})
	return row, err
}

// RequestRegister gives the register of requests.
func (s *Service) RequestRegister() *register.Register[Request] { return s.requests }

// DeliveryRegister gives the register of what was sent in.
func (s *Service) DeliveryRegister() *register.Register[Delivery] { return s.deliveries }
