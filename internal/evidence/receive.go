package evidence

import (
	"context"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Place is a request that the public found by its link.
type Place struct{ Org, Name, ID string }

// Places is what the package asks of the store beside the door: who has a link
// names no organisation.
type Places interface {
	// RequestPlaces gives the requests, of whatever organisation, whose link has
	// the hash; the oldest first.
	RequestPlaces(ctx context.Context, tokenHash string) ([]Place, error)
}

// sender is who acts when somebody without an account sends something in, or a
// member who may not change evidence otherwise.
const sender = "evidence-request"

// Invitation is what a link leads to: the organisation's name, what is asked,
// and no more of it.
type Invitation struct {
	Org          string // its id, which is not shown
	Organisation string
	Request      RequestRow
	Sent         []DeliveryRow // what has come so far
	today        civil.Date
}

// Left says how many files may still be sent.
func (i *Invitation) Left() int { return max(0, i.Request.Value.Limit()-i.came()) }

// came counts what was sent since it was last returned.
func (i *Invitation) came() int {
	n := 0
	for _, d := range i.Sent {
		if d.Value.State == Waiting {
			n++
		}
	}
	return n
}

// Files gives what waits to be looked at.
func (i *Invitation) Files() []DeliveryRow {
	return slices.DeleteFunc(slices.Clone(i.Sent), func(d DeliveryRow) bool { return d.Value.State != Waiting })
}

// NotThere is the one answer for a link of nobody, one that has run out or was
// revoked, and one of a request that has ended.
func NotThere() error {
	return errs.New(errs.NotFound, "This link does not work, or does not work any more. Ask who gave it to you for a new one.")
}

// Invited finds what the secret of a link leads to. Every secret that leads to
// nothing gets the same answer: NotThere.
func (s *Service) Invited(ctx context.Context, secret string, today civil.Date) (Invitation, error) {
	if len(secret) != secretLength || strings.ContainsFunc(secret, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '2' || r > '7') }) {
		return Invitation{}, NotThere()
	}
	hash := hashOf(secret)
	places, err := s.places.RequestPlaces(ctx, hash)
	if err != nil {
		return Invitation{}, err
	}
	for _, p := range places {
		in, err := s.invitation(ctx, p.Org, p.ID, today)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return in, err
		}
		if in.Request.Value.TokenHash == hash && in.Request.Value.Takes(today) {
			in.Organisation = p.Name
			return in, nil
		}
	}
	return Invitation{}, NotThere()
}

func (s *Service) invitation(ctx context.Context, org, ref string, today civil.Date) (Invitation, error) {
	in := Invitation{Org: org, today: today}
	err := s.door.See(ctx, change.SystemActor(org, sender), func(v *change.View) (err error) {
		if in.Request, err = s.FindRequest(v, ref); err != nil {
			return err
		}
		in.Sent, err = s.Sent(v, in.Request.Number)
		return err
	})
	return in, err
}

// ForMember gives the request to the member who is asked, signed in: whatever
// their role, they may answer it. Forbidden for anybody else; Conflict once it
// has ended.
func (s *Service) ForMember(ctx context.Context, a change.Actor, ref string, today civil.Date) (Invitation, error) {
	in, err := s.invitation(ctx, a.Org, ref, today)
	switch {
	case err != nil:
		return Invitation{}, err
	case in.Request.Value.Person == "" || in.Request.Value.Person != a.Person || a.AsAt != 0:
		return Invitation{}, errs.New(errs.Forbidden, "%s is for somebody else to answer.", in.Request.Number)
	case !in.Request.Value.UnderWay():
		return Invitation{}, errs.New(errs.Conflict, "%s has ended: nothing more is wanted.", in.Request.Number)
	}
	return in, nil
}

// Arrived is one file that has come: already stored, not yet recorded.
type Arrived struct {
	Hash, Name string
	Size       int64
	MediaType  string
}

// Receive records what was sent in for an invitation: it waits for the owner of
// the request. key is the one-time word of the form: sent twice, the files are
// there once; so is a file that waits already. member is who sends it when
// signed in, else nobody. keep is called once the files are known to be
// wanted, before they are recorded, and may be called again: it makes them
// stay. Errors: NotThere when the link died meanwhile; Invalid.
func (s *Service) Receive(ctx context.Context, in Invitation, by change.By, files []Arrived, note, key string, keep func() error) error {
	note = strings.TrimSpace(note)
	switch {
	case len(files) == 0:
		return errs.At("/file", "Choose a file.")
	case len(note) > MaxMessage:
		return errs.At("/note", "Keep this under 4,000 letters.")
	}
	member := ""
	from := in.Request.Value.Whom()
	if by.Person != "" {
		member, from = by.Person, by.Name
	}
	by.Actor = change.SystemActor(in.Org, sender)
	if key != "" {
		by.Key = "send:" + in.Request.ID + ":" + hashOf(key)
	}
	_, err := s.door.Do(ctx, by.Request("evidence-request.receive", []any{in.Request.ID, files, note, member}), func(tx *change.Tx) error {
		row, err := change.Get(tx, s.requests, in.Request.ID)
		if err != nil || row.Value.TokenHash != in.Request.Value.TokenHash || !row.Value.UnderWay() || member == "" && !row.Value.Takes(in.today) {
			return NotThere()
		}
		now := Invitation{Request: row}
		if now.Sent, err = s.Sent(tx, row.Number); err != nil {
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(files), func(f Arrived) bool {
			return slices.ContainsFunc(now.Files(), func(d DeliveryRow) bool { return d.Value.File == f.Hash })
		})
		if len(fresh) > now.Left() {
			return errs.At("/file", "%s", tooMany(now.Left()))
		}
		if err := keep(); err != nil {
			return err
		}
		return s.record(tx, row, fresh, Delivery{Note: note, At: by.Now.UnixMicro(), From: from, Person: member})
	})
	return err
}

func tooMany(left int) string {
	switch left {
	case 0:
		return "No more files are taken for this: everything has arrived and waits to be looked at."
	case 1:
		return "One more file is taken, and no more."
	}
	return "No more than " + itoa(left) + " more files are taken."
}

// record adds the deliveries, and says of the request that something has come.
func (s *Service) record(tx *change.Tx, row RequestRow, files []Arrived, d Delivery) error {
	for _, f := range files {
		d.Request, d.State = row.Number, Waiting
		d.File, d.FileName, d.FileSize, d.MediaType = f.Hash, f.Name, f.Size, f.MediaType
		if _, err := change.Insert(tx, s.deliveries, d); err != nil {
			return err
		}
	}
	if row.Value.State == Received {
		return nil
	}
	r := row.Value
	r.State = Received
	_, err := change.Put(tx, s.requests, row.ID, row.Version, r)
	return err
}

// Registers gives the three registers.
func (s *Service) Registers() []register.Any {
	return []register.Any{s.items, s.requests, s.deliveries}
}
