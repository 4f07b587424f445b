package records

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
)

const (
	// maxUpload bounds a form with files, and maxFile one of them.
	maxUpload = 65 << 20
	maxFile   = 64 << 20
	// memory is what of a form with files is kept in memory.
	memory = 4 << 20
)

// parse reads a posted form, with files or without.
func parse(r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return frame.Form(r)
	}
	if err := r.ParseMultipartForm(memory); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return errs.New(errs.TooLarge, "The file is larger than %d MB. Send a smaller one.", maxFile>>20)
		}
		return errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	return nil
}

// sent is what a form said.
type sent struct {
	typed  map[string]string
	wrong  map[string]string
	others []string
}

// read puts what was sent into value, field by field; fields that the form does
// not have stay as they are.
func (p *Pages) read(r *http.Request, v *change.View, pl *place, fields []field, value any) (sent, error) {
	s := sent{typed: map[string]string{}, wrong: map[string]string{}}
	for i := range fields {
		f := &fields[i]
		if f.Type == register.File && !f.custom {
			if err := p.readFile(r, pl, f, value, &s); err != nil {
				return s, err
			}
			continue
		}
		values, there := r.PostForm[f.Name]
		if !there {
			s.typed[f.Name] = p.typedOf(pl, f, value)
			continue
		}
		text := strings.ReplaceAll(values[0], "\r\n", "\n")
		if f.Type != register.LongText {
			text = strings.TrimSpace(text)
		}
		s.typed[f.Name] = text
		kept, fault, err := p.meant(r, v, pl, f, text, value)
		if err != nil {
			return s, err
		}
		if fault != "" {
			s.wrong[f.Name] = fault
			continue
		}
		if f.custom {
			custom.Set(value, f.Name, kept)
			continue
		}
		if err := pl.Register.Set(value, f.Name, kept); err != nil {
			s.wrong[f.Name] = errs.Safe(err)
		}
	}
	return s, nil
}

// meant gives what a field keeps for what was typed: the id of a person or a
// record, an instant; or says what is wrong with it.
func (p *Pages) meant(r *http.Request, v *change.View, pl *place, f *field, text string, value any) (kept, fault string, err error) {
	if text == "" || f.custom && f.Type != register.Link {
		return text, "", nil
	}
	was := pl.text(value, f)
	switch f.Type {
	case register.Person:
		if text == was {
			return text, "", nil
		}
		if slices.ContainsFunc(p.Members(r.Context()), func(m change.Member) bool { return m.Person == text }) {
			return text, "", nil
		}
		return "", "Choose somebody of the organisation.", nil
	case register.Instant:
		at, err := time.ParseInLocation("2006-01-02T15:04", text, p.Zone)
		if err != nil {
			return text, "", nil // Set says what is wrong
		}
		if text == p.typedOf(pl, f, value) {
			return was, "", nil // the seconds that the form does not show stay
		}
		return at.UTC().Format(time.RFC3339Nano), "", nil
	case register.Link:
		return p.linked(v, f, text, was)
	}
	return text, "", nil
}

// linked finds the record that somebody names: by number, which may be followed
// by its name, by id, or by words that only it has.
func (p *Pages) linked(v *change.View, f *field, text, was string) (kept, fault string, err error) {
	reg := p.Door.Book().Of(f.To)
	if reg == nil {
		return "", "There is no such register.", nil
	}
	d := reg.Declaration()
	give := func(rec *register.Record) string {
		if f.custom {
			return d.Number(rec.Num)
		}
		return rec.ID
	}
	first, _, _ := strings.Cut(text, " ")
	for _, ref := range []string{first, text} {
		if d.ParseNumber(ref) == 0 && ref != was {
			continue
		}
		rec, err := change.AnyGet(v, reg, ref, 0)
		if err == nil {
			return give(&rec), "", nil
		}
		if code := errs.CodeOf(err); code != errs.NotFound && code != errs.Forbidden {
			return "", "", err
		}
		if ref == was { // it stays, though it cannot be seen
			return was, "", nil
		}
	}
	if pl := p.atlas.places[f.To]; pl != nil && pl.Key != "" {
		if rec, _, err := p.find(v, pl, first); err == nil {
			return give(&rec), "", nil
		}
	}
	found, err := change.AnyList(v, reg, register.Query{Search: text, Limit: 5, NoTotal: true})
	switch code := errs.CodeOf(err); {
	case code == errs.Forbidden:
		return "", "You may not see " + d.Plural + ".", nil
	case err != nil:
		return "", "", err
	case len(found.Records) == 0:
		return "", "There is no " + d.Singular + " “" + brief(text) + "”: give its number, like " + d.Number(1) + ".", nil
	case len(found.Records) == 1:
		return give(&found.Records[0]), "", nil
	}
	var some []string
	for i := range found.Records {
		value, err := reg.Decode(found.Records[i].Body)
		if err != nil {
			return "", "", err
		}
		if register.Fold(titleOf(reg, value)) == register.Fold(text) {
			return give(&found.Records[i]), "", nil
		}
		some = append(some, p.calledIn(reg, found.Records[i].Num, value))
	}
	return "", "More than one fits: give a number. It could be " + strings.Join(some, ", or ") + ".", nil
}

// readFile stores a file that was sent, or takes away the one that is there.
func (p *Pages) readFile(r *http.Request, pl *place, f *field, value any, s *sent) error {
	if r.PostFormValue(f.Name+"-remove") != "" {
		return pl.Register.Set(value, f.Name, "")
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File[f.Name]) == 0 || p.files == nil {
		return nil
	}
	head := r.MultipartForm.File[f.Name][0]
	if head.Size == 0 {
		return nil
	}
	in, err := head.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	hash, _, err := p.files.Put(r.Context(), in, maxFile)
	if err != nil {
		if code := errs.CodeOf(err); code == errs.TooLarge || code == errs.Invalid {
			s.wrong[f.Name] = errs.Safe(err)
			return nil
		}
		return err
	}
	return pl.Register.Set(value, f.Name, hash)
}

// typedOf gives a field's value as its input shows it.
func (p *Pages) typedOf(pl *place, f *field, value any) string {
	text := pl.text(value, f)
	if f.Type == register.Instant && pl.Register.Get(value, f.Name) == int64(0) {
		return ""
	}
	if f.Type == register.Instant && text != "" {
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return at.In(p.Zone).Format("2006-01-02T15:04")
		}
	}
	return text
}
