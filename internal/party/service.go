package party

import (
	"context"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Service is what can be done with legal entities. Every write goes through
// the one door.
type Service struct {
	door *change.Door
	reg  *register.Register[Entity]
}

// NewService makes the service over a register that the door knows.
func NewService(door *change.Door, reg *register.Register[Entity]) *Service {
	return &Service{door: door, reg: reg}
}

// Get gives an entity by its id or its number ("ENT-2"). NotFound when there
// is none.
func (s *Service) Get(ctx context.Context, a change.Actor, ref string) (Row, error) {
	var row Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.find(v, ref)
		return err
	})
	return row, err
}

func (s *Service) find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.reg, ref)
}

// List gives every entity by name.
func (s *Service) List(ctx context.Context, a change.Actor) ([]Row, error) {
	var rows []Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = s.All(v)
		return err
	})
	return rows, err
}

// All is List within a snapshot that is open already.
func (s *Service) All(in change.Reader) ([]Row, error) {
	return change.Collect(in, s.reg, register.Query{Sort: "name"})
}

// Add registers an entity. Invalid names the fields at fault: also a name that
// another entity has, and a parent that would be its own child.
func (s *Service) Add(ctx context.Context, by change.By, e Entity) (Row, error) {
	var row Row
	receipt, err := s.door.Do(ctx, by.Request("entity.create", e), func(tx *change.Tx) (err error) {
		row, err = s.Create(tx, e)
		return err
	})
	if err == nil && receipt.Repeated && len(receipt.Changed) > 0 {
		return s.Get(ctx, by.Actor, receipt.Changed[0].ID)
	}
	return row, err
}

// Create is Add within a change under way.
func (s *Service) Create(tx *change.Tx, e Entity) (Row, error) {
	e.Tidy()
	if err := s.fits(tx, "", &e); err != nil {
		return Row{}, err
	}
	return change.Insert(tx, s.reg, e)
}

// Ready prepares e to take the place of old, and checks it as Change does.
func (s *Service) Ready(tx *change.Tx, old, e *Entity) error {
	rows, err := s.All(tx)
	if err != nil {
		return err
	}
	id := ""
	if i := slices.IndexFunc(rows, func(r Row) bool { return Key(r.Value.Name) == Key(old.Name) }); i >= 0 {
		id = rows[i].ID // no two have one name
	}
	e.Tidy()
	return s.fits(tx, id, e)
}

// Change stores an entity anew. version is the one that the caller read:
// Conflict when somebody changed it since.
func (s *Service) Change(ctx context.Context, by change.By, id string, version int64, e Entity) (Row, error) {
	e.Tidy()
	var row Row
	_, err := s.door.Do(ctx, by.Request("entity.update", e), func(tx *change.Tx) error {
		err := s.fits(tx, id, &e)
		if err == nil {
			row, err = change.Put(tx, s.reg, id, version, e)
		}
		return err
	})
	return row, err
}

// Enter registers the entities that are not there yet and brings those that
// are up to date: told twice it changes nothing. It gives how many it wrote.
func (s *Service) Enter(ctx context.Context, by change.By, list []Entity) (int, error) {
	n := 0
	_, err := s.door.Do(ctx, by.Request("entity.import", list), func(tx *change.Tx) error {
		n = 0
		rows, err := s.All(tx)
		if err != nil {
			return err
		}
		for _, e := range list {
			e.Tidy()
			i := slices.IndexFunc(rows, func(r Row) bool { return Key(r.Value.Name) == Key(e.Name) })
			var row Row
			if i < 0 {
				row, err = change.Insert(tx, s.reg, e)
				rows = append(rows, row)
				n++
			} else if row, err = change.Put(tx, s.reg, rows[i].ID, rows[i].Version, e); err == nil && row.Version != rows[i].Version {
				rows[i] = row
				n++
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// fits checks an entity against the others.
func (s *Service) fits(in change.Reader, id string, e *Entity) error {
	rows, err := s.All(in)
	if err != nil {
		return err
	}
	var wrong []errs.Field
	for _, r := range rows {
		if r.ID != id && Key(r.Value.Name) == Key(e.Name) {
			wrong = append(wrong, errs.Field{Pointer: "/name", Message: r.Number + " has this name already."})
		}
	}
	if e.Parent != "" && !descends(rows, id, e.Parent) {
		wrong = append(wrong, errs.Field{Pointer: "/parent", Message: "Choose a company of this list that is not itself owned by this one."})
	}
	if err := errs.InvalidFields(wrong...); err != nil {
		return err
	}
	return nil
}

// descends says that a parent is registered, and that its own parents do not
// lead back to the entity.
func descends(rows []Row, id, parent string) bool {
	for range rows {
		i := slices.IndexFunc(rows, func(r Row) bool { return r.ID == parent })
		if i < 0 || parent == id {
			return false
		}
		if parent = rows[i].Value.Parent; parent == "" {
			return true
		}
	}
	return false
}
