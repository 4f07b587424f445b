package control

import (
	"cmp"

	"holdfast/internal/change"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
)

type option = register.Option

// themeNames are the themes of Annex A as UK readers write them.
var themeNames = map[string]string{"organizational": "Organisational", "people": "People", "physical": "Physical", "technological": "Technological"}

// themer names the themes of controls. The organisation's own catalogues are
// read when a control is from one.
type themer struct {
	service *control.Service
	in      change.Reader
	book    *framework.Book
}

func (t *themer) name(c *control.Control) (string, error) {
	if c.Catalogue == string(control.AnnexA) {
		return cmp.Or(themeNames[c.Theme], c.Theme), nil
	}
	if c.Catalogue == "" {
		return cmp.Or(themeNames[c.Theme], c.Theme, "Our own"), nil
	}
	if t.book == nil {
		var err error
		if t.book, err = t.service.Book(t.in); err != nil {
			return "", err
		}
	}
	cat := control.CatalogueOf(t.book, c.Catalogue)
	if cat == nil {
		return cmp.Or(c.Theme, c.Catalogue), nil
	}
	if c.Theme == "" {
		return cat.Name, nil
	}
	return cat.Name + ": " + cmp.Or(cat.Title(c.Theme), c.Theme), nil
}
