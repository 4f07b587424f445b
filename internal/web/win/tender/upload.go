package tender

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/web/frame"
	"holdfast/internal/win/tender"
)

const (
	// maxSend bounds one form with its files.
	maxSend = tender.MaxDrop + 1<<20
	// uploadTime is how long such a form may take to come in.
	uploadTime = 20 * time.Minute
)

// upload is a form with files, read as it came: no file is held in memory, none is
// stored yet.
type upload struct {
	files []*frame.Staged
	names []string
}

func (u *upload) drop() {
	for _, f := range u.files {
		f.Drop()
	}
}

func (u *upload) keep() ([]tender.Dropped, error) {
	out := make([]tender.Dropped, len(u.files))
	for i, f := range u.files {
		if err := f.Keep(); err != nil {
			return nil, err
		}
		out[i] = tender.Dropped{Name: u.names[i], Hash: f.Hash, Size: f.Size}
	}
	return out, nil
}

// undo takes stored files away when it is certain that no record names them.
func (u *upload) undo(err error) {
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.StorageFull, errs.TooLarge:
		for _, f := range u.files {
			f.Undo()
		}
	}
}

// read reads the files of a request's form. The caller drops what it gives, also
// with an error. What is wrong with a file is an errs.Invalid at /file, said after
// the rest was read and thrown away: a browser that is still sending hears no
// answer.
func (p *Pages) read(w http.ResponseWriter, r *http.Request) (*upload, error) {
	u := &upload{}
	control := http.NewResponseController(w)
	deadline := time.Now().Add(uploadTime)
	_ = control.SetReadDeadline(deadline) // where it cannot be set, the server's own holds
	_ = control.SetWriteDeadline(deadline.Add(2 * time.Minute))
	in, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return u, errs.At("/file", "Choose the files first.")
	}
	if err != nil {
		return u, notRead(err)
	}
	err = p.parts(r, in, u)
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.TooLarge {
		if _, rest := io.Copy(io.Discard, r.Body); rest != nil {
			return u, notRead(rest)
		}
	}
	return u, err
}

func (p *Pages) parts(r *http.Request, in *multipart.Reader, u *upload) error {
	for {
		part, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			if len(u.files) == 0 {
				return errs.At("/file", "Choose the files first.")
			}
			return nil
		}
		if err != nil {
			return notRead(err)
		}
		if part.FormName() != "file" {
			continue // nothing else is asked for
		}
		if err := p.one(r, part, u); err != nil {
			return err
		}
	}
}

func (p *Pages) one(r *http.Request, part *multipart.Part, u *upload) error {
	name := tender.CleanName(part.FileName())
	staged, err := p.Files.Stage(r.Context(), part, tender.MaxFile)
	if errs.CodeOf(err) == errs.TooLarge {
		return errs.At("/file", "%s is larger than %d MB.", name, tender.MaxFile>>20)
	}
	if err != nil {
		var gone *http.MaxBytesError
		if errors.As(err, &gone) || errors.Is(err, io.ErrUnexpectedEOF) {
			return notRead(err)
		}
		return err
	}
	if staged.Size == 0 {
		staged.Drop()
		if part.FileName() == "" { // no file was chosen
			return nil
		}
		return errs.At("/file", "%s is empty.", name)
	}
	u.files, u.names = append(u.files, staged), append(u.names, name)
	if len(u.files) > tender.MaxFiles {
		return errs.At("/file", "No more than %d files are taken together: put them into a zip.", tender.MaxFiles)
	}
	return nil
}

// notRead turns an error of the connection or the form into one for people. A
// body over its limit keeps its own words.
func notRead(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.Wrap(err, errs.TooLarge, "What was sent is larger than the %d MB that are taken together. Send the files one by one.", large.Limit>>20)
	}
	return errs.Wrap(err, errs.Invalid, "The files did not arrive whole, and nothing was kept. Send them again.")
}

// take takes in the files of a request, for a bid or, with an empty ref, as a pack.
func (p *Pages) take(w http.ResponseWriter, r *http.Request, ref string) (tender.Drop, error) {
	by := p.By(r.Context(), "")
	// Whoever may not add documents sends none to be written down first.
	if err := p.Service.May(r.Context(), by, ref); err != nil {
		return tender.Drop{}, err
	}
	u, err := p.read(w, r)
	defer u.drop()
	if err != nil {
		return tender.Drop{}, err
	}
	files, err := u.keep()
	if err != nil {
		u.undo(err)
		return tender.Drop{}, err
	}
	drop, err := p.Service.Put(r.Context(), by, ref, files)
	if err != nil {
		u.undo(err)
	}
	return drop, err
}
