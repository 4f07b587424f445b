package evidence

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/authz"
	"holdfast/internal/register"
)

// DeliveryKind is the kind of the register of what was sent in.
const DeliveryKind register.Kind = "evidence-delivery"

// The states of a delivery.
const (
	Waiting = "waiting" // nobody has looked at it: it is not evidence
	Taken   = "taken"   // accepted: it is the evidence that it names
	Refused = "refused" // returned, or not taken
)

// Delivery is one file that came for a request. Until the request's owner takes
// it, it is kept apart: it stands for no control.
type Delivery struct {
	Request   string `json:"request"` // "REQ-3"
	File      string `json:"file"`    // SHA-256 in hex
	FileName  string `json:"fileName"`
	FileSize  int64  `json:"fileSize"`
	MediaType string `json:"mediaType"`      // by its content
	Note      string `json:"note,omitempty"` // of who sent it
	At        int64  `json:"at"`             // microseconds UTC
	// From is who sent it: the name that the request gives, which nobody has
	// proved. Person is set when a member sent it, signed in.
	From     string `json:"from,omitempty"`
	Person   string `json:"person,omitempty"`
	State    string `json:"state"`
	Evidence string `json:"evidence,omitempty"` // "EV-61", once taken
}

// DeliveryRow is a delivery with its number and version.
type DeliveryRow = register.Row[Delivery]

// Deliveries declares deliveries to the kernel.
func Deliveries() *register.Register[Delivery] {
	return register.Declare[Delivery](register.Declaration{
		Kind: DeliveryKind, Prefix: "RCVD", Singular: "evidence delivery", Plural: "evidence deliveries", Area: authz.Assure,
		Fields: []register.Field{
			{Name: "request", Label: "Request", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "file", Label: "File", Type: register.File, Required: true},
			{Name: "fileName", Label: "Name of the file", Type: register.Text, List: true, Search: true},
			{Name: "fileSize", Label: "Size in bytes", Type: register.Number},
			{Name: "mediaType", Label: "Kind of file", Type: register.Text},
			{Name: "note", Label: "Note of the sender", Type: register.LongText, Search: true},
			{Name: "at", Label: "Sent", Type: register.Instant, List: true},
			{Name: "from", Label: "From", Type: register.Text, List: true, Search: true},
			{Name: "person", Label: "Member", Type: register.Person},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, Default: Waiting, List: true, Filter: true, Choices: []register.Option{
				{Value: Waiting, Label: "Waiting"}, {Value: Taken, Label: "Taken"}, {Value: Refused, Label: "Not taken"},
			}},
			{Name: "evidence", Label: "Evidence", Type: register.Text},
		},
	}, nil)
}

// maxName bounds the name of a file, in bytes.
const maxName = 150

// CleanName makes a name that somebody else chose one that can stand on a page
// and in a header: its last part alone, in valid letters, without what cannot
// be seen, its end kept when it is too long.
func CleanName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, "_"), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
	for len(s) > maxName {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	if s = strings.TrimSpace(s); strings.Trim(s, "./ ") == "" {
		return "file"
	}
	return s
}
