// Package auditorroom is the room that an organisation opens for the auditor of
// a certification body: for a stated time, read-only, over stated registers, as
// they stood at a stated instant. In it the auditor reads, draws their own
// samples with a seed that is kept, and asks for what is missing. The package is
// pure; time is an argument.
package auditorroom

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// The kinds of the three registers.
const (
	RoomKind    register.Kind = "audit-room"
	SampleKind  register.Kind = "audit-sample"
	RequestKind register.Kind = "audit-request"
)

// Room is what the organisation decides. The time is [From, Until): at Until,
// to the microsecond, everything is refused.
type Room struct {
	Name string `json:"name"`           // "Surveillance audit 2027"
	Body string `json:"body,omitempty"` // the certification body
	// Email is that of who may come in: the member with this address, who is an
	// external auditor and cannot change it.
	Email string `json:"email"`
	From  int64  `json:"from"` // microseconds UTC
	Until int64  `json:"until"`
	// Registers are the kinds that are shown.
	Registers []string `json:"registers"`
	// AsAt is the instant that the registers are shown as at; 0: as they are when
	// they are looked at.
	AsAt   int64  `json:"asAt,omitempty"`
	Closed int64  `json:"closed,omitempty"` // closed before its time; 0: not
	Note   string `json:"note,omitempty"`   // for the auditor to read
}

// MaxTime is the longest time that a room is open: an audit takes days, and
// what goes on longer is asked for again.
const MaxTime = 200 * 24 * time.Hour

// Rooms declares rooms to the kernel.
func Rooms() *register.Register[Room] {
	return register.Declare(register.Declaration{
		Kind: RoomKind, Prefix: "ROOM", Singular: "auditor room", Plural: "auditor rooms", Area: authz.Share,
		Fields: []register.Field{
			{Name: "name", Label: "What is audited", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "body", Label: "Certification body", Type: register.Text, List: true, Search: true},
			{Name: "email", Label: "Auditor's e-mail", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "from", Label: "From", Type: register.Instant, Required: true, List: true, Sort: true},
			{Name: "until", Label: "Until", Type: register.Instant, Required: true, List: true, Sort: true},
			{Name: "registers", Label: "Registers shown", Type: register.Tags, Required: true, List: true},
			{Name: "asAt", Label: "As at", Type: register.Instant},
			{Name: "closed", Label: "Closed", Type: register.Instant, List: true},
			{Name: "note", Label: "For the auditor to read", Type: register.LongText},
		},
	}, func(old, r *Room) []errs.Field { return r.check(old) })
}

func (r *Room) check(old *Room) []errs.Field {
	var out []errs.Field
	bad := func(field, format string, args ...any) {
		out = append(out, errs.Field{Pointer: "/" + field, Message: fmt.Sprintf(format, args...)})
	}
	if r.From != 0 && r.Until != 0 && r.Until <= r.From {
		bad("until", "The room closes before it opens.")
	} else if r.Until-r.From > MaxTime.Microseconds() {
		bad("until", "A room is open for %d days at most. Open another one later.", int(MaxTime.Hours()/24))
	}
	if r.Email != "" && (!strings.Contains(r.Email, "@") || strings.ContainsAny(r.Email, " \t,;<>\"")) {
		bad("email", "Enter an e-mail address, like name@example.org.")
	}
	for _, kind := range r.Registers {
		if slices.Contains(own, register.Kind(kind)) {
			bad("registers", "The room's own registers are in it already.")
		}
	}
	if len(r.Note) > 4000 {
		bad("note", "Keep this under 4,000 letters.")
	}
	if old != nil && old.Closed != 0 && r.Closed != old.Closed {
		bad("closed", "A room that was closed stays closed. Open another one.")
	}
	return out
}

// own are the registers of the rooms themselves, what outsiders are shown, what
// people of the organisation say among themselves and keep for themselves,
// whom they ask for evidence under which address, and what passes between them
// and buyers, drafts included: no room shows them.
var own = []register.Kind{
	RoomKind, SampleKind, RequestKind, "trust-page", "comment", "bulk-change", "view", "evidence-request", "evidence-delivery",
	"tender-document", "clarification", "questionnaire", "questionnaire-question", "answer", "statement", "pack",
}

// Standing is where a room is in its time.
type Standing string

const (
	ToCome Standing = "to come"
	Open   Standing = "open"
	Ended  Standing = "ended"
	Shut   Standing = "closed"
)

// At says where the room is in its time at an instant.
func (r *Room) At(now time.Time) Standing {
	at := now.UnixMicro()
	switch {
	case r.Closed != 0 && at >= r.Closed:
		return Shut
	case at >= r.Until:
		return Ended
	case at < r.From:
		return ToCome
	}
	return Open
}

// Scope gives what the auditor's membership is narrowed to: reading the areas
// of the room's registers.
func (r *Room) Scope(book *register.Book) authz.Scope {
	out := authz.Scope{}
	for _, reg := range r.Shown(book) {
		if grant := string(reg.Declaration().Area) + ":read"; !slices.Contains(out, grant) {
			out = append(out, grant)
		}
	}
	return out
}

// Shown gives the registers that the room shows, in the book's order.
func (r *Room) Shown(book *register.Book) []register.Any {
	var out []register.Any
	for _, reg := range Offered(book) {
		if slices.Contains(r.Registers, string(reg.Declaration().Kind)) {
			out = append(out, reg)
		}
	}
	return out
}

// Offered gives the registers that a room can show: those of an area that an
// external auditor may read.
func Offered(book *register.Book) []register.Any {
	var out []register.Any
	for _, reg := range book.All() {
		d := reg.Declaration()
		if authz.Allows(authz.ExternalAuditor, authz.Read, d.Area) && !slices.Contains(own, d.Kind) {
			out = append(out, reg)
		}
	}
	return out
}
