// Package demo holds the invented company that "holdfast demo" shows: its legal
// entities and people, six certificates, and the notices of fourteen invented
// buyers, nine of which it has taken on as bids. Everything is reckoned from
// one day, so that the story is the same on every day of 2026 to 2030: two of
// nine live bids are at risk, one of them too late to mend, and one cannot be
// told.
//
// Names, numbers and addresses are made up; hosts end in .example. The package
// is pure: it writes no file and reads no clock.
package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/win/certificate"
)

const (
	// Company is the legal entity that holds the certificates.
	Company = "Fenmoor Digital Ltd"
	// FieldCompany is the sister company that holds none: a bid in its name
	// cannot rest on the other's certificates.
	FieldCompany = "Fenmoor Field Services Ltd"
)

// Story is the whole demonstration as plain values, ready for the ordinary
// doors of the product: files for the notice importer, records for the
// certificate and bid importers.
type Story struct {
	Today        civil.Date
	Organisation Organisation
	People       []Person
	Certificates []certificate.Certificate
	Files        []File
	Bids         []Bid
}

// File is one answer of a portal, in its own form.
type File struct {
	Name   string // "find-a-tender.json"
	Portal string // find-a-tender, contracts-finder, public-contracts-scotland, sell2wales
	JSON   []byte
}

// Build tells the story as of a day.
func Build(today civil.Date) Story {
	c := calendar(today)
	return Story{
		Today:        today,
		Organisation: organisation(),
		People:       people(),
		Certificates: certificates(c),
		Files:        files(c),
		Bids:         bids(c),
	}
}
