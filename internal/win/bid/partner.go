package bid

// Partner is a firm that bids with the entity, or works for it.
type Partner struct {
	// Name is that of the legal entity, as its certificates name their holder.
	Name string `json:"name"`
	Role string `json:"role"` // lead, member, subcontractor
	Part string `json:"part,omitempty"`
	By   string `json:"by,omitempty"`
	Why  string `json:"why,omitempty"`
}

// The roles of partners.
const (
	Lead          = "lead"
	Member        = "member"
	Subcontractor = "subcontractor"
)
