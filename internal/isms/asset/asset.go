// Package asset is the register of what is worth protecting: information,
// software, machines, services, people, places, keys and certificates, with how
// they are classed, what they need, and what rests on what. The rules are pure.
package asset

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// The kinds of the package.
const (
	Kind      register.Kind = "asset"
	LevelKind register.Kind = "classification"

	// siteKind is that of isms/scope: wings do not import each other.
	siteKind register.Kind = "site"
)

// What an asset may be.
const (
	TypeInformation = "information"
	TypeSoftware    = "software"
	TypeHardware    = "hardware"
	TypeService     = "service"
	TypePeople      = "people"
	TypeSite        = "site"
	TypeKey         = "key"         // a cryptographic key
	TypeCertificate = "certificate" // of TLS or of signing: not one that a body issues
)

// Asset is one thing worth protecting, or a group of alike things.
type Asset struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Holds     string `json:"holds,omitempty"`     // what it is and what is in it
	Owner     string `json:"owner,omitempty"`     // who decides about it
	Custodian string `json:"custodian,omitempty"` // who looks after it from day to day
	Site      string `json:"site,omitempty"`      // id of the site where it is
	Location  string `json:"location,omitempty"`  // where there
	Supplier  string `json:"supplier,omitempty"`

	// Marking is the UK's protective marking, where the information is a public
	// body's; Caveat are the handling words that go with it.
	Marking string `json:"marking,omitempty"`
	Caveat  string `json:"caveat,omitempty"`
	// Level is the id of a level of the organisation's own scheme.
	Level    string `json:"level,omitempty"`
	Personal *bool  `json:"personal,omitempty"` // holds personal data; nil: not said

	// What it needs of its own accord, from 1 (little) to 4 (vital); 0: not said.
	// What rests on it needs more: Needs reckons that over the dependencies.
	Confidentiality int `json:"confidentiality,omitempty"`
	Integrity       int `json:"integrity,omitempty"`
	Availability    int `json:"availability,omitempty"`

	// Life is planned, in use or to be replaced; Retired ends it.
	Life     string     `json:"life,omitempty"`
	Retired  civil.Date `json:"retired,omitzero"`
	Disposal string     `json:"disposal,omitempty"` // what became of it and of what it held
	Review   civil.Date `json:"review,omitzero"`

	// Of keys and certificates: how and where they are kept, never they
	// themselves.
	Algorithm string     `json:"algorithm,omitempty"`
	KeptIn    string     `json:"keptIn,omitempty"`
	Issued    civil.Date `json:"issued,omitzero"`
	Expires   civil.Date `json:"expires,omitzero"` // the last day
	RenewBy   civil.Date `json:"renewBy,omitzero"`
	custom.Values
}

// The lives of an asset.
const (
	Planned   = "planned"
	InUse     = "in-use"
	Replacing = "to-be-replaced"
	Retired   = "retired"
)

// State gives how far its life is.
func (a *Asset) State() string {
	switch {
	case !a.Retired.IsZero():
		return Retired
	case a.Life == "":
		return InUse
	}
	return a.Life
}

// Gone says that it is no more.
func (a *Asset) Gone() bool { return !a.Retired.IsZero() }

// Crypto says that it is a key or a certificate.
func (a *Asset) Crypto() bool { return a.Type == TypeKey || a.Type == TypeCertificate }

// Act gives the day by which a key or certificate is to be renewed: the one
// that is stated, or its last.
func (a *Asset) Act() civil.Date {
	if !a.RenewBy.IsZero() {
		return a.RenewBy
	}
	return a.Expires
}

// Next gives the earliest day on which something is to be done with it; none
// once it is gone.
func (a *Asset) Next() civil.Date {
	if a.Gone() {
		return 0
	}
	next := a.Review
	if day := a.Act(); !day.IsZero() && (next.IsZero() || day < next) {
		next = day
	}
	return next
}

// Mark says how it is classed by the UK's markings: "OFFICIAL-SENSITIVE
// [COMMERCIAL]".
func (a *Asset) Mark() string {
	for _, o := range Markings() {
		if o.Value == a.Marking {
			if c := strings.TrimSpace(a.Caveat); c != "" {
				return o.Label + " [" + c + "]"
			}
			return o.Label
		}
	}
	return ""
}
