package rest

import (
	"holdfast/internal/change"
	"holdfast/internal/register"
)

// Rule is what is special about writing to one register. It runs in the
// transaction of the write, so that the API does what pages do and no less.
type Rule struct {
	// Name is what the specification calls its records, where another type has the
	// name of its kind already.
	Name string
	// Hidden: the register has no operations at all.
	Hidden bool
	// ReadOnly: its records are made and changed by named actions alone.
	ReadOnly bool
	// Create stores a new record, in place of the plain insert, and gives its id;
	// value points to the register's struct. It may be run again.
	Create func(tx *change.Tx, value any) (id string, err error)
	// Ready prepares and checks a value that takes the place of old.
	Ready func(tx *change.Tx, old, value any) error
	// Fixed are members of the body that a named action changes and plain writes
	// do not, with what to use instead: "stage": "POST …/stage". Left out of what
	// is sent they stay as they are.
	Fixed map[string]string
	// NoDelete: records end in another way.
	NoDelete bool
}

// number gives the readable number of a record.
func (k *kind) number(rec *register.Record) string { return k.decl.Number(rec.Num) }
