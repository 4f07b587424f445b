package trustpage

import (
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// Place is where a public page belongs.
type Place struct{ Org, Name string }

// Store is what the page needs beside the door: an outsider names a handle, and
// no organisation.
type Store interface {
	// TrustPlaces gives the organisations whose trust page, on or off, has the
	// handle; the oldest first.
	TrustPlaces(ctx context.Context, handle string) ([]Place, error)
	// OrganisationName gives the name of an organisation.
	OrganisationName(ctx context.Context, org string) (string, error)
}

// Service is what can be done with the page.
type Service struct {
	door  *change.Door
	store Store
	book  *scheme.Book
	certs *register.Register[certificate.Certificate]
	pages *register.Register[Settings]
	// Checkpoint gives the latest signed checkpoint of an organisation's trail as
	// text, empty when there is none; nil: the page shows none.
	Checkpoint func(ctx context.Context, org string) (string, error)
}

// Row is the stored settings.
type Row = register.Row[Settings]

// NewService makes the service over the registers that the door knows.
func NewService(door *change.Door, store Store, book *scheme.Book, certs *register.Register[certificate.Certificate], pages *register.Register[Settings]) *Service {
	return &Service{door: door, store: store, book: book, certs: certs, pages: pages}
}

// Settings gives the organisation's settings; false before they were saved the
// first time.
func (s *Service) Settings(ctx context.Context, a change.Actor) (Row, bool, error) {
	var row Row
	found := false
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, found, err = s.settings(v)
		return err
	})
	return row, found, err
}

func (s *Service) settings(in change.Reader) (Row, bool, error) {
	page, err := change.List(in, s.pages, register.Query{Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		return Row{}, false, err
	}
	return page.Rows[0], true, nil
}

// Save stores the settings; whether the page is public is not among them (see
// Switch). version is the one that was read, 0 for the first time: Conflict
// when somebody saved meanwhile. An empty handle gets one that nobody can
// guess. Invalid when another organisation's page has the handle.
func (s *Service) Save(ctx context.Context, by change.By, version int64, set Settings) (Row, error) {
	if set.Handle = strings.ToLower(strings.TrimSpace(set.Handle)); set.Handle == "" {
		name, err := s.store.OrganisationName(ctx, by.Org)
		if err != nil {
			return Row{}, err
		}
		set.Handle = NewHandle(name)
	}
	if err := s.free(ctx, by.Org, set.Handle); err != nil {
		return Row{}, err
	}
	var row Row
	_, err := s.door.Do(ctx, by.Request("trust-page.settings", set), func(tx *change.Tx) error {
		was, found, err := s.settings(tx)
		if err != nil {
			return err
		}
		if set.Certificates, err = s.known(tx, set.Certificates); err != nil {
			return err
		}
		if !found {
			set.On = false
			row, err = change.Insert(tx, s.pages, set)
			return err
		}
		set.On = was.Value.On
		row, err = change.Put(tx, s.pages, was.ID, version, set)
		return err
	})
	return row, err
}

// free refuses a handle that another organisation has.
func (s *Service) free(ctx context.Context, org, handle string) error {
	places, err := s.store.TrustPlaces(ctx, handle)
	if err == nil && slices.ContainsFunc(places, func(p Place) bool { return p.Org != org }) {
		return errs.At("/handle", "This address is taken. Choose another, or leave it empty for one that nobody can guess.")
	}
	return err
}

// known keeps the numbers of certificates that are there, in their order.
func (s *Service) known(in change.Reader, numbers []string) ([]string, error) {
	rows, err := change.Collect(in, s.certs, register.Query{})
	if err != nil {
		return nil, err
	}
	asked := Settings{Certificates: numbers}
	var out []string
	for _, r := range rows {
		if asked.Shows(r.Number) {
			out = append(out, r.Number)
		}
	}
	return out, nil
}

// Switch makes the page public, or takes it away. Invalid before there are
// settings, or with no certificate to show.
func (s *Service) Switch(ctx context.Context, by change.By, on bool) (Row, error) {
	action := "trust-page.switch-off"
	if on {
		action = "trust-page.switch-on"
	}
	var row Row
	_, err := s.door.Do(ctx, by.Request(action, on), func(tx *change.Tx) error {
		was, found, err := s.settings(tx)
		if err != nil {
			return err
		}
		if !found || on && len(was.Value.Certificates) == 0 {
			return errs.At("/certificates", "Choose what is shown and save it first: the page has no certificate yet.")
		}
		set := was.Value
		set.On = on
		row, err = change.Put(tx, s.pages, was.ID, was.Version, set)
		return err
	})
	return row, err
}

// Preview makes the page as it would be public now, whether it is or not.
func (s *Service) Preview(ctx context.Context, a change.Actor, set *Settings, now time.Time, today civil.Date) (Page, error) {
	name, err := s.store.OrganisationName(ctx, a.Org)
	if err != nil {
		return Page{}, err
	}
	return s.build(ctx, a, name, set, now, today)
}

// Public gives the page behind a handle, and the organisation that it belongs
// to. A handle that nobody has and a page that is off are one answer: NotFound.
func (s *Service) Public(ctx context.Context, handle string, now time.Time, today civil.Date) (Page, string, error) {
	if !handleForm.MatchString(handle) || len(handle) > 64 {
		return Page{}, "", notThere()
	}
	places, err := s.store.TrustPlaces(ctx, handle)
	if err != nil {
		return Page{}, "", err
	}
	for _, p := range places {
		a := change.SystemActor(p.Org, "trust page")
		row, found, err := s.Settings(ctx, a)
		if err != nil {
			return Page{}, "", err
		}
		if found && row.Value.On && row.Value.Handle == handle {
			page, err := s.build(ctx, a, p.Name, &row.Value, now, today)
			return page, p.Org, err
		}
	}
	return Page{}, "", notThere()
}

func notThere() error {
	return errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone.")
}

func (s *Service) build(ctx context.Context, a change.Actor, name string, set *Settings, now time.Time, today civil.Date) (Page, error) {
	var p Page
	err := s.door.See(ctx, a, func(v *change.View) error {
		rows, err := change.Collect(v, s.certs, register.Query{})
		if err == nil {
			p = Build(s.book, name, set, rows, now, today)
		}
		return err
	})
	if err != nil || s.Checkpoint == nil {
		return p, err
	}
	p.Checkpoint, err = s.Checkpoint(ctx, a.Org)
	return p, err
}

// Certificates gives every certificate of the organisation, to choose from.
func (s *Service) Certificates(ctx context.Context, a change.Actor) ([]certificate.Row, error) {
	var rows []certificate.Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.certs, register.Query{})
		return err
	})
	return rows, err
}
