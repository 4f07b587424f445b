package feed

import (
	"slices"
	"time"

	"holdfast/internal/win/notice"
)

// Source is one portal as it wants to be asked.
type Source struct {
	Portal notice.Portal
	// Base is the address of its service, without a slash at the end.
	Base string
	// Types are the notice types of a portal that is asked month by month, type by
	// type; a portal without any is asked by windows of time with a cursor.
	Types []int
	// Window is the longest stretch of time of one question.
	Window time.Duration
	// Overlap is how far before what was taken last each run begins again, for
	// releases that come late; Deep is how far once a day.
	Overlap, Deep time.Duration
	// First is how far back the very first run goes.
	First time.Duration
	// Pause is the least time between two requests, Every that between two runs.
	Pause, Every time.Duration
	// Busy is how long to wait when it says "too many" without saying how long.
	Busy time.Duration
	// Pages is the most pages of one step: a cursor that goes on for longer than
	// any window can hold is a fault of the portal.
	Pages int
}

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// sources is what is known of the four portals. Longer windows than six hours
// lose releases on Find a Tender, and twelve requests in two minutes are its
// limit; Contracts Finder wants five minutes of quiet after too many.
var sources = []Source{
	{
		Portal: notice.FindATender, Base: "https://www.find-tender.service.gov.uk", Window: 6 * hour, Overlap: 6 * hour, Deep: 3 * day,
		First: 30 * day, Pause: 10 * time.Second, Every: hour, Busy: 2 * time.Minute, Pages: 200,
	},
	{
		Portal: notice.ContractsFinder, Base: "https://www.contractsfinder.service.gov.uk", Window: day, Overlap: 12 * hour, Deep: 3 * day,
		First: 30 * day, Pause: 5 * time.Second, Every: 2 * hour, Busy: 5 * time.Minute, Pages: 200,
	},
	{
		Portal: notice.PublicContracts, Base: "https://api.publiccontractsscotland.gov.uk",
		Types: []int{1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 101, 102, 103, 104},
		First: 0, Pause: 5 * time.Second, Every: 6 * hour, Busy: 2 * time.Minute, Pages: 1,
	},
	{
		Portal: notice.Sell2Wales, Base: "https://api.sell2wales.gov.wales",
		Types: []int{1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 51, 52, 53, 54, 55, 56},
		First: 0, Pause: 5 * time.Second, Every: 6 * hour, Busy: 2 * time.Minute, Pages: 1,
	},
}

// Sources gives the portals that can be asked.
func Sources() []Source { return slices.Clone(sources) }

// SourceOf gives a portal by its name ("find-a-tender"); false when it is none
// that can be asked.
func SourceOf(p notice.Portal) (Source, bool) {
	for _, s := range sources {
		if s.Portal == p {
			return s, true
		}
	}
	return Source{}, false
}

// Monthly says that the portal is asked month by month and type by type.
func (s *Source) Monthly() bool { return len(s.Types) > 0 }
