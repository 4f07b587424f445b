package scope

import (
	"cmp"
	"context"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// DraftOf gives the draft; false when nobody has begun one.
func (s *Service) DraftOf(in change.Reader) (register.Row[Draft], bool, error) {
	page, err := change.List(in, s.Drafts, register.Query{Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[Draft]{}, false, err
	}
	return page.Rows[0], true, nil
}

// LatestStatement gives the version that is in force; false when none was issued.
func (s *Service) LatestStatement(in change.Reader) (register.Row[Statement], bool, error) {
	page, err := change.List(in, s.Statements, register.Query{Sort: "-version", Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[Statement]{}, false, err
	}
	return page.Rows[0], true, nil
}

// AllStatements gives every version, the latest first.
func (s *Service) AllStatements(in change.Reader) ([]register.Row[Statement], error) {
	return change.Collect(in, s.Statements, register.Query{Sort: "-version"})
}

// Compose gives the statement that the draft would issue now.
func (s *Service) Compose(in change.Reader, d Draft) (Content, error) {
	c := Content{
		Wording: d.Wording, Activities: d.Activities, Boundary: d.Boundary, Interfaces: d.Interfaces, Dependencies: d.Dependencies, Exclusions: slices.Clone(d.Exclusions),
		Entities: []CoveredEntity{}, Sites: []CoveredSite{},
	}
	if c.Exclusions == nil {
		c.Exclusions = []Exclusion{}
	}
	entities, err := change.Collect(in, s.entities, register.Query{Sort: "name"})
	if err != nil {
		return c, err
	}
	for _, e := range entities {
		if slices.Contains(d.Entities, e.ID) {
			c.Entities = append(c.Entities, CoveredEntity{ID: e.ID, Name: e.Value.Name, Number: e.Value.Number})
		}
	}
	sites, err := change.Collect(in, s.Sites, register.Query{Sort: "name"})
	if err != nil {
		return c, err
	}
	for _, r := range sites {
		switch site := r.Value; {
		case site.Covered():
			c.Sites = append(c.Sites, CoveredSite{ID: r.ID, Name: site.Name, Address: site.Address, Does: site.Does})
		case site.InScope != nil:
			c.Exclusions = append(c.Exclusions, Exclusion{What: site.Name, Why: line(site.Why)})
		}
	}
	slices.SortStableFunc(c.Exclusions, func(a, b Exclusion) int { return cmp.Compare(a.What, b.What) })
	return c, nil
}

// Pending says what the draft would change of the version in force; without
// one, everything that it says.
func (s *Service) Pending(in change.Reader) ([]Difference, error) {
	row, found, err := s.DraftOf(in)
	if err != nil || !found {
		return nil, err
	}
	now, err := s.Compose(in, row.Value)
	if err != nil {
		return nil, err
	}
	latest, _, err := s.LatestStatement(in)
	if err != nil {
		return nil, err
	}
	return Diff(latest.Value.Content, now), nil
}

// SaveDraft stores the answers. version is the one that the caller read, 0
// where there was none: Conflict when somebody else wrote meanwhile.
func (s *Service) SaveDraft(ctx context.Context, by change.By, version int64, d Draft) (register.Row[Draft], error) {
	d.tidy()
	var row register.Row[Draft]
	err := s.do(ctx, by, "scope-draft.update", d, func(tx *change.Tx) error {
		for _, id := range d.Entities {
			if _, err := change.Get(tx, s.entities, id); errs.CodeOf(err) == errs.NotFound {
				return errs.At("/entities", "Choose from the list of legal entities.")
			} else if err != nil {
				return err
			}
		}
		old, found, err := s.DraftOf(tx)
		switch {
		case err != nil:
			return err
		case !found && version == 0:
			row, err = change.Insert(tx, s.Drafts, d)
			return err
		case !found:
			return errs.New(errs.NotFound, "The draft is gone.")
		}
		row, err = change.Put(tx, s.Drafts, old.ID, version, d)
		return err
	})
	return row, err
}

// Issue makes the draft the next version. Nobody issues what they wrote, unless
// nobody else of the organisation can: then by.Reason says why. hash is that of
// the content that was looked at: Conflict when it has changed since.
func (s *Service) Issue(ctx context.Context, by change.By, hash, note string) (register.Row[Statement], error) {
	var row register.Row[Statement]
	err := s.do(ctx, by, "scope-statement.issue", map[string]string{"hash": hash, "note": note}, func(tx *change.Tx) error {
		draft, found, err := s.DraftOf(tx)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "There is no draft yet: write it first.")
		}
		content, err := s.Compose(tx, draft.Value)
		if err != nil {
			return err
		}
		if hash != "" && hash != content.Hash() {
			return errs.New(errs.Conflict, "The draft has changed since you looked at it. Read it again before you issue it.")
		}
		if err := errs.InvalidFields(content.Missing()...); err != nil {
			return err
		}
		latest, _, err := s.LatestStatement(tx)
		if err != nil {
			return err
		}
		if latest.Value.Hash == content.Hash() {
			return errs.New(errs.Conflict, "Version %d says the same: there is nothing to issue.", latest.Value.Version)
		}
		rel, err := s.Writers(tx, draft, latest)
		if err == nil {
			err = tx.Separate("scope.issue", rel)
		}
		if err != nil {
			return err
		}
		st := Statement{
			Version: latest.Value.Version + 1, Content: content, Hash: content.Hash(), Note: line(note),
			IssuedBy: tx.Actor().Person, IssuedOn: s.today(tx), Authors: rel[authz.Author],
		}
		if slices.Contains(st.Authors, st.IssuedBy) {
			st.Alone = line(by.Reason)
		}
		row, err = change.Insert(tx, s.Statements, st)
		return err
	})
	return row, err
}

// Writers says who wrote what the draft changes since the version in force: its
// answers, and the sites.
func (s *Service) Writers(in change.Reader, draft register.Row[Draft], latest register.Row[Statement]) (authz.Relations, error) {
	past, err := change.History(in, s.Drafts, draft.ID)
	if err != nil {
		return nil, err
	}
	var who []string
	for _, v := range past {
		if v.UpdatedAt > latest.CreatedAt {
			who = append(who, v.UpdatedBy)
		}
	}
	for row, err := range change.All(in, s.Sites, register.Query{}) {
		if err != nil {
			return nil, err
		}
		if row.UpdatedAt > latest.CreatedAt {
			who = append(who, row.UpdatedBy)
		}
	}
	slices.Sort(who)
	return authz.Relations{authz.Author: slices.Compact(who)}, nil
}

// Alone says whether the actor may issue a draft only because nobody else
// could, so that a form asks for the reason.
func (s *Service) Alone(v *change.View, now time.Time) (bool, error) {
	draft, found, err := s.DraftOf(v)
	if err != nil || !found {
		return false, err
	}
	latest, _, err := s.LatestStatement(v)
	if err != nil {
		return false, err
	}
	rel, err := s.Writers(v, draft, latest)
	if err != nil || !slices.Contains(rel[authz.Author], v.Actor().Person) {
		return false, err
	}
	return v.Alone("scope.issue", rel, now)
}
