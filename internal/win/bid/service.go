package bid

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// By says who does something, when and why.
type By = change.By

// Service is what can be done with bids. Every write goes through the one door.
type Service struct {
	door  *change.Door
	book  *scheme.Book
	bids  *register.Register[Bid]
	certs *register.Register[certificate.Certificate]
}

// NewService makes the service over the registers that the door knows.
func NewService(door *change.Door, book *scheme.Book, bids *register.Register[Bid], certs *register.Register[certificate.Certificate]) *Service {
	return &Service{door: door, book: book, bids: bids, certs: certs}
}

// Get gives a bid by its id or number ("BID-4"); NotFound when there is none.
func (s *Service) Get(ctx context.Context, a change.Actor, ref string) (Row, error) {
	var row Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.find(v, ref)
		return err
	})
	return row, err
}

func (s *Service) find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.bids, ref)
}

// Board is every bid with its verdict, and the certificates they were judged by.
type Board struct {
	Bids         []Checked
	Certificates []certificate.Row
	Tally        Tally
}

// Check judges every bid on a day, over one snapshot of the records.
func (s *Service) Check(ctx context.Context, a change.Actor, today civil.Date) (Board, error) {
	var b Board
	var rows []Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		if rows, err = change.Collect(v, s.bids, register.Query{}); err != nil {
			return err
		}
		b.Certificates, err = change.Collect(v, s.certs, register.Query{})
		return err
	})
	if err != nil {
		return Board{}, err
	}
	b.Bids = CheckAll(s.book, today, b.Certificates, rows)
	b.Tally = Count(b.Bids)
	return b, nil
}

// Add records a new bid.
func (s *Service) Add(ctx context.Context, by By, b Bid) (Row, error) {
	b.Normalise()
	return s.write(ctx, by, "bid.create", b, func(tx *change.Tx) (Row, error) { return s.takeOn(tx, b) })
}

// write runs one change that leaves one bid, and gives it. A request that was
// done before, by its key, gets the bid as it is now. body is all that is asked
// for: a key stands for nothing else.
func (s *Service) write(ctx context.Context, by By, action string, body any, fn func(*change.Tx) (Row, error)) (Row, error) {
	var row Row
	receipt, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if row, err = fn(tx); err != nil {
			return err
		}
		return tx.Answer(row.ID)
	})
	if err != nil {
		return Row{}, err
	}
	if receipt.Repeated {
		var id string
		if err := json.Unmarshal(receipt.Answer, &id); err != nil {
			return Row{}, err
		}
		return s.Get(ctx, by.Actor, id)
	}
	return row, nil
}

// takeOn stores a new bid and, where it comes from a notice, that the notice has
// been decided on.
func (s *Service) takeOn(tx *change.Tx, b Bid) (Row, error) {
	if b.Notice == "" {
		return change.Insert(tx, s.bids, b)
	}
	if err := s.notTaken(tx, b.Notice); err != nil {
		return Row{}, err
	}
	row, err := change.Insert(tx, s.bids, b)
	if err != nil {
		return Row{}, err
	}
	return row, decide(tx, notice.Decision{Notice: b.Notice, State: notice.Accepted, Bid: row.Number})
}

// notTaken refuses a second bid on one notice. The filter finds what is alike;
// keys are compared letter by letter.
func (s *Service) notTaken(tx *change.Tx, key string) error {
	for row, err := range change.All(tx, s.bids, register.Query{Filters: []register.Filter{register.Where("notice", key)}}) {
		switch {
		case err != nil:
			return err
		case row.Value.Notice == key:
			return errs.New(errs.Conflict, "This notice has been taken on already, as %s.", row.Number)
		}
	}
	return nil
}

// Change stores a bid anew. version is the one that the caller read.
func (s *Service) Change(ctx context.Context, by By, id string, version int64, b Bid) (Row, error) {
	b.Normalise()
	return s.write(ctx, by, "bid.update", []any{id, version, b}, func(tx *change.Tx) (Row, error) {
		return change.Put(tx, s.bids, id, version, b)
	})
}

// edit loads a bid, lets fn change it and stores it, as one named action.
func (s *Service) edit(ctx context.Context, by By, action, ref string, body any, fn func(tx *change.Tx, b *Bid) error) (Row, error) {
	return s.write(ctx, by, action, []any{ref, body}, func(tx *change.Tx) (Row, error) {
		row, err := s.find(tx, ref)
		if err != nil {
			return Row{}, err
		}
		b := row.Value
		b.Requirements = slices.Clone(b.Requirements)
		b.Covers, b.Sources = maps.Clone(b.Covers), maps.Clone(b.Sources)
		if err := fn(tx, &b); err != nil {
			return Row{}, err
		}
		b.Normalise()
		return change.Put(tx, s.bids, row.ID, row.Version, b)
	})
}

// SetStage moves the bid to another stage.
func (s *Service) SetStage(ctx context.Context, by By, ref, stage string) (Row, error) {
	return s.edit(ctx, by, "bid.set-stage", ref, stage, func(_ *change.Tx, b *Bid) error {
		if stage == "" {
			return errs.At("/stage", "Choose a stage.")
		}
		b.Stage = stage
		return nil
	})
}

// SetDate corrects one date; a zero day takes it away. A reason is asked for,
// since the verdict rests on it.
func (s *Service) SetDate(ctx context.Context, by By, ref, name string, day verdict.Day) (Row, error) {
	return s.edit(ctx, by, "bid.set-date", ref, []any{name, day}, func(tx *change.Tx, b *Bid) error {
		p := b.day(name)
		if p == nil {
			return errs.At("which", "%q is no date of a bid: use one of %s", name, strings.Join(DayNames(), ", "))
		}
		if err := needReason(by); err != nil {
			return err
		}
		if b.Sources == nil {
			b.Sources = map[string]Source{}
		}
		was := *p
		if before := b.Sources[name]; before.By != "" {
			was = before.Was
		}
		b.Sources[name] = Source{By: by.Name, Why: by.Reason, Was: was}
		*p = nil
		if !day.Date.IsZero() {
			*p = &day
		}
		if name != "deadline" && name != "enquiries" {
			return nil
		}
		row, err := s.find(tx, ref)
		if err != nil {
			return err
		}
		if name == "enquiries" {
			if err := s.askBy(tx, row.Number, day.Date); err != nil {
				return err
			}
		}
		_, err = s.Replan(tx, row.ID, b, civil.FromTime(tx.Now()))
		return err
	})
}

func needReason(by By) error {
	if strings.TrimSpace(by.Reason) == "" {
		return errs.At("reason", "Say in a few words where this comes from: the verdict rests on it.")
	}
	return nil
}

// AddRequirement adds what the buyer asks for, on a person's word.
func (s *Service) AddRequirement(ctx context.Context, by By, ref string, r verdict.Requirement) (Row, error) {
	return s.edit(ctx, by, "bid.add-requirement", ref, r, func(_ *change.Tx, b *Bid) error {
		if err := needReason(by); err != nil {
			return err
		}
		b.Requirements = append(b.Requirements, Requirement{Requirement: r, Origin: "person", By: by.Name, Why: by.Reason})
		return nil
	})
}

// CorrectRequirement changes what was read or entered; the words that it rests
// on stay with it.
func (s *Service) CorrectRequirement(ctx context.Context, by By, ref, id string, fn func(r *verdict.Requirement)) (Row, error) {
	var asked verdict.Requirement // what fn makes of nothing stands for what it does
	fn(&asked)
	return s.one(ctx, by, "bid.correct-requirement", ref, id, asked, func(r *Requirement) error {
		fn(&r.Requirement)
		r.Removed = false
		return nil
	})
}

// RemoveRequirement says that something is not asked for after all; it stays on
// the record with the reason.
func (s *Service) RemoveRequirement(ctx context.Context, by By, ref, id string) (Row, error) {
	return s.one(ctx, by, "bid.remove-requirement", ref, id, nil, func(r *Requirement) error {
		r.Removed = true
		return nil
	})
}

// AnswerCondition says whether the condition of a requirement applies to this
// bid.
func (s *Service) AnswerCondition(ctx context.Context, by By, ref, id string, applies bool) (Row, error) {
	if by.Reason == "" {
		by.Reason = map[bool]string{true: "the condition applies", false: "the condition does not apply"}[applies]
	}
	return s.one(ctx, by, "bid.answer-condition", ref, id, applies, func(r *Requirement) error {
		if r.Condition == "" {
			return errs.At("applies", "This requirement depends on no condition: to take it out, remove it.")
		}
		r.Applies = &applies
		return nil
	})
}

func (s *Service) one(ctx context.Context, by By, action, ref, id string, body any, fn func(r *Requirement) error) (Row, error) {
	return s.edit(ctx, by, action, ref, []any{id, body}, func(_ *change.Tx, b *Bid) error {
		if err := needReason(by); err != nil {
			return err
		}
		i := slices.IndexFunc(b.Requirements, func(r Requirement) bool { return r.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "There is no such requirement on this bid.")
		}
		if err := fn(&b.Requirements[i]); err != nil {
			return err
		}
		b.Requirements[i].By, b.Requirements[i].Why = by.Name, by.Reason
		return nil
	})
}

// JudgeScope records a person's judgement whether a certificate's scope covers
// the work of this bid: yes, no or unknown. The certificate is given by number.
func (s *Service) JudgeScope(ctx context.Context, by By, ref, number, covers string, today civil.Date) (Row, error) {
	return s.edit(ctx, by, "bid.judge-scope", ref, []string{number, covers}, func(tx *change.Tx, b *Bid) error {
		if covers == "" {
			return errs.At("covers", "Say whether the scope covers the work: yes, no or unknown.")
		}
		held, err := change.GetNumber(tx, s.certs, number)
		if err != nil {
			return err
		}
		if b.Covers == nil {
			b.Covers = map[string]Judgement{}
		}
		b.Covers[held.Number] = Judgement{Covers: covers, By: by.Name, Why: by.Reason, On: today}
		return nil
	})
}
