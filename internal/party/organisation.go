package party

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

// Desk is what an organisation's name is kept in: the store implements it.
type Desk interface {
	// Rename gives the organisation of the transaction another name, and says
	// the one that it had.
	Rename(ctx context.Context, name string) (was string, err error)
}

// maxName bounds the name of an organisation.
const maxName = 200

// Organisations makes and names organisations. Several live in one
// installation, and none sees another.
type Organisations struct{ door *change.Door }

// NewOrganisations makes the service.
func NewOrganisations(door *change.Door) *Organisations { return &Organisations{door: door} }

// Create makes an organisation whose first owner is the person of by, and gives
// its id. Who may is the caller's matter: an owner of any organisation of the
// installation, or whoever sits at the machine.
func (o *Organisations) Create(ctx context.Context, by change.By, name, email string) (string, error) {
	name, err := cleanName(name)
	if err != nil {
		return "", err
	}
	org := id.New()
	actor := change.SystemActor(org, "start")
	req := change.By{Actor: actor, Now: by.Now, Reason: by.Reason, Key: by.Key}.Request("settings.create", name)
	_, err = o.door.Do(ctx, req, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: by.Person, Name: by.Name, Email: email})
		return err
	})
	return org, err
}

// Rename gives the actor's organisation another name. The same name changes
// nothing.
func (o *Organisations) Rename(ctx context.Context, by change.By, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	_, err = o.door.Do(ctx, by.Request("settings.update", name), func(tx *change.Tx) error {
		was, err := tx.Port().(Desk).Rename(tx.Context(), name)
		if err == nil && was != name {
			tx.Note(map[string]any{"organisation": name, "before": was})
		}
		return err
	})
	return err
}

func cleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", errs.At("/name", "Enter the organisation's name.")
	case len(name) > maxName:
		return "", errs.At("/name", "A name has at most %d characters.", maxName)
	case strings.ContainsAny(name, "\x00"):
		return "", errs.At("/name", "This text holds a zero character.")
	}
	return strings.ToValidUTF8(name, ""), nil
}
