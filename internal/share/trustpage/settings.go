// Package trustpage is the page on which an organisation shows buyers its
// certificates: public, without an account, and off until a person switches it
// on. It states facts, says which of them are not known, and gives no verdict:
// whether a certificate is good enough is the buyer's to judge. The package is
// pure: records, the day and the instant come in as arguments.
package trustpage

import (
	"crypto/rand"
	"regexp"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind. An organisation has one record of it at most: the
// database sees to that.
const Kind register.Kind = "trust-page"

// Settings is what the organisation says of its page.
type Settings struct {
	// Handle is the last part of the page's address: /trust/fenmoor-k3v9....
	Handle string `json:"handle"`
	On     bool   `json:"on,omitempty"`
	// Certificates are the numbers (CERT-2) of those shown, chosen one by one.
	Certificates []string `json:"certificates,omitempty"`
	Contact      string   `json:"contact,omitempty"`   // one line: whom to ask
	Statement    string   `json:"statement,omitempty"` // in the organisation's own words
}

const (
	maxContact   = 300
	maxStatement = 2000
	// MaxShown bounds the certificates on one page.
	MaxShown = 60
	// suffixLength is that of a handle's random end: 12 of 32 letters are 60
	// bits, which nobody finds by trying.
	suffixLength = 12
	maxSlug      = 40
)

var (
	handleForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	notSlug    = regexp.MustCompile(`[^a-z0-9]+`)
)

// Register declares the page's settings to the kernel.
func Register() *register.Register[Settings] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "TRUST", Singular: "trust page", Plural: "trust pages", Area: authz.Share,
		Fields: []register.Field{
			// The handle is the first slot, t1: the public page is found by it.
			{Name: "handle", Label: "Address", Type: register.Text, Required: true, List: true, Filter: true, Help: "The last part of the page's address: small letters, figures and hyphens."},
			{Name: "on", Label: "Public", Type: register.YesNo, List: true},
			{Name: "certificates", Label: "Certificates shown", Type: register.Tags, List: true, Help: "Their numbers, such as CERT-2."},
			{Name: "contact", Label: "Whom to ask", Type: register.Text},
			{Name: "statement", Label: "In our own words", Type: register.LongText},
		},
	}, func(_, s *Settings) []errs.Field { return s.check() })
}

func (s *Settings) check() []errs.Field {
	var out []errs.Field
	bad := func(field, message string) { out = append(out, errs.Field{Pointer: "/" + field, Message: message}) }
	if s.Handle != "" && (!handleForm.MatchString(s.Handle) || len(s.Handle) < 4 || len(s.Handle) > 64) {
		bad("handle", "Use 4 to 64 small letters and figures, with single hyphens between them.")
	}
	if len(s.Contact) > maxContact {
		bad("contact", "Keep this under 300 letters.")
	}
	if len(s.Statement) > maxStatement {
		bad("statement", "Keep this under 2,000 letters: a buyer reads the certificates, not an essay.")
	}
	if len(s.Certificates) > MaxShown {
		bad("certificates", "Show 60 certificates at most.")
	}
	return out
}

// Shows says whether the certificate with this number is on the page.
func (s *Settings) Shows(number string) bool {
	for _, n := range s.Certificates {
		if strings.EqualFold(n, number) {
			return true
		}
	}
	return false
}

// NewHandle makes a handle that nobody can guess: the organisation's name, then
// 60 random bits.
func NewHandle(organisation string) string {
	slug := strings.Trim(notSlug.ReplaceAllString(register.Fold(organisation), "-"), "-")
	if len(slug) > maxSlug {
		slug = strings.Trim(slug[:maxSlug], "-")
	}
	suffix := strings.ToLower(rand.Text()[:suffixLength])
	if slug == "" {
		return suffix
	}
	return slug + "-" + suffix
}
