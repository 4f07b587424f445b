package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"sync"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/office"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/site"
	tenderpages "holdfast/internal/web/win/tender"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/tender"
)

// tenderPart is the documents that buyers send out, and what they ask for.
func tenderPart() *part {
	documents := tender.Register()
	p := &part{
		registers: []register.Any{documents},
		rules:     map[register.Kind]rest.Rule{tender.Kind: {ReadOnly: true}},
	}
	p.wire = func(h *app) {
		w := newTenderWing(h, documents)
		p.operations = w.operations()
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			pages := &tenderpages.Pages{
				Frame: f, Book: h.book, Service: w.Service, Bids: w.Bids, Certificates: h.certRegister,
				Files: frame.Files{Get: files.Get, Stage: stageIn(files)},
			}
			made := records.New(f, files, pages.Made(p.rules[tender.Kind]))
			return append(pages.Routes(), made.Routes()...)
		}
		p.work = func(e *env, r *job.Runner, _ *mail.Sender, _ string) {
			r.Ticks = append(r.Ticks, job.Tick{Name: "documents of tenders that go with their bids", Every: followEvery, Do: func(ctx context.Context, now time.Time) error {
				return h.eachOrganisation(ctx, func(o store.Organisation) error {
					return w.follow(ctx, o.ID, now)
				})
			}})
			r.Workers[tender.Work] = func(ctx context.Context, j change.Claimed) error {
				return w.Do(ctx, j, change.By{Actor: change.SystemActor(j.Org, "tender-reading"), Now: e.now()})
			}
		}
		p.tell = w.tell
	}
	return p
}

// followEvery is how often documents are told how long they are kept.
const followEvery = 24 * time.Hour

func (w *tenderWing) follow(ctx context.Context, org string, now time.Time) error {
	end := ends[bid.Kind]
	_, err := w.Follow(ctx, change.By{Actor: change.SystemActor(org, "tender-keeping"), Now: now}, func(b bid.Bid) civil.Date { return end(&b) })
	return err
}

// tenderWing is what the part's ways in stand on.
type tenderWing struct {
	*tender.Service
	app   *app
	files func() (*blob.Folder, error)
}

func newTenderWing(h *app, documents *register.Register[tender.Document]) *tenderWing {
	w := &tenderWing{app: h}
	// The folder is known once the part is wired.
	w.files = sync.OnceValues(func() (*blob.Folder, error) { return blob.Open(filepath.Join(h.dir, filesFolder)) })
	w.Service = tender.NewService(tender.Parts{
		Door: h.door, Documents: documents, BidRows: h.bidRegister, Bids: bid.NewService(h.door, h.book, h.bidRegister, h.certRegister), Files: lateFiles{w.files},
		Read: func(ctx context.Context, name string, file io.Reader) (tender.Pack, error) {
			reader, err := h.documents()
			if err != nil {
				return tender.Pack{}, err
			}
			pack, err := reader.Pack(ctx, name, file)
			if err != nil {
				return tender.Pack{}, err
			}
			return packOf(&pack), nil
		},
	})
	return w
}

// packOf turns what the reader of documents gives into the wing's own values.
func packOf(pack *office.Pack) tender.Pack {
	out := tender.Pack{Type: string(pack.Kind), Holds: pack.Kind == office.Zip || pack.Kind == office.Mail, LeftOut: pack.LeftOut}
	for i := range pack.Parts {
		in := &pack.Parts[i]
		p := tender.Part{Name: in.Name, Type: string(in.Kind), Hash: in.Hash, Size: in.Size, Scanned: in.Scanned}
		if in.Fault != nil {
			p.Fault = errs.Safe(in.Fault)
		}
		if d := in.Document; d != nil {
			p.Count = d.PageCount
			for _, page := range d.Pages {
				p.Pages = append(p.Pages, tender.Page{Label: page.Label, Text: page.Text})
			}
		}
		out.Parts = append(out.Parts, p)
	}
	return out
}

// lateFiles is the store of files, opened when it is first needed.
type lateFiles struct {
	open func() (*blob.Folder, error)
}

// Put implements tender.Files.
func (l lateFiles) Put(ctx context.Context, r io.Reader, limit int64) (string, int64, error) {
	f, err := l.open()
	if err != nil {
		return "", 0, err
	}
	return f.Put(ctx, r, limit)
}

// Get implements tender.Files.
func (l lateFiles) Get(hash string) (io.ReadSeekCloser, int64, error) {
	f, err := l.open()
	if err != nil {
		return nil, 0, err
	}
	return f.Get(hash)
}

// take stores a file that was sent and takes it in for a bid; what is refused
// leaves nothing.
func (w *tenderWing) take(ctx context.Context, by change.By, ref, name string, file io.Reader) (tender.Drop, error) {
	if err := w.May(ctx, by, ref); err != nil {
		return tender.Drop{}, err
	}
	folder, err := w.files()
	if err != nil {
		return tender.Drop{}, err
	}
	staged, err := folder.Stage(ctx, file, tender.MaxFile)
	if err != nil {
		return tender.Drop{}, err
	}
	defer staged.Drop()
	if staged.Size == 0 {
		return tender.Drop{}, errs.At("", "The body is empty: send the file itself.")
	}
	if err := staged.Keep(); err != nil {
		return tender.Drop{}, err
	}
	drop, err := w.Put(ctx, by, ref, []tender.Dropped{{Name: tender.CleanName(name), Hash: staged.Hash, Size: staged.Size}})
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.StorageFull, errs.TooLarge:
		_ = staged.Undo()
	}
	return drop, err
}

// keep stores what the demonstration holds.
func (w *tenderWing) keep(ctx context.Context, content []byte) (string, int64, error) {
	folder, err := w.files()
	if err != nil {
		return "", 0, err
	}
	return folder.Put(ctx, bytes.NewReader(content), tender.MaxFile)
}
