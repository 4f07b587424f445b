package site

import (
	"net/http"

	"holdfast/internal/party"
	"holdfast/internal/web/frame"
)

// entityNames gives the names to offer where a legal entity is asked for: the
// registered ones, and what certificates name besides. Who may not read them is
// offered none.
func (s *Site) entityNames(r *http.Request) []string {
	if s.Entities == nil {
		return nil
	}
	ctx, a := r.Context(), frame.Actor(r.Context())
	rows, err := s.Entities.List(ctx, a)
	if err != nil {
		return nil
	}
	certs, err := s.Certificates.List(ctx, a)
	if err != nil {
		return nil
	}
	var named []string
	for i := range certs {
		named = append(named, certs[i].Value.Holder)
	}
	return party.Suggest(rows, named)
}
