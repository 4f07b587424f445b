package control

import (
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/framework"
	"holdfast/internal/register"
)

// Forms in which an own catalogue comes.
const (
	OwnDocument = "document" // JSON or YAML, which name themselves
	OwnTable    = "table"    // CSV, whose name is typed beside it
)

// Own is a catalogue that an organisation brought: the text as it came, which
// is read anew when it is used.
type Own struct {
	ID      string `json:"id"`
	Edition string `json:"edition"`
	Name    string `json:"name"`
	Items   int64  `json:"items"`
	Form    string `json:"form"`
	Source  string `json:"source"` // at most framework.OwnMaxBytes
}

// OwnRow is an own catalogue with its number and version.
type OwnRow = register.Row[Own]

// Owns declares the own catalogues.
func Owns() *register.Register[Own] {
	return register.Declare[Own](register.Declaration{
		Kind: OwnKind, Prefix: "CAT", Singular: "own catalogue", Plural: "own catalogues", Area: authz.ISMS, Template: true,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Search: true},
			{Name: "id", Label: "Id", Type: register.Text, Required: true, List: true, Filter: true},
			{Name: "edition", Label: "Edition", Type: register.Text, Required: true, List: true},
			{Name: "items", Label: "Items", Type: register.Number, List: true},
			{Name: "form", Label: "Came as", Type: register.Choice, Choices: []register.Option{{Value: OwnDocument, Label: "JSON or YAML"}, {Value: OwnTable, Label: "CSV"}}, Required: true},
		},
	}, nil)
}

// Catalogue reads the catalogue.
func (o *Own) Catalogue() (*framework.Catalogue, error) {
	if o.Form == OwnTable {
		return framework.ReadOwnCSV(framework.Head{ID: o.ID, Edition: o.Edition, Name: o.Name}, []byte(o.Source))
	}
	return framework.ReadOwn([]byte(o.Source))
}

// Upload is a catalogue to be taken in: JSON, YAML or CSV. ID, Edition and Name
// are needed for CSV alone.
type Upload struct {
	ID      string `json:"id,omitempty"`
	Edition string `json:"edition,omitempty"`
	Name    string `json:"name,omitempty"`
	Text    string `json:"text"`
}

// IsTable says that the text is no JSON and no YAML that names itself: its first
// line has commas and names the columns.
func (u *Upload) IsTable() bool {
	first, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(u.Text, "\ufeff")), "\n")
	return strings.Contains(first, ",") && !strings.HasPrefix(first, "{") && !strings.Contains(first, ":")
}

// AddOwn takes in an organisation's own catalogue, or a new text of one that is
// there. Its controls come with Start. Errors: Invalid with the place of every
// value at fault, Conflict when the id is one of the built-in catalogues.
func (s *Service) AddOwn(tx *change.Tx, u Upload) (OwnRow, error) {
	o := Own{ID: strings.TrimSpace(u.ID), Edition: strings.TrimSpace(u.Edition), Name: strings.TrimSpace(u.Name), Form: OwnDocument, Source: u.Text}
	if u.IsTable() {
		o.Form = OwnTable
	}
	cat, err := o.Catalogue()
	if err != nil {
		return OwnRow{}, err
	}
	if _, err := s.book.With(cat); err != nil {
		return OwnRow{}, err
	}
	o.ID, o.Edition, o.Name, o.Items = cat.ID, cat.Edition, cat.Name, int64(len(cat.Items))
	rows, err := change.Collect(tx, s.owns, register.Query{})
	if err != nil {
		return OwnRow{}, err
	}
	for _, row := range rows {
		if row.Value.ID == o.ID && row.Value.Edition == o.Edition {
			return change.Put(tx, s.owns, row.ID, row.Version, o)
		}
	}
	return change.Insert(tx, s.owns, o)
}

// Book gives the framework data with the organisation's own catalogues. One that
// a later version of the program can no longer read is left out.
func (s *Service) Book(in change.Reader) (*framework.Book, error) {
	rows, err := change.Collect(in, s.owns, register.Query{})
	if err != nil || len(rows) == 0 {
		return s.book, err
	}
	var own []*framework.Catalogue
	for i := range rows {
		if cat, err := rows[i].Value.Catalogue(); err == nil {
			own = append(own, cat)
		}
	}
	return s.book.With(own...)
}

// CatalogueOf gives the catalogue that a control or clause is from; nil when it
// is from none that is known.
func CatalogueOf(b *framework.Book, name string) *framework.Catalogue {
	cat, err := b.Catalogue(name)
	if err != nil {
		return nil
	}
	return cat
}
