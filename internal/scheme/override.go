package scheme

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"holdfast/internal/errs"
)

// Override is an administrator's change of one field of the data.
type Override struct {
	// Pointer is the field as a JSON pointer, with ids in place of the numbers
	// of list elements: "/schemes/iso27001/lead/renew/typical".
	Pointer string    `json:"pointer"`
	Value   any       `json:"value"`  // as JSON would hold it
	Who     string    `json:"who"`    // the person
	When    time.Time `json:"when"`   // the instant
	Reason  string    `json:"reason"` // in a sentence; shown with the fact
}

// override applies the overrides that point into a file, and leaves word of
// each in the note of the nearest fact. A file without any stays as it is.
func override(raw []byte, name string, list []Override, used []bool) ([]byte, error) {
	var doc map[string]any
	changed := false
	for i, o := range list {
		if o.Who == "" || strings.TrimSpace(o.Reason) == "" || o.When.IsZero() {
			return nil, errs.At(o.Pointer, "an override needs who made it, when and why")
		}
		if doc == nil {
			if err := json.Unmarshal(raw, &doc); err != nil {
				return raw, nil // the strict reading that follows names the fault
			}
		}
		if apply(doc, o) {
			used[i], changed = true, true
		}
	}
	if !changed {
		return raw, nil
	}
	out, err := json.Marshal(doc, json.Deterministic(true))
	if err != nil {
		return nil, errs.At(name, "an override cannot be written: %s", err.Error())
	}
	return out, nil
}

// apply sets the field and says whether it was there to set.
func apply(doc map[string]any, o Override) bool {
	parts := strings.Split(strings.TrimPrefix(o.Pointer, "/"), "/")
	var node any = doc
	var fact map[string]any
	for i, part := range parts {
		last := i == len(parts)-1
		switch n := node.(type) {
		case map[string]any:
			if f, ok := n["fact"].(map[string]any); ok {
				fact = f
			}
			v, ok := n[part]
			if !ok {
				return false
			}
			if last {
				n[part] = o.Value
				note(fact, o)
				return true
			}
			node = v
		case []any:
			k := find(n, part)
			if k < 0 {
				return false
			}
			if last {
				n[k] = o.Value
				note(fact, o)
				return true
			}
			node = n[k]
		default:
			return false
		}
	}
	return false
}

// find gives the index of a list element by id, or by number where the elements
// have none.
func find(list []any, part string) int {
	for i, v := range list {
		if m, ok := v.(map[string]any); ok && m["id"] == part {
			return i
		}
	}
	if n, err := strconv.Atoi(part); err == nil && n >= 0 && n < len(list) {
		return n
	}
	return -1
}

func note(fact map[string]any, o Override) {
	if fact == nil {
		return
	}
	line := "Changed by " + o.Who + " on " + o.When.Format("2 January 2006") + " (" + o.Pointer + "): " + o.Reason
	if old, _ := fact["note"].(string); old != "" {
		line = old + " " + line
	}
	fact["note"] = line
}
