package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/isms/risk"
	"holdfast/internal/ocds"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

type demoCmd struct {
	Data  string `name:"data" placeholder:"DIR" help:"Keep the demonstration in this folder instead of a temporary one."`
	Addr  string `name:"addr" default:"${addr}" placeholder:"HOST:PORT" help:"Where to listen; port 0 picks a free one."`
	Check bool   `name:"check" help:"Print the table of the bids and exit as \"bids check\" does; nothing is served."`
	JSON  bool   `name:"json" help:"With --check: print one JSON document."`
}

// demoDay is the file that says of which day the folder's story is.
const demoDay = "demonstration-day"

// demoCertificate is the file that the visitor can drop in.
const demoCertificate = "renewed-cyber-essentials-plus.pdf"

func (c demoCmd) Run(e *env) error {
	dir, done, err := c.folder()
	if err != nil {
		return err
	}
	defer done()
	h, err := openDemo(e, dir, !c.Check)
	if err != nil {
		return err
	}
	defer h.Close()
	if c.Check {
		return checkBids(e, h, e.today(), c.JSON)
	}
	fmt.Fprintln(e.stdout, h.created)
	return h.serve(e, serving{Addr: c.Addr}, web.NewKey(), " (signed in as the compliance manager)", mailing{})
}

// folder gives where the demonstration lives, and what clears it away.
func (c demoCmd) folder() (string, func(), error) {
	if c.Data != "" {
		return c.Data, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "holdfast-demo-")
	if err != nil {
		return "", nil, errs.Wrap(err, errs.Unavailable, "There is no place for a temporary folder: say --data DIR.")
	}
	return dir, func() {
		_ = os.RemoveAll(dir)
		_ = os.Remove(dir + keysSuffix)
	}, nil
}

// openDemo opens the demonstration of a folder and makes it on the first visit.
// A folder with other records is refused.
func openDemo(e *env, dir string, server bool) (*app, error) {
	story := demo.Build(e.today())
	book, err := demoBook(story.Today)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(e.ctx, store.Options{Dir: dir, Server: server, Readers: e.readers, Seen: e.seen})
	if err != nil {
		return nil, err
	}
	keysPath, err := keysBeside(dir)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	keys, err := openKeys(e, keysPath, st)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	h := wire(st, book)
	if h.archive, err = st.KeepRules(e.ctx, book, e.now()); err != nil {
		_ = st.Close()
		return nil, err
	}
	h.dir, h.keys, h.keysPath = dir, keys, keysPath
	h.journal.path = keysPath + erasuresSuffix
	h.tryFile = func() ([]byte, error) { return os.ReadFile(filepath.Join(dir, demoCertificate)) }
	if err := h.tell(e, story); err != nil {
		_ = st.Close()
		return nil, err
	}
	return h, nil
}

// demoBook is the rule data with what the demonstration's administrator entered.
func demoBook(today civil.Date) (*scheme.Book, error) {
	over, err := demo.Overrides(scheme.Default(), today)
	if err != nil || len(over) == 0 {
		return scheme.Default(), err
	}
	return scheme.Load(scheme.Files(), over...)
}

// tell puts the story into an empty store, through the doors that everything
// takes, and signs its compliance manager in.
func (h *app) tell(e *env, story demo.Story) error {
	if err := h.findOrganisation(e.ctx, ""); err != nil {
		return err
	}
	if h.org.ID != "" && h.org.Name != story.Organisation.Name {
		return errs.New(errs.Conflict, "%s holds the records of %s. The demonstration wants a folder of its own.", h.dir, h.org.Name)
	}
	first := h.org.ID == ""
	if first {
		if err := h.tellPeople(e, story); err != nil {
			return err
		}
	}
	if err := h.signIn(e.ctx, demo.SignedInAs); err != nil {
		return err
	}
	// A folder kept from another day is told again: the story is reckoned from
	// today, and its references find the records that are there.
	told, _ := os.ReadFile(filepath.Join(h.dir, demoDay))
	if first || string(told) != story.Today.String() {
		if err := h.tellAll(e, story); err != nil {
			return err
		}
	}
	n, err := h.count(e.ctx, certificate.Kind, control.Kind, risk.Kind, bid.Kind)
	if err != nil {
		return err
	}
	h.created = fmt.Sprintf("Created %s: %d certificates, %d controls, %d risks, %d bids", h.org.Name, n[0], n[1], n[2], n[3])
	return nil
}

// tellPeople makes the organisation and its people.
func (h *app) tellPeople(e *env, story demo.Story) error {
	owner := story.People[len(story.People)-1]
	if err := h.found(e, story.Organisation.Name, change.Member{Person: owner.Email, Name: owner.Name, Email: owner.Email}); err != nil {
		return err
	}
	return h.invite(e, story.People)
}

// tellAll takes in the notices, certificates and bids, and leaves the renewed
// certificate in the folder. Told twice it changes what has changed.
func (h *app) tellAll(e *env, story demo.Story) error {
	if err := h.tellNotices(e, story); err != nil {
		return err
	}
	by := h.by(e, "for the demonstration")
	if _, err := h.entities.Enter(e.ctx, by, story.LegalEntities()); err != nil {
		return err
	}
	if err := h.tellFiles(e, story); err != nil {
		return err
	}
	lines, err := story.CertificateLines()
	if err != nil {
		return err
	}
	if _, err := h.certificates.Import(e.ctx, by, bytes.NewReader(lines)); err != nil {
		return err
	}
	lines, err = story.BidLines(func(ocid string) (notice.Notice, error) {
		n, err := h.notice(e.ctx, ocid)
		return n.Notice, err
	})
	if err != nil {
		return err
	}
	if _, err := h.bids.Import(e.ctx, by, bytes.NewReader(lines)); err != nil {
		return err
	}
	for _, p := range h.parts {
		if p.tell != nil {
			if err := p.tell(e, h, story); err != nil {
				return err
			}
		}
	}
	pdf, err := demo.RenewedPlus(story.Today)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(h.dir, demoCertificate), pdf, 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(h.dir, demoDay), []byte(story.Today.String()), 0o600)
}

// invite adds the people of the story to the organisation.
func (h *app) invite(e *env, people []demo.Person) error {
	roles := map[string]authz.Role{"Compliance manager": authz.ComplianceManager, "Bid manager": authz.BidManager, "Managing director": authz.Owner, "Head of infrastructure": authz.RiskOwner, "People and training": authz.RiskOwner}
	req := change.Request{Actor: change.SystemActor(h.org.ID, "start"), Action: "settings.update", Now: e.now()}
	_, err := h.door.Do(e.ctx, req, func(tx *change.Tx) error {
		for _, p := range people {
			role, ok := roles[p.Role]
			if !ok {
				role = authz.Contributor
			}
			if err := tx.Member(change.Member{Person: p.Email, Name: p.Name, Email: p.Email, Role: string(role), Active: true}); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// tellNotices takes the story's files in through the importer.
func (h *app) tellNotices(e *env, story demo.Story) error {
	im := notice.Importer{Store: h.store, Find: findAsked, Now: e.now()}
	var feeds []notice.Feed
	for _, f := range story.Files {
		feed, err := ocds.Spool(e.ctx, f.Name, bytes.NewReader(f.JSON), h.dir)
		if err != nil {
			return err
		}
		defer feed.Close()
		feeds = append(feeds, feed)
	}
	got, err := im.Import(e.ctx, feeds...)
	if err != nil {
		return err
	}
	if len(got.Rejected) > 0 {
		r := got.Rejected[0]
		return errs.New(errs.Internal, "The demonstration's own notices were refused: %s %s: %s", r.File, r.Pointer, r.Reason)
	}
	return nil
}

// notice gives a stored process by its key.
func (h *app) notice(ctx context.Context, key string) (notice.Stored, error) {
	var out notice.Stored
	err := h.store.View(ctx, store.Org(h.org.ID), func(tx *store.Tx) error {
		n, found, err := tx.Notice(ctx, key)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "There is no such notice.")
		}
		out = n
		return err
	})
	return out, err
}

// count says how many records there are of each kind.
func (h *app) count(ctx context.Context, kinds ...register.Kind) ([]int64, error) {
	out := make([]int64, len(kinds))
	err := h.door.See(ctx, h.actor, func(v *change.View) error {
		for i, kind := range kinds {
			found, err := change.AnyList(v, h.door.Book().Of(kind), register.Query{Limit: 1})
			if err != nil {
				return err
			}
			out[i] = found.Total
		}
		return nil
	})
	return out, err
}
