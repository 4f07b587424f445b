package proof

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Store is what the sealer needs of the store. An organisation's leaves are
// append-only and without a gap, and a snapshot that shows a trail's size shows
// all its leaves.
type Store interface {
	// LookAtTrail runs fn in one snapshot of the organisation.
	LookAtTrail(ctx context.Context, org string, fn func(Shelf) error) error
	// WriteTrail runs fn in one transaction of the organisation; fn may run again.
	WriteTrail(ctx context.Context, org string, fn func(Pen) error) error
}

// Shelf reads the trail of one organisation.
type Shelf interface {
	// TrailSize gives how many events there are.
	TrailSize(ctx context.Context) (int64, error)
	// TrailSealed gives how many of them the tiles hold.
	TrailSealed(ctx context.Context) (int64, error)
	// TrailLeaves gives the leaves' bytes from a sequence up to another, that one
	// not included, in their order; each must not keep the bytes.
	TrailLeaves(ctx context.Context, from, to int64, each func(seq int64, leaf []byte) error) error
	// TrailTile gives the hashes of a tile, nil when it is not there.
	TrailTile(ctx context.Context, level int, n int64) ([]byte, error)
	// LastCheckpoint gives the newest checkpoint; false when there is none.
	LastCheckpoint(ctx context.Context) (Stored, bool, error)
	// CheckpointNumber gives one checkpoint by its number.
	CheckpointNumber(ctx context.Context, number int64) (Stored, bool, error)
	// Checkpoints gives all of them, the oldest first.
	Checkpoints(ctx context.Context, each func(Stored) error) error
}

// Pen writes what the sealer makes.
type Pen interface {
	Shelf
	// SealTrail keeps tiles and says that they now hold to leaves. False, and
	// nothing is kept, when they no longer held from: another replica was first.
	SealTrail(ctx context.Context, from, to int64, tiles []Tile) (bool, error)
	// KeepCheckpoint keeps a checkpoint; false when its number is taken.
	KeepCheckpoint(ctx context.Context, c Stored) (bool, error)
}

// Stored is a checkpoint as it lies in the store.
type Stored struct {
	Number, Size int64
	At           int64 // microseconds UTC
	Note         []byte
}

// tiles reads hashes from a store's tiles.
type tiles struct {
	ctx   context.Context
	shelf Shelf
}

func (t tiles) Height() int { return TileHeight }

// SaveTiles implements tlog.TileReader: nothing is cached.
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader. A longer tile begins with the shorter.
func (t tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(want))
	for i, w := range want {
		b, err := t.tile(w.L, w.N, w.W)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}

func (t tiles) tile(level int, n int64, width int) ([]byte, error) {
	b, err := t.shelf.TrailTile(t.ctx, level, n)
	if err != nil {
		return nil, err
	}
	if len(b) < width*tlog.HashSize {
		return nil, fmt.Errorf("tile %d/%d of the trail has %d hashes, not %d", level, n, len(b)/tlog.HashSize, width)
	}
	return b[:width*tlog.HashSize], nil
}

// root gives the tree's hash at a size, trusting the tiles.
func (t tiles) root(size int64) (tlog.Hash, error) {
	if size == 0 {
		return emptyRoot, nil
	}
	return tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			at := tlog.TileForIndex(TileHeight, x)
			b, err := t.tile(at.L, at.N, at.W)
			if err != nil {
				return nil, err
			}
			if out[i], err = tlog.HashFromTile(at, b, x); err != nil {
				return nil, err
			}
		}
		return out, nil
	}))
}

// reader gives hashes that are proved to be of the tree.
func (t tiles) reader(size int64, root tlog.Hash) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, t)
}
