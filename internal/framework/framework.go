// Package framework knows the catalogues that a management system is held
// against (ISO/IEC 27001, Cyber Essentials, CAF, NIST CSF, the NHS toolkit): their
// items, how they overlap, and for each control and clause of ISO 27001 what it
// is for and what an auditor asks to see. All of it is data with its source and
// certainty; no sentence of a standard is among it.
package framework

import "holdfast/internal/civil"

// Certainty says how well a fact is known, in the letters of the scheme data.
// The list is closed.
type Certainty string

const (
	Verified  Certainty = "V"  // read in an official source
	Secondary Certainty = "V2" // read in a secondary source, or in several copies that agree
	Common    Certainty = "C"  // commonly stated, or from knowledge of the text
	Product   Certainty = "P"  // our own judgement, not a fact about the world
	Uncertain Certainty = "U"  // sources disagree, or nothing was found
)

// certainties is the closed list, the surest first.
var certainties = []Certainty{Verified, Secondary, Common, Product, Uncertain}

// Fact is the provenance of a part of a catalogue, such as its attributes.
type Fact struct {
	Of        string     `json:"of"`
	Certainty Certainty  `json:"certainty"`
	AsOf      civil.Date `json:"asOf"`
	Source    string     `json:"source"`
	Note      string     `json:"note,omitempty"`
}

// Ref names an edition of a catalogue: "iso27001:2022".
type Ref string

// MakeRef gives the name of an edition.
func MakeRef(id, edition string) Ref { return Ref(id + ":" + edition) }
