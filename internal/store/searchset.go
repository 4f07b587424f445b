package store

import (
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
)

// A numSet is a set of records of one register by their numbers, in blocks of
// blockSize numbers: the form in which search_set keeps them. Sets are joined
// and cut with a few machine words a block, so that what matches is counted
// exactly however much it is.
type numSet map[int64]*numBlock

type numBlock [blockSize / 64]uint64

const (
	blockSize = 4096
	blockLen  = blockSize / 8 // of a bitmap, in bytes
)

func (s numSet) add(num int64) {
	b := s[num/blockSize]
	if b == nil {
		b = new(numBlock)
		s[num/blockSize] = b
	}
	b.set(num % blockSize)
}

func (s numSet) remove(num int64) {
	if b := s[num/blockSize]; b != nil {
		b[num%blockSize/64] &^= 1 << (num % 64)
	}
}

func (s numSet) has(num int64) bool {
	b := s[num/blockSize]
	return b != nil && b[num%blockSize/64]&(1<<(num%64)) != 0
}

// count gives how many there are.
func (s numSet) count() (n int64) {
	for _, b := range s {
		for _, w := range b {
			n += int64(bits.OnesCount64(w))
		}
	}
	return n
}

// join adds all of other.
func (s numSet) join(other numSet) {
	for at, b := range other {
		mine := s[at]
		if mine == nil {
			mine = new(numBlock)
			s[at] = mine
		}
		for i, w := range b {
			mine[i] |= w
		}
	}
}

// cut keeps what is in other too.
func (s numSet) cut(other numSet) {
	for at, b := range s {
		o := other[at]
		if o == nil {
			delete(s, at)
			continue
		}
		for i := range b {
			b[i] &= o[i]
		}
	}
}

// without takes away what is in other.
func (s numSet) without(other numSet) {
	for at, b := range s {
		if o := other[at]; o != nil {
			for i := range b {
				b[i] &^= o[i]
			}
		}
	}
}

// page gives at most limit numbers in order, those after a number; after 0 is
// from the beginning, or from the end with desc.
func (s numSet) page(after int64, desc bool, limit int) []int64 {
	var out []int64
	blocks := slices.Sorted(maps.Keys(s))
	if desc {
		slices.Reverse(blocks)
	}
	for _, at := range blocks {
		if after != 0 && (!desc && at < after/blockSize || desc && at > after/blockSize) {
			continue
		}
		for i := range len(s[at]) {
			if desc {
				i = len(s[at]) - 1 - i
			}
			for w := s[at][i]; w != 0; {
				bit := bits.TrailingZeros64(w)
				if desc {
					bit = 63 - bits.LeadingZeros64(w)
				}
				w &^= 1 << bit
				num := at*blockSize + int64(i*64+bit)
				if after != 0 && (!desc && num <= after || desc && num >= after) {
					continue
				}
				if out = append(out, num); len(out) == limit {
					return out
				}
			}
		}
	}
	return out
}

func (b *numBlock) set(offset int64) { b[offset/64] |= 1 << (offset % 64) }

// load adds what a stored block holds.
func (b *numBlock) load(stored []byte) {
	if len(stored) == blockLen {
		for i := range b {
			b[i] |= binary.LittleEndian.Uint64(stored[i*8:])
		}
		return
	}
	for ; len(stored) >= 2; stored = stored[2:] {
		b.set(int64(binary.LittleEndian.Uint16(stored)) % blockSize)
	}
}

// stored gives the block as it is kept: a list while that is shorter, nil when
// nothing is in it.
func (b *numBlock) stored() []byte {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	if n*2 >= blockLen {
		out := make([]byte, 0, blockLen)
		for _, w := range b {
			out = binary.LittleEndian.AppendUint64(out, w)
		}
		return out
	}
	var out []byte
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			out = binary.LittleEndian.AppendUint16(out, uint16(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}
