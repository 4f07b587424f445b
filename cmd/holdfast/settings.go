package main

import (
	"context"
	"io"
	"slices"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/desk/portfolio"
	"holdfast/internal/desk/template"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/settings"
)

// settings wires the pages about the organisation and across organisations.
func (h *app) settings(e *env, f *frame.Frame) *settings.Settings {
	return &settings.Settings{
		Sign:   h.signing.service,
		Others: slices.Concat(providerEntries(), fieldEntries(), keepingEntries()),
		Frame:  f, Entities: h.entities, Makers: h.makers, Template: template.NewService(h.door),
		Portfolio: &portfolio.Service{
			Wall: h.store, Book: h.book, Certificates: h.certRegister, Bids: h.bidRegister, Tasks: h.taskRegister, Entities: h.entRegister,
		},
		Places: func(ctx context.Context, person string) (places []portfolio.Place, err error) {
			err = h.store.SeeSignIn(ctx, func(p account.Port) error {
				places = nil
				all, err := p.Places(ctx, person)
				for _, m := range all {
					if m.Until == 0 || m.Until > e.now().UnixMicro() {
						places = append(places, portfolio.Place{Org: m.Org, Name: m.Name, Role: m.Role, Scope: m.Scope})
					}
				}
				return err
			})
			return places, err
		},
		SignIns: func(ctx context.Context, org string) (map[string]settings.SignIn, error) {
			out := map[string]settings.SignIn{}
			return out, h.store.SignIns(ctx, org, func(person string, seen int64, second bool) {
				out[person] = settings.SignIn{Seen: seen, Second: second}
			})
		},
		HandOver: func(ctx context.Context, a change.Actor, w io.Writer) error {
			org, err := h.organisation(ctx, a.Org)
			if err != nil {
				return err
			}
			_, err = h.handOver(ctx, org, e.now(), w)
			return err
		},
		TakeIn: func(ctx context.Context, r io.ReaderAt, size int64, owner change.Member) (string, error) {
			m, err := h.takeIn(ctx, r, size, owner, e.now())
			return m.Name, err
		},
	}
}
