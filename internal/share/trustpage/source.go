package trustpage

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"sync"

	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
	"holdfast/internal/win/certificate"
)

//go:embed registers.json
var registersFile []byte

// publicRegister is a place where anybody can look a certificate up.
type publicRegister struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	URL     string   `json:"url"`
	Schemes []string `json:"schemes"`
	// When limits it: "ukas" to certificates of bodies that UKAS accredits,
	// "accredited" to those of any recognised accreditation.
	When   string      `json:"when,omitempty"`
	Type   string      `json:"type"`             // what to type: "number" or "holder"
	OrType string      `json:"orType,omitempty"` // when that is not recorded, or finds nothing
	Shows  string      `json:"shows"`
	Limits string      `json:"limits,omitempty"`
	Fact   scheme.Fact `json:"fact"`
}

// publicRegisters is the built-in list, read once; a test rules out that it is
// broken.
var publicRegisters = sync.OnceValue(func() []publicRegister {
	var file struct {
		About     string           `json:"about"`
		Registers []publicRegister `json:"registers"`
	}
	if err := strictjson.Unmarshal(registersFile, &file); err != nil {
		panic("the list of public registers is broken: " + err.Error())
	}
	return file.Registers
})

// Source is where a buyer checks a certificate without us.
type Source struct {
	Name   string      `json:"name"`
	URL    string      `json:"url"`
	Host   string      `json:"host"`             // of the address, shown beside it
	Type   string      `json:"type,omitempty"`   // what to type there, word for word
	Or     string      `json:"or,omitempty"`     // what to type if that finds nothing
	Shows  string      `json:"shows,omitempty"`  // what it lists
	Limits string      `json:"limits,omitempty"` // what it does not
	Own    bool        `json:"own,omitempty"`    // the organisation gives this address; it is not from our list
	Fact   scheme.Fact `json:"-"`
}

// sourcesOf gives the public registers that would have the certificate, and
// its own verify link.
func sourcesOf(c *certificate.Certificate) []Source {
	var out []Source
	say := func(what string) string {
		if what == "number" {
			return c.Number
		}
		return c.Holder
	}
	for _, r := range publicRegisters() {
		if !slices.Contains(r.Schemes, c.Scheme) || !r.fits(c) {
			continue
		}
		s := Source{Name: r.Name, URL: r.URL, Host: hostOf(r.URL), Type: say(r.Type), Or: say(r.OrType), Shows: r.Shows, Limits: r.Limits, Fact: r.Fact}
		if s.Type == "" {
			s.Type, s.Or = s.Or, ""
		}
		out = append(out, s)
	}
	if host := hostOf(c.VerifyLink); host != "" {
		out = append(out, Source{
			Name: "The certificate's own verify page", URL: c.VerifyLink, Host: host, Type: c.Number, Own: true,
			Limits: "This address was given by the organisation: see that it is the certification body's own.",
		})
	}
	return out
}

// fits: an accreditation that is not recorded may be there, so the register is
// named; one that is known to be missing is not.
func (r *publicRegister) fits(c *certificate.Certificate) bool {
	if r.When == "" {
		return true
	}
	if c.Accredited != nil && !*c.Accredited {
		return false
	}
	return r.When != "ukas" || c.AccreditationBody == "" || strings.Contains(strings.ToUpper(c.AccreditationBody), "UKAS")
}

// hostOf gives the host of an address that may be linked to: https, with a name
// and without a user in it. Empty for any other.
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return u.Hostname()
}
