package asset

import (
	"context"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// Service is what can be done with assets beside writing records.
type Service struct {
	door   *change.Door
	reg    *register.Register[Asset]
	levels *register.Register[Level]
	zone   *time.Location
}

// NewService makes the service over registers that the door knows. Days are
// those of the zone.
func NewService(door *change.Door, reg *register.Register[Asset], levels *register.Register[Level], zone *time.Location) *Service {
	return &Service{door: door, reg: reg, levels: levels, zone: zone}
}

// All gives every asset by number.
func (s *Service) All(in change.Reader) ([]Row, error) {
	return change.Collect(in, s.reg, register.Query{})
}

// AllLevels gives the levels of the organisation's scheme, the lowest first.
func (s *Service) AllLevels(in change.Reader) ([]register.Row[Level], error) {
	return change.Collect(in, s.levels, register.Query{Sort: "rank"})
}

// Edges gives what depends on what.
func (s *Service) Edges(v *change.View) ([]Edge, error) {
	all, err := links.Among(v, s.reg, s.reg)
	if err != nil {
		return nil, err
	}
	var out []Edge
	for _, l := range all {
		if l.Role == links.DependsOn {
			out = append(out, Edge{l.From, l.To})
		}
	}
	return out, nil
}

// Graph is every asset with what it needs and what rests on what.
type Graph struct {
	Rows  []Row
	Edges []Edge
	Needs map[string]Needs
}

// Graph reads it in two queries.
func (s *Service) Graph(v *change.View) (Graph, error) {
	var g Graph
	var err error
	if g.Rows, err = s.All(v); err != nil {
		return g, err
	}
	if g.Edges, err = s.Edges(v); err != nil {
		return g, err
	}
	g.Needs = AllNeeds(g.Rows, g.Edges)
	return g, nil
}

func (s *Service) find(in change.Reader, field, ref string) (Row, error) {
	ref = strings.TrimSpace(ref)
	row, err := change.Get(in, s.reg, ref)
	if errs.CodeOf(err) == errs.NotFound && field != "" {
		return row, errs.At(field, "There is no asset %q. Give a number such as ASSET-7.", ref)
	}
	return row, err
}

// Rest says that an asset depends on another, both by id or number.
func (s *Service) Rest(ctx context.Context, by change.By, ref, on string) error {
	return s.join(ctx, by, "asset.depend", ref, on, func(tx *change.Tx, a, b Row) error { return tx.Link(a.Ref, b.Ref, links.DependsOn) })
}

// Unrest says that it depends on the other no more.
func (s *Service) Unrest(ctx context.Context, by change.By, ref, on string) error {
	return s.join(ctx, by, "asset.release", ref, on, func(tx *change.Tx, a, b Row) error { return tx.Unlink(a.Ref, b.Ref, links.DependsOn) })
}

func (s *Service) join(ctx context.Context, by change.By, action, ref, on string, fn func(*change.Tx, Row, Row) error) error {
	_, err := s.door.Do(ctx, by.Request(action, []string{ref, on}), func(tx *change.Tx) error {
		a, err := s.find(tx, "", ref)
		if err != nil {
			return err
		}
		b, err := s.find(tx, "/on", on)
		if err != nil {
			return err
		}
		if a.ID == b.ID {
			return errs.At("/on", "An asset does not depend on itself.")
		}
		return fn(tx, a, b)
	})
	return err
}

// Retire ends an asset's life: what became of it, and of what it held, is said.
func (s *Service) Retire(ctx context.Context, by change.By, ref string, on civil.Date, disposal string) error {
	_, err := s.door.Do(ctx, by.Request("asset.retire", []any{ref, on, disposal}), func(tx *change.Tx) error {
		row, err := s.find(tx, "", ref)
		if err != nil {
			return err
		}
		a := row.Value
		today := civil.FromTime(tx.Now().In(s.zone))
		if on.IsZero() {
			on = today
		}
		switch {
		case a.Gone():
			return errs.New(errs.Conflict, "%s is retired already.", row.Number)
		case on > today:
			return errs.At("/retired", "Give a day that has come.")
		case strings.TrimSpace(disposal) == "":
			return errs.At("/disposal", "Say what became of it, and of what it held.")
		}
		a.Retired, a.Disposal = on, strings.TrimSpace(disposal)
		_, err = change.Put(tx, s.reg, row.ID, row.Version, a)
		return err
	})
	return err
}

// Renew writes that a key or certificate was renewed: its new last day, and by
// when the next one is made.
func (s *Service) Renew(ctx context.Context, by change.By, ref string, issued, expires, renewBy civil.Date) error {
	_, err := s.door.Do(ctx, by.Request("asset.renew", []any{ref, issued, expires, renewBy}), func(tx *change.Tx) error {
		row, err := s.find(tx, "", ref)
		if err != nil {
			return err
		}
		a := row.Value
		today := civil.FromTime(tx.Now().In(s.zone))
		switch {
		case !a.Crypto():
			return errs.New(errs.Invalid, "%s is neither a key nor a certificate.", row.Number)
		case a.Gone():
			return errs.New(errs.Conflict, "%s is retired.", row.Number)
		case expires <= today:
			return errs.At("/expires", "Give the new last day, which lies ahead.")
		}
		if issued.IsZero() {
			issued = today
		}
		a.Issued, a.Expires, a.RenewBy = issued, expires, renewBy
		_, err = change.Put(tx, s.reg, row.ID, row.Version, a)
		return err
	})
	return err
}

// Review says that an asset was looked at and is as it is written, and when it
// is looked at again; no date: in a year.
func (s *Service) Review(ctx context.Context, by change.By, ref string, next civil.Date) error {
	_, err := s.door.Do(ctx, by.Request("asset.review", []any{ref, next}), func(tx *change.Tx) error {
		row, err := s.find(tx, "", ref)
		if err != nil {
			return err
		}
		a, today := row.Value, civil.FromTime(tx.Now().In(s.zone))
		if next.IsZero() {
			next = today.AddMonths(12)
		}
		if next <= today {
			return errs.At("/next", "The next review lies ahead.")
		}
		a.Review = next
		_, err = change.Put(tx, s.reg, row.ID, row.Version, a)
		return err
	})
	return err
}

// StartLevels adds the levels of the starter scheme that are not there yet, by
// name, and says how many it added.
func (s *Service) StartLevels(ctx context.Context, by change.By) (int, error) {
	n := 0
	_, err := s.door.Do(ctx, by.Request("classification.import", nil), func(tx *change.Tx) (err error) {
		_, n, err = s.enterLevels(tx, StarterLevels())
		return err
	})
	return n, err
}

// enterLevels adds the levels that are not there yet, and gives the ids of all
// by their folded names.
func (s *Service) enterLevels(tx *change.Tx, list []Level) (ids map[string]string, added int, err error) {
	ids = map[string]string{}
	have, err := s.AllLevels(tx)
	if err != nil {
		return nil, 0, err
	}
	for _, l := range have {
		ids[register.Fold(l.Value.Name)] = l.ID
	}
	for _, l := range list {
		if ids[register.Fold(l.Name)] != "" {
			continue
		}
		row, err := change.Insert(tx, s.levels, l)
		if err != nil {
			return nil, 0, err
		}
		ids[register.Fold(l.Name)] = row.ID
		added++
	}
	return ids, added, nil
}

// Set is what Enter takes in.
type Set struct {
	Levels []Level
	// Assets name their level by its name in LevelOf and what they rest on by
	// name in On.
	Assets []Entry
}

// Entry is an asset on its way in.
type Entry struct {
	Asset
	LevelOf string
	On      []string
}

// Enter adds levels and assets that are not there yet, by name, with what they
// rest on: told twice it adds nothing. It gives how many assets it added.
func (s *Service) Enter(ctx context.Context, by change.By, set Set) (int, error) {
	n := 0
	_, err := s.door.Do(ctx, by.Request("asset.import", set), func(tx *change.Tx) error {
		n = 0
		levels, _, err := s.enterLevels(tx, set.Levels)
		if err != nil {
			return err
		}
		rows, err := s.All(tx)
		if err != nil {
			return err
		}
		known := map[string]register.Ref{}
		for _, r := range rows {
			known[register.Fold(r.Value.Name)] = r.Ref
		}
		fresh := map[string]bool{}
		for _, e := range set.Assets {
			key := register.Fold(e.Name)
			if _, there := known[key]; there {
				continue
			}
			e.Level = levels[register.Fold(e.LevelOf)]
			row, err := change.Insert(tx, s.reg, e.Asset)
			if err != nil {
				return err
			}
			known[key], fresh[key] = row.Ref, true
			n++
		}
		for _, e := range set.Assets {
			if !fresh[register.Fold(e.Name)] {
				continue
			}
			for _, on := range e.On {
				to, ok := known[register.Fold(on)]
				if !ok {
					return errs.New(errs.Invalid, "%s rests on %q, which is no asset.", e.Name, on)
				}
				if err := tx.Link(known[register.Fold(e.Name)], to, links.DependsOn); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return n, err
}
