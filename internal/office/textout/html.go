package textout

import (
	"holdfast/internal/errs"
	"holdfast/internal/office"
)

func (r *reader) readXLSX([]byte) (office.Document, error) {
	return office.Document{}, errs.New(errs.Invalid, "Spreadsheets are not read yet.")
}

func (r *reader) readODT([]byte) (office.Document, error) {
	return office.Document{}, errs.New(errs.Invalid, "OpenDocument is not read yet.")
}

func (r *reader) readHTML([]byte) (office.Document, error) {
	return office.Document{}, errs.New(errs.Invalid, "HTML is not read yet.")
}
