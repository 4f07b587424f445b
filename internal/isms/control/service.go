package control

import (
	"time"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/framework"
	"holdfast/internal/register"
)

// Parts is what the service stands on. Risks, Documents and Assets are other
// nouns' registers, read by the names of their fields; what is nil is not there
// and is not asked about.
type Parts struct {
	Door *change.Door
	Book *framework.Book
	Zone *time.Location

	Controls *register.Register[Control]
	Clauses  *register.Register[Clause]
	Versions *register.Register[SoA]
	Owns     *register.Register[Own]

	Evidence  *register.Register[evidence.Evidence]
	Risks     register.Any
	Documents register.Any
	Assets    register.Any

	// Suppliers gives what says that the organisation depends on suppliers or on
	// the cloud, as readable numbers; nil: the assets alone are asked.
	Suppliers func(change.Reader) ([]string, error)
	// Sign signs a text in the organisation's name, as a signed note; nil: the
	// trail alone, whose tree is signed, holds the hash.
	Sign func(org, text string) (string, error)
}

// Service is the use cases of controls, clauses and the Statement of
// Applicability. Its methods with a Tx run within a change that the caller
// began, so that a page, the API and a command do the same.
type Service struct {
	door     *change.Door
	book     *framework.Book
	zone     *time.Location
	controls *register.Register[Control]
	clauses  *register.Register[Clause]
	versions *register.Register[SoA]
	owns     *register.Register[Own]
	parts    Parts
}

// NewService makes the service.
func NewService(p Parts) *Service {
	return &Service{
		door: p.Door, book: p.Book, zone: p.Zone, controls: p.Controls, clauses: p.Clauses, versions: p.Versions, owns: p.Owns, parts: p,
	}
}

// Door gives the door that the service goes through.
func (s *Service) Door() *change.Door { return s.door }

// others gives the registers that controls are linked with.
func (s *Service) others() []register.Any {
	var out []register.Any
	for _, reg := range []register.Any{s.parts.Risks, s.parts.Documents, s.parts.Assets} {
		if reg != nil {
			out = append(out, reg)
		}
	}
	if s.parts.Evidence != nil {
		out = append(out, s.parts.Evidence)
	}
	return out
}
