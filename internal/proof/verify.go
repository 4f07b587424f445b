package proof

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// Given is a checkpoint that the verifier was handed another way than the
// bundle.
type Given struct {
	Name string // what to call it: the file's name
	Note []byte
}

// Finding is something in a bundle that is not as it was signed.
type Finding struct {
	Code string `json:"code"`
	Says string `json:"says"`
}

const (
	// maxFindings is how many findings a report lists; the rest are counted.
	maxFindings = 50
	// tooMany findings, and the reading ends: nothing more is learnt from it.
	tooMany = 2000
)

// Report is what a verification found.
type Report struct {
	Intact   bool      `json:"intact"`
	Answer   string    `json:"answer"` // the whole of it in a sentence or two
	Findings []Finding `json:"findings"`
	More     int64     `json:"more,omitempty"` // findings that are not listed
	Bundle   Manifest  `json:"bundle"`
	Entries  int64     `json:"entries"`
	Records  int64     `json:"records"`
	Files    int64     `json:"files"`
	First    time.Time `json:"first,omitzero"` // when the first and the last entry were made, as they say
	Last     time.Time `json:"last,omitzero"`
	// Checkpoint is the newest one that holds; empty Origin: none does.
	Checkpoint Signed `json:"checkpoint,omitzero"`
	// Outside: it, or a newer one, was handed over another way than the bundle.
	Outside     bool     `json:"outside"`
	Checkpoints int64    `json:"checkpoints"` // how many in the bundle hold
	Unsigned    int64    `json:"unsigned"`    // entries after Checkpoint
	LeftOut     int64    `json:"leftOut"`     // payloads that the bundle was made without
	Erased      []Erased `json:"erased"`
	Notes       []string `json:"notes"`
	// Cannot says what no verification of this bundle can exclude.
	Cannot []string `json:"cannot"`
}

// Signed is a checkpoint in a report.
type Signed struct {
	Number int64     `json:"number"`
	Size   int64     `json:"size"`
	Root   tlog.Hash `json:"root"`
	At     time.Time `json:"at"`
}

// Erased counts the payloads that were taken away for one reason.
type Erased struct {
	Reason  string `json:"reason"`
	Entries int64  `json:"entries"`
}

// Verify reads a bundle from its first byte to its last, against public keys
// and the checkpoints that were given. An error says that it cannot be read at
// all; everything that was altered is in the report. Memory does not grow with
// the number of entries beyond a bit for each.
func Verify(r io.ReaderAt, size int64, known Public, given []Given) (*Report, error) {
	v := &verifier{
		report: &Report{Findings: []Finding{}, Erased: []Erased{}, Notes: []string{}, Cannot: []string{}},
		lost:   erasures{now: map[version]digest{}, gone: map[objectKey]int64{}, counts: map[string]int64{}},
	}
	if _, err := rand.Read(v.reader.secret[:]); err != nil {
		return nil, err
	}
	var err error
	if v.archive, err = openArchive(r, size); err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() error { return v.manifest(known) },
		func() error { return v.outside(known, given) },
		func() error { return v.checkpoints(known) },
		v.entries, v.payloads, v.records, v.parts, v.files, v.others,
	} {
		if err := step(); errors.Is(err, errEnough) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	v.conclude()
	return v.report, nil
}

type verifier struct {
	report  *Report
	archive *archive
	reader  reader
	m       Manifest
	org     string
	signed  []point // checkpoints of the bundle, in their order
	given   []point
	tree    Range
	led     ledger
	past    bool // an entry of after the bundle's instant was seen
	lost    erasures
	absent  bitmap // entries without the payload that they commit to
	last    point  // the newest checkpoint of the bundle that holds
	matched point  // the newest of those given that holds
	found   int64
	read    map[string]bool // members whose bytes were compared with the manifest
}

// point is a checkpoint as it is compared with the tree.
type point struct {
	Checkpoint
	name    string
	unknown bool // signed with a key that was not given
	state   pointState
}

type pointState uint8

const (
	open pointState = iota // the tree has not come so far
	holds
	differs
)

var errEnough = errors.New("enough was found")

func (v *verifier) find(code, format string, args ...any) error {
	if v.found++; len(v.report.Findings) < maxFindings {
		v.report.Findings = append(v.report.Findings, Finding{code, fmt.Sprintf(format, args...)})
	} else {
		v.report.More++
	}
	if v.found >= tooMany {
		return errEnough
	}
	return nil
}

func (v *verifier) manifest(known Public) error {
	b, _, err := v.archive.whole(manifestFile)
	if err != nil {
		return err
	}
	m, signature, err := readManifest(b, known)
	if err != nil {
		return err
	}
	v.m, v.report.Bundle = m, m
	v.org, _ = OrgOf(m.Origin)
	v.led.begin(m.Only.Until)
	v.read = map[string]bool{manifestFile: true}
	mine := false
	for _, name := range known.Names {
		mine = mine || name == m.Origin
	}
	switch {
	case signature == nil:
		return nil
	case !mine:
		return v.find("key", "The key that you gave is not of this organisation: it is for %s, and the bundle says that it is of %s.", strings.Join(known.Names, ", "), m.Origin)
	case errors.Is(signature, ErrUnknownKey):
		return v.find("key", "The bundle is signed with another key than the one you gave. Either somebody else made it, or the organisation has a new key: ask it for its keys, another way than through this file.")
	default:
		return v.find("manifest", "The list of what is in the bundle was altered after it was signed.")
	}
}

// outside reads the checkpoints that were given.
func (v *verifier) outside(known Public, given []Given) error {
	for _, g := range given {
		c, err := ReadCheckpoint(g.Note, known)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "The checkpoint %s cannot be used: %v.", g.Name, err)
		}
		if c.Origin != v.m.Origin {
			return errs.New(errs.Invalid, "The checkpoint %s is of another organisation (%s) than the bundle (%s).", g.Name, c.Origin, v.m.Origin)
		}
		for _, o := range v.given {
			if o.Size == c.Size && o.Root != c.Root {
				if err := v.find("fork", "Two checkpoints that you gave, %s and %s, are both signed and contradict each other: the organisation's record was split.", o.name, g.Name); err != nil {
					return err
				}
			}
		}
		v.given = append(v.given, point{Checkpoint: c, name: g.Name})
	}
	return nil
}

// checkpoints reads those of the bundle, and their signatures.
func (v *verifier) checkpoints(known Public) error {
	s, err := v.archive.open(checkpointsFile)
	if err != nil || s == nil {
		return err
	}
	defer s.in.Close()
	var latest []byte
	type signed struct {
		c    Checkpoint
		note []byte
		err  error
	}
	unknown := int64(0)
	line := int64(0)
	err = eachChunk(s, checkpointsFile, func(c chunk) []signed {
		var out []signed
		for b := range bytes.Lines(c.text) {
			var text string
			var o signed
			if o.err = strictjson.Unmarshal(bytes.TrimSuffix(b, []byte{'\n'}), &text); o.err == nil {
				o.note = []byte(text)
				o.c, o.err = ReadCheckpoint(o.note, known)
			}
			out = append(out, o)
		}
		return out
	}, func(out []signed) error {
		for _, o := range out {
			line++
			if line > maxCheckpoints {
				return errs.New(errs.TooLarge, "it has more than %d checkpoints", maxCheckpoints)
			}
			latest = o.note
			p := point{Checkpoint: o.c}
			var err error
			switch {
			case errors.Is(o.err, ErrUnknownKey) && o.c.Origin == v.m.Origin:
				p.unknown = true
				unknown++
			case errors.Is(o.err, ErrBadSignature):
				err = v.find("checkpoint", "Checkpoint %d in the bundle was altered after it was signed.", line)
			case o.err != nil:
				err = v.find("checkpoint", "Checkpoint %d in the bundle cannot be read: %v.", line, errs.Safe(o.err))
			case o.c.Origin != v.m.Origin:
				err = v.find("checkpoint", "Checkpoint %d in the bundle is of another organisation.", line)
			}
			if n := len(v.signed); err == nil && n > 0 && (p.Number != v.signed[n-1].Number+1 || p.Size < v.signed[n-1].Size) {
				err = v.find("checkpoint", "The checkpoints are not in their order: after number %d comes %d. One was removed, or put in.", v.signed[n-1].Number, p.Number)
			}
			if err != nil {
				return err
			}
			if o.err == nil || p.unknown {
				v.signed = append(v.signed, p)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if unknown > 0 {
		v.report.Notes = append(v.report.Notes, fmt.Sprintf("%d of the checkpoints are signed with a key that you did not give, and are not counted.", unknown))
	}
	if err := v.same(checkpointsFile, hexSum(s.sum)); err != nil {
		return err
	}
	b, sum, err := v.archive.whole(latestFile)
	if err != nil || b == nil {
		return err
	}
	if !bytes.Equal(b, latest) {
		if err := v.find("checkpoint", "%s is not the newest checkpoint of the bundle.", latestFile); err != nil {
			return err
		}
	}
	return v.same(latestFile, sum)
}

// maxCheckpoints: one an hour for fifty years.
const maxCheckpoints = 1 << 19

// same compares the bytes of a member with the manifest.
func (v *verifier) same(name, sum string) error {
	v.read[name] = true
	if want := v.m.sum(name); want != "" && want != sum {
		return v.find("altered", "%s is not as it was when the bundle was signed.", name)
	}
	return nil
}

func (v *verifier) entries() error {
	s, err := v.archive.open(leavesFile)
	if err != nil || s == nil {
		return err
	}
	defer s.in.Close()
	next := int64(0) // the sequence that comes next
	pos := 0         // the next checkpoint of the bundle
	if err := eachChunk(s, leavesFile, v.reader.entries, func(out []entry) error {
		for i := range out {
			if err := v.entry(&out[i], &next, &pos); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if n := v.tree.Size(); n != v.m.Leaves {
		if err := v.find("count", "The bundle was made with %d entries, and has %d.", v.m.Leaves, n); err != nil {
			return err
		}
	}
	return v.same(leavesFile, hexSum(s.sum))
}

func (v *verifier) entry(e *entry, next *int64, pos *int) error {
	n := v.tree.Size()
	v.tree.Add(e.hash)
	var err error
	name := fmt.Sprintf("Entry %d", n)
	if e.ref != "" {
		name = fmt.Sprintf("Entry %d (%.100s)", n, plain(e.ref))
	}
	v.past = v.past || v.m.Only.later(e.at)
	switch {
	case e.fault != "":
		err = v.find(e.code, "%s %s.", name, e.fault)
	case e.state == leftOutHere && !v.past && v.m.Only.shows(e.kind, e.id):
		err = v.find("payload-missing", "%s has no payload: the bundle leaves it out, and does not say that it would.", name)
	case e.org != v.org:
		err = v.find("foreign", "%s is of another organisation.", name)
	case e.seq != *next:
		err = v.find("order", "%s says that it is number %d, where %d was due: entries were removed, put in, or moved.", name, e.seq, *next)
	}
	if *next++; e.seq >= 0 && e.fault == "" && e.org == v.org {
		*next = min(e.seq, 1<<60) + 1
	}
	if err != nil {
		return err
	}
	if e.at != 0 {
		at := time.UnixMicro(e.at).UTC()
		if v.report.Last = at; n == 0 {
			v.report.First = at
		}
	}
	switch e.state {
	case goneState:
		v.absent.set(n)
	case leftOutHere:
		v.report.LeftOut++
	}
	if e.isVersion && !v.led.follow(e, v.m.Only.shows(e.kind, e.id)) {
		err = v.find("record-changed", "%s does not continue what the entries before it made of that record: it was changed without an entry.", name)
	}
	if err == nil && e.erased != nil && !v.lost.take(e, &v.reader) {
		err = v.find("erasure", "%s names erased entries that cannot be.", name)
	}
	if err != nil {
		return err
	}
	return v.compare(pos)
}

// compare holds the tree as it is now against the checkpoints of its size.
func (v *verifier) compare(pos *int) error {
	size := v.tree.Size()
	for *pos < len(v.signed) && v.signed[*pos].Size <= size {
		p := &v.signed[*pos]
		*pos++
		if p.Size < size {
			continue // out of order: told already
		}
		if p.Root != v.tree.Root() {
			p.state = differs
			after := int64(0)
			if v.last.Origin != "" {
				after = v.last.Size
			}
			if v.firstDiffers() {
				if err := v.find("tree", "The entries are not those that %s signed: something from entry %d to entry %d was altered.", p.Says(), after, size-1); err != nil {
					return err
				}
			}
			continue
		}
		if p.state = holds; !p.unknown {
			v.last = *p
			v.report.Checkpoints++
		}
	}
	for i := range v.given {
		p := &v.given[i]
		if p.Size != size {
			continue
		}
		if p.state = holds; p.Root != v.tree.Root() {
			p.state = differs
			if err := v.find("fork", "The first %d entries are not those that %s signed, the checkpoint that you gave as %s: the record was rewritten.", size, p.Says(), p.name); err != nil {
				return err
			}
		} else if p.Size >= v.matched.Size {
			v.matched = *p
		}
	}
	return nil
}

// firstDiffers: once one checkpoint does not hold, no later one can.
func (v *verifier) firstDiffers() bool {
	n := 0
	for i := range v.signed {
		if v.signed[i].state == differs {
			n++
		}
	}
	return n == 1
}

// payloads: every payload that is missing must have been erased by an entry.
func (v *verifier) payloads() error {
	v.lost.explain(v.absent)
	if first, n := v.absent.first(); n > 0 {
		return v.find("payload-missing", "%d entries have lost their payload, and no entry says that it was erased; the first is entry %d.", n, first)
	}
	return nil
}
