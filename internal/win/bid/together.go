package bid

import (
	"context"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// SetLots says which lots are bid for, by their ids; the others are not. A
// requirement for lots that are not bid for does not apply. A lot that the bid
// does not know yet is added to it.
func (s *Service) SetLots(ctx context.Context, by By, ref string, ids []string) (Row, error) {
	return s.edit(ctx, by, "bid.set-lots", ref, ids, func(_ *change.Tx, b *Bid) error {
		b.Lots = slices.Clone(b.Lots)
		for _, id := range ids {
			if id = lotID(id); id != "" && !slices.ContainsFunc(b.Lots, func(l Lot) bool { return lotID(l.ID) == id }) {
				b.Lots = append(b.Lots, Lot{ID: id})
			}
		}
		for i := range b.Lots {
			chosen := slices.ContainsFunc(ids, func(id string) bool { return lotID(id) == lotID(b.Lots[i].ID) })
			b.Lots[i].Bid = &chosen
		}
		return nil
	})
}

// SetPartner adds a partner, or changes the one of that name.
func (s *Service) SetPartner(ctx context.Context, by By, ref string, p Partner) (Row, error) {
	p.Name, p.Part = strings.TrimSpace(p.Name), strings.TrimSpace(p.Part)
	return s.edit(ctx, by, "bid.set-partner", ref, p, func(_ *change.Tx, b *Bid) error {
		if p.Name == "" {
			return errs.At("name", "Name the legal entity, as its certificates do.")
		}
		if p.Role == "" {
			return errs.At("role", "Say which part it takes.")
		}
		p.By, p.Why = by.Name, by.Reason
		b.Partners = slices.Clone(b.Partners)
		if i := slices.IndexFunc(b.Partners, func(o Partner) bool { return o.Name == p.Name }); i >= 0 {
			b.Partners[i] = p
			return nil
		}
		b.Partners = append(b.Partners, p)
		return nil
	})
}

// RemovePartner takes a partner out, with what was said of its certificates.
func (s *Service) RemovePartner(ctx context.Context, by By, ref, name string) (Row, error) {
	return s.edit(ctx, by, "bid.remove-partner", ref, name, func(_ *change.Tx, b *Bid) error {
		if err := needReason(by); err != nil {
			return err
		}
		before := len(b.Partners)
		if b.dropPartner(name); len(b.Partners) == before {
			return errs.New(errs.NotFound, "There is no such partner on this bid.")
		}
		return nil
	})
}

// AcceptPartner says that a requirement is met by what a partner holds, with the
// reason; agreed says that the buyer has accepted it. An empty name takes it back.
func (s *Service) AcceptPartner(ctx context.Context, by By, ref, id, name string, agreed bool) (Row, error) {
	return s.one(ctx, by, "bid.accept-partner", ref, id, []any{name, agreed}, func(r *Requirement) error {
		r.HeldBy, r.HeldByAgreed = name, agreed && name != ""
		return nil
	})
}

// SparePartner says that a requirement that reaches subcontractors does not touch
// one of them, with the reason; spared false takes it back.
func (s *Service) SparePartner(ctx context.Context, by By, ref, id, name string, spared bool) (Row, error) {
	return s.one(ctx, by, "bid.spare-partner", ref, id, []any{name, spared}, func(r *Requirement) error {
		if spared && strings.TrimSpace(name) == "" {
			return errs.At("name", "Name the subcontractor that it does not touch.")
		}
		r.Spared = slices.DeleteFunc(slices.Clone(r.Spared), func(n string) bool { return n == name })
		if spared {
			r.Spared = append(r.Spared, name)
		}
		if len(r.Spared) == 0 {
			r.Spared = nil
		}
		return nil
	})
}
