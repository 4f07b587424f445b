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

// scanner finds atoms by looking at every second byte pair: of two pairs that
// follow each other in an atom one stands at an even place. For each atom the
// two rarest such pairs are looked for.
type scanner struct {
	bits    [1 << 10]uint64
	bucket  [1 << 16]uint16 // pair → index into buckets; 0: none
	buckets [][]candidate
}

// A candidate is an atom that has the pair off bytes after its start.
type candidate struct {
	atom *atom
	off  int
}

func newScanner(atoms []atom) *scanner {
	s := &scanner{buckets: make([][]candidate, 1)}
	for i := range atoms {
		a := &atoms[i]
		first := rarest(a.text)
		for off := first; off < first+2; off++ {
			for _, pair := range cases(a.text[off:off+2], a.exact) {
				s.bits[pair>>6] |= 1 << (pair & 63)
				if s.bucket[pair] == 0 {
					s.bucket[pair] = uint16(len(s.buckets))
					s.buckets = append(s.buckets, nil)
				}
				b := &s.buckets[s.bucket[pair]]
				*b = append(*b, candidate{a, off})
			}
		}
	}
	return s
}

// letters orders the marks of English prose from the most common down.
const letters = " etaoinsrhldcumfpgwybvk.,jxqz-0123456789"

// rarest gives the place in an atom of three marks whose two pairs are the
// rarest in prose.
func rarest(text string) int {
	common := func(b byte) int {
		if i := strings.IndexByte(letters, lower(b)); i >= 0 {
			return len(letters) + 1 - i
		}
		return 1
	}
	best, least := 0, 1<<30
	for o := 0; o+2 < len(text); o++ {
		a, b, c := common(text[o]), common(text[o+1]), common(text[o+2])
		if cost := a*b + b*c; cost < least {
			best, least = o, cost
		}
	}
	return best
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
		for _, c := range s.buckets[s.bucket[pair]] {
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
