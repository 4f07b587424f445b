package tender

import (
	"context"
	"encoding/json"
	"io"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Files keeps files by the SHA-256 of their content.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	Get(hash string) (io.ReadSeekCloser, int64, error)
}

// Part is one document as the reader of documents gives it. Fault says why it was
// not read, and what to do; Scanned that there is nothing but pictures of pages.
type Part struct {
	Name    string // its path in the pack
	Type    string
	Hash    string // SHA-256 of its content; empty when that could not be had
	Size    int64
	Pages   []Page
	Count   int // pages of the document; more than len(Pages) when the last were left out
	Fault   string
	Scanned bool
}

// Pack is what a file holds: itself, as its only part, or with Holds other files.
type Pack struct {
	Type    string
	Holds   bool
	Parts   []Part
	LeftOut int // files beyond those that are read of one pack
}

// Reader reads a file that came from outside, in a process of its own. The error
// is of the file as a whole.
type Reader func(ctx context.Context, name string, file io.Reader) (Pack, error)

// Parts is what the service is made of.
type Parts struct {
	Door      *change.Door
	Documents *register.Register[Document]
	BidRows   *register.Register[bid.Bid]
	Bids      *bid.Service
	Files     Files
	Read      Reader
	// Room bounds how many files are read while somebody waits for the answer: a
	// slot is taken for each. Beyond it files are read in the background.
	Room chan struct{}
}

// Service is what can be done with tender documents. Every write goes through the
// one door.
type Service struct{ Parts }

// NewService makes the service over registers that the door knows.
func NewService(p Parts) *Service {
	if p.Room == nil {
		p.Room = make(chan struct{}, 2)
	}
	return &Service{p}
}

// Find gives a document of a bid by its number; NotFound when the bid has none.
func (s *Service) Find(in change.Reader, b bid.Row, number string) (Row, error) {
	unknown := errs.New(errs.NotFound, "%s has no such document.", b.Number)
	if s.Documents.Declaration().ParseNumber(number) <= 0 {
		return Row{}, unknown
	}
	row, err := change.GetNumber(in, s.Documents, number)
	if err == nil && row.Value.Bid != b.ID || errs.CodeOf(err) == errs.NotFound {
		return Row{}, unknown
	}
	return row, err
}

// Bid gives a bid by its number or id.
func (s *Service) Bid(in change.Reader, ref string) (bid.Row, error) {
	return change.Get(in, s.BidRows, ref)
}

// Of gives the documents of a bid in the order in which they came.
func (s *Service) Of(in change.Reader, bidID string) ([]Row, error) {
	return change.Collect(in, s.Documents, register.Query{Filters: []register.Filter{register.Where("bid", bidID)}, NoTotal: true})
}

// OfPack gives the documents that were dropped together and belong to no bid yet.
func (s *Service) OfPack(in change.Reader, pack string) ([]Row, error) {
	if pack == "" {
		return nil, errs.New(errs.NotFound, "There is no such pack.")
	}
	rows, err := change.Collect(in, s.Documents, register.Query{
		Filters: []register.Filter{register.Where("pack", pack), {Field: "bid", Op: register.Empty}}, NoTotal: true,
	})
	if err == nil && len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "There is no such pack: it has been made a bid of, or was thrown away.")
	}
	return rows, err
}

// TextOf gives the text that was read of a document; empty when there is none.
func (s *Service) TextOf(d *Document) (Text, error) {
	if d.Text == "" {
		return Text{}, nil
	}
	f, _, err := s.Files.Get(d.Text)
	if err != nil {
		return Text{}, err
	}
	defer f.Close()
	return DecodeText(f)
}

// change runs one change that gives something which a repeated request gets too.
func (s *Service) change(ctx context.Context, by change.By, action string, body, out any, fn func(*change.Tx) error) error {
	receipt, err := s.Door.Do(ctx, by.Request(action, body), func(tx *change.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Answer(out)
	})
	if err == nil && receipt.Repeated {
		return json.Unmarshal(receipt.Answer, out)
	}
	return err
}
