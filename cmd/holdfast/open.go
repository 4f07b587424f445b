package main

import (
	"context"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/party"
	"holdfast/internal/provider"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/scheme"
	"holdfast/internal/secret"
	"holdfast/internal/store"
	"holdfast/internal/task"
	sharing "holdfast/internal/web/share"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// firstOrganisation is the name that a new data folder's organisation has until
// somebody gives it one.
const firstOrganisation = "My organisation"

// app is the product wired over one open store: the only place where its
// parts meet.
type app struct {
	dir   string
	store *store.Store
	door  *change.Door
	book  *scheme.Book
	// archive has the rule data of every time, for the record as it stood.
	archive *store.Archive
	// keys seals secrets and signs the trail; keysPath is the file that holds them.
	keys     *secret.Ring
	keysPath string

	certRegister *register.Register[certificate.Certificate]
	bidRegister  *register.Register[bid.Bid]
	watches      *watch.Service // of saved searches, once they are wired
	taskRegister *register.Register[task.Task]
	remRegister  *register.Register[reminder.Told]
	entRegister  *register.Register[party.Entity]
	provRegister *register.Register[provider.Provider]

	certificates *certificate.Service
	bids         *bid.Service
	entities     *party.Service
	makers       *party.Organisations

	// keeping is retention and erasure; journal remembers erasures outside the
	// database.
	keeping       *retention.Service
	keepRegisters keepingRegisters
	journal       *erasureJournal

	parts []*part // the management system, noun by noun

	showing showing        // what outsiders are shown
	shared  *sharing.Share // the pages of it, once there is a server

	org store.Organisation
	// actor is who acts at this machine: until sign-in comes the owner of the
	// organisation, or the person that the demo signs in.
	actor  change.Actor
	people map[string]string // name by id

	// tryFile gives a certificate to try; only the demonstration has one.
	tryFile func() ([]byte, error)

	signing signing // who people are, once a server or command asks

	created string // what the demonstration has put in, in a line
}

// openApp opens the data of a place for a command, or for a server, and makes
// the organisation on the first start. Close it after use.
func openApp(e *env, p place, server bool) (*app, error) {
	o, err := p.options()
	if err != nil {
		return nil, err
	}
	o.Server = server
	st, err := store.Open(e.ctx, o)
	if err != nil {
		return nil, err
	}
	keysPath, err := p.keysPlace()
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	keys, err := openKeys(e, keysPath, st)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	book, err := rules(o.Dir)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	h := wire(st, book)
	if h.archive, err = st.KeepRules(e.ctx, book, e.now()); err != nil {
		_ = st.Close()
		return nil, err
	}
	h.dir, h.keys, h.keysPath = o.Dir, keys, keysPath
	h.journal.path = keysPath + erasuresSuffix
	if _, err := st.Settle(e.ctx, h.door.Book()); err != nil {
		_ = st.Close()
		return nil, err
	}
	if err := h.settle(e, p.Org); err != nil {
		_ = st.Close()
		return nil, err
	}
	if server {
		if _, err := h.replay(e); err != nil {
			_ = st.Close()
			return nil, err
		}
	}
	return h, nil
}

// wire puts the services over a store.
func wire(st *store.Store, book *scheme.Book) *app {
	h := &app{
		store: st, book: book,
		certRegister: certificate.Register(book), bidRegister: bid.Register(book), taskRegister: task.Register(), remRegister: reminder.Register(),
		entRegister: party.Register(), provRegister: provider.Register(), showing: newShowing(),
	}
	keep := newKeepingRegisters()
	h.parts = parts()
	registers := append([]register.Any{h.certRegister, h.bidRegister, h.taskRegister, h.remRegister, h.entRegister, h.provRegister, notice.Decisions, keep.rules, keep.holds, keep.proposals, keep.erasures}, h.showing.registers()...)
	for _, p := range h.parts {
		registers = append(registers, p.registers...)
	}
	h.door = change.New(st, register.NewBook(registers...))
	for _, p := range h.parts {
		p.wire(h)
	}
	h.showing.serve(h)
	h.certificates = certificate.NewService(h.door, book, h.certRegister, h.taskRegister)
	h.bids = bid.NewService(h.door, book, h.bidRegister, h.certRegister)
	h.entities = party.NewService(h.door, h.entRegister)
	h.makers = party.NewOrganisations(h.door)
	h.wireKeeping(keep)
	return h
}

// Close waits for changes under way and closes the store.
func (h *app) Close() error { return h.store.Close() }

// settle finds the organisation and who acts in it, and makes both when there
// are none. named is the organisation's name or id; without it the oldest works.
func (h *app) settle(e *env, named string) error {
	if err := h.findOrganisation(e.ctx, named); err != nil {
		return err
	}
	if h.org.ID == "" {
		if err := h.found(e, firstOrganisation, change.Member{Person: "person-1", Name: "You"}); err != nil {
			return err
		}
	}
	return h.signIn(e.ctx, "")
}

func (h *app) findOrganisation(ctx context.Context, named string) error {
	var orgs []store.Organisation
	err := h.store.View(ctx, store.System(store.WorkStart), func(tx *store.Tx) (err error) {
		orgs, err = tx.Organisations(ctx)
		return err
	})
	if err != nil {
		return err
	}
	var fit []store.Organisation
	for _, o := range orgs {
		if named == "" || o.ID == named || register.Fold(o.Name) == register.Fold(named) {
			fit = append(fit, o)
		}
	}
	switch {
	case named == "" && len(fit) == 0:
		return nil
	case len(fit) == 0:
		return errs.At("--organisation", "There is no organisation %q. holdfast organisations list names them", named)
	case named != "" && len(fit) > 1:
		return errs.At("--organisation", "%d organisations are called %q. Give the id that holdfast organisations list shows", len(fit), named)
	}
	h.org = fit[0]
	return nil
}

// found makes an organisation with its owner.
func (h *app) found(e *env, name string, owner change.Member) error {
	org := id.New()
	req := change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: e.now()}
	_, err := h.door.Do(e.ctx, req, func(tx *change.Tx) error {
		_, err := tx.Found(name, owner)
		return err
	})
	if err != nil {
		return err
	}
	return h.findOrganisation(e.ctx, org)
}

// signIn makes a member the one who acts: the one with the id, or the first
// owner.
func (h *app) signIn(ctx context.Context, person string) error {
	var members []change.Member
	err := h.door.See(ctx, change.SystemActor(h.org.ID, "start"), func(v *change.View) (err error) {
		members, err = v.Members()
		return err
	})
	if err != nil {
		return err
	}
	h.people = make(map[string]string, len(members))
	for _, m := range members {
		h.people[m.Person] = m.Name
	}
	for _, m := range members {
		if m.Active && (m.Person == person || (person == "" && authz.Role(m.Role) == authz.Owner)) {
			h.actor = change.Actor{Org: h.org.ID, Person: m.Person, Name: m.Name, Role: authz.Role(m.Role)}
			return nil
		}
	}
	return errs.New(errs.NotFound, "Nobody in %s can be signed in.", h.org.Name)
}

// by says that the one at this machine acts now.
func (h *app) by(e *env, reason string) change.By {
	return change.By{Actor: h.actor, Now: e.now(), Reason: reason}
}
