package tender

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/win/bid"
)

// work is what a job is told.
type work struct {
	Document string `json:"document"` // id
}

// Do reads the document of a job. A document that is not waiting to be read, or is
// gone, is left alone; so the job may run twice.
func (s *Service) Do(ctx context.Context, j change.Claimed, by change.By) error {
	var w work
	if err := json.Unmarshal(j.Payload, &w); err != nil {
		return errs.Wrap(err, errs.Invalid, "The job cannot be understood.")
	}
	var row Row
	err := s.Door.See(ctx, by.Actor, func(v *change.View) (err error) {
		row, err = change.Get(v, s.Documents, w.Document)
		return err
	})
	if errs.CodeOf(err) == errs.NotFound || err == nil && row.Value.State != Reading {
		return nil
	}
	if err != nil {
		return err
	}
	read := []reading{s.read(ctx, row.Value.Name, row.Value.File)}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch code := errs.CodeOf(read[0].err); {
	case code == "":
	case code == errs.Invalid || code == errs.TooLarge || j.Attempt >= attempts:
		read[0].kept = []part{{Part: Part{Type: row.Value.Type, Size: row.Value.Size, Fault: errs.Safe(read[0].err)}}}
	default:
		return read[0].err
	}
	if err := s.keepTexts(ctx, read); err != nil {
		return err
	}
	_, err = s.Door.Do(ctx, by.Request(string(Kind)+".read", nil), func(tx *change.Tx) error {
		now, err := change.Get(tx, s.Documents, row.ID)
		if errs.CodeOf(err) == errs.NotFound || err == nil && now.Value.State != Reading {
			return nil
		}
		if err != nil {
			return err
		}
		var there []Row
		if now.Value.Bid != "" {
			there, err = s.Of(tx, now.Value.Bid)
		} else {
			there, err = s.OfPack(tx, now.Value.Pack)
		}
		if err == nil {
			_, err = s.take(tx, now, &read[0], there)
		}
		return err
	})
	return err
}

// take writes down what was read of a document, and tells its bid. What stands in
// a file that holds others becomes documents of their own; there are those that
// the bid, or the pack, has already.
func (s *Service) take(tx *change.Tx, row Row, read *reading, there []Row) ([]Row, error) {
	d := row.Value
	switch {
	case read.holds:
		d.State, d.Type, d.Reason = Unpacked, read.kind, ""
		if read.left > 0 {
			d.Reason = fmt.Sprintf("%d more files in it were not read: a pack is read up to %d. Drop them in by themselves.", read.left, len(read.kept))
		}
		if len(read.kept) == 0 {
			d.State, d.Reason = Failed, nothing
		}
	case len(read.kept) == 0:
		d.State, d.Reason = Failed, nothing
	default:
		d.fill(&read.kept[0])
	}
	stored, err := change.Put(tx, s.Documents, row.ID, row.Version, d)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(there, func(r Row) bool { return r.ID == row.ID }); i >= 0 {
		there[i] = stored
	} else {
		there = append(there, stored)
	}
	asked := demands(&stored)
	if read.holds {
		for i := range read.kept {
			p := &read.kept[i]
			if len(there) >= MaxDocuments || slices.ContainsFunc(there, func(r Row) bool { return r.Value.Content == p.Hash }) {
				continue
			}
			own := Document{
				Bid: d.Bid, Pack: d.Pack, Name: d.Name + "/" + CleanName(p.Name), File: d.File, FileName: d.FileName, Content: p.Hash,
				Inside: row.Number, Size: p.Size, Dropped: d.Dropped, By: d.By,
			}
			own.fill(p)
			made, err := change.Insert(tx, s.Documents, own)
			if err != nil {
				return nil, err
			}
			there = append(there, made)
			asked = append(asked, demands(&made)...)
		}
	}
	if d.Bid == "" || len(asked) == 0 {
		return there, nil
	}
	_, err = s.Bids.AddFoundIn(tx, d.Bid, asked)
	return there, err
}

const nothing = "There is nothing in it that can be read. Look into it by hand."

// fill writes down what was read of a document.
func (d *Document) fill(p *part) {
	d.Type, d.Reason, d.Text, d.Found, d.Asks, d.Mentions = p.Type, "", "", nil, 0, 0
	d.Pages, d.Left = int64(p.Count), int64(max(p.Count-len(p.Pages), 0))
	switch {
	case p.Scanned:
		d.State, d.Left = NoText, 0
		d.Reason = "There is no text in it, only pictures of pages. Ask the buyer for the original, or type in what it asks."
	case p.Fault != "":
		d.State, d.Reason, d.Pages, d.Left = Failed, p.Fault, 0, 0
	default:
		d.State, d.Text = Read, p.hash
		d.keep(FindIn(p.text))
	}
}

// Again asks for a document that could not be read to be read once more.
func (s *Service) Again(ctx context.Context, by change.By, ref, number string) error {
	_, err := s.Door.Do(ctx, by.Request(string(Kind)+".read-again", []string{ref, number}), func(tx *change.Tx) error {
		_, row, err := s.both(tx, ref, number)
		if err != nil {
			return err
		}
		d := row.Value
		if d.State != Failed && d.State != NoText || d.Inside != "" {
			return errs.New(errs.Conflict, "%s need not be read again.", row.Number)
		}
		d.State, d.Reason = Reading, ""
		if _, err := change.Put(tx, s.Documents, row.ID, row.Version, d); err != nil {
			return err
		}
		return s.later(tx, row.ID)
	})
	return err
}

// both gives a bid and a document of it.
func (s *Service) both(in change.Reader, ref, number string) (bid.Row, Row, error) {
	b, err := s.Bid(in, ref)
	if err != nil {
		return bid.Row{}, Row{}, err
	}
	row, err := s.Find(in, b, number)
	return b, row, err
}
