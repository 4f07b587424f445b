package main

import (
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/site"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
)

// bidPart is what bids have beside their register: the questions to buyers, and
// the named actions on partners, lots, dates and decisions.
func bidPart() *part {
	reg := bid.Clarifications()
	rule := rest.Rule{ReadOnly: true}
	p := &part{registers: []register.Any{reg}, rules: map[register.Kind]rest.Rule{bid.ClarificationKind: rule}}
	p.wire = func(h *app) {
		p.operations = bidOperations(h)
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			return records.New(f, files, records.Place{
				Register: reg, Path: "/clarifications", Group: "Win", Title: "Questions to buyers", Rule: rule, Sort: "askBy",
				Columns: []string{"question", "bid", "state", "askBy", "owner", "answered"},
				Chips:   []records.Chip{{Label: "Drafts", Query: "state=draft"}, {Label: "Waiting for an answer", Query: "state=sent"}, {Label: "Answered", Query: "state=answered"}},
				Empty: ui.Empty{
					Title: "No questions to buyers yet",
					Text:  "Here would stand what you asked buyers to clarify, with the day until which they take questions and what they answered.",
					Ways:  []ui.Way{{Label: "From a bid.", Text: "The verdict’s own questions become drafts in one click.", Href: "/bids", Do: "See the bids"}},
				},
			}).Routes()
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return tellClarifications(e, h, story) }
	}
	p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
		rows, err := change.Collect(in, reg, register.Query{Filters: []register.Filter{register.Where("state", bid.Draft)}})
		return bid.DueClarifications(rows, today), err
	}
	return p
}

// tellClarifications puts the questions of the story in, as people would.
func tellClarifications(e *env, h *app, story demo.Story) error {
	for _, c := range story.Clarifications() {
		by := h.by(e, "for the demonstration")
		row, err := h.bids.Ask(e.ctx, by, c.Bid, c.Question)
		if err != nil {
			return err
		}
		if !c.Sent.IsZero() && row.Value.State == bid.Draft {
			if _, err := h.bids.Send(e.ctx, by, row.ID, c.Sent); err != nil {
				return err
			}
		}
		if !c.Answered.IsZero() && row.Value.State == bid.Draft {
			if _, err := h.bids.AnswerWith(e.ctx, by, row.ID, c.Answer, c.Answered); err != nil {
				return err
			}
		}
	}
	return nil
}
