package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/handover"
	"holdfast/internal/handover/pack"
	"holdfast/internal/register"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/store"
)

type organisationsCmd struct {
	List   organisationsListCmd   `cmd:"" help:"The organisations of this installation."`
	Add    organisationsAddCmd    `cmd:"" help:"Make another organisation."`
	Export organisationsExportCmd `cmd:"" help:"Write everything of one organisation into a hand-over file."`
	Import organisationsImportCmd `cmd:"" help:"Take in the organisation of a hand-over file. It must not be here yet."`
}

type organisationsListCmd struct {
	place
	JSON bool `name:"json" help:"Print one JSON document."`
}

// organisationLine is an organisation as "organisations list" tells it.
type organisationLine struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created string `json:"created"` // day in London
	Members int    `json:"members"` // whose membership is in force
	Records int64  `json:"records"`
}

func (c organisationsListCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	orgs, err := h.organisations(e.ctx)
	if err != nil {
		return err
	}
	lines := make([]organisationLine, len(orgs))
	for i, o := range orgs {
		lines[i] = organisationLine{ID: o.ID, Name: o.Name, Created: time.UnixMicro(o.CreatedAt).In(london).Format(time.DateOnly)}
		err := h.store.View(e.ctx, store.Org(o.ID), func(tx *store.Tx) error {
			members, err := tx.Members(e.ctx)
			for _, m := range members {
				if m.Active && (m.Until == 0 || m.Until > e.now().UnixMicro()) {
					lines[i].Members++
				}
			}
			if err == nil {
				lines[i].Records, err = tx.Records(e.ctx)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(e.stdout, lines)
	}
	for _, l := range lines {
		fmt.Fprintf(e.stdout, "%s  %s  %3d people  %6d records  %s\n", l.ID, l.Created, l.Members, l.Records, l.Name)
	}
	return nil
}

type organisationsAddCmd struct {
	place
	Name  string `arg:"" help:"The organisation's name."`
	Owner string `name:"owner" placeholder:"ADDRESS" help:"Its first owner, by address or id: a member of an organisation that is here. Default: the owner at this machine."`
}

func (c organisationsAddCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	owner, err := h.person(e.ctx, c.Owner)
	if err != nil {
		return err
	}
	by := change.By{Actor: change.Actor{Person: owner.Person, Name: owner.Name}, Now: e.now()}
	org, err := h.makers.Create(e.ctx, by, c.Name, owner.Email)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "Made %s, with %s as its owner: %s\n", strings.Join(strings.Fields(c.Name), " "), owner.Name, org)
	return err
}

type organisationsExportCmd struct {
	place
	Org string `arg:"" name:"organisation" help:"Its id or its name (see \"organisations list\")."`
	Out string `name:"out" required:"" placeholder:"FILE" help:"The file to write. It must not be there yet."`
}

func (c organisationsExportCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	org, err := h.organisation(e.ctx, c.Org)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "%s cannot be written: %s", c.Out, reasonOf(err))
	}
	m, err := h.handOver(e.ctx, org, e.now(), f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(c.Out) // half a file is none
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "Wrote %s: %s, %d versions of records, %d events of the trail, %d files\n",
		c.Out, org.Name, m.Sum(handover.Revisions).Rows, m.Sum(handover.Trail).Rows, m.Files.Count)
	return err
}

type organisationsImportCmd struct {
	place
	File  string `arg:"" help:"The hand-over file."`
	Owner string `name:"owner" placeholder:"ADDRESS" help:"Who owns it here, by address or id. Default: the owner at this machine. Everybody else in the file comes without rights, until they are invited."`
}

func (c organisationsImportCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	owner, err := h.person(e.ctx, c.Owner)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "%s cannot be read: %s", c.File, reasonOf(err))
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	m, err := h.takeIn(e.ctx, f, st.Size(), owner, e.now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "Took in %s: %d versions of records, %d events of the trail, %d files. %s owns it here; invite the others.\n",
		m.Name, m.Sum(handover.Revisions).Rows, m.Sum(handover.Trail).Rows, m.Files.Count, owner.Name)
	return err
}

// organisations gives every organisation of the installation, the oldest first.
func (h *app) organisations(ctx context.Context) (orgs []store.Organisation, err error) {
	err = h.store.View(ctx, store.System(store.WorkStart), func(tx *store.Tx) error {
		orgs, err = tx.Organisations(ctx)
		return err
	})
	return orgs, err
}

// organisation finds one by its id or its name.
func (h *app) organisation(ctx context.Context, named string) (store.Organisation, error) {
	orgs, err := h.organisations(ctx)
	if err != nil {
		return store.Organisation{}, err
	}
	var found []store.Organisation
	for _, o := range orgs {
		if o.ID == named {
			return o, nil
		}
		if strings.EqualFold(o.Name, named) {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		return store.Organisation{}, errs.New(errs.NotFound, "There is no organisation %q here. \"holdfast organisations list\" names them.", named)
	case 1:
		return found[0], nil
	}
	return store.Organisation{}, errs.New(errs.Conflict, "%d organisations are named %q: say the id of one.", len(found), named)
}

// person finds a member of any organisation by address or id; empty: the one
// who acts at this machine.
func (h *app) person(ctx context.Context, named string) (change.Member, error) {
	orgs, err := h.organisations(ctx)
	if err != nil {
		return change.Member{}, err
	}
	if named == "" {
		named = h.actor.Person
	}
	for _, o := range orgs {
		var members []change.Member
		err := h.store.View(ctx, store.Org(o.ID), func(tx *store.Tx) (err error) {
			members, err = tx.Members(ctx)
			return err
		})
		if err != nil {
			return change.Member{}, err
		}
		i := slices.IndexFunc(members, func(m change.Member) bool {
			return m.Active && (m.Person == named || m.Email != "" && strings.EqualFold(m.Email, named))
		})
		if i >= 0 {
			return members[i], nil
		}
	}
	return change.Member{}, errs.New(errs.NotFound, "Nobody here has the address or id %q.", named)
}

// handOver writes everything of an organisation, as it is in one snapshot.
func (h *app) handOver(ctx context.Context, org store.Organisation, now time.Time, w io.Writer) (handover.Manifest, error) {
	m := handover.Manifest{Format: handover.Format, Holdfast: buildInfo().Version, Org: org.ID, Name: org.Name, Made: now.UTC().Format(time.RFC3339)}
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return m, err
	}
	err = h.store.View(ctx, store.Org(org.ID), func(tx *store.Tx) error {
		if err := tx.Undisturbed(ctx); err != nil {
			return err
		}
		var err error
		m, err = pack.Write(ctx, w, m, pack.Source{
			Book: h.door.Book(),
			Rows: func(p *handover.Part, each func(handover.Row) error) error { return tx.HandOver(ctx, p, each) },
			File: func(hash string) (io.ReadCloser, error) {
				f, _, err := files.Get(hash)
				return f, err
			},
		})
		return err
	})
	return m, err
}

// takeIn takes in the organisation of a hand-over file: all of it, or nothing.
// The file is gone through as a whole before anything is written. owner becomes
// its owner here, and nobody else gets a right by it.
func (h *app) takeIn(ctx context.Context, r io.ReaderAt, size int64, owner change.Member, now time.Time) (handover.Manifest, error) {
	f, err := pack.Open(r, size)
	if err != nil {
		return handover.Manifest{}, err
	}
	orgs, err := h.organisations(ctx)
	if err != nil {
		return f.Manifest, err
	}
	if slices.ContainsFunc(orgs, func(o store.Organisation) bool { return o.ID == f.Manifest.Org }) {
		return f.Manifest, errs.New(errs.Conflict, "%s is here already. A hand-over file is taken in where the organisation is not.", f.Manifest.Name)
	}
	if err := f.Check(ctx, &handover.Checker{Book: h.door.Book()}); err != nil {
		return f.Manifest, err
	}
	kept, err := h.keepFiles(ctx, f)
	stored := time.Now()
	if err != nil {
		return f.Manifest, errors.Join(err, h.dropFiles(ctx, kept, stored))
	}
	err = h.store.TakeIn(ctx, f.Manifest.Org, f.Manifest.Name, h.door.Book(), now.UnixMicro(),
		func(p *handover.Part, each func(handover.Row) error) error { return f.Rows(ctx, p, each) },
		func(over change.Store) error { return h.own(ctx, over, f.Manifest, owner, now) })
	if err != nil {
		return f.Manifest, errors.Join(err, h.dropFiles(ctx, kept, stored))
	}
	return f.Manifest, h.sealer().TakeOver(ctx, f.Manifest.Org)
}

// own makes the owner of an organisation that was taken in, and says in its
// trail that it was.
func (h *app) own(ctx context.Context, over change.Store, m handover.Manifest, owner change.Member, now time.Time) error {
	req := change.Request{Actor: change.SystemActor(m.Org, "handover"), Action: "settings.update", Now: now, Reason: "taken in from a hand-over file"}
	_, err := change.New(over, h.door.Book()).Do(ctx, req, func(c *change.Tx) error {
		c.Note(map[string]any{"handover": map[string]any{"made": m.Made, "by": m.Holdfast, "trail": m.Sum(handover.Trail).SHA256, "owner": owner.Person}})
		owner.Role, owner.Active, owner.Scope, owner.Until = string(authz.Owner), true, nil, 0
		return c.Member(owner)
	})
	if err != nil {
		return err
	}
	by := change.Actor{Org: m.Org, Person: owner.Person, Name: owner.Name, Role: authz.Owner}
	_, err = change.New(over, h.door.Book()).Do(ctx, change.Request{Actor: by, Action: "trust-page.switch-off", Now: now, Reason: req.Reason}, func(c *change.Tx) error {
		return h.hide(c, m.Name)
	})
	return err
}

// hide switches the trust page of an organisation that was taken in off: nothing
// is public here until somebody says so here. Where its address is another's, it
// gets a new one.
func (h *app) hide(c *change.Tx, name string) error {
	page, err := change.List(c, h.showing.pages, register.Query{Limit: 1, NoTotal: true})
	if err != nil {
		return err
	}
	for _, row := range page.Rows {
		places, err := h.store.TrustPlaces(c.Context(), row.Value.Handle)
		if err != nil {
			return err
		}
		if row.Value.On = false; len(places) > 0 {
			row.Value.Handle = trustpage.NewHandle(name)
		}
		if _, err := change.Put(c, h.showing.pages, row.ID, row.Version, row.Value); err != nil {
			return err
		}
	}
	return nil
}

// keepFiles stores the files before the records that name them, and gives those
// that were not here before.
func (h *app) keepFiles(ctx context.Context, f *pack.File) (kept []string, err error) {
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return nil, err
	}
	err = f.Files(ctx, func(hash string, r io.Reader) error {
		if in, _, err := files.Get(hash); err == nil {
			return in.Close()
		}
		kept = append(kept, hash)
		_, _, err := files.Put(ctx, r, pack.MaxBytes)
		return err
	})
	return kept, err
}

// dropFiles removes files that were stored for records which were not taken in,
// unless somebody else has stored them after that too. What a crash
// leaves is counted by "holdfast verify".
func (h *app) dropFiles(ctx context.Context, kept []string, stored time.Time) error {
	ctx = context.WithoutCancel(ctx)
	loose, err := h.store.Unreferenced(ctx, kept)
	if err != nil || len(loose) == 0 {
		return err
	}
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	for _, hash := range loose {
		if err == nil {
			_, err = files.Remove(hash, stored)
		}
	}
	return err
}
