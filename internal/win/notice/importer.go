package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"holdfast/internal/errs"
)

// Rejection is something in a file that was not taken.
type Rejection struct {
	File    string `json:"file"`
	Pointer string `json:"pointer"` // JSON pointer in the file; empty: the file as a whole
	Reason  string `json:"reason"`
}

// Feed is a file of releases that can be read twice.
type Feed interface {
	Name() string
	// Check gives the hash of the file and what in it is broken or cut off;
	// Each then gives nothing of that.
	Check(ctx context.Context) (hash string, rejected []Rejection, err error)
	Each(ctx context.Context, fn func(Release) error, reject func(Rejection)) error
}

// Store keeps public matter: releases and the processes that they make.
type Store interface {
	// ImportNotices runs fn in one durable transaction, with one leaf in the
	// installation's trail: the batch as fn leaves it. fn may run more than once.
	ImportNotices(ctx context.Context, batch *Batch, fn func(Tx) error) error
}

// Tx is one batch of an import.
type Tx interface {
	// NoticeReleases gives all releases that are stored under an ocid, without
	// their trees.
	NoticeReleases(ctx context.Context, ocid string) ([]Release, error)
	// PutNoticeRelease stores a release, in place of one with its ocid and id.
	PutNoticeRelease(ctx context.Context, r Release) error
	// PutNotices stores the processes of an ocid in place of those that it had.
	PutNotices(ctx context.Context, ocid string, ns []Stored) error
}

// Stored is a process as it is stored, with what was found in its texts.
type Stored struct {
	Notice
	Found Found
}

// Found is what the finder of requirements made of a notice's texts.
type Found struct {
	// Schemes are the ids that are asked for, each once, for lists and filters.
	Schemes []string
	// Body is the finder's own record of them.
	Body []byte
}

// Batch is what the trail says of one transaction.
type Batch struct {
	File     string `json:"file"`
	FileHash string `json:"fileHash"` // hex of SHA-256
	Read     int    `json:"read"`
	New      int    `json:"new"`
	Updated  int    `json:"updated"`
	Same     int    `json:"unchanged"`
	At       int64  `json:"-"`    // microseconds UTC
	Rows     string `json:"rows"` // hex of SHA-256 over ocid, id and hash of each stored release
}

// Result counts the releases of an import.
type Result struct {
	Read      int         `json:"read"`
	New       int         `json:"new"`
	Updated   int         `json:"updated"`
	Unchanged int         `json:"unchanged"`
	Rejected  []Rejection `json:"rejected"`
}

// Stored says how many releases the import wrote.
func (r Result) Stored() int { return r.New + r.Updated }

// Importer takes files of releases into the store. Duplicates, any order of
// arrival and any cut into files give the same state.
type Importer struct {
	Store Store
	// Find reads what a notice asks for; nil: nothing is looked for.
	Find func(*Notice) Found
	// Now is when the import happens, for the trail.
	Now time.Time
	// Strict: any rejection stores nothing of any file.
	Strict bool
}

const (
	// maxBatch is the most releases in one transaction.
	maxBatch = 1000
	// maxBatchBytes bounds the memory of a batch.
	maxBatchBytes = 8 << 20
	// maxRejections bounds the list of rejections; they are still counted as read.
	maxRejections = 10_000
)

// Import takes the files one after another. The error is about the store, the
// disk or the context; what is wrong with a file is in the result. What was
// stored before an error stays.
func (im *Importer) Import(ctx context.Context, feeds ...Feed) (Result, error) {
	out := Result{Rejected: []Rejection{}}
	hashes := make([]string, len(feeds))
	for i, f := range feeds {
		if im.Strict || len(feeds) == 1 {
			if err := im.check(ctx, f, &hashes[i], &out); err != nil {
				return out, err
			}
		}
	}
	if im.Strict {
		for _, f := range feeds {
			n := 0
			if err := f.Each(ctx, func(Release) error { n++; return nil }, out.reject); err != nil {
				return out, err
			}
			out.Read += n
		}
		if len(out.Rejected) > 0 {
			return out, nil
		}
		out.Read = 0
	}
	for i, f := range feeds {
		if hashes[i] == "" {
			if err := im.check(ctx, f, &hashes[i], &out); err != nil {
				return out, err
			}
		}
		if err := im.file(ctx, f, hashes[i], &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (im *Importer) check(ctx context.Context, f Feed, hash *string, out *Result) error {
	h, rejected, err := f.Check(ctx)
	if err != nil {
		return err
	}
	*hash = h
	for _, r := range rejected {
		out.add(r)
	}
	return nil
}

// reject counts a release that was read and not taken.
func (r *Result) reject(j Rejection) {
	r.Read++
	r.add(j)
}

func (r *Result) add(j Rejection) {
	switch {
	case len(r.Rejected) < maxRejections:
		r.Rejected = append(r.Rejected, j)
	case len(r.Rejected) == maxRejections:
		r.Rejected = append(r.Rejected, Rejection{j.File, j.Pointer, "there is more: this list ends at ten thousand"})
	}
}

// file takes one file. While one batch is being stored the next is read, and
// what can be made of it without the store is made.
func (im *Importer) file(ctx context.Context, f Feed, hash string, out *Result) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	full := make(chan *load)
	done := make(chan error, 1)
	go func() {
		var err error
		for l := range full {
			if err != nil {
				continue
			}
			b := Batch{At: im.Now.UTC().UnixMicro(), File: f.Name(), FileHash: hash, Read: len(l.releases)}
			err = im.Store.ImportNotices(ctx, &b, func(tx Tx) error { return im.batch(ctx, tx, l, &b) })
			if err != nil {
				cancel(err) // stops the reading
				continue
			}
			out.New += b.New
			out.Updated += b.Updated
			out.Unchanged += b.Same
		}
		done <- err
	}()
	l, rejected := &load{}, Result{}
	flush := func() error {
		if len(l.releases) > 0 {
			im.prepare(l)
			rejected.Read += len(l.releases)
			full <- l
			l = &load{}
		}
		return context.Cause(ctx)
	}
	err := f.Each(ctx, func(r Release) error {
		l.releases = append(l.releases, r)
		if l.size += r.Size; len(l.releases) < maxBatch && l.size < maxBatchBytes {
			return nil
		}
		return flush()
	}, rejected.reject)
	if err == nil {
		err = flush()
	}
	close(full)
	if serr := <-done; serr != nil {
		err = serr
	}
	out.Read += rejected.Read
	for _, j := range rejected.Rejected {
		out.add(j)
	}
	if err != nil {
		var e *errs.Error
		if errors.As(err, &e) {
			return err
		}
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	return nil
}

// load is the releases of one batch, by ocid in the order of the file.
type load struct {
	releases []Release
	size     int
	ocids    []string
	of       map[string][]int // places in releases
	alone    map[string][]Stored
}

// prepare groups the releases of a batch, and makes the process of each release
// that is the only one of its ocid here: it is the answer unless the store has
// others.
func (im *Importer) prepare(l *load) {
	l.of, l.alone = make(map[string][]int, len(l.releases)), map[string][]Stored{}
	for i, r := range l.releases {
		if l.of[r.OCID] == nil {
			l.ocids = append(l.ocids, r.OCID)
		}
		l.of[r.OCID] = append(l.of[r.OCID], i)
	}
	slices.Sort(l.ocids)
	for _, ocid := range l.ocids {
		if which := l.of[ocid]; len(which) == 1 {
			l.alone[ocid] = im.compile(l.releases[which[0] : which[0]+1])
			l.releases[which[0]].Root = nil // its tree has done its work
		}
	}
}

func (im *Importer) compile(rs []Release) []Stored {
	ns := Compile(rs)
	out := make([]Stored, len(ns))
	for i := range ns {
		out[i].Notice = ns[i]
		if im.Find != nil {
			out[i].Found = im.Find(&ns[i])
		}
	}
	return out
}

// batch stores up to a thousand releases: for each ocid among them it reads what
// is there, puts in what is new, and makes its processes anew.
func (im *Importer) batch(ctx context.Context, tx Tx, l *load, b *Batch) error {
	b.New, b.Updated, b.Same = 0, 0, 0
	rows := sha256.New()
	for _, ocid := range l.ocids {
		if err := im.process(ctx, tx, ocid, l, b, func(r Release) {
			fmt.Fprintf(rows, "%s\x00%s\x00%s\n", r.OCID, r.ID, r.Hash)
		}); err != nil {
			return err
		}
	}
	b.Rows = hex.EncodeToString(rows.Sum(nil))
	return nil
}

func (im *Importer) process(ctx context.Context, tx Tx, ocid string, l *load, b *Batch, stored func(Release)) error {
	known, err := tx.NoticeReleases(ctx, ocid)
	if err != nil {
		return err
	}
	first := len(known) == 0
	at := make(map[string]int, len(known))
	for i, r := range known {
		at[r.ID] = i
	}
	changed := map[string]bool{}
	for _, w := range l.of[ocid] {
		r := l.releases[w]
		i, there := at[r.ID]
		switch {
		case !there:
			at[r.ID] = len(known)
			known = append(known, r)
			b.New++
		case r.Supersedes(known[i]):
			known[i] = r
			b.Updated++
		default:
			b.Same++
			continue
		}
		changed[r.ID] = true
	}
	if len(changed) == 0 {
		return nil
	}
	for i := range known {
		r := &known[i]
		if changed[r.ID] {
			if err := tx.PutNoticeRelease(ctx, *r); err != nil {
				return err
			}
			stored(*r)
		}
		if r.Root == nil && (!first || l.alone[ocid] == nil) {
			if r.Root, err = ParseBody(r.Body); err != nil {
				return err
			}
		}
	}
	if ns := l.alone[ocid]; first && ns != nil {
		return tx.PutNotices(ctx, ocid, ns)
	}
	return tx.PutNotices(ctx, ocid, im.compile(known))
}
