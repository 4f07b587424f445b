package register

import (
	"strconv"
	"strings"
)

// Kind names a register: "certificate". It is stored and used in addresses.
type Kind string

// Ref points to a record from anywhere, across wings. Number is what people
// say and read.
type Ref struct {
	Kind   Kind   `json:"kind"`
	ID     string `json:"id"`
	Number string `json:"number"` // "CERT-12"
}

// Slots are the values of a record that are kept beside its body to filter and
// sort by: nil where the register has no field for the slot.
type Slots struct {
	Text   [TextSlots]*string
	Number [NumberSlots]*int64
}

// Record is a record as it is stored. Instants are microseconds UTC.
type Record struct {
	Kind      Kind
	ID        string
	Num       int64
	Version   int64 // 1 when created, one more with each change
	CreatedAt int64
	CreatedBy string
	UpdatedAt int64
	UpdatedBy string
	Slots     Slots
	Words     string // folded text that a search looks in
	Salt      string // hex; with the body it makes Hash
	Hash      string // hex of SHA-256(salt, body); what the trail commits to
	Body      []byte // JSON of the register's struct
	Deleted   bool   // only in history: the record ended with this version
}

// Row is a record with its value.
type Row[T any] struct {
	Ref
	Version   int64  `json:"version"`
	CreatedAt int64  `json:"createdAt"` // microseconds UTC
	CreatedBy string `json:"createdBy"`
	UpdatedAt int64  `json:"updatedAt"`
	UpdatedBy string `json:"updatedBy"`
	Deleted   bool   `json:"deleted,omitempty"` // only in history
	Value     T      `json:"value"`
}

// Page is one page of a list.
type Page[T any] struct {
	Rows []Row[T] `json:"rows"`
	// Total counts the rows that match on all pages; -1 when not asked for.
	Total int64 `json:"total"`
	// Next is the cursor of the next page, empty on the last.
	Next string `json:"next,omitempty"`
}

// Number gives the readable number of the register's n-th record.
func (d *Declaration) Number(n int64) string {
	return d.Prefix + "-" + strconv.FormatInt(n, 10)
}

// ParseNumber reads a readable number of this register ("CERT-12", "cert-12"):
// 0 when it is not one.
func (d *Declaration) ParseNumber(s string) int64 {
	prefix, digits, found := strings.Cut(strings.TrimSpace(s), "-")
	if !found || !strings.EqualFold(prefix, d.Prefix) {
		return 0
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 {
		return 0
	}
	return n
}
