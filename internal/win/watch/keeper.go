package watch

import (
	"context"

	"holdfast/internal/civil"
)

// Mark says how far a saved search has looked.
type Mark struct {
	Watch   string // id
	Version int64  // the version of it that looked
	Batch   int64  // at every notice written before this batch
}

// Match is a notice that a saved search matches.
type Match struct {
	Watch  string // id
	Notice string // key
	Why    string // "CPV 72, the word hosting"
}

// Span says which notices are looked at.
type Span struct {
	Batch int64      // written in this batch or later; 0: all
	Since civil.Date // published on this day or later
	After string     // with keys behind this one
	Limit int
}

// Turn is what a look at some notices changes: what the searches matched of these
// notices before goes, and what they match now comes.
type Turn struct {
	Watches []string // ids
	Notices []string // keys that were looked at
	Matches []Match
}

// Keeper keeps what was matched.
type Keeper interface {
	// NoticeBatches counts the batches of notices and what else was done to the
	// installation.
	NoticeBatches(ctx context.Context) (int64, error)
	// FillNoticeTexts makes the subjects of notices that have none, some at a time,
	// and says whether there were any.
	FillNoticeTexts(ctx context.Context) (bool, error)
	// NoticeSubjects gives subjects by their keys.
	NoticeSubjects(ctx context.Context, s Span) ([]Subject, error)
	// WatchMarks gives the marks of an organisation.
	WatchMarks(ctx context.Context, org string) ([]Mark, error)
	// ForgetMatches takes away what searches have matched, and their marks.
	ForgetMatches(ctx context.Context, org string, watches []string) error
	// KeepMatches stores a turn.
	KeepMatches(ctx context.Context, org string, t Turn) error
	// MarkWatches stores marks.
	MarkWatches(ctx context.Context, org string, marks []Mark) error
}

// Shelf is what a snapshot of one organisation gives to read.
type Shelf interface {
	// NoticeMatches gives what matches the notices of these keys.
	NoticeMatches(ctx context.Context, keys []string) ([]Match, error)
	// CountMatches counts, by search, the notices published on a day or later.
	CountMatches(ctx context.Context, since civil.Date) (map[string]int, error)
	// SubjectsSince gives subjects of notices published on a day or later.
	SubjectsSince(ctx context.Context, s Span) ([]Subject, error)
}
