// Package certificate is the organisation's own certificates as full records:
// what each one says, how it stands on any day, what must be done by when so
// that it never lapses, and the plan of its renewal. The rules are pure: the
// scheme's data, the record and the day come in as arguments.
package certificate

import (
	"encoding/json"
	"errors"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
)

// Kind is the register's kind.
const Kind register.Kind = "certificate"

// Certificate is one certificate, status, report or policy that a buyer may ask
// to see. The JSON names are those of the import and of "holdfast verdict".
type Certificate struct {
	custom.Values // fields that the organisation added
	// Ref is the name under which a file or another system knows it. It makes an
	// import repeatable: the same ref is the same certificate.
	Ref    string        `json:"ref,omitempty"`
	Scheme string        `json:"scheme"`
	Level  verdict.Level `json:"level,omitzero"`
	Holder string        `json:"holder,omitempty"` // the legal entity, as printed
	Number string        `json:"number,omitempty"` // free text: formats change

	Body                string `json:"body,omitempty"` // certification body, insurer or tester
	AccreditationBody   string `json:"accreditationBody,omitempty"`
	AccreditationNumber string `json:"accreditationNumber,omitempty"`
	// Accredited: recognised accreditation; nil means not known.
	Accredited *bool `json:"accredited,omitzero"`

	Edition string `json:"edition,omitempty"` // edition, question set or assessment year
	Cycle   string `json:"cycle,omitempty"`   // "initial" or "recertified"
	Scope   string `json:"scope,omitempty"`   // word for word
	Sites   Lines  `json:"sites,omitempty"`
	// Covers is the standing judgement of a person: does the scope cover the
	// work that the organisation bids for. A bid may judge otherwise.
	Covers string `json:"covers,omitempty"`

	Decision civil.Date `json:"decision,omitzero"`
	Issued   civil.Date `json:"issued,omitzero"`
	Expires  civil.Date `json:"expires,omitzero"`
	EndLabel string     `json:"endLabel,omitempty"` // the words printed before the last day
	Stage2   civil.Date `json:"stage2,omitzero"`    // last day of the stage 2 audit

	// Status is the recorded history. A line that says certified again, after an
	// audit, is the recorded outcome of that audit.
	Status []StatusChange `json:"status,omitempty"`

	File       string     `json:"file,omitempty"` // SHA-256 of the stored file, in hex
	FileName   string     `json:"fileName,omitempty"`
	VerifyLink string     `json:"verifyLink,omitempty"`
	VerifiedOn civil.Date `json:"verifiedOn,omitzero"`

	Replaces string  `json:"replaces,omitempty"` // ref or number of the certificate that it follows
	Owner    string  `json:"owner,omitempty"`    // the person who keeps it alive
	Renewal  Renewal `json:"renewal,omitzero"`
	Note     string  `json:"note,omitempty"`
}

// StatusChange is one line of the recorded history.
type StatusChange struct {
	State string     `json:"state"`
	From  civil.Date `json:"from"`
	Note  string     `json:"note,omitempty"`
}

// Renewal is the plan of the next renewal.
type Renewal struct {
	Start  civil.Date `json:"start,omitzero"`  // work begins
	Finish civil.Date `json:"finish,omitzero"` // the new certificate is expected
	Booked bool       `json:"booked,omitempty"`
}

// The states of a certificate.
const (
	Certified         = "certified"
	InRecertification = "in-recertification"
	Suspended         = "suspended"
	Withdrawn         = "withdrawn"
	Revoked           = "revoked"
	Expired           = "expired"
	Planned           = "planned"
)

// States gives every state, in the order of a certificate's life.
func States() []string {
	return []string{Planned, Certified, InRecertification, Suspended, Withdrawn, Revoked, Expired}
}

// Lines is text of several lines that JSON holds as a list, and reads as either.
type Lines string

// List gives the lines that are not empty.
func (l Lines) List() []string {
	var out []string
	for line := range strings.SplitSeq(string(l), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// MarshalJSON writes a list.
func (l Lines) MarshalJSON() ([]byte, error) {
	list := l.List()
	if list == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads a list, a text or null.
func (l *Lines) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*l = Lines(strings.Join(list, "\n"))
		return nil
	}
	var text string
	if json.Unmarshal(b, &text) != nil {
		return errors.New("a list of texts is wanted here")
	}
	*l = Lines(text)
	return nil
}
