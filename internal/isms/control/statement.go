package control

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Statement is the whole content of a Statement of Applicability: what is hashed
// when a version is issued. It holds names and numbers as they stood then, so
// that it can be read without any other record.
type Statement struct {
	Format int `json:"format"` // 1
	// Catalogues are the editions that the lines are from, and Data the hash of
	// the framework data that was loaded.
	Catalogues []string `json:"catalogues"`
	Data       string   `json:"data"`
	Lines      []Line   `json:"lines"`
}

// Line is one control in a statement.
type Line struct {
	Ref           string     `json:"ref"`
	Title         string     `json:"title"`
	Theme         string     `json:"theme,omitempty"`
	Catalogue     string     `json:"catalogue,omitempty"`
	Applies       string     `json:"applies"` // "yes", "no", "" not decided
	Why           []string   `json:"why,omitempty"`
	ReasonFor     string     `json:"reasonFor,omitempty"`
	ReasonAgainst string     `json:"reasonAgainst,omitempty"`
	Status        string     `json:"status"`
	OwnerID       string     `json:"ownerId,omitempty"`
	Owner         string     `json:"owner,omitempty"` // the name
	How           string     `json:"how,omitempty"`
	Target        civil.Date `json:"target,omitzero"`
	Risks         []string   `json:"risks,omitempty"`     // numbers
	Documents     []string   `json:"documents,omitempty"` // numbers
}

// Canonical gives the bytes that are hashed: canonical JSON (RFC 8785).
func (s *Statement) Canonical() ([]byte, error) {
	b, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "The statement could not be written down.")
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "The statement could not be written down.")
	}
	return v, nil
}

// Hash gives the SHA-256 of the canonical form in hex.
func (s *Statement) Hash() (string, error) {
	b, err := s.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Count gives how the lines stand.
func (s *Statement) Count() Counts {
	var out Counts
	for i := range s.Lines {
		out.add(s.Lines[i].Status)
	}
	return out
}

// Counts are numbers of controls by status.
type Counts struct {
	All, Implemented, Partly, Planned, NotStarted, Excluded, Undecided int
}

func (c *Counts) add(status string) {
	c.All++
	switch status {
	case Implemented:
		c.Implemented++
	case Partly:
		c.Partly++
	case Planned:
		c.Planned++
	case NotApplicable:
		c.Excluded++
	case Undecided:
		c.Undecided++
	default:
		c.NotStarted++
	}
}

// Applies counts the controls that are decided to apply.
func (c Counts) Applies() int { return c.All - c.Excluded - c.Undecided }

// Open counts those that apply and are not implemented.
func (c Counts) Open() int { return c.Partly + c.Planned + c.NotStarted }

// State makes the statement of a sheet. names gives people's names by id.
func (s *Service) State(sheet *Sheet, names func(string) string) Statement {
	out := Statement{Format: 1, Data: s.book.Hash()}
	for i := range sheet.Rows {
		r := &sheet.Rows[i]
		c := &r.Value
		l := Line{
			Ref: c.Ref, Title: c.Title, Theme: c.Theme, Catalogue: c.Catalogue, Applies: applies(c.Applicable),
			Why: slices.Clone(c.Why), ReasonFor: c.ReasonFor, ReasonAgainst: c.ReasonAgainst, Status: c.Status(),
			OwnerID: c.Owner, How: c.How, Target: c.Target,
		}
		slices.SortFunc(l.Why, func(a, b string) int { return cmp.Compare(whyRank(a), whyRank(b)) })
		if c.Owner != "" {
			l.Owner = names(c.Owner)
		}
		for _, x := range r.Risks {
			l.Risks = append(l.Risks, x.Number)
		}
		for _, x := range r.Documents {
			l.Documents = append(l.Documents, x.Number)
		}
		if c.Catalogue != "" && !slices.Contains(out.Catalogues, c.Catalogue) {
			out.Catalogues = append(out.Catalogues, c.Catalogue)
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

// Draft gives the statement as it would be issued now.
func (s *Service) Draft(v *change.View, today civil.Date) (Statement, error) {
	sheet, err := s.Sheet(v, today)
	if err != nil {
		return Statement{}, err
	}
	names, err := Names(v)
	return s.State(sheet, names), err
}

// Names gives people's names by id, an id of nobody as it is.
func Names(v *change.View) (func(string) string, error) {
	members, err := v.Members()
	byID := make(map[string]string, len(members))
	for _, m := range members {
		byID[m.Person] = m.Name
	}
	return func(id string) string { return cmp.Or(byID[id], id) }, err
}

func applies(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

// whyRank orders reasons as Reasons does; others follow.
func whyRank(w string) int {
	for i, o := range Reasons() {
		if o.Value == w {
			return i
		}
	}
	return len(Reasons())
}
