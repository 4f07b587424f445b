package proof

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// maxHeld is how many records are held in memory at a time, about 70 MB. A
// bundle with more is read again for each further part of them.
const maxHeld = 1 << 20

// held is the last version of a record that the entries tell of.
type held struct {
	after   digest // zero: deleted
	version uint32
	wanted  bool // the bundle shows it
}

// stood is how a record was at the instant of a bundle that has one. A version
// holds from the time of its entry on, and never from before a microsecond after
// the one before it.
type stood struct {
	held
	from int64
	over bool // what comes is of later
}

// ledger follows each record through the entries. It holds those whose key
// begins with prefix, of bits bits.
type ledger struct {
	last   map[objectKey]held
	then   map[objectKey]stood // nil unless the bundle has an instant
	until  int64
	prefix uint64
	bits   int
	cap    int
}

func (l *ledger) mine(k objectKey) bool {
	return l.bits == 0 || binary.BigEndian.Uint64(k[:])>>(64-l.bits) == l.prefix
}

// follow takes an entry that made a version; false when it does not continue
// what the entries before it made of the record.
func (l *ledger) follow(e *entry, shows bool) bool {
	if !l.mine(e.key) {
		return true
	}
	was := l.last[e.key]
	now := held{after: e.after, version: uint32(e.version), wanted: shows}
	l.last[e.key] = now
	if l.then != nil {
		l.stand(e, now)
	}
	if len(l.last) > l.cap && l.prefix == 0 {
		// Too many: keep the first half, and come back for the rest.
		l.bits++
		for k := range l.last {
			if !l.mine(k) {
				delete(l.last, k)
				delete(l.then, k)
			}
		}
	}
	return was.after == e.before
}

func (l *ledger) stand(e *entry, now held) {
	was := l.then[e.key]
	if from := max(e.at, was.from+1); from <= l.until && !was.over {
		was.held, was.from = now, from
	} else {
		was.over = true
	}
	l.then[e.key] = was
}

// begin empties it for a reading, of a bundle that shows the records as they
// stood at an instant, or as they are (0).
func (l *ledger) begin(until int64) {
	l.last, l.then, l.until, l.cap = map[objectKey]held{}, nil, until, maxHeld
	if until != 0 {
		l.then, l.cap = map[objectKey]stood{}, maxHeld/2
	}
}

// settle puts what stood at the instant in the place of what stands, once every
// entry was followed.
func (l *ledger) settle() {
	if l.then == nil {
		return
	}
	l.last = make(map[objectKey]held, len(l.then))
	for k, s := range l.then {
		l.last[k] = s.held
	}
	l.then = nil
}

// version names one version of a record.
type version struct {
	key objectKey
	n   int64
}

// erasures is what the erasures' entries say was taken away.
type erasures struct {
	spans   []span
	reasons []string
	counts  map[string]int64 // by reason: entries without their payload
	now     map[version]digest
	gone    map[objectKey]int64
	work    int64 // how many entries the spans name, one counted as often as named
}

type span struct {
	from, to int64
	reason   int
}

const (
	// maxReasons bounds the different reasons that a report tells apart.
	maxReasons = 100
	otherwise  = "other reasons"
	// maxErased bounds what erasures may name, in all, beside their entries.
	maxErased = 1 << 20
)

// take adds an erasure; false when it names what cannot be.
func (x *erasures) take(e *entry, r *reader) bool {
	why := slices.Index(x.reasons, e.reason)
	if why < 0 {
		if len(x.reasons) == maxReasons {
			x.reasons = append(x.reasons, otherwise)
		}
		if why = min(len(x.reasons), maxReasons); why < maxReasons {
			x.reasons = append(x.reasons, e.reason)
		}
	}
	for _, s := range e.erased.Events {
		if s[0] < 0 || s[1] < s[0] || s[1] >= e.seq {
			return false
		}
		if x.work += s[1] - s[0] + 1; x.work > 4*e.seq+maxErased || len(x.spans) >= maxErased {
			return false
		}
		x.spans = append(x.spans, span{s[0], s[1], why})
	}
	for _, v := range e.erased.Rows {
		var d digest
		if !d.set(v.Now) || len(x.now) >= maxErased {
			return false
		}
		x.now[version{r.key(v.Kind, v.ID), v.Version}] = d // of several the latest counts
	}
	for _, g := range e.erased.Gone {
		if len(x.gone) >= maxErased {
			return false
		}
		x.gone[r.key(g.Kind, g.ID)] = g.Last
	}
	return true
}

// bitmap has a bit for each entry.
type bitmap []uint64

func (b *bitmap) set(i int64) {
	for int64(len(*b)) <= i>>6 {
		*b = append(*b, 0)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

func (b bitmap) has(i int64) bool { return i>>6 < int64(len(b)) && b[i>>6]>>(i&63)&1 == 1 }

func (b bitmap) clear(i int64) { b[i>>6] &^= 1 << (i & 63) }

func (b bitmap) first() (int64, int64) {
	n, first := int64(0), int64(-1)
	for i, w := range b {
		if w != 0 && first < 0 {
			first = int64(i)<<6 + int64(bits.TrailingZeros64(w))
		}
		n += int64(bits.OnesCount64(w))
	}
	return first, n
}

// explain takes the entries that an erasure names off those without a payload,
// and counts them by reason.
func (x *erasures) explain(missing bitmap) {
	for _, s := range x.spans {
		for i := s.from; i <= s.to; i++ {
			if missing.has(i) {
				missing.clear(i)
				x.counts[x.reasons[s.reason]]++
			}
		}
	}
}
