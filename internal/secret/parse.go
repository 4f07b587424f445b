package secret

import (
	"encoding/json"
	"errors"

	"holdfast/internal/errs"
)

// errNewer is a ring that a later program has written.
var errNewer = errs.New(errs.Invalid, "it was written by a newer Holdfast")

// Newer says that Parse refused a ring because a later program has written it.
func Newer(err error) bool { return errors.Is(err, errNewer) }

// newer looks at the number of the format alone: a later one may have fields
// that this program does not know.
func newer(b []byte) bool {
	var d struct {
		Format int `json:"holdfastKeys"`
	}
	return json.Unmarshal(b, &d) == nil && d.Format > format
}

func indent(d document) ([]byte, error) {
	b, err := json.MarshalIndent(d, "", "  ")
	return append(b, '\n'), err
}
