// How a register gets its pages
//
// A part gives its registers as Places and takes the routes:
//
//	pages := records.New(f, files, records.Place{
//		Register: assets, Path: "/assets", Group: "ISMS", Title: "Assets",
//		Rule: p.rules[asset.Kind],
//		Columns: []string{"type", "owner", "classification"}, Sort: "name",
//		Chips: []records.Chip{{Label: "Without an owner", Query: "owner[empty]=true"}},
//		Sections: []records.Section{{Title: "What it is", Fields: []string{"name", "type"}}},
//	})
//	return append(pages.Routes(), own...)
//
// That makes, under Path, the list (GET /assets) and the record (GET /assets/{id},
// by number, by Key or by id), and under /records/{kind} everything else, so that
// no address of a wing's own can clash with it:
//
//	/records/asset/new                   the form of a new record; ?owner=… fills in
//	/records/asset/{id}/edit             the form
//	/records/asset/{id}/field/{field}    one field, in place or on a page of its own
//	/records/asset/{id}/delete           asked first
//	/records/asset/{id}/files/{field}    a stored file
//	/records/asset/export.csv            the whole list, with the list's own query
//	/views/asset                         saved views
//
// With NoList or NoRecord the wing has a page of its own at that address, and
// takes what it needs in the snapshot of its page:
//
//	pages.Table(r, v, kind)              the list below a hand-made head: views, chips, search, table, bulk bar, pages
//	pages.Fields(r, v, kind, rec, value) a record's fields under the Sections, editable where they stand
//	pages.Panels(r, v, kind, rec, value) links, comments and history at the foot of a record; link roles can be left out
//	records.PageOf(f)(ref, value)        where a record's page is, whatever its register
//	records.ListOf(f)(kind)              where a list is and what it is called
//
// The words of ?done= that these pages say are added to Place.Done.
//
// A list's address is its state: "state=open", "state[not]=closed",
// "due[from]=2027-01-01", "owner[empty]=true", "tags[has]=cloud", "q=words",
// "sort=-score", "cols=owner,due", "view=VIEW-3", "after=…" (see package view).
// The API takes the same filters.
//
// What a write does is the register's rest.Rule and nothing else: forms leave out
// fields that are Computed, Fixed, or Only for other roles; a File is uploaded; a
// Link is found by number or by words.
//
// Names of people (Frame.Name, Members) are read before a page takes its snapshot:
// the server wraps all routes in Frame.Named, and so does a test's own server. A
// page that opened a second snapshot inside its first could wait for ever.
//
// Beside the records stand the parts of Kit (links, comments, bulk change, custom
// fields), which NewKit puts in the frame; pages without a kit do without them.
package records
