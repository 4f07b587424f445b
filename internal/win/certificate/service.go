package certificate

import (
	"context"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
)

// Row is a stored certificate.
type Row = register.Row[Certificate]

// Service is what can be done with certificates. Every write goes through the
// one door.
type Service struct {
	door  *change.Door
	book  *scheme.Book
	certs *register.Register[Certificate]
	tasks *register.Register[task.Task]
}

// NewService makes the service over the registers that the door knows.
func NewService(door *change.Door, book *scheme.Book, certs *register.Register[Certificate], tasks *register.Register[task.Task]) *Service {
	return &Service{door: door, book: book, certs: certs, tasks: tasks}
}

// By says who does something and when.
type By = change.By

// Get gives a certificate by its id or its number ("CERT-2"). NotFound when
// there is none.
func (s *Service) Get(ctx context.Context, a change.Actor, ref string) (Row, error) {
	var row Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.find(v, ref)
		return err
	})
	return row, err
}

func (s *Service) find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.certs, ref)
}

// List gives every certificate by number.
func (s *Service) List(ctx context.Context, a change.Actor) ([]Row, error) {
	var rows []Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.certs, register.Query{})
		return err
	})
	return rows, err
}

// Numbers gives the rows as the pure functions take them.
func Numbers(rows []Row) []Numbered {
	out := make([]Numbered, len(rows))
	for i, r := range rows {
		out[i] = Numbered{Number: r.Number, Certificate: r.Value}
	}
	return out
}

// Add records a new certificate. Without a recorded history it is certified
// from the day it counts. Invalid names the fields at fault.
func (s *Service) Add(ctx context.Context, by By, c Certificate) (Row, error) {
	return s.insert(ctx, by, "certificate.create", c)
}

// ConfirmDraft records a certificate that was read from a file, once a person
// has looked at it: file is the hash under which the file is kept. The trail
// says from which file it was read.
func (s *Service) ConfirmDraft(ctx context.Context, by By, c Certificate, file, fileName string) (Row, error) {
	c.File, c.FileName = file, fileName
	if by.Reason == "" && fileName != "" {
		by.Reason = "read from " + fileName + " and confirmed"
	}
	return s.insert(ctx, by, "certificate.create", c)
}

func (s *Service) insert(ctx context.Context, by By, action string, c Certificate) (Row, error) {
	s.settle(&c)
	var row Row
	receipt, err := s.door.Do(ctx, by.Request(action, c), func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, s.certs, c)
		return err
	})
	if err != nil {
		return Row{}, err
	}
	if receipt.Repeated && len(receipt.Changed) > 0 {
		return s.Get(ctx, by.Actor, receipt.Changed[0].ID)
	}
	return row, nil
}

// settle gives a new certificate the first line of its history.
func (s *Service) settle(c *Certificate) {
	sch, ok := s.book.Scheme(c.Scheme)
	if !ok || len(c.Status) > 0 {
		return
	}
	if from := sch.ValidFrom(c.On(c.Issued)); !from.IsZero() {
		c.Status = []StatusChange{{State: Certified, From: from}}
	}
}

// Change stores a certificate anew. version is the one that the caller read:
// Conflict when somebody changed it since.
func (s *Service) Change(ctx context.Context, by By, id string, version int64, c Certificate) (Row, error) {
	var row Row
	_, err := s.door.Do(ctx, by.Request("certificate.update", c), func(tx *change.Tx) (err error) {
		row, err = change.Put(tx, s.certs, id, version, c)
		return err
	})
	return row, err
}

// RecordStatus adds a line to the history: what the body said, and from when.
// The same line twice changes nothing.
func (s *Service) RecordStatus(ctx context.Context, by By, ref string, line StatusChange) (Row, error) {
	var row Row
	_, err := s.door.Do(ctx, by.Request("certificate.record-status", line), func(tx *change.Tx) (err error) {
		if row, err = s.find(tx, ref); err != nil {
			return err
		}
		c := row.Value
		if slices.Contains(c.Status, line) {
			return nil
		}
		c.Status = append(slices.Clone(c.Status), line)
		row, err = change.Put(tx, s.certs, row.ID, row.Version, c)
		return err
	})
	return row, err
}

// StartRenewal plans the renewal of a certificate backwards from its last valid
// day and gives its tasks, in the order of their days. Started twice it gives
// the tasks that are there, and changes nothing. Invalid when no last valid day
// can be told.
func (s *Service) StartRenewal(ctx context.Context, by By, ref string, today civil.Date, owner string) ([]register.Row[task.Task], error) {
	var rows []register.Row[task.Task]
	_, err := s.door.Do(ctx, by.Request("certificate.start-renewal", ref+owner), func(tx *change.Tx) error {
		rows = nil
		row, err := s.find(tx, ref)
		if err != nil {
			return err
		}
		sch, ok := s.book.Scheme(row.Value.Scheme)
		if !ok {
			return errs.New(errs.Invalid, "The scheme %q is not known any more.", row.Value.Scheme)
		}
		who := owner
		if who == "" && row.Value.Owner == "" {
			who = by.Person
		}
		plan := StartRenewal(Numbered{Number: row.Number, Certificate: row.Value}, sch, today, who)
		if plan == nil {
			return errs.New(errs.Invalid, "There is no last valid day to plan back from: record the day it ends first.")
		}
		rows, err = change.Collect(tx, s.tasks, register.Query{
			Filters: []register.Filter{register.Where("aboutId", row.ID), register.Where("plan", plan[0].Plan)},
		})
		if err != nil || len(rows) > 0 {
			return err
		}
		for _, t := range plan {
			t.AboutID = row.ID
			made, err := change.Insert(tx, s.tasks, t)
			if err != nil {
				return err
			}
			rows = append(rows, made)
		}
		c := row.Value
		c.Renewal.Start, c.Renewal.Finish = plan[0].Due, plan[len(plan)-1].Due
		_, err = change.Put(tx, s.certs, row.ID, row.Version, c)
		return err
	})
	return rows, err
}
