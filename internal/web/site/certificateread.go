package site

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"unicode"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

const (
	// maxCertificate bounds the file of a certificate.
	maxCertificate = 10 << 20
	// maxCertificateBody leaves room for what a form puts round the file.
	maxCertificateBody = maxCertificate + 64<<10
	// inMemory is how much of a form is held in memory; the rest goes to a
	// temporary file.
	inMemory = 1 << 20
)

// Files keeps files by the SHA-256 of their content.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	Get(hash string) (io.ReadSeekCloser, int64, error)
}

// TextReader gives the text of a document.
type TextReader interface {
	Read(ctx context.Context, file io.Reader) (office.Document, error)
}

func (s *Site) drop(wrong string) win.DropForm {
	d := win.DropForm{Action: "/certificates/read", Err: wrong, Limit: "10 MiB"}
	if s.TryFile != nil {
		d.Try = ui.Link{Label: "A certificate to try: the renewed CE Plus", Href: "/demo/certificate.pdf"}
	}
	return d
}

// fileProof shows that the file of a hash was dropped here by the request's
// person, for the organisation of the request. A hash by itself is no key to a
// file: it may be another organisation's.
func (s *Site) fileProof(ctx context.Context, hash string) string {
	a := frame.Actor(ctx)
	mac := hmac.New(sha256.New, []byte(s.Key))
	fmt.Fprintf(mac, "holdfast file %q %q %q", a.Org, a.Person, hash)
	return hex.EncodeToString(mac.Sum(nil))
}

// kept says that a file with the hash is there and undamaged, and that the
// proof is that of who dropped it.
func (s *Site) kept(ctx context.Context, hash, proof string) bool {
	if s.Files == nil || !hmac.Equal([]byte(proof), []byte(s.fileProof(ctx, hash))) {
		return false
	}
	f, _, err := s.Files.Get(hash)
	if err != nil {
		return false
	}
	_ = f.Close()
	return true
}

// readCertificateFile keeps a dropped file and shows what was read in it as a
// draft: nothing is recorded.
func (s *Site) readCertificateFile(w http.ResponseWriter, r *http.Request) error {
	if s.Files == nil || s.ReadText == nil {
		return errs.New(errs.Unavailable, "Files cannot be read here. Type the certificate in.")
	}
	body, name, wrong, err := dropped(r)
	if err != nil {
		return err
	}
	if wrong == "" {
		if _, err := office.KindOf(body); err != nil {
			wrong = errs.Safe(err)
		}
	}
	if wrong != "" {
		return s.certificateList(w, r, http.StatusUnprocessableEntity, wrong)
	}
	hash, _, err := s.Files.Put(r.Context(), bytes.NewReader(body), maxCertificate)
	if err != nil {
		return err
	}
	f := certificateForm{title: "Confirm a certificate", path: "/certificates/new", file: hash, name: name}
	doc, err := s.ReadText.Read(r.Context(), bytes.NewReader(body))
	switch errs.CodeOf(err) {
	case "":
	case errs.Invalid, errs.TooLarge:
		f.draft, f.typed = &win.Draft{FileName: name, Scanned: errs.Safe(err)}, map[string]string{}
		return s.showForm(w, r, http.StatusOK, f)
	default:
		return err
	}
	d := certificate.ReadDraft(s.Book, doc.Text(), doc.Lines())
	if len(d.Read) == 0 {
		f.draft, f.typed = &win.Draft{FileName: name, Scanned: "Nothing that looks like a certificate was found in " + or(name, "the file") + "."}, map[string]string{}
		return s.showForm(w, r, http.StatusOK, f)
	}
	f.fill(d, name)
	if err := s.likeBefore(r, &f, d.Certificate); err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, f)
}

// fill puts a draft into the form: each field with the words it was read in.
func (f *certificateForm) fill(d certificate.Draft, name string) {
	f.typed, f.hints = typedOf(&d.Certificate), map[string]string{}
	f.draft = &win.Draft{FileName: name}
	for _, field := range certFields {
		if q := d.Quote("/" + field.ID); q != "" {
			f.hints[field.ID] = "Read in: “" + q + "”"
			f.draft.Read++
		}
	}
	for _, doubt := range d.Doubts {
		id := strings.TrimPrefix(doubt.Pointer, "/")
		f.draft.Doubts = append(f.draft.Doubts, doubt.Message)
		if h := f.hints[id]; h != "" {
			f.hints[id] = h + " Look at this: " + doubt.Message
		} else {
			f.hints[id] = "Not read: " + doubt.Message
		}
	}
}

// likeBefore takes over what a person has said about the certificate that this
// one follows: the same scheme and holder. The judgement of the scope only when
// the words of the scope are the same.
func (s *Site) likeBefore(r *http.Request, f *certificateForm, c certificate.Certificate) error {
	board, err := s.Bids.Check(r.Context(), frame.Actor(r.Context()), s.Today())
	if err != nil {
		return err
	}
	rows := board.Certificates
	var before *certificate.Row
	for i := range rows {
		b := &rows[i]
		if b.Value.Scheme != c.Scheme || c.Scheme == "" || !strings.EqualFold(b.Value.Holder, c.Holder) {
			continue
		}
		if b.Value.Number != "" && b.Value.Number == c.Number {
			f.draft.Doubts = append(f.draft.Doubts, b.Number+" has the same number: is this the certificate that is recorded already?")
			continue
		}
		if before == nil || b.Value.Expires > before.Value.Expires {
			before = b
		}
	}
	if before == nil {
		return nil
	}
	take := func(field, value string) {
		if value != "" && f.typed[field] == "" {
			f.typed[field], f.hints[field] = value, "Taken from "+before.Number+", the one before it"
		}
	}
	take("replaces", before.Number)
	take("owner", before.Value.Owner)
	take("verifyLink", before.Value.VerifyLink)
	if plainWords(before.Value.Scope) == plainWords(c.Scope) && c.Scope != "" {
		covers, why := judged(board.Bids, before)
		if f.typed["covers"] == "" && covers != "" {
			f.typed["covers"], f.hints["covers"] = covers, why
		}
	}
	return nil
}

// judged gives what people have judged of a certificate's scope, when all of
// them agree: the standing judgement, else that of each bid.
func judged(bids []bid.Checked, c *certificate.Row) (covers, why string) {
	if c.Value.Covers == "yes" || c.Value.Covers == "no" {
		return c.Value.Covers, "The scope has the same words as that of " + c.Number + ", of which this was judged"
	}
	n := 0
	for i := range bids {
		j, ok := bids[i].Value.Covers[c.Number]
		if !ok {
			continue
		}
		if j.Covers != "yes" {
			return "", ""
		}
		n++
	}
	if n == 0 {
		return "", ""
	}
	return "yes", "The scope has the same words as that of " + c.Number + ", which was judged to cover the work of " + ui.Count(n, "bid", "bids")
}

func plainWords(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// dropped takes the file out of a posted form. wrong is for the field; err is
// of the request itself.
func dropped(r *http.Request) (body []byte, name, wrong string, err error) {
	if err := r.ParseMultipartForm(inMemory); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, "", "The file is larger than 10 MiB. Give the certificate alone, without what goes with it.", nil
		}
		return nil, "", "", errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, header, err := r.FormFile("file")
	if err != nil {
		return nil, "", "Choose the file of a certificate first.", nil
	}
	defer file.Close()
	body, err = io.ReadAll(io.LimitReader(file, maxCertificate+1))
	switch {
	case err != nil:
		return nil, "", "", errs.Wrap(err, errs.Invalid, "The file could not be read. Send it again.")
	case len(body) > maxCertificate:
		return nil, "", "The file is larger than 10 MiB. Give the certificate alone, without what goes with it.", nil
	case len(body) == 0 && header.Filename == "":
		return nil, "", "Choose the file of a certificate first.", nil
	}
	return body, shortName(header.Filename), "", nil
}

// shortName makes a file's name fit to be shown and stored: the last part of
// its path, without what a terminal or a header would act on.
func shortName(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == '\uFFFD' || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, filepath.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "." || name == "/" {
		return ""
	}
	if r := []rune(name); len(r) > 120 {
		name = string(r[:100]) + filepath.Ext(name)[:min(len(filepath.Ext(name)), 10)]
	}
	return strings.ToValidUTF8(name, "")
}

// certificateRoutes are the pages and actions of certificates.
func (s *Site) certificateRoutes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	routes := []web.Route{
		get("/start", "first-run", s.firstRun),
		post("/start", "first-run-choose", s.firstRunChoose),
		get("/certificates", "certificates", s.then((*Site).certificates)),
		get("/certificates/new", "certificate-new", s.newCertificate),
		post("/certificates/new", "certificate-add", s.addCertificate),
		{Method: http.MethodPost, Pattern: "/certificates/read", Page: "certificate-read", Handler: s.readCertificateFile, MaxBody: maxCertificateBody},
		get("/certificates/{id}", "certificate", s.then((*Site).certificate)),
		get("/certificates/{id}/edit", "certificate-edit", s.editCertificate),
		post("/certificates/{id}/edit", "certificate-change", s.changeCertificate),
		get("/certificates/{id}/file", "certificate-file", s.certificateFile),
		post("/certificates/{id}/status", "certificate-status", s.certificateStatus),
		post("/certificates/{id}/renewal", "certificate-renewal", s.startRenewal),
	}
	if s.TryFile != nil {
		routes = append(routes, get("/demo/certificate.pdf", "demo-certificate", s.tryCertificate))
	}
	return routes
}
