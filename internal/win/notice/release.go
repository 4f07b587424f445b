package notice

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Release is one notice as a portal published it, its quirks dealt with.
type Release struct {
	OCID string
	ID   string // the portal's, or derived from the content
	At   int64  // its date in microseconds UTC; 0 when it has none
	Root *Node  // what is kept of it; see ocds
	Body []byte // Root as AppendBody writes it
	Hash string // hex of SHA-256 over Body
	// Size is about how many bytes of memory Root and Body keep.
	Size int
	// Notes are the fields that were lost in reading, each with its reason.
	Notes []Note
}

// Note is a field that could not be used, and why.
type Note struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

// NewRelease makes the release of a root that has an ocid. Without an id it
// gets one from its content, so that the same content has the same id. hint is
// about how long its body will be.
func NewRelease(root *Node, notes []Note, hint int) Release {
	r := Release{OCID: root.Get("ocid").String(), ID: root.Get("id").String(), Root: root, Notes: notes}
	r.Body = AppendBody(make([]byte, 0, max(hint, 1024)), root)
	sum := sha256.Sum256(r.Body)
	r.Hash = hex.EncodeToString(sum[:])
	if r.ID == "" {
		r.ID = "content-" + r.Hash[:24]
	}
	if at, err := parseInstant(root.Get("date").String()); err == nil {
		r.At = at.UnixMicro()
	} else {
		r.Notes = append(r.Notes, Note{"/date", "no usable date: " + err.Error() + "; this release counts as the earliest"})
	}
	return r
}

// Supersedes says which of two versions of one release (same ocid and id)
// stays: the later, else the fuller, else the one with the greater hash, so
// that the order of their arrival does not matter.
func (r Release) Supersedes(o Release) bool {
	return cmp.Or(cmp.Compare(r.At, o.At), cmp.Compare(len(r.Body), len(o.Body)), strings.Compare(r.Hash, o.Hash)) > 0
}

// inOrder sorts releases from the earliest to the latest; of two of one date
// the id and then the content decides.
func inOrder(rs []Release) {
	slices.SortFunc(rs, func(a, b Release) int {
		return cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(a.ID, b.ID), strings.Compare(a.Hash, b.Hash))
	})
}

// Portal says where a process was published, by the prefix of its ocid.
type Portal string

const (
	FindATender      Portal = "find-a-tender"
	ContractsFinder  Portal = "contracts-finder"
	PublicContracts  Portal = "public-contracts-scotland"
	Sell2Wales       Portal = "sell2wales"
	OtherPortal      Portal = "other"
	prefixFTS               = "ocds-h6vhtk-"
	prefixCF                = "ocds-b5fd17-"
	prefixPCS               = "ocds-r6ebe6-"
	prefixSell2Wales        = "ocds-kuma6s-"
)

// PortalOf tells the portal of an ocid.
func PortalOf(ocid string) Portal {
	switch low := strings.ToLower(ocid); {
	case strings.HasPrefix(low, prefixFTS):
		return FindATender
	case strings.HasPrefix(low, prefixCF):
		return ContractsFinder
	case strings.HasPrefix(low, prefixPCS):
		return PublicContracts
	case strings.HasPrefix(low, prefixSell2Wales):
		return Sell2Wales
	}
	return OtherPortal
}

// Name gives the portal's name for people.
func (p Portal) Name() string {
	switch p {
	case FindATender:
		return "Find a Tender"
	case ContractsFinder:
		return "Contracts Finder"
	case PublicContracts:
		return "Public Contracts Scotland"
	case Sell2Wales:
		return "Sell2Wales"
	}
	return "another portal"
}
