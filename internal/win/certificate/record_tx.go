package certificate

import "holdfast/internal/change"

// Record stores a new certificate within a change under way, as Add does.
func (s *Service) Record(tx *change.Tx, c Certificate) (Row, error) {
	s.settle(&c)
	return change.Insert(tx, s.certs, c)
}
