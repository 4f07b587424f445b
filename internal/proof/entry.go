package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/trail"
	"holdfast/internal/trail/erased"
)

// objectKey names a record in memory: a keyed hash of kind and id, so that no
// bundle can be made whose records share one.
type objectKey [16]byte

// digest is the beginning of a SHA-256, long enough that no two texts share it.
type digest [20]byte

// entryState says how an entry's payload is there.
type entryState uint8

const (
	noPayload   entryState = iota
	shown                  // and it is the one that the leaf commits to
	goneState              // the leaf commits to one, and it is not there
	leftOutHere            // the bundle says that it leaves it out
)

// entry is a line of leaves.txt, as far as the rest is judged by it.
type entry struct {
	hash          tlog.Hash
	fault         string // why the line is not sound in itself; the leaf counts all the same
	code          string
	seq, at       int64
	org           string
	ref           string // what to call it: "certificate.update CERT-4"
	kind, id      string
	state         entryState
	isVersion     bool // it made a version of a record
	key           objectKey
	version       int64
	before, after digest // zero for none
	erased        *erased.Matter
	reason        string
}

// reader reads the lines of a bundle.
type reader struct {
	secret [16]byte // of this reading, for object keys
}

func (r *reader) key(kind, id string) objectKey {
	b := make([]byte, 0, 120)
	b = append(append(append(append(b, r.secret[:]...), kind...), 0), id...)
	sum := sha256.Sum256(b)
	return objectKey(sum[:16])
}

// entries reads a stretch of leaves.txt.
func (r *reader) entries(c chunk) []entry {
	out := make([]entry, 0, bytes.Count(c.text, []byte{'\n'}))
	for line := range bytes.Lines(c.text) {
		out = append(out, r.entry(bytes.TrimSuffix(line, []byte{'\n'})))
	}
	return out
}

func (r *reader) entry(line []byte) entry {
	leaf, rest, ok1 := bytes.Cut(line, []byte{'\t'})
	salt, payload, ok2 := bytes.Cut(rest, []byte{'\t'})
	e := entry{hash: tlog.RecordHash(leaf), seq: -1}
	bad := func(code, format string, args ...any) entry {
		e.code, e.fault = code, fmt.Sprintf(format, args...)
		return e
	}
	if !ok1 || !ok2 || bytes.IndexByte(payload, '\t') >= 0 || !utf8.Valid(line) {
		return bad("unreadable", "cannot be read: a line has a leaf, a salt and a payload")
	}
	ev, want, err := trail.Read(leaf)
	if err != nil {
		return bad("unreadable", "cannot be read: its leaf is not one that Holdfast writes")
	}
	e.seq, e.at, e.org, e.kind, e.id, e.version = ev.Seq, ev.At, ev.Org, ev.Kind, ev.ID, ev.Version
	if e.ref = ev.Action; ev.Ref != "" {
		e.ref += " " + ev.Ref
	}
	if e.isVersion = ev.Version > 0; e.isVersion {
		e.key = r.key(ev.Kind, ev.ID)
		if !e.before.set(ev.Before) || !e.after.set(ev.After) {
			return bad("unreadable", "cannot be read: it names a record by something that is no hash")
		}
	}
	switch {
	case string(salt) == leftOut && len(payload) == 0 && want != "":
		e.state = leftOutHere
	case len(salt) == 0 && len(payload) == 0:
		if want != "" {
			e.state = goneState
		}
	default:
		var raw [64]byte
		n := 0
		if len(salt) <= 2*len(raw) {
			if n, err = hex.Decode(raw[:], salt); err != nil {
				n = 0
			}
		}
		e.state = shown
		if n == 0 || trail.Hash(raw[:n], payload) != want {
			return bad("payload-altered", "has another payload than the one that was recorded")
		}
		// What says in another action that something was erased has erased nothing.
		if strings.HasPrefix(ev.Action, "erasure.") && bytes.Contains(payload, []byte(`"`+erased.Member+`"`)) {
			e.erasure(payload)
		}
	}
	return e
}

// erasure reads what an erasure's event says. A payload with such a member that
// says something else is no erasure.
func (e *entry) erasure(payload []byte) {
	what, is, err := erased.In(payload)
	if err != nil || !is {
		return
	}
	e.erased, e.reason = &what, "no reason given"
	var why struct {
		Reason string `json:"reason"`
	}
	if json.Unmarshal(payload, &why) == nil && why.Reason != "" {
		e.reason = plain(why.Reason)
	}
	if len(e.reason) > maxReason {
		e.reason = string([]rune(e.reason)[:maxReason/4]) + "…"
	}
}

// maxReason bounds a reason in a report, in bytes.
const maxReason = 400

// set reads a SHA-256 in hex; the empty text is the zero digest.
func (d *digest) set(s string) bool {
	if s == "" {
		return true
	}
	if !isSum(s) {
		return false
	}
	var full [32]byte
	_, err := hex.Decode(full[:], []byte(s))
	*d = digest(full[:len(d)])
	return err == nil
}

// row is a line of records.txt.
type row struct {
	kind, id string
	key      objectKey
	version  int64
	hash     digest
	fault    string
}

func (r *reader) rows(c chunk) []row {
	var out []row
	for line := range bytes.Lines(c.text) {
		out = append(out, r.row(bytes.TrimSuffix(line, []byte{'\n'})))
	}
	return out
}

func (r *reader) row(line []byte) row {
	f := bytes.Split(line, []byte{'\t'})
	if len(f) != 5 || !utf8.Valid(line) {
		return row{fault: "cannot be read: a line has kind, id, version, salt and body"}
	}
	o := row{kind: string(f[0]), id: string(f[1])}
	o.key = r.key(o.kind, o.id)
	salt := make([]byte, hex.DecodedLen(len(f[3])))
	n, err := hex.Decode(salt, f[3])
	var ok bool
	if o.version, ok = decimal(string(f[2])); !ok || err != nil {
		o.fault = "cannot be read: its version or salt is none"
		return o
	}
	h := sha256.New()
	h.Write(salt[:n])
	h.Write(f[4])
	o.hash = digest(h.Sum(nil)[:len(o.hash)])
	return o
}
