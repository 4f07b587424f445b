package questionnaire

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/office/opc"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/questionnaire"
)

// ListView is the questionnaires of a bid.
type ListView struct {
	Shell  ui.Shell
	Bid    string
	Crumbs []ui.Link
	Fact   string
	Then   string
	Errors ui.ErrorSummary
	Table  *ui.Table
	Drop   *DropView
}

// DropView takes a file.
type DropView struct {
	Action string
	Fields []ui.Field
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, nil)
}

func (p *Pages) showList(w http.ResponseWriter, r *http.Request, status int, faults map[string]string) error {
	ctx := r.Context()
	v := ListView{}
	var deadline civil.Date
	err := p.see(r, func(s *change.View) error {
		b, err := p.Service.Answers.Bid(s, r.PathValue("id"))
		if err != nil {
			return err
		}
		v.Bid = b.Number
		if d := b.Value.Dates.Deadline; d != nil {
			deadline = d.Date
		}
		rows, err := p.Service.OfBid(s, b.Number)
		if err != nil {
			return err
		}
		return p.table(r, s, &v, rows)
	})
	if err != nil {
		return err
	}
	v.Crumbs = []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: v.Bid, Href: "/bids/" + v.Bid}, {Label: "Questionnaires"}}
	if may(ctx, authz.Create) {
		due := ""
		if !deadline.IsZero() {
			due = deadline.String()
		}
		v.Drop = &DropView{Action: ofBid(v.Bid), Fields: []ui.Field{
			{ID: "file", Label: "The buyer’s file", Kind: "file", Accept: ".xlsx,.xlsm,.docx,.docm", Err: faults["file"], Hint: "A workbook (.xlsx) or a Word document (.docx) of up to 20 MB. It stays as it is; the answers go into a copy of it."},
			{ID: "due", Label: "Wanted back on", Kind: "date", Value: due, Err: faults["due"], Optional: true, Hint: "The bid’s deadline when you do not say."},
			{ID: "until", Label: "Until", Err: faults["until"], Size: 8, Optional: true, Hint: "Such as 12:00."},
		}}
		v.Errors = ui.Problems(v.Drop.Fields...)
	}
	if v.Shell, err = p.Shell(ctx, "Questionnaires of "+v.Bid, "/bids", said(r, nil)); err != nil {
		return err
	}
	v.Shell.Problem = len(faults) > 0
	return web.Render(w, r, status, ListPage(v))
}

// table lists the questionnaires of a bid, and says how far they are.
func (p *Pages) table(r *http.Request, s *change.View, v *ListView, rows []questionnaire.Row) error {
	if len(rows) == 0 {
		v.Fact, v.Then = "No questionnaire yet.", "Drop the buyer’s file in, and answer it here: it goes back filled, in the same cells."
		return nil
	}
	t := ui.Table{Caption: "Questionnaires of this bid", Columns: []ui.Column{{Label: "Questionnaire"}, {Label: "Answered", Num: true, Short: true}, {Label: "Over the limit", Num: true, HideSm: true}, {Label: "Owner", HideMd: true}, {Label: "Due", Num: true}}}
	left, unread := 0, 0
	for i := range rows {
		q := &rows[i].Value
		sum, err := p.Service.Totals(s, rows[i].Number)
		if err != nil {
			return err
		}
		left += sum.Left()
		answered := ui.Cell{Text: ui.Number(sum.Done) + " of " + ui.Number(sum.Questions), NoWrap: true}
		if !q.Mapped {
			unread++
			answered = ui.Cell{Text: "places to confirm", Mute: true}
		}
		over := ui.Cell{Text: "none", Mute: true}
		if sum.Over > 0 {
			over = ui.Cell{Text: ui.Number(sum.Over)}
		}
		due := ui.Cell{Text: "no day", Mute: true}
		if !q.Returned.IsZero() {
			due = ui.Cell{Text: "sent back " + ui.DayMonth(p.Today(), q.Returned), Mute: true}
		} else if !q.Due.IsZero() {
			due = ui.Cell{Text: ui.DayMonth(p.Today(), q.Due), Sub: ui.Left(p.Today(), q.Due), Late: q.Due < p.Today(), NoWrap: true}
		}
		owner := ui.Cell{Text: "nobody yet", Mute: true}
		if q.Owner != "" {
			owner = ui.Cell{Text: p.Name(r.Context(), q.Owner)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: q.Title, Sub: q.FileName, Href: path(rows[i].Number), ID: rows[i].Number}, answered, over, owner, due}})
	}
	v.Table = &t
	v.Fact = ui.Capital(ui.CountWords(len(rows), "questionnaire", "questionnaires")) + "; " + ui.Count(left, "question is", "questions are") + " still to be answered."
	switch {
	case unread > 0:
		v.Then = "Confirm first where the questions of the new file are."
	case left == 0:
		v.Fact, v.Then = "Every question is answered.", "Take the filled file, and send it."
	}
	return nil
}

// uploadTime is how long a file may take to come in over a slow line.
const uploadTime = 10 * time.Minute

// upload is the form of a file, read as it came.
type upload struct {
	fields map[string]string
	file   *frame.Staged
	name   string
}

func (p *Pages) read(w http.ResponseWriter, r *http.Request) (*upload, error) {
	u := &upload{fields: map[string]string{}}
	control := http.NewResponseController(w)
	deadline := time.Now().Add(uploadTime)
	_ = control.SetReadDeadline(deadline) // where it cannot be set, the server's own holds
	_ = control.SetWriteDeadline(deadline.Add(time.Minute))
	in, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return u, errs.At("/file", "Choose the file first.")
	}
	if err != nil {
		return u, notRead(err)
	}
	for {
		part, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return u, notRead(err)
		}
		if part.FormName() != "file" {
			b, err := io.ReadAll(io.LimitReader(part, 4<<10))
			if err != nil {
				return u, notRead(err)
			}
			if utf8.Valid(b) {
				u.fields[part.FormName()] = strings.TrimSpace(string(b))
			}
			continue
		}
		if u.file != nil {
			continue
		}
		u.name = evidence.CleanName(part.FileName())
		if u.file, err = p.Files.Stage(r.Context(), part, opc.MaxFile); err != nil {
			u.file = nil
			if errs.CodeOf(err) == errs.TooLarge {
				_, _ = io.Copy(io.Discard, r.Body) // a browser that is still sending hears no answer
				return u, errs.At("/file", "%s is larger than %d MB.", u.name, opc.MaxFile>>20)
			}
			var gone *http.MaxBytesError
			if errors.As(err, &gone) || errors.Is(err, io.ErrUnexpectedEOF) {
				return u, notRead(err)
			}
			return u, err
		}
	}
	if u.file == nil || u.file.Size == 0 {
		return u, errs.At("/file", "Choose the file first.")
	}
	return u, nil
}

func notRead(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.At("/file", "The file is larger than %d MB.", opc.MaxFile>>20)
	}
	return errs.Wrap(err, errs.Invalid, "The file did not arrive whole, and nothing was kept. Send it again.")
}

func (p *Pages) drop(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Create); err != nil {
		return err
	}
	u, err := p.read(w, r)
	if u.file != nil {
		defer u.file.Drop()
	}
	if err == nil {
		var row questionnaire.Row
		if row, err = p.keep(r, u); err == nil {
			return frame.Back(w, path(row.Number, "places"), "")
		}
	}
	if faults, ok := frame.Faults(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, faults)
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.TooLarge {
		return p.showList(w, r, http.StatusUnprocessableEntity, map[string]string{"file": errs.Safe(err)})
	}
	return err
}

// keep stores the file and records it; where it cannot be read, it goes again.
func (p *Pages) keep(r *http.Request, u *upload) (row questionnaire.Row, err error) {
	a := questionnaire.Adding{Bid: r.PathValue("id"), File: u.file.Hash, FileName: u.name, FileSize: u.file.Size, Until: u.fields["until"]}
	if s := u.fields["due"]; s != "" {
		if a.Due, err = civil.Parse(s); err != nil {
			return row, errs.At("/due", "Give a day such as 2027-01-12.")
		}
	}
	a.Title = strings.TrimSpace(strings.TrimSuffix(u.name, filepath.Ext(u.name)))
	if err := u.file.Keep(); err != nil {
		return row, err
	}
	defer func() {
		switch errs.CodeOf(err) {
		case errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.TooLarge:
			u.file.Undo()
		}
	}()
	b, err := p.bytesOf(u.file.Hash)
	if err != nil {
		return row, err
	}
	form, err := Open(b)
	if err != nil {
		return row, err
	}
	return p.Service.Add(r.Context(), p.By(r.Context(), ""), a, form)
}
