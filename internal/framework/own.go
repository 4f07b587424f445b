package framework

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// Bounds of an organisation's own catalogue.
const (
	OwnMaxBytes = 1 << 20
	OwnMaxItems = 2000
)

// ownFile is the form of an organisation's own catalogue, in JSON and in YAML.
type ownFile struct {
	ID        string     `json:"id"`
	Edition   string     `json:"edition"`
	Name      string     `json:"name"`
	About     string     `json:"about"`
	Owner     string     `json:"owner"`
	Reference string     `json:"reference"`
	Licence   string     `json:"licence"`
	AsOf      civil.Date `json:"asOf"`
	Groups    []Group    `json:"groups"`
	Items     []ownItem  `json:"items"`
}

type ownItem struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Group string `json:"group"`
	Kind  string `json:"kind"` // a requirement when nothing is said
	Text  string `json:"text"`
}

// ReadOwn reads an organisation's own catalogue from JSON or YAML: what begins
// with a brace is JSON. The error is an errs.Invalid with the pointer of every
// value at fault.
func ReadOwn(raw []byte) (*Catalogue, error) {
	if len(raw) > OwnMaxBytes {
		return nil, errs.At("", "the catalogue has %d bytes: at most %d are read", len(raw), OwnMaxBytes)
	}
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))
	if len(raw) == 0 {
		return nil, errs.At("", "the catalogue is empty")
	}
	if raw[0] != '{' {
		var err error
		if raw, err = yamlToJSON(raw); err != nil {
			return nil, err
		}
	}
	var f ownFile
	if err := strictjson.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	return f.catalogue()
}

// Head names an own catalogue that comes as a table.
type Head struct{ ID, Edition, Name string }

// ReadOwnCSV reads an own catalogue from CSV, with its name beside it.
func ReadOwnCSV(h Head, raw []byte) (*Catalogue, error) {
	if len(raw) > OwnMaxBytes {
		return nil, errs.At("", "the table has %d bytes: at most %d are read", len(raw), OwnMaxBytes)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return FromRows(h, rows)
		}
		if err != nil {
			return nil, errs.At("", "the table cannot be read: %s", err)
		}
		rows = append(rows, row)
	}
}

// FromRows makes an own catalogue of the rows of a table, such as a sheet. The
// first row names the columns: id and title, and where there are any group,
// kind and text. A group that is named comes to be, in the order seen.
func FromRows(h Head, rows [][]string) (*Catalogue, error) {
	if len(rows) == 0 {
		return nil, errs.At("", "the table is empty: its first row names the columns id and title")
	}
	columns := map[string]int{}
	for i, name := range rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		switch name {
		case "id", "title", "group", "kind", "text":
		case "":
			continue
		default:
			return nil, errs.At("/columns/"+name, "the column %q is not known: id, title, group, kind and text are", name)
		}
		if _, twice := columns[name]; twice {
			return nil, errs.At("/columns/"+name, "the column %q is there twice", name)
		}
		columns[name] = i
	}
	for _, name := range []string{"id", "title"} {
		if _, ok := columns[name]; !ok {
			return nil, errs.At("/columns/"+name, "there is no column %q in the first row", name)
		}
	}
	f := ownFile{ID: h.ID, Edition: h.Edition, Name: h.Name}
	groups := map[string]string{}
	for _, row := range rows[1:] {
		cell := func(name string) string {
			if i, ok := columns[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		it := ownItem{ID: cell("id"), Title: cell("title"), Kind: cell("kind"), Text: cell("text")}
		if g := cell("group"); g != "" {
			if groups[g] == "" {
				groups[g] = at("group", len(groups)+1)
				f.Groups = append(f.Groups, Group{ID: groups[g], Title: g})
			}
			it.Group = groups[g]
		}
		f.Items = append(f.Items, it)
	}
	return f.catalogue()
}

// catalogue validates what was read.
func (f *ownFile) catalogue() (*Catalogue, error) {
	if len(f.Items) > OwnMaxItems || len(f.Groups) > OwnMaxItems {
		return nil, errs.At("/items", "there are %d items: at most %d are read", max(len(f.Items), len(f.Groups)), OwnMaxItems)
	}
	c := &Catalogue{
		ID: f.ID, Edition: f.Edition, Name: f.Name, About: f.About, Owner: f.Owner, Reference: f.Reference, Licence: f.Licence,
		AsOf: f.AsOf, Groups: f.Groups, Current: true, Own: true,
	}
	for _, it := range f.Items {
		if it.Kind == "" {
			it.Kind = KindRequirement
		}
		c.Items = append(c.Items, Item{ID: it.ID, Kind: it.Kind, Title: it.Title, Group: it.Group, Text: it.Text})
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}
