// Package custom is the fields that an organisation adds to a register of its
// own accord. Their values lie in the record, with its history; what they may
// be is a register of definitions.
package custom

import (
	"maps"
	"slices"
	"strings"
)

// Values are the values of a record's custom fields by the name of the field.
// A register that can have them embeds it.
type Values struct {
	Custom map[string]string `json:"custom,omitempty"`
}

// CustomValues gives the values, to read and to set.
func (v *Values) CustomValues() *map[string]string { return &v.Custom }

// ExtraWords are found by search like the declared fields.
func (v *Values) ExtraWords() string {
	words := make([]string, 0, len(v.Custom))
	for _, name := range slices.Sorted(maps.Keys(v.Custom)) {
		words = append(words, v.Custom[name])
	}
	return strings.Join(words, "\n")
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
