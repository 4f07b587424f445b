// Package scope is what clause 4 of ISO/IEC 27001 and its neighbours ask an
// organisation to know about itself: where it works, what bears on it, who
// expects what of it, what the law asks, who is responsible for what, what it
// wants to reach, what it tells to whom, how it plans changes; and the scope
// statement, which is drafted as answers and issued as numbered versions.
//
// The rules are pure. Every write goes through the one door.
package scope

import (
	"context"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/party"
	"holdfast/internal/register"
)

// Registers are the declarations of the package.
type Registers struct {
	Sites         *register.Register[Site]
	Issues        *register.Register[Issue]
	Parties       *register.Register[Party]
	Objectives    *register.Register[Objective]
	Communication *register.Register[Communication]
	Changes       *register.Register[Planned]
	Obligations   *register.Register[Obligation]
	Roles         *register.Register[Role]
	Drafts        *register.Register[Draft]
	Statements    *register.Register[Statement]
}

// NewRegisters declares every register of the package.
func NewRegisters() Registers {
	return Registers{
		Sites: Sites(), Issues: Issues(), Parties: Parties(), Objectives: Objectives(), Communication: Communications(),
		Changes: PlannedChanges(), Obligations: Obligations(), Roles: Roles(), Drafts: Drafts(), Statements: Statements(),
	}
}

// All gives them in the order of the navigation.
func (r Registers) All() []register.Any {
	return []register.Any{r.Statements, r.Drafts, r.Sites, r.Issues, r.Parties, r.Obligations, r.Roles, r.Objectives, r.Communication, r.Changes}
}

// Service is what can be done beside writing records.
type Service struct {
	Registers
	door     *change.Door
	entities *register.Register[party.Entity]
	zone     *time.Location
}

// NewService makes the service over registers that the door knows. Days are
// those of the zone.
func NewService(door *change.Door, regs Registers, entities *register.Register[party.Entity], zone *time.Location) *Service {
	return &Service{Registers: regs, door: door, entities: entities, zone: zone}
}

// today gives the day of a change.
func (s *Service) today(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.zone)) }

// do runs a named action that gives the number of the record it was done to.
func (s *Service) do(ctx context.Context, by change.By, action string, body any, fn func(*change.Tx) error) error {
	_, err := s.door.Do(ctx, by.Request(action, body), fn)
	return err
}

// find gives a record by its id or its number.
func find[T any](in change.Reader, reg *register.Register[T], ref string) (register.Row[T], error) {
	return change.Get(in, reg, ref)
}

// text is a text without blanks around it.
func text(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// line is a text of one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
