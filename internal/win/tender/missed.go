package tender

import (
	"context"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
)

// Missed is something that a document asks for and that was not found in it.
type Missed struct {
	Page  int    `json:"page"`
	Quote string `json:"quote"` // words of the page that ask for it
	verdict.Requirement
}

// AddMissed adds what a document asks for by quoting it; why it counts stands in
// by. Invalid at /quote when the words do not stand on the page.
func (s *Service) AddMissed(ctx context.Context, by change.By, ref, number string, m Missed) (bid.Row, error) {
	var b bid.Row
	var d Row
	err := s.Door.See(ctx, by.Actor, func(v *change.View) (err error) {
		b, d, err = s.both(v, ref, number)
		return err
	})
	if err != nil {
		return bid.Row{}, err
	}
	t, err := s.TextOf(&d.Value)
	if err != nil {
		return bid.Row{}, err
	}
	if m.Page < 1 || m.Page > len(t.Pages) {
		return bid.Row{}, errs.At("/page", "%s has no page %d.", d.Number, m.Page)
	}
	if strings.TrimSpace(by.Reason) == "" {
		return bid.Row{}, errs.At("/reason", "Say in a few words why this counts: the verdict rests on it.")
	}
	start, end, words, ok := Locate(t.Pages[m.Page-1].Text, m.Quote)
	if !ok {
		return bid.Row{}, errs.At("/quote", "These words do not stand on this page: copy them from it.")
	}
	if len(words) > MaxQuote {
		return bid.Row{}, errs.At("/quote", "Quote one sentence: %d bytes at most are kept.", MaxQuote)
	}
	q := bid.Requirement{
		Requirement: m.Requirement, Origin: "person", By: by.Name, Why: by.Reason,
		Place: PlaceOf(d.Number, m.Page), Heading: headingOf(d.Value.Name, t.LabelOf(m.Page)),
	}
	q.Quote, q.Start, q.End, q.Confidence = words, start, end, 0
	var id string
	err = s.change(ctx, by, "bid.add-requirement", []any{ref, number, m}, &id, func(tx *change.Tx) error {
		row, err := s.Bids.AddFoundIn(tx, b.ID, []bid.Requirement{q})
		if err != nil {
			return err
		}
		if row.Version == b.Version || !slices.ContainsFunc(row.Value.Requirements, func(r bid.Requirement) bool {
			return r.Place == q.Place && r.Start == q.Start && r.Scheme == q.Scheme && r.By == q.By
		}) {
			return errs.At("/quote", "The bid asks for this already, in words as strong.")
		}
		id = row.ID
		return nil
	})
	if err != nil {
		return bid.Row{}, err
	}
	return s.Bids.Get(ctx, by.Actor, id)
}
