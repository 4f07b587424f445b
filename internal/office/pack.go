package office

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// maxDeaths bounds the children that may die over one pack: each costs its time.
const maxDeaths = 8

// Pack reads every file of what was dropped: the file itself, or those in an
// archive or a message, as deep as the limits allow. name is what people call
// the file. What is wrong with a part is said in its Fault and takes no other
// part down; the error is about the whole: TooLarge, Unavailable, or Invalid
// where it cannot be opened at all.
func (r Reader) Pack(ctx context.Context, name string, file io.Reader) (Pack, error) {
	if r.Limits == (Limits{}) {
		r.Limits = TenderLimits()
	}
	path, done, err := spool(file, r.Limits.Pack)
	if err != nil {
		return Pack{}, err
	}
	defer done()
	w := &walk{job: Job{Task: TaskPack, Limits: r.Limits, Cache: r.compiled(), MayCompile: r.Cache != "", Path: path, Name: name}}
	for deaths := 0; ; deaths++ {
		// The text with every byte escaped, and the lines about it.
		most := 6*(r.Limits.Total-w.job.Said) + r.Limits.Parts*4096 + 1<<20
		w.at = nil
		err := r.run(ctx, w.job, nil, most, w.take)
		switch {
		case err == nil && w.compile && w.job.MayCompile:
			_ = r.Prepare(ctx) // without it the pages are fewer
			w.compile, w.job.MayCompile, w.job.Cache = false, false, r.compiled()
			continue
		case err == nil && w.ended:
			return w.pack, nil
		case err == nil:
			return Pack{}, errs.New(errs.Internal, "The reader of documents gave no answer.")
		case len(w.at) == 0 || errs.CodeOf(err) == errs.Unavailable || errs.CodeOf(err) == errs.Internal || deaths >= maxDeaths:
			return Pack{}, err
		}
		w.bury(err)
	}
}

// walk is how far the children have come in one pack.
type walk struct {
	job  Job
	pack Pack
	// at are the files that the child is inside of, outermost first.
	at      []Opened
	ended   bool
	compile bool
}

func (w *walk) take(line []byte) error {
	var a Answer
	if err := strictjson.Unmarshal(line, &a); err != nil {
		return err
	}
	switch {
	case a.Opened != nil:
		w.at = append(w.at[:min(len(w.at), a.Opened.Depth)], *a.Opened)
	case a.Part != nil && len(w.at) > 0:
		w.leave()
		w.add(*a.Part)
	case a.Ended != nil:
		w.ended = true
		w.pack.Kind, w.pack.LeftOut = a.Ended.Kind, a.Ended.LeftOut
	case a.Compile:
		w.compile = true
	}
	return nil
}

func (w *walk) add(p Part) {
	w.pack.Parts = append(w.pack.Parts, p)
	if p.Document != nil {
		w.job.Said += p.Document.size()
	}
}

// leave ends the innermost file: it is dealt with.
func (w *walk) leave() Opened {
	last := w.at[len(w.at)-1]
	w.at = w.at[:len(w.at)-1]
	w.job.Done = last.Number + 1
	return last
}

// bury says of the file that a child died over what that was, so that the next
// child begins behind it.
func (w *walk) bury(err error) {
	last := w.leave()
	if last.Container {
		w.job.Closed = append(w.job.Closed, last.Number)
	}
	w.add(Part{Name: last.Name, Size: last.Size, Fault: asFault(err)})
}

func asFault(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return errs.Wrap(err, errs.Internal, "%s", errs.Safe(err))
}

// spool gives the path of a file with these bytes: its own, where it is a file
// already. done takes away what was made.
func spool(file io.Reader, most int64) (path string, done func(), err error) {
	if f, ok := file.(*os.File); ok {
		if path, ok := place(f); ok {
			if info, err := f.Stat(); err == nil && info.Size() > most {
				return "", nil, tooLarge(most)
			}
			return path, func() {}, nil
		}
	}
	f, err := os.CreateTemp("", "holdfast-pack-")
	if err != nil {
		return "", nil, errs.Wrap(err, errs.StorageFull, "There is no room to take in the file.")
	}
	done = func() { _ = os.Remove(f.Name()) }
	n, err := io.Copy(f, io.LimitReader(file, most+1))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
		done()
		return "", nil, errs.Wrap(err, errs.Invalid, "The file could not be read.")
	case n > most:
		done()
		return "", nil, tooLarge(most)
	case n == 0:
		done()
		return "", nil, errs.New(errs.Invalid, "The file is empty.")
	}
	return f.Name(), done, nil
}

func tooLarge(most int64) error {
	return errs.New(errs.TooLarge, "The file is larger than %d MiB.", most>>20)
}

// place gives the path of an open file, if another process finds it there whole.
func place(f *os.File) (string, bool) {
	here, err := f.Stat()
	if err != nil || !here.Mode().IsRegular() || here.Size() == 0 || !filepath.IsAbs(f.Name()) {
		return "", false
	}
	there, err := os.Stat(f.Name())
	if err != nil || !os.SameFile(here, there) {
		return "", false
	}
	at, err := f.Seek(0, io.SeekCurrent)
	return f.Name(), err == nil && at == 0
}
