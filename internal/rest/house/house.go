// Package house is what other programs can ask of the organisation as a whole:
// who is in it, what falls due, what was done, what is known of schemes.
package house

import (
	"net/http"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
)

// House is what the operations stand on; cmd fills it.
type House struct {
	Registers *register.Book
	Book      *scheme.Book
	Tasks     *register.Register[task.Task]
	Due       func(change.Reader, civil.Date) ([]due.Item, error)
}

// Rules says what is special about writing to the registers of the commons.
func Rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		task.Kind: {Fixed: map[string]string{"done": "POST …/tasks/{id}/done"}},
	}
}

// Operations gives the table.
func (h *House) Operations() []rest.Operation {
	return []rest.Operation{h.me(), h.members(), h.dueItems(), h.trail(), h.taskDone(), h.schemes(), h.scheme()}
}

// Me is who asks.
type Me struct {
	Person       string       `json:"person"`
	Name         string       `json:"name"`
	Role         string       `json:"role"`
	Scope        []string     `json:"scope" doc:"What the token is limited to; empty: it may what the role may."`
	Organisation Organisation `json:"organisation"`
}

// Organisation is the one that the token works for.
type Organisation struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (h *House) me() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/me", ID: "getMe", Tag: "organisation", Area: authz.Commons, Verb: authz.Read,
		Summary: "Who the token speaks for, and in which organisation", Answer: Me{},
		Do: func(c *rest.Call) (any, error) {
			v, a := c.Visit(), c.Actor()
			return Me{
				Person: a.Person, Name: a.Name, Role: string(a.Role), Scope: append([]string{}, a.Scope...),
				Organisation: Organisation{ID: a.Org, Name: v.Org.Name},
			}, nil
		},
	}
}

// Member is a person of the organisation.
type Member struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Role   string `json:"role"`
	Active bool   `json:"active"`
}

type memberList struct {
	Members []Member `json:"members"`
}

func (h *House) members() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/members", ID: "listMembers", Tag: "organisation", What: "people", Area: authz.Settings, Verb: authz.Read,
		Summary: "The people of the organisation", Answer: memberList{},
		Do: func(c *rest.Call) (any, error) {
			out := memberList{Members: []Member{}}
			err := c.See(func(v *change.View) error {
				list, err := v.Members()
				for _, m := range list {
					out.Members = append(out.Members, Member{m.Person, m.Name, m.Email, m.Role, m.Active})
				}
				return err
			})
			return out, err
		},
	}
}

type dueList struct {
	Day   civil.Date `json:"day"`
	Items []due.Item `json:"items"`
}

func (h *House) dueItems() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/due", ID: "listDue", Tag: "due", What: "certificates", Area: authz.Win, Verb: authz.Read,
		Summary: "What falls due, and whose it is", Answer: dueList{},
		Query: []rest.Param{
			{Name: "days", Format: "integer", Description: "Late, or due within so many days; everything when not given."},
			{Name: "owner", Description: "Only those of this member."},
		},
		Do: func(c *rest.Call) (any, error) {
			out := dueList{Day: c.Today()}
			err := c.See(func(v *change.View) (err error) {
				out.Items, err = h.Due(v, c.Today())
				return err
			})
			if n, bad := strconv.Atoi(c.Query("days")); bad == nil {
				out.Items = due.Within(out.Items, n)
			}
			if o := c.Query("owner"); o != "" {
				out.Items = due.By(out.Items, o)
			}
			return out, err
		},
	}
}

type doneIn struct {
	On     civil.Date `json:"on" doc:"The day on which it was done; today when not given."`
	Reason string     `json:"reason"`
}

func (h *House) taskDone() rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/tasks/{id}/done", ID: "taskDone", Tag: "tasks", Area: authz.Commons, Verb: authz.Act,
		Summary: "Say that a task is done", Description: "A task that is done already stays as it is.", Body: doneIn{}, Record: task.Kind,
		Do: func(c *rest.Call) (any, error) {
			in, ref := c.Body.(*doneIn), c.Path("id")
			if in.On.IsZero() {
				in.On = c.Today()
			}
			if in.On > c.Today() {
				return nil, errs.At("/on", "That day is still to come.")
			}
			err := c.Do("task.done", []any{ref, in.On}, in.Reason, func(tx *change.Tx) error {
				rec, err := change.AnyGet(tx, h.Tasks, ref, 0)
				if err != nil {
					return err
				}
				row, err := h.Tasks.Row(&rec)
				if err != nil || !row.Value.Open() {
					return err
				}
				row.Value.Done = in.On
				_, err = change.Put(tx, h.Tasks, row.ID, row.Version, row.Value)
				return err
			})
			return ref, err
		},
	}
}
