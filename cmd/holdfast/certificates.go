package main

import (
	"fmt"
	"io"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/office"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

type certificatesCmd struct {
	Import certificatesImportCmd `cmd:"" help:"Import certificates from JSON lines, all or nothing."`
	List   certificatesListCmd   `cmd:"" help:"The certificates, how they stand and until when."`
	Read   certificatesReadCmd   `cmd:"" help:"Read a draft out of a certificate's file (PDF, Word or text). Writes nothing."`
}

type certificatesImportCmd struct{ linesImport }

func (c certificatesImportCmd) Run(e *env) error {
	return c.run(e, func(h *app, by change.By, in io.Reader) (certificate.Imported, error) {
		return h.certificates.Import(e.ctx, by, in)
	})
}

type certificatesListCmd struct {
	place
	JSON bool   `name:"json" help:"Print one JSON document."`
	On   string `name:"on" placeholder:"DATE" help:"As on this day (YYYY-MM-DD) instead of today."`
	asAt
}

// listed is one certificate of the list.
type listed struct {
	Certificate string                  `json:"certificate"` // its number
	Status      string                  `json:"status"`
	LastDay     civil.Date              `json:"lastValidDay"`
	SafeUntil   civil.Date              `json:"safeUntil"`
	SafeWhy     string                  `json:"safeWhy,omitempty"`
	ActBy       []certificate.ActBy     `json:"actBy"`
	Window      *certificate.Window     `json:"window"`
	Record      certificate.Certificate `json:"record"`
}

func (c certificatesListCmd) Run(e *env) error {
	today, err := e.day(c.On)
	if err != nil {
		return err
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	if today, err = h.goBack(e, c.AsAt, c.On, today); err != nil {
		return err
	}
	rows, err := h.certificates.List(e.ctx, h.actor)
	if err != nil {
		return err
	}
	out := listCertificates(h.book, rows, today)
	if c.JSON {
		return printJSON(e.stdout, out)
	}
	if len(out) == 0 {
		_, err = fmt.Fprintln(e.stdout, "There are no certificates.")
		return err
	}
	for _, l := range out {
		until := "no end recorded"
		if !l.LastDay.IsZero() {
			until = "until " + l.LastDay.Short()
		}
		fmt.Fprintf(e.stdout, "%-8s  %-32s  %-18s  %-18s  %s\n", l.Certificate, l.Record.Scheme, l.Status, until, l.Record.Holder)
	}
	return nil
}

func listCertificates(book *scheme.Book, rows []certificate.Row, today civil.Date) []listed {
	all := make([]certificate.Certificate, len(rows))
	for i := range rows {
		all[i] = rows[i].Value
	}
	out := make([]listed, 0, len(rows))
	for _, r := range rows {
		c := r.Value
		l := listed{Certificate: r.Number, Record: c, ActBy: []certificate.ActBy{}}
		if s, ok := book.Scheme(c.Scheme); ok {
			l.Status = c.StatusOn(s, today)
			l.LastDay = s.LastValidDay(c.On(today)).Early
			if acts := c.Acts(s, today); acts != nil {
				l.ActBy = acts
			}
			if w, ok := c.BestWindow(s, today, all); ok {
				l.Window = &w
			}
			safe := c.SafeUntil(book, today, all)
			l.SafeUntil, l.SafeWhy = safe.Until, safe.Why
		}
		out = append(out, l)
	}
	return out
}

type certificatesReadCmd struct {
	File string `arg:"" help:"The certificate's file, or - for standard input."`
	JSON bool   `name:"json" help:"Print one JSON document."`
}

func (c certificatesReadCmd) Run(e *env) error {
	in, done, err := e.input(c.File)
	if err != nil {
		return err
	}
	defer done()
	reader, err := office.Self(textOutWords)
	if err != nil {
		return err
	}
	doc, err := reader.Read(e.ctx, in)
	if err != nil {
		return err
	}
	draft := certificate.ReadDraft(scheme.Default(), doc.Text(), doc.Lines())
	if c.JSON {
		return printJSON(e.stdout, draft)
	}
	return printDraft(e.stdout, draft)
}

func printDraft(w io.Writer, d certificate.Draft) error {
	if len(d.Read) == 0 {
		fmt.Fprintln(w, "Nothing of a certificate was read.")
	}
	for _, r := range d.Read {
		fmt.Fprintf(w, "%-22s %s\n", r.Field[1:], r.Value)
	}
	for _, f := range d.Doubts {
		fmt.Fprintf(w, "look at %s: %s\n", f.Pointer, f.Message)
	}
	_, err := fmt.Fprintln(w, "This is a draft: nothing was written.")
	return err
}
