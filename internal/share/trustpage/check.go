package trustpage

import (
	"strings"

	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// Check is one of the five things that a buyer checks of a certificate: what
// the record says of it, and what only the buyer can see to.
type Check struct {
	ID   string `json:"id"`   // standard, entity, scope, date, body
	Name string `json:"name"` // "Legal entity"
	Says string `json:"says"`
	// Quoted: Says are the words of the certificate, word for word.
	Quoted bool `json:"quoted,omitempty"`
	// More follows the quoted words: the sites that are printed beside the scope.
	More string `json:"more,omitempty"`
	// Known is false where the record does not say.
	Known bool   `json:"known"`
	Look  string `json:"look"` // what the buyer sees to
}

// checksOf gives the five checks in the order in which a buyer makes them.
func checksOf(s *scheme.Scheme, c *certificate.Certificate, status Status) []Check {
	return []Check{standard(s, c), entity(c), scope(s, c), date(status), body(s, c)}
}

func standard(s *scheme.Scheme, c *certificate.Certificate) Check {
	k := Check{ID: "standard", Name: "Standard", Says: s.Name, Known: true, Look: "Is this the standard, level and edition that you ask for?"}
	level := string(c.Level)
	for _, l := range s.Levels {
		if l.ID == level {
			level = l.Name
		}
	}
	if level != "" {
		k.Says += ", " + level
	}
	switch {
	case len(s.Editions) > 0 && c.Edition == "":
		k.Says, k.Known = s.Short+". The edition is not recorded here.", false
	case len(s.Editions) > 0: // the full name holds an edition, which may be another
		k.Says = s.Short + ", edition as printed: " + c.Edition
	case c.Edition != "":
		k.Says += ", " + c.Edition
	}
	return k
}

func entity(c *certificate.Certificate) Check {
	k := Check{ID: "entity", Name: "Legal entity", Says: c.Holder, Known: c.Holder != "", Look: "Is this the company that would sign your contract, letter for letter? A parent or a sister is another company."}
	if !k.Known {
		k.Says = "The name on the certificate is not recorded here."
	}
	return k
}

func scope(s *scheme.Scheme, c *certificate.Certificate) Check {
	k := Check{ID: "scope", Name: "Scope", Says: strings.TrimSpace(c.Scope), Known: strings.TrimSpace(c.Scope) != "", Quoted: true, Look: "Do these words cover the work and the places that you buy? Nobody else can judge that for you."}
	if !k.Known {
		k.Quoted, k.Says = false, "The scope is not recorded here. Ask for the certificate."
	} else if sites := c.Sites.List(); len(sites) > 0 {
		k.More = "Sites printed on it: " + strings.Join(sites, "; ") + "."
	}
	if s.Family == "self-assessment" {
		if !k.Known {
			k.Says = "What was assessed is not recorded here. Ask for it."
		}
		k.Look = "Does what the organisation assessed cover the service that you buy?"
	}
	return k
}

func date(status Status) Check {
	k := Check{ID: "date", Name: "Date", Says: status.Word + ": " + status.Says + ".", Known: status.Key != Unclear, Look: "Does it last to the day on which you need it? Look it up on that day again."}
	if status.Key == InDate {
		k.Says = sentence(status.Says)
	}
	if !status.Counts() {
		k.Look = "Do not rely on it. Ask the organisation what follows it."
	}
	if status.Key == Unclear {
		k.Look = "Ask the body that issued it, or look it up at the source."
	}
	if status.Note != "" {
		k.Says += " " + status.Note
	}
	return k
}

func body(s *scheme.Scheme, c *certificate.Certificate) Check {
	k := Check{ID: "body", Name: "Recognised body", Known: true, Look: "Do you recognise this body? Look the entry up at the source."}
	who := c.Body
	if who == "" {
		who = "The body is not recorded here"
		k.Known = false
	}
	switch {
	case s.Family == "self-assessment" || s.Family == "statement":
		k.Known = true
		k.Says = "Published by the organisation itself: nobody certifies it."
		k.Look = "Is the organisation's own word enough for what you buy?"
		return k
	case !s.JudgesAccreditation:
		k.Says = who + "."
		if s.Family == "cyber-essentials" {
			k.Says += " Certification bodies of this scheme are licensed by IASME."
		}
		return k
	case c.Accredited == nil:
		k.Known = false
		k.Says = who + ". The record does not say whether the certificate is under recognised accreditation."
		k.Look = "Look for the accreditation mark on the certificate, and look it up at the source."
	case !*c.Accredited:
		k.Says = who + ". Not accredited: this certificate is not under recognised accreditation."
		k.Look = "Do you accept certificates without accreditation? It will not be found in UKAS CertCheck or IAF CertSearch."
	default:
		k.Says = who + ", under recognised accreditation"
		if c.AccreditationBody != "" {
			k.Says = who + ", accredited by " + c.AccreditationBody
			if c.AccreditationNumber != "" {
				k.Says += " as " + c.AccreditationNumber
			}
		}
		k.Says += "."
	}
	return k
}
