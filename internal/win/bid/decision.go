package bid

import (
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// Decision is one decision to bid or not, on the verdict as it stood.
type Decision struct {
	Go         bool          `json:"go"`
	Why        string        `json:"why"`
	Conditions string        `json:"conditions,omitempty"`
	By         string        `json:"by"`
	On         civil.Date    `json:"on"`
	State      verdict.State `json:"state"` // the verdict when it was decided
	// Hash is the SHA-256 of what the verdict rested on: another hash means that
	// it has changed since.
	Hash string `json:"hash"`
}
