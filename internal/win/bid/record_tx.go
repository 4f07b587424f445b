package bid

import "holdfast/internal/change"

// Record stores a new bid within a change under way, as Add does.
func (s *Service) Record(tx *change.Tx, b Bid) (Row, error) {
	b.Normalise()
	return s.takeOn(tx, b)
}
