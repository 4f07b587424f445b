package house

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/trail"
	"holdfast/internal/view"
)

// Event is one thing that was done.
type Event struct {
	Seq     int64          `json:"seq"`
	At      string         `json:"at"`
	Who     string         `json:"who" doc:"A member's id, or “system:” and the work."`
	Role    string         `json:"role"`
	Action  string         `json:"action"`
	Change  string         `json:"change" doc:"Events of one change share it."`
	Kind    string         `json:"kind"`
	ID      string         `json:"id"`
	Number  string         `json:"number"`
	Version int64          `json:"version"`
	Before  string         `json:"before" doc:"Hash of the record before."`
	After   string         `json:"after"`
	Payload jsontext.Value `json:"payload,omitzero" doc:"What changed; absent: none, or erased."`
}

type eventList struct {
	Events []Event `json:"events"`
	Next   int64   `json:"next,omitzero" doc:"The value of before for the next page; absent on the last."`
}

const eventsAtOnce = 100

func (h *House) trail() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/trail", ID: "listTrail", Tag: "trail", Area: authz.Commons, Verb: authz.Read,
		Summary: "What was done, the latest first", Description: "Events about records of an area that the role may not read are left out, so that a page may be short.",
		Query: []rest.Param{
			{Name: "kind", Description: "With id: the events of one record."},
			{Name: "id"},
			{Name: "before", Format: "integer", Description: "Only events with a smaller seq."},
			{Name: "limit", Format: "integer", Description: "How many are looked at, up to 1,000; 100 when not given."},
		},
		Answer: eventList{},
		Do: func(c *rest.Call) (any, error) {
			q := change.TrailQuery{Kind: register.Kind(c.Query("kind")), ID: c.Query("id"), Limit: eventsAtOnce}
			if (q.Kind == "") != (q.ID == "") {
				return nil, errs.At("id", "Give kind and id together, or neither.")
			}
			q.Before, _ = strconv.ParseInt(c.Query("before"), 10, 64)
			if n, err := strconv.Atoi(c.Query("limit")); err == nil {
				q.Limit = min(n, 1000)
			}
			out := eventList{Events: []Event{}}
			err := c.See(func(v *change.View) error {
				leaves, err := v.Trail(q)
				for i := range leaves {
					if h.visible(c.Actor(), &leaves[i]) {
						out.Events = append(out.Events, event(&leaves[i]))
					}
				}
				if n := len(leaves); n == q.Limit && leaves[n-1].Seq > 0 {
					out.Next = leaves[n-1].Seq
				}
				return err
			})
			return out, err
		},
	}
}

// visible says whether a role may see what an event is about: records by their
// area, everything else as settings. What names records of any area is for who
// may read every area, and what was done to a view for who did it: it may be theirs
// alone.
func (h *House) visible(a change.Actor, l *trail.Leaf) bool {
	area := authz.Settings
	switch kind := register.Kind(l.Kind); kind {
	case comment.Kind, bulk.Kind:
		return comment.Everywhere(a)
	case view.Kind:
		return view.Told(a, l.Who) && comment.Everywhere(a)
	}
	if r := h.Registers.Of(register.Kind(l.Kind)); r != nil {
		area = r.Declaration().Area
	}
	return a.May(authz.Read, area)
}

func event(l *trail.Leaf) Event {
	return Event{
		Seq: l.Seq, At: time.UnixMicro(l.At).UTC().Format("2006-01-02T15:04:05.000000Z"), Who: l.Who, Role: l.Role, Action: l.Action, Change: l.Change,
		Kind: l.Kind, ID: l.ID, Number: l.Ref, Version: l.Version, Before: l.Before, After: l.After, Payload: l.Payload,
	}
}

// Scheme is what is known of a certification scheme, in short.
type Scheme struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	Short          string         `json:"short"`
	Family         string         `json:"family"`
	Owner          string         `json:"owner"`
	Term           string         `json:"term"`
	ValidityMonths int            `json:"validityMonths" doc:"0 when the term is not a number of months."`
	Levels         []scheme.Level `json:"levels" doc:"Low to high."`
	ReminderDays   []int          `json:"reminderDays"`
	Fact           scheme.Fact    `json:"fact" doc:"Where the validity is known from."`
}

type schemeList struct {
	Schemes []Scheme `json:"schemes"`
}

func schemeOf(s *scheme.Scheme) Scheme {
	return Scheme{s.ID, s.Name, s.Short, s.Family, s.Owner, s.Term, s.ValidityMonths, s.Levels, s.ReminderDays, s.Fact}
}

func (h *House) schemes() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/schemes", ID: "listSchemes", Tag: "schemes", Area: authz.Commons, Verb: authz.Read,
		Summary: "The certification schemes that are known", Answer: schemeList{},
		Do: func(*rest.Call) (any, error) {
			out := schemeList{Schemes: []Scheme{}}
			for _, s := range h.Book.Schemes() {
				out.Schemes = append(out.Schemes, schemeOf(s))
			}
			return out, nil
		},
	}
}

func (h *House) scheme() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/schemes/{scheme}", ID: "getScheme", Tag: "schemes", Area: authz.Commons, Verb: authz.Read,
		Summary: "What is known of a scheme", Answer: Scheme{},
		Do: func(c *rest.Call) (any, error) {
			s, ok := h.Book.Scheme(c.Path("scheme"))
			if !ok {
				return nil, errs.New(errs.NotFound, "There is no such scheme.")
			}
			return schemeOf(s), nil
		},
	}
}
