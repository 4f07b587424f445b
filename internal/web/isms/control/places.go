package control

import (
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web/records"
)

// places are the generated pages behind these: forms, lists as spreadsheets,
// saved views, and the panels at the foot of a record.
func places(book *register.Book, rules map[register.Kind]rest.Rule) []records.Place {
	return []records.Place{
		{
			Register: book.Of(control.Kind), Path: "/controls", Group: "ISMS", Title: "Controls", Rule: rules[control.Kind], Key: "ref", NoList: true, NoRecord: true, Sort: "order", Done: done,
			Sections: []records.Section{
				{Title: "The control", Fields: []string{"ref", "title", "catalogue", "theme"}},
				{Title: "The decision", Fields: []string{"applicable", "why", "reasonFor", "reasonAgainst"}},
				{Title: "How it is met here", Fields: []string{"state", "owner", "how", "target", "review"}},
				{Title: "How it is tested", Fields: []string{"test.what", "test.how", "test.every", "test.next"}},
			},
		},
		{Register: book.Of(control.ClauseKind), Path: "/clauses", Group: "ISMS", Title: "Clauses", Rule: rules[control.ClauseKind], Key: "ref", NoList: true, NoRecord: true, Sort: "order", Done: done},
		{Register: book.Of(control.SoAKind), Path: "/controls/versions", Group: "ISMS", Title: "Statements of Applicability", Rule: rules[control.SoAKind], Key: "version", NoList: true, NoRecord: true, Sort: "-version", Done: done},
		{Register: book.Of(control.OwnKind), Path: "/controls/catalogues", Group: "ISMS", Title: "Own catalogues", Rule: rules[control.OwnKind], NoList: true},
	}
}
