package evidence

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

const (
	// maxSend bounds one form with its files: as many as a request takes when
	// nobody says otherwise. More are sent in several forms.
	maxSend = evidence.DefaultFiles*evidence.MaxFile + 1<<20
	// maxFields bounds the other answers of such a form together, in bytes.
	maxFields = 256 << 10
	// uploadTime is how long such a form may take to come in: 50 MiB over a slow
	// line.
	uploadTime = 20 * time.Minute
)

// upload is a form with files, read as it came: no file is held in memory, none
// is stored yet.
type upload struct {
	fields map[string][]string
	files  []*frame.Staged
	names  []string
}

// value gives an answer of the form.
func (u *upload) value(name string) string {
	if v := u.fields[name]; len(v) > 0 {
		return strings.TrimSpace(v[0])
	}
	return ""
}

// drop forgets the files that were not kept.
func (u *upload) drop() {
	for _, f := range u.files {
		f.Drop()
	}
}

// keep stores the files.
func (u *upload) keep() error {
	for _, f := range u.files {
		if err := f.Keep(); err != nil {
			return err
		}
	}
	return nil
}

// undo takes stored files away when it is certain that no record names them.
func (u *upload) undo(err error) {
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.NotFound, errs.Conflict, errs.Forbidden, errs.StorageFull:
		for _, f := range u.files {
			f.Undo()
		}
	}
}

// arrived describes the files for the record.
func (u *upload) arrived() []evidence.Arrived {
	out := make([]evidence.Arrived, len(u.files))
	for i, f := range u.files {
		out[i] = evidence.Arrived{Hash: f.Hash, Name: u.names[i], Size: f.Size, MediaType: web.TypeOf(f.Head)}
	}
	return out
}

// read reads the form of a request, at most so many files of the field "file".
// The caller drops what it gives, also with an error. What is wrong with a file
// is an errs.Invalid or TooLarge at /file, after the rest was read and thrown
// away: a browser that is still sending hears no answer.
func (p *Pages) read(w http.ResponseWriter, r *http.Request, most int) (*upload, error) {
	u := &upload{fields: map[string][]string{}}
	control := http.NewResponseController(w)
	deadline := time.Now().Add(uploadTime)
	_ = control.SetReadDeadline(deadline) // where it cannot be set, the server's own holds
	_ = control.SetWriteDeadline(deadline.Add(time.Minute))
	in, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return u, u.plain(r)
	}
	if err != nil {
		return u, notRead(err)
	}
	err = p.parts(r, in, u, most)
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.TooLarge {
		if _, rest := io.Copy(io.Discard, r.Body); rest != nil {
			return u, notRead(rest)
		}
	}
	return u, err
}

// plain reads a form that was sent without files.
func (u *upload) plain(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return notRead(err)
	}
	u.fields = r.PostForm
	return nil
}

func (p *Pages) parts(r *http.Request, in *multipart.Reader, u *upload, most int) error {
	left := int64(maxFields)
	for {
		part, err := in.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notRead(err)
		}
		name := part.FormName()
		if part.FileName() == "" && name != "file" {
			b, err := io.ReadAll(io.LimitReader(part, left+1))
			if err != nil {
				return notRead(err)
			}
			if left -= int64(len(b)); left < 0 {
				return errs.New(errs.TooLarge, "The answers are longer than this form takes.")
			}
			if !utf8.Valid(b) {
				return errs.At("/"+name, "This holds text that is not valid (UTF-8).")
			}
			u.fields[name] = append(u.fields[name], string(b))
			continue
		}
		if name != "file" {
			continue // a file that nobody asked for: passed over
		}
		if err := p.file(r, part, u, most); err != nil {
			return err
		}
	}
}

func (p *Pages) file(r *http.Request, part *multipart.Part, u *upload, most int) error {
	staged, err := p.Files.Stage(r.Context(), part, evidence.MaxFile)
	if errs.CodeOf(err) == errs.TooLarge {
		return errs.At("/file", "%s is larger than %d MB.", evidence.CleanName(part.FileName()), evidence.MaxFile>>20)
	}
	if err != nil {
		var gone *http.MaxBytesError
		if errors.As(err, &gone) || errors.Is(err, io.ErrUnexpectedEOF) {
			return notRead(err)
		}
		return err
	}
	switch {
	case staged.Size == 0 && part.FileName() == "": // no file was chosen
		staged.Drop()
		return nil
	case staged.Size == 0:
		staged.Drop()
		return errs.At("/file", "%s is empty.", evidence.CleanName(part.FileName()))
	}
	u.files, u.names = append(u.files, staged), append(u.names, evidence.CleanName(part.FileName()))
	if len(u.files) > most {
		if most == 0 {
			return errs.At("/file", "No more files are taken for this.")
		}
		return errs.At("/file", "No more than %d files are taken here.", most)
	}
	return nil
}

// notRead turns an error of the connection or the form into one for people. A
// body over its limit keeps its own words.
func notRead(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.Wrap(err, errs.TooLarge, "What was sent is larger than the %d MB that fit into one form. Send the files one by one.", large.Limit>>20)
	}
	return errs.Wrap(err, errs.Invalid, "The files did not arrive whole, and nothing was kept. Send them again.")
}
