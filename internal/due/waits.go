package due

import "slices"

// Kinds of item by which a thing waits for one person's word: their answer, their
// approval, their acceptance, their reading. My work lists them apart.
const (
	Mention         = "mention"         // in a comment
	Approval        = "approval"        // of what somebody else wrote
	Acceptance      = "acceptance"      // of a risk by its owner
	Acknowledgement = "acknowledgement" // that a document was read
)

var waits = []string{Mention, Approval, Acceptance, Acknowledgement}

// Waits says that the item waits for its owner's word, rather than for work.
func (i Item) Waits() bool { return slices.Contains(waits, i.Kind) }
