package scheme

import (
	"regexp"
	"strings"
)

var (
	// afterNumber finds the year after a standard's number: "27001:2013",
	// "20000-1:2018".
	afterNumber = regexp.MustCompile(`\d{4,5}(?:-\d{1,2})?\s*:\s*((?:19|20)\d\d)`)
	// bareYear finds a year that stands alone: "2013", "2022+Amd1".
	bareYear = regexp.MustCompile(`(?:^|[^0-9:])((?:19|20)\d\d)(?:[^0-9]|$)`)
)

// EditionEnd gives the last day that certificates to an edition count; a zero
// Early means that the edition has no end. The edition may be written as it is
// printed: "ISO/IEC 27001:2013", "BS EN ISO/IEC 27001:2017", "2022+Amd1".
// Known is false for an edition that is not in the scheme's list, or for none. A
// scheme without a list judges no editions: every edition is known, without end.
func (s *Scheme) EditionEnd(edition string) (r Readings, known bool) {
	if len(s.Editions) == 0 {
		return Readings{}, true
	}
	e, ok := s.Edition(edition)
	if !ok {
		return Readings{Fact: s.Fact}, false
	}
	r = Readings{Early: e.LastValidDay, Late: e.LastValidDay, Fact: e.Fact}
	if !e.OtherReading.IsZero() {
		r.Late = e.OtherReading
		r.Why = "sources name " + e.LastValidDay.Long() + " and " + e.OtherReading.Long() + " as the last day of the " + e.ID + " edition"
	}
	return r, true
}

// Edition gives the edition with this name, which may be written as printed.
// Amendments are not told apart: "2022+Amd1" is the 2022 edition.
func (s *Scheme) Edition(printed string) (Edition, bool) {
	year := editionYear(printed)
	if year == "" {
		return Edition{}, false
	}
	for _, e := range s.Editions {
		if e.ID == year {
			return e, true
		}
		for _, a := range e.Aliases {
			if a == year {
				return e, true
			}
		}
	}
	return Edition{}, false
}

func editionYear(printed string) string {
	printed = strings.TrimSpace(printed)
	if m := afterNumber.FindStringSubmatch(printed); m != nil {
		return m[1]
	}
	if m := bareYear.FindStringSubmatch(printed); m != nil {
		return m[1]
	}
	return ""
}
