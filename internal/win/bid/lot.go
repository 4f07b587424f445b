package bid

// Lot is one lot of a procurement.
type Lot struct {
	ID    string `json:"id"` // as the buyer numbers it: "1c"
	Title string `json:"title,omitempty"`
	// Bid says whether it is bid for; nil when nobody has said.
	Bid *bool `json:"bid,omitempty"`
}
