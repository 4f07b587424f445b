package evidence

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Looked is what a look at a link found: one of Checks, and a sentence.
type Looked struct{ Found, Says string }

// Looker looks at an address on the public internet.
type Looker func(ctx context.Context, address string) Looked

// Look looks at the link of an item, now that somebody asks for it, and keeps
// what was found with the day. Invalid for an item without a link.
func (s *Service) Look(ctx context.Context, by change.By, ref string, today civil.Date, look Looker) (Row, error) {
	row, err := s.Get(ctx, by.Actor, ref)
	if err != nil {
		return row, err
	}
	address := row.Value.URL
	if row.Value.Type != Link || address == "" {
		return row, errs.New(errs.Invalid, "%s has no link to look at.", row.Number)
	}
	// Nobody is asked for those who may not keep the answer.
	if err := s.mayUpdate(ctx, by); err != nil {
		return row, err
	}
	found := look(ctx, address)
	_, err = s.door.Do(ctx, by.Request("evidence.update", []any{row.ID, found, today}), func(tx *change.Tx) (err error) {
		if row, err = change.Get(tx, s.items, row.ID); err != nil {
			return err
		}
		if row.Value.URL != address {
			return errs.New(errs.Conflict, "The address of %s was changed meanwhile. Look again.", row.Number)
		}
		e := row.Value
		e.LastChecked, e.Check, e.CheckSays = today, found.Found, strings.ToValidUTF8(found.Says, "_")
		row, err = change.Put(tx, s.items, row.ID, row.Version, e)
		return err
	})
	return row, err
}

// mayUpdate asks the door, with a change of nothing.
func (s *Service) mayUpdate(ctx context.Context, by change.By) error {
	by.Key = ""
	_, err := s.door.Do(ctx, by.Request("evidence.update", nil), func(*change.Tx) error { return nil })
	return err
}

// watcher is who looks at links by itself.
const watcher = "evidence-links"

// LookAtWatched looks at the links of an organisation that somebody has switched
// watching on for and that were last looked at CheckEvery days ago, at most so
// many, one after another. It gives how many it looked at.
func (s *Service) LookAtWatched(ctx context.Context, by change.By, today civil.Date, most int, look Looker) (int, error) {
	by.Actor = change.SystemActor(by.Org, watcher)
	var rows []Row
	err := s.door.See(ctx, by.Actor, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.items, register.Query{Filters: []register.Filter{register.Where("watch", "yes")}})
		return err
	})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, row := range rows {
		e := &row.Value
		if e.Type != Link || e.URL == "" || e.SupersededBy != "" || !e.LastChecked.IsZero() && today < e.LastChecked.AddDays(CheckEvery) {
			continue
		}
		if n == most || ctx.Err() != nil {
			return n, ctx.Err()
		}
		n++
		if _, err := s.Look(ctx, by, row.ID, today, look); err != nil && errs.CodeOf(err) != errs.Conflict && errs.CodeOf(err) != errs.NotFound {
			return n, err
		}
	}
	return n, nil
}
