package document

import (
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// Parts are what the service stands on; cmd fills it.
type Parts struct {
	Door     *change.Door
	Docs     *register.Register[Document]
	Workings *register.Register[Working]
	Versions *register.Register[Version]
	Acks     *register.Register[Ack]
	Answered *register.Register[Answer]
	Zone     *time.Location // Europe/London: in which an instant becomes a day
}

// Service is what can be done with documents. Its methods work within a change
// that the way in has begun, under an action that the method's comment names.
type Service struct{ Parts }

// NewService makes the service over registers that the door knows.
func NewService(p Parts) *Service { return &Service{p} }

func (s *Service) today(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.Zone)) }

// Find gives a document by its id or its number ("DOC-3").
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Docs, ref)
}

// Working gives the draft of a document; false when nothing is being written.
func (s *Service) Working(in change.Reader, id string) (WorkingRow, bool, error) {
	page, err := change.List(in, s.Workings, register.Query{Filters: []register.Filter{register.Where("document", id)}, Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return WorkingRow{}, false, err
	}
	return page.Rows[0], true, nil
}

// History gives the approved versions of a document, the latest first.
func (s *Service) History(in change.Reader, id string) ([]VersionRow, error) {
	return change.Collect(in, s.Versions, register.Query{Filters: []register.Filter{register.Where("document", id)}, Sort: "-number"})
}

// Version gives one approved version of a document ("1.0").
func (s *Service) Version(in change.Reader, id, version string) (VersionRow, error) {
	page, err := change.List(in, s.Versions, register.Query{Filters: []register.Filter{register.Where("document", id), register.Where("version", version)}, Limit: 1, NoTotal: true})
	if err != nil {
		return VersionRow{}, err
	}
	if len(page.Rows) == 0 {
		return VersionRow{}, errs.New(errs.NotFound, "There is no version %s of this document.", version)
	}
	return page.Rows[0], nil
}

// InForce gives the version that people follow on a day: the latest whose day has
// come, of versions with the latest first; nil when none has.
func InForce(versions []VersionRow, today civil.Date) *VersionRow {
	for i := range versions {
		if versions[i].Value.Effective <= today {
			return &versions[i]
		}
	}
	return nil
}

// Create registers a document with the text it begins from, which may be empty.
// Action: document.create. What named actions alone change is set anew.
func (s *Service) Create(tx *change.Tx, d Document, body string) (Row, error) {
	d.plain()
	d.State = Draft
	if err := s.fits(tx, &d); err != nil {
		return Row{}, err
	}
	row, err := change.Insert(tx, s.Docs, d)
	if err != nil {
		return row, err
	}
	if _, err := change.Insert(tx, s.Workings, Working{
		Document: row.ID, DocumentNumber: row.Number, State: Draft, Body: tidy(body), Material: true, Authors: []string{tx.Actor().Person},
	}); err != nil {
		return row, err
	}
	return row, s.join(tx, row.Ref, nil, d.Refs)
}

// plain takes away what named actions alone set.
func (d *Document) plain() {
	*d = Document{
		Title: strings.TrimSpace(d.Title), Type: d.Type, Owner: d.Owner, Refs: tidyRefs(d.Refs), Classification: d.Classification, Starter: d.Starter,
		AckAll: d.AckAll, AckRoles: d.AckRoles, AckPeople: d.AckPeople, ReviewEvery: d.ReviewEvery, Values: d.Values,
	}
}

// Ready checks what is to take the place of a document: for plain writes of every
// edge (rest.Rule). What it answers is changed by Change alone, which links it.
func (s *Service) Ready(tx *change.Tx, old, d *Document) error {
	d.Title, d.Refs = strings.TrimSpace(d.Title), tidyRefs(d.Refs)
	if d.ReviewEvery != old.ReviewEvery && !d.ReviewDue.IsZero() {
		d.ReviewDue = max(d.Approved, d.Reviewed).AddMonths(int(d.ReviewEvery))
	}
	return s.fits(tx, d)
}

// Change stores what a person changed about a document beside its text, and joins
// it to what it answers now. version is that of the record that they read. Action: document.update.
func (s *Service) Change(tx *change.Tx, ref string, version int64, edit func(*Document)) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	d := row.Value
	edit(&d)
	if err := s.Ready(tx, &row.Value, &d); err != nil {
		return row, err
	}
	was := row.Value.Refs
	if row, err = change.Put(tx, s.Docs, row.ID, version, d); err != nil {
		return row, err
	}
	return row, s.join(tx, row.Ref, was, d.Refs)
}

// fits checks what the declaration cannot: that people are members who may see
// the document.
func (s *Service) fits(tx *change.Tx, d *Document) error {
	members, err := tx.Members()
	if err != nil {
		return err
	}
	var wrong []errs.Field
	if d.Owner != "" && !Inside(members, d.Owner) {
		wrong = append(wrong, errs.Field{Pointer: "/owner", Message: "Choose a member of the organisation."})
	}
	for _, p := range d.AckPeople {
		if !Inside(members, p) {
			wrong = append(wrong, errs.Field{Pointer: "/ackPeople", Message: "Choose members of the organisation."})
			break
		}
	}
	if err := errs.InvalidFields(wrong...); err != nil {
		return err
	}
	return nil
}

// Inside says that a person is an active member and no outsider.
func Inside(members []change.Member, person string) bool {
	return slices.ContainsFunc(members, func(m change.Member) bool { return m.Person == person && insider(m) })
}

func insider(m change.Member) bool {
	return m.Active && authz.Allows(authz.Role(m.Role), authz.Create, authz.Signed)
}

// answered are the registers whose records a document can describe, by their ref.
var answered = []register.Kind{"control", "clause"}

// join links the controls and clauses of the organisation that have these refs to
// the document, and parts those that it answers no more.
func (s *Service) join(tx *change.Tx, doc register.Ref, was, now []string) error {
	gone := slices.DeleteFunc(slices.Clone(was), func(r string) bool { return slices.Contains(now, r) })
	for _, kind := range answered {
		reg := s.Door.Book().Of(kind)
		if reg == nil || reg.Declaration().Field("ref") == nil {
			continue
		}
		for _, step := range []struct {
			refs []string
			do   func(from, to register.Ref, role string) error
		}{{gone, tx.Unlink}, {now, tx.Link}} {
			if len(step.refs) == 0 {
				continue
			}
			found, err := change.AnyList(tx, reg, register.Query{Filters: []register.Filter{register.Where("ref", step.refs...)}, Limit: register.MaxLimit, NoTotal: true})
			if err != nil {
				return err
			}
			for _, rec := range found.Records {
				from := register.Ref{Kind: kind, ID: rec.ID, Number: reg.Declaration().Number(rec.Num)}
				if err := step.do(from, doc, links.DescribedIn); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func tidyRefs(refs []string) []string {
	var out []string
	for _, r := range refs {
		if r = strings.TrimSpace(r); r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// tidy gives a text as it is kept: lines end in one way, and the text with one.
func tidy(body string) string {
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	if body = strings.TrimRight(body, " \t\n"); body != "" {
		body += "\n"
	}
	return body
}
