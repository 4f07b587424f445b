package bid

import "holdfast/internal/scheme"

// With gives the same service judging by another book: that of the instant
// whose record is looked at.
func (s *Service) With(book *scheme.Book) *Service {
	out := *s
	out.book = book
	return &out
}
