package rest

import (
	"net/http"
	"regexp"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Link is one end of a link between two records, as seen from the other.
type Link struct {
	Role      string `json:"role"`
	Direction string `json:"direction"` // "to" the other record, or "from" it
	Kind      string `json:"kind"`
	ID        string `json:"id"`
	Since     string `json:"since"`
}

type linkList struct {
	Links []Link `json:"links"`
}

var roleForm = regexp.MustCompile(`^[a-z][a-z-]{0,39}$`)

// links gives what a record has to do with. Of an area that the caller may not
// read nothing is shown.
func (k *kind) links(c *Call) error {
	asAt, err := c.AsAt()
	if err != nil {
		return err
	}
	out := linkList{Links: []Link{}}
	err = c.See(func(v *change.View) error {
		rec, err := change.AnyGet(v, k.reg, c.Path("id"), asAt)
		if err != nil {
			return err
		}
		list, err := v.Links(rec.ID, asAt)
		if err != nil {
			return err
		}
		for _, l := range list {
			one := Link{Role: l.Role, Direction: "to", Kind: string(l.ToKind), ID: l.To}
			if l.To == rec.ID {
				one.Direction, one.Kind, one.ID = "from", string(l.FromKind), l.From
			}
			if other := k.api.kinds[register.Kind(one.Kind)]; other == nil || !c.may(authz.Read, other) {
				continue
			}
			var at []byte
			at = instant(at, l.At)
			one.Since = string(at[1 : len(at)-1])
			out.Links = append(out.Links, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, out)
}

func (c *Call) may(verb authz.Verb, k *kind) bool {
	a := c.visit.Actor
	return a.May(verb, k.decl.Area)
}

// link makes or ends a link to another record.
func (k *kind) link(join bool) func(*Call) error {
	return func(c *Call) error {
		role := c.Path("role")
		if !roleForm.MatchString(role) {
			return errs.At("role", "A role is up to 40 small letters and hyphens: treats, evidence.")
		}
		other := k.api.kinds[register.Kind(c.Path("kind"))]
		if other == nil || !c.may(authz.Read, other) {
			return errs.New(errs.NotFound, "There is no such record.")
		}
		_, err := k.api.Door.Do(c.ctx, c.request(k, authz.Update, nil), func(tx *change.Tx) error {
			from, err := change.AnyGet(tx, k.reg, c.Path("id"), 0)
			if err != nil {
				return err
			}
			to, err := change.AnyGet(tx, other.reg, c.Path("to"), 0)
			if err != nil {
				return err
			}
			do := tx.Link
			if !join {
				do = tx.Unlink
			}
			return do(register.Ref{Kind: k.decl.Kind, ID: from.ID}, register.Ref{Kind: other.decl.Kind, ID: to.ID}, role)
		})
		if err != nil {
			return err
		}
		return c.write(http.StatusNoContent, "", nil)
	}
}
