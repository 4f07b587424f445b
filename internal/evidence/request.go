package evidence

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// RequestKind is the kind of the register of requests.
const RequestKind register.Kind = "evidence-request"

// AskedFor is the role of the links from a request to the controls, clauses and
// certificates that its evidence is for.
const AskedFor = "asked-for"

// The states of a request.
const (
	Open     = "open"     // asked, nothing has come
	Received = "received" // files wait to be looked at
	Returned = "returned" // what came was not enough: asked again, with a reason
	Accepted = "accepted" // what came is evidence
	Closed   = "closed"   // ended by who asked; its link is dead
)

const (
	// MaxFile bounds one file that is sent in, in bytes.
	MaxFile = 50 << 20
	// DefaultFiles and MostFiles are how many files one request takes until it is
	// accepted.
	DefaultFiles = 10
	MostFiles    = 50
	// LinkDays is how long a link works when nobody says otherwise. Product
	// default: who is asked has a month.
	LinkDays = 30
	// MaxMessage bounds what is written to who is asked, and their note, in bytes.
	MaxMessage = 4000
)

// Request asks somebody for evidence: a member, or by a link a person without
// an account.
type Request struct {
	// TokenHash is the SHA-256 of the link's secret in hex; empty when no link is
	// good any more. The secret itself is kept nowhere. It is the first slot of
	// the register: the store finds a request by it.
	TokenHash string `json:"tokenHash,omitempty"`

	Title   string `json:"title"`             // what is asked for
	Message string `json:"message,omitempty"` // to who is asked

	// Who is asked: a member, or a name with an address.
	Person string `json:"person,omitempty"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`

	Due   civil.Date `json:"due,omitzero"`
	Owner string     `json:"owner,omitempty"` // who asked, and looks at what comes

	State  string `json:"state"`
	Reason string `json:"reason,omitempty"` // of the last return, or of the end

	Expires  civil.Date `json:"expires,omitzero"` // the last day on which the link works
	MaxFiles int64      `json:"maxFiles,omitempty"`

	// What the evidence is to be, once accepted.
	CollectEvery   int64  `json:"collectEvery,omitempty"`
	Classification string `json:"classification,omitempty"`
	Again          string `json:"again,omitempty"` // the item that it collects anew: "EV-12"

	custom.Values
}

// RequestRow is a request with its number and version.
type RequestRow = register.Row[Request]

// Takes says that files may be sent in for it on a day: it is under way and its
// time is not over.
func (r *Request) Takes(today civil.Date) bool {
	return r.UnderWay() && today <= r.Expires
}

// UnderWay says that it is neither accepted nor closed.
func (r *Request) UnderWay() bool {
	return r.State == Open || r.State == Received || r.State == Returned
}

// Whom names who is asked, for those that know no members: the name, else the
// address.
func (r *Request) Whom() string {
	if r.Name != "" {
		return r.Name
	}
	return r.Email
}

// Limit gives how many files it takes.
func (r *Request) Limit() int {
	if r.MaxFiles <= 0 {
		return DefaultFiles
	}
	return int(min(r.MaxFiles, MostFiles))
}

// States gives the states of requests.
func States() []register.Option {
	return []register.Option{
		{Value: Open, Label: "Open"},
		{Value: Received, Label: "Received"},
		{Value: Returned, Label: "Returned"},
		{Value: Accepted, Label: "Accepted"},
		{Value: Closed, Label: "Closed"},
	}
}

// Requests declares requests to the kernel.
func Requests() *register.Register[Request] {
	return register.Declare(register.Declaration{
		Kind: RequestKind, Prefix: "REQ", Singular: "evidence request", Plural: "evidence requests", Area: authz.Assure,
		Fields: []register.Field{
			{Name: "tokenHash", Label: "Hash of the link", Type: register.Text, Filter: true, Help: "The link itself is kept nowhere."},
			{Name: "title", Label: "What is asked for", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Title", "Request"}},
			{Name: "message", Label: "Message", Type: register.LongText, Search: true, Help: "What exactly, for which time, in which form."},
			{Name: "person", Label: "Member", Type: register.Person, Filter: true, List: true},
			{Name: "name", Label: "Name", Type: register.Text, Search: true, List: true, Help: "Of somebody without an account here."},
			{Name: "email", Label: "E-mail address", Type: register.Text, Search: true},
			{Name: "due", Label: "Wanted by", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "owner", Label: "Owner", Type: register.Person, Filter: true, List: true, Help: "Looks at what comes, and accepts it."},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Required: true, Default: Open, List: true, Filter: true},
			{Name: "reason", Label: "Reason", Type: register.LongText},
			{Name: "expires", Label: "Link works until", Type: register.Date, Help: "That day included."},
			{Name: "maxFiles", Label: "Files at most", Type: register.Number},
			{Name: "collectEvery", Label: "Collect every (days)", Type: register.Number},
			{Name: "classification", Label: "Classification", Type: register.Choice, Choices: Classifications(), Default: "internal"},
			{Name: "again", Label: "Collects again", Type: register.Text, Filter: true},
		},
	}, checkRequest)
}

func checkRequest(_, r *Request) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	switch {
	case r.Person != "" && (r.Email != "" || r.Name != ""):
		wrong("person", "Choose a member, or give a name and an address: one of them.")
	case r.Person == "" && r.Name == "" && r.Email == "":
		wrong("name", "Say who is asked: a member, or somebody's name.")
	}
	if r.Email != "" && !plausible(r.Email) {
		wrong("email", "Enter an e-mail address, like name@example.org.")
	}
	if len(r.Message) > MaxMessage {
		wrong("message", "Keep this under 4,000 letters.")
	}
	if r.MaxFiles < 0 || r.MaxFiles > MostFiles {
		wrong("maxFiles", "Give a number of files from 1 to 50.")
	}
	if r.CollectEvery < 0 || r.CollectEvery > MaxEvery {
		wrong("collectEvery", "Give a number of days from 1 to 3653, or leave it open.")
	}
	if !r.UnderWay() && r.TokenHash != "" {
		wrong("tokenHash", "A request that has ended has no link.")
	}
	return out
}

// plausible accepts an address that can be mailed to.
func plausible(email string) bool {
	local, domain, ok := strings.Cut(email, "@")
	return ok && len(email) <= 254 && local != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "@") &&
		!strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) }) &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") && !strings.Contains(email, "..")
}
