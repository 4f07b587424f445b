package retention

import (
	"context"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
)

// Work is the name of the background work that erases.
const Work = "erasure.run"

// Parts is what the service stands on. Away, Journal and Files may be left out
// where nothing is erased (tests of the schedule).
type Parts struct {
	Door *change.Door
	// The registers, as Rules, Holds, Proposals and Erasures declare them; the
	// door's book holds them.
	Rules     *register.Register[Rule]
	Holds     *register.Register[Hold]
	Proposals *register.Register[Proposal]
	Erasures  *register.Register[Erasure]
	Ends      Ends
	Zone      *time.Location
	Away      Installation
	Journal   Journal
	// Files removes files, by hash, that no record names any more; it gives how
	// many it removed and which must wait, because they have only just come.
	Files func(ctx context.Context, hashes []string, now time.Time) (removed int, wait []string, err error)
}

// Service keeps the schedule and does what was confirmed.
type Service struct {
	Door      *change.Door
	Zone      *time.Location
	ends      Ends
	away      Installation
	journal   Journal
	files     func(ctx context.Context, hashes []string, now time.Time) (int, []string, error)
	rules     *register.Register[Rule]
	holds     *register.Register[Hold]
	proposals *register.Register[Proposal]
	erasures  *register.Register[Erasure]
}

// NewService makes the service.
func NewService(p Parts) *Service {
	return &Service{
		Door: p.Door, Zone: p.Zone, ends: p.Ends, away: p.Away, journal: p.Journal, files: p.Files,
		rules: p.Rules, holds: p.Holds, proposals: p.Proposals, erasures: p.Erasures,
	}
}

// port gives the store's side; a store that cannot is a defect of the program.
func (s *Service) port(v *change.View) Port { return v.Port().(Port) }

// fieldOfKind gives the name under which a place in a record is counted, shown
// and kept: "certificate.note".
func fieldOfKind(kind, field string) string {
	if field == "" {
		return kind
	}
	return kind + "." + field
}
