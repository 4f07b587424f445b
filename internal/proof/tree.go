package proof

import (
	"golang.org/x/mod/sumdb/tlog"
)

// Range is a tree that only grows and keeps no more than its right edge: the
// roots of the largest full subtrees, at most 63 of them. The zero value is the
// empty tree.
type Range struct {
	size  int64
	roots []tlog.Hash // the largest first
}

// Add appends a leaf, given its record hash.
func (r *Range) Add(leaf tlog.Hash) {
	h := leaf
	for n := r.size; n&1 == 1; n >>= 1 {
		last := len(r.roots) - 1
		h = tlog.NodeHash(r.roots[last], h)
		r.roots = r.roots[:last]
	}
	r.roots = append(r.roots, h)
	r.size++
}

// Size gives how many leaves there are.
func (r *Range) Size() int64 { return r.size }

// Root gives the hash of the tree; of the empty tree SHA-256 of nothing, as RFC
// 6962 has it.
func (r *Range) Root() tlog.Hash {
	if r.size == 0 {
		return emptyRoot
	}
	h := r.roots[len(r.roots)-1]
	for i := len(r.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.roots[i], h)
	}
	return h
}

// emptyRoot is SHA-256 of nothing.
var emptyRoot = tlog.Hash{
	0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
	0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
}

// TileHeight is the height of the tiles in which a store keeps the tree: 256
// hashes of one level in a row, 8 KiB. The last tile of a level is shorter and
// grows.
const TileHeight = 8

const tileWidth = 1 << TileHeight

// Tile is a stretch of one level of the tree.
type Tile struct {
	Level  int   // 0: hashes of leaves; 1: roots of full tiles of level 0 ...
	N      int64 // number in its level
	Hashes []byte
}

// edge is the right edge of a tree kept in tiles.
type edge struct {
	size int64
	open [][]byte // by level: the hashes of the tile that is not full yet
	full []Tile   // tiles that became full since the edge was opened
}

// openEdge reads the right edge of a tree of the size.
func openEdge(size int64, tile func(level int, n int64, width int) ([]byte, error)) (*edge, error) {
	e := &edge{size: size}
	for level, n := 0, size; n > 0; level, n = level+1, n>>TileHeight {
		var open []byte
		if width := int(n % tileWidth); width > 0 {
			b, err := tile(level, n>>TileHeight, width)
			if err != nil {
				return nil, err
			}
			open = append(open, b...)
		}
		e.open = append(e.open, open)
	}
	return e, nil
}

func (e *edge) add(leaf tlog.Hash) {
	h := leaf
	n := e.size
	e.size++
	for level := 0; ; level++ {
		if level == len(e.open) {
			e.open = append(e.open, nil)
		}
		e.open[level] = append(e.open[level], h[:]...)
		if len(e.open[level]) < tileWidth*tlog.HashSize {
			return
		}
		e.full = append(e.full, Tile{Level: level, N: n >> TileHeight, Hashes: e.open[level]})
		h = tileRoot(e.open[level])
		e.open[level] = nil
		n >>= TileHeight
	}
}

// tiles gives the tiles that are new or longer than they were.
func (e *edge) tiles() []Tile {
	out := e.full
	for level, open := range e.open {
		if len(open) > 0 {
			out = append(out, Tile{Level: level, N: e.size >> (TileHeight * (level + 1)), Hashes: open})
		}
	}
	return out
}

// tileRoot gives the root over a full tile.
func tileRoot(hashes []byte) tlog.Hash {
	row := make([]tlog.Hash, len(hashes)/tlog.HashSize)
	for i := range row {
		row[i] = tlog.Hash(hashes[i*tlog.HashSize : (i+1)*tlog.HashSize])
	}
	for len(row) > 1 {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
		row = row[:len(row)/2]
	}
	return row[0]
}
