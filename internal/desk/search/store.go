package search

import (
	"context"

	"holdfast/internal/register"
)

// Ask asks the store for the records of one organisation that have every word.
type Ask struct {
	Kinds []register.Kind
	Words []string // folded (fold.Words)
	Most  int      // rows of each kind
}

// Matched is what was found of one kind.
type Matched struct {
	Kind  register.Kind
	Total int64
	// Rows are the first of them: those whose title has every word, then the
	// others, the newest first.
	Rows []Row
}

// Row is a record that was found. InTitle: its title has every word.
type Row struct {
	register.Record
	InTitle bool
}

// Store is the store's side, over the snapshot of a view.
type Store interface {
	// SearchRecords gives what was found of every kind that was asked for and has
	// something, in the order of the kinds.
	SearchRecords(ctx context.Context, a Ask) ([]Matched, error)
}
