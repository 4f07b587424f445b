package auth

import (
	"context"
	"encoding/json"
	"strings"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/secret"
)

// MailWork is the work that sends a mail of sign-in: it waits in the store, so
// that neither a restart nor a mail server that is away loses it.
const MailWork = "sign-in.mail"

// linkHere stands in a letter's text for the link, which is sealed beside it:
// what waits in the store lets nobody in.
const linkHere = "{{link}}"

// waiting is a letter in the store. Who it is for lies open, so that an erasure
// finds it.
type waiting struct {
	Letter Letter `json:"letter"`
	Link   string `json:"link"`  // sealed
	Until  int64  `json:"until"` // when the link ends, and the letter is of no use
}

func letterPlace(id string) string { return secret.Place("job", "link", id) }

func (s *Service) letter(l Letter, link string, until int64) ([]byte, error) {
	sealed, err := s.c.Sealer.Seal(letterPlace(l.ID), []byte(link))
	if err != nil {
		return nil, err
	}
	return json.Marshal(waiting{l, sealed, until})
}

// Deliver sends a letter that waited (a job of MailWork). An error is tried
// again, under the same Message-ID.
func (s *Service) Deliver(ctx context.Context, j change.Claimed) error {
	var w waiting
	if err := json.Unmarshal(j.Payload, &w); err != nil {
		return errs.Wrap(err, errs.Invalid, "This letter is damaged.")
	}
	if w.Until <= s.now() || s.c.Send == nil {
		return nil
	}
	link, err := s.c.Sealer.Open(letterPlace(w.Letter.ID), w.Link)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "The link of this letter cannot be opened.")
	}
	w.Letter.Text = strings.Replace(w.Letter.Text, linkHere, string(link), 1)
	return s.c.Send(ctx, w.Letter)
}

// queue posts a letter to a person, in an organisation of theirs.
func (s *Service) queue(ctx context.Context, person string, l Letter, link string, until int64) error {
	var places []account.Place
	if err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		places, err = p.Places(ctx, person)
		return err
	}); err != nil {
		return err
	}
	if len(places) == 0 { // there is nobody's work to queue it with
		l.Text = strings.Replace(l.Text, linkHere, link, 1)
		return s.c.Send(ctx, l)
	}
	b, err := s.letter(l, link, until)
	if err != nil {
		return err
	}
	return s.c.Store.Post(ctx, places[0].Org, MailWork, b, s.now())
}
