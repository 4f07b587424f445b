package main

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/office/packfile"
	"holdfast/internal/office/paper"
	"holdfast/internal/proof"
	"holdfast/internal/win/pack"
)

// build puts the chosen items that can be sent into a zip, keeps it, and records
// of what it was made. A pack of which nothing has changed since it was built is
// given as it is.
func (w *packWing) build(ctx context.Context, by change.By, ref string, today civil.Date) (pack.Row, error) {
	var row pack.Row
	var h *pack.House
	var lines []pack.Line
	bodies := map[string]string{}
	err := w.Door.See(ctx, by.Actor, func(v *change.View) (err error) {
		if row, err = w.Find(v, ref); err != nil {
			return err
		}
		if h, err = w.house(v, row.Value.Bid, today); err != nil {
			return err
		}
		lines = h.Lines(&row.Value)
		for i := range lines {
			if l := &lines[i]; l.Item == pack.Document && l.Chosen && l.Usable() {
				j := slices.IndexFunc(h.Documents, func(d pack.Text) bool { return d.Number == l.Of })
				if bodies[l.Of], err = h.Documents[j].Body(); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return row, err
	}
	built := pack.Built{}
	for i := range lines {
		switch l := &lines[i]; {
		case l.Chosen && l.Usable():
			built.Items = append(built.Items, pack.BuiltItem{Key: l.Key(), Label: l.Label, Note: l.Note, Hash: l.Content.Hash(), Sources: l.Content.Sources})
		case l.Chosen:
			built.LeftOut = append(built.LeftOut, l.Label)
		}
	}
	if row.Value.State == pack.BuiltOnce && len(pack.Changed(&row.Value, lines)) == 0 && slices.Equal(row.Value.Built.LeftOut, built.LeftOut) {
		return row, nil
	}
	made, err := w.make(ctx, by, &row, h, lines, bodies, built)
	if err != nil {
		return row, err
	}
	_, err = w.Door.Do(ctx, by.Request("pack.build", []any{row.Number, row.Version}), func(tx *change.Tx) (err error) {
		row, err = w.Keep(tx, row.ID, row.Version, made)
		return err
	})
	return row, err
}

// make writes the zip into the store of files.
func (w *packWing) make(ctx context.Context, by change.By, row *pack.Row, h *pack.House, lines []pack.Line, bodies map[string]string, built pack.Built) (pack.Made, error) {
	if len(built.Items) == 0 {
		return pack.Made{}, errs.New(errs.Conflict, "No item is ready: there is nothing to put into a pack.")
	}
	files, err := w.files()
	if err != nil {
		return pack.Made{}, err
	}
	org, err := w.app.store.OrganisationName(ctx, by.Org)
	if err != nil {
		return pack.Made{}, err
	}
	p := packfile.Pack{
		Manifest: packfile.Manifest{
			Organisation: org, Origin: proof.Origin(by.Org), Title: row.Value.Title, For: h.Bid.Value.Buyer, Bid: h.Bid.Number, Number: row.Number,
			Made: by.Now.UTC().Truncate(time.Second), Program: "holdfast " + buildInfo().Version, Note: pack.Advice, Items: []packfile.Item{},
		},
		Sign: func(text string) (string, error) { return w.app.signNote(by.Org, text) },
	}
	cover := false
	for i := range lines {
		l := &lines[i]
		switch {
		case !l.Chosen || !l.Usable():
		case l.Item == pack.Cover:
			cover = true
		default:
			if err := w.put(&p, files, l, bodies[l.Of]); err != nil {
				return pack.Made{}, err
			}
		}
	}
	if p.Checkpoint, built.Checkpoint, err = w.signed(ctx, by); err != nil {
		return pack.Made{}, err
	}
	if cover {
		if p.Cover, err = coverSheet(&p); err != nil {
			return pack.Made{}, err
		}
	}
	return keepPack(ctx, files, p, built)
}

// put adds an item with its files: the stored ones, and a page of its own for what
// is words and facts.
func (w *packWing) put(p *packfile.Pack, files *blob.Folder, l *pack.Line, body string) error {
	c := &l.Content
	item := packfile.Item{Label: l.Label, Note: c.Note, Facts: c.Facts}
	for _, s := range c.Sources {
		item.Sources = append(item.Sources, packfile.Source{Number: s.Number, Version: s.Version})
	}
	var contents []packfile.File
	for _, f := range c.Files {
		size, err := files.Prove(f.Hash)
		if err != nil {
			return errs.Wrap(err, errs.CodeOf(err), "%s is not in the store of files as it should be: the pack was not made.", f.Name)
		}
		contents = append(contents, packfile.File{Name: f.Name, Hash: f.Hash, Size: size, Open: func() (io.ReadCloser, error) {
			r, _, err := files.Get(f.Hash)
			return r, err
		}})
	}
	if body == "" {
		body = c.Body
	}
	if body != "" || len(contents) == 0 {
		foot := p.Organisation
		if l.Item == pack.Promise {
			body += "\n\nSigned: ______________________________  Date: ______________\n"
			foot += ". " + pack.Advice
		}
		pdf, _, err := paper.Write(paper.Paper{Organisation: p.Organisation, Title: l.Label, Facts: c.Facts, Body: body, Foot: foot, At: p.Made})
		if err != nil {
			return err
		}
		contents = append(contents, packfile.InMemory(l.Label+".pdf", pdf))
	}
	p.Items, p.Contents = append(p.Items, item), append(p.Contents, contents)
	return nil
}

// coverSheet is the PDF in front: what is in the pack, and the hash of each file.
func coverSheet(p *packfile.Pack) ([]byte, error) {
	var b strings.Builder
	b.WriteString(pack.Advice + "\n\n## What is in it\n\n")
	for i, item := range p.Laid() {
		b.WriteString("### " + folderNumber(i+1) + " " + item.Label + "\n\n")
		for j, name := range item.Files {
			b.WriteString("- " + name + "  \n  SHA-256 " + p.Contents[i][j].Hash + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString("## How to check it\n\nSHA256SUMS has the SHA-256 of every file: *sha256sum -c SHA256SUMS* compares them. checkpoint.txt is the signed state of our record when the pack was made; *holdfast pack verify* checks it against our public key.\n")
	pdf, _, err := paper.Write(paper.Paper{
		Organisation: p.Organisation, Title: "Evidence pack: " + p.Title, Body: b.String(), Foot: p.Number + " for " + p.Bid, At: p.Made,
		Facts: [][2]string{{"For", p.For}, {"Made", p.Made.In(london).Format("2 January 2006, 15:04")}, {"Items", strconv.Itoa(len(p.Items))}, {"Pack", p.Number + ", " + p.Bid}},
	})
	return pdf, err
}

func folderNumber(n int) string { return packfile.Folder(n, "")[:2] }

// signed gives the newest checkpoint of the trail, signed now where the trail has
// grown. A trail that is refused gives what was signed before.
func (w *packWing) signed(ctx context.Context, by change.By) ([]byte, string, error) {
	if _, _, err := w.app.sealer().Checkpoint(ctx, by.Org, by.Now); err != nil && errs.CodeOf(err) != errs.Conflict && errs.CodeOf(err) != errs.NotFound {
		return nil, "", err
	}
	text, err := w.app.checkpoint(ctx, by.Org)
	if err != nil || text == "" {
		return nil, "", err
	}
	known, err := w.app.keys.Verifiers(proof.Origin(by.Org))
	if err != nil {
		return nil, "", err
	}
	c, err := proof.ReadCheckpoint([]byte(text), known)
	if err != nil {
		return []byte(text), "", nil //nolint:nilerr // signed with a key that is no longer here: whoever has it checks it
	}
	return []byte(text), c.Says(), nil
}

// keepPack streams the zip into the store of files.
func keepPack(ctx context.Context, files *blob.Folder, p packfile.Pack, built pack.Built) (pack.Made, error) {
	out := pack.Made{Built: built, FileName: strings.ToLower(p.Bid) + "-" + strings.ToLower(p.Number) + ".zip"}
	r, pipe := io.Pipe()
	written := make(chan error, 1)
	go func() {
		_, sum, err := packfile.Write(ctx, pipe, p)
		out.Manifest = sum
		_ = pipe.CloseWithError(err)
		written <- err
	}()
	hash, size, err := files.Put(ctx, r, packfile.MaxPack+packfile.MaxFile)
	_ = r.CloseWithError(err)
	if werr := <-written; err == nil {
		err = werr
	}
	out.File, out.FileSize = hash, size
	return out, err
}
