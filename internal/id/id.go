// Package id makes the identifiers of records.
package id

import "github.com/google/uuid"

// New gives a new identifier: a UUID of version 7 (RFC 9562), so that
// identifiers made later sort later.
func New() string { return uuid.Must(uuid.NewV7()).String() }
