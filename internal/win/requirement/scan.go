package requirement

import (
	"sort"
	"strings"
)

// An atom is a piece of text that every mention of some scheme contains. The
// scan looks for atoms at memory speed; recognisers look closer at each.
type atom struct {
	text  string // small letters, or as written when exact
	exact bool
	// read appends what the text names at the atom's place, if anything.
	read func(out []mention, text string, at int) []mention
}

// scanner finds atoms by looking at every second byte pair: an atom of three
// bytes or more shows its first or its second pair at an even distance.
type scanner struct {
	bits    [1 << 10]uint64
	buckets map[uint16][]candidate
}

// A candidate is an atom that has the pair off bytes after its start.
type candidate struct {
	atom *atom
	off  int
}

func newScanner(atoms []atom) *scanner {
	s := &scanner{buckets: map[uint16][]candidate{}}
	for i := range atoms {
		a := &atoms[i]
		for off := range 2 {
			for _, pair := range cases(a.text[off:off+2], a.exact) {
				s.bits[pair>>6] |= 1 << (pair & 63)
				s.buckets[pair] = append(s.buckets[pair], candidate{a, off})
			}
		}
	}
	return s
}

func cases(two string, exact bool) []uint16 {
	var out []uint16
	add := func(a, b byte) {
		p := uint16(a)<<8 | uint16(b)
		for _, x := range out {
			if x == p {
				return
			}
		}
		out = append(out, p)
	}
	add(two[0], two[1])
	if !exact {
		add(upper(two[0]), two[1])
		add(two[0], upper(two[1]))
		add(upper(two[0]), upper(two[1]))
	}
	return out
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b - 32
	}
	return b
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 32
	}
	return b
}

// mentions gives what a text names, in order, without overlaps: where two
// readings overlap the longer one wins.
func mentions(text string) []mention {
	var out []mention
	s := theScanner
	for i := 0; i+1 < len(text); i += 2 {
		pair := uint16(text[i])<<8 | uint16(text[i+1])
		if s.bits[pair>>6]&(1<<(pair&63)) == 0 {
			continue
		}
		for _, c := range s.buckets[pair] {
			at := i - c.off
			if at < 0 || !c.atom.at(text, at) {
				continue
			}
			out = c.atom.read(out, text, at)
		}
	}
	if len(out) < 2 {
		return out
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].start != out[j].start {
			return out[i].start < out[j].start
		}
		return out[i].end > out[j].end
	})
	kept := out[:1]
	for _, m := range out[1:] {
		if last := &kept[len(kept)-1]; m.start >= last.end {
			kept = append(kept, m)
		} else if m.end-m.start > last.end-last.start {
			*last = m
		}
	}
	return kept
}

func (a *atom) at(text string, at int) bool {
	if len(text)-at < len(a.text) {
		return false
	}
	if a.exact {
		return strings.HasPrefix(text[at:], a.text)
	}
	for j := range len(a.text) {
		if lower(text[at+j]) != a.text[j] {
			return false
		}
	}
	return true
}
