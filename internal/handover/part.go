// Package handover says what the hand-over file of an organisation holds:
// everything that the organisation is, so that another installation can take
// it in and prove that nothing was lost or added. The rules are pure; reading
// and writing the file is handover/pack's matter, and the database is store's.
package handover

// Format is the version of the file's form. A program reads those up to its own.
const Format = 1

// Type is what a column holds.
type Type string

const (
	Text   Type = "text"   // string
	Number Type = "number" // int64
	Bytes  Type = "bytes"  // []byte, base64 in the file
)

// Column is one column of a part.
type Column struct {
	Name string
	Type Type
	Null bool // may be absent: a nil value, null in the file
}

// Part is one list of the file: a line of JSON for each row, with the columns
// in this order.
type Part struct {
	Name    string
	Columns []Column
	// Key are the columns by which the rows are ordered and told apart.
	Key []string
	// Plain parts are tables of the store as they are, with the organisation's
	// id before these columns.
	Plain bool
	// Repeats: two rows may be alike.
	Repeats bool
}

// Row has a value for each column of its part: string, int64, []byte or nil.
type Row []any

// The names of the parts that are more than a table.
const (
	Organisation = "organisation"
	Members      = "membership"
	Counts       = "register_count"
	Erased       = "erased_version"
	Revisions    = "revision"
	Trail        = "trail_event"
	Checkpoints  = "checkpoint"
)

// Parts gives every part, in the order in which they are written, checked and
// taken in: what another leans on comes first. What is not here is left behind
// on purpose (see docs/handover.md): what proves who somebody is, work under
// way, and what is reckoned from the rest.
func Parts() []Part {
	text := func(names ...string) []Column {
		out := make([]Column, len(names))
		for i, n := range names {
			out[i] = Column{Name: n, Type: Text}
		}
		return out
	}
	num := func(n string) Column { return Column{Name: n, Type: Number} }
	join := func(lists ...[]Column) (out []Column) {
		for _, l := range lists {
			out = append(out, l...)
		}
		return out
	}
	return []Part{
		{Name: Organisation, Key: []string{"name"}, Columns: join(text("name"), []Column{num("created_at")})},
		{Name: Members, Key: []string{"person_id"}, Columns: join(text("person_id", "name", "email", "role"),
			[]Column{num("active"), num("created_at"), {"scope", Text, true}, {"until", Number, true}})},
		{Name: Counts, Key: []string{"kind"}, Columns: join(text("kind"), []Column{num("last_num")})},
		{Name: Erased, Key: []string{"kind", "id", "version"}, Plain: true, Columns: join(text("kind", "id"), []Column{num("version")}, text("salt", "hash"))},
		{Name: Revisions, Key: []string{"kind", "num", "version"}, Columns: join(text("kind"), []Column{num("num"), num("version")}, text("id"),
			[]Column{num("valid_from"), num("valid_to"), num("deleted"), num("created_at")}, text("created_by", "updated_by", "salt", "hash", "body"))},
		{Name: "link", Key: []string{"from_id", "to_id", "role"}, Plain: true, Columns: join(text("from_id", "to_id", "role", "from_kind", "to_kind"), []Column{num("created_at")})},
		{
			Name: "link_past", Key: []string{"from_id", "to_id", "role", "valid_from", "valid_to"}, Plain: true, Repeats: true,
			Columns: join(text("from_id", "to_id", "role", "from_kind", "to_kind"), []Column{num("valid_from"), num("valid_to")}),
		},
		{Name: "retention_item", Key: []string{"proposal", "kind", "num"}, Plain: true, Columns: join(text("proposal", "kind"), []Column{num("num")}, text("id", "over", "why", "state"))},
		{
			Name: "outside_access", Key: []string{"id"}, Plain: true,
			Columns: join(text("id"), []Column{num("at")}, text("who", "room", "address", "what", "about"), []Column{num("status"), num("count")}),
		},
		{
			Name: "trust_subscription", Key: []string{"id"}, Plain: true,
			Columns: join(text("id", "email", "confirm", "stop"), []Column{num("confirmed"), num("created_at"), num("confirmed_at")}, text("told", "source")),
		},
		// Before the trail, whose leaves are held against them as they come.
		{Name: Checkpoints, Key: []string{"num"}, Plain: true, Columns: join([]Column{num("num"), num("size"), num("at")}, text("note"))},
		{Name: Trail, Key: []string{"seq"}, Columns: []Column{num("seq"), {"leaf", Text, false}, {"salt", Bytes, true}, {"payload", Text, true}}},
	}
}

// At gives the index of a column, -1 when there is none.
func (p *Part) At(column string) int {
	for i, c := range p.Columns {
		if c.Name == column {
			return i
		}
	}
	return -1
}

// Names gives the names of the columns.
func (p *Part) Names() []string {
	out := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		out[i] = c.Name
	}
	return out
}
