// Package kit is what other programs can ask beside the records of every
// register: changing many at once, and what people say about them.
package kit

import (
	"time"

	"holdfast/internal/bulk"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	"holdfast/internal/register"
	"holdfast/internal/rest"
)

// Kit is what the operations stand on; cmd fills it.
type Kit struct {
	Registers *register.Book
	Bulk      *bulk.Service
	Comments  *comment.Service
	Fields    *custom.Definitions
}

// Rules says what is special about the registers behind it: bulk changes and
// comments name records of any area, so that nothing but the operations below,
// which ask for that area, may show them; a custom field is retired, never
// deleted.
func (k *Kit) Rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		bulk.Kind:    {Hidden: true},
		comment.Kind: {Hidden: true},
		custom.Kind:  {Create: k.Fields.Create, NoDelete: true},
	}
}

// Operations gives the table.
func (k *Kit) Operations() []rest.Operation {
	return append(k.bulkOperations(), k.commentOperations()...)
}

// instant says an instant in microseconds UTC as the API does.
func instant(at int64) string {
	return time.UnixMicro(at).UTC().Format("2006-01-02T15:04:05.000000Z")
}
