package frame

import (
	"context"
	"io"
)

// Staged is a file that has come whole and is not stored yet.
type Staged struct {
	Hash string
	Size int64
	Head []byte // its first bytes, by which its type is told
	Keep func() error
	Drop func() // of what was not kept
	Undo func() // of what was kept, when no record names it after all
}

// Files keeps files by the SHA-256 of their content.
type Files struct {
	Stage func(ctx context.Context, r io.Reader, limit int64) (*Staged, error)
	// Get gives a stored file, proved as it is read.
	Get func(hash string) (io.ReadSeekCloser, int64, error)
}
