package answer

import (
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Parts are what the service stands on; cmd fills it.
type Parts struct {
	Door    *change.Door
	Answers *register.Register[Answer]
	Bids    *register.Register[bid.Bid]
	Certs   *register.Register[certificate.Certificate]
	Items   *register.Register[evidence.Evidence]
	Rules   *scheme.Book
	Zone    *time.Location // Europe/London: in which an instant becomes a day
	// Others are further registers that answers may rest on (documents, controls);
	// Last says of a record of theirs how it is called and the last day on which it
	// can be relied on, none when it has no such day.
	Others []register.Any
	Last   func(kind register.Kind, value any) (title string, last civil.Date)
}

// Service is what can be done with answers. Its methods work within a change
// that the way in has begun, under an action that the method's comment names.
type Service struct{ Parts }

// NewService makes the service over registers that the door knows.
func NewService(p Parts) *Service { return &Service{p} }

func (s *Service) today(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.Zone)) }

// Find gives an answer by its id or its number ("ANS-3").
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Answers, ref)
}

// Create stores a new answer as a draft. Action: answer.create. What named
// actions alone change is set anew.
func (s *Service) Create(tx *change.Tx, a Answer) (Row, error) {
	a = Answer{
		Question: a.Question, Wordings: a.Wordings, Text: a.Text, Short: a.Short, Topic: a.Topic, Owner: a.Owner, Note: a.Note,
		ReviewEvery: a.ReviewEvery, Starter: a.Starter, Values: a.Values,
		State: Draft, Authors: []string{tx.Actor().Person},
	}
	a.tidy()
	if err := s.fits(tx, &a); err != nil {
		return Row{}, err
	}
	return change.Insert(tx, s.Answers, a)
}

// tidy takes away what nobody means to write.
func (a *Answer) tidy() {
	a.Question = strings.Join(strings.Fields(a.Question), " ")
	for _, text := range []*string{&a.Wordings, &a.Text, &a.Short} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	if a.Topic == "" {
		a.Topic = TopicOf(a.Question)
	}
}

// Ready prepares what takes the place of an answer, for plain writes of every
// edge (rest.Rule). Writing on an approved text makes a draft of it: the approval
// stands for what was read, and is found in the history by its hash.
func (s *Service) Ready(tx *change.Tx, old, a *Answer) error {
	a.tidy()
	if a.Content() != old.Content() {
		if me := tx.Actor().Person; old.State == Approved {
			a.Authors = []string{me}
		} else if !slices.Contains(a.Authors, me) {
			a.Authors = append(slices.Clone(a.Authors), me)
		}
		a.State, a.ReviewDue = Draft, 0
		a.Submitted, a.SubmittedBy = 0, ""
	}
	if a.State == Approved && (a.ReviewEvery != old.ReviewEvery || a.Topic != old.Topic) {
		a.ReviewDue = max(a.Approved, a.Reviewed).AddMonths(int(a.Every()))
	}
	return s.fits(tx, a)
}

// fits checks what the declaration cannot: that the owner is a member who may see
// answers.
func (s *Service) fits(tx *change.Tx, a *Answer) error {
	if a.Owner == "" {
		return nil
	}
	members, err := tx.Members()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(members, func(m change.Member) bool {
		return m.Person == a.Owner && m.Active && authz.Role(m.Role) != authz.ExternalAuditor
	}) {
		return errs.InvalidFields(errs.Field{Pointer: "/owner", Message: "Choose a member of the organisation."})
	}
	return nil
}

// Change stores what a person changed. version is that of the record that they
// read. Action: answer.update.
func (s *Service) Change(tx *change.Tx, ref string, version int64, edit func(*Answer)) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	a := row.Value
	edit(&a)
	if err := s.Ready(tx, &row.Value, &a); err != nil {
		return row, err
	}
	return change.Put(tx, s.Answers, row.ID, version, a)
}

// TakeOver stores an answer with the past that it had elsewhere: approved, by whom
// and when. It is bound to its text as it comes. Action: answer.take-over.
func (s *Service) TakeOver(tx *change.Tx, a Answer) (Row, error) {
	a.tidy()
	if a.State == Approved {
		a.Hash = a.Content().Hash()
		if a.ReviewDue.IsZero() {
			a.ReviewDue = max(a.Approved, a.Reviewed).AddMonths(int(a.Every()))
		}
	}
	if err := s.fits(tx, &a); err != nil {
		return Row{}, err
	}
	return change.Insert(tx, s.Answers, a)
}
