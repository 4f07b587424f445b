// Package bulk changes many records of one register at once: what would happen
// is shown first, one audited transaction does it, and for thirty days it can be
// undone. Undoing is itself such a change.
package bulk

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the kind of the register that keeps what was done.
const Kind register.Kind = "bulk-change"

const (
	// Limit is how many records one change reaches.
	Limit = 10_000
	// maxSet is how many fields it sets.
	maxSet = 20
	// UndoFor is how long it can be undone.
	UndoFor = 30 * 24 * time.Hour
)

// Set is what a field becomes: a declared one, or one of the organisation's own
// ("custom.insurer"). Value is in the form in which it is typed; empty empties it.
type Set struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

// Change is a bulk change as the register keeps it. What the records said before
// lies in their own histories.
type Change struct {
	Title string        `json:"title"` // "Owner set to Priya Shah"
	Of    register.Kind `json:"of"`    // the register whose records were changed
	Set   []Set         `json:"set"`
	Count int           `json:"count"`          // how many records changed
	Left  int           `json:"left,omitempty"` // chosen, and left as they were
	// Undoes is the number of the change that this one took back.
	Undoes string `json:"undoes,omitempty"`
	Reason string `json:"reason,omitempty"`
	Items  Items  `json:"items"`
}

// Item is one record of a change: its number, and the version before.
type Item struct{ Num, Was int64 }

// Items are kept as "31:5 32:7".
type Items []Item

// MarshalText implements encoding.TextMarshaler.
func (it Items) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 8*len(it))
	for i, x := range it {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, x.Num, 10)
		b = append(b, ':')
		b = strconv.AppendInt(b, x.Was, 10)
	}
	return b, nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (it *Items) UnmarshalText(b []byte) error {
	*it = nil
	for part := range strings.FieldsSeq(string(b)) {
		num, was, _ := strings.Cut(part, ":")
		n, err := strconv.ParseInt(num, 10, 64)
		if err != nil {
			return err
		}
		v, err := strconv.ParseInt(was, 10, 64)
		if err != nil {
			return err
		}
		*it = append(*it, Item{n, v})
	}
	return nil
}

// Fields gives the names of the fields that the change set.
func (c *Change) Fields() []string {
	out := make([]string, len(c.Set))
	for i, s := range c.Set {
		out[i] = s.Field
	}
	return out
}

// Register declares bulk changes to the kernel. Its records name records of any
// register, so that the ways in show one only to who may read those (see Sees).
func Register() *register.Register[Change] {
	return register.Declare[Change](register.Declaration{
		Kind: Kind, Prefix: "BULK", Singular: "bulk change", Plural: "bulk changes", Area: authz.Commons,
		Fields: []register.Field{
			{Name: "title", Label: "What was set", Type: register.LongText},
			{Name: "of", Label: "Register", Type: register.Text, Filter: true},
			{Name: "count", Label: "Changed", Type: register.Number},
			{Name: "left", Label: "Left as they were", Type: register.Number},
			{Name: "undoes", Label: "Takes back", Type: register.Text, Filter: true},
			{Name: "reason", Label: "Reason", Type: register.LongText},
		},
	}, nil)
}

// Store is what the package asks of the store beside the kernel: many records in
// few queries, in no stated order; what is not there is left out.
type Store interface {
	// RecordsByNum gives present records.
	RecordsByNum(ctx context.Context, kind register.Kind, nums []int64) ([]register.Record, error)
	// RevisionsByNum gives the versions from first to last of records, both
	// included, the ends of deleted records left out.
	RevisionsByNum(ctx context.Context, kind register.Kind, nums []int64, first, last int64) ([]register.Record, error)
}

func storeOf(v *change.View) (Store, error) {
	st, ok := v.Port().(Store)
	if !ok {
		return nil, errs.New(errs.Internal, "the store reads no records together")
	}
	return st, nil
}

// Rule is what writing to a register takes beside its declaration, the same as
// at every other way in.
type Rule struct {
	// ReadOnly: its records are changed by named actions alone.
	ReadOnly bool
	// Ready prepares and checks a value that takes the place of old.
	Ready func(tx *change.Tx, old, value any) error
	// Fixed are members that named actions change, with what to use instead.
	Fixed map[string]string
}

// Sees says whether an actor may read a bulk change: whoever may read the
// register that it changed.
func Sees(a change.Actor, reg register.Any) bool {
	d := reg.Declaration()
	return a.May(authz.Read, d.Area)
}

// plural says how many: "1 risk", "12 risks".
func plural(n int, d *register.Declaration) string {
	if n == 1 {
		return "1 " + d.Singular
	}
	return fmt.Sprintf("%d %s", n, d.Plural)
}
