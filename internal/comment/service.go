package comment

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Service keeps comments.
type Service struct {
	door *change.Door
	reg  *register.Register[Comment]
}

// NewService makes the service.
func NewService(door *change.Door, reg *register.Register[Comment]) *Service {
	return &Service{door: door, reg: reg}
}

// Register gives the register of comments.
func (s *Service) Register() *register.Register[Comment] { return s.reg }

// Said is a comment that was made, with those named in it who may not read the
// record and so are told nothing.
type Said struct {
	Number    string   `json:"number"`
	Mentioned []string `json:"mentioned"`
	Unreached []string `json:"unreached"`
}

// Add says something about a record, by its id or number. Who may read the
// record may comment on it, as far as they may add to the commons. A person who
// answers where they were mentioned has seen that.
func (s *Service) Add(ctx context.Context, by change.By, kind register.Kind, ref, text string) (change.Receipt, error) {
	text = tidy(text)
	return s.door.Do(ctx, by.Request(string(Kind)+".create", []string{string(kind), ref, text}), func(tx *change.Tx) error {
		reg := s.door.Book().Of(kind)
		if reg == nil || kind == Kind {
			return errNothing()
		}
		rec, err := change.AnyGet(tx, reg, ref, 0)
		if err != nil {
			return err
		}
		d := reg.Declaration()
		c := Comment{About: register.Ref{Kind: kind, ID: rec.ID, Number: d.Number(rec.Num)}, Text: text}
		reached, unreached, err := mentioned(tx, d, text)
		if err != nil {
			return err
		}
		me := tx.Actor().Person
		c.Mentions = reached
		c.Waiting = slices.DeleteFunc(slices.Clone(reached), func(p string) bool { return p == me })
		if err := s.answered(tx, reg, rec.ID, me); err != nil {
			return err
		}
		row, err := change.Insert(tx, s.reg, c)
		if err != nil {
			return err
		}
		return tx.Answer(Said{Number: row.Number, Mentioned: orNone(c.Mentions), Unreached: orNone(unreached)})
	})
}

func tidy(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func orNone(s []string) []string { return append([]string{}, s...) }

func errNothing() error { return errs.New(errs.NotFound, "There is no such record.") }

// mentioned gives the members named in a text: those who may read the register,
// and the names of those who may not.
func mentioned(tx *change.Tx, d *register.Declaration, text string) (reached, unreached []string, err error) {
	if !strings.Contains(text, "@") {
		return nil, nil, nil
	}
	members, err := tx.Members()
	if err != nil {
		return nil, nil, err
	}
	for _, p := range persons(Find(text, members)) {
		m := members[slices.IndexFunc(members, func(m change.Member) bool { return m.Person == p })]
		if reads(authz.Role(m.Role), m.Scope, d.Area) {
			reached = append(reached, p)
		} else {
			unreached = append(unreached, m.Name)
		}
	}
	return reached, unreached, nil
}

// answered says that a person has seen what mentions them about a record.
func (s *Service) answered(tx *change.Tx, reg register.Any, id, person string) error {
	rows, err := s.Of(&tx.View, reg, id)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if slices.Contains(row.Value.Waiting, person) {
			if err := s.see(tx, row, person); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) see(tx *change.Tx, row Row, person string) error {
	row.Value.Waiting = slices.DeleteFunc(slices.Clone(row.Value.Waiting), func(p string) bool { return p == person })
	_, err := change.Put(tx, s.reg, row.ID, row.Version, row.Value)
	return err
}

// Edit changes what its author said. version is the one that was read; 0: the
// latest. Who is named anew is told; who was told stays so.
func (s *Service) Edit(ctx context.Context, by change.By, number string, version int64, text string) error {
	text = tidy(text)
	return s.own(ctx, by, ".update", number, version, text, func(tx *change.Tx, d *register.Declaration, c *Comment) error {
		if c.Text == text {
			return nil
		}
		reached, _, err := mentioned(tx, d, text)
		if err != nil {
			return err
		}
		var waiting []string
		for _, p := range reached {
			if p != tx.Actor().Person && (!slices.Contains(c.Mentions, p) || slices.Contains(c.Waiting, p)) {
				waiting = append(waiting, p)
			}
		}
		c.Text, c.Mentions, c.Waiting, c.Edited = text, reached, waiting, tx.Now().UnixMicro()
		return nil
	})
}

// Delete takes back what its author said: its words and mentions go, that there
// was a comment stays. The record's history keeps the words, as of everything.
func (s *Service) Delete(ctx context.Context, by change.By, number string) error {
	return s.own(ctx, by, ".takeback", number, 0, "", func(_ *change.Tx, _ *register.Declaration, c *Comment) error {
		*c = Comment{About: c.About, Edited: c.Edited, Gone: true}
		return nil
	})
}

// own changes a comment of the one who asks.
func (s *Service) own(ctx context.Context, by change.By, verb, number string, version int64, text string, fn func(*change.Tx, *register.Declaration, *Comment) error) error {
	_, err := s.door.Do(ctx, by.Request(string(Kind)+verb, []any{number, version, text}), func(tx *change.Tx) error {
		row, reg, err := s.find(&tx.View, number)
		if err != nil {
			return err
		}
		if row.CreatedBy != tx.Actor().Person {
			return errs.New(errs.Forbidden, "A comment is changed and taken back by its author alone.")
		}
		if row.Value.Gone && verb != ".takeback" {
			return errs.New(errs.Conflict, "%s was taken back.", row.Number)
		}
		if version == 0 {
			version = row.Version
		}
		if err := fn(tx, reg.Declaration(), &row.Value); err != nil {
			return err
		}
		_, err = change.Put(tx, s.reg, row.ID, version, row.Value)
		return err
	})
	return err
}

// Seen says that the one who asks has seen a comment that mentions them. It
// changes nothing when it does not wait for them. Also who may change nothing in
// the organisation can say so: the trail then has it as Holdfast's own work, with
// their name.
func (s *Service) Seen(ctx context.Context, by change.By, number string) error {
	err := s.door.See(ctx, by.Actor, func(v *change.View) error {
		_, _, err := s.find(v, number)
		return err
	})
	if err != nil {
		return err
	}
	person := by.Person
	if a := by.Actor; authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Update, Area: authz.Commons}) != nil && a.AsAt == 0 {
		by.Actor, by.Reason = change.SystemActor(a.Org, "comment"), "seen by "+a.Name
	}
	_, err = s.door.Do(ctx, by.Request(string(Kind)+".update", []string{"seen", person, number}), func(tx *change.Tx) error {
		row, err := change.Get(tx, s.reg, number)
		if err != nil || !slices.Contains(row.Value.Waiting, person) {
			return err
		}
		return s.see(tx, row, person)
	})
	return err
}

// Get gives a comment that the actor may read.
func (s *Service) Get(v *change.View, number string) (Row, error) {
	row, _, err := s.find(v, number)
	return row, err
}

// find gives a comment, with the register of what it is about. One about a
// record that the actor may not read is answered like one that does not exist.
func (s *Service) find(v *change.View, number string) (Row, register.Any, error) {
	none := errs.New(errs.NotFound, "There is no such comment.")
	num := s.reg.Declaration().ParseNumber(number)
	if num == 0 {
		return Row{}, nil, none
	}
	rec, found, err := v.Port().FindNumber(v.Context(), Kind, num)
	if err != nil || !found {
		return Row{}, nil, cmp.Or(err, error(none))
	}
	row, err := s.reg.Row(&rec)
	if err != nil {
		return row, nil, err
	}
	reg := s.door.Book().Of(row.Value.About.Kind)
	if a := v.Actor(); reg == nil || !reads(a.Role, a.Scope, reg.Declaration().Area) {
		return Row{}, nil, none
	}
	return row, reg, nil
}
