package bid

import (
	"context"
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
	if s.bids.Declaration().ParseNumber(ref) > 0 {
		return change.GetNumber(in, s.bids, ref)
	}
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
	var row Row
	receipt, err := s.door.Do(ctx, by.Request("bid.create", b), func(tx *change.Tx) (err error) {
		row, err = s.takeOn(tx, b)
		return err
	})
	if err == nil && receipt.Repeated && len(receipt.Changed) > 0 {
		return s.Get(ctx, by.Actor, receipt.Changed[0].ID)
	}
	return row, err
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
	_, err = change.Insert(tx, notice.Decisions, notice.Decision{Notice: b.Notice, State: notice.Accepted, Bid: row.Number})
	return row, err
}

// notTaken refuses a second live bid on one notice.
func (s *Service) notTaken(tx *change.Tx, key string) error {
	page, err := change.List(tx, s.bids, register.Query{Filters: []register.Filter{register.Where("notice", key)}, Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return err
	}
	return errs.New(errs.Conflict, "This notice has been taken on already, as %s.", page.Rows[0].Number)
}

// Change stores a bid anew. version is the one that the caller read.
func (s *Service) Change(ctx context.Context, by By, id string, version int64, b Bid) (Row, error) {
	b.Normalise()
	var row Row
	_, err := s.door.Do(ctx, by.Request("bid.update", b), func(tx *change.Tx) (err error) {
		row, err = change.Put(tx, s.bids, id, version, b)
		return err
	})
	return row, err
}

// edit loads a bid, lets fn change it and stores it, as one named action.
func (s *Service) edit(ctx context.Context, by By, action, ref string, body any, fn func(b *Bid) error) (Row, error) {
	var row Row
	_, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if row, err = s.find(tx, ref); err != nil {
			return err
		}
		b := row.Value
		b.Requirements = slices.Clone(b.Requirements)
		b.Covers, b.Sources = maps.Clone(b.Covers), maps.Clone(b.Sources)
		if err := fn(&b); err != nil {
			return err
		}
		b.Normalise()
		row, err = change.Put(tx, s.bids, row.ID, row.Version, b)
		return err
	})
	return row, err
}

// SetStage moves the bid to another stage.
func (s *Service) SetStage(ctx context.Context, by By, ref, stage string) (Row, error) {
	return s.edit(ctx, by, "bid.set-stage", ref, stage, func(b *Bid) error {
		b.Stage = stage
		return nil
	})
}

// SetDate corrects one date; a zero day takes it away. A reason is asked for,
// since the verdict rests on it.
func (s *Service) SetDate(ctx context.Context, by By, ref, name string, day verdict.Day) (Row, error) {
	return s.edit(ctx, by, "bid.set-date", ref, []any{name, day}, func(b *Bid) error {
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
		b.Sources[name] = Source{By: by.Name, Why: by.Reason}
		*p = nil
		if !day.Date.IsZero() {
			*p = &day
		}
		return nil
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
	return s.edit(ctx, by, "bid.add-requirement", ref, r, func(b *Bid) error {
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
	return s.one(ctx, by, "bid.correct-requirement", ref, id, func(r *Requirement) { fn(&r.Requirement); r.Removed = false })
}

// RemoveRequirement says that something is not asked for after all; it stays on
// the record with the reason.
func (s *Service) RemoveRequirement(ctx context.Context, by By, ref, id string) (Row, error) {
	return s.one(ctx, by, "bid.remove-requirement", ref, id, func(r *Requirement) { r.Removed = true })
}

// AnswerCondition says whether the condition of a requirement applies to this
// bid.
func (s *Service) AnswerCondition(ctx context.Context, by By, ref, id string, applies bool) (Row, error) {
	if by.Reason == "" {
		by.Reason = map[bool]string{true: "the condition applies", false: "the condition does not apply"}[applies]
	}
	return s.one(ctx, by, "bid.answer-condition", ref, id, func(r *Requirement) { r.Applies = &applies })
}

func (s *Service) one(ctx context.Context, by By, action, ref, id string, fn func(r *Requirement)) (Row, error) {
	return s.edit(ctx, by, action, ref, id, func(b *Bid) error {
		if err := needReason(by); err != nil {
			return err
		}
		i := slices.IndexFunc(b.Requirements, func(r Requirement) bool { return r.ID == id })
		if i < 0 {
			return errs.New(errs.NotFound, "There is no such requirement on this bid.")
		}
		fn(&b.Requirements[i])
		b.Requirements[i].By, b.Requirements[i].Why = by.Name, by.Reason
		return nil
	})
}

// JudgeScope records a person's judgement whether a certificate's scope covers
// the work of this bid.
func (s *Service) JudgeScope(ctx context.Context, by By, ref, certificate, covers string, today civil.Date) (Row, error) {
	return s.edit(ctx, by, "bid.judge-scope", ref, []string{certificate, covers}, func(b *Bid) error {
		if b.Covers == nil {
			b.Covers = map[string]Judgement{}
		}
		b.Covers[certificate] = Judgement{Covers: covers, By: by.Name, Why: by.Reason, On: today}
		return nil
	})
}
