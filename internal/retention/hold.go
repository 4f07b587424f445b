package retention

import (
	"errors"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// What a legal hold is over.
const (
	OverRecord = "record"
	OverKind   = "kind"
	OverPerson = "person"
)

// Hold keeps a record, a whole register or everything that names a person from
// being proposed or erased, until somebody releases it.
type Hold struct {
	Over string `json:"over"`
	// Target is the record's number, the kind of the register, or the person: the
	// id of a member, or a name, an address or a telephone number.
	Target     string     `json:"target"`
	RecordID   string     `json:"recordId,omitempty"` // with OverRecord
	Reason     string     `json:"reason"`
	Since      civil.Date `json:"since"`
	By         string     `json:"by,omitempty"`
	Released   civil.Date `json:"released,omitzero"`
	ReleasedBy string     `json:"releasedBy,omitempty"`
	ReleaseWhy string     `json:"releaseWhy,omitempty"`
}

// Standing says that the hold still holds.
func (h Hold) Standing() bool { return h.Released.IsZero() }

// Holds declares legal holds as a register.
func Holds() *register.Register[Hold] {
	return register.Declare(register.Declaration{
		Kind: HoldKind, Prefix: "HOLD", Singular: "legal hold", Plural: "legal holds", Area: authz.Settings,
		Fields: []register.Field{
			{Name: "over", Label: "Holds", Type: register.Choice, Required: true, List: true, Filter: true, Choices: []register.Option{
				{Value: OverRecord, Label: "One record"}, {Value: OverKind, Label: "A whole register"}, {Value: OverPerson, Label: "Everything that names a person"},
			}},
			{Name: "target", Label: "What", Type: register.Text, Required: true, List: true},
			{Name: "recordId", Label: "What (id)", Type: register.Text},
			{Name: "reason", Label: "Why", Type: register.LongText, Required: true, List: true},
			{Name: "since", Label: "Since", Type: register.Date, Required: true, List: true, Sort: true},
			{Name: "by", Label: "By", Type: register.Person, List: true},
			{Name: "released", Label: "Released on", Type: register.Date, List: true, Filter: true},
			{Name: "releasedBy", Label: "Released by", Type: register.Person, List: true},
			{Name: "releaseWhy", Label: "Why released", Type: register.LongText},
		},
	}, func(old, h *Hold) []errs.Field {
		if old != nil && !old.Standing() {
			return []errs.Field{{Message: "A hold that was released stays as it is. Make a new one."}}
		}
		return nil
	})
}

// PlaceHold puts a hold on something. Errors: NotFound or Invalid at /target.
func (s *Service) PlaceHold(tx *change.Tx, h Hold) (register.Row[Hold], error) {
	h.Target = strings.TrimSpace(h.Target)
	switch h.Over {
	case OverRecord:
		ref, err := s.find(&tx.View, h.Target)
		if err != nil {
			return register.Row[Hold]{}, err
		}
		h.Target, h.RecordID = ref.Number, ref.ID
	case OverKind:
		if s.Door.Book().Of(register.Kind(h.Target)) == nil {
			return register.Row[Hold]{}, errs.At("/target", "%q is not a register.", h.Target)
		}
	case OverPerson:
		if _, err := NewSubject([]string{h.Target}, nil, Erased); err != nil {
			return register.Row[Hold]{}, errs.At("/target", "Say whom: a member, or a name, an address or a telephone number.")
		}
	}
	h.Since, h.By = civil.FromTime(tx.Now().In(s.Zone)), tx.Actor().Person
	h.Released, h.ReleasedBy, h.ReleaseWhy = civil.Date(0), "", ""
	return change.Insert(tx, s.holds, h)
}

// ReleaseHold ends a hold. Nobody releases their own alone where somebody else
// could.
func (s *Service) ReleaseHold(tx *change.Tx, number, why string) error {
	row, err := change.GetNumber(tx, s.holds, number)
	if err != nil {
		return err
	}
	if strings.TrimSpace(why) == "" {
		return errs.At("/reason", "Say why it is released: the reason is kept.")
	}
	if err := tx.Separate("hold.release", authz.Relations{authz.Author: {row.Value.By}}); err != nil {
		return err
	}
	h := row.Value
	h.Released, h.ReleasedBy, h.ReleaseWhy = civil.FromTime(tx.Now().In(s.Zone)), tx.Actor().Person, why
	_, err = change.Put(tx, s.holds, row.ID, row.Version, h)
	return err
}

// find gives the record of a readable number.
func (s *Service) find(v *change.View, number string) (register.Ref, error) {
	for _, reg := range s.Door.Book().All() {
		d := reg.Declaration()
		n := d.ParseNumber(number)
		if n == 0 {
			continue
		}
		rec, found, err := v.Port().FindNumber(v.Context(), d.Kind, n)
		if err != nil {
			return register.Ref{}, err
		}
		if found {
			return register.Ref{Kind: d.Kind, ID: rec.ID, Number: d.Number(rec.Num)}, nil
		}
	}
	return register.Ref{}, errs.At("/target", "There is no record %q.", number)
}

// held is what the holds that stand hold.
type held struct {
	records map[string]string        // number of the hold by id of the record
	kinds   map[register.Kind]string // by kind
	persons []heldPerson
	// released gives who released a hold over a record, kind or person.
	released []register.Row[Hold]
}

type heldPerson struct {
	number  string
	subject *Subject
}

// standing gathers the organisation's holds.
func (s *Service) standing(v *change.View) (*held, error) {
	rows, err := change.Collect(v, s.holds, register.Query{})
	if err != nil {
		return nil, err
	}
	h := &held{records: map[string]string{}, kinds: map[register.Kind]string{}}
	for _, row := range rows {
		if !row.Value.Standing() {
			h.released = append(h.released, row)
			continue
		}
		switch row.Value.Over {
		case OverRecord:
			h.records[row.Value.RecordID] = row.Number
		case OverKind:
			h.kinds[register.Kind(row.Value.Target)] = row.Number
		case OverPerson:
			subject, err := s.personOf(v, row.Value.Target)
			if err != nil {
				return nil, err
			}
			h.persons = append(h.persons, heldPerson{row.Number, subject})
		}
	}
	return h, nil
}

// personOf makes the subject of a member's id, or of a text.
func (s *Service) personOf(v *change.View, target string) (*Subject, error) {
	members, err := v.Members()
	if err != nil {
		return nil, err
	}
	texts := []string{target}
	if i := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == target }); i >= 0 {
		texts = present(target, members[i].Name, members[i].Email)
	}
	return NewSubject(texts, nil, Erased)
}

// present gives the texts that have something to look for.
func present(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if len(split(t)) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// over gives the number of the hold over a record, empty when none is. bodies
// are its versions.
func (h *held) over(kind register.Kind, id string, bodies ...[]byte) (string, error) {
	if n := h.records[id]; n != "" {
		return n, nil
	}
	if n := h.kinds[kind]; n != "" {
		return n, nil
	}
	for _, p := range h.persons {
		for _, body := range bodies {
			_, hits, err := p.subject.Redact(body, func(string) bool { return true }, nil)
			if err != nil {
				return "", err
			}
			if len(hits) > 0 {
				return p.number, nil
			}
		}
	}
	return "", nil
}

// overPerson gives the number of the hold over a person, empty when none is.
func (h *held) overPerson(s *Subject) string {
	for _, p := range h.persons {
		if p.subject.shares(s) {
			return p.number
		}
	}
	return ""
}

// shares says that two subjects have a text in common.
func (s *Subject) shares(other *Subject) bool {
	return slices.ContainsFunc(s.needles, func(a Needle) bool {
		return slices.ContainsFunc(other.needles, func(b Needle) bool {
			return a.folded != "" && a.folded == b.folded && a.Phone == b.Phone
		})
	})
}

// ErrHeld says that a legal hold forbids what was asked; the message names it.
func errHeld(what, number string) error {
	return errs.New(errs.Conflict, "%s is under the legal hold %s: nothing of it is erased until that is released.", what, number)
}

// IsHeld says that a refusal was a legal hold's.
func IsHeld(err error) bool {
	var e *errs.Error
	return errors.As(err, &e) && strings.Contains(e.Message, "legal hold")
}
