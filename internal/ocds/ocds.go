// Package ocds turns the bytes that procurement portals send into releases:
// release packages, record packages, single releases, lists and lines of these,
// plain or inside gzip and zip. It streams: memory does not grow with the file.
//
// Portals send numbers that are not numbers, bytes that are not UTF-8, fields
// of the wrong type and packages without releases. What is wrong with a field
// costs the field. What is wrong with a release costs the release, and is told
// with its place. A file that was cut off, or whose frame is broken, gives
// nothing: half a file is worse than none.
//
// The contact points of buyers (names, e-mail addresses, telephone numbers of
// their staff) are dropped while reading and reach nobody.
package ocds

import "fmt"

const (
	// MaxRelease bounds one release. The largest seen is under 2 MiB.
	MaxRelease = 16 << 20
	// MaxDepth bounds the nesting inside a release; the forms are under 12 deep.
	MaxDepth = 100
	// maxNodes bounds the values of one release that are kept: memory, not text,
	// is what a release of empty lists would eat.
	maxNodes = 400_000
	// maxNumber is the longest number that is kept.
	maxNumber = 64
	// maxLost bounds what one release may say about fields that were lost.
	maxLost = 50
	// MaxUnpacked bounds what one compressed file may hold.
	MaxUnpacked = 8 << 30
	// maxRatio bounds compression past freeRatio bytes. Releases shrink 5 to 30
	// times; a bomb a thousand times.
	maxRatio  = 200
	freeRatio = 64 << 20
	// maxMembers bounds the members of one zip, and maxNesting archives in archives.
	maxMembers = 100_000
	maxNesting = 3
)

// broken is an error about a whole file or archive member: it gives nothing.
type broken struct {
	pointer string
	reason  string
}

func (b *broken) Error() string {
	if b.pointer == "" {
		return b.reason
	}
	return b.pointer + ": " + b.reason
}

func brokenf(pointer, format string, args ...any) error {
	return &broken{pointer, fmt.Sprintf(format, args...)}
}
