package main

import (
	"log/slog"
	"maps"

	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/party"
	"holdfast/internal/provider"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	housework "holdfast/internal/rest/house"
	"holdfast/internal/rest/win"
	"holdfast/internal/retention"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/win/watch"
)

// api wires the API over the app's services. files may be nil where nothing is
// served.
func (h *app) api(e *env, bearer rest.Bearer, files rest.Files, log *slog.Logger) *rest.API {
	w := h.winAPI()
	d := housework.House{Registers: h.door.Book(), Book: h.book, Tasks: h.taskRegister, Due: h.due}
	operations := append(w.Operations(), d.Operations()...)
	forms := win.Forms()
	for _, p := range h.parts {
		maps.Copy(forms, p.forms)
		operations = append(operations, p.operations...)
	}
	return rest.New(rest.Config{
		Door: h.door, Bearer: bearer, Rules: h.rules(), Operations: operations, Forms: forms,
		Files: files, Log: log, Now: e.now, Zone: london,
	})
}

// winAPI is what other programs can ask of the wing that wins bids.
func (h *app) winAPI() *win.Win {
	return &win.Win{
		Book: h.book, Certificates: h.certificates, CertRegister: h.certRegister, Bids: h.bids, BidRegister: h.bidRegister,
		Watches: registerOf[watch.Watch](h, watch.Kind), NoticeStore: h.store, FindAsked: findAsked,
	}
}

// rules says what writing to each register takes beside its declaration, at
// every way in.
func (h *app) rules() map[register.Kind]rest.Rule {
	rules := map[register.Kind]rest.Rule{provider.Kind: {Hidden: true}} // it holds secrets
	for _, kind := range []register.Kind{                               // written by their services alone
		reminder.Kind, trustpage.Kind, auditorroom.RoomKind, auditorroom.SampleKind, auditorroom.RequestKind,
		retention.RuleKind, retention.HoldKind, retention.ProposalKind, retention.ErasureKind,
	} {
		rules[kind] = rest.Rule{ReadOnly: true}
	}
	rules[party.Kind] = rest.Rule{
		Create: func(tx *change.Tx, value any) (string, error) {
			row, err := h.entities.Create(tx, *value.(*party.Entity))
			return row.ID, err
		},
		Ready: func(tx *change.Tx, old, value any) error {
			return h.entities.Ready(tx, old.(*party.Entity), value.(*party.Entity))
		},
		NoDelete: true, // certificates and bids name it
	}
	maps.Copy(rules, h.winAPI().Rules())
	maps.Copy(rules, housework.Rules())
	for _, p := range h.parts {
		maps.Copy(rules, p.rules)
	}
	return rules
}
