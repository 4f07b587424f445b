package store

import (
	"errors"
	"strings"

	"holdfast/internal/errs"
)

// dialect is the seam: what the two engines say differently.
type dialect struct {
	name string
	// forUpdate locks the rows that a SELECT reads; SQLite's one writer needs none.
	forUpdate string
	// skipLocked lets several replicas claim jobs side by side.
	skipLocked string
	// contains says that a text column contains a parameter.
	contains func(column, param string) string
	// classify gives the class of an engine's error.
	classify func(error) class
}

// class is what an engine's error means to us.
type class int

const (
	other       class = iota
	full              // no room
	readOnly          // the disk or the server takes no writes
	conflicting       // begin again
	gone              // the connection or server is gone, or busy for too long
	unknown           // the commit may or may not have happened
	constraint        // a constraint refused: a defect, since rules are checked before
)

func (d *dialect) retry(err error) bool { return err != nil && d.classify(err) == conflicting }

// broken says that the whole transaction is lost, not just one statement's part.
func (d *dialect) broken(err error) bool {
	if err == nil {
		return false
	}
	var ours *errs.Error
	if errors.As(err, &ours) {
		return false
	}
	switch d.classify(err) {
	case full, readOnly, gone, unknown:
		return true
	}
	return false
}

// fault turns an engine's error into ours.
func (d *dialect) fault(err error) error {
	var ours *errs.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	switch d.classify(err) {
	case full:
		return errs.Wrap(err, errs.StorageFull, "There is no room left to store this. Nothing was changed.")
	case readOnly:
		return errs.Wrap(err, errs.Unavailable, "The store takes no changes at the moment. Nothing was changed.")
	case conflicting, gone:
		return errs.Wrap(err, errs.Unavailable, "The store cannot answer at the moment. Try again.")
	case unknown:
		return errs.Wrap(err, errs.Unavailable, "It is not known whether this was stored. Repeat it with the same key.")
	case constraint:
		return errs.Wrap(err, errs.Conflict, "This contradicts what is stored.")
	}
	return err
}

// list writes the parameters from, from+1 ... of an IN list.
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(param(from + i))
	}
	return b.String()
}
