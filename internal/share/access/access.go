// Package access is the log of what outsiders looked at: who, when, from about
// where, and what they were given. It is no trail: a stranger must not be able
// to grow that, and a log line must never hold up or fail what it tells of. It
// is written after the answer, in batches; many public views become one line an
// hour. The package is pure.
package access

import (
	"context"
	"net/netip"
	"strconv"
	"time"
)

// Public is who an outsider without an account is.
const Public = "public"

// Entry is one line: one access, or with Count above 1 many of one kind within
// an hour.
type Entry struct {
	ID      string `json:"id"` // given by the store's caller; lines of one hour share one
	Org     string `json:"-"`
	At      int64  `json:"at"`                // microseconds UTC; of the hour's start when counted
	Who     string `json:"who"`               // a person's id, or Public
	Room    string `json:"room,omitempty"`    // ROOM-2
	Address string `json:"address,omitempty"` // truncated: 192.0.2.0/24, 2001:db8:1::/48
	What    string `json:"what"`              // "Trust page", "Certificates, list"
	About   string `json:"about,omitempty"`   // CERT-3, or a file's name
	Status  int    `json:"status"`            // of HTTP
	Count   int64  `json:"count"`
}

// Query narrows the log, the latest first.
type Query struct {
	Who  string // Public, "auditors" for everybody else, or a person's id; empty: all
	Room string
	What string
	From int64 // microseconds UTC; 0: from the start
	To   int64 // before it; 0: to the end
	// Before continues after the line with this time and id.
	BeforeAt int64
	BeforeID string
	Limit    int
}

// Auditors stands for everybody who is not Public.
const Auditors = "auditors"

// Store keeps the log.
type Store interface {
	// KeepAccess adds lines; a line whose id is there already adds to its count.
	KeepAccess(ctx context.Context, entries []Entry) error
	// AccessLog gives lines, the latest first.
	AccessLog(ctx context.Context, org string, q Query) ([]Entry, error)
	// AccessCount counts the accesses of a query, each line as often as it says.
	AccessCount(ctx context.Context, org string, q Query) (int64, error)
	// SweepAccess removes lines older than an instant, of every organisation.
	SweepAccess(ctx context.Context, before int64) (int64, error)
}

// Kept is how long a line is kept: a certification cycle and a year.
const Kept = 4 * 366 * 24 * time.Hour

// Truncate gives the network of a remote address ("192.0.2.7:4711" or
// "192.0.2.7") instead of the address: /24 of IPv4, /48 of IPv6. Empty for what
// is no address.
func Truncate(remote string) string {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		withPort, err := netip.ParseAddrPort(remote)
		if err != nil {
			return ""
		}
		addr = withPort.Addr()
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// Limit is how many public accesses to one organisation within an hour have a
// line of their own; the rest are counted by the hour.
const Limit = 200

// Throttle decides which accesses have a line of their own. It is owned by one
// goroutine. Replicas count for themselves.
type Throttle struct {
	hour int64
	seen map[string]int // by organisation
}

// maxOrgs bounds the memory that a flood over many pages can take.
const maxOrgs = 10_000

// Shape gives the entry as it is stored: as it is, or as a part of its hour's
// line, which has no address.
func (t *Throttle) Shape(e Entry) Entry {
	if e.Count == 0 {
		e.Count = 1
	}
	hour := e.At / time.Hour.Microseconds()
	if hour != t.hour || t.seen == nil || len(t.seen) > maxOrgs {
		t.hour, t.seen = hour, map[string]int{}
	}
	if e.Who != Public {
		return e
	}
	if t.seen[e.Org]++; t.seen[e.Org] <= Limit {
		return e
	}
	e.At = hour * time.Hour.Microseconds()
	e.ID = "hour-" + strconv.FormatInt(hour, 10) + "-" + e.What + "-" + strconv.Itoa(e.Status)
	e.Address, e.About = "", ""
	return e
}

// Merge joins lines of one id, which one statement could not store twice.
func Merge(entries []Entry) []Entry {
	type key struct{ org, id string }
	at := map[key]int{}
	out := entries[:0]
	for _, e := range entries {
		k := key{e.Org, e.ID}
		if i, there := at[k]; there {
			out[i].Count += e.Count
			continue
		}
		at[k] = len(out)
		out = append(out, e)
	}
	return out
}
