package tender

import (
	"context"
	"encoding/json"
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
	kept, err := s.read(ctx, row.Value.Name, row.Value.File)
	if err != nil && ctx.Err() != nil {
		return err
	}
	switch code := errs.CodeOf(err); {
	case err == nil:
	case code == errs.Invalid || code == errs.TooLarge || j.Attempt >= attempts:
		kept = []part{{Part: Part{Type: row.Value.Type, Hash: row.Value.Content, Size: row.Value.Size, Fault: errs.Safe(err)}}}
	default:
		return err
	}
	if err := s.keepTexts(ctx, []reading{{kept: kept}}); err != nil {
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
			_, err = s.take(tx, now, kept, there)
		}
		return err
	})
	return err
}

// take writes down what was read of a document, and tells its bid. What stands in
// a file that holds others becomes documents of their own; there are those that
// the bid, or the pack, has already.
func (s *Service) take(tx *change.Tx, row Row, kept []part, there []Row) ([]Row, error) {
	d := row.Value
	whole := len(kept) == 1 && kept[0].Name == ""
	if whole {
		d.fill(&kept[0])
	} else {
		d.State, d.Type, d.Reason = Unpacked, container(kept), ""
		if len(kept) == 0 {
			d.State, d.Reason = Failed, "There is nothing in it that can be read."
		}
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
	for i := range kept {
		if whole {
			break
		}
		p := &kept[i]
		if slices.ContainsFunc(there, func(r Row) bool { return r.Value.Content == p.Hash }) {
			continue
		}
		if len(there) >= MaxDocuments {
			break
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
	if d.Bid == "" || len(asked) == 0 {
		return there, nil
	}
	_, err = s.Bids.AddFoundIn(tx, d.Bid, asked)
	return there, err
}

// container says what a file that holds others is.
func container(kept []part) string {
	for _, p := range kept {
		if p.Type == "email" || p.Type == "e-mail" {
			return "e-mail"
		}
	}
	return "zip"
}

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
