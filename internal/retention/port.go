package retention

import (
	"context"

	"holdfast/internal/register"
)

// Mark is a place in the walk over every version of every record.
type Mark struct {
	Kind    string `json:"kind,omitempty"`
	Num     int64  `json:"num,omitempty"`
	Version int64  `json:"version,omitempty"`
}

// EventRow is an event of the trail whose payload has not been emptied.
type EventRow struct {
	Seq      int64
	Kind, ID string
	Payload  []byte
}

// Rest is a row of a table beside the registers and the trail that has texts of
// people: a job's payload, a kept answer, an invitation.
type Rest struct {
	Table string
	Key   []any
	Texts []RestText
}

// RestText is one text of such a row.
type RestText struct {
	Column string
	Text   string
	JSON   bool // the text is a JSON document
}

// Item is a record of a proposal.
type Item struct {
	Kind  register.Kind
	Num   int64
	ID    string
	Over  string // the first day on which its time is over
	Why   string // the rule, in words
	State string // proposed, chosen, left, erased
}

// Group counts the items of a proposal of one register and state.
type Group struct {
	Kind  register.Kind
	State string
	Count int
}

// Port is what retention needs of a transaction of one organisation, beside
// change.Port.
type Port interface {
	// VersionsAfter gives versions of records, of every register, in the order of
	// kind, number and version, with those of deleted records.
	VersionsAfter(ctx context.Context, after Mark, limit int) ([]register.Record, error)
	// LatestOf gives the last version of each record of a register by number, a
	// deleted record's marked Deleted.
	LatestOf(ctx context.Context, kind register.Kind, afterNum int64, limit int) ([]register.Record, error)
	// RewriteVersion puts another body, words and slots in the place of a
	// version's, empties its salt and leaves its hash. salt and hash are those of
	// the body that now stands there.
	RewriteVersion(ctx context.Context, rec *register.Record, salt, hash string) error
	// DropRecord deletes a record with its versions and links, and gives its last
	// version; false when it is not there.
	DropRecord(ctx context.Context, kind register.Kind, id string) (last int64, found bool, err error)

	EventsAfter(ctx context.Context, after int64, limit int) ([]EventRow, error)
	// EventsOf gives the sequences of a record's events that have a payload.
	EventsOf(ctx context.Context, id string) ([]int64, error)
	EmptyEvents(ctx context.Context, seqs []int64) error

	// RestOf calls each for every row of the tables beside; it must begin no
	// other statement.
	RestOf(ctx context.Context, each func(Rest) error) error
	// RewriteRest puts other texts into a row, or drops a row that is of no use
	// without the person.
	RewriteRest(ctx context.Context, r Rest) error

	// Persons gives every id of a person that a column holds.
	Persons(ctx context.Context) ([]string, error)
	// RenamePerson puts another id in its place in every column, ends the
	// membership and takes its name and address away. It gives how many columns
	// of rows it touched.
	RenamePerson(ctx context.Context, person, as, name string) (int, error)

	SavePlan(ctx context.Context, id string, plan, progress []byte, at int64) error
	Plan(ctx context.Context, id string) (plan, progress []byte, found bool, err error)
	DropPlan(ctx context.Context, id string) error

	AddItems(ctx context.Context, proposal string, items []Item) error
	// Items gives a proposal's items of a state and, when it is not empty, a kind,
	// by kind and number.
	Items(ctx context.Context, proposal, state string, kind register.Kind, limit int) ([]Item, error)
	ItemGroups(ctx context.Context, proposal string) ([]Group, error)
	// MarkItems changes the state of a proposal's items of a kind: all, or those
	// with the numbers given.
	MarkItems(ctx context.Context, proposal string, kind register.Kind, nums []int64, from, to string) (int, error)
}

// Installation is what retention needs of the installation as a whole.
type Installation interface {
	// ForgetAccount deletes the account of a person who belongs to no other
	// organisation than org, with everything that hangs on it, and what the
	// installation's logs say of the texts of subject. It gives how many rows went, by table.
	ForgetAccount(ctx context.Context, org string, persons []string, subject *Subject) (map[string]int, error)
	// Rewrite writes the database's files anew, so that nothing erased is left in
	// them; what that means on each engine is in docs/retention.md.
	Rewrite(ctx context.Context) error
	// Unreferenced gives those of the files (by hash) that no record of any
	// organisation names.
	Unreferenced(ctx context.Context, hashes []string) ([]string, error)
}

// Journal remembers erasures outside the database and its backups.
type Journal interface {
	// Key gives the key of the journal's hashes, making it at the first use.
	Key() ([]byte, error)
	// Add writes an entry, durably; adding one that is there changes nothing.
	Add(e Entry) error
	// Entries gives what was written.
	Entries() ([]Entry, error)
}

// Entry is one erasure in the journal: what is needed to find the matter again,
// and nothing that says what it was.
type Entry struct {
	Key     string   `json:"erasure"`
	Org     string   `json:"org"`
	At      int64    `json:"at"`
	What    string   `json:"what"`
	Needles []Needle `json:"needles,omitempty"`
	Keep    []string `json:"keep,omitempty"`    // fields that were kept
	Records []string `json:"records,omitempty"` // keyed hashes of the records that went
}
