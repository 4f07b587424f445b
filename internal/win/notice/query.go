package notice

import (
	"context"

	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// Query asks for a list of notices. The zero Query is all of them.
type Query struct {
	Stage  Stage
	Portal Portal
	Buyer  string // by its folded name
	// Asking: only those that ask for a scheme; Scheme: for this one.
	Asking bool
	Scheme string
	Search string // words of title, buyer or reference
	// OpenOn: only those that can still be answered on that day; those without
	// a deadline count.
	OpenOn civil.Date
	// Decided narrows to what the organisation of the transaction has not yet
	// decided on ("none"), or has dismissed or accepted; empty: all.
	Decided string
	// Matched: only those that a saved search of the organisation matches; Watch:
	// that this one does, by its id.
	Matched bool
	Watch   string
	// Newest sorts by the day of publication, the latest first; else by deadline,
	// the nearest first, those without one last.
	Newest bool
	Limit  int    // 0: DefaultLimit
	After  string // Page.Next of the page before
}

const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Line is a notice in a list.
type Line struct {
	Key       string       `json:"key"`
	Portal    Portal       `json:"portal"`
	Type      string       `json:"type"`
	Stage     Stage        `json:"stage"`
	Regime    string       `json:"regime"`
	Nation    string       `json:"nation"`
	Title     string       `json:"title"`
	Buyer     string       `json:"buyer"`
	Published civil.Date   `json:"published"`
	Deadline  civil.Date   `json:"deadline"` // null: none stated
	Value     money.Amount `json:"value,omitzero"`
	Schemes   []string     `json:"schemes"` // asked for
	Found     []byte       `json:"-"`       // the finder's record: chips with their quotations
}

// Page is a part of a list. Next is empty on the last.
type Page struct {
	Lines []Line `json:"notices"`
	Next  string `json:"next,omitempty"`
}

// Shelf is where notices are read: a view or transaction of the store.
type Shelf interface {
	// Notice gives a process by its key; false when there is none.
	Notice(ctx context.Context, key string) (Stored, bool, error)
	Notices(ctx context.Context, q Query) (Page, error)
	// NoticeCount gives how many processes and releases there are.
	NoticeCount(ctx context.Context) (processes, releases int64, err error)
	// NoticesMatching counts what a query would list, up to most.
	NoticesMatching(ctx context.Context, q Query, most int) (int, error)
}

// Fold makes a buyer's name comparable, for Query.Buyer.
func Fold(name string) string { return fold(name) }
