package control

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// States of a version of the Statement of Applicability.
const (
	Proposed = "proposed" // written; waits for somebody else's approval
	Issued   = "issued"
)

// SoA is one version of the Statement of Applicability. What stands in it was
// fixed when it was proposed, and nothing of it changes once it is issued.
type SoA struct {
	Version int64  `json:"version"`
	State   string `json:"state"`
	// Note says what changed, for the reader of the list of versions.
	Note string `json:"note,omitempty"`

	Author     string     `json:"author"` // person
	AuthorName string     `json:"authorName"`
	Written    civil.Date `json:"written"`

	Approver     string     `json:"approver,omitempty"`
	ApproverName string     `json:"approverName,omitempty"`
	Issued       civil.Date `json:"issued,omitzero"`
	// Alone is the reason of an organisation in which nobody else could approve.
	Alone string `json:"alone,omitempty"`

	SHA256 string `json:"sha256"` // of the content's canonical JSON, in hex
	// Signature is a signed note over the version, day, people and hash; empty
	// where there was no key: the signed trail holds the hash all the same.
	Signature string `json:"signature,omitempty"`

	Content Statement `json:"content"`
}

// SoARow is a version with its number.
type SoARow = register.Row[SoA]

// Versions declares the versions of the Statement of Applicability. They are
// made by Propose and Issue alone.
func Versions() *register.Register[SoA] {
	return register.Declare(register.Declaration{
		Kind: SoAKind, Prefix: "SOA", Singular: "Statement of Applicability", Plural: "statements of applicability", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "version", Label: "Version", Type: register.Number, Required: true, List: true, Filter: true, Sort: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: []register.Option{{Value: Proposed, Label: "Waits for approval"}, {Value: Issued, Label: "Issued"}}, Required: true, List: true, Filter: true},
			{Name: "issued", Label: "Issued on", Type: register.Date, List: true, Sort: true},
			{Name: "author", Label: "Written by", Type: register.Person, Required: true, List: true},
			{Name: "written", Label: "Written on", Type: register.Date, Required: true},
			{Name: "approver", Label: "Approved by", Type: register.Person, List: true},
			{Name: "note", Label: "What changed", Type: register.LongText, List: true, Search: true},
			{Name: "alone", Label: "Why alone", Type: register.LongText},
			{Name: "sha256", Label: "SHA-256", Type: register.Text, Required: true, List: true, Search: true},
		},
	}, func(old, s *SoA) []errs.Field {
		switch {
		case old == nil:
			return nil
		case old.State == Issued:
			return []errs.Field{{Message: fmt.Sprintf("Version %d is issued and stays as it is. Issue the next one.", old.Version)}}
		case old.SHA256 != s.SHA256 || old.Version != s.Version || old.Author != s.Author:
			return []errs.Field{{Message: "What was proposed stays as it is. Withdraw it, and propose anew."}}
		}
		return nil
	})
}

// Intact says that the content still has the hash under which it was proposed.
func (s *SoA) Intact() bool {
	h, err := s.Content.Hash()
	return err == nil && h == s.SHA256
}

// Signed gives the text that is signed when a version is issued.
func (s *SoA) Signed(org string) string {
	return fmt.Sprintf("holdfast statement of applicability 1\norganisation %s\nversion %d\nissued %s\nwritten by %s\napproved by %s\nsha256 %s\n",
		org, s.Version, s.Issued, oneLine(s.AuthorName), oneLine(s.ApproverName), s.SHA256)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Latest gives the latest issued version and the proposal that waits, each nil
// when there is none, in one query.
func (s *Service) Latest(in change.Reader) (issued, waiting *SoARow, err error) {
	page, err := change.List(in, s.versions, register.Query{Sort: "-version", Limit: 2, NoTotal: true})
	if err != nil {
		return nil, nil, err
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		switch {
		case r.Value.State == Proposed && waiting == nil && issued == nil:
			waiting = r
		case r.Value.State == Issued && issued == nil:
			issued = r
		}
	}
	return issued, waiting, nil
}

// Version gives a version by its number. NotFound when there is none.
func (s *Service) Version(in change.Reader, n int64) (SoARow, error) {
	page, err := change.List(in, s.versions, register.Query{Filters: []register.Filter{register.Where("version", fmt.Sprint(n))}, Limit: 1, NoTotal: true})
	if err != nil {
		return SoARow{}, err
	}
	if len(page.Rows) == 0 {
		return SoARow{}, errs.New(errs.NotFound, "There is no version %d of the Statement of Applicability.", n)
	}
	return page.Rows[0], nil
}

// All gives every version, the latest first.
func (s *Service) All(in change.Reader) ([]SoARow, error) {
	rows, err := change.Collect(in, s.versions, register.Query{Sort: "version"})
	slices.Reverse(rows)
	return rows, err
}

// Approval is what goes with an approval. Reason is that of the request, kept
// with the version where nobody else could approve it. On is the day on which it
// was approved where that was before it is entered, such as that of a meeting;
// no date: today. The trail has the instant of the entry all the same.
type Approval struct {
	Reason string
	On     civil.Date
}

// Propose writes the next version down as the controls stand now, for somebody
// else to approve. One proposal waits at a time. Errors: Conflict.
func (s *Service) Propose(tx *change.Tx, note string) (SoARow, error) {
	issued, waiting, err := s.Latest(tx)
	if err != nil {
		return SoARow{}, err
	}
	if waiting != nil {
		return SoARow{}, errs.New(errs.Conflict, "Version %d waits for approval already. Approve it, or withdraw it first.", waiting.Value.Version)
	}
	today := s.day(tx)
	sheet, err := s.Sheet(&tx.View, today)
	if err != nil {
		return SoARow{}, err
	}
	if len(sheet.Rows) == 0 {
		return SoARow{}, errs.New(errs.Conflict, "There are no controls to state yet.")
	}
	names, err := Names(&tx.View)
	if err != nil {
		return SoARow{}, err
	}
	row := SoA{Version: 1, State: Proposed, Note: strings.TrimSpace(note), Author: tx.Actor().Person, AuthorName: names(tx.Actor().Person), Written: today, Content: s.State(sheet, names)}
	if issued != nil {
		row.Version = issued.Value.Version + 1
		if issued.Value.Content.same(&row.Content) {
			return SoARow{}, errs.New(errs.Conflict, "Nothing has changed since version %d.", issued.Value.Version)
		}
	}
	if row.SHA256, err = row.Content.Hash(); err != nil {
		return SoARow{}, err
	}
	return change.Insert(tx, s.versions, row)
}

// same says that two statements say the same of every control.
func (s *Statement) same(o *Statement) bool { return len(Diff(s, o)) == 0 }

// Issue approves a proposed version and issues it. Nobody approves what they
// wrote, but where nobody else could, for the reason that the request states.
func (s *Service) Issue(tx *change.Tx, version int64, by Approval) (SoARow, error) {
	row, err := s.Version(tx, version)
	if err != nil {
		return row, err
	}
	v := row.Value
	if v.State != Proposed {
		return row, errs.New(errs.Conflict, "Version %d is issued already.", v.Version)
	}
	alone, err := tx.Alone("soa.issue", authz.Relations{authz.Author: {v.Author}}, tx.Now())
	if err != nil {
		return row, err
	}
	if err := tx.Separate("soa.issue", authz.Relations{authz.Author: {v.Author}}); err != nil {
		return row, err
	}
	if !v.Intact() {
		return row, errs.New(errs.Conflict, "What was proposed as version %d is not what is stored now: withdraw it, and propose anew.", v.Version)
	}
	names, err := Names(&tx.View)
	if err != nil {
		return row, err
	}
	a, day := tx.Actor(), s.day(tx)
	if by.On > day {
		return row, errs.At("/on", "It cannot be approved on a day that is still to come.")
	}
	if !by.On.IsZero() {
		day = by.On
	}
	v.State, v.Approver, v.ApproverName, v.Issued, v.Written = Issued, a.Person, names(a.Person), day, min(v.Written, day)
	if alone && a.Person == v.Author {
		v.Alone = strings.TrimSpace(by.Reason)
	}
	if s.parts.Sign != nil {
		if v.Signature, err = s.parts.Sign(a.Org, v.Signed(a.Org)); err != nil {
			return row, err
		}
	}
	// The hash stands in an entry of its own, which a person who reads the trail
	// finds without the record.
	tx.Note(map[string]any{"soa": row.Number, "version": v.Version, "sha256": v.SHA256})
	return change.Put(tx, s.versions, row.ID, row.Version, v)
}

// Withdraw takes a proposal back; its number is given to the next one.
func (s *Service) Withdraw(tx *change.Tx, version int64) error {
	row, err := s.Version(tx, version)
	if err != nil {
		return err
	}
	if row.Value.State != Proposed {
		return errs.New(errs.Conflict, "Version %d is issued, and stays.", version)
	}
	return change.Delete(tx, s.versions, row.ID, row.Version)
}

// day gives the day of a change.
func (s *Service) day(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.zone)) }
