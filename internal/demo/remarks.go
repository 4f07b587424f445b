package demo

// Remark is what somebody of the company said about a record.
type Remark struct {
	Kind, Number string // "risk", "RISK-31"
	By, Text     string // By is the person's address
}

// Remarks gives what the company said, in its order.
func Remarks() []Remark {
	return []Remark{
		{"risk", "RISK-31", dafydd, "Four of the six personal accounts are there. The two oldest systems cannot lend an account yet."},
		{"risk", "RISK-31", dafydd, "@Priya Nair may we keep the shared password on those two until the sessions are recorded, or do they go off the rota first?"},
		{"asset", "ASSET-7", rhian, "Marketing pays for it, and nobody answers for it. @Owen Pryce, would you take it?"},
	}
}
