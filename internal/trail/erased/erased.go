// Package erased is what the trail says of an erasure: which payloads, versions
// and records it took away, so that a verifier tells it from tampering.
package erased

import "github.com/go-json-experiment/json"

// Member is the member of an event's payload that makes it an erasure:
// it names everything that the erasure took away or rewrote, and nothing
// personal. docs/retention.md says how a verifier reads it.
const Member = "erased"

// Matter is what one event says was erased. A missing payload, a body that no
// longer is the one that a leaf commits to, and a record that is gone are sound
// exactly when an event names them here; anything else is tampering.
type Matter struct {
	Erasure string         `json:"erasure"`          // id of the erasure: its events share it
	Events  [][2]int64     `json:"events,omitempty"` // sequences whose payload and salt were emptied, as first and last
	Rows    []Row          `json:"rows,omitempty"`   // versions whose body was rewritten
	Gone    []Record       `json:"gone,omitempty"`   // records that were deleted with all their versions
	Counts  map[string]int `json:"counts,omitempty"` // what else it touched, by place
}

// Row is a version of a record that an erasure rewrote. Its salt is
// emptied and its hash stays what the leaf commits to; Now is the hash of the
// body that stands there since, under a salt of its own.
type Row struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Now     string `json:"now"`
}

// Record is a record that an erasure deleted, up to its last version.
type Record struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Last int64  `json:"last"`
}

// In reads what an event's payload says was erased; false when the event
// is no erasure. Call it with a payload that trail.Open has proved.
func In(payload []byte) (Matter, bool, error) {
	var p struct {
		Erased *Matter `json:"erased"`
	}
	if len(payload) == 0 {
		return Matter{}, false, nil
	}
	if err := json.Unmarshal(payload, &p); err != nil || p.Erased == nil {
		return Matter{}, false, err
	}
	return *p.Erased, true, nil
}
