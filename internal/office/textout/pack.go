package textout

import (
	"context"
	"errors"
	"io"
	"os"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/office/bundle"
)

// pack walks the file of the job and answers part by part. Each part has the
// processor time of a document.
func (r *reader) pack(ctx context.Context, job office.Job, out io.Writer) error {
	f, err := os.Open(job.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	said := job.Said
	w := &bundle.Walk{Limits: job.Limits, Done: job.Done, Closed: job.Closed}
	w.Open = func(o office.Opened) error {
		allowMore(hardSeconds)
		return say(out, office.Answer{Opened: &o})
	}
	w.Leaf = func(l bundle.Leaf) error {
		part, err := r.part(ctx, l)
		if err != nil {
			return err
		}
		if part.Document != nil {
			if said += textSize(part.Document); said > job.Limits.Total {
				part.Document, part.Fault = nil, errs.New(errs.TooLarge, "The pack holds more text than %d MiB: this file is past that.", job.Limits.Total>>20)
			}
		}
		return say(out, office.Answer{Part: &part})
	}
	ended, err := w.Run(job.Name, f, info.Size())
	switch {
	case errors.Is(err, errCompile):
		return say(out, office.Answer{Compile: true})
	case err != nil:
		return err
	}
	return say(out, office.Answer{Ended: &ended})
}

func textSize(d *office.Document) (n int) {
	for _, p := range d.Pages {
		n += len(p.Text) + len(p.Lines)
	}
	return n
}

// part reads one file of a pack. The error is errCompile: it was not read.
func (r *reader) part(ctx context.Context, l bundle.Leaf) (office.Part, error) {
	p := office.Part{Name: l.Name, Kind: l.As, Hash: l.Hash, Size: l.Size, Fault: l.Fault}
	if l.Fault != nil {
		return p, nil
	}
	doc, err := r.read(ctx, l.Kind, l.Bytes)
	if l.As == office.Mail {
		doc, err = withHead(doc, err, l.Head)
	}
	switch {
	case errors.Is(err, errCompile):
		return p, errCompile
	case errors.Is(err, errScanned):
		p.Scanned = true
		p.Fault = errs.New(errs.Invalid, "No text: scanned. Its pages are pictures: ask the buyer for the file they were printed from, or read it by eye.")
	case err != nil:
		p.Fault = asFault(err)
	default:
		doc.Kind = l.As
		p.Document = &doc
	}
	return p, nil
}

// withHead puts the fields of a message before what it says; a message that says
// nothing has them all the same.
func withHead(doc office.Document, err error, head string) (office.Document, error) {
	switch {
	case errors.Is(err, errEmpty):
		return office.Document{Pages: []office.Page{{Text: clean(head)}}, PageCount: 1}, nil
	case err != nil:
		return doc, err
	}
	doc.Pages[0].Text = clean(head) + doc.Pages[0].Text
	return doc, nil
}
