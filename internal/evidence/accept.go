package evidence

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Accepting says which files of a request become evidence.
type Accepting struct {
	// Files are the numbers of deliveries ("RCVD-4"); empty: all that wait.
	Files []string `json:"files,omitempty"`
	// Collected is the day whose state they show; none: the day on which each came.
	Collected  civil.Date `json:"collected,omitzero"`
	ValidUntil civil.Date `json:"validUntil,omitzero"`
}

// Accept makes evidence of what was sent in, for what the request names, and
// ends the request. Files that are not chosen are not taken. zone says on which
// day a file came. Conflict when nothing waits.
func (s *Service) Accept(ctx context.Context, by change.By, ref string, a Accepting, zone *time.Location) ([]Row, error) {
	var rows []Row
	receipt, err := s.door.Do(ctx, by.Request("evidence-request.accept", []any{ref, a}), func(tx *change.Tx) error {
		rows = nil
		row, err := s.underWay(tx, ref)
		if err != nil {
			return err
		}
		taken, err := s.waiting(tx, row, a.Files)
		if err != nil {
			return err
		}
		var numbers, kept []string
		targets, err := s.askedFor(tx, row)
		if err != nil {
			return err
		}
		for i, d := range taken {
			c := Collecting{Evidence: s.evidenceOf(row, d, a, zone), For: targets}
			if len(taken) > 1 {
				c.Evidence.Title += ": " + d.Value.FileName
			}
			if i == 0 {
				if c.Again, err = s.stillCurrent(tx, row.Value.Again); err != nil {
					return err
				}
			}
			item, err := s.Enter(tx, c)
			if err != nil {
				return err
			}
			v := d.Value
			v.State, v.Evidence = Taken, item.Number
			if _, err := change.Put(tx, s.deliveries, d.ID, d.Version, v); err != nil {
				return err
			}
			rows, numbers, kept = append(rows, item), append(numbers, item.Number), append(kept, d.Number)
		}
		if err := s.refuse(tx, row.Number, kept); err != nil {
			return err
		}
		r := row.Value
		r.State, r.TokenHash, r.Reason = Accepted, "", ""
		if _, err = change.Put(tx, s.requests, row.ID, row.Version, r); err != nil {
			return err
		}
		return tx.Answer(numbers)
	})
	if err == nil && receipt.Repeated {
		var numbers []string
		if err := json.Unmarshal(receipt.Answer, &numbers); err != nil {
			return nil, err
		}
		rows = nil
		for _, n := range numbers {
			row, err := s.Get(ctx, by.Actor, n)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	}
	return rows, err
}

// stillCurrent gives the item that a request collects anew, or nothing when
// another has taken its place meanwhile.
func (s *Service) stillCurrent(tx *change.Tx, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	old, err := s.find(tx, number)
	if errs.CodeOf(err) == errs.NotFound || err == nil && old.Value.SupersededBy != "" {
		return "", nil
	}
	return number, err
}

// waiting gives the deliveries of a request that wait, or the chosen of them.
func (s *Service) waiting(tx *change.Tx, row RequestRow, chosen []string) ([]DeliveryRow, error) {
	sent, err := s.Sent(tx, row.Number)
	if err != nil {
		return nil, err
	}
	var out []DeliveryRow
	for _, d := range sent {
		if d.Value.State == Waiting && (len(chosen) == 0 || slices.Contains(chosen, d.Number)) {
			out = append(out, d)
		}
	}
	for _, c := range chosen {
		if !slices.ContainsFunc(out, func(d DeliveryRow) bool { return d.Number == c }) {
			return nil, errs.At("/files", "No file %s waits for %s.", c, row.Number)
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Conflict, "Nothing waits for %s that could be accepted.", row.Number)
	}
	return out, nil
}

// askedFor gives what a request is for, by number.
func (s *Service) askedFor(tx *change.Tx, row RequestRow) ([]string, error) {
	all, err := tx.Links(row.ID, 0)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, l := range all {
		reg := s.door.Book().Of(l.ToKind)
		if l.From != row.ID || l.Role != AskedFor || reg == nil {
			continue
		}
		rec, err := change.AnyGet(tx, reg, l.To, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, reg.Declaration().Number(rec.Num))
	}
	return out, nil
}

func (s *Service) evidenceOf(row RequestRow, d DeliveryRow, a Accepting, zone *time.Location) Evidence {
	r := &row.Value
	e := Evidence{
		Title: r.Title, Type: File, File: d.Value.File, FileName: d.Value.FileName, FileSize: d.Value.FileSize, MediaType: d.Value.MediaType,
		Collected: a.Collected, ValidUntil: a.ValidUntil, CollectEvery: r.CollectEvery, Owner: r.Owner, Source: d.Value.From,
		Note: d.Value.Note, Classification: r.Classification, Request: row.Number,
	}
	if e.Collected.IsZero() {
		e.Collected = civil.FromTime(time.UnixMicro(d.Value.At).In(zone))
	}
	return e
}
